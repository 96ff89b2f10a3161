"""The grammar of what stands around a point: edges, hours, days of the week.

edge    = {"trước" | "chậm nhất" | "đến hết" | "trong" | hour | idle word}
hour    = n ("giờ" | "h" | ":") [n]
weekday = "thứ" ("Hai" … | 2 … 7) | "chủ nhật"
"""

from __future__ import annotations

from workflows.deadlines.cursor import Cursor
from workflows.deadlines.syntax import Edge, Point, Unit
from workflows.deadlines.words import Term

_EDGES = {
    Term.BEFORE: Edge.BEFORE,
    Term.BY: Edge.BY,
    Term.FINISH: Edge.BY,
    Term.UNTIL: Edge.UNTIL,
    Term.COMING: Edge.UNTIL,
    Term.IN: Edge.IN,
}


# The hour at which a day begins says nothing more than the day: worksheets print it.
MIDNIGHT = "00 giờ 00"


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
            spoken = None if named == MIDNIGHT else named
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
            minutes = _minutes(cursor)
            if minutes is not None:
                _pass_minute_mark(cursor)
            return f"{hours:02d} giờ {minutes or 0:02d}"
        minutes = _minutes(cursor) if cursor.take(Term.COLON) else None
        if minutes is not None:
            if cursor.at(Term.COLON) and cursor.at(Term.NUMBER, ahead=1):
                cursor.position += 2
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


def _pass_minute_mark(cursor: Cursor) -> None:
    """Pass the mark of "17h30'"."""
    mark = cursor.peek()
    if mark and mark.term is Term.SIGN and mark.text in "'’′`":
        cursor.position += 1


def pass_weekday(cursor: Cursor, last: Point) -> None:
    """Pass the "(thứ Ba)" that only says which day of the week a date is."""
    start = cursor.position
    if last.unit is Unit.DAY and last.first:
        bracket = cursor.take(Term.COMMA, Term.OPEN_BRACKET)
        if weekday(cursor) is not None and not cursor.at(Term.EVERY, Term.WEEK):
            if bracket and bracket.term is Term.OPEN_BRACKET:
                cursor.take(Term.CLOSE_BRACKET)
            return
    cursor.position = start


def hour_after(cursor: Cursor) -> str | None:
    """Read the ", 17h00" or "(trước 17 giờ 00)" behind a day."""
    start = cursor.position
    bracket = cursor.take(Term.COMMA, Term.OPEN_BRACKET)
    cursor.take_all(Term.IDLE, Term.BEFORE, Term.BY)
    if spoken := hour(cursor):
        if bracket and bracket.term is Term.OPEN_BRACKET:
            cursor.take(Term.CLOSE_BRACKET)
        return None if spoken == MIDNIGHT else spoken
    cursor.position = start
    return None
