"""Tasks as a plan's file prints them, written: texts, schedule parts, products, lead slots, units.

What a later version no longer prints stays where items refer to it, and is *retired*: the part,
line or slot takes the negative of its own id for its place, and nothing is made from it any more.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.models import (
    DraftRow,
    Plan,
    PlanVersion,
    Product,
    Relation,
    Task,
    TaskLead,
    TaskRevision,
    TaskSchedule,
    TaskUnit,
    UpdatePeriod,
)
from app.services.plan_preparation import Prepared, PreparedTask
from workflows.text import fold

RESULT = "Kết quả thực hiện"
"""The one line of the checklist where the plan prints no product: something must exist at the
end.
"""

PRINTED = (
    "section_code",
    "number",
    "objective",
    "duty",
    "title",
    "product",
    "lead",
    "supporting",
    "follow_up",
    "funding",
    "deadline_text",
    "corrected",
)
"""The cells of a row that a revision keeps."""


def add_tasks(
    session: Session,
    plan: Plan,
    version: PlanVersion,
    placed: Sequence[tuple[int, PreparedTask]],
    sections: Mapping[str, int],
) -> list[int]:
    """Write new tasks at their places (positions, unique in the plan); return their ids in that
    order. `sections` is code → section id."""
    if not placed:
        return []
    rows = [
        {
            "commune_id": plan.commune_id,
            "plan_id": plan.id,
            **task_values(task, position, sections),
        }
        for position, task in placed
    ]
    session.execute(insert(Task), rows)
    positions = [position for position, _ in placed]
    ids = {
        position: task_id
        for position, task_id in session.execute(
            select(Task.position, Task.id).where(
                Task.commune_id == plan.commune_id, Task.plan_id == plan.id
            )
        )
    }
    made = [(ids[position], task) for position, (_, task) in zip(positions, placed, strict=True)]
    add_revisions(session, version, made)
    _add_texts(session, plan.commune_id, made)
    _add_units(session, plan.commune_id, made)
    return [task_id for task_id, _ in made]


def task_values(task: PreparedTask, position: int, sections: Mapping[str, int]) -> dict[str, Any]:
    """The columns of a task that its row says."""
    row = task.row
    return {
        "section_id": sections.get(row.section_code),
        "follow_up_unit_id": task.follow_up_unit_id,
        "position": position,
        "number": row.number,
        "title": row.title,
        "objective": row.objective,
        "duty": row.duty,
        "funding": row.funding,
        "search_text": search_text(row),
    }


def search_text(row: DraftRow) -> str:
    """What a task is found by: its title, products, objective and duty, folded."""
    return fold(" ".join((row.title, row.product, row.objective, row.duty)))


def add_revisions(
    session: Session, version: PlanVersion, tasks: Iterable[tuple[int, PreparedTask]]
) -> None:
    """Keep what `version` prints of each task (task id, task), and how its time was read."""
    rows = [
        {
            "commune_id": version.commune_id,
            "task_id": task_id,
            "plan_version_id": version.id,
            "printed": {name: getattr(task.row, name) for name in PRINTED},
            "reading": task.row.reading,
            "source": task.row.source,
        }
        for task_id, task in tasks
    ]
    if rows:
        session.execute(insert(TaskRevision), rows)


def schedule_parts(task: PreparedTask) -> list[dict[str, Any]]:
    """One schedule per part of the reading. Each keeps the whole cell as printed; the note says
    which words of it the part is.
    """
    printed = task.row.deadline_text
    return [
        {"part_index": index, "kind": part.kind, "printed": printed, "note": part.note}
        for index, part in enumerate(task.reading.parts)
    ]


def product_titles(task: PreparedTask) -> list[str]:
    """The lines of the task's checklist, in order."""
    return list(task.row.products) or [RESULT]


def _add_texts(
    session: Session, commune_id: int, tasks: Sequence[tuple[int, PreparedTask]]
) -> None:
    """What is printed: the schedule parts and the products of each task."""
    schedules = [
        {"commune_id": commune_id, "task_id": task_id, **part}
        for task_id, task in tasks
        for part in schedule_parts(task)
    ]
    products = [
        {"commune_id": commune_id, "task_id": task_id, "position": position, "title": title}
        for task_id, task in tasks
        for position, title in enumerate(product_titles(task), 1)
    ]
    session.execute(insert(TaskSchedule), schedules)
    session.execute(insert(Product), products)


def _add_units(
    session: Session, commune_id: int, tasks: Sequence[tuple[int, PreparedTask]]
) -> None:
    """The lead slots, and every unit's part in every task."""
    slots = [
        (task_id, number, units)
        for task_id, task in tasks
        for number, units in enumerate(task.slots, 1)
    ]
    session.execute(
        insert(TaskLead),
        [{"commune_id": commune_id, "task_id": task, "slot": number} for task, number, _ in slots],
    )
    leads = session.execute(
        select(TaskLead.task_id, TaskLead.slot, TaskLead.id).where(
            TaskLead.commune_id == commune_id,
            TaskLead.task_id.in_([task_id for task_id, _ in tasks]),
        )
    )
    lead_ids = {(task_id, slot): lead_id for task_id, slot, lead_id in leads}
    rows = [
        unit_row(commune_id, task_id, unit, Relation.lead, position, lead_ids[task_id, number])
        for task_id, number, units in slots
        for position, unit in enumerate(units)
    ]
    rows += [row for task_id, task in tasks for row in other_units(commune_id, task_id, task)]
    session.execute(insert(TaskUnit), rows)


def other_units(commune_id: int, task_id: int, task: PreparedTask) -> list[dict[str, Any]]:
    """The units that support a task or follow it up, as rows to insert."""
    return [
        unit_row(commune_id, task_id, unit, relation, position)
        for relation, units in (
            (Relation.supporting, task.supporting),
            (Relation.follow_up, task.follow_up),
        )
        for position, unit in enumerate(units)
    ]


def unit_row(
    commune_id: int,
    task_id: int,
    unit_id: int,
    relation: Relation,
    position: int,
    lead_id: int | None = None,
) -> dict[str, Any]:
    """A unit's part in a task, as a row to insert."""
    return {
        "commune_id": commune_id,
        "task_id": task_id,
        "unit_id": unit_id,
        "relation": relation,
        "lead_id": lead_id,
        "position": position,
    }


def add_periods(session: Session, prepared: Prepared) -> None:
    """Make the update periods of the plan's span that the commune does not have yet."""
    session.add_all(
        UpdatePeriod(
            commune_id=prepared.content.draft.commune_id,
            key=period.key,
            label=period.label,
            starts_on=period.start,
            ends_on=period.end,
        )
        for period in prepared.new_periods
    )
