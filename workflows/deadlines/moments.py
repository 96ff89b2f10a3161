"""The grammar of points in a row, and of the edge before them.

moments = edge element {link element}
element = ["giai đoạn"] point [range]   |  number like the point before
range   = ("-" | "đến" [edge]) point
link    = "," | "và" | "+" | "/" (between roman figures) | ";" (before a mere number)
since   = "từ" point;  from "từ" element or "từ nay đến" point it becomes moments
delay   = n "ngày" "kể từ" day
"""

from __future__ import annotations

from dataclasses import replace

from workflows.deadlines.cursor import Cursor
from workflows.deadlines.hours import edge, hour, hour_after, pass_weekday
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

# No cell names more points in one row; longer rows are numbers of something else.
_LONGEST_LIST = 40
# What may stand after a bare number for it to go on a list ("Quý III, IV/2025"), not to count
# something ("Quý III, 4 hội nghị").
_AFTER_SHORT = (
    Term.COMMA, Term.AND, Term.PLUS, Term.DASH, Term.UNTIL, Term.SLASH, Term.YEAR, Term.STOP,
    Term.SEMICOLON, Term.COLON, Term.OPEN_BRACKET, Term.CLOSE_BRACKET, Term.EVERY, Term.ARROW,
)  # fmt: skip


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
    pass_weekday(cursor, elements[-1].end)
    # The hour before a range is that of its first day.
    spoken = hour_after(cursor) or (None if elements[0].ranged else spoken)
    if spoken and leaning is Edge.BEFORE:
        leaning = Edge.BY
    return Moments(begin, cursor.stop, tuple(elements), leaning, spoken)


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
    if carried := _day_of_months(cursor):
        return carried
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


def _day_of_months(cursor: Cursor) -> list[Element]:
    """Read "ngày 14 các tháng 3, 6, 9, 12": one day of several months."""
    start = cursor.position
    cursor.take(Term.DAY)
    day = cursor.number()
    cursor.take(Term.OF, Term.IN)
    led = cursor.take(Term.EVERY)
    if day and led and led.folded == "cac" and cursor.at(Term.MONTH):
        months = _elements(cursor, Edge.NONE)
        if months and not any(one.ranged or one.end.place for one in months):
            points = [replace(one.end, unit=Unit.DAY, day=day) for one in months]
            return [
                replace(one, start=named, end=named)
                for one, named in zip(months, points, strict=True)
            ]
    cursor.position = start
    return []


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
        if not _is_bullet(cursor) and not last.ranged and (found := _range_end(cursor, last.end)):
            end, leaning = found
            return Element(None, end, begin, cursor.stop, leaning)
    elif cursor.take(Term.COMMA, Term.AND, Term.PLUS):
        cursor.take(Term.AND)
        begin = cursor.begin
        if named := _like(cursor, last.end):
            return Element(named, named, begin, cursor.stop)
    elif cursor.take(Term.SEMICOLON):
        begin = cursor.begin
        day = last.end.unit is Unit.DAY and cursor.at(Term.NUMBER)
        if named := _like(cursor, last.end) if day else _short(cursor, last.end):
            return Element(named, named, begin, cursor.stop, apart=True)
    elif cursor.take(Term.SLASH):
        token = cursor.peek()
        if last.end.unit is Unit.QUARTER and token and roman(token):
            begin = cursor.begin
            if named := _short(cursor, last.end):
                return Element(named, named, begin, cursor.stop)
    cursor.position = start
    return None


def _is_bullet(cursor: Cursor) -> bool:
    """Tell whether the dash here begins the next line of a list: "- Quý I - Quý III"."""
    dash, first = cursor.peek(), cursor.tokens[0]
    return dash is not None and first.term is dash.term is Term.DASH and dash.spaced


def _range_end(cursor: Cursor, first: Point | None) -> tuple[Point, Edge] | None:
    start = cursor.position
    worded = cursor.take(Term.UNTIL, Term.COMING)
    leaning = edge(cursor)[0] if worded else Edge.NONE
    if worded is None:
        cursor.take(Term.DASH, Term.ARROW)
    # After "đến" "05 tháng 9" is a day, as it is after "chậm nhất".
    named = point(cursor, max(leaning, Edge.UNTIL, key=lambda e: e.value) if worded else Edge.NONE)
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
    if named and (carried := _same_day(cursor, start, named, last)):
        return carried
    cursor.position = start
    return None if named else _short(cursor, last) or _whole_year(cursor, last)


def _same_day(cursor: Cursor, start: int, named: Point, last: Point) -> Point | None:
    """Return the day of "ngày 25 tháng 6 và tháng 12" in the second month."""
    lone = last.first and cursor.tokens[start].term is Term.MONTH
    if last.unit is not Unit.DAY or named.unit is not Unit.MONTH or named.place or not lone:
        return None
    worded = Term.MONTH in [token.term for token in cursor.tokens[max(0, start - 5) : start]]
    ends = cursor.done or cursor.at(*_AFTER_SHORT)
    return replace(named, unit=Unit.DAY, day=last.day) if worded and ends else None


def _whole_year(cursor: Cursor, last: Point) -> Point | None:
    """Read the "năm" of "quý III và năm": the year beside a part of it."""
    start = cursor.position
    sure = cursor.take(Term.WHOLE) or cursor.at(Term.AND, ahead=-1)
    part_of_year = last.unit in (Unit.QUARTER, Unit.MONTHS) and not last.place
    ends = cursor.at(Term.COMMA, Term.SEMICOLON, Term.STOP, Term.CLOSE_BRACKET, ahead=1)
    if part_of_year and (ends or cursor.peek(1) is None) and cursor.take(Term.YEAR):
        # Behind a comma its number may have been lost: "Quý III, năm".
        fault = None if sure else "“năm” không có số"
        return Point(Unit.YEAR, 1, 12, year=last.year, fault=fault)
    cursor.position = start
    return None


def _short(cursor: Cursor, last: Point) -> Point | None:
    """Read a number as a point of the unit of the one before: the "IV" of "Quý III, IV"."""
    start = cursor.position
    if last.unit is Unit.YEAR:
        year = year_number(cursor)
        ranged = cursor.at(Term.DASH, Term.UNTIL, Term.ARROW, ahead=-2)
        if year and (ranged or cursor.done or cursor.at(*_AFTER_SHORT)):
            return Point(Unit.YEAR, 1, 12, year=YearRef(year))
    elif last.unit is not Unit.MONTHS and last.place is None:
        number = quarter_number(cursor) if last.unit is Unit.QUARTER else cursor.number()
        goes_on = cursor.done or cursor.at(*_AFTER_SHORT) or _at_year(cursor)
        if number is not None and goes_on and not _numbers_a_line(cursor):
            return _short_point(cursor, last.unit, number)
    cursor.position = start
    return None


def _numbers_a_line(cursor: Cursor) -> bool:
    """Tell whether the number just read only numbers what follows: "1) Tháng 3; 2) Tháng 9"."""
    sign, following = cursor.peek(), cursor.peek(1)
    if sign is None or following is None or not following.spaced:
        return False
    if sign.term is Term.DASH:
        return not sign.spaced and following.term is not Term.NUMBER
    return sign.term in (Term.CLOSE_BRACKET, Term.STOP) and following.term not in _AFTER_SHORT


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
