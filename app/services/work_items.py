"""The one door for a status change: `perform`.

In this order: is the page stale (409), may this person (403), is this the moment, is everything at
hand (a named refusal each); then the item, the decision, the event, the kept dates and the notices,
flushed together and committed by the edge. Automatic changes use the same door as the system actor.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from app import clock
from app.models import Commune, Decision, ProgressNote, Unit, WorkItem
from app.queries.calendar import working_calendar
from app.queries.evidence import uncovered_products
from app.queries.quarantine import waiting_products
from app.queries.subjects import subject_of
from app.queries.work_items import awaited_part
from app.services import events, notices
from app.services.letter_answers import note_answers
from app.services.open_requests import close_requests
from app.services.standing import refresh_dates
from app.services.verdict_documents import note_seen
from app.services.verdict_products import accept_rest, take_back_acceptances
from app.services.verdict_proposals import end_proposal
from app.services.work_item_changes import CHANGES, Act
from app.services.work_item_claims import claim
from workflows.deadlines import Part
from workflows.permissions import Actor, HeldAppointment, capacity, require
from workflows.requirements import Facts, Request, as_printed, check_requirements
from workflows.states import (
    VERDICTS,
    Action,
    Right,
    Status,
)
from workflows.work_items import next_status

DECIDED = VERDICTS | {
    Action.activate,
    Action.set_date,
    Action.reopen,
    Action.drop,
    Action.bring_back,
    Action.reassign,
    Action.set_internal_date,
}
"""Actions that leave a decision beside their event."""

_LONGEST_STEAD = 200
"""Characters of a decision's words on whom somebody stood in for; the event has them whole."""


@dataclass(frozen=True, slots=True)
class SignedSheet:
    """A *phiếu trình* that came back signed: the leader decided by it, somebody else records it."""

    paper_id: int
    leader: Actor


def perform(
    session: Session,
    actor: Actor,
    item: WorkItem,
    action: Action,
    request: Request,
    *,
    version: int,
    now: datetime,
    entering: bool = False,
    tell: bool = True,
    by_sheet: SignedSheet | None = None,
) -> WorkItem:
    """Carry out `action` on `item` and return it in its new status.

    `version` is the item's version as the person saw it. `entering`: the standing office hands in,
    or notes progress, for the unit; it is asked for that right, and who entered a result is kept,
    for he does not decide on it.
    `tell`: False where the caller tells people once for a whole batch.
    `by_sheet`: the actor records what a leader decided on paper. Both are asked, each for his own:
    the leader for the verdict, the actor for the right to record it.
    Raises ActionRefused by name; the caller's transaction is then to be rolled back.
    """
    claim(session, item, version)
    subject = subject_of(session, item)
    asked = _asked(action, request, entering)
    decider = by_sheet.leader if by_sheet else actor
    if by_sheet:
        require(actor, Right.record_leader_sheet, subject)
    require(decider, asked, subject)
    status = next_status(item.status, action)
    today = clock.local(now).date()
    awaited = awaited_part(session, item) if action is Action.activate else None
    facts = Facts(
        request,
        today,
        due_on=item.due_on,
        uncovered_products=uncovered_products(session, item) if action is Action.submit else (),
        waiting_products=waiting_products(session, item) if action is Action.submit else (),
        offset=awaited.offset if awaited else None,
        lead_unit=item.lead_unit_id,
        task_id=item.task_id,
    )
    check_requirements(action, facts)
    request = _dated(session, item, request, awaited)
    commune = session.get_one(Commune, item.commune_id)
    act = Act(decider, action, request, commune, today, now, awaited)
    held = capacity(decider, asked, subject)
    old_status, old_due, old_lead = item.status, item.due_on, item.lead_unit_id
    if action in CHANGES:
        CHANGES[action](item, act)
    item.status = status
    if action is Action.submit:
        item.entered_by = actor.person_id if entering else None
    session.flush()
    beside: dict[str, Any] = {}
    if action in DECIDED:
        decision = _decision(item, act, old_lead, held, old_due)
        if by_sheet:
            decision.paper_id, decision.entered_by = by_sheet.paper_id, actor.person_id
            held = capacity(actor, Right.record_leader_sheet, subject)
        beside = _decided(session, item, act, decision)
    if old_status is Status.submitted and status is not Status.submitted:
        end_proposal(session, item, now)
    _record(session, actor, item, act, held, old_status, old_due, beside)
    close_requests(session, actor, item, action, before=old_status, now=now)
    # After the record, which takes the commune's chain for this transaction: two items of one task
    # that change at once are then added up one after the other, never each without the other.
    refresh_dates(session, item.commune_id, [item.task_id])
    note_answers(session, actor, item, old_lead, now)
    if tell:
        moved_from = old_due if request.replaces_date and old_due != item.due_on else None
        notices.after_action(
            session, item, subject, action, request.reason, actor, now, moved_from=moved_from
        )
    session.flush()
    return item


def _asked(action: Action, request: Request, entering: bool) -> Action | Right:
    """What the person is asked for: the action, or the right that its special case needs."""
    if entering and action in (Action.submit, Action.record_progress):
        return Right.enter_result
    if request.replaces_date and action is Action.set_date:
        return Right.replace_date
    return action


def _dated(session: Session, item: WorkItem, request: Request, awaited: Part | None) -> Request:
    """The request with the date that the plan prints, counted over the commune's days off."""
    if awaited is None or awaited.offset is None or request.document_on is None:
        return request
    calendar = working_calendar(session, item.commune_id, request.document_on)
    shifts = session.get_one(Commune, item.commune_id).shift_from_days_off
    return as_printed(request, awaited.offset, calendar, shifts=shifts)


def _decision(
    item: WorkItem,
    act: Act,
    old_lead: int,
    held: HeldAppointment | None,
    old_due: date | None,
) -> Decision:
    return Decision(
        commune_id=item.commune_id,
        work_item_id=item.id,
        action=act.action,
        decided_by=act.actor.person_id,
        decider_name=act.actor.name,
        decider_title=held.title if held else act.actor.title,
        decider_unit=held.unit_name if held else act.actor.unit_name,
        decided_for_unit_id=held.unit_id if held else None,
        in_stead_of=held.stead[:_LONGEST_STEAD] if held else "",
        lead_unit_id=old_lead,
        new_lead_unit_id=act.request.new_lead,
        submitted_by=item.submitted_by,
        reason=act.request.reason,
        document=act.request.document,
        product_on=item.product_on if act.action is Action.verify else None,
        old_due_on=old_due,
        new_due_on=item.due_on,
        decided_at=act.now,
    )


def _decided(session: Session, item: WorkItem, act: Act, decision: Decision) -> dict[str, Any]:
    """Keep the decision, what a verdict saw, and what it does to the products; return what of that
    belongs to the event."""
    session.add(decision)
    session.flush()
    if act.action is Action.reopen:
        return {"no_longer_accepted": take_back_acceptances(session, item)}
    if act.action is Action.verify:
        accept_rest(session, item, act.actor.person_id)
    beside: dict[str, Any] = {}
    if decision.paper_id is not None:
        beside = {"paper_id": decision.paper_id, "decided_by": _signed_by(decision, act.actor)}
    if act.action in VERDICTS:
        beside["seen"] = note_seen(session, decision)
    return beside


def _signed_by(decision: Decision, leader: Actor) -> str:
    """Who decided on paper, in words that stay: name, post, in whose stead."""
    named = f"{leader.name}, {leader.title}" if leader.title else leader.name
    return f"{named}, thay {decision.in_stead_of}" if decision.in_stead_of else named


def _record(
    session: Session,
    actor: Actor,
    item: WorkItem,
    act: Act,
    held: HeldAppointment | None,
    old_status: Status,
    old_due: date | None,
    beside: Mapping[str, Any],
) -> None:
    request = act.request
    if act.action in (Action.record_progress, Action.submit) and request.says_something:
        session.add(
            ProgressNote(
                commune_id=item.commune_id,
                work_item_id=item.id,
                result=request.result,
                quantity=request.quantity,
                difficulties=request.difficulties,
                proposals=request.proposals,
                written_by=act.actor.person_id,
                written_at=act.now,
                source=request.source,
                told_by=request.told_by,
                told_on=request.told_on,
            )
        )
    words = {
        "document": request.document,
        "document_on": request.document_on.isoformat() if request.document_on else None,
        "condition": act.awaited.condition if act.awaited else None,
        "counted": _counted(request),
        "printed_due_on": request.printed_due.isoformat() if request.printed_due else None,
        "result": request.result,
        "quantity": request.quantity,
        "waiting_on": request.waiting_on,
        "new_lead_unit_id": request.new_lead,
        "new_lead": _unit_name(session, request.new_lead),
        "merged_into_task_id": request.merged_into,
        "internal_due_on": _internal_day(item, act),
        "difficulties": request.difficulties,
        "proposals": request.proposals,
        "in_stead_of": held.in_stead_of if held else None,
        "old_due_on": old_due.isoformat() if old_due and old_due != item.due_on else None,
        "new_due_on": item.due_on.isoformat() if item.due_on and old_due != item.due_on else None,
        "product_on": item.product_on.isoformat() if _shows_product_day(item, act) else None,
        "outcome": item.outcome.value if item.outcome and act.action is Action.drop else None,
        "nothing_arose": act.action is Action.submit and request.nothing_arose,
        "source": request.source,
        "told_by": request.told_by,
        "told_on": request.told_on.isoformat() if request.told_on else None,
        "completed_on": item.completed_on.isoformat() if item.completed_on else None,
        **beside,
    }
    entry = events.Entry(
        kind=f"work_item.{act.action}",
        subject="work_item",
        subject_id=item.id,
        plan_id=item.plan_id,
        task_id=item.task_id,
        work_item_id=item.id,
        old=old_status.value,
        new=item.status.value,
        reason=request.reason,
        data={key: value for key, value in words.items() if value},
    )
    events.record(session, actor, [entry], act.now, capacity=held)


def _unit_name(session: Session, unit_id: int | None) -> str | None:
    return session.get_one(Unit, unit_id).name if unit_id is not None else None


def _internal_day(item: WorkItem, act: Act) -> str | None:
    shown = act.action is Action.set_internal_date and item.internal_due_on is not None
    return item.internal_due_on.isoformat() if shown and item.internal_due_on else None


def _counted(request: Request) -> dict[str, Any] | None:
    offset = request.counted
    return {"count": offset.count, "unit": offset.unit.value} if offset else None


def _shows_product_day(item: WorkItem, act: Act) -> bool:
    return item.product_on is not None and act.action in (Action.submit, Action.verify)
