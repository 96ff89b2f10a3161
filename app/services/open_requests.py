"""Requests beside a work item that end with the moment they were made for."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import DueDateRequest, LeadRequest, RequestStatus, WorkItem
from app.services import events
from workflows.permissions import Actor
from workflows.states import WITH_LEAD, Action, Status


def close_requests(
    session: Session,
    actor: Actor,
    item: WorkItem,
    action: Action,
    *,
    before: Status,
    now: datetime,
) -> None:
    """Withdraw the open requests (for another date, about who leads) where `action` took the item,
    which stood at `before`, from who asked: it was handed in or closed, or another unit leads from
    now on. Called by the one door, so that no request stays open for ever."""
    if item.status not in WITH_LEAD | {Status.dormant} or action is Action.reassign:
        _close_lead_request(session, actor, item, now)
    moved_on = item.status not in WITH_LEAD or action is Action.reassign
    if before not in WITH_LEAD or not moved_on:
        return
    request = session.scalars(
        select(DueDateRequest).where(
            DueDateRequest.commune_id == item.commune_id,
            DueDateRequest.work_item_id == item.id,
            DueDateRequest.status == RequestStatus.open,
        )
    ).first()
    if request is None:
        return
    request.status = RequestStatus.withdrawn
    request.version += 1
    session.flush()
    events.record(session, actor, [request_entry(request, item, "lapse")], now)


def _close_lead_request(session: Session, actor: Actor, item: WorkItem, now: datetime) -> None:
    request = session.scalars(
        select(LeadRequest).where(
            LeadRequest.commune_id == item.commune_id,
            LeadRequest.work_item_id == item.id,
            LeadRequest.status == RequestStatus.open,
        )
    ).first()
    if request is None:
        return
    request.status = RequestStatus.withdrawn
    request.version += 1
    session.flush()
    events.record(session, actor, [lead_request_entry(request, item, "lapse")], now)


def lead_request_entry(
    request: LeadRequest,
    item: WorkItem,
    verb: str,
    *,
    reason: str = "",
    named: str = "",
) -> events.Entry:
    """The event of a step with a request about who leads; `named` is the unit it speaks of."""
    words = {"document": request.document, "named": named}
    return events.Entry(
        kind=f"lead_request.{verb}",
        subject="lead_request",
        subject_id=request.id,
        plan_id=item.plan_id,
        task_id=item.task_id,
        work_item_id=item.id,
        new=request.status.value,
        reason=reason,
        data={key: value for key, value in words.items() if value},
    )


def request_entry(
    request: DueDateRequest,
    item: WorkItem,
    verb: str,
    *,
    reason: str = "",
    in_stead_of: str | None = None,
) -> events.Entry:
    """The event of a step with a request, in the history of its item."""
    words = {
        "wished_on": request.wished_on.isoformat(),
        "document": request.document,
        "is_supported": {True: "yes", False: "no", None: ""}[request.is_supported],
        "in_stead_of": in_stead_of,
    }
    return events.Entry(
        kind=f"due_date_request.{verb}",
        subject="due_date_request",
        subject_id=request.id,
        plan_id=item.plan_id,
        task_id=item.task_id,
        work_item_id=item.id,
        new=request.status.value,
        reason=reason,
        data={key: value for key, value in words.items() if value},
    )
