"""Fit update periods between those that stay: every day in exactly one, every key used once.

A commune may change its reporting regime in the middle of a year, and one plan may begin in the
quarter in which another ended. Periods in which units have answered already are not moved; the new
ones take the days that are left.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta

from workflows.deadlines.periods import UpdatePeriod
from workflows.text import format_date

_DAY = timedelta(days=1)


def fitted_periods(
    wanted: Iterable[UpdatePeriod], known: Collection[UpdatePeriod]
) -> list[UpdatePeriod]:
    """Return the wanted periods without the days of the known ones, oldest first.

    `wanted` do not overlap, nor do `known`. A period that lost days says so in its label ("Quý
    III/2026 (16/8/2026–30/9/2026)"); where its key is known already, it has a number after it
    ("2026-Q3-2").
    """
    taken = {period.key for period in known}
    found: list[UpdatePeriod] = []
    for period in sorted(wanted, key=lambda one: one.start):
        for start, end in _free_days(period, known):
            key = _free_key(period.key, taken)
            taken.add(key)
            found.append(_cut(replace(period, key=key), start, end))
    return found


def _free_days(
    period: UpdatePeriod, known: Collection[UpdatePeriod]
) -> Iterator[tuple[date, date]]:
    """Yield the first and last days of what is left of a period."""
    start = period.start
    for other in sorted(known, key=lambda one: one.start):
        if other.end < start or other.start > period.end:
            continue
        if start < other.start:
            yield start, other.start - _DAY
        start = other.end + _DAY
    if start <= period.end:
        yield start, period.end


def _free_key(key: str, taken: Collection[str]) -> str:
    number, free = 1, key
    while free in taken:
        number += 1
        free = f"{key}-{number}"
    return free


def _cut(period: UpdatePeriod, start: date, end: date) -> UpdatePeriod:
    if (start, end) == (period.start, period.end):
        return period
    name = period.label.partition(" (")[0]
    label = f"{name} ({format_date(start)}–{format_date(end)})"
    return UpdatePeriod(period.key, label, start, end)
