"""What starting a draft as a plan would do, worked out before anything is written.

The page that asks for consent shows it in numbers; `app.services.plan_start` carries out the same.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.models import DraftRow, UnitKind
from app.queries.calendar import shifting_calendar
from app.queries.drafts import DraftContent, obstacles
from app.services import generation, notices
from app.services.draft_claims import DraftRefusal, DraftRefused
from app.services.reporting_periods import missing_periods
from workflows import deadlines
from workflows.deadlines import PlannedItem, Reading, Span, reading_from_json
from workflows.permissions import deciding_unit_of
from workflows.states import Role

TOLD = frozenset({Role.unit_head, Role.unit_officer})
"""Who in a unit is told that a plan was started."""


@dataclass(frozen=True, slots=True)
class PreparedTask:
    """A row of the draft as the task it becomes. Each slot's first unit leads and submits."""

    row: DraftRow
    reading: Reading
    slots: tuple[tuple[int, ...], ...]
    supporting: tuple[int, ...]
    follow_up: tuple[int, ...]
    follow_up_unit_id: int | None
    planned: tuple[PlannedItem, ...]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A plan about to be started: its tasks, the update periods it needs, and who decides."""

    content: DraftContent
    span: Span
    standing_unit_id: int
    counter_checking_unit_id: int | None
    tasks: tuple[PreparedTask, ...]
    new_periods: tuple[deadlines.UpdatePeriod, ...]


@dataclass(frozen=True, slots=True)
class Forecast:
    """What starting would do, in numbers. `items` exist at once; `to_come` open on their own
    days.
    """

    tasks: int
    items: int
    to_come: int
    without_date: int
    dormant: int
    already_late: int
    lead_units: int
    notices: int
    deciding: tuple[tuple[str | None, int], ...]


def prepare(session: Session, content: DraftContent) -> Prepared:
    """Work out what the draft becomes. Raises DraftRefused(blocked) while something keeps it
    back.
    """
    if obstacles(content):
        raise DraftRefused(DraftRefusal.blocked)
    draft, standing = content.draft, content.standing_unit
    assert draft.starts_on and draft.ends_on and standing  # noqa: S101 - said by `obstacles`
    span = Span(draft.starts_on, draft.ends_on)
    known = generation.update_periods(session, draft.commune_id)
    new_periods = missing_periods(session, draft.commune_id, known, span)
    periods = generation.within([*known, *new_periods], span)
    calendar = shifting_calendar(session, draft.commune_id)
    checking = content.counter_checking_unit
    return Prepared(
        content=content,
        span=span,
        standing_unit_id=standing.id,
        counter_checking_unit_id=checking.id if checking else None,
        tasks=tuple(
            _prepared_task(content, row, span, periods, calendar) for row in content.included
        ),
        new_periods=tuple(new_periods),
    )


def _prepared_task(
    content: DraftContent,
    row: DraftRow,
    span: Span,
    periods: Sequence[deadlines.UpdatePeriod],
    calendar: deadlines.WorkingCalendar | None,
) -> PreparedTask:
    draft = content.draft
    reading = reading_from_json(row.reading)
    issued = generation.issue_day(draft.issued_on, draft.issued_month)
    follow_up = content.units_of(row.follow_up)
    checkers = {u.id for u in content.units if u.kind is UnitKind.under_committee}
    return PreparedTask(
        row=row,
        reading=reading,
        slots=content.slots_of(row.lead),
        supporting=content.supporting_of(row),
        follow_up=follow_up,
        # Only a unit of the committee has people here who can verify.
        follow_up_unit_id=next((unit for unit in follow_up if unit in checkers), None),
        planned=tuple(generation.plan_items(reading, span, issued, periods, calendar)),
    )


def forecast(session: Session, prepared: Prepared, today: date) -> Forecast:
    """The numbers of the page that asks for consent."""
    items = [
        (task, slot, item)
        for task in prepared.tasks
        for slot in task.slots
        for item in task.planned
        if generation.exists_on(item, today)
    ]
    planned = sum(len(task.slots) * len(task.planned) for task in prepared.tasks)
    names = {unit.id: unit.name for unit in prepared.content.units}
    deciding = Counter(_deciding_unit(prepared, task, slot) for task, slot, _ in items)
    return Forecast(
        tasks=len(prepared.tasks),
        items=len(items),
        to_come=planned - len(items),
        without_date=sum(item.due is None for _, _, item in items),
        dormant=sum(item.kind is deadlines.ItemKind.DORMANT for _, _, item in items),
        already_late=sum(item.due is not None and item.due < today for _, _, item in items),
        lead_units=len({unit for task in prepared.tasks for slot in task.slots for unit in slot}),
        notices=sum(len(people) for people in people_to_tell(session, prepared, today).values()),
        deciding=tuple(
            (names.get(unit) if unit else None, count) for unit, count in deciding.most_common()
        ),
    )


def _deciding_unit(prepared: Prepared, task: PreparedTask, slot: tuple[int, ...]) -> int | None:
    return deciding_unit_of(
        frozenset(slot),
        task.follow_up_unit_id,
        prepared.standing_unit_id,
        prepared.counter_checking_unit_id,
    )


def parts_of_units(prepared: Prepared) -> dict[int, dict[str, int]]:
    """How many tasks each unit leads and supports; a unit that does both counts as leading."""
    parts: dict[int, dict[str, int]] = {}
    for task in prepared.tasks:
        leads = {unit for slot in task.slots for unit in slot}
        for unit in leads:
            parts.setdefault(unit, {"lead": 0, "supporting": 0})["lead"] += 1
        for unit in set(task.supporting) - leads:
            parts.setdefault(unit, {"lead": 0, "supporting": 0})["supporting"] += 1
    return parts


def people_to_tell(session: Session, prepared: Prepared, today: date) -> dict[int, Sequence[int]]:
    """The people of each unit that leads or supports something."""
    commune_id = prepared.content.draft.commune_id
    return {
        unit: notices.people_with_role(session, commune_id, TOLD, today, in_units={unit})
        for unit in sorted(parts_of_units(prepared))
    }
