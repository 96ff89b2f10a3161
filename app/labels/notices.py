"""A notice in words: what happened, and the words somebody gave with it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext, ngettext

from app.labels.dates import date_text
from app.labels.events import event_text
from app.models import Notification


@dataclass(frozen=True, slots=True)
class NoticeWords:
    """The sentence of a notice, its mark (a state mark), and the reason somebody gave."""

    sentence: str
    mark: str
    reason: str = ""


def notice_words(notice: Notification) -> NoticeWords:
    """The words of `notice` in the reader's language; an unknown kind is named, never hidden."""
    data: Mapping[str, Any] = notice.data
    made = _WORDS.get(notice.kind)
    if made is None:
        title = data.get("title", "")
        return NoticeWords(f"{event_text(notice.kind)}: {title}".rstrip(": "), "open")
    mark, words = made
    return NoticeWords(words(data), mark, str(data.get("reason") or ""))


def _title(data: Mapping[str, Any]) -> str:
    """The task, with the period where there is one: “Báo cáo giải ngân” (tháng 8)."""
    title, label = data.get("title") or "", data.get("label") or ""
    return f"“{title}” ({label})" if label else f"“{title}”"


def _plan_started(data: Mapping[str, Any]) -> str:
    number = data.get("number")
    name = f"{gettext('Kế hoạch')} {number}" if number else data.get("title") or ""
    leads, supports = int(data.get("lead") or 0), int(data.get("supporting") or 0)
    if leads:
        return ngettext(
            "%(name)s đã đưa vào theo dõi; đơn vị chủ trì %(num)d nhiệm vụ.",
            "%(name)s đã đưa vào theo dõi; đơn vị chủ trì %(num)d nhiệm vụ.",
            leads,
            name=name,
        )
    if supports:
        return ngettext(
            "%(name)s đã đưa vào theo dõi; đơn vị phối hợp %(num)d nhiệm vụ.",
            "%(name)s đã đưa vào theo dõi; đơn vị phối hợp %(num)d nhiệm vụ.",
            supports,
            name=name,
        )
    return gettext("%(name)s đã đưa vào theo dõi.", name=name)


def _plan_recalled(data: Mapping[str, Any]) -> str:
    return gettext(
        "Kế hoạch %(name)s được thu hồi; các việc đã giao theo kế hoạch này dừng lại.",
        name=data.get("number") or data.get("title") or "",
    )


def _plan_amended(data: Mapping[str, Any]) -> str:
    """The numbers of the unit, those that are not 0."""
    changed, new, gone = (int(data.get(word) or 0) for word in ("changed", "new", "gone"))
    parts = (
        (changed, ngettext("%(num)d nhiệm vụ thay đổi", "%(num)d nhiệm vụ thay đổi", changed)),
        (new, ngettext("%(num)d nhiệm vụ mới", "%(num)d nhiệm vụ mới", new)),
        (gone, ngettext("%(num)d nhiệm vụ không còn", "%(num)d nhiệm vụ không còn", gone)),
    )
    return gettext(
        "Kế hoạch có bản mới %(name)s; với đơn vị: %(parts)s.",
        name=data.get("number") or data.get("title") or "",
        parts=", ".join(words for number, words in parts if number),
    )


def _amendment_waits(data: Mapping[str, Any]) -> str:
    return gettext(
        "Bản mới %(number)s của kế hoạch “%(title)s” chờ anh, chị xem và áp dụng.",
        number=data.get("number") or "",
        title=data.get("title") or "",
    )


def _results_entered(data: Mapping[str, Any]) -> str:
    return ngettext(
        "%(num)d kết quả đã có của kế hoạch %(name)s chờ xác nhận.",
        "%(num)d kết quả đã có của kế hoạch %(name)s chờ xác nhận.",
        int(data.get("count") or 0),
        name=data.get("number") or data.get("title") or "",
    )


def _results_verified(data: Mapping[str, Any]) -> str:
    return ngettext(
        "%(num)d kết quả đã có của đơn vị trong kế hoạch %(name)s được xác nhận hoàn thành.",
        "%(num)d kết quả đã có của đơn vị trong kế hoạch %(name)s được xác nhận hoàn thành.",
        int(data.get("count") or 0),
        name=data.get("number") or data.get("title") or "",
    )


def _entered_for_unit(data: Mapping[str, Any]) -> str:
    return ngettext(
        "Cơ quan thường trực đã nhập thay %(num)d việc của đơn vị trong kế hoạch %(name)s,"
        " theo bảng đơn vị gửi lại.",
        "Cơ quan thường trực đã nhập thay %(num)d việc của đơn vị trong kế hoạch %(name)s,"
        " theo bảng đơn vị gửi lại.",
        int(data.get("count") or 0),
        name=data.get("number") or data.get("title") or "",
    )


def _entered_to_verify(data: Mapping[str, Any]) -> str:
    return ngettext(
        "%(num)d kết quả nhập thay đơn vị trong kế hoạch %(name)s chờ xác nhận.",
        "%(num)d kết quả nhập thay đơn vị trong kế hoạch %(name)s chờ xác nhận.",
        int(data.get("count") or 0),
        name=data.get("number") or data.get("title") or "",
    )


def _late(data: Mapping[str, Any]) -> str:
    """One item by its name and date, several by the first of them."""
    items = data.get("items") or [data]
    count = int(data.get("count") or 1)
    first, due_on = _title(items[0]), items[0].get("due_on")
    if count > 1:
        return ngettext(
            "%(num)d việc vừa quá hạn, trước hết là %(title)s.",
            "%(num)d việc vừa quá hạn, trước hết là %(title)s.",
            count,
            title=first,
        )
    if not due_on:
        return gettext("%(title)s đã quá hạn.", title=first)
    day = date_text(date.fromisoformat(due_on))
    return gettext("%(title)s đã quá hạn, thời hạn là %(day)s.", title=first, day=day)


_Words = Callable[[Mapping[str, Any]], str]

_WORDS: Mapping[str, tuple[str, _Words]] = {
    "plan.start": ("assigned", _plan_started),
    "plan.recall": ("cancelled", _plan_recalled),
    "plan.amend": ("assigned", _plan_amended),
    "plan_draft.lay_before_leader": ("submitted", _amendment_waits),
    "opening_results.enter": ("submitted", _results_entered),
    "opening_results.verify": ("verified", _results_verified),
    "returned_workbook.accept": ("in_progress", _entered_for_unit),
    "returned_workbook.submit": ("submitted", _entered_to_verify),
    "work_item.late": ("late", _late),
    "work_item.create": (
        "assigned",
        lambda data: gettext("Kỳ mới đã mở: %(title)s.", title=_title(data)),
    ),
    "work_item.activate": (
        "assigned",
        lambda data: gettext(
            "%(title)s đã có căn cứ và thời hạn. Xem thời hạn rồi tiếp nhận.", title=_title(data)
        ),
    ),
    "work_item.set_date": (
        "assigned",
        lambda data: gettext("%(title)s đã có thời hạn.", title=_title(data)),
    ),
    "work_item.submit": (
        "submitted",
        lambda data: gettext("%(title)s đã gửi kết quả, chờ xác nhận.", title=_title(data)),
    ),
    "work_item.verify": (
        "verified",
        lambda data: gettext("%(title)s đã được xác nhận hoàn thành.", title=_title(data)),
    ),
    "work_item.ask_to_supplement": (
        "returned",
        lambda data: gettext("%(title)s phải bổ sung.", title=_title(data)),
    ),
    "work_item.send_back": (
        "returned",
        lambda data: gettext("%(title)s bị trả lại.", title=_title(data)),
    ),
    "work_item.reopen": (
        "in_progress",
        lambda data: gettext("%(title)s được mở lại.", title=_title(data)),
    ),
    "work_item.drop": (
        "cancelled",
        lambda data: gettext("%(title)s được đưa ra khỏi kế hoạch.", title=_title(data)),
    ),
    "work_item.bring_back": (
        "assigned",
        lambda data: gettext("%(title)s được đưa trở lại kế hoạch.", title=_title(data)),
    ),
}
"""Kind → (state mark, words). Actions that tell nobody have no words."""
