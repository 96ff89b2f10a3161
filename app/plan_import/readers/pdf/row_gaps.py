"""Divides the lines of a table into rows where clear white parts them.

Cells of the wider columns (number, objective, duty) may run over several rows: their text
stands at the top of these rows or half way down, and belongs to the first of them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from app.plan_import.appendix.headings import Column, Columns
from app.plan_import.readers.pdf.printed import TextLine, bottom, top
from app.plan_import.readers.pdf.printed_table import PrintedCell, PrintedRow

_CLEAR_GAP = 0.35
_USUAL_LEADING = 0.3
_MOST_ROWS = 80
_WIDE = (Column.number, Column.area, Column.objective)

Span = tuple[float, float]


@dataclass(slots=True)
class Band:
    """The lines between two places where a row surely ends, column by column.

    ``sides`` are the left and right sides of the columns, ``leading`` is the usual white
    between two lines of a cell, ``crossed`` are heights at which texts of two columns nearly touch.
    """

    columns: list[list[TextLine]]
    page: int
    sides: Sequence[Span]
    leading: float = 0.0
    crossed: Sequence[float] = ()

    def is_crossed(self, upper: float, lower: float) -> bool:
        """Tell whether texts of two columns nearly touch between two heights."""
        return any(upper <= place <= lower for place in self.crossed)

    @property
    def tops(self) -> list[float]:
        """The upper edges of all lines, from the first down, each once."""
        return sorted({top(line) for lines in self.columns for line in lines})

    @property
    def height(self) -> float:
        """The usual height of the letters."""
        return median(line[0].height for lines in self.columns for line in lines)

    @property
    def clear_gap(self) -> float:
        """White that is clearly more than between two lines of a cell."""
        return self.leading + _CLEAR_GAP * self.height


def leading_of(columns: Sequence[Sequence[TextLine]]) -> float:
    """Return the usual white between the lines of a cell: the lower half of all gaps is its."""
    gaps = [
        (max(0.0, top(below) - bottom(above)), above[0].height)
        for lines in columns
        for above, below in pairwise(lines)
    ]
    near = sorted(gap for gap, height in gaps if gap < height)
    if near:
        return near[len(near) // 4]
    return _USUAL_LEADING * gaps[0][1] if gaps else 0.0


def rows_by_gaps(
    band: Band, columns: Columns, numbers: Sequence[TextLine]
) -> list[PrintedRow] | None:
    """Return the rows of a band that white parts, None where it does not part all numbers."""
    wide = {*columns.duties, *(place for kind in _WIDE for place in columns.places(kind))}
    inner = [lines for place, lines in enumerate(band.columns) if place not in wide]
    spans = _spans([line for lines in inner for line in lines], band.clear_gap)
    if not spans or len(spans) < len(numbers) or len(spans) > _MOST_ROWS:
        return None
    for number, following in pairwise(numbers):
        if not any(number[0].middle < upper < bottom(following) for upper, _ in spans):
            return None
    rows = [PrintedRow([], band.page, *span, band.is_crossed(*span)) for span in spans]
    begun = [top(number) for number in numbers if _begins(number, spans)]
    for place, (lines, side) in enumerate(zip(band.columns, band.sides, strict=True)):
        cells = _wide_cells(lines, spans, band, begun) if place in wide else _cells(lines, spans)
        for row, cell in zip(rows, cells, strict=True):
            cell.left, cell.right = side
            row.cells.append(cell)
            # Two numbers in one row: the white between two rows was overlooked.
            row.unsure |= place in columns.places(Column.number) and len(cell.lines) > 1
    return rows


def _spans(lines: Sequence[TextLine], gap: float) -> list[Span]:
    """Return upper and lower edge of each run of lines without clear white inside."""
    spans: list[Span] = []
    for line in sorted(lines, key=top):
        if spans and top(line) - spans[-1][1] <= gap:
            spans[-1] = (spans[-1][0], max(spans[-1][1], bottom(line)))
        else:
            spans.append((top(line), bottom(line)))
    return spans


def _begins(number: TextLine, spans: Sequence[Span]) -> bool:
    return any(abs(top(number) - upper) < 1 for upper, _ in spans)


def _cells(lines: Sequence[TextLine], spans: Sequence[Span]) -> list[PrintedCell]:
    return [
        PrintedCell([line for line in lines if upper <= line[0].middle <= lower])
        for upper, lower in spans
    ]


def _wide_cells(
    lines: Sequence[TextLine], spans: Sequence[Span], band: Band, begun: Sequence[float]
) -> list[PrintedCell]:
    """Give the cells of a wide column to the first of the rows over which each runs.

    ``begun`` are the heights at which a number begins a row, and a cell with it.
    """
    blocks = [
        part
        for block in _spans(lines, band.clear_gap)
        for part in _parted(block, [top(line) for line in lines], begun)
    ]
    starts = _starts(blocks, spans)
    cells = [PrintedCell(merged=True) for _ in spans]
    ends = [*starts[1:], len(spans)] if starts else []
    for (upper, lower), start, end in zip(blocks, starts, ends, strict=True):
        cell = cells[start]
        cell.merged = False
        cell.height = max(1, end - start)
        cell.lines.extend(line for line in lines if upper <= line[0].middle < lower)
    return cells


def _parted(block: Span, tops: Sequence[float], begun: Sequence[float]) -> list[Span]:
    """Part a block where one of its lines stands level with the number of a row."""
    edges = [
        upper
        for upper in tops
        if block[0] < upper < block[1] and any(abs(upper - place) < 1 for place in begun)
    ]
    return list(pairwise([block[0], *edges, block[1]]))


def _starts(blocks: Sequence[Span], rows: Sequence[Span]) -> list[int]:
    """Return the row in which each block of text begins, in order: the likeliest division.

    A block stands either at the top of its rows or half way down them, all blocks alike.
    """

    def at_top(block: Span, first: int, last: int) -> float:
        return abs(block[0] - rows[first][0])

    def half_way(block: Span, first: int, last: int) -> float:
        return abs(sum(block) - rows[first][0] - rows[last][1]) / 2

    if len(blocks) > len(rows):
        return [min(range(len(rows)), key=lambda row: at_top(block, row, row)) for block in blocks]
    return min(_division(blocks, rows, at_top), _division(blocks, rows, half_way))[1]


def _division(
    blocks: Sequence[Span], rows: Sequence[Span], cost: Callable[[Span, int, int], float]
) -> tuple[float, list[int]]:
    """Divide the rows among the blocks at the least cost; rows above the first may be left."""
    best: list[tuple[float, list[int]]] = [(0.1 * row, []) for row in range(len(rows) + 1)]
    for block in blocks:
        reached: list[tuple[float, list[int]]] = [(float("inf"), [])]
        for end in range(1, len(rows) + 1):
            reached.append(
                min(
                    (best[start][0] + cost(block, start, end - 1), [*best[start][1], start])
                    for start in range(end)
                )
            )
        best = reached
    return best[-1]
