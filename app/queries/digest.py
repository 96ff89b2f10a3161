"""What the weekly digest of a commune tells: the standing of its plans and the rows that press."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session

from app import clock
from app.models import (
    Commune,
    Plan,
    PlanStatus,
    ProgressNote,
    Section,
    StandingSnapshot,
    Task,
    Unit,
    WorkItem,
)
from app.queries.additional_tasks import counts_outside
from app.queries.batches import batches
from app.queries.calendar import working_calendar
from app.queries.headless import units_without_head
from app.queries.lead_units import units_of_items
from app.queries.overview import Counts, GridRow, grid_of
from app.queries.record import record_head
from app.queries.reporting_digest import RunningReport, running_report
from app.queries.silence import SilentUnit, silent_units
from app.queries.standing import with_lead
from app.queries.subjects import deciders_outside, subjects_of
from workflows.deadlines.lateness import days_late
from workflows.deadlines.working_days import WorkingCalendar
from workflows.permissions import Actor, Subject
from workflows.reminders import Group, Week, group_of
from workflows.states import Status

DIFFICULTIES = 5
"""New difficulties that a digest quotes."""


@dataclass(frozen=True, slots=True)
class PlanStanding:
    """A running plan: its counts today, how many tasks were done a week ago (None: not known)."""

    name: str
    counts: Counts
    done_last_week: int | None
    units: Sequence[GridRow]


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """A work item as a digest tells of it. Days are days in Vietnam. A row is equal to itself only:
    what is worded of it is kept with it while letters are made (`app.jobs.digest_words`).

    `heard` is what the unit said last and `heard_on` when it was last heard of, or when the item
    was made where it never was. `waited` are working days since it was handed in, `over_clock`
    whether that is more than the verifier's own clock allows.
    """

    group: Group
    id: int
    title: str
    label: str
    place: str
    units: Sequence[tuple[int, str]]
    due_on: date | None
    days_late: int
    heard: str
    heard_on: date
    waiting_on: str
    waiting_since: date | None
    waiting_document: str
    reason: str
    decided_by: str
    waited: int
    over_clock: bool

    @property
    def unit_names(self) -> str:
        return ", ".join(name for _, name in self.units)


@dataclass(frozen=True, slots=True)
class Difficulty:
    """What a unit wrote under *khó khăn, vướng mắc* during the last week."""

    item_id: int
    unit: str
    title: str
    words: str


@dataclass(frozen=True, slots=True)
class DigestFacts:
    """Everything a commune's digests are made of, in one reading at `as_of`. `outside` counts the
    tasks given outside any plan; `record_head` is the head of the record, "seq:hash"."""

    commune_name: str
    as_of: datetime
    today: date
    week: Week
    plans: Sequence[PlanStanding]
    rows: Sequence[Row]
    dormant: int
    without_date: int
    difficulties: Sequence[Difficulty]
    running_report: RunningReport | None
    without_head: Sequence[tuple[str, int]]
    office_units: frozenset[int]
    subjects: Mapping[int, Subject] = field(default_factory=dict)
    outside: Counts = field(default_factory=Counts)
    silent: Sequence[SilentUnit] = ()
    record_head: str = ""


def digest_facts(session: Session, commune: Commune, as_of: datetime) -> DigestFacts | None:
    """Read the facts of the commune's digests at `as_of`; None where no plan is running and
    nothing given outside of any is still to be done.

    Four queries for each running plan, about a dozen for all the rest, whatever the number of
    people.
    """
    today = clock.local(as_of).date()
    week = Week.of(today)
    plans = session.scalars(
        select(Plan)
        .where(Plan.commune_id == commune.id, Plan.status == PlanStatus.running)
        .order_by(Plan.starts_on, Plan.id)
    ).all()
    outside = counts_outside(session, Actor(commune.id, None, ""), today)
    if not plans and outside.counted == outside.done:
        return None
    before = _done_last_week(session, commune.id, week)
    pressing = _pressing(session, commune.id, week)
    submitted = [item for item, *_ in pressing if item.status is Status.submitted]
    dormant, without_date = _without_date(session, commune.id)
    return DigestFacts(
        commune_name=commune.name,
        as_of=as_of,
        today=today,
        week=week,
        plans=[_plan_standing(session, plan, today, before.get(plan.id)) for plan in plans],
        rows=_rows(session, commune, pressing, today, week),
        dormant=dormant,
        without_date=without_date,
        difficulties=_difficulties(session, commune.id, as_of),
        running_report=running_report(session, commune.id, today),
        without_head=units_without_head(session, commune.id, today),
        silent=silent_units(session, commune.id, as_of),
        office_units=_office_units(session, commune.id, plans, outside),
        subjects=subjects_of(session, submitted),
        outside=outside,
        record_head=record_head(session, commune.id),
    )


def _office_units(
    session: Session, commune_id: int, plans: Sequence[Plan], outside: Counts
) -> frozenset[int]:
    """The standing offices of the plans, and that of the commune for what is given outside."""
    units = {plan.standing_unit_id for plan in plans}
    if outside.counted:
        units.add(deciders_outside(session, commune_id).standing_unit)
    return frozenset(unit for unit in units if unit is not None)


def _plan_standing(session: Session, plan: Plan, today: date, before: int | None) -> PlanStanding:
    grid = grid_of(session, plan, today)
    return PlanStanding(plan.number or plan.title, grid.total, before, grid.units)


def _followed(query: Select[Any]) -> Select[Any]:
    """Only items of the commune's running plans, and work given outside a plan."""
    return query.outerjoin(Plan, Plan.id == WorkItem.plan_id).where(
        WorkItem.commune_id == bindparam("commune_id"),
        or_(WorkItem.plan_id.is_(None), Plan.status == PlanStatus.running),
    )


# Put together once: a Monday asks them of every commune.
_DONE = (
    select(StandingSnapshot.plan_id, StandingSnapshot.done_on_time + StandingSnapshot.done_late)
    .where(
        StandingSnapshot.commune_id == bindparam("commune_id"),
        StandingSnapshot.unit_id.is_(None),
        StandingSnapshot.section_id.is_(None),
        StandingSnapshot.taken_on >= bindparam("first"),
        StandingSnapshot.taken_on < bindparam("end"),
    )
    .order_by(StandingSnapshot.taken_on)
)
_ITEMS = _followed(
    select(WorkItem, Task.title, Section.code, Task.number)
    .join(Task, Task.id == WorkItem.task_id)
    .outerjoin(Section, Section.id == Task.section_id)
)
_WITH_UNITS = _ITEMS.where(
    with_lead(), or_(WorkItem.due_on <= bindparam("sunday"), WorkItem.status.in_(["returned"]))
).order_by(WorkItem.due_on, WorkItem.id)
_HANDED_IN = _ITEMS.where(WorkItem.status.in_(["submitted"])).order_by(
    WorkItem.submitted_at, WorkItem.id
)
_WITHOUT_DATE = _followed(
    select(
        func.count().filter(WorkItem.status.in_(["dormant"])),
        func.count().filter(and_(with_lead(), WorkItem.due_on.is_(None))),
    ).select_from(WorkItem)
)
_UNIT_NAMES = select(Unit.id, Unit.short_name).where(Unit.commune_id == bindparam("commune_id"))
_NOTES = select(
    ProgressNote.work_item_id,
    ProgressNote.result,
    ProgressNote.difficulties,
    ProgressNote.proposals,
).where(
    ProgressNote.id.in_(
        select(func.max(ProgressNote.id))
        .where(ProgressNote.work_item_id.in_(bindparam("item_ids", expanding=True)))
        .group_by(ProgressNote.work_item_id)
    )
)
_NEW_DIFFICULTIES = (
    _followed(
        select(WorkItem.id, Unit.short_name, Task.title, ProgressNote.difficulties)
        .select_from(ProgressNote)
        .join(WorkItem, WorkItem.id == ProgressNote.work_item_id)
        .join(Task, Task.id == WorkItem.task_id)
        .join(Unit, Unit.id == WorkItem.lead_unit_id)
    )
    .where(
        ProgressNote.commune_id == bindparam("commune_id"),
        ProgressNote.difficulties != "",
        ProgressNote.written_at > bindparam("after"),
        ProgressNote.written_at <= bindparam("as_of"),
    )
    .order_by(ProgressNote.id.desc())
    .limit(DIFFICULTIES)
)


def _done_last_week(session: Session, commune_id: int, week: Week) -> dict[int, int]:
    """Tasks done by the snapshot of the week before, by plan."""
    days = {"first": week.before.monday, "end": week.monday}
    rows = session.execute(_DONE, {"commune_id": commune_id, **days})
    return {plan_id: done for plan_id, done in rows}


def _pressing(session: Session, commune_id: int, week: Week) -> list[Any]:
    """(item, title, place) of what is late, returned, due this week, then of what awaits a
    verdict.
    """
    of_commune = {"commune_id": commune_id}
    return [
        (item, title, ".".join(part for part in (code, number) if part))
        for query, asked in (
            (_WITH_UNITS, {**of_commune, "sunday": week.sunday}),
            (_HANDED_IN, of_commune),
        )
        for item, title, code, number in session.execute(query, asked)
    ]


def _rows(
    session: Session,
    commune: Commune,
    pressing: Sequence[tuple[WorkItem, str, str]],
    today: date,
    week: Week,
) -> list[Row]:
    units = units_of_items(session, {(item.lead_id, item.lead_unit_id) for item, _, _ in pressing})
    notes = _last_notes(session, [item.id for item, _, _ in pressing])
    names = _unit_names(session, commune.id)
    handed_in = [clock.local(i.submitted_at).date() for i, _, _ in pressing if i.submitted_at]
    calendar = working_calendar(session, commune.id, min(handed_in, default=today))
    made = []
    for item, title, place in pressing:
        group = group_of(item.status, item.due_on, today, week)
        if group is None:
            continue
        waited = _waited(item, calendar, today)
        heard = item.last_heard_at
        made.append(
            Row(
                group=group,
                id=item.id,
                title=title,
                label=item.label,
                place=place,
                units=units[item.lead_id, item.lead_unit_id],
                due_on=item.due_on,
                days_late=days_late(item.status, item.due_on, today),
                heard=notes.get(item.id, ""),
                heard_on=clock.local(heard or item.created_at).date(),
                waiting_on=item.waiting_on,
                waiting_since=item.waiting_since,
                waiting_document=item.waiting_document,
                reason=item.returned_reason if item.status is Status.returned else "",
                decided_by=names.get(item.deciding_unit_id or 0, ""),
                waited=waited,
                over_clock=waited > commune.verification_working_days,
            )
        )
    return made


def _waited(item: WorkItem, calendar: WorkingCalendar, today: date) -> int:
    if item.status is not Status.submitted or item.submitted_at is None:
        return 0
    return calendar.days_between(clock.local(item.submitted_at).date(), today)


def _unit_names(session: Session, commune_id: int) -> dict[int, str]:
    rows = session.execute(_UNIT_NAMES, {"commune_id": commune_id})
    return {id_: name for id_, name in rows}


def _last_notes(session: Session, item_ids: Sequence[int]) -> dict[int, str]:
    """The last thing each unit wrote, the result before the difficulties."""
    notes: dict[int, str] = {}
    for some in batches(item_ids):
        found = session.execute(_NOTES, {"item_ids": some})
        for item_id, result, difficulties, proposals in found:
            notes[item_id] = result or difficulties or proposals
    return notes


def _without_date(session: Session, commune_id: int) -> tuple[int, int]:
    """How many items wait for a document, and how many that do not wait have no date."""
    row = session.execute(_WITHOUT_DATE, {"commune_id": commune_id}).one()
    return row[0], row[1]


def _difficulties(session: Session, commune_id: int, as_of: datetime) -> list[Difficulty]:
    week = {"after": as_of - timedelta(days=7), "as_of": as_of}
    rows = session.execute(_NEW_DIFFICULTIES, {"commune_id": commune_id, **week})
    return [Difficulty(*row) for row in rows]
