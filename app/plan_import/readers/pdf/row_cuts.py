"""Divides the lines below the headings of a table into rows, where no rule parts them."""

import re
from collections.abc import Sequence
from itertools import pairwise

from app.plan_import.appendix.headings import Column, Columns
from app.plan_import.readers.pdf.printed import TextLine, bottom, text_of, top
from app.plan_import.readers.pdf.printed_table import PrintedCell, PrintedRow, ends_full
from app.plan_import.readers.pdf.row_gaps import Band, rows_by_gaps

_NUMBER = re.compile(r"(?:\d{1,3}(?:\.\d{1,3}){0,2}|[IVXL]{1,6}|[A-H])[.)]?$")
_SURE_MARGIN = 1.0


def rows_of_band(band: Band, columns: Columns) -> list[PrintedRow]:
    """Return the rows of a band: each begins where the table then makes most sense.

    Clear white parts rows; where it is missing each number in the first column is a row. A row
    whose beginning might as well be another line is ``unsure``.
    """
    if not any(band.columns):
        return []
    numbers = _numbers(band, columns)
    parted = rows_by_gaps(band, columns, numbers)
    if parted is not None:
        return parted
    return _rows(band, _cuts_between(band, numbers, columns) if numbers else [])


def _numbers(band: Band, columns: Columns) -> list[TextLine]:
    place = columns.place(Column.number)
    if place is None:
        return []
    return [line for line in band.columns[place] if is_number(text_of(line))]


def is_number(text: str) -> bool:
    """Tell whether a text is the number of a row or an area."""
    return bool(_NUMBER.match(text))


def _rows(band: Band, cuts: Sequence[tuple[float, bool]]) -> list[PrintedRow]:
    """Cut a band at heights; the mark with a height says that it is only a guess."""
    edges = [(band.tops[0] - 1, False), *cuts, (float("inf"), False)]
    rows = []
    for (start, guessed), (end, guessed_end) in pairwise(edges):
        cells = [
            PrintedCell([line for line in lines if start <= top(line) < end], *side)
            for lines, side in zip(band.columns, band.sides, strict=True)
        ]
        lines = [line for cell in cells for line in cell.lines]
        if lines:
            upper, lower = min(map(top, lines)), max(map(bottom, lines))
            unsure = guessed or guessed_end or band.is_crossed(upper, lower)
            rows.append(PrintedRow(cells, band.page, upper, lower, unsure))
    return rows


def _gaps(band: Band) -> dict[float, float]:
    """Return the white above each line's upper edge, over the whole width of the table."""
    lines = sorted((line for lines in band.columns for line in lines), key=top)
    gaps: dict[float, float] = {}
    lowest = bottom(lines[0])
    for line in lines[1:]:
        if top(line) not in gaps:
            gaps[top(line)] = max(0.0, top(line) - lowest)
        lowest = max(lowest, bottom(line))
    return gaps


# --- where a row with a number begins --------------------------------------------------------


def _cuts_between(
    band: Band, numbers: Sequence[TextLine], columns: Columns
) -> list[tuple[float, bool]]:
    """Return where the rows begin, from the second on; and from the first, when what stands
    above its number cannot belong to it."""
    at_top = _numbers_at_top(band, numbers, columns)
    cuts: list[tuple[float, bool]] = []
    start = _start_of_first(band, numbers[0], columns, at_top)
    if start is not None:
        cuts.append((start, False))
    gaps = _gaps(band)
    begun = start if start is not None else band.tops[0]
    for number, following in pairwise(numbers):
        reach = top(following) + 0.4 * band.height
        places = [place for place in band.tops if top(number) + 1 < place <= reach]
        if not places:
            places = [top(following)]
        scored = []
        for place in places:
            score = _score(band, place, gaps)
            if at_top:
                score += 3.0 if abs(place - top(following)) < 0.4 * band.height else 0.0
            else:
                score += _balance(band, begun, number, place)
            scored.append((score, place))
        scored.sort(reverse=True)
        sure = len(scored) < 2 or scored[0][0] - scored[1][0] >= _SURE_MARGIN
        begun = scored[0][1]
        cuts.append((begun - 0.1, not sure))
    return cuts


def _numbers_at_top(band: Band, numbers: Sequence[TextLine], columns: Columns) -> bool:
    """Tell whether numbers stand on the first line of their rows, not half way down."""
    title = columns.title
    if title is None:
        return True
    beside = [_line_beside(band.columns[title], number, band.height) for number in numbers]
    begins = [line for line in beside if line and text_of(line)[0].isupper()]
    if len(begins) < 0.75 * len(numbers):
        return False
    lines = [len(lines) for lines in band.columns if lines]
    # With one line to a row there is no difference.
    return max(lines) > len(numbers) or len(numbers) == 1


def _line_beside(lines: Sequence[TextLine], number: TextLine, height: float) -> TextLine | None:
    middle = number[0].middle
    return next((line for line in lines if abs(line[0].middle - middle) < 0.4 * height), None)


def _start_of_first(band: Band, number: TextLine, columns: Columns, at_top: bool) -> float | None:
    """Return where the first numbered row begins, when lines above it are another row's rest."""
    above = [place for place in band.tops if place < top(number) - 0.6 * band.height]
    if not above:
        return None
    if at_top:
        return min(place for place in band.tops if place >= top(number) - 0.6 * band.height) - 0.1
    firsts = [lines[0] for lines in band.columns if lines and top(lines[0]) < top(number)]
    broken = any(text_of(line)[0].islower() for line in firsts)
    if not broken:
        return None
    gaps = _gaps(band)
    places = [place for place in band.tops[1:] if place <= top(number) + 1]
    return max(places, key=lambda place: _score(band, place, gaps)) - 0.1 if places else None


def _balance(band: Band, begun: float, number: TextLine, place: float) -> float:
    """Return up to three points for a row whose number stands half way down."""
    ends = [
        bottom(line)
        for lines in band.columns
        for line in lines
        if begun - 1 <= top(line) < place - 0.1
    ]
    if not ends:
        return 0.0
    expected = 2 * number[0].middle - begun
    return 3.0 * max(0.0, 1.0 - abs(max(ends) - expected) / (1.5 * band.height))


def _score(band: Band, place: float, gaps: dict[float, float]) -> float:
    """Return how much speaks for a row that begins at this height."""
    height = band.height
    score = 4.0 * min(1.0, gaps.get(place, 0.0) / height)
    for lines, (left, right) in zip(band.columns, band.sides, strict=True):
        above = [line for line in lines if top(line) < place - 0.1]
        below = [line for line in lines if top(line) >= place - 0.1]
        if above and bottom(above[-1]) > place + 0.3 * height:
            score -= 3.0
        if not below or top(below[0]) > place + 2 * height:
            continue
        first = text_of(below[0])
        score += -2.0 if first[0].islower() else 0.5
        if above:
            full = ends_full(above[-1], below[0], right - left)
            score += -0.5 if full else 1.0
    return score
