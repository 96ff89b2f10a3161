"""Finds the rows of headings in a table, and makes one of those printed in several rows."""

from collections.abc import Iterator, Sequence

from app.plan_import.appendix.headings import LEVEL, Columns, column_of, columns_of, is_heading_row
from app.plan_import.tables import Cell, Row, Table, one_line

_MOST_LEVELS = 3


def rows_above_headings(table: Table) -> tuple[Row, ...]:
    """Return the rows before a table's first headings; all rows where it has none."""
    rows = with_joined_headings(table.rows)
    for place, row in enumerate(rows):
        if is_heading_row(row):
            return tuple(rows[:place])
    return table.rows


def columns_of_row(row: Row, below: Sequence[Row]) -> Columns:
    """Return the columns that a row of headings names.

    A heading printed over two columns counts for both where the rows below use both.
    """
    texts = [one_line(cell.text) for cell in row.grid()]
    place = 0
    for cell in row.cells:
        for covered in range(place + 1, place + cell.span):
            if _is_used(below, covered):
                texts[covered] = texts[place]
        place += cell.span
    return columns_of(texts)


def _is_used(rows: Sequence[Row], place: int) -> bool:
    for row in rows:
        grid = row.grid()
        if place < len(grid) and grid[place].text.strip() and not is_heading_row(row):
            return True
    return False


def with_joined_headings(rows: Sequence[Row]) -> list[Row]:
    """Make one row of headings printed in two or three ("Phân công" over "Chủ trì")."""
    return list(_joined(rows))


def _joined(rows: Sequence[Row]) -> Iterator[Row]:
    place = 0
    while place < len(rows):
        row, levels = rows[place], 1
        best, used = row, 1
        while levels < _MOST_LEVELS and place + levels < len(rows):
            joined = _joined_headings(row, rows[place + levels])
            if joined is None:
                break
            row, levels = joined, levels + 1
            if is_heading_row(row):
                best, used = row, levels
        yield best
        place += used


def _joined_headings(upper: Row, lower: Row) -> Row | None:
    """Return the headings of two rows as one, None when they cannot be such a pair."""
    high, low = upper.grid(), lower.grid()
    filled = [cell for cell in low if cell.text.strip()]
    if len(high) != len(low) or len(filled) < 2 or len(filled) == len(low):
        return None
    named = [cell for cell in high if cell.text.strip() and column_of(one_line(cell.text))]
    if len(named) < 2 or is_heading_row(lower):
        return None
    texts = _with_groups(upper, low)
    if texts is None:
        return None
    cells = []
    for above, below, group in zip(high, low, texts, strict=True):
        if below.text.strip():
            # The narrower heading below counts; where the upper one runs down, it does.
            cells.append(Cell(f"{group}{LEVEL}{one_line(below.text)}" if group else below.text))
        else:
            cells.append(Cell(above.text))
    if not all(
        column_of(one_line(cell.text)) is not None
        for cell, below in zip(cells, low, strict=True)
        if below.text.strip() and not below.merged
    ):
        return None
    return Row(tuple(cells), upper.page, upper.row, upper.line)


def _with_groups(upper: Row, low: Sequence[Cell]) -> list[str] | None:
    """Return for each column the upper heading that stands over it.

    The upper heading covers its own columns, or, in a file without merged cells, the empty
    ones to its right. None when a lower heading repeats beneath a column of its own.
    """
    groups: list[str] = []
    for cell in upper.cells:
        text = one_line(cell.text)
        if not text and groups and low[len(groups)].text.strip():
            text = groups[-1]
        groups.extend([text] * cell.span)
    under = [group for group, cell in zip(groups, low, strict=True) if cell.text.strip()]
    # Two headings of the lower row stand under one of the upper, or it is no group.
    return groups if len(set(under)) < len(under) else None
