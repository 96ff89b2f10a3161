"""Units from which nothing was heard for longer than the commune's rule."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import bindparam, func, or_, select
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


# Put together once: a Monday asks them of every commune.
_RULE = select(Commune.silence_days).where(Commune.id == bindparam("commune_id"))
_OF_UNIT = (WorkItem.commune_id == bindparam("commune_id"), WorkItem.lead_unit_id == Unit.id)
_OPEN_ITEMS = (*_OF_UNIT, with_lead(), followed())
_HELD_LONG = select(WorkItem.id).where(
    *_OPEN_ITEMS,
    WorkItem.created_at <= bindparam("since"),
    or_(WorkItem.opens_on.is_(None), WorkItem.opens_on <= bindparam("since_day")),
)
_HEARD = select(WorkItem.id).where(*_OF_UNIT, WorkItem.last_heard_at > bindparam("since"))
_SILENT = (
    select(
        Unit.id,
        Unit.name,
        Unit.short_name,
        select(func.max(WorkItem.last_heard_at)).where(*_OF_UNIT).scalar_subquery(),
        select(func.count()).where(*_OPEN_ITEMS).scalar_subquery(),
    )
    .where(
        Unit.commune_id == bindparam("commune_id"),
        Unit.kind == UnitKind.under_committee,
        _HELD_LONG.exists(),
        ~_HEARD.exists(),
    )
    .order_by(Unit.position, Unit.id)
)


def silent_units(session: Session, commune_id: int, now: datetime) -> list[SilentUnit]:
    """Each unit under the committee that has held an open item for longer than the commune's
    `silence_days` and of which no item, open or not, was heard of since; the longest silent first.
    Two queries."""
    of_commune = {"commune_id": commune_id}
    since = now - timedelta(days=session.scalar(_RULE, of_commune) or 30)
    rows = session.execute(
        _SILENT, {**of_commune, "since": since, "since_day": clock.local(since).date()}
    )
    found = [SilentUnit(*row) for row in rows]
    return sorted(found, key=lambda unit: unit.last_heard_at or _NEVER)


__all__ = ["SilentUnit", "silent_units"]
