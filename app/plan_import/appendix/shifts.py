"""Puts cells back that slipped into a neighbouring column, where that is sure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.plan_import.appendix.cell_content import looks_like_deadline, looks_like_units
from app.plan_import.appendix.headings import Column, Columns
from app.plan_import.tables import Cell

_MOST_SHIFT = 2
_POINTS = {Column.lead: 3, Column.supporting: 1, Column.deadline: 3}


@dataclass(frozen=True, slots=True)
class Straightened:
    """The cells of a row, one per column; whether they were moved, or should perhaps be."""

    cells: list[Cell]
    moved: bool = False
    unsure: bool = False


def straighten(grid: list[Cell], columns: Columns) -> Straightened:
    """Put the cells of a row into their columns.

    A row is moved only when units and time stand in their columns afterwards and did not
    before. A row left as it stands is unsure when it has a filled cell too many, or holds a
    time where units should stand.
    """
    width = len(columns.kinds)
    fitted = _fit(grid, width)
    before = _order_score(fitted, columns)
    if len(grid) < 3 or before >= _best_score(columns):
        return Straightened(fitted)
    title = columns.title or 0
    for moved in _moved(grid, columns):
        if moved[title].text.strip() and _order_score(moved, columns) >= max(before + 3, 6):
            return Straightened(moved, moved=True)
    too_many = any(cell.text.strip() for cell in grid[width:])
    return Straightened(fitted, unsure=too_many or _time_among_units(fitted, columns))


def _time_among_units(cells: Sequence[Cell], columns: Columns) -> bool:
    return any(
        looks_like_deadline(cells[place].text)
        for kind in (Column.lead, Column.supporting)
        for place in columns.places(kind)
    )


def _fit(grid: Sequence[Cell], width: int) -> list[Cell]:
    cells = list(grid[:width])
    # Text in a cell too many is kept with the last column rather than lost.
    extra = [cell.text for cell in grid[width:] if cell.text.strip()]
    cells += [Cell("")] * (width - len(cells))
    if extra and cells:
        last = cells[-1]
        cells[-1] = Cell("\n".join([last.text, *extra]).strip(), merged=last.merged)
    return cells


def _moved(grid: Sequence[Cell], columns: Columns) -> Iterator[list[Cell]]:
    """Yield the row with an empty cell left out or put in, or two cells of text made one."""
    width = len(columns.kinds)
    title = columns.title or 0
    kept = _stripped(grid)
    yield from (_fit(cells, width) for cells in _without_empty(kept, range(title + 1, len(kept))))
    for shift in range(1, _MOST_SHIFT + 1):
        if len(grid) - len(kept) >= shift:
            for place in range(1, title + 2):
                yield _fit([*kept[:place], *[Cell("")] * shift, *kept[place:]], width)
    if len(kept) > title + 1 and not _goes_on(kept[title + 1]):
        # Two sentences in the cells of the work: the second is the narrower one.
        yield from (_fit(cells, width) for cells in _without_empty(kept, range(1, title)))
        if title > 1:
            yield _fit(_joined(kept, title - 1, title), width)
    for shift in range(1, _MOST_SHIFT + 1):
        if len(grid) > shift + title:
            yield _fit(_joined(grid, title, title + shift), width)


def _without_empty(cells: Sequence[Cell], places: range) -> Iterator[list[Cell]]:
    for place in places:
        if not cells[place].text.strip() and not cells[place].merged:
            yield [*cells[:place], *cells[place + 1 :]]


def _joined(cells: Sequence[Cell], first: int, last: int) -> list[Cell]:
    texts = [cell.text for cell in cells[first : last + 1]]
    whole = Cell("\n".join(text for text in texts if text.strip()))
    return [*cells[:first], whole, *cells[last + 1 :]]


def _goes_on(cell: Cell) -> bool:
    """Tell whether a cell's text goes on with a sentence, or is empty."""
    return not cell.text.strip() or cell.text.strip()[0].islower()


def _stripped(grid: Sequence[Cell]) -> list[Cell]:
    cells = list(grid)
    while cells and not cells[-1].text.strip():
        cells.pop()
    return cells


def _order_score(cells: Sequence[Cell], columns: Columns) -> int:
    """Count how far units and time stand where the headings say: 3, 1 and 3 points."""
    score = 0
    for kind, points in _POINTS.items():
        place = columns.place(kind)
        text = cells[place].text if place is not None else ""
        fits = looks_like_deadline(text) if kind is Column.deadline else looks_like_units(text)
        score += points if fits else 0
    return score


def _best_score(columns: Columns) -> int:
    return sum(value for kind, value in _POINTS.items() if columns.place(kind) is not None)
