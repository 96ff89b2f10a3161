"""The grammar of points in a row, and of the edge before them.

moments = edge element {link element}
element = ["giai đoạn"] point [range]   |  number like the point before
range   = ("-" | "đến" [edge]) point
link    = "," | "và" | "+" | "/" (between roman figures) | ";" (before a mere number)
edge    = {"trước" | "chậm nhất" | "đến hết" | "trong" | hour | idle word}
since   = "từ" point;  from "từ" element or "từ nay đến" point it becomes moments
delay   = n "ngày" "kể từ" day
"""

from __future__ import annotations

from dataclasses import replace

from workflows.deadlines.cursor import Cursor
from workflows.deadlines.points import (
    month_point,
    point,
    quarter_number,
    quarter_point,
    year_after,
    year_number,
)
from workflows.deadlines.syntax import (
    Delay,
    Edge,
    Element,
    Moments,
    Point,
    Since,
    Unit,
    YearRef,
)
from workflows.deadlines.tokens import roman
from workflows.deadlines.words import Term

_EDGES = {
    Term.BEFORE: Edge.BEFORE,
    Term.BY: Edge.BY,
    Term.FINISH: Edge.BY,
    Term.UNTIL: Edge.UNTIL,
    Term.COMING: Edge.UNTIL,
    Term.IN: Edge.IN,
}
# No cell names more points in one row; longer rows are numbers of something else.
_LONGEST_LIST = 40
# What may stand after a bare number for it to go on a list ("Quý III, IV/2025"), not to count
# something ("Quý III, 4 hội nghị").
_AFTER_SHORT = (
    Term.COMMA, Term.AND, Term.PLUS, Term.DASH, Term.UNTIL, Term.SLASH, Term.YEAR, Term.STOP,
    Term.SEMICOLON, Term.COLON, Term.OPEN_BRACKET, Term.CLOSE_BRACKET, Term.EVERY, Term.ARROW,
)  # fmt: skip


def edge(cursor: Cursor) -> tuple[Edge, str | None]:
    """Read everything that leads up to a point; return the strongest edge and the hour named.

    Before an hour of a day is on that day: "trước 17 giờ 00 ngày 05/02" is 05/02.
    """
    found, spoken = Edge.NONE, None
    while True:
        if cursor.at(Term.BEFORE) and cursor.at(Term.OR, Term.AND, ahead=1):
            # "trước hoặc trong ngày X" takes X in.
            if not cursor.at(Term.IN, ahead=2):
                break
            cursor.position += 3
            found = Edge.BY
        elif token := cursor.take(*_EDGES):
            found = max(found, _EDGES[token.term], key=lambda e: e.value)
            cursor.take(Term.COLON)
        elif named := hour(cursor):
            spoken = named
            cursor.take(Term.COMMA)
        elif cursor.take(Term.IDLE):
            cursor.take(Term.COLON)
        elif not _weekday_of_date(cursor):
            break
    if spoken and found is Edge.BEFORE:
        found = Edge.BY
    return found, spoken


def weekday(cursor: Cursor) -> int | None:
    """Read "thứ Sáu", "thứ 6", "chủ nhật"; return the day of the week, 0 for Monday."""
    start = cursor.position
    if token := cursor.take(Term.WEEKDAY):
        return token.value
    if cursor.take(Term.ORDINAL):
        number = cursor.number()
        if number and 2 <= number <= 7:
            return number - 2
    cursor.position = start
    return None


def _weekday_of_date(cursor: Cursor) -> bool:
    """Pass a weekday that only goes with a date: "thứ Sáu, ngày 26/9/2025"."""
    start = cursor.position
    if weekday(cursor) is not None:
        cursor.take(Term.COMMA)
        cursor.take(Term.OPEN_BRACKET)
        if cursor.at(Term.DAY, Term.NUMBER) and cursor.at(Term.NUMBER, Term.SLASH, ahead=1):
            return True
    cursor.position = start
    return False


def hour(cursor: Cursor) -> str | None:
    """Read "17 giờ 00", "11h00", "17:00"; return it as "17 giờ 00"."""
    start = cursor.position
    hours = cursor.number()
    if hours is not None and hours <= 24:
        if cursor.take(Term.HOUR):
            return f"{hours:02d} giờ {_minutes(cursor) or 0:02d}"
        minutes = _minutes(cursor) if cursor.take(Term.COLON) else None
        if minutes is not None:
            return f"{hours:02d} giờ {minutes:02d}"
    cursor.position = start
    return None


def _minutes(cursor: Cursor) -> int | None:
    token = cursor.peek()
    # "17 giờ 05/02/2026" goes on with a day, not with minutes.
    if token is None or token.term is not Term.NUMBER or cursor.at(Term.SLASH, ahead=1):
        return None
    if token.value is None or token.value >= 60 or len(token.text) != 2:
        return None
    cursor.position += 1
    return token.value


def moments(cursor: Cursor) -> Moments | None:
    """Read one or more points or ranges under one edge."""
    start, begin = cursor.position, cursor.begin
    leaning, spoken = edge(cursor)
    first = cursor.peek()
    numbered = cursor.at(Term.NUMBER, Term.WORD, ahead=2)
    if first and first.term is Term.EVERY and first.folded == "cac" and numbered:
        cursor.position += 1
    if leaning in (Edge.NONE, Edge.IN) and cursor.at(Term.FROM):
        found = from_on(cursor)
        if isinstance(found, Moments):
            return replace(found, begin=begin)
        cursor.position = start
        return None
    elements = _elements(cursor, leaning)
    if not elements:
        cursor.position = start
        return None
    spoken = spoken or _hour_after(cursor)
    if spoken and leaning is Edge.BEFORE:
        leaning = Edge.BY
    return Moments(begin, cursor.stop, tuple(elements), leaning, spoken)


def _hour_after(cursor: Cursor) -> str | None:
    """Read the ", 17h00" or "(trước 17 giờ 00)" behind a day."""
    start = cursor.position
    bracket = cursor.take(Term.COMMA, Term.OPEN_BRACKET)
    cursor.take_all(Term.IDLE, Term.BEFORE, Term.BY)
    if spoken := hour(cursor):
        if bracket and bracket.term is Term.OPEN_BRACKET:
            cursor.take(Term.CLOSE_BRACKET)
        return spoken
    cursor.position = start
    return None


def from_on(cursor: Cursor) -> Moments | Since | None:
    """Read "từ A đến B", "từ nay đến B" as moments, "từ A" alone as a first day."""
    start, begin = cursor.position, cursor.begin
    if not cursor.take(Term.FROM):
        return None
    hour(cursor)
    if cursor.take(Term.NOW):
        cursor.take(Term.COMMA)
        if cursor.at(Term.UNTIL, Term.COMING) and (end := _range_end(cursor, None)):
            last, leaning = end
            element = Element(None, last, begin, cursor.stop, leaning)
            return Moments(begin, cursor.stop, (element,), Edge.NONE)
        cursor.position = start
        return None
    elements = _elements(cursor, Edge.IN)
    if not elements:
        cursor.position = start
        return None
    if len(elements) == 1 and not elements[0].ranged:
        return Since(begin, cursor.stop, elements[0].end)
    return Moments(begin, cursor.stop, tuple(elements), Edge.NONE)


def delay(cursor: Cursor) -> Delay | None:
    """Read "30 ngày kể từ ngày 01/7/2025". Working days are left to a person."""
    start, begin = cursor.position, cursor.begin
    cursor.take_all(Term.IN, Term.BY)
    days = cursor.number()
    if days and cursor.take(Term.DAY):
        cursor.take(Term.COMMA)
        named = point(cursor) if cursor.take(Term.FROM, Term.AFTER) else None
        if named and named.unit is Unit.DAY and named.first:
            return Delay(begin, cursor.stop, days, named)
    cursor.position = start
    return None


def _elements(cursor: Cursor, leaning: Edge) -> list[Element]:
    start, begin = cursor.position, cursor.begin
    cursor.take(Term.PHASE)
    first = point(cursor, leaning)
    named = first or _bare_day(cursor)
    if named is None:
        cursor.position = start
        return []
    elements = [Element(named, named, begin, cursor.stop)]
    while len(elements) < _LONGEST_LIST and (following := _linked(cursor, elements[-1])):
        last = elements[-1]
        if following.start is None:
            # The end of a range takes in the point before it.
            elements[-1] = replace(following, start=last.end, begin=last.begin)
        else:
            elements.append(following)
    elements = _with_months(elements)
    if first is None and not (elements[0].start and elements[0].start.first):
        cursor.position = start
        return []
    return elements


def _bare_day(cursor: Cursor) -> Point | None:
    """Read the "05" of "05-08/02/2026": a day whose month must stand further on."""
    day = cursor.number()
    if day is None or not cursor.at(Term.DASH, Term.UNTIL, Term.COMMA, Term.AND):
        return None
    return Point(Unit.DAY, 0, 0, day=day)


def _linked(cursor: Cursor, last: Element) -> Element | None:
    """Read a link and what it links: the next element, or (start None) the end of a range."""
    start, begin = cursor.position, cursor.begin
    if cursor.at(Term.DASH, Term.UNTIL, Term.COMING, Term.ARROW):
        if not last.ranged and (found := _range_end(cursor, last.end)):
            end, leaning = found
            return Element(None, end, begin, cursor.stop, leaning)
    elif cursor.take(Term.COMMA, Term.AND, Term.PLUS):
        cursor.take(Term.AND)
        begin = cursor.begin
        if named := _like(cursor, last.end):
            return Element(named, named, begin, cursor.stop)
    elif cursor.take(Term.SEMICOLON):
        begin = cursor.begin
        if named := _short(cursor, last.end):
            return Element(named, named, begin, cursor.stop, apart=True)
    elif cursor.take(Term.SLASH):
        token = cursor.peek()
        if last.end.unit is Unit.QUARTER and token and roman(token):
            begin = cursor.begin
            if named := _short(cursor, last.end):
                return Element(named, named, begin, cursor.stop)
    cursor.position = start
    return None


def _range_end(cursor: Cursor, first: Point | None) -> tuple[Point, Edge] | None:
    start = cursor.position
    worded = cursor.take(Term.UNTIL, Term.COMING)
    leaning = edge(cursor)[0] if worded else Edge.NONE
    if worded is None:
        cursor.take(Term.DASH, Term.ARROW)
    named = point(cursor, leaning if worded else Edge.NONE)
    if named is None and first is not None:
        named = _short(cursor, first)
    if named is None:
        cursor.position = start
        return None
    return named, leaning


def _like(cursor: Cursor, last: Point) -> Point | None:
    """Read a point of the same unit as the one before, or a number that stands for one."""
    start = cursor.position
    # "30 tháng 6 và 31 tháng 12": after a day it is a day, not a count of months.
    named = point(cursor, Edge.BY if last.unit is Unit.DAY else Edge.NONE)
    if named and named.unit is last.unit:
        return named
    cursor.position = start
    return None if named else _short(cursor, last)


def _short(cursor: Cursor, last: Point) -> Point | None:
    """Read a number as a point of the unit of the one before: the "IV" of "Quý III, IV"."""
    start = cursor.position
    if last.unit is Unit.YEAR:
        year = year_number(cursor)
        if year and (cursor.done or cursor.at(*_AFTER_SHORT)):
            return Point(Unit.YEAR, 1, 12, year=YearRef(year))
    elif last.unit is not Unit.MONTHS and last.place is None:
        number = quarter_number(cursor) if last.unit is Unit.QUARTER else cursor.number()
        if number is not None and (cursor.done or cursor.at(*_AFTER_SHORT) or _at_year(cursor)):
            return _short_point(cursor, last.unit, number)
    cursor.position = start
    return None


def _short_point(cursor: Cursor, unit: Unit, number: int) -> Point:
    if unit is Unit.QUARTER:
        return quarter_point(number, year_after(cursor))
    if unit is Unit.MONTH:
        return month_point(number, year_after(cursor))
    return Point(Unit.DAY, 0, 0, day=number)


def _at_year(cursor: Cursor) -> bool:
    start = cursor.position
    found = year_number(cursor) is not None
    cursor.position = start
    return found


def _with_months(elements: list[Element]) -> list[Element]:
    """Give each bare day the month and year of the next day that names them."""
    named: Point | None = None
    done: list[Element] = []
    for element in reversed(elements):
        end = _borrow(element.end, named)
        named = end if end.first else named
        start = end if not element.ranged else element.start and _borrow(element.start, named)
        done.append(replace(element, start=start, end=end))
    return done[::-1]


def _borrow(bare: Point, named: Point | None) -> Point:
    if bare.unit is not Unit.DAY or bare.first or bare.fault or not named:
        return bare
    if named.unit is not Unit.DAY:
        return bare
    return replace(bare, first=named.first, last=named.last, year=named.year)
