"""Units that have work and nobody at their head who could be told of it."""

from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.models import Appointment, Delegation, Person, Unit, UnitKind, WorkItem
from app.queries.standing import followed, with_lead
from workflows.states import Role


def units_without_head(session: Session, commune_id: int, today: date) -> list[tuple[str, int]]:
    """(short name, items in its hands) of each unit under the committee that leads work on `today`
    while no enabled person is its head, himself or in somebody's stead. One query.
    """
    in_force = (
        Appointment.commune_id == commune_id,
        Appointment.unit_id == WorkItem.lead_unit_id,
        Appointment.role == Role.unit_head,
        Appointment.valid_from <= today,
        or_(Appointment.valid_to.is_(None), Appointment.valid_to >= today),
        Person.disabled_at.is_(None),
    )
    own = select(Appointment.id).join(Person, Person.id == Appointment.person_id).where(*in_force)
    stood_in = (
        select(Appointment.id)
        .join(Delegation, Delegation.appointment_id == Appointment.id)
        .join(Person, Person.id == Delegation.deputy_id)
        .where(
            *in_force,
            Delegation.valid_from <= today,
            Delegation.valid_to >= today,
            Delegation.ended_at.is_(None),
        )
    )
    rows = session.execute(
        select(Unit.short_name, func.count())
        .select_from(WorkItem)
        .join(Unit, Unit.id == WorkItem.lead_unit_id)
        .where(
            WorkItem.commune_id == commune_id,
            with_lead(),
            followed(),
            Unit.kind == UnitKind.under_committee,
            ~own.exists(),
            ~stood_in.exists(),
        )
        .group_by(Unit.id, Unit.short_name, Unit.position)
        .order_by(Unit.position, Unit.id)
    )
    return [(name, number) for name, number in rows]


__all__ = ["units_without_head"]
