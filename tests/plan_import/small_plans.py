"""Small plans of the tests' own, as text with tabs, as Word and as Excel files."""

import io
from collections.abc import Sequence

from docx import Document
from openpyxl import Workbook

HEAD = (
    "ỦY BAN NHÂN DÂN",
    "XÃ BÌNH AN",
    "Số: 12/KH-UBND",
    "Bình An, ngày 20 tháng 01 năm 2026",
    "KẾ HOẠCH",
    "Cải cách hành chính xã Bình An năm 2026",
)
HEADINGS = ("STT", "Nhiệm vụ", "Sản phẩm", "Chủ trì", "Phối hợp", "Thời gian")
TASK = ("1", "Ban hành Kế hoạch", "Kế hoạch", "Văn phòng", "Phòng Kinh tế", "Tháng 3/2026")

Row = Sequence[str]


def tabbed(*rows: Row, head: Sequence[str] = HEAD, headings: Row = HEADINGS) -> bytes:
    """Return a plan as text: the head's lines, then the rows with tabs between the cells."""
    table = ["\t".join(row) for row in (headings, *rows)]
    return "\n".join([*head, "", *table, ""]).encode()


def area(code: str, title: str) -> Row:
    """Return the row of an area's title."""
    return (code, title, "", "", "", "")


def word(*rows: Row, head: Sequence[str] = HEAD, headings: Row = HEADINGS) -> bytes:
    """Return a plan as a Word file with an unmerged table."""
    document = Document()
    for line in head:
        document.add_paragraph(line)
    table = document.add_table(rows=0, cols=len(headings))
    for row in (headings, *rows):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    return saved(document)


def workbook(*rows: Row, head: Sequence[str] = HEAD, headings: Row = HEADINGS) -> bytes:
    """Return a plan as an Excel file with one sheet."""
    book = Workbook()
    sheet = book.active
    for row in [*([line] for line in head), headings, *rows]:
        sheet.append(list(row))
    return saved(book)


def saved(document: object) -> bytes:
    """Return the bytes of a Word document or an Excel workbook."""
    buffer = io.BytesIO()
    document.save(buffer)  # type: ignore[attr-defined]
    return buffer.getvalue()
