"""Trang giao ban: the A4 page for the Monday meeting, as a Word file, and as text for a chat."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt

from workflows.text import clean, squeeze

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_FONT = "Times New Roman"
_WIDTH = 180
"""Millimetres between the margins of an A4 page."""

_TABLE = (
    f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:type="auto" w:w="0"/>'
    '<w:tblLayout w:type="fixed"/><w:tblLook w:firstColumn="1" w:firstRow="1" w:lastColumn="0"'
    ' w:lastRow="0" w:noHBand="0" w:noVBand="1" w:val="04A0"/></w:tblPr>'
)
_RIGHT = '<w:jc w:val="right"/>'


@dataclass(frozen=True, slots=True)
class PageTable:
    """A table in words. `widths` are shares of the page's width; `numbers` tells from which column
    on cells are figures; `lines` are the rows as sentences, for a chat; `more` tells what is left
    out, or nothing; `item_ids` are the work items of the rows, where the rows are of work items.
    """

    title: str
    columns: Sequence[str]
    widths: Sequence[int]
    rows: Sequence[Sequence[str]]
    lines: Sequence[str]
    numbers: int
    more: str = ""
    item_ids: Sequence[int] = ()


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
    """Written as the file has it: cell by cell the tables took most of the time of the page."""
    shares = sum(page_table.widths)
    widths = [Mm(_WIDTH * share / shares).twips for share in page_table.widths]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    rows = [
        _row(page_table.columns, widths, page_table.numbers, heads=True),
        *(_row(words, widths, page_table.numbers) for words in page_table.rows),
    ]
    table = parse_xml(f"{_TABLE}<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>")
    document.element.body.sectPr.addprevious(table)


def _row(words: Sequence[str], widths: Sequence[int], numbers: int, *, heads: bool = False) -> str:
    """A row; the heads of columns are bold, on every page again, and torn by none."""
    repeated = "<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>" if heads else ""
    bold = "<w:b/>" if heads else '<w:b w:val="0"/>'
    cells = [
        f'<w:tc><w:tcPr><w:tcW w:type="dxa" w:w="{width}"/></w:tcPr><w:p><w:pPr>'
        f'<w:spacing w:after="0"/>{_RIGHT if place >= numbers else ""}</w:pPr>'
        f'<w:r><w:rPr>{bold}<w:sz w:val="19"/></w:rPr><w:t>{escape(squeeze(said))}</w:t></w:r>'
        "</w:p></w:tc>"
        for place, (said, width) in enumerate(zip(words, widths, strict=True))
    ]
    return f"<w:tr>{repeated}{''.join(cells)}</w:tr>"


__all__ = ["MEDIA_TYPE", "MondayPage", "PageTable", "monday_docx", "monday_text"]
