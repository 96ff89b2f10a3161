"""How a work item and a task stand against time. Computed from dates, never stored as a status.

The same sentences exist once more as SQL, in `app/queries/standing.py`; a test holds the two
together. Due today is not late. An item handed in waits on the verifier and is not late for the
unit meanwhile.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto

from workflows.states import OPEN, WITH_LEAD, Status


class Standing(StrEnum):
    """The groups of the official grid, with *chưa có thời hạn* as a class of its own. A
    partition.
    """

    done_on_time = auto()
    done_late = auto()
    open_in_time = auto()
    open_late = auto()
    no_date = auto()
    cancelled = auto()


def days_late(status: Status, due_on: date | None, today: date) -> int:
    """Days by which an item is late on `today`; 0 where it is not.

    `due_on` is the date that binds, or the original one where lateness against that is asked for.
    """
    if status not in WITH_LEAD or due_on is None or today <= due_on:
        return 0
    return (today - due_on).days


@dataclass(frozen=True, slots=True)
class ItemDates:
    """What of one work item bears on its task."""

    status: Status
    due_on: date | None
    completed_on: date | None
    original_due_on: date | None = None


@dataclass(frozen=True, slots=True)
class KeptDates:
    """The dates kept on a task, and on each lead slot of it, so that grids need not group items.

    due_on: the latest date that binds; completed_on: the latest completion day, once nothing is
    open; earliest_open_due_on: the first date that can make it late; is_cancelled: every item was
    taken out, or all that was left of it as a whole, which is kept here until any of it is open
    again; original_due_on: the latest date as it stood before any was moved.
    """

    due_on: date | None = None
    completed_on: date | None = None
    earliest_open_due_on: date | None = None
    is_cancelled: bool = False
    original_due_on: date | None = None


def kept_dates(
    items: Iterable[ItemDates], *, periods_to_come: bool, taken_out: bool = False
) -> KeptDates:
    """Fold the items of a task (or of one lead slot) into the dates that are kept.

    A task is done when it has a verified item, every item not cancelled is verified, and no
    period is still to come (`periods_to_come`). While anything is open, only open items give the
    date: a task whose open items have none is *chưa có thời hạn*, whatever was finished before.
    Where a decision took it out of the plan as a whole (`taken_out`), it is cancelled whatever was
    verified before; where single items were taken out, the others decide.
    """
    every = list(items)
    counted = [item for item in every if item.status is not Status.cancelled]
    still_open = [item for item in counted if item.status in OPEN]
    if taken_out and not still_open and not periods_to_come:
        return KeptDates(is_cancelled=True)
    if every and not counted:
        return KeptDates(is_cancelled=not periods_to_come)
    done = bool(counted) and not still_open and not periods_to_come
    return KeptDates(
        due_on=_latest(item.due_on for item in (still_open or counted)),
        completed_on=_latest(item.completed_on for item in counted) if done else None,
        earliest_open_due_on=min(
            (item.due_on for item in still_open if item.due_on and item.status in WITH_LEAD),
            default=None,
        ),
        original_due_on=_latest(item.original_due_on for item in (still_open or counted)),
    )


def _latest(days: Iterable[date | None]) -> date | None:
    return max((day for day in days if day is not None), default=None)


def standing_of(kept: KeptDates, today: date) -> Standing:
    """The group of the grid in which a task with these dates stands on `today`."""
    if kept.is_cancelled:
        return Standing.cancelled
    if kept.completed_on is not None:
        late = kept.due_on is not None and kept.completed_on > kept.due_on
        return Standing.done_late if late else Standing.done_on_time
    if kept.earliest_open_due_on is not None and today > kept.earliest_open_due_on:
        return Standing.open_late
    return Standing.open_in_time if kept.due_on is not None else Standing.no_date


def is_on_time_after_moving(kept: KeptDates) -> bool:
    """True for what was done in time only because its date was moved: *đúng hạn sau điều chỉnh*."""
    done, due, original = kept.completed_on, kept.due_on, kept.original_due_on
    return done is not None and due is not None and original is not None and original < done <= due


__all__ = [
    "ItemDates",
    "KeptDates",
    "Standing",
    "days_late",
    "is_on_time_after_moving",
    "kept_dates",
    "standing_of",
]
