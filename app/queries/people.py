"""People of a commune and what they are appointed to, for sign-in and administration."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, func, or_, select, tuple_
from sqlalchemy.orm import Session, aliased

from app.models import Appointment, Commune, Person, Unit, UserSession
from workflows.states import Role

PAGE = 50
"""Rows of a list page."""


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person as a list shows him: his appointments in the commune, the day he was last seen."""

    person: Person
    appointments: Sequence[tuple[Appointment, str | None]]
    last_seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class PeopleCounts:
    """How many people of the commune may sign in, still have no password, are disabled."""

    enabled: int
    without_password: int
    disabled: int


def account_named(session: Session, username: str) -> Person | None:
    """The person of this (folded) username, disabled ones included."""
    return session.scalars(select(Person).where(Person.username == username)).first()


def not_over(today: date) -> ColumnElement[bool]:
    """SQL: the appointment is in force on `today` or begins later."""
    return or_(Appointment.valid_to.is_(None), Appointment.valid_to >= today)


def _of_commune(commune_id: int) -> ColumnElement[bool]:
    return Person.id.in_(select(Appointment.person_id).where(Appointment.commune_id == commune_id))


def person_of_commune(session: Session, commune_id: int, person_id: int) -> Person | None:
    """The person, where he holds or held an appointment in the commune."""
    return session.scalars(
        select(Person).where(Person.id == person_id, _of_commune(commune_id))
    ).first()


def appointment_of_commune(
    session: Session, commune_id: int, appointment_id: int
) -> Appointment | None:
    """The appointment, where it is one of the commune."""
    return session.scalars(
        select(Appointment).where(
            Appointment.id == appointment_id, Appointment.commune_id == commune_id
        )
    ).first()


def people_of_commune(
    session: Session, commune_id: int, after: int | None = None, limit: int = PAGE
) -> tuple[list[PersonRow], int | None]:
    """A page of people by name, and the id to continue after (None on the last page).

    Three queries, whatever the number of people: people, appointments with units, last sessions.
    """
    query = (
        select(Person)
        .where(_of_commune(commune_id))
        .order_by(Person.full_name, Person.id)
        .limit(limit + 1)
    )
    if after is not None:
        last = aliased(Person)
        name = select(last.full_name).where(last.id == after).scalar_subquery()
        query = query.where(tuple_(Person.full_name, Person.id) > tuple_(name, after))
    people = session.scalars(query).all()
    shown = people[:limit]
    ids = [person.id for person in shown]
    held = appointments_of(session, commune_id, ids)
    seen = _last_seen(session, commune_id, ids)
    rows = [PersonRow(person, held[person.id], seen.get(person.id)) for person in shown]
    return rows, (ids[-1] if len(people) > limit else None)


def appointments_of(
    session: Session, commune_id: int, person_ids: Collection[int]
) -> dict[int, list[tuple[Appointment, str | None]]]:
    """Per person the appointments in the commune with the unit's short name, running ones first."""
    found = session.execute(
        select(Appointment, Unit.short_name)
        .outerjoin(Unit, Unit.id == Appointment.unit_id)
        .where(Appointment.commune_id == commune_id, Appointment.person_id.in_(person_ids))
        .order_by(Appointment.valid_to.is_not(None), Appointment.valid_from, Appointment.id)
    )
    held: dict[int, list[tuple[Appointment, str | None]]] = defaultdict(list)
    for appointment, unit in found:
        held[appointment.person_id].append((appointment, unit))
    return held


def _last_seen(
    session: Session, commune_id: int, person_ids: Collection[int]
) -> dict[int, datetime]:
    found = session.execute(
        select(UserSession.person_id, func.max(UserSession.last_seen_at))
        .where(UserSession.commune_id == commune_id, UserSession.person_id.in_(person_ids))
        .group_by(UserSession.person_id)
    )
    return {person_id: seen for person_id, seen in found}


def count_people(session: Session, commune_id: int) -> PeopleCounts:
    """The three counts of the list's title, in one query."""
    enabled = Person.disabled_at.is_(None)
    row = session.execute(
        select(
            func.count().filter(enabled),
            func.count().filter(enabled, Person.password_hash.is_(None)),
            func.count().filter(~enabled),
        )
        .select_from(Person)
        .where(_of_commune(commune_id))
    ).one()
    return PeopleCounts(*row)


def works_elsewhere(session: Session, person_id: int, commune_id: int, today: date) -> bool:
    """True where the person holds, or will hold, an appointment in another commune."""
    return bool(
        session.scalar(
            select(
                select(Appointment.id)
                .where(
                    Appointment.person_id == person_id,
                    Appointment.commune_id != commune_id,
                    not_over(today),
                )
                .exists()
            )
        )
    )


def other_administrator(
    session: Session,
    commune_id: int,
    day: date,
    *,
    without_appointment: int | None = None,
    without_person: int | None = None,
) -> bool:
    """True where the commune has an enabled administrator on `day` beside the one named."""
    return bool(
        session.scalar(
            select(
                _administrators(day)
                .where(
                    Appointment.commune_id == commune_id,
                    Appointment.id != (without_appointment or 0),
                    Appointment.person_id != (without_person or 0),
                )
                .exists()
            )
        )
    )


def has_administrator(session: Session, day: date) -> bool:
    """True where any commune of the installation has an enabled administrator on `day`."""
    return bool(session.scalar(select(_administrators(day).exists())))


def _administrators(day: date) -> Select[int]:
    return (
        select(Appointment.id)
        .join(Person, Person.id == Appointment.person_id)
        .where(
            Appointment.role == Role.administrator,
            Appointment.valid_from <= day,
            not_over(day),
            Person.disabled_at.is_(None),
        )
    )


def commune_names(session: Session, commune_ids: Collection[int]) -> list[tuple[int, str]]:
    """(id, name) of the communes, by name."""
    return [
        (commune_id, name)
        for commune_id, name in session.execute(
            select(Commune.id, Commune.name)
            .where(Commune.id.in_(commune_ids))
            .order_by(Commune.name)
        )
    ]


def people_in_office(session: Session, commune_id: int, today: date) -> Sequence[tuple[int, str]]:
    """(id, name) of the enabled people who hold an appointment in the commune today. One query."""
    rows = session.execute(
        select(Person.id, Person.full_name)
        .where(
            Person.disabled_at.is_(None),
            Person.id.in_(
                select(Appointment.person_id).where(
                    Appointment.commune_id == commune_id,
                    Appointment.valid_from <= today,
                    not_over(today),
                )
            ),
        )
        .order_by(Person.full_name, Person.id)
    )
    return [(id_, name) for id_, name in rows]
