"""The day in a cell of a workbook, however it came to stand there."""

import re
from datetime import date, datetime, timedelta
from typing import Any

from workflows.text import fold

_TYPED = re.compile(
    r"(?:ngay\s*)?(\d{1,2})\s*(?:[/.\-]|\s*thang\s*)\s*(\d{1,2})\s*(?:[/.\-]|\s*nam\s*)\s*(\d{4}|\d{2})"
)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ t]00:00:00)?")
_EXCEL_BEGINS = date(1899, 12, 30)
_SERIALS = range(36_526, 73_051)  # 01/01/2000 to 31/12/2099, as Excel counts days.


def day_of(value: Any) -> date | None:
    """Return the day in a cell: a real date, one typed in any usual way, or the number of a day
    where the cell lost its format; None for nothing and for what is no day.
    """
    if isinstance(value, datetime):
        return _in_our_time(value.date())
    if isinstance(value, date):
        return _in_our_time(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        serial = int(value)
        if serial == value and serial in _SERIALS:
            return _EXCEL_BEGINS + timedelta(days=serial)
        return None
    return _typed_day(fold(str(value))) if value is not None else None


def _typed_day(text: str) -> date | None:
    if found := _ISO.fullmatch(text):
        year, month, day = (int(part) for part in found.groups())
    elif found := _TYPED.fullmatch(text.strip("'., ")):
        day, month, year = (int(part) for part in found.groups())
        year += 2000 if year < 100 else 0
    else:
        return None
    try:
        return _in_our_time(date(year, month, day))
    except ValueError:
        return None


def _in_our_time(day: date) -> date | None:
    """A year with a digit too few or too many is a typing error, not a day."""
    return day if 2000 <= day.year <= 2099 else None
