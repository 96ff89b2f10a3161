"""The tasks of a running plan as its new version prints them: texts, times, products, leads.

The task stays, and with it everything that happened; what the new version no longer prints is
retired where items refer to it (see `app.services.plan_tasks`).
"""

from collections.abc import Mapping, Sequence

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from app.models import (
    Product,
    Relation,
    Task,
    TaskLead,
    TaskSchedule,
    TaskUnit,
    WorkItem,
)
from app.services.plan_preparation import PreparedTask
from app.services.plan_tasks import (
    other_units,
    product_titles,
    schedule_parts,
    task_values,
    unit_row,
)
from workflows.deadlines import DeadlineKind

SAME_ITEMS = (
    frozenset({DeadlineKind.FIXED, DeadlineKind.WINDOW}),
    frozenset({DeadlineKind.MISSING, DeadlineKind.UNREADABLE}),
)
"""Kinds of a part that make the same items: one stays the same part when it becomes the other."""


def write_task(
    session: Session,
    task: Task,
    prepared: PreparedTask,
    position: int,
    sections: Mapping[str, int],
) -> None:
    """Write everything that the new version prints of a task that stays."""
    for name, value in task_values(prepared, position, sections).items():
        setattr(task, name, value)
    task.version += 1
    _write_schedule(session, task, prepared)
    _write_products(session, task, prepared)
    _write_leads(session, task, prepared.slots)
    _write_other_units(session, task, prepared)


def _write_schedule(session: Session, task: Task, prepared: PreparedTask) -> None:
    """A part stays the same where its place and its kind stay: its items stay with it."""
    known = {
        part.part_index: part
        for part in session.scalars(
            select(TaskSchedule).where(
                TaskSchedule.commune_id == task.commune_id,
                TaskSchedule.task_id == task.id,
                TaskSchedule.part_index >= 0,
            )
        )
    }
    wanted = {part["part_index"]: part for part in schedule_parts(prepared)}
    for index, part in known.items():
        new = wanted.get(index)
        if new is None or not _same_items(part.kind, new["kind"]):
            part.part_index = -part.id
    session.flush()
    for index, new in wanted.items():
        part = known.get(index)
        if part is not None and part.part_index == index:
            part.kind, part.printed, part.note = new["kind"], new["printed"], new["note"]
        else:
            session.add(TaskSchedule(commune_id=task.commune_id, task_id=task.id, **new))
    session.flush()


def _same_items(old: DeadlineKind, new: DeadlineKind) -> bool:
    return old is new or any({old, new} <= kinds for kinds in SAME_ITEMS)


def _write_products(session: Session, task: Task, prepared: PreparedTask) -> None:
    """A line that is still printed stays the same line, wherever it stands by now; what is left of
    both sides is paired in order, as a line that was worded anew."""
    known = list(
        session.scalars(
            select(Product)
            .where(
                Product.commune_id == task.commune_id,
                Product.task_id == task.id,
                Product.position > 0,
            )
            .order_by(Product.position)
        )
    )
    titles = product_titles(prepared)
    lines: dict[int, Product] = {}
    for place, title in enumerate(titles, 1):
        same = next((line for line in known if line.title == title), None)
        if same is not None:
            known.remove(same)
            lines[place] = same
    for place in range(1, len(titles) + 1):
        if place not in lines and known:
            lines[place] = known.pop(0)
    for line in (*known, *lines.values()):
        line.position = -line.id
    session.flush()
    for place, title in enumerate(titles, 1):
        if place in lines:
            lines[place].position, lines[place].title = place, title
        else:
            session.add(
                Product(commune_id=task.commune_id, task_id=task.id, position=place, title=title)
            )
    session.flush()


def _write_leads(session: Session, task: Task, slots: Sequence[tuple[int, ...]]) -> None:
    """A slot stays the same while its leading unit stays, or one of its units does; the others are
    retired, or go where no item was ever made in them."""
    old = _slots(session, task)
    if [tuple(units) for units in old.values()] == list(slots):
        return
    same = _same_slots(old, slots)
    for lead_id in old.keys() - set(same.values()):
        _retire_slot(session, task, lead_id)
    leading = {unit for units in slots for unit in units}
    _delete_leads(session, task, TaskUnit.unit_id.in_(leading))
    _delete_leads(session, task, TaskUnit.lead_id.in_(same.values()))
    for lead_id in same.values():
        _number_slot(session, lead_id, -lead_id)
    rows = []
    for number, units in enumerate(slots, 1):
        lead_id = same.get(number)
        if lead_id is None:
            made = TaskLead(commune_id=task.commune_id, task_id=task.id, slot=number)
            session.add(made)
            session.flush()
            lead_id = made.id
        else:
            _number_slot(session, lead_id, number)
        rows += [
            unit_row(task.commune_id, task.id, unit, Relation.lead, position, lead_id)
            for position, unit in enumerate(units)
        ]
    session.execute(insert(TaskUnit), rows)


def _slots(session: Session, task: Task) -> dict[int, list[int]]:
    """The units of each slot in force, in order: lead id → unit ids."""
    found: dict[int, list[int]] = {}
    for lead_id, unit_id in session.execute(
        select(TaskUnit.lead_id, TaskUnit.unit_id)
        .join(TaskLead, TaskLead.id == TaskUnit.lead_id)
        .where(
            TaskUnit.commune_id == task.commune_id,
            TaskUnit.task_id == task.id,
            TaskLead.slot > 0,
        )
        .order_by(TaskLead.slot, TaskUnit.position)
    ):
        found.setdefault(lead_id or 0, []).append(unit_id)
    return found


def _same_slots(old: Mapping[int, Sequence[int]], new: Sequence[tuple[int, ...]]) -> dict[int, int]:
    """Number of a new slot → the old slot it is: one with the same leading unit, else one that
    shares a unit."""
    same: dict[int, int] = {}
    free = dict(old)
    for shares in (
        lambda was, now: was[0] == now[0],
        lambda was, now: bool(set(was) & set(now)),
    ):
        for number, units in enumerate(new, 1):
            found = next((lead for lead, was in free.items() if shares(was, units)), None)
            if number not in same and found is not None:
                same[number] = found
                del free[found]
    return same


def _number_slot(session: Session, lead_id: int, number: int) -> None:
    session.execute(update(TaskLead).where(TaskLead.id == lead_id).values(slot=number))


def _retire_slot(session: Session, task: Task, lead_id: int) -> None:
    has_items = session.scalar(
        select(WorkItem.id)
        .where(WorkItem.commune_id == task.commune_id, WorkItem.lead_id == lead_id)
        .limit(1)
    )
    if has_items is not None:
        _number_slot(session, lead_id, -lead_id)
        return
    _delete_leads(session, task, TaskUnit.lead_id == lead_id)
    session.execute(delete(TaskLead).where(TaskLead.id == lead_id))


def _delete_leads(session: Session, task: Task, condition: object) -> None:
    session.execute(
        delete(TaskUnit)
        .where(
            TaskUnit.commune_id == task.commune_id,
            TaskUnit.task_id == task.id,
            TaskUnit.relation == Relation.lead,
            condition,  # type: ignore[arg-type]
        )
        .execution_options(synchronize_session=False)
    )


def _write_other_units(session: Session, task: Task, prepared: PreparedTask) -> None:
    session.execute(
        delete(TaskUnit)
        .where(
            TaskUnit.commune_id == task.commune_id,
            TaskUnit.task_id == task.id,
            TaskUnit.relation != Relation.lead,
        )
        .execution_options(synchronize_session=False)
    )
    rows = other_units(task.commune_id, task.id, prepared)
    if rows:
        session.execute(insert(TaskUnit), rows)
