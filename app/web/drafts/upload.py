"""A plan as somebody gave it, a file or a pasted table, up to where it can be read and stored.

Nothing here touches the database: reading takes time, and a transaction that waits blocks an
office.
"""

from dataclasses import dataclass
from http import HTTPStatus

from flask import current_app
from flask_babel import gettext
from werkzeug.datastructures import FileStorage

from app.labels.drafts import draft_text, file_refusal_text
from app.plan_import.problems import RefusedFile
from app.services.draft_reading import FileRefusal
from app.services.stored_files import KeptFile
from app.storage import Storage
from app.web.chosen_file import UploadRefused, content_and_name, limit_in_megabytes

MEDIA_TYPES = {
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "pdf": "application/pdf",
    "rtf": "application/rtf",
    "txt": "text/plain",
    "xls": "application/vnd.ms-excel",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""By the ending of a file that was read: its content was looked at by the reader."""


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody gave to be read: the bytes, and the name they are shown under."""

    content: bytes
    name: str

    @property
    def media_type(self) -> str:
        ending = self.name.rpartition(".")[2].lower()
        return MEDIA_TYPES.get(ending, "application/octet-stream")


def given_file(chosen: FileStorage | None) -> Given:
    """Take the chosen file. Raises UploadRefused where none was chosen, or a file too large."""
    content, name = content_and_name(
        chosen,
        missing=draft_text("file_missing"),
        too_large=_too_large(),
        nameless="ke-hoach",
    )
    return Given(content, name)


def given_file_or_table(chosen: FileStorage | None, text: str, markup: str) -> Given:
    """Take the chosen file, or the table pasted instead: its markup where the browser gave one.

    Raises UploadRefused, also where both were given: nobody knows which is meant.
    """
    if not text.strip():
        return given_file(chosen)
    if chosen is not None and chosen.filename:
        raise UploadRefused(draft_text("file_and_pasted"))
    name = gettext("Bảng đã dán")
    if "<table" in markup.lower():
        return Given(f"<!doctype html>\n{markup}".encode(), f"{name}.html")
    return Given(text.encode("utf-8", "replace"), f"{name}.txt")


def put_in_store(given: Given) -> KeptFile:
    """Put the bytes in the store, before any row speaks of them."""
    storage: Storage = current_app.extensions["storage"]
    return KeptFile(storage.write([given.content]), given.name, given.media_type)


def refused(refusal: FileRefusal) -> UploadRefused:
    """The refusal of a file in words; the limit of a file's size is this installation's own."""
    if refusal.code == RefusedFile.file_too_large.value:
        return UploadRefused(_too_large(), HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    return UploadRefused(file_refusal_text(refusal.code, refusal.values))


def _too_large() -> str:
    limit = {"limit": str(limit_in_megabytes())}
    return file_refusal_text(RefusedFile.file_too_large.value, limit)
