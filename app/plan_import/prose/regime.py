"""Reads the reporting regime out of the prose: which periods, from when to when, by what day."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

from app.plan_import.prose.outline import Heading, Outline, Passage
from app.plan_import.prose.report_windows import (
    WINDOW,
    ReportingPeriod,
    named_days,
    printed_windows,
)
from app.plan_import.prose.report_words import (
    PARTING,
    RHYTHM_PATTERNS,
    is_of_reform,
    tells_regime,
)
from app.plan_import.prose.sentences import Piece, clauses, sentences
from app.plan_import.prose.times import DUE
from app.plan_import.source import Source
from workflows.deadlines import Before, DayRule, Rhythm, Span, read_deadline
from workflows.deadlines.day_rules import due_in_period
from workflows.deadlines.periods import periods_around

_WORDS = {
    Rhythm.MONTH: "hằng tháng",
    Rhythm.QUARTER: "hằng quý",
    Rhythm.HALF_YEAR: "định kỳ 6 tháng",
    Rhythm.NINE_MONTHS: "định kỳ 9 tháng",
    Rhythm.YEAR: "hằng năm",
}
_DUE = re.compile(DUE)
_THEMATIC = re.compile(r"chuyen de\b")


@dataclass
class _Rule:
    """How often reports are made, and the day they are sent by, as one sentence says it."""

    quote: str
    source: Source
    units: tuple[str, ...]
    days: dict[Rhythm, DayRule | None] = field(default_factory=dict)


def reporting_periods(outline: Outline, year: int, since: date) -> list[ReportingPeriod]:
    """Return the reports of a year in the order of their periods.

    Reports that the plan does not name one by one are those whose period ends after ``since``,
    the plan's first day.

    A window that the plan prints counts as printed. Where the plan prints no window at all, the
    day by which a report is sent closes its figures, and the window opens the day after the one
    before it closed: a month's and a quarter's after the month or the quarter before, the longer
    ones, which count from the beginning of the year, after the year before. Periods of the same
    end and the same day are one report, named by the widest.
    """
    windows = {one.key: one for one in printed_windows(outline, year)}
    named = list(named_days(outline, year))
    computed = list(_computed(list(_rules(outline)), year))
    for one in (*named, *computed):
        printed = windows.get(one.key)
        if printed:
            printed.send = printed.send or one.send
    found = dict(windows)
    for one in (*named, *_widest(computed)):
        found.setdefault(one.key, one)
    reports = sorted(found.values(), key=lambda one: (one.period.end, _width(one)))
    if not windows:
        _close_on_the_day(reports)
    printed_ones = {*windows, *(one.key for one in named)}
    return [one for one in reports if one.key in printed_ones or one.period.end >= since]


def _width(one: ReportingPeriod) -> int:
    return list(Rhythm).index(one.rhythm)


def _close_on_the_day(reports: Sequence[ReportingPeriod]) -> None:
    """Let each report's figures close on the day it is sent, and open after those before."""
    closed: dict[tuple[date, Rhythm | None], date] = {}
    for one in reports:
        if one.send:
            end, year_before = one.period.end, _earlier(one.period.end)
            closed[end, one.rhythm] = closed[end, None] = one.send
            closed[year_before, one.rhythm] = closed[year_before, None] = _earlier(one.send)
    for one in reports:
        if one.send:
            one.end = one.send
            single = one.rhythm in (Rhythm.MONTH, Rhythm.QUARTER)
            year_before = date(one.period.start.year - 1, 12, 31)
            end = one.period.start - timedelta(days=1) if single else year_before
            rhythm = one.rhythm if single else Rhythm.YEAR
            before = closed.get((end, rhythm)) or closed.get((end, None))
            one.start = before + timedelta(days=1) if before else None


def _earlier(day: date) -> date:
    """Return the same day a year before; 29/02 becomes 28/02."""
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def _rules(outline: Outline) -> Iterator[_Rule]:
    """Yield what the sentences about reports say, those under one heading of reports together."""
    by_heading: dict[int, _Rule] = {}
    for passage in outline.passages:
        heading = _heading_of_reports(passage)
        if heading and _THEMATIC.search(heading.key):
            continue
        of_reform = is_of_reform(passage)
        for sentence in sentences(passage.text, passage.key):
            rule = by_heading.get(id(heading)) if heading else None
            if WINDOW.search(sentence.key) or not tells_regime(sentence, bool(heading), of_reform):
                continue
            found = _read_rule(sentence, passage, heading, rule)
            if found and heading and rule is None:
                by_heading[id(heading)] = found
            if found and found is not rule:
                yield found


def _heading_of_reports(passage: Passage) -> Heading | None:
    """Return the nearest heading when it is the title of a report, or of reports."""
    heading = passage.headings[-1] if passage.headings else None
    return heading if heading and heading.key.startswith("bao cao") else None


def _read_rule(
    sentence: Piece, passage: Passage, heading: Heading | None, rule: _Rule | None
) -> _Rule | None:
    """Read rhythms and days out of a sentence, into the rule of its heading where it has one."""
    if rule is None:
        rule = _Rule(sentence.text, passage.source_at(sentence.start), passage.units)
        if heading:
            rule.days.update(dict.fromkeys(_rhythms(heading.key)))
    for clause in clauses(sentence, PARTING):
        for rhythm, due in _with_days(clause):
            day = _rule_of_day(rhythm, due) if due else None
            rule.days[rhythm] = day or rule.days.get(rhythm)
    wide = _DUE.search(sentence.key)
    if wide and not any(rule.days.values()):
        printed = sentence.text[wide.start() : wide.end()]
        for rhythm in rule.days:
            rule.days[rhythm] = _rule_of_day(rhythm, printed)
    return rule if rule.days else None


def _rhythms(key: str) -> list[Rhythm]:
    return [rhythm for rhythm, pattern in RHYTHM_PATTERNS if pattern.search(key)]


def _with_days(clause: Piece) -> Iterator[tuple[Rhythm, str]]:
    """Yield the rhythms of a clause with the day printed for each, '' where none follows.

    The day between a rhythm and the next one is its own ("hằng quý (trước ngày 10), năm (trước
    ngày 05/12)"); otherwise the first one after it is shared ("hằng quý và năm trước ngày 10").
    """
    days = list(_DUE.finditer(clause.key))
    spans = [
        (found.end(), rhythm)
        for rhythm, pattern in RHYTHM_PATTERNS
        for found in pattern.finditer(clause.key)
    ]
    inside = [
        (end, rhythm)
        for end, rhythm in spans
        if any(day.start() < end <= day.end() for day in days)
    ]
    # "trước ngày 15 hằng tháng" names a rhythm only where nothing else does.
    outside = sorted(set(spans) - set(inside)) or sorted(inside)
    starts = [day.start() for day in days]
    for place, (end, rhythm) in enumerate(outside):
        following = bisect_left(starts, end)
        if following == len(days):
            day = days[-1] if days and end <= days[-1].end() else None
            yield rhythm, clause.text[day.start() : day.end()] if day else ""
            continue
        day = days[following]
        last = place + 1 == len(outside) or day.start() < outside[place + 1][0]
        if last or all(other is not rhythm for _, other in outside[place + 1 :][:8]):
            yield rhythm, clause.text[day.start() : day.end()]


@lru_cache(maxsize=512)
def _rule_of_day(rhythm: Rhythm, printed: str) -> DayRule | None:
    """Return the rule that a printed limit gives for reports of a rhythm."""
    reading = read_deadline(f"{_WORDS[rhythm]}, {printed}", None, None, Before.EXCLUSIVE, None)
    rules = {part.every: part.day_rule for part in reading.parts if part.day_rule}
    return rules.get(rhythm) or next(iter(rules.values()), None)


def _computed(rules: Sequence[_Rule], year: int) -> Iterator[ReportingPeriod]:
    span = Span(date(year, 1, 1), date(year, 12, 31))
    for rule in rules:
        for rhythm, day in rule.days.items():
            for period in periods_around(rhythm, span):
                # "Báo cáo 6 tháng" is that of the first half; the second ends with the year.
                if period.end.year != year or period.key.endswith("H2"):
                    continue
                send = due_in_period(day, rhythm, period.start, period.end) if day else None
                yield ReportingPeriod(
                    period, rhythm, rule.quote, rule.source, rule.units, send=send
                )


def _widest(periods: Sequence[ReportingPeriod]) -> list[ReportingPeriod]:
    """Keep one report per end and day; one without a day gives way to one with."""
    kept: dict[str, ReportingPeriod] = {}
    for one in periods:
        known = kept.setdefault(one.key, one)
        if known.send is None:
            kept[one.key] = one
    dated = {one.period.end for one in kept.values() if one.send}
    by_place: dict[tuple[date, date | None], ReportingPeriod] = {}
    for one in kept.values():
        if one.send is None and one.period.end in dated:
            continue
        place = (one.period.end, one.send)
        known = by_place.setdefault(place, one)
        if _width(one) > _width(known):
            by_place[place] = one
    return list(by_place.values())
