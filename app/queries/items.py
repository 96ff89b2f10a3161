"""Lists of work items: the late ones, longest first, and those that wait for a verdict."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    Select,
    and_,
    bindparam,
    case,
    false,
    func,
    or_,
    select,
    true,
    tuple_,
)
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement

from app import clock
from app.models import (
    Appointment,
    Commune,
    DayOff,
    Person,
    Plan,
    Relation,
    Section,
    Task,
    TaskUnit,
    Unit,
    UnitDuty,
    WorkItem,
)
from app.models.base import Instant
from app.queries.last_words import LastWords, last_words
from app.queries.lead_units import answers
from app.queries.overview import PAGE
from app.queries.standing import followed, item_is_late, submitted
from workflows.deadlines.working_days import WorkingCalendar
from workflows.permissions import Actor
from workflows.requests import marked_moves
from workflows.states import Role


@dataclass(frozen=True, slots=True)
class ItemRow:
    """A work item as a line of a list. `heard` is the last progress note's first words, `cause` the
    last cause or explanation of its delay, `expected_on` the day it is to be done by. These pass
    between the unit and its verifier, and are empty where the reader may not read them
    (`may_read`). `moves_marked`: how often its date was moved where that is to be marked, else 0.
    """

    id: int
    task_id: int
    title: str
    label: str
    place: str
    unit: str
    due_on: date
    waiting_on: str
    heard: str
    heard_at: datetime | None
    waiting_since: date | None
    cause: str
    expected_on: date | None
    may_read: bool
    moves_marked: int


@dataclass(frozen=True, slots=True)
class ItemPage:
    """A page of items: how many in all, this page's rows, and where the next one begins."""

    count: int
    rows: Sequence[ItemRow]
    next_after: tuple[date, int] | None


def _late_conditions(
    commune_id: int, today: date, plan_id: int | None, unit_id: int | None
) -> tuple[ColumnElement[bool], ...]:
    """SQL: the late items of a commune, of one plan, of one unit's leads."""
    conditions: list[ColumnElement[bool]] = [
        WorkItem.commune_id == commune_id,
        item_is_late(today),
        followed(),
    ]
    if plan_id is not None:
        conditions.append(WorkItem.plan_id == plan_id)
    if unit_id is not None:
        conditions.append(answers({unit_id}))
    return tuple(conditions)


def _concerns(units: frozenset[int]) -> ColumnElement[bool]:
    """SQL: what passes between the item's unit and its verifier may be read in one of the units:
    it leads, supports, verifies, or is the standing office. The same sentence as
    `Right.view_evidence` of an open item; a test holds them together."""
    supports = select(TaskUnit.id).where(
        TaskUnit.commune_id == WorkItem.commune_id,
        TaskUnit.task_id == WorkItem.task_id,
        TaskUnit.relation == Relation.supporting,
        TaskUnit.unit_id.in_(units),
    )
    of_plan = select(Plan.id).where(Plan.id == WorkItem.plan_id, Plan.standing_unit_id.in_(units))
    of_commune = select(Unit.id).where(
        Unit.commune_id == WorkItem.commune_id,
        Unit.duty == UnitDuty.standing_office,
        Unit.id.in_(units),
    )
    outside = and_(WorkItem.plan_id.is_(None), of_commune.correlate(WorkItem).exists())
    return or_(
        answers(units),
        func.coalesce(WorkItem.deciding_unit_id.in_(units), false()),
        supports.exists(),
        of_plan.exists(),
        outside,
    )


@lru_cache(maxsize=200)
def _late_queries(
    commune_id: int,
    today: date,
    plan_id: int | None,
    unit_id: int | None,
    readers: frozenset[int],
    reads_all: bool,
) -> tuple[Select[tuple[int]], Select[Any]]:
    """How many are late, and the lines of the list in their order, with whether the people of the
    units `readers` may read the words of each. Put together once a day: that takes longer than to
    answer them."""
    conditions = _late_conditions(commune_id, today, plan_id, unit_id)
    rows = (
        select(
            WorkItem.id,
            WorkItem.task_id,
            Task.title,
            WorkItem.label,
            Section.code,
            Task.number,
            Unit.short_name,
            WorkItem.due_on,
            WorkItem.waiting_on,
            WorkItem.waiting_since,
            WorkItem.times_moved,
            (true() if reads_all else _concerns(readers)).label("may_read"),
        )
        .join(Task, Task.id == WorkItem.task_id)
        .join(Unit, Unit.id == WorkItem.lead_unit_id)
        .outerjoin(Section, Section.id == Task.section_id)
        .where(*conditions)
        .order_by(WorkItem.due_on, WorkItem.id)
        .limit(bindparam("limit"))
    )
    return select(func.count()).select_from(WorkItem).where(*conditions), rows


def late_items(
    session: Session,
    actor: Actor,
    today: date,
    *,
    plan_id: int | None = None,
    unit_id: int | None = None,
    after: tuple[date, int] | None = None,
    limit: int = PAGE,
) -> ItemPage:
    """A page of late items, the longest late first, with those of their words that the actor may
    read. Three queries. `after` is (due date, id)."""
    reads_all = actor.has_role(Role.leader)
    readers = frozenset() if reads_all else actor.units()
    how_many, rows_of = _late_queries(actor.commune_id, today, plan_id, unit_id, readers, reads_all)
    count = session.scalar(how_many) or 0
    if after is not None:
        rows_of = rows_of.where(tuple_(WorkItem.due_on, WorkItem.id) > after)
    found = session.execute(rows_of, {"limit": limit + 1}).all()
    shown = found[:limit]
    said = last_words(session, actor.commune_id, [row[0] for row in shown if row.may_read])
    rows = [_row(row, said) for row in shown]
    more = len(found) > limit
    return ItemPage(count, rows, (shown[-1][7], shown[-1][0]) if more else None)


def _row(found: Any, said: LastWords) -> ItemRow:
    """A line of the list, with what was said of it last."""
    id_, task_id, title, label, code, number, unit, due_on, waiting_on, since, moved, read = found
    heard, heard_at = said.heard.get(id_, ("", None))
    cause, expected_on = said.causes.get(id_, ("", None))
    return ItemRow(
        id=id_,
        task_id=task_id,
        title=title,
        label=label,
        place=".".join(part for part in (code, number) if part),
        unit=unit,
        due_on=due_on,
        waiting_on=waiting_on,
        heard=heard,
        heard_at=heard_at,
        waiting_since=since,
        cause=cause,
        expected_on=expected_on,
        may_read=read,
        moves_marked=marked_moves(moved),
    )


@dataclass(frozen=True, slots=True)
class WaitingGroup:
    """Submitted items that one unit (None: a leader) decides on: how many, since when, how many of
    them longer than the commune's working days (`over`, of `limit`), and whether anybody is there
    who may."""

    unit_id: int | None
    unit: str
    count: int
    over: int
    oldest: datetime
    somebody: bool
    limit: int


_BY_DECIDER = (
    select(
        WorkItem.deciding_unit_id.label("unit_id"),
        func.count().label("count"),
        func.sum(
            case((WorkItem.submitted_at < bindparam("over_before", type_=Instant), 1), else_=0)
        ).label("over"),
        func.min(WorkItem.submitted_at).label("oldest"),
    )
    .where(WorkItem.commune_id == bindparam("commune_id"), submitted(), followed())
    .group_by(WorkItem.deciding_unit_id)
    .subquery()
)
_SOMEBODY = (
    select(Appointment.id)
    .join(Person, Person.id == Appointment.person_id)
    .where(
        Appointment.commune_id == bindparam("commune_id"),
        or_(
            (Appointment.role == Role.leader) & _BY_DECIDER.c.unit_id.is_(None),
            Appointment.role.in_([Role.standing_officer, Role.unit_head])
            & (Appointment.unit_id == _BY_DECIDER.c.unit_id),
        ),
        Appointment.valid_from <= bindparam("today"),
        or_(Appointment.valid_to.is_(None), Appointment.valid_to >= bindparam("today")),
        Person.disabled_at.is_(None),
    )
    .correlate(_BY_DECIDER)
    .exists()
)
_WAITING = (
    select(
        _BY_DECIDER.c.unit_id,
        Unit.short_name,
        _BY_DECIDER.c.count,
        _BY_DECIDER.c.over,
        _BY_DECIDER.c.oldest,
        _SOMEBODY,
    )
    .outerjoin(Unit, Unit.id == _BY_DECIDER.c.unit_id)
    .order_by(_BY_DECIDER.c.oldest)
)
_FAR_BACK = timedelta(days=180)
"""Far enough to see every day off of the most working days that a verifier can be given, 60."""
_CLOCK = (
    select(Commune.verification_working_days, DayOff.day, DayOff.is_working)
    .outerjoin(DayOff, (DayOff.commune_id == Commune.id) & (DayOff.day >= bindparam("since")))
    .where(Commune.id == bindparam("commune_id"))
)


def waiting_for_verdict(session: Session, actor: Actor, today: date) -> Sequence[WaitingGroup]:
    """What awaits a verdict in the actor's commune, from whom, since when, and how much of it
    longer than the verifier has. Two queries."""
    limit, over_before = _verdict_clock(session, actor.commune_id, today)
    of_commune = {"commune_id": actor.commune_id, "over_before": over_before, "today": today}
    return [
        WaitingGroup(unit_id, unit or "", count, over, oldest, somebody, limit)
        for unit_id, unit, count, over, oldest, somebody in session.execute(_WAITING, of_commune)
    ]


def _verdict_clock(session: Session, commune_id: int, today: date) -> tuple[int, datetime]:
    """The working days that a verifier of the commune has, and the instant before which came in
    what waits longer. One query."""
    rows = session.execute(_CLOCK, {"commune_id": commune_id, "since": today - _FAR_BACK}).all()
    calendar = WorkingCalendar(
        frozenset(day for _, day, is_working in rows if day and not is_working),
        frozenset(day for _, day, is_working in rows if is_working),
    )
    limit = rows[0][0]
    over = calendar.last_day_over(today, limit)
    return limit, datetime.combine(over + timedelta(days=1), time(), clock.VIETNAM)
