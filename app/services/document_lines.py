"""The lines of a *bảng kê*: typed one below another, or pasted from Excel."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.plan_import.cell_days import day_of
from app.plan_import.clipboard import INNER_BREAK, joined_cells
from workflows.states import ActionRefused, Refusal
from workflows.text import fold, format_date, squeeze

MOST_LINES = 500
LONGEST_TITLE = 2_000
LONGEST_LINK = 2_000

_HEADING = re.compile(r"(?:tt|stt|noi dung|ten|tieu de|tin|ngay|duong dan|link)\b")
_NUMBER = re.compile(r"\d{1,4}[.)]?")
_BETWEEN = re.compile(r"\t|\s*;\s*|\s*\|\s*")


@dataclass(frozen=True, slots=True)
class LineFacts:
    """One of the things listed: what it is, its day, its web address ("": none)."""

    title: str
    done_on: date | None = None
    link: str = ""


def read_lines(text: str) -> tuple[LineFacts, ...]:
    """The lines of a bảng kê: nội dung, ngày, đường dẫn in cells apart by tabs (as Excel puts them
    on the clipboard), semicolons or bars. Day and address are known by what they are, a running
    number and a row of headings are passed over.

    Raises ActionRefused: listing_line_unclear for a line without words or with two days or
    addresses, listing_too_long.
    """
    rows = [row for row in joined_cells(text).splitlines() if row.strip()]
    if len(rows) > MOST_LINES + 1:
        raise ActionRefused(Refusal.listing_too_long, limit=str(MOST_LINES))
    lines = [_line(number, row) for number, row in enumerate(rows, 1) if not _is_heading(row)]
    return tuple(lines)


def _cells(row: str) -> list[str]:
    by_tabs = row.split("\t") if "\t" in row else _BETWEEN.split(row)
    return [squeeze(cell.replace(INNER_BREAK, " ")) for cell in by_tabs]


def _is_heading(row: str) -> bool:
    cells = [fold(cell) for cell in _cells(row) if cell]
    return len(cells) > 1 and all(_HEADING.match(cell) and len(cell) < 40 for cell in cells)


def _line(number: int, row: str) -> LineFacts:
    days, links, words = [], [], []
    for place, cell in enumerate(_cells(row)):
        if not cell or (place == 0 and _NUMBER.fullmatch(cell)):
            continue
        day = day_of(cell)
        if day is not None:
            days.append(day)
        elif cell.lower().startswith(("https://", "http://")) and " " not in cell:
            links.append(cell)
        else:
            words.append(cell)
    title = "; ".join(words)
    if not title or len(days) > 1 or len(links) > 1 or len("".join(links)) > LONGEST_LINK:
        raise ActionRefused(Refusal.listing_line_unclear, line=str(number), words=row[:80])
    return LineFacts(title[:LONGEST_TITLE], next(iter(days), None), next(iter(links), ""))


def written_lines(lines: Iterable[LineFacts]) -> str:
    """The lines as `read_lines` takes them, to be edited in a text box."""
    return "\n".join(
        "\t".join((line.title, format_date(line.done_on) if line.done_on else "", line.link))
        for line in lines
    )
