"""What happens beside a verdict, in the record's words: papers, deputies, support, comments."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

BESIDE_EVENT: Mapping[str, Any] = {
    "paper.make": _l("Lập giấy để ký"),
    "paper.take_back": _l("Ghi bản ký"),
    "paper.withdraw": _l("Rút giấy"),
    "delegation.begin": _l("Ghi người thay"),
    "delegation.end": _l("Kết thúc việc thay"),
    "appointment.hand_over": _l("Bàn giao"),
    "support_request.ask": _l("Đề nghị phối hợp"),
    "support_request.agree": _l("Nhận phối hợp"),
    "support_request.contribute": _l("Gửi phần phối hợp"),
    "support_request.decline": _l("Không phối hợp được"),
    "support_request.withdraw": _l("Rút đề nghị phối hợp"),
    "support_request.use": _l("Dùng văn bản phối hợp làm tài liệu kiểm chứng"),
    "comment.write": _l("Trao đổi"),
    "comment.edit": _l("Sửa lời trao đổi"),
    "comment.remove": _l("Gỡ lời trao đổi"),
}
