"""Days of a period: made from the words, moved by "trước", and worked out for one period."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from workflows.deadlines.months import last_day
from workflows.deadlines.reading import DayRule, Rhythm
from workflows.deadlines.syntax import Edge, Moments, Place, Point, Unit

# Months in one period of a rhythm.
MONTHS_OF: dict[Rhythm, int] = {
    Rhythm.MONTH: 1,
    Rhythm.QUARTER: 3,
    Rhythm.HALF_YEAR: 6,
    Rhythm.NINE_MONTHS: 9,
    Rhythm.YEAR: 12,
}


def rules_before(rules: Sequence[DayRule], edge: Edge) -> tuple[DayRule, ...] | None:
    """Return the rules a deadline with this edge comes to, None when one cannot be said."""
    if edge is not Edge.BEFORE:
        return tuple(rules)
    moved = [_day_before(rule) for rule in rules]
    return tuple(rule for rule in moved if rule) if all(moved) else None


def rule_from_point(moments: Moments, rhythms: Sequence[Rhythm]) -> tuple[DayRule, ...] | None:
    """Return points without a year as days of a period of these rhythms, None if they are not."""
    rules: list[DayRule] = []
    for element in moments.elements:
        rule = _rule(element.end, moments.edge, rhythms)
        if rule is None or (element.start and _has_year(element.start)):
            return None
        rules.append(rule)
    return tuple(rules)


def _rule(point: Point, edge: Edge, rhythms: Sequence[Rhythm]) -> DayRule | None:
    if _has_year(point) or point.fault or Rhythm.WEEK in rhythms:
        return None
    shift = point.year.offset if point.year else 0
    # A month of the calendar belongs to one rhythm wider than a month.
    names_month = len(rhythms) == 1 and rhythms[0] is not Rhythm.MONTH
    if point.unit is Unit.DAY:
        if not _is_day(point) or (point.first and not names_month):
            return None
        if point.first and edge is Edge.UNTIL and Rhythm.YEAR not in rhythms:
            # "Hằng quý đến 30/9" says when it ends.
            return None
        rule = DayRule(day=point.day, month=point.first or None, shift=shift)
        return _day_before(rule) if edge is Edge.BEFORE else rule
    if point.unit not in (Unit.MONTH, Unit.QUARTER) or not names_month:
        return None
    if point.place is Place.END and edge is not Edge.BEFORE:
        return DayRule(month=point.last, shift=shift)
    if point.place or rhythms[0] is not Rhythm.YEAR:
        return None
    if edge is not Edge.BEFORE:
        return DayRule(month=point.last, shift=shift)
    return _day_before(DayRule(day=1, month=point.first, shift=shift))


def _has_year(point: Point) -> bool:
    return point.year is not None and point.year.number is not None


def _is_day(point: Point) -> bool:
    """Tell whether the day exists, in a leap year at least; without a month any to 31 does."""
    if point.day is None or not 1 <= point.day <= 31:
        return False
    if point.first == 0:
        return True
    return 1 <= point.first <= 12 and point.day <= last_day(2000, point.first).day


def _day_before(rule: DayRule) -> DayRule | None:
    if rule.weekday is not None:
        earlier = (rule.weekday - 1) % 7
        return replace(rule, weekday=earlier, shift=rule.shift - (rule.weekday == 0))
    if rule.day is None:
        return None
    if rule.day > 1:
        return replace(rule, day=rule.day - 1)
    if rule.month == 1:
        return replace(rule, day=None, month=12, shift=rule.shift - 1)
    if rule.month:
        return replace(rule, day=None, month=rule.month - 1)
    if rule.month_of_period == 1:
        return replace(rule, day=None, month_of_period=0, shift=rule.shift - 1)
    return replace(rule, day=None, month_of_period=rule.month_of_period - 1)


def normal_rule(rule: DayRule, rhythm: Rhythm) -> DayRule | None:
    """Return a rule in the one form its meaning has for a rhythm; None for the period's end.

    A day of the month says nothing of a week, nor a day of the week of a month.
    """
    if (rhythm is Rhythm.WEEK) != (rule.weekday is not None):
        return None
    if rhythm is not Rhythm.WEEK and not rule.month:
        length = MONTHS_OF[rhythm]
        place = rule.month_of_period if rule.month_of_period > 0 else length + rule.month_of_period
        shift = rule.shift
        if place < 1:
            place, shift = length, shift - 1
        rule = replace(rule, month_of_period=0 if place == length else place, shift=shift)
    return None if rule == DayRule() else rule


def due_in_period(rule: DayRule | None, rhythm: Rhythm, start: date, end: date) -> date | None:
    """Return the day a rule gives in the period from `start` to `end`.

    Without a rule that is the period's last day. None when the rule names a month of the
    calendar that the period does not hold.
    """
    if rule is None:
        return end
    if rhythm is Rhythm.WEEK:
        days = (6 if rule.weekday is None else rule.weekday) + 7 * rule.shift
        return start + timedelta(days=days)
    if rule.month:
        return _day_of_named_month(rule, start, end)
    length = MONTHS_OF[rhythm]
    step = MONTHS_OF[Rhythm.YEAR] if rhythm is Rhythm.NINE_MONTHS else length
    place = rule.month_of_period if rule.month_of_period > 0 else length + rule.month_of_period
    index = start.year * 12 + start.month - 1 + place - 1 + rule.shift * step
    return _day_of_month(index // 12, index % 12 + 1, rule.day)


def _day_of_named_month(rule: DayRule, start: date, end: date) -> date | None:
    day = _day_of_month(start.year + rule.shift, rule.month or 1, rule.day)
    # A day in another year belongs to the period that ends the year.
    if rule.shift:
        return day if end.month == MONTHS_OF[Rhythm.YEAR] else None
    return day if start <= day <= end else None


def _day_of_month(year: int, month: int, day: int | None) -> date:
    last = last_day(year, month)
    return last if day is None or day >= last.day else last.replace(day=day)
