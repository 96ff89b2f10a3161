"""Trao đổi: read, write, change within ten minutes, take along a file."""

from flask import Blueprint, Response, abort, current_app, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from app import clock
from app.extensions import db
from app.labels.refusals import http_status, refusal_text
from app.queries.comments import find_comment, find_comment_file
from app.services import comments
from app.services.comments import MOST_FILES
from app.services.inspection import keep_all
from app.services.stored_files import KeptFile
from app.transactions import short_read
from app.web.access import access, current_actor
from app.web.comments.forms import CommentForm
from app.web.comments.pages import load_item, talk_page
from app.web.documents.incoming import accepted
from app.web.sending import attachment
from workflows.states import ActionRefused, Role

blueprint = Blueprint("comments", __name__)

CONCERNED = (Role.unit_head, Role.unit_officer, Role.standing_officer, Role.leader)


@blueprint.get("/viec/<int:work_item_id>/trao-doi")
@access(*CONCERNED)
def thread(work_item_id: int) -> ResponseReturnValue:
    """What was said on the item, and the form to say more."""
    return talk_page(work_item_id, CommentForm(formdata=None))


@blueprint.post("/viec/<int:work_item_id>/trao-doi")
@access(*CONCERNED)
def write(work_item_id: int) -> ResponseReturnValue:
    """Say something. Files are looked at and stored before the transaction."""
    form = CommentForm()
    try:
        with short_read(db.engine) as glance:
            load_item(glance, work_item_id)
        if not form.validate():
            return talk_page(work_item_id, form, status=422)
        files = _kept(form)
        session = db.session()
        item, _ = load_item(session, work_item_id)
        made = comments.write(
            session,
            current_actor(),
            item,
            form.words.data or "",
            form.mentions.data or [],
            files,
            clock.now(),
        )
    except ActionRefused as refused:
        return talk_page(work_item_id, form, refusal_text(refused), http_status(refused))
    return _back(work_item_id, made.id)


def _kept(form: CommentForm) -> list[KeptFile]:
    """The chosen files in the store, at most MOST_FILES. Raises ActionRefused."""
    sent = accepted((form.files.data or [])[:MOST_FILES])
    return keep_all(current_app.extensions["storage"], sent)


@blueprint.get("/trao-doi/<int:comment_id>/sua")
@access(*CONCERNED)
def show_edit(comment_id: int) -> ResponseReturnValue:
    """The form with one's own comment in it."""
    found = find_comment(db.session(), current_actor(), comment_id) or abort(404)
    if found.written_by != current_actor().person_id:
        abort(403)
    form = CommentForm(formdata=None)
    form.words.data, form.mentions.data = found.words, found.mentions
    return talk_page(found.work_item_id, form, editing=found)


@blueprint.post("/trao-doi/<int:comment_id>/sua")
@access(*CONCERNED)
def edit(comment_id: int) -> ResponseReturnValue:
    """Change one's own comment."""
    form, session = CommentForm(), db.session()
    found = find_comment(session, current_actor(), comment_id) or abort(404)
    item_id = found.work_item_id
    if not form.validate():
        return talk_page(item_id, form, status=422, editing=found)
    try:
        comments.edit(
            session,
            current_actor(),
            found,
            form.words.data or "",
            form.mentions.data or [],
            clock.now(),
        )
    except ActionRefused as refused:
        words, status = refusal_text(refused), http_status(refused)
        return talk_page(item_id, form, words, status, editing=found)
    return _back(item_id, comment_id)


@blueprint.post("/trao-doi/<int:comment_id>/go")
@access(*CONCERNED)
def remove(comment_id: int) -> ResponseReturnValue:
    """Take one's own comment back."""
    session = db.session()
    found = find_comment(session, current_actor(), comment_id) or abort(404)
    item_id = found.work_item_id
    try:
        comments.remove(session, current_actor(), found, clock.now())
    except ActionRefused as refused:
        form = CommentForm(formdata=None)
        return talk_page(item_id, form, refusal_text(refused), http_status(refused))
    flash(gettext("Đã gỡ; lời cũ còn trong nhật ký."))
    return redirect(url_for("comments.thread", work_item_id=item_id))


@blueprint.get("/trao-doi/tep/<int:comment_file_id>")
@access(*CONCERNED)
def download(comment_file_id: int) -> Response:
    """A file of a comment, for those who may read it."""
    actor = current_actor()
    file = find_comment_file(db.session(), actor, comment_file_id) or abort(404)
    name, sha256 = file.original_name, file.sha256

    def record(session: Session) -> None:
        comments.record_download(session, actor, comment_file_id, name, sha256, clock.now())

    return attachment(file, record)


def _back(work_item_id: int, comment_id: int) -> ResponseReturnValue:
    anchor = f"loi-{comment_id}"
    return redirect(url_for("comments.thread", work_item_id=work_item_id, _anchor=anchor))
