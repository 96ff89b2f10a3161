"""The file of *trang giao ban* that goes with the office's digest."""

from flask_babel import force_locale

from app.jobs.monday_words import monday_page
from app.queries.digest import DigestFacts
from app.reports.monday_page import MEDIA_TYPE, monday_docx
from app.services.stored_files import KeptFile
from app.storage import Storage


def keep_meeting_file(storage: Storage, facts: DigestFacts) -> KeptFile:
    """Put the page, in Vietnamese, into the store; the row that names it is still to be written.

    Raises OSError where the store takes no file.
    """
    with force_locale("vi"):
        page = monday_page(facts)
    written = storage.write([monday_docx(page)])
    return KeptFile(written, meeting_file_name(facts), MEDIA_TYPE)


def meeting_file_name(facts: DigestFacts) -> str:
    """The name under which people get it: "Trang giao ban 2026-09-14.docx"."""
    return f"Trang giao ban {facts.today.isoformat()}.docx"


__all__ = ["keep_meeting_file", "meeting_file_name"]
