"""Keep the dates of tasks and lead slots in step with their items, in the same transaction."""

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.models import Task, TaskLead, WorkItem
from workflows.deadlines.lateness import ItemDates, KeptDates, kept_dates


def refresh_dates(session: Session, commune_id: int, task_ids: Collection[int]) -> None:
    """Recompute the kept dates of these tasks from their items. Two reads, two batched writes."""
    if not task_ids:
        return
    session.flush()
    by_task: dict[int, list[ItemDates]] = defaultdict(list)
    by_lead: dict[int, list[ItemDates]] = defaultdict(list)
    leads_of: dict[int, int] = {}
    to_come: dict[int, bool] = {}
    of_commune = (TaskLead.commune_id == commune_id, TaskLead.task_id.in_(task_ids))
    for lead_id, task_id, next_opens_on in session.execute(
        select(TaskLead.id, TaskLead.task_id, Task.next_opens_on)
        .join(Task, Task.id == TaskLead.task_id)
        .where(*of_commune)
    ):
        leads_of[lead_id] = task_id
        to_come[task_id] = next_opens_on is not None
    for task_id, lead_id, *dates in session.execute(
        select(
            WorkItem.task_id,
            WorkItem.lead_id,
            WorkItem.status,
            WorkItem.due_on,
            WorkItem.completed_on,
        ).where(WorkItem.commune_id == commune_id, WorkItem.task_id.in_(task_ids))
    ):
        by_task[task_id].append(ItemDates(*dates))
        by_lead[lead_id].append(ItemDates(*dates))
    tasks = {id_: kept_dates(by_task[id_], periods_to_come=to_come[id_]) for id_ in to_come}
    leads = {
        id_: kept_dates(by_lead[id_], periods_to_come=to_come[task_id])
        for id_, task_id in leads_of.items()
    }
    session.execute(update(Task), [_row(id_, kept) for id_, kept in tasks.items()])
    session.execute(update(TaskLead), [_row(id_, kept) for id_, kept in leads.items()])


def _row(id_: int, kept: KeptDates) -> dict[str, object]:
    return {
        "id": id_,
        "due_on": kept.due_on,
        "completed_on": kept.completed_on,
        "earliest_open_due_on": kept.earliest_open_due_on,
        "is_cancelled": kept.is_cancelled,
    }
