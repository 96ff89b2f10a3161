"""The words for what stands in the record: an event's kind is noun.verb."""

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from app.labels.accounts import ACCOUNT_EVENT
from app.labels.beside_events import BESIDE_EVENT
from app.labels.jobs import NAME as JOB_NAME
from app.labels.verdicts import VERDICT_EVENT
from app.labels.words import ACTION, ROLE, STATUS
from workflows.deadlines import format_date
from workflows.states import Action, Role, Status

_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)

NOUN: Mapping[str, Any] = {
    "work_item.": _l("Việc"),
    "verdict.": _l("Đề xuất"),
    "product.": _l("Sản phẩm"),
    "return_reason.": _l("Lý do gửi lại"),
    "plan": _l("Kế hoạch"),
    "document.": _l("Văn bản"),
    "evidence.": _l("Tài liệu kiểm chứng"),
    "due_date_request.": _l("Điều chỉnh thời hạn"),
    "lead_request.": _l("Xác định chủ trì"),
    "task.": _l("Nhiệm vụ"),
    "update_sheet.": _l("Phiếu kỳ cập nhật"),
    "explanation.": _l("Nguyên nhân, giải trình"),
    "urging_letter.": _l("Công văn đôn đốc"),
    "letter_template.": _l("Mẫu công văn"),
    "paper.": _l("Phiếu, biên bản"),
    "delegation.": _l("Ủy quyền, phụ trách"),
    "support_request.": _l("Phối hợp"),
    "comment.": _l("Trao đổi"),
    "file.": _l("Tải tệp"),
    "record.": _l("Nhật ký"),
    "account.": _l("Đăng nhập, tài khoản"),
    "person.": _l("Người dùng"),
    "unit.": _l("Đơn vị"),
    "commune.": _l("Thiết lập"),
    "day_off.": _l("Ngày nghỉ"),
    "report": _l("Báo cáo"),
    "returned_workbook.": _l("Bảng gửi lại"),
    "job.": _l("Tự động"),
    "mail.": _l("Thư"),
    "endpoint.": _l("Kênh gửi"),
    "calendar_feed.": _l("Địa chỉ lịch"),
}
"""Beginnings of kinds, for the filter."""

WORK_EVENT: Mapping[str, Any] = {
    "plan.start": _l("Đưa kế hoạch vào theo dõi"),
    "plan.recall": _l("Thu hồi kế hoạch"),
    "plan.amend": _l("Áp dụng bản mới của kế hoạch"),
    "task.change": _l("Sửa nhiệm vụ theo bản mới"),
    "task.merge": _l("Ghép vào nhiệm vụ khác theo bản mới"),
    "task.leave": _l("Nhiệm vụ không còn trong bản mới"),
    "task.reassign": _l("Chuyển đơn vị chủ trì"),
    "task.divide": _l("Mỗi đơn vị chủ trì một việc"),
    "task.take_out": _l("Đưa nhiệm vụ ra khỏi kế hoạch"),
    "task.bring_back": _l("Đưa nhiệm vụ trở lại kế hoạch"),
    "additional_task.change": _l("Sửa nhiệm vụ giao thêm"),
    "lead_request.ask": _l("Đề nghị xác định chủ trì"),
    "lead_request.decide": _l("Xác định đơn vị chủ trì"),
    "lead_request.refuse": _l("Không đồng ý đề nghị xác định chủ trì"),
    "lead_request.withdraw": _l("Rút đề nghị xác định chủ trì"),
    "lead_request.lapse": _l("Đề nghị xác định chủ trì không còn cần"),
    "task.create": _l("Đưa nhiệm vụ vào theo dõi"),
    "work_item.create": _l("Giao việc"),
    "work_item.late": _l("Quá hạn"),
    "job.compose_digest": _l("Soạn Tổng hợp tuần"),
    "job.take_snapshot": _l("Giữ số liệu tuần"),
    "job.run_by_hand": _l("Bấm chạy ngay"),
    "mail.send_again": _l("Gửi lại thư"),
    "endpoint.register": _l("Thêm kênh gửi"),
    "endpoint.renew_secret": _l("Đổi khóa ký của webhook"),
    "endpoint.try_out": _l("Gửi thử vào kênh"),
    "endpoint.stop": _l("Ngừng kênh vì nơi nhận không nhận"),
    "endpoint.switch_off": _l("Tạm ngừng kênh"),
    "endpoint.use_again": _l("Dùng lại kênh"),
    "endpoint.remove": _l("Bỏ kênh"),
    "calendar_feed.make": _l("Tạo địa chỉ lịch"),
    "calendar_feed.renew": _l("Đổi địa chỉ lịch"),
    "calendar_feed.revoke": _l("Thu hồi địa chỉ lịch"),
    "person.choose_mails": _l("Đổi thiết lập thư"),
    "mail.send_once_more": _l("Gửi thêm thư đã gửi"),
    "mail.stop_address": _l("Ngừng gửi đến địa chỉ"),
    "mail.use_address_again": _l("Dùng lại địa chỉ"),
    "day_off.add": _l("Thêm ngày vào lịch nghỉ"),
    "day_off.remove": _l("Bỏ ngày khỏi lịch nghỉ"),
    "day_off.seed": _l("Nạp ngày nghỉ lễ theo quy định"),
    "document.register": _l("Ghi văn bản vào sổ"),
    "document.change": _l("Sửa văn bản"),
    "document.add_file": _l("Thêm tệp của văn bản"),
    "document.compare": _l("Đối chiếu bản gốc"),
    "document.look_up": _l("Tra trên hệ thống văn bản"),
    "document.import": _l("Nhập sổ văn bản từ Excel"),
    "evidence.link": _l("Thêm tài liệu"),
    "evidence.remove": _l("Gỡ tài liệu"),
    "evidence.follow": _l("Chuyển tài liệu sang việc tiếp nhận"),
    "product.explain": _l("Giải trình sản phẩm"),
    "update_sheet.save": _l("Lưu nháp phiếu kỳ cập nhật"),
    "update_sheet.send": _l("Gửi phiếu kỳ cập nhật"),
    "due_date_request.ask": _l("Đề nghị điều chỉnh thời hạn"),
    "due_date_request.give_opinion": _l("Ý kiến về đề nghị điều chỉnh thời hạn"),
    "due_date_request.grant": _l("Đồng ý điều chỉnh thời hạn"),
    "due_date_request.refuse": _l("Không đồng ý điều chỉnh thời hạn"),
    "due_date_request.withdraw": _l("Rút đề nghị điều chỉnh thời hạn"),
    "due_date_request.lapse": _l("Đề nghị điều chỉnh thời hạn không còn cần"),
    "explanation.ask_cause": _l("Hỏi nguyên nhân chậm"),
    "explanation.report_cause": _l("Báo nguyên nhân chậm"),
    "explanation.demand": _l("Yêu cầu giải trình"),
    "explanation.answer": _l("Giải trình"),
    "urging_letter.make": _l("Lập công văn đôn đốc"),
    "urging_letter.withdraw": _l("Rút công văn đôn đốc"),
    "urging_letter.issue": _l("Ghi công văn đôn đốc đã ban hành"),
    "urging_letter.name_item": _l("Nêu trong công văn đôn đốc"),
    "urging_letter.answer": _l("Ghi trả lời công văn đôn đốc"),
    "letter_template.add": _l("Đổi mẫu công văn đôn đốc"),
    "letter_template.remove": _l("Dùng lại mẫu công văn có sẵn"),
    "file.download": _l("Tải tệp"),
    "file.release": _l("Quét xong, tệp không có mã độc"),
    "file.bar": _l("Chặn tệp có mã độc"),
    "evidence.export": _l("Xuất tài liệu kiểm chứng"),
    "record.export": _l("Tải nhật ký"),
    "record.archive": _l("Chuyển nhật ký cũ vào tệp lưu trữ"),
    **BESIDE_EVENT,
    **VERDICT_EVENT,
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
    "plan_draft.bring_back": _l("Lấy lại bản đọc đã bỏ"),
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

REPORT_EVENT: Mapping[str, Any] = {
    "reporting_regime.start": _l("Lập chế độ báo cáo của năm"),
    "reporting_regime.change_rule": _l("Sửa một báo cáo của chế độ báo cáo"),
    "reporting_regime.add_rule": _l("Thêm một báo cáo vào chế độ báo cáo"),
    "reporting_regime.remove_rule": _l("Bỏ một báo cáo khỏi chế độ báo cáo"),
    "reporting_regime.name_area_units": _l("Chọn đơn vị viết báo cáo chuyên đề"),
    "reporting_window.create": _l("Thêm kỳ báo cáo theo kế hoạch"),
    "reporting_window.move_step": _l("Dời ngày của một kỳ báo cáo"),
    "reporting_window.set_cut_off": _l("Ghi ngày chốt số liệu"),
    "reporting_window.freeze": _l("Chốt số liệu"),
    "report_due.add": _l("Thêm báo cáo vào sổ"),
    "report_due.ask": _l("Yêu cầu báo cáo đột xuất"),
    "report_due.send": _l("Ghi báo cáo đã gửi"),
    "report_due.take_back": _l("Ghi lại báo cáo là chưa gửi"),
}

RETURN_EVENT: Mapping[str, Any] = {
    "returned_workbook.receive": _l("Đọc bảng đơn vị gửi lại"),
    "returned_workbook.accept": _l("Nhận các dòng của bảng gửi lại"),
    "returned_workbook.put_aside": _l("Để lại các dòng của bảng gửi lại"),
    "returned_workbook.finish": _l("Xử lý xong bảng gửi lại"),
}

EVENT: Mapping[str, Any] = {
    **WORK_EVENT,
    **REPORT_EVENT,
    **RETURN_EVENT,
    **DRAFT_EVENT,
    **ACCOUNT_EVENT,
}
"""Kinds that are no action on a work item."""


def value_text(value: str) -> str:
    """The words of a recorded status, role, job or day; anything else as it stands."""
    if _ISO_DAY.fullmatch(value):
        with suppress(ValueError):  # A number may look like a day that is none.
            return format_date(date.fromisoformat(value))
    if value in JOB_NAME:
        return str(JOB_NAME[value])
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
