"""Counted tries: one UPSERT per key and try, right across threads, processes and restarts.

A window begins with its first try and is not moved by later ones, so nobody is kept out for ever by
tries that go on. A refused try changes nothing: exactly `allowed` tries pass in a window. Callers
that count under several limits take them in one fixed order, so that two transactions cannot wait
for each other.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import case, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.models import Throttle

KEPT = timedelta(days=1)
"""How long a counter may lie unused before it is cleared away; longer than any window."""


@dataclass(frozen=True, slots=True)
class Limit:
    """So many tries in a window of time, under one name."""

    name: str
    allowed: int
    window: timedelta

    def row_key(self, key: str) -> str:
        """The key in the table. Hashed: what was typed is not stored, however long it is."""
        return f"{self.name}:{hashlib.sha256(key.encode()).hexdigest()[:40]}"


def take(session: Session, limit: Limit, key: str, now: datetime) -> bool:
    """Count one try; False where the window is used up, and then nothing was counted."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    fresh = dialect.insert(Throttle).values(key=limit.row_key(key), window_started_at=now, count=1)
    over = Throttle.window_started_at <= now - limit.window
    counted = fresh.on_conflict_do_update(
        index_elements=[Throttle.key],
        set_={
            "count": case((over, 1), else_=Throttle.count + 1),
            "window_started_at": case((over, now), else_=Throttle.window_started_at),
        },
        where=over | (Throttle.count < limit.allowed),
    ).returning(Throttle.count)
    return session.execute(counted).first() is not None


def give_back(session: Session, limit: Limit, key: str, now: datetime) -> None:
    """Undo one counted try of the running window (it turned out to be no failure)."""
    session.execute(
        update(Throttle)
        .where(
            Throttle.key == limit.row_key(key),
            Throttle.count > 0,
            Throttle.window_started_at > now - limit.window,
        )
        .values(count=Throttle.count - 1)
    )


def forget(session: Session, limit: Limit, key: str) -> None:
    """Clear the counter: the tries before this one no longer count."""
    session.execute(update(Throttle).where(Throttle.key == limit.row_key(key)).values(count=0))


def ends_at(session: Session, limit: Limit, key: str, now: datetime) -> datetime:
    """When the running window of the key ends; `now` where none runs."""
    started = session.scalar(
        select(Throttle.window_started_at).where(Throttle.key == limit.row_key(key))
    )
    return max(now, started + limit.window) if started else now


def clear_old(session: Session, now: datetime, at_most: int = 200) -> int:
    """Delete counters whose window is long over; return how many. Never waits for one in use."""
    old = (
        select(Throttle.key)
        .where(Throttle.window_started_at < now - KEPT)
        .limit(at_most)
        .with_for_update(skip_locked=True)
    )
    keys = session.scalars(old).all()
    if not keys:
        return 0
    return session.execute(delete(Throttle).where(Throttle.key.in_(keys))).rowcount
