"""The one normal shape that every reader gives and the interpreter understands.

A document is a run of printed lines and tables in the order of the file. A table is
rows of cells; a cell knows how many columns it covers and whether it continues the
cell above it.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from app.plan_import.problems import Problem
from workflows.text import clean

# Categories of characters that cannot be seen (control, format, halves of pairs); a title
# that holds one may show something else than it says.
_UNSEEN = frozenset({"Cc", "Cf", "Cs"})
# What the fonts Symbol and Wingdings show for letters of their own, as Word and PDF files hold
# them: bullets, dashes, ticks and empty boxes.
SYMBOLS = {
    0xF0B7: "•", 0xF0A7: "•", 0xF0D8: "•", 0xF076: "•", 0xF09F: "•", 0xF02D: "-", 0xF0BE: "–",
    0xF0FC: "✓", 0xF0FE: "✓", 0xF050: "✓", 0xF052: "✓", 0xF0FB: "x", 0xF0FD: "x",
    0xF0A8: "", 0xF06F: "", 0xF0A3: "",
}  # fmt: skip
_LAYOUT = frozenset("\n\t\r\v\f\x85")


@dataclass(frozen=True, slots=True)
class Cell:
    """One printed cell.

    ``text`` is the cell's text, paragraphs apart by a line feed. ``span`` is the number
    of columns it covers. ``merged`` marks a cell that continues the one above it (its
    text is then empty). ``stacked`` holds the paragraphs of a cell where the file tells
    paragraphs from mere line breaks, and is empty otherwise. ``bold`` is true where the file
    says that the whole text is printed in bold.
    """

    text: str
    span: int = 1
    merged: bool = False
    stacked: tuple[str, ...] = ()
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One printed row with its place.

    ``unsure`` when the reader had to guess where its cells end; ``marked`` when the file
    itself marks the paragraphs of its cells as entries of their own (``<p>…</p>``);
    ``stack`` is the number of tasks whose titles stood in one cell with this row's;
    ``continued`` when the reader sees that the row goes on from the page before; a cell of it
    that begins a new paragraph there begins with a line feed. ``recognised`` when OCR read the
    row off a picture, ``illegible`` when it was not sure of all letters.
    """

    cells: tuple[Cell, ...]
    page: int | None = None
    row: int | None = None
    line: int | None = None
    unsure: bool = False
    marked: bool = False
    stack: int = 1
    continued: bool = False
    recognised: bool = False
    illegible: bool = False

    def grid(self) -> list[Cell]:
        """Return one cell per column; columns covered by a wide cell hold an empty one."""
        columns: list[Cell] = []
        for cell in self.cells:
            columns.append(cell)
            columns.extend(Cell("", merged=cell.merged) for _ in range(cell.span - 1))
        return columns


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line (or paragraph) outside a table of tasks."""

    text: str
    page: int | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one printed table, headings included.

    ``title`` is what the file itself calls the table: the name of a sheet, else ''.
    """

    rows: tuple[Row, ...]
    title: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """What a reader found in a file, and what it has to say about the file itself."""

    blocks: tuple[Line | Table, ...]
    problems: tuple[Problem, ...] = ()

    def lines(self) -> Iterator[str]:
        """Yield the printed text line by line, tables cell by cell."""
        for block in self.blocks:
            if isinstance(block, Line):
                yield block.text
            else:
                for row in block.rows:
                    for cell in row.cells:
                        yield from cell.text.split("\n")


def visible(text: str) -> str:
    """Return ``text`` without hidden characters, blanks squeezed, empty lines dropped."""
    lines = (" ".join(line.split()) for line in clean(text).split("\n"))
    return "\n".join(line for line in lines if line)


def one_line(text: str) -> str:
    """Return :func:`visible` text on a single line."""
    return " ".join(clean(text).split())


def hides_characters(text: str) -> bool:
    """Tell whether a text holds characters that cannot be seen, such as a change of direction."""
    return any(unicodedata.category(char) in _UNSEEN and char not in _LAYOUT for char in text)
