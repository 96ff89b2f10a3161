"""New work items, written: for `app.services.generation` alone, which decides what they are."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select
from sqlalchemy.orm import Session

from app.models import WorkItem, WorkItemProduct
from app.services import events
from workflows.deadlines import PlannedItem
from workflows.permissions import Actor


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
    plan_id: int | None
    planned: list[PlannedItem]
    schedules: dict[int, int] = field(default_factory=dict)
    slots: list[Slot] = field(default_factory=list)
    products: list[tuple[int, int, str]] = field(default_factory=list)
    made: set[tuple[int, int, str]] = field(default_factory=set)


def insert_items(
    session: Session,
    actor: Actor,
    tasks: Sequence[TaskToMake],
    rows: list[dict[str, Any]],
    now: datetime,
) -> None:
    """Items, their checklists and their events: one batch each."""
    session.execute(insert(WorkItem.__table__), rows)
    ids = _ids_of(session, actor.commune_id, rows)
    products = {task.task_id: task.products for task in tasks}
    moved_from = {
        (task.schedules[item.part_index], item.period_key): {
            "printed_due_on": item.printed_due.isoformat()
        }
        for task in tasks
        for item in task.planned
        if item.printed_due
    }
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
        session.execute(insert(WorkItemProduct.__table__), checklist)
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
                **moved_from.get((row["schedule_id"], row["period_key"]), {}),
            },
        )
        for item_id, row in zip(ids, rows, strict=True)
    ]
    events.record(session, actor, entries, now)


_IDS = select(WorkItem.schedule_id, WorkItem.lead_id, WorkItem.period_key, WorkItem.id).where(
    WorkItem.commune_id == bindparam("commune_id"),
    WorkItem.task_id.in_(bindparam("task_ids", expanding=True)),
)


def _ids_of(session: Session, commune_id: int, rows: Sequence[dict[str, Any]]) -> list[int]:
    """The ids of items just inserted, in the order of `rows`, found by their identity."""
    of_tasks = {"commune_id": commune_id, "task_ids": list({row["task_id"] for row in rows})}
    found = session.execute(_IDS, of_tasks)
    ids = {(schedule, lead, key): id_ for schedule, lead, key, id_ in found}
    return [ids[row["schedule_id"], row["lead_id"], row["period_key"]] for row in rows]
