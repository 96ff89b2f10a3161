"""The words of a plan's workbook, and of what comes back in it.

The workbook goes to units of the commune and is always written in Vietnamese; whoever makes it
asks for these words under that language.
"""

from collections.abc import Mapping
from datetime import date

from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _l

from app.labels.dates import date_text
from app.models import ProgressNote
from workflows.text import format_date

HEADINGS: Mapping[str, LazyString] = {
    "number": _l("STT"),
    "task": _l("Nhiệm vụ"),
    "product": _l("Sản phẩm"),
    "lead": _l("Đơn vị chủ trì"),
    "supporting": _l("Đơn vị phối hợp"),
    "deadline": _l("Thời gian"),
    "period": _l("Kỳ, thời hạn"),
    "standing": _l("Tình trạng"),
    "result": _l("Kết quả"),
    "document_number": _l("Số văn bản"),
    "document_on": _l("Ngày văn bản"),
    "difficulty": _l("Khó khăn, vướng mắc"),
    "key": _l("Mã dòng (không sửa)"),
}
"""Headings of the columns, where the plan prints none of its own."""

SOURCES: Mapping[str, LazyString] = {
    "email": _l("thư điện tử"),
    "zalo": _l("Zalo"),
    "chat": _l("tin nhắn khác"),
    "paper": _l("bản giấy"),
}
"""By what way a workbook came back."""

WAYS: Mapping[str, LazyString] = {
    "phone": _l("điện thoại"),
    **SOURCES,
    "meeting": _l("cuộc họp"),
}
"""By what way the office heard what it enters for a unit."""

_DORMANT = _l(
    "Chưa nhận được: việc đang chờ căn cứ. Khi có văn bản làm căn cứ, mở trang của việc, ghi nhận"
    " căn cứ và thời hạn, rồi quay lại nhận dòng này."
)

_ROW: Mapping[str, LazyString] = {
    "key_wrong": _l(
        "Mã dòng không đúng: dòng đã bị sửa mã hoặc lấy từ bảng khác nên không nhận được."
        " Tải lại bảng của kế hoạch này rồi chép nội dung sang."
    ),
    "row_unknown": _l(
        "Dòng không có mã và không tìm thấy nhiệm vụ trùng tên nên không nhận được."
        " Ghi trực tiếp trên trang của việc."
    ),
    "matched_by_title": _l(
        "Dòng không có mã, tìm theo STT và tên nhiệm vụ. Xem đúng việc rồi mới nhận."
    ),
    "title_differs": _l(
        "Tên nhiệm vụ trong bảng khác tên của việc; có thể dòng đã bị dán nhầm chỗ."
        " Xem đúng việc rồi mới nhận."
    ),
    "row_repeated": _l("Việc này có hai dòng trong bảng. Chỉ nhận dòng đúng, để lại dòng kia."),
    "day_unreadable": _l("Không đọc được ngày văn bản “%(written)s”."),
    "day_in_future": _l("Ngày văn bản %(written)s chưa đến."),
    "day_missing": _l("Có số văn bản nhưng không có ngày."),
    "number_missing": _l("Có ngày văn bản nhưng không có số."),
    "formula_without_value": _l("Ô là công thức không có giá trị; nội dung ô không lấy được."),
    "text_cut": _l("Nội dung dài quá mức, phần cuối đã cắt bớt."),
}

_REFUSED: Mapping[str, LazyString] = {
    "file_missing": _l("Chọn tệp bảng theo dõi mà đơn vị gửi lại, rồi bấm Đọc bảng."),
    "not_a_workbook": _l(
        "Tệp không phải bảng Excel. Chọn tệp .xlsx đã tải từ trang kế hoạch và được đơn vị điền."
    ),
    "headings_missing": _l(
        "Không thấy các cột Kết quả, Số văn bản, Ngày văn bản, Khó khăn trong tệp."
        " Chọn đúng bảng theo dõi đã tải từ trang kế hoạch."
    ),
    "other_plan": _l(
        "Không dòng nào trong tệp thuộc kế hoạch này. Xem lại đã chọn đúng tệp và đúng kế hoạch."
    ),
    "nothing_filled": _l("Đơn vị chưa điền gì vào bảng nên chưa có gì để nhận."),
    "too_large": _l("Tệp lớn hơn mức %(limit)s MB. Xóa hình ảnh chèn trong bảng rồi gửi lại."),
    "not_open": _l("Bảng này đã xử lý xong hoặc đã bỏ nên không đổi được nữa."),
    "nothing_chosen": _l("Chọn ít nhất một dòng, rồi bấm lại."),
    "row_taken": _l("Dòng này đã được nhận hoặc để lại trước đó. Xem bản mới bên dưới."),
    "row_unknown": _l("Dòng không thuộc việc nào của kế hoạch nên không nhận được."),
    "dormant": _DORMANT,
}


def row_problem_text(code: str, values: Mapping[str, str]) -> str:
    """The sentence of a problem of a row. Raises KeyError for a code without one."""
    return str(_ROW[code]) % dict(values)


def return_refusal_text(code: str, values: Mapping[str, str] | None = None) -> str:
    """Why a workbook, or a choice of rows, was not taken. Raises KeyError for an unknown code."""
    return str(_REFUSED[code]) % dict(values or {})


def source_text(source: str) -> str:
    """By what way something was told; words that are no code stand as they are."""
    return str(WAYS[source]) if source in WAYS else source


def told_text(told_by: str, source: str, day: str) -> str:
    """Who told what the office entered for a unit, by what way, on which day (in words)."""
    way = source_text(source)
    if way and day:
        return gettext(
            "Nhập thay theo %(who)s, qua %(way)s ngày %(day)s.", who=told_by, way=way, day=day
        )
    return gettext("Nhập thay theo %(who)s.", who=told_by)


def note_told_text(note: ProgressNote) -> str:
    """The same of a progress note; nothing where the unit wrote it itself."""
    return told_text(note.told_by, note.source, date_text(note.told_on)) if note.told_by else ""


def row_outlook_text(
    outcome: str, document: str, *, links: bool, uncovered: str, status: str
) -> str:
    """What will happen with a row when it is accepted, in a sentence. `outcome` is a value of
    `RowOutcome`, `document` the document in words, `uncovered` the products still missing,
    `status` the words of the item's status."""
    if outcome == "closed":
        return gettext(
            "Việc đang ở trạng thái “%(status)s” nên không ghi thêm được.", status=status
        )
    if outcome == "submit":
        return gettext("Gửi kết quả thay đơn vị, kèm văn bản %(document)s.", document=document)
    if outcome == "progress" and links:
        return gettext(
            "Thêm văn bản %(document)s và ghi tiến độ; chưa gửi kết quả vì còn thiếu: %(missing)s.",
            document=document,
            missing=uncovered,
        )
    return str(_OUTCOME[outcome])


_OUTCOME: Mapping[str, LazyString] = {
    "progress": _l("Ghi tiến độ."),
    "nothing_new": _l("Không có gì mới."),
    "dormant": _DORMANT,
    "unknown": _l("Không nhận được dòng này."),
}

STALE = _l("Việc đã được cập nhật sau khi xuất bảng: xem lại.")


def document_text(number: str, issued_on: date | str | None) -> str:
    """A document by its number and day: "12/KH-UBND ngày 05/9/2026"; either may be missing. A day
    that could not be read is given as it was written."""
    if not issued_on:
        return number
    day = issued_on if isinstance(issued_on, str) else format_date(issued_on)
    if not number:
        return gettext("ngày %(day)s", day=day)
    return gettext("%(number)s ngày %(day)s", number=number, day=day)
