"""Nhập thay: choose the item, write what was told, done."""

from flask import Blueprint, Response, abort, flash, make_response, redirect, request, url_for
from flask import render_template as draw
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from app import clock
from app.extensions import db
from app.labels import work_items as words
from app.labels.refusals import http_status, refusal_text
from app.models import WorkItem
from app.queries.entering import SHOWN, open_items, people_of_units, units_with_work
from app.queries.evidence import evidence_of_item
from app.queries.subjects import subject_of
from app.queries.work_items import load_work_item
from app.services import evidence
from app.services.entering import ToldDocument, enter
from app.transactions import reading, short_read
from app.web.access import access, current_actor
from app.web.documents.incoming import accepted, stored
from app.web.entering.forms import EnterForm, chosen_units
from app.web.errors import stale_page
from app.web.fields import cleaned, row_id
from workflows.permissions import can, refusal_of
from workflows.states import WITH_LEAD, ActionRefused, Refusal, Right, Role

blueprint = Blueprint("entering", __name__)


def _load(session: Session, work_item_id: int) -> WorkItem:
    return load_work_item(session, current_actor(), work_item_id) or abort(404)


@blueprint.get("/nhap-thay")
@access(Role.standing_officer)
def index() -> str:
    """The items to choose from, by unit and words."""
    session, actor = db.session(), current_actor()
    units = units_with_work(session, actor)
    unit_id = chosen_units(units, request.args.get("don-vi", type=row_id))
    asked = cleaned(request.args.get("tim"))[:200]
    items = open_items(session, actor, unit_id, asked)
    return draw(
        "entering/index.html",
        units=units,
        unit_id=unit_id,
        asked=asked,
        items=items,
        most=SHOWN,
        words=words,
    )


@blueprint.get("/nhap-thay/<int:work_item_id>")
@access(Role.standing_officer)
def show(work_item_id: int) -> ResponseReturnValue:
    """The form for one item, with what is known filled in."""
    form = EnterForm(formdata=None)
    form.begin()
    return _page(work_item_id, form)


@blueprint.post("/nhap-thay/<int:work_item_id>")
@access(Role.standing_officer)
def save(work_item_id: int) -> ResponseReturnValue:
    """Enter it; the files are looked at and stored before the transaction."""
    form = EnterForm()
    try:
        document = _document(work_item_id, form)
        if form.errors:
            return _page(work_item_id, form, status=422)
        session = db.session()
        item = enter(
            session,
            current_actor(),
            _load(session, work_item_id),
            form.action,
            form.to_request(),
            document,
            version=form.version.data or 0,
            now=clock.now(),
        )
    except ActionRefused as refused:
        return _refused(work_item_id, form, refused)
    flash(gettext("Đã nhập thay: “%(title)s”.", title=item.task.title), "success")
    return redirect(url_for("work_items.show", work_item_id=work_item_id))


def _document(work_item_id: int, form: EnterForm) -> ToldDocument | None:
    """The document of the form with its files in the store; None where there is none, or where the
    form has an error. Nothing is stored for somebody who may not enter. Raises ActionRefused."""
    actor = current_actor()
    with short_read(db.engine) as glance:
        item = _load(glance, work_item_id)
        subject = subject_of(glance, item)
        evidence.check_open(actor, item, subject, entering=True)
        form.offer(evidence_of_item(glance, actor, item, subject))
    if not form.validate_on_submit() or not form.names_document:
        return None
    sent = accepted(form.files.data)
    return ToldDocument(
        form.to_facts(), stored(sent), [each.sha256 for each in sent], form.products.data or []
    )


def _refused(work_item_id: int, form: EnterForm, refused: ActionRefused) -> Response:
    db.session.rollback()
    if refused.refusal is Refusal.changed_meanwhile:
        return stale_page(refused, work_item_id, form.typed_words())
    return _page(work_item_id, form, refusal_text(refused), http_status(refused))


def _page(work_item_id: int, form: EnterForm, refusal: str = "", status: int = 200) -> Response:
    """The form with what was typed; a person who may not, and an item that is not with its unit,
    are told so instead."""
    db.session.rollback()
    with reading():
        session, actor = db.session(), current_actor()
        item = _load(session, work_item_id)
        subject = subject_of(session, item)
        proofs = evidence_of_item(session, actor, item, subject)
        form.offer(proofs)
        why_not = refusal_of(actor, Right.enter_result, subject)
        if why_not is None and item.status not in WITH_LEAD:
            why_not = Refusal.not_with_lead
        drawn = draw(
            "entering/form.html",
            item=item,
            form=form,
            refusal=refusal,
            why_not=refusal_text(ActionRefused(why_not, status=item.status.value))
            if why_not
            else "",
            people=people_of_units(session, actor, subject.lead_units, clock.today()),
            may_read=can(actor, Right.view_evidence, subject),
            place=words.place_words(
                item.task.section.code if item.task.section else "", item.task.number
            ),
            words=words,
        )
        return make_response(drawn, status)
