"""Which year a point without one belongs to.

A year written in the cell counts first, then the year of the column's heading, then the plan's
own days. Where these leave two possible years the point has none, and is not guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from workflows.deadlines.months import first_day, last_day
from workflows.deadlines.reading import Span
from workflows.deadlines.syntax import Element, Point, YearRef

_LONGEST_MONTH = 31


@dataclass(frozen=True, slots=True)
class Years:
    """What is known about years outside the words of a point.

    `written` are the years that stand in the cell; `heading` the year of the column's heading;
    `span` the days of the plan.
    """

    written: frozenset[int]
    heading: int | None
    span: Span | None

    @property
    def base(self) -> int | None:
        """The year "năm nay" is, from which "năm sau" is counted."""
        if self.heading:
            return self.heading
        if self.span and self.span.start.year == self.span.end.year:
            return self.span.end.year
        if self.span is None and len(self.written) == 1:
            return next(iter(self.written))
        return None

    def of(self, point: Point) -> int | None:
        """Return the year of a point, None when it cannot be told."""
        if point.year:
            if point.year.number:
                return point.year.number
            return self.base + point.year.offset if self.base else None
        if self.heading:
            return self.heading
        if self.span is None:
            return next(iter(self.written)) if len(self.written) == 1 else None
        if self.base:
            return self.base
        return self._within_span(point)

    def _within_span(self, point: Point) -> int | None:
        if self.span is None:
            return None
        first, last = self.span.start.year, self.span.end.year
        inside = [year for year in range(first, last + 1) if self._overlaps(point, year)]
        return inside[0] if len(inside) == 1 else None

    def _overlaps(self, point: Point, year: int) -> bool:
        if self.span is None or not 1 <= point.first <= point.last <= 12:
            return False
        start, end = first_day(year, point.first), last_day(year, point.last)
        if point.day and point.day <= end.day:
            start = end = date(year, point.first, point.day)
        return start <= self.span.end and self.span.start <= end


def with_years(elements: Sequence[Element], years: Years) -> list[Element] | None:
    """Return the elements of one list with a year each, None when one cannot be told.

    A year counts for the points before it, and for those after it. Time runs forward: "Quý IV,
    Quý I/2026" begins in 2025. Only a range or a step from December to January may cross a year.
    """
    points = list(_points(elements))
    ranged = len(elements) == 1
    settled: list[Point | None] = [p if _number(p) else None for p in points]
    for place in range(len(points) - 2, -1, -1):
        later = settled[place + 1]
        if settled[place] is None and points[place].year is None and later:
            settled[place] = _before(points[place], later, ranged)
    for place in range(1, len(points)):
        earlier = settled[place - 1]
        if settled[place] is None and points[place].year is None and earlier:
            settled[place] = _after(points[place], earlier, ranged)
    done: list[Point] = []
    for point, known in zip(points, settled, strict=True):
        near = len(points) > 1 and any(settled) and point.year is None
        year = years.of(point) if known is None and not near else None
        if known is None and year is None:
            return None
        done.append(known or replace(point, year=YearRef(year)))
    return _rebuilt(elements, done)


def _points(elements: Iterable[Element]) -> Iterable[Point]:
    for element in elements:
        if element.ranged and element.start:
            yield element.start
        yield element.end


def _rebuilt(elements: Sequence[Element], points: Sequence[Point]) -> list[Element]:
    rest = iter(points)
    done: list[Element] = []
    for element in elements:
        if element.ranged and element.start:
            done.append(replace(element, start=next(rest), end=next(rest)))
        elif element.start is None:
            done.append(replace(element, end=next(rest)))
        else:
            point = next(rest)
            done.append(replace(element, start=point, end=point))
    return done


def _number(point: Point) -> int | None:
    return point.year.number if point.year else None


def _begins(point: Point) -> tuple[int, int]:
    return point.first, point.day or 0


def _ends(point: Point) -> tuple[int, int]:
    return point.last, point.day or _LONGEST_MONTH


def _before(point: Point, later: Point, ranged: bool) -> Point | None:
    year = _number(later) or 0
    if _begins(point) <= _ends(later):
        return replace(point, year=YearRef(year))
    return replace(point, year=YearRef(year - 1)) if ranged or _turns(point, later) else None


def _after(point: Point, earlier: Point, ranged: bool) -> Point | None:
    year = _number(earlier) or 0
    if _ends(point) >= _begins(earlier):
        return replace(point, year=YearRef(year))
    return replace(point, year=YearRef(year + 1)) if ranged or _turns(earlier, point) else None


def _turns(earlier: Point, later: Point) -> bool:
    """Tell whether the year turns right between two points."""
    return earlier.last == 12 and later.first == 1
