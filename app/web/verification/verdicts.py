"""The page of one decision, and the decision."""

from flask import Response, flash, make_response, redirect, render_template, request
from flask import url_for as address_of
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from app import clock
from app.extensions import db
from app.labels.refusals import http_status, refusal_text
from app.labels.words import ACTION
from app.models import WorkItem
from app.services.verdict_proposals import proposal_to_follow, propose
from app.services.work_items import perform
from app.transactions import reading
from app.web.access import access, current_actor
from app.web.errors import stale_page
from app.web.verification.blueprint import DECIDERS, blueprint, load, next_page
from app.web.verification.filters import Asked, read_filter
from app.web.verification.forms import FollowForm, ProposalForm, SendBackForm, VerifyForm
from app.web.verification.pages import decision_page
from app.web.work_items.forms import StepForm
from workflows.requirements import Request
from workflows.states import Action, ActionRefused, Refusal, Status


@blueprint.get("/cho-xac-nhan/<int:work_item_id>")
@access(*DECIDERS)
def show(work_item_id: int) -> ResponseReturnValue:
    """The page of one decision; an item that no longer waits is shown as it is."""
    session, actor = db.session(), current_actor()
    item = load(session, work_item_id)
    if item.status is not Status.submitted:
        return redirect(address_of("work_items.show", work_item_id=item.id))
    context = decision_page(session, actor, item, asked_now(session))
    return render_template("verification/show.html", **context)


@blueprint.post("/cho-xac-nhan/<int:work_item_id>/xac-nhan")
@access(*DECIDERS)
def verify(work_item_id: int) -> ResponseReturnValue:
    """Xác nhận hoàn thành."""
    return _decide(work_item_id, VerifyForm())


@blueprint.post("/cho-xac-nhan/<int:work_item_id>/gui-tra")
@access(*DECIDERS)
def send_back(work_item_id: int) -> ResponseReturnValue:
    """Yêu cầu bổ sung, or Trả lại."""
    return _decide(work_item_id, SendBackForm())


@blueprint.post("/cho-xac-nhan/<int:work_item_id>/de-xuat")
@access(*DECIDERS)
def propose_verdict(work_item_id: int) -> ResponseReturnValue:
    """Đề xuất, where the commune wants two steps."""
    form, session = ProposalForm(), db.session()
    item = load(session, work_item_id)
    if not form.validate_on_submit():
        return drawn_again(work_item_id, form, "", 422)
    try:
        propose(
            session,
            current_actor(),
            item,
            form.action,
            form.to_request(),
            version=form.version.data or 0,
            now=clock.now(),
        )
    except ActionRefused as refused:
        return refused_page(work_item_id, form, refused)
    step = str(ACTION[form.action]).lower()
    flash(gettext("Đã đề xuất %(step)s: “%(title)s”.", step=step, title=item.task.title), "success")
    return redirect(next_page(session, asked_now(session), item))


@blueprint.post("/cho-xac-nhan/<int:work_item_id>/theo-de-xuat")
@access(*DECIDERS)
def follow(work_item_id: int) -> ResponseReturnValue:
    """The head decides as was proposed."""
    form, session = FollowForm(), db.session()
    item = load(session, work_item_id)
    if not form.validate_on_submit():
        return drawn_again(work_item_id, form, "", 422)
    try:
        proposal = proposal_to_follow(session, item, form.proposal.data or 0)
    except ActionRefused as refused:
        return refused_page(work_item_id, form, refused)
    proposed = Request(reason=proposal.reason, product_on=proposal.product_on)
    return _perform(session, item, proposal.action, form, proposed)


def asked_now(session: Session) -> Asked:
    """How the queue was filtered on the way to this page."""
    return read_filter(session, current_actor().commune_id, request.args)


def _decide(work_item_id: int, form: VerifyForm | SendBackForm) -> ResponseReturnValue:
    session = db.session()
    item = load(session, work_item_id)
    if not form.validate_on_submit():
        return drawn_again(work_item_id, form, "", 422)
    return _perform(session, item, form.action, form, form.to_request())


def _perform(
    session: Session, item: WorkItem, action: Action, form: StepForm, decided: Request
) -> ResponseReturnValue:
    """Hand over to the door, say so, go on to the next of the queue."""
    number, version, now = item.id, form.version.data or 0, clock.now()
    try:
        perform(session, current_actor(), item, action, decided, version=version, now=now)
    except ActionRefused as refused:
        return refused_page(number, form, refused)
    said = gettext("%(step)s: “%(title)s”.", step=str(ACTION[action]), title=item.task.title)
    flash(said, "success")
    return redirect(next_page(session, asked_now(session), item))


def refused_page(work_item_id: int, form: StepForm, refused: ActionRefused) -> Response:
    """The page again with the sentence and what was typed; the second of two is told who was
    first."""
    db.session.rollback()
    if refused.refusal is Refusal.changed_meanwhile:
        return stale_page(refused, work_item_id, form.typed_words())
    return drawn_again(work_item_id, form, refusal_text(refused), http_status(refused))


def drawn_again(work_item_id: int, form: StepForm, refusal: str, status: int) -> Response:
    """Nothing of the request is kept; the page is read anew, without holding up anybody who
    writes."""
    db.session.rollback()
    with reading():
        session = db.session()
        item = load(session, work_item_id)
        context = decision_page(
            session, current_actor(), item, asked_now(session), bound=form, refusal=refusal
        )
        return make_response(render_template("verification/show.html", **context), status)
