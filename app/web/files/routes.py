"""Download of a document's file: for those who may read it, logged, never shown by the browser
itself."""

import logging

from flask import Blueprint, Response, abort, current_app, send_file
from flask_babel import gettext

from app import clock
from app.extensions import db
from app.queries.evidence import load_file
from app.services.documents import record_download
from app.transactions import short_write
from app.web.access import EVERYBODY, access, current_actor
from app.web.errors import page

blueprint = Blueprint("files", __name__)
logger = logging.getLogger("dondoc.files")


@blueprint.get("/tep/<int:document_file_id>")
@access(*EVERYBODY)
def download(document_file_id: int) -> Response:
    """The file as an attachment under its own name. Who took it is recorded before a byte
    leaves."""
    actor = current_actor()
    found = load_file(db.session(), actor, document_file_id) or abort(404)
    # The reading transaction ends here: the record is written in a short one of its own.
    db.session.rollback()
    path = current_app.extensions["storage"].path(found.key)
    if not path.is_file():
        logger.error("file %s of the store is lost (document file %s)", found.key, document_file_id)
        lost = gettext("Tệp không còn trong kho. Báo quản trị để lấy từ bản sao lưu.")
        return page(404, refusal=lost)
    with short_write(db.engine) as session:
        record_download(session, actor, found, clock.now())
    return send_file(
        path,
        mimetype=found.media_type,
        as_attachment=True,
        download_name=found.name,
        conditional=False,
        etag=False,
    )
