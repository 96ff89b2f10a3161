"""The grammar of what comes back or never ends: rhythms, the day of the period, ongoing work.

every = ("hằng" | "định kỳ" | "theo" | "báo cáo") units  |  unit {link unit}
      | n "lần" ("/" | "mỗi") unit  |  unit "/" "lần"  |  unit n "lần"
      | n "tháng" before ":" or an edge
unit  = "tuần" | "tháng" | "quý" | "nửa năm" | "cả năm" | [1] "năm" | n "tháng" ["đầu năm"]
rules = edge ("ngày" n {link n} | ["ngày"] "cuối" | weekday) [month of the period]
month of the period = "tháng" ("đầu" | "cuối" | "thứ" n) "quý" ["sau"]  |  "tháng" "sau"
always = "thường xuyên" | "cả năm" | "24/24" | "định kỳ" without a rhythm
"""

from __future__ import annotations

from workflows.deadlines.cursor import Cursor
from workflows.deadlines.hours import edge, weekday
from workflows.deadlines.points import point, year_number
from workflows.deadlines.reading import DayRule, Rhythm
from workflows.deadlines.syntax import Always, Edge, Every, Rules
from workflows.deadlines.words import Term

_RHYTHM_OF_MONTHS = {
    1: Rhythm.MONTH,
    3: Rhythm.QUARTER,
    6: Rhythm.HALF_YEAR,
    9: Rhythm.NINE_MONTHS,
    12: Rhythm.YEAR,
}
_RHYTHM_OF_UNIT = {
    Term.WEEK: Rhythm.WEEK,
    Term.MONTH: Rhythm.MONTH,
    Term.QUARTER: Rhythm.QUARTER,
    Term.YEAR: Rhythm.YEAR,
}
_LINKS = (Term.COMMA, Term.AND, Term.SLASH, Term.PLUS, Term.OR, Term.DASH)
# What tells that a unit is named for what comes back, not for one point in time.
_LEADS = (Term.EVERY, Term.PERIODIC)
_DAYS_OF_MONTH = range(1, 32)


def every(cursor: Cursor) -> Every | None:
    """Read the rhythms of recurring work."""
    start, begin = cursor.position, cursor.begin
    for rule in (_counted, _led, _listed, _per_time, _headed):
        if found := rule(cursor):
            rhythms, weak, times = found
            return Every(begin, cursor.stop, rhythms, weak, times)
        cursor.position = start
    return None


_Found = tuple[tuple[Rhythm, ...], bool, int]


def _counted(cursor: Cursor) -> _Found | None:
    """Read "01 lần/quý", "02 kỳ/tháng", "1 lần mỗi năm"."""
    times = cursor.number()
    if not times or not cursor.take(Term.TIMES, Term.PERIOD, Term.ROUND):
        return None
    led = cursor.take(Term.SLASH, *_LEADS, Term.IN)
    if led is None and not cursor.at(Term.NUMBER, Term.COUNT):
        return None
    rhythm = _unit(cursor)
    return ((rhythm,), False, times) if rhythm else None


def _led(cursor: Cursor) -> _Found | None:
    """Read "hằng quý, 6 tháng, 1 năm", "định kỳ (6 tháng, năm)", "theo quý", "báo cáo quý"."""
    weak = False
    if cursor.at(*_LEADS):
        cursor.take_all(*_LEADS)
        cursor.take(Term.COLON)
    elif cursor.take(Term.ACCORDING):
        cursor.take_all(*_LEADS)
    elif cursor.take(Term.REPORT):
        weak = not cursor.at(*_LEADS)
        cursor.take_all(*_LEADS)
    else:
        return None
    bracket = cursor.take(Term.OPEN_BRACKET)
    rhythms = _units(cursor)
    if not rhythms:
        return None
    if bracket:
        cursor.take(Term.CLOSE_BRACKET)
    return rhythms, weak, _times(cursor)


def _listed(cursor: Cursor) -> _Found | None:
    """Read units in a row without a word before them: "tháng, quý, năm"."""
    if cursor.at(Term.COMMA, ahead=-1) and cursor.at(Term.DAY, ahead=-2):
        # "ngày, tháng, năm" names the fields of a date.
        return None
    rhythms = _units(cursor)
    return (rhythms, False, _times(cursor)) if len(rhythms) > 1 else None


def _per_time(cursor: Cursor) -> _Found | None:
    """Read "6 tháng/lần", "quý 1 lần", "3 tháng một lần"."""
    rhythm = _unit(cursor, counted=True)
    if rhythm is None:
        return None
    cursor.take(Term.SLASH, Term.IN)
    times = cursor.number() or 1
    return ((rhythm,), False, times) if cursor.take(Term.TIMES, Term.PERIOD) else None


def _headed(cursor: Cursor) -> _Found | None:
    """Read the "6 tháng" of "6 tháng: trước 15/6": which report a day is for."""
    listed = cursor.at(Term.COMMA, Term.SEMICOLON, Term.AND, ahead=-1)
    if not cursor.at(Term.NUMBER, Term.COUNT) and not (listed and cursor.at(Term.YEAR)):
        return None
    rhythm = _unit(cursor)
    headed = cursor.at(Term.COLON, Term.BEFORE, Term.BY) or (
        cursor.at(Term.OPEN_BRACKET) and not _year_in_brackets(cursor)
    )
    return ((rhythm,), True, 1) if rhythm in _NAMED_FOR_REPORTS and rhythm and headed else None


_NAMED_FOR_REPORTS = (Rhythm.HALF_YEAR, Rhythm.NINE_MONTHS, Rhythm.YEAR)


def _year_in_brackets(cursor: Cursor) -> bool:
    return cursor.at(Term.NUMBER, ahead=1) and cursor.at(Term.CLOSE_BRACKET, ahead=2)


def _times(cursor: Cursor) -> int:
    """Read "01 lần" after a unit; return how often, 1 when nothing is said."""
    start = cursor.position
    cursor.take(Term.SLASH)
    cursor.take(Term.IDLE)
    times = cursor.number()
    if cursor.take(Term.TIMES, Term.ROUND):
        return times or 1
    cursor.position = start
    return 1


def _units(cursor: Cursor) -> tuple[Rhythm, ...]:
    rhythms: list[Rhythm] = []
    while True:
        start = cursor.position
        linked = not rhythms or _pass_link(cursor)
        rhythm = _unit(cursor, dated=len(rhythms) > 1) if linked else None
        if rhythm is None:
            cursor.position = start
            return tuple(dict.fromkeys(rhythms))
        rhythms.append(rhythm)


def _pass_link(cursor: Cursor) -> bool:
    linked = cursor.take(*_LINKS)
    cursor.take(Term.AND, Term.OR)
    cursor.take_all(*_LEADS, Term.REPORT)
    return linked is not None


def _unit(cursor: Cursor, dated: bool = False, counted: bool = False) -> Rhythm | None:
    """Read one unit that is not a point in time ("quý", never "quý III").

    With `dated` a year's number may follow, as at the end of "quý, 6 tháng, năm 2025"; with
    `counted` a number of times may.
    """
    start = cursor.position
    if cursor.take(Term.HALF) and cursor.take(Term.YEAR):
        return Rhythm.HALF_YEAR
    cursor.position = start
    cursor.take(Term.WHOLE)
    count = cursor.number()
    unit = cursor.take(*_RHYTHM_OF_UNIT)
    rhythm = _rhythm(count, unit.term) if unit else None
    if rhythm and count and rhythm is not Rhythm.YEAR:
        _pass_first_of_year(cursor)
    if rhythm and not _is_point(cursor, dated and rhythm is Rhythm.YEAR, counted):
        return rhythm
    cursor.position = start
    return None


def _rhythm(count: int | None, unit: Term) -> Rhythm | None:
    if unit is Term.MONTH:
        return _RHYTHM_OF_MONTHS.get(count or 1)
    if unit is Term.QUARTER and count:
        return _RHYTHM_OF_MONTHS.get(count * 3)
    return _RHYTHM_OF_UNIT[unit] if count in (None, 1) else None


def _pass_first_of_year(cursor: Cursor) -> None:
    """Pass the "đầu năm" of "hằng quý, 6 tháng đầu năm, 9 tháng và năm"."""
    dated = cursor.at(Term.NUMBER, Term.SLASH, ahead=2)
    if cursor.at(Term.FIRST) and cursor.at(Term.YEAR, ahead=1) and not dated:
        cursor.position += 2


_NO_RHYTHM_BEFORE = (
    Term.FIRST, Term.LAST, Term.MIDDLE, Term.ORDINAL, Term.THIS, Term.NEXT, Term.ADJACENT,
)  # fmt: skip


def _is_point(cursor: Cursor, dated: bool, counted: bool) -> bool:
    """Tell whether the unit just read goes on as a point in time, or is no unit at all."""
    if dated and cursor.at(Term.NUMBER):
        return year_number(cursor) is None
    following = cursor.peek()
    if following is None:
        return False
    if following.term in _NO_RHYTHM_BEFORE:
        return True
    if following.term in (Term.NUMBER, Term.COUNT):
        return not cursor.at(Term.TIMES, Term.PERIOD, ahead=1)
    if following.term is Term.WORD:
        return following.folded in ("i", "ii", "iii", "iv", "v")
    return counted and following.term not in (Term.SLASH, Term.TIMES, Term.PERIOD)


def rules(cursor: Cursor) -> Rules | None:
    """Read the day of a period. A plain day of the calendar is left to `moments`."""
    start, begin = cursor.position, cursor.begin
    leaning, spoken = edge(cursor)
    found = _weekday(cursor) or _days_of_period(cursor) or _end_of_period(cursor)
    if found is None:
        cursor.position = start
        return None
    days, implied = found
    return Rules(begin, cursor.stop, days, Edge.BY if spoken else leaning, implied)


_Days = tuple[tuple[DayRule, ...], Rhythm | None]


def _weekday(cursor: Cursor) -> _Days | None:
    start = cursor.position
    cursor.take(Term.DAY)
    day = weekday(cursor)
    if day is None:
        cursor.position = start
        return None
    shift = (_shift(cursor) or 0) if cursor.take(Term.PERIOD) else 0
    days = [DayRule(weekday=day, shift=shift)]
    following = cursor.position
    while cursor.take(Term.COMMA, Term.AND) and (day := weekday(cursor)) is not None:
        days.append(DayRule(weekday=day, shift=shift))
        following = cursor.position
    cursor.position = following
    # "Thứ Sáu" alone may be one Friday or every one.
    return tuple(days), None


def _days_of_period(cursor: Cursor) -> _Days | None:
    """Read "ngày 14 của tháng cuối quý", "ngày 01 và 15 của tháng", "ngày 05 tháng sau"."""
    start = cursor.position
    if cursor.take(Term.DAY):
        days: list[int | None] = []
        if cursor.take(Term.LAST):
            days.append(None)
        while (day := cursor.number()) is not None:
            days.append(day)
            following = cursor.position
            cursor.take(Term.COMMA, Term.AND)
            cursor.take(Term.DAY)
            if not cursor.at(Term.NUMBER):
                cursor.position = following
                break
        place = _month_of_period(cursor) if days else None
        if place and all(day is None or day in _DAYS_OF_MONTH for day in days):
            month, shift, implied = place
            found = tuple(DayRule(day=d, month_of_period=month, shift=shift) for d in days)
            return found, implied
    cursor.position = start
    return None


def _month_of_period(cursor: Cursor) -> tuple[int, int, Rhythm | None] | None:
    """Read which month a day belongs to: (month of the period, shift, the rhythm implied)."""
    start = cursor.position
    cursor.take_all(Term.OF, Term.IN, Term.COMMA)
    if cursor.take(Term.MONTH):
        month = _month_place(cursor)
        if month is None:
            shift = _shift(cursor)
            # "của tháng" and "tháng sau" speak of each month; a date was read before.
            if shift is not None:
                return 0, shift, None
            if not cursor.at(Term.NUMBER, Term.COUNT):
                return 0, 0, None
        else:
            cursor.take_all(Term.OF, Term.EVERY)
            unit = cursor.take(Term.QUARTER, Term.PERIOD, Term.YEAR)
            if unit and not _is_point(cursor, False, False):
                implied = _RHYTHM_OF_UNIT.get(unit.term)
                return month, _shift(cursor) or 0, implied
    cursor.position = start
    if cursor.take(Term.PERIOD):
        return 0, _shift(cursor) or 0, None
    cursor.position = start
    return None


def _month_place(cursor: Cursor) -> int | None:
    """Read "đầu" (1), "cuối" (0), "thứ 2"."""
    if cursor.take(Term.FIRST):
        return 1
    if cursor.take(Term.LAST):
        return 0
    if cursor.at(Term.ORDINAL) and cursor.at(Term.NUMBER, ahead=1):
        cursor.position += 1
        return cursor.number()
    return None


def _shift(cursor: Cursor) -> int | None:
    if cursor.take(Term.NEXT, Term.AFTER, Term.COMING, Term.ADJACENT):
        return 1
    if cursor.take(Term.PREVIOUS):
        return -1
    if cursor.at(Term.BEFORE) and (
        cursor.peek(1) is None or cursor.at(Term.SEMICOLON, Term.CLOSE_BRACKET, ahead=1)
    ):
        cursor.position += 1
        return -1
    return None


def _end_of_period(cursor: Cursor) -> _Days | None:
    """Read "cuối mỗi quý", "cuối hằng tháng", "tháng cuối quý": a period's end, no number."""
    start = cursor.position
    small = cursor.take(Term.MONTH)
    if cursor.take(Term.LAST):
        led = cursor.take(Term.OF, *_LEADS)
        unit = cursor.take(Term.MONTH, Term.QUARTER, Term.PERIOD, Term.YEAR)
        if unit and (small or led) and not _is_point(cursor, False, False):
            return (DayRule(),), _RHYTHM_OF_UNIT.get(unit.term)
    cursor.position = start
    return None


def always(cursor: Cursor) -> Always | None:
    begin = cursor.begin
    if cursor.take(Term.ALWAYS) or _whole_year(cursor) or _round_the_clock(cursor):
        return Always(begin, cursor.stop)
    return Always(begin, cursor.stop, vague=True) if cursor.take(Term.PERIODIC) else None


def _whole_year(cursor: Cursor) -> bool:
    cursor.take(Term.IN)
    if not cursor.take(Term.WHOLE):
        return False
    start = cursor.position
    if point(cursor, Edge.IN) is None:
        cursor.position = start
        return cursor.take(Term.YEAR) is not None
    return True


def _round_the_clock(cursor: Cursor) -> bool:
    figures = [cursor.peek(ahead) for ahead in range(3)]
    texts = [token.text if token else "" for token in figures]
    if texts[0] != "24" or texts[2] != "24" or not cursor.at(Term.SLASH, ahead=1):
        return False
    cursor.position += 3
    cursor.take_all(Term.HOUR)
    return True
