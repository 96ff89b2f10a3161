"""Days off in words: a day with its weekday, and why a change of the calendar is refused."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum, auto
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from app.labels.dates import date_text

WEEKDAYS = (
    _l("Thứ Hai"),
    _l("Thứ Ba"),
    _l("Thứ Tư"),
    _l("Thứ Năm"),
    _l("Thứ Sáu"),
    _l("Thứ Bảy"),
    _l("Chủ nhật"),
)
"""Monday first, as `date.weekday()` counts."""


class DayOffRefusal(StrEnum):
    """Why the calendar was not changed."""

    known_already = auto()
    weekend_already = auto()
    no_weekend = auto()
    out_of_range = auto()


class DayOffRefused(Exception):
    """A change of the calendar was refused for a named reason; `values` fill its sentence."""

    def __init__(self, refusal: DayOffRefusal, **values: Any) -> None:
        super().__init__(refusal.value, values)
        self.refusal = refusal
        self.values = values


DAY_OFF_REFUSAL: Mapping[DayOffRefusal, Any] = {
    DayOffRefusal.known_already: _l("%(day)s đã có trong lịch. Bỏ dòng ấy trước rồi thêm lại."),
    DayOffRefusal.weekend_already: _l("%(day)s vốn là ngày nghỉ. Chọn một ngày làm việc."),
    DayOffRefusal.no_weekend: _l("%(day)s không phải ngày cuối tuần. Chọn một Thứ Bảy, Chủ nhật."),
    DayOffRefusal.out_of_range: _l("Lịch nhận các năm từ %(first)s đến %(last)s. Xem lại năm."),
}


def weekday_date(day: date) -> str:
    """A day with its weekday: Thứ Tư, 02/9/2026."""
    return gettext("%(weekday)s, %(day)s", weekday=WEEKDAYS[day.weekday()], day=date_text(day))


def day_off_refusal_text(refused: DayOffRefused) -> str:
    """The sentence of a refusal, in the reader's language."""
    values = {
        key: weekday_date(value) if isinstance(value, date) else value
        for key, value in refused.values.items()
    }
    return str(DAY_OFF_REFUSAL[refused.refusal]) % values
