"""Plans, read: the list with its figures, and one plan as it is printed with how its tasks
stand.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import ColumnElement, false, func, select
from sqlalchemy.orm import Session, aliased

from app.models import (
    Plan,
    PlanStatus,
    Product,
    Relation,
    Section,
    Task,
    TaskLead,
    TaskSchedule,
    TaskUnit,
    Unit,
    WorkItem,
)
from app.queries.overview import Counts
from app.queries.standing import followed, task_standing, with_lead
from app.queries.waiting import may_decide
from workflows.deadlines.lateness import Standing
from workflows.permissions import Actor


@dataclass(frozen=True, slots=True)
class PlanLine:
    """A plan in the list, and how its tasks stand; of one that is not followed nothing counts."""

    plan: Plan
    counts: Counts


@dataclass(slots=True)
class TaskLine:
    """A task as it is printed: its units by short name, its products, its times, its items.

    `standing` is None in a plan that is not followed: nothing is late there, and nothing counted.
    `by_lead` are the units of every slot that an item may belong to; `slots` those of the slots
    that the plan prints by now.
    """

    task: Task
    standing: Standing | None
    slots: list[list[str]] = field(default_factory=list)
    by_lead: dict[int, list[str]] = field(default_factory=dict)
    supporting: list[str] = field(default_factory=list)
    products: list[str] = field(default_factory=list)
    schedules: list[TaskSchedule] = field(default_factory=list)
    items: list[WorkItem] = field(default_factory=list)


@dataclass(slots=True)
class SectionLines:
    """A section with its tasks; `section` is None for tasks under no heading."""

    section: Section | None
    counts: Counts = field(default_factory=Counts)
    tasks: list[TaskLine] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class PlanPage:
    """A plan with everything its page shows; of one that is not followed nothing counts."""

    plan: Plan
    standing_unit: str
    counts: Counts
    sections: Sequence[SectionLines]

    @property
    def is_followed(self) -> bool:
        """What `app.queries.standing.followed` says in SQL."""
        return self.plan.status is PlanStatus.running

    @property
    def tasks(self) -> int:
        """How many tasks the plan has, counted or not."""
        return sum(len(section.tasks) for section in self.sections)


def find_plan(session: Session, actor: Actor, plan_id: int) -> Plan | None:
    """The plan for this actor, or None: another commune's does not exist for him."""
    if not actor.appointments:
        return None
    return session.scalars(
        select(Plan).where(Plan.commune_id == actor.commune_id, Plan.id == plan_id)
    ).first()


def list_plans(session: Session, actor: Actor, today: date, limit: int = 50) -> list[PlanLine]:
    """The commune's latest plans, those still followed first. Two queries."""
    plans = session.scalars(
        select(Plan)
        .where(Plan.commune_id == actor.commune_id)
        .order_by((Plan.status == PlanStatus.running).desc(), Plan.starts_on.desc(), Plan.id.desc())
        .limit(limit)
    ).all()
    counts: dict[int | None, Counts] = defaultdict(Counts)
    standing = task_standing(today)
    for plan_id, group, number in session.execute(
        select(Task.plan_id, standing, func.count())
        .where(
            Task.commune_id == actor.commune_id,
            Task.plan_id.in_([plan.id for plan in plans]),
            followed(Task),
        )
        .group_by(Task.plan_id, standing)
    ):
        counts[plan_id].add(group, number)
    return [PlanLine(plan, counts[plan.id]) for plan in plans]


def plan_page(session: Session, actor: Actor, plan_id: int, today: date) -> PlanPage | None:
    """The plan as printed, with how each task stands on `today`; None where this actor has no such
    plan. Seven queries, whatever its length.
    """
    of_actor = Plan.commune_id == actor.commune_id if actor.appointments else false()
    found = session.execute(
        select(Plan, Unit.name)
        .join(Unit, Unit.id == Plan.standing_unit_id)
        .where(Plan.id == plan_id, of_actor)
    ).first()
    if found is None:
        return None
    plan, standing_unit = found
    of_plan = (Task.commune_id == plan.commune_id, Task.plan_id == plan.id)
    rows = session.execute(
        select(Task, task_standing(today), followed(Task))
        .where(*of_plan)
        .order_by(Task.position, Task.id)
    )
    lines = {
        task.id: TaskLine(task, Standing(standing) if is_followed else None)
        for task, standing, is_followed in rows
    }
    _add_units(session, plan, lines)
    for product in session.scalars(
        select(Product)
        .join(Task, Task.id == Product.task_id)
        .where(*of_plan, Product.position > 0)
        .order_by(Product.position)
    ):
        lines[product.task_id].products.append(product.title)
    for schedule in session.scalars(
        select(TaskSchedule)
        .join(Task, Task.id == TaskSchedule.task_id)
        .where(*of_plan, TaskSchedule.part_index >= 0)
        .order_by(TaskSchedule.part_index)
    ):
        lines[schedule.task_id].schedules.append(schedule)
    for item in session.scalars(
        select(WorkItem)
        .join(Task, Task.id == WorkItem.task_id)
        .where(*of_plan)
        .order_by(WorkItem.lead_id, WorkItem.due_on, WorkItem.id)
    ):
        lines[item.task_id].items.append(item)
    sections, counts = _by_section(session, plan, list(lines.values()))
    return PlanPage(plan, standing_unit, counts, sections)


def _add_units(session: Session, plan: Plan, lines: dict[int, TaskLine]) -> None:
    for task_id, relation, lead_id, slot, name in session.execute(
        select(
            TaskUnit.task_id, TaskUnit.relation, TaskUnit.lead_id, TaskLead.slot, Unit.short_name
        )
        .outerjoin(TaskLead, TaskLead.id == TaskUnit.lead_id)
        .join(Task, Task.id == TaskUnit.task_id)
        .join(Unit, Unit.id == TaskUnit.unit_id)
        .where(Task.commune_id == plan.commune_id, Task.plan_id == plan.id)
        .order_by(TaskUnit.lead_id, TaskUnit.position, TaskUnit.id)
    ):
        if relation is Relation.lead and lead_id is not None:
            units = lines[task_id].by_lead.setdefault(lead_id, [])
            if not units and slot > 0:
                lines[task_id].slots.append(units)
            units.append(name)
        elif relation is Relation.supporting:
            lines[task_id].supporting.append(name)


def _by_section(
    session: Session, plan: Plan, lines: Sequence[TaskLine]
) -> tuple[list[SectionLines], Counts]:
    groups = {None: SectionLines(None)} | {
        section.id: SectionLines(section)
        for section in session.scalars(
            select(Section)
            .where(Section.commune_id == plan.commune_id, Section.plan_id == plan.id)
            .order_by(Section.position, Section.id)
        )
    }
    counts = Counts()
    for line in lines:
        group = groups[line.task.section_id]
        group.tasks.append(line)
        if line.standing is not None:
            for figures in (group.counts, counts):
                figures.add(line.standing, 1)
    return [group for group in groups.values() if group.tasks], counts


@dataclass(frozen=True, slots=True)
class OpeningLine:
    """An item on the page of results that were there before, with what names and places it."""

    item: WorkItem
    title: str
    section_code: str
    number: str
    lead_unit: str
    deciding_unit: str | None


def items_to_enter(session: Session, plan: Plan, limit: int = 200) -> list[OpeningLine]:
    """Items of the plan that the lead unit has not handed in and that have a date, the oldest
    first.
    """
    return _opening_lines(session, plan, with_lead(), WorkItem.due_on.is_not(None), limit=limit)


def entered_results(session: Session, plan: Plan, actor: Actor) -> list[OpeningLine]:
    """Results entered for the units on which this actor may decide now."""
    return _opening_lines(
        session, plan, may_decide(actor), WorkItem.entered_by.is_not(None), limit=200
    )


def _opening_lines(
    session: Session, plan: Plan, *conditions: ColumnElement[bool], limit: int
) -> list[OpeningLine]:
    lead, deciding = aliased(Unit), aliased(Unit)
    rows = session.execute(
        select(
            WorkItem, Task.title, Section.code, Task.number, lead.short_name, deciding.short_name
        )
        .join(Task, Task.id == WorkItem.task_id)
        .outerjoin(Section, Section.id == Task.section_id)
        .join(lead, lead.id == WorkItem.lead_unit_id)
        .outerjoin(deciding, deciding.id == WorkItem.deciding_unit_id)
        .where(
            WorkItem.commune_id == plan.commune_id,
            WorkItem.plan_id == plan.id,
            followed(),
            *conditions,
        )
        .order_by(WorkItem.due_on, Task.position, WorkItem.id)
        .limit(limit)
    )
    return [
        OpeningLine(item, title, code or "", number, unit, decider)
        for item, title, code, number, unit, decider in rows
    ]
