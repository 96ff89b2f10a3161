"""The words of notices about time: what opened, update sheets, what waits, days off."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from flask_babel import gettext, ngettext

from app.labels.dates import date_text
from app.labels.reminders import item_title

_Words = Callable[[Mapping[str, Any]], str]


def _sheet_sent(data: Mapping[str, Any]) -> str:
    return ngettext(
        "Phiếu kỳ cập nhật %(label)s đã gửi: %(num)d việc chờ xác nhận.",
        "Phiếu kỳ cập nhật %(label)s đã gửi: %(num)d việc chờ xác nhận.",
        int(data.get("count") or 0),
        label=data.get("label") or "",
    )


def _sheet_decided(data: Mapping[str, Any]) -> str:
    """The numbers of the decisions, those that are not 0."""
    verified, returned = (int(data.get(word) or 0) for word in ("verified", "returned"))
    parts = (
        (
            verified,
            ngettext("%(num)d việc được xác nhận", "%(num)d việc được xác nhận", verified),
        ),
        (
            returned,
            ngettext("%(num)d việc phải bổ sung, sửa", "%(num)d việc phải bổ sung, sửa", returned),
        ),
    )
    return gettext(
        "Phiếu kỳ cập nhật %(label)s: %(parts)s.",
        label=data.get("label") or "",
        parts=", ".join(words for number, words in parts if number),
    )


def _periods_opened(data: Mapping[str, Any]) -> str:
    """How many periods opened; those that are past by their name, *kỳ cũ*."""
    new, old = int(data.get("new") or 0), int(data.get("old") or 0)
    if new + old == 1 and data.get("title"):
        words = (
            gettext("Kỳ cũ đã mở để cập nhật bù: %(title)s.", title=item_title(data))
            if old
            else gettext("Kỳ mới đã mở: %(title)s.", title=item_title(data))
        )
        return str(words)
    parts = (
        (new, ngettext("%(num)d kỳ mới", "%(num)d kỳ mới", new)),
        (old, ngettext("%(num)d kỳ cũ", "%(num)d kỳ cũ", old)),
    )
    return gettext(
        "Đã mở %(parts)s, trước hết là %(title)s.",
        parts=", ".join(words for number, words in parts if number),
        title=item_title(data),
    )


def _sleeping(data: Mapping[str, Any]) -> str:
    count = int(data.get("count") or 0)
    since = date_text(date.fromisoformat(str(data["since"])))
    return ngettext(
        "%(num)d nhiệm vụ đang chờ căn cứ, lâu nhất từ %(since)s: còn chờ hay không phát sinh?",
        "%(num)d nhiệm vụ đang chờ căn cứ, lâu nhất từ %(since)s: còn chờ hay không phát sinh?",
        count,
        since=since,
    )


def _days_off(data: Mapping[str, Any]) -> str:
    return gettext(
        "Ngày nghỉ năm %(year)s đã nạp theo quy định. Đối chiếu với thông báo nghỉ Tết, nghỉ lễ,"
        " hoán đổi ngày làm việc của năm và sửa chỗ khác.",
        year=data.get("year") or "",
    )


PERIOD_NOTICE: Mapping[str, tuple[str, _Words]] = {
    "update_sheet.send": ("submitted", _sheet_sent),
    "update_sheet.decide": ("verified", _sheet_decided),
    "period.open": ("assigned", _periods_opened),
    "sleeping.ask": ("dormant", _sleeping),
    "day_off.check": ("assigned", _days_off),
}
"""Kind → (state mark, words)."""
