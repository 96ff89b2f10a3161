"""Periods of the calendar: each computed from the year itself, never from the one before.

Half-years, the first nine months and years begin in January; a week runs from Monday to Sunday
and is numbered as ISO 8601 does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, timedelta

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


def calendar_quarters(span: Span) -> list[UpdatePeriod]:
    """Return the quarters of the calendar that touch a span, cut to it, oldest first."""
    return [
        UpdatePeriod(p.key, p.label, max(p.start, span.start), min(p.end, span.end))
        for year in range(span.start.year, span.end.year + 1)
        for p in _quarters(year)
        if p.start <= span.end and span.start <= p.end
    ]


def periods_around(rhythm: Rhythm, span: Span) -> Iterator[UpdatePeriod]:
    """Yield every whole period of a rhythm from the year before a span to the year after it."""
    # The first and last years of the calendar have no neighbours to reckon with.
    first = max(span.start.year - 1, MINYEAR + 1)
    last = min(span.end.year + 1, MAXYEAR - 1)
    for year in range(first, last + 1):
        yield from _PERIODS_OF_YEAR[rhythm](year)


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
