"""From a reading to the work items it makes: periods are computed from the rule, never from each other."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class ItemKind(StrEnum):
    """What a planned item is."""

    ONCE = "once"
    MILESTONE = "milestone"
    PERIOD = "period"
    CHECK_IN = "check_in"
    CHECKPOINT = "checkpoint"
    DORMANT = "dormant"


@dataclass(frozen=True, slots=True)
class UpdatePeriod:
    """A kỳ cập nhật of a commune; both days are included."""

    key: str
    label: str
    start: date
    end: date


@dataclass(frozen=True, slots=True)
class PlannedItem:
    """A work item that a reading makes. (part_index, period_key) is its identity within the reading."""

    part_index: int
    period_key: str
    label: str
    opens: date | None
    due: date | None
    kind: ItemKind
