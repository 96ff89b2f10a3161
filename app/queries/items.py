"""Lists of work items: the late ones, longest first, and those that wait for a verdict."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, bindparam, func, or_, select, tuple_
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement

from app.models import (
    Appointment,
    Person,
    ProgressNote,
    Relation,
    Section,
    Task,
    TaskUnit,
    Unit,
    WorkItem,
)
from app.queries.overview import PAGE
from app.queries.standing import followed, item_is_late, submitted
from workflows.permissions import Actor
from workflows.states import Role


@dataclass(frozen=True, slots=True)
class ItemRow:
    """A work item as a line of a list. `heard` is the last progress note's first words."""

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
        conditions.append(
            select(TaskUnit.id)
            .where(
                # Commune and task are those of the slot; they are named for the index.
                TaskUnit.commune_id == WorkItem.commune_id,
                TaskUnit.task_id == WorkItem.task_id,
                TaskUnit.lead_id == WorkItem.lead_id,
                TaskUnit.relation == Relation.lead,
                TaskUnit.unit_id == unit_id,
            )
            .exists()
        )
    return tuple(conditions)


@lru_cache(maxsize=50)
def _late_queries(
    commune_id: int, today: date, plan_id: int | None, unit_id: int | None
) -> tuple[Select[tuple[int]], Select[Any]]:
    """How many are late, and the lines of the list in their order. Put together once a day: that
    takes longer than to answer them."""
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
    """A page of late items, the longest late first. Three queries. `after` is (due date, id)."""
    how_many, rows_of = _late_queries(actor.commune_id, today, plan_id, unit_id)
    count = session.scalar(how_many) or 0
    if after is not None:
        rows_of = rows_of.where(tuple_(WorkItem.due_on, WorkItem.id) > after)
    found = session.execute(rows_of, {"limit": limit + 1}).all()
    shown = found[:limit]
    heard = _last_notes(session, actor.commune_id, [row[0] for row in shown])
    rows = [
        ItemRow(
            id=id_,
            task_id=task_id,
            title=title,
            label=label,
            place=".".join(part for part in (code, number) if part),
            unit=unit,
            due_on=due_on,
            waiting_on=waiting_on,
            heard=heard[id_][0] if id_ in heard else "",
            heard_at=heard[id_][1] if id_ in heard else None,
        )
        for id_, task_id, title, label, code, number, unit, due_on, waiting_on in shown
    ]
    more = len(found) > limit
    return ItemPage(count, rows, (shown[-1][7], shown[-1][0]) if more else None)


_LAST_NOTES = select(
    ProgressNote.work_item_id,
    ProgressNote.result,
    ProgressNote.difficulties,
    ProgressNote.proposals,
    ProgressNote.written_at,
).where(
    ProgressNote.id.in_(
        select(func.max(ProgressNote.id))
        .where(
            ProgressNote.commune_id == bindparam("commune_id"),
            ProgressNote.work_item_id.in_(bindparam("item_ids", expanding=True)),
        )
        .group_by(ProgressNote.work_item_id)
    )
)


def _last_notes(
    session: Session, commune_id: int, item_ids: Sequence[int]
) -> dict[int, tuple[str, datetime]]:
    of_items = {"commune_id": commune_id, "item_ids": item_ids}
    return {
        item_id: (result or difficulties or proposals, written_at)
        for item_id, result, difficulties, proposals, written_at in session.execute(
            _LAST_NOTES, of_items
        )
    }


@dataclass(frozen=True, slots=True)
class WaitingGroup:
    """Submitted items that one unit (None: a leader) decides on: how many, since when, and whether
    anybody is there who may."""

    unit_id: int | None
    unit: str
    count: int
    oldest: datetime
    somebody: bool


_BY_DECIDER = (
    select(
        WorkItem.deciding_unit_id.label("unit_id"),
        func.count().label("count"),
        func.min(WorkItem.submitted_at).label("oldest"),
    )
    .where(WorkItem.commune_id == bindparam("commune_id"), submitted(), followed())
    .group_by(WorkItem.deciding_unit_id)
    .subquery()
)
_WAITING = (
    select(_BY_DECIDER.c.unit_id, Unit.short_name, _BY_DECIDER.c.count, _BY_DECIDER.c.oldest)
    .outerjoin(Unit, Unit.id == _BY_DECIDER.c.unit_id)
    .order_by(_BY_DECIDER.c.oldest)
)
_DECIDERS = (
    select(Appointment.role, Appointment.unit_id)
    .join(Person, Person.id == Appointment.person_id)
    .where(
        Appointment.commune_id == bindparam("commune_id"),
        Appointment.role.in_([Role.standing_officer, Role.unit_head, Role.leader]),
        Appointment.valid_from <= bindparam("today"),
        or_(Appointment.valid_to.is_(None), Appointment.valid_to >= bindparam("today")),
        Person.disabled_at.is_(None),
    )
)


def waiting_for_verdict(session: Session, actor: Actor, today: date) -> Sequence[WaitingGroup]:
    """What awaits a verdict in the actor's commune, from whom, since when. Two queries."""
    groups = session.execute(_WAITING, {"commune_id": actor.commune_id}).all()
    if not groups:
        return []
    deciders = _deciders(session, actor.commune_id, today)
    return [
        WaitingGroup(unit_id, unit or "", count, oldest, unit_id in deciders)
        for unit_id, unit, count, oldest in groups
    ]


def _deciders(session: Session, commune_id: int, today: date) -> set[int | None]:
    """Units that have somebody who decides; None stands for the leaders."""
    held = session.execute(_DECIDERS, {"commune_id": commune_id, "today": today})
    return {None if role is Role.leader else unit_id for role, unit_id in held}
