"""Divides the running text of a table's row into its cells.

Text taken from a PDF keeps the words of a row in order, cell after cell, but not the
borders between the cells. A border is looked for where the whole row then makes most
sense: a cell of units names units, a cell of time holds a printed time, a cell begins
with a capital, and lines inside a cell break only where the next word had no room left
in the column. The widths of the columns are learnt from the file itself: the rows are
divided, the widths measured, and the rows divided again.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

from app.plan_import.cell_content import (
    begins_like_sure_unit,
    begins_like_time,
    has_open_end,
    looks_like_deadline,
)
from app.plan_import.headings import Column, Columns
from app.plan_import.units import begins_like_unit, is_collective, split_units

_PASSES = 4
_TOLERANCE = 1.2
_LONGEST_UNITS = 60
_MOST_PLACES = 160
# "năm / 2025" broken over two lines: a cell of text does not begin with the year.
_YEAR_OR_DAY = re.compile(r"\d[\d/.]*(?!%)(?:\s|$)")
_BULLETS = ("- ", "+ ", "– ", "• ")

# What an empty cell costs: most rows have a title and a lead, many no funding.
_EMPTY_COST: dict[Column | None, float] = {
    Column.objective: 0.8,
    Column.task: 9.0,
    Column.product: 3.5,
    Column.lead: 6.0,
    Column.supporting: 2.5,
    Column.follow_up: 1.5,
    Column.deadline: 4.0,
    Column.funding: 0.3,
    Column.note: 0.2,
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
    """Divide each row's lines among the columns; the number column is not among them."""
    tight = [line.tight for lines in rows for line in lines[1:]]
    # Where most lines are tight the file has no blank lines, and they say nothing.
    tight_counts = bool(tight) and sum(tight) / len(tight) < 0.4
    texts = [_RowText(lines, tight_counts) for lines in rows]
    widths: list[float | None] = [None] * len(columns.kinds)
    known: list[Counter[str]] = [Counter() for _ in columns.kinds]
    divided: list[_Divided] = []
    for _ in range(_PASSES):
        divided = [_divide(text, columns, widths, known) for text in texts]
        widths = [_width_of_column(divided, place) for place in range(len(columns.kinds))]
        known = [
            Counter(row.cells[place].text for row in divided if row.cells[place].text)
            for place in range(len(columns.kinds))
        ]
    return [Division(tuple(cell.text for cell in row.cells), row.cost) for row in divided]


class _RowText:
    """The words of one row and the places where a cell may begin."""

    def __init__(self, lines: Sequence[PrintedLine], tight_counts: bool) -> None:
        self.lines = [line.text.split() for line in lines if line.text.split()]
        self.tight = [line.tight and tight_counts for line in lines if line.text.split()]
        self.tight_counts = tight_counts
        self._content: dict[tuple[int, int, str], float] = {}
        self._outlines: dict[tuple[int, int], _Outline] = {}

    @cached_property
    def places(self) -> list[_Place]:
        """The places where a cell may begin, and the end of the row as the last of them.

        A row with very many (text that is no table's) is looked at by whole lines only, and
        beyond that not divided: the time grows with the square of the number.
        """
        places = [
            _Place(number, word, cost)
            for number, words in enumerate(self.lines)
            for word in range(len(words))
            if (cost := self._start_cost(number, word)) is not None
        ]
        if len(places) > _MOST_PLACES:
            places = [place for place in places if place.word == 0]
        if len(places) > _MOST_PLACES:
            places = places[:1]
        return [*places, _Place(len(self.lines), 0, 0.0)]

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

    def outline(self, start: int, end: int) -> "_Outline":
        """Return the cell between two places (by index) with its measures."""
        key = (start, end)
        if key not in self._outlines:
            self._outlines[key] = _Outline.of(self._cell(self.places[start], self.places[end]))
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
        group = _GROUPS.get(kind, "text")
        key = (start, end, group)
        if key not in self._content:
            self._content[key] = _CONTENT_COSTS[group](self.outline(start, end).lines)
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
class _Outline:
    """A possible cell: its lines, their widths, and what each line break would have needed."""

    text: str
    lines: tuple[str, ...]
    widths: tuple[float, ...]
    needed: tuple[float, ...]

    @staticmethod
    def of(lines: Sequence[str]) -> "_Outline":
        widths = tuple(_measure(line) for line in lines)
        needed = tuple(
            width + _measure(" ") + _measure(following.split()[0])
            for width, following in zip(widths, lines[1:], strict=False)
            if not following.startswith(_BULLETS)
        )
        return _Outline(join_lines(lines), tuple(lines), widths, needed)


@dataclass(frozen=True, slots=True)
class _Divided:
    cells: tuple[_Outline, ...]
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
        cells.append(text.outline(start, end) if start < end else _Outline.of(()))
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
        cost += _wrap_cost(outline, width)
    if kind in _UNIT_COLUMNS and known[outline.text] > 1:
        # What stands in other rows as well is likely a cell: leads repeat.
        cost -= min(1.5, 0.3 * (known[outline.text] - 1))
    return cost


# --- what a cell's text says about its column -------------------------------------------

_UNIT_COLUMNS = (Column.lead, Column.supporting, Column.follow_up)
_GROUPS: dict[Column | None, str] = {
    **dict.fromkeys(_UNIT_COLUMNS, "units"),
    Column.deadline: "time",
    Column.product: "product",
}


def _units_cost(lines: Sequence[str]) -> float:
    text = " ".join(lines)
    if not begins_like_unit(text) or len(text.split()) > _LONGEST_UNITS:
        return 7.0
    cost = 4.0 if has_open_end(text) else 0.0
    if not text[0].isupper():
        cost += 1.0 if begins_like_sure_unit(text) else 7.0
    for unit in split_units(text):
        cost += 0.0 if begins_like_sure_unit(unit) or is_collective(unit) else 1.5
        cost += 3.0 * _units_run_together(unit)
        if len(unit.split()) < 2:
            cost += 2.0
    return cost


def _units_run_together(unit: str) -> int:
    """Count further unit names that begin inside one name without anything between."""
    words = unit.split()
    inside = 0
    for number in range(2, len(words)):
        rest = " ".join(words[number:])
        starts = words[number][0].isupper() and not words[number].isupper()
        joined = words[number - 1].lower() in ("và", "của", "thuộc", "-", "–")
        if starts and not joined and not rest.startswith(("Ủy ban", "Hội đồng")):
            inside += begins_like_sure_unit(rest)
    return inside


def _time_cost(lines: Sequence[str]) -> float:
    text = " ".join(lines)
    if looks_like_deadline(text):
        return 0.7 * _sentences_inside(lines)
    return 2.5 if begins_like_time(text) and len(text) <= 80 else 6.0


def _text_cost(lines: Sequence[str]) -> float:
    text = " ".join(lines)
    cost = 2.0 if has_open_end(text) else 0.0
    if begins_like_time(text) and looks_like_deadline(text):
        cost += 4.0
    if _YEAR_OR_DAY.match(text):
        cost += 2.0
    return cost + 0.7 * _sentences_inside(lines)


def _sentences_inside(lines: Sequence[str]) -> int:
    """Count the lines within a cell that begin like a cell of their own."""
    return sum(
        _begins_sentence(line) and not before.endswith(("-", "–"))
        for before, line in pairwise(lines)
    )


def _product_cost(lines: Sequence[str]) -> float:
    return _text_cost(lines) + (2.5 if begins_like_sure_unit(lines[0]) else 0.0)


_CONTENT_COSTS = {
    "units": _units_cost,
    "time": _time_cost,
    "text": _text_cost,
    "product": _product_cost,
}


def _begins_cell(word: str) -> bool:
    return word[0].isupper() or word[0].isdigit() or word[0] in "-–+•“\"'(…"


def _begins_sentence(line: str) -> bool:
    """A capitalised word that is no abbreviation, as a cell or a sentence begins."""
    word = line.split()[0]
    return word[0].isupper() and (len(word) == 1 or not word.isupper())


def join_lines(lines: Sequence[str]) -> str:
    """Join the lines of a cell; a line with a bullet stays a line of its own."""
    joined = ""
    for line in lines:
        joined += ("\n" if line.startswith(_BULLETS) else " ") + line if joined else line
    return joined


# --- widths ------------------------------------------------------------------------------

_NARROW = frozenset("iíìỉĩịjltfrI.,;:!'\"()[]|/- ")
_WIDE = frozenset("mwMWƯƠĐOÔQGCDHNU%@")


@lru_cache(maxsize=65536)
def _measure(text: str) -> float:
    """Return the approximate printed width of a text, in widths of a common small letter."""
    width = 0.0
    for char in text:
        if char in _NARROW:
            width += 0.6
        elif char in _WIDE or char.isupper():
            width += 1.4
        else:
            width += 1.0
    return width


def _wrap_cost(cell: _Outline, width: float) -> float:
    """Return what it costs that lines end early, or are too long, for a column's width."""
    cost = 0.0
    for needed in cell.needed:
        slack = width - needed - _TOLERANCE
        if slack > 0:
            cost += min(3.0, 0.5 + 0.35 * slack)
    for measured in cell.widths:
        excess = measured - width - _TOLERANCE
        if excess > 0:
            cost += min(4.0, 0.5 + 0.5 * excess)
    return cost


def _width_of_column(rows: Sequence[_Divided], place: int) -> float | None:
    """Find the width under which the cells of a column break their lines best."""
    cells = [row.cells[place] for row in rows if row.cells[place].lines]
    if not any(len(cell.lines) > 1 for cell in cells):
        return None
    measured = sorted({width for cell in cells for width in cell.widths})
    return min(measured, key=lambda width: (sum(_wrap_cost(cell, width) for cell in cells), width))
