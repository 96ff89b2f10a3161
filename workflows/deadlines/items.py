"""What a node stands for once its neighbours are known: the values `clauses.py` works on."""

from __future__ import annotations

from dataclasses import dataclass

from workflows.deadlines.reading import DayRule, Rhythm
from workflows.deadlines.syntax import Link, Moments, Node, Point


@dataclass(frozen=True, slots=True)
class Cycle(Node):
    """Rhythms with the days that belong to them, the point they begin at, the time they fill.

    `implied` when only the days speak of the rhythm: "ngày 14 của tháng cuối quý".
    """

    rhythms: tuple[Rhythm, ...]
    rules: tuple[DayRule, ...] = ()
    weak: bool = False
    times: int = 1
    since: Point | None = None
    limits: Moments | None = None
    implied: bool = False


@dataclass(frozen=True, slots=True)
class Lasting(Node):
    """Ongoing work, from `since` and within `limits` where they are named."""

    since: Point | None = None
    limits: Moments | None = None
    vague: bool = False


@dataclass(frozen=True, slots=True)
class Framed(Node):
    """A deadline with the days in which it stands.

    `frame` is the period before it ("Quý III, trước ngày 15/9"), which holds only if the
    deadline falls near it unless `sure`; or `since` is the first day, of a fixed deadline when
    `opened`, else of a window.
    """

    by: Moments
    frame: Moments | None = None
    sure: bool = False
    since: Point | None = None
    opened: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """A node that says something, and how it stands to the item before it.

    `clause` counts semicolons and full stops; `link` is the strongest joint since the item
    before (None: none); `led` tells whether plain words lead up to it, `worded` whether any
    stand between the two; `condition` is where the words of an outside event stand.
    """

    node: Node
    clause: int
    link: Link | None
    led: bool
    worded: bool
    condition: tuple[int, int] | None = None

    @property
    def close(self) -> bool:
        """Whether nothing stands between this item and the one before."""
        return self.link is None and not self.worded

    def beside(self, other: Item) -> bool:
        """Whether both stand in one clause with no words between them."""
        return self.clause == other.clause and not self.worded
