"""Sessions live on the server: made at sign-in, ended at sign-out or when rights change."""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import bindparam, or_, select, update
from sqlalchemy.orm import Session

from app.models import Person, UserSession

TOUCH_AFTER = timedelta(minutes=1)
"""How stale `last_seen_at` may be: one write a minute, not one a request."""


_LIVING = (
    select(Person, UserSession)
    .join(UserSession, UserSession.person_id == Person.id)
    .where(
        UserSession.token_hash == bindparam("token_hash"),
        UserSession.ended_at.is_(None),
        UserSession.expires_at > bindparam("now"),
        UserSession.last_seen_at > bindparam("active_since"),
        Person.disabled_at.is_(None),
    )
)
"""Put together once, for every request asks it."""


def token_hash(token: str) -> str:
    """SHA-256 of a random token, in hex. Tokens have 256 bits, so no salt is needed."""
    return hashlib.sha256(token.encode()).hexdigest()


def find_session(
    session: Session, token: str, now: datetime, *, idle: timedelta
) -> tuple[Person, UserSession, bool] | None:
    """Return (person, session, needs a touch) for a living session of an enabled person, else
    None.
    """
    row = session.execute(
        _LIVING, {"token_hash": token_hash(token), "now": now, "active_since": now - idle}
    ).first()
    if row is None:
        return None
    person, signed_in = row
    return person, signed_in, now - signed_in.last_seen_at >= TOUCH_AFTER


def touch_session(session: Session, session_id: int, now: datetime) -> None:
    """Note that the session was used. Never wakes an ended one."""
    session.execute(
        update(UserSession)
        .where(UserSession.id == session_id, UserSession.ended_at.is_(None))
        .values(last_seen_at=now)
    )


def start_session(
    session: Session,
    person: Person,
    commune_id: int | None,
    now: datetime,
    *,
    lasts: timedelta,
    address: str = "",
    agent: str = "",
) -> str:
    """Make a session with a new random token, and return the token: it is stored nowhere."""
    token = secrets.token_urlsafe(32)
    session.add(
        UserSession(
            token_hash=token_hash(token),
            person_id=person.id,
            commune_id=commune_id,
            created_at=now,
            last_seen_at=now,
            expires_at=now + lasts,
            address=address,
            agent=agent[:200],
        )
    )
    session.flush()
    return token


def end_sessions(
    session: Session,
    person_id: int,
    now: datetime,
    *,
    except_id: int | None = None,
    commune_id: int | None = None,
) -> int:
    """End every living session of the person, but `except_id`; return how many ended.

    With `commune_id` only those that act in this commune or in none: what changes there changes no
    right elsewhere.
    """
    ending = update(UserSession).where(
        UserSession.person_id == person_id,
        UserSession.ended_at.is_(None),
        UserSession.id != (except_id or 0),
    )
    if commune_id is not None:
        ending = ending.where(
            or_(UserSession.commune_id == commune_id, UserSession.commune_id.is_(None))
        )
    ended = session.scalars(ending.values(ended_at=now).returning(UserSession.id))
    return len(ended.all())


def end_session(session: Session, session_id: int, now: datetime) -> None:
    """End one session (sign-out)."""
    session.execute(
        update(UserSession)
        .where(UserSession.id == session_id, UserSession.ended_at.is_(None))
        .values(ended_at=now)
    )
