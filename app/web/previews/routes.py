"""The pages of a document's file as pictures, for those who may read it."""

from flask import Blueprint, Response, abort, current_app, render_template, request
from flask.typing import ResponseReturnValue

from app.extensions import db
from app.queries.evidence import FileToSend, load_file
from app.services.previews import Previews, Shown
from app.web.access import EVERYBODY, access, current_actor
from app.web.fields import row_id
from app.web.sending import shut_page

blueprint = Blueprint("previews", __name__)

AT_ONCE = 10
"""Pages of a file on one page of ours."""


@blueprint.get("/tep/<int:document_file_id>/xem")
@access(*EVERYBODY)
def show(document_file_id: int) -> str:
    """The file page by page; for one that cannot be drawn, its name, size and hash."""
    found = _load(document_file_id)
    file = _shown(found)
    count = _count(file)
    first = min(max(request.args.get("tu", 1, type=row_id) or 1, 1), max(count, 1))
    last = min(first + AT_ONCE - 1, count)
    return render_template(
        "previews/show.html",
        found=found,
        size=file.size,
        count=count,
        pages=range(first, last + 1),
        before=max(first - AT_ONCE, 1) if first > 1 else None,
        following=last + 1 if last < count else None,
    )


@blueprint.get("/tep/<int:document_file_id>/trang/<int:page>")
@access(*EVERYBODY)
def page(document_file_id: int, page: int) -> ResponseReturnValue:
    """A page as a PNG that was drawn here."""
    file = _shown(_load(document_file_id))
    try:
        picture = _previews().page(file, page)
    except FileNotFoundError:
        picture = None
    return Response(picture, mimetype="image/png") if picture else abort(404)


def _load(document_file_id: int) -> FileToSend:
    found = load_file(db.session(), current_actor(), document_file_id)
    # Drawing takes its time: nobody waits meanwhile for what this transaction reads.
    db.session.rollback()
    if found is not None and found.is_waiting:
        abort(shut_page())
    return found or abort(404)


def _shown(found: FileToSend) -> Shown:
    path = current_app.extensions["storage"].path(found.key)
    size = path.stat().st_size if path.is_file() else 0
    return Shown(found.key, found.sha256, found.media_type, found.name, size)


def _count(file: Shown) -> int:
    try:
        return _previews().count(file)
    except FileNotFoundError:
        return 0


def _previews() -> Previews:
    previews: Previews = current_app.extensions["previews"]
    return previews
