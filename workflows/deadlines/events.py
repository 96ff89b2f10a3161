"""The grammar of outside events: what a deadline waits for, and how long after it it comes.

outside = ["chờ căn cứ:"] ("khi" | "theo" | "đột xuất" | offset | occasion | scheme) {word}
offset  = n ("ngày" ["làm việc"] | "tuần" | "tháng" …) ("sau" | "kể từ" | "từ khi")
        | "sau" n "ngày"  |  "sau khi" word … n "ngày"
"""

from __future__ import annotations

from workflows.deadlines.cursor import Cursor
from workflows.deadlines.moments import moments
from workflows.deadlines.offsets import Offset, OffsetUnit
from workflows.deadlines.rhythms import always, every, rules
from workflows.deadlines.syntax import Outside
from workflows.deadlines.tokens import Token
from workflows.deadlines.words import Term

_UNITS = (Term.DAY, Term.WEEK, Term.MONTH, Term.QUARTER, Term.YEAR)


def outside(cursor: Cursor) -> Outside | None:
    """Read an outside event and all its words, up to a date that stands for itself."""
    waiting = cursor.take(Term.WAITING)
    cursor.take(Term.COLON)
    start, begin = cursor.position, cursor.begin
    according = cursor.at(Term.ACCORDING)
    offset = _offset(cursor)
    if offset is None:
        cursor.position = start
        if not _trigger(cursor) and not waiting:
            return None
    while not cursor.done and not _event_ends(cursor, according):
        cursor.position += 1
    if waiting and cursor.position == start:
        return Outside(waiting.start, waiting.end)
    offset = offset or _offset_behind(cursor, start)
    return Outside(begin, cursor.stop, according, offset or None)


def _trigger(cursor: Cursor) -> bool:
    if cursor.take(Term.WHEN, Term.ACCORDING, Term.AD_HOC, Term.OCCASION):
        return True
    return _scheme(cursor) or _interval(cursor) or _named_occasion(cursor)


def _scheme(cursor: Cursor) -> bool:
    """Pass "Chương trình công tác đã phê duyệt", "Kế hoạch của Sở": a programme by somebody else.

    The word alone is a product, not a time ("Kế hoạch, Báo cáo").
    """
    before = cursor.peek(-1)
    if not cursor.at(Term.SCHEME) or (before and before.term not in (Term.COMMA, Term.SEMICOLON)):
        return False
    ahead = 1
    while cursor.at(Term.WORD, Term.OF, Term.SCHEME, Term.AND, Term.APPROVED, ahead=ahead):
        if cursor.at(Term.APPROVED, ahead=ahead):
            cursor.position += ahead + 1
            return True
        ahead += 1
    return False


def _offset(cursor: Cursor) -> Offset | None:
    """Read "20 ngày sau", "trong 05 ngày làm việc kể từ", "sau 10 ngày"."""
    led = cursor.take(Term.IN, Term.BY, Term.AFTER)
    cursor.take_all(Term.IN, Term.IDLE)
    length = _length(cursor)
    cursor.take(Term.COMMA)
    follows = cursor.peek()
    if follows and follows.term in (Term.AFTER, Term.FROM, Term.WHEN):
        # Before an event no day can be counted from it ("10 ngày trước khi").
        after = not follows.folded.startswith("truoc")
        cursor.position += 1
        return length if after else None
    return length if led and led.term is Term.AFTER else None


def _offset_behind(cursor: Cursor, start: int) -> Offset | None:
    """Read the days at the end of "sau khi có Quyết định 15 ngày"."""
    end = cursor.position
    first = cursor.tokens[min(start, end - 1)]
    if first.term not in (Term.WHEN, Term.AFTER, Term.FROM) or "truoc" in first.folded:
        return None
    for length in (3, 2):
        cursor.position = end - length
        found = _length(cursor) if cursor.position > start else None
        if found and cursor.position == end:
            return found
    cursor.position = end
    return None


def _length(cursor: Cursor) -> Offset | None:
    """Read a length of time: "20 ngày", "05 ngày làm việc", "01 tháng"."""
    count = cursor.number()
    unit = cursor.take(*_OFFSET_UNITS) if count else None
    if count is None or unit is None:
        return None
    if cursor.take(Term.WORKING):
        return Offset(count, OffsetUnit.WORKING_DAY) if unit.term is Term.DAY else None
    return Offset(count, _OFFSET_UNITS[unit.term])


_OFFSET_UNITS = {
    Term.DAY: OffsetUnit.DAY,
    Term.WEEK: OffsetUnit.WEEK,
    Term.MONTH: OffsetUnit.MONTH,
    Term.QUARTER: OffsetUnit.QUARTER,
    Term.YEAR: OffsetUnit.YEAR,
}


def _interval(cursor: Cursor) -> bool:
    """Pass "trước 10 ngày so với kỳ họp", "24 giờ sau khi": an event no date is counted from."""
    start = cursor.position
    led = cursor.take(Term.IN, Term.BY, Term.AFTER, Term.BEFORE)
    cursor.take(Term.IN)
    if cursor.number() and cursor.take(*_UNITS, Term.HOUR):
        cursor.take(Term.WORKING)
        cursor.take(Term.COMMA)
        if cursor.take(Term.AFTER, Term.FROM, Term.WHEN, Term.BEFORE):
            return True
        if led and led.term is Term.AFTER:
            return True
        if led and led.term is Term.BEFORE and cursor.take(Term.WORD, Term.OCCASION, Term.DAY):
            return True
    cursor.position = start
    return False


def _named_occasion(cursor: Cursor) -> bool:
    """Pass "trước ngày bầu cử", "kể từ ngày ký", "sau Tết": a day known by a name only."""
    start = cursor.position
    led = cursor.take(Term.BEFORE, Term.AFTER, Term.FROM, Term.BY, Term.UNTIL)
    if led:
        cursor.take_all(Term.IN, Term.UNTIL)
        if cursor.take(Term.OCCASION):
            return True
        named = cursor.take(Term.DAY)
        after = led.term is Term.AFTER
        if (named or after) and cursor.take(*_NAMES_OF_DAYS):
            return True
    cursor.position = start
    return False


_NAMES_OF_DAYS = (Term.WORD, Term.IDLE, Term.BY, Term.DOCUMENT, Term.OCCASION)


def _event_ends(cursor: Cursor, according: bool) -> bool:
    """Tell whether the words of an event end here: at a stop, or before a date beside it."""
    if cursor.at(Term.SEMICOLON, Term.CLOSE_BRACKET):
        return True
    if cursor.at(Term.STOP) and cursor.peek(1) is not None and not cursor.at(Term.WORD, ahead=1):
        return True
    position = cursor.position
    linked = cursor.take(Term.COMMA, Term.OPEN_BRACKET, Term.COLON, Term.AND)
    ends = _date_stands_apart(cursor, linked, according)
    cursor.position = position
    return ends


def _date_stands_apart(cursor: Cursor, linked: Token | None, according: bool) -> bool:
    leaning = [Term.BEFORE, Term.BY, Term.UNTIL, Term.COMING]
    if according or (linked and linked.term is not Term.AND):
        leaning.append(Term.IN)
    if according or linked:
        leaning.append(Term.FINISH)
    if cursor.at(*leaning, Term.IDLE) and moments(cursor):
        return True
    if linked is None or linked.term is Term.AND:
        return False
    return bool(rules(cursor) or every(cursor) or moments(cursor) or always(cursor))
