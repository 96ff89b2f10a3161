"""Signing in and out. The password is checked between two transactions, never inside one.

1. A short write counts the try (per account and address, per address, per account), or refuses it.
2. A short read fetches the hash; argon2id runs with no transaction open.
3. A failure is recorded in a short write of its own, for the request around it is undone; a success
   is written by the request's transaction, which looks once more whether the hash is still the
   same.

Known and unknown names go the same way through the same statements, so neither words nor time tell
them apart.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app import clock
from app.labels.accounts import AccountRefusal, AccountRefused
from app.models import Person, UserSession
from app.queries.actors import communes_of, load_actor
from app.queries.people import account_named
from app.services import throttle
from app.services.events import Entry, record
from app.services.passwords import hash_password, needs_rehash, verify_password
from app.services.sessions import end_session, start_session
from app.services.throttle import Limit
from app.transactions import short_read, short_write
from workflows.permissions import Actor
from workflows.text import fold

WINDOW = timedelta(minutes=15)
PER_ACCOUNT_AND_ADDRESS = Limit("sign_in.account_and_address", 5, WINDOW)
PER_ADDRESS = Limit("sign_in.address", 30, WINDOW)
PER_ACCOUNT = Limit("sign_in.account", 25, WINDOW)
"""From all addresses together; not asked where the person has signed in before from this address,
so that strangers cannot keep somebody out of his own office. 100 an hour is the bound of OWASP ASVS
5, 6.3.1.
"""
NOTED = Limit("sign_in.noted", 1, WINDOW)
"""A lock is one event, not one for every try against it."""

KNOWN_FOR = timedelta(days=90)
SIGNED_IN = Entry("account.sign_in")


@dataclass(frozen=True, slots=True)
class Browser:
    """What a session is made for: where it is, what it calls itself, how long it may stay."""

    address: str
    agent: str
    lasts: timedelta


@dataclass(frozen=True, slots=True)
class Proven:
    """Somebody knew the password with this hash. `new_hash` replaces one of older parameters."""

    person_id: int
    password_hash: str
    new_hash: str | None


def prove(engine: Engine, username: str, password: str, address: str, now: datetime) -> Proven:
    """Check a name and a password as typed. Call it with no transaction open.

    Raises AccountRefused: `too_many_tries` (value `time`: when to try again), or
    `wrong_credentials` for a wrong password, an unknown name, and a disabled or passwordless
    account alike.
    """
    name = fold(username)
    with short_write(engine) as session:
        again_at = _count_try(session, name, address, now)
    if again_at is not None:
        raise AccountRefused(AccountRefusal.too_many_tries, time=again_at)
    with short_read(engine) as session:
        person = account_named(session, name)
    right = verify_password(person.password_hash if person else None, password)
    if person is None or person.password_hash is None or not right or person.disabled_at:
        with short_write(engine) as session:
            _record_failure(session, "account.sign_in_refused", person, address, now)
            throttle.clear_old(session, now)
        raise AccountRefused(AccountRefusal.wrong_credentials)
    new_hash = hash_password(password) if needs_rehash(person.password_hash) else None
    return Proven(person.id, person.password_hash, new_hash)


def enter(
    session: Session,
    proven: Proven,
    browser: Browser,
    now: datetime,
    *,
    instead_of: int | None = None,
) -> str:
    """Start a session for who has proven himself; return its token.

    `instead_of` is the session this browser had until now: it ends. Raises AccountRefused where the
    password was changed or the account disabled since it was checked.
    """
    person = session.scalars(
        select(Person).where(Person.id == proven.person_id).with_for_update(),
        execution_options={"populate_existing": True},
    ).one()
    if person.password_hash != proven.password_hash or person.disabled_at:
        raise AccountRefused(AccountRefusal.wrong_credentials)
    if proven.new_hash:
        person.password_hash = proven.new_hash
    if instead_of is not None:
        end_session(session, instead_of, now)
    address = browser.address
    throttle.forget(session, PER_ACCOUNT_AND_ADDRESS, _pair(person.username, address))
    throttle.give_back(session, PER_ADDRESS, address, now)
    if not _knows_address(session, person.username, address, now):
        throttle.give_back(session, PER_ACCOUNT, person.username, now)
    return admit(session, person, browser, now)


def admit(
    session: Session,
    person: Person,
    browser: Browser,
    now: datetime,
    *,
    commune_id: int | None = None,
    entry: Entry = SIGNED_IN,
) -> str:
    """Start a session and record `entry`; return the session's token.

    It acts in `commune_id`, else in the first commune where the person holds an appointment today.
    """
    if commune_id is None:
        communes = communes_of(session, person.id, clock.local(now).date())
        commune_id = communes[0] if communes else None
    token = start_session(
        session,
        person,
        commune_id,
        now,
        lasts=browser.lasts,
        address=browser.address,
        agent=browser.agent,
    )
    record_own(session, person, commune_id, entry, browser.address, now)
    return token


def leave(
    session: Session,
    person: Person,
    session_id: int,
    commune_id: int | None,
    address: str,
    now: datetime,
) -> None:
    """End one session: its cookie is dead, wherever it was copied."""
    end_session(session, session_id, now)
    record_own(session, person, commune_id, Entry(kind="account.sign_out"), address, now)


def enter_commune(
    session: Session, person: Person, session_id: int, commune_id: int, address: str, now: datetime
) -> bool:
    """Let the session act in another commune of the person; False where he holds nothing there
    today.
    """
    if commune_id not in communes_of(session, person.id, clock.local(now).date()):
        return False
    signed_in = session.get_one(UserSession, session_id)
    if signed_in.commune_id != commune_id:
        signed_in.commune_id = commune_id
        record_own(session, person, commune_id, Entry(kind="account.enter_commune"), address, now)
    return True


def record_own(
    session: Session,
    person: Person,
    commune_id: int | None,
    entry: Entry,
    address: str,
    now: datetime,
) -> None:
    """Record what a person did with his own account, in the chain of the commune he acts in; where
    he acts in none, in the installation's own.
    """
    about = Entry(entry.kind, "person", person.id, data=entry.data)
    if commune_id is None:
        about = Entry(entry.kind, "person", person.id, data={**entry.data, "address": address})
        record(session, None, [about], now)
        return
    actor = load_actor(session, person, commune_id, clock.local(now).date(), address)
    record(session, actor, [about], now)


def _pair(username: str, address: str) -> str:
    return f"{username}\n{address}"


def _count_try(session: Session, name: str, address: str, now: datetime) -> datetime | None:
    """Count a try under every limit; return when to come again where one is used up, and count
    nothing.
    """
    limits = [(PER_ACCOUNT_AND_ADDRESS, _pair(name, address)), (PER_ADDRESS, address)]
    if not _knows_address(session, name, address, now):
        limits.append((PER_ACCOUNT, name))
    for position, (limit, key) in enumerate(limits):
        if throttle.take(session, limit, key, now):
            continue
        for taken, taken_key in limits[:position]:
            throttle.give_back(session, taken, taken_key, now)
        again_at = throttle.ends_at(session, limit, key, now)
        if throttle.take(session, NOTED, limit.row_key(key), now):
            person = account_named(session, name) if limit is not PER_ADDRESS else None
            _record_failure(session, "account.locked", person, address, now)
        return again_at
    return None


def _knows_address(session: Session, name: str, address: str, now: datetime) -> bool:
    return (
        session.scalars(
            select(UserSession.id)
            .join(Person, Person.id == UserSession.person_id)
            .where(
                Person.username == name,
                UserSession.address == address,
                UserSession.created_at > now - KNOWN_FOR,
            )
            .limit(1)
        ).first()
        is not None
    )


def _record_failure(
    session: Session, kind: str, person: Person | None, address: str, now: datetime
) -> None:
    """Nobody has proven who he is, so the event has no author: only the account it was about.

    The typed name is not kept: people type passwords into it.
    """
    communes = communes_of(session, person.id if person else 0, clock.local(now).date())
    subject, subject_id = ("person", person.id) if person else ("", None)
    if communes:
        nobody = Actor(communes[0], None, "", (), address)
        record(session, nobody, [Entry(kind, subject, subject_id)], now)
    else:
        entry = Entry(kind, subject, subject_id, data={"address": address})
        record(session, None, [entry], now)
