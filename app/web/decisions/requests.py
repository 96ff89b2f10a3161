"""*Đề nghị xác định chủ trì*: a unit asks, both units see it, a leader answers."""

from collections.abc import Callable
from typing import Any

from flask import Response, abort, flash, make_response, redirect, render_template, url_for
from flask import request as asked
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session

from app import clock
from app.extensions import db
from app.labels.refusals import http_status, refusal_text
from app.models import LeadRequest, RequestStatus, WorkItem
from app.queries.lead_requests import find_lead_request, lead_requests_of, open_lead_requests
from app.queries.subjects import subject_of
from app.queries.task_decisions import lead_choices
from app.queries.work_items import find_work_item
from app.services import lead_requests
from app.services.reassignment import whole_move
from app.transactions import reading
from app.web.access import EVERYBODY, access, current_actor
from app.web.decisions.blueprint import blueprint
from app.web.decisions.forms import AnswerForm, AskLeadForm, DecideLeadForm
from app.web.decisions.leads import load, move_context, offer, seen_of
from app.web.fields import options, row_id, typed_words
from app.web.requests.blueprint import CONCERNED
from app.web.requests.routes import request_tabs
from workflows.permissions import can
from workflows.requests import answer_refusal
from workflows.states import WITH_LEAD, ActionRefused, Right, Role, Status

ASKERS = (Role.unit_head,)
ANSWERERS = (Role.leader, Role.standing_officer)


@blueprint.get("/de-nghi/chu-tri")
@access(*CONCERNED)
def lead_requests_open() -> str:
    """The open requests that concern this person, the oldest first."""
    after = asked.args.get("after", default=0, type=row_id)
    found, following = open_lead_requests(db.session(), current_actor(), after)
    return render_template(
        "decisions/lead_requests.html",
        found=found,
        first_page=not after,
        following=url_for("decisions.lead_requests_open", after=following) if following else None,
        tabs=request_tabs(),
    )


@blueprint.get("/viec/<int:work_item_id>/xac-dinh-chu-tri")
@access(*EVERYBODY)
def show_lead_request(work_item_id: int) -> ResponseReturnValue:
    """What was said about who leads the item, and what this person may say."""
    return _page(db.session(), work_item_id, None, "", 200)


@blueprint.post("/viec/<int:work_item_id>/xac-dinh-chu-tri")
@access(*ASKERS)
def ask_for_lead(work_item_id: int) -> ResponseReturnValue:
    """Ask."""
    session, form = db.session(), AskLeadForm()
    item = find_work_item(session, current_actor(), work_item_id) or abort(404)
    _offer_named(session, form, item)
    return _carry_out(
        item.id,
        form,
        lambda: lead_requests.ask(
            session,
            current_actor(),
            item,
            named_unit_id=form.named_unit_id.data,
            cause=form.cause.data or "",
            version=form.version.data or 0,
            now=clock.now(),
        ),
        gettext("Đã gửi đề nghị xác định chủ trì tới lãnh đạo UBND."),
    )


@blueprint.post("/de-nghi/chu-tri/<int:lead_request_id>/rut")
@access(*ASKERS)
def withdraw_lead_request(lead_request_id: int) -> ResponseReturnValue:
    """Take the request back."""
    session, form, request = db.session(), AnswerForm(), _request(lead_request_id)
    return _carry_out(
        request.work_item_id,
        form,
        lambda: lead_requests.withdraw(
            session,
            current_actor(),
            request,
            version=form.request_version.data or 0,
            now=clock.now(),
        ),
        gettext("Đã rút đề nghị."),
    )


@blueprint.post("/de-nghi/chu-tri/<int:lead_request_id>/quyet-dinh")
@access(*ANSWERERS)
def decide_lead(lead_request_id: int) -> ResponseReturnValue:
    """Say which unit leads."""
    session, form, request = db.session(), DecideLeadForm(), _request(lead_request_id)
    item, task = load(session, request.work_item_id)
    offer(session, form, item, whole_move(session, task, item))
    return _carry_out(
        item.id,
        form,
        lambda: lead_requests.decide(
            session,
            current_actor(),
            request,
            form.to_lead(),
            version=form.request_version.data or 0,
            seen=seen_of(form, item),
            now=clock.now(),
        ),
        gettext("Đã xác định đơn vị chủ trì. Hai đơn vị đã được báo."),
    )


@blueprint.post("/de-nghi/chu-tri/<int:lead_request_id>/khong-dong-y")
@access(*ANSWERERS)
def refuse_lead_request(lead_request_id: int) -> ResponseReturnValue:
    """Refuse the request with a reason."""
    session, form, request = db.session(), AnswerForm(), _request(lead_request_id)
    return _carry_out(
        request.work_item_id,
        form,
        lambda: lead_requests.refuse(
            session,
            current_actor(),
            request,
            reason=form.refusal_reason.data or "",
            version=form.request_version.data or 0,
            now=clock.now(),
        ),
        gettext("Đã trả lời đề nghị. Đơn vị chủ trì không đổi."),
    )


def _request(lead_request_id: int) -> LeadRequest:
    return find_lead_request(db.session(), current_actor(), lead_request_id) or abort(404)


def _offer_named(session: Session, form: AskLeadForm, item: WorkItem) -> None:
    leads = subject_of(session, item).lead_units
    units = lead_choices(session, item.commune_id, clock.today())
    others = [(unit_id, name) for unit_id, name in units if unit_id not in leads]
    form.named_unit_id.choices = options([("", _l("Đề nghị lãnh đạo xác định")), *others])


def _carry_out(
    work_item_id: int, form: FlaskForm, call: Callable[[], object], said: str
) -> ResponseReturnValue:
    """Ask the form, hand over, say so; a refusal draws the page again with what was typed."""
    if not form.validate_on_submit():
        return _again(work_item_id, form, "", 422)
    try:
        call()
    except ActionRefused as refused:
        return _again(work_item_id, form, refusal_text(refused), http_status(refused))
    flash(said, "success")
    return redirect(url_for("decisions.show_lead_request", work_item_id=work_item_id))


def _again(work_item_id: int, form: FlaskForm, refusal: str, status: int) -> Response:
    db.session.rollback()
    with reading():
        return _page(db.session(), work_item_id, form, refusal, status)


def _page(
    session: Session, work_item_id: int, bound: FlaskForm | None, refusal: str, status: int
) -> Response:
    item, _ = load(session, work_item_id)
    reads = can(current_actor(), Right.view_evidence, subject_of(session, item))
    found = [one for one in lead_requests_of(session, item) if reads or _concerns(one)]
    waiting = next((one for one in found if one.status is RequestStatus.open), None)
    context = _forms(session, item, waiting, bound)
    page = render_template(
        "decisions/lead_request.html",
        **{"item": item, **context},
        waiting=waiting,
        answered=[one for one in found if one is not waiting],
        bound=bound,
        refusal=refusal,
        # What a form said that cannot be shown again: somebody else was first.
        typed="" if bound is None or bound in context.values() else typed_words(bound),
    )
    return make_response(page, status)


def _concerns(request: LeadRequest) -> bool:
    """What a unit says of another is for both units, beside who may read all about the item."""
    return bool(current_actor().units() & {request.unit_id, request.named_unit_id})


def _forms(
    session: Session, item: WorkItem, waiting: LeadRequest | None, bound: FlaskForm | None
) -> dict[str, Any]:
    """The forms this person may use: to ask, or to answer what is open."""
    subject, actor = subject_of(session, item), current_actor()
    may_ask = can(actor, Right.dispute_lead, subject)
    may_answer = waiting is not None and answer_refusal(actor, subject, waiting.asked_by) is None
    found: dict[str, Any] = {"may_withdraw": waiting is not None and may_ask}
    if waiting is None and may_ask and item.status in WITH_LEAD | {Status.dormant}:
        ask = bound if isinstance(bound, AskLeadForm) else AskLeadForm(formdata=None)
        _offer_named(session, ask, item)
        ask.version.data = item.version
        found["ask"] = ask
    if may_answer:
        decide = bound if isinstance(bound, DecideLeadForm) else DecideLeadForm(formdata=None)
        move = whole_move(session, item.task, item)
        offer(session, decide, item, move)
        if decide is not bound and waiting is not None:
            decide.unit_id.data = waiting.named_unit_id
        found["answer"] = bound if isinstance(bound, AnswerForm) else AnswerForm(formdata=None)
        found |= move_context(item, move, decide, fresh=True)
    return found
