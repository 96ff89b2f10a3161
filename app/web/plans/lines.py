"""A task's items on one line of a plan: a chip for one, a strip of chips for several."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from flask import url_for
from flask_babel import gettext

from app.labels.dates import due_words
from app.labels.deadlines import reading_words
from app.labels.work_items import completion, status_words, time_mark
from app.models import TaskSchedule, WorkItem
from workflows.states import Status

FOLD_FROM = 3
"""A run of so many equal periods is one chip: "Tháng 1 – Tháng 8"."""


def times(schedules: Sequence[TaskSchedule]) -> list[tuple[str, str]]:
    """The printed times of a task, each once, with how their parts were read."""
    found: dict[str, list[str]] = {}
    for part in schedules:
        found.setdefault(part.printed, []).append(reading_words(part.note, part.printed))
    return [(printed, "; ".join(notes)) for printed, notes in found.items()]


@dataclass(frozen=True, slots=True)
class ItemMark:
    """One item: its mark, its words, and how it stands against time."""

    mark: str
    words: str
    due: str


def item_mark(item: WorkItem, today: date | None) -> ItemMark:
    """The chip of an item that stands alone. Without `today` nothing is said of time: the plan is
    not followed, and nothing in it is late."""
    if today is None:
        return ItemMark(item.status.value, status_words(item), "")
    if item.status is Status.verified and item.completed_on is not None:
        done = completion(item.completed_on, item.due_on)
        return ItemMark(_done_mark(item), done.words, "")
    dated = item.due_on is not None and item.status is not Status.cancelled
    due = due_words(item.status, item.due_on, today) if dated else ""
    if item.due_on is None and item.status is Status.assigned:
        return ItemMark("no_date", gettext("Chưa có thời hạn"), "")
    return ItemMark(time_mark(item, today), status_words(item), due)


def _done_mark(item: WorkItem) -> str:
    late = item.due_on and item.completed_on and item.completed_on > item.due_on
    return "done_late" if late else "verified"


def _strip_mark(item: WorkItem, today: date | None) -> str:
    if today is None:
        return item.status.value
    return _done_mark(item) if item.status is Status.verified else time_mark(item, today)


def strip(
    items: Sequence[WorkItem], names: Sequence[str], today: date | None, *, in_time: bool
) -> list[dict[str, Any]]:
    """The chips of several items, in the shape the macro `periods` takes.

    `names` are what each chip is called (a period, or a unit). Periods follow each other `in_time`,
    and a run of equal ones is folded; units do not. `today` as for `item_mark`.
    """
    chips = [
        {
            "name": _strip_mark(item, today),
            "words": name,
            "standing": item_mark(item, today).words.lower(),
            "href": url_for("work_items.show", work_item_id=item.id),
        }
        for item, name in zip(items, names, strict=True)
    ]
    if not in_time:
        return chips
    folded: list[dict[str, Any]] = []
    for _, run in groupby(chips, key=lambda chip: (chip["name"], chip["standing"])):
        same = list(run)
        if len(same) < FOLD_FROM:
            folded.extend(same)
        else:
            words = f"{same[0]['words']} – {same[-1]['words']}"
            folded.append({**same[0], "words": words, "href": None})
    return folded
