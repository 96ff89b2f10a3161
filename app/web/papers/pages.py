"""What the views of papers share: loading, drawing anew, taking in a signed file."""

from flask import Response, abort, current_app, make_response, render_template
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from app.extensions import db
from app.labels.papers import (
    PaperRefusal,
    PaperRefused,
    paper_refusal_status,
    paper_refusal_text,
)
from app.labels.refusals import http_status, refusal_text
from app.models import Paper
from app.queries.papers import find_paper, items_on, may_change, paper_line
from app.services.inspection import keep_all
from app.services.papers import COMES_BACK_AS_FILE, NUMBERED
from app.services.stored_files import KeptFile
from app.services.uploads import accept
from app.transactions import reading
from app.web.access import current_actor
from app.web.papers.forms import ReturnForm, StepForm, WithdrawForm
from workflows.states import ActionRefused

SCANS = frozenset({"application/pdf", "image/jpeg", "image/png"})
"""What a signed paper is scanned or photographed to."""


def load(session: Session, paper_id: int) -> Paper:
    """The paper for this actor, else 404."""
    return find_paper(session, current_actor(), paper_id) or abort(404)


def load_to_change(session: Session, paper_id: int) -> Paper:
    """The paper for an actor who may take it back, else 404, or 403."""
    paper = load(session, paper_id)
    if not may_change(current_actor(), paper):
        abort(403)
    return paper


def paper_page(
    paper_id: int, bound: StepForm | None = None, refusal: str = "", status: int = 200
) -> Response:
    """A paper's page, with the form that was sent and why it was refused."""
    db.session.rollback()
    with reading():
        session, actor = db.session(), current_actor()
        paper = load(session, paper_id)
        drawn = render_template(
            "papers/show.html",
            paper=paper,
            line=paper_line(session, paper),
            items=items_on(session, paper),
            may_change=may_change(actor, paper),
            needs_number=paper.kind in NUMBERED,
            needs_file=paper.kind in COMES_BACK_AS_FILE,
            version=paper.version,
            bound=bound,
            refusal=refusal,
            return_form=bound if isinstance(bound, ReturnForm) else ReturnForm(formdata=None),
            withdraw_form=bound if isinstance(bound, WithdrawForm) else WithdrawForm(formdata=None),
        )
        return make_response(drawn, status)


def refused_page(paper_id: int, form: StepForm, refused: PaperRefused | ActionRefused) -> Response:
    """The page again with the sentence, and what was typed."""
    if isinstance(refused, PaperRefused):
        words, status = paper_refusal_text(refused), paper_refusal_status(refused)
    else:
        words, status = refusal_text(refused), http_status(refused)
    return paper_page(paper_id, form, words, status)


def signed_file(chosen: FileStorage | None) -> KeptFile | None:
    """The chosen file, looked at and put in the store; None where none was chosen. To be called
    before the transaction. Raises PaperRefused(not_a_scan) and ActionRefused as `accept` does."""
    if chosen is None or not chosen.filename:
        return None
    upload = accept(chosen.stream, chosen.filename, current_app.config["UPLOAD_LIMIT"])
    if upload.media_type not in SCANS:
        raise PaperRefused(PaperRefusal.not_a_scan)
    (kept,) = keep_all(current_app.extensions["storage"], [upload])
    return kept
