"""A file of the store on its way out: an attachment, and never before it stands in the record."""

import logging
from collections.abc import Callable
from http import HTTPStatus

from flask import Response, current_app, send_file
from flask_babel import gettext
from sqlalchemy.orm import Session

from app.extensions import db
from app.models import StoredFile
from app.queries.quarantine import is_waiting
from app.transactions import short_write
from app.web.errors import page

logger = logging.getLogger("dondoc.files")


def shut_page() -> Response:
    """409 in words for a file that waits for the scanner, or in which it found something."""
    shut = gettext(
        "Tệp đang chờ quét mã độc, hoặc bị chặn vì có mã độc, nên không mở được."
        " Chờ ít phút rồi xem lại."
    )
    return page(HTTPStatus.CONFLICT, refusal=shut)


def attachment(file: StoredFile, record: Callable[[Session], None]) -> Response:
    """The file as an attachment under its own name; `record` writes who took it, in a short
    transaction of its own. 404 in words where the store has lost it, 409 while it waits for the
    scanner."""
    # The reading transaction ends here: the row is read before, the record is written after.
    key, media_type, name = file.key, file.media_type, file.original_name
    db.session.expunge(file)
    db.session.rollback()
    if is_waiting(file):
        return shut_page()
    path = current_app.extensions["storage"].path(key)
    if not path.is_file():
        logger.error("file %s of the store is lost", key)
        lost = gettext("Tệp không còn trong kho. Báo quản trị để lấy từ bản sao lưu.")
        return page(HTTPStatus.NOT_FOUND, refusal=lost)
    with short_write(db.engine) as session:
        record(session)
    return send_file(
        path,
        mimetype=media_type,
        as_attachment=True,
        download_name=name,
        conditional=False,
        etag=False,
    )


__all__ = ["attachment", "shut_page"]
