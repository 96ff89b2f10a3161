"""The queue of submitted items, and what a decision on one of them stands on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Boolean, Subquery, case, func, literal_column, select, tuple_
from sqlalchemy.orm import Session, joinedload

from app.models import Decision, ProgressNote, Section, Task, Unit, WorkItem
from app.queries.standing import followed
from app.queries.waiting import may_decide
from app.queries.work_items import PAGE, led_by
from workflows.permissions import Actor
from workflows.states import Action

_SUBMITTED = literal_column("work_item.status = 'submitted'")
_CHECK_IN = literal_column("work_item.kind = 'check_in'", Boolean)


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A submitted item as a line of the queue; `place` and `area` are those of the appendix.

    The items of one *phiếu kỳ cập nhật* are one line: the first of them, and how many they are.
    """

    id: int
    title: str
    label: str
    section_code: str
    number: str
    area: str
    unit: str
    submitted_at: datetime
    rows: int
    is_sheet: bool
    unit_id: int
    period_key: str


@dataclass(frozen=True, slots=True)
class Queue:
    """A page of the queue, the longest waiting first, and where the next one begins."""

    rows: Sequence[QueueRow]
    next_after: tuple[datetime, int] | None


def queue_of(
    session: Session,
    actor: Actor,
    after: tuple[datetime, int] | None = None,
    limit: int = PAGE,
) -> Queue:
    """The items on which `actor` may decide, those of one sheet as one line. One query.

    `after` is (submitted at, id), of a sheet those of its first item.
    """
    lines = _lines(actor)
    place = (lines.c.submitted_at, lines.c.first_id)
    query = (
        select(
            WorkItem.id,
            Task.title,
            WorkItem.label,
            func.coalesce(Section.code, ""),
            Task.number,
            func.coalesce(Section.title, ""),
            Unit.short_name,
            lines.c.submitted_at,
            lines.c.rows,
            _CHECK_IN,
            WorkItem.lead_unit_id,
            WorkItem.period_key,
        )
        .join(lines, lines.c.first_id == WorkItem.id)
        .join(Task, Task.id == WorkItem.task_id)
        .join(Unit, Unit.id == WorkItem.lead_unit_id)
        .outerjoin(Section, Section.id == Task.section_id)
        .order_by(*place)
        .limit(limit + 1)
    )
    if after is not None:
        query = query.where(tuple_(*place) > after)
    found = [QueueRow(*row) for row in session.execute(query)]
    shown = found[:limit]
    more = len(found) > limit
    return Queue(shown, (shown[-1].submitted_at, shown[-1].id) if more else None)


def _lines(actor: Actor) -> Subquery:
    """SQL: the lines of the queue: an item by itself, the items of one unit and update period
    together."""
    of_sheet = case((_CHECK_IN, WorkItem.lead_unit_id))
    return (
        select(
            func.min(WorkItem.id).label("first_id"),
            func.min(WorkItem.submitted_at).label("submitted_at"),
            func.count().label("rows"),
        )
        .where(may_decide(actor))
        .group_by(
            of_sheet,
            case((_CHECK_IN, WorkItem.period_key)),
            case((_CHECK_IN, None), else_=WorkItem.id),
        )
        .subquery("line")
    )


def next_in_queue(session: Session, actor: Actor) -> int | None:
    """The id of the item that has waited longest for a decision of `actor`, or None."""
    return session.scalar(
        select(WorkItem.id)
        .where(may_decide(actor))
        .order_by(WorkItem.submitted_at, WorkItem.id)
        .limit(1)
    )


def own_waiting(session: Session, actor: Actor) -> Sequence[tuple[str, int]]:
    """What the actor's own units handed in and others decide on: (who, how many); "" is a
    leader."""
    units = actor.units()
    if not units:
        return ()
    rows = session.execute(
        select(func.coalesce(Unit.name, ""), func.count())
        .select_from(WorkItem)
        .outerjoin(Unit, Unit.id == WorkItem.deciding_unit_id)
        .where(WorkItem.commune_id == actor.commune_id, _SUBMITTED, followed(), led_by(units))
        .group_by(Unit.name)
        .order_by(Unit.name)
    )
    return [(name, count) for name, count in rows]


def returns_of(session: Session, item: WorkItem) -> Sequence[Decision]:
    """What was sent back before, by whom and why, newest first. One query."""
    return session.scalars(
        select(Decision)
        .where(
            Decision.commune_id == item.commune_id,
            Decision.work_item_id == item.id,
            Decision.action.in_([Action.ask_to_supplement, Action.send_back, Action.reopen]),
        )
        .options(joinedload(Decision.person))
        .order_by(Decision.id.desc())
    ).all()


def last_notes(session: Session, item: WorkItem, limit: int = 3) -> Sequence[ProgressNote]:
    """The latest progress notes of the item, newest first, with their authors. One query."""
    return session.scalars(
        select(ProgressNote)
        .where(ProgressNote.commune_id == item.commune_id, ProgressNote.work_item_id == item.id)
        .options(joinedload(ProgressNote.author))
        .order_by(ProgressNote.id.desc())
        .limit(limit)
    ).all()
