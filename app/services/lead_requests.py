"""*Đề nghị xác định chủ trì*: a unit says that another one leads; a leader answers by document.

The answer names the unit that leads: another one, and the work is given to it
(`app.services.reassignment`), or the same one, and it stays. A request that is wrong on its face is
refused with a reason. Each step holds the item first and then takes the request by the version the
person saw.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.models import LeadRequest, RequestStatus, Task, WorkItem
from app.queries.subjects import subject_of
from app.queries.task_decisions import lead_choices, unit_names
from app.services import events, notices
from app.services.open_requests import lead_request_entry, take_open
from app.services.reassignment import NewLead, reassign, whole_move
from app.services.row_versions import hold, hold_all
from app.services.task_items import Seen
from app.services.work_item_claims import changed_meanwhile
from workflows.permissions import Actor, capacity, require
from workflows.reminders import TOLD
from workflows.requests import answer_refusal
from workflows.requirements import check_reason
from workflows.states import WITH_LEAD, Action, ActionRefused, Refusal, Right, Role, Status


def ask(
    session: Session,
    actor: Actor,
    item: WorkItem,
    *,
    named_unit_id: int | None,
    cause: str,
    version: int,
    now: datetime,
) -> LeadRequest:
    """Say that the unit `named_unit_id` leads the item (None: a leader is to say who), because of
    `cause`.

    `version` is the item's as the person saw it. Raises ActionRefused: not the head of a unit that
    leads it, stale, handed in or closed, a unit that leads it already, no cause, one open already.
    """
    hold(session, item)
    if item.version != version:
        raise changed_meanwhile(session, item)
    subject = subject_of(session, item)
    require(actor, Right.dispute_lead, subject)
    if item.status not in WITH_LEAD | {Status.dormant}:
        raise ActionRefused(Refusal.not_with_lead)
    check_reason(cause)
    today = clock.local(now).date()
    if named_unit_id is not None:
        if named_unit_id not in dict(lead_choices(session, item.commune_id, today)):
            raise ActionRefused(Refusal.lead_missing)
        if named_unit_id in subject.lead_units:
            raise ActionRefused(Refusal.lead_unchanged)
    if open_request(session, item) is not None:
        raise ActionRefused(Refusal.request_open)
    request = LeadRequest(
        commune_id=item.commune_id,
        work_item_id=item.id,
        unit_id=min(actor.units(Role.unit_head) & subject.lead_units),
        named_unit_id=named_unit_id,
        status=RequestStatus.open,
        asked_by=actor.person_id,
        asked_at=now,
        cause=cause,
    )
    session.add(request)
    _record(session, actor, item, request, "ask", Right.dispute_lead, cause, now)
    leaders = notices.people_with_role(session, item.commune_id, {Role.leader}, today)
    _tell(session, actor, item, request, "ask", [*leaders, *_people(session, request, now)], now)
    return request


def open_request(session: Session, item: WorkItem) -> LeadRequest | None:
    """The request about who leads the item that still waits for its answer."""
    return session.scalars(
        select(LeadRequest).where(
            LeadRequest.commune_id == item.commune_id,
            LeadRequest.work_item_id == item.id,
            LeadRequest.status == RequestStatus.open,
        )
    ).first()


def withdraw(
    session: Session, actor: Actor, request: LeadRequest, *, version: int, now: datetime
) -> None:
    """Take an open request back: any head of a unit that leads the item. Raises ActionRefused."""
    item = take_open(session, request, version)
    require(actor, Right.dispute_lead, subject_of(session, item))
    request.status = RequestStatus.withdrawn
    _record(session, actor, item, request, "withdraw", Right.dispute_lead, "", now)


def decide(
    session: Session,
    actor: Actor,
    request: LeadRequest,
    new: NewLead,
    *,
    version: int,
    seen: Seen,
    now: datetime,
) -> None:
    """Say by document which unit leads. Where that is another one, the slot or the item moves to it
    (`seen`: the versions of those items). Raises ActionRefused, as `reassign` does.
    """
    asked = session.get_one(WorkItem, request.work_item_id)
    task = session.get_one(Task, asked.task_id)
    hold_all(session, [asked, *whole_move(session, task, asked).moving])
    item = take_open(session, request, version)
    _require_answerer(session, actor, request, item)
    today = clock.local(now).date()
    if new.unit_id not in dict(lead_choices(session, item.commune_id, today)):
        raise ActionRefused(Refusal.lead_missing)
    if not new.document:
        raise ActionRefused(Refusal.document_missing)
    request.status, request.decided_unit_id = RequestStatus.granted, new.unit_id
    request.document, request.reason = new.document, new.reason
    _answered(request, actor, now)
    _record(session, actor, item, request, "decide", Action.reassign, new.reason, now)
    if new.unit_id == item.lead_unit_id:
        _tell(session, actor, item, request, "keep", _people(session, request, now), now)
        return
    reassign(session, actor, task, item, new, seen=seen, now=now)


def refuse(
    session: Session,
    actor: Actor,
    request: LeadRequest,
    *,
    reason: str,
    version: int,
    now: datetime,
) -> None:
    """Refuse the request with a reason; the unit goes on leading. Raises ActionRefused."""
    item = take_open(session, request, version)
    _require_answerer(session, actor, request, item)
    check_reason(reason)
    request.status, request.reason = RequestStatus.refused, reason
    _answered(request, actor, now)
    _record(session, actor, item, request, "refuse", Action.reassign, reason, now)
    _tell(session, actor, item, request, "refuse", _people(session, request, now), now)


def _require_answerer(session: Session, actor: Actor, request: LeadRequest, item: WorkItem) -> None:
    refusal = answer_refusal(actor, subject_of(session, item), request.asked_by)
    if refusal is not None:
        raise ActionRefused(refusal)


def _answered(request: LeadRequest, actor: Actor, now: datetime) -> None:
    request.decided_by, request.decided_at = actor.person_id, now


def _record(
    session: Session,
    actor: Actor,
    item: WorkItem,
    request: LeadRequest,
    verb: str,
    by: Action | Right,
    reason: str,
    now: datetime,
) -> None:
    session.flush()
    spoken_of = request.decided_unit_id or request.named_unit_id
    named = unit_names(session, item.commune_id, [spoken_of]) if spoken_of else {}
    entry = lead_request_entry(
        request, item, verb, reason=reason, named=named.get(spoken_of or 0, "")
    )
    held = capacity(actor, by, subject_of(session, item))
    events.record(session, actor, [entry], now, capacity=held)


def _people(session: Session, request: LeadRequest, now: datetime) -> Collection[int]:
    """The people of both units."""
    units = {request.unit_id, request.named_unit_id} - {None}
    today = clock.local(now).date()
    return notices.people_with_role(
        session, request.commune_id, TOLD, today, in_units=[u for u in units if u is not None]
    )


def _tell(
    session: Session,
    actor: Actor,
    item: WorkItem,
    request: LeadRequest,
    verb: str,
    people: Collection[int],
    now: datetime,
) -> None:
    """One notice to each of `people` of what was asked or answered."""
    units = [request.unit_id, *([request.named_unit_id] if request.named_unit_id else [])]
    names = unit_names(session, item.commune_id, units)
    task = session.get_one(Task, item.task_id)
    notices.notify(
        session,
        item.commune_id,
        [person for person in dict.fromkeys(people) if person != actor.person_id],
        kind=f"lead_request.{verb}",
        key=f"lead_request:{request.id}:{verb}:{request.version}",
        data={
            "title": task.title,
            "label": item.label,
            "unit": names[request.unit_id],
            "named": names.get(request.named_unit_id or 0, ""),
            "reason": request.reason or request.cause,
        },
        path=f"/viec/{item.id}/xac-dinh-chu-tri",
        now=now,
    )


__all__ = ["ask", "decide", "open_request", "refuse", "withdraw"]
