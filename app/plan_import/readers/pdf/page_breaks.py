"""Sees where a table goes on from one page to the next, inside a row or between two."""

from collections.abc import Sequence
from itertools import pairwise

from app.plan_import.appendix.headings import (
    Column,
    Columns,
    columns_of,
    is_heading_row,
    is_number_row,
)
from app.plan_import.readers.pdf.printed_table import (
    PrintedCell,
    PrintedRow,
    PrintedTable,
    as_row,
    begins_paragraph,
    could_continue,
)

_WIDE = (Column.objective, Column.area, Column.funding, Column.note)


def join_pages(parts: Sequence[PrintedTable]) -> None:
    """Mark what goes on over the page in parts of one table that follow each other.

    The first row of a page is ``continued`` when it is the rest of the last row before it;
    an empty cell there is ``merged`` when it belongs to a cell that ran down to the page's
    foot. A part whose rows lack some of the table's rules takes its columns over.
    """
    columns: Columns | None = None
    for above, below in pairwise(parts):
        columns = _headings_of(above) or columns
        _take_columns_over(above, below)
        first = _first_row(below)
        if first is None or above.rows[-1].is_empty:
            continue
        last = above.rows[-1]
        if len(last.cells) != len(first.cells):
            continue
        if columns and len(columns.kinds) == len(first.cells) and _goes_on(last, first, columns):
            first.continued = True
            for one, other in zip(last.cells, first.cells, strict=True):
                if one.lines and other.lines:
                    other.parted = begins_paragraph(one.lines[-1], other.lines[0], one.room)
        else:
            _mark_merged(last, first)


def _headings_of(part: PrintedTable) -> Columns | None:
    for row in part.rows:
        if is_heading_row(as_row(row)):
            return columns_of([cell.text for cell in as_row(row).grid()])
    return None


def _first_row(part: PrintedTable) -> PrintedRow | None:
    """Return the first row below the headings, which most pages repeat."""
    rows = [row for row in part.rows if not row.is_empty]
    start = 0
    for number, row in enumerate(rows[:4]):
        if is_heading_row(as_row(row)) or is_number_row(as_row(row)):
            start = number + 1
    return rows[start] if start < len(rows) else None


def _take_columns_over(above: PrintedTable, below: PrintedTable) -> None:
    """Count the columns that a cell covers by the page above, where all sides fit."""
    sides = _sides(above)
    if len(sides) <= len(_sides(below)):
        return
    counted = [[_covered(cell, sides) for cell in row.cells] for row in below.rows]
    if all(sum(spans) == len(sides) and min(spans) > 0 for spans in counted):
        for row, spans in zip(below.rows, counted, strict=True):
            for cell, span in zip(row.cells, spans, strict=True):
                cell.span = span


def _sides(part: PrintedTable) -> list[tuple[float, float]]:
    """Return left and right side of each column, from a row in which every cell has its own."""
    widest = max(part.rows, key=lambda row: len(row.cells))
    if any(cell.span > 1 for cell in widest.cells):
        return []
    return [(cell.left, cell.right) for cell in widest.cells]


def _covered(cell: PrintedCell, sides: Sequence[tuple[float, float]]) -> int:
    return sum(cell.left < (left + right) / 2 < cell.right for left, right in sides)


def _goes_on(last: PrintedRow, first: PrintedRow, columns: Columns) -> bool:
    """Tell whether a row is the rest of the one above, broken off by the end of the page.

    It has no number, and its cells go on where those above broke off: in small letters, or
    after a line that was full.
    """
    cells = {
        place: (above, below)
        for place, (above, below) in enumerate(zip(last.cells, first.cells, strict=True))
        if below.lines
    }
    numbers = columns.places(Column.number)
    if any(place in cells for place in numbers) and any(last.cells[n].lines for n in numbers):
        return False
    title = columns.title
    if title in cells:
        # The objective beside a new task may go on as well.
        cells = {place: pair for place, pair in cells.items() if columns.kinds[place] not in _WIDE}
    verdicts = [could_continue(*pair) for place, pair in cells.items()]
    if not numbers or True in verdicts or False in verdicts:
        return True in verdicts
    kinds = {columns.kinds[place] for place in cells}
    return not {Column.lead, Column.deadline} <= kinds


def _mark_merged(last: PrintedRow, first: PrintedRow) -> None:
    for above, below in zip(last.cells, first.cells, strict=True):
        ran_down = above.merged or above.height > 1 or below.height > 1
        if not below.lines and not below.merged and ran_down:
            below.merged = True
