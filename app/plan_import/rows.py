"""Reads single rows of a table of tasks: is it a title, a task, or a part of another row."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.plan_import.cell_content import looks_like_deadline, looks_like_units
from app.plan_import.headings import Column, Columns
from app.plan_import.tables import Cell, Row, one_line

_ROMAN = re.compile(r"[IVXL]+[.)]?$|[A-H][.)]?$")
_NUMBERED_TITLE = re.compile(r"([IVXL]+|[A-H]|\d{1,2}(?:\.\d{1,2})*)[.)]?\s+(\S.*)$", re.DOTALL)
_ARABIC = re.compile(r"\d{1,2}(?:\.\d{1,2})*[.)]?$")
_MOST_SHIFT = 2


@dataclass(frozen=True, slots=True)
class TitleRow:
    """A title found in a row: code as printed ("II", "3", ''), text, and the cells it takes.

    ``holds_task`` is true when the same row carries a task as well.
    """

    code: str
    text: str
    taken: tuple[int, ...]
    holds_task: bool

    @property
    def roman(self) -> bool:
        """True for a code in roman digits or capital letters: an area, not a group in it."""
        return bool(_ROMAN.match(self.code)) if self.code else False


def title_of_row(row: Row, columns: Columns) -> TitleRow | None:
    """Return the title of an area or group that stands in a row, None for any other row.

    A title stands alone in its row, or in capitals before the cells of the area's first
    task. Its code may stand in a cell of its own, before the text, or be missing.
    """
    grid = row.grid()
    filled = [place for place, cell in enumerate(grid) if cell.text.strip()]
    if not filled:
        return None
    first = one_line(grid[filled[0]].text)
    coded = _NUMBERED_TITLE.match(first)
    alone = len(filled) == 1
    if coded and (_is_capitals(coded[2]) or (alone and _ROMAN.match(coded[1]))):
        return _title(coded[1], coded[2], filled[:1], filled)
    if (_ROMAN.match(first) or _ARABIC.match(first)) and len(filled) > 1:
        text = one_line(grid[filled[1]].text)
        if _is_capitals(text) or (
            _ROMAN.match(first) and len(filled) == 2 and filled[1] <= (columns.title or 1)
        ):
            return _title(first.rstrip(".)"), text, filled[:2], filled)
    if alone and _is_capitals(first):
        return _title("", first, filled, filled)
    return None


def _title(code: str, text: str, taken: Sequence[int], filled: Sequence[int]) -> TitleRow:
    return TitleRow(code, text, tuple(taken), len(filled) > len(taken))


def _is_capitals(text: str) -> bool:
    letters = [char for char in text if char.isalpha()]
    capitals = sum(char.isupper() for char in letters)
    return len(letters) >= 8 and len(text.split()) >= 2 and capitals >= 0.8 * len(letters)


def straighten(grid: list[Cell], columns: Columns) -> tuple[list[Cell], bool]:
    """Put cells back that slipped into a neighbouring column, when that is sure.

    Returns the cells, one per column, and whether they were moved. A row is moved only
    when units and time stand in their columns afterwards and did not before.
    """
    width = len(columns.kinds)
    fitted = _fit(grid, width)
    before = _order_score(fitted, columns)
    if before >= _best_score(columns) or len(grid) < 3:
        return fitted, False
    for moved in _moved(grid, columns):
        if _order_score(moved, columns) >= max(before + 3, 6):
            return moved, True
    return fitted, False


def _fit(grid: Sequence[Cell], width: int) -> list[Cell]:
    cells = list(grid[:width])
    # Text in a cell too many is kept with the last column rather than lost.
    extra = [cell.text for cell in grid[width:] if cell.text.strip()]
    cells += [Cell("")] * (width - len(cells))
    if extra and cells:
        last = cells[-1]
        cells[-1] = Cell("\n".join([last.text, *extra]).strip(), merged=last.merged)
    return cells


def _moved(grid: Sequence[Cell], columns: Columns) -> list[list[Cell]]:
    """Return the row with a cell put in, or with two cells of text made one."""
    width = len(columns.kinds)
    title = columns.title or 0
    ways: list[list[Cell]] = []
    trailing = len(grid) - len(_stripped(grid))
    for shift in range(1, _MOST_SHIFT + 1):
        if trailing >= shift:
            for place in range(1, title + 1):
                cells = [*grid[:place], *[Cell("")] * shift, *_stripped(grid)[place:]]
                ways.append(_fit(cells, width))
        if len(grid) > shift + title:
            joined = "\n".join(
                cell.text for cell in grid[title : title + shift + 1] if cell.text.strip()
            )
            cells = [*grid[:title], Cell(joined), *grid[title + shift + 1 :]]
            ways.append(_fit(cells, width))
    return ways


def _stripped(grid: Sequence[Cell]) -> list[Cell]:
    cells = list(grid)
    while cells and not cells[-1].text.strip():
        cells.pop()
    return cells


def _order_score(cells: Sequence[Cell], columns: Columns) -> int:
    """Count how far units and time stand where the headings say: 3, 1 and 3 points."""
    score = 0
    for kind, points in ((Column.lead, 3), (Column.supporting, 1), (Column.deadline, 3)):
        place = columns.place(kind)
        text = cells[place].text if place is not None else ""
        fits = looks_like_deadline(text) if kind is Column.deadline else looks_like_units(text)
        score += points if fits else 0
    return score


def _best_score(columns: Columns) -> int:
    points = {Column.lead: 3, Column.supporting: 1, Column.deadline: 3}
    return sum(value for kind, value in points.items() if columns.place(kind) is not None)


def stack_height(row: Row, cells: Sequence[Cell], columns: Columns) -> int:
    """Return how many tasks are stacked in a row's cells, 1 for an ordinary row.

    Paragraphs in the cell of the title alone are one task told at length. They are several
    tasks when the file marks them as such, or when the cells of lead or time are as many.
    """
    title = columns.title
    if title is None or len(cells[title].stacked) < 2:
        return 1
    height = len(cells[title].stacked)
    beside = [
        len(cells[place].stacked)
        for kind in (Column.lead, Column.deadline)
        for place in columns.places(kind)
    ]
    return height if row.marked or height in beside else 1


def spread_stacked_titles(rows: Sequence[Row], columns: Columns) -> list[Row]:
    """Give titles stacked in the first of several rows back to the rows they belong to.

    Three titles in one cell, and two rows below without title but with a lead, product or
    time of their own, are three tasks.
    """
    title = columns.title
    spread = list(rows)
    for place, row in enumerate(rows):
        grid = row.grid()
        if title is None or not row.marked or title >= len(grid):
            continue
        titles = grid[title].stacked
        below = [other.grid() for other in rows[place + 1 : place + len(titles)]]
        if len(titles) < 2 or len(below) < len(titles) - 1:
            continue
        if not all(_lacks_title(cells, columns) for cells in below):
            continue
        for text, cells, at in zip(titles, [grid, *below], range(place, len(rows)), strict=False):
            cells[title] = Cell(text)
            old = rows[at]
            spread[at] = Row(
                tuple(cells), old.page, old.row, old.line, old.unsure, old.marked, stack=len(titles)
            )
    return spread


def _lacks_title(cells: Sequence[Cell], columns: Columns) -> bool:
    filled = {
        kind for kind, cell in zip(columns.kinds, cells, strict=False) if kind and cell.text.strip()
    }
    wide = {Column.number, Column.objective, Column.task}
    return bool(filled & {Column.lead, Column.deadline}) and not filled & wide


def unstack(cells: Sequence[Cell], columns: Columns, height: int) -> tuple[list[list[Cell]], bool]:
    """Take a stacked row apart; returns the rows and whether all cells agreed in number.

    A cell with one text counts for every task of the stack; work wider than the title
    (objective, duty) always does.
    """
    agreed = True
    rows: list[list[Cell]] = [[] for _ in range(height)]
    wide = {*columns.duties, *columns.places(Column.objective), *columns.places(Column.number)}
    for place, cell in enumerate(cells):
        texts = cell.stacked or ((cell.text,) if cell.text else ())
        shared = place in wide or len(texts) <= 1
        agreed = agreed and (shared or len(texts) == height)
        for task in range(height):
            own = texts[task] if task < len(texts) else ""
            text = cell.text if shared else own
            rows[task].append(Cell(text, merged=cell.merged))
    return rows, agreed
