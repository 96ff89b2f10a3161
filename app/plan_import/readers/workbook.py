"""Reads Excel workbooks (.xlsx): every visible sheet, merged cells as they were merged."""

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
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
# Parts of a number format that are no letters of a date: literal text, colours, countries.
_NOT_SHOWN = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')


def read_workbook(content: bytes) -> Document:
    """Read an .xlsx file's bytes, checked before as a zip.

    The number of rows, columns and merges is counted in the markup before the workbook is
    opened: a few bytes can claim a million rows. A formula counts for what Excel last made of it,
    and where the file does not say that, stays the text it is. Raises PlanRefused when the file
    is damaged or beyond the limits.
    """
    check_worksheets(content)
    sheets = _opened(content, results=False)
    results = _Results(content)
    blocks: list[Line | Table] = []
    problems: list[Problem] = []
    for place, sheet in enumerate(sheets):
        if sheet.sheet_state != "visible":
            problems.append(
                Problem(ProblemCode.sheet_hidden, Severity.info, {"sheet": str(sheet.title)})
            )
            continue
        hidden = _Hidden.of(sheet)
        rows = tuple(_rows(sheet, hidden, partial(results.value, place)))
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


def _opened(content: bytes, *, results: bool) -> list[Worksheet]:
    """Return the sheets of a workbook, with its formulas or with what Excel made of them."""
    try:
        workbook = load_workbook(io.BytesIO(content), data_only=results, keep_links=False)
        return list(workbook.worksheets[:MAX_SHEETS])
    except Exception as error:
        # The library raises whatever its own code trips over when a part is missing or odd.
        raise PlanRefused(RefusedFile.file_damaged) from error


class _Results:
    """What Excel last made of formulas; opened only when the first formula comes."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._sheets: list[Worksheet] | None = None

    def value(self, sheet: int, cell: Any) -> Any:
        """Return the value of a cell of the sheet at this position."""
        if cell.data_type != "f":
            return cell.value
        if self._sheets is None:
            self._sheets = _opened(self._content, results=True)
        made = self._sheets[sheet].cell(cell.row, cell.column).value
        return cell.value if made is None else made


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


def _rows(sheet: Worksheet, hidden: _Hidden, value_of: Callable[[Any], Any]) -> Iterator[Row]:
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
                row.append(_cell(cell, value_of(cell), width))
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


def _cell(cell: Any, value: Any, width: int) -> Cell:
    text = _text(value, cell.number_format if cell.has_style else "")
    return Cell(text, width, bold=bool(text and cell.has_style and cell.font.b))


def _text(value: Any, number_format: str) -> str:
    """Return a cell's value as printed: dates as an office writes them, whole numbers bare."""
    if value is None:
        return ""
    if isinstance(value, int | float) and number_format.endswith("%"):
        return f"{round(value * 100, 2):g}%"
    if isinstance(value, date):
        # A datetime is a date too. "Tháng 3/2026" stands in the file as its first day.
        shown = _NOT_SHOWN.sub("", number_format).lower()
        whole_month = "m" in shown and "y" in shown and "d" not in shown
        return f"Tháng {value.month}/{value.year}" if whole_month else format_date(value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
