"""Download of a document's file: for those who may read it, logged, never shown by the browser
itself; and what was read from it, taken into the document."""

import logging
from http import HTTPStatus

from flask import Response, abort, current_app, flash, redirect, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app import clock
from app.extensions import db
from app.labels.refusals import refusal_text
from app.queries.evidence import load_file, may_read_document
from app.queries.inspections import find_inspection
from app.services.documents import record_download
from app.services.file_offers import take_offer as take_offer_into
from app.transactions import short_write
from app.web.access import EVERYBODY, access, current_actor
from app.web.errors import page
from app.web.files import exporting
from app.web.files.blueprint import blueprint
from app.web.files.forms import OfferForm
from app.web.sending import shut_page
from workflows.states import ActionRefused, Role

__all__ = ["blueprint", "exporting"]

logger = logging.getLogger("dondoc.files")

CORRECTORS = (Role.records_clerk, Role.standing_officer, Role.unit_head, Role.unit_officer)


@blueprint.get("/tep/<int:document_file_id>")
@access(*EVERYBODY)
def download(document_file_id: int) -> Response:
    """The file as an attachment under its own name. Who took it is recorded before a byte
    leaves."""
    actor = current_actor()
    found = load_file(db.session(), actor, document_file_id) or abort(404)
    # The reading transaction ends here: the record is written in a short one of its own.
    db.session.rollback()
    if found.is_waiting:
        return shut_page()
    path = current_app.extensions["storage"].path(found.key)
    if not path.is_file():
        logger.error("file %s of the store is lost (document file %s)", found.key, document_file_id)
        lost = gettext("Tệp không còn trong kho. Báo quản trị để lấy từ bản sao lưu.")
        return page(HTTPStatus.NOT_FOUND, refusal=lost)
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


@blueprint.post("/tep/<int:document_file_id>/dung")
@access(*CORRECTORS)
def take_offer(document_file_id: int) -> ResponseReturnValue:
    """Fill the empty fields of a document with what was read from its file; then back to the page
    on which it was offered."""
    session, actor, form = db.session(), current_actor(), OfferForm()
    found = find_inspection(session, actor.commune_id, document_file_id) or abort(404)
    document, inspection = found
    if not may_read_document(session, actor, document):
        abort(404)
    back = _back(document.id, form)
    try:
        take_offer_into(
            session,
            actor,
            document,
            inspection,
            version=form.version.data or 0,
            now=clock.now(),
        )
    except ActionRefused as refused:
        db.session.rollback()
        flash(refusal_text(refused), "warning")
        return redirect(back)
    flash(gettext("Đã điền vào ô còn trống của văn bản."), "success")
    return redirect(back)


def _back(document_id: int, form: OfferForm) -> str:
    if form.validate() and form.item.data:
        return url_for("work_items.show", work_item_id=form.item.data, _anchor="san-pham")
    return url_for("documents.show", document_id=document_id)
