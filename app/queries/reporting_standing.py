"""How tasks and their lead slots stood on the day the figures closed, as SQL.

The same sentences as `workflows.reporting.as_of`, folded from the work items themselves: the dates
kept with a task tell only of today.
"""

from datetime import date
from typing import Any

from sqlalchemy import Select, and_, case, func, or_, select
from sqlalchemy.sql.elements import ColumnElement

from app.models import Plan, PlanStatus, Task, TaskLead, WorkItem
from workflows.deadlines import ItemKind
from workflows.deadlines.lateness import Standing
from workflows.states import OPEN, WITH_LEAD, Status

_LATER = (ItemKind.PERIOD, ItemKind.CHECK_IN)
"""Kinds of items that exist only from the day they open."""


def standings_as_of(day: date, of: type[Task] | type[TaskLead], commune_id: int) -> Select[Any]:
    """SQL: a row for every task of the running plans, or for every lead slot in use: (plan id, task
    id, slot id or NULL, standing, due date, original due date, day of completion) as of `day`.
    """
    folded = _folded(day, of, commune_id).subquery()
    to_come = or_(Task.next_opens_on.is_not(None), func.coalesce(folded.c.later, 0) > 0)
    completed_on = _completed_on(folded, to_come)
    due_on = case((folded.c.still_open > 0, folded.c.open_due_on), else_=folded.c.due_on)
    original = case(
        (folded.c.still_open > 0, folded.c.open_original_due_on), else_=folded.c.original_due_on
    )
    query = select(
        Task.plan_id,
        Task.id.label("task_id"),
        *([TaskLead.id.label("lead_id")] if of is TaskLead else []),
        _standing(folded, to_come, completed_on, due_on, day).label("standing"),
        due_on.label("due_on"),
        original.label("original_due_on"),
        completed_on.label("completed_on"),
    ).select_from(Task)
    if of is TaskLead:
        query = query.join(
            TaskLead,
            and_(
                TaskLead.commune_id == Task.commune_id,
                TaskLead.task_id == Task.id,
                TaskLead.slot > 0,
            ),
        )
    return (
        query.join(Plan, Plan.id == Task.plan_id)
        .outerjoin(folded, folded.c.owner_id == of.id)
        .where(Task.commune_id == commune_id, Plan.status == PlanStatus.running)
    )


def _folded(day: date, of: type[Task] | type[TaskLead], commune_id: int) -> Select[Any]:
    """The items of each task (or slot), folded."""
    owner = WorkItem.task_id if of is Task else WorkItem.lead_id
    there = or_(WorkItem.kind.not_in(_LATER), WorkItem.opens_on.is_(None), WorkItem.opens_on <= day)
    counted = WorkItem.status != Status.cancelled
    came_later = or_(
        and_(WorkItem.status == Status.verified, WorkItem.completed_on > day),
        and_(WorkItem.status == Status.submitted, WorkItem.submitted_on > day),
    )
    still_open = and_(there, or_(WorkItem.status.in_(OPEN), came_later))
    with_lead = and_(there, or_(WorkItem.status.in_(WITH_LEAD), came_later))
    return (
        select(
            owner.label("owner_id"),
            func.count().filter(there).label("every"),
            func.count().filter(there, counted).label("counted"),
            func.count().filter(still_open).label("still_open"),
            func.count().filter(~there, counted).label("later"),
            func.max(WorkItem.due_on).filter(there, counted).label("due_on"),
            func.max(WorkItem.due_on).filter(still_open).label("open_due_on"),
            func.max(WorkItem.original_due_on).filter(there, counted).label("original_due_on"),
            func.max(WorkItem.original_due_on).filter(still_open).label("open_original_due_on"),
            func.min(WorkItem.due_on).filter(with_lead).label("first_due_on"),
            func.max(WorkItem.completed_on).filter(there, counted).label("completed_on"),
        )
        .where(WorkItem.commune_id == commune_id)
        .group_by(owner)
    )


def _completed_on(folded: Any, to_come: ColumnElement[bool]) -> ColumnElement[Any]:
    """The day of completion where nothing was open and nothing to come; else NULL."""
    return case(
        (
            and_(folded.c.counted > 0, folded.c.still_open == 0, ~to_come),
            folded.c.completed_on,
        ),
        else_=None,
    )


def _standing(
    folded: Any,
    to_come: ColumnElement[bool],
    completed_on: ColumnElement[Any],
    due_on: ColumnElement[Any],
    day: date,
) -> ColumnElement[str]:
    all_taken_out = and_(folded.c.every > 0, folded.c.counted == 0, ~to_come)
    return case(
        (all_taken_out, Standing.cancelled.value),
        (completed_on > due_on, Standing.done_late.value),
        (completed_on.is_not(None), Standing.done_on_time.value),
        (folded.c.first_due_on < day, Standing.open_late.value),
        (due_on.is_not(None), Standing.open_in_time.value),
        else_=Standing.no_date.value,
    )
