"""Finds the tables whose cells are drawn by rules, and puts the words into the cells."""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.plan_import.limits import MAX_COLUMNS
from app.plan_import.problems import PlanRefused, RefusedFile
from app.plan_import.readers.pdf.printed import (
    Page,
    Rule,
    Word,
    bottom,
    left,
    lines_of,
    right,
    top,
    without,
)
from app.plan_import.readers.pdf.printed_table import PrintedCell, PrintedRow, PrintedTable

# Two rules at most so far apart are one (a double rule, the borders of two cells side by
# side); a gap at most so wide is where two rules cross.
_SAME_RULE = 3.0
_SHORTEST_RULE = 8.0
_NARROWEST = 6.0
_COVERED = 0.6
_OPEN_SIDE = 12.0
_MOST_RULES = 3_000
_LINE_GAP = 0.6

_Field = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Grid:
    """The rules of one table: places of its columns' and rows' sides, and what is drawn there."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    down: dict[float, list[Rule]]
    across: dict[float, list[Rule]]


def ruled_tables(page: Page) -> tuple[list[PrintedTable], Page]:
    """Return the tables drawn by rules, top to bottom, and the page without their words.

    A box with a single column is no table. Raises PlanRefused for more columns than a plan
    has, or more rules.
    """
    tables: list[PrintedTable] = []
    rest = page
    for grid in _grids(page):
        box = (grid.xs[0], grid.ys[0], grid.xs[-1], grid.ys[-1])
        words = [word for word in rest.words if _inside(word, box)]
        table = _table(grid, words, page.number) if words else None
        if table:
            rest = without(rest, [*words, *_overhang(table, rest)])
            tables.append(table)
    return sorted(tables, key=lambda table: table.top), rest


def _overhang(table: PrintedTable, page: Page) -> list[Word]:
    """Take lines to a cell that runs down to the foot of its table and goes on below it.

    A browser prints a tall cell so where the page ends. Returns the words taken.
    """
    taken: list[Word] = []
    below = [line for line in lines_of(page.words) if top(line) > table.bottom - line[0].height]
    for column in range(len(table.rows[-1].cells)):
        cell = _lowest(table, column)
        for line in below:
            last = cell.lines[-1] if cell and cell.lines else None
            if cell is None or last is None or bottom(last) < table.bottom - 1.5 * last[0].height:
                break
            near = -1 < top(line) - bottom(last) <= _LINE_GAP * last[0].height
            if near and cell.left <= left(line) and right(line) <= cell.right:
                cell.lines.append(line)
                taken.extend(line)
    return taken


def _lowest(table: PrintedTable, column: int) -> PrintedCell | None:
    """Return the cell that reaches the foot of a column, with its text."""
    foot = table.rows[-1].cells[column]
    for row in reversed(table.rows):
        for cell in row.cells:
            if (cell.left, cell.right) == (foot.left, foot.right) and not cell.merged:
                return cell
    return None


def cell_boxes(page: Page) -> list[tuple[float, float, float, float]]:
    """Return left, top, right and bottom of every cell that the rules of a page draw."""
    boxes: list[tuple[float, float, float, float]] = []
    for grid in _grids(page):
        sides: dict[_Field, list[int]] = {}
        for row, line in enumerate(_owners(grid)):
            for column, owner in enumerate(line):
                known = sides.setdefault(owner, [column, row, column, row])
                known[2], known[3] = max(known[2], column), max(known[3], row)
        boxes.extend(
            (grid.xs[first], grid.ys[upper], grid.xs[last + 1], grid.ys[lower + 1])
            for first, upper, last, lower in sides.values()
        )
    return boxes


def _inside(word: Word, box: tuple[float, float, float, float]) -> bool:
    return box[0] <= word.center <= box[2] and box[1] <= word.middle <= box[3]


# --- rules to grids ------------------------------------------------------------------------


def _grids(page: Page) -> list[_Grid]:
    """Return the grids of a page, the largest first: one inside another has no words left."""
    across, down = joined_rules(page.across), joined_rules(page.down)
    if len(across) + len(down) > _MOST_RULES:
        raise PlanRefused(RefusedFile.file_too_dense)
    grids = [_grid(rules, posts) for rules, posts in _connected(across, down)]
    found = [grid for grid in grids if grid]
    return sorted(found, key=lambda g: (g.xs[0] - g.xs[-1]) * (g.ys[-1] - g.ys[0]))


def joined_rules(rules: Iterable[Rule]) -> list[Rule]:
    """Return whole rules: the pieces of one joined, double rules made one."""
    joined: list[Rule] = []
    for level in _levels(rules):
        at = sum(rule.at for rule in level) / len(level)
        start = end = None
        for rule in sorted(level, key=lambda rule: rule.start):
            if start is None or end is None:
                start, end = rule.start, rule.end
            elif rule.start <= end + _SAME_RULE:
                end = max(end, rule.end)
            else:
                joined.append(Rule(at, start, end))
                start, end = rule.start, rule.end
        if start is not None and end is not None:
            joined.append(Rule(at, start, end))
    return [rule for rule in joined if rule.end - rule.start >= _SHORTEST_RULE]


def _levels(rules: Iterable[Rule]) -> list[list[Rule]]:
    levels: list[list[Rule]] = []
    for rule in sorted(rules, key=lambda rule: rule.at):
        if levels and rule.at - levels[-1][0].at <= _SAME_RULE:
            levels[-1].append(rule)
        else:
            levels.append([rule])
    return levels


def _connected(
    across: Sequence[Rule], down: Sequence[Rule]
) -> Iterable[tuple[list[Rule], list[Rule]]]:
    """Yield the groups of rules that touch each other: each is a table."""
    group = list(range(len(across) + len(down)))

    def root(member: int) -> int:
        while group[member] != member:
            group[member] = group[group[member]]
            member = group[member]
        return member

    places = [rule.at for rule in down]
    for number, rule in enumerate(across):
        first = bisect_left(places, rule.start - _SAME_RULE)
        last = bisect_right(places, rule.end + _SAME_RULE)
        for post in range(first, last):
            if down[post].start - _SAME_RULE <= rule.at <= down[post].end + _SAME_RULE:
                group[root(number)] = root(len(across) + post)
    parts: dict[int, tuple[list[Rule], list[Rule]]] = defaultdict(lambda: ([], []))
    for number, rule in enumerate([*across, *down]):
        parts[root(number)][number >= len(across)].append(rule)
    return [part for part in parts.values() if part[0] and part[1]]


def _grid(across: Sequence[Rule], down: Sequence[Rule]) -> _Grid | None:
    """Return the grid of rules that touch; a side that nobody drew is where the rules end."""
    xs = _with_ends(
        sorted({rule.at for rule in down}),
        min(rule.start for rule in across),
        max(rule.end for rule in across),
    )
    ys = _with_ends(
        sorted({rule.at for rule in across}),
        min(rule.start for rule in down),
        max(rule.end for rule in down),
    )
    if len(xs) < 3 or len(ys) < 2:
        return None
    if len(xs) - 1 > MAX_COLUMNS:
        raise PlanRefused(RefusedFile.file_too_wide, limit=MAX_COLUMNS)
    posts: dict[float, list[Rule]] = defaultdict(list)
    for rule in down:
        posts[rule.at].append(rule)
    levels: dict[float, list[Rule]] = defaultdict(list)
    for rule in across:
        levels[rule.at].append(rule)
    return _Grid(tuple(xs), tuple(ys), dict(posts), dict(levels))


def _with_ends(places: list[float], first: float, last: float) -> list[float]:
    if first < places[0] - _OPEN_SIDE:
        places = [first, *places]
    if last > places[-1] + _OPEN_SIDE:
        places = [*places, last]
    return places


# --- grids to tables -----------------------------------------------------------------------


def _table(grid: _Grid, words: Sequence[Word], page: int) -> PrintedTable | None:
    """Put the words into the cells of a grid; None when what it rules is no table."""
    owners = _owners(grid)
    held: dict[_Field, list[Word]] = defaultdict(list)
    for word in words:
        down = bisect_right(grid.ys, word.middle, 1, len(grid.ys) - 1) - 1
        along = bisect_right(grid.xs, word.center, 1, len(grid.xs) - 1) - 1
        held[owners[down][along]].append(word)
    columns = _columns_with_room(grid, held)
    if len(columns) < 2:
        return None
    heights = Counter(owner for line in owners for owner in set(line))
    rows = []
    for number in range(len(grid.ys) - 1):
        cells = _cells(grid, owners[number], held, number, columns)
        for cell, owner in cells:
            cell.height = heights[owner]
        row = PrintedRow([cell for cell, _ in cells], page, grid.ys[number], grid.ys[number + 1])
        flat = row.bottom - row.top < _NARROWEST
        if not (flat and row.is_empty):
            rows.append(row)
    return PrintedTable(rows) if rows else None


def _owners(grid: _Grid) -> list[list[_Field]]:
    """Return, for each field of the grid, the first field of the cell that it belongs to."""
    height, width = len(grid.ys) - 1, len(grid.xs) - 1
    owners = [[(row, column) for column in range(width)] for row in range(height)]

    def root(field: _Field) -> _Field:
        while owners[field[0]][field[1]] != field:
            field = owners[field[0]][field[1]]
        return field

    def join(one: _Field, other: _Field) -> None:
        first, second = sorted((root(one), root(other)))
        owners[second[0]][second[1]] = first

    for row in range(height):
        for column in range(width):
            sides = (grid.xs[column], grid.xs[column + 1], grid.ys[row], grid.ys[row + 1])
            if column + 1 < width and not _drawn(grid.down, sides[1], sides[2], sides[3]):
                join((row, column), (row, column + 1))
            if row + 1 < height and not _drawn(grid.across, sides[3], sides[0], sides[1]):
                join((row, column), (row + 1, column))
    return [[root((row, column)) for column in range(width)] for row in range(height)]


def _drawn(rules: dict[float, list[Rule]], at: float, start: float, end: float) -> bool:
    """Tell whether most of a cell's side is drawn."""
    drawn = sum(max(0.0, min(end, rule.end) - max(start, rule.start)) for rule in rules.get(at, ()))
    return drawn >= _COVERED * (end - start)


def _columns_with_room(grid: _Grid, held: dict[_Field, list[Word]]) -> list[int]:
    """Return the columns but for the slits between two rules that belong together."""
    used = {column for (_, column), words in held.items() if words}
    return [
        column
        for column in range(len(grid.xs) - 1)
        if grid.xs[column + 1] - grid.xs[column] >= _NARROWEST or column in used
    ]


def _cells(
    grid: _Grid,
    owners: Sequence[_Field],
    held: dict[_Field, list[Word]],
    row: int,
    columns: Sequence[int],
) -> list[tuple[PrintedCell, _Field]]:
    """Return the cells of one row, each with the first field of the whole cell."""
    cells: list[tuple[PrintedCell, _Field]] = []
    seen: set[_Field] = set()
    for column in columns:
        owner = owners[column]
        if cells and owner == cells[-1][1]:
            cells[-1][0].span += 1
            cells[-1][0].right = grid.xs[column + 1]
            continue
        first = owner[0] == row and owner not in seen
        seen.add(owner)
        lines = lines_of(held.get(owner, ())) if first else []
        cell = PrintedCell(lines, grid.xs[column], grid.xs[column + 1], merged=not first)
        cells.append((cell, owner))
    return cells
