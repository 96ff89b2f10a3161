"""How tasks and items stand against time, as SQL: the same sentences as
`workflows.deadlines.lateness`.

Tasks are grouped by the dates kept with them, so that a grid over many thousand tasks reads no
item. Statuses are literal words, and the conditions on them have no type: SQLite does not use a
partial index for a bound parameter, nor for "(status = 'submitted') = 1", which is how a Boolean is
written there.
"""

from datetime import date
from typing import Any

from sqlalchemy import and_, case, func, literal_column, or_, select
from sqlalchemy.sql.elements import ColumnElement

from app.models import Plan, PlanStatus, Task, TaskLead, WorkItem
from workflows.deadlines.lateness import Standing
from workflows.states import WITH_LEAD

_WITH_LEAD = ", ".join(f"'{status}'" for status in sorted(WITH_LEAD))


def with_lead() -> ColumnElement[bool]:
    """SQL: the lead unit has the next step. Worded as the partial index is, so that it is used."""
    return literal_column(f"work_item.status IN ({_WITH_LEAD})")


def submitted() -> ColumnElement[bool]:
    """SQL: the verifier has the next step. Worded as the partial index is."""
    return literal_column("work_item.status = 'submitted'")


def followed(thing: type[WorkItem] | type[Task] = WorkItem) -> ColumnElement[bool]:
    """SQL: the work item (or task) belongs to a plan that is followed, or to none: what figures,
    lists and reminders speak of.

    Plans that are not followed are few and are looked up once. Where there is none, the database
    need not read the plan of each row, which an index that lists what is late does not hold.
    """
    others = select(Plan.id).where(Plan.status != PlanStatus.running)
    return or_(~others.exists(), func.coalesce(thing.plan_id, 0).not_in(others))


def item_is_late(today: date, against: Any = WorkItem.due_on) -> ColumnElement[bool]:
    """SQL: the work item is late on `today` (`days_late` > 0), against its date or, with
    `WorkItem.original_due_on`, against the one it had before any was moved.
    """
    return and_(with_lead(), against < today)


def on_time_after_moving(kept: type[Task] | type[TaskLead] | Any = Task) -> ColumnElement[bool]:
    """SQL: done in time only because the date was moved (`is_on_time_after_moving`)."""
    return and_(kept.original_due_on < kept.completed_on, kept.completed_on <= kept.due_on)


def task_standing(
    today: date, kept: type[Task] | type[TaskLead] | Any = Task
) -> ColumnElement[str]:
    """SQL: the group of the grid in which a task (or a lead slot of it) stands on `today`.

    `kept` is the table with the kept dates: Task, or TaskLead where a unit's own part is judged.
    """
    return case(
        (kept.is_cancelled, Standing.cancelled.value),
        (
            and_(kept.completed_on.is_not(None), kept.due_on < kept.completed_on),
            Standing.done_late.value,
        ),
        (kept.completed_on.is_not(None), Standing.done_on_time.value),
        (kept.earliest_open_due_on < today, Standing.open_late.value),
        (kept.due_on.is_not(None), Standing.open_in_time.value),
        else_=Standing.no_date.value,
    )
