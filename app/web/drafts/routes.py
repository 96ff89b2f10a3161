"""Pages of the drafts: list, upload, review, corrections, and the start of the plan."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app import clock
from app.extensions import db
from app.labels.drafts import draft_text
from app.models import DraftRow, DraftStatus
from app.queries.drafts import DraftContent, find_row, list_drafts, load_content
from app.services import draft_names, drafts, plan_preparation, plan_start
from app.services.draft_claims import DraftRefusal, DraftRefused
from app.web.access import access, current_actor
from app.web.drafts.forms import HeadForm, RowForm, UploadForm, VersionForm, name_mappings
from app.web.drafts.review import review_of
from app.web.drafts.upload import UploadRefused, read_upload
from workflows.states import Role

blueprint = Blueprint("drafts", __name__)


@blueprint.get("/ban-doc")
@access(Role.standing_officer)
def index() -> str:
    """The files that were read, those still open first."""
    lines = list_drafts(db.session(), current_actor())
    return render_template("drafts/index.html", lines=lines, DraftStatus=DraftStatus)


@blueprint.get("/ke-hoach/nhap")
@access(Role.standing_officer)
def upload() -> str:
    """The form for a plan's file."""
    return _upload_page(UploadForm())


@blueprint.post("/ke-hoach/nhap")
@access(Role.standing_officer)
def read() -> ResponseReturnValue:
    """Read a file into a draft. Reading and storing the file come before any transaction."""
    form, actor = UploadForm(), current_actor()
    if not form.validate_on_submit():
        return _upload_page(form), 422
    try:
        reading, stored = read_upload(form.file.data, form.year.data)
    except UploadRefused as refused:
        return _upload_page(form, refusal=refused.sentence), refused.status
    draft = drafts.store_draft(db.session(), actor, reading, stored, clock.now())
    return redirect(url_for("drafts.show", draft_id=draft.id))


def _upload_page(form: UploadForm, refusal: str | None = None) -> str:
    limit = current_app.config["UPLOAD_LIMIT"] // (1024 * 1024)
    return render_template("drafts/upload.html", form=form, refusal=refusal, limit=limit)


@blueprint.get("/ban-doc/<int:draft_id>")
@access(Role.standing_officer)
def show(draft_id: int) -> str:
    """What was read, and what needs a look."""
    return _review_page(_content(draft_id))


@blueprint.post("/ban-doc/<int:draft_id>/ke-hoach")
@access(Role.standing_officer)
def correct_head(draft_id: int) -> ResponseReturnValue:
    """Correct title, number, days and span of the plan."""
    content, form = _content(draft_id), HeadForm()
    if not form.validate_on_submit():
        return _review_page(content, head=form), 422
    arguments = (draft_id, form.correction())
    return _attempt(
        draft_id, drafts.correct_head, arguments, form.version.data, head=form
    ) or _done(draft_id, "ke-hoach", gettext("Đã lưu thông tin kế hoạch."))


@blueprint.post("/ban-doc/<int:draft_id>/ten-don-vi")
@access(Role.standing_officer)
def map_names(draft_id: int) -> ResponseReturnValue:
    """Say once for all rows what each written name means."""
    content, version = _content(draft_id), _version()
    mappings = name_mappings(request.form, content.names.values())
    words = gettext("Đã lưu tên đơn vị cho mọi dòng, và nhớ cách viết cho lần sau.")
    return _attempt(
        draft_id, draft_names.map_names, (draft_id, mappings), version, typed_names=mappings
    ) or _done(draft_id, "ten-don-vi", words)


@blueprint.post("/ban-doc/<int:draft_id>/dong/<int:draft_row_id>")
@access(Role.standing_officer)
def correct_row(draft_id: int, draft_row_id: int) -> ResponseReturnValue:
    """Correct the cells of one row; the time is read again."""
    row, form = _row(draft_id, draft_row_id), RowForm()
    typed = (draft_row_id, form)
    if not form.validate_on_submit():
        return _review_page(_content(draft_id), typed_row=typed), 422
    arguments = (row, form.correction())
    return _attempt(
        draft_id, drafts.correct_row, arguments, form.version.data, typed_row=typed
    ) or _done(draft_id, f"dong-{draft_row_id}", gettext("Đã lưu dòng vừa sửa."))


@blueprint.post("/ban-doc/<int:draft_id>/dong/<int:draft_row_id>/chon")
@access(Role.standing_officer)
def include_row(draft_id: int, draft_row_id: int) -> ResponseReturnValue:
    """Leave a row out of the plan, or take it in again."""
    arguments = (_row(draft_id, draft_row_id), request.form.get("included") == "yes")
    return _attempt(draft_id, drafts.set_included, arguments, _version()) or _done(
        draft_id, f"dong-{draft_row_id}"
    )


@blueprint.post("/ban-doc/<int:draft_id>/dong/<int:draft_row_id>/da-xem")
@access(Role.standing_officer)
def see_row(draft_id: int, draft_row_id: int) -> ResponseReturnValue:
    """Keep a row as it was read, although the reader was unsure."""
    arguments = (draft_id, _row(draft_id, draft_row_id))
    return _attempt(draft_id, drafts.mark_seen, arguments, _version()) or _done(draft_id, "can-xem")


@blueprint.post("/ban-doc/<int:draft_id>/da-xem")
@access(Role.standing_officer)
def see_plan(draft_id: int) -> ResponseReturnValue:
    """Keep the plan's own facts as they were read."""
    arguments = (_content(draft_id).draft.id, None)
    return _attempt(draft_id, drafts.mark_seen, arguments, _version()) or _done(draft_id, "can-xem")


@blueprint.get("/ban-doc/<int:draft_id>/dua-vao-theo-doi")
@access(Role.standing_officer)
def start(draft_id: int) -> ResponseReturnValue:
    """What starting would do, in numbers; or what still keeps the plan back."""
    content = _content(draft_id)
    if content.draft.status is not DraftStatus.open:
        return redirect(url_for("drafts.show", draft_id=draft_id))
    return _start_page(content)


@blueprint.post("/ban-doc/<int:draft_id>/dua-vao-theo-doi")
@access(Role.standing_officer)
def confirm_start(draft_id: int) -> ResponseReturnValue:
    """Start the plan: all of it, or nothing."""
    draft = _content(draft_id).draft
    try:
        plan = plan_start.start_plan(
            db.session(), current_actor(), draft.id, version=_version(), now=clock.now()
        )
    except DraftRefused as refused:
        if refused.refusal is not DraftRefusal.blocked:
            return _refused(draft_id, refused)
        db.session.rollback()
        return _start_page(_content(draft_id), draft_text(refused.refusal)), 422
    flash(gettext("Đã đưa kế hoạch vào theo dõi và báo cho các đơn vị."))
    return redirect(url_for("plans.show", plan_id=plan.id))


@blueprint.post("/ban-doc/<int:draft_id>/bo")
@access(Role.standing_officer)
def discard(draft_id: int) -> ResponseReturnValue:
    """Put a draft aside."""
    arguments = (_content(draft_id).draft.id,)
    refusal = _attempt(draft_id, drafts.discard, arguments, _version())
    if refusal is not None:
        return refusal
    flash(gettext("Đã bỏ bản đọc. Tệp vẫn được giữ."))
    return redirect(url_for("drafts.index"))


def _attempt(
    draft_id: int,
    change: Callable[..., Any],
    arguments: tuple[Any, ...],
    version: int,
    **typed: Any,
) -> ResponseReturnValue | None:
    """Make a change. None where it was made, else the page that says why not, with what was
    typed.
    """
    try:
        change(db.session(), current_actor(), *arguments, version=version, now=clock.now())
    except DraftRefused as refused:
        return _refused(draft_id, refused, **typed)
    return None


def _done(draft_id: int, anchor: str, words: str = "") -> ResponseReturnValue:
    if words:
        flash(words)
    return redirect(url_for("drafts.show", draft_id=draft_id, _anchor=anchor))


def _version() -> int:
    """The version the page was drawn with; a form without one is none of ours."""
    form = VersionForm()
    if not form.validate_on_submit():
        abort(400)
    version: int = form.version.data
    return version


def _content(draft_id: int) -> DraftContent:
    content = load_content(db.session(), current_actor(), draft_id, clock.today())
    if content is None:
        abort(404)
    return content


def _row(draft_id: int, draft_row_id: int) -> DraftRow:
    row = find_row(db.session(), current_actor(), draft_id, draft_row_id)
    if row is None:
        abort(404)
    return row


def _refused(draft_id: int, refused: DraftRefused, **typed: Any) -> ResponseReturnValue:
    """The page as it stands by now, with the sentence on top and what was typed in its place."""
    db.session.rollback()
    stale = refused.refusal in (DraftRefusal.changed_meanwhile, DraftRefusal.not_open)
    sentence = draft_text(refused.refusal)
    return _review_page(_content(draft_id), refusal=sentence, **typed), 409 if stale else 422


def _review_page(
    content: DraftContent,
    *,
    refusal: str | None = None,
    head: HeadForm | None = None,
    typed_row: tuple[int, RowForm] | None = None,
    typed_names: dict[int, Any] | None = None,
) -> str:
    if head is not None:
        head.version.data = content.draft.version
        head.version.raw_data = None
    return render_template(
        "drafts/show.html",
        review=review_of(content),
        draft=content.draft,
        head=head or HeadForm.of(content.draft),
        typed_row=typed_row,
        typed_names=typed_names or {},
        refusal=refusal,
        DraftStatus=DraftStatus,
    )


def _start_page(content: DraftContent, refusal: str | None = None) -> str:
    session, today = db.session(), clock.today()
    try:
        prepared = plan_preparation.prepare(session, content)
    except DraftRefused:
        numbers = None
    else:
        numbers = plan_preparation.forecast(session, prepared, today)
    return render_template(
        "drafts/start.html",
        review=review_of(content),
        draft=content.draft,
        numbers=numbers,
        refusal=refusal,
    )


__all__ = ["blueprint"]
