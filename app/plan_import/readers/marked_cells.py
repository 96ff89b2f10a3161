"""Reads text whose cells are parted by a mark: a table saved as CSV, or drawn with "|"."""

import csv
import re
from collections.abc import Iterator, Sequence

from app.plan_import.appendix.headings import is_heading_row
from app.plan_import.limits import MAX_COLUMNS, MAX_ROWS
from app.plan_import.problems import PlanRefused, RefusedFile
from app.plan_import.tables import Cell, Document, Line, Row, Table

_MARKS = ("|", ";", ",")
_FEWEST_CELLS = 4
_LONGEST_LINE = 2_000
_MOSTLY = 0.8
_RULE = re.compile(r"[\s|:+=-]+$")


def read_marked_cells(lines: Sequence[Line]) -> Document | None:
    """Return the document in lines whose cells are parted by a mark, None where none are.

    So it is when a line parted by "|", ";" or "," is a row of headings, and most of what follows
    has as many cells: a sentence may name columns too. A cell in quotation marks may hold the mark
    and go over several lines, as Excel writes it (RFC 4180). Raises PlanRefused beyond MAX_ROWS or
    MAX_COLUMNS.
    """
    for mark in _MARKS:
        first = next((place for place, line in enumerate(lines) if _heads(line, mark)), None)
        if first is None:
            continue
        try:
            records = list(_records(lines[first:], mark))
        except csv.Error:
            # A quotation mark that never ends: what follows is no table of this kind.
            continue
        widths = [len(cells) for cells, line in records if line.text.strip()]
        alike = sum(width == widths[0] for width in widths)
        if alike > 1 and alike >= _MOSTLY * len(widths):
            return _read(lines[:first], records, mark)
    return None


def _heads(line: Line, mark: str) -> bool:
    if line.text.count(mark) < _FEWEST_CELLS - 1 or len(line.text) > _LONGEST_LINE:
        return False
    cells = next(csv.reader([line.text.strip().strip("|")], delimiter=mark), [])
    return is_heading_row(_row(cells, line))


def _read(above: Sequence[Line], records: Sequence[tuple[list[str], Line]], mark: str) -> Document:
    rows: list[Row] = []
    blocks: list[Line | Table] = [_bare(line, mark) for line in above if line.text.strip()]
    below: list[Line | Table] = []
    for cells, line in records:
        if len(cells) < _FEWEST_CELLS:
            below += [_bare(line, mark)] if line.text.strip() else []
            continue
        if len(rows) >= MAX_ROWS:
            raise PlanRefused(RefusedFile.file_too_many_rows, limit=MAX_ROWS)
        if len(cells) > MAX_COLUMNS:
            raise PlanRefused(RefusedFile.file_too_wide, limit=MAX_COLUMNS)
        rows.append(_row(cells, line, len(rows) + 1))
    return Document((*blocks, Table(tuple(rows)), *below))


def _records(lines: Sequence[Line], mark: str) -> Iterator[tuple[list[str], Line]]:
    """Yield the cells of each row with the line on which it begins."""
    if mark == "|":
        for line in lines:
            if line.text.strip() and not _RULE.match(line.text):
                yield line.text.strip().strip("|").split("|"), line
        return
    reader = csv.reader((f"{line.text}\n" for line in lines), delimiter=mark)
    begins = 0
    for cells in reader:
        yield cells, lines[begins]
        begins = reader.line_num


def _bare(line: Line, mark: str) -> Line:
    """Return a line outside the table without the marks that only fill its row up."""
    return Line(line.text.strip(f"{mark} "), line.page, line.line)


def _row(cells: Sequence[str], line: Line, number: int | None = None) -> Row:
    made = tuple(Cell(text.replace("<br>", "\n").strip()) for text in cells)
    return Row(made, line.page, number, line.line)
