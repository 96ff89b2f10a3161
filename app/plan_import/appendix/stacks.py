"""Takes apart rows in which several tasks, or several products of one, are stacked."""

import re
from collections.abc import Sequence
from dataclasses import replace

from app.plan_import.appendix.cell_content import has_open_end, looks_like_deadline
from app.plan_import.appendix.headings import Column, Columns
from app.plan_import.tables import Cell, Row, one_line, visible
from app.plan_import.units import begins_like_unit

_NUMBERED = re.compile(r"^(?:\(?\d{1,2}[.)]\s*(?=\D)|[a-zđ]\)\s*)")
_COUNTED = re.compile(r"\d{1,2}[.)]\s")
_BULLET = re.compile(r"^[-–+*•]\s*")
_MOST_STACKED = 40


def entries(cell: Cell) -> tuple[str, ...]:
    """Return the entries of a cell: its numbered lines, else its paragraphs or lines.

    A line that does not begin like a sentence of its own goes on from the one above.
    """
    lines = [line for line in (cell.stacked or visible(cell.text).split("\n")) if line.strip()]
    numbered = sum(bool(_NUMBERED.match(line.strip())) for line in lines)
    found: list[str] = []
    for line in lines:
        text = line.strip()
        begins = _NUMBERED.match(text) if numbered > 1 else _begins_entry(text)
        # "1. … chữ ký số", "2. …": the number that must follow begins an entry in any case.
        counted = numbered > 1 and re.match(rf"\(?{len(found) + 1}[.)]\s*\D", text)
        if found and not counted and (not begins or has_open_end(found[-1])):
            found[-1] += "\n" + text
        else:
            found.append(text)
    return tuple(found)


def _begins_entry(text: str) -> bool:
    bare = _BULLET.sub("", text)
    return bool(bare) and not bare[0].islower()


def bare(entry: str) -> str:
    """Return an entry without the number or bullet before it."""
    return _BULLET.sub("", _NUMBERED.sub("", entry))


def _entries_of(cell: Cell, height: int) -> tuple[str, ...]:
    """Return the entries of a cell; its paragraphs where they are just as many as asked for."""
    return cell.stacked if len(cell.stacked) == height else entries(cell)


def stack_height(row: Row, cells: Sequence[Cell], columns: Columns) -> int:
    """Return how many tasks are stacked in a row's cells, 1 for an ordinary row.

    Paragraphs in the cell of the title alone are one task told at length. They are several
    tasks when the file marks them as such, or when the cells of number, lead or time are as
    many; numbered ones also when those cells are several but not as many.
    """
    title = columns.title
    if title is None:
        return 1
    if row.marked:
        return max(1, len(cells[title].stacked))
    titles = entries(cells[title])
    for height in (len(titles), len(cells[title].stacked)):
        if 1 < height <= _MOST_STACKED and _agrees_beside(cells, columns, height):
            return height
    numbered = 1 < len(titles) <= _MOST_STACKED and all(map(_NUMBERED.match, titles))
    return len(titles) if numbered and _several_beside(cells, columns) else 1


def _agrees_beside(cells: Sequence[Cell], columns: Columns, height: int) -> bool:
    """Tell whether a cell of number, lead or time holds just so many entries."""
    return any(
        len(found) == height and all(_suits(bare(entry), kind) for entry in found)
        for kind in (Column.number, Column.lead, Column.deadline)
        for place in columns.places(kind)
        for found in (_entries_of(cells[place], height),)
    )


def _several_beside(cells: Sequence[Cell], columns: Columns) -> bool:
    return any(
        len(entries(cells[place])) > 1
        for kind in (Column.number, Column.lead, Column.deadline)
        for place in columns.places(kind)
    )


def _suits(entry: str, kind: Column) -> bool:
    if kind is Column.deadline:
        return looks_like_deadline(entry)
    return kind is Column.number or begins_like_unit(entry)


def unstack(
    cells: Sequence[Cell], columns: Columns, height: int, *, marked: bool
) -> tuple[list[list[Cell]], bool]:
    """Take a stacked row apart; returns the rows and whether all cells agreed in number.

    A cell with one entry counts for every task of the stack; work wider than the title
    (objective, duty) always does. Paragraphs agree only where units or time do so as well
    as the product.
    """
    agreeing: set[Column | None] = set()
    agreed = True
    rows: list[list[Cell]] = [[] for _ in range(height)]
    # Without a column of numbers, those before the titles are the numbers of the tasks.
    numbers = columns.places(Column.number)
    wide = {*columns.duties, *columns.places(Column.objective)}
    for place, cell in enumerate(cells):
        texts = cell.stacked if marked and cell.stacked else _entries_of(cell, height)
        shared = place in wide or len(texts) <= 1
        if columns.kinds[place] is Column.number and len(texts) != height:
            shared = True
        agreed = agreed and (shared or len(texts) == height)
        if not shared and len(texts) == height:
            agreeing.add(columns.kinds[place])
        for task in range(height):
            own = texts[task] if task < len(texts) else ""
            if place != columns.title or numbers or not _COUNTED.match(own):
                own = bare(own)
            rows[task].append(Cell(cell.text if shared else own, merged=cell.merged))
    sure = marked or len(agreeing - {Column.task, Column.objective}) > 1
    return rows, agreed and sure


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
        if not all(len(cells) > title and _lacks_title(cells, columns) for cells in below):
            continue
        for text, cells, at in zip(titles, [grid, *below], range(place, len(rows)), strict=False):
            cells[title] = Cell(text)
            spread[at] = replace(rows[at], cells=tuple(cells), stack=len(titles))
    return spread


def _lacks_title(cells: Sequence[Cell], columns: Columns) -> bool:
    filled = {
        kind for kind, cell in zip(columns.kinds, cells, strict=False) if kind and cell.text.strip()
    }
    wide = {Column.number, Column.objective, Column.task}
    return bool(filled & {Column.lead, Column.deadline}) and not filled & wide


def milestones_of(product: Cell, deadline: Cell) -> list[tuple[str, str]]:
    """Return (product, time) of each product of one task that has a time of its own.

    Empty unless the cells of product and time hold equally many entries, all times readable.
    """
    products, times = entries(product), entries(deadline)
    if len(products) < 2 or len(products) != len(times):
        return []
    bare_times = [one_line(bare(time)).rstrip(" ;.") for time in times]
    if not all(looks_like_deadline(time) for time in bare_times):
        return []
    return [
        (one_line(bare(name)).rstrip(" ;.,"), time)
        for name, time in zip(products, bare_times, strict=True)
    ]
