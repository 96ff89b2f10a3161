"""What stands still without being late: tasks that wait for a document, work without a date, work
that waits for somebody; each with the day since when.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum, auto
from typing import Any

from sqlalchemy import ColumnElement, and_, func, literal_column, select, tuple_
from sqlalchemy.orm import Session, joinedload

from app import clock
from app.models import Task, TaskRevision, TaskSchedule, WorkItem
from app.queries.standing import followed, with_lead
from app.queries.work_items import PAGE
from workflows.deadlines import reading_from_json
from workflows.permissions import Actor


class Stillness(StrEnum):
    """Why an item stands still. `for_a_document` is *chờ căn cứ*, `without_a_date` *chưa có thời
    hạn*, `for_somebody` *đang chờ (…)*."""

    for_a_document = auto()
    without_a_date = auto()
    for_somebody = auto()


_DORMANT = literal_column("work_item.status = 'dormant'")
_WAITING = literal_column("work_item.waiting_on <> ''")


def stands_still(why: Stillness) -> ColumnElement[bool]:
    """SQL: the item stands still for that reason."""
    conditions: Mapping[Stillness, ColumnElement[bool]] = {
        Stillness.for_a_document: _DORMANT,
        Stillness.without_a_date: and_(with_lead(), WorkItem.due_on.is_(None)),
        Stillness.for_somebody: and_(with_lead(), _WAITING),
    }
    return and_(conditions[why], followed())


def count_still(session: Session, actor: Actor) -> dict[Stillness, int]:
    """How many items of the commune stand still, by why. One query."""
    numbers = [
        select(func.count())
        .select_from(WorkItem)
        .where(WorkItem.commune_id == actor.commune_id, stands_still(why))
        .scalar_subquery()
        for why in Stillness
    ]
    return dict(zip(Stillness, session.execute(select(*numbers)).one(), strict=True))


@dataclass(frozen=True, slots=True)
class StillRow:
    """An item that stands still: since which day (in Vietnam), the time the plan prints, and what
    the reading says it waits for ("" where it names nothing)."""

    item: WorkItem
    since: date
    printed: str
    waits_for: str


@dataclass(frozen=True, slots=True)
class StillPage:
    """A page of the list, the longest first, and where the next one begins."""

    rows: Sequence[StillRow]
    next_after: tuple[str, int] | None


def still_items(
    session: Session,
    actor: Actor,
    why: Stillness,
    after: tuple[date | datetime, int] | None = None,
    limit: int = PAGE,
) -> StillPage:
    """The items that stand still, the longest first. Three queries.

    `after` is (since, id) of the last row seen; since is a day for what waits for somebody, else
    the instant at which the item was made.
    """
    since: Any = WorkItem.waiting_since if why is Stillness.for_somebody else WorkItem.created_at
    query = (
        select(WorkItem)
        .where(WorkItem.commune_id == actor.commune_id, stands_still(why))
        .options(joinedload(WorkItem.task).joinedload(Task.section), joinedload(WorkItem.lead_unit))
        .order_by(since, WorkItem.id)
        .limit(limit + 1)
    )
    if after is not None:
        query = query.where(tuple_(since, WorkItem.id) > after)
    found = session.scalars(query).all()
    shown = found[:limit]
    times = _printed_times(session, actor.commune_id, shown)
    rows = [StillRow(item, _since(item, why), *times[item.schedule_id]) for item in shown]
    following = None
    if len(found) > limit:
        last = shown[-1]
        place = last.waiting_since if why is Stillness.for_somebody else last.created_at
        following = (place.isoformat() if place else "", last.id)
    return StillPage(rows, following)


def _since(item: WorkItem, why: Stillness) -> date:
    if why is Stillness.for_somebody and item.waiting_since is not None:
        return item.waiting_since
    return clock.local(item.created_at).date()


def _printed_times(
    session: Session, commune_id: int, items: Sequence[WorkItem]
) -> dict[int, tuple[str, str]]:
    """(printed time, what it waits for) of each item's schedule part, by the part's id."""
    revisions = session.execute(
        select(TaskRevision.task_id, TaskRevision.reading)
        .where(
            TaskRevision.commune_id == commune_id,
            TaskRevision.task_id.in_({item.task_id for item in items}),
        )
        .order_by(TaskRevision.id)
    )
    readings: dict[int, dict[str, Any]] = {task_id: reading for task_id, reading in revisions}
    parts = session.execute(
        select(
            TaskSchedule.id, TaskSchedule.task_id, TaskSchedule.printed, TaskSchedule.note
        ).where(
            TaskSchedule.commune_id == commune_id,
            TaskSchedule.task_id.in_({item.task_id for item in items}),
        )
    )
    return {
        schedule_id: (printed, _condition(readings.get(task_id), note))
        for schedule_id, task_id, printed, note in parts
    }


def _condition(reading: dict[str, Any] | None, note: str) -> str:
    """What the part with this explanation waits for; a part is known by its explanation."""
    parts = reading_from_json(reading).parts if reading else ()
    return next((part.condition for part in parts if part.condition and part.note == note), "")


@dataclass(frozen=True, slots=True)
class Asleep:
    """How many items wait for a document since before some instant, and the first of them."""

    count: int
    since: datetime


def asleep_since_before(session: Session, commune_id: int, instant: datetime) -> Asleep | None:
    """What has waited for a document since before `instant`, None where nothing has. One query."""
    count, since = session.execute(
        select(func.count(), func.min(WorkItem.created_at)).where(
            WorkItem.commune_id == commune_id,
            stands_still(Stillness.for_a_document),
            WorkItem.created_at < instant,
        )
    ).one()
    return Asleep(count, since) if count else None
