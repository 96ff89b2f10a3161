"""First and last days of months."""

from __future__ import annotations

from calendar import monthrange
from datetime import date


def first_day(year: int, month: int) -> date:
    """Return the first day of a month."""
    return date(year, month, 1)


def last_day(year: int, month: int) -> date:
    """Return the last day of a month."""
    return date(year, month, monthrange(year, month)[1])
