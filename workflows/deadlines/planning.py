"""From a reading to the work items it makes over the days of a plan.

Every item is known by its part and its period; nothing here depends on what was made before, so
making items again, or after a long pause, gives the same ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from workflows.deadlines.day_rules import due_in_period
from workflows.deadlines.periods import UpdatePeriod, calendar_quarters, periods_around
from workflows.deadlines.reading import DeadlineKind, Part, Reading, Rhythm, Span
from workflows.deadlines.working_days import WorkingCalendar, shifted

# The period key of an item that comes once.
ONCE_KEY = "once"


class ItemKind(StrEnum):
    """What a planned item is.

    A CHECKPOINT is a quarter's end inside a window, where a note is asked for and nothing is
    late; a DORMANT item waits for an outside event or for a date.
    """

    ONCE = "once"
    MILESTONE = "milestone"
    PERIOD = "period"
    CHECK_IN = "check_in"
    CHECKPOINT = "checkpoint"
    DORMANT = "dormant"


@dataclass(frozen=True, slots=True)
class PlannedItem:
    """A work item a reading makes; (part_index, period_key) is its identity within the reading.

    `due` is None for checkpoints, whose day is `opens`, and for dormant items. `printed_due` is the
    day the plan gives where `due` was moved from a day off, else None.
    """

    part_index: int
    period_key: str
    label: str
    opens: date | None
    due: date | None
    kind: ItemKind
    printed_due: date | None = None


def planned_items(
    reading: Reading,
    span: Span,
    issued_on: date | None,
    update_periods: Sequence[UpdatePeriod],
) -> list[PlannedItem]:
    """Return every item of the span, oldest first, dormant ones last.

    A fixed date is made wherever it falls. Periods of recurring and ongoing parts are made when
    they are due within the span, had not ended before `issued_on`, and are not due before the work
    begins; one that began before the span opens on its own first day. Periods that end and fall
    due on the same days are one item, named by the widest. `update_periods` may come in any order.
    A longer span adds items and changes none.
    """
    several = len(reading.parts) > 1
    items = [_item(period) for period in recurring_periods(reading.parts, span, issued_on)]
    for index, part in enumerate(reading.parts):
        if part.kind is DeadlineKind.ONGOING:
            items += _check_ins(index, part, span, issued_on, update_periods)
        elif part.kind in (DeadlineKind.FIXED, DeadlineKind.WINDOW):
            kind = ItemKind.MILESTONE if several else ItemKind.ONCE
            items.append(PlannedItem(index, ONCE_KEY, part.text, part.opens, part.due, kind))
            items += _checkpoints(index, part, issued_on)
        elif part.kind is not DeadlineKind.RECURRING:
            label = part.text or "Chưa có thời hạn"
            items.append(PlannedItem(index, ONCE_KEY, label, None, None, ItemKind.DORMANT))
    return sorted(items, key=_by_age)


def shifted_items(
    items: Sequence[PlannedItem], parts: Sequence[Part], calendar: WorkingCalendar
) -> list[PlannedItem]:
    """Return items of these parts with every deadline on a day off moved, oldest first.

    The identity of an item stays; what `shifted` does with "trước ngày X" holds.
    """
    return sorted((_shifted(item, parts[item.part_index], calendar) for item in items), key=_by_age)


def _shifted(item: PlannedItem, part: Part, calendar: WorkingCalendar) -> PlannedItem:
    if item.due is None:
        return item
    # Of ongoing work "trước ngày X" speaks of the last day, not of the ends of update periods.
    before = part.before and (item.kind is not ItemKind.CHECK_IN or item.due == part.due)
    due = shifted(item.due, calendar, before=before)
    return item if due == item.due else replace(item, due=due, printed_due=item.due)


@dataclass(frozen=True, slots=True)
class RecurringPeriod:
    """One period of a recurring part, the day its work opens and the day it is due."""

    part_index: int
    rhythm: Rhythm
    period: UpdatePeriod
    opens: date
    due: date


def recurring_periods(
    parts: Sequence[Part], span: Span, issued_on: date | None
) -> list[RecurringPeriod]:
    """Return the periods of all recurring parts due within a span, oldest first."""
    widest: dict[tuple[date, date], RecurringPeriod] = {}
    for index, part in enumerate(parts):
        if part.kind is not DeadlineKind.RECURRING or part.every is None:
            continue
        for found in _periods(index, part, part.every, span):
            if issued_on and min(found.period.end, found.due) < issued_on:
                continue
            place = (found.period.end, found.due)
            known = widest.get(place)
            if known is None or _width(found) > _width(known):
                widest[place] = found
    return sorted(widest.values(), key=lambda one: (one.due, one.period.end))


def _periods(index: int, part: Part, every: Rhythm, span: Span) -> list[RecurringPeriod]:
    found: list[RecurringPeriod] = []
    before: UpdatePeriod | None = None
    for period in periods_around(every, span):
        due = due_in_period(part.day_rule, every, period.start, period.end)
        begun = part.opens is None or (due and min(period.end, due) >= part.opens)
        if due and begun and span.start <= due <= span.end:
            opens = max(_opening(period, before, due), part.opens or date.min)
            found.append(RecurringPeriod(index, every, period, opens, due))
        before = period
    return found


def _opening(period: UpdatePeriod, before: UpdatePeriod | None, due: date) -> date:
    """Return the day the work of a period opens.

    What is due before its period begins ("hằng tháng, trước ngày 01": the plan of a month) is
    done in the period before.
    """
    if period.start <= due:
        return period.start
    return before.start if before and before.start <= due else due


def _width(found: RecurringPeriod) -> int:
    return list(Rhythm).index(found.rhythm)


def _item(found: RecurringPeriod) -> PlannedItem:
    period = found.period
    return PlannedItem(
        found.part_index, period.key, period.label, found.opens, found.due, ItemKind.PERIOD
    )


def _check_ins(
    index: int,
    part: Part,
    span: Span,
    issued_on: date | None,
    update_periods: Sequence[UpdatePeriod],
) -> list[PlannedItem]:
    """Return an item per update period in which the work goes on, due at the period's end."""
    items: list[PlannedItem] = []
    for period in update_periods:
        due = min(period.end, part.due or period.end)
        opens = max(period.start, part.opens or period.start)
        ended = issued_on and due < issued_on
        if not ended and opens <= due and span.start <= due <= span.end:
            items.append(
                PlannedItem(index, period.key, period.label, opens, due, ItemKind.CHECK_IN)
            )
    return items


def _checkpoints(index: int, part: Part, issued_on: date | None) -> list[PlannedItem]:
    """Return the quarters that end inside a window, before its last day and not before the issue.

    Nobody can be asked for a note on a quarter that was over when the work was given.
    """
    if part.kind is not DeadlineKind.WINDOW or not part.opens or not part.due:
        return []
    return [
        PlannedItem(index, quarter.key, quarter.label, quarter.end, None, ItemKind.CHECKPOINT)
        for quarter in calendar_quarters(Span(part.opens, part.due))
        if quarter.end < part.due and not (issued_on and quarter.end < issued_on)
    ]


def _by_age(item: PlannedItem) -> tuple[date, int, str]:
    dormant = item.kind is ItemKind.DORMANT
    day = item.due or (None if dormant else item.opens)
    return day or date.max, item.part_index, item.period_key
