"""Keep the dates of tasks and lead slots in step with their items, in the same transaction."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from app.models import Task, TaskLead, WorkItem
from workflows.deadlines.lateness import ItemDates, KeptDates, kept_dates


def _dates(table: type[Task] | type[TaskLead]) -> tuple[Any, ...]:
    """The columns of `KeptDates`, in its order."""
    return table.due_on, table.completed_on, table.earliest_open_due_on, table.is_cancelled


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
    WorkItem.task_id, WorkItem.lead_id, WorkItem.status, WorkItem.due_on, WorkItem.completed_on
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
    for task_id, lead_id, *dates in session.execute(_ITEMS, of_tasks):
        by_task[task_id].append(ItemDates(*dates))
        by_lead[lead_id].append(ItemDates(*dates))
    tasks: dict[int, KeptDates] = {}
    leads: dict[int, KeptDates] = {}
    for lead_id, task_id, slot, next_opens_on, *dates in session.execute(_KEPT, of_tasks):
        to_come = next_opens_on is not None
        # A slot that a later version of the plan retired is given no period any more.
        of_lead = kept_dates(by_lead[lead_id], periods_to_come=to_come and slot > 0)
        if of_lead != KeptDates(*dates[:4]):
            leads[lead_id] = of_lead
        of_task = kept_dates(by_task[task_id], periods_to_come=to_come)
        if of_task != KeptDates(*dates[4:]):
            tasks[task_id] = of_task
    if tasks:
        session.execute(update(Task), [_row(id_, kept) for id_, kept in tasks.items()])
    if leads:
        session.execute(update(TaskLead), [_row(id_, kept) for id_, kept in leads.items()])


def _row(id_: int, kept: KeptDates) -> dict[str, object]:
    return {
        "id": id_,
        "due_on": kept.due_on,
        "completed_on": kept.completed_on,
        "earliest_open_due_on": kept.earliest_open_due_on,
        "is_cancelled": kept.is_cancelled,
    }
