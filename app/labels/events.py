"""The words for what stands in the record: an event's kind is noun.verb."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from app.labels.accounts import ACCOUNT_EVENT
from app.labels.words import ACTION, ROLE, STATUS
from workflows.states import Action, Role, Status

NOUN: Mapping[str, Any] = {
    "work_item.": _l("Việc"),
    "plan": _l("Kế hoạch"),
    "document.": _l("Văn bản"),
    "evidence.": _l("Tài liệu kiểm chứng"),
    "file.": _l("Tải tệp"),
    "account.": _l("Đăng nhập, tài khoản"),
    "person.": _l("Người dùng"),
    "unit.": _l("Đơn vị"),
    "commune.": _l("Thiết lập"),
    "returned_workbook.": _l("Bảng gửi lại"),
    "job.": _l("Tự động"),
}
"""Beginnings of kinds, for the filter."""

WORK_EVENT: Mapping[str, Any] = {
    "plan.start": _l("Đưa kế hoạch vào theo dõi"),
    "plan.recall": _l("Thu hồi kế hoạch"),
    "plan.amend": _l("Áp dụng bản mới của kế hoạch"),
    "task.change": _l("Sửa nhiệm vụ theo bản mới"),
    "task.merge": _l("Ghép vào nhiệm vụ khác theo bản mới"),
    "task.leave": _l("Nhiệm vụ không còn trong bản mới"),
    "task.create": _l("Đưa nhiệm vụ vào theo dõi"),
    "work_item.create": _l("Giao việc"),
    "work_item.late": _l("Quá hạn"),
    "job.compose_digest": _l("Soạn Tổng hợp tuần"),
    "job.take_snapshot": _l("Giữ số liệu tuần"),
    "document.register": _l("Ghi văn bản vào sổ"),
    "evidence.link": _l("Thêm tài liệu"),
    "evidence.remove": _l("Gỡ tài liệu"),
    "evidence.follow": _l("Chuyển tài liệu sang việc tiếp nhận"),
    "product.explain": _l("Giải trình sản phẩm"),
    "file.download": _l("Tải tệp"),
}

DRAFT_EVENT: Mapping[str, Any] = {
    "plan_draft.create": _l("Đọc tệp kế hoạch"),
    "plan_draft.begin_reading": _l("Nhận tệp kế hoạch, bắt đầu đọc"),
    "plan_draft.read_again": _l("Đọc lại tệp kế hoạch"),
    "plan_draft.refuse_reading": _l("Không đọc được tệp kế hoạch"),
    "plan_draft.begin_appendix": _l("Nhận tệp phụ lục, bắt đầu đọc"),
    "plan_draft.add_appendix": _l("Thêm phụ lục từ tệp khác"),
    "plan_draft.correct_row": _l("Sửa một dòng của bản đọc"),
    "plan_draft.include_row": _l("Đưa lại một dòng vào bản đọc"),
    "plan_draft.exclude_row": _l("Bỏ một dòng của bản đọc"),
    "plan_draft.mark_seen": _l("Xem và giữ như đã đọc"),
    "reporting_window.create": _l("Thêm kỳ báo cáo theo kế hoạch"),
    "plan_draft.add_row": _l("Thêm dòng vào bản đọc"),
    "plan_draft.merge_rows": _l("Gộp hai dòng của bản đọc"),
    "plan_draft.split_row": _l("Tách một dòng của bản đọc"),
    "plan_draft.change_rows": _l("Sửa cùng lúc nhiều dòng của bản đọc"),
    "plan_draft.accept_proposals": _l("Nhận các mục đọc được trong phần lời"),
    "plan_draft.dismiss_proposals": _l("Bỏ qua các mục đọc được trong phần lời"),
    "plan_draft.undo": _l("Hoàn tác thay đổi của bản đọc"),
    "plan_draft.add_pictures": _l("Thêm ảnh trang giấy cho bản đọc"),
    "plan_draft.correct_head": _l("Sửa thông tin kế hoạch của bản đọc"),
    "plan_draft.map_names": _l("Xác định tên đơn vị của bản đọc"),
    "plan_draft.discard": _l("Bỏ bản đọc"),
    "plan_draft.reopen": _l("Mở lại bản đọc sau khi thu hồi"),
    "plan_draft.amend": _l("Đọc bản sửa đổi, thay thế"),
    "plan_draft.pair_task": _l("Ghép dòng của bản mới với nhiệm vụ"),
    "plan_draft.decide_tasks": _l("Chọn cách xử lý việc đã báo cáo"),
    "plan_draft.lay_before_leader": _l("Trình lãnh đạo bản mới của kế hoạch"),
    "plan_draft.apply": _l("Áp dụng bản đọc"),
    "plan_draft.start": _l("Kết thúc rà soát bản đọc"),
    "opening_results.enter": _l("Ghi nhận kết quả đã có"),
    "opening_results.verify": _l("Xác nhận kết quả đã có"),
}

RETURN_EVENT: Mapping[str, Any] = {
    "returned_workbook.receive": _l("Đọc bảng đơn vị gửi lại"),
    "returned_workbook.accept": _l("Nhận các dòng của bảng gửi lại"),
    "returned_workbook.put_aside": _l("Để lại các dòng của bảng gửi lại"),
    "returned_workbook.finish": _l("Xử lý xong bảng gửi lại"),
}

EVENT: Mapping[str, Any] = {**WORK_EVENT, **RETURN_EVENT, **DRAFT_EVENT, **ACCOUNT_EVENT}
"""Kinds that are no action on a work item."""


def value_text(value: str) -> str:
    """The words of a recorded status or role; anything else as it stands."""
    if value in Role.__members__:
        return str(ROLE[Role(value)])
    return str(STATUS[Status(value)]) if value in Status.__members__ else value


def event_text(kind: str) -> str:
    """What happened, in words; an unknown kind is shown as it is rather than hidden."""
    noun, _, verb = kind.partition(".")
    if noun == "work_item" and verb in Action.__members__:
        return str(ACTION[Action(verb)])
    found = EVENT.get(kind)
    return str(found) if found is not None else gettext("Việc khác (%(kind)s)", kind=kind)
