"""The days on which the offices of a commune are open."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import DayOff
from workflows.deadlines.working_days import WorkingCalendar


def working_calendar(session: Session, commune_id: int, first: date) -> WorkingCalendar:
    """The calendar of the commune from `first` on, as its people keep it. One query."""
    days_off, worked = set(), set()
    for day, is_working in session.execute(
        select(DayOff.day, DayOff.is_working).where(
            DayOff.commune_id == commune_id, DayOff.day >= first
        )
    ):
        (worked if is_working else days_off).add(day)
    return WorkingCalendar(frozenset(days_off), frozenset(worked))
