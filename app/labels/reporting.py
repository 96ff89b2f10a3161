"""Reports in words: the steps of their making, where a period stands, why a change is refused."""

from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum, auto
from typing import Any

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l

from app.labels.dates import date_text
from workflows.reporting import LadderStep, YearDay

STEP: Mapping[LadderStep, Any] = {
    LadderStep.INTERNAL: _l("Chuẩn bị nội bộ"),
    LadderStep.UNITS_SEND: _l("Đơn vị gửi báo cáo"),
    LadderStep.FIGURES_CLOSE: _l("Chốt số liệu"),
    LadderStep.TO_COMMITTEE: _l("Trình UBND"),
    LadderStep.TO_DEPARTMENT: _l("Gửi Sở Nội vụ"),
}
"""The steps of a report's making, in their order."""

YEAR_OFFSET: Mapping[int, Any] = {
    -1: _l("năm trước"),
    0: _l("trong năm"),
    1: _l("năm sau"),
}
"""In which year a day of the regime lies, seen from the report's year."""


class Kept(StrEnum):
    """Why a period stays as it is although the regime changed."""

    frozen = auto()
    entered = auto()
    being_made = auto()
    answered = auto()


KEPT: Mapping[Kept, Any] = {
    Kept.frozen: _l("giữ nguyên, vì đã chốt số liệu"),
    Kept.entered: _l("giữ nguyên, vì đã có báo cáo gửi hoặc đã dời ngày"),
    Kept.being_made: _l("giữ nguyên, vì đã đến ngày làm báo cáo"),
    Kept.answered: _l("giữ nguyên, vì đã giao việc cho đơn vị trong kỳ này"),
}


class ReportingRefusal(StrEnum):
    """Why something of the reports was not changed."""

    changed_meanwhile = auto()
    year_out_of_range = auto()
    year_known = auto()
    nothing_to_copy = auto()
    rule_missing = auto()
    last_rule = auto()
    ends_before_start = auto()
    closes_before_start = auto()
    steps_out_of_order = auto()
    periods_out_of_order = auto()
    cut_off_missing = auto()
    cut_off_known = auto()
    cut_off_outside = auto()
    cut_off_not_past = auto()
    frozen_already = auto()
    nothing_followed = auto()
    reason_missing = auto()
    nothing_moved = auto()
    step_frozen = auto()
    not_your_unit = auto()
    sent_already = auto()
    not_sent = auto()
    sent_in_future = auto()
    due_day_past = auto()
    units_missing = auto()
    asked_already = auto()


class ReportingRefused(Exception):
    """A change of regime, period or register was refused; `values` fill its sentence."""

    def __init__(self, refusal: ReportingRefusal, **values: Any) -> None:
        super().__init__(refusal.value, values)
        self.refusal = refusal
        self.values = values


REPORTING_REFUSAL: Mapping[ReportingRefusal, Any] = {
    ReportingRefusal.changed_meanwhile: _l(
        "Người khác vừa đổi nội dung này. Xem bản mới trên trang rồi làm lại."
    ),
    ReportingRefusal.year_out_of_range: _l(
        "Chế độ báo cáo nhận các năm từ %(first)s đến %(last)s. Xem lại năm."
    ),
    ReportingRefusal.year_known: _l(
        "Năm %(year)s đã có chế độ báo cáo. Sửa từng báo cáo trong bảng."
    ),
    ReportingRefusal.nothing_to_copy: _l(
        "Các năm trước chưa có chế độ báo cáo nào. Chọn một mẫu hoặc kỳ của lịch."
    ),
    ReportingRefusal.rule_missing: _l("Báo cáo này không còn trong chế độ. Xem lại bảng."),
    ReportingRefusal.last_rule: _l(
        "Chế độ cần ít nhất một báo cáo. Thêm báo cáo khác trước khi bỏ báo cáo này."
    ),
    ReportingRefusal.ends_before_start: _l(
        "Kỳ kết thúc trước khi bắt đầu. Xem lại ngày đầu, ngày cuối và năm của chúng."
    ),
    ReportingRefusal.closes_before_start: _l(
        "Ngày chốt số liệu ở trước ngày đầu kỳ. Xem lại hai ngày này."
    ),
    ReportingRefusal.steps_out_of_order: _l(
        "Bước “%(later)s” ở trước bước “%(earlier)s”. Xếp ngày theo thứ tự các bước."
    ),
    ReportingRefusal.periods_out_of_order: _l(
        "Kỳ sau chốt số liệu trước kỳ đứng trước nó. Xem lại ngày chốt của các báo cáo trong năm."
    ),
    ReportingRefusal.cut_off_missing: _l(
        "Kỳ này chưa có ngày chốt số liệu. Ghi ngày chốt trước, rồi chốt số liệu."
    ),
    ReportingRefusal.cut_off_known: _l(
        "Kỳ này đã có ngày chốt số liệu. Muốn đổi thì dời bước “Chốt số liệu”."
    ),
    ReportingRefusal.cut_off_outside: _l(
        "Ngày chốt số liệu phải trong kỳ, từ %(first)s đến %(last)s. Ghi lại ngày chốt."
    ),
    ReportingRefusal.cut_off_not_past: _l(
        "Số liệu tính hết ngày %(day)s. Chốt số liệu từ hôm sau, khi ngày ấy đã qua."
    ),
    ReportingRefusal.frozen_already: _l(
        "Số liệu của kỳ này đã chốt. Kết quả đến sau nằm ở Biểu chênh lệch và tính vào kỳ sau."
    ),
    ReportingRefusal.nothing_followed: _l(
        "Chưa có kế hoạch nào đang theo dõi. Đưa kế hoạch vào theo dõi trước, rồi chốt số liệu."
    ),
    ReportingRefusal.reason_missing: _l("Ghi lý do để các đơn vị biết vì sao ngày thay đổi."),
    ReportingRefusal.nothing_moved: _l("Chưa có ngày nào thay đổi. Ghi ngày mới cho bước cần dời."),
    ReportingRefusal.step_frozen: _l(
        "Số liệu đã chốt nên bước “%(step)s” không dời được nữa. Chỉ dời các bước sau đó."
    ),
    ReportingRefusal.not_your_unit: _l(
        "Báo cáo này của đơn vị khác. Đơn vị ấy hoặc cơ quan thường trực ghi việc gửi."
    ),
    ReportingRefusal.sent_already: _l("Báo cáo này đã ghi là đã gửi. Xem lại dòng của đơn vị."),
    ReportingRefusal.not_sent: _l("Báo cáo này chưa ghi là đã gửi. Xem lại dòng của đơn vị."),
    ReportingRefusal.sent_in_future: _l(
        "Ngày gửi chưa đến. Ghi ngày báo cáo được gửi, hôm nay hoặc trước đó."
    ),
    ReportingRefusal.due_day_past: _l("Ngày phải gửi đã qua. Ghi từ hôm nay trở đi."),
    ReportingRefusal.units_missing: _l("Chọn ít nhất một đơn vị phải gửi."),
    ReportingRefusal.asked_already: _l(
        "Báo cáo này đã yêu cầu các đơn vị ấy với cùng ngày gửi. Xem trong sổ báo cáo."
    ),
}


def reporting_refusal_text(refused: ReportingRefused) -> str:
    """The sentence of a refusal, in the reader's language."""
    values = {key: _value_text(value) for key, value in refused.values.items()}
    return str(REPORTING_REFUSAL[refused.refusal]) % values


def _value_text(value: Any) -> str:
    if isinstance(value, LadderStep):
        return str(STEP[value])
    return date_text(value) if isinstance(value, date) else str(value)


def reporting_status(refused: ReportingRefused) -> int:
    """409 for a stale page, 403 for another unit's report, 422 for something missing."""
    statuses = {ReportingRefusal.changed_meanwhile: 409, ReportingRefusal.not_your_unit: 403}
    return statuses.get(refused.refusal, 422)


def year_day_text(day: YearDay | None) -> str:
    """A day of every year: "14/9", "15/12 năm trước"; nothing for None."""
    if day is None:
        return ""
    # A month below 3 and a day below 10 are written with two digits, as in whole dates.
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    words = f"{day.day:02d}/{month}"
    if day.year_offset:
        return gettext("%(day)s %(year)s", day=words, year=YEAR_OFFSET[day.year_offset])
    return words


def against_due_words(due_on: date, sent_on: date | None, today: date) -> tuple[str, str]:
    """(mark, words) of a line of the register: sent in time, sent late, not yet, late."""
    if sent_on is not None:
        late = (sent_on - due_on).days
        if late <= 0:
            return "done_on_time", gettext("Gửi đúng hạn")
        words = ngettext("Gửi muộn %(num)d ngày", "Gửi muộn %(num)d ngày", late)
        return "done_late", words
    late = (today - due_on).days
    if late > 0:
        return "late", ngettext("Quá hạn %(num)d ngày", "Quá hạn %(num)d ngày", late)
    if late == 0:
        return "due_soon", gettext("Hạn hôm nay")
    left = -late
    words = ngettext("Chưa gửi, còn %(num)d ngày", "Chưa gửi, còn %(num)d ngày", left)
    return "assigned", words


def _steps_moved(data: Mapping[str, Any]) -> str:
    """Which steps of a period go to which days."""
    moves = [
        gettext(
            "%(step)s %(after)s (trước là %(before)s)",
            step=STEP[LadderStep(move["step"])],
            before=date_text(date.fromisoformat(move["before"])),
            after=date_text(date.fromisoformat(move["after"])),
        )
        for move in data.get("moves") or ()
    ]
    title = data.get("title") or ""
    return gettext("%(title)s dời ngày: %(moves)s.", title=title, moves="; ".join(moves))


def _report_asked(data: Mapping[str, Any]) -> str:
    """A one-off report, by which document and until when."""
    return gettext(
        "Đơn vị gửi báo cáo “%(title)s” theo %(document)s, chậm nhất %(day)s.",
        title=data.get("title") or "",
        document=data.get("document") or "",
        day=date_text(date.fromisoformat(data["due_on"])) if data.get("due_on") else "",
    )


REPORT_NOTICE: Mapping[str, tuple[str, Callable[[Mapping[str, Any]], str]]] = {
    "reporting_window.move_step": ("due_soon", _steps_moved),
    "report_due.ask": ("assigned", _report_asked),
}
"""Notices about reports: kind → (state mark, words)."""
