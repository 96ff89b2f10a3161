"""What the pages of requests and questions show: worked out here, drawn by the templates."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import abort
from flask_babel import gettext
from sqlalchemy.orm import Session

from app import clock
from app.labels import work_items as words
from app.models import DueDateRequest, Explanation, RequestStatus, WorkItem
from app.queries.requests import QuestionRow, RequestRow, names_of
from app.queries.subjects import subject_of
from app.queries.work_items import load_work_item
from app.web.requests.forms import (
    AnswerForm,
    GrantForm,
    OpinionForm,
    RefuseForm,
)
from app.web.work_items.forms import StepForm
from workflows.permissions import Actor, Subject, can
from workflows.requests import (
    NextHand,
    decision_refusal,
    is_answer_late,
    marked_moves,
    next_hand,
    opinion_refusal,
)
from workflows.states import Right, Role


def hand_words(hand: NextHand) -> str:
    """Whom an open request waits for."""
    if hand is NextHand.office_opinion:
        return gettext("chờ cơ quan thường trực cho ý kiến")
    if hand is NextHand.office_decision:
        return gettext("chờ cơ quan thường trực quyết định")
    return gettext("chờ lãnh đạo UBND quyết định")


def _is_my_turn(actor: Actor, subject: Subject, request: DueDateRequest, hand: NextHand) -> bool:
    asked = opinion_refusal if hand is NextHand.office_opinion else decision_refusal
    return asked(actor, subject, request.asked_by) is None


def request_rows(actor: Actor, rows: Sequence[RequestRow]) -> list[dict[str, Any]]:
    """The rows of the list, with whose turn it is, whether it is the reader's, and which move of
    the date it would be where that is marked."""
    shown = []
    for row in rows:
        hand = next_hand(row.subject, has_opinion=row.request.is_supported is not None)
        mine = _is_my_turn(actor, row.subject, row.request, hand)
        nth = marked_moves(row.times_moved + 1)
        shown.append({"row": row, "hand": hand_words(hand), "mine": mine, "nth": nth})
    return shown


def question_rows(actor: Actor, rows: Sequence[QuestionRow], today: date) -> list[dict[str, Any]]:
    """The rows of the list, with whether the answer is late and the reader is to give it."""
    answers = bool(actor.units(Role.unit_head, Role.unit_officer))
    manages = actor.has_role(Role.standing_officer, Role.leader)
    return [
        {
            "row": row,
            "late": is_answer_late(row.answer_by, None, today),
            "mine": answers and not manages,
        }
        for row in rows
    ]


def load_item(session: Session, actor: Actor, work_item_id: int) -> tuple[WorkItem, Subject]:
    """The item of a request for this actor, who must be concerned by it; else 404 or 403."""
    item = load_work_item(session, actor, work_item_id) or abort(404)
    subject = subject_of(session, item)
    if not can(actor, Right.view_evidence, subject):
        abort(403)
    return item, subject


def request_page(
    session: Session,
    actor: Actor,
    request: DueDateRequest,
    *,
    bound: StepForm | None = None,
    refusal: str = "",
) -> dict[str, Any]:
    """The context of `requests/show.html`; `bound` is a form that was refused."""
    item, subject = load_item(session, actor, request.work_item_id)
    is_open = request.status is RequestStatus.open
    hand = next_hand(subject, has_opinion=request.is_supported is not None)
    grant = bound if isinstance(bound, GrantForm) else GrantForm(formdata=None)
    if grant is not bound:
        grant.due_on.data = request.wished_on
    opinion = bound if isinstance(bound, OpinionForm) else OpinionForm(formdata=None)
    people = [request.asked_by, request.opinion_by, request.decided_by]
    return {
        **about_item(item),
        "request": request,
        "names": names_of(session, people),
        "is_open": is_open,
        "nth": marked_moves(item.times_moved + 1) if is_open else 0,
        "hand": hand_words(hand),
        "hand_decides": hand is not NextHand.office_opinion,
        "may_withdraw": is_open and can(actor, Right.ask_for_date, subject),
        "may_opine": is_open
        and hand is not NextHand.office_decision
        and opinion_refusal(actor, subject, request.asked_by) is None,
        "may_decide": is_open and decision_refusal(actor, subject, request.asked_by) is None,
        "opinion": opinion,
        "grant": grant,
        "refuse": bound if isinstance(bound, RefuseForm) else RefuseForm(formdata=None),
        "bound": bound,
        "refusal": refusal,
    }


def question_page(
    session: Session,
    actor: Actor,
    asked: Explanation,
    *,
    bound: StepForm | None = None,
    refusal: str = "",
) -> dict[str, Any]:
    """The context of `requests/question.html`; `bound` is an answer that was refused."""
    item, subject = load_item(session, actor, asked.work_item_id)
    answered_on = clock.local(asked.answered_at).date() if asked.answered_at else None
    return {
        **about_item(item),
        "asked": asked,
        "answered_on": answered_on,
        "late": is_answer_late(asked.answer_by, answered_on, clock.today()),
        "names": names_of(session, [asked.asked_by, asked.answered_by]),
        "may_answer": asked.answered_at is None and can(actor, Right.explain_delay, subject),
        "form": bound if bound is not None else AnswerForm(formdata=None),
        "refusal": refusal,
    }


def about_item(item: WorkItem) -> dict[str, Any]:
    """What every page about an item names it by."""
    section = item.task.section
    return {
        "item": item,
        "words": words,
        "place": words.place_words(section.code if section else "", item.task.number),
    }
