"""From points with a year to days: where each begins and ends, and what a deadline comes to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from workflows.deadlines.months import first_day, last_day
from workflows.deadlines.reading import DeadlineKind
from workflows.deadlines.syntax import Edge, Element, Place, Point, Unit

_ONE_DAY = timedelta(days=1)
_MIDDLE_OF_MONTH = 15


class NoDateError(ValueError):
    """Words that name no day of the calendar; the message says why, in Vietnamese."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """A dated part: FIXED or WINDOW, its first day if it has one, and its last."""

    kind: DeadlineKind
    opens: date | None
    due: date


def bounds(point: Point) -> tuple[date, date]:
    """Return the first day of a point and the day it stands for as a deadline.

    Raises NoDateError when there is no such day.
    """
    year = point.year.number if point.year else None
    if point.fault:
        raise NoDateError(point.fault)
    if year is None:
        raise NoDateError("không rõ năm")
    if point.unit is Unit.DAY:
        if point.first == 0:
            raise NoDateError("không rõ tháng")
        try:
            day = date(year, point.first, point.day or 0)
        except ValueError as error:
            written = f"{point.day or 0:02d}/{point.first:02d}/{year}"
            raise NoDateError(f"ngày {written} không có trong lịch") from error
        return day, day
    start = first_day(year, point.first)
    return start, _end(point, year, start)


def _end(point: Point, year: int, start: date) -> date:
    """Return the day of "đầu", "giữa" and "cuối", else the last day.

    Of a month and a year as the Civil Code 2015 has them (art. 146): the first day, the 15th or
    the last day of June, the last day. Of a quarter: the end of its first, second, third month.
    """
    months = {Place.START: point.first, Place.MIDDLE: (point.first + point.last) // 2}
    if point.place is None or point.place is Place.END:
        return last_day(year, point.last)
    if point.unit is Unit.MONTH and point.place is Place.MIDDLE:
        return start.replace(day=_MIDDLE_OF_MONTH)
    if point.place is Place.START and point.unit is not Unit.QUARTER:
        return start
    return last_day(year, months[point.place])


def deadlines_of(
    elements: Sequence[Element], edge: Edge, today: date | None
) -> list[tuple[Element, Deadline]]:
    """Return the deadlines of a list, each with the element it comes from.

    A list without a gap is one window (with its first element); `today` is where "từ nay"
    begins. Raises NoDateError.
    """
    dated = [(element, _deadline(element, edge, today)) for element in elements]
    if _is_window(elements, edge, [deadline for _, deadline in dated]):
        opens = bounds(elements[0].start or elements[0].end)[0]
        window = Deadline(DeadlineKind.WINDOW, opens, dated[-1][1].due)
        return [(elements[0], window)]
    return dated


def _deadline(element: Element, edge: Edge, today: date | None) -> Deadline:
    if not element.ranged:
        return _single(element.end, edge)
    first, due = bounds(element.end)
    due = first - _ONE_DAY if element.edge is Edge.BEFORE or edge is Edge.BEFORE else due
    opens = bounds(element.start)[0] if element.start else today
    if opens and due < opens:
        raise NoDateError("ngày cuối đứng trước ngày đầu")
    return Deadline(DeadlineKind.WINDOW, opens, due)


def _single(point: Point, edge: Edge) -> Deadline:
    start, last = bounds(point)
    if edge is Edge.BEFORE:
        # Before the end of a month is before that day; before a month is before its first.
        return Deadline(DeadlineKind.FIXED, None, (last if point.place else start) - _ONE_DAY)
    framed = point.unit is not Unit.DAY and edge in (Edge.NONE, Edge.IN)
    return Deadline(DeadlineKind.FIXED, start if framed else None, last)


def _is_window(elements: Sequence[Element], edge: Edge, deadlines: Sequence[Deadline]) -> bool:
    if len(elements) < 2 or edge not in (Edge.NONE, Edge.IN):
        return False
    if any(element.apart or element.end.place for element in elements):
        return False
    if any(element.end.unit is Unit.MONTHS for element in elements):
        return False
    starts = [bounds(element.start or element.end)[0] for element in elements]
    return all(
        start == before.due + _ONE_DAY for start, before in zip(starts[1:], deadlines, strict=False)
    )
