"""Công văn đôn đốc on the screen: why a step is refused, how a unit stands, what a template may
name. The words of the letter itself are in `app.reports.letter_words`."""

from collections.abc import Mapping
from enum import StrEnum, auto
from typing import Any

from flask_babel import lazy_gettext as _l


class LetterRefusal(StrEnum):
    """Why a step with a letter was not taken."""

    no_office = auto()
    no_units = auto()
    unit_not_late = auto()
    finish_past = auto()
    explain_past = auto()
    explain_after_finish = auto()
    changed_meanwhile = auto()
    withdrawn = auto()
    issued_already = auto()
    not_issued = auto()
    issued_in_future = auto()
    issued_before_made = auto()
    answered_in_future = auto()
    answered_before_issued = auto()
    reason_missing = auto()
    file_missing = auto()
    not_pdf = auto()
    not_docx = auto()


class LetterRefused(Exception):
    """A step with a letter was refused for a named reason."""

    def __init__(self, refusal: LetterRefusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


LETTER_REFUSAL: Mapping[LetterRefusal, Any] = {
    LetterRefusal.no_office: _l(
        "Chưa có cơ quan thường trực. Quản trị chọn cơ quan thường trực ở trang Đơn vị."
    ),
    LetterRefusal.no_units: _l("Chọn ít nhất một đơn vị."),
    LetterRefusal.unit_not_late: _l(
        "Có đơn vị vừa hết việc quá hạn. Xem lại danh sách rồi chọn lại."
    ),
    LetterRefusal.finish_past: _l("Ngày phải hoàn thành đã qua. Ghi hôm nay hoặc ngày sau đó."),
    LetterRefusal.explain_past: _l("Ngày báo nguyên nhân đã qua. Ghi hôm nay hoặc ngày sau đó."),
    LetterRefusal.explain_after_finish: _l(
        "Ngày báo nguyên nhân phải không sau ngày phải hoàn thành. Ghi ngày sớm hơn."
    ),
    LetterRefusal.changed_meanwhile: _l(
        "Công văn vừa được người khác cập nhật. Xem lại trang này rồi làm tiếp."
    ),
    LetterRefusal.withdrawn: _l("Công văn đã rút. Cần thì lập công văn mới."),
    LetterRefusal.issued_already: _l(
        "Công văn đã ban hành nên giữ nguyên. Cần thì lập công văn mới."
    ),
    LetterRefusal.not_issued: _l("Công văn chưa ban hành. Ghi số, ngày và bản ký trước."),
    LetterRefusal.issued_in_future: _l("Ngày ban hành chưa đến. Ghi ngày trên công văn."),
    LetterRefusal.issued_before_made: _l(
        "Ngày ban hành trước ngày chốt số liệu của công văn. Xem lại ngày trên công văn."
    ),
    LetterRefusal.answered_in_future: _l("Ngày trả lời chưa đến. Ghi ngày đơn vị đã trả lời."),
    LetterRefusal.answered_before_issued: _l(
        "Ngày trả lời trước ngày ban hành công văn. Xem lại ngày."
    ),
    LetterRefusal.reason_missing: _l("Ghi lý do rút công văn, ít nhất 5 ký tự."),
    LetterRefusal.file_missing: _l("Chọn tệp."),
    LetterRefusal.not_pdf: _l("Bản ký phải là tệp PDF. Quét hoặc xuất ra PDF rồi chọn lại."),
    LetterRefusal.not_docx: _l("Mẫu phải là tệp Word .docx. Lưu lại dạng .docx rồi chọn lại."),
}


def letter_refusal_text(refused: LetterRefused) -> str:
    """The sentence of a refusal, in the reader's language."""
    return str(LETTER_REFUSAL[refused.refusal])


def letter_refusal_status(refused: LetterRefused) -> int:
    """409 for a stale page or a letter that has moved on, 422 for something to correct."""
    moved_on = {
        LetterRefusal.changed_meanwhile,
        LetterRefusal.withdrawn,
        LetterRefusal.issued_already,
    }
    return 409 if refused.refusal in moved_on else 422


TEMPLATE_REFUSAL: Mapping[str, Any] = {
    "unreadable": _l("Không mở được mẫu. Mở tệp bằng Word, lưu lại dạng .docx rồi chọn lại."),
    "too_large": _l("Mẫu quá lớn. Bỏ bớt ảnh và phần không cần rồi chọn lại."),
    "has_programs": _l(
        "Mẫu có phần nhúng hoặc macro (%(what)s). Bỏ phần ấy, lưu dạng .docx rồi chọn lại."
    ),
    "reaches_outside": _l(
        "Mẫu lấy nội dung từ nơi khác (%(what)s). Chép hẳn nội dung vào tệp rồi chọn lại."
    ),
    "unknown_name": _l(
        "Mẫu hỏi “%(what)s”, không có trong danh sách dưới đây. Sửa tên rồi chọn lại."
    ),
    "not_allowed": _l(
        "Mẫu dùng “%(what)s”, ngoài các tên, vòng lặp và điều kiện cho phép."
        " Bỏ chỗ ấy rồi chọn lại."
    ),
    "list_without_loop": _l(
        "“%(what)s” gồm nhiều dòng nên phải đặt trong vòng lặp. Xem mẫu ví dụ rồi sửa."
    ),
    "nested_loop": _l("Vòng lặp “%(what)s” nằm trong vòng lặp khác. Tách ra rồi chọn lại."),
    "wrongly_written": _l("Mẫu viết sai ở “%(what)s”. Xem lại dấu ngoặc rồi chọn lại."),
    "fills_nothing": _l("Mẫu không có chỗ nào để điền. Thêm các tên trong danh sách dưới đây."),
    "too_heavy": _l("Mẫu quá nặng hoặc bị hỏng nên không điền được. Dùng mẫu ví dụ rồi sửa dần."),
}
"""By the codes of `app.reports.letter_template.TemplateRefusal`; a test holds the two together."""


def template_refusal_text(code: str, what: str) -> str:
    """The sentence of a refused template; `what` is the part of it that is meant."""
    return str(TEMPLATE_REFUSAL[code]) % {"what": what}


ANSWER: Mapping[str, Any] = {
    "answered": _l("Đã trả lời"),
    "answered_late": _l("Trả lời muộn"),
    "awaited": _l("Chưa trả lời"),
    "late": _l("Quá hạn trả lời"),
    "moved": _l("Đã chuyển đơn vị khác"),
}
"""By the values of `app.queries.urging_letters.Answer`; a test holds the two together."""

PLACEHOLDER: Mapping[str, Any] = {
    "co_quan_cap_tren": _l("Dòng trên tên cơ quan; trống khi UBND ký"),
    "co_quan": _l("Tên cơ quan ban hành"),
    "so_ky_hieu": _l("Số, ký hiệu; số để trống cho văn thư"),
    "dia_danh_ngay": _l("Địa danh, ngày tháng năm; ngày để trống"),
    "trich_yeu": _l("Trích yếu: V/v …"),
    "don_vi_nhan": _l("Các đơn vị ở Kính gửi"),
    "can_cu": _l("Các căn cứ"),
    "tinh_hinh_chung": _l("Câu nêu số nhiệm vụ quá hạn"),
    "cau_yeu_cau": _l("Ai yêu cầu hoặc đề nghị"),
    "diem_1": _l("Điểm 1, đứng trước bảng"),
    "cac_diem_sau": _l("Các điểm sau bảng"),
    "ket_thuc": _l("Câu kết"),
    "noi_nhan": _l("Các dòng Nơi nhận"),
    "chuc_vu_ky": _l("Các dòng trên chữ ký"),
    "nguoi_ky": _l("Họ tên người ký"),
    "so_nhiem_vu": _l("Số nhiệm vụ trong bảng"),
    "han_hoan_thanh": _l("Giờ, ngày phải hoàn thành"),
    "han_bao_nguyen_nhan": _l("Ngày báo nguyên nhân"),
    "nhiem_vu": _l("Các dòng của bảng"),
}
"""What a template may name, with its meaning."""

ROW_PLACEHOLDER: Mapping[str, Any] = {
    "tt": _l("Số thứ tự"),
    "ten": _l("Nhiệm vụ"),
    "vi_tri": _l("Vị trí trong phụ lục"),
    "san_pham": _l("Sản phẩm"),
    "chu_tri": _l("Đơn vị chủ trì"),
    "thoi_han": _l("Thời hạn"),
    "qua_han": _l("Số ngày quá hạn"),
    "tinh_hinh": _l("Tình hình"),
}
"""What a row of the table has."""


__all__ = [
    "ANSWER",
    "LETTER_REFUSAL",
    "PLACEHOLDER",
    "ROW_PLACEHOLDER",
    "TEMPLATE_REFUSAL",
    "LetterRefusal",
    "LetterRefused",
    "letter_refusal_status",
    "letter_refusal_text",
    "template_refusal_text",
]
