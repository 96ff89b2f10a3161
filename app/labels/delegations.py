"""Ủy quyền, phụ trách on the screen: why somebody cannot stand in for somebody."""

from collections.abc import Mapping
from enum import StrEnum, auto
from typing import Any

from flask_babel import lazy_gettext as _l


class DelegationRefusal(StrEnum):
    """Why a stand-in was not recorded, or not ended."""

    not_own = auto()
    not_delegable = auto()
    to_oneself = auto()
    recorder_gains = auto()
    deputy_disabled = auto()
    deputy_not_here = auto()
    document_missing = auto()
    begins_in_past = auto()
    span_not_valid = auto()
    too_long = auto()
    beyond_appointment = auto()
    appointment_over = auto()
    somebody_stands_in = auto()
    unit_has_head = auto()
    over_already = auto()


class DelegationRefused(Exception):
    """A stand-in was refused for a named reason."""

    def __init__(self, refusal: DelegationRefusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


DELEGATION_REFUSAL: Mapping[DelegationRefusal, Any] = {
    DelegationRefusal.not_own: _l(
        "Chỉ ủy quyền được vai trò của chính mình; vai trò đang thay người khác thì không."
    ),
    DelegationRefusal.not_delegable: _l(
        "Vai trò này không ủy quyền được. Đề nghị quản trị giao vai trò cho người làm thay."
    ),
    DelegationRefusal.to_oneself: _l("Chọn người khác; không ai thay chính mình."),
    DelegationRefusal.recorder_gains: _l(
        "Quản trị không tự ghi mình phụ trách. Nhờ quản trị khác ghi theo quyết định."
    ),
    DelegationRefusal.deputy_disabled: _l(
        "Tài khoản của người này đang khóa. Chọn người khác, hoặc đề nghị quản trị mở lại."
    ),
    DelegationRefusal.deputy_not_here: _l(
        "Người này hiện không giữ vai trò nào ở xã. Chọn người đang làm việc ở xã."
    ),
    DelegationRefusal.document_missing: _l(
        "Ghi số, ngày của văn bản ủy quyền hoặc quyết định, ví dụ: Giấy ủy quyền số 05/GUQ-UBND"
        " ngày 05/9/2026."
    ),
    DelegationRefusal.begins_in_past: _l("Ngày bắt đầu đã qua. Ghi hôm nay hoặc ngày sau đó."),
    DelegationRefusal.span_not_valid: _l(
        "Ngày kết thúc phải từ hôm nay và từ ngày bắt đầu trở đi. Sửa lại ngày."
    ),
    DelegationRefusal.too_long: _l(
        "Mỗi lần thay tối đa một năm. Ghi ngày kết thúc sớm hơn; hết hạn thì ghi lần mới."
    ),
    DelegationRefusal.beyond_appointment: _l(
        "Vai trò này chưa bắt đầu hoặc kết thúc trước ngày đó. Ghi ngày trong thời gian"
        " giữ vai trò."
    ),
    DelegationRefusal.appointment_over: _l(
        "Người giữ vai trò này đã thôi, nên không còn ai để thay."
        " Chọn đơn vị chưa có người đứng đầu để giao phụ trách."
    ),
    DelegationRefusal.somebody_stands_in: _l(
        "Trong thời gian này vai trò đã có người thay. Kết thúc lần ấy trước, rồi ghi lần mới."
    ),
    DelegationRefusal.unit_has_head: _l(
        "Đơn vị này đang có người đứng đầu. Chọn vai trò của người ấy trong danh sách."
    ),
    DelegationRefusal.over_already: _l("Việc thay này đã kết thúc. Không có gì để đổi."),
}


def delegation_refusal_text(refused: DelegationRefused) -> str:
    """The sentence of a refusal, in the reader's language."""
    return str(DELEGATION_REFUSAL[refused.refusal])


def delegation_refusal_status(refused: DelegationRefused) -> int:
    """403 for what is not his to give, 409 for what somebody else changed meanwhile, else 422."""
    if refused.refusal in (DelegationRefusal.not_own, DelegationRefusal.recorder_gains):
        return 403
    meanwhile = (DelegationRefusal.somebody_stands_in, DelegationRefusal.over_already)
    return 409 if refused.refusal in meanwhile else 422


__all__ = [
    "DELEGATION_REFUSAL",
    "DelegationRefusal",
    "DelegationRefused",
    "delegation_refusal_status",
    "delegation_refusal_text",
]
