"""What is due to be said to whom. Values in, values out: the callers read rows and send words."""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum, auto
from typing import TypeVar

from workflows.deadlines.lateness import days_late
from workflows.permissions import Actor
from workflows.states import WITH_LEAD, Role, Status
from workflows.text import fold, format_date

LINES = 20
"""Rows of a digest; what does not fit is one link away."""

TOLD = frozenset({Role.unit_head, Role.unit_officer})
"""Who is told of a unit's work."""

DAYS_BEFORE = (1, 3, 7, 14)
"""Days before its date on which an item is told of, the last first."""

EVERY = 7
"""Days from one reminder of a late item to the next, counted from the first day late."""

Key = TypeVar("Key", bound=Hashable)
Thing = TypeVar("Thing")


class Edition(StrEnum):
    """The editions of the weekly digest, from the narrowest to the widest."""

    unit = auto()
    leaders = auto()
    office = auto()


class Group(StrEnum):
    """The groups of rows of a digest, most pressing first. A row stands in one of them."""

    late = auto()
    due = auto()
    waiting = auto()
    returned = auto()


@dataclass(frozen=True, slots=True)
class Week:
    """A week from Monday to Sunday."""

    monday: date

    @classmethod
    def of(cls, day: date) -> "Week":
        """The week in which `day` lies."""
        return cls(day - timedelta(days=day.weekday()))

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)

    @property
    def next_monday(self) -> date:
        return self.monday + timedelta(days=7)

    @property
    def before(self) -> "Week":
        return Week(self.monday - timedelta(days=7))

    def __str__(self) -> str:
        """As an office writes it: 05–11/10/2026, 28/9–04/10/2026, 28/12/2026–03/01/2027."""
        first, last = self.monday, self.sunday
        if first.year != last.year:
            return f"{format_date(first)}–{format_date(last)}"
        if first.month != last.month:
            return f"{format_date(first).rsplit('/', 1)[0]}–{format_date(last)}"
        return f"{first.day:02d}–{format_date(last)}"


def edition_for(actor: Actor, office_units: Collection[int]) -> Edition | None:
    """The widest edition that somebody's appointments give him, or None.

    The office edition goes to the standing officers and to the heads of the standing offices
    (`office_units`: of the plans that run); it holds all that the other two do.
    """
    if actor.has_role(Role.standing_officer) or actor.units(Role.unit_head) & set(office_units):
        return Edition.office
    if actor.has_role(Role.leader):
        return Edition.leaders
    return Edition.unit if actor.units(*TOLD) else None


def group_of(status: Status, due_on: date | None, today: date, week: Week) -> Group | None:
    """The group in which an item stands on `today`, or None where nothing is to be said of it."""
    if status is Status.submitted:
        return Group.waiting
    if days_late(status, due_on, today):
        return Group.late
    if status is Status.returned:
        return Group.returned
    this_week = due_on is not None and today <= due_on <= week.sunday
    return Group.due if status in WITH_LEAD and this_week else None


def step_since(remind_by: date, due_on: date, after: date, today: date) -> int | None:
    """The last reminder of an item that fell on a day after `after`, up to and with `today`.

    It is told as days from the date: -14, -7, -3, -1 before `remind_by` (the due date, or the day
    before it, see `remind_by`), then 1, 8, 15… after `due_on`, until it is handed in. However many
    were slept through, the last stands for all. None where none fell.
    """
    late = (today - due_on).days
    if late > 0:
        step = 1 + (late - 1) // EVERY * EVERY
        return step if due_on + timedelta(days=step) > after else None
    left = (remind_by - today).days
    step = next((-days for days in DAYS_BEFORE if days >= left), 0)
    return step if step and remind_by + timedelta(days=step) > after else None


_BEFORE_A_DAY = re.compile(r"\btruoc (?:ngay )?\d{1,2}(?![0-9]| ?(?:gio|h)\b)")


def remind_by(due_on: date, printed: str, before_is_inclusive: bool) -> date:
    """The day from which reminders are counted back.

    "Trước ngày X" has two readings in real offices. Where the plan keeps X itself as the date,
    people are reminded from the day before; where it keeps the day before, that is the date
    already. A printed hour ("trước 17 giờ 00 ngày X") names its day.
    """
    if before_is_inclusive and _BEFORE_A_DAY.search(fold(printed)):
        return due_on - timedelta(days=1)
    return due_on


def shared_lines(wanted: Sequence[int], lines: int = LINES) -> list[int]:
    """Deal `lines` out to groups that want `wanted` lines each, one at a time and in turn.

    Short groups are shown whole and long ones share the rest, so that forty late items leave room
    for the one that was returned.
    """
    given = [0] * len(wanted)
    left = lines
    while left > 0 and given != list(wanted):
        for place, number in enumerate(wanted):
            if left > 0 and given[place] < number:
                given[place] += 1
                left -= 1
    return given


def by_person(
    things: Sequence[Thing],
    units_of: Callable[[Thing], Collection[int]],
    units_of_person: Mapping[Key, Collection[int]],
) -> dict[Key, list[Thing]]:
    """Give to each person, once and in order, the things of his units; people without any are
    left out.
    """
    places: dict[int, list[int]] = defaultdict(list)
    for place, thing in enumerate(things):
        for unit in set(units_of(thing)):
            places[unit].append(place)
    told = {
        person: sorted({place for unit in units for place in places.get(unit, ())})
        for person, units in units_of_person.items()
    }
    return {person: [things[place] for place in his] for person, his in told.items() if his}


__all__ = [
    "DAYS_BEFORE",
    "EVERY",
    "LINES",
    "TOLD",
    "Edition",
    "Group",
    "Week",
    "by_person",
    "edition_for",
    "group_of",
    "remind_by",
    "shared_lines",
    "step_since",
]
