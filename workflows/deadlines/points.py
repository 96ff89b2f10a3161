"""The grammar of one point in time: a day, a month, a quarter, several months, a year.

point   = day | place | months | month | quarter | year
day     = ["ngày"] n sep n [sep year]  |  "ngày" n ["tháng" n [year]]  |  year "-" n "-" n
place   = ["ngày" | "tháng" | "quý"] ("đầu" | "giữa" | "cuối") ["của"] (month | quarter | year)
months  = n "tháng" ("đầu" | "cuối") "năm" [year]  |  n "tháng" year  |  "nửa" …
month   = "tháng" n [year]  |  n "/" year
quarter = "quý" (n | roman) [year]
year    = ("/" | "-" | "năm" | "(") number  |  "năm" ("này" | "sau" | "liền kề" | "trước …")
"""

from __future__ import annotations

from dataclasses import replace

from workflows.deadlines.cursor import Cursor
from workflows.deadlines.syntax import Edge, Place, Point, Unit, YearRef
from workflows.deadlines.tokens import roman
from workflows.deadlines.words import Term

_PLACES = {Term.FIRST: Place.START, Term.MIDDLE: Place.MIDDLE, Term.LAST: Place.END}
_EARLIEST_YEAR, _LATEST_YEAR = 1990, 2199
# Two figures after a slash are a year of this century within a working life.
_SHORT_YEARS = range(20, 60)
_MONTHS_OF_YEAR = 12
_MONTHS_OF_QUARTER = 3
_LONGEST_MONTH = 2
# Counts of months from January that offices report on: "9 tháng năm 2025".
_REPORTED_MONTHS = (3, 6, 9)


def point(cursor: Cursor, edge: Edge = Edge.NONE) -> Point | None:
    """Read one point in time; `edge` is what stands before it."""
    start = cursor.position
    for rule in (_written_day, _iso_day, _named_day, _place, _months, _month, _quarter, _year):
        if found := rule(cursor, edge):
            return found
        cursor.position = start
    return None


def year_number(cursor: Cursor, short: bool = False) -> int | None:
    """Read a year in figures, also one broken by a space ("202 6").

    With `short` two figures will do ("30/9/25").
    """
    led = cursor.at(Term.SLASH, Term.STOP, Term.DASH, Term.YEAR, ahead=-1)
    token = cursor.take(Term.NUMBER)
    if token is None:
        return None
    figures = token.text
    following = cursor.peek()
    if led and len(figures) < 4 and following and following.term is Term.NUMBER:
        joined = figures + following.text
        if len(joined) == 4 and _is_year(int(joined)):
            cursor.position += 1
            return int(joined)
    if len(figures) == 4 and _is_year(int(figures)):
        return int(figures)
    if short and len(figures) == 2 and int(figures) in _SHORT_YEARS:
        return 2000 + int(figures)
    cursor.position -= 1
    return None


def year_after(cursor: Cursor) -> YearRef | None:
    """Read the year that follows a day, month or quarter, however it is joined to it."""
    start = cursor.position
    cursor.take(Term.COMMA)
    for rule in _YEAR_RULES:
        position = cursor.position
        if found := rule(cursor):
            return found
        cursor.position = position
    cursor.position = start
    return None


def _year_after_slash(cursor: Cursor) -> YearRef | None:
    """Read "/2025", "/25", "/năm 2025"."""
    if not cursor.take(Term.SLASH):
        return None
    number = year_number(cursor, short=True)
    return YearRef(number) if number else _named_year(cursor)


def _year_in_words(cursor: Cursor) -> YearRef | None:
    cursor.take(Term.OF, Term.IN)
    return _named_year(cursor)


def _year_after_dash(cursor: Cursor) -> YearRef | None:
    """Read "-2025"; also ".2025", where it is not the next sentence."""
    if cursor.take(Term.STOP):
        following = cursor.peek()
        return None if following is None or following.spaced else _numbered(cursor)
    return (_numbered(cursor) or _named_year(cursor)) if cursor.take(Term.DASH) else None


def _year_in_brackets(cursor: Cursor) -> YearRef | None:
    if not cursor.take(Term.OPEN_BRACKET):
        return None
    found = _named_year(cursor) or _numbered(cursor)
    return found if cursor.take(Term.CLOSE_BRACKET) else None


def _numbered(cursor: Cursor) -> YearRef | None:
    number = year_number(cursor)
    return YearRef(number) if number else None


_YEAR_RULES = (_year_after_slash, _year_in_words, _year_after_dash, _year_in_brackets, _numbered)


def wrong_year(cursor: Cursor) -> str | None:
    """Read a year that is none ("Quý III/20225"); return why, None where no year is meant."""
    start = cursor.position
    cursor.take(Term.SLASH, Term.DASH)
    led = cursor.take(Term.YEAR) or cursor.position > start
    token = cursor.take(Term.NUMBER) if led else None
    if token and (len(token.text) > _LONGEST_MONTH or _is_glued(cursor)):
        return f"“{token.text}” không phải là năm"
    cursor.position = start
    return None


def _is_glued(cursor: Cursor) -> bool:
    """Tell whether a word without meaning stands right at the number just read: "1V", "2O25"."""
    following = cursor.peek()
    return following is not None and following.term is Term.WORD and not following.spaced


def quarter_number(cursor: Cursor) -> int | None:
    """Read the number of a quarter in roman or arabic figures; any number, not only 1 to 4."""
    token = cursor.peek()
    if token and (number := roman(token)):
        cursor.position += 1
        return number
    return cursor.number()


def quarter_point(number: int, year: YearRef | None) -> Point:
    """Return the point of a quarter of the year, faulty when there is no such quarter."""
    last = number * _MONTHS_OF_QUARTER
    fault = None if 1 <= number <= 4 else f"không có quý {number}"
    return Point(Unit.QUARTER, last - _MONTHS_OF_QUARTER + 1, last, year=year, fault=fault)


def month_point(number: int, year: YearRef | None) -> Point:
    """Return the point of a month of the year, faulty when there is no such month."""
    fault = None if 1 <= number <= _MONTHS_OF_YEAR else f"không có tháng {number}"
    return Point(Unit.MONTH, number, number, year=year, fault=fault)


def _is_year(number: int) -> bool:
    return _EARLIEST_YEAR <= number <= _LATEST_YEAR


def _named_year(cursor: Cursor) -> YearRef | None:
    """Read "năm 2025", "năm nay", "năm liền kề", "năm trước liền kề"."""
    start = cursor.position
    if cursor.take(Term.YEAR) and (found := _numbered(cursor) or _relative_year(cursor)):
        return found
    cursor.position = start
    return None


def _relative_year(cursor: Cursor) -> YearRef | None:
    if cursor.take(Term.THIS, Term.NOW):
        return YearRef(offset=0)
    if cursor.take(Term.NEXT, Term.AFTER, Term.COMING, Term.ADJACENT):
        return YearRef(offset=1)
    if cursor.take(Term.PREVIOUS):
        return YearRef(offset=-1)
    if cursor.at(Term.BEFORE) and (cursor.at(Term.PERIOD, ahead=1) or _at_break(cursor, 1)):
        cursor.position += 1
        return YearRef(offset=-1)
    return None


def _at_break(cursor: Cursor, ahead: int = 0) -> bool:
    """Tell whether the text ends there, or a sign stands there that ends a phrase."""
    return cursor.peek(ahead) is None or cursor.at(
        Term.COMMA, Term.SEMICOLON, Term.CLOSE_BRACKET, Term.STOP, ahead=ahead
    )


def _written_day(cursor: Cursor, edge: Edge) -> Point | None:
    """Read "25/8/2026", "30.9.2025", "15/6", "25 / 8 /202 6"."""
    named = cursor.take(Term.DAY)
    day = cursor.number()
    sign = cursor.take(Term.SLASH, Term.STOP, Term.DASH)
    month = cursor.number() if sign else None
    if day is None or sign is None or month is None:
        return None
    if cursor.at(sign.term) and cursor.at(Term.NUMBER, ahead=1):
        cursor.position += 1
        number = year_number(cursor, short=True)
        if number is None:
            wrong = cursor.take(Term.NUMBER)
            if sign.term is Term.STOP and wrong and len(wrong.text) <= _LONGEST_MONTH:
                # "2.5.1" numbers a paragraph.
                return None
            return _faulty_day(f"{day}/{month}/{wrong.text if wrong else ''} không phải là ngày")
        return _day(day, month, YearRef(number))
    # Only a slash can stand between a day and a month without a year: 05-08 is a range.
    if sign.term is not Term.SLASH:
        return None
    year_ref = year_after(cursor)
    if year_ref is None and not named and edge is Edge.NONE and cursor.at(Term.WORD):
        # "3/5 tiêu chí" is a share, not a day.
        return None
    return _day(day, month, year_ref)


def _iso_day(cursor: Cursor, edge: Edge) -> Point | None:
    cursor.take(Term.DAY)
    year = year_number(cursor)
    month = cursor.number() if year and cursor.take(Term.DASH) else None
    day = cursor.number() if month is not None and cursor.take(Term.DASH) else None
    return None if day is None or month is None else _day(day, month, YearRef(year))


def _named_day(cursor: Cursor, edge: Edge) -> Point | None:
    """Read "ngày 15 tháng 9 năm 2025", "ngày 15"; "15 tháng 9" where it can only be a day."""
    named = cursor.take(Term.DAY)
    day = cursor.number()
    if day is None:
        return None
    start = cursor.position
    cursor.take(Term.SLASH, Term.OF)
    month = cursor.number() if cursor.take(Term.MONTH) else None
    if month is not None and not _is_count(cursor):
        year = year_after(cursor)
        # More than twelve cannot count months: "25 tháng 8" is a day.
        surely = day > _MONTHS_OF_YEAR and _at_break(cursor)
        if named or year or surely or edge in (Edge.BEFORE, Edge.BY, Edge.UNTIL):
            return _day(day, month, year)
        return None
    cursor.position = start
    if not named:
        return None
    cursor.take(Term.OF)
    if (month_named := _place(cursor, edge)) and month_named.unit is Unit.MONTH:
        return _day(day, month_named.first, month_named.year)
    cursor.position = start
    return Point(Unit.DAY, 0, 0, day=day)


def _day(day: int, month: int, year: YearRef | None) -> Point:
    return Point(Unit.DAY, month, month, day=day, year=year)


def _faulty_day(fault: str) -> Point:
    return Point(Unit.DAY, 0, 0, fault=fault)


def _is_count(cursor: Cursor) -> bool:
    """Tell whether what was read counts something ("tháng 1 lần", "trong 3 tháng 7, 8, 9")."""
    if cursor.at(Term.COMMA):
        return cursor.at(Term.NUMBER, ahead=1) and not cursor.at(Term.MONTH, ahead=2)
    return cursor.at(Term.TIMES, Term.PERIOD)


def _place(cursor: Cursor, edge: Edge) -> Point | None:
    """Read "cuối tháng 9", "giữa năm", "ngày cuối cùng của quý III", "tháng cuối quý III"."""
    small = cursor.take(Term.DAY, Term.WEEK, Term.MONTH, Term.QUARTER, Term.HALF)
    named = cursor.take(*_PLACES)
    if named is None:
        return None
    place = _PLACES[named.term]
    cursor.take_all(Term.OF, Term.IN, Term.EVERY)
    whole = _month(cursor, edge) or _quarter(cursor, edge) or _place_year(cursor)
    if whole is None or whole.fault or (small and place is Place.MIDDLE):
        return whole if whole and whole.fault else None
    if small is None or small.term is Term.DAY:
        return replace(whole, place=place)
    if small.term is Term.HALF:
        # The first half of a month ends in its middle; of a year `_months` knows.
        half = Place.MIDDLE if place is Place.START else Place.END
        return replace(whole, place=half) if whole.unit is Unit.MONTH else None
    if small.term is Term.WEEK:
        # How weeks of a month are counted is not settled; only the last one ends with it.
        return replace(whole, place=place) if place is Place.END else None
    return _small_unit(small.term, place, whole)


def _small_unit(small: Term, place: Place, whole: Point) -> Point | None:
    """Return the first or last month (or quarter) of a quarter or year."""
    unit = Unit.MONTH if small is Term.MONTH else Unit.QUARTER
    length = 1 if unit is Unit.MONTH else _MONTHS_OF_QUARTER
    if whole.last - whole.first + 1 <= length:
        return None
    first = whole.first if place is Place.START else whole.last - length + 1
    return Point(unit, first, first + length - 1, year=whole.year)


def _place_year(cursor: Cursor) -> Point | None:
    if not cursor.take(Term.YEAR):
        number = _numbered(cursor)
        return Point(Unit.YEAR, 1, _MONTHS_OF_YEAR, year=number) if number else None
    cursor.take(Term.SLASH)
    year = _numbered(cursor) or _relative_year(cursor)
    return Point(Unit.YEAR, 1, _MONTHS_OF_YEAR, year=year)


def _months(cursor: Cursor, edge: Edge) -> Point | None:
    """Read "6 tháng cuối năm 2025", "nửa đầu năm", "hai quý cuối năm", "9 tháng năm 2025"."""
    count = _count_of_months(cursor)
    if not 1 <= count <= _MONTHS_OF_YEAR:
        return None
    if side := cursor.take(Term.FIRST, Term.LAST):
        cursor.take(Term.OF, Term.SLASH)
        year = _place_year(cursor)
        if year is None:
            return None
        first = 1 if side.term is Term.FIRST else _MONTHS_OF_YEAR - count + 1
        return Point(Unit.MONTHS, first, first + count - 1, year=year.year or year_after(cursor))
    if count in _REPORTED_MONTHS and cursor.at(Term.YEAR, Term.OF, Term.SLASH):
        cursor.take(Term.SLASH)
        year_ref = _numbered(cursor) or year_after(cursor)
        return Point(Unit.MONTHS, 1, count, year=year_ref) if year_ref else None
    return None


def _count_of_months(cursor: Cursor) -> int:
    """Read "nửa", "6 tháng", "hai quý" as a number of months, 0 when there is none."""
    if cursor.take(Term.HALF):
        return 6
    count = cursor.number() or 0
    if cursor.take(Term.MONTH):
        return count
    return count * _MONTHS_OF_QUARTER if cursor.take(Term.QUARTER) else 0


def _month(cursor: Cursor, edge: Edge) -> Point | None:
    if cursor.take(Term.MONTH):
        cursor.take(Term.STOP)
        number = cursor.number()
        if number is None or cursor.at(Term.TIMES, Term.PERIOD, Term.HOUR):
            return None
        year_ref = year_after(cursor)
        fault = None if year_ref else wrong_year(cursor)
        named = month_point(number, year_ref)
        return replace(named, fault=fault) if fault else named
    number = cursor.number()
    if number is None or not cursor.take(Term.SLASH):
        return None
    year = year_number(cursor)
    return month_point(number, YearRef(year)) if year else None


def _quarter(cursor: Cursor, edge: Edge) -> Point | None:
    if not cursor.take(Term.QUARTER):
        return None
    cursor.take(Term.STOP)
    number = quarter_number(cursor)
    if number is None or cursor.at(Term.TIMES, Term.PERIOD) or _is_glued(cursor):
        return None
    year = year_after(cursor)
    fault = None if year else wrong_year(cursor)
    named = quarter_point(number, year)
    return replace(named, fault=fault) if fault else named


def _year(cursor: Cursor, edge: Edge) -> Point | None:
    """Read "năm 2025", "năm nay", "năm" after an edge ("trong năm"), "2025" standing alone."""
    before = cursor.peek(-1)
    if cursor.take(Term.YEAR):
        year = _numbered(cursor) or _relative_year(cursor)
        if year or edge in (Edge.IN, Edge.UNTIL, Edge.BY):
            return Point(Unit.YEAR, 1, _MONTHS_OF_YEAR, year=year)
        return None
    year = _numbered(cursor)
    alone = before is None or before.term in _BEFORE_LONE_YEAR
    ends = cursor.done or cursor.at(*_AFTER_LONE_YEAR)
    if year and ends and (edge is not Edge.NONE or alone):
        return Point(Unit.YEAR, 1, _MONTHS_OF_YEAR, year=year)
    return None


_BEFORE_LONE_YEAR = (
    Term.COMMA, Term.SEMICOLON, Term.DASH, Term.UNTIL, Term.PHASE, Term.COLON, Term.OPEN_BRACKET,
)  # fmt: skip
_AFTER_LONE_YEAR = (
    Term.COMMA, Term.SEMICOLON, Term.STOP, Term.DASH, Term.UNTIL, Term.COLON, Term.CLOSE_BRACKET,
)  # fmt: skip
