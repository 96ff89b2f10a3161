"""Reminders: at most one notice a person and day, of all his units' items whose step has come.

The steps are those of `workflows.reminders.step_since`. An item that waits for somebody else is
counted in the notice, and makes none by itself: it is not the unit that is to be urged.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum, auto
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from app import clock
from app.models import LateFlag, Plan, Task, TaskSchedule, WorkItem
from app.queries.lead_units import units_of_items
from app.queries.recipients import recipients
from app.queries.standing import followed, with_lead
from app.services.notices import Note, notify_each
from workflows.reminders import DAYS_BEFORE, TOLD, by_person, remind_by, step_since

SHOWN = 5
"""Items a notice names; it counts the rest."""


class Told(StrEnum):
    """What an item is told for. The order is that of a notice; the most pressing names it."""

    late = auto()
    still_late = auto()
    due_soon = auto()
    waiting = auto()


_ORDER = tuple(Told)

BY_MAIL = f"work_item.{Told.late}"
"""The kind of reminder that goes by mail too."""


@dataclass(frozen=True, slots=True)
class _Item:
    id: int
    lead_id: int
    lead_unit_id: int
    due_on: date
    label: str
    title: str
    told: Told


def remind(
    session: Session, commune_id: int, last: datetime | None, today: date, now: datetime
) -> int:
    """Tell the people of the lead units what has come due to be said since `last`, when reminders
    were last given (None: never; then the steps of `today` alone count). Return how many people
    were told.

    After any absence each person gets one notice. What was flagged late since then is told
    whatever its date, and that notice goes by mail too (`app.services.notice_mails`: when the
    office is open). Asking again on the same day tells nobody
    twice. About eight statements for a thousand items.
    """
    items = _items(session, commune_id, last, today)
    if not any(item.told is not Told.waiting for item in items):
        return 0
    units = units_of_items(session, {(item.lead_id, item.lead_unit_id) for item in items})
    people = {
        found.person_id: found.actor.units(*TOLD)
        for found in recipients(session, commune_id, TOLD, today)
    }
    told = by_person(
        items, lambda item: [id_ for id_, _ in units[item.lead_id, item.lead_unit_id]], people
    )
    notes = [
        _note(commune_id, person_id, his, today)
        for person_id, his in told.items()
        if his[0].told is not Told.waiting
    ]
    return notify_each(session, commune_id, notes, now)


def _items(
    session: Session, commune_id: int, last: datetime | None, today: date
) -> Sequence[_Item]:
    """The items to be told of, the most pressing first."""
    after = clock.local(last).date() if last else today - timedelta(days=1)
    rows = session.execute(
        select(
            WorkItem.id,
            WorkItem.lead_id,
            WorkItem.lead_unit_id,
            WorkItem.due_on,
            WorkItem.label,
            Task.title,
            WorkItem.waiting_on,
            WorkItem.original_due_on,
            TaskSchedule.printed,
            Plan.before_is_inclusive,
            LateFlag.flagged_at,
        )
        .join(Task, Task.id == WorkItem.task_id)
        .join(TaskSchedule, TaskSchedule.id == WorkItem.schedule_id)
        .outerjoin(Plan, Plan.id == WorkItem.plan_id)
        .outerjoin(
            LateFlag,
            and_(
                LateFlag.commune_id == WorkItem.commune_id,
                LateFlag.work_item_id == WorkItem.id,
                LateFlag.due_on == WorkItem.due_on,
            ),
        )
        .where(
            WorkItem.commune_id == commune_id,
            with_lead(),
            # A day more: "trước ngày X" is counted back from the day before.
            WorkItem.due_on <= today + timedelta(days=max(DAYS_BEFORE) + 1),
            followed(),
        )
        .order_by(WorkItem.due_on, WorkItem.id)
    )
    found = []
    for row in rows:
        is_new = row.flagged_at is not None and (last is None or row.flagged_at > last)
        told = _told(row, after, today, is_newly_flagged=is_new and row.due_on < today)
        if told is not None:
            found.append(_Item(*row[:6], told))
    return sorted(found, key=lambda item: _ORDER.index(item.told))


def _told(row: Any, after: date, today: date, *, is_newly_flagged: bool) -> Told | None:
    # A date that somebody set is no longer the printed one.
    was_printed = row.due_on == row.original_due_on and bool(row.before_is_inclusive)
    by = remind_by(row.due_on, row.printed, was_printed)
    step = step_since(by, row.due_on, after, today)
    if step is None and not is_newly_flagged:
        return None
    if row.waiting_on:
        return Told.waiting
    if is_newly_flagged or step == 1:
        return Told.late
    return Told.still_late if step is not None and step > 0 else Told.due_soon


def _note(commune_id: int, person_id: int, items: Sequence[_Item], today: date) -> Note:
    named = [item for item in items if item.told is not Told.waiting]
    first = named[0]
    counts: Mapping[str, int] = {
        told.value: sum(item.told is told for item in items) for told in Told
    }
    return Note(
        person_id=person_id,
        key=f"remind:{commune_id}:{today.isoformat()}:{person_id}",
        kind=f"work_item.{first.told}",
        data={
            **counts,
            "count": len(named),
            "title": first.title,
            "label": first.label,
            "items": [_named(item) for item in named[:SHOWN]],
        },
        path=f"/viec/{first.id}" if len(named) == 1 else "/viec-cua-toi",
        is_for_mail=first.told is Told.late,
    )


def _named(item: _Item) -> dict[str, object]:
    return {
        "id": item.id,
        "title": item.title,
        "label": item.label,
        "due_on": item.due_on.isoformat(),
        "told": item.told.value,
    }


__all__ = ["Told", "remind"]
