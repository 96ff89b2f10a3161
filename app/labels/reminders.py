"""A notice of reminders in words, and the name of an item in any notice."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import gettext, ngettext

from app.labels.dates import date_text


def item_title(data: Mapping[str, Any]) -> str:
    """The task, with the period where there is one: “Báo cáo giải ngân” (tháng 8)."""
    title, label = data.get("title") or "", data.get("label") or ""
    return f"“{title}” ({label})" if label else f"“{title}”"


def reminded_words(data: Mapping[str, Any]) -> str:
    """One item by its name and date; several by their numbers and the first of them. What waits for
    somebody else is counted at the end.
    """
    count = int(data.get("count") or 1)
    words = _one_reminded(data["items"][0]) if count == 1 else _several_reminded(data)
    waiting = int(data.get("waiting") or 0)
    if not waiting:
        return words
    rest = ngettext(
        "%(num)d việc khác đang chờ nơi khác, chưa nhắc.",
        "%(num)d việc khác đang chờ nơi khác, chưa nhắc.",
        waiting,
    )
    return f"{words} {rest}"


def _one_reminded(item: Mapping[str, Any]) -> str:
    title, day = item_title(item), date_text(date.fromisoformat(item["due_on"]))
    if item["told"] == "due_soon":
        return gettext("%(title)s đến hạn ngày %(day)s.", title=title, day=day)
    if item["told"] == "late":
        return gettext("%(title)s đã quá hạn, thời hạn là %(day)s.", title=title, day=day)
    return gettext("%(title)s quá hạn từ %(day)s, chưa gửi kết quả.", title=title, day=day)


def _several_reminded(data: Mapping[str, Any]) -> str:
    late, still, soon = (int(data.get(word) or 0) for word in ("late", "still_late", "due_soon"))
    parts = (
        (late, ngettext("%(num)d việc vừa quá hạn", "%(num)d việc vừa quá hạn", late)),
        (
            still,
            ngettext(
                "%(num)d việc quá hạn chưa gửi kết quả",
                "%(num)d việc quá hạn chưa gửi kết quả",
                still,
            ),
        ),
        (soon, ngettext("%(num)d việc sắp đến hạn", "%(num)d việc sắp đến hạn", soon)),
    )
    return gettext(
        "%(parts)s; trước hết là %(title)s.",
        parts=", ".join(words for number, words in parts if number),
        title=item_title(data["items"][0]),
    )


__all__ = ["item_title", "reminded_words"]
