"""The printed lines outside the tables of tasks, without page numbers and running heads."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from app.plan_import.appendix.heading_rows import rows_above_headings
from app.plan_import.appendix.headings import is_heading_row
from app.plan_import.source import Source
from app.plan_import.tables import Document, Row, Table, one_line
from workflows.text import fold

_PAGE_NUMBER = re.compile(r"(?:trang |page )?[-–—. ]*\d{1,3}[-–—. ]*(?:/ ?\d{1,3})?")
# A running head stands on so many pages at least.
_FEWEST_PAGES = 3
_LONGEST_RUNNING_HEAD = 120
# "II. NHIỆM VỤ 1." has taken the number of the heading below onto its own line.
_STRAY_NUMBER = re.compile(r"^(?P<heading>(?:[IVX]+|\d+)[.)] .*\w) (?P<number>\d{1,2}\.)$")


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """One printed line on its own, blanks squeezed; ``indented`` where blanks stood before it."""

    text: str
    source: Source
    indented: bool = False


def key_of(text: str) -> str:
    """Return a text folded letter by letter: as long as the text itself, for the same places.

    ``text`` is cleaned and composed already, as :func:`one_line` gives it.
    """
    return "".join(map(_folded_letter, text))


@lru_cache(maxsize=8192)
def _folded_letter(letter: str) -> str:
    folded = fold(letter)
    return folded if len(folded) == 1 else letter.lower() if len(letter.lower()) == 1 else letter


def prose_lines(document: Document) -> list[PrintedLine]:
    """Return the printed lines of a document that belong to no table of tasks.

    A row with a single filled cell is prose (letterheads, the rows of a workbook above its
    headings); what follows a table's headings is the table's.
    """
    lines = list(_without_stray_numbers(_lines(document)))
    return _without_running_heads(lines)


def _lines(document: Document) -> Iterator[PrintedLine]:
    after_headings = False
    for block in document.blocks:
        if not isinstance(block, Table):
            text = one_line(block.text)
            if text:
                yield PrintedLine(
                    text, Source(block.page, None, block.line), block.text[:1].isspace()
                )
            continue
        rows = rows_above_headings(block)
        if after_headings and len(rows) == len(block.rows):
            continue
        yield from _lines_of_rows(rows)
        after_headings = after_headings or any(map(is_heading_row, block.rows))


def _lines_of_rows(rows: Iterable[Row]) -> Iterator[PrintedLine]:
    for row in rows:
        filled = [cell for cell in row.cells if cell.text.strip()]
        if len(filled) != 1:
            continue
        for text in filled[0].text.split("\n"):
            if one_line(text):
                yield PrintedLine(one_line(text), Source(row.page, row.row, row.line))


def _without_stray_numbers(lines: Iterable[PrintedLine]) -> Iterator[PrintedLine]:
    """Give a number that slipped to the end of a heading in capitals to the line below it."""
    number = ""
    for line in lines:
        text = f"{number} {line.text}" if number else line.text
        number = ""
        stray = _STRAY_NUMBER.match(text)
        if stray and stray["heading"].isupper():
            text, number = stray["heading"], stray["number"]
        yield PrintedLine(text, line.source, line.indented) if text != line.text else line


def _without_running_heads(lines: Sequence[PrintedLine]) -> list[PrintedLine]:
    """Drop page numbers, and lines at the edge of a page that return on other pages."""
    numbers = [bool(_PAGE_NUMBER.fullmatch(line.text.lower())) for line in lines]
    at_edge = [_at_page_edge(lines, numbers, place) for place in range(len(lines))]
    heads = Counter(_bare(line.text) for line, edge in zip(lines, at_edge, strict=True) if edge)
    return [
        line
        for line, number, edge in zip(lines, numbers, at_edge, strict=True)
        if not number and not (edge and heads[_bare(line.text)] >= _FEWEST_PAGES)
    ]


def _at_page_edge(lines: Sequence[PrintedLine], numbers: Sequence[bool], place: int) -> bool:
    """Tell whether a line stands first or last on its page, or beside a page number."""
    text = lines[place].text
    if numbers[place] or len(text) > _LONGEST_RUNNING_HEAD or text[-1] in ".;:":
        return False
    for other in (place - 1, place + 1):
        if not 0 <= other < len(lines):
            if lines[place].source.page is not None:
                return True
        elif numbers[other] or lines[other].source.page != lines[place].source.page:
            return True
    return False


def _bare(text: str) -> str:
    """Return a line without its digits: "Kế hoạch năm 2026 – trang 3" on every page."""
    return re.sub(r"\d+", "", fold(text)).strip()
