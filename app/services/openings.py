"""Tell people what a night opened: one notice to each person, however many periods, past ones by
their name (*kỳ cũ*).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm import Session

from app.models import Notification, Task, WorkItem
from app.queries.batches import batches
from app.queries.lead_units import units_of_items
from app.queries.recipients import recipients
from app.services.notices import Note, notify_each
from workflows.deadlines import ItemKind
from workflows.reminders import TOLD, by_person


@dataclass(frozen=True, slots=True)
class _Opened:
    id: int
    lead_id: int
    lead_unit_id: int
    kind: ItemKind
    period_key: str
    label: str
    is_catch_up: bool
    title: str


_KNOWN = select(Notification.id, Notification.key, Notification.data, Notification.path).where(
    Notification.key.in_(bindparam("keys", expanding=True))
)
_OPENED = (
    select(
        WorkItem.id,
        WorkItem.lead_id,
        WorkItem.lead_unit_id,
        WorkItem.kind,
        WorkItem.period_key,
        WorkItem.label,
        WorkItem.is_catch_up,
        Task.title,
    )
    .join(Task, Task.id == WorkItem.task_id)
    .where(
        WorkItem.commune_id == bindparam("commune_id"),
        WorkItem.task_id.in_(bindparam("task_ids", expanding=True)),
        WorkItem.id > bindparam("after"),
    )
    .order_by(WorkItem.id)
)


def newest_item(session: Session) -> int:
    """The id of the item that was made last; what is made from now on has a later one."""
    return session.scalar(select(func.max(WorkItem.id))) or 0


def tell_opened(
    session: Session,
    commune_id: int,
    task_ids: Sequence[int],
    after: int,
    today: date,
    now: datetime,
) -> None:
    """Tell the people of the lead units what was made for these tasks of the commune since item
    `after`, in the transaction that made it.

    A person has one notice for a day: what a later transaction of that day opens is added to it,
    and it counts as unread again. An item is made once, so nothing is told twice.
    """
    opened = _opened(session, commune_id, task_ids, after)
    if not opened:
        return
    units = units_of_items(session, {(item.lead_id, item.lead_unit_id) for item in opened})
    people = {
        found.person_id: found.actor.units(*TOLD)
        for found in recipients(session, commune_id, TOLD, today)
    }
    told = by_person(
        opened, lambda item: [id_ for id_, _ in units[item.lead_id, item.lead_unit_id]], people
    )
    notes = {
        note.key: note
        for note in (
            _note(commune_id, person_id, his, people[person_id], today)
            for person_id, his in told.items()
        )
    }
    for key in _add_to_known(session, notes, now):
        del notes[key]
    notify_each(session, commune_id, list(notes.values()), now)


def _add_to_known(session: Session, notes: Mapping[str, Note], now: datetime) -> list[str]:
    """Add to the notices that were given today already; return their keys."""
    known = [
        row for some in batches(list(notes)) for row in session.execute(_KNOWN, {"keys": some})
    ]
    if known:
        session.execute(
            update(Notification),
            [
                {
                    "id": id_,
                    "data": {
                        **data,
                        "new": data["new"] + notes[key].data["new"],
                        "old": data["old"] + notes[key].data["old"],
                    },
                    "path": path if path == notes[key].path else "/viec-cua-toi",
                    "created_at": now,
                    "read_at": None,
                }
                for id_, key, data, path in known
            ],
        )
    return [key for _, key, _, _ in known]


def _opened(
    session: Session, commune_id: int, task_ids: Sequence[int], after: int
) -> list[_Opened]:
    """What was made, the newest periods first: they are what asks for work now."""
    found = [
        _Opened(*row)
        for some in batches(task_ids)
        for row in session.execute(
            _OPENED, {"commune_id": commune_id, "task_ids": some, "after": after}
        )
    ]
    return sorted(found, key=lambda item: item.is_catch_up)


def _note(
    commune_id: int, person_id: int, his: Sequence[_Opened], units: frozenset[int], today: date
) -> Note:
    old = sum(item.is_catch_up for item in his)
    first = his[0]
    return Note(
        person_id,
        f"opened:{commune_id}:{today.isoformat()}:{person_id}",
        "period.open",
        {
            "new": len(his) - old,
            "old": old,
            "title": first.title,
            "label": first.label,
        },
        _path(his, units),
    )


def _path(his: Sequence[_Opened], units: frozenset[int]) -> str:
    """The item where it is one, the sheet where all stand on one of his `units`, else the unit's
    work: a sheet is filled in by the unit that leads it, not by those who share a lead."""
    if len(his) == 1:
        return f"/viec/{his[0].id}"
    sheets = {(item.lead_unit_id, item.period_key) for item in his}
    is_his = his[0].lead_unit_id in units
    if is_his and len(sheets) == 1 and all(item.kind is ItemKind.CHECK_IN for item in his):
        return f"/phieu/{his[0].lead_unit_id}/{his[0].period_key}"
    return "/viec-cua-toi"
