"""Reporting windows (kỳ báo cáo): whose results a report counts, and the days of its making.

"Quý III" ends on 30/9, but the report on it may close its figures on 14/9: a commune's reporting
regime says so as data. Every window is computed from its rule and a year, never from another
window. The update periods (kỳ cập nhật), in which ongoing work is answered, run without overlap
from one cut-off to the next.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, time, timedelta
from enum import StrEnum
from itertools import pairwise

from workflows.deadlines.months import first_day, last_day
from workflows.deadlines.periods import UpdatePeriod, months_as_period, whole_quarters
from workflows.deadlines.reading import Span
from workflows.text import format_date

_DAY = timedelta(days=1)
# A leap year with a common one on each side: what holds in them holds in every year.
_SAMPLE_YEARS = (2023, 2024, 2025)


class LadderStep(StrEnum):
    """A step in the making of a report, in the order of the making."""

    INTERNAL = "internal"
    UNITS_SEND = "units_send"
    FIGURES_CLOSE = "figures_close"
    TO_COMMITTEE = "to_committee"
    TO_DEPARTMENT = "to_department"


@dataclass(frozen=True, slots=True)
class YearDay:
    """A day of a year: month 1 to 12, day 1 to 31, in the report's year or one beside it.

    `year_offset` is -1 for the year before ("15/12 của năm trước kỳ báo cáo"), 1 for the next.
    """

    month: int
    day: int
    year_offset: int = 0

    def __post_init__(self) -> None:
        """Refuse a day no month has, with ValueError."""
        known = 1 <= self.month <= 12 and 1 <= self.day <= 31 and -1 <= self.year_offset <= 1
        if not known:
            raise ValueError(f"no such day of a year: {self.day}/{self.month} ({self.year_offset})")

    def on(self, year: int) -> date:
        """Return the day in a report's year; one the month does not have is its last day."""
        last = last_day(year + self.year_offset, self.month)
        return last.replace(day=min(self.day, last.day))


@dataclass(frozen=True, slots=True)
class Rung:
    """The day of a step of the ladder, with its hour where one is named."""

    step: LadderStep
    day: YearDay
    at: time | None = None


@dataclass(frozen=True, slots=True)
class ReportArea:
    """A lĩnh vực of which a thematic report is made; `key` is short ASCII."""

    key: str
    title: str


@dataclass(frozen=True, slots=True)
class ReportRule:
    """One report of every year.

    `months` are the first and last month the report is named by (quarter III is 7 and 9),
    `first` and `last` the days whose results it counts, `cut_off` the day its figures close,
    None where the plan gives none and the office has to be asked. In `label` "{year}" stands for
    the year and "{area}" for the area. `ladder` holds each step at most once, in the order of
    `LadderStep`. A thematic report (báo cáo chuyên đề) has `areas` and is made once for each.
    """

    key: str
    label: str
    months: tuple[int, int]
    first: YearDay
    last: YearDay
    cut_off: YearDay | None
    ladder: tuple[Rung, ...] = ()
    areas: tuple[ReportArea, ...] = ()

    def __post_init__(self) -> None:
        """Refuse, with ValueError, months, days or steps that cannot be."""
        if not 1 <= self.months[0] <= self.months[1] <= 12:
            raise ValueError(f"{self.key}: no such months: {self.months}")
        for year in _SAMPLE_YEARS:
            if self.last.on(year) < self.first.on(year):
                raise ValueError(f"{self.key}: the window ends before it starts")
            if self.cut_off and self.cut_off.on(year) < self.first.on(year):
                raise ValueError(f"{self.key}: the figures close before the window starts")
        order = [list(LadderStep).index(rung.step) for rung in self.ladder]
        if order != sorted(set(order)):
            raise ValueError(f"{self.key}: the steps are out of order or named twice")


@dataclass(frozen=True, slots=True)
class ReportingRegime:
    """A commune's chế độ báo cáo: its reports of a year, in the order they are shown."""

    key: str
    title: str
    rules: tuple[ReportRule, ...]

    def __post_init__(self) -> None:
        """Refuse, with ValueError, reports of one name and cut-offs against the calendar."""
        if len({rule.key for rule in self.rules}) < len(self.rules):
            raise ValueError("two reports have the same key")
        keys = [window.key for window in windows_of_year(self, _SAMPLE_YEARS[0])]
        if len(set(keys)) < len(keys):
            raise ValueError("two reports are on the same months")
        closings = _closings(self, _SAMPLE_YEARS[0], _SAMPLE_YEARS[-1])
        for before, after in pairwise(closings):
            if after.on <= before.on:
                raise ValueError("a later period closes its figures before an earlier one")


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the ladder of one report, on its day."""

    step: LadderStep
    on: date
    at: time | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """A report of one year: its days (both included), its cut-off, and its ladder.

    `key` is "2025-Q1", "2025-H1", "2025-9M", "2025-Y", "2025-M03", with the area's key after it
    for a thematic report. `cut_off_on` is None where the office has to be asked.
    """

    key: str
    label: str
    starts_on: date
    ends_on: date
    cut_off_on: date | None
    ladder: tuple[Step, ...]
    area: ReportArea | None = None


def windows_of_year(regime: ReportingRegime, year: int) -> tuple[Window, ...]:
    """Return the windows of a year in the regime's order; cumulative ones overlap."""
    return tuple(
        _window(rule, area, year) for rule in regime.rules for area in (rule.areas or (None,))
    )


def update_periods(regime: ReportingRegime, span: Span) -> list[UpdatePeriod]:
    """Return the update periods that touch a span, whole, oldest first.

    They run from the day after one cut-off to the next, so that every day is in exactly one, also
    where no report is named by its months ("Quý IV/2026 (15/9/2026–14/12/2026)"). A regime
    without any cut-off has the quarters of the calendar.
    """
    # A cut-off may lie a year beside the report's, and the one before it opens the period.
    first = max(span.start.year - 2, MINYEAR + 1)
    last = min(span.end.year + 2, MAXYEAR - 1)
    closings = _closings(regime, first, last)
    if not closings:
        return whole_quarters(span)
    return [
        _update_period(before, after)
        for before, after in pairwise(closings)
        if before.on < span.end and span.start <= after.on
    ]


def _window(rule: ReportRule, area: ReportArea | None, year: int) -> Window:
    key = f"{year:04d}-{_key_of_months(*rule.months)}"
    # Labels are typed by people: only these two words are replaced, braces may stand in them.
    label = rule.label.replace("{year}", str(year))
    if area:
        key, label = f"{key}-{area.key}", label.replace("{area}", area.title)
    return Window(
        key=key,
        label=label,
        starts_on=rule.first.on(year),
        ends_on=rule.last.on(year),
        cut_off_on=rule.cut_off.on(year) if rule.cut_off else None,
        ladder=tuple(Step(rung.step, rung.day.on(year), rung.at) for rung in rule.ladder),
        area=area,
    )


_KEYS_OF_MONTHS = {
    (1, 3): "Q1", (4, 6): "Q2", (7, 9): "Q3", (10, 12): "Q4",
    (1, 6): "H1", (7, 12): "H2", (1, 9): "9M", (1, 12): "Y",
}  # fmt: skip


def _key_of_months(first: int, last: int) -> str:
    alone = f"M{last:02d}" if first == last else f"M{first:02d}-M{last:02d}"
    return _KEYS_OF_MONTHS.get((first, last), alone)


@dataclass(frozen=True, slots=True)
class _Closing:
    """A day on which an update period closes, and the end of the month it is named by."""

    on: date
    month_end: date


def _closings(regime: ReportingRegime, first_year: int, last_year: int) -> list[_Closing]:
    """Return the closings of these years, oldest month first.

    Reports named by the same last month close one update period, on the earliest of their
    cut-offs: what came in by then is in all of them.
    """
    cut_offs: dict[int, list[YearDay]] = {}
    for rule in regime.rules:
        if rule.cut_off and not rule.areas:
            cut_offs.setdefault(rule.months[1], []).append(rule.cut_off)
    return [
        _Closing(min(day.on(year) for day in days), last_day(year, month))
        for year in range(first_year, last_year + 1)
        for month, days in sorted(cut_offs.items())
    ]


def _update_period(before: _Closing, after: _Closing) -> UpdatePeriod:
    opening = before.month_end + _DAY
    named = months_as_period(first_day(opening.year, opening.month), after.month_end)
    start = before.on + _DAY
    if (start, after.on) == (named.start, named.end):
        return named
    label = f"{named.label} ({format_date(start)}–{format_date(after.on)})"
    return UpdatePeriod(named.key, label, start, after.on)
