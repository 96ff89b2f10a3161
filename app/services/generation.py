"""Make the work items of tasks from their printed times. The only place where work items are made.

Identity is (schedule part, lead slot, period key): asking again makes nothing twice, and after any
downtime what was missed is made once. Items with a date of their own, and those that wait for a
date or a document, exist from the start; a period exists from the day it opens. A quarter's end
inside a window (`ItemKind.CHECKPOINT`) asks for a note and makes no item, and nothing is made from
what a later version of the plan retired (`app.services.plan_tasks`).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from app.models import (
    Plan,
    PlanStatus,
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
    WorkItemProduct,
)
from app.queries.subjects import Deciders
from app.services import events
from app.services.standing import refresh_dates
from workflows import deadlines
from workflows.deadlines import DeadlineKind, ItemKind, PlannedItem, Reading, Span
from workflows.permissions import Actor
from workflows.states import Status

BATCH = 500
"""Tasks made at once: a fixed number of statements each, and no list longer than a database
takes.
"""

OPENS_LATER = frozenset({ItemKind.PERIOD, ItemKind.CHECK_IN})
"""Kinds that exist only from the day they open; every other kind exists from the start."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A lead slot as its items need it: who leads, who verifies (None: only a leader may)."""

    lead_id: int
    lead_unit_id: int
    deciding_unit_id: int | None


@dataclass(slots=True)
class TaskToMake:
    """What the items of one task are made of. `made` are the identities that exist already."""

    task_id: int
    commune_id: int
    plan_id: int
    planned: list[PlannedItem]
    schedules: dict[int, int] = field(default_factory=dict)
    slots: list[Slot] = field(default_factory=list)
    products: list[tuple[int, int, str]] = field(default_factory=list)
    made: set[tuple[int, int, str]] = field(default_factory=set)


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
) -> list[PlannedItem]:
    """Every item that `reading` makes over `span`, without the checkpoints.

    What waits for an outside event sleeps; a time that is missing or cannot be read makes an item
    without a date instead, so that somebody sets one.
    """
    return [
        replace(item, kind=ItemKind.ONCE) if _only_lacks_a_date(item, reading) else item
        for item in deadlines.planned_items(reading, span, issued_on, periods)
        if item.kind is not ItemKind.CHECKPOINT
    ]


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


def open_due_periods(session: Session, today: date, now: datetime) -> int:
    """Make the periods that have opened by `today`, in every commune with a running plan.

    For the nightly job and the start of the process; returns how many items were made. What was
    missed while the product was down is made now, once, and marked as a catch-up period where it is
    past.
    """
    made, last = 0, 0
    while batch := _due_tasks(session, today, last):
        by_commune: dict[int, list[int]] = defaultdict(list)
        for task_id, commune_id in batch:
            by_commune[commune_id].append(task_id)
        for commune_id, task_ids in by_commune.items():
            system = Actor(commune_id, None, "")
            made += make_items(session, system, task_ids, today=today, now=now)
        last = batch[-1][0]
    return made


def _due_tasks(session: Session, today: date, after: int) -> Sequence[tuple[int, int]]:
    rows = session.execute(
        select(Task.id, Task.commune_id)
        .join(Plan, Plan.id == Task.plan_id)
        .where(Task.next_opens_on <= today, Plan.status == PlanStatus.running, Task.id > after)
        .order_by(Task.id)
        .limit(BATCH)
    )
    return [(task_id, commune_id) for task_id, commune_id in rows]


def _make_batch(
    session: Session, actor: Actor, task_ids: Sequence[int], today: date, now: datetime
) -> int:
    session.flush()
    tasks = _load(session, actor.commune_id, task_ids)
    rows = [row for task in tasks for row in _item_rows(task, today, now)]
    if rows:
        _insert(session, actor, tasks, rows, now)
    openings = [{"id": t.task_id, "next_opens_on": next_opening(t.planned, today)} for t in tasks]
    if openings:
        session.execute(update(Task), openings)
    refresh_dates(session, actor.commune_id, [task.task_id for task in tasks])
    return len(rows)


def _item_rows(task: TaskToMake, today: date, now: datetime) -> list[dict[str, Any]]:
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
        if exists_on(item, today)
        for slot in task.slots
        if (task.schedules[item.part_index], slot.lead_id, item.period_key) not in task.made
    ]


def _insert(
    session: Session,
    actor: Actor,
    tasks: Sequence[TaskToMake],
    rows: list[dict[str, Any]],
    now: datetime,
) -> None:
    """Items, their checklists and their events: one batch each."""
    session.execute(insert(WorkItem), rows)
    ids = _ids_of(session, actor.commune_id, rows)
    products = {task.task_id: task.products for task in tasks}
    checklist = [
        {
            "commune_id": row["commune_id"],
            "work_item_id": item_id,
            "product_id": product_id,
            "position": position,
            "title": title,
        }
        for item_id, row in zip(ids, rows, strict=True)
        for product_id, position, title in products[row["task_id"]]
    ]
    if checklist:
        session.execute(insert(WorkItemProduct), checklist)
    entries = [
        events.Entry(
            kind="work_item.create",
            subject="work_item",
            subject_id=item_id,
            plan_id=row["plan_id"],
            task_id=row["task_id"],
            work_item_id=item_id,
            new=row["status"].value,
            data={
                "label": row["label"],
                "lead_unit_id": row["lead_unit_id"],
                "due_on": row["due_on"].isoformat() if row["due_on"] else None,
                "is_catch_up": row["is_catch_up"],
            },
        )
        for item_id, row in zip(ids, rows, strict=True)
    ]
    events.record(session, actor, entries, now)


def _ids_of(session: Session, commune_id: int, rows: Sequence[dict[str, Any]]) -> list[int]:
    """The ids of items just inserted, in the order of `rows`, found by their identity."""
    found = session.execute(
        select(WorkItem.schedule_id, WorkItem.lead_id, WorkItem.period_key, WorkItem.id).where(
            WorkItem.commune_id == commune_id,
            WorkItem.task_id.in_({row["task_id"] for row in rows}),
        )
    )
    ids = {(schedule, lead, key): id_ for schedule, lead, key, id_ in found}
    return [ids[row["schedule_id"], row["lead_id"], row["period_key"]] for row in rows]


def _load(session: Session, commune_id: int, task_ids: Collection[int]) -> list[TaskToMake]:
    """The tasks with all that their items are made of. Nothing is locked here: two who make the
    same item at once are held apart by its identity, and kept dates are added up after the record.
    """
    deciders: dict[int, tuple[Deciders, int | None]] = {}
    facts: dict[int, TaskToMake] = {}
    readings = _readings(session, commune_id, task_ids)
    periods = update_periods(session, commune_id)
    query = (
        select(Task, Plan)
        .join(Plan, Plan.id == Task.plan_id)
        .where(Task.commune_id == commune_id, Task.id.in_(task_ids))
        .order_by(Task.id)
    )
    for task, plan in session.execute(query):
        span = Span(plan.starts_on, plan.ends_on)
        issued = issue_day(plan.issued_on, plan.issued_month)
        deciders[task.id] = (
            Deciders(plan.standing_unit_id, plan.counter_checking_unit_id),
            task.follow_up_unit_id,
        )
        facts[task.id] = TaskToMake(
            task_id=task.id,
            commune_id=commune_id,
            plan_id=plan.id,
            planned=plan_items(readings[task.id], span, issued, within(periods, span)),
        )
    _add_slots(session, commune_id, facts, deciders)
    _add_parts(session, commune_id, facts)
    return list(facts.values())


def _readings(session: Session, commune_id: int, task_ids: Collection[int]) -> dict[int, Reading]:
    """The reading of each task in the latest version of its plan."""
    rows = session.execute(
        select(TaskRevision.task_id, TaskRevision.reading)
        .join(PlanVersion, PlanVersion.id == TaskRevision.plan_version_id)
        .where(TaskRevision.commune_id == commune_id, TaskRevision.task_id.in_(task_ids))
        .order_by(PlanVersion.number)
    )
    latest: dict[int, dict[str, Any]] = {task_id: reading for task_id, reading in rows}
    return {task_id: deadlines.reading_from_json(data) for task_id, data in latest.items()}


def _add_slots(
    session: Session,
    commune_id: int,
    tasks: dict[int, TaskToMake],
    deciders: dict[int, tuple[Deciders, int | None]],
) -> None:
    units: dict[tuple[int, int], list[int]] = defaultdict(list)
    rows = session.execute(
        select(TaskUnit.task_id, TaskUnit.lead_id, TaskUnit.unit_id)
        .join(TaskLead, TaskLead.id == TaskUnit.lead_id)
        .where(
            TaskUnit.commune_id == commune_id,
            TaskUnit.task_id.in_(tasks),
            TaskUnit.relation == Relation.lead,
            TaskLead.slot > 0,
        )
        .order_by(TaskLead.slot, TaskUnit.position)
    )
    for task_id, lead_id, unit_id in rows:
        units[task_id, lead_id or 0].append(unit_id)
    for (task_id, lead_id), leads in units.items():
        who, follow_up = deciders[task_id]
        slot = Slot(lead_id, leads[0], who.for_slot(frozenset(leads), follow_up))
        tasks[task_id].slots.append(slot)


def _add_parts(session: Session, commune_id: int, tasks: dict[int, TaskToMake]) -> None:
    of_tasks = tasks.keys()
    for task_id, part_index, schedule_id in session.execute(
        select(TaskSchedule.task_id, TaskSchedule.part_index, TaskSchedule.id).where(
            TaskSchedule.commune_id == commune_id, TaskSchedule.task_id.in_(of_tasks)
        )
    ):
        tasks[task_id].schedules[part_index] = schedule_id
    for task_id, product_id, position, title in session.execute(
        select(Product.task_id, Product.id, Product.position, Product.title)
        .where(
            Product.commune_id == commune_id,
            Product.task_id.in_(of_tasks),
            Product.position > 0,
        )
        .order_by(Product.position)
    ):
        tasks[task_id].products.append((product_id, position, title))
    for task_id, *identity in session.execute(
        select(WorkItem.task_id, WorkItem.schedule_id, WorkItem.lead_id, WorkItem.period_key).where(
            WorkItem.commune_id == commune_id, WorkItem.task_id.in_(of_tasks)
        )
    ):
        tasks[task_id].made.add((identity[0], identity[1], identity[2]))


def update_periods(session: Session, commune_id: int) -> list[deadlines.UpdatePeriod]:
    """The commune's update periods, oldest first."""
    rows = session.execute(
        select(UpdatePeriod.key, UpdatePeriod.label, UpdatePeriod.starts_on, UpdatePeriod.ends_on)
        .where(UpdatePeriod.commune_id == commune_id)
        .order_by(UpdatePeriod.starts_on)
    )
    return [deadlines.UpdatePeriod(*row) for row in rows]


def within(periods: Iterable[deadlines.UpdatePeriod], span: Span) -> list[deadlines.UpdatePeriod]:
    """The periods that share a day with `span`."""
    return [p for p in periods if p.start <= span.end and p.end >= span.start]


def missing_quarters(
    periods: Iterable[deadlines.UpdatePeriod], span: Span
) -> list[deadlines.UpdatePeriod]:
    """The calendar quarters of `span` that share no day with a period there already is: what a
    commune is given when it has named no update periods of its own."""
    known = list(periods)
    return [
        quarter
        for quarter in deadlines.calendar_quarters(span)
        if not within(known, Span(quarter.start, quarter.end))
    ]
