"""Find what became late: once for each due date an event and a mark. The reminders of the day tell
people (`app.services.reminders`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import insert, or_, select
from sqlalchemy.orm import Session

from app.models import LateFlag, Plan, PlanStatus, WorkItem
from app.queries.batches import batches
from app.queries.standing import item_is_late
from app.services import events
from workflows.permissions import Actor


@dataclass(frozen=True, slots=True)
class _NewlyLate:
    id: int
    plan_id: int | None
    task_id: int
    due_on: date


def flag_late_items(session: Session, commune_id: int, today: date, now: datetime) -> int:
    """Flag the items of the commune that are late on `today` and not flagged for that due date;
    return how many.

    Flags and events are one transaction (the caller's), so nothing is flagged twice or forgotten.
    Rows go in by batches; what is read are the newly late items alone.
    """
    late = _newly_late(session, commune_id, today)
    for batch in batches(late):
        session.execute(
            insert(LateFlag),
            [
                {
                    "commune_id": commune_id,
                    "work_item_id": item.id,
                    "due_on": item.due_on,
                    "flagged_at": now,
                }
                for item in batch
            ],
        )
        events.record(
            session, Actor(commune_id, None, ""), [_entry(item, today) for item in batch], now
        )
    return len(late)


def _newly_late(session: Session, commune_id: int, today: date) -> Sequence[_NewlyLate]:
    flagged = (
        select(LateFlag.id)
        .where(
            LateFlag.commune_id == WorkItem.commune_id,
            LateFlag.work_item_id == WorkItem.id,
            LateFlag.due_on == WorkItem.due_on,
        )
        .exists()
    )
    rows = session.execute(
        select(
            WorkItem.id,
            WorkItem.plan_id,
            WorkItem.task_id,
            WorkItem.due_on,
        )
        .outerjoin(Plan, Plan.id == WorkItem.plan_id)
        .where(
            WorkItem.commune_id == commune_id,
            item_is_late(today),
            or_(WorkItem.plan_id.is_(None), Plan.status == PlanStatus.running),
            ~flagged,
        )
        .order_by(WorkItem.due_on, WorkItem.id)
    )
    return [_NewlyLate(*row) for row in rows]


def _entry(item: _NewlyLate, today: date) -> events.Entry:
    return events.Entry(
        kind="work_item.late",
        subject="work_item",
        subject_id=item.id,
        plan_id=item.plan_id,
        task_id=item.task_id,
        work_item_id=item.id,
        data={"due_on": item.due_on.isoformat(), "days_late": (today - item.due_on).days},
    )
