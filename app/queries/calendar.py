"""The days on which the offices of a commune are open, and what is due on a day."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, bindparam, exists, func, or_, select
from sqlalchemy.orm import Session, contains_eager

from app.models import Commune, DayOff, Task, Unit, WorkItem
from app.queries.standing import submitted, with_lead
from workflows.deadlines.working_days import WorkingCalendar

SHOWN = 50
"""Items that are named where a change of the calendar asks for consent; the rest is a number."""


_DAYS = select(DayOff.day, DayOff.is_working).where(
    DayOff.commune_id == bindparam("commune_id"), DayOff.day >= bindparam("first")
)
_SHIFTS = select(Commune.shift_from_days_off).where(Commune.id == bindparam("commune_id"))


def working_calendar(session: Session, commune_id: int, first: date) -> WorkingCalendar:
    """The calendar of the commune from `first` on, as its people keep it. One query."""
    days_off, worked = set(), set()
    asked = {"commune_id": commune_id, "first": first}
    for day, is_working in session.execute(_DAYS, asked):
        (worked if is_working else days_off).add(day)
    return WorkingCalendar(frozenset(days_off), frozenset(worked))


def open_on(day: date, commune_id: Any) -> ColumnElement[bool]:
    """SQL: the office of the commune (a column) is open on `day`, as `WorkingCalendar.is_working`
    says."""
    is_weekend = day.weekday() >= 5
    otherwise = exists().where(
        DayOff.commune_id == commune_id, DayOff.day == day, DayOff.is_working.is_(is_weekend)
    )
    return otherwise if is_weekend else ~otherwise


def shifting_calendar(session: Session, commune_id: int) -> WorkingCalendar | None:
    """The calendar by which printed deadlines move off days off; None where the commune has not set
    that they do. One query, two where they move."""
    moves = session.scalar(_SHIFTS, {"commune_id": commune_id})
    return working_calendar(session, commune_id, date.min) if moves else None


def days_off_of_year(session: Session, commune_id: int, year: int) -> Sequence[DayOff]:
    """The days off of a year and the weekends worked in it, in their order. One query."""
    return session.scalars(
        select(DayOff)
        .where(
            DayOff.commune_id == commune_id,
            DayOff.day.between(date(year, 1, 1), date(year, 12, 31)),
        )
        .order_by(DayOff.day)
    ).all()


def day_off_of_commune(session: Session, commune_id: int, day_off_id: int) -> DayOff | None:
    """The row of this commune's calendar, or None."""
    return session.scalars(
        select(DayOff).where(DayOff.commune_id == commune_id, DayOff.id == day_off_id)
    ).first()


@dataclass(frozen=True, slots=True)
class DueOnDays:
    """The open items due on some days: how many, and the first of them by date, with task and lead
    unit loaded."""

    count: int
    first: Sequence[WorkItem]


def items_due_on(session: Session, commune_id: int, days: Collection[date]) -> DueOnDays:
    """The commune's open items due on one of `days`. Two queries, one where there is none."""
    due = (
        WorkItem.commune_id == commune_id,
        WorkItem.due_on.in_(days),
        or_(with_lead(), submitted()),
    )
    count = session.scalar(select(func.count()).select_from(WorkItem).where(*due)) or 0
    if not count:
        return DueOnDays(0, ())
    items = session.scalars(
        select(WorkItem)
        .join(Task, Task.id == WorkItem.task_id)
        .join(Unit, Unit.id == WorkItem.lead_unit_id)
        .where(*due)
        .order_by(WorkItem.due_on, WorkItem.id)
        .limit(SHOWN)
        .options(contains_eager(WorkItem.task), contains_eager(WorkItem.lead_unit))
    ).all()
    return DueOnDays(count, items)
