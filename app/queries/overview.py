"""The grid of the official form and the rows behind each of its numbers.

Every number and the list it opens come from one condition (`task_conditions`), so they cannot
differ.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, case, func, select, tuple_
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement

from app.models import (
    Plan,
    PlanStatus,
    Relation,
    Section,
    Task,
    TaskLead,
    TaskUnit,
    Unit,
)
from app.queries.standing import followed, on_time_after_moving, task_standing
from workflows.deadlines.lateness import Standing
from workflows.permissions import Actor

PAGE = 50
"""Rows of a list page."""

DONE_STANDINGS = (Standing.done_on_time, Standing.done_late)


@dataclass(slots=True)
class Counts:
    """Tasks by standing: a partition. Percentages are of what is not cancelled."""

    by_standing: dict[Standing, int] = field(default_factory=lambda: dict.fromkeys(Standing, 0))

    def add(self, standing: str, number: int) -> None:
        self.by_standing[Standing(standing)] += number

    def __getitem__(self, standing: Standing) -> int:
        return self.by_standing[standing]

    @property
    def total(self) -> int:
        return sum(self.by_standing.values())

    @property
    def counted(self) -> int:
        """The whole less *bị hủy*: what percentages are of."""
        return self.total - self[Standing.cancelled]

    @property
    def done(self) -> int:
        return sum(self[standing] for standing in DONE_STANDINGS)

    @property
    def fallen_due(self) -> int:
        """Finished, or open and late: what had to be done by now or is done."""
        return self.done + self[Standing.open_late]


@dataclass(frozen=True, slots=True)
class GridRow:
    """A line of the grid: a unit or a section, and its counts. `short` is for narrow screens."""

    id: int
    name: str
    short: str
    counts: Counts


@dataclass(frozen=True, slots=True)
class Grid:
    """The standing of a plan on a day. `total` counts distinct tasks, not the sum of the units.
    `after_moving`: of those done in time, the ones that are so because a date was moved."""

    units: Sequence[GridRow]
    sections: Sequence[GridRow]
    total: Counts
    after_moving: int = 0


@dataclass(frozen=True, slots=True)
class TaskFilter:
    """Which tasks a list shows; None leaves a question open. `standings` empty means any."""

    plan_id: int | None = None
    unit_id: int | None = None
    section_id: int | None = None
    standings: tuple[Standing, ...] = ()


def running_plan(session: Session, actor: Actor, plan_id: int) -> Plan | None:
    """The plan of the actor's commune, where it is followed."""
    return session.scalars(
        select(Plan).where(
            Plan.id == plan_id,
            Plan.commune_id == actor.commune_id,
            Plan.status == PlanStatus.running,
        )
    ).first()


def grid_of(session: Session, plan: Plan, today: date) -> Grid:
    """The grid of `plan` on `today`: per unit, per section, and as a whole. Two queries."""
    of_units, of_sections = _grid_queries(today)
    of_plan = {"commune_id": plan.commune_id, "plan_id": plan.id}
    units, sections, total = _Rows(), _Rows(), Counts()
    for id_, name, short, standing, number in session.execute(of_units, of_plan):
        units.add(id_, name, short, standing, number)
    after_moving = 0
    for id_, code, title, standing, number, moved in session.execute(of_sections, of_plan):
        total.add(standing, number)
        after_moving += moved
        if id_ is not None:
            sections.add(id_, f"{code}. {title}", code, standing, number)
    return Grid(list(units.values()), list(sections.values()), total, after_moving)


class _Rows(dict[int, GridRow]):
    """Rows of the grid by id, in the order in which they first come."""

    def add(self, id_: int, name: str, short: str, standing: str, number: int) -> None:
        row = self.setdefault(id_, GridRow(id_, name, short, Counts()))
        row.counts.add(standing, number)


@lru_cache(maxsize=5)
def _grid_queries(today: date) -> tuple[Select[Any], ...]:
    """Tasks by unit, and by section (None: in no section), in the order they are shown. Put
    together once a day: that takes longer than to answer them."""
    of_plan = and_(Task.commune_id == bindparam("commune_id"), Task.plan_id == bindparam("plan_id"))
    # The same object is selected and grouped by: PostgreSQL takes two for different expressions.
    of_lead, of_task = task_standing(today, TaskLead), task_standing(today)
    moved = func.sum(case((on_time_after_moving(), 1), else_=0))
    of_units = _led_by_units(
        select(Unit.id, Unit.name, Unit.short_name, of_lead, func.count()).where(of_plan)
    ).join(Unit, Unit.id == TaskUnit.unit_id)
    of_sections = (
        select(Section.id, Section.code, Section.title, of_task, func.count(), moved)
        .select_from(Task)
        .outerjoin(Section, Section.id == Task.section_id)
        .where(of_plan)
    )
    return (
        of_units.group_by(Unit.id, Unit.name, Unit.short_name, Unit.position, of_lead).order_by(
            Unit.position, Unit.id
        ),
        of_sections.group_by(
            Section.id, Section.code, Section.title, Section.position, of_task
        ).order_by(Section.position, Section.id),
    )


def _led_by_units(query: Select[Any]) -> Select[Any]:
    return (
        query.select_from(Task)
        .join(TaskUnit, and_(TaskUnit.commune_id == Task.commune_id, TaskUnit.task_id == Task.id))
        .join(TaskLead, TaskLead.id == TaskUnit.lead_id)
        .where(TaskUnit.relation == Relation.lead)
    )


def task_conditions(
    actor: Actor, wanted: TaskFilter, today: date
) -> tuple[ColumnElement[bool], ...]:
    """SQL: the tasks of the actor's commune that a filter means.

    Where a unit is asked for, its own part of a task is judged (the lead slot), not the whole task.
    """
    conditions: list[ColumnElement[bool]] = [
        Task.commune_id == actor.commune_id,
        followed(Task),
    ]
    if wanted.plan_id is not None:
        conditions.append(Task.plan_id == wanted.plan_id)
    if wanted.section_id is not None:
        conditions.append(Task.section_id == wanted.section_id)
    words = [standing.value for standing in wanted.standings]
    if wanted.unit_id is None:
        if words:
            conditions.append(task_standing(today).in_(words))
        return tuple(conditions)
    led = (
        select(TaskUnit.id)
        .join(TaskLead, TaskLead.id == TaskUnit.lead_id)
        .where(
            TaskUnit.commune_id == Task.commune_id,
            TaskUnit.task_id == Task.id,
            TaskUnit.relation == Relation.lead,
            TaskUnit.unit_id == wanted.unit_id,
        )
    )
    if words:
        led = led.where(task_standing(today, TaskLead).in_(words))
    return (*conditions, led.exists())


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task as a line of a list. `standing` is the task's, or the asked-for unit's part of it."""

    id: int
    number: str
    title: str
    section_code: str
    section_title: str
    due_on: date | None
    completed_on: date | None
    standing: Standing
    leads: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TaskPage:
    """A page of tasks: how many there are in all, this page's rows, and where the next one
    begins.
    """

    count: int
    rows: Sequence[TaskRow]
    next_after: tuple[int, int] | None


def task_page(
    session: Session,
    actor: Actor,
    wanted: TaskFilter,
    today: date,
    after: tuple[int, int] | None = None,
) -> TaskPage:
    """A page of the tasks a filter means, in the order of the plan. Three queries.

    `after` is (position, id) of the last row seen.
    """
    conditions = task_conditions(actor, wanted, today)
    count = session.scalar(select(func.count()).select_from(Task).where(*conditions)) or 0
    query = (
        select(
            Task.id,
            Task.number,
            Task.title,
            Section.code,
            Section.title,
            Task.due_on,
            Task.completed_on,
            task_standing(today),
            Task.position,
        )
        .outerjoin(Section, Section.id == Task.section_id)
        .where(*conditions)
        .order_by(Task.position, Task.id)
        .limit(PAGE + 1)
    )
    if after is not None:
        position, id_ = after
        query = query.where(tuple_(Task.position, Task.id) > (position, id_))
    found = session.execute(query).all()
    shown = found[:PAGE]
    of_tasks = and_(
        TaskUnit.commune_id == actor.commune_id, TaskUnit.task_id.in_([row[0] for row in shown])
    )
    leads = _leads(session, of_tasks)
    judged = _judged(session, wanted, of_tasks, today)
    rows = [
        TaskRow(
            id=id_,
            number=number,
            title=title,
            section_code=code or "",
            section_title=section or "",
            due_on=due_on,
            completed_on=completed_on,
            standing=Standing(judged.get(id_, standing)),
            leads=tuple(leads.get(id_, ())),
        )
        for id_, number, title, code, section, due_on, completed_on, standing, _ in shown
    ]
    more = len(found) > PAGE
    return TaskPage(count, rows, (shown[-1][8], shown[-1][0]) if more else None)


def _leads(session: Session, of_tasks: ColumnElement[bool]) -> dict[int, list[str]]:
    names: dict[int, list[str]] = {}
    for task_id, name in session.execute(
        select(TaskUnit.task_id, Unit.short_name)
        .join(Unit, Unit.id == TaskUnit.unit_id)
        .join(TaskLead, TaskLead.id == TaskUnit.lead_id)
        .where(of_tasks, TaskUnit.relation == Relation.lead, TaskLead.slot > 0)
        .order_by(TaskUnit.position, TaskUnit.id)
    ):
        names.setdefault(task_id, []).append(name)
    return names


def _judged(
    session: Session, wanted: TaskFilter, of_tasks: ColumnElement[bool], today: date
) -> dict[int, str]:
    """The standing of one unit's part of these tasks; nothing where no unit is asked for."""
    if wanted.unit_id is None:
        return {}
    return {
        task_id: standing
        for task_id, standing in session.execute(
            select(TaskUnit.task_id, task_standing(today, TaskLead))
            .join(TaskLead, TaskLead.id == TaskUnit.lead_id)
            .where(of_tasks, TaskUnit.unit_id == wanted.unit_id)
        )
    }
