"""What stands beside the state of an item: requests for another date, causes and explanations, and
the ways to add to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext
from sqlalchemy.orm import Session

from app import clock
from app.labels.dates import date_text
from app.labels.words import EXPLANATION_KIND, REQUEST_STATUS
from app.models import DueDateRequest, Explanation, ExplanationKind, RequestStatus, WorkItem
from app.queries.requests import explanations_of_item, requests_of_item
from workflows.deadlines.lateness import days_late
from workflows.permissions import Actor, Subject, can
from workflows.requests import is_answer_late
from workflows.states import WITH_LEAD, Right, Status


@dataclass(frozen=True, slots=True)
class Beside:
    """`rows` are what was asked and said, newest first, in the shape of the macro `row`; `links`
    the ways to add: (words, address, icon)."""

    rows: Sequence[dict[str, Any]]
    links: Sequence[tuple[str, str, str]]


def beside_item(
    session: Session, actor: Actor, item: WorkItem, subject: Subject, *, may_read: bool
) -> Beside:
    """What the section of the item's page shows. Who may not read what passes between the unit
    and its verifier sees the decided dates in the item's history alone. Two queries."""
    if not may_read:
        return Beside((), ())
    requests = requests_of_item(session, item)
    questions = explanations_of_item(session, item)
    rows = [*map(_request_row, requests), *map(_question_row, questions)]
    return Beside(rows, _links(actor, item, subject, requests, questions))


def _request_row(request: DueDateRequest) -> dict[str, Any]:
    status = request.status
    meta = [
        gettext(
            "từ %(old)s đến %(new)s",
            old=date_text(request.old_due_on),
            new=date_text(request.wished_on),
        )
    ]
    if status is RequestStatus.granted:
        granted = gettext("thời hạn mới %(day)s", day=date_text(request.decided_due_on))
        meta += [granted, request.document]
    return {
        "title": gettext("Đề nghị điều chỉnh thời hạn"),
        "href": url_for("requests.show", due_date_request_id=request.id),
        "mark": _REQUEST_MARK[status],
        "state": str(REQUEST_STATUS[status]),
        "meta": meta,
        "said": request.reason or request.cause,
        "late": False,
    }


_REQUEST_MARK = {
    RequestStatus.open: "submitted",
    RequestStatus.granted: "verified",
    RequestStatus.refused: "returned",
    RequestStatus.withdrawn: "cancelled",
}


def _question_row(asked: Explanation) -> dict[str, Any]:
    answered_on = clock.local(asked.answered_at).date() if asked.answered_at else None
    late = is_answer_late(asked.answer_by, answered_on, clock.today())
    meta = []
    if asked.answer_by is not None and answered_on is None:
        meta.append(gettext("trả lời đến hết %(day)s", day=date_text(asked.answer_by)))
    if answered_on is not None:
        meta.append(gettext("trả lời ngày %(day)s", day=date_text(answered_on)))
    if asked.expected_on is not None:
        meta.append(gettext("dự kiến xong %(day)s", day=date_text(asked.expected_on)))
    return {
        "title": str(EXPLANATION_KIND[asked.kind]),
        "href": url_for("requests.show_question", explanation_id=asked.id),
        "mark": "late" if late and answered_on is None else "verified" if answered_on else "open",
        "state": _answer_words(answered=answered_on is not None, late=late),
        "meta": meta,
        "said": asked.answer or asked.question,
        "late": late and answered_on is None,
    }


def _answer_words(*, answered: bool, late: bool) -> str:
    if answered:
        return gettext("Trả lời chậm") if late else gettext("Đã trả lời")
    return gettext("Chậm trả lời") if late else gettext("Chờ trả lời")


def _links(
    actor: Actor,
    item: WorkItem,
    subject: Subject,
    requests: Sequence[DueDateRequest],
    questions: Sequence[Explanation],
) -> list[tuple[str, str, str]]:
    """What this person may add now. A link for each that the services would take."""
    with_lead = item.status in WITH_LEAD
    is_late = days_late(item.status, item.due_on, clock.today()) > 0
    asks_open = any(request.status is RequestStatus.open for request in requests)
    unanswered = {asked.kind for asked in questions if asked.answered_at is None}
    out = item.status in (Status.dormant, Status.cancelled)
    possible = (
        (
            with_lead and item.due_on is not None and not asks_open,
            Right.ask_for_date,
            gettext("Đề nghị điều chỉnh thời hạn"),
            "requests.ask",
            "calendar-time",
        ),
        (
            with_lead or ExplanationKind.cause in unanswered,
            Right.explain_delay,
            gettext("Báo nguyên nhân"),
            "requests.report_cause",
            "note",
        ),
        (
            is_late and ExplanationKind.cause not in unanswered,
            Right.ask_for_cause,
            gettext("Hỏi nguyên nhân chậm"),
            "requests.ask_cause",
            "question-mark",
        ),
        (
            not out and ExplanationKind.explanation not in unanswered,
            Right.demand_explanation,
            gettext("Yêu cầu giải trình"),
            "requests.demand",
            "message",
        ),
        (
            with_lead or item.status is Status.dormant,
            Right.dispute_lead,
            gettext("Đề nghị xác định chủ trì"),
            "decisions.show_lead_request",
            "question-mark",
        ),
    )
    return [
        (words, url_for(endpoint, work_item_id=item.id), icon)
        for now, right, words, endpoint, icon in possible
        if now and can(actor, right, subject)
    ]
