"""Frozen figures beside others: the grid of a window, and what stands differently since.

The other side is today, or the figures of a later window that were frozen too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.models import (
    FrozenStanding,
    Plan,
    PlanStatus,
    Relation,
    Section,
    Task,
    TaskLead,
    TaskUnit,
    Unit,
)
from app.queries.overview import Counts
from app.queries.standing import task_standing
from workflows.deadlines.lateness import Standing

PAGE = 50
"""Differences on a page."""


@dataclass(frozen=True, slots=True)
class Side:
    """How a task stood: its group and its days; None everywhere where it was not followed."""

    standing: Standing | None
    due_on: date | None
    completed_on: date | None


@dataclass(frozen=True, slots=True)
class Difference:
    """A task that stands differently: where it is in its plan, before and after."""

    task_id: int
    place: str
    title: str
    before: Side
    after: Side


@dataclass(frozen=True, slots=True)
class Differences:
    """A page of differences in the order of the plans; `next_after` opens the following one."""

    rows: Sequence[Difference]
    count: int
    next_after: int | None


@dataclass(frozen=True, slots=True)
class GridLine:
    """A unit by its short name (None: all tasks) with its figures as frozen and as they are now."""

    name: str | None
    frozen: Counts
    now: Counts


def grid_beside_today(
    session: Session, commune_id: int, window_id: int, today: date
) -> list[GridLine]:
    """The frozen grid of a window beside today's of the running plans, the whole first. Four
    queries."""
    total = GridLine(None, Counts(), Counts())
    of_tasks = (
        FrozenStanding.commune_id == commune_id,
        FrozenStanding.window_id == window_id,
    )
    frozen = select(FrozenStanding.standing, func.count()).where(
        *of_tasks, FrozenStanding.lead_id.is_(None)
    )
    for standing, number in session.execute(frozen.group_by(FrozenStanding.standing)):
        total.frozen.add(standing, number)
    of_task = task_standing(today)
    current = select(of_task, func.count()).select_from(Task)
    for standing, number in session.execute(_running(current, commune_id).group_by(of_task)):
        total.now.add(standing, number)
    lines: dict[str, GridLine] = {}
    for name, standing, number in session.execute(_frozen_units(commune_id, window_id)):
        lines.setdefault(name, GridLine(name, Counts(), Counts())).frozen.add(standing, number)
    for name, standing, number in session.execute(_current_units(commune_id, today)):
        lines.setdefault(name, GridLine(name, Counts(), Counts())).now.add(standing, number)
    return [total, *lines.values()]


def _running(query: Select[Any], commune_id: int) -> Select[Any]:
    return query.join(Plan, Plan.id == Task.plan_id).where(
        Task.commune_id == commune_id,
        Plan.commune_id == commune_id,
        Plan.status == PlanStatus.running,
    )


def _frozen_units(commune_id: int, window_id: int) -> Select[Any]:
    return (
        select(Unit.short_name, FrozenStanding.standing, func.count())
        .select_from(FrozenStanding)
        .join(
            TaskUnit,
            and_(
                TaskUnit.lead_id == FrozenStanding.lead_id,
                TaskUnit.relation == Relation.lead,
                TaskUnit.commune_id == commune_id,
            ),
        )
        .join(Unit, Unit.id == TaskUnit.unit_id)
        .where(FrozenStanding.commune_id == commune_id, FrozenStanding.window_id == window_id)
        .group_by(Unit.id, Unit.short_name, Unit.position, FrozenStanding.standing)
        .order_by(Unit.position, Unit.id)
    )


def _current_units(commune_id: int, today: date) -> Select[Any]:
    of_lead = task_standing(today, TaskLead)
    query = (
        select(Unit.short_name, of_lead, func.count())
        .select_from(Task)
        .join(
            TaskLead,
            and_(TaskLead.commune_id == Task.commune_id, TaskLead.task_id == Task.id),
        )
        .join(
            TaskUnit,
            and_(TaskUnit.lead_id == TaskLead.id, TaskUnit.relation == Relation.lead),
        )
        .join(Unit, Unit.id == TaskUnit.unit_id)
    )
    return (
        _running(query, commune_id)
        .group_by(Unit.id, Unit.short_name, Unit.position, of_lead)
        .order_by(Unit.position, Unit.id)
    )


def differences(
    session: Session,
    commune_id: int,
    window_id: int,
    today: date,
    *,
    later_id: int | None = None,
    after: int = 0,
    limit: int = PAGE,
) -> Differences:
    """The tasks that stand differently, or on other days, than when `window_id` was frozen: today
    in the running plans, or when the window `later_id` was frozen. Two queries."""
    found = _differing(commune_id, window_id, today, later_id)
    count = session.scalar(select(func.count()).select_from(found.subquery())) or 0
    rows = session.execute(found.where(Task.id > after).order_by(Task.id).limit(limit + 1)).all()
    shown = [_difference(row) for row in rows[:limit]]
    return Differences(shown, count, shown[-1].task_id if len(rows) > limit else None)


def _differing(commune_id: int, window_id: int, today: date, later_id: int | None) -> Select[Any]:
    then = aliased(FrozenStanding)
    later: Any = aliased(FrozenStanding) if later_id is not None else Task
    standing = later.standing if later_id is not None else task_standing(today)
    query = (
        select(
            Task.id,
            Section.code,
            Task.number,
            Task.title,
            then.standing,
            then.due_on,
            then.completed_on,
            standing.label("later_standing"),
            later.due_on.label("later_due_on"),
            later.completed_on.label("later_completed_on"),
        )
        .select_from(Task)
        .outerjoin(Section, Section.id == Task.section_id)
        .outerjoin(then, _frozen_task(then, commune_id, window_id))
    )
    if later_id is None:
        query = _running(query, commune_id)
    else:
        query = query.outerjoin(later, _frozen_task(later, commune_id, later_id)).where(
            Task.commune_id == commune_id, or_(then.id.is_not(None), later.id.is_not(None))
        )
    return query.where(
        or_(
            then.standing.is_distinct_from(standing),
            then.due_on.is_distinct_from(later.due_on),
            then.completed_on.is_distinct_from(later.completed_on),
        )
    )


def _frozen_task(side: Any, commune_id: int, window_id: int) -> Any:
    return and_(
        side.commune_id == commune_id,
        side.window_id == window_id,
        side.task_id == Task.id,
        side.lead_id.is_(None),
    )


def _difference(row: Any) -> Difference:
    return Difference(
        task_id=row.id,
        place=".".join(part for part in (row.code, row.number) if part),
        title=row.title,
        before=_side(row.standing, row.due_on, row.completed_on),
        after=_side(row.later_standing, row.later_due_on, row.later_completed_on),
    )


def _side(standing: Any, due_on: date | None, completed_on: date | None) -> Side:
    return Side(Standing(standing) if standing is not None else None, due_on, completed_on)
