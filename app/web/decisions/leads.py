"""*Chuyển đơn vị chủ trì*: the page that says what moves, and the decision."""

from typing import Any

from flask import Response, abort, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from app import clock
from app.extensions import db
from app.labels.refusals import http_status, refusal_text
from app.models import Task, WorkItem
from app.queries.subjects import subject_of
from app.queries.task_decisions import lead_choices
from app.queries.work_items import load_task, load_work_item
from app.services.lead_slots import divide, shared_slots
from app.services.reassignment import Move, reassign, whole_move
from app.transactions import reading
from app.web.access import access, current_actor
from app.web.decisions.blueprint import blueprint
from app.web.decisions.forms import DivideForm, LeadForm, versions_of, versions_text
from workflows.permissions import require
from workflows.states import Action, ActionRefused, Role
from workflows.work_items import possible_actions

DECIDERS = (Role.leader, Role.standing_officer)


@blueprint.get("/viec/<int:work_item_id>/chuyen-chu-tri")
@access(*DECIDERS)
def show_reassign(work_item_id: int) -> ResponseReturnValue:
    """What another lead would take along."""
    return _page(db.session(), work_item_id, LeadForm(formdata=None), "", 200)


@blueprint.post("/viec/<int:work_item_id>/chuyen-chu-tri")
@access(*DECIDERS)
def change_lead(work_item_id: int) -> ResponseReturnValue:
    """Give the slot, or the item, to another lead."""
    session, actor, form = db.session(), current_actor(), LeadForm()
    item, task = load(session, work_item_id)
    require(actor, Action.reassign, subject_of(session, item))
    move = whole_move(session, task, item)
    offer(session, form, item, move)
    if not form.validate_on_submit():
        return _again(work_item_id, form, "", 422)
    try:
        reassign(
            session, actor, task, item, form.to_lead(), seen=seen_of(form, item), now=clock.now()
        )
    except ActionRefused as refused:
        return _again(work_item_id, form, refusal_text(refused), http_status(refused))
    flash(gettext("Đã chuyển đơn vị chủ trì. Hai đơn vị đã được báo."), "success")
    return redirect(url_for("work_items.show", work_item_id=work_item_id))


def load(session: Session, work_item_id: int) -> tuple[WorkItem, Task]:
    """The item for this actor, and its task."""
    item = load_work_item(session, current_actor(), work_item_id) or abort(404)
    return item, item.task


def scopes_of(item: WorkItem, move: Move) -> list[tuple[str, object]]:
    """What may be given to another lead: the whole slot, the item alone."""
    found: list[tuple[str, object]] = []
    if move.slot is not None:
        found.append(("slot", gettext("Cả phần chủ trì của đơn vị trong nhiệm vụ này")))
    if Action.reassign in possible_actions(item.status) or not found:
        found.append(("item", gettext("Chỉ việc này")))
    return found


def offer(session: Session, form: LeadForm, item: WorkItem, move: Move) -> None:
    """Fill the form's choices."""
    units = lead_choices(session, item.commune_id, clock.today())
    form.offer(units, scopes_of(item, move))


def seen_of(form: LeadForm, item: WorkItem) -> dict[int, int]:
    """The versions of what the chosen scope moves, as the page showed them."""
    if not form.whole_slot:
        return {item.id: form.version.data or 0}
    return versions_of(form.seen.data)


def move_context(item: WorkItem, move: Move, form: LeadForm, *, fresh: bool) -> dict[str, Any]:
    """What the page shows of a move; `fresh` fills in the versions it shows."""
    if fresh:
        form.seen.data, form.version.data = versions_text(move.moving), item.version
    return {"item": item, "move": move, "form": form, "scopes": scopes_of(item, move)}


def _page(
    session: Session, work_item_id: int, form: LeadForm, refusal: str, status: int
) -> Response:
    item, task = load(session, work_item_id)
    require(current_actor(), Action.reassign, subject_of(session, item))
    move = whole_move(session, task, item)
    offer(session, form, item, move)
    context = move_context(item, move, form, fresh=True)
    page = render_template("decisions/reassign.html", task=task, refusal=refusal, **context)
    return make_response(page, status)


def _again(work_item_id: int, form: LeadForm, refusal: str, status: int) -> Response:
    """The page as things stand by now, with the sentence on top and what was typed."""
    db.session.rollback()
    with reading():
        return _page(db.session(), work_item_id, form, refusal, status)


@blueprint.get("/nhiem-vu/<int:task_id>/tach-chu-tri")
@access(*DECIDERS)
def show_divide(task_id: int) -> ResponseReturnValue:
    """What giving each lead work of its own would do."""
    return _divide_page(task_id, "", 200)


@blueprint.post("/nhiem-vu/<int:task_id>/tach-chu-tri")
@access(*DECIDERS)
def divide_leads(task_id: int) -> ResponseReturnValue:
    """Give each lead work of its own."""
    session, actor, form = db.session(), current_actor(), DivideForm()
    task = load_task(session, actor, task_id) or abort(404)
    if not form.validate_on_submit():
        abort(422)
    try:
        divide(session, actor, task, version=form.version.data or 0, now=clock.now())
    except ActionRefused as refused:
        db.session.rollback()
        with reading():
            return _divide_page(task_id, refusal_text(refused), http_status(refused))
    flash(gettext("Mỗi đơn vị chủ trì nay có việc của mình."), "success")
    return redirect(url_for("work_items.task", task_id=task_id))


def _divide_page(task_id: int, refusal: str, status: int) -> Response:
    session = db.session()
    task = load_task(session, current_actor(), task_id) or abort(404)
    slots = shared_slots(session, task)
    if not slots and not refusal:
        abort(404)
    page = render_template(
        "decisions/divide.html",
        task=task,
        slots=slots,
        form=DivideForm(formdata=None),
        refusal=refusal,
    )
    return make_response(page, status)
