"""A file that somebody chose, up to where a draft can be stored: looked at, read, and put in the
store.

Nothing here touches the database: reading takes time, and a transaction that waits blocks an
office.
"""

from contextlib import closing
from http import HTTPStatus

from flask import current_app
from werkzeug.datastructures import FileStorage

from app.labels.drafts import draft_text
from app.labels.problems import problem_text
from app.plan_import import PlanReading, PlanRefused, read_plan
from app.plan_import.problems import ProblemCode, RefusedFile
from app.services.drafts import StoredUpload
from app.storage import Storage
from workflows.text import squeeze

MEDIA_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "txt": "text/plain",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""By the ending of a file that was read: its content was looked at by the reader."""


class UploadRefused(Exception):
    """The file does not become a draft; `sentence` says why and what to do, `status` is for the
    answer.
    """

    def __init__(self, sentence: str, status: int = HTTPStatus.UNPROCESSABLE_ENTITY) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.status = status


def read_upload(chosen: FileStorage | None, year: int | None) -> tuple[PlanReading, StoredUpload]:
    """Read the chosen file and put it in the store. Raises UploadRefused; then nothing is
    stored.
    """
    if chosen is None or not chosen.filename:
        raise UploadRefused(draft_text("file_missing"))
    limit = current_app.config["UPLOAD_LIMIT"]
    with closing(chosen):
        content = chosen.stream.read(limit + 1)
    if len(content) > limit:
        raise _too_large(limit)
    name = safe_name(chosen.filename)
    reading = _read(content, name, year, limit)
    storage: Storage = current_app.extensions["storage"]
    ending = name.rpartition(".")[2].lower()
    return reading, StoredUpload(
        written=storage.write([content]),
        name=name,
        media_type=MEDIA_TYPES.get(ending, "application/octet-stream"),
    )


def safe_name(filename: str) -> str:
    """The file's own name, to be shown: the last part of a path, without unseen characters."""
    last = squeeze(filename.replace("\\", "/")).rpartition("/")[2]
    return last[-300:] or "ke-hoach"


def _read(content: bytes, name: str, year: int | None, limit: int) -> PlanReading:
    try:
        reading = read_plan(content, name, year=year)
    except PlanRefused as refused:
        if refused.code is RefusedFile.file_too_large:
            raise _too_large(limit) from refused
        raise UploadRefused(problem_text(refused.code.value, refused.values)) from refused
    codes = {problem.code: problem for problem in reading.problems}
    for code in (ProblemCode.no_task_table, ProblemCode.appendix_not_in_file):
        if code in codes:
            raise UploadRefused(problem_text(code.value, codes[code].values))
    if ProblemCode.no_deadline_column in codes or not reading.tasks:
        raise UploadRefused(draft_text("no_deadline_column"))
    return reading


def _too_large(limit: int) -> UploadRefused:
    sentence = draft_text("file_too_large", {"limit": str(limit // (1024 * 1024))})
    return UploadRefused(sentence, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
