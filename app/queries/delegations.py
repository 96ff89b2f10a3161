"""Who stands in for whom: a person's own, those of a commune, and who can be asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session, aliased

from app.models import Appointment, Delegation, DelegationKind, Person, Unit
from workflows.permissions import Actor
from workflows.states import Role

MOST = 200
"""Rows of the page: those in force and to come first, then the latest that are over."""


class Running(StrEnum):
    """Where a stand-in is on a day."""

    to_come = auto()
    in_force = auto()
    over = auto()
    ended = auto()


@dataclass(frozen=True, slots=True)
class StandIn:
    """A stand-in with its names; `running` on the day that was asked for, `may_end` for the
    actor."""

    id: int
    kind: DelegationKind
    role: Role
    title: str
    unit: str
    holder_id: int
    holder: str
    deputy_id: int
    deputy: str
    document: str
    valid_from: date
    valid_to: date
    running: Running
    may_end: bool


@dataclass(frozen=True, slots=True)
class HeldPost:
    """An appointment in force that could be given to a deputy."""

    appointment_id: int
    person_id: int
    person: str
    role: Role
    title: str
    unit: str


def running_on(today: date, valid_from: date, valid_to: date, *, ended: bool) -> Running:
    """Where a span is on `today`; one that was ended early is over at once."""
    if ended:
        return Running.ended
    if valid_to < today:
        return Running.over
    return Running.to_come if valid_from > today else Running.in_force


_deputy = aliased(Person)


def _standing_in(commune_id: int) -> Select[tuple[Delegation, Appointment, str, str, str]]:
    return (
        select(Delegation, Appointment, Person.full_name, _deputy.full_name, Unit.name)
        .join(Appointment, Appointment.id == Delegation.appointment_id)
        .join(Person, Person.id == Appointment.person_id)
        .join(_deputy, _deputy.id == Delegation.deputy_id)
        .outerjoin(Unit, Unit.id == Appointment.unit_id)
        .where(Delegation.commune_id == commune_id)
    )


def _his(actor: Actor) -> ColumnElement[bool]:
    return or_(Appointment.person_id == actor.person_id, Delegation.deputy_id == actor.person_id)


def stand_ins(session: Session, actor: Actor, today: date) -> Sequence[StandIn]:
    """Those the actor gave or got; all of the commune for an administrator. What is not over
    comes first, the latest first. One query."""
    query = _standing_in(actor.commune_id)
    if not actor.has_role(Role.administrator):
        query = query.where(_his(actor))
    over = or_(Delegation.ended_at.is_not(None), Delegation.valid_to < today)
    rows = session.execute(query.order_by(over, Delegation.id.desc()).limit(MOST))
    return [_stand_in(actor, today, *row) for row in rows]


def _stand_in(
    actor: Actor,
    today: date,
    row: Delegation,
    appointment: Appointment,
    holder: str,
    deputy: str,
    unit: str | None,
) -> StandIn:
    running = running_on(today, row.valid_from, row.valid_to, ended=row.ended_at is not None)
    his_to_end = appointment.person_id == actor.person_id or actor.has_role(Role.administrator)
    return StandIn(
        id=row.id,
        kind=row.kind,
        role=appointment.role,
        title=appointment.title,
        unit=unit or "",
        holder_id=appointment.person_id,
        holder=holder,
        deputy_id=row.deputy_id,
        deputy=deputy,
        document=row.document,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        running=running,
        may_end=his_to_end and running in (Running.to_come, Running.in_force),
    )


def find_delegation(session: Session, actor: Actor, delegation_id: int) -> Delegation | None:
    """The delegation for this actor, or None: another commune's, or not his to see."""
    query = (
        select(Delegation)
        .join(Appointment, Appointment.id == Delegation.appointment_id)
        .where(Delegation.commune_id == actor.commune_id, Delegation.id == delegation_id)
    )
    if not actor.has_role(Role.administrator):
        query = query.where(_his(actor))
    return session.scalars(query).first()


def held_posts(
    session: Session,
    commune_id: int,
    roles: frozenset[Role],
    today: date,
    *,
    person_id: int | None = None,
) -> Sequence[HeldPost]:
    """The appointments of these roles in force today, of one person or of all, by unit and name.
    One query."""
    query = (
        select(
            Appointment.id,
            Person.id,
            Person.full_name,
            Appointment.role,
            Appointment.title,
            Unit.name,
        )
        .join(Person, Person.id == Appointment.person_id)
        .outerjoin(Unit, Unit.id == Appointment.unit_id)
        .where(Appointment.commune_id == commune_id, _in_force(today))
        .where(Appointment.role.in_(roles))
        .order_by(Unit.position.is_not(None), Unit.position, Unit.id, Person.full_name)
    )
    if person_id is not None:
        query = query.where(Appointment.person_id == person_id)
    return [
        HeldPost(id_, person, name, role, title, unit or "")
        for id_, person, name, role, title, unit in session.execute(query)
    ]


def _in_force(today: date) -> ColumnElement[bool]:
    return and_(
        Appointment.valid_from <= today,
        or_(Appointment.valid_to.is_(None), Appointment.valid_to >= today),
    )


def colleagues(session: Session, commune_id: int, today: date) -> Sequence[tuple[int, str]]:
    """(person, name with unit or title) of the enabled people who hold an appointment today, each
    once, by name. One query."""
    rows = session.execute(
        select(Person.id, Person.full_name, Unit.short_name, Appointment.title)
        .join(Appointment, Appointment.person_id == Person.id)
        .outerjoin(Unit, Unit.id == Appointment.unit_id)
        .where(
            Appointment.commune_id == commune_id,
            _in_force(today),
            Person.disabled_at.is_(None),
        )
        .order_by(Person.full_name, Person.id, Appointment.id)
    )
    found: dict[int, str] = {}
    for person_id, name, unit, title in rows:
        where = unit or title
        found.setdefault(person_id, f"{name} – {where}" if where else name)
    return list(found.items())


__all__ = [
    "HeldPost",
    "Running",
    "StandIn",
    "colleagues",
    "find_delegation",
    "held_posts",
    "running_on",
    "stand_ins",
]
