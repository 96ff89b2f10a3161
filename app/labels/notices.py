"""A notice in words: what happened, and the words somebody gave with it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l

from app.labels.beside_notices import BESIDE_NOTICE
from app.labels.dates import date_text
from app.labels.decision_notices import DECISION_NOTICE
from app.labels.events import event_text
from app.labels.period_notices import PERIOD_NOTICE
from app.labels.reminders import item_title, reminded_words
from app.labels.reporting import REPORT_NOTICE
from app.labels.verdicts import VERDICT_NOTICE
from app.models import Notification
from workflows.requests import NextHand


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


_Words = Callable[[Mapping[str, Any]], str]


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
    if "still_late" in data:
        return reminded_words(data)
    items = data.get("items") or [data]
    count = int(data.get("count") or 1)
    first, due_on = item_title(items[0]), items[0].get("due_on")
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


def _urged(data: Mapping[str, Any]) -> str:
    finish, explain = (
        date_text(date.fromisoformat(data[key])) for key in ("finish_by", "explain_by")
    )
    return gettext(
        "Công văn số %(number)s đôn đốc việc quá hạn của đơn vị: hoàn thành chậm nhất %(hour)s ngày"
        " %(finish)s, báo nguyên nhân chậm nhất ngày %(explain)s.",
        number=data.get("number") or "",
        hour=data.get("finish_hour") or "",
        finish=finish,
        explain=explain,
    )


def _date_asked(data: Mapping[str, Any]) -> str:
    """Whose turn it is decides the end of the sentence."""
    title, day = item_title(data), date_text(date.fromisoformat(data["wished_on"]))
    if data.get("hand") == NextHand.office_opinion:
        return gettext(
            "Đơn vị đề nghị điều chỉnh thời hạn %(title)s đến %(day)s; chờ anh, chị cho ý kiến.",
            title=title,
            day=day,
        )
    return gettext(
        "Đơn vị đề nghị điều chỉnh thời hạn %(title)s đến %(day)s; chờ anh, chị quyết định.",
        title=title,
        day=day,
    )


def _date_set(data: Mapping[str, Any]) -> str:
    """A first date, or another in the place of one."""
    if not data.get("old_due_on"):
        return gettext("%(title)s đã có thời hạn.", title=item_title(data))
    return gettext(
        "Thời hạn của %(title)s được điều chỉnh từ ngày %(old)s sang ngày %(new)s.",
        title=item_title(data),
        old=date_text(date.fromisoformat(data["old_due_on"])),
        new=date_text(date.fromisoformat(data["due_on"])),
    )


def _date_granted(data: Mapping[str, Any]) -> str:
    day = date_text(date.fromisoformat(data["due_on"]))
    return gettext("Thời hạn mới của %(title)s là %(day)s.", title=item_title(data), day=day)


def _asked_until(words: Any) -> _Words:
    """A sentence with the task and the day for its answer."""

    def made(data: Mapping[str, Any]) -> str:
        day = date_text(date.fromisoformat(data["answer_by"]))
        return str(words) % {"title": item_title(data), "day": day}

    return made


_WORDS: Mapping[str, tuple[str, _Words]] = {
    **DECISION_NOTICE,
    **PERIOD_NOTICE,
    **BESIDE_NOTICE,
    **VERDICT_NOTICE,
    "plan.start": ("assigned", _plan_started),
    "plan.recall": ("cancelled", _plan_recalled),
    "plan.amend": ("assigned", _plan_amended),
    "plan_draft.lay_before_leader": ("submitted", _amendment_waits),
    "opening_results.enter": ("submitted", _results_entered),
    "opening_results.verify": ("verified", _results_verified),
    "returned_workbook.accept": ("in_progress", _entered_for_unit),
    "returned_workbook.submit": ("submitted", _entered_to_verify),
    **REPORT_NOTICE,
    "work_item.late": ("late", _late),
    "urging_letter.issue": ("late", _urged),
    "work_item.still_late": ("late", reminded_words),
    "work_item.due_soon": ("due_soon", reminded_words),
    "work_item.create": (
        "assigned",
        lambda data: gettext("Kỳ mới đã mở: %(title)s.", title=item_title(data)),
    ),
    "work_item.activate": (
        "assigned",
        lambda data: gettext(
            "%(title)s đã có căn cứ và thời hạn. Xem thời hạn rồi tiếp nhận.",
            title=item_title(data),
        ),
    ),
    "work_item.set_date": ("assigned", _date_set),
    "work_item.submit": (
        "submitted",
        lambda data: gettext("%(title)s đã gửi kết quả, chờ xác nhận.", title=item_title(data)),
    ),
    "work_item.verify": (
        "verified",
        lambda data: gettext("%(title)s đã được xác nhận hoàn thành.", title=item_title(data)),
    ),
    "work_item.ask_to_supplement": (
        "returned",
        lambda data: gettext("%(title)s phải bổ sung.", title=item_title(data)),
    ),
    "work_item.send_back": (
        "returned",
        lambda data: gettext("%(title)s bị trả lại.", title=item_title(data)),
    ),
    "work_item.reopen": (
        "in_progress",
        lambda data: gettext("%(title)s được mở lại.", title=item_title(data)),
    ),
    "work_item.drop": (
        "cancelled",
        lambda data: gettext("%(title)s được đưa ra khỏi kế hoạch.", title=item_title(data)),
    ),
    "due_date_request.ask": ("submitted", _date_asked),
    "due_date_request.give_opinion": ("submitted", _date_asked),
    "due_date_request.grant": ("assigned", _date_granted),
    "due_date_request.refuse": (
        "returned",
        lambda data: gettext(
            "Đề nghị điều chỉnh thời hạn %(title)s không được đồng ý; thời hạn giữ nguyên.",
            title=item_title(data),
        ),
    ),
    "explanation.ask_cause": (
        "late",
        _asked_until(
            _l("Cơ quan thường trực hỏi nguyên nhân chậm của %(title)s, trả lời đến hết %(day)s.")
        ),
    ),
    "explanation.demand": (
        "late",
        _asked_until(_l("Lãnh đạo UBND yêu cầu giải trình về %(title)s, trả lời đến hết %(day)s.")),
    ),
    "explanation.report_cause": (
        "in_progress",
        lambda data: gettext("Đơn vị báo nguyên nhân chậm của %(title)s.", title=item_title(data)),
    ),
    "explanation.answer": (
        "in_progress",
        lambda data: gettext("Đơn vị đã giải trình về %(title)s.", title=item_title(data)),
    ),
    "file.waits_for_scan": (
        "late",
        lambda data: gettext(
            "Bộ quét mã độc không trả lời; tệp mới gửi đang chờ quét và chưa mở được."
            " Kiểm tra clamd trên máy chủ."
        ),
    ),
    "file.barred": (
        "late",
        lambda data: gettext(
            "Tệp “%(name)s” có mã độc (%(found)s) nên bị chặn. Gỡ ra hoặc gửi tệp khác thay.",
            name=data.get("name", ""),
            found=data.get("found", ""),
        ),
    ),
    "work_item.bring_back": (
        "assigned",
        lambda data: gettext("%(title)s được đưa trở lại kế hoạch.", title=item_title(data)),
    ),
}
"""Kind → (state mark, words). Actions that tell nobody have no words."""
