"""Papers of an office as Word documents, laid out as Decree 30/2020/NĐ-CP (Appendix I) wants them.

A4, its margins and type sizes: Times New Roman, 14 points for the text, 11 in tables and in the
list of copies; the page number stands in the middle above, from the second page on. The heading of
a table is repeated on every page and no row is torn. Words in, a document out; what a paper says
is the business of the module that makes it.
"""

import io
from collections.abc import Collection, Iterable, Sequence
from copy import deepcopy
from typing import Any

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Length, Mm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from workflows.text import clean

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

CENTRE, BOTH = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY
_FONT = "Times New Roman"
TEXT_WIDTH = 165
"""Millimetres between the margins of an upright page; 247 of one on its side."""


def new_page(*, landscape: bool = False) -> WordDocument:
    """An empty document with the page, the type and the page number of the decree."""
    document = Document()
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = _FONT, Pt(14)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), _FONT)
    normal.paragraph_format.space_after = Pt(0)
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    if landscape:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Mm(297), Mm(210)
        section.left_margin, section.right_margin = Mm(30), Mm(20)
    section.header_distance = Mm(10)
    section.different_first_page_header_footer = True
    above = section.header.paragraphs[0]
    above.alignment = CENTRE
    _page_number(above)
    return document


def _page_number(paragraph: Paragraph) -> None:
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = paragraph.add_run()
        run.font.size = Pt(13)
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = text
        run._r.append(mark)


def saved(document: WordDocument) -> bytes:
    """The bytes of the document."""
    result = io.BytesIO()
    document.save(result)
    return result.getvalue()


def heading(
    document: WordDocument,
    *,
    agency: str,
    number: str,
    place_and_day: str,
    above: str = "",
    about: str = "",
    widths: Sequence[int] = (63, 102),
) -> None:
    """The agency with number and subject on the left, the national title with the day on the
    right. `above` is the superior agency, `about` the "V/v …" of a letter; both may be empty, as
    may the number of a paper that has none."""
    left, right = columns(document, widths)
    for text in above.splitlines():
        write_line(left, text, 12)
    for text in agency.split("\n"):
        write_line(left, text, 12, bold=True)
    rule(left, Mm(20))
    write_line(right, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 12, bold=True)
    write_line(right, "Độc lập - Tự do - Hạnh phúc", 13, bold=True)
    rule(right, Mm((widths[1] - 60) // 2))
    if number:
        write_line(left, number, 13, before=4)
    if about:
        write_line(left, about, 12, before=4)
    write_line(right, place_and_day, 13, before=4, italic=True)


def title(document: WordDocument, name: str, about: str = "") -> None:
    """The name of a paper that is no letter ("BIÊN BẢN"), with what it is about below."""
    for number, text in enumerate(part for part in (name, about) if part):
        paragraph = document.add_paragraph()
        run = paragraph.add_run(clean(text))
        run.bold = True
        paragraph.alignment = CENTRE
        paragraph.paragraph_format.space_before = Pt(0 if number else 14)
    paragraph.paragraph_format.space_after = Pt(12)


def columns(document: WordDocument, widths: Sequence[int]) -> list[_Cell]:
    """Cells beside each other without lines; widths in millimetres."""
    table = document.add_table(rows=1, cols=len(widths))
    _fix(table, widths)
    _keep_whole(table.rows[0]._tr)
    return list(table.rows[0].cells)


def write_line(
    cell: _Cell,
    text: str,
    size: float,
    *,
    bold: bool = False,
    italic: bool = False,
    before: float = 0,
    centred: bool = True,
) -> Paragraph:
    """A line of its own in the cell, the first in the paragraph that is there. Sizes and the room
    above in points."""
    fresh = cell.paragraphs[0]
    paragraph: Paragraph = (
        fresh if not fresh.runs and len(cell.paragraphs) == 1 else cell.add_paragraph()
    )
    run = paragraph.add_run(clean(text))
    run.font.size, run.bold, run.italic = Pt(size), bold, italic
    paragraph.paragraph_format.space_before = Pt(before)
    if centred:
        paragraph.alignment = CENTRE
    return paragraph


def rule(cell: _Cell, margin: Length) -> None:
    """The line below a heading: the border of an empty paragraph, `margin` short on both sides."""
    paragraph = cell.add_paragraph()
    layout = paragraph.paragraph_format
    layout.left_indent = layout.right_indent = margin
    layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(4)
    borders = OxmlElement("w:pBdr")
    edge = OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        edge.set(qn(f"w:{name}"), value)
    borders.append(edge)
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc")


def body(document: WordDocument, text: str, *, bold: bool = False) -> Paragraph:
    """A paragraph of the text."""
    paragraph = document.add_paragraph()
    paragraph.add_run(clean(text)).bold = bold or None
    paragraph.alignment = BOTH
    layout = paragraph.paragraph_format
    layout.first_line_indent, layout.space_after, layout.line_spacing = Cm(1.27), Pt(6), 1.08
    return paragraph


def gap(document: WordDocument) -> None:
    """Room of 8 points where no paragraph brings it along."""
    layout = document.add_paragraph().paragraph_format
    layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(8)


def grid(
    document: WordDocument,
    headings: Sequence[str],
    widths: Sequence[int],
    rows: Iterable[Sequence[str]],
    *,
    centred: Collection[int] = (0,),
    size: float = 11,
) -> None:
    """A table with lines. `widths` in millimetres, together the width of the text; `centred` are
    the positions of columns whose cells stand in the middle. A row is a copy of the first: asking
    the table for its cells would take longer with every row."""
    table = document.add_table(rows=2, cols=len(headings), style="Table Grid")
    _fix(table, widths)
    _narrow_margins(table)
    top, model = (row._tr for row in table.rows)
    for position, (cell, words) in enumerate(zip(table.rows[0].cells, headings, strict=True)):
        write_line(cell, words, size, bold=True)
        cell.vertical_alignment = 1
        text = write_line(table.rows[1].cells[position], "", size, centred=position in centred)
        text.paragraph_format.space_before = text.paragraph_format.space_after = Pt(2)
    properties = top.get_or_add_trPr()
    properties.append(OxmlElement("w:tblHeader"))
    _keep_whole(top)
    _keep_whole(model)
    for cells in rows:
        _append_row(table._tbl, model, cells)
    table._tbl.remove(model)


def _append_row(table: Any, model: Any, cells: Sequence[str]) -> None:
    copy = deepcopy(model)
    for cell, text in zip(copy.tc_lst, cells, strict=True):
        run = cell.p_lst[0].r_lst[0]
        run.text = text
    table.append(copy)


def signatures(
    document: WordDocument,
    left: tuple[Sequence[str], str],
    right: tuple[Sequence[str], str],
    *,
    widths: Sequence[int] = (82, 83),
) -> None:
    """Two parties who sign beside each other: for each the lines above the signature and the name
    below it."""
    for cell, (lines, name) in zip(columns(document, widths), (left, right), strict=True):
        for position, text in enumerate(lines):
            write_line(cell, text, 14 if not position else 13, bold=not position, before=8)
        write_line(cell, name, 14, bold=True, before=64)


def _fix(table: Table, widths: Sequence[int]) -> None:
    """Columns of exactly these widths, in millimetres."""
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Mm(width)


def _narrow_margins(table: Table) -> None:
    """Room for a day of ten characters on one line: 68 twips (1.2 mm) beside the text of cells."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), "68")
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    table._tbl.tblPr.find(qn("w:tblLook")).addprevious(margins)


def _keep_whole(row: Any) -> None:
    """No page ends in the middle of this row."""
    row.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


__all__ = [
    "MEDIA_TYPE",
    "TEXT_WIDTH",
    "body",
    "columns",
    "gap",
    "grid",
    "heading",
    "new_page",
    "rule",
    "saved",
    "signatures",
    "title",
    "write_line",
]
