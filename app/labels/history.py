"""The history of an item or task in words: one entry per event, in the shape of the macro
`history`."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from app import clock
from app.labels.dates import date_text
from app.labels.deadlines import counted_text, moved_text
from app.labels.events import event_text
from app.labels.returns import told_text
from app.labels.verdicts import VERDICT_ICON, said_with_verdict
from app.models import Event
from workflows.deadlines import Offset, OffsetUnit

_MARKS: Mapping[str, str] = {
    "work_item.create": "assigned",
    "work_item.accept": "in_progress",
    "work_item.record_progress": "in_progress",
    "work_item.submit": "submitted",
    "work_item.withdraw": "in_progress",
    "work_item.verify": "verified",
    "work_item.ask_to_supplement": "returned",
    "work_item.send_back": "returned",
    "work_item.reopen": "in_progress",
    "work_item.drop": "cancelled",
    "work_item.bring_back": "assigned",
    "work_item.late": "late",
}
_ICONS: Mapping[str, str] = {
    "work_item.activate": "calendar-plus",
    "work_item.set_date": "calendar-plus",
    "evidence.link": "paperclip",
    "evidence.remove": "x",
    "product.explain": "note",
    **VERDICT_ICON,
    "due_date_request.ask": "calendar-time",
    "due_date_request.give_opinion": "message",
    "due_date_request.grant": "gavel",
    "due_date_request.refuse": "gavel",
    "due_date_request.withdraw": "arrow-back-up",
    "due_date_request.lapse": "x",
    "explanation.ask_cause": "question-mark",
    "explanation.demand": "question-mark",
    "explanation.report_cause": "note",
    "explanation.answer": "note",
    "work_item.mark_waiting": "hourglass",
    "work_item.end_waiting": "hourglass",
    "work_item.set_internal_date": "calendar-event",
    "plan.start": "player-play",
    "evidence.follow": "paperclip",
    "task.change": "pencil",
    "task.merge": "git-merge",
    "task.leave": "ban",
    "work_item.reassign": "arrows-exchange",
    "task.reassign": "arrows-exchange",
    "task.divide": "columns",
    "task.take_out": "ban",
    "task.bring_back": "arrow-forward-up",
    "additional_task.change": "pencil",
    "lead_request.ask": "question-mark",
    "lead_request.decide": "gavel",
    "lead_request.refuse": "gavel",
    "lead_request.withdraw": "arrow-back-up",
    "lead_request.lapse": "x",
    "task.create": "list-tree",
    "support_request.ask": "users-group",
    "support_request.agree": "users-group",
    "support_request.contribute": "users-group",
    "support_request.decline": "users-group",
    "support_request.withdraw": "users-group",
    "paper.make": "printer",
    "paper.take_back": "signature",
    "paper.withdraw": "arrow-back-up",
}

_BETWEEN_UNIT_AND_VERIFIER = frozenset(
    {
        "work_item.record_progress",
        "work_item.submit",
        "work_item.ask_to_supplement",
        "work_item.send_back",
        "evidence.link",
        "evidence.remove",
        "product.explain",
        "product.accept",
        "product.undo_acceptance",
        "verdict.propose",
        "due_date_request.ask",
        "due_date_request.give_opinion",
        "due_date_request.refuse",
        "lead_request.ask",
        "lead_request.refuse",
        "explanation.ask_cause",
        "explanation.demand",
        "explanation.report_cause",
        "explanation.answer",
        "work_item.set_internal_date",
        "support_request.ask",
        "support_request.agree",
        "support_request.contribute",
        "support_request.decline",
    }
)
"""Kinds whose words are drafts and comments: for the units concerned, the verifier and leaders."""

_SHOWN_ELSEWHERE = "comment."
"""Comments stand on the page themselves, for those concerned; an old text is in the record only."""


def history_entries(events: Iterable[Event], *, with_words: bool) -> list[dict[str, Any]]:
    """The entries for `events`, in their order.

    `with_words` is whether the reader may see what passed between the unit and the verifier;
    without it those entries say what happened and who did it, and no more.
    """
    return [
        _entry(event, with_words or event.kind not in _BETWEEN_UNIT_AND_VERIFIER, with_words)
        for event in events
        if not event.kind.startswith(_SHOWN_ELSEWHERE)
    ]


def _entry(event: Event, with_words: bool, knows_evidence: bool) -> dict[str, Any]:
    there = clock.local(event.happened_at)
    entry: dict[str, Any] = {
        "title": event_text(event.kind),
        "at": f"{date_text(there.date())} {there:%H:%M}",
        "iso": there.isoformat(timespec="seconds"),
        "who": _who(event),
        "changes": _changes(event.data),
    }
    if event.kind in _MARKS:
        entry["mark"] = _MARKS[event.kind]
    else:
        entry["icon"] = _ICONS.get(event.kind, "point")
    if with_words:
        entry["reason"] = "\n".join(_words(event, with_seen=knows_evidence))
    return entry


def _who(event: Event) -> str:
    if not event.person_name:
        return gettext("hệ thống")
    post = event.person_unit or event.person_title
    who = f"{event.person_name}, {post}" if post else event.person_name
    whom, document = event.data.get("in_stead_of"), event.data.get("by_document")
    if whom and document:
        return gettext(
            "%(who)s, thay %(whom)s theo %(document)s", who=who, whom=whom, document=document
        )
    return gettext("%(who)s, thay %(whom)s", who=who, whom=whom) if whom else who


def _changes(data: Mapping[str, Any]) -> Sequence[tuple[str, str, str]]:
    old, new = _date(data.get("old_due_on")), _date(data.get("new_due_on"))
    changes = [(gettext("Thời hạn"), old, new)] if new else []
    if data.get("new_lead"):
        changes.append((gettext("Chủ trì"), data.get("old_lead") or "", data["new_lead"]))
    return changes


_SAID: Sequence[tuple[str, Any]] = (
    ("result", _l("Kết quả: %(words)s")),
    ("difficulties", _l("Khó khăn, vướng mắc: %(words)s")),
    ("proposals", _l("Kiến nghị: %(words)s")),
    ("document", _l("Căn cứ: %(words)s")),
    ("decided_by", _l("Người quyết định: %(words)s")),
    ("condition", _l("Kế hoạch ghi: %(words)s")),
    ("named", _l("Đơn vị được nêu: %(words)s")),
    ("asked_unit", _l("Đơn vị phối hợp: %(words)s")),
    ("waiting_on", _l("Đang chờ: %(words)s")),
    ("letter", _l("Công văn số %(words)s")),
)
"""Words kept with an event, in the order they are read."""


_DAYS: Sequence[tuple[str, Any]] = (
    ("letter_on", _l("Ngày công văn: %(day)s")),
    ("finish_by", _l("Hoàn thành chậm nhất: %(day)s")),
    ("wished_on", _l("Thời hạn đề nghị: %(day)s")),
    ("answer_by", _l("Trả lời chậm nhất: %(day)s")),
    ("wanted_by", _l("Cần trước hết ngày: %(day)s")),
    ("expected_on", _l("Dự kiến xong: %(day)s")),
    ("internal_due_on", _l("Hạn nội bộ: %(day)s")),
)
"""Days kept with an event, in the order they are read."""


def _words(event: Event, *, with_seen: bool) -> Iterable[str]:
    """What was said with the event, line by line; what a verdict saw for those who may see it."""
    data = event.data
    if event.kind.startswith("evidence."):
        yield " ".join(word for word in (event.new, data.get("subject", "")) if word)
    if data.get("products"):
        yield gettext("Sản phẩm: %(products)s", products="; ".join(data["products"]))
    if data.get("nothing_arose"):
        yield gettext("Không phát sinh trong kỳ.")
    if event.kind == "due_date_request.give_opinion":
        supported = data.get("is_supported") == "yes"
        yield gettext("Ủng hộ.") if supported else gettext("Không ủng hộ.")
    if event.reason:
        yield event.reason
    for key, words in _SAID:
        if data.get(key):
            yield str(words) % {"words": data[key]}
    yield from _days(data)
    if with_seen:
        yield from said_with_verdict(data)
    if data.get("told_by"):
        yield told_text(data["told_by"], data.get("source", ""), _date(data.get("told_on")))


def _days(data: Mapping[str, Any]) -> Iterable[str]:
    """The days that belong to the event, and why a deadline is not the printed one."""
    for key, words in _DAYS:
        if data.get(key):
            yield str(words) % {"day": _date(data[key])}
    if data.get("document_on"):
        yield _from_document(data)
    if data.get("printed_due_on"):
        due = data.get("due_on") or data["new_due_on"]
        yield moved_text(date.fromisoformat(data["printed_due_on"]), date.fromisoformat(due))
    if data.get("product_on"):
        yield gettext("Ngày của sản phẩm: %(day)s", day=_date(data["product_on"]))


def _from_document(data: Mapping[str, Any]) -> str:
    """How the date was counted from the day of the document; only that day where it was not."""
    day, counted = date.fromisoformat(data["document_on"]), data.get("counted")
    if not counted:
        return gettext("Ngày của văn bản: %(day)s", day=date_text(day))
    offset = Offset(counted["count"], OffsetUnit(counted["unit"]))
    due = data.get("printed_due_on") or data["new_due_on"]
    return counted_text(offset, day, date.fromisoformat(due))


def _date(iso: str | None) -> str:
    return date_text(date.fromisoformat(iso)) if iso else ""
