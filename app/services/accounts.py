"""A person's own account: password, one-time link, language and theme."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app.labels.accounts import AccountRefusal, AccountRefused
from app.models import Appointment, Commune, LinkPurpose, Person
from app.queries.people import account_named
from app.services import throttle
from app.services.communes import name_commune
from app.services.events import Entry
from app.services.links import consume_link, end_links
from app.services.passwords import (
    hash_password,
    password_problem,
    verify_password,
    words_of_commune,
)
from app.services.sessions import end_sessions
from app.services.sign_in import Browser, admit, record_own
from app.services.throttle import Limit
from app.transactions import short_read, short_write
from workflows.text import fold, squeeze

OWN_PASSWORD = Limit("password.own", 5, timedelta(minutes=15))
USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,59}")
EMAIL = re.compile(r"[^@\s<>,;:\"\\]+@[^@\s<>,;:\"\\]+\.[a-zA-Z]{2,}")


@dataclass(frozen=True, slots=True)
class NewPassword:
    """A changed password: the hash it replaces, and its own."""

    replaces: str
    password_hash: str


@dataclass(frozen=True, slots=True)
class FirstNames:
    """What the first administrator fills in beside his password."""

    commune: str
    province: str
    full_name: str
    username: str


def checked_username(typed: str) -> str:
    """The username in the form it is stored in: folded. Raises AccountRefused."""
    name = fold(typed)
    if not USERNAME.fullmatch(name):
        raise AccountRefused(AccountRefusal.username_not_valid)
    return name


def checked_email(typed: str) -> str | None:
    """The address without what cannot be seen, None where none was typed. Raises AccountRefused."""
    address = squeeze(typed)
    if address and not (EMAIL.fullmatch(address) and len(address) <= 200):
        raise AccountRefused(AccountRefusal.email_not_valid)
    return address or None


def local_words(session: Session, person: Person) -> tuple[str, ...]:
    """What a colleague would try first as this person's password."""
    communes = session.scalars(
        select(Commune)
        .join(Appointment, Appointment.commune_id == Commune.id)
        .where(Appointment.person_id == person.id)
        .distinct()
    ).all()
    words = [person.username, *re.split(r"[._-]", person.username), person.full_name]
    for commune in communes:
        words += [*words_of_commune(commune.name), commune.province]
    return tuple(words)


def new_hash(password: str, words: Iterable[str]) -> str:
    """The hash of a new password that may be chosen. Raises AccountRefused. No transaction may be
    open.
    """
    problem = password_problem(password, words)
    if problem is not None:
        raise AccountRefused(problem)
    return hash_password(password)


def prepare_password(
    engine: Engine,
    person_id: int,
    commune_id: int | None,
    current: str,
    chosen: str,
    address: str,
    now: datetime,
) -> NewPassword:
    """Check the current password and hash the chosen one. Call it with no transaction open.

    Wrong current passwords are counted and recorded: a session left open must not become a place to
    guess.
    """
    with short_read(engine) as session:
        person = session.get_one(Person, person_id)
        words = local_words(session, person)
    if chosen == current:
        raise AccountRefused(AccountRefusal.password_unchanged)
    if problem := password_problem(chosen, words):
        raise AccountRefused(problem)
    with short_write(engine) as session:
        counted = throttle.take(session, OWN_PASSWORD, str(person_id), now)
        again_at = throttle.ends_at(session, OWN_PASSWORD, str(person_id), now)
    if not counted:
        raise AccountRefused(AccountRefusal.too_many_tries, time=again_at)
    if not verify_password(person.password_hash, current):
        with short_write(engine) as session:
            record_own(session, person, commune_id, Entry("account.password_refused"), address, now)
        raise AccountRefused(AccountRefusal.wrong_current_password)
    return NewPassword(person.password_hash or "", hash_password(chosen))


def change_password(
    session: Session,
    person_id: int,
    prepared: NewPassword,
    browser: Browser,
    now: datetime,
    *,
    commune_id: int | None,
) -> str:
    """Store the new password; every session of the person ends, and the token of a new one is
    returned.
    """
    person = _locked(session, person_id)
    if person.password_hash != prepared.replaces or person.disabled_at:
        raise AccountRefused(AccountRefusal.wrong_current_password)
    _set_password(session, person, prepared.password_hash, now)
    throttle.forget(session, OWN_PASSWORD, str(person_id))
    return admit(
        session,
        person,
        browser,
        now,
        commune_id=commune_id,
        entry=Entry("account.change_password"),
    )


def use_link(
    session: Session,
    token: str,
    password_hash: str,
    browser: Browser,
    now: datetime,
    *,
    names: FirstNames | None = None,
) -> tuple[Person, str]:
    """Use a one-time link up: set the password, and start a session; return the person and its
    token.

    `names` are those of the first administrator's page: they name the commune and the person, and
    enable the account. Raises AccountRefused.
    """
    link, found = consume_link(session, token, now)
    person = _locked(session, found.id)
    if link.purpose is LinkPurpose.first_administrator:
        if names is None:
            raise AccountRefused(AccountRefusal.link_not_valid)
        _name_first(session, person, names)
    _set_password(session, person, password_hash, now)
    return person, admit(
        session,
        person,
        browser,
        now,
        entry=Entry("account.use_link", data={"purpose": link.purpose.value}),
    )


def choose_theme(session: Session, person_id: int, theme: str | None) -> None:
    """Remember how the person wants the pages: light, dark, or as the system does (None)."""
    session.get_one(Person, person_id).theme = theme


def choose_language(session: Session, person_id: int, locale: str) -> None:
    """Remember the language of the person's pages and mails."""
    session.get_one(Person, person_id).locale = locale


def _set_password(session: Session, person: Person, password_hash: str, now: datetime) -> None:
    person.password_hash = password_hash
    person.must_change_password = False
    end_sessions(session, person.id, now)
    end_links(session, person.id, now)
    session.flush()


def _name_first(session: Session, person: Person, names: FirstNames) -> None:
    username = checked_username(names.username)
    other = account_named(session, username)
    if other is not None and other.id != person.id:
        raise AccountRefused(AccountRefusal.username_taken)
    commune = session.scalars(
        select(Commune)
        .join(Appointment, Appointment.commune_id == Commune.id)
        .where(Appointment.person_id == person.id)
    ).one()
    if commune.name != names.commune:
        name_commune(session, commune, names.commune, names.province)
    person.username, person.full_name, person.disabled_at = username, names.full_name, None
    session.flush()


def _locked(session: Session, person_id: int) -> Person:
    return session.scalars(
        select(Person).where(Person.id == person_id).with_for_update(),
        execution_options={"populate_existing": True},
    ).one()
