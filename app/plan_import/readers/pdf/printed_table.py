"""A printed table: where its cells stand and which words are in them, and its text as rows."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from app.plan_import.appendix.cell_content import has_open_end
from app.plan_import.readers.pdf.printed import TextLine, Word, left, right
from app.plan_import.tables import Cell, Row, Table

_BULLET = re.compile(r"[-–+*•▪●](?:\s|$)")
# Where a line breaks after such an end the word goes on: "HĐND-" "UBND", "25/8/" "2026".
_WORD_GOES_ON = re.compile(r"(?:[^\W_]/|\d[-–]|[A-ZĐ][-–])$")
_COUNTED = re.compile(r"(\d{1,2})[.)]\s+\D")
# "10.000.00" "0": the last group of a sum goes on in the next line.
_BROKEN_SUM = re.compile(
    r"(?<![\d.])\d{1,3}(?:\.\d{3})+(?:\.\n\d{3}|\.\d\n\d\d|\.\d\d\n\d|\n\.\d{3})(?!\d)"
)
_BROKEN_YEAR = re.compile(r"/(?:2\n0\d\d|20\n\d\d|20\d\n\d)\b")
# White at most so wide, in heights, is between two words of a text.
NEAR = 0.55
_BLANK = 0.25
_SLACK = 0.4
# OCR gives each word the percentage to which it trusts it.
_TRUSTED_WORD = 50.0
_TRUSTED_CELL = 75.0


@dataclass(slots=True)
class PrintedCell:
    """A cell: its lines, the room between its sides, the columns and rows that it covers.

    ``merged`` is true in the rows below the first of a cell that covers several. ``room`` is
    the length of the longest line that the column is known to hold. ``parted`` is true when the
    cell goes on from the page before, with a new paragraph.
    """

    lines: list[TextLine] = field(default_factory=list)
    left: float = 0.0
    right: float = 0.0
    span: int = 1
    height: int = 1
    merged: bool = False
    room: float = 0.0
    parted: bool = False

    @property
    def text(self) -> str:
        """The cell's words on one line."""
        return " ".join(word.text for line in self.lines for word in line)


@dataclass(slots=True)
class PrintedRow:
    """A row of cells, with its upper and lower edge on the page."""

    cells: list[PrintedCell]
    page: int
    top: float
    bottom: float
    unsure: bool = False
    continued: bool = False

    @property
    def is_empty(self) -> bool:
        """True when nothing is printed in the row."""
        return not any(cell.lines for cell in self.cells)


@dataclass(slots=True)
class PrintedTable:
    """The part of a table that stands on one page."""

    rows: list[PrintedRow]

    @property
    def top(self) -> float:
        """The upper edge of the table."""
        return self.rows[0].top

    @property
    def bottom(self) -> float:
        """The lower edge of the table."""
        return self.rows[-1].bottom

    @property
    def page(self) -> int:
        """The number of the page."""
        return self.rows[0].page


def measure(parts: Iterable[PrintedTable]) -> None:
    """Set how long a line may be in each cell, as far as the lines of its column show it.

    ``parts`` are tables and their parts on several pages; columns with the same sides are one.
    """
    columns: dict[tuple[int, int], list[PrintedCell]] = {}
    for part in parts:
        for row in part.rows:
            for cell in row.cells:
                columns.setdefault((round(cell.left), round(cell.right)), []).append(cell)
    for cells in columns.values():
        widths = [right(line) - left(line) for cell in cells for line in cell.lines]
        for cell in cells:
            cell.room = max(widths, default=0.0)


def as_table(printed: PrintedTable) -> Table:
    """Return the table as rows of texts."""
    rows = []
    for number, row in enumerate(printed.rows, 1):
        cells = tuple(_cell(cell) for cell in row.cells)
        rows.append(
            Row(
                cells,
                row.page,
                number,
                unsure=row.unsure,
                continued=row.continued,
                recognised=any(_is_recognised(cell) for cell in row.cells),
                illegible=any(_is_doubtful(cell) for cell in row.cells),
            )
        )
    return Table(tuple(rows))


def _cell(cell: PrintedCell) -> Cell:
    paragraphs = _paragraphs(cell)
    words = [word for line in cell.lines for word in line]
    return Cell(
        ("\n" if cell.parted else "") + "\n".join(paragraphs),
        cell.span,
        cell.merged,
        tuple(paragraphs) if len(paragraphs) > 1 else (),
        bool(words) and all(word.bold for word in words),
    )


def _is_recognised(cell: PrintedCell) -> bool:
    return any(word.confidence < 100 for line in cell.lines for word in line)


def _is_doubtful(cell: PrintedCell) -> bool:
    """Tell whether OCR was not sure of a cell's words."""
    trusts = [
        word.confidence
        for line in cell.lines
        for word in line
        if any(char.isalnum() for char in word.text)
    ]
    if not trusts or min(trusts) == 100:
        return False
    return min(trusts) < _TRUSTED_WORD or sum(trusts) / len(trusts) < _TRUSTED_CELL


def _paragraphs(cell: PrintedCell) -> list[str]:
    """Join the lines of a cell into its paragraphs."""
    paragraphs: list[str] = []
    above: TextLine = ()
    for line in cell.lines:
        text = " ".join(word.text for word in line)
        counts_on = bool(paragraphs) and _counts_on(paragraphs[-1], text)
        if (
            paragraphs
            and not counts_on
            and (_goes_on(paragraphs[-1], text) or not begins_paragraph(above, line, cell.room))
        ):
            paragraphs[-1] = _joined(paragraphs[-1], text)
        else:
            paragraphs.append(text)
        above = line
    return [paragraph.replace("\u00ad", "-") for paragraph in paragraphs]


def _counts_on(paragraph: str, text: str) -> bool:
    """Tell whether a line bears the number after that of the paragraph above: "1. …", "2. …"."""
    first, second = _COUNTED.match(paragraph), _COUNTED.match(text)
    return first is not None and second is not None and int(second[1]) == int(first[1]) + 1


def begins_paragraph(above: TextLine, line: TextLine, room: float) -> bool:
    """Tell whether a line begins anew: with a bullet, or although it had room above."""
    text = " ".join(word.text for word in line)
    if _BULLET.match(text):
        return not has_open_end(above[-1].text)
    begins = text[0].isupper() or text[0].isdigit() or text[0] in "“\"'(…"
    open_end = has_open_end(" ".join(word.text for word in above))
    return begins and not open_end and not ends_full(above, line, room)


def ends_full(above: TextLine, below: TextLine, room: float) -> bool:
    """Tell whether the first word of the line below had no room at the end of the line above."""
    first = below[0]
    needed = first.x1 - first.x0 + (_BLANK + _SLACK) * first.height
    return room - (right(above) - left(above)) < needed


def _joined(before: str, text: str) -> str:
    if before.endswith("\u00ad"):
        # A word parted at the line's end, or a hyphen that its font calls a soft one.
        return (before[:-1] if text[:1].islower() else before[:-1] + "-") + text
    return before + text if _goes_on(before, text) else f"{before} {text}"


def _goes_on(before: str, text: str) -> bool:
    """Tell whether a word goes on in the next line."""
    if _WORD_GOES_ON.search(before) and text[:1].isalnum():
        return True
    both = f"{before}\n{text}"
    return bool(_BROKEN_YEAR.search(both) or _BROKEN_SUM.search(both))


def could_continue(above: PrintedCell, below: PrintedCell) -> bool | None:
    """Tell whether a cell's text may go on from the cell above it, on the page before.

    None when nothing speaks against it, and nothing for it either.
    """
    if not below.lines:
        return None
    text = below.text
    if text[0].islower() or (above.lines and has_open_end(above.text)):
        return True
    if _BULLET.match(text):
        return None
    if not above.lines:
        return False
    return None if ends_full(above.lines[-1], below.lines[0], above.room) else False


def as_row(row: PrintedRow) -> Row:
    """Return the bare texts of a row, enough to know headings by."""
    return Row(tuple(Cell(cell.text, cell.span, cell.merged) for cell in row.cells))


def place_words(
    lines: Iterable[TextLine], borders: Sequence[float]
) -> tuple[list[list[TextLine]], list[float]]:
    """Give the words of lines to the columns between borders, left to right.

    Returns the lines of each column, and the heights at which words stand so near on both
    sides of a border that they may be one text.
    """
    columns: list[list[TextLine]] = [[] for _ in range(len(borders) - 1)]
    crossed: list[float] = []
    for line in lines:
        parts: dict[int, list[Word]] = {}
        before: tuple[int, Word] | None = None
        for word in line:
            place = sum(border <= word.center for border in borders[1:-1])
            parts.setdefault(place, []).append(word)
            if before and before[0] != place:
                near = word.x0 - before[1].x1 <= NEAR * min(word.height, before[1].height)
                crossed += [word.middle] if near else []
            before = place, word
        for place, words in parts.items():
            columns[place].append(tuple(words))
    return columns, crossed
