"""Phiếu, biên bản: the list, one paper, its files, its return with number and signature."""

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from app import clock
from app.extensions import db
from app.labels.papers import PaperRefused
from app.models import PaperKind
from app.queries import papers as paper_queries
from app.services import papers
from app.services.papers import Returned, check_return
from app.transactions import short_read
from app.web.access import EVERYBODY, access, current_actor
from app.web.fields import row_id
from app.web.papers.forms import ReturnForm, WithdrawForm
from app.web.papers.pages import load, load_to_change, paper_page, refused_page, signed_file
from app.web.sending import attachment
from workflows.states import ActionRefused, Role

blueprint = Blueprint("papers", __name__)


@blueprint.get("/giay-to")
@access(*EVERYBODY)
def index() -> str:
    """The papers this person may see, the newest first; of one kind where the address says so."""
    kind = request.args.get("kind", "")
    kinds = {PaperKind(kind)} if kind in PaperKind.__members__ else set()
    before = request.args.get("before", type=row_id)
    page = paper_queries.paper_page(db.session(), current_actor(), kinds, before)
    following = None
    if page.next_before is not None:
        following = url_for("papers.index", before=page.next_before, kind=kind or None)
    return render_template(
        "papers/index.html",
        page=page,
        following=following,
        kinds=PaperKind,
        chosen=kind,
        may_make_table=current_actor().has_role(Role.standing_officer, Role.leader),
    )


@blueprint.get("/giay-to/<int:paper_id>")
@access(*EVERYBODY)
def show(paper_id: int) -> ResponseReturnValue:
    """One paper: what it says, and how far it is on its way back. A leader's sheet has a page of
    its own, where his verdicts come back with its number."""
    if load(db.session(), paper_id).kind is PaperKind.leader_sheet:
        return redirect(url_for("leader_sheets.show", paper_id=paper_id))
    return paper_page(paper_id)


@blueprint.get("/giay-to/<int:paper_id>/ban-in.docx")
@access(*EVERYBODY)
def document(paper_id: int) -> Response:
    """The paper as it was made, to be printed and signed."""
    return _send(paper_id, load(db.session(), paper_id).file_id)


@blueprint.get("/giay-to/<int:paper_id>/ban-ky")
@access(*EVERYBODY)
def signed(paper_id: int) -> Response:
    """The signed paper."""
    return _send(paper_id, load(db.session(), paper_id).signed_file_id)


def _send(paper_id: int, file_id: int | None) -> Response:
    actor = current_actor()
    file = paper_queries.stored_file(db.session(), actor, file_id) or abort(404)

    def record(session: Session) -> None:
        papers.record_download(session, actor, paper_id, file, clock.now())

    return attachment(file, record)


@blueprint.post("/giay-to/<int:paper_id>/ban-ky")
@access(*EVERYBODY)
def take_back(paper_id: int) -> ResponseReturnValue:
    """Number, day and the signed file; the file is looked at and stored before the transaction."""
    form = ReturnForm()
    try:
        with short_read(db.engine) as glance:
            paper = load_to_change(glance, paper_id)
            if paper.kind is PaperKind.leader_sheet:
                abort(404)
            if not form.validate():
                return paper_page(paper_id, form, status=422)
            typed = Returned(form.number.data or "", form.issued_on.data)
            check_return(paper, typed, clock.today(), with_file=False)
        file = signed_file(form.file.data)
        session = db.session()
        papers.take_back(
            session,
            current_actor(),
            load_to_change(session, paper_id),
            Returned(typed.number, typed.issued_on, file),
            version=form.version.data or 0,
            now=clock.now(),
        )
    except (PaperRefused, ActionRefused) as refused:
        return refused_page(paper_id, form, refused)
    flash(gettext("Đã ghi bản ký. Từ nay giấy này giữ nguyên."))
    return redirect(url_for("papers.show", paper_id=paper_id))


@blueprint.post("/giay-to/<int:paper_id>/rut")
@access(*EVERYBODY)
def withdraw(paper_id: int) -> ResponseReturnValue:
    """Take back a paper that was not signed."""
    form, session = WithdrawForm(), db.session()
    paper = load_to_change(session, paper_id)
    if not form.validate():
        return paper_page(paper_id, form, status=422)
    try:
        papers.withdraw(
            session,
            current_actor(),
            paper,
            reason=form.reason.data or "",
            version=form.version.data or 0,
            now=clock.now(),
        )
    except PaperRefused as refused:
        return refused_page(paper_id, form, refused)
    flash(gettext("Đã rút."))
    return redirect(url_for("papers.show", paper_id=paper_id))
