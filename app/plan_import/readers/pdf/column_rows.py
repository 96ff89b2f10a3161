"""Makes rows of the lines of a table whose columns are known and whose rows nobody ruled."""

import re
from collections.abc import Iterator, Sequence
from itertools import chain, pairwise

from app.plan_import.appendix.headings import Column, Columns, columns_of, is_heading_row
from app.plan_import.readers.pdf.printed import (
    Page,
    Rule,
    TextLine,
    bottom,
    chunks,
    left,
    lines_of,
    right,
    text_of,
    top,
)
from app.plan_import.readers.pdf.printed_table import (
    PrintedCell,
    PrintedRow,
    PrintedTable,
    as_row,
    place_words,
)
from app.plan_import.readers.pdf.row_cuts import is_number, rows_of_band
from app.plan_import.readers.pdf.row_gaps import Band, leading_of

_TITLE = re.compile(r"(?:[IVXL]{1,6}|[A-H])[.)]?\s+\S")
_WIDE_RULE = 0.7


def rows_of_lines(
    lines: Sequence[TextLine], page: Page, borders: Sequence[float], columns: Columns
) -> Iterator[PrintedRow]:
    """Yield the rows that some lines of a page make, titles of areas among them.

    ``borders`` are the places between which the columns stand. A rule over the width of the
    table and a title end a row; what is between them is parted by the numbers of the rows.
    """
    leading = leading_of([lines_of(chain(*pieces)) for pieces in place_words(lines, borders)[0]])
    for part in _between_rules(lines, page.across, borders):
        held: list[TextLine] = []
        for line in part:
            if is_title(line) and _spans(line, borders):
                yield from _parted_rows(held, page.number, borders, columns, leading)
                held = []
                yield _title_row(line, page.number, borders)
            else:
                held.append(line)
        yield from _parted_rows(held, page.number, borders, columns, leading)


def divide_tall_rows(tables: Sequence[PrintedTable], pages: Sequence[Page]) -> None:
    """Divide the rows of ruled tables that have rules between columns and none between rows."""
    by_number = {page.number: page for page in pages}
    columns: Columns | None = None
    for table in tables:
        widest = max(table.rows, key=lambda row: len(row.cells))
        borders = [widest.cells[0].left, *(cell.right for cell in widest.cells)]
        rows: list[PrintedRow] = []
        for row in table.rows:
            if is_heading_row(as_row(row)):
                columns = columns_of([cell.text for cell in as_row(row).grid()])
            known = columns is not None and len(columns.kinds) == len(widest.cells)
            lines = lines_of(word for cell in row.cells for line in cell.lines for word in line)
            if columns and known and _holds_rows(lines, borders, columns):
                rows.extend(rows_of_lines(lines, by_number[row.page], borders, columns))
            else:
                rows.append(row)
        table.rows = rows


def _holds_rows(lines: Sequence[TextLine], borders: Sequence[float], columns: Columns) -> bool:
    """Tell whether several numbers of rows stand one below the other in the number's column."""
    number = columns.place(Column.number)
    if number is None:
        return False
    in_column, _ = place_words(lines, borders)
    return sum(is_number(text_of(line)) for line in in_column[number]) > 1


def _parted_rows(
    lines: Sequence[TextLine],
    page: int,
    borders: Sequence[float],
    columns: Columns,
    leading: float,
) -> list[PrintedRow]:
    pieces, crossed = place_words(lines, borders)
    held = [lines_of(chain.from_iterable(column)) for column in pieces]
    sides = [_sides(column, side) for column, side in zip(held, pairwise(borders), strict=True)]
    return rows_of_band(Band(held, page, sides, leading, crossed), columns)


def _sides(lines: Sequence[TextLine], side: tuple[float, float]) -> tuple[float, float]:
    if not lines:
        return side
    return min(map(left, lines)) - 1, max(map(right, lines)) + 1


def _between_rules(
    lines: Sequence[TextLine], across: Sequence[Rule], borders: Sequence[float]
) -> Iterator[list[TextLine]]:
    """Part the lines where a rule runs over the width of the table."""
    width = borders[-1] - borders[0]
    rules = sorted(rule.at for rule in across if rule.end - rule.start >= _WIDE_RULE * width)
    parts: list[list[TextLine]] = [[] for _ in range(len(rules) + 1)]
    for line in lines:
        parts[sum(rule < line[0].middle for rule in rules)].append(line)
    yield from (part for part in parts if part)


def is_title(line: TextLine) -> bool:
    """Tell whether a line is the title of an area: it has a code, or is all capitals."""
    text = text_of(line)
    letters = [char for char in text if char.isalpha()]
    capitals = sum(char.isupper() for char in letters)
    if len(letters) >= 8 and len(line) >= 2 and capitals >= 0.8 * len(letters):
        return True
    return bool(_TITLE.match(text)) and len(chunks(line[1:], 1.0)) == 1


def _spans(line: TextLine, borders: Sequence[float]) -> bool:
    """Tell whether a title is printed over a border, or reaches no further than its column."""
    words = line[1:] if len(line) > 1 else line
    return any(left(words) < border < right(words) for border in borders[2:-1]) or (
        len(chunks(line, 2.0)) == 1
    )


def _title_row(line: TextLine, page: int, borders: Sequence[float]) -> PrintedRow:
    cell = PrintedCell([line], borders[0], borders[-1], span=len(borders) - 1)
    return PrintedRow([cell], page, top(line), bottom(line))
