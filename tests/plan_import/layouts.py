"""Layouts of task tables as communes print them, made as Word, Excel and text with tabs."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

from docx import Document
from docx.table import Table
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from tests.plan_import.small_plans import HEAD, saved


@dataclass(frozen=True)
class Wide:
    """A cell printed over several columns or rows; the cells it covers stand empty."""

    text: str
    across: int = 1
    down: int = 1
    bold: bool = False


Row = Sequence[str | Wide]


@dataclass(frozen=True)
class Layout:
    """A table, the areas it has, what must be read of each task by the names of fields.

    ``formats`` leaves out those that cannot hold what the layout is about.
    """

    rows: Sequence[Row]
    fields: str
    tasks: Sequence[tuple[object, ...]]
    sections: Sequence[tuple[str, str]] = ()
    formats: str = "docx xlsx txt"


def bold(text: str) -> Wide:
    """Return a cell printed in bold."""
    return Wide(text, bold=True)


def as_tabs(rows: Sequence[Row], head: Sequence[str] = HEAD) -> bytes:
    """Return a plan as text; the lines of a cell stay apart by <br>."""
    table = ["\t".join(_text(cell).replace("\n", "<br>") for cell in row) for row in rows]
    return "\n".join([*head, "", *table, ""]).encode()


def as_word(*tables: Sequence[Row] | str, head: Sequence[str] = HEAD) -> bytes:
    """Return a plan as a Word file; a text among the tables is a paragraph between them."""
    document = Document()
    for line in head:
        document.add_paragraph(line)
    for table in tables:
        if isinstance(table, str):
            document.add_paragraph(table)
        else:
            _word_table(document, table)
    return saved(document)


def _word_table(document: object, rows: Sequence[Row]) -> None:
    table: Table = document.add_table(rows=len(rows), cols=len(rows[0]))  # type: ignore[attr-defined]
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if _text(cell):
                _write_word_cell(table, number, column, cell)
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, Wide) and (cell.across > 1 or cell.down > 1):
                last = table.cell(number + cell.down - 1, column + cell.across - 1)
                merged = table.cell(number, column).merge(last)
                for paragraph in merged.paragraphs[1:]:
                    if not paragraph.text:
                        paragraph._p.getparent().remove(paragraph._p)


def _write_word_cell(table: Table, number: int, column: int, cell: str | Wide) -> None:
    first, *more = _text(cell).split("\n")
    printed = table.cell(number, column)
    printed.text = first
    for line in more:
        printed.add_paragraph(line)
    if isinstance(cell, Wide) and cell.bold:
        for paragraph in printed.paragraphs:
            for run in paragraph.runs:
                run.bold = True


def as_workbook(rows: Sequence[Row], head: Sequence[str] = HEAD) -> bytes:
    """Return a plan as an Excel file with one sheet."""
    return as_sheets({"Kế hoạch": rows}, head)


def as_sheets(sheets: dict[str, Sequence[Row]], head: Sequence[str] = HEAD) -> bytes:
    """Return a plan as an Excel file; the head stands on the first sheet."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        first = not book.worksheets
        above = [[line] for line in head] if first else []
        _write_sheet(book.create_sheet(name), [*above, *rows])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _write_sheet(sheet: Worksheet, rows: Sequence[Row]) -> None:
    for number, row in enumerate(rows, 1):
        for column, cell in enumerate(row, 1):
            if not _text(cell):
                continue
            written = sheet.cell(number, column, _text(cell))
            if isinstance(cell, Wide):
                written.font = Font(bold=cell.bold)
                if cell.across > 1 or cell.down > 1:
                    sheet.merge_cells(
                        start_row=number,
                        start_column=column,
                        end_row=number + cell.down - 1,
                        end_column=column + cell.across - 1,
                    )


def _text(cell: str | Wide) -> str:
    return cell.text if isinstance(cell, Wide) else cell
