"""The lists of what stands still: their pages, words and numbers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from app.queries.sleeping import Stillness, count_still
from workflows.permissions import Actor
from workflows.states import Action


@dataclass(frozen=True, slots=True)
class List:
    """A tab: its page, its words, and the step that ends the standstill with its form's anchor."""

    endpoint: str
    words: Any
    hint: Any
    action: Action
    anchor: str


LISTS: Mapping[Stillness, List] = {
    Stillness.for_a_document: List(
        "waiting.for_a_document",
        _l("Chờ căn cứ"),
        _l("Có văn bản thì ghi nhận căn cứ; không còn việc thì trình lãnh đạo UBND đưa ra."),
        Action.activate,
        "can-cu",
    ),
    Stillness.without_a_date: List(
        "waiting.without_a_date",
        _l("Chưa có thời hạn"),
        _l("Kế hoạch không ghi ngày, hoặc chưa đọc được ngày. Đặt thời hạn để việc được nhắc."),
        Action.set_date,
        "thoi-han",
    ),
    Stillness.for_somebody: List(
        "waiting.for_somebody",
        _l("Đang chờ"),
        _l("Đơn vị đã làm phần mình và chờ nơi khác; thời hạn vẫn tính."),
        Action.end_waiting,
        "dang-cho",
    ),
}


def still_figures(
    session: Session, actor: Actor, current: Stillness | None = None
) -> list[dict[str, Any]]:
    """Each list with its words, its page and how many items stand on it. One query."""
    counts = count_still(session, actor)
    return [
        {
            "words": named.words,
            "href": url_for(named.endpoint),
            "count": counts[why],
            "current": why is current,
        }
        for why, named in LISTS.items()
    ]
