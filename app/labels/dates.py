"""Dates and times as offices write them: 05/02/2026, 14/9/2026, 07:30; typed either way."""

import re
from datetime import date, datetime

from flask_babel import gettext, ngettext

from app import clock
from workflows.deadlines import format_date
from workflows.deadlines.lateness import days_late
from workflows.states import WITH_LEAD, Status

_TYPED = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")


def parse_date(typed: str) -> date | None:
    """Read a typed day: 5/2/2026, 05/02/2026, 5-2-2026 or 2026-02-05. None for an empty text.

    Raises ValueError for anything else, an impossible day included.
    """
    text = typed.strip()
    if not text:
        return None
    if found := _TYPED.fullmatch(text):
        day, month, year = (int(part) for part in found.groups())
    elif found := _ISO.fullmatch(text):
        year, month, day = (int(part) for part in found.groups())
    else:
        raise ValueError(text)
    return date(year, month, day)


def date_text(day: date | None) -> str:
    """A day as offices write it; nothing for None."""
    return "" if day is None else format_date(day)


def moment_text(instant: datetime | None) -> str:
    """An instant on a clock in Vietnam: 07:30 ngày 05/02/2026."""
    if instant is None:
        return ""
    there = clock.local(instant)
    return gettext(
        "%(time)s ngày %(day)s", time=there.strftime("%H:%M"), day=format_date(there.date())
    )


def due_words(status: Status, due_on: date | None, today: date) -> str:
    """How an item stands against its date, in words before the date."""
    if due_on is None:
        return gettext("Chưa có thời hạn")
    late = days_late(status, due_on, today)
    if late:
        return ngettext("Quá hạn %(num)d ngày", "Quá hạn %(num)d ngày", late)
    if status not in WITH_LEAD:
        return gettext("Hạn %(day)s", day=format_date(due_on))
    left = (due_on - today).days
    if left == 0:
        return gettext("Hạn hôm nay")
    return ngettext("Còn %(num)d ngày", "Còn %(num)d ngày", left)
