"""Keep the dates of tasks and lead slots in step with their items, in the same transaction."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import bindparam, case, select, update
from sqlalchemy.orm import Session

from app.models import Task, TaskLead, WorkItem
from workflows.deadlines import ItemKind
from workflows.deadlines.lateness import ItemDates, KeptDates, kept_dates


def _dates(table: type[Task] | type[TaskLead]) -> tuple[Any, ...]:
    """The columns of `KeptDates`, in its order."""
    return (
        table.due_on,
        table.completed_on,
        table.earliest_open_due_on,
        table.is_cancelled,
        table.original_due_on,
    )


_KEPT = (
    select(
        TaskLead.id,
        TaskLead.task_id,
        TaskLead.slot,
        Task.next_opens_on,
        *_dates(TaskLead),
        *_dates(Task),
    )
    .join(Task, Task.id == TaskLead.task_id)
    .where(
        TaskLead.commune_id == bindparam("commune_id"),
        TaskLead.task_id.in_(bindparam("task_ids", expanding=True)),
    )
)
_ITEMS = select(
    WorkItem.task_id,
    WorkItem.lead_id,
    WorkItem.status,
    WorkItem.due_on,
    WorkItem.completed_on,
    WorkItem.original_due_on,
    case((WorkItem.kind.in_([ItemKind.PERIOD, ItemKind.CHECK_IN]), WorkItem.opens_on)),
).where(
    WorkItem.commune_id == bindparam("commune_id"),
    WorkItem.task_id.in_(bindparam("task_ids", expanding=True)),
)


def refresh_dates(session: Session, commune_id: int, task_ids: Collection[int]) -> None:
    """Recompute the kept dates of these tasks from their items. Two reads, and a batched write for
    the tasks and for the slots whose dates moved: most actions move none."""
    if not task_ids:
        return
    session.flush()
    of_tasks = {"commune_id": commune_id, "task_ids": list(task_ids)}
    by_task: dict[int, list[ItemDates]] = defaultdict(list)
    by_lead: dict[int, list[ItemDates]] = defaultdict(list)
    opened: dict[int, date] = {}
    for task_id, lead_id, *dates, opens_on in session.execute(_ITEMS, of_tasks):
        by_task[task_id].append(ItemDates(*dates))
        by_lead[lead_id].append(ItemDates(*dates))
        if opens_on is not None:
            opened[lead_id] = max(opened.get(lead_id, opens_on), opens_on)
    tasks: dict[int, KeptDates] = {}
    leads: dict[int, KeptDates] = {}
    kept = session.execute(_KEPT, of_tasks).all()
    to_come = {
        lead_id: _to_come(slot, day, opened.get(lead_id)) for lead_id, _, slot, day, *_ in kept
    }
    busy = {task_id for lead_id, task_id, *_ in kept if to_come[lead_id]}
    for lead_id, task_id, _, _, *dates in kept:
        of_lead = kept_dates(by_lead[lead_id], periods_to_come=to_come[lead_id])
        if of_lead != KeptDates(*dates[:5]):
            leads[lead_id] = of_lead
        of_task = kept_dates(by_task[task_id], periods_to_come=task_id in busy)
        if of_task != KeptDates(*dates[5:]):
            tasks[task_id] = of_task
    if tasks:
        session.execute(update(Task), [_row(id_, kept) for id_, kept in tasks.items()])
    if leads:
        session.execute(update(TaskLead), [_row(id_, kept) for id_, kept in leads.items()])


def _to_come(slot: int, next_opens_on: date | None, opened: date | None) -> bool:
    """True where a slot still gets a period: none is made for what a later version of the plan
    retired, and where the rest was made ahead (to be taken out), none is left to make."""
    if slot <= 0 or next_opens_on is None:
        return False
    return opened is None or opened < next_opens_on


def _row(id_: int, kept: KeptDates) -> dict[str, object]:
    return {
        "id": id_,
        "due_on": kept.due_on,
        "completed_on": kept.completed_on,
        "earliest_open_due_on": kept.earliest_open_due_on,
        "is_cancelled": kept.is_cancelled,
        "original_due_on": kept.original_due_on,
    }
