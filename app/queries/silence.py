"""Units from which nothing was heard for longer than the commune's rule."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app import clock
from app.models import Commune, Unit, UnitKind, WorkItem
from app.queries.standing import followed, with_lead

_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class SilentUnit:
    """A unit that holds open work and says nothing: when it was last heard of (None: never), and
    how many items it holds."""

    unit_id: int
    name: str
    short_name: str
    last_heard_at: datetime | None
    items: int


def silent_units(session: Session, commune_id: int, now: datetime) -> list[SilentUnit]:
    """Each unit under the committee that has held an open item for longer than the commune's
    `silence_days` and of which no item, open or not, was heard of since; the longest silent first.
    Two queries."""
    rule = select(Commune.silence_days).where(Commune.id == commune_id)
    days = session.scalar(rule) or 30
    since = now - timedelta(days=days)
    of_unit = (WorkItem.commune_id == commune_id, WorkItem.lead_unit_id == Unit.id)
    open_items = (*of_unit, with_lead(), followed())
    held_long = select(WorkItem.id).where(
        *open_items,
        WorkItem.created_at <= since,
        or_(WorkItem.opens_on.is_(None), WorkItem.opens_on <= clock.local(since).date()),
    )
    heard = select(WorkItem.id).where(*of_unit, WorkItem.last_heard_at > since)
    last = select(func.max(WorkItem.last_heard_at)).where(*of_unit).scalar_subquery()
    number = select(func.count()).where(*open_items).scalar_subquery()
    rows = session.execute(
        select(Unit.id, Unit.name, Unit.short_name, last, number)
        .where(
            Unit.commune_id == commune_id,
            Unit.kind == UnitKind.under_committee,
            held_long.exists(),
            ~heard.exists(),
        )
        .order_by(Unit.position, Unit.id)
    )
    found = [SilentUnit(*row) for row in rows]
    return sorted(found, key=lambda unit: unit.last_heard_at or _NEVER)


__all__ = ["SilentUnit", "silent_units"]
