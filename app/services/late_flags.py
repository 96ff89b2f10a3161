"""Find what became late: once for each due date an event and a mark, and one notice to each
person.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import insert, or_, select
from sqlalchemy.orm import Session

from app.models import LateFlag, Plan, PlanStatus, Task, WorkItem
from app.queries.lead_units import lead_units
from app.queries.recipients import recipients
from app.queries.standing import item_is_late
from app.services import events, notices
from workflows.permissions import Actor
from workflows.reminders import TOLD, by_person

BATCH = 1000
"""Rows of one statement."""

SHOWN = 5
"""Items a notice names; it counts the rest."""


@dataclass(frozen=True, slots=True)
class Flagged:
    """What one run found: items newly late, and people told of them."""

    items: int
    people: int


@dataclass(frozen=True, slots=True)
class _NewlyLate:
    id: int
    plan_id: int | None
    task_id: int
    lead_id: int
    due_on: date
    label: str
    title: str


def flag_late_items(session: Session, commune_id: int, today: date, now: datetime) -> Flagged:
    """Flag the items of the commune that are late on `today` and not flagged for that due date.

    Flags, events and notices are one transaction (the caller's), so nothing is told twice or
    forgotten. Rows go in by batches; what is read are the newly late items alone.
    """
    late = _newly_late(session, commune_id, today)
    if not late:
        return Flagged(0, 0)
    for start in range(0, len(late), BATCH):
        batch = late[start : start + BATCH]
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
    return Flagged(len(late), _tell(session, commune_id, late, today, now))


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
            WorkItem.lead_id,
            WorkItem.due_on,
            WorkItem.label,
            Task.title,
        )
        .join(Task, Task.id == WorkItem.task_id)
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


def _tell(
    session: Session,
    commune_id: int,
    late: Sequence[_NewlyLate],
    today: date,
    now: datetime,
) -> int:
    """One notice to each person of the lead units, however many items; return how many were told.

    People with the same rows share one write. An item is flagged once for a due date, so the first
    item with its date makes a key of its own.
    """
    units = lead_units(session, {item.lead_id for item in late})
    people = {
        found.person_id: found.actor.units(*TOLD)
        for found in recipients(session, commune_id, TOLD, today)
    }
    told = by_person(late, lambda item: [id_ for id_, _ in units[item.lead_id]], people)
    same: dict[tuple[int, ...], list[int]] = {}
    for person_id, his in told.items():
        same.setdefault(tuple(item.id for item in his), []).append(person_id)
    by_id = {item.id: item for item in late}
    return sum(
        notices.notify(
            session,
            commune_id,
            people_told,
            kind="work_item.late",
            key=f"late:{ids[0]}:{by_id[ids[0]].due_on.isoformat()}",
            data={
                "count": len(ids),
                "title": by_id[ids[0]].title,
                "label": by_id[ids[0]].label,
                "items": [_named(by_id[id_]) for id_ in ids[:SHOWN]],
            },
            path=f"/viec/{ids[0]}" if len(ids) == 1 else "/viec-cua-toi",
            now=now,
        )
        for ids, people_told in same.items()
    )


def _named(item: _NewlyLate) -> dict[str, object]:
    return {
        "id": item.id,
        "title": item.title,
        "label": item.label,
        "due_on": item.due_on.isoformat(),
    }
