"""The words of the import of a register: why a file, or a row of it, is not taken; its fields."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from app.labels.dates import date_text
from app.labels.words import DOCUMENT_KIND
from app.models import DocumentKind

_REFUSED: Mapping[str, Any] = {
    "file_missing": _l("Chọn tệp .xlsx xuất từ hệ thống quản lý văn bản, rồi bấm Đọc sổ."),
    "too_large": _l("Tệp lớn hơn mức %(limit)s MB. Xuất sổ theo từng quý rồi nhập lần lượt."),
    "not_a_workbook": _l("Tệp không phải bảng Excel. Xuất sổ văn bản ra .xlsx rồi chọn lại."),
    "headings_missing": _l(
        "Không thấy dòng tiêu đề có Số, ký hiệu; Ngày ban hành; Trích yếu. Xem lại đã chọn đúng"
        " tệp sổ văn bản, hoặc thêm dòng tiêu đề rồi nhập lại."
    ),
    "nothing_found": _l("Sổ có dòng tiêu đề nhưng không có văn bản nào bên dưới."),
    "classified_rows": _l(
        "Sổ có văn bản mật. Xóa các dòng có độ mật khỏi tệp rồi nhập lại; văn bản mật chỉ ghi số,"
        " ngày và nơi lưu ở trang Ghi văn bản. Chưa có gì được lưu."
    ),
    "expired": _l("Tệp đã đọc quá lâu hoặc không phải do anh, chị đọc. Chọn tệp và đọc lại."),
    "moved": _l("Sổ văn bản vừa thay đổi nên kết quả so sánh khác trước. Xem lại rồi lưu."),
}

_ROW: Mapping[str, Any] = {
    "number_missing": _l("Không có số, ký hiệu."),
    "number_unreadable": _l("Số, ký hiệu không bắt đầu bằng số."),
    "day_missing": _l("Không có ngày ban hành."),
    "day_unreadable": _l("Không đọc được ngày “%(written)s”."),
    "frozen": _l("Văn bản đang chứng minh cho việc chờ xác nhận nên giữ nguyên."),
    "repeated": _l("Cùng số với dòng %(row)s nhưng ngày hoặc trích yếu khác."),
}

_FIELD: Mapping[str, Any] = {
    "kind": _l("Loại văn bản"),
    "issued_on": _l("Ngày ban hành"),
    "arrived_on": _l("Ngày đến"),
    "subject": _l("Trích yếu"),
    "signer": _l("Người ký"),
    "issuer": _l("Cơ quan ban hành"),
}


def register_refusal_text(code: str, values: Mapping[str, str] | None = None) -> str:
    """Why a register is not taken. Raises KeyError for an unknown code."""
    return str(_REFUSED[code]) % dict(values or {})


def row_refusal_text(code: str, values: Mapping[str, str]) -> str:
    """Why a row of a register is not taken. Raises KeyError for an unknown code."""
    return str(_ROW[code]) % dict(values)


def field_text(name: str) -> str:
    """The name of a field that changes."""
    return str(_FIELD[name])


def field_value_text(value: Any) -> str:
    """A value before or after a change, in words."""
    if isinstance(value, DocumentKind):
        return str(DOCUMENT_KIND[value])
    if value is None or value == "":
        return gettext("chưa ghi")
    return value if isinstance(value, str) else date_text(value)
