"""Phiếu kỳ cập nhật: the ongoing work of one unit in one update period, as one page.

An item stands on the sheet of the unit that leads it: where several units share a slot, the first
one answers for all of them.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, case, func, literal_column, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from app.labels.periods import period_name
from app.models import (
    Event,
    Person,
    ProgressNote,
    Section,
    Task,
    Unit,
    UpdateSheet,
    WorkItem,
)
from app.queries.standing import followed, with_lead
from app.queries.work_items import PAGE
from workflows.answers import Answer
from workflows.permissions import Actor
from workflows.states import Role

_CHECK_IN = literal_column("work_item.kind = 'check_in'")
_NOT_CANCELLED = literal_column("work_item.status <> 'cancelled'")
_SUBMITTED = literal_column("work_item.status = 'submitted'")
_VERIFIED = literal_column("work_item.status = 'verified'")


def sheet_items(
    session: Session, commune_id: int, unit_id: int, period_key: str
) -> Sequence[WorkItem]:
    """The items of a sheet with task, section and units, in the order of the plan. One query."""
    return session.scalars(
        select(WorkItem)
        .join(Task, Task.id == WorkItem.task_id)
        .outerjoin(Section, Section.id == Task.section_id)
        .where(
            WorkItem.commune_id == commune_id,
            WorkItem.lead_unit_id == unit_id,
            WorkItem.period_key == period_key,
            _CHECK_IN,
            _NOT_CANCELLED,
            followed(),
        )
        .order_by(
            func.coalesce(WorkItem.plan_id, 0),
            func.coalesce(Section.position, 0),
            Task.position,
            WorkItem.id,
        )
        .options(
            contains_eager(WorkItem.task).contains_eager(Task.section),
            joinedload(WorkItem.lead_unit),
            joinedload(WorkItem.deciding_unit),
        )
    ).all()


def find_sheet(
    session: Session, commune_id: int, unit_id: int, period_key: str
) -> UpdateSheet | None:
    """What was written for the period so far, None where nobody began. One query."""
    return session.scalars(
        select(UpdateSheet).where(
            UpdateSheet.commune_id == commune_id,
            UpdateSheet.unit_id == unit_id,
            UpdateSheet.period_key == period_key,
        )
    ).first()


def saved_by(session: Session, sheet: UpdateSheet) -> str:
    """The name of the person who saved the sheet last. One query."""
    return session.scalar(select(Person.full_name).where(Person.id == sheet.saved_by)) or ""


def items_before(session: Session, items: Sequence[WorkItem]) -> dict[int, WorkItem]:
    """The item of the update period before, by the id of the item; the first period of a task is
    left out. One query."""
    if not items:
        return {}
    of_slot: dict[tuple[int, int], list[WorkItem]] = defaultdict(list)
    for item in session.scalars(
        select(WorkItem)
        .where(
            WorkItem.commune_id == items[0].commune_id,
            WorkItem.task_id.in_({item.task_id for item in items}),
            _CHECK_IN,
        )
        .order_by(WorkItem.opens_on, WorkItem.id)
    ):
        of_slot[item.task_id, item.lead_id].append(item)
    before = {}
    for item in items:
        older = [
            other for other in of_slot[item.task_id, item.lead_id] if _opens(other) < _opens(item)
        ]
        if older:
            before[item.id] = older[-1]
    return before


def _opens(item: WorkItem) -> date:
    return item.opens_on or date.min


def last_said(session: Session, items: Sequence[WorkItem]) -> dict[int, Answer]:
    """The latest answer to each item, from its last note and its last submission. Two queries."""
    notes: dict[int, ProgressNote] = {}
    reasons: dict[int, str] = {}
    if items:
        commune_id, ids = items[0].commune_id, [item.id for item in items]
        latest = (
            select(func.max(ProgressNote.id))
            .where(ProgressNote.commune_id == commune_id, ProgressNote.work_item_id.in_(ids))
            .group_by(ProgressNote.work_item_id)
        )
        found = session.scalars(select(ProgressNote).where(ProgressNote.id.in_(latest)))
        notes = {note.work_item_id: note for note in found}
        reasons = _reasons(session, commune_id, ids)
    return {item.id: _answer(item, notes.get(item.id), reasons.get(item.id, "")) for item in items}


def _reasons(session: Session, commune_id: int, ids: Sequence[int]) -> dict[int, str]:
    """What was given as the reason of each item's last submission."""
    rows = session.execute(
        select(Event.work_item_id, Event.reason)
        .where(
            Event.commune_id == commune_id,
            Event.work_item_id.in_(ids),
            Event.kind == "work_item.submit",
        )
        .order_by(Event.seq)
    )
    return {item_id: reason for item_id, reason in rows if item_id is not None}


def _answer(item: WorkItem, note: ProgressNote | None, reason: str) -> Answer:
    written = note or ProgressNote(result="", quantity="", difficulties="", proposals="")
    return Answer(
        result=written.result,
        quantity=written.quantity,
        difficulties=written.difficulties,
        proposals=written.proposals,
        nothing_arose=item.nothing_arose,
        reason=reason if item.nothing_arose else "",
    )


@dataclass(frozen=True, slots=True)
class SheetLine:
    """A sheet as a line of a list: how many items it has, how many the unit has still to answer,
    how many wait for a verdict and how many are done; `due_on` is the first date still open."""

    unit_id: int
    unit: str
    period_key: str
    label: str
    opens_on: date | None
    items: int
    open: int
    submitted: int
    verified: int
    due_on: date | None

    @property
    def name(self) -> str:
        """The period without its days."""
        return period_name(self.label)


_opened = func.min(WorkItem.opens_on)
_LINE = (
    WorkItem.lead_unit_id,
    Unit.short_name,
    WorkItem.period_key,
    func.max(WorkItem.label),
    _opened,
    func.count(),
    func.sum(case((with_lead(), 1), else_=0)),
    func.sum(case((_SUBMITTED, 1), else_=0)),
    func.sum(case((_VERIFIED, 1), else_=0)),
    func.min(case((with_lead(), WorkItem.due_on))),
)


def _of_units(actor: Actor, units: frozenset[int] | None) -> ColumnElement[bool]:
    conditions = [WorkItem.commune_id == actor.commune_id, _CHECK_IN, _NOT_CANCELLED, followed()]
    if units is not None:
        conditions.append(WorkItem.lead_unit_id.in_(units))
    return and_(*conditions)


def open_sheets(session: Session, actor: Actor, today: date) -> Sequence[SheetLine]:
    """The sheets open by `today` on which the actor's units have something left to answer, first
    due first. One query."""
    units = actor.units(Role.unit_head, Role.unit_officer)
    rows = session.execute(
        select(*_LINE)
        .join(Unit, Unit.id == WorkItem.lead_unit_id)
        .where(_of_units(actor, units), with_lead(), WorkItem.opens_on <= today)
        .group_by(WorkItem.lead_unit_id, Unit.short_name, WorkItem.period_key)
        .order_by(func.min(WorkItem.due_on), WorkItem.lead_unit_id)
        .limit(PAGE)
    )
    return [SheetLine(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class SheetPage:
    """A page of the sheets of a year and where the next one begins; the nearest years before and
    after that have sheets."""

    year: int
    rows: Sequence[SheetLine]
    next_after: tuple[date, int] | None
    before: int | None
    following: int | None


def latest_sheet_year(session: Session, actor: Actor) -> int | None:
    """The last year of whose periods the actor has sheets, None where he has none. One query."""
    return _year_of(session.scalar(select(func.max(WorkItem.period_key)).where(_seen_by(actor))))


def sheets_of(
    session: Session,
    actor: Actor,
    year: int,
    after: tuple[date, int] | None = None,
    limit: int = PAGE,
) -> SheetPage:
    """The sheets of the periods of `year` of the actor's units, of every unit for the standing
    office; newest period first. The key of a period begins with its year.

    `after` is (day the period opened, id of the unit) of the last line seen. Two queries.
    """
    key, seen = WorkItem.period_key, _seen_by(actor)
    before, following = session.execute(
        select(
            func.max(case((key < f"{year:04d}", key))),
            func.min(case((key >= f"{year + 1:04d}", key))),
        ).where(seen)
    ).one()
    query = (
        select(*_LINE)
        .join(Unit, Unit.id == WorkItem.lead_unit_id)
        .where(seen, key.startswith(f"{year:04d}-"))
        .group_by(WorkItem.lead_unit_id, Unit.short_name, WorkItem.period_key)
        .order_by(_opened.desc(), WorkItem.lead_unit_id)
        .limit(limit + 1)
    )
    if after is not None:
        day, unit_id = after
        query = query.having(
            or_(_opened < day, and_(_opened == day, WorkItem.lead_unit_id > unit_id))
        )
    found = [SheetLine(*row) for row in session.execute(query)]
    shown = found[:limit]
    next_after = None
    if len(found) > limit and shown[-1].opens_on is not None:
        next_after = (shown[-1].opens_on, shown[-1].unit_id)
    return SheetPage(year, shown, next_after, _year_of(before), _year_of(following))


def _seen_by(actor: Actor) -> ColumnElement[bool]:
    """SQL: an item on a sheet that the actor sees in his list."""
    every = actor.has_role(Role.standing_officer)
    units = None if every else actor.units(Role.unit_head, Role.unit_officer)
    return and_(_of_units(actor, units), WorkItem.opens_on.is_not(None))


def _year_of(period_key: str | None) -> int | None:
    return int(period_key[:4]) if period_key else None


__all__ = [
    "SheetLine",
    "SheetPage",
    "find_sheet",
    "items_before",
    "last_said",
    "latest_sheet_year",
    "open_sheets",
    "saved_by",
    "sheet_items",
    "sheets_of",
]
