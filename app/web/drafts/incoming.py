"""Pages by which a plan comes in: the form, a file read at once or in the background, its appendix
from another file, and a reading that was interrupted.
"""

from contextlib import suppress
from http import HTTPStatus
from typing import Any

from flask import (
    Response,
    after_this_request,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from app import clock
from app.extensions import db
from app.labels.drafts import file_refusal_text
from app.models import DraftStatus, PlanDraft
from app.plan_import.conversion import office_program
from app.plan_import.plan import PlanReading
from app.queries.draft_files import draft_files
from app.queries.drafts import DraftContent
from app.services import draft_reading
from app.services.draft_claims import DraftRefused
from app.services.draft_reading import FileRefusal
from app.storage import Storage
from app.transactions import short_read
from app.web.access import access, current_actor
from app.web.chosen_file import UploadRefused, limit_in_megabytes
from app.web.drafts.blueprint import blueprint
from app.web.drafts.forms import UploadForm
from app.web.drafts.pages import content_or_404, refused_page, review_page, version_on_page
from app.web.drafts.reading_thread import BackgroundReading, Basis, FileUnfit, Follower
from app.web.drafts.upload import (
    Given,
    given_file,
    given_file_or_table,
    put_in_store,
    refused,
)
from workflows.states import Role

_SECONDS_BETWEEN_LOOKS = 2


@blueprint.get("/ke-hoach/nhap")
@access(Role.standing_officer)
def upload() -> str:
    """The form for a plan's file."""
    return _upload_page(UploadForm())


@blueprint.post("/ke-hoach/nhap")
@access(Role.standing_officer)
def read() -> ResponseReturnValue:
    """Read a file into a draft. Reading and storing the file come before any transaction."""
    form = UploadForm()
    if not form.validate_on_submit():
        return _upload_page(form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        given = given_file_or_table(
            form.file.data, form.pasted.data or "", form.pasted_html.data or ""
        )
        draft = read_given(given, form.year.data)
    except UploadRefused as refusal:
        return _upload_page(form, refusal.sentence), refusal.status
    return redirect(url_for("drafts.show", draft_id=draft.id))


def read_given(given: Given, year: int | None) -> PlanDraft:
    """The draft: with its rows where the file was read in time, else being read. Raises
    UploadRefused, also where too many files wait already.
    """
    _require_room()
    session, actor, now = db.session(), current_actor(), clock.now()
    reading = BackgroundReading(given, draft_reading.unfit, Basis(year))
    if reading.wait(current_app.config["READING_PATIENCE"]):
        found = _result(reading)
        upload = put_in_store(given)
        return draft_reading.store_draft(session, actor, found, upload, now, year=year)
    draft = draft_reading.begin_reading(session, actor, put_in_store(given), now, year=year)
    _follow_after_commit(reading, draft)
    return draft


def _require_room() -> None:
    """Raise UploadRefused where too many files wait to be read."""
    actor = current_actor()
    with short_read(db.engine) as session:
        refusal = draft_reading.line_refusal(session, actor, clock.now())
    if refusal is not None:
        sentence = file_refusal_text(refusal.code, refusal.values)
        raise UploadRefused(sentence, HTTPStatus.SERVICE_UNAVAILABLE)


def _result(reading: BackgroundReading) -> PlanReading:
    """What was read. Raises UploadRefused with the sentence where it gives nothing."""
    try:
        return reading.result()
    except FileUnfit as unfit:
        raise refused(unfit.refusal) from unfit


@blueprint.post("/ban-doc/<int:draft_id>/phu-luc")
@access(Role.standing_officer)
def add_appendix(draft_id: int) -> ResponseReturnValue:
    """Read the appendix from another file into a draft that has the plan's text alone."""
    draft, version = content_or_404(draft_id).draft, version_on_page()
    basis = _basis_of_appendix(draft)
    db.session.rollback()  # Nobody waits for a file behind a lock.
    try:
        given = given_file(request.files.get("file"))
        _require_room()
        reading = BackgroundReading(given, draft_reading.unfit_as_appendix, basis)
        reading.wait(current_app.config["READING_PATIENCE"])
        _store_appendix(draft_id, version, given, reading)
    except UploadRefused as refusal:
        return review_page(content_or_404(draft_id), refusal.sentence), refusal.status
    except DraftRefused as refusal:
        return refused_page(draft_id, refusal)
    return redirect(url_for("drafts.show", draft_id=draft_id, _anchor="cac-dong"))


def _basis_of_appendix(draft: PlanDraft) -> Basis:
    """What an appendix is read against: the head of the plan it belongs to."""
    year = draft.starts_on.year if draft.starts_on else draft.given_year
    return Basis(year, draft.issued_on)


def _store_appendix(draft_id: int, version: int, given: Given, reading: BackgroundReading) -> None:
    session, actor, now = db.session(), current_actor(), clock.now()
    found = _result(reading) if reading.wait(0) else None
    draft = draft_reading.begin_appendix(
        session, actor, draft_id, put_in_store(given), version=version, now=now
    )
    if found is None:
        _follow_after_commit(reading, draft)
    else:
        draft_reading.finish_reading(session, actor, draft_id, now, found, now)


@blueprint.post("/ban-doc/<int:draft_id>/doc-lai")
@access(Role.standing_officer)
def read_again(draft_id: int) -> ResponseReturnValue:
    """Read the stored file once more, where the process that read it is gone."""
    draft = content_or_404(draft_id).draft
    file = draft_files(db.session(), draft).source
    name, key = file.original_name, file.key
    if draft.appendix_file_id is None:
        unfit, basis = draft_reading.unfit, Basis(draft.given_year)
    else:
        unfit, basis = draft_reading.unfit_as_appendix, _basis_of_appendix(draft)
    db.session.rollback()  # Nobody waits for a file behind a lock.
    try:
        _require_room()
        given = Given(_storage().read(key), name)
    except FileNotFoundError:
        given = None
    except UploadRefused as refusal:
        flash(refusal.sentence, "warning")
        return redirect(url_for("drafts.show", draft_id=draft_id))
    session, actor, now = db.session(), current_actor(), clock.now()
    with suppress(DraftRefused):  # Somebody else was first, or it has ended: the page shows it.
        draft = draft_reading.begin_again(session, actor, draft_id, now)
        if given is not None:
            _follow_after_commit(BackgroundReading(given, unfit, basis), draft)
        else:
            gone = FileRefusal("file_gone")
            draft_reading.refuse_reading(session, actor, draft_id, now, gone, now)
    return redirect(url_for("drafts.show", draft_id=draft_id))


def is_not_read(draft: PlanDraft) -> bool:
    """True where there is nothing to review: the file is being read, or could not be."""
    return draft.status in (DraftStatus.reading, DraftStatus.unreadable)


def reading_page(content: DraftContent) -> Response:
    """How far the reading is, or why it gave nothing; it asks for itself again while it goes on."""
    draft = content.draft
    is_read = draft.status is DraftStatus.reading
    is_interrupted = draft_reading.is_interrupted(draft, clock.now())
    page = render_template(
        "drafts/reading.html",
        draft=draft,
        file_name=content.file.original_name,
        is_read=is_read,
        is_interrupted=is_interrupted,
        refusal=file_refusal(draft),
    )
    again = {"Refresh": str(_SECONDS_BETWEEN_LOOKS)} if is_read and not is_interrupted else {}
    return Response(page, headers=again)


@blueprint.app_template_global()
def file_refusal(draft: PlanDraft) -> str:
    """Why the draft's file, or the appendix from another one, gave nothing; '' where nothing is
    said.
    """
    found = draft.refusal
    return file_refusal_text(found["code"], found["values"]) if found else ""


def upload_page(template: str, form: UploadForm, refusal: str | None, **context: Any) -> str:
    """A page with the form for a plan's file; `refusal` is the sentence on top of it."""
    return render_template(
        template,
        form=form,
        refusal=refusal,
        limit=limit_in_megabytes(),
        converts=office_program() is not None,
        **context,
    )


def _upload_page(form: UploadForm, refusal: str | None = None) -> str:
    return upload_page("drafts/upload.html", form, refusal)


def _storage() -> Storage:
    storage: Storage = current_app.extensions["storage"]
    return storage


def _follow_after_commit(reading: BackgroundReading, draft: PlanDraft) -> None:
    """Have the end of the reading written down, once this request has committed the draft."""
    since = draft.reading_since
    assert since is not None  # noqa: S101  (a draft that is being read knows since when)
    follower = Follower(db.engine, _storage(), current_actor(), draft.id, since)

    @after_this_request
    def begin(response: Response) -> Response:
        if response.status_code < HTTPStatus.BAD_REQUEST:
            follower.follow(reading)
        return response
