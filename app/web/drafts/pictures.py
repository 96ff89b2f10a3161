"""Pages of the file beside the draft: drawn for a row, and made of a Word file when asked for."""

from collections.abc import Sequence

from flask import Response, abort, current_app, flash, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.extensions import db
from app.plan_import.conversion import to_pdf
from app.plan_import.pages.process import pages_in_process, picture_in_process
from app.queries.draft_files import draft_files
from app.services import draft_pictures
from app.services.draft_claims import DraftRefused, open_draft
from app.services.draft_rows import names_text
from app.storage import Storage
from app.web.access import access, current_actor
from app.web.drafts.blueprint import blueprint
from app.web.drafts.pages import attempt, content_or_404, done, refused_page, version_on_page
from app.web.drafts.source import can_have_pictures
from app.web.fields import row_id
from workflows.states import Role


@blueprint.get("/ban-doc/<int:draft_id>/trang/<int:page>")
@access(Role.standing_officer)
def page_picture(draft_id: int, page: int) -> ResponseReturnValue:
    """A page of the file as a picture; with `?dong=`, the band around that row, marked."""
    content = content_or_404(draft_id)
    files = draft_files(db.session(), content.draft)
    wanted = request.args.get("dong", type=row_id)
    row = next((row for row in content.rows if row.id == wanted), None)
    marks = (row.title, row.deadline_text, names_text(row.lead), *row.products) if row else ()
    if files.pages is None:
        abort(404)
    key = files.pages.key
    db.session.rollback()  # Drawing takes its time, and needs no transaction.
    try:
        pdf = _storage().read(key)
    except FileNotFoundError:
        abort(404)
    picture = picture_in_process(pdf, page, [mark for mark in marks if mark], band=bool(row))
    if picture is None:
        abort(404)
    return Response(picture, mimetype="image/png")


@blueprint.post("/ban-doc/<int:draft_id>/anh-trang")
@access(Role.standing_officer)
def make_pictures(draft_id: int) -> ResponseReturnValue:
    """Make pages of a Word file, so that they can be shown, and find each row on them."""
    content, version = content_or_404(draft_id), version_on_page()
    files = draft_files(db.session(), content.draft)
    titles = [(row.id, row.title) for row in content.rows]
    key, name = files.source.key, files.source.original_name
    if not can_have_pictures(files):
        return done(draft_id, "nguon")
    try:
        open_draft(db.session(), current_actor(), draft_id, version)
    except DraftRefused as refused:
        return refused_page(draft_id, refused)
    db.session.rollback()  # LibreOffice takes seconds: nobody waits for them behind a lock.
    try:
        pdf = to_pdf(_storage().read(key), name)
    except FileNotFoundError:
        abort(404)
    if pdf is None:
        flash(gettext("Máy chủ không tạo được ảnh trang giấy của tệp này."), "warning")
        return done(draft_id, "nguon")
    pages, written = _pages_of_rows(pdf, titles), _storage().write([pdf])
    arguments = (draft_id, written, pages)
    refusal = attempt(draft_id, draft_pictures.add_pictures, arguments, version)
    if refusal is not None:
        _storage().remove(written.key)  # No row speaks of it.
    return refusal or done(draft_id, "nguon")


def _pages_of_rows(pdf: bytes, titles: Sequence[tuple[int, str]]) -> dict[int, int]:
    """The page of each row, by its id, where its title is found."""
    numbers = pages_in_process(pdf, [title for _, title in titles])
    return {row: page for (row, _), page in zip(titles, numbers, strict=True) if page}


def _storage() -> Storage:
    storage: Storage = current_app.extensions["storage"]
    return storage
