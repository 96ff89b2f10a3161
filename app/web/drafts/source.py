"""The place in the file that a row came from: a picture of its page, lines of text, or cells."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext

from app.models import DraftRow
from app.plan_import.problems import PlanRefused
from app.plan_import.readers.text import printed_lines
from app.queries.draft_files import DraftFiles
from app.queries.drafts import place_in_plan
from app.storage import Storage
from app.web.drafts.review import source_words

AROUND = 3
"""Lines shown before and after those of a row."""
LONGEST = 30
"""Lines of one row that are shown; empty ones are not."""
LARGEST_TEXT = 4 * 1024 * 1024
"""Bytes of a text file that is read for its lines."""
TEXT = "text/plain"
OFFICE = frozenset(
    {
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/msword",
        "application/vnd.oasis.opendocument.text",
        "application/rtf",
    }
)
"""Types of files that become pages when they are printed."""


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One line of a text file, by its number from 1."""

    number: int
    text: str
    of_row: bool


@dataclass(frozen=True, slots=True)
class SourceView:
    """What the panel shows for `row`; empty parts are left out.

    `picture` is the address of the band of the page, `page` that of the whole page. `lost`: the
    file is no longer in the store.
    """

    row: DraftRow
    place: str
    words: str
    picture: str
    page: str
    lines: Sequence[SourceLine]
    lost: bool
    cells: Sequence[tuple[str, str]]
    before: DraftRow | None
    after: DraftRow | None


def source_of(
    rows: Sequence[DraftRow], row: DraftRow, files: DraftFiles, storage: Storage
) -> SourceView:
    """Where `row` stands in its file, between the rows before and after it."""
    at = next(place for place, other in enumerate(rows) if other.id == row.id)
    page = row.source.get("page") if files.pages else None
    address = {"draft_id": row.draft_id, "page": page}
    content = None if page else _text_of(files, storage)
    return SourceView(
        row=row,
        place=gettext("Mục %(place)s", place=place_in_plan(row)),
        words=", ".join(source_words(row)),
        picture=url_for("drafts.page_picture", **address, dong=row.id) if page else "",
        page=url_for("drafts.page_picture", **address) if page else "",
        lines=_lines(rows, row, content or ()),
        lost=not page and content is None,
        cells=[(heading, text) for heading, text in row.printed if text],
        before=rows[at - 1] if at else None,
        after=rows[at + 1] if at + 1 < len(rows) else None,
    )


def can_have_pictures(files: DraftFiles) -> bool:
    """True for a file that could be shown as pages but was not made into them yet."""
    return files.pages is None and files.source.media_type in OFFICE


def _text_of(files: DraftFiles, storage: Storage) -> Sequence[str] | None:
    """The lines of a text file, () for another kind of file, None where it is lost."""
    file = files.source
    if file.media_type != TEXT or file.size > LARGEST_TEXT:
        return ()
    try:
        return printed_lines(storage.read(file.key))
    except FileNotFoundError:
        return None
    except PlanRefused:
        return ()


def _lines(rows: Sequence[DraftRow], row: DraftRow, printed: Sequence[str]) -> list[SourceLine]:
    """The lines of the row up to the next row's, with a few around them."""
    first = row.source.get("line")
    if not first or first > len(printed):
        return []
    others = [line for other in rows if (line := other.source.get("line")) and line > first]
    end = min([*others, first + LONGEST, len(printed) + 1])
    shown = range(max(1, first - AROUND), min(len(printed), end - 1 + AROUND) + 1)
    lines = [SourceLine(n, printed[n - 1].strip(), first <= n < end) for n in shown]
    return [line for line in lines if line.text]
