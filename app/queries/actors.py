"""Who somebody is today: appointments in force, and those he stands in for."""

from datetime import date
from typing import Any

from sqlalchemy import Row, bindparam, null, or_, select, union_all
from sqlalchemy.orm import Session

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
_APPOINTMENTS = union_all(
    _held.add_columns(null()).where(*_in_force, Appointment.person_id == bindparam("person_id")),
    _held.add_columns(Person.full_name)
    .join(Delegation, Delegation.appointment_id == Appointment.id)
    .join(Person, Person.id == Appointment.person_id)
    .where(
        *_in_force,
        Delegation.deputy_id == bindparam("person_id"),
        Delegation.valid_from <= bindparam("today"),
        Delegation.valid_to >= bindparam("today"),
        Delegation.ended_at.is_(None),
    ),
)
"""What somebody holds, then what he stands in for. Put together once: every request asks it."""


def load_actor(
    session: Session, person: Person, commune_id: int, today: date, address: str | None = None
) -> Actor:
    """The actor that `person` is in the commune on `today`, with the appointments he stands in for.

    One query, whatever he holds. Stand-ins make no chains: only own appointments can be delegated.
    """
    found = session.execute(
        _APPOINTMENTS, {"commune_id": commune_id, "person_id": person.id, "today": today}
    )
    appointments = tuple(
        HeldAppointment(role, unit_id, unit_name or "", title, in_stead_of)
        for _, role, unit_id, unit_name, title, in_stead_of in sorted(found, key=_own_first)
    )
    return Actor(commune_id, person.id, person.full_name, appointments, address)


def _own_first(row: Row[Any]) -> tuple[bool, int]:
    """By who holds it, oneself first, then by age."""
    return row[-1] is not None, row[0]


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
