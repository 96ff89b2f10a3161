"""How a task stood on the day the figures closed, judged later: each result in its own window.

The office freezes the figures some days after the cut-off. A result whose own day lies after the
cut-off is not in them, and what opened later was still to come. The same sentences exist once more
as SQL, in `app/queries/reporting_standing.py`; a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from workflows.deadlines.lateness import ItemDates, KeptDates, kept_dates
from workflows.states import Status


@dataclass(frozen=True, slots=True)
class DatedItem:
    """A work item with the days that place it: `dates` as they are known now, `submitted_on` the
    day that counts for what was handed in, `opens_on` the day it opens where it exists only from
    then on (None for what exists from the start).
    """

    dates: ItemDates
    submitted_on: date | None = None
    opens_on: date | None = None


def kept_as_of(
    items: Iterable[DatedItem], day: date, *, periods_to_come: bool, taken_out: bool = False
) -> KeptDates:
    """Fold the items of a task (or of one lead slot) into the dates that were kept on `day`.

    Decisions on dates and outcomes, also that it left the plan as a whole (`taken_out`), count as
    they are known now: they only wait to be recorded.
    """
    every = list(items)
    there = [_as_of(item, day) for item in every if not item.opens_on or item.opens_on <= day]
    opened_later = any(
        item.opens_on and item.opens_on > day and item.dates.status is not Status.cancelled
        for item in every
    )
    to_come = periods_to_come or opened_later
    return kept_dates(there, periods_to_come=to_come, taken_out=taken_out)


def _as_of(item: DatedItem, day: date) -> ItemDates:
    dates = item.dates
    done_later = dates.status is Status.verified and _is_after(dates.completed_on, day)
    sent_later = dates.status is Status.submitted and _is_after(item.submitted_on, day)
    if done_later or sent_later:
        return replace(dates, status=Status.in_progress, completed_on=None)
    return dates


def _is_after(known: date | None, day: date) -> bool:
    return known is not None and known > day
