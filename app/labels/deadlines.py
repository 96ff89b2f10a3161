"""How a printed time was read, as it stands beside the printed words; how a date was counted."""

from datetime import date

from flask_babel import gettext

from app.labels.dates import date_text
from app.labels.words import label
from workflows.deadlines import Offset

ARROW = " → "


def reading_words(note: str, printed: str) -> str:
    """The explanation without the words it explains, where those stand beside it anyway.

    "Quý III/2026 → hạn 30/9/2026" beside “Quý III/2026” is "hạn 30/9/2026"; of a longer text the
    part that is explained stays.
    """
    explained, arrow, words = note.partition(ARROW)
    return words if arrow and explained == printed else note


def counted_text(offset: Offset, event: date, due: date) -> str:
    """How a date was counted from the day of an event: "20 ngày sau 05/9/2026 → 25/9/2026"."""
    return gettext(
        "%(count)s %(unit)s sau %(day)s → %(due)s",
        count=offset.count,
        unit=label(offset.unit),
        day=date_text(event),
        due=date_text(due),
    )


def moved_text(printed: date, due: date) -> str:
    """Why the deadline of an item is another day than the plan gives."""
    return gettext(
        "Theo kế hoạch là %(printed)s, trùng ngày nghỉ; thời hạn của việc là %(due)s.",
        printed=date_text(printed),
        due=date_text(due),
    )
