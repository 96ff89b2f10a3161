"""What a printed time was read as: the value everything else works on, and its JSON form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from workflows.deadlines.offsets import Offset, OffsetUnit


class DeadlineKind(StrEnum):
    """The family a printed time belongs to."""

    FIXED = "fixed"
    WINDOW = "window"
    SEVERAL = "several"
    RECURRING = "recurring"
    ONGOING = "ongoing"
    EVENT = "event"
    MISSING = "missing"
    UNREADABLE = "unreadable"


class Rhythm(StrEnum):
    """How often a recurring part comes back, narrowest first."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    NINE_MONTHS = "nine_months"
    YEAR = "year"


class Before(StrEnum):
    """What "trước ngày X" means: the day before X, or X itself."""

    EXCLUSIVE = "exclusive"
    INCLUSIVE = "inclusive"


@dataclass(frozen=True, slots=True)
class Span:
    """The days a plan covers, both ends included."""

    start: date
    end: date

    def __post_init__(self) -> None:
        """Refuse a span that ends before it starts, with ValueError."""
        if self.end < self.start:
            raise ValueError(f"a span cannot end on {self.end} before it starts on {self.start}")


@dataclass(frozen=True, slots=True)
class DayRule:
    """The day of its period on which a recurring part is due.

    `day` is the day of the month, 1 to 31; None is the last day of the month, and so is a day
    the month does not have. The month is `month` of the calendar (1 to 12, as in "15/12 hằng
    năm"), else `month_of_period` (1 is the first month of the period; 0 is its last). For a
    week, `weekday` names the day (0 is Monday). `shift` moves to the period before (-1) or
    after (1): "ngày 05 tháng sau".
    """

    day: int | None = None
    month: int | None = None
    month_of_period: int = 0
    weekday: int | None = None
    shift: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """One deadline out of a printed time.

    `kind` is never SEVERAL. `text` holds the words of the part. `opens` and `due` are dates
    (both included) or None; `every` and `day_rule` belong to recurring parts; `condition` is
    the outside event the text names, `offset` how long after it the deadline comes; `before` tells
    that the words say "trước", so that a day off never moves the deadline forward; `note` is the
    explanation in Vietnamese.
    """

    kind: DeadlineKind
    text: str
    opens: date | None = None
    due: date | None = None
    every: Rhythm | None = None
    day_rule: DayRule | None = None
    condition: str | None = None
    offset: Offset | None = None
    # It follows from the text: readings stored before it was kept are no other readings.
    before: bool = field(default=False, compare=False)
    note: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """A printed time and what it was read as.

    `periods_due` are the dates of the recurring parts inside the span the text was read
    against, oldest first, without those a dated part names itself.
    """

    text: str
    kind: DeadlineKind
    parts: tuple[Part, ...]
    note: str
    periods_due: tuple[date, ...] = ()

    @property
    def opens(self) -> date | None:
        """The earliest day on which any part opens."""
        return min((part.opens for part in self.parts if part.opens), default=None)

    @property
    def due(self) -> list[date]:
        """Every date the text names, also outside the span; of recurring parts those inside."""
        return sorted({*self.periods_due, *(part.due for part in self.parts if part.due)})

    @property
    def every(self) -> list[Rhythm]:
        """The rhythms of the recurring parts, narrowest first, each once."""
        named = {part.every for part in self.parts}
        return [rhythm for rhythm in Rhythm if rhythm in named]


def reading_to_json(reading: Reading) -> dict[str, Any]:
    """Return the JSON form of a reading: dates as "YYYY-MM-DD", enums as their values."""
    return {
        "text": reading.text,
        "kind": reading.kind.value,
        "opens": _day_to_json(reading.opens),
        "due": [day.isoformat() for day in reading.due],
        "every": [rhythm.value for rhythm in reading.every],
        "parts": [_part_to_json(part) for part in reading.parts],
        "note": reading.note,
    }


def reading_from_json(data: Mapping[str, Any]) -> Reading:
    """Return the reading `reading_to_json` wrote.

    Raises KeyError or ValueError when `data` is not of that form.
    """
    parts = tuple(_part_from_json(part) for part in data["parts"])
    named = {part.due for part in parts}
    due = [date.fromisoformat(day) for day in data["due"]]
    return Reading(
        text=data["text"],
        kind=DeadlineKind(data["kind"]),
        parts=parts,
        note=data["note"],
        periods_due=tuple(day for day in due if day not in named),
    )


def _part_to_json(part: Part) -> dict[str, Any]:
    return {
        "kind": part.kind.value,
        "text": part.text,
        "opens": _day_to_json(part.opens),
        "due": _day_to_json(part.due),
        "every": part.every.value if part.every else None,
        "day_rule": _rule_to_json(part.day_rule),
        "condition": part.condition,
        "offset": _offset_to_json(part.offset),
        "before": part.before,
        "note": part.note,
    }


def _part_from_json(data: Mapping[str, Any]) -> Part:
    return Part(
        kind=DeadlineKind(data["kind"]),
        text=data["text"],
        opens=_day_from_json(data["opens"]),
        due=_day_from_json(data["due"]),
        every=Rhythm(data["every"]) if data["every"] else None,
        day_rule=DayRule(**data["day_rule"]) if data["day_rule"] else None,
        condition=data["condition"],
        # Readings stored before offsets were read have none.
        offset=_offset_from_json(data.get("offset")),
        before=data.get("before", False),
        note=data["note"],
    )


def _rule_to_json(rule: DayRule | None) -> dict[str, int | None] | None:
    if rule is None:
        return None
    return {
        "day": rule.day,
        "month": rule.month,
        "month_of_period": rule.month_of_period,
        "weekday": rule.weekday,
        "shift": rule.shift,
    }


def _offset_to_json(offset: Offset | None) -> dict[str, Any] | None:
    return {"count": offset.count, "unit": offset.unit.value} if offset else None


def _offset_from_json(data: Mapping[str, Any] | None) -> Offset | None:
    return Offset(data["count"], OffsetUnit(data["unit"])) if data else None


def _day_to_json(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day_from_json(day: str | None) -> date | None:
    return date.fromisoformat(day) if day else None
