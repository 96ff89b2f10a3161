"""What a plan's workbook shows: its columns as printed, and its open work items in their order."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, literal_column, select
from sqlalchemy.orm import Session

from app.models import (
    DraftRow,
    Plan,
    PlanDraft,
    Section,
    Task,
    TaskRevision,
    Unit,
    WorkItem,
    WorkItemProduct,
)
from app.plan_import.appendix.headings import LEVEL, Column, columns_of
from app.queries.batches import batches
from app.queries.known_results import NOTHING_KNOWN, KnownResult, known_results
from app.queries.lead_units import lead_units
from app.queries.work_items import led_by
from workflows.permissions import Actor
from workflows.states import Role

_OPEN = literal_column("work_item.status NOT IN ('verified', 'cancelled')")
_ROWS_LOOKED_AT = 20
_PRINTED = {
    Column.number: "number",
    Column.objective: "objective",
    Column.product: "product",
    Column.lead: "lead",
    Column.supporting: "supporting",
    Column.follow_up: "follow_up",
    Column.deadline: "deadline",
    Column.funding: "funding",
}
_NEEDED = frozenset({"task", "lead", "deadline"})
"""A plan that prints no such columns gets the usual ones."""


@dataclass(frozen=True, slots=True)
class OpenRow:
    """An open work item with its task as printed: `cells` by what a column holds."""

    item: WorkItem
    section_id: int | None
    section: str
    cells: dict[str, str]
    known: KnownResult


@dataclass(frozen=True, slots=True)
class PlanWorkbook:
    """`columns` are (what it holds, printed heading), empty where the plan's own are not known."""

    columns: Sequence[tuple[str, str]]
    rows: Sequence[OpenRow]


def units_to_ask(session: Session, actor: Actor, plan: Plan) -> Sequence[tuple[int, str]]:
    """(id, name) of the units that lead open work of the plan, those without an account too."""
    leading = select(WorkItem.lead_unit_id).where(
        WorkItem.commune_id == actor.commune_id, WorkItem.plan_id == plan.id, _OPEN
    )
    rows = session.execute(
        select(Unit.id, Unit.name)
        .where(Unit.commune_id == actor.commune_id, Unit.id.in_(leading))
        .order_by(Unit.position, Unit.id)
    )
    return [(id_, name) for id_, name in rows]


def may_take_out(actor: Actor, plan: Plan, unit_id: int | None) -> bool:
    """True where `actor` may have the plan's workbook: the standing office and leaders any, a
    unit's people that of their unit. It shows what was said between unit and office."""
    if actor.has_role(Role.leader) or plan.standing_unit_id in actor.units(Role.standing_officer):
        return True
    return unit_id in actor.units(Role.unit_head, Role.unit_officer)


def plan_workbook(session: Session, plan: Plan, unit_id: int | None) -> PlanWorkbook:
    """The open items of the plan, or of those the ones that `unit_id` leads. Seven queries for
    up to a thousand items."""
    query = (
        select(WorkItem, Task, Section)
        .join(Task, Task.id == WorkItem.task_id)
        .outerjoin(Section, Section.id == Task.section_id)
        .where(WorkItem.commune_id == plan.commune_id, WorkItem.plan_id == plan.id, _OPEN)
        .order_by(
            func.coalesce(Section.position, 0), Section.id, Task.position, Task.id,
            WorkItem.lead_id, WorkItem.due_on, WorkItem.id,
        )
    )  # fmt: skip
    if unit_id is not None:
        query = query.where(led_by(frozenset({unit_id})))
    found = [(item, task, section) for item, task, section in session.execute(query)]
    printed = _printed(session, plan)
    leads = lead_units(session, {item.lead_id for item, _, _ in found})
    products = _products(session, plan, [item.id for item, _, _ in found])
    slots: dict[int, set[int]] = defaultdict(set)
    for item, _, _ in found:
        slots[item.task_id].add(item.lead_id)
    known = known_results(session, plan.commune_id, [item.id for item, _, _ in found])
    rows = [
        OpenRow(
            item,
            section.id if section else None,
            f"{section.code}. {section.title}".removeprefix(". ") if section else "",
            _cells(
                task,
                printed.get(task.id, {}),
                products.get(item.id, []),
                [name for _, name in leads.get(item.lead_id, [])],
                together=len(slots[task.id]) == 1,
            ),
            known.get(item.id, NOTHING_KNOWN),
        )
        for item, task, section in found
    ]
    return PlanWorkbook(printed_columns(session, plan), rows)


def _cells(
    task: Task, printed: dict[str, Any], products: list[str], leads: list[str], *, together: bool
) -> dict[str, str]:
    """The task's cells as its plan prints them, else as they are kept. Where every unit has a row
    of its own ("Các phòng chuyên môn"), the row names its unit."""
    named = "; ".join(printed.get("lead") or []) if together else ""
    return {
        "number": task.number,
        "task": task.title,
        "duty": task.duty,
        "objective": task.objective,
        "product": printed.get("product") or "; ".join(products),
        "lead": named or "; ".join(leads),
        "supporting": "; ".join(printed.get("supporting") or []),
        "follow_up": "; ".join(printed.get("follow_up") or []),
        "deadline": printed.get("deadline_text") or "",
        "funding": task.funding,
    }


def _printed(session: Session, plan: Plan) -> dict[int, dict[str, Any]]:
    """The latest printed cells of each task of the plan."""
    rows = session.execute(
        select(TaskRevision.task_id, TaskRevision.printed)
        .join(Task, Task.id == TaskRevision.task_id)
        .where(Task.commune_id == plan.commune_id, Task.plan_id == plan.id)
        .order_by(TaskRevision.id)
    )
    return {task_id: printed for task_id, printed in rows}


def _products(session: Session, plan: Plan, item_ids: Sequence[int]) -> dict[int, list[str]]:
    """The checklist of each item, in its order. One query per batch of items."""
    found: dict[int, list[str]] = defaultdict(list)
    for some in batches(item_ids):
        for item_id, title in session.execute(
            select(WorkItemProduct.work_item_id, WorkItemProduct.title)
            .where(
                WorkItemProduct.commune_id == plan.commune_id,
                WorkItemProduct.work_item_id.in_(some),
            )
            .order_by(WorkItemProduct.position)
        ):
            found[item_id].append(title)
    return found


def printed_columns(session: Session, plan: Plan) -> Sequence[tuple[str, str]]:
    """The plan's own columns in their order, by the headings kept with the draft it was started
    from; empty where none are kept, or too few are known."""
    rows = session.scalars(
        select(DraftRow.printed)
        .join(PlanDraft, PlanDraft.id == DraftRow.draft_id)
        .where(PlanDraft.commune_id == plan.commune_id, PlanDraft.plan_id == plan.id)
        .order_by(DraftRow.draft_id.desc(), DraftRow.position)
        .limit(_ROWS_LOOKED_AT)
    ).all()
    headings = max(([heading for heading, _ in cells] for cells in rows), key=len, default=[])
    return _columns(headings)


def _columns(headings: Sequence[str]) -> Sequence[tuple[str, str]]:
    columns = columns_of(headings)
    found: dict[str, str] = {}
    for place, (kind, heading) in enumerate(zip(columns.kinds, headings, strict=True)):
        if place == columns.title:
            name = "task"
        elif kind is Column.task:
            name = "duty"
        else:
            name = _PRINTED.get(kind, "") if kind else ""
        if name:
            found.setdefault(name, heading.replace(LEVEL, ": "))
    return list(found.items()) if found.keys() >= _NEEDED else []
