"""The syntax tree of a printed time: what the words say, before any year or date is worked out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from workflows.deadlines.offsets import Offset
from workflows.deadlines.reading import DayRule, Rhythm


class Unit(Enum):
    """The unit a point in time is given in."""

    DAY = auto()
    MONTH = auto()
    QUARTER = auto()
    MONTHS = auto()
    YEAR = auto()


class Place(Enum):
    """A place within a month, quarter or year."""

    START = auto()
    MIDDLE = auto()
    END = auto()


class Edge(Enum):
    """How a deadline leans on its point: in it, up to it, by it, before it."""

    NONE = auto()
    IN = auto()
    UNTIL = auto()
    BY = auto()
    BEFORE = auto()


@dataclass(frozen=True, slots=True)
class YearRef:
    """A year by its number, or by its distance from the year of the plan ("năm liền kề": 1)."""

    number: int | None = None
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Point:
    """A day, or the months `first` to `last` (1 to 12) of a year.

    A DAY has `first == last`, and 0 there when its month is not said. `fault` says in Vietnamese
    why the words cannot be a point in time ("không có quý V").
    """

    unit: Unit
    first: int
    last: int
    day: int | None = None
    place: Place | None = None
    year: YearRef | None = None
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class Element:
    """One point of a list, or a range from `start` to `end`; `start` None is "from now".

    `begin` and `stop` are the places of its first character and after its last; `apart` tells
    that a semicolon stands before it.
    """

    start: Point | None
    end: Point
    begin: int
    stop: int
    edge: Edge = Edge.NONE
    apart: bool = False

    @property
    def ranged(self) -> bool:
        """Whether the words name a first and a last point."""
        return self.start is not self.end


@dataclass(frozen=True, slots=True)
class Node:
    """A piece of the tree with the place of its first character and after its last."""

    begin: int
    stop: int


@dataclass(frozen=True, slots=True)
class Moments(Node):
    """Points and ranges under one edge: "trước ngày 15/6 và 15/12", "Quý III, IV/2025"."""

    elements: tuple[Element, ...]
    edge: Edge
    hour: str | None = None


@dataclass(frozen=True, slots=True)
class Since(Node):
    """A first day without a last: "từ tháng 8/2025"; `opened` is the "mở" of explanations."""

    point: Point
    opened: bool = False


@dataclass(frozen=True, slots=True)
class Delay(Node):
    """A number of days after a day that is named: "30 ngày kể từ ngày 01/7/2025"."""

    days: int
    point: Point


@dataclass(frozen=True, slots=True)
class Every(Node):
    """One or more rhythms; `weak` when only the word for a report stands before the unit."""

    rhythms: tuple[Rhythm, ...]
    weak: bool = False
    times: int = 1


@dataclass(frozen=True, slots=True)
class Rules(Node):
    """Days of a period: "ngày 14 của tháng cuối quý". `implied` is the rhythm they speak of."""

    rules: tuple[DayRule, ...]
    edge: Edge
    implied: Rhythm | None = None


@dataclass(frozen=True, slots=True)
class Always(Node):
    """Work without end; `vague` for "định kỳ" without a rhythm."""

    vague: bool = False


@dataclass(frozen=True, slots=True)
class Outside(Node):
    """An outside event, and how long after it the deadline comes where that is said.

    `according` is for "theo …", which a date beside it makes a mere remark.
    """

    according: bool = False
    offset: Offset | None = None


@dataclass(frozen=True, slots=True)
class Words(Node):
    """Words that are no time; `idle` when they only introduce one ("hoàn thành", "dự kiến")."""

    idle: bool = False


@dataclass(frozen=True, slots=True)
class Doubt(Node):
    """Words that speak of time and were not understood."""


class Link(Enum):
    """What stands between two nodes."""

    LIST = auto()
    APART = auto()
    CHOICE = auto()


@dataclass(frozen=True, slots=True)
class Joint(Node):
    """A comma, dash, bracket or conjunction between nodes; APART for a semicolon or full stop."""

    link: Link
