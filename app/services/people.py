"""Administration of people: who is appointed to what, who may sign in. No decisions on work.

A person is global, an administrator is not: what changes the person himself (name, password,
disabling) is only for the administrator of the one commune he works in. Elsewhere it would be a way
into another commune.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app import clock
from app.labels.accounts import AccountRefusal, AccountRefused
from app.models import Appointment, Delegation, LinkPurpose, Person, Unit, UnitKind
from app.queries.people import account_named, not_over, other_administrator, works_elsewhere
from app.services.accounts import checked_email, checked_username
from app.services.addresses import forget_stop
from app.services.events import Entry, record
from app.services.links import end_links, make_link
from app.services.sessions import end_sessions
from workflows.permissions import Actor
from workflows.states import Role

UNIT_ROLES = frozenset({Role.unit_officer, Role.unit_head, Role.standing_officer})
WITH_ACCOUNTS = frozenset({UnitKind.under_committee, UnitKind.coordinating})


@dataclass(frozen=True, slots=True)
class NewAppointment:
    """What somebody is to be: `valid_to` is the last day, None for as long as nobody ends it."""

    role: Role
    unit_id: int | None
    title: str
    valid_from: date
    valid_to: date | None


def add_person(
    session: Session,
    actor: Actor,
    username: str,
    full_name: str,
    email: str,
    appointment: NewAppointment,
    now: datetime,
) -> Person:
    """A new person with a first appointment, and no password yet. Raises AccountRefused."""
    name = checked_username(username)
    if account_named(session, name) is not None:
        raise AccountRefused(AccountRefusal.username_taken)
    person = Person(username=name, full_name=full_name, email=checked_email(email), created_at=now)
    session.add(person)
    session.flush()
    record(session, actor, [Entry("person.add", "person", person.id, new=full_name)], now)
    appoint(session, actor, person, appointment, now)
    return person


def appoint_known(
    session: Session, actor: Actor, username: str, appointment: NewAppointment, now: datetime
) -> Person:
    """Appoint somebody who has an account from elsewhere, by his exact username."""
    person = account_named(session, checked_username(username))
    if person is None:
        raise AccountRefused(AccountRefusal.username_unknown)
    appoint(session, actor, person, appointment, now)
    return person


def appoint(
    session: Session, actor: Actor, person: Person, wanted: NewAppointment, now: datetime
) -> Appointment:
    """Give the person a role in the actor's commune; his sessions there end.

    Raises AccountRefused.
    """
    unit = _unit_for(session, actor.commune_id, wanted)
    if wanted.valid_to is not None and wanted.valid_to < wanted.valid_from:
        raise AccountRefused(AccountRefusal.span_not_valid)
    same = select(Appointment.id).where(
        Appointment.commune_id == actor.commune_id,
        Appointment.person_id == person.id,
        Appointment.role == wanted.role,
        Appointment.unit_id.is_not_distinct_from(wanted.unit_id),
        not_over(wanted.valid_from),
    )
    if wanted.valid_to is not None:
        same = same.where(Appointment.valid_from <= wanted.valid_to)
    if session.scalars(same.limit(1)).first() is not None:
        raise AccountRefused(AccountRefusal.already_appointed)
    made = Appointment(
        commune_id=actor.commune_id,
        person_id=person.id,
        unit_id=wanted.unit_id,
        role=wanted.role,
        title=wanted.title,
        valid_from=wanted.valid_from,
        valid_to=wanted.valid_to,
    )
    session.add(made)
    session.flush()
    end_sessions(session, person.id, now, commune_id=actor.commune_id)
    data = _facts(made, unit.name if unit else "")
    entry = Entry("person.appoint", "person", person.id, new=wanted.role.value, data=data)
    record(session, actor, [entry], now)
    return made


def end_appointment(
    session: Session, actor: Actor, appointment: Appointment, from_day: date, now: datetime
) -> None:
    """The appointment does not hold from `from_day` on; its person's sessions in the commune end.

    One that would not have held a single day is taken away. Raises AccountRefused.
    """
    last_day = from_day - timedelta(days=1)
    if appointment.valid_to is not None and appointment.valid_to <= last_day:
        raise AccountRefused(AccountRefusal.already_ended)
    if appointment.role is Role.administrator and not other_administrator(
        session,
        actor.commune_id,
        max(from_day, clock.local(now).date()),
        without_appointment=appointment.id,
    ):
        raise AccountRefused(AccountRefusal.last_administrator)
    unit = session.get(Unit, appointment.unit_id) if appointment.unit_id else None
    data = {**_facts(appointment, unit.name if unit else ""), "ends_from": from_day.isoformat()}
    if last_day < appointment.valid_from:
        session.execute(delete(Delegation).where(Delegation.appointment_id == appointment.id))
        session.delete(appointment)
    else:
        appointment.valid_to = last_day
    session.flush()
    end_sessions(session, appointment.person_id, now, commune_id=actor.commune_id)
    entry = Entry(
        "person.end_appointment",
        "person",
        appointment.person_id,
        old=appointment.role.value,
        data=data,
    )
    record(session, actor, [entry], now)


def change_person(
    session: Session, actor: Actor, person: Person, full_name: str, email: str, now: datetime
) -> None:
    """Correct the name and the mail address. Raises AccountRefused."""
    _require_own(session, actor, person, now)
    old, old_address = f"{person.full_name} {person.email or ''}".strip(), person.email
    person.full_name, person.email = full_name, checked_email(email)
    if person.email != old_address:
        forget_stop(person)
    new = f"{person.full_name} {person.email or ''}".strip()
    session.flush()
    if old != new:
        entry = Entry("person.change", "person", person.id, old=old, new=new)
        record(session, actor, [entry], now)


def disable(session: Session, actor: Actor, person: Person, now: datetime) -> None:
    """The person cannot sign in any more; sessions and links end at once. Raises AccountRefused."""
    _require_own(session, actor, person, now)
    if not other_administrator(
        session, actor.commune_id, clock.local(now).date(), without_person=person.id
    ):
        raise AccountRefused(AccountRefusal.last_administrator)
    if person.disabled_at is None:
        person.disabled_at = now
        end_sessions(session, person.id, now)
        end_links(session, person.id, now)
        record(session, actor, [Entry("person.disable", "person", person.id)], now)


def enable(session: Session, actor: Actor, person: Person, now: datetime) -> None:
    """The person may sign in again, with the password he had. Raises AccountRefused."""
    _require_own(session, actor, person, now)
    if person.disabled_at is not None:
        person.disabled_at = None
        record(session, actor, [Entry("person.enable", "person", person.id)], now)


def give_link(session: Session, actor: Actor, person: Person, now: datetime) -> str:
    """A one-time link with which the person sets a password; return its token. Raises
    AccountRefused.
    """
    _require_own(session, actor, person, now)
    if person.disabled_at is not None:
        raise AccountRefused(AccountRefusal.account_disabled)
    token = make_link(session, person, LinkPurpose.set_password, now, actor.person_id)
    record(session, actor, [Entry("person.give_link", "person", person.id)], now)
    return token


def set_password_for(
    session: Session, actor: Actor, person: Person, password_hash: str, now: datetime
) -> None:
    """A password chosen by somebody else: it opens one page only, where it must be changed."""
    _require_own(session, actor, person, now)
    if person.disabled_at is not None:
        raise AccountRefused(AccountRefusal.account_disabled)
    person.password_hash, person.must_change_password = password_hash, True
    end_sessions(session, person.id, now)
    end_links(session, person.id, now)
    record(session, actor, [Entry("person.set_password", "person", person.id)], now)


def _require_own(session: Session, actor: Actor, person: Person, now: datetime) -> None:
    if works_elsewhere(session, person.id, actor.commune_id, clock.local(now).date()):
        raise AccountRefused(AccountRefusal.works_elsewhere)


def _unit_for(session: Session, commune_id: int, wanted: NewAppointment) -> Unit | None:
    if wanted.unit_id is None:
        if wanted.role in UNIT_ROLES:
            raise AccountRefused(AccountRefusal.role_needs_unit)
        return None
    unit = session.scalars(
        select(Unit).where(Unit.commune_id == commune_id, Unit.id == wanted.unit_id)
    ).first()
    if unit is None:
        raise AccountRefused(AccountRefusal.role_needs_unit)
    if unit.kind not in WITH_ACCOUNTS:
        raise AccountRefused(AccountRefusal.unit_has_no_accounts)
    return unit


def _facts(appointment: Appointment, unit: str) -> dict[str, str | int | None]:
    return {
        "appointment": appointment.id,
        "unit": unit,
        "title": appointment.title,
        "valid_from": appointment.valid_from.isoformat(),
        "valid_to": appointment.valid_to.isoformat() if appointment.valid_to else None,
    }
