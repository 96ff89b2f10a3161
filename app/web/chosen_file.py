"""A file that somebody chose in a form, up to its bytes; why it is not taken, in words."""

from contextlib import closing
from http import HTTPStatus

from flask import current_app
from werkzeug.datastructures import FileStorage

from app.services.uploads import MEGABYTE, clean_name


class UploadRefused(Exception):
    """What was given is not kept; `sentence` says why and what to do, `status` is for the
    answer.
    """

    def __init__(self, sentence: str, status: int = HTTPStatus.UNPROCESSABLE_ENTITY) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.status = status


def limit_in_megabytes() -> int:
    """The largest file that this installation takes."""
    limit: int = current_app.config["UPLOAD_LIMIT"]
    return limit // MEGABYTE


def content_and_name(
    chosen: FileStorage | None, *, missing: str, too_large: str, nameless: str
) -> tuple[bytes, str]:
    """The bytes of the chosen file, and its own name to keep and show, `nameless` where it has
    none. Raises UploadRefused with the sentence `missing` or `too_large`.
    """
    if chosen is None or not chosen.filename:
        raise UploadRefused(missing)
    limit: int = current_app.config["UPLOAD_LIMIT"]
    with closing(chosen):
        content = chosen.stream.read(limit + 1)
    if len(content) > limit:
        raise UploadRefused(too_large, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    return content, clean_name(chosen.filename) or nameless
