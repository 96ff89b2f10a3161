"""Phiếu trình: a leader decides on the screen, or the office prints it, and its number and the
verdicts on it come back."""

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app import clock
from app.extensions import db
from app.labels.papers import PaperRefused, paper_refusal_status, paper_refusal_text
from app.labels.refusals import http_status, refusal_text
from app.reports.leader_sheet import leader_sheet
from app.reports.official_layout import MEDIA_TYPE
from app.services import leader_sheets, papers
from app.services.papers import Returned
from app.services.stored_files import KeptFile
from app.services.verdict_batches import RowResult, RowVerdict, decide_rows
from app.transactions import short_read
from app.web.access import access, current_actor
from app.web.fields import row_id
from app.web.leader_sheets.forms import RecordForm, typed_sheet
from app.web.leader_sheets.pages import index_page, load, sheet_page
from workflows.states import ActionRefused, Refusal, Role

blueprint = Blueprint("leader_sheets", __name__)

SEERS = (Role.leader, Role.standing_officer, Role.records_clerk)
RECORDERS = (Role.records_clerk, Role.standing_officer)


@blueprint.get("/phieu-trinh")
@access(*SEERS)
def index() -> ResponseReturnValue:
    """For a leader what he decides on, for the office what it can print, for both and the records
    clerk the sheets that are out."""
    return index_page()


@blueprint.post("/phieu-trinh/quyet-dinh")
@access(Role.leader)
def decide() -> ResponseReturnValue:
    """Decide on every row that was chosen; each is done or refused by itself."""
    typed = typed_sheet(request.form)
    verdicts = typed.verdicts(rest="rest" in request.form)
    if typed.errors:
        return index_page(typed, gettext("Ghi lý do cho việc gửi lại đơn vị."), 422)
    if not verdicts:
        return index_page(typed, refusal_text(ActionRefused(Refusal.rows_missing)), 422)
    try:
        rows = decide_rows(db.session(), current_actor(), verdicts, now=clock.now())
    except ActionRefused as refused:
        return index_page(typed, refusal_text(refused), http_status(refused))
    return _done(verdicts, rows, url_for("leader_sheets.index"))


@blueprint.post("/phieu-trinh/lap")
@access(Role.standing_officer)
def make() -> ResponseReturnValue:
    """Make the paper of the chosen rows; its document is written before the transaction."""
    actor, today = current_actor(), clock.today()
    chosen = request.form.getlist("row", type=row_id)
    try:
        with short_read(db.engine) as glance:
            gathered = leader_sheets.gather(glance, actor, chosen, today)
    except ActionRefused as refused:
        return index_page(None, refusal_text(refused), http_status(refused))
    written = current_app.extensions["storage"].write([leader_sheet(gathered.sheet)])
    file = KeptFile(written, f"phieu-trinh-{today.isoformat()}.docx", MEDIA_TYPE)
    paper = papers.make(db.session(), actor, gathered.contents, file, clock.now())
    flash(gettext("Đã lập phiếu trình. Tải về, trình ký, rồi văn thư ghi số, ngày tại đây."))
    return redirect(url_for("leader_sheets.show", paper_id=paper.id))


@blueprint.get("/phieu-trinh/<int:paper_id>")
@access(*SEERS)
def show(paper_id: int) -> ResponseReturnValue:
    """A printed sheet: what is on it, what became of it, and its way back."""
    return sheet_page(paper_id)


@blueprint.post("/phieu-trinh/<int:paper_id>/ghi")
@access(*RECORDERS)
def record(paper_id: int) -> ResponseReturnValue:
    """Record the signed sheet and the leader's verdicts on it."""
    form, typed, session = RecordForm(), typed_sheet(request.form), db.session()
    paper = load(session, paper_id)
    if not form.validate_on_submit() or typed.errors:
        return sheet_page(paper_id, form, typed, status=422)
    signed = Returned(
        form.number.data or "", form.issued_on.data, signer_id=form.signer.data or None
    )
    verdicts = typed.verdicts()
    try:
        rows = leader_sheets.record(
            session,
            current_actor(),
            paper,
            signed,
            verdicts,
            version=form.version.data or 0,
            now=clock.now(),
        )
    except PaperRefused as wrong:
        return sheet_page(
            paper_id, form, typed, paper_refusal_text(wrong), paper_refusal_status(wrong)
        )
    except ActionRefused as refused:
        return sheet_page(paper_id, form, typed, refusal_text(refused), http_status(refused))
    return _done(verdicts, rows, url_for("leader_sheets.show", paper_id=paper_id))


def _done(verdicts: list[RowVerdict], rows: list[RowResult], back: str) -> Response:
    """What became of each row."""
    actions = {row.work_item_id: row.action for row in verdicts}
    done = [(row, actions[row.work_item_id]) for row in rows if row.refused is None]
    refused = [(row, refusal_text(row.refused)) for row in rows if row.refused is not None]
    return make_response(
        render_template("leader_sheets/done.html", done=done, refused=refused, back=back)
    )
