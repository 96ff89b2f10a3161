"""Make the work items of tasks from their printed times. Nothing else makes work items.

Identity is (schedule part, lead slot, period key): asking again makes nothing twice, and after any
downtime what was missed is made once. Items with a date of their own, and those that wait for a
date or a document, exist from the start; a period exists from the day it opens. A quarter's end
inside a window (`ItemKind.CHECKPOINT`) asks for a note and makes no item, and nothing is made from
what a later version of the plan retired (`app.services.plan_tasks`). Where the commune has it so,
a printed deadline on a day off moves as items are made; later edits of its calendar move nothing.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Row, Select, bindparam, select, tuple_, update
from sqlalchemy.orm import Session

from app.models import (
    Plan,
    PlanVersion,
    Product,
    Relation,
    Task,
    TaskLead,
    TaskRevision,
    TaskSchedule,
    TaskUnit,
    UpdatePeriod,
    WorkItem,
)
from app.queries.calendar import shifting_calendar
from app.queries.standing import followed
from app.queries.subjects import Deciders, deciders_outside
from app.services import openings
from app.services.item_rows import Slot, TaskToMake, insert_items
from app.services.standing import refresh_dates
from workflows import deadlines
from workflows.deadlines import DeadlineKind, ItemKind, PlannedItem, Reading, Span
from workflows.permissions import Actor
from workflows.states import Status

BATCH = 500
"""Tasks made at once: a fixed number of statements each, and no list longer than a database
takes.
"""

Place = tuple[date, int]
"""Where a task stands among those whose periods open: the day its next one opens, and its id."""

START: Place = (date.min, 0)

OPENS_LATER = frozenset({ItemKind.PERIOD, ItemKind.CHECK_IN})
"""Kinds that exist only from the day they open; every other kind exists from the start."""


def _of_tasks(statement: Select[Any], table: Any, column: Any) -> Select[Any]:
    return statement.where(
        table.commune_id == bindparam("commune_id"),
        column.in_(bindparam("task_ids", expanding=True)),
    )


# Put together once: for the few tasks of a night that costs more than asking.
_TASKS = _of_tasks(
    select(
        Task.id,
        Task.plan_id,
        Task.follow_up_unit_id,
        Task.basis_on,
        Plan.standing_unit_id,
        Plan.counter_checking_unit_id,
        Plan.starts_on,
        Plan.ends_on,
        Plan.issued_on,
        Plan.issued_month,
    )
    .outerjoin(Plan, Plan.id == Task.plan_id)
    .order_by(Task.id),
    Task,
    Task.id,
)
_READINGS = _of_tasks(
    select(TaskRevision.task_id, TaskRevision.reading)
    .outerjoin(PlanVersion, PlanVersion.id == TaskRevision.plan_version_id)
    .order_by(PlanVersion.number),
    TaskRevision,
    TaskRevision.task_id,
)
_LEADS = _of_tasks(
    select(TaskUnit.task_id, TaskUnit.lead_id, TaskUnit.unit_id)
    .join(TaskLead, TaskLead.id == TaskUnit.lead_id)
    .where(TaskUnit.relation == Relation.lead, TaskLead.slot > 0)
    .order_by(TaskLead.slot, TaskUnit.position),
    TaskUnit,
    TaskUnit.task_id,
)
_SCHEDULES = _of_tasks(
    select(TaskSchedule.task_id, TaskSchedule.part_index, TaskSchedule.id),
    TaskSchedule,
    TaskSchedule.task_id,
)
_PRODUCTS = _of_tasks(
    select(Product.task_id, Product.id, Product.position, Product.title)
    .where(Product.position > 0)
    .order_by(Product.position),
    Product,
    Product.task_id,
)
_MADE = _of_tasks(
    select(WorkItem.task_id, WorkItem.schedule_id, WorkItem.lead_id, WorkItem.period_key),
    WorkItem,
    WorkItem.task_id,
)


# The table itself: what the mapper does beside it takes as long again for a batch.
_NEXT_OPENING = update(Task.__table__).where(Task.__table__.c.id == bindparam("task"))


def issue_day(issued_on: date | None, issued_month: str | None) -> date | None:
    """The day a plan counts as issued: its date, or the first of its month ("2025-08") where
    only that is known, so that nothing of that month is taken for older than the plan."""
    if issued_on is not None or not issued_month:
        return issued_on
    year, month = issued_month.split("-")
    return date(int(year), int(month), 1)


def plan_items(
    reading: Reading,
    span: Span,
    issued_on: date | None,
    periods: Sequence[deadlines.UpdatePeriod],
    calendar: deadlines.WorkingCalendar | None,
) -> list[PlannedItem]:
    """Every item that `reading` makes over `span`, without the checkpoints.

    What waits for an outside event sleeps; a time that is missing or cannot be read makes an item
    without a date instead, so that somebody sets one. Deadlines move off the days off of
    `calendar`; None moves none.
    """
    items = _printed_items(reading, span, issued_on, tuple(periods))
    return deadlines.shifted_items(items, reading.parts, calendar) if calendar else list(items)


# A plan prints few different times, and each of its tasks is asked again for every period.
@lru_cache(maxsize=1000)
def _printed_items(
    reading: Reading,
    span: Span,
    issued_on: date | None,
    periods: tuple[deadlines.UpdatePeriod, ...],
) -> tuple[PlannedItem, ...]:
    """The items as printed, before any moves off a day off."""
    return tuple(
        replace(item, kind=ItemKind.ONCE) if _only_lacks_a_date(item, reading) else item
        for item in deadlines.planned_items(reading, span, issued_on, periods)
        if item.kind is not ItemKind.CHECKPOINT
    )


def _only_lacks_a_date(item: PlannedItem, reading: Reading) -> bool:
    kind = reading.parts[item.part_index].kind
    return item.kind is ItemKind.DORMANT and kind is not DeadlineKind.EVENT


def exists_on(item: PlannedItem, today: date) -> bool:
    """True where the item is to exist on `today`."""
    return item.kind not in OPENS_LATER or item.opens is None or item.opens <= today


def next_opening(planned: Iterable[PlannedItem], today: date) -> date | None:
    """The day the next period that is still to come opens, or None where none is to come."""
    return min((p.opens for p in planned if p.opens and not exists_on(p, today)), default=None)


def make_items(
    session: Session, actor: Actor, task_ids: Sequence[int], *, today: date, now: datetime
) -> int:
    """Make what is to exist on `today` for these tasks of the actor's commune; return how many were
    made.

    `actor` is who starts the plan, or the system for periods that open by themselves. A fixed
    number of statements per BATCH tasks.
    """
    return sum(
        _make_batch(session, actor, task_ids[start : start + BATCH], today, now)
        for start in range(0, len(task_ids), BATCH)
    )


def make_ahead(
    session: Session,
    actor: Actor,
    task_id: int,
    lead_ids: Collection[int],
    *,
    today: date,
    now: datetime,
) -> int:
    """Make every period still to come of these lead slots of a task, before it opens: what is taken
    out as a whole is taken out with them, and what is brought back has them. Returns how many.
    """
    return _make_batch(session, actor, [task_id], today, now, frozenset(lead_ids))


def open_due_periods(session: Session, today: date, now: datetime) -> int:
    """Make the periods that have opened by `today`, in every commune with work that is followed;
    return how many items were made.

    What was missed while the product was down is made now, once, and marked as a catch-up period
    where it is past.
    """
    made, place = open_next_periods(session, today, now)
    while place is not None:
        more, place = open_next_periods(session, today, now, place)
        made += more
    return made


def open_next_periods(
    session: Session, today: date, now: datetime, after: Place = START
) -> tuple[int, Place | None]:
    """As `open_due_periods`, for the next BATCH tasks: a transaction of its own for each, so that
    nobody waits for all; the units are told in it. Returns how many items were made, and the place
    to go on `after`, None at the end.
    """
    rows = session.execute(
        select(Task.next_opens_on, Task.id, Task.commune_id)
        .where(
            Task.next_opens_on <= today,
            tuple_(Task.next_opens_on, Task.id) > after,
            followed(Task),
        )
        # As the index lies: what was made leaves it at this end.
        .order_by(Task.next_opens_on, Task.id)
        .limit(BATCH)
    ).all()
    by_commune: dict[int, list[int]] = defaultdict(list)
    for _, task_id, commune_id in rows:
        by_commune[commune_id].append(task_id)
    newest = openings.newest_item(session)
    made = 0
    for commune_id, task_ids in sorted(by_commune.items()):
        system = Actor(commune_id, None, "")
        if more := make_items(session, system, task_ids, today=today, now=now):
            openings.tell_opened(session, commune_id, task_ids, newest, today, now)
            made += more
    return made, (rows[-1][0], rows[-1][1]) if rows else None


def _make_batch(
    session: Session,
    actor: Actor,
    task_ids: Sequence[int],
    today: date,
    now: datetime,
    ahead: Collection[int] = (),
) -> int:
    session.flush()
    tasks = _load(session, actor.commune_id, task_ids)
    rows = [row for task in tasks for row in _item_rows(task, today, now, ahead)]
    if rows:
        insert_items(session, actor, tasks, rows, now)
    openings = [{"task": t.task_id, "next_opens_on": next_opening(t.planned, today)} for t in tasks]
    if openings:
        session.execute(_NEXT_OPENING, openings)
    refresh_dates(session, actor.commune_id, [task.task_id for task in tasks])
    return len(rows)


def _item_rows(
    task: TaskToMake, today: date, now: datetime, ahead: Collection[int]
) -> list[dict[str, Any]]:
    return [
        {
            "commune_id": task.commune_id,
            "plan_id": task.plan_id,
            "task_id": task.task_id,
            "schedule_id": task.schedules[item.part_index],
            "lead_id": slot.lead_id,
            "lead_unit_id": slot.lead_unit_id,
            "deciding_unit_id": slot.deciding_unit_id,
            "period_key": item.period_key,
            "label": item.label[:200],
            "kind": item.kind,
            "status": Status.dormant if item.kind is ItemKind.DORMANT else Status.assigned,
            "opens_on": item.opens,
            "due_on": item.due,
            "original_due_on": item.due,
            "is_catch_up": item.due is not None and item.due < today,
            "created_at": now,
        }
        for item in task.planned
        for slot in task.slots
        if exists_on(item, today) or slot.lead_id in ahead
        if (task.schedules[item.part_index], slot.lead_id, item.period_key) not in task.made
    ]


def _load(session: Session, commune_id: int, task_ids: Collection[int]) -> list[TaskToMake]:
    """The tasks with all that their items are made of. Nothing is locked here: two who make the
    same item at once are held apart by its identity, and kept dates are added up after the record.
    """
    deciders: dict[int, tuple[Deciders, int | None]] = {}
    facts: dict[int, TaskToMake] = {}
    named = {"commune_id": commune_id, "task_ids": list(task_ids)}
    readings = _readings(session, named)
    outside = deciders_outside(session, commune_id)
    periods = update_periods(session, commune_id)
    calendar = shifting_calendar(session, commune_id)
    for task in session.execute(_TASKS, named):
        span, issued = _frame_of(task)
        in_plan = Deciders(task.standing_unit_id, task.counter_checking_unit_id)
        deciders[task.id] = (in_plan if task.plan_id else outside, task.follow_up_unit_id)
        facts[task.id] = TaskToMake(
            task_id=task.id,
            commune_id=commune_id,
            plan_id=task.plan_id,
            planned=plan_items(readings[task.id], span, issued, within(periods, span), calendar),
        )
    _add_slots(session, named, facts, deciders)
    _add_parts(session, named, facts)
    return list(facts.values())


def _frame_of(task: Row[Any]) -> tuple[Span, date | None]:
    """The days over which a task's items are made, and the day its plan counts as issued; `task` is
    a row of `_TASKS`."""
    if task.plan_id is not None:
        return Span(task.starts_on, task.ends_on), issue_day(task.issued_on, task.issued_month)
    assert task.basis_on is not None  # noqa: S101 - work outside a plan names its document's day
    return span_outside(task.basis_on), task.basis_on


def span_outside(basis_on: date) -> Span:
    """The days over which work given outside a plan makes its periods: from the day of its document
    to the end of that year; a document of December speaks of the year after.
    """
    return Span(basis_on, date(basis_on.year + basis_on.month // 12, 12, 31))


def _readings(session: Session, named: Mapping[str, Any]) -> dict[int, Reading]:
    """The reading of each task in the latest version of its plan, or its only one."""
    latest: dict[int, dict[str, Any]] = {
        task_id: reading for task_id, reading in session.execute(_READINGS, named)
    }
    return {task_id: deadlines.reading_from_json(data) for task_id, data in latest.items()}


def _add_slots(
    session: Session,
    named: Mapping[str, Any],
    tasks: dict[int, TaskToMake],
    deciders: dict[int, tuple[Deciders, int | None]],
) -> None:
    units: dict[tuple[int, int], list[int]] = defaultdict(list)
    for task_id, lead_id, unit_id in session.execute(_LEADS, named):
        units[task_id, lead_id or 0].append(unit_id)
    for (task_id, lead_id), leads in units.items():
        who, follow_up = deciders[task_id]
        slot = Slot(lead_id, leads[0], who.for_slot(frozenset(leads), follow_up))
        tasks[task_id].slots.append(slot)


def _add_parts(session: Session, named: Mapping[str, Any], tasks: dict[int, TaskToMake]) -> None:
    for task_id, part_index, schedule_id in session.execute(_SCHEDULES, named):
        tasks[task_id].schedules[part_index] = schedule_id
    for task_id, product_id, position, title in session.execute(_PRODUCTS, named):
        tasks[task_id].products.append((product_id, position, title))
    for task_id, *identity in session.execute(_MADE, named):
        tasks[task_id].made.add((identity[0], identity[1], identity[2]))


_PERIODS = (
    select(UpdatePeriod.key, UpdatePeriod.label, UpdatePeriod.starts_on, UpdatePeriod.ends_on)
    .where(UpdatePeriod.commune_id == bindparam("commune_id"))
    .order_by(UpdatePeriod.starts_on)
)


def update_periods(session: Session, commune_id: int) -> list[deadlines.UpdatePeriod]:
    """The commune's update periods, oldest first."""
    rows = session.execute(_PERIODS, {"commune_id": commune_id})
    return [deadlines.UpdatePeriod(*row) for row in rows]


def within(periods: Iterable[deadlines.UpdatePeriod], span: Span) -> list[deadlines.UpdatePeriod]:
    """The periods that share a day with `span`."""
    return [p for p in periods if p.start <= span.end and p.end >= span.start]
