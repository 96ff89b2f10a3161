"""Units that have nobody at their head who could be told of their work, or answer for it."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import BindParameter, ColumnElement, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import InstrumentedAttribute

from app.models import Appointment, Delegation, Person, Unit, UnitKind, WorkItem
from app.queries.standing import followed, with_lead
from workflows.states import Role


@dataclass(frozen=True, slots=True)
class HeadlessUnit:
    """A unit without an active head, and the open items in its hands."""

    unit_id: int
    name: str
    short_name: str
    items: int


_COMMUNE, _TODAY = bindparam("commune_id"), bindparam("today")


def _headless(
    unit_id: InstrumentedAttribute[int] | BindParameter[int],
) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """SQL: no enabled person is the unit's head on the day, himself, or in somebody's stead."""
    in_force = (
        Appointment.commune_id == _COMMUNE,
        Appointment.unit_id == unit_id,
        Appointment.role == Role.unit_head,
        Appointment.valid_from <= _TODAY,
        or_(Appointment.valid_to.is_(None), Appointment.valid_to >= _TODAY),
        Person.disabled_at.is_(None),
    )
    own = select(Appointment.id).join(Person, Person.id == Appointment.person_id).where(*in_force)
    stood_in = (
        select(Appointment.id)
        .join(Delegation, Delegation.appointment_id == Appointment.id)
        .join(Person, Person.id == Delegation.deputy_id)
        .where(
            *in_force,
            Delegation.valid_from <= _TODAY,
            Delegation.valid_to >= _TODAY,
            Delegation.ended_at.is_(None),
        )
    )
    return ~own.exists(), ~stood_in.exists()


# Put together once: a Monday asks them of every commune.
_OPEN_ITEMS = (
    select(func.count())
    .where(
        WorkItem.commune_id == _COMMUNE,
        WorkItem.lead_unit_id == Unit.id,
        with_lead(),
        followed(),
    )
    .scalar_subquery()
)
_HEADLESS_UNITS = (
    select(Unit.id, Unit.name, Unit.short_name, _OPEN_ITEMS)
    .where(
        Unit.commune_id == _COMMUNE,
        Unit.kind == UnitKind.under_committee,
        or_(Unit.valid_to.is_(None), Unit.valid_to >= _TODAY),
        *_headless(Unit.id),
    )
    .order_by(Unit.position, Unit.id)
)
_IS_HEADLESS = select(and_(*_headless(bindparam("unit_id"))))


def units_without_head(session: Session, commune_id: int, today: date) -> list[tuple[str, int]]:
    """(short name, items in its hands) of each unit under the committee that leads work on `today`
    while no enabled person is its head, himself or in somebody's stead. One query.
    """
    return [
        (unit.short_name, unit.items)
        for unit in headless_units(session, commune_id, today)
        if unit.items
    ]


def headless_units(session: Session, commune_id: int, today: date) -> list[HeadlessUnit]:
    """Every unit under the committee that has no active head on `today`, also one without work,
    in the commune's order. One query."""
    rows = session.execute(_HEADLESS_UNITS, {"commune_id": commune_id, "today": today})
    return [HeadlessUnit(id_, name, short, items) for id_, name, short, items in rows]


def has_head(session: Session, commune_id: int, unit_id: int, today: date) -> bool:
    """True where an enabled person is the unit's head on `today`, or stands in for it."""
    asked = {"commune_id": commune_id, "unit_id": unit_id, "today": today}
    return session.scalar(_IS_HEADLESS, asked) is not True


__all__ = ["HeadlessUnit", "has_head", "headless_units", "units_without_head"]
