"""Requests beside a work item that end with the moment they were made for."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import DueDateRequest, LeadRequest, RequestStatus, WorkItem
from app.queries.requests import last_step
from app.services import events
from app.services.row_versions import hold, stale, take_version
from workflows.permissions import Actor
from workflows.states import WITH_LEAD, Action, ActionRefused, Refusal, Status

Asked = TypeVar("Asked", DueDateRequest, LeadRequest)


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
    another_leads = action is Action.reassign
    if item.status not in WITH_LEAD | {Status.dormant} or another_leads:
        _lapse(session, actor, item, LeadRequest, lead_request_entry, now)
    if before in WITH_LEAD and (item.status not in WITH_LEAD or another_leads):
        _lapse(session, actor, item, DueDateRequest, request_entry, now)


def _lapse(
    session: Session,
    actor: Actor,
    item: WorkItem,
    table: type[Asked],
    entry: Callable[[Asked, WorkItem, str], events.Entry],
    now: datetime,
) -> None:
    request = session.scalars(
        select(table).where(
            table.commune_id == item.commune_id,
            table.work_item_id == item.id,
            table.status == RequestStatus.open,
        )
    ).first()
    if request is None:
        return
    request.status = RequestStatus.withdrawn
    request.version += 1
    session.flush()
    events.record(session, actor, [entry(request, item, "lapse")], now)


def take_open(session: Session, request: DueDateRequest | LeadRequest, version: int) -> WorkItem:
    """Hold the item, then take the request as the person saw it, and return the item. Raises
    ActionRefused: a stale page is told who was first, and what was answered is over."""
    item = session.get_one(WorkItem, request.work_item_id)
    hold(session, item)
    if not take_version(session, request, version):
        raise stale(last_step(session, request))
    if request.status is not RequestStatus.open:
        raise ActionRefused(Refusal.request_over)
    return item


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
