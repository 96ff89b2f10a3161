"""A truth file written in the formats an office sends: Word, Excel, text, the clipboard.

Everything is made from the truth and the standard paper forms; nothing outside the repository is
read. `pages` writes the PDF files.
"""

import io
from collections.abc import Iterable, Sequence
from html import escape

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.worksheet.worksheet import Worksheet

from benchmarks.reading.grid import OTHER_COLUMNS, Box, GridRow, RowKind, grid
from benchmarks.reading.letterhead import Letterhead, letterhead
from benchmarks.reading.truth import Truth

HEADING_EVERY = 9
"""Tasks after which a heading printed page by page stands there again."""


def word(truth: Truth) -> bytes:
    """Return a .docx: letterhead, a page of prose, the appendix across the page.

    Objective and duty are merged downwards, area titles over the columns; the heading is a
    repeated heading row of Word and is besides typed in again every few rows.
    """
    document = Document()
    head = letterhead(truth)
    _word_letterhead(document, head)
    page = document.add_section(WD_SECTION.NEW_PAGE)
    page.orientation = WD_ORIENT.LANDSCAPE
    page.page_width, page.page_height = page.page_height, page.page_width
    for line in head.appendix:
        document.add_paragraph(line).alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph = document.add_paragraph()
    paragraph._p.addprevious(parse_xml(_word_table(grid(truth, heading_every=HEADING_EVERY))))
    return _saved(document)


def workbook(truth: Truth) -> bytes:
    """Return an .xlsx: letterhead rows, then the table with merged cells, in other columns."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "Phụ lục"
    rows = grid(truth, OTHER_COLUMNS)
    width = len(rows[0].boxes)
    first = _sheet_letterhead(sheet, letterhead(truth), width)
    thin = Side(style="thin")
    for number, row in enumerate(rows, first):
        for column, box in enumerate(row.boxes, 1):
            cell = sheet.cell(number, column)
            cell.border = Border(left=thin, right=thin, top=thin, bottom=thin)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if box is None:
                continue
            cell.value = _number_or_text(box.text)
            if box.rows > 1 or box.columns > 1:
                sheet.merge_cells(
                    start_row=number,
                    start_column=column,
                    end_row=number + box.rows - 1,
                    end_column=column + box.columns - 1,
                )
    return _saved(book)


def tabbed_text(truth: Truth) -> bytes:
    """Return tab-separated text, as taken from a PDF: the heading again on each page."""
    lines = [*letterhead(truth).lines(), ""]
    for row in grid(truth, heading_every=HEADING_EVERY, merged=False):
        if row.kind is RowKind.heading and lines[-1]:
            lines.append("")
        texts = [_single_line(box.text) if box else "" for box in row.boxes]
        if row.kind is RowKind.area:
            texts = [f"{texts[0]} {texts[1]}", *texts[2:], ""]
        lines.append("\t".join(texts))
    return "\n".join([*lines, ""]).encode()


def clipboard(truth: Truth) -> bytes:
    """Return what Word puts on the clipboard when the appendix is copied: an HTML fragment."""
    titles = "".join(
        f"<p class=MsoNormal align=center style='text-align:center'><b><span lang=VI"
        f" style='font-size:13.0pt'>{escape(line)}<o:p></o:p></span></b></p>\r\n"
        for line in letterhead(truth).appendix
    )
    rows = "".join(_clipboard_row(n, row) for n, row in enumerate(grid(truth)))
    return (
        '<html xmlns:o="urn:schemas-microsoft-com:office:office"\r\n'
        'xmlns:w="urn:schemas-microsoft-com:office:word"\r\n'
        'xmlns="http://www.w3.org/TR/REC-html40">\r\n<head>\r\n'
        '<meta http-equiv=Content-Type content="text/html; charset=utf-8">\r\n'
        "<meta name=ProgId content=Word.Document>\r\n"
        "<style>\r\n<!--\r\n p.MsoNormal {mso-style-unhide:no; margin:0cm; font-size:12.0pt;}\r\n"
        " table.MsoNormalTable {mso-style-name:&quot;Table Normal&quot;;}\r\n-->\r\n</style>\r\n"
        "</head>\r\n<body lang=VI style='tab-interval:36.0pt'>\r\n<!--StartFragment-->\r\n"
        f"{titles}<table class=MsoNormalTable border=1 cellspacing=0 cellpadding=0"
        " style='border-collapse:collapse;mso-yfti-tbllook:1184;mso-padding-alt:0cm 5.4pt'>\r\n"
        f"{rows}</table>\r\n<!--EndFragment-->\r\n</body>\r\n</html>\r\n"
    ).encode()


def _word_letterhead(document: WordDocument, head: Letterhead) -> None:
    table = document.add_table(rows=1, cols=2)
    for cell, lines in zip(table.rows[0].cells, (head.left, head.right), strict=True):
        cell.text = "\n".join(lines)
    for line in head.title:
        document.add_paragraph(line).alignment = WD_ALIGN_PARAGRAPH.CENTER
    for line in head.prose:
        document.add_paragraph(line)


def _word_table(rows: Sequence[GridRow]) -> str:
    width = len(rows[0].boxes)
    columns = "".join(f'<w:gridCol w:w="{14000 // width}"/>' for _ in range(width))
    body = "".join(_word_rows(rows))
    return (
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblBorders>'
        + "".join(
            f'<w:{side} w:val="single" w:sz="4"/>'
            for side in ("top", "left", "bottom", "right", "insideH", "insideV")
        )
        + f"</w:tblBorders></w:tblPr><w:tblGrid>{columns}</w:tblGrid>{body}</w:tbl>"
    )


def _word_rows(rows: Iterable[GridRow]) -> Iterable[str]:
    reaching: dict[int, int] = {}
    for number, row in enumerate(rows):
        header = "<w:trPr><w:tblHeader/></w:trPr>" if number == 0 else ""
        cells = []
        for column, box in enumerate(row.boxes):
            if box is None and reaching.get(column, 0):
                reaching[column] -= 1
                cells.append("<w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc>")
            elif box is not None:
                reaching[column] = box.rows - 1
                cells.append(_word_cell(box))
        yield f"<w:tr>{header}{''.join(cells)}</w:tr>"


def _word_cell(box: Box) -> str:
    span = f'<w:gridSpan w:val="{box.columns}"/>' if box.columns > 1 else ""
    merge = '<w:vMerge w:val="restart"/>' if box.rows > 1 else ""
    paragraphs = "".join(
        f'<w:p><w:r><w:t xml:space="preserve">{escape(line, quote=False)}</w:t></w:r></w:p>'
        for line in box.text.split("\n")
    )
    return f"<w:tc><w:tcPr>{span}{merge}</w:tcPr>{paragraphs}</w:tc>"


def _sheet_letterhead(sheet: Worksheet, head: Letterhead, width: int) -> int:
    """Write the rows above the table; return the number of the first row of the table."""
    half = width // 2
    for number, (left, right) in enumerate(zip(head.left, head.right, strict=True), 1):
        for column, last, text in ((1, half, left), (half + 1, width, right)):
            sheet.cell(number, column, text).alignment = Alignment(horizontal="center")
            sheet.merge_cells(
                start_row=number, start_column=column, end_row=number, end_column=last
            )
    number = len(head.left) + 2
    for text in head.title:
        sheet.cell(number, 1, text).font = Font(bold=True)
        sheet.merge_cells(start_row=number, start_column=1, end_row=number, end_column=width)
        number += 1
    return number + 1


def _number_or_text(text: str) -> int | str:
    """Excel makes a number of what is typed as one."""
    return int(text) if text.isdecimal() else text


def _clipboard_row(number: int, row: GridRow) -> str:
    cells = "".join(_clipboard_cell(box) for box in row.boxes if box is not None)
    return f" <tr style='mso-yfti-irow:{number};page-break-inside:avoid'>\r\n{cells} </tr>\r\n"


def _clipboard_cell(box: Box) -> str:
    reach = (f" rowspan={box.rows}" if box.rows > 1 else "") + (
        f" colspan={box.columns}" if box.columns > 1 else ""
    )
    paragraphs = "".join(
        "  <p class=MsoNormal><span lang=VI style='font-size:13.0pt;"
        f'font-family:"Times New Roman",serif;mso-bidi-font-size:12.0pt\'>{escape(line)}'
        "<o:p></o:p></span></p>\r\n"
        for line in box.text.split("\n")
    )
    return (
        f"  <td width=104{reach} valign=top style='width:78.0pt;border:solid windowtext 1.0pt;"
        f"mso-border-alt:solid windowtext .5pt;padding:0cm 5.4pt'>\r\n{paragraphs}  </td>\r\n"
    )


def _single_line(text: str) -> str:
    return " ".join(text.split())


def _saved(document: WordDocument | Workbook) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()
