"""Keep the dates of tasks and lead slots in step with their items, in the same transaction.

An item counts in the slot that its lead unit holds in the task, so that every unit's row of the
grid is judged on that unit's items. Mostly that is the slot the item was made for. Where one item
was given to another unit, or its slot was and the item stayed with the old one, the unit that leads
it holds a slot of its own for that: a retired one, from which nothing is made.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import and_, bindparam, case, delete, insert, or_, select, update
from sqlalchemy.orm import Session

from app.models import FrozenStanding, Relation, Task, TaskLead, TaskUnit, WorkItem
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
        TaskUnit.unit_id,
        Task.next_opens_on,
        *_dates(TaskLead),
        *_dates(Task),
    )
    .join(Task, Task.id == TaskLead.task_id)
    .outerjoin(TaskUnit, and_(TaskUnit.lead_id == TaskLead.id, TaskUnit.relation == Relation.lead))
    .where(
        TaskLead.commune_id == bindparam("commune_id"),
        TaskLead.task_id.in_(bindparam("task_ids", expanding=True)),
    )
)
_ITEMS = select(
    WorkItem.task_id,
    WorkItem.lead_id,
    WorkItem.lead_unit_id,
    WorkItem.status,
    WorkItem.due_on,
    WorkItem.completed_on,
    WorkItem.original_due_on,
    case((WorkItem.kind.in_([ItemKind.PERIOD, ItemKind.CHECK_IN]), WorkItem.opens_on)),
).where(
    WorkItem.commune_id == bindparam("commune_id"),
    WorkItem.task_id.in_(bindparam("task_ids", expanding=True)),
)

# The tables themselves: what the mapper does beside them takes as long again for a batch.
_KEEP_TASK, _KEEP_LEAD = (
    update(table).where(table.c.id == bindparam("of"))
    for table in (Task.__table__, TaskLead.__table__)
)


@dataclass(slots=True)
class _Slot:
    """A lead slot with what is kept of it, and the items that count in it. `has_made`: items were
    made for it, wherever they count."""

    id: int
    number: int
    kept: KeptDates
    items: list[ItemDates] = field(default_factory=list)
    opened: date | None = None
    has_made: bool = False

    def is_to_come(self, next_opens_on: date | None) -> bool:
        """True where the slot still gets a period: none is made for what was retired, and where the
        rest was made ahead (to be taken out), none is left to make."""
        if self.number <= 0 or next_opens_on is None:
            return False
        return self.opened is None or self.opened < next_opens_on


@dataclass(slots=True)
class _Kept:
    """A task with what is kept of it, its slots by id, and the slot that each unit holds."""

    kept: KeptDates
    next_opens_on: date | None
    slots: dict[int, _Slot] = field(default_factory=dict)
    held: dict[int, int] = field(default_factory=dict)

    def folded(self) -> tuple[KeptDates, dict[int, KeptDates]]:
        """The dates of the task, and of each slot. What left the plan as a whole stays out of it
        until any of it is open again; where every slot did, so did the task."""
        to_come = {id_: slot.is_to_come(self.next_opens_on) for id_, slot in self.slots.items()}
        leads = {
            id_: kept_dates(
                slot.items, periods_to_come=to_come[id_], taken_out=slot.kept.is_cancelled
            )
            for id_, slot in self.slots.items()
        }
        every = [item for slot in self.slots.values() for item in slot.items]
        stays = any(to_come.values()) or any(
            slot.items and not leads[id_].is_cancelled for id_, slot in self.slots.items()
        )
        out = self.kept.is_cancelled or (bool(every) and not stays)
        of_task = kept_dates(every, periods_to_come=any(to_come.values()), taken_out=out)
        return of_task, leads


def refresh_dates(session: Session, commune_id: int, task_ids: Collection[int]) -> None:
    """Recompute the kept dates of these tasks from their items. Two reads, and a batched write for
    the tasks and for the slots whose dates moved: most actions move none."""
    if not task_ids:
        return
    session.flush()
    of_tasks = {"commune_id": commune_id, "task_ids": list(task_ids)}
    found = _read(session, of_tasks)
    _place_items(session, of_tasks, found)
    _leave_empty(session, found)
    tasks: dict[int, KeptDates] = {}
    leads: dict[int, KeptDates] = {}
    for task_id, task in found.items():
        of_task, of_slots = task.folded()
        if of_task != task.kept:
            tasks[task_id] = of_task
        leads |= {id_: kept for id_, kept in of_slots.items() if kept != task.slots[id_].kept}
    if tasks:
        session.execute(_KEEP_TASK, [_row(id_, kept) for id_, kept in tasks.items()])
    if leads:
        session.execute(_KEEP_LEAD, [_row(id_, kept) for id_, kept in leads.items()])


def mark_taken_out(session: Session, task: Task, items: Iterable[WorkItem], *, whole: bool) -> None:
    """Keep that these items left the plan with all that was left of their slots, and of the task
    (`whole`): it is cancelled from now on, whatever was verified of it before."""
    units = {item.lead_unit_id for item in items}
    held = select(TaskUnit.lead_id).where(
        TaskUnit.commune_id == task.commune_id,
        TaskUnit.task_id == task.id,
        TaskUnit.relation == Relation.lead,
        TaskUnit.unit_id.in_(units),
    )
    session.flush()
    session.execute(
        update(TaskLead)
        .where(TaskLead.id.in_(held))
        .values(is_cancelled=True)
        .execution_options(synchronize_session=False)
    )
    if whole:
        session.execute(
            update(Task)
            .where(Task.id == task.id)
            .values(is_cancelled=True)
            .execution_options(synchronize_session=False)
        )
    refresh_dates(session, task.commune_id, [task.id])
    session.refresh(task)


def _read(session: Session, of_tasks: dict[str, Any]) -> dict[int, _Kept]:
    found: dict[int, _Kept] = {}
    for lead_id, task_id, slot, unit_id, next_opens_on, *dates in session.execute(_KEPT, of_tasks):
        if task_id not in found:
            found[task_id] = _Kept(KeptDates(*dates[5:]), next_opens_on)
        task = found[task_id]
        if lead_id not in task.slots:
            task.slots[lead_id] = _Slot(lead_id, slot, KeptDates(*dates[:5]))
        if unit_id is not None:
            task.held[unit_id] = lead_id
    return found


def _place_items(session: Session, of_tasks: dict[str, Any], found: dict[int, _Kept]) -> None:
    """Give each item to the slot that its lead unit holds; a unit that holds none gets one."""
    apart: dict[tuple[int, int], list[ItemDates]] = defaultdict(list)
    for task_id, lead_id, unit_id, *dates, opens_on in session.execute(_ITEMS, of_tasks):
        task, item = found[task_id], ItemDates(*dates)
        made = task.slots[lead_id]
        made.has_made = True
        if opens_on is not None:
            made.opened = max(made.opened or opens_on, opens_on)
        if unit_id in task.held:
            task.slots[task.held[unit_id]].items.append(item)
        else:
            apart[task_id, unit_id].append(item)
    for (task_id, unit_id), items in sorted(apart.items()):
        slot = _slot_of_its_own(session, of_tasks["commune_id"], task_id, unit_id)
        found[task_id].slots[slot.id] = slot
        slot.items = items


def _slot_of_its_own(session: Session, commune_id: int, task_id: int, unit_id: int) -> _Slot:
    """A slot for a unit that leads items made for another slot. As with what a version of the plan
    retired, its number is below zero: nothing is made from it, and no list names it a lead."""
    made = {"commune_id": commune_id, "task_id": task_id}
    id_ = session.scalars(
        insert(TaskLead).values(**made, slot=0, is_cancelled=False).returning(TaskLead.id)
    ).one()
    session.execute(update(TaskLead).where(TaskLead.id == id_).values(slot=-id_))
    session.execute(
        insert(TaskUnit).values(
            **made, unit_id=unit_id, relation=Relation.lead, lead_id=id_, position=0
        )
    )
    return _Slot(id_, -id_, KeptDates())


def _leave_empty(session: Session, found: dict[int, _Kept]) -> None:
    """Who holds a retired slot in which nothing counts any more leads nothing of the task, and a
    slot that nothing was made for goes."""
    empty = {
        slot.id
        for task in found.values()
        for slot in task.slots.values()
        if slot.number < 0 and not slot.items
        if slot.id in task.held.values() or not slot.has_made
    }
    if not empty:
        return
    of_empty = (TaskUnit.lead_id.in_(empty), TaskUnit.relation == Relation.lead)
    is_named = or_(
        select(WorkItem.id).where(WorkItem.lead_id == TaskLead.id).exists(),
        select(FrozenStanding.id).where(FrozenStanding.lead_id == TaskLead.id).exists(),
    )
    for unneeded in (
        delete(TaskUnit).where(*of_empty),
        delete(TaskLead).where(TaskLead.id.in_(empty), ~is_named),
    ):
        session.execute(unneeded.execution_options(synchronize_session=False))
    for task in found.values():
        task.slots = {id_: slot for id_, slot in task.slots.items() if id_ not in empty}


def _row(id_: int, kept: KeptDates) -> dict[str, object]:
    return {
        "of": id_,
        "due_on": kept.due_on,
        "completed_on": kept.completed_on,
        "earliest_open_due_on": kept.earliest_open_due_on,
        "is_cancelled": kept.is_cancelled,
        "original_due_on": kept.original_due_on,
    }
