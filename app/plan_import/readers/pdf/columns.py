"""Finds the tables that no rules draw: by their headings and the white between the columns."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, pairwise

from app.plan_import.appendix.asides import ends_table
from app.plan_import.limits import MAX_ROWS
from app.plan_import.problems import PlanRefused, RefusedFile
from app.plan_import.readers.pdf.column_rows import is_title, rows_of_lines
from app.plan_import.readers.pdf.printed import (
    Page,
    TextLine,
    bottom,
    chunks,
    left,
    lines_of,
    right,
    text_of,
    top,
    without,
)
from app.plan_import.readers.pdf.printed_headings import HeadingBlock, heading_blocks
from app.plan_import.readers.pdf.printed_table import NEAR, PrintedCell, PrintedRow, PrintedTable

_MARGIN = 2.0


@dataclass(slots=True)
class _Stretch:
    """The lines of one table on one page, with the headings where the page prints them."""

    page: Page
    lines: list[TextLine]
    block: HeadingBlock | None
    printed: list[TextLine] = field(default_factory=list)


def column_tables(pages: Sequence[Page]) -> tuple[list[PrintedTable], list[Page]]:
    """Return the parts of tables page by page, and the pages without their words.

    A table begins below its headings and ends where signatures or recipients begin, or
    other headings; on pages without headings it goes on.
    """
    tables: list[PrintedTable] = []
    taken: dict[int, list[TextLine]] = {}
    for stretches in _tables(pages):
        first = stretches[0].block
        if first is None:
            continue
        borders = _borders(first, stretches)
        for stretch in stretches:
            rows = list(_rows(stretch, first, borders))
            if rows:
                tables.append(PrintedTable(rows))
                taken.setdefault(stretch.page.number, []).extend([*stretch.printed, *stretch.lines])
    if sum(len(table.rows) for table in tables) > MAX_ROWS:
        raise PlanRefused(RefusedFile.file_too_many_rows, limit=MAX_ROWS)
    rest = [without(page, chain.from_iterable(taken.get(page.number, ()))) for page in pages]
    return tables, rest


def _tables(pages: Sequence[Page]) -> list[list[_Stretch]]:
    """Part the lines of all pages into tables, each a run of stretches."""
    tables: list[list[_Stretch]] = []
    is_open = False
    for page in pages:
        lines = lines_of(page.words)
        known = tables[-1][0].block if is_open else None
        blocks = heading_blocks(lines, page.across, known)
        starts = [block.start for block in blocks]
        parts: list[tuple[HeadingBlock | None, int]] = [(None, 0)]
        parts += [(block, block.end) for block in blocks]
        for (block, start), end in zip(parts, [*starts, len(lines)], strict=True):
            if block is not None:
                known = tables[-1][0].block if is_open else None
                if known is None or not block.repeats(known):
                    tables.append([])
                is_open = True
            if is_open:
                is_open = _add(tables[-1], page, block, lines, start, end)
    return [table for table in tables if any(stretch.lines for stretch in table)]


def _add(
    table: list[_Stretch],
    page: Page,
    block: HeadingBlock | None,
    lines: Sequence[TextLine],
    start: int,
    end: int,
) -> bool:
    """Add the lines of a page to a table; tell whether the table may go on after them."""
    closing = next((at for at in range(start, end) if _closes(lines[at])), end)
    printed = list(lines[block.start : block.end]) if block else []
    if closing > start or block:
        table.append(_Stretch(page, list(lines[start:closing]), block, printed))
    return closing == end


def _closes(line: TextLine) -> bool:
    return any(ends_table(text_of(chunk)) for chunk in chunks(line, 1.0))


# --- columns ---------------------------------------------------------------------------------


def _borders(block: HeadingBlock, stretches: Sequence[_Stretch]) -> list[float]:
    """Return the borders between the columns: where the fewest words stand in the way."""
    lines = [line for stretch in stretches for line in stretch.lines if not is_title(line)]
    everything = [*lines, *(part for heading in block.headings for part in heading.lines)]
    covered: Counter[int] = Counter()
    for line in lines:
        for chunk in chunks(line, NEAR):
            covered.update(range(int(left(chunk)), int(right(chunk)) + 1))
    borders = [min(map(left, everything)) - _MARGIN]
    for heading, following in pairwise(block.headings):
        start, end = int(heading.x1), max(int(heading.x1), int(following.x0))
        borders.append(_emptiest(covered, start, end))
    return [*borders, max(map(right, everything)) + _MARGIN]


def _emptiest(covered: Counter[int], start: int, end: int) -> float:
    """Return the middle of the widest run of places that are covered least."""
    least = min(covered[place] for place in range(start, end + 1))
    best = (0, start)
    run = 0
    for place in range(start, end + 2):
        if place <= end and covered[place] == least:
            run += 1
            continue
        best = max(best, (run, place - run))
        run = 0
    return best[1] + best[0] / 2


def _rows(stretch: _Stretch, block: HeadingBlock, borders: Sequence[float]) -> Iterator[PrintedRow]:
    if stretch.block:
        cells = [
            PrintedCell(list(heading.lines), *side)
            for heading, side in zip(stretch.block.headings, pairwise(borders), strict=True)
        ]
        upper = min(top(line) for line in stretch.printed)
        lower = max(bottom(line) for line in stretch.printed)
        yield PrintedRow(cells, stretch.page.number, upper, lower)
    yield from rows_of_lines(stretch.lines, stretch.page, borders, block.columns)
