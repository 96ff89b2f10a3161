"""Writes công văn đôn đốc (.docx): figures in, bytes out, in the layout of Decree 30/2020/NĐ-CP.

A4, margins and type sizes as in its Appendix I: Times New Roman, 14 points for the text, 11 in the
table and in the list of copies; the page number stands in the middle above, from the second page
on. The heading of the table is repeated on every page and no row is torn.
"""

import io
from collections.abc import Iterable, Sequence
from copy import deepcopy
from typing import Any

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Length, Mm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from app.reports.letter_template import ROW_NAMES, ROWS, Values
from app.reports.letter_words import Letter, LetterRow, LetterWords, letter_words
from workflows.text import clean, format_date

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

HEADINGS = ("TT", "Nhiệm vụ", "Sản phẩm", "Chủ trì", "Thời hạn", "Số ngày quá hạn", "Tình hình")
_WIDTHS = (9, 43, 25, 24, 22, 17, 25)
"""Millimetres of the table's columns: 165, the width of the text."""
_FONT = "Times New Roman"
_CENTRE, _BOTH = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY
_CENTRED = (0, 4, 5)
"""Columns of the table whose cells are centred."""


def urging_letter(letter: Letter) -> bytes:
    """Return the letter as a Word document."""
    words = letter_words(letter)
    document = _page()
    document.core_properties.title = words.about
    document.core_properties.author = letter.office
    _heading(document, words)
    _addressees(document, words.recipients)
    for line in (*words.basis, words.state, words.demand):
        _body(document, line)
    first, *others = words.points
    _body(document, first).paragraph_format.keep_with_next = True
    _table(document, [row_cells(number, row) for number, row in enumerate(letter.rows, 1)])
    _after_table(document, [*others, words.closing])
    _signature(document, words)
    return _saved(document)


def sample_template() -> bytes:
    """Return the built-in letter with placeholders in the place of its words: a beginning for an
    office that wants a template of its own (`app.reports.letter_template`)."""
    document = _page()
    _heading(document, _PLACEHOLDERS)
    _addressees(document, _loop("don_vi_nhan"))
    _gap(document)
    for line in (*_loop("can_cu"), _PLACEHOLDERS.state, _PLACEHOLDERS.demand, "{{ diem_1 }}"):
        _body(document, line)
    cells = [f"{{{{ viec.{name} }}}}" for name in ROW_NAMES if name != "vi_tri"]
    cells[1] += "\n({{ viec.vi_tri }})"
    begin, *blank = ("{%tr for viec in nhiem_vu %}", *("" for _ in HEADINGS[1:]))
    _table(document, [[begin, *blank], cells, ["{%tr endfor %}", *blank]])
    _gap(document)
    _after_table(document, [*_loop("cac_diem_sau"), _PLACEHOLDERS.closing])
    _signature(document, _PLACEHOLDERS)
    return _saved(document)


def _loop(name: str) -> tuple[str, str, str]:
    """Paragraphs that docxtpl repeats for each line of a list."""
    return (f"{{%p for dong in {name} %}}", "{{ dong }}", "{%p endfor %}")


_PLACEHOLDERS = LetterWords(
    above="{%p if co_quan_cap_tren %}\n{{ co_quan_cap_tren }}\n{%p endif %}",
    agency="{{ co_quan }}",
    number="{{ so_ky_hieu }}",
    place_and_day="{{ dia_danh_ngay }}",
    about="{{ trich_yeu }}",
    recipients=(),
    basis=(),
    state="{{ tinh_hinh_chung }}",
    demand="{{ cau_yeu_cau }}",
    points=(),
    closing="{{ ket_thuc }}",
    copies=_loop("noi_nhan"),
    capacity=_loop("chuc_vu_ky"),
    signer_name="{{ nguoi_ky }}",
)


def template_values(letter: Letter) -> Values:
    """The letter as it fills an office's own template; the names are explained on its page."""
    words = letter_words(letter)
    first, *others = words.points
    rows = [
        dict(zip(ROW_NAMES, _row_values(number, row), strict=True))
        for number, row in enumerate(letter.rows, 1)
    ]
    return {
        "co_quan_cap_tren": words.above,
        "co_quan": words.agency,
        "so_ky_hieu": words.number,
        "dia_danh_ngay": words.place_and_day,
        "trich_yeu": words.about,
        "don_vi_nhan": addressed(words.recipients),
        "can_cu": list(words.basis),
        "tinh_hinh_chung": words.state,
        "cau_yeu_cau": words.demand,
        "diem_1": first,
        "cac_diem_sau": others,
        "ket_thuc": words.closing,
        "noi_nhan": list(words.copies),
        "chuc_vu_ky": list(words.capacity),
        "nguoi_ky": words.signer_name,
        "so_nhiem_vu": str(len(letter.rows)),
        "han_hoan_thanh": f"{letter.finish_hour} ngày {format_date(letter.finish_by)}".strip(),
        "han_bao_nguyen_nhan": format_date(letter.explain_by),
        ROWS: rows,
    }


def _row_values(number: int, row: LetterRow) -> tuple[str, ...]:
    """The cells of a row in the order of ROW_NAMES: task and place apart."""
    _, _, *rest = row_cells(number, row)
    return (str(number), clean(row.task), clean(row.place), *rest)


def addressed(units: Sequence[str]) -> list[str]:
    """The lines of "Kính gửi": a mark at the end, and a dash where there are several."""
    ends = [*(";" for _ in units[1:]), "."]
    dash = "- " if len(units) > 1 else ""
    return [f"{dash}{clean(unit)}{end}" for unit, end in zip(units, ends, strict=True)]


def row_cells(number: int, row: LetterRow) -> tuple[str, ...]:
    """The cells of a row under HEADINGS; the place stands below the task."""
    task = f"{row.task}\n({row.place})" if row.place else row.task
    due, late = format_date(row.due_on), str(row.days_late)
    cells = (str(number), task, row.product, row.lead, due, late, row.situation)
    return tuple(clean(cell) for cell in cells)


def _page() -> WordDocument:
    document = Document()
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = _FONT, Pt(14)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), _FONT)
    normal.paragraph_format.space_after = Pt(0)
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.header_distance = Mm(10)
    section.different_first_page_header_footer = True
    above = section.header.paragraphs[0]
    above.alignment = _CENTRE
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


def _heading(document: WordDocument, words: LetterWords) -> None:
    """The agency with number and subject on the left, the national title with the day on the
    right."""
    left, right = _columns(document, (63, 102))
    for line in words.above.splitlines():
        _line(left, line, 12)
    for line in words.agency.split("\n"):
        _line(left, line, 12, bold=True)
    _rule(left, Mm(20))
    _line(right, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 12, bold=True)
    _line(right, "Độc lập - Tự do - Hạnh phúc", 13, bold=True)
    _rule(right, Mm(21))
    _line(left, words.number, 13, before=4)
    _line(left, words.about, 12, before=4)
    _line(right, words.place_and_day, 13, before=4, italic=True)


def _columns(document: WordDocument, widths: Sequence[int]) -> list[_Cell]:
    """Cells beside each other without lines; widths in millimetres."""
    table = document.add_table(rows=1, cols=len(widths))
    _fix(table, widths)
    _keep_whole(table.rows[0]._tr)
    return list(table.rows[0].cells)


def _line(
    cell: _Cell,
    text: str,
    size: float,
    *,
    bold: bool = False,
    italic: bool = False,
    before: float = 0,
    centred: bool = True,
) -> Paragraph:
    """A line of its own in the cell, the first in the paragraph that is there."""
    fresh = cell.paragraphs[0]
    paragraph: Paragraph = (
        fresh if not fresh.runs and len(cell.paragraphs) == 1 else cell.add_paragraph()
    )
    run = paragraph.add_run(clean(text))
    run.font.size, run.bold, run.italic = Pt(size), bold, italic
    paragraph.paragraph_format.space_before = Pt(before)
    if centred:
        paragraph.alignment = _CENTRE
    return paragraph


def _rule(cell: _Cell, margin: Length) -> None:
    """The line below a heading: the border of an empty paragraph, `margin` short on both sides."""
    paragraph = cell.add_paragraph()
    layout = paragraph.paragraph_format
    layout.left_indent = layout.right_indent = margin
    layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(4)
    borders = OxmlElement("w:pBdr")
    line = OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        line.set(qn(f"w:{name}"), value)
    borders.append(line)
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc")


def _addressees(document: WordDocument, units: Sequence[str]) -> None:
    """One unit on the line of "Kính gửi", several on lines of their own."""
    lines = units if units[0].startswith("{%p") else addressed(units)
    if len(lines) == 1:
        paragraph = document.add_paragraph(f"Kính gửi: {lines[0]}")
        paragraph.alignment = _CENTRE
        paragraph.paragraph_format.space_before = Pt(16)
    else:
        paragraph = document.add_paragraph("Kính gửi:")
        paragraph.paragraph_format.left_indent = Cm(3)
        paragraph.paragraph_format.space_before = Pt(16)
    for line in lines if len(lines) > 1 else ():
        paragraph = document.add_paragraph(line)
        paragraph.paragraph_format.left_indent = Cm(5.2)
        paragraph.paragraph_format.first_line_indent = Cm(-0.35)
    paragraph.paragraph_format.space_after = Pt(12)


def _body(document: WordDocument, text: str) -> Paragraph:
    paragraph = document.add_paragraph(clean(text))
    paragraph.alignment = _BOTH
    layout = paragraph.paragraph_format
    layout.first_line_indent, layout.space_after, layout.line_spacing = Cm(1.27), Pt(6), 1.08
    return paragraph


def _gap(document: WordDocument) -> None:
    """Room where the paragraph that would bring it along is a loop's and goes with it."""
    layout = document.add_paragraph().paragraph_format
    layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(8)


def _after_table(document: WordDocument, lines: Sequence[str]) -> None:
    """What follows the table; the last line stays with the signature."""
    texts = [_body(document, line) for line in lines]
    texts[0].paragraph_format.space_before = Pt(8)
    texts[-1].paragraph_format.keep_with_next = True


def _saved(document: WordDocument) -> bytes:
    result = io.BytesIO()
    document.save(result)
    return result.getvalue()


def _table(document: WordDocument, rows: Iterable[Sequence[str]]) -> None:
    """The late items. A row is a copy of the first: asking the table for its cells would take
    longer with every row."""
    table = document.add_table(rows=2, cols=len(HEADINGS), style="Table Grid")
    _fix(table, _WIDTHS)
    _narrow_margins(table)
    heading, model = (row._tr for row in table.rows)
    for position, (cell, words) in enumerate(zip(table.rows[0].cells, HEADINGS, strict=True)):
        _line(cell, words, 11, bold=True)
        cell.vertical_alignment = 1
        text = _line(table.rows[1].cells[position], "", 11, centred=position in _CENTRED)
        text.paragraph_format.space_before = text.paragraph_format.space_after = Pt(2)
    properties = heading.get_or_add_trPr()
    properties.append(OxmlElement("w:tblHeader"))
    _keep_whole(heading)
    _keep_whole(model)
    for row in rows:
        _append_row(table._tbl, model, row)
    table._tbl.remove(model)


def _append_row(table: Any, model: Any, cells: Sequence[str]) -> None:
    copy = deepcopy(model)
    for cell, text in zip(copy.tc_lst, cells, strict=True):
        run = cell.p_lst[0].r_lst[0]
        run.text = text
    table.append(copy)


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


def _signature(document: WordDocument, words: LetterWords) -> None:
    left, right = _columns(document, (80, 85))
    _line(left, "Nơi nhận:", 12, bold=True, italic=True, before=6, centred=False)
    for copy in words.copies:
        _line(left, copy, 11, centred=False)
    for position, line in enumerate(words.capacity):
        _line(right, line, 14, bold=True, before=0 if position else 6)
    _line(right, words.signer_name, 14, bold=True, before=64)
