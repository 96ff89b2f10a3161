"""Reads running text as taken from a PDF, where the cells of a table are broken over lines."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from app.plan_import.appendix.asides import ends_table
from app.plan_import.appendix.heading_phrases import split_headings
from app.plan_import.appendix.headings import Columns, columns_of
from app.plan_import.limits import MAX_ROWS, MAX_TASKS
from app.plan_import.problems import PlanRefused, RefusedFile
from app.plan_import.readers.cell_division import PrintedLine, divide_rows
from app.plan_import.tables import Cell, Document, Line, Row, Table, one_line
from workflows.text import fold

_LONGEST_HEADING_BLOCK = 24
_MOST_STARTS = 50
_UNSURE_COST = 5.0

_NUMBER = re.compile(r"(\d{1,4}(?:\.\d{1,3}){0,2})[.)]?(?:\s+(\S.*))?$")
_COLUMN_NUMBERS = re.compile(r"\s*\(?1\)?\s+\(?2\)?\s+\(?3\)?")
_AREA = re.compile(r"([IVXL]+|[A-H])[.)]?\s+(\S.*)$")


@dataclass
class _OpenRow:
    """A row being collected: its number, its lines and where it stands."""

    number: str
    line: int | None
    page: int | None
    lines: list[PrintedLine] = field(default_factory=list)

    def next_number(self) -> int:
        """Return the number that the row after this one should carry."""
        return int(self.number.split(".")[-1]) + 1


@dataclass
class _OpenArea:
    """A title of an area being collected."""

    number: str
    title: str
    line: int | None
    page: int | None

    def next_number(self) -> int:
        """Return the number of the first row of an area."""
        return 1


def read_broken_lines(lines: Sequence[Line]) -> Document:
    """Read printed lines (blank ones included) into prose and, where there is one, a table."""
    found = _find_headings(lines)
    prose_end = found.start if found else len(lines)
    prose = tuple(line for line in lines[:prose_end] if line.text.strip())
    if not found:
        return Document(prose)
    body = list(_without_headings(lines, found))
    table = _read_table(body, found)
    return Document((*prose, table))


@dataclass(frozen=True, slots=True)
class _Headings:
    """Where the headings stand (first line, line after the last) and what they say."""

    start: int
    end: int
    texts: tuple[str, ...]
    columns: Columns


def _find_headings(lines: Sequence[Line]) -> _Headings | None:
    starts = (place for place, line in enumerate(lines) if _begins_headings(line.text))
    # Each start is looked at closely; a text of nothing but "STT" must not take for ever.
    for start in islice(starts, _MOST_STARTS):
        headings = _headings_at(lines, start)
        if headings:
            return headings
    return None


def _begins_headings(text: str) -> bool:
    words = text.split(maxsplit=1)
    return bool(words) and fold(words[0][:4]) in ("stt", "tt")


def _headings_at(lines: Sequence[Line], start: int) -> _Headings | None:
    """Read the headings that begin on this line, up to the first area or row."""
    block: list[str] = []
    best: _Headings | None = None
    for place in range(start, min(len(lines), start + 2 * _LONGEST_HEADING_BLOCK)):
        text = one_line(lines[place].text)
        if not text:
            continue
        if block and (_area_title(text) or _NUMBER.match(text) or _begins_headings(text)):
            break
        if _COLUMN_NUMBERS.match(text):
            break
        block.append(text)
        texts = split_headings(" ".join(block))
        columns = columns_of(texts)
        if columns.usable:
            best = _Headings(start, place + 1, tuple(texts), columns)
        if len(block) > _LONGEST_HEADING_BLOCK:
            return None
    return best


def _without_headings(lines: Sequence[Line], headings: _Headings) -> Iterator[tuple[Line, bool]]:
    """Yield the lines after the headings, each with "stands right below the line above".

    Headings repeated on later pages are left out.
    """
    wanted = fold(" ".join(headings.texts))
    place = headings.end
    blank_above = True
    while place < len(lines):
        line = lines[place]
        if not line.text.strip():
            blank_above = True
        elif end := _repeated_headings(lines, place, wanted):
            place, blank_above = end, True
            continue
        elif _is_page_number(lines, place, wanted) or _COLUMN_NUMBERS.match(line.text):
            blank_above = True
        else:
            yield line, not blank_above
            blank_above = False
        place += 1


def _is_page_number(lines: Sequence[Line], place: int, wanted: str) -> bool:
    """Tell whether a number stands alone above the headings of the next page."""
    if not lines[place].text.strip().isdigit():
        return False
    below = place + 1
    while below < len(lines) and not lines[below].text.strip():
        below += 1
    return below < len(lines) and bool(_repeated_headings(lines, below, wanted))


def _repeated_headings(lines: Sequence[Line], start: int, wanted: str) -> int | None:
    """Return the line after the headings repeated here, None where they are not."""
    text = ""
    for place in range(start, len(lines)):
        text = f"{text} {fold(lines[place].text)}".strip()
        if text == wanted:
            return place + 1
        if not wanted.startswith(text):
            return None
    return None


def _read_table(body: Sequence[tuple[Line, bool]], headings: _Headings) -> Table:
    rows = list(_collect_rows(body))
    columns = Columns(headings.columns.kinds[1:], headings.columns.year)
    tasks = [row for row in rows if isinstance(row, _OpenRow)]
    if len(tasks) > MAX_TASKS or len(rows) > MAX_ROWS:
        raise PlanRefused(RefusedFile.file_too_many_rows, limit=MAX_TASKS)
    divisions = dict(
        zip(map(id, tasks), divide_rows([row.lines for row in tasks], columns), strict=True)
    )
    printed = [Row(tuple(Cell(text) for text in headings.texts))]
    for row in rows:
        if isinstance(row, _OpenRow):
            division = divisions[id(row)]
            cells = (Cell(row.number), *(Cell(text) for text in division.cells))
            unsure = division.cost > _UNSURE_COST
        else:
            cells, unsure = (Cell(row.number), Cell(row.title, span=len(columns.kinds))), False
        printed.append(Row(cells, row.page, len(printed), row.line, unsure))
    return Table(tuple(printed))


def _collect_rows(body: Sequence[tuple[Line, bool]]) -> Iterator[_OpenRow | _OpenArea]:
    """Part the lines of a table into areas and numbered rows."""
    current: _OpenRow | _OpenArea | None = None
    expected = 1
    for place, (line, tight) in enumerate(body):
        text = one_line(line.text)
        if ends_table(text):
            break
        following = one_line(body[place + 1][0].text) if place + 1 < len(body) else ""
        begun = _begun(line, text, following, expected)
        if begun:
            if current:
                yield current
            current = begun
            expected = begun.next_number()
        elif isinstance(current, _OpenArea):
            current.title += " " + text
        elif current:
            current.lines.append(PrintedLine(text, tight))
    if current:
        yield current


def _begun(line: Line, text: str, following: str, expected: int) -> _OpenRow | _OpenArea | None:
    """Return the area or row that begins on a line, None for a line of a cell."""
    area = _area_title(text) or _plain_area_title(text, following)
    if area:
        return _OpenArea(*area, line.line, line.page)
    number = _NUMBER.match(text)
    if number and _begins_row(number, following, expected):
        lines = [PrintedLine(number[2])] if number[2] else []
        return _OpenRow(number[1], line.line, line.page, lines)
    return None


def _begins_row(number: re.Match[str], following: str, expected: int) -> bool:
    """Tell whether a line that begins with a number begins the row expected next.

    "6 tháng, 1 năm" inside a cell does not; neither does the number of a page, which
    stands alone before another number.
    """
    last = int(number[1].split(".")[-1])
    if last != expected and not ("." in number[1] and last == 1):
        return False
    rest = number[2]
    if rest:
        return not rest[0].islower()
    return bool(following) and not _NUMBER.fullmatch(following) and not _area_title(following)


def _area_title(text: str) -> tuple[str, str] | None:
    """Return code and title of an area printed in capitals: "II CẢI CÁCH THỂ CHẾ"."""
    match = _AREA.match(text)
    if not match:
        return None
    letters = [char for char in match[2] if char.isalpha()]
    capitals = sum(char.isupper() for char in letters)
    if len(letters) < 6 or len(match[2].split()) < 2 or capitals < 0.8 * len(letters):
        return None
    return match[1], match[2]


def _plain_area_title(text: str, following: str) -> tuple[str, str] | None:
    """Return an area in small letters, known by the first row below it: "I. Cải cách …"."""
    match = re.match(r"([IVXL]+)[.)]\s+([A-ZÀ-ỸĐ]\S*\s.*)$", text)
    number = _NUMBER.match(following)
    if match and number and number[1] == "1":
        return match[1], match[2]
    return None
