"""What a person may have by mail or not, in topics of a few kinds of notices each."""

from collections.abc import Collection, Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

TOPIC: Mapping[str, Any] = {
    "plan": _l("Kế hoạch có phần việc của đơn vị vừa đưa vào theo dõi"),
    "returned": _l("Kết quả phải bổ sung, bị trả lại"),
    "late": _l("Việc vừa quá hạn một ngày"),
    "date": _l("Thời hạn được điều chỉnh, hoặc đề nghị không được đồng ý"),
    "cause": _l("Hỏi nguyên nhân chậm, yêu cầu giải trình"),
    "letter": _l("Công văn đôn đốc gửi đơn vị"),
}

KINDS: Mapping[str, tuple[str, ...]] = {
    "plan": ("plan.start",),
    "returned": ("work_item.ask_to_supplement", "work_item.send_back", "update_sheet.decide"),
    "late": ("work_item.late",),
    "date": ("due_date_request.grant", "due_date_request.refuse", "work_item.set_date"),
    "cause": ("explanation.ask_cause", "explanation.demand"),
    "letter": ("urging_letter.issue",),
}
"""The kinds of notices of each topic. A kind that is in none always goes by mail."""


def muted_kinds(wanted_topics: Collection[str]) -> list[str]:
    """The kinds of the topics that are not wanted, in their order."""
    return [kind for topic in TOPIC if topic not in wanted_topics for kind in KINDS[topic]]


def wanted_topics(muted: Collection[str]) -> list[str]:
    """The topics of which not every kind is muted."""
    return [topic for topic in TOPIC if not set(KINDS[topic]) <= set(muted)]


__all__ = ["KINDS", "TOPIC", "muted_kinds", "wanted_topics"]
