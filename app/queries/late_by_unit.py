"""What is late today, unit by unit, as công văn đôn đốc names it, and who could sign."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session

from app.models import (
    Appointment,
    Commune,
    Person,
    Plan,
    Section,
    Signer,
    Task,
    Unit,
    UnitDuty,
    UnitKind,
    WorkItem,
    WorkItemProduct,
)
from app.queries.batches import batches
from app.queries.last_words import LastWords, last_words
from app.queries.lead_units import units_of_items
from app.queries.standing import followed, item_is_late
from workflows.permissions import Actor
from workflows.states import Role, Status


@dataclass(frozen=True, slots=True)
class LateItem:
    """A late item. `plan_id` is None for work given outside a plan, whose `basis` names the
    document; `lead` names the units that answer, `heard` the last progress note's first words,
    `cause` the last cause of delay given, with the day by which it is to be done."""

    id: int
    task_id: int
    plan_id: int | None
    title: str
    label: str
    section: str
    number: str
    basis: str
    products: str
    lead: str
    due_on: date
    status: Status
    waiting_on: str
    heard: str
    heard_at: datetime | None
    cause: str
    expected_on: date | None


@dataclass(frozen=True, slots=True)
class LateUnit:
    """A unit with its late items, the longest late first. `is_urged`: it is under the committee;
    anybody else is asked. `waiting` are late items that wait for somebody else to sign."""

    id: int
    name: str
    short_name: str
    is_urged: bool
    items: list[LateItem] = field(default_factory=list)
    waiting: list[LateItem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class LateToday:
    """The late items of a commune on a day: its units in their order, and the plans they belong
    to by id, the oldest first."""

    units: Sequence[LateUnit]
    plans: Mapping[int, Plan]


def late_by_unit(
    session: Session, actor: Actor, today: date, plan_id: int | None = None
) -> LateToday:
    """What is late on `today` in plans that are followed and in work given outside plans, or in
    one plan. Four queries, and more of them for every further thousand items."""
    found = session.execute(_late(actor.commune_id, today, plan_id)).all()
    keys = [(row.lead_id, row.lead_unit_id) for row in found]
    leads = units_of_items(session, keys)
    ids = [row.id for row in found]
    products = _products(session, actor, ids)
    said = last_words(session, actor.commune_id, ids)
    units: dict[int, LateUnit] = {}
    for row, key in zip(found, keys, strict=True):
        unit = units.setdefault(
            row.lead_unit_id,
            LateUnit(
                row.lead_unit_id, row.name, row.short_name, row.kind is UnitKind.under_committee
            ),
        )
        names = row.name if len(leads[key]) == 1 else ", ".join(name for _, name in leads[key])
        item = _item(row, names, products.get(row.id, ""), said)
        (unit.waiting if row.waiting_on else unit.items).append(item)
    plans = {row.Plan.id: row.Plan for row in found if row.Plan is not None}
    return LateToday(list(units.values()), dict(sorted(plans.items())))


def _late(commune_id: int, today: date, plan_id: int | None) -> Select[Any]:
    query = (
        select(
            WorkItem.id,
            WorkItem.task_id,
            WorkItem.plan_id,
            WorkItem.lead_id,
            WorkItem.lead_unit_id,
            WorkItem.label,
            WorkItem.due_on,
            WorkItem.status,
            WorkItem.waiting_on,
            Task.title,
            Task.number,
            Task.basis,
            Section.code,
            Unit.name,
            Unit.short_name,
            Unit.kind,
            Plan,
        )
        .join(Task, Task.id == WorkItem.task_id)
        .join(Unit, Unit.id == WorkItem.lead_unit_id)
        .outerjoin(Section, Section.id == Task.section_id)
        .outerjoin(Plan, Plan.id == WorkItem.plan_id)
        .where(WorkItem.commune_id == commune_id, item_is_late(today), followed())
        .order_by(Unit.position, Unit.id, WorkItem.due_on, WorkItem.id)
    )
    return query if plan_id is None else query.where(WorkItem.plan_id == plan_id)


def _item(row: Any, lead: str, products: str, said: LastWords) -> LateItem:
    heard, heard_at = said.heard.get(row.id, ("", None))
    cause, expected_on = said.causes.get(row.id, ("", None))
    return LateItem(
        id=row.id,
        task_id=row.task_id,
        plan_id=row.plan_id,
        title=row.title,
        label=row.label,
        section=row.code or "",
        number=row.number,
        basis=row.basis,
        products=products,
        lead=lead,
        due_on=row.due_on,
        status=row.status,
        waiting_on=row.waiting_on,
        heard=heard,
        heard_at=heard_at,
        cause=cause,
        expected_on=expected_on,
    )


def _products(session: Session, actor: Actor, ids: Sequence[int]) -> dict[int, str]:
    """The products of each item's checklist, on one line."""
    named: dict[int, list[str]] = {}
    for some in batches(ids):
        for item_id, title in session.execute(
            select(WorkItemProduct.work_item_id, WorkItemProduct.title)
            .where(
                WorkItemProduct.commune_id == actor.commune_id,
                WorkItemProduct.work_item_id.in_(some),
            )
            .order_by(WorkItemProduct.work_item_id, WorkItemProduct.position)
        ):
            named.setdefault(item_id, []).append(title)
    return {item_id: "; ".join(titles) for item_id, titles in named.items()}


@dataclass(frozen=True, slots=True)
class Sender:
    """Who the letter comes from: the commune, its standing office, and for each signer the person
    who holds that post today, (post, name), both empty where there is none."""

    commune: str
    office_id: int | None
    office: str
    office_code: str
    signers: Mapping[Signer, tuple[str, str]]


def sender_of(session: Session, actor: Actor, today: date) -> Sender:
    """The sender in the actor's commune. Two queries."""
    commune, office = session.execute(
        select(Commune.name, Unit)
        .outerjoin(Unit, and_(Unit.commune_id == Commune.id, Unit.duty == UnitDuty.standing_office))
        .where(Commune.id == actor.commune_id)
    ).one()
    held = session.execute(
        select(Appointment.role, Appointment.unit_id, Appointment.title, Person.full_name)
        .join(Person, Person.id == Appointment.person_id)
        .where(
            Appointment.commune_id == actor.commune_id,
            Appointment.role.in_([Role.leader, Role.unit_head]),
            Appointment.valid_from <= today,
            or_(Appointment.valid_to.is_(None), Appointment.valid_to >= today),
            Person.disabled_at.is_(None),
        )
        .order_by(Appointment.id)
    ).all()
    office_id = office.id if office else None
    heads = [(row.title, row.full_name) for row in held if office_id and row.unit_id == office_id]
    deputies = [
        (row.title, row.full_name)
        for row in held
        if row.role is Role.leader and row.title.casefold().startswith("phó")
    ]
    head, deputy = (next(iter(people), ("", "")) for people in (heads, deputies))
    return Sender(
        commune=commune,
        office_id=office_id,
        office=office.name if office else "",
        office_code=office.code.upper() if office else "",
        signers={Signer.vice_chairman: deputy, Signer.by_order: head, Signer.office: head},
    )


__all__ = ["LateItem", "LateToday", "LateUnit", "Sender", "late_by_unit", "sender_of"]
