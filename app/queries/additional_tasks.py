"""Work given outside any plan, listed and counted by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session

from app.models import Plan, PlanStatus, Product, Relation, Task, TaskLead, TaskUnit, Unit
from app.queries.overview import PAGE, Counts
from app.queries.standing import task_standing
from workflows.deadlines.lateness import Standing
from workflows.permissions import Actor


@dataclass(frozen=True, slots=True)
class OutsideRow:
    """A task outside any plan as a line of its list."""

    id: int
    title: str
    basis: str
    basis_on: date | None
    due_on: date | None
    completed_on: date | None
    standing: Standing
    leads: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OutsidePage:
    """A page of tasks outside plans, the newest first, and the id after which the next begins."""

    rows: Sequence[OutsideRow]
    next_after: int | None


def counts_outside(session: Session, actor: Actor, today: date) -> Counts:
    """The commune's tasks outside plans by standing. One query."""
    counts = Counts()
    for word, number in session.execute(_outside(today), {"commune_id": actor.commune_id}):
        counts.add(word, number)
    return counts


@lru_cache(maxsize=5)
def _outside(today: date) -> Select[Any]:
    """Put together once a day: a Monday asks it of every commune."""
    standing = task_standing(today)
    return (
        select(standing, func.count())
        .select_from(Task)
        .where(Task.commune_id == bindparam("commune_id"), Task.plan_id.is_(None))
        .group_by(standing)
    )


@dataclass(frozen=True, slots=True)
class Outside:
    """How many tasks outside plans are followed, and how many of them are late."""

    counted: int = 0
    late: int = 0


def plans_and_outside(
    session: Session, actor: Actor, today: date, limit: int
) -> tuple[list[Plan], Outside]:
    """The plans followed in the actor's commune, the newest first, and beside them what is given
    outside of any; the second is not asked for where no plan is followed. One query."""
    outside = (Task.commune_id == actor.commune_id, Task.plan_id.is_(None))
    late = task_standing(today) == Standing.open_late.value
    counts = [
        select(func.count()).select_from(Task).where(*outside, condition).scalar_subquery()
        for condition in (Task.is_cancelled.is_(False), late)
    ]
    rows = session.execute(
        select(Plan, *counts)
        .where(Plan.commune_id == actor.commune_id, Plan.status == PlanStatus.running)
        .order_by(Plan.starts_on.desc(), Plan.id.desc())
        .limit(limit)
    ).all()
    return [row[0] for row in rows], Outside(*rows[0][1:]) if rows else Outside()


def additional_tasks(
    session: Session, actor: Actor, today: date, after: int | None = None
) -> OutsidePage:
    """A page of the commune's tasks outside plans. Two queries. `after` is the last id seen."""
    query = (
        select(
            Task.id,
            Task.title,
            Task.basis,
            Task.basis_on,
            Task.due_on,
            Task.completed_on,
            task_standing(today),
        )
        .where(Task.commune_id == actor.commune_id, Task.plan_id.is_(None))
        .order_by(Task.id.desc())
        .limit(PAGE + 1)
    )
    if after is not None:
        query = query.where(Task.id < after)
    found = session.execute(query).all()
    shown = found[:PAGE]
    leads: dict[int, list[str]] = {}
    for task_id, name in session.execute(
        select(TaskUnit.task_id, Unit.short_name)
        .join(Unit, Unit.id == TaskUnit.unit_id)
        .join(TaskLead, TaskLead.id == TaskUnit.lead_id)
        .where(
            TaskUnit.commune_id == actor.commune_id,
            TaskUnit.task_id.in_([row[0] for row in shown]),
            TaskUnit.relation == Relation.lead,
            TaskLead.slot > 0,
        )
        .order_by(TaskLead.slot, TaskUnit.position)
    ):
        leads.setdefault(task_id, []).append(name)
    rows = [
        OutsideRow(*row, Standing(standing), tuple(leads.get(row[0], ())))
        for *row, standing in shown
    ]
    return OutsidePage(rows, shown[-1][0] if len(found) > PAGE else None)


def units_of(session: Session, task: Task, relation: Relation) -> list[int]:
    """The ids of the units that stand in `relation` to the task, in their order. One query."""
    return list(
        session.scalars(
            select(TaskUnit.unit_id)
            .where(
                TaskUnit.commune_id == task.commune_id,
                TaskUnit.task_id == task.id,
                TaskUnit.relation == relation,
            )
            .order_by(TaskUnit.position, TaskUnit.id)
        )
    )


def products_of(session: Session, task: Task) -> list[str]:
    """The lines of the task's checklist, in their order. One query."""
    return list(
        session.scalars(
            select(Product.title)
            .where(
                Product.commune_id == task.commune_id,
                Product.task_id == task.id,
                Product.position > 0,
            )
            .order_by(Product.position)
        )
    )


__all__ = [
    "Outside",
    "OutsidePage",
    "OutsideRow",
    "additional_tasks",
    "counts_outside",
    "plans_and_outside",
    "products_of",
    "units_of",
]
