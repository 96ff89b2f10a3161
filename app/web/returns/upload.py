"""A workbook that somebody chose, up to where it can be kept: looked at, read, put in the store.

Nothing here touches the database: reading takes time, and a transaction that waits blocks an
office.
"""

from contextlib import closing
from http import HTTPStatus

from flask import current_app
from werkzeug.datastructures import FileStorage

from app.labels.problems import problem_text
from app.labels.returns import return_refusal_text
from app.plan_import import PlanRefused
from app.plan_import.returned import ReturnedReading, ReturnRefused, read_returned
from app.reports.workbook import MEDIA_TYPE
from app.services.returned_workbooks import check_belongs
from app.services.stored_files import KeptFile
from app.services.uploads import clean_name
from app.storage import Storage


class UploadRefused(Exception):
    """The file is not kept; `sentence` says why and what to do, `status` is for the answer."""

    def __init__(self, sentence: str, status: int = HTTPStatus.UNPROCESSABLE_ENTITY) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.status = status


def read_upload(
    chosen: FileStorage | None, plan_id: int, secret: bytes
) -> tuple[ReturnedReading, KeptFile]:
    """Read the chosen file, which must be a workbook of the plan, and put it in the store. Raises
    UploadRefused; then nothing is stored."""
    if chosen is None or not chosen.filename:
        raise UploadRefused(return_refusal_text("file_missing"))
    limit = current_app.config["UPLOAD_LIMIT"]
    with closing(chosen):
        content = chosen.stream.read(limit + 1)
    if len(content) > limit:
        sentence = return_refusal_text("too_large", {"limit": str(limit // (1024 * 1024))})
        raise UploadRefused(sentence, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    name = clean_name(chosen.filename) or "bang-theo-doi.xlsx"
    reading = _read(content, name, plan_id, secret)
    storage: Storage = current_app.extensions["storage"]
    written = storage.write([content])
    # Old and open formats are kept as they came, under the type of mere bytes.
    known = content.startswith(b"PK") and name.lower().endswith(".xlsx")
    media_type = MEDIA_TYPE if known else "application/octet-stream"
    return reading, KeptFile(written, name, media_type)


def _read(content: bytes, name: str, plan_id: int, secret: bytes) -> ReturnedReading:
    try:
        reading = read_returned(content, name)
        check_belongs(reading, plan_id, secret)
    except PlanRefused as refused:
        raise UploadRefused(problem_text(refused.code.value, refused.values)) from refused
    except ReturnRefused as refused:
        raise UploadRefused(return_refusal_text(refused.code.value)) from refused
    return reading
