"""Requests about who leads: the one of an item, and those that wait for a leader."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, false, func, or_, select
from sqlalchemy.orm import Session, joinedload

from app.models import LeadRequest, RequestStatus, Task, WorkItem
from app.queries.lead_units import led_by
from app.queries.standing import followed
from app.queries.work_items import PAGE
from workflows.permissions import Actor
from workflows.states import Role


def find_lead_request(session: Session, actor: Actor, lead_request_id: int) -> LeadRequest | None:
    """The request for this actor, or None. One query."""
    return session.scalars(
        select(LeadRequest).where(
            LeadRequest.id == lead_request_id,
            LeadRequest.commune_id == actor.commune_id if actor.appointments else false(),
        )
    ).first()


def lead_requests_of(session: Session, item: WorkItem) -> Sequence[LeadRequest]:
    """Every request about who leads the item, newest first, with its units. One query."""
    return session.scalars(
        select(LeadRequest)
        .where(LeadRequest.commune_id == item.commune_id, LeadRequest.work_item_id == item.id)
        .options(joinedload(LeadRequest.unit), joinedload(LeadRequest.named_unit))
        .order_by(LeadRequest.id.desc())
    ).all()


def open_lead_requests(
    session: Session, actor: Actor, after: int = 0, limit: int = PAGE
) -> tuple[Sequence[tuple[LeadRequest, WorkItem, Task]], int | None]:
    """A page of the open requests of the actor's commune that concern him, oldest first, and where
    the next one begins: all of them for the standing office and the leaders, else those of his
    units and those that name one. `after` is the id of the last request seen. One query."""
    rows = session.execute(
        select(LeadRequest, WorkItem, Task)
        .join(WorkItem, WorkItem.id == LeadRequest.work_item_id)
        .join(Task, Task.id == WorkItem.task_id)
        .where(_open(actor), LeadRequest.id > after)
        .options(
            joinedload(LeadRequest.unit),
            joinedload(LeadRequest.named_unit),
            joinedload(WorkItem.lead_unit),
        )
        .order_by(LeadRequest.id)
        .limit(limit + 1)
    )
    found = [(request, item, task) for request, item, task in rows]
    shown = found[:limit]
    return shown, shown[-1][0].id if len(found) > limit else None


def count_open_lead_requests(session: Session, actor: Actor) -> int:
    """How many `open_lead_requests` there are. One query."""
    return (
        session.scalar(
            select(func.count())
            .select_from(LeadRequest)
            .join(WorkItem, WorkItem.id == LeadRequest.work_item_id)
            .where(_open(actor))
        )
        or 0
    )


def _open(actor: Actor) -> ColumnElement[bool]:
    """SQL: the request waits for its answer and concerns the actor."""
    waits = and_(
        LeadRequest.commune_id == actor.commune_id,
        LeadRequest.status == RequestStatus.open,
        followed(),
    )
    if actor.has_role(Role.leader, Role.standing_officer):
        return waits
    units = actor.units()
    named = or_(LeadRequest.unit_id.in_(units), LeadRequest.named_unit_id.in_(units))
    return and_(waits, or_(named, led_by(units)))


__all__ = [
    "count_open_lead_requests",
    "find_lead_request",
    "lead_requests_of",
    "open_lead_requests",
]
