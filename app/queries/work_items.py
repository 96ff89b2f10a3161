"""Work items for people: which they see, what is theirs to do, and one with what belongs to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum
from functools import lru_cache

from sqlalchemy import (
    ColumnElement,
    Select,
    bindparam,
    case,
    false,
    func,
    literal_column,
    select,
    tuple_,
)
from sqlalchemy.orm import Session, joinedload

from app.models import (
    Relation,
    Task,
    TaskLead,
    TaskRevision,
    TaskSchedule,
    TaskUnit,
    Unit,
    WorkItem,
)
from app.queries.lead_units import led_by
from app.queries.standing import followed, item_is_late, with_lead
from workflows.deadlines import Part, reading_from_json
from workflows.permissions import Actor
from workflows.states import Role

PAGE = 50
SOON = timedelta(days=7)
_OPEN = literal_column("work_item.status NOT IN ('verified', 'cancelled')")
_SUBMITTED = literal_column("work_item.status = 'submitted'")
_RETURNED = literal_column("work_item.status = 'returned'")
_FAR = date(9999, 12, 31)


def visible_work_items(actor: Actor) -> Select[tuple[WorkItem]]:
    """The items `actor` may see: all of his commune, for whoever holds an appointment there. The
    same sentence as the rules of `Right.view`; a test holds the two together."""
    in_commune = WorkItem.commune_id == actor.commune_id
    return select(WorkItem).where(in_commune if actor.appointments else false())


def find_work_item(session: Session, actor: Actor, work_item_id: int) -> WorkItem | None:
    """The item for this actor as a step needs it, without any names, or None. One query."""
    return session.scalars(_visible_item(actor), {"work_item_id": work_item_id}).first()


def load_work_item(session: Session, actor: Actor, work_item_id: int) -> WorkItem | None:
    """The item for this actor with its task, section, plan and units, or None. One query."""
    return session.scalars(_named_item(actor), {"work_item_id": work_item_id}).first()


@lru_cache(maxsize=200)
def _visible_item(actor: Actor) -> Select[tuple[WorkItem]]:
    """One item by its id, put together once for a person: every step asks it."""
    return visible_work_items(actor).where(WorkItem.id == bindparam("work_item_id"))


@lru_cache(maxsize=200)
def _named_item(actor: Actor) -> Select[tuple[WorkItem]]:
    return _visible_item(actor).options(
        joinedload(WorkItem.task).joinedload(Task.section),
        joinedload(WorkItem.plan),
        joinedload(WorkItem.lead_unit),
        joinedload(WorkItem.deciding_unit),
    )


def load_task(session: Session, actor: Actor, task_id: int) -> Task | None:
    """The task for this actor with its section and plan, or None. One query."""
    return session.scalars(
        select(Task)
        .where(
            Task.id == task_id,
            Task.commune_id == actor.commune_id if actor.appointments else false(),
        )
        .options(joinedload(Task.section), joinedload(Task.plan))
    ).first()


class Turn(IntEnum):
    """What a unit does next with an item, in the order of its page; `later` is everything else."""

    late = 0
    returned = 1
    due_soon = 2
    submitted = 3
    in_time = 4
    no_date = 5


def turn_of(today: date) -> ColumnElement[int]:
    """SQL: the group of a unit's page in which an open item stands on `today`. A partition."""
    return case(
        (item_is_late(today), int(Turn.late)),
        (_RETURNED, int(Turn.returned)),
        (with_lead() & (WorkItem.due_on <= today + SOON), int(Turn.due_soon)),
        (_SUBMITTED, int(Turn.submitted)),
        (WorkItem.due_on.is_not(None), int(Turn.in_time)),
        else_=int(Turn.no_date),
    )


@dataclass(frozen=True, slots=True)
class MyWork:
    """A page of a unit's open items: counts per turn over all pages, this page's rows in order, and
    the place where the next page begins."""

    counts: dict[Turn, int]
    rows: Sequence[tuple[WorkItem, Turn]]
    next_after: tuple[int, date, int] | None


def my_work(
    session: Session,
    actor: Actor,
    today: date,
    after: tuple[int, date, int] | None = None,
    limit: int = PAGE,
) -> MyWork:
    """The open items led by the actor's units, those to be done first at the top. Two queries.

    `after` is (turn, due date, id) of the last row seen.
    """
    units = actor.units(Role.unit_head, Role.unit_officer)
    mine = (WorkItem.commune_id == actor.commune_id, _OPEN, followed(), led_by(units))
    turn = turn_of(today)
    counts = {
        Turn(number): count
        for number, count in session.execute(
            select(turn, func.count()).select_from(WorkItem).where(*mine).group_by(turn)
        )
    }
    place = (turn, func.coalesce(WorkItem.due_on, _FAR), WorkItem.id)
    query = (
        select(WorkItem, turn)
        .where(*mine)
        .options(
            joinedload(WorkItem.task).joinedload(Task.section),
            joinedload(WorkItem.lead_unit),
            joinedload(WorkItem.deciding_unit),
        )
        .order_by(*place)
        .limit(limit + 1)
    )
    if after is not None:
        query = query.where(tuple_(*place) > after)
    found = [(item, Turn(number)) for item, number in session.execute(query)]
    shown = found[:limit]
    following = None
    if len(found) > limit:
        item, last = shown[-1]
        following = (int(last), item.due_on or _FAR, item.id)
    return MyWork(counts, shown, following)


@dataclass(frozen=True, slots=True)
class PrintedTime:
    """What the plan prints as the time, and how it was read."""

    printed: str
    note: str


@dataclass(frozen=True, slots=True)
class TaskUnits:
    """The units of a task by what they are to it, in the order of the plan."""

    lead: list[str]
    supporting: list[str]
    follow_up: list[str]


_PRINTED = select(TaskSchedule.printed, TaskSchedule.note).where(
    TaskSchedule.commune_id == bindparam("commune_id"),
    TaskSchedule.id == bindparam("schedule_id"),
)
_UNITS = (
    select(TaskUnit.relation, TaskUnit.lead_id, TaskLead.slot, Unit.name)
    .join(Unit, Unit.id == TaskUnit.unit_id)
    .outerjoin(TaskLead, TaskLead.id == TaskUnit.lead_id)
    .where(TaskUnit.commune_id == bindparam("commune_id"), TaskUnit.task_id == bindparam("task_id"))
    .order_by(TaskUnit.position, TaskUnit.id)
)


def printed_time(session: Session, item: WorkItem) -> PrintedTime:
    """The printed time of the schedule part that made the item."""
    key = {"commune_id": item.commune_id, "schedule_id": item.schedule_id}
    return PrintedTime(*session.execute(_PRINTED, key).one())


_READINGS = (
    select(TaskSchedule.note, TaskRevision.reading)
    .join(TaskRevision, TaskRevision.task_id == TaskSchedule.task_id)
    .where(
        TaskSchedule.commune_id == bindparam("commune_id"),
        TaskSchedule.id == bindparam("schedule_id"),
    )
    .order_by(TaskRevision.id.desc())
)


def awaited_part(session: Session, item: WorkItem) -> Part | None:
    """The part of the printed time that made the item, with what it waits for and how long after
    that its date comes; None for an item that waits for nothing the plan names. One query.

    A part is known by its explanation, which holds its words, so that one that a later version
    of the plan no longer prints is found as well.
    """
    key = {"commune_id": item.commune_id, "schedule_id": item.schedule_id}
    for note, reading in session.execute(_READINGS, key):
        for part in reading_from_json(reading).parts:
            if part.condition and part.note == note:
                return part
    return None


def units_of_task(session: Session, task: Task, lead_id: int | None = None) -> TaskUnits:
    """The names of the task's units; with `lead_id`, only the leads of that slot, else those of the
    slots that the plan prints by now. One query."""
    found = TaskUnits([], [], [])
    rows = session.execute(_UNITS, {"commune_id": task.commune_id, "task_id": task.id})
    lists = {
        Relation.lead: found.lead,
        Relation.supporting: found.supporting,
        Relation.follow_up: found.follow_up,
    }
    for relation, led, slot, name in rows:
        if led is None or led == lead_id or (lead_id is None and slot > 0):
            lists[relation].append(name)
    return found


def printed_row(session: Session, task: Task) -> dict[str, str]:
    """The cells of the task as the latest version of its plan prints them; empty for a task without
    one. The keys are those of the reader (`app.plan_import`)."""
    revision = session.scalars(
        select(TaskRevision)
        .where(TaskRevision.commune_id == task.commune_id, TaskRevision.task_id == task.id)
        .order_by(TaskRevision.id.desc())
        .limit(1)
    ).first()
    return {} if revision is None else dict(revision.printed)


def items_of_task(session: Session, task: Task) -> Sequence[WorkItem]:
    """The task's items with their units, by slot and due date. One query."""
    return session.scalars(
        select(WorkItem)
        .where(WorkItem.commune_id == task.commune_id, WorkItem.task_id == task.id)
        .options(joinedload(WorkItem.lead_unit))
        .order_by(WorkItem.lead_id, func.coalesce(WorkItem.due_on, _FAR), WorkItem.id)
    ).all()
