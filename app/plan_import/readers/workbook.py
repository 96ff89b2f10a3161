"""Reads Excel workbooks (.xlsx): every visible sheet, merged cells as they were merged."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from app.plan_import.limits import MAX_COLUMNS, MAX_ROWS, MAX_SHEETS
from app.plan_import.problems import PlanRefused, Problem, ProblemCode, RefusedFile, Severity
from app.plan_import.readers.worksheet_size import check_worksheets
from app.plan_import.tables import Cell, Document, Line, Row, Table
from workflows.text import format_date

_PLACES_NAMED = 12


def read_workbook(content: bytes) -> Document:
    """Read an .xlsx file's bytes, checked before as a zip.

    The number of rows, columns and merges is counted in the markup before the workbook is
    opened: a few bytes can claim a million rows. Formulas stay the text they are. Raises
    PlanRefused when the file is damaged or beyond the limits.
    """
    check_worksheets(content)
    try:
        workbook = load_workbook(io.BytesIO(content), data_only=False, keep_links=False)
        sheets = workbook.worksheets[:MAX_SHEETS]
    except Exception as error:
        # The library raises whatever its own code trips over when a part is missing or odd.
        raise PlanRefused(RefusedFile.file_damaged) from error
    blocks: list[Line | Table] = []
    problems: list[Problem] = []
    for sheet in sheets:
        if sheet.sheet_state != "visible":
            problems.append(
                Problem(ProblemCode.sheet_hidden, Severity.info, {"sheet": str(sheet.title)})
            )
            continue
        hidden = _Hidden.of(sheet)
        rows = tuple(_rows(sheet, hidden))
        if rows:
            blocks.append(Table(rows, sheet.title))
        places = hidden.places()
        if rows and places:
            problems.append(
                Problem(
                    ProblemCode.rows_hidden,
                    Severity.look,
                    {"sheet": str(sheet.title), "places": places},
                )
            )
    return Document(tuple(blocks), tuple(problems))


@dataclass(frozen=True, slots=True)
class _Hidden:
    """The rows (from 1) and columns (from 1) of a sheet that are not shown."""

    rows: frozenset[int]
    columns: frozenset[int]

    @staticmethod
    def of(sheet: Worksheet) -> "_Hidden":
        """Return what is hidden within the used part of a sheet."""
        columns: set[int] = set()
        for dimension in sheet.column_dimensions.values():
            if dimension.hidden and dimension.min and dimension.max:
                last = min(dimension.max, sheet.max_column)
                columns.update(range(dimension.min, last + 1))
        rows = {
            number
            for number, dimension in sheet.row_dimensions.items()
            if dimension.hidden and number <= sheet.max_row
        }
        return _Hidden(frozenset(rows), frozenset(columns))

    def places(self) -> str:
        """Return the hidden columns and rows by the names that Excel shows."""
        columns = [get_column_letter(column) for column in sorted(self.columns)]
        names = [*columns, *(str(row) for row in sorted(self.rows))]
        return ", ".join(names[:_PLACES_NAMED]) + (", …" if len(names) > _PLACES_NAMED else "")


def _rows(sheet: Worksheet, hidden: _Hidden) -> Iterator[Row]:
    if sheet.max_row > MAX_ROWS:
        raise PlanRefused(RefusedFile.file_too_many_rows, limit=MAX_ROWS)
    spans, covered, continued = _merges(sheet)
    for number, cells in enumerate(sheet.iter_rows(max_col=min(sheet.max_column, MAX_COLUMNS)), 1):
        if number in hidden.rows:
            continue
        row: list[Cell] = []
        for column, cell in enumerate(cells, 1):
            place = (number, column)
            width = _shown(column, spans.get(place) or continued.get(place) or 1, hidden)
            if place in covered or not width:
                continue
            if place in continued:
                row.append(Cell("", width, merged=True))
            else:
                row.append(_cell(cell, width))
        if any(cell.text.strip() for cell in row):
            yield Row(tuple(row), row=number)


def _merges(
    sheet: Worksheet,
) -> tuple[dict[tuple[int, int], int], set[tuple[int, int]], dict[tuple[int, int], int]]:
    """Return, by (row, column): widths of wide cells, covered cells, cells continued below."""
    spans: dict[tuple[int, int], int] = {}
    covered: set[tuple[int, int]] = set()
    continued: dict[tuple[int, int], int] = {}
    for merge in sheet.merged_cells.ranges:
        right = min(merge.max_col, MAX_COLUMNS)
        width = right - merge.min_col + 1
        if width < 1:
            continue
        spans[merge.min_row, merge.min_col] = width
        for row in range(merge.min_row, min(merge.max_row, MAX_ROWS) + 1):
            if row > merge.min_row:
                continued[row, merge.min_col] = width
            covered.update((row, column) for column in range(merge.min_col + 1, right + 1))
    return spans, covered, continued


def _shown(column: int, width: int, hidden: _Hidden) -> int:
    """Return how many of the columns that a cell covers are shown."""
    if not hidden.columns:
        return width
    return sum(place not in hidden.columns for place in range(column, column + width))


def _cell(cell: Any, width: int) -> Cell:
    text = _text(cell.value, cell.number_format if cell.has_style else "")
    return Cell(text, width, bold=bool(text and cell.has_style and cell.font.b))


def _text(value: Any, number_format: str) -> str:
    """Return a cell's value as printed: dates as an office writes them, whole numbers bare."""
    if value is None:
        return ""
    if isinstance(value, int | float) and number_format.endswith("%"):
        return f"{round(value * 100, 2):g}%"
    if isinstance(value, datetime):
        return format_date(value.date())
    if isinstance(value, date):
        return format_date(value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
