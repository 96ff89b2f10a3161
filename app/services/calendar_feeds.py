"""Secret addresses of calendars: made, renewed, revoked; a reading is noted at most once an hour.

256 random bits, of which only the SHA-256 is stored. A new address of the same person or unit ends
the one before it.
"""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import or_, update
from sqlalchemy.orm import Session

from app.models import CalendarFeed
from app.services import events
from app.services.sessions import token_hash
from app.services.throttle import Limit, take
from workflows.permissions import Actor

READINGS = Limit("calendar_feed", allowed=60, window=timedelta(hours=1))
"""Of one address. Calendars ask every quarter of an hour at most; several may share an address."""

NOTED_EVERY = timedelta(hours=1)
"""How exactly the page says when an address was last read."""


def make_feed(
    session: Session, actor: Actor, unit_id: int | None, unit_name: str, now: datetime
) -> str:
    """Make the address of a unit, or (None) of the actor himself; the one before it ends. Returns
    its token, which is stored nowhere. Leaves an event.
    """
    whose = (
        CalendarFeed.unit_id == unit_id
        if unit_id is not None
        else CalendarFeed.person_id == actor.person_id
    )
    ended = session.execute(
        update(CalendarFeed)
        .where(
            CalendarFeed.commune_id == actor.commune_id, whose, CalendarFeed.revoked_at.is_(None)
        )
        .values(revoked_at=now)
        .execution_options(synchronize_session=False)
    )
    token = secrets.token_urlsafe(32)
    feed = CalendarFeed(
        commune_id=actor.commune_id,
        token_hash=token_hash(token),
        person_id=actor.person_id if unit_id is None else None,
        unit_id=unit_id,
        created_by=actor.person_id,
        created_at=now,
    )
    session.add(feed)
    session.flush()
    kind = "calendar_feed.renew" if ended.rowcount else "calendar_feed.make"
    entry = events.Entry(kind, "calendar_feed", feed.id, new=unit_name or actor.name)
    events.record(session, actor, [entry], now)
    return token


def revoke_feed(session: Session, actor: Actor, feed: CalendarFeed, now: datetime) -> None:
    """The address opens nothing any more. Leaves an event."""
    feed.revoked_at = now
    session.flush()
    events.record(
        session, actor, [events.Entry("calendar_feed.revoke", "calendar_feed", feed.id)], now
    )


def note_reading(session: Session, feed_id: int, now: datetime) -> bool:
    """Count a reading of the address; False where it has had its share of the hour."""
    if not take(session, READINGS, str(feed_id), now):
        return False
    session.execute(
        update(CalendarFeed)
        .where(
            CalendarFeed.id == feed_id,
            or_(
                CalendarFeed.last_read_at.is_(None),
                CalendarFeed.last_read_at <= now - NOTED_EVERY,
            ),
        )
        .values(last_read_at=now)
        .execution_options(synchronize_session=False)
    )
    return True


__all__ = ["READINGS", "make_feed", "note_reading", "revoke_feed"]
