"""Divides the running text of a table's row into its cells.

Text taken from a PDF keeps the words of a row in order, cell after cell, but not the
borders between the cells. A border is looked for where the whole row then makes most
sense: a cell of units names units, a cell of time holds a printed time, a cell begins
with a capital, and lines inside a cell break only where the next word had no room left
in the column. The widths of the columns are learnt from the file itself: the rows are
divided, the widths measured, and the rows divided again.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from app.plan_import.appendix.cell_content import has_open_end
from app.plan_import.appendix.headings import Column, Columns
from app.plan_import.readers.cell_costs import UNIT_COLUMNS, content_cost, group_of
from app.plan_import.readers.outlines import Outline, best_width, wrap_cost

_PASSES_TO_LEARN = 3
# Rows of published plans have up to 500 letters and 30 places where a cell may begin.
_MOST_PLACES = 80
_LONGEST_ROW = 3_000
_SAMPLE_PLACES = 40
_SAMPLE_ROWS = 60
# Pairs of places, times hundreds of letters: 500 ordinary rows need most of it.
_MOST_WORK = 800_000

# What an empty cell costs: most rows have a title and a lead, many no funding.
_EMPTY_COST: dict[Column | None, float] = {
    Column.area: 0.5,
    Column.objective: 0.8,
    Column.task: 9.0,
    Column.product: 3.5,
    Column.lead: 6.0,
    Column.supporting: 2.5,
    Column.follow_up: 1.5,
    Column.deadline: 4.0,
    Column.funding: 0.3,
    Column.note: 0.2,
    Column.number: 0.5,
    None: 0.2,
}
_OUTER_TASK_EMPTY = 0.8


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """A line of a row; ``tight`` when no blank line parts it from the one above."""

    text: str
    tight: bool = False


@dataclass(frozen=True, slots=True)
class Division:
    """The cells of one row, left to right, and what the division cost (0 is perfect)."""

    cells: tuple[str, ...]
    cost: float


@dataclass(frozen=True, slots=True)
class _Place:
    """A place where a cell may begin: before word ``word`` of line ``line``."""

    line: int
    word: int
    cost: float


def divide_rows(rows: Sequence[Sequence[PrintedLine]], columns: Columns) -> list[Division]:
    """Divide each row's lines among the columns; the number column is not among them.

    What the columns hold and how wide they are is learnt from the first rows of ordinary size.
    A row too long for a table, or beyond the work that is done for one file, stays undivided:
    its text stands in one cell, at a high cost.
    """
    tight = [line.tight for lines in rows for line in lines[1:]]
    # Where most lines are tight the file has no blank lines, and they say nothing.
    tight_counts = bool(tight) and sum(tight) / len(tight) < 0.4
    texts = [_RowText(lines, tight_counts) for lines in rows]
    _limit_work(texts)
    sample = [text for text in texts if text.is_ordinary][:_SAMPLE_ROWS]
    widths: list[float | None] = [None] * len(columns.kinds)
    known: list[Counter[str]] = [Counter() for _ in columns.kinds]
    for _ in range(_PASSES_TO_LEARN):
        learnt = [_divide(text, columns, widths, known) for text in sample]
        widths = [
            best_width([row.cells[place] for row in learnt if row.cells[place].lines])
            for place in range(len(columns.kinds))
        ]
        known = [
            Counter(row.cells[place].text for row in learnt if row.cells[place].text)
            for place in range(len(columns.kinds))
        ]
    divided: list[Division] = []
    for text in texts:
        row = _divide(text, columns, widths, known)
        divided.append(Division(tuple(cell.text for cell in row.cells), row.cost))
        text.forget()
    return divided


def _limit_work(texts: Sequence["_RowText"]) -> None:
    """Leave rows whole once the rows before them have used up the work for one file."""
    left = _MOST_WORK
    for text in texts:
        work = len(text.places) ** 2 * (1 + text.letters // 100)
        if work > left:
            text.leave_whole()
        else:
            left -= work


class _RowText:
    """The words of one row and the places where a cell may begin."""

    def __init__(self, lines: Sequence[PrintedLine], tight_counts: bool) -> None:
        self.lines = [line.text.split() for line in lines if line.text.split()]
        self.tight = [line.tight and tight_counts for line in lines if line.text.split()]
        self.tight_counts = tight_counts
        self._content: dict[tuple[int, int, str], float] = {}
        self._outlines: dict[tuple[int, int], Outline] = {}

    @cached_property
    def letters(self) -> int:
        """The number of letters of the row, without blanks."""
        return sum(len(word) for words in self.lines for word in words)

    @property
    def is_ordinary(self) -> bool:
        """True for a row of the size that rows of plans have."""
        return len(self.places) <= _SAMPLE_PLACES and self.letters <= _LONGEST_ROW

    @cached_property
    def places(self) -> list[_Place]:
        """The places where a cell may begin, and the end of the row as the last of them.

        A row with very many is looked at by whole lines only, and one that is too long for a
        table not divided at all: the time grows with the square of the number.
        """
        end = _Place(len(self.lines), 0, 0.0)
        if self.letters > _LONGEST_ROW:
            return [_Place(0, 0, 0.0), end]
        places = [
            _Place(number, word, cost)
            for number, words in enumerate(self.lines)
            for word in range(len(words))
            if (cost := self._start_cost(number, word)) is not None
        ]
        if len(places) > _MOST_PLACES:
            places = [place for place in places if place.word == 0][:_MOST_PLACES]
        return [*places, end]

    def leave_whole(self) -> None:
        """Make the whole row one cell."""
        self.places = [_Place(0, 0, 0.0), _Place(len(self.lines), 0, 0.0)]

    def forget(self) -> None:
        """Free what was worked out for the row; it is not divided again."""
        self._content.clear()
        self._outlines.clear()

    def _start_cost(self, number: int, word: int) -> float | None:
        text = self.lines[number][word]
        begins = _begins_cell(text)
        if word:
            before = self.lines[number][word - 1]
            if not begins or has_open_end(before) or text in "-–+•":
                return None
            return 1.2 + (1.0 if text.isupper() and len(text) > 1 else 0.0)
        if number == 0:
            return 0.0
        if self.tight[number]:
            return -1.0 if begins else 2.0
        return 0.2 if begins else 3.0

    def outline(self, start: int, end: int) -> "Outline":
        """Return the cell between two places (by index) with its measures."""
        key = (start, end)
        if key not in self._outlines:
            self._outlines[key] = Outline.of(self._cell(self.places[start], self.places[end]))
        return self._outlines[key]

    def _cell(self, start: _Place, end: _Place) -> list[str]:
        lines = []
        for number in range(start.line, end.line + (1 if end.word else 0)):
            first = start.word if number == start.line else 0
            last = end.word if number == end.line else None
            lines.append(" ".join(self.lines[number][first:last]))
        return lines

    def content_cost(self, start: int, end: int, kind: Column | None) -> float:
        """Return how badly the text between two places (by index) suits a kind of column."""
        group = group_of(kind)
        key = (start, end, group)
        if key not in self._content:
            self._content[key] = content_cost(group, self.outline(start, end).lines)
        return self._content[key]

    def shape_cost(self, start: _Place, end: _Place) -> float:
        """Return what the outline of a cell costs, whatever the column."""
        last = end.line if end.word else end.line - 1
        height = last - start.line + 1
        cost = 0.0
        if start.word and height > 1:
            # Cells share a printed line when both have only that line.
            cost += 2.5
        if end.word and height > 1:
            cost += 1.5
        if self.tight_counts:
            cost += 2.5 * sum(self.tight[start.line + 1 : last + 1])
        return cost


@dataclass(frozen=True, slots=True)
class _Divided:
    cells: tuple[Outline, ...]
    cost: float


def _divide(
    text: _RowText,
    columns: Columns,
    widths: Sequence[float | None],
    known: Sequence[Counter[str]],
) -> _Divided:
    """Find the cheapest division: the best way to reach each place after each column."""
    places = text.places
    reached: list[float] = [0.0] + [float("inf")] * (len(places) - 1)
    origins: list[list[int]] = []
    for column, kind in enumerate(columns.kinds):
        empty = _EMPTY_COST[kind]
        if kind is Column.task and column != columns.title:
            empty = _OUTER_TASK_EMPTY
        best = [cost + empty for cost in reached]
        origin = list(range(len(places)))
        for start, so_far in enumerate(reached[:-1]):
            if so_far == float("inf"):
                continue
            for end in range(start + 1, len(places)):
                cost = so_far + _cell_cost(text, start, end, kind, widths[column], known[column])
                if cost < best[end]:
                    best[end], origin[end] = cost, start
        reached = best
        origins.append(origin)
    return _trace(text, origins, reached[-1])


def _trace(text: _RowText, origins: Sequence[Sequence[int]], cost: float) -> _Divided:
    cells = []
    end = len(text.places) - 1
    for origin in reversed(origins):
        start = origin[end]
        cells.append(text.outline(start, end) if start < end else Outline.of(()))
        end = start
    return _Divided(tuple(reversed(cells)), cost)


def _cell_cost(
    text: _RowText,
    start: int,
    end: int,
    kind: Column | None,
    width: float | None,
    known: Counter[str],
) -> float:
    first, last = text.places[start], text.places[end]
    cost = first.cost + text.shape_cost(first, last) + text.content_cost(start, end, kind)
    outline = text.outline(start, end)
    if width is not None:
        cost += wrap_cost(outline, width)
    if kind in UNIT_COLUMNS and known[outline.text] > 1:
        # What stands in other rows as well is likely a cell: leads repeat.
        cost -= min(1.5, 0.3 * (known[outline.text] - 1))
    return cost


def _begins_cell(word: str) -> bool:
    return word[0].isupper() or word[0].isdigit() or word[0] in "-–+•“\"'(…"
