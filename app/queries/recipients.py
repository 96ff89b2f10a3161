"""The people of a commune and the appointments by which they are told things."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from app.models import Appointment, Delegation, Person, Unit
from workflows.permissions import Actor, HeldAppointment
from workflows.states import Role


@dataclass(frozen=True, slots=True)
class Recipient:
    """An enabled person with what he holds today; `email` None where no address is known."""

    actor: Actor
    person_id: int
    name: str
    email: str | None
    locale: str


def recipients(
    session: Session, commune_id: int, roles: Collection[Role], today: date
) -> list[Recipient]:
    """Everybody who holds one of `roles` on `today`, himself or in somebody's stead. Two queries.

    The actors hold every appointment of those people, of other roles too: four eyes ask for all.
    """
    held: dict[int, list[HeldAppointment]] = defaultdict(list)
    people: dict[int, Any] = {}
    own = _appointments(commune_id, today).join(Person, Person.id == Appointment.person_id)
    stood_in = (
        _appointments(commune_id, today)
        .join(Delegation, Delegation.appointment_id == Appointment.id)
        .join(Person, Person.id == Delegation.deputy_id)
        .where(Delegation.valid_from <= today, Delegation.valid_to >= today)
    )
    for query, in_stead in ((own, None), (stood_in, "")):
        for person_id, name, email, locale, role, unit_id, unit, title in session.execute(query):
            people[person_id] = (name, email, locale)
            held[person_id].append(HeldAppointment(role, unit_id, unit or "", title, in_stead))
    return [
        Recipient(
            Actor(commune_id, person_id, name, tuple(held[person_id])), person_id, name, *rest
        )
        for person_id, (name, *rest) in sorted(people.items())
        if any(appointment.role in roles for appointment in held[person_id])
    ]


def _appointments(commune_id: int, today: date) -> Select[Any]:
    return (
        select(
            Person.id,
            Person.full_name,
            Person.email,
            Person.locale,
            Appointment.role,
            Appointment.unit_id,
            Unit.name,
            Appointment.title,
        )
        .select_from(Appointment)
        .outerjoin(Unit, Unit.id == Appointment.unit_id)
        .where(
            Appointment.commune_id == commune_id,
            Appointment.valid_from <= today,
            or_(Appointment.valid_to.is_(None), Appointment.valid_to >= today),
            Person.disabled_at.is_(None),
        )
        .order_by(Appointment.id)
    )
