"""Printed times: read, explained, and turned into the work items they make."""

from workflows.deadlines.offsets import Offset, OffsetUnit, due_after
from workflows.deadlines.periods import UpdatePeriod, calendar_quarters
from workflows.deadlines.planning import ItemKind, PlannedItem, planned_items, shifted_items
from workflows.deadlines.reader import read_deadline
from workflows.deadlines.reading import (
    Before,
    DayRule,
    DeadlineKind,
    Part,
    Reading,
    Rhythm,
    Span,
    reading_from_json,
    reading_to_json,
)
from workflows.deadlines.working_days import WorkingCalendar, shifted
from workflows.text import format_date

__all__ = [
    "Before",
    "DayRule",
    "DeadlineKind",
    "ItemKind",
    "Offset",
    "OffsetUnit",
    "Part",
    "PlannedItem",
    "Reading",
    "Rhythm",
    "Span",
    "UpdatePeriod",
    "WorkingCalendar",
    "calendar_quarters",
    "due_after",
    "format_date",
    "planned_items",
    "read_deadline",
    "reading_from_json",
    "reading_to_json",
    "shifted",
    "shifted_items",
]
