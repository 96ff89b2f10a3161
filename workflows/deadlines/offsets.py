"""The days a deadline comes after an outside event: "20 ngày làm việc sau khi có văn bản"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from workflows.deadlines.months import last_day
from workflows.deadlines.working_days import WorkingCalendar


class OffsetUnit(StrEnum):
    """What an offset counts."""

    DAY = "day"
    WORKING_DAY = "working_day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Offset:
    """`count` units after the day of an event."""

    count: int
    unit: OffsetUnit


_MONTHS_OF = {OffsetUnit.MONTH: 1, OffsetUnit.QUARTER: 3, OffsetUnit.YEAR: 12}
_DAYS_OF = {OffsetUnit.DAY: 1, OffsetUnit.WEEK: 7}


def due_after(offset: Offset, event: date, calendar: WorkingCalendar) -> date:
    """Return the deadline that an event of that day brings.

    The day of the event is not counted (Civil Code 2015, art. 147); a month ends on the day of
    the same number, or on its last day where it has none (art. 148).
    """
    if offset.unit is OffsetUnit.WORKING_DAY:
        return calendar.day_after(event, offset.count)
    if offset.unit in _DAYS_OF:
        return event + timedelta(days=offset.count * _DAYS_OF[offset.unit])
    index = event.year * 12 + event.month - 1 + offset.count * _MONTHS_OF[offset.unit]
    last = last_day(index // 12, index % 12 + 1)
    return last if event.day >= last.day else last.replace(day=event.day)
