"""Reads a plan's workbook as a unit filled it in and sent it back.

Whatever happened to the sheet on the way counts for nothing: columns in another order, rows
sorted, filtered away, deleted or added, the sheet renamed, headings moved down, saved by another
program. Rows are told by the key in their hidden cell; a row that lost it is told by number and
title, which is for somebody to confirm. Bytes in, no database.
"""

import io
import re
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from itertools import islice, repeat
from typing import Any

from openpyxl import Workbook, load_workbook

from app.plan_import.appendix.headings import Column, column_of
from app.plan_import.cell_days import day_of
from app.plan_import.files import modern
from app.plan_import.limits import MAX_COLUMNS, MAX_ROWS, MAX_SHEETS
from app.plan_import.problems import PlanRefused, RefusedFile
from app.plan_import.readers.archive import members
from app.plan_import.readers.worksheet_size import check_worksheets
from workflows.text import clean, fold, format_date, squeeze

LONGEST_TEXT = 4_000
"""Characters of a cell that are kept; nobody reads more in a list."""
LONGEST_NUMBER = 200
MAX_LINES = 2_000
"""Rows of tasks that one workbook may hold."""

HEADINGS_WITHIN = 300
"""Rows from the top of a sheet among which its headings are looked for."""

KEY = re.compile(r"DD(\d{1,9})-(\d{1,9})-(\d{1,9})-([0-9a-f]{20})")
"""The key of a row: plan, work item, the item's version, check code."""


class ReturnRefusal(StrEnum):
    """Why a workbook is not taken at all. Worded in ``app.labels.returns``."""

    not_a_workbook = "not_a_workbook"
    headings_missing = "headings_missing"
    nothing_filled = "nothing_filled"
    other_plan = "other_plan"


class ReturnRefused(Exception):
    """The workbook is not one that a unit can have filled in."""

    def __init__(self, code: ReturnRefusal) -> None:
        super().__init__(code.value)
        self.code = code


class RowProblem(StrEnum):
    """What somebody should look at in a row. Worded in ``app.labels.returns``."""

    key_wrong = "key_wrong"
    row_unknown = "row_unknown"
    matched_by_title = "matched_by_title"
    title_differs = "title_differs"
    row_repeated = "row_repeated"
    day_unreadable = "day_unreadable"
    day_in_future = "day_in_future"
    day_missing = "day_missing"
    number_missing = "number_missing"
    formula_without_value = "formula_without_value"
    text_cut = "text_cut"


@dataclass(frozen=True, slots=True)
class RowKey:
    """What the hidden cell of a row says; nothing of it is believed before the check code is."""

    plan_id: int
    work_item_id: int
    version: int
    code: str


@dataclass(frozen=True, slots=True)
class ReturnedLine:
    """One row as it came back. ``row`` counts from 1 in its sheet. ``problems`` are (code, values
    of its sentence) pairs. ``period`` is the cell with period and due date, to tell apart rows of
    one task. ``document_written`` is the day as it stands in the cell.
    """

    row: int
    key: RowKey | None
    number: str
    title: str
    period: str
    result: str
    document_number: str
    document_on: date | None
    difficulty: str
    document_written: str = ""
    problems: tuple[tuple[RowProblem, dict[str, str]], ...] = ()

    @property
    def is_filled(self) -> bool:
        """True where the unit wrote, or left standing, something in one of its four columns."""
        return bool(self.result or self.document_number or self.document_written or self.difficulty)


@dataclass(frozen=True, slots=True)
class ReturnedReading:
    """The rows of a workbook that came back, in the order of the file."""

    lines: tuple[ReturnedLine, ...]


@dataclass(slots=True)
class _Layout:
    """Which column (from 0) of a sheet holds what, and in which row (from 1) that is said."""

    row: int
    places: dict[str, int] = field(default_factory=dict)


def read_returned(content: bytes, filename: str = "bang.xlsx") -> ReturnedReading:
    """Read the workbook in a file's bytes; old and open formats are converted where LibreOffice
    is on the machine. Checked for size before anything is unpacked, and row by row before
    anything is opened.

    Raises PlanRefused for a file that is damaged or beyond the limits, ReturnRefused for one that
    holds no such table.
    """
    content = modern(content, filename)
    if not content.startswith(b"PK") or not _is_workbook(content):
        raise ReturnRefused(ReturnRefusal.not_a_workbook)
    check_worksheets(content)
    try:
        lines = _read(content)
    except (PlanRefused, ReturnRefused):
        raise
    except Exception as error:
        # The library raises whatever its own code trips over when a part is missing or odd.
        raise PlanRefused(RefusedFile.file_damaged) from error
    return ReturnedReading(tuple(lines))


def _read(content: bytes) -> list[ReturnedLine]:
    """Read the visible sheets as streams: a sheet is never in memory as a whole."""
    lines: list[ReturnedLine] = []
    found = False
    with closing(_open(content, formulas=True)) as written:
        for place, sheet in enumerate(_sheets(written)):
            layout = _layout(sheet)
            if layout is None:
                continue
            found = True
            if not _has_formula(sheet):
                lines += _lines(sheet, None, layout, MAX_LINES - len(lines))
                continue
            with closing(_open(content, formulas=False)) as shown:
                values = _sheets(shown)[place]
                lines += _lines(sheet, values, layout, MAX_LINES - len(lines))
    if not found:
        raise ReturnRefused(ReturnRefusal.headings_missing)
    return lines


def _is_workbook(content: bytes) -> bool:
    return any(member.filename == "xl/workbook.xml" for member in members(content))


def _open(content: bytes, *, formulas: bool) -> Workbook:
    return load_workbook(
        io.BytesIO(content), read_only=True, data_only=not formulas, keep_links=False
    )


def _sheets(workbook: Workbook) -> list[Any]:
    shown = [sheet for sheet in workbook.worksheets if sheet.sheet_state == "visible"]
    return shown[:MAX_SHEETS]


def _rows(sheet: Any) -> Iterator[tuple[int, Sequence[Any]]]:
    """Yield (row from 1, its cells): what a file says of its own size is not believed."""
    sheet.reset_dimensions()
    rows = sheet.iter_rows(max_row=MAX_ROWS, max_col=MAX_COLUMNS)
    return enumerate(rows, 1)


_FILLED = (
    ("document_number", re.compile(r"so (?:,? ?ky hieu )?(?:cua )?van ban\b|so,? ky hieu\b")),
    ("document_on", re.compile(r"ngay (?:cua )?(?:ban hanh )?van ban\b|ngay ban hanh\b")),
    ("difficulty", re.compile(r"kho khan\b|vuong mac\b")),
    ("result", re.compile(r"ket qua\b")),
)
"""Folded beginnings of the headings of the four columns that a unit fills in."""

_LONGEST_HEADING = 100
_NEEDED = 3
"""So many of the four columns make a row of headings: one may have been deleted."""


def _layout(sheet: Any) -> _Layout | None:
    """Return where the columns of a sheet stand; None for a sheet that is none of ours."""
    for number, cells in islice(_rows(sheet), HEADINGS_WITHIN):
        headings = [squeeze(str(cell.value)) if cell.value is not None else "" for cell in cells]
        places = _places(headings)
        if sum(name in places for name, _ in _FILLED) >= _NEEDED:
            return _Layout(number, places)
    return None


def _places(headings: Sequence[str]) -> dict[str, int]:
    places: dict[str, int] = {}
    for place, heading in enumerate(headings):
        if not heading or len(heading) > _LONGEST_HEADING:
            continue
        folded = fold(heading)
        name = next((name for name, words in _FILLED if words.match(folded)), None)
        if name is None and folded.startswith("ky, thoi han"):
            name = "period"
        # The plan may print "Kết quả" over its products: the column to fill in comes after it,
        # and names what was done.
        if name is not None:
            if name != "result" or not _is_surer(headings, places.get("result")):
                places[name] = place
            continue
        known = column_of(heading)
        if known is Column.number:
            places.setdefault("number", place)
        elif known in (Column.task, Column.objective):
            # The innermost of the columns that name work names the task.
            places["title"] = place
    return places


def _is_surer(headings: Sequence[str], place: int | None) -> bool:
    return place is not None and fold(headings[place]).startswith("ket qua thuc hien")


def _has_formula(sheet: Any) -> bool:
    return any(cell.data_type == "f" for _, cells in _rows(sheet) for cell in cells)


def _lines(sheet: Any, values: Any, layout: _Layout, most: int) -> list[ReturnedLine]:
    """Return the rows below the headings that have a key, or hold more than an area's title.

    ``values`` is the same sheet with what its formulas show, None where it has none. Rows hidden
    by a filter count: who filters hides them from himself. Raises PlanRefused for more than
    ``most`` rows.
    """
    lines: list[ReturnedLine] = []
    shown_rows = _rows(values) if values is not None else repeat((0, None))
    for (number, cells), (_, shown) in zip(_rows(sheet), shown_rows, strict=False):
        if number <= layout.row or all(cell.value is None for cell in cells):
            continue
        line = _Row(number, layout.places, cells, shown or cells).line()
        if line.key is not None or (line.is_filled and (line.title or line.number)):
            lines.append(line)
        if len(lines) > most:
            raise PlanRefused(RefusedFile.file_too_many_rows, limit=MAX_LINES)
    return lines


@dataclass(slots=True)
class _Row:
    """One row of the sheet: its cells with formulas, and the same cells with what they show."""

    number: int
    places: dict[str, int]
    cells: Sequence[Any]
    shown: Sequence[Any]
    problems: list[tuple[RowProblem, dict[str, str]]] = field(default_factory=list)

    def line(self) -> ReturnedLine:
        written = self._value("document_on")
        day = day_of(written)
        day_text = format_date(day) if day else _cut(squeeze(_text(written)), LONGEST_NUMBER)
        number = _cut(squeeze(_text(self._value("document_number"))), LONGEST_NUMBER)
        if day_text and day is None:
            self.problems.append((RowProblem.day_unreadable, {"written": day_text}))
        elif number and not day_text:
            self.problems.append((RowProblem.day_missing, {}))
        if day_text and not number:
            self.problems.append((RowProblem.number_missing, {}))
        return ReturnedLine(
            row=self.number,
            key=self._key(),
            number=_cut(squeeze(_text(self._value("number"))), LONGEST_NUMBER),
            title=_cut(squeeze(_text(self._value("title"))), LONGEST_TEXT),
            period=_cut(squeeze(_text(self._value("period"))), LONGEST_NUMBER),
            result=self._long("result"),
            document_number=without_mark(number),
            document_on=day,
            difficulty=self._long("difficulty"),
            document_written=day_text,
            problems=tuple(self.problems),
        )

    def _value(self, name: str) -> Any:
        place = self.places.get(name)
        if place is None or place >= len(self.cells):
            return None
        cell, shown = self.cells[place], self.shown[place].value
        if cell.data_type == "f" and shown is None:
            self.problems.append((RowProblem.formula_without_value, {}))
        return shown

    def _long(self, name: str) -> str:
        text = without_mark(clean(_text(self._value(name))).strip())
        if len(text) > LONGEST_TEXT:
            self.problems.append((RowProblem.text_cut, {}))
        return _cut(text, LONGEST_TEXT)

    def _key(self) -> RowKey | None:
        """The key wherever it stands in the row: columns may have been moved."""
        for cell in self.cells:
            if isinstance(cell.value, str) and (found := KEY.fullmatch(cell.value.strip())):
                plan, item, version, code = found.groups()
                return RowKey(int(plan), int(item), int(version), code)
        return None


def _cut(text: str, most: int) -> str:
    return text[:most]


def without_mark(text: str) -> str:
    """Return a cell's text without the apostrophe that keeps it from being a formula."""
    return text[1:] if text[:2] in ("'=", "'+", "'@") else text


def _text(value: Any) -> str:
    """Return a cell's value as an office would have typed it."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return format_date(value.date())
    if isinstance(value, date):
        return format_date(value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
