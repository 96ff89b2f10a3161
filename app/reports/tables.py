"""A plain table as a file for a spreadsheet: headings, rows of texts, nothing that acts.

Every cell is a text; one that a spreadsheet would take for a formula is made harmless.
"""

import csv
import io
from collections.abc import Iterable, Sequence

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font

from app.reports.workbook import MEDIA_TYPE, harmless

MEDIA_TYPES = {"xlsx": MEDIA_TYPE, "csv": "text/csv; charset=utf-8"}

Row = Sequence[str]


def write_table(form: str, title: str, headings: Row, rows: Iterable[Row]) -> bytes:
    """Return the bytes of the table as `form`, a key of MEDIA_TYPES. Raises KeyError."""
    return {"xlsx": _workbook, "csv": _csv}[form](title, headings, rows)


def _csv(title: str, headings: Row, rows: Iterable[Row]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(headings)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    # By the mark at its beginning Excel knows that the letters are UTF-8.
    return text.getvalue().encode("utf-8-sig")


def _workbook(title: str, headings: Row, rows: Iterable[Row]) -> bytes:
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet(title[:31])
    sheet.freeze_panes = "A2"
    for number, _ in enumerate(headings):
        sheet.column_dimensions[chr(ord("A") + number)].width = 24
    sheet.append([_cell(sheet, heading, bold=True) for heading in headings])
    for row in rows:
        sheet.append([_cell(sheet, harmless(text)) for text in row])
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def _cell(sheet: object, text: str, *, bold: bool = False) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"  # Whatever it looks like, it is a text.
    if bold:
        cell.font = Font(bold=True)
        cell.alignment = Alignment(wrap_text=True)
    return cell
