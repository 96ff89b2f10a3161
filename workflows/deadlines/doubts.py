"""Words that speak of time and are not understood: said to be so, that nothing is guessed.

Each rule reads one kind of such words. Some stand before the rules that would make too much of
them (`doubted_first`), the rest take what no other rule read.
"""

from __future__ import annotations

from collections.abc import Callable

from workflows.deadlines.cursor import Cursor
from workflows.deadlines.hours import weekday
from workflows.deadlines.points import point, year_number
from workflows.deadlines.syntax import Doubt
from workflows.deadlines.tokens import roman
from workflows.deadlines.words import Term

_UNITS = (Term.DAY, Term.WEEK, Term.MONTH, Term.QUARTER, Term.YEAR)
_PLACES = (Term.FIRST, Term.MIDDLE, Term.LAST)
_DENIED = (
    Term.IDLE, Term.BEFORE, Term.AFTER, Term.IN, Term.FINISH, Term.UNTIL, Term.ALWAYS,
    Term.PERIODIC, Term.EVERY,
)  # fmt: skip
_BLANKS = ("…", ".", "_")


def doubted_first(cursor: Cursor) -> Doubt | None:
    """Read words another rule would take for a deadline that they are not."""
    return _read(cursor, _FIRST)


def doubted(cursor: Cursor) -> Doubt | None:
    """Read words of time that no other rule took."""
    return _read(cursor, _LAST)


def _read(cursor: Cursor, rules: tuple[Callable[[Cursor], bool], ...]) -> Doubt | None:
    begin, start = cursor.begin, cursor.position
    for rule in rules:
        if rule(cursor):
            return Doubt(begin, cursor.stop)
        cursor.position = start
    return None


def _ten_days(cursor: Cursor) -> bool:
    """Pass "thượng tuần tháng 9": whether it ends on the 10th is not settled."""
    return cursor.take(Term.TEN_DAYS) is not None


def _numbered_round(cursor: Cursor) -> bool:
    """Pass "đợt 1/2025", which is no January."""
    if not cursor.take(Term.ROUND, Term.TIMES, Term.PHASE, Term.PERIOD):
        return False
    return bool(cursor.number() and cursor.take(Term.SLASH) and year_number(cursor))


def _figures(cursor: Cursor) -> bool:
    """Pass "30,6,2025": three figures of a date with the wrong signs between."""
    day = cursor.number()
    first = cursor.take(Term.COMMA, Term.SEMICOLON) if day else None
    month = cursor.number() if first else None
    if month is None or not cursor.take(Term.COMMA, Term.SEMICOLON):
        return False
    return year_number(cursor) is not None and cursor.done


def _unread(cursor: Cursor) -> bool:
    """Pass what an explanation of ours says was not read: the words in quotes, else all."""
    if not cursor.take(Term.UNREAD):
        return False
    quoted = (opening := cursor.peek()) is not None and opening.text == "“"
    while (token := cursor.peek()) is not None:
        cursor.position += 1
        if quoted and token.text == "”":
            break
    return True


def _done(cursor: Cursor) -> bool:
    """Pass "đã hoàn thành ngày …": what was done has a day, not a deadline."""
    return cursor.take(Term.DONE) is not None


def _working_day(cursor: Cursor) -> bool:
    """Pass "ngày làm việc cuối cùng": which day that is only a commune's calendar knows."""
    return bool(cursor.take(Term.DAY) and cursor.take(Term.WORKING))


def _blank(cursor: Cursor) -> bool:
    """Pass "ngày … tháng 6", "…/6/2025", "tháng … năm 2025": a place left to be filled in."""
    unit = cursor.take(Term.DAY, Term.MONTH, Term.QUARTER)
    blank = cursor.position
    while (token := cursor.peek()) is not None and set(token.text) <= set(_BLANKS):
        cursor.position += 1
    left = cursor.position > blank
    if unit is None:
        at_start = cursor.position == 0 or left
        return at_start and _month_and_year(cursor)
    if unit.term is Term.DAY:
        return cursor.take(Term.MONTH) is not None and cursor.number() is not None
    return left and cursor.take(Term.YEAR, Term.SLASH) is not None and bool(year_number(cursor))


def _month_and_year(cursor: Cursor) -> bool:
    if not cursor.take(Term.SLASH) or cursor.number() is None or not cursor.take(Term.SLASH):
        return False
    return year_number(cursor) is not None


def _weekday_of_month(cursor: Cursor) -> bool:
    """Pass "thứ Hai đầu tháng", "thứ Sáu tuần cuối", "thứ 2 đến thứ 6": no day of every week."""
    if weekday(cursor) is None:
        return False
    if cursor.take(Term.UNTIL, Term.DASH):
        return weekday(cursor) is not None
    cursor.take(Term.WEEK)
    return cursor.take(*_PLACES) is not None


def _round_the_week(cursor: Cursor) -> bool:
    """Pass "24/7", which may be a day of July."""
    figures = [token.text if (token := cursor.peek(ahead)) else "" for ahead in range(3)]
    if figures[0] != "24" or figures[2] != "7" or not cursor.at(Term.SLASH, ahead=1):
        return False
    cursor.position += 3
    return not cursor.at(Term.SLASH, Term.YEAR, Term.NUMBER, Term.DASH, Term.STOP)


def _edge_alone(cursor: Cursor) -> bool:
    return cursor.take(Term.BEFORE) is not None


def _after_point(cursor: Cursor) -> bool:
    return cursor.take(Term.AFTER) is not None and point(cursor) is not None


def _denied(cursor: Cursor) -> bool:
    return bool(cursor.take(Term.NOT) and cursor.take(*_DENIED))


def _until_now(cursor: Cursor) -> bool:
    return bool(cursor.take(Term.UNTIL, Term.COMING) and cursor.take(Term.NOW))


def _half(cursor: Cursor) -> bool:
    return bool(cursor.take(Term.HALF) and cursor.take(*_PLACES))


def _unit_alone(cursor: Cursor) -> bool:
    return bool(cursor.take(*_UNITS) and cursor.take(Term.NUMBER, Term.ORDINAL, *_PLACES))


def _roman(cursor: Cursor) -> bool:
    token = cursor.take(Term.WORD)
    return token is not None and roman(token) is not None and len(token.text) > 1


def _number(cursor: Cursor) -> bool:
    if not cursor.take(Term.NUMBER, Term.COUNT):
        return False
    if cursor.take(*_UNITS, Term.SLASH, Term.HOUR):
        cursor.take(Term.NUMBER)
        return True
    if cursor.take(Term.EVERY):
        return cursor.at(*_UNITS)
    return bool(cursor.take(Term.DASH) and cursor.take(Term.NUMBER))


_FIRST = (
    _unread, _done, _working_day, _blank, _weekday_of_month, _round_the_week, _ten_days,
    _numbered_round, _figures,
)  # fmt: skip
_LAST = (_edge_alone, _after_point, _denied, _until_now, _half, _unit_alone, _roman, _number)
