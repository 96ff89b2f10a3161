"""Who somebody is today: appointments in force, and those he stands in for."""

from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.models import Appointment, Delegation, Person, Unit
from workflows.permissions import Actor, HeldAppointment


def load_actor(
    session: Session, person: Person, commune_id: int, today: date, address: str | None = None
) -> Actor:
    """The actor that `person` is in the commune on `today`, with the appointments he stands in for.

    Two queries, whatever he holds. Stand-ins make no chains: only own appointments can be delegated.
    """
    in_force = (
        Appointment.commune_id == commune_id,
        Appointment.valid_from <= today,
        or_(Appointment.valid_to.is_(None), Appointment.valid_to >= today),
    )
    own = session.execute(
        select(Appointment.role, Appointment.unit_id, Unit.name, Appointment.title)
        .outerjoin(Unit, Unit.id == Appointment.unit_id)
        .where(*in_force, Appointment.person_id == person.id)
        .order_by(Appointment.id)
    )
    stood_in = session.execute(
        select(
            Appointment.role, Appointment.unit_id, Unit.name, Appointment.title, Person.full_name
        )
        .outerjoin(Unit, Unit.id == Appointment.unit_id)
        .join(Delegation, Delegation.appointment_id == Appointment.id)
        .join(Person, Person.id == Appointment.person_id)
        .where(
            *in_force,
            Delegation.deputy_id == person.id,
            Delegation.valid_from <= today,
            Delegation.valid_to >= today,
        )
        .order_by(Appointment.id)
    )
    held = [
        HeldAppointment(role, unit_id, unit_name or "", title, name)
        for role, unit_id, unit_name, title, name in (
            *((*row, None) for row in own),
            *stood_in,
        )
    ]
    return Actor(commune_id, person.id, person.full_name, tuple(held), address)


def communes_of(session: Session, person_id: int, today: date) -> list[int]:
    """The communes in which the person holds an appointment today, oldest appointment first."""
    found = session.scalars(
        select(Appointment.commune_id)
        .where(
            Appointment.person_id == person_id,
            Appointment.valid_from <= today,
            or_(Appointment.valid_to.is_(None), Appointment.valid_to >= today),
        )
        .order_by(Appointment.id)
    )
    return list(dict.fromkeys(found))
