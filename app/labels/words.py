"""The words of the screen for the codes of the program: one dictionary per enum, complete by
test.
"""

from collections.abc import Mapping
from enum import Enum
from typing import Any

from flask_babel import lazy_gettext as _l

from app.models import (
    DelegationKind,
    DocumentKind,
    DraftStatus,
    EndpointKind,
    ExplanationKind,
    MatchDecision,
    MatchKind,
    PaperKind,
    PlanStatus,
    Relation,
    ReportKind,
    RequestStatus,
    ReturnStatus,
    Signer,
    SupportStatus,
    UnitDuty,
    UnitKind,
)
from workflows.deadlines import DeadlineKind, ItemKind, OffsetUnit, Rhythm
from workflows.deadlines.lateness import Standing
from workflows.states import Action, Outcome, Role, Status

STATUS: Mapping[Status, Any] = {
    Status.dormant: _l("Chờ căn cứ"),
    Status.assigned: _l("Chưa thực hiện"),
    Status.in_progress: _l("Đang thực hiện"),
    Status.submitted: _l("Chờ xác nhận"),
    Status.returned: _l("Phải bổ sung"),
    Status.verified: _l("Đã hoàn thành"),
    Status.cancelled: _l("Đưa ra khỏi kế hoạch"),
}

ACTION: Mapping[Action, Any] = {
    Action.activate: _l("Ghi nhận căn cứ"),
    Action.set_date: _l("Đặt thời hạn"),
    Action.accept: _l("Tiếp nhận"),
    Action.record_progress: _l("Cập nhật tiến độ"),
    Action.submit: _l("Gửi kết quả"),
    Action.withdraw: _l("Rút lại"),
    Action.verify: _l("Xác nhận hoàn thành"),
    Action.ask_to_supplement: _l("Yêu cầu bổ sung"),
    Action.send_back: _l("Trả lại"),
    Action.reopen: _l("Mở lại"),
    Action.drop: _l("Đưa ra khỏi kế hoạch"),
    Action.bring_back: _l("Đưa trở lại kế hoạch"),
    Action.reassign: _l("Chuyển đơn vị chủ trì"),
    Action.set_internal_date: _l("Đặt hạn nội bộ"),
    Action.mark_waiting: _l("Ghi đang chờ"),
    Action.end_waiting: _l("Hết chờ"),
}

STANDING: Mapping[Standing, Any] = {
    Standing.done_on_time: _l("Hoàn thành đúng hạn"),
    Standing.done_late: _l("Hoàn thành quá hạn"),
    Standing.open_in_time: _l("Đang thực hiện trong hạn"),
    Standing.open_late: _l("Đang thực hiện quá hạn"),
    Standing.no_date: _l("Chưa có thời hạn"),
    Standing.cancelled: _l("Bị hủy"),
}

ROLE: Mapping[Role, Any] = {
    Role.unit_officer: _l("Chuyên viên"),
    Role.unit_head: _l("Trưởng/Phó đơn vị"),
    Role.standing_officer: _l("Cơ quan thường trực"),
    Role.leader: _l("Lãnh đạo UBND"),
    Role.records_clerk: _l("Văn thư"),
    Role.viewer: _l("Người xem"),
    Role.administrator: _l("Quản trị"),
}

OUTCOME: Mapping[Outcome, Any] = {
    Outcome.dropped: _l("Đưa ra khỏi kế hoạch"),
    Outcome.merged: _l("Đã ghép vào nhiệm vụ khác"),
    Outcome.nothing_arose: _l("Không phát sinh"),
    Outcome.carried_over: _l("Chuyển năm sau"),
}

UNIT_KIND: Mapping[UnitKind, Any] = {
    UnitKind.under_committee: _l("Thuộc UBND"),
    UnitKind.coordinating: _l("Cơ quan phối hợp"),
    UnitKind.without_account: _l("Không tài khoản"),
    UnitKind.outside: _l("Ngoài xã"),
}

UNIT_DUTY: Mapping[UnitDuty, Any] = {
    UnitDuty.standing_office: _l("Cơ quan thường trực"),
    UnitDuty.counter_checking: _l("Đơn vị xác nhận thay cơ quan thường trực"),
}

DOCUMENT_KIND: Mapping[DocumentKind, Any] = {
    DocumentKind.plan: _l("Kế hoạch"),
    DocumentKind.decision: _l("Quyết định"),
    DocumentKind.report: _l("Báo cáo"),
    DocumentKind.letter: _l("Công văn"),
    DocumentKind.submission: _l("Tờ trình"),
    DocumentKind.minutes: _l("Biên bản"),
    DocumentKind.article: _l("Tin bài"),
    DocumentKind.picture: _l("Hình ảnh"),
    DocumentKind.link: _l("Đường dẫn"),
    DocumentKind.listing: _l("Bảng kê"),
    DocumentKind.other: _l("Văn bản khác"),
}

RELATION: Mapping[Relation, Any] = {
    Relation.lead: _l("Đơn vị chủ trì"),
    Relation.supporting: _l("Đơn vị phối hợp"),
    Relation.follow_up: _l("Đơn vị theo dõi, đôn đốc"),
}

PLAN_STATUS: Mapping[PlanStatus, Any] = {
    PlanStatus.running: _l("Đang theo dõi"),
    PlanStatus.closed: _l("Đã kết thúc"),
    PlanStatus.recalled: _l("Đã rút khỏi theo dõi"),
}

DRAFT_STATUS: Mapping[DraftStatus, Any] = {
    DraftStatus.reading: _l("Đang đọc"),
    DraftStatus.unreadable: _l("Không đọc được"),
    DraftStatus.open: _l("Đang rà soát"),
    DraftStatus.started: _l("Đã đưa vào theo dõi"),
    DraftStatus.discarded: _l("Đã bỏ"),
}

RETURN_STATUS: Mapping[ReturnStatus, Any] = {
    ReturnStatus.open: _l("Đang xem"),
    ReturnStatus.finished: _l("Đã xử lý xong"),
    ReturnStatus.discarded: _l("Đã bỏ"),
}

MATCH_KIND: Mapping[MatchKind, Any] = {
    MatchKind.kept: _l("Giữ nguyên"),
    MatchKind.changed: _l("Thay đổi"),
    MatchKind.merged: _l("Ghép"),
    MatchKind.gone: _l("Không còn"),
}

MATCH_DECISION: Mapping[MatchDecision, Any] = {
    MatchDecision.keep: _l("Giữ việc như đang làm"),
    MatchDecision.remake: _l("Làm theo bản mới"),
    MatchDecision.cancel: _l("Đưa ra khỏi kế hoạch"),
}

DEADLINE_KIND: Mapping[DeadlineKind, Any] = {
    DeadlineKind.FIXED: _l("Một lần"),
    DeadlineKind.WINDOW: _l("Trong một khoảng"),
    DeadlineKind.SEVERAL: _l("Nhiều mốc"),
    DeadlineKind.RECURRING: _l("Định kỳ"),
    DeadlineKind.ONGOING: _l("Thường xuyên"),
    DeadlineKind.EVENT: _l("Chờ căn cứ"),
    DeadlineKind.MISSING: _l("Không ghi thời gian"),
    DeadlineKind.UNREADABLE: _l("Chưa đọc được"),
}

ITEM_KIND: Mapping[ItemKind, Any] = {
    ItemKind.ONCE: _l("Một lần"),
    ItemKind.MILESTONE: _l("Mốc"),
    ItemKind.PERIOD: _l("Kỳ"),
    ItemKind.CHECK_IN: _l("Kỳ cập nhật"),
    ItemKind.CHECKPOINT: _l("Mốc theo dõi"),
    ItemKind.DORMANT: _l("Chờ căn cứ"),
}

RHYTHM: Mapping[Rhythm, Any] = {
    Rhythm.WEEK: _l("hằng tuần"),
    Rhythm.MONTH: _l("hằng tháng"),
    Rhythm.QUARTER: _l("hằng quý"),
    Rhythm.HALF_YEAR: _l("6 tháng"),
    Rhythm.NINE_MONTHS: _l("9 tháng"),
    Rhythm.YEAR: _l("hằng năm"),
}

OFFSET_UNIT: Mapping[OffsetUnit, Any] = {
    OffsetUnit.DAY: _l("ngày"),
    OffsetUnit.WORKING_DAY: _l("ngày làm việc"),
    OffsetUnit.WEEK: _l("tuần"),
    OffsetUnit.MONTH: _l("tháng"),
    OffsetUnit.QUARTER: _l("quý"),
    OffsetUnit.YEAR: _l("năm"),
}

REQUEST_STATUS: Mapping[RequestStatus, Any] = {
    RequestStatus.open: _l("Chờ quyết định"),
    RequestStatus.granted: _l("Đồng ý"),
    RequestStatus.refused: _l("Không đồng ý"),
    RequestStatus.withdrawn: _l("Đã rút"),
}

EXPLANATION_KIND: Mapping[ExplanationKind, Any] = {
    ExplanationKind.cause: _l("Nguyên nhân chậm"),
    ExplanationKind.explanation: _l("Giải trình"),
}

REPORT_KIND: Mapping[ReportKind, Any] = {
    ReportKind.periodic: _l("Báo cáo định kỳ"),
    ReportKind.thematic: _l("Báo cáo chuyên đề"),
    ReportKind.one_off: _l("Báo cáo đột xuất"),
}

SIGNER: Mapping[Signer, Any] = {
    Signer.vice_chairman: _l("KT. Chủ tịch, Phó Chủ tịch"),
    Signer.by_order: _l("TL. Chủ tịch"),
    Signer.office: _l("Cơ quan thường trực"),
}

ENDPOINT_KIND: Mapping[EndpointKind, Any] = {
    EndpointKind.webhook: _l("Webhook"),
    EndpointKind.chat: _l("Tin nhắn"),
}

PAPER_KIND: Mapping[PaperKind, Any] = {
    PaperKind.leader_sheet: _l("Phiếu trình"),
    PaperKind.handover: _l("Biên bản bàn giao"),
    PaperKind.task_sheet: _l("Phiếu theo dõi nhiệm vụ"),
    PaperKind.confirmation_table: _l("Bảng xác nhận kết quả"),
}

SUPPORT_STATUS: Mapping[SupportStatus, Any] = {
    SupportStatus.asked: _l("Đã đề nghị phối hợp"),
    SupportStatus.agreed: _l("Nhận phối hợp"),
    SupportStatus.contributed: _l("Đã gửi phần phối hợp"),
    SupportStatus.declined: _l("Không phối hợp được"),
    SupportStatus.withdrawn: _l("Đã rút đề nghị"),
}

DELEGATION_KIND: Mapping[DelegationKind, Any] = {
    DelegationKind.delegated: _l("Ủy quyền"),
    DelegationKind.in_charge: _l("Phụ trách"),
}

WORDS: tuple[Mapping[Any, Any], ...] = (
    STATUS,
    ACTION,
    STANDING,
    ROLE,
    OUTCOME,
    UNIT_KIND,
    UNIT_DUTY,
    DOCUMENT_KIND,
    RELATION,
    PLAN_STATUS,
    DRAFT_STATUS,
    MATCH_KIND,
    MATCH_DECISION,
    RETURN_STATUS,
    DEADLINE_KIND,
    ITEM_KIND,
    RHYTHM,
    OFFSET_UNIT,
    REQUEST_STATUS,
    EXPLANATION_KIND,
    REPORT_KIND,
    SIGNER,
    ENDPOINT_KIND,
    PAPER_KIND,
    SUPPORT_STATUS,
    DELEGATION_KIND,
)


# StrEnums of different kinds can be equal as strings; only the own kind counts.
_WORDS_OF = {type(next(iter(words))): words for words in WORDS}


def label(code: Enum) -> str:
    """The words for any code that has some. Raises KeyError for one that has none."""
    return str(_WORDS_OF[type(code)][code])
