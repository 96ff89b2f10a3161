"""How tasks and their lead slots stood on the day the figures closed, as SQL.

The same sentences as `workflows.reporting.as_of`, folded from the work items themselves: the dates
kept with a task tell only of today. That it left the plan as a whole is kept with it, and counts as
it is known now.
"""

from datetime import date
from typing import Any

from sqlalchemy import Select, and_, case, func, or_, select
from sqlalchemy.orm import aliased
from sqlalchemy.sql.elements import ColumnElement

from app.models import Plan, PlanStatus, Relation, Task, TaskLead, TaskUnit, WorkItem
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
    to_come = or_(_to_come(of), func.coalesce(folded.c.later, 0) > 0)
    is_out = _is_out(of, folded, to_come)
    completed_on = case((is_out, None), else_=_completed_on(folded, to_come))
    due_on = case(
        (is_out, None), (folded.c.still_open > 0, folded.c.open_due_on), else_=folded.c.due_on
    )
    original = case(
        (is_out, None),
        (folded.c.still_open > 0, folded.c.open_original_due_on),
        else_=folded.c.original_due_on,
    )
    query = select(
        Task.plan_id,
        Task.id.label("task_id"),
        *([TaskLead.id.label("lead_id")] if of is TaskLead else []),
        _standing(is_out, folded, completed_on, due_on, day).label("standing"),
        due_on.label("due_on"),
        original.label("original_due_on"),
        completed_on.label("completed_on"),
    ).select_from(Task)
    if of is TaskLead:
        query = query.join(
            TaskLead,
            and_(TaskLead.commune_id == Task.commune_id, TaskLead.task_id == Task.id),
        ).where(or_(TaskLead.slot > 0, folded.c.owner_id.is_not(None)))
    return (
        query.join(Plan, Plan.id == Task.plan_id)
        .outerjoin(folded, folded.c.owner_id == of.id)
        .where(Task.commune_id == commune_id, Plan.status == PlanStatus.running)
    )


def _to_come(of: type[Task] | type[TaskLead]) -> ColumnElement[bool]:
    """A period is still to be made for the task, or the slot: not for a retired one, nor where the
    rest was made ahead."""
    slot = aliased(TaskLead)
    made = select(WorkItem.id).where(
        WorkItem.commune_id == slot.commune_id,
        WorkItem.task_id == slot.task_id,
        WorkItem.lead_id == slot.id,
        WorkItem.kind.in_(_LATER),
        WorkItem.opens_on >= Task.next_opens_on,
    )
    is_slot = slot.id == TaskLead.id if of is TaskLead else slot.task_id == Task.id
    waits = select(slot.id).where(
        slot.commune_id == Task.commune_id, is_slot, slot.slot > 0, ~made.exists()
    )
    return and_(Task.next_opens_on.is_not(None), waits.exists())


def _folded(day: date, of: type[Task] | type[TaskLead], commune_id: int) -> Select[Any]:
    """The items of each task, or of each slot: that which the unit holds that leads them."""
    owner: Any = WorkItem.task_id if of is Task else TaskUnit.lead_id
    there = or_(WorkItem.kind.not_in(_LATER), WorkItem.opens_on.is_(None), WorkItem.opens_on <= day)
    counted = WorkItem.status != Status.cancelled
    came_later = or_(
        and_(WorkItem.status == Status.verified, WorkItem.completed_on > day),
        and_(WorkItem.status == Status.submitted, WorkItem.submitted_on > day),
    )
    still_open = and_(there, or_(WorkItem.status.in_(OPEN), came_later))
    with_lead = and_(there, or_(WorkItem.status.in_(WITH_LEAD), came_later))
    query = (
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
    if of is Task:
        return query
    return query.join(
        TaskUnit,
        and_(
            TaskUnit.commune_id == WorkItem.commune_id,
            TaskUnit.task_id == WorkItem.task_id,
            TaskUnit.unit_id == WorkItem.lead_unit_id,
            TaskUnit.relation == Relation.lead,
        ),
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


def _is_out(
    of: type[Task] | type[TaskLead], folded: Any, to_come: ColumnElement[bool]
) -> ColumnElement[bool]:
    """Every item was taken out, or all that was left of it as a whole."""
    return and_(
        ~to_come,
        or_(
            and_(folded.c.every > 0, folded.c.counted == 0),
            and_(of.is_cancelled, func.coalesce(folded.c.still_open, 0) == 0),
        ),
    )


def _standing(
    is_out: ColumnElement[bool],
    folded: Any,
    completed_on: ColumnElement[Any],
    due_on: ColumnElement[Any],
    day: date,
) -> ColumnElement[str]:
    return case(
        (is_out, Standing.cancelled.value),
        (completed_on > due_on, Standing.done_late.value),
        (completed_on.is_not(None), Standing.done_on_time.value),
        (folded.c.first_due_on < day, Standing.open_late.value),
        (due_on.is_not(None), Standing.open_in_time.value),
        else_=Standing.no_date.value,
    )
