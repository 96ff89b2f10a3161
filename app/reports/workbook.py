"""Writes a plan's workbook (.xlsx): one row per open work item, four columns to fill in.

Everything is text or a date: a text that a spreadsheet would take for a formula is made harmless.
The rest of the sheet is protected against mistakes, without a password, so that an office can
still lift it.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.dimensions import RowDimension
from openpyxl.worksheet.worksheet import Worksheet

from workflows.text import clean

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DAY_FORMAT = "dd/mm/yyyy"
LONGEST = 32_000
"""Characters; a cell holds 32,767."""

WIDTHS = {
    "number": 5.5,
    "task": 36.0,
    "duty": 24.0,
    "objective": 20.0,
    "product": 22.0,
    "lead": 16.0,
    "supporting": 16.0,
    "follow_up": 15.0,
    "deadline": 14.0,
    "funding": 12.0,
}
"""Of the plan's own columns, by what they hold, in characters."""
_STATE_WIDTHS = (15.0, 14.0)
_FILL_WIDTHS = (30.0, 15.0, 12.0, 26.0)
_KEY_WIDTH = 12.0
_LINE = 15.0
"""Points of a line of text."""
_FONT = "Times New Roman"
_FILL = "FFF8E1"
_HEAD = "E3ECF5"
_GROUP = "F2F2F2"


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One open work item: the plan's own cells, how it stands, what is known, and its key."""

    cells: tuple[str, ...]
    period: str
    standing: str
    result: str
    document_number: str
    document_on: date | None
    difficulty: str
    key: str


@dataclass(frozen=True, slots=True)
class SheetGroup:
    """An area of the plan with its rows; `title` may be empty."""

    title: str
    rows: Sequence[SheetRow]


@dataclass(frozen=True, slots=True)
class PlanSheet:
    """A whole workbook in words. `columns` are (what it holds, heading) of the plan's own columns;
    `headings` those of the seven after them, the key's last. `day_hint` is what a spreadsheet says
    where a day is typed that it does not know.
    """

    name: str
    title: str
    subtitle: str
    guide: Sequence[str]
    columns: Sequence[tuple[str, str]]
    headings: tuple[str, str, str, str, str, str, str]
    groups: Sequence[SheetGroup]
    day_hint: str
    footer: str


class _GrowingRow(RowDimension):  # type: ignore[misc]
    """A row of a given height that still grows with what is typed into it."""

    @property
    def customHeight(self) -> bool:
        return False


def harmless(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula: a leading hyphen becomes a dash, and
    = + @ get an apostrophe before them. Characters that a sheet cannot hold are dropped.
    """
    bare = clean(text).strip()[:LONGEST]
    if bare.startswith("-"):
        return f"–{bare[1:]}"
    return f"'{bare}" if bare.startswith(("=", "+", "@")) else bare


def write_workbook(sheet: PlanSheet) -> bytes:
    """Return the bytes of the .xlsx file."""
    workbook = Workbook()
    page = workbook.active
    page.title = sheet.name[:31]
    for style in _styles():
        workbook.add_named_style(style)
    width = len(sheet.columns) + len(sheet.headings)
    head = _write_top(page, sheet, width)
    last = _write_rows(page, sheet, head)
    _set_columns(page, sheet)
    _add_day_check(page, sheet, head, last)
    _set_up(page, sheet, head, last, width)
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def _styles() -> list[NamedStyle]:
    thin = Side(style="thin", color="B0B7BF")
    box = Border(left=thin, right=thin, top=thin, bottom=thin)
    wrapped = Alignment(wrap_text=True, vertical="top")
    middle = Alignment(wrap_text=True, vertical="center", horizontal="center")
    centred = Alignment(wrap_text=True, vertical="top", horizontal="center")
    text = Font(name=_FONT, size=11)
    bold = Font(name=_FONT, size=11, bold=True)
    yellow, blue, grey = (PatternFill("solid", fgColor=tone) for tone in (_FILL, _HEAD, _GROUP))
    free = Protection(locked=False)
    return [
        NamedStyle("plan title", font=Font(name=_FONT, size=14, bold=True)),
        NamedStyle("plan note", font=text, alignment=wrapped),
        NamedStyle("plan heading", font=bold, alignment=middle, border=box, fill=blue),
        NamedStyle("plan fill heading", font=bold, alignment=middle, border=box, fill=yellow),
        NamedStyle("plan group", font=bold, fill=grey),
        NamedStyle("plan cell", font=text, alignment=wrapped, border=box),
        NamedStyle("plan number", font=text, alignment=centred, border=box),
        NamedStyle(
            "plan fill", font=text, alignment=wrapped, border=box, fill=yellow, protection=free,
            number_format="@",
        ),
        NamedStyle(
            "plan day", font=text, alignment=centred, border=box, fill=yellow, protection=free,
            number_format=DAY_FORMAT,
        ),
    ]  # fmt: skip


def _write_top(page: Worksheet, sheet: PlanSheet, width: int) -> int:
    """Write title, notes and headings; return the row (from 1) of the headings."""
    lines = [(sheet.title, "plan title"), (sheet.subtitle, "plan note")]
    lines += [(line, "plan note") for line in sheet.guide]
    for number, (text, style) in enumerate(lines, 1):
        cell = page.cell(number, 1, harmless(text))
        cell.style = style
        page.merge_cells(start_row=number, end_row=number, start_column=1, end_column=width - 1)
        page.row_dimensions[number].height = 21 if style == "plan title" else 17
    head = len(lines) + 2
    own = len(sheet.columns)
    headings = [heading for _, heading in sheet.columns] + list(sheet.headings)
    for column, heading in enumerate(headings, 1):
        cell = page.cell(head, column, harmless(heading))
        filled = own + 2 < column < width
        cell.style = "plan fill heading" if filled else "plan heading"
    page.row_dimensions[head].height = 34
    return head


def _write_rows(page: Worksheet, sheet: PlanSheet, head: int) -> int:
    """Write the areas with their rows; return the last row."""
    row = head
    widths = _widths(sheet)
    numbered = bool(sheet.columns) and sheet.columns[0][0] == "number"
    for group in sheet.groups:
        if group.title:
            row += 1
            page.cell(row, 1, harmless(group.title))
            for column in range(1, len(widths)):
                page.cell(row, column).style = "plan group"
        for line in group.rows:
            row += 1
            _write_row(page, row, line, numbered)
            height = _lines(page, row, widths) * _LINE
            page.row_dimensions[row] = _GrowingRow(page, index=row, ht=height)
    return row


def _write_row(page: Worksheet, row: int, line: SheetRow, numbered: bool) -> None:
    texts = (*line.cells, line.period, line.standing)
    for column, text in enumerate(texts, 1):
        bare = harmless(text)
        whole = numbered and column == 1 and bare.isascii() and bare.isdigit()
        # Only a number that is printed as one counts so: "09" stays the text it is.
        value = int(bare) if whole and str(int(bare)) == bare and len(bare) < 10 else bare
        style = "plan number" if numbered and column == 1 else "plan cell"
        page.cell(row, column, value or None).style = style
    after = len(texts)
    filled = (line.result, line.document_number, line.document_on, line.difficulty)
    for column, known in enumerate(filled, after + 1):
        given = known if isinstance(known, date) else harmless(known or "") or None
        page.cell(row, column, given).style = "plan day" if column == after + 3 else "plan fill"
    page.cell(row, after + 5, line.key).style = "plan cell"


def _widths(sheet: PlanSheet) -> list[float]:
    """The widths of all columns, in characters."""
    own = [WIDTHS.get(kind, 16.0) for kind, _ in sheet.columns]
    return [*own, *_STATE_WIDTHS, *_FILL_WIDTHS, _KEY_WIDTH]


def _lines(page: Worksheet, row: int, widths: Sequence[float]) -> int:
    """Return how many lines the longest cell of a row takes: not every program that opens the
    sheet works it out by itself."""
    return max(
        sum(
            max(1, ceil(len(part) / (width * 1.1)))
            for part in str(page.cell(row, column).value).split("\n")
        )
        for column, width in enumerate(widths[:-1], 1)
    )


def _set_columns(page: Worksheet, sheet: PlanSheet) -> None:
    widths = _widths(sheet)
    for column, width in enumerate(widths, 1):
        page.column_dimensions[get_column_letter(column)].width = width
    page.column_dimensions[get_column_letter(len(widths))].hidden = True


def _add_day_check(page: Worksheet, sheet: PlanSheet, head: int, last: int) -> None:
    """Let the spreadsheet ask, not refuse: with another country's settings it takes a good day for
    mere text, and the text is read as well.
    """
    if last == head:
        return
    letter = get_column_letter(len(sheet.columns) + 5)
    check = DataValidation(
        type="date",
        operator="between",
        formula1="36526",
        formula2="73050",
        allow_blank=True,
        errorStyle="warning",
        showErrorMessage=True,
        showInputMessage=True,
        error=sheet.day_hint,
        prompt=sheet.day_hint,
    )
    check.add(f"{letter}{head + 1}:{letter}{last}")
    page.add_data_validation(check)


def _set_up(page: Worksheet, sheet: PlanSheet, head: int, last: int, width: int) -> None:
    """Frozen headings, filter, protection without a password, and A4 landscape."""
    named = next((n for n, (kind, _) in enumerate(sheet.columns, 1) if kind == "task"), 1)
    page.freeze_panes = page.cell(head + 1, min(named, 3) + 1)
    page.auto_filter.ref = f"A{head}:{get_column_letter(width - 1)}{max(last, head)}"
    page.protection.sheet = True
    for allowed in ("formatColumns", "formatRows", "formatCells", "sort", "autoFilter"):
        setattr(page.protection, allowed, False)
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = page.PAPERSIZE_A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.print_title_rows = f"{head}:{head}"
    page.print_area = f"A1:{get_column_letter(width - 1)}{last}"
    page.page_margins.left = page.page_margins.right = 0.4
    page.page_margins.top = page.page_margins.bottom = 0.5
    page.oddFooter.center.text = sheet.footer
