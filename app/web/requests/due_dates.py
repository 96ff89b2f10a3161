"""Điều chỉnh thời hạn: the page where a unit asks, and the page of one request."""

from collections.abc import Callable

from flask import Response, abort, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app import clock
from app.extensions import db
from app.labels.refusals import http_status, refusal_text
from app.models import DueDateRequest, RequestStatus, WorkItem
from app.queries.requests import find_request, requests_of_item
from app.queries.work_items import load_work_item
from app.services import due_date_requests
from app.transactions import reading
from app.web.access import access, current_actor
from app.web.errors import stale_page
from app.web.requests.blueprint import CONCERNED, blueprint
from app.web.requests.forms import AskForm, GrantForm, OpinionForm, RefuseForm
from app.web.requests.pages import about_item, load_item, request_page
from app.web.work_items.forms import StepForm
from workflows.permissions import require
from workflows.requests import check_with_lead
from workflows.states import ActionRefused, Refusal, Right, Role

DECIDERS = (Role.standing_officer, Role.leader)


@blueprint.get("/viec/<int:work_item_id>/dieu-chinh-thoi-han")
@access(Role.unit_head)
def ask(work_item_id: int) -> ResponseReturnValue:
    """The form; where a request is open already, that one."""
    session, actor = db.session(), current_actor()
    item, subject = load_item(session, actor, work_item_id)
    require(actor, Right.ask_for_date, subject)
    requests = requests_of_item(session, item)
    if requests and requests[0].status is RequestStatus.open:
        return redirect(url_for("requests.show", due_date_request_id=requests[0].id))
    try:
        check_with_lead(item.status)
    except ActionRefused as refused:
        flash(refusal_text(refused), "error")
        return redirect(url_for("work_items.show", work_item_id=item.id))
    return _drawn(item, AskForm(formdata=None))


@blueprint.post("/viec/<int:work_item_id>/dieu-chinh-thoi-han")
@access(Role.unit_head)
def send(work_item_id: int) -> ResponseReturnValue:
    """Ask for another date."""
    session, form = db.session(), AskForm()
    item = load_work_item(session, current_actor(), work_item_id) or abort(404)
    if not form.validate_on_submit():
        return _asked_again(work_item_id, form, "", 422)
    try:
        due_date_requests.ask(
            session,
            current_actor(),
            item,
            cause=form.cause.data or "",
            wished_on=form.wished_on.data,
            version=form.version.data or 0,
            now=clock.now(),
        )
    except ActionRefused as refused:
        db.session.rollback()
        if refused.refusal is Refusal.changed_meanwhile:
            return stale_page(refused, work_item_id, form.typed_words())
        return _asked_again(work_item_id, form, refusal_text(refused), http_status(refused))
    flash(gettext("Đã gửi đề nghị điều chỉnh thời hạn."), "success")
    return redirect(url_for("work_items.show", work_item_id=work_item_id))


def _asked_again(work_item_id: int, form: AskForm, refusal: str, status: int) -> Response:
    """The form again with what was typed; a person who may not is told so on a page of its own."""
    db.session.rollback()
    with reading():
        item, _ = load_item(db.session(), current_actor(), work_item_id)
        return make_response(_drawn(item, form, refusal), status)


def _drawn(item: WorkItem, form: AskForm, refusal: str = "") -> str:
    return render_template("requests/ask.html", **about_item(item), form=form, refusal=refusal)


@blueprint.get("/de-nghi/<int:due_date_request_id>")
@access(*CONCERNED)
def show(due_date_request_id: int) -> str:
    """One request: what is asked, what the office thinks, what was decided."""
    request = _load(due_date_request_id)
    context = request_page(db.session(), current_actor(), request)
    return render_template("requests/show.html", **context)


@blueprint.post("/de-nghi/<int:due_date_request_id>/rut")
@access(Role.unit_head)
def withdraw(due_date_request_id: int) -> ResponseReturnValue:
    """Rút đề nghị."""

    def step(request: DueDateRequest, version: int) -> None:
        due_date_requests.withdraw(
            db.session(), current_actor(), request, version=version, now=clock.now()
        )

    return _step(due_date_request_id, StepForm(), step, gettext("Đã rút đề nghị."))


@blueprint.post("/de-nghi/<int:due_date_request_id>/y-kien")
@access(Role.standing_officer)
def give_opinion(due_date_request_id: int) -> ResponseReturnValue:
    """The office's opinion."""
    form = OpinionForm()

    def step(request: DueDateRequest, version: int) -> None:
        due_date_requests.give_opinion(
            db.session(),
            current_actor(),
            request,
            is_supported=form.is_supported.data == "yes",
            opinion=form.opinion.data or "",
            version=version,
            now=clock.now(),
        )

    return _step(due_date_request_id, form, step, gettext("Đã ghi ý kiến."))


@blueprint.post("/de-nghi/<int:due_date_request_id>/dong-y")
@access(*DECIDERS)
def grant(due_date_request_id: int) -> ResponseReturnValue:
    """Đồng ý, with the day and the document."""
    form = GrantForm()

    def step(request: DueDateRequest, version: int) -> None:
        due_date_requests.grant(
            db.session(),
            current_actor(),
            request,
            due_on=form.due_on.data,
            document=form.document.data or "",
            version=version,
            now=clock.now(),
        )

    return _step(due_date_request_id, form, step, gettext("Đã điều chỉnh thời hạn."))


@blueprint.post("/de-nghi/<int:due_date_request_id>/khong-dong-y")
@access(*DECIDERS)
def refuse(due_date_request_id: int) -> ResponseReturnValue:
    """Không đồng ý, with a reason."""
    form = RefuseForm()

    def step(request: DueDateRequest, version: int) -> None:
        due_date_requests.refuse(
            db.session(),
            current_actor(),
            request,
            reason=form.reason.data or "",
            version=version,
            now=clock.now(),
        )

    return _step(
        due_date_request_id, form, step, gettext("Đã trả lời đơn vị; thời hạn giữ nguyên.")
    )


def _load(due_date_request_id: int) -> DueDateRequest:
    return find_request(db.session(), current_actor(), due_date_request_id) or abort(404)


def _step(
    due_date_request_id: int,
    form: StepForm,
    step: Callable[[DueDateRequest, int], None],
    said: str,
) -> ResponseReturnValue:
    """Load, ask the form, take the step, say so; on a refusal the page again with what was
    typed."""
    request = _load(due_date_request_id)
    work_item_id = request.work_item_id
    if not form.validate_on_submit():
        return _shown_again(due_date_request_id, form, "", 422)
    try:
        step(request, form.version.data or 0)
    except ActionRefused as refused:
        db.session.rollback()
        if refused.refusal is Refusal.changed_meanwhile:
            return stale_page(refused, work_item_id, form.typed_words())
        status = http_status(refused)
        return _shown_again(due_date_request_id, form, refusal_text(refused), status)
    flash(said, "success")
    return redirect(url_for("requests.index"))


def _shown_again(due_date_request_id: int, form: StepForm, refusal: str, status: int) -> Response:
    db.session.rollback()
    with reading():
        context = request_page(
            db.session(),
            current_actor(),
            _load(due_date_request_id),
            bound=form,
            refusal=refusal,
        )
        return make_response(render_template("requests/show.html", **context), status)
