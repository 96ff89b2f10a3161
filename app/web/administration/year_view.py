"""A year on one page: twelve months of weeks, each day with what the calendar makes of it."""

from calendar import Calendar
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.models import DayOff

_FROM_MONDAY = Calendar(firstweekday=0)


@dataclass(frozen=True, slots=True)
class DayCell:
    """A day of a month: `kind` is "off", "worked", "weekend" or "" for a working day."""

    day: date
    kind: str
    title: str = ""


Week = Sequence[DayCell | None]
"""Monday to Sunday; None where the day belongs to another month."""


def months_of_year(year: int, rows: Iterable[DayOff]) -> list[list[Week]]:
    """January to December of `year` as weeks, with the days off and worked days of `rows`."""
    kept = {row.day: row for row in rows}
    return [
        [
            [_cell(day, kept) if day.month == month else None for day in week]
            for week in _FROM_MONDAY.monthdatescalendar(year, month)
        ]
        for month in range(1, 13)
    ]


def _cell(day: date, kept: Mapping[date, DayOff]) -> DayCell:
    if row := kept.get(day):
        return DayCell(day, "worked" if row.is_working else "off", row.title)
    return DayCell(day, "weekend" if day.weekday() >= 5 else "")
