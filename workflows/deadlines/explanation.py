"""What a reading says of itself, in Vietnamese and in the grammar's own words.

Reading the explanation of a fixed, window or recurring deadline gives the same deadline again.
"""

from __future__ import annotations

from collections.abc import Sequence

from workflows.deadlines.reading import DayRule, DeadlineKind, Part, Rhythm
from workflows.text import format_date

RHYTHM_WORDS: dict[Rhythm, str] = {
    Rhythm.WEEK: "tuần",
    Rhythm.MONTH: "tháng",
    Rhythm.QUARTER: "quý",
    Rhythm.HALF_YEAR: "6 tháng",
    Rhythm.NINE_MONTHS: "9 tháng",
    Rhythm.YEAR: "năm",
}
_WEEKDAY_WORDS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "chủ nhật")
_SHIFT_WORDS = {-1: " trước", 0: "", 1: " sau"}
MISSING_NOTE = "Ô thời gian để trống."


def explained(printed: str, parts: Sequence[Part], remarks: Sequence[str]) -> str:
    """Return "printed → what it means (remarks)"."""
    # Repeats are said once: "hằng tháng" named twice is one rhythm.
    meanings = "; ".join(dict.fromkeys(meaning(part) for part in parts))
    said = f"{printed} → {meanings}"
    return f"{said} ({'; '.join(remarks)})" if remarks else said


def meaning(part: Part) -> str:
    """Return what a part means, in words the grammar reads back."""
    return _MEANINGS[part.kind](part)


def doubtful(reason: str) -> str:
    """Return the note of a text that could not be read."""
    return f"Chưa đọc được thời hạn: {reason}."


def _fixed(part: Part) -> str:
    due = f"hạn {_date(part)}"
    return f"mở {format_date(part.opens)}, {due}" if part.opens else due


def _window(part: Part) -> str:
    opens = format_date(part.opens) if part.opens else "nay"
    return f"từ {opens} đến {_date(part)}"


def _recurring(part: Part) -> str:
    if part.every is None:
        raise ValueError("a recurring part has a rhythm")
    said = f"hằng {RHYTHM_WORDS[part.every]}"
    if part.opens:
        said += f" từ {format_date(part.opens)}"
    if part.day_rule:
        said += f", hạn {_day(part.day_rule, part.every)}"
    return said


def _ongoing(part: Part) -> str:
    said = "thường xuyên"
    if part.opens:
        said += f" từ {format_date(part.opens)}"
    if part.due:
        said += f" đến {_date(part)}"
    return said


def _event(part: Part) -> str:
    return f"chờ căn cứ: {part.condition or part.text}"


def _unreadable(part: Part) -> str:
    return f"chưa đọc được “{part.text}”"


def _missing(part: Part) -> str:
    return MISSING_NOTE


def _date(part: Part) -> str:
    if part.due is None:
        raise ValueError(f"a part of kind {part.kind} has a date")
    return format_date(part.due)


def _day(rule: DayRule, rhythm: Rhythm) -> str:
    shift = _SHIFT_WORDS[rule.shift]
    if rule.weekday is not None:
        return _WEEKDAY_WORDS[rule.weekday] + (f" kỳ{shift}" if shift else "")
    day = "ngày cuối" if rule.day is None else f"ngày {rule.day:02d}"
    if rule.month:
        month = f"{rule.month:02d}" if rule.month <= 2 else str(rule.month)
        joined = f"{day} tháng {month}" if rule.day is None else f"{day}/{month}"
        return joined + (f" năm{shift}" if shift else "")
    if rhythm is Rhythm.MONTH:
        return f"{day} tháng{shift}" if shift or rule.day is None else day
    if rule.month_of_period == 0:
        return f"{day} tháng cuối kỳ{shift}" if rule.day else f"ngày cuối kỳ{shift}"
    place = "đầu" if rule.month_of_period == 1 else f"thứ {rule.month_of_period}"
    return f"{day} tháng {place} kỳ{shift}"


_MEANINGS = {
    DeadlineKind.FIXED: _fixed,
    DeadlineKind.WINDOW: _window,
    DeadlineKind.RECURRING: _recurring,
    DeadlineKind.ONGOING: _ongoing,
    DeadlineKind.EVENT: _event,
    DeadlineKind.UNREADABLE: _unreadable,
    DeadlineKind.MISSING: _missing,
}
