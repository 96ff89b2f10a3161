"""A work item in words: its status, its place, who must do what next, and how it was completed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l

from app import clock
from app.labels.dates import date_text
from app.labels.words import OUTCOME, STATUS
from app.models import WorkItem
from workflows.deadlines.lateness import days_late
from workflows.requests import marked_moves
from workflows.states import WITH_LEAD, Status

REPORTED_LATER = 15
"""Days between a product and its submission from which the gap is named."""

SOON = 7
"""Days before its date from which an item is *sắp đến hạn*."""


WAITING_FOR: Mapping[str, Any] = {
    "signature": _l("lãnh đạo ký"),
    "council": _l("HĐND"),
    "superior": _l("cấp trên"),
    "unit": _l("đơn vị khác"),
    "other": _l("việc khác"),
}
"""What a unit says it waits for; the words are kept with the item as they were said."""


def status_words(item: WorkItem) -> str:
    """The status in words; what was returned says which of the two it was."""
    if item.status is Status.returned and item.supplement_until is None:
        return gettext("Bị trả lại")
    return str(STATUS[item.status])


def place_words(section_code: str, number: str) -> str:
    """Where a task stands in the appendix: "Mục VI.2"; nothing where nothing is printed."""
    place = ".".join(part for part in (section_code, number) if part)
    return gettext("Mục %(place)s", place=place) if place else ""


def decider_words(item: WorkItem) -> str:
    """Who decides on the item: a unit, or a leader where no unit may."""
    return item.deciding_unit.name if item.deciding_unit else gettext("Lãnh đạo UBND")


def time_mark(item: WorkItem, today: date) -> str:
    """The mark of an item in a list: late and due soon before the status."""
    if days_late(item.status, item.due_on, today):
        return "late"
    if item.status is Status.returned:
        return "returned"
    if due_standing(item, today) == "due_soon":
        return "due_soon"
    if item.status in WITH_LEAD and item.due_on is None:
        return "no_date"
    return item.status.value


def due_standing(item: WorkItem, today: date) -> str | None:
    """ "late", "due_soon" or None: the colour of the words of a date."""
    if item.due_on is None or item.status not in WITH_LEAD:
        return None
    if days_late(item.status, item.due_on, today):
        return "late"
    return "due_soon" if (item.due_on - today).days <= SOON else None


def due_note(item: WorkItem) -> str:
    """The date beside the words: "hạn 21/9/2026", with the first one where it was moved and the
    office's own where it set one."""
    if item.due_on is None:
        return ""
    parts = [gettext("hạn %(day)s", day=date_text(item.due_on))]
    if item.original_due_on is not None and item.original_due_on != item.due_on:
        parts.append(gettext("ban đầu %(day)s", day=date_text(item.original_due_on)))
    if marked_moves(item.times_moved):
        parts.append(moved_words(item.times_moved))
    return ", ".join(part for part in (*parts, internal_note(item)) if part)


def internal_note(item: WorkItem) -> str:
    """The office's own date beside the plan's, where it set one: "nội bộ 15/9/2026"."""
    if item.internal_due_on is None or item.status not in WITH_LEAD:
        return ""
    return gettext("nội bộ %(day)s", day=date_text(item.internal_due_on))


def moved_words(times_moved: int) -> str:
    """How often the date was moved: "điều chỉnh lần 3"."""
    return gettext("điều chỉnh lần %(num)s", num=times_moved)


def waiting_words(waiting_on: str, since: date | None, document: str = "") -> str:
    """What an item waits for: "đang chờ lãnh đạo ký từ 01/9/2026 (12/TTr-KT)"."""
    words = gettext("đang chờ %(what)s từ %(day)s", what=waiting_on, day=date_text(since))
    return f"{words} ({document})" if document else words


@dataclass(frozen=True, slots=True)
class Going:
    """What the sentence about the next step needs beside the item: the leads, the verifier, the
    working days he has and the day they end, and the products not covered yet."""

    leads: str
    decider: str
    working_days: int
    decide_by: date | None
    uncovered: Sequence[str] = ()


def next_step(item: WorkItem, going: Going) -> str:
    """One sentence: who must do what, and what comes after."""
    return _NEXT_STEP[item.status](item, going)


def _dormant(item: WorkItem, going: Going) -> str:
    return gettext(
        "Chờ căn cứ: khi có văn bản, cơ quan thường trực ghi nhận căn cứ và thời hạn;"
        " sau đó %(leads)s thực hiện.",
        leads=going.leads,
    )


def _assigned(item: WorkItem, going: Going) -> str:
    return gettext(
        "%(leads)s tiếp nhận và thực hiện; khi gửi kết quả, %(decider)s xác nhận"
        " trong %(days)s ngày làm việc.",
        leads=going.leads,
        decider=going.decider,
        days=going.working_days,
    )


def _in_progress(item: WorkItem, going: Going) -> str:
    if going.uncovered:
        return ngettext(
            "%(leads)s còn thiếu %(num)d sản phẩm: %(products)s. Thêm tài liệu rồi gửi kết quả.",
            "%(leads)s còn thiếu %(num)d sản phẩm: %(products)s. Thêm tài liệu rồi gửi kết quả.",
            len(going.uncovered),
            leads=going.leads,
            products="; ".join(going.uncovered),
        )
    return gettext(
        "%(leads)s đã đủ sản phẩm, chỉ còn gửi kết quả; sau đó %(decider)s xác nhận.",
        leads=going.leads,
        decider=going.decider,
    )


def _submitted(item: WorkItem, going: Going) -> str:
    return gettext(
        "%(decider)s xem và quyết định, chậm nhất %(day)s;"
        " thời gian chờ không tính cho đơn vị gửi.",
        decider=going.decider,
        day=date_text(going.decide_by),
    )


def _returned(item: WorkItem, going: Going) -> str:
    if item.supplement_until is not None and item.submitted_on is not None:
        return gettext(
            "%(leads)s bổ sung rồi gửi lại; gửi lại đến hết %(until)s thì vẫn tính ngày gửi"
            " lần đầu %(first)s.",
            leads=going.leads,
            until=date_text(item.supplement_until),
            first=date_text(item.submitted_on),
        )
    return gettext(
        "%(leads)s sửa theo lý do rồi gửi lại; sau đó %(decider)s xác nhận.",
        leads=going.leads,
        decider=going.decider,
    )


def _verified(item: WorkItem, going: Going) -> str:
    assert item.completed_on is not None  # noqa: S101 - the database holds it for a verified item
    return completion(item.completed_on, item.due_on).sentence


def _cancelled(item: WorkItem, going: Going) -> str:
    words = str(OUTCOME[item.outcome]) if item.outcome else str(STATUS[Status.cancelled])
    return gettext("%(outcome)s; không tính vào số liệu của kế hoạch.", outcome=words)


_NEXT_STEP: Mapping[Status, Callable[[WorkItem, Going], str]] = {
    Status.dormant: _dormant,
    Status.assigned: _assigned,
    Status.in_progress: _in_progress,
    Status.submitted: _submitted,
    Status.returned: _returned,
    Status.verified: _verified,
    Status.cancelled: _cancelled,
}


@dataclass(frozen=True, slots=True)
class Completion:
    """How a completion counts: its mark, its words, and how far from the date it lies."""

    mark: str
    words: str
    note: str

    @property
    def sentence(self) -> str:
        return f"{self.words}: {self.note}."


def completion(completed_on: date, due_on: date | None) -> Completion:
    """How something completed on `completed_on` counts against `due_on`."""
    day = date_text(completed_on)
    if due_on is None or completed_on == due_on:
        note = gettext("ngày hoàn thành %(day)s", day=day)
        return Completion("done_on_time", gettext("Hoàn thành đúng hạn"), note)
    apart = abs((completed_on - due_on).days)
    if completed_on > due_on:
        note = gettext(
            "ngày hoàn thành %(day)s, sau hạn %(due)s %(num)s ngày",
            day=day,
            due=date_text(due_on),
            num=apart,
        )
        return Completion("done_late", gettext("Hoàn thành quá hạn"), note)
    note = gettext("ngày hoàn thành %(day)s, trước hạn %(num)s ngày", day=day, num=apart)
    return Completion("done_on_time", gettext("Hoàn thành đúng hạn"), note)


def reported_later(item: WorkItem) -> str:
    """ "Báo sau N ngày" where the product is much older than its submission, else nothing."""
    if item.product_on is None or item.submitted_on is None:
        return ""
    gap = (item.submitted_on - item.product_on).days
    if gap <= REPORTED_LATER:
        return ""
    return ngettext("Báo sau %(num)d ngày", "Báo sau %(num)d ngày", gap)


def steps(item: WorkItem, started_at: datetime | None) -> list[dict[str, str]]:
    """The stepper: given, in progress, the verdict, done; the third step changes its name."""
    if item.status is Status.cancelled:
        return [
            _step("assigned", gettext("Đã giao"), "past", _day(item.created_at)),
            _step("cancelled", status_words(item), "now"),
        ]
    if item.status is Status.dormant:
        return [
            _step("dormant", status_words(item), "now"),
            _step("assigned", gettext("Đang thực hiện"), "next"),
            _step("assigned", gettext("Hoàn thành"), "next"),
        ]
    at = _PLACE[item.status]
    third = item.status if item.status in (Status.submitted, Status.returned) else Status.submitted
    words = status_words(item) if at == 2 else str(STATUS[third])
    notes = (
        _day(item.created_at),
        _day(started_at),
        _verdict_note(item) if at == 2 else "",
        date_text(item.completed_on),
    )
    names = (gettext("Đã giao"), gettext("Đang thực hiện"), words, gettext("Hoàn thành"))
    marks = ("assigned", "in_progress", third.value, "verified")
    return [
        _step(
            "verified" if n < at or at == 3 else marks[n] if n == at else "assigned",
            names[n],
            "past" if n < at else "now" if n == at else "next",
            notes[n] if n <= at else "",
        )
        for n in range(4)
    ]


_PLACE: Mapping[Status, int] = {
    Status.assigned: 0,
    Status.in_progress: 1,
    Status.submitted: 2,
    Status.returned: 2,
    Status.verified: 3,
}


def _verdict_note(item: WorkItem) -> str:
    if item.status is Status.returned:
        return date_text(item.returned_on)
    return gettext("gửi %(day)s", day=_day(item.submitted_at)) if item.submitted_at else ""


def _day(instant: datetime | None) -> str:
    return "" if instant is None else date_text(clock.local(instant).date())


def _step(mark: str, words: str, place: str, note: str = "") -> dict[str, str]:
    return {"mark": mark, "words": words, "place": place, "note": note}
