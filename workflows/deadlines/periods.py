"""Periods of the calendar: each computed from the year itself, never from the one before.

Half-years, the first nine months and years begin in January; a week runs from Monday to Sunday
and is numbered as ISO 8601 does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, timedelta
from functools import lru_cache

from workflows.deadlines.months import first_day, last_day
from workflows.deadlines.reading import Rhythm, Span

ROMAN_QUARTERS = ("I", "II", "III", "IV")


@dataclass(frozen=True, slots=True)
class UpdatePeriod:
    """A period in which ongoing work is answered (kỳ cập nhật); both days are included.

    `key` is short ASCII and stable ("2025-Q3"), `label` is its Vietnamese name ("Quý III/2025").
    """

    key: str
    label: str
    start: date
    end: date


def whole_quarters(span: Span) -> list[UpdatePeriod]:
    """Return the quarters of the calendar that touch a span, whole, oldest first."""
    return [
        quarter
        for year in range(span.start.year, span.end.year + 1)
        for quarter in _quarters(year)
        if quarter.start <= span.end and span.start <= quarter.end
    ]


def calendar_quarters(span: Span) -> list[UpdatePeriod]:
    """Return the quarters of the calendar that touch a span, cut to it, oldest first."""
    return [
        UpdatePeriod(q.key, q.label, max(q.start, span.start), min(q.end, span.end))
        for q in whole_quarters(span)
    ]


def months_as_period(start: date, end: date) -> UpdatePeriod:
    """Return the period of whole months from `start` (a first day) to `end` (a last day).

    It has the key and the name the calendar gives it: "Tháng 4/2026", "Quý II/2026", "6 tháng
    đầu năm 2026", "9 tháng năm 2026", "Năm 2026"; else its months are named, "Tháng
    11/2025–4/2026".
    """
    for rhythm in (Rhythm.MONTH, Rhythm.QUARTER, Rhythm.HALF_YEAR, Rhythm.NINE_MONTHS, Rhythm.YEAR):
        for period in _PERIODS_OF_YEAR[rhythm](end.year):
            if (period.start, period.end) == (start, end):
                return period
    # An ISO date without its day: years of any length have four digits in it.
    key = f"{start.isoformat()[:7]}-{end.isoformat()[:7]}"
    from_month = str(start.month) if start.year == end.year else f"{start.month}/{start.year}"
    return UpdatePeriod(key, f"Tháng {from_month}–{end.month}/{end.year}", start, end)


# Every task of a plan asks for the same few.
@lru_cache(maxsize=64)
def periods_around(rhythm: Rhythm, span: Span) -> tuple[UpdatePeriod, ...]:
    """Return every whole period of a rhythm from the year before a span to the year after it."""
    # The first and last years of the calendar have no neighbours to reckon with.
    first = max(span.start.year - 1, MINYEAR + 1)
    last = min(span.end.year + 1, MAXYEAR - 1)
    years = range(first, last + 1)
    return tuple(period for year in years for period in _PERIODS_OF_YEAR[rhythm](year))


def _weeks(year: int) -> Iterator[UpdatePeriod]:
    monday = date.fromisocalendar(year, 1, 1)
    number = 1
    while monday.isocalendar().year == year:
        key, label = f"{year:04d}-W{number:02d}", f"Tuần {number}/{year}"
        yield UpdatePeriod(key, label, monday, monday + timedelta(days=6))
        monday, number = monday + timedelta(days=7), number + 1


def _months(year: int) -> Iterator[UpdatePeriod]:
    for month in range(1, 13):
        key, label = f"{year:04d}-{month:02d}", f"Tháng {month}/{year}"
        yield UpdatePeriod(key, label, first_day(year, month), last_day(year, month))


def _quarters(year: int) -> Iterator[UpdatePeriod]:
    for number, roman in enumerate(ROMAN_QUARTERS, start=1):
        key, label = f"{year:04d}-Q{number}", f"Quý {roman}/{year}"
        last = 3 * number
        yield UpdatePeriod(key, label, first_day(year, last - 2), last_day(year, last))


def _half_years(year: int) -> Iterator[UpdatePeriod]:
    for number, side in ((1, "đầu"), (2, "cuối")):
        key, label = f"{year:04d}-H{number}", f"6 tháng {side} năm {year}"
        last = 6 * number
        yield UpdatePeriod(key, label, first_day(year, last - 5), last_day(year, last))


def _nine_months(year: int) -> Iterator[UpdatePeriod]:
    start, end = first_day(year, 1), last_day(year, 9)
    yield UpdatePeriod(f"{year:04d}-9M", f"9 tháng năm {year}", start, end)


def _years(year: int) -> Iterator[UpdatePeriod]:
    yield UpdatePeriod(f"{year:04d}", f"Năm {year}", first_day(year, 1), last_day(year, 12))


_PERIODS_OF_YEAR = {
    Rhythm.WEEK: _weeks,
    Rhythm.MONTH: _months,
    Rhythm.QUARTER: _quarters,
    Rhythm.HALF_YEAR: _half_years,
    Rhythm.NINE_MONTHS: _nine_months,
    Rhythm.YEAR: _years,
}
