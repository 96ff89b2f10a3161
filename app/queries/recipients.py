"""The people of a commune and the appointments by which they are told things."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from app.models import Appointment, Delegation, Person, Unit
from app.queries.endpoints import has_endpoint
from workflows.permissions import Actor, HeldAppointment
from workflows.states import Role


@dataclass(frozen=True, slots=True)
class Recipient:
    """An enabled person with what he holds today; `email` None where no address is known.

    His digest comes on `digest_weekday` (a name out of WEEKDAYS) at `digest_at`; up to and with
    `paused_until` nothing goes to him by mail.
    """

    actor: Actor
    person_id: int
    name: str
    email: str | None
    locale: str
    digest_weekday: str = "mon"
    digest_at: str = "07:30"
    paused_until: date | None = None
    has_endpoint: bool = False

    @property
    def is_reached(self) -> bool:
        """True where something is sent to him: by mail, or to a webhook or chat of his own."""
        return bool(self.email) or self.has_endpoint


# Put together once: every night asks of every commune.
_TODAY = bindparam("today")
_HELD = (
    select(
        Person.id,
        Person.full_name,
        Person.email,
        Person.locale,
        Person.digest_weekday,
        Person.digest_at,
        Person.digest_paused_until,
        has_endpoint(bindparam("commune_id")),
        Appointment.role,
        Appointment.unit_id,
        Unit.name,
        Appointment.title,
    )
    .select_from(Appointment)
    .outerjoin(Unit, Unit.id == Appointment.unit_id)
    .where(
        Appointment.commune_id == bindparam("commune_id"),
        Appointment.valid_from <= _TODAY,
        or_(Appointment.valid_to.is_(None), Appointment.valid_to >= _TODAY),
        Person.disabled_at.is_(None),
    )
    .order_by(Appointment.id)
)
_OWN = _HELD.join(Person, Person.id == Appointment.person_id)
_STOOD_IN = (
    _HELD.join(Delegation, Delegation.appointment_id == Appointment.id)
    .join(Person, Person.id == Delegation.deputy_id)
    .where(
        Delegation.valid_from <= _TODAY,
        Delegation.valid_to >= _TODAY,
        Delegation.ended_at.is_(None),
    )
)


def recipients(
    session: Session, commune_id: int, roles: Collection[Role], today: date
) -> list[Recipient]:
    """Everybody who holds one of `roles` on `today`, himself or in somebody's stead. Two queries.

    The actors hold every appointment of those people, of other roles too: four eyes ask for all.
    """
    held: dict[int, list[HeldAppointment]] = defaultdict(list)
    people: dict[int, Any] = {}
    asked = {"commune_id": commune_id, "today": today}
    for query, in_stead in ((_OWN, None), (_STOOD_IN, "")):
        for person_id, *his, role, unit_id, unit, title in session.execute(query, asked):
            people[person_id] = his
            held[person_id].append(HeldAppointment(role, unit_id, unit or "", title, in_stead))
    return [
        Recipient(
            Actor(commune_id, person_id, name, tuple(held[person_id])), person_id, name, *rest
        )
        for person_id, (name, *rest) in sorted(people.items())
        if any(appointment.role in roles for appointment in held[person_id])
    ]


def communes_of_slots(
    session: Session, slots: Collection[tuple[str, str]], today: date
) -> frozenset[int]:
    """The communes in which somebody has his digest at one of `slots` (weekday, hour). One query.

    It may name too many (people of other roles are among them), never too few.
    """
    weekdays, hours = {weekday for weekday, _ in slots}, {hour for _, hour in slots}
    chosen = (Person.digest_weekday.in_(weekdays), Person.digest_at.in_(hours))
    own = select(Appointment.commune_id).join(Person, Person.id == Appointment.person_id)
    stood_in = select(Delegation.commune_id).join(Person, Person.id == Delegation.deputy_id)
    return frozenset(
        session.scalars(
            own.where(
                *chosen, or_(Appointment.valid_to.is_(None), Appointment.valid_to >= today)
            ).union(
                stood_in.where(*chosen, Delegation.valid_to >= today, Delegation.ended_at.is_(None))
            )
        )
    )
