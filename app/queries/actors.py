"""Who somebody is today: appointments in force, and those he stands in for."""

from datetime import date
from typing import Any

from sqlalchemy import Row, bindparam, false, null, or_, select, true, union_all
from sqlalchemy.orm import Session, aliased

from app.models import Appointment, Delegation, Person, Unit
from workflows.permissions import Actor, HeldAppointment

_held = select(
    Appointment.id, Appointment.role, Appointment.unit_id, Unit.name, Appointment.title
).outerjoin(Unit, Unit.id == Appointment.unit_id)
_in_force = (
    Appointment.commune_id == bindparam("commune_id"),
    Appointment.valid_from <= bindparam("today"),
    or_(Appointment.valid_to.is_(None), Appointment.valid_to >= bindparam("today")),
)
_stands_in = (
    Delegation.deputy_id == bindparam("person_id"),
    Delegation.valid_from <= bindparam("today"),
    Delegation.valid_to >= bindparam("today"),
    Delegation.ended_at.is_(None),
)
_given = aliased(Appointment)
_APPOINTMENTS = union_all(
    _held.add_columns(null(), null(), null(), true()).where(
        *_in_force, Appointment.person_id == bindparam("person_id")
    ),
    _held.add_columns(Person.full_name, Delegation.document, Person.id, true())
    .join(Delegation, Delegation.appointment_id == Appointment.id)
    .join(Person, Person.id == Appointment.person_id)
    .where(*_in_force, *_stands_in),
    # What else the one he stands in for holds: it binds a deputy, and gives him nothing.
    _held.add_columns(null(), null(), _given.person_id, false())
    .join(_given, (_given.person_id == Appointment.person_id) & (_given.id != Appointment.id))
    .join(Delegation, Delegation.appointment_id == _given.id)
    .where(
        *_in_force,
        *_stands_in,
        Appointment.unit_id.is_not(None),
        _given.commune_id == bindparam("commune_id"),
        _given.valid_from <= bindparam("today"),
        or_(_given.valid_to.is_(None), _given.valid_to >= bindparam("today")),
    ),
)
"""What somebody holds, what he stands in for, and what binds him with it. Put together once: every
request asks it."""


def load_actor(
    session: Session, person: Person, commune_id: int, today: date, address: str | None = None
) -> Actor:
    """The actor that `person` is in the commune on `today`, with the appointments he stands in for.

    One query, whatever he holds. Stand-ins make no chains: only own appointments can be delegated,
    and who holds none of his own in the commune any more stands in for nobody.
    """
    found = session.execute(
        _APPOINTMENTS, {"commune_id": commune_id, "person_id": person.id, "today": today}
    )
    rows = sorted(found, key=_own_first)
    appointments = tuple(
        HeldAppointment(role, unit_id, unit_name or "", title, in_stead_of, holder_id, by or "")
        for _, role, unit_id, unit_name, title, in_stead_of, by, holder_id, is_his in rows
        if is_his
    )
    if not appointments or appointments[0].in_stead_of is not None:
        appointments = ()
    other_units = frozenset(row.unit_id for row in rows if not row[-1])
    return Actor(commune_id, person.id, person.full_name, appointments, address, other_units)


def _own_first(row: Row[Any]) -> tuple[bool, int]:
    """By who holds it, oneself first, then by age."""
    return row[-2] is not None, row[0]


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
