"""The groups of *Việc của tôi* and the sentence that sums them up."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.queries.work_items import Turn


@dataclass(frozen=True, slots=True)
class Group:
    """A heading of the page: its anchor, its words, what to do with its rows, and its turns."""

    anchor: str
    title: Any
    hint: Any
    turns: tuple[Turn, ...]
    slim: bool = False

    def count(self, counts: Mapping[Turn, int]) -> int:
        """How many items stand under it, on all pages."""
        return sum(counts.get(turn, 0) for turn in self.turns)


LATE = Group(
    "qua-han",
    _l("Quá hạn"),
    _l("Gửi kết quả, hoặc cập nhật tiến độ và nói rõ vướng mắc."),
    (Turn.late,),
)
RETURNED = Group(
    "tra-lai",
    _l("Phải bổ sung, bị trả lại"),
    _l("Sửa theo lý do rồi gửi lại."),
    (Turn.returned,),
)
DUE_SOON = Group("sap-den-han", _l("Sắp đến hạn"), _l("Đến hạn trong 7 ngày."), (Turn.due_soon,))
REST = Group(
    "con-lai",
    _l("Còn lại"),
    _l("Chưa cần làm gì gấp."),
    (Turn.submitted, Turn.in_time, Turn.no_date),
    slim=True,
)

GROUPS: Mapping[Turn, Group] = {
    turn: group for group in (LATE, RETURNED, DUE_SOON, REST) for turn in group.turns
}


def sentence_parts(counts: Mapping[Turn, int]) -> list[tuple[str, str, str]]:
    """The parts of the summing sentence that are not empty: (colour of the line, anchor, words)."""
    late, returned, soon = (group.count(counts) for group in (LATE, RETURNED, DUE_SOON))
    parts = []
    if late:
        words = ngettext("%(num)d việc quá hạn", "%(num)d việc quá hạn", late)
        parts.append(("late", LATE.anchor, words))
    if returned:
        words = ngettext("%(num)d việc phải bổ sung", "%(num)d việc phải bổ sung", returned)
        parts.append(("back", RETURNED.anchor, words))
    if soon:
        words = ngettext(
            "%(num)d việc đến hạn trong 7 ngày", "%(num)d việc đến hạn trong 7 ngày", soon
        )
        parts.append(("soon", DUE_SOON.anchor, words))
    return parts
