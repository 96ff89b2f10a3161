"""Trang giao ban: the A4 page for the Monday meeting, as a Word file, and as text for a chat."""

import io
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table

from workflows.text import clean

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_FONT = "Times New Roman"
_WIDTH = 180
"""Millimetres between the margins of an A4 page."""


@dataclass(frozen=True, slots=True)
class PageTable:
    """A table in words. `widths` are shares of the page's width; `numbers` tells from which column
    on cells are figures; `lines` are the rows as sentences, for a chat; `more` tells what is left
    out, or nothing.
    """

    title: str
    columns: Sequence[str]
    widths: Sequence[int]
    rows: Sequence[Sequence[str]]
    lines: Sequence[str]
    numbers: int
    more: str = ""


@dataclass(frozen=True, slots=True)
class MondayPage:
    """The whole page in words. `notes` are (title, lines), each as a short list."""

    commune: str
    title: str
    as_of: str
    sums: Sequence[str]
    tables: Sequence[PageTable]
    notes: Sequence[tuple[str, Sequence[str]]]


def monday_text(page: MondayPage) -> str:
    """The page as plain text, to be pasted into a chat; the grid of units is left out."""
    parts = [f"{page.title.upper()}\n{page.commune}, {page.as_of}", "\n".join(page.sums)]
    parts += [
        "\n".join([f"{table.title}:", *(f"- {line}" for line in table.lines), *_more(table)])
        for table in page.tables
        if table.lines
    ]
    parts += [
        "\n".join([f"{title}:", *(f"- {line}" for line in lines)]) for title, lines in _said(page)
    ]
    return "\n\n".join(parts) + "\n"


def _more(table: PageTable) -> list[str]:
    return [f"- {table.more}"] if table.more else []


def _said(page: MondayPage) -> list[tuple[str, Sequence[str]]]:
    return [(title, lines) for title, lines in page.notes if lines]


def monday_docx(page: MondayPage) -> bytes:
    """The page as a .docx: A4 upright, Times New Roman, column heads repeated on a second page."""
    document = Document()
    _set_page(document)
    _line(document, page.commune, size=12, bold=True)
    _line(document, page.title.upper(), size=14, bold=True, centred=True, above=6)
    _line(document, page.as_of, size=11, italic=True, centred=True, below=4)
    for words in page.sums:
        _line(document, words, size=12, below=2)
    for table in page.tables:
        _line(document, table.title, size=12, bold=True, above=6, below=2, keep=True)
        _add_table(document, table)
        if table.more:
            _line(document, table.more, size=11, italic=True)
    for title, lines in _said(page):
        _line(document, title, size=12, bold=True, above=6, below=2, keep=True)
        for words in lines:
            _line(document, f"– {words}", size=11)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _set_page(document: Any) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm((210 - _WIDTH) / 2)
    section.top_margin = section.bottom_margin = Mm(12)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = _FONT, Pt(11)
    # Without this the East Asian font of the theme may be taken for accented letters.
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), _FONT)


def _line(
    document: Any,
    words: str,
    *,
    size: int,
    bold: bool = False,
    italic: bool = False,
    centred: bool = False,
    above: int = 0,
    below: int = 0,
    keep: bool = False,
) -> None:
    paragraph = document.add_paragraph()
    run = paragraph.add_run(clean(words))
    run.bold, run.italic, run.font.size = bold, italic, Pt(size)
    layout = paragraph.paragraph_format
    layout.space_before, layout.space_after = Pt(above), Pt(below)
    layout.keep_with_next = keep
    if centred:
        layout.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _add_table(document: Any, page_table: PageTable) -> None:
    table = document.add_table(rows=2, cols=len(page_table.columns))
    table.style = "Table Grid"
    table.autofit = False
    shares = sum(page_table.widths)
    widths = [Mm(_WIDTH * share / shares) for share in page_table.widths]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = width
    _fill(table.rows[0], page_table.columns, page_table.numbers, bold=True)
    _repeat(table.rows[0])
    _add_rows(table, page_table)


def _add_rows(table: Table, page_table: PageTable) -> None:
    """Fill the row that is there and clones of it: adding rows one by one takes their square."""
    pattern = table.rows[1]._tr
    clones = [deepcopy(pattern) for _ in page_table.rows]
    for clone in clones:
        table._tbl.append(clone)
    table._tbl.remove(pattern)
    for row, words in zip(table.rows[1:], page_table.rows, strict=True):
        _fill(row, words, page_table.numbers)


def _fill(row: Any, words: Sequence[str], numbers: int, *, bold: bool = False) -> None:
    for place, (cell, said) in enumerate(zip(row.cells, words, strict=True)):
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_after = Pt(0)
        run = paragraph.add_run(clean(said))
        run.bold, run.font.size = bold, Pt(9.5)
        if place >= numbers:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _repeat(row: Any) -> None:
    """Repeat the row at the head of every page, and break no row between pages."""
    properties = row._tr.get_or_add_trPr()
    for name in ("w:cantSplit", "w:tblHeader"):
        properties.append(OxmlElement(name))


__all__ = ["MEDIA_TYPE", "MondayPage", "PageTable", "monday_docx", "monday_text"]
