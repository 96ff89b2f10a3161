"""Papers on the screen: why a step with one is refused. Their kinds are worded in
`app.labels.words`."""

from collections.abc import Mapping
from enum import StrEnum, auto
from typing import Any

from flask_babel import lazy_gettext as _l


class PaperRefusal(StrEnum):
    """Why a step with a paper was not taken."""

    changed_meanwhile = auto()
    withdrawn = auto()
    returned_already = auto()
    number_missing = auto()
    day_missing = auto()
    day_in_future = auto()
    day_before_made = auto()
    reason_missing = auto()
    file_missing = auto()
    not_a_scan = auto()


class PaperRefused(Exception):
    """A step with a paper was refused for a named reason."""

    def __init__(self, refusal: PaperRefusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


PAPER_REFUSAL: Mapping[PaperRefusal, Any] = {
    PaperRefusal.changed_meanwhile: _l(
        "Giấy này vừa được người khác cập nhật. Xem lại trang này rồi làm tiếp."
    ),
    PaperRefusal.withdrawn: _l("Giấy này đã rút. Cần thì lập giấy mới."),
    PaperRefusal.returned_already: _l(
        "Giấy này đã có bản ký nên giữ nguyên. Cần thì lập giấy mới."
    ),
    PaperRefusal.number_missing: _l("Ghi số, ký hiệu của giấy đã ký."),
    PaperRefusal.day_missing: _l("Ghi ngày ký."),
    PaperRefusal.day_in_future: _l("Ngày ký chưa đến. Ghi ngày trên bản ký."),
    PaperRefusal.day_before_made: _l("Ngày ký trước ngày lập giấy này. Xem lại ngày trên bản ký."),
    PaperRefusal.reason_missing: _l("Ghi lý do rút, ít nhất 10 ký tự."),
    PaperRefusal.file_missing: _l("Chọn tệp bản ký."),
    PaperRefusal.not_a_scan: _l(
        "Bản ký phải là tệp PDF hoặc ảnh JPG, PNG. Quét hoặc chụp lại rồi chọn tệp."
    ),
}


def paper_refusal_text(refused: PaperRefused) -> str:
    """The sentence of a refusal, in the reader's language."""
    return str(PAPER_REFUSAL[refused.refusal])


def paper_refusal_status(refused: PaperRefused) -> int:
    """409 for a stale page or a paper that has moved on, 422 for something to correct."""
    moved_on = {
        PaperRefusal.changed_meanwhile,
        PaperRefusal.withdrawn,
        PaperRefusal.returned_already,
    }
    return 409 if refused.refusal in moved_on else 422


__all__ = [
    "PAPER_REFUSAL",
    "PaperRefusal",
    "PaperRefused",
    "paper_refusal_status",
    "paper_refusal_text",
]
