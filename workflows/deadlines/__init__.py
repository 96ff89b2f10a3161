"""Printed times: read, explained, and turned into the work items they make."""

from workflows.deadlines.periods import ItemKind, PlannedItem, UpdatePeriod
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
from workflows.text import format_date

__all__ = [
    "Before",
    "DayRule",
    "DeadlineKind",
    "ItemKind",
    "Part",
    "PlannedItem",
    "Reading",
    "Rhythm",
    "Span",
    "UpdatePeriod",
    "format_date",
    "reading_from_json",
    "reading_to_json",
]
