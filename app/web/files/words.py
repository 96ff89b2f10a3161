"""What templates ask about a file: does it wait, what was found in it, what is offered of it."""

from collections.abc import Callable, Mapping
from typing import Any

from app.labels.files import UNREADABLE, offer_words, signature_words
from app.models import Document, FileInspection
from app.queries.documents import may_change_document
from app.queries.inspections import offer_of
from app.queries.quarantine import is_waiting
from app.web.access import current_actor


def offered_words(document: Document, inspection: FileInspection) -> str:
    """What was read and would fill empty fields of the document, in words; '' for nothing, and for
    those who may not change it."""
    if not may_change_document(current_actor(), document):
        return ""
    return offer_words(offer_of(document, inspection))


def unreadable_words(error: str) -> str:
    """Why nothing was read from a file."""
    return str(UNREADABLE.get(error, UNREADABLE["broke_reader"]))


FILE_WORDS: Mapping[str, Callable[..., Any]] = {
    "file_waits": is_waiting,
    "offered_words": offered_words,
    "signature_words": signature_words,
    "unreadable_words": unreadable_words,
}
"""By the names that templates know."""
