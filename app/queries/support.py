"""Requests for support: those of an item, those that wait for one's units, one of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from app.models import (
    Relation,
    SupportRequest,
    SupportStatus,
    Task,
    TaskUnit,
    Unit,
    UnitKind,
    WorkItem,
)
from app.queries.subjects import subject_of
from workflows.permissions import Actor, Subject, can
from workflows.states import CLOSED, Right, Role

_SHOWN = (
    joinedload(SupportRequest.unit),
    joinedload(SupportRequest.document),
    joinedload(SupportRequest.asker),
    joinedload(SupportRequest.answerer),
)


def support_of_item(session: Session, item: WorkItem) -> Sequence[SupportRequest]:
    """Who was asked about an item, since when, what came; the oldest first. One query."""
    return session.scalars(
        select(SupportRequest)
        .where(
            SupportRequest.commune_id == item.commune_id,
            SupportRequest.work_item_id == item.id,
        )
        .options(*_SHOWN)
        .order_by(SupportRequest.id)
    ).all()


def support_of_items(
    session: Session, commune_id: int, item_ids: Sequence[int]
) -> Sequence[SupportRequest]:
    """As `support_of_item`, for several items of a commune. One query."""
    return session.scalars(
        select(SupportRequest)
        .where(SupportRequest.commune_id == commune_id, SupportRequest.work_item_id.in_(item_ids))
        .options(*_SHOWN)
        .order_by(SupportRequest.id)
    ).all()


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that waits for one of the actor's units, with the item it is about."""

    request: SupportRequest
    title: str
    label: str
    lead: str


def asked_of(session: Session, actor: Actor) -> Sequence[Asked]:
    """The requests that wait for the actor's units, about items that are open; what is wanted
    first stands first. One query."""
    units = actor.units(Role.unit_head, Role.unit_officer)
    if not units:
        return ()
    rows = session.execute(
        select(SupportRequest, Task.title, WorkItem.label, Unit.short_name)
        .join(WorkItem, WorkItem.id == SupportRequest.work_item_id)
        .join(Task, Task.id == WorkItem.task_id)
        .join(Unit, Unit.id == WorkItem.lead_unit_id)
        .where(
            SupportRequest.commune_id == actor.commune_id,
            SupportRequest.unit_id.in_(units),
            SupportRequest.status.in_((SupportStatus.asked, SupportStatus.agreed)),
            WorkItem.status.not_in(CLOSED),
        )
        .options(joinedload(SupportRequest.unit))
        .order_by(SupportRequest.wanted_by.is_(None), SupportRequest.wanted_by, SupportRequest.id)
    )
    return [Asked(*row) for row in rows]


def find_request(session: Session, actor: Actor, support_request_id: int) -> SupportRequest | None:
    """The request for this actor, or None: another commune's, or one of an item whose words are
    not his to read and that was not asked of his unit."""
    found = session.scalars(
        select(SupportRequest)
        .where(
            SupportRequest.commune_id == actor.commune_id,
            SupportRequest.id == support_request_id,
        )
        .options(*_SHOWN)
    ).first()
    if found is None or found.unit_id in actor.units(Role.unit_head, Role.unit_officer):
        return found
    item = session.get_one(WorkItem, found.work_item_id)
    return found if can(actor, Right.comment, subject_of(session, item)) else None


@dataclass(frozen=True, slots=True)
class UnitToAsk:
    """A unit that can be asked; `is_named`: the plan names it as a supporting one."""

    unit_id: int
    name: str
    is_named: bool


def units_to_ask(session: Session, item: WorkItem, subject: Subject) -> Sequence[UnitToAsk]:
    """The units with people in the product that do not lead the item, those named by the plan
    first. One query."""
    named = select(TaskUnit.unit_id).where(
        TaskUnit.commune_id == item.commune_id,
        TaskUnit.task_id == item.task_id,
        TaskUnit.relation == Relation.supporting,
        or_(TaskUnit.lead_id.is_(None), TaskUnit.lead_id == item.lead_id),
    )
    rows = session.execute(
        select(Unit.id, Unit.name, Unit.id.in_(named))
        .where(
            Unit.commune_id == item.commune_id,
            Unit.kind.in_((UnitKind.under_committee, UnitKind.coordinating)),
            Unit.id.not_in(subject.lead_units),
        )
        .order_by(Unit.id.in_(named).desc(), Unit.position, Unit.id)
    )
    return [UnitToAsk(id_, name, bool(is_named)) for id_, name, is_named in rows]


__all__ = [
    "Asked",
    "UnitToAsk",
    "asked_of",
    "find_request",
    "support_of_item",
    "support_of_items",
    "units_to_ask",
]
