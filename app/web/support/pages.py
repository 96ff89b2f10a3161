"""What the pages of support show: worked out here, drawn by the templates."""

from typing import Any

from flask import Response, abort, make_response, render_template
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session

from app.extensions import db
from app.models import SupportRequest, SupportStatus, WorkItem
from app.queries.evidence import evidence_of_item
from app.queries.subjects import subject_of
from app.queries.support import find_request, units_to_ask
from app.queries.work_items import load_work_item
from app.services.support_requests import WAITING
from app.transactions import reading
from app.web.access import current_actor
from app.web.requests.pages import about_item
from app.web.support.forms import AgreeForm, AskForm, ContributeForm, DeclineForm
from workflows.permissions import Actor, Subject, can, require
from workflows.states import OPEN, WITH_LEAD, Right, Role


def load_item(session: Session, work_item_id: int) -> tuple[WorkItem, Subject]:
    """The item, whose lead the actor is; else 404, or the refusal in words."""
    item = load_work_item(session, current_actor(), work_item_id) or abort(404)
    subject = subject_of(session, item)
    require(current_actor(), Right.ask_for_support, subject)
    return item, subject


def load_request(session: Session, support_request_id: int) -> SupportRequest:
    """The request for this actor, else 404."""
    return find_request(session, current_actor(), support_request_id) or abort(404)


def ask_page(work_item_id: int, form: AskForm, refusal: str = "", status: int = 200) -> Response:
    """The form in which the lead asks."""
    db.session.rollback()
    with reading():
        session = db.session()
        item, subject = load_item(session, work_item_id)
        units = units_to_ask(session, item, subject)
        form.offer(units)
        hints = {unit.unit_id: True for unit in units if unit.is_named}
        drawn = render_template(
            "support/ask.html", form=form, refusal=refusal, named=hints, **about_item(item)
        )
        return make_response(drawn, status)


def request_page(
    support_request_id: int, bound: FlaskForm | None = None, refusal: str = "", status: int = 200
) -> Response:
    """One request; `bound` is a form that was refused."""
    db.session.rollback()
    with reading():
        session, actor = db.session(), current_actor()
        request = load_request(session, support_request_id)
        item = load_work_item(session, actor, request.work_item_id) or abort(404)
        subject = subject_of(session, item)
        drawn = render_template(
            "support/show.html",
            request=request,
            bound=bound,
            refusal=refusal,
            **_steps(session, actor, request, item, subject),
            **_forms(bound),
            **about_item(item),
        )
        return make_response(drawn, status)


def _steps(
    session: Session, actor: Actor, request: SupportRequest, item: WorkItem, subject: Subject
) -> dict[str, Any]:
    """What this person may do with the request now."""
    waits = request.status in WAITING and item.status in OPEN
    asked = request.unit_id in actor.units(Role.unit_head, Role.unit_officer)
    leads = can(actor, Right.ask_for_support, subject)
    has_document = request.status is SupportStatus.contributed and request.document_id is not None
    used = False
    if has_document:
        proofs = evidence_of_item(session, actor, item, subject)
        used = request.document_id in {shown.document.id for shown in proofs.documents}
    return {
        "may_answer": waits and asked and not subject.plan_recalled,
        "may_withdraw": request.status in WAITING and leads,
        "may_use": has_document and leads and item.status in WITH_LEAD and not used,
        "is_used": used,
    }


def _forms(bound: FlaskForm | None) -> dict[str, FlaskForm]:
    kinds = {"agree": AgreeForm, "contribute": ContributeForm, "decline": DeclineForm}
    return {
        f"{name}_form": bound if isinstance(bound, kind) else kind(formdata=None)
        for name, kind in kinds.items()
    }
