"""What decisions about leads and outcomes look at: units to choose, the items of a slot and of a
task, and what an earlier decision took out."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload

from app.models import (
    Decision,
    Person,
    Plan,
    Relation,
    Section,
    Task,
    TaskLead,
    TaskUnit,
    Unit,
    UnitKind,
    WorkItem,
)
from app.queries.standing import task_standing
from app.queries.subjects import Deciders, deciders_outside
from workflows.deadlines.lateness import Standing
from workflows.states import Action, Outcome, Status

LEADING_KINDS = (UnitKind.under_committee, UnitKind.coordinating)
"""Kinds of units that have people here and can lead."""


def lead_choices(session: Session, commune_id: int, today: date) -> list[tuple[int, str]]:
    """(id, name) of the units of the commune that can lead on `today`, in its order."""
    rows = session.execute(
        select(Unit.id, Unit.name)
        .where(
            Unit.commune_id == commune_id,
            Unit.kind.in_(LEADING_KINDS),
            or_(Unit.valid_from.is_(None), Unit.valid_from <= today),
            or_(Unit.valid_to.is_(None), Unit.valid_to >= today),
        )
        .order_by(Unit.position, Unit.id)
    )
    return [(unit_id, name) for unit_id, name in rows]


@dataclass(frozen=True, slots=True)
class LeadSlot:
    """A lead slot in force: its units in order, the first of which leads and submits."""

    lead_id: int
    unit_ids: tuple[int, ...]
    names: tuple[str, ...]


def slots_of_task(session: Session, task: Task) -> list[LeadSlot]:
    """The lead slots in force of the task, in their order. One query."""
    found: dict[int, list[tuple[int, str]]] = {}
    for lead_id, unit_id, name in session.execute(
        select(TaskUnit.lead_id, TaskUnit.unit_id, Unit.name)
        .join(TaskLead, TaskLead.id == TaskUnit.lead_id)
        .join(Unit, Unit.id == TaskUnit.unit_id)
        .where(
            TaskUnit.commune_id == task.commune_id,
            TaskUnit.task_id == task.id,
            TaskUnit.relation == Relation.lead,
            TaskLead.slot > 0,
        )
        .order_by(TaskLead.slot, TaskUnit.position, TaskUnit.id)
    ):
        found.setdefault(lead_id or 0, []).append((unit_id, name))
    return [
        LeadSlot(lead_id, tuple(u for u, _ in units), tuple(n for _, n in units))
        for lead_id, units in found.items()
    ]


def items_of(
    session: Session, task: Task, statuses: Collection[Status], lead_id: int | None = None
) -> Sequence[WorkItem]:
    """The items of the task (or of one slot) in one of `statuses`, with their units, oldest first.
    One query."""
    query = (
        select(WorkItem)
        .where(
            WorkItem.commune_id == task.commune_id,
            WorkItem.task_id == task.id,
            WorkItem.status.in_(statuses),
        )
        .options(joinedload(WorkItem.lead_unit))
        .order_by(WorkItem.due_on, WorkItem.id)
    )
    if lead_id is not None:
        query = query.where(WorkItem.lead_id == lead_id)
    return session.scalars(query).all()


def deciders_of(session: Session, task: Task) -> Deciders:
    """Who decides on the work of a task: as its plan was started, else by the units' duties."""
    plan = session.get(Plan, task.plan_id) if task.plan_id is not None else None
    if plan is None:
        return deciders_outside(session, task.commune_id)
    return Deciders(plan.standing_unit_id, plan.counter_checking_unit_id)


def unit_names(session: Session, commune_id: int, unit_ids: Collection[int]) -> dict[int, str]:
    """The names of units of the commune, by id."""
    rows = session.execute(
        select(Unit.id, Unit.name).where(Unit.commune_id == commune_id, Unit.id.in_(unit_ids))
    )
    return {unit_id: name for unit_id, name in rows}


@dataclass(frozen=True, slots=True)
class TakenOut:
    """Items of a task that one decision took out and that are still out: who decided, when, by
    which paper, with what outcome."""

    decided_at: datetime
    decided_by: str
    document: str
    reason: str
    items: tuple[WorkItem, ...]

    @property
    def outcome(self) -> Outcome | None:
        return self.items[0].outcome

    @property
    def merged_into(self) -> int | None:
        return self.items[0].merged_into_task_id


def taken_out(session: Session, task: Task) -> list[TakenOut]:
    """The decisions by which items of the task are out of the plan, the latest first. One query.

    The items of one decision share its moment: they are taken out in one transaction.
    """
    latest = (
        select(func.max(Decision.id))
        .join(WorkItem, WorkItem.id == Decision.work_item_id)
        .where(
            Decision.commune_id == task.commune_id,
            WorkItem.task_id == task.id,
            Decision.action == Action.drop,
        )
        .group_by(Decision.work_item_id)
    )
    rows = session.execute(
        select(WorkItem, Decision, Person.full_name)
        .join(Decision, Decision.work_item_id == WorkItem.id)
        .outerjoin(Person, Person.id == Decision.decided_by)
        .where(
            WorkItem.commune_id == task.commune_id,
            WorkItem.task_id == task.id,
            WorkItem.status == Status.cancelled,
            Decision.id.in_(latest),
        )
        .options(joinedload(WorkItem.lead_unit))
        .order_by(Decision.decided_at.desc(), WorkItem.due_on, WorkItem.id)
    )
    groups: dict[tuple[datetime, str, str, str], list[WorkItem]] = {}
    for item, decision, name in rows:
        key = (decision.decided_at, name or "", decision.document, decision.reason)
        groups.setdefault(key, []).append(item)
    return [TakenOut(*key, tuple(items)) for key, items in groups.items()]


@dataclass(frozen=True, slots=True)
class Followed:
    """The task whose result a merged one follows, and how that stands."""

    task_id: int
    place: str
    title: str
    standing: Standing


def followed_tasks(
    session: Session, groups: Sequence[TakenOut], today: date
) -> dict[int, Followed]:
    """The tasks into which something was merged, by id. One query where there are any."""
    wanted = {group.merged_into for group in groups if group.merged_into is not None}
    if not wanted:
        return {}
    rows = session.execute(
        select(Task.id, Section.code, Task.number, Task.title, task_standing(today))
        .outerjoin(Section, Section.id == Task.section_id)
        .where(Task.id.in_(wanted))
    )
    return {
        id_: Followed(
            id_,
            ".".join(part for part in (code, number) if part),
            title,
            Standing(standing),
        )
        for id_, code, number, title, standing in rows
    }


def merge_choices(session: Session, task: Task) -> list[tuple[int, str, str, str]]:
    """(id, section code, number, title) of the other tasks of the same plan (or of the other work
    given outside a plan) that are still in it, in their order."""
    rows = session.execute(
        select(Task.id, Section.code, Task.number, Task.title)
        .outerjoin(Section, Section.id == Task.section_id)
        .where(
            Task.commune_id == task.commune_id,
            Task.plan_id == task.plan_id if task.plan_id is not None else Task.plan_id.is_(None),
            Task.id != task.id,
            Task.is_cancelled.is_(False),
        )
        .order_by(Task.position, Task.id)
    )
    return [(id_, code or "", number, title) for id_, code, number, title in rows]
