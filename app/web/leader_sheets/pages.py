"""The pages of phiếu trình, drawn the first time and again after a refusal."""

from flask import Response, abort, make_response, render_template
from sqlalchemy.orm import Session

from app import clock
from app.extensions import db
from app.labels import work_items as words
from app.labels.refusals import refusal_text
from app.models import Paper
from app.queries.leader_sheets import (
    find_sheet,
    items_of_sheet,
    sheet_to_decide,
    sheet_to_print,
    sheets_out,
    signers_since,
)
from app.queries.papers import paper_line
from app.services.leader_sheets import refusal_to_record
from app.transactions import reading
from app.web.access import current_actor
from app.web.leader_sheets.forms import RecordForm, TypedSheet
from workflows.states import ActionRefused, Role


def load(session: Session, paper_id: int) -> Paper:
    """The sheet for this actor, else 404."""
    return find_sheet(session, current_actor(), paper_id) or abort(404)


def index_page(typed: TypedSheet | None = None, refusal: str = "", status: int = 200) -> Response:
    """The page of what waits for a leader, with what was typed and why it was refused."""
    db.session.rollback()
    with reading():
        session, actor, today = db.session(), current_actor(), clock.today()
        drawn = render_template(
            "leader_sheets/index.html",
            to_decide=sheet_to_decide(session, actor, today)
            if actor.has_role(Role.leader)
            else None,
            to_print=sheet_to_print(session, actor, today)
            if actor.has_role(Role.standing_officer)
            else None,
            out=sheets_out(session, actor),
            typed=typed or TypedSheet(),
            refusal=refusal,
            words=words,
        )
        return make_response(drawn, status)


def sheet_page(
    paper_id: int,
    form: RecordForm | None = None,
    typed: TypedSheet | None = None,
    refusal: str = "",
    status: int = 200,
) -> Response:
    """A printed sheet with the form of its return, and what was typed into it."""
    db.session.rollback()
    with reading():
        session, actor, today = db.session(), current_actor(), clock.today()
        paper = load(session, paper_id)
        items = items_of_sheet(session, paper)
        why_not = refusal_to_record(actor, items)
        form = form or RecordForm(formdata=None)
        made_on = clock.local(paper.made_at).date()
        form.offer(signers_since(session, actor, made_on, today))
        drawn = render_template(
            "leader_sheets/show.html",
            paper=paper,
            line=paper_line(session, paper),
            items=items,
            is_out=paper.returned_at is None and paper.withdrawn_at is None,
            may_withdraw=actor.has_role(Role.standing_officer),
            why_not=refusal_text(ActionRefused(why_not)) if why_not else "",
            form=form,
            typed=typed or TypedSheet(),
            refusal=refusal,
            words=words,
        )
        return make_response(drawn, status)
