"""From a reading to the work items it makes over the days of a plan.

Every item is known by its part and its period; nothing here depends on what was made before, so
making items again, or after a long pause, gives the same ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from workflows.deadlines.day_rules import due_in_period
from workflows.deadlines.periods import UpdatePeriod, calendar_quarters, periods_around
from workflows.deadlines.reading import DeadlineKind, Part, Reading, Rhythm, Span

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

    `due` is None for checkpoints, whose day is `opens`, and for dormant items.
    """

    part_index: int
    period_key: str
    label: str
    opens: date | None
    due: date | None
    kind: ItemKind


def planned_items(
    reading: Reading,
    span: Span,
    issued_on: date | None,
    update_periods: Sequence[UpdatePeriod],
) -> list[PlannedItem]:
    """Return every item of the span, oldest first, dormant ones last.

    A fixed date is made wherever it falls. Periods of recurring and ongoing parts are made when
    they are due within the span and had not ended before `issued_on`. Periods that end and fall
    due on the same days are one item, named by the widest.
    """
    several = len(reading.parts) > 1
    items = [_item(period) for period in recurring_periods(reading.parts, span, issued_on)]
    for index, part in enumerate(reading.parts):
        if part.kind is DeadlineKind.ONGOING:
            items += _check_ins(index, part, span, issued_on, update_periods)
        elif part.kind in (DeadlineKind.FIXED, DeadlineKind.WINDOW):
            kind = ItemKind.MILESTONE if several else ItemKind.ONCE
            items.append(PlannedItem(index, ONCE_KEY, part.text, part.opens, part.due, kind))
            items += _checkpoints(index, part)
        elif part.kind is not DeadlineKind.RECURRING:
            label = part.text or "Chưa có thời hạn"
            items.append(PlannedItem(index, ONCE_KEY, label, None, None, ItemKind.DORMANT))
    return sorted(items, key=_by_age)


@dataclass(frozen=True, slots=True)
class RecurringPeriod:
    """One period of a recurring part and the day it is due."""

    part_index: int
    rhythm: Rhythm
    period: UpdatePeriod
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
    for period in periods_around(every, span):
        due = due_in_period(part.day_rule, every, period.start, period.end)
        begun = part.opens is None or period.end >= part.opens
        if due and begun and span.start <= due <= span.end:
            found.append(RecurringPeriod(index, every, period, due))
    return found


def _width(found: RecurringPeriod) -> int:
    return list(Rhythm).index(found.rhythm)


def _item(found: RecurringPeriod) -> PlannedItem:
    period = found.period
    return PlannedItem(
        found.part_index, period.key, period.label, period.start, found.due, ItemKind.PERIOD
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
        ended = (issued_on and due < issued_on) or (part.opens and due < part.opens)
        if not ended and period.start <= due and span.start <= due <= span.end:
            items.append(
                PlannedItem(index, period.key, period.label, period.start, due, ItemKind.CHECK_IN)
            )
    return items


def _checkpoints(index: int, part: Part) -> list[PlannedItem]:
    """Return the quarters that end inside a window, before its last day."""
    if part.kind is not DeadlineKind.WINDOW or not part.opens or not part.due:
        return []
    return [
        PlannedItem(index, quarter.key, quarter.label, quarter.end, None, ItemKind.CHECKPOINT)
        for quarter in calendar_quarters(Span(part.opens, part.due))
        if quarter.end < part.due
    ]


def _by_age(item: PlannedItem) -> tuple[date, int, str]:
    dormant = item.kind is ItemKind.DORMANT
    day = item.due or (None if dormant else item.opens)
    return day or date.max, item.part_index, item.period_key
