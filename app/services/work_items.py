"""The one door for a status change: `perform`.

In this order: is the page stale (409), may this person (403), is this the moment, is everything at
hand (a named refusal each); then the item, the decision, the event, the kept dates and the notices,
flushed together and committed by the edge. Automatic changes use the same door as the system actor.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, inspect, update
from sqlalchemy.orm import Session

from app import clock
from app.models import Commune, CompletionDay, Decision, ProgressNote, WorkItem
from app.queries.calendar import working_calendar
from app.queries.evidence import uncovered_products
from app.queries.history import last_change
from app.queries.subjects import subject_of
from app.queries.work_items import awaited_part
from app.services import events, notices
from app.services.standing import refresh_dates
from workflows.deadlines import Part
from workflows.permissions import Actor, HeldAppointment, Subject, capacity, require
from workflows.requirements import Request, as_printed, check_requirements
from workflows.states import (
    VERDICTS,
    Action,
    ActionRefused,
    Refusal,
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
}
"""Actions that leave a decision beside their event."""


@dataclass(frozen=True, slots=True)
class Act:
    """One action as it is carried out: who, on what, with what, when; `awaited` is what the plan
    prints that a sleeping item waits for."""

    actor: Actor
    action: Action
    request: Request
    commune: Commune
    today: date
    now: datetime
    awaited: Part | None = None


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
) -> WorkItem:
    """Carry out `action` on `item` and return it in its new status.

    `version` is the item's version as the person saw it. `entering`: the standing office hands in,
    or notes progress, for the unit; it is asked for that right, and who entered a result is kept,
    for he does not decide on it.
    `tell`: False where the caller tells people once for a whole batch. Raises ActionRefused by
    name; the caller's transaction is then to be rolled back.
    """
    _claim(session, item, version)
    subject = subject_of(session, item)
    asked = _asked(action, request, entering)
    require(actor, asked, subject)
    status = next_status(item.status, action)
    today = clock.local(now).date()
    awaited = awaited_part(session, item) if action is Action.activate else None
    check_requirements(
        action,
        request,
        today=today,
        due_on=item.due_on,
        uncovered_products=uncovered_products(session, item) if action is Action.submit else (),
        offset=awaited.offset if awaited else None,
    )
    request = _dated(session, item, request, awaited)
    commune = session.get_one(Commune, item.commune_id)
    act = Act(actor, action, request, commune, today, now, awaited)
    held = capacity(actor, asked, subject)
    old_status, old_due = item.status, item.due_on
    _APPLY.get(action, _nothing_else)(item, act)
    item.status = status
    if action is Action.submit:
        item.entered_by = actor.person_id if entering else None
    session.flush()
    if action in DECIDED:
        _add_decision(session, item, act, subject, held, old_due)
    _record(session, item, act, held, old_status, old_due)
    # After the record, which takes the commune's chain for this transaction: two items of one task
    # that change at once are then added up one after the other, never each without the other.
    refresh_dates(session, item.commune_id, [item.task_id])
    if tell:
        notices.after_action(session, item, subject, action, request.reason, actor, now)
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
    return as_printed(request, awaited.offset, calendar)


_CLAIM = (
    update(WorkItem)
    .where(WorkItem.id == bindparam("work_item_id"), WorkItem.version == bindparam("seen"))
    .values(version=bindparam("following"))
    .returning(WorkItem.id)
    .execution_options(synchronize_session=False)
)
_COLUMNS = [column.key for column in inspect(WorkItem).column_attrs]


def _claim(session: Session, item: WorkItem, version: int) -> None:
    """Take the row for this transaction if it still is what the person saw; else say who was
    first."""
    claim = {"work_item_id": item.id, "seen": version, "following": version + 1}
    if session.scalar(_CLAIM, claim) is not None:
        # Others may have written what the person did not look at. The names loaded beside it stay.
        session.refresh(item, _COLUMNS)
        return
    raise changed_meanwhile(session, item)


def changed_meanwhile(session: Session, item: WorkItem) -> ActionRefused:
    """The refusal of a stale page: it names who was first, and with what."""
    last = last_change(session, item)
    return ActionRefused(
        Refusal.changed_meanwhile,
        who=last.person_name if last else "",
        when=clock.local(last.happened_at).strftime("%H:%M") if last else "",
        kind=last.kind if last else "",
    )


def _activate(item: WorkItem, act: Act) -> None:
    item.opens_on = act.today
    _set_date(item, act)


def _set_date(item: WorkItem, act: Act) -> None:
    item.due_on = act.request.new_due
    item.original_due_on = item.original_due_on or act.request.new_due


def _heard(item: WorkItem, act: Act) -> None:
    item.last_heard_at = act.now


def _submit(item: WorkItem, act: Act) -> None:
    """Hand in. After *yêu cầu bổ sung* the first submission's day counts if it comes back in
    time."""
    if item.supplement_until is not None and act.today > item.supplement_until:
        item.supplement_until = item.submitted_on = None
    if item.supplement_until is None or item.submitted_on is None:
        item.submitted_on = act.today
    item.submitted_at = act.now
    item.submitted_by = act.actor.person_id
    item.last_heard_at = act.now
    item.nothing_arose = act.request.nothing_arose
    item.product_on = act.request.product_on


def _withdraw(item: WorkItem, act: Act) -> None:
    """Take back. The day of the submission goes with it, but for a supplement: there the first day
    still counts while the days set for it run (see `_submit`)."""
    if item.supplement_until is None:
        item.submitted_on = None
    item.submitted_at = None
    item.nothing_arose = False


def _forget_submission(item: WorkItem) -> None:
    item.submitted_on = item.submitted_at = None
    item.nothing_arose = False
    item.returned_reason, item.returned_on, item.supplement_until = "", None, None


def _verify(item: WorkItem, act: Act) -> None:
    item.product_on = act.request.product_on or item.product_on
    item.completed_on = completion_day(item, act.commune, item.product_on)
    item.verified_at = act.now
    item.verified_by = act.actor.person_id
    item.returned_reason, item.returned_on, item.supplement_until = "", None, None


def completion_day(item: WorkItem, commune: Commune, product_on: date | None) -> date | None:
    """The day on which `item` would count as completed if its product is accepted as of
    `product_on`.

    By default the product's own day; the day of the submission where the commune chose that, where
    no product's day is known, and where nothing arose.
    """
    by_product = commune.completion_day is CompletionDay.product_day and not item.nothing_arose
    return (product_on if by_product else None) or item.submitted_on


def _ask_to_supplement(item: WorkItem, act: Act) -> None:
    item.returned_reason, item.returned_on = act.request.reason, act.today
    item.supplement_until = act.today + timedelta(days=act.commune.supplement_days)


def _send_back(item: WorkItem, act: Act) -> None:
    item.returned_reason, item.returned_on = act.request.reason, act.today
    item.submitted_on = item.supplement_until = None


def _reopen(item: WorkItem, act: Act) -> None:
    item.completed_on = item.verified_at = item.verified_by = None
    _forget_submission(item)


def _drop(item: WorkItem, act: Act) -> None:
    item.outcome = act.request.outcome


def _bring_back(item: WorkItem, act: Act) -> None:
    item.outcome = None
    _forget_submission(item)


def _nothing_else(item: WorkItem, act: Act) -> None:
    """Some actions move the status alone."""


_APPLY: Mapping[Action, Callable[[WorkItem, Act], None]] = {
    Action.activate: _activate,
    Action.set_date: _set_date,
    Action.accept: _heard,
    Action.record_progress: _heard,
    Action.submit: _submit,
    Action.withdraw: _withdraw,
    Action.verify: _verify,
    Action.ask_to_supplement: _ask_to_supplement,
    Action.send_back: _send_back,
    Action.reopen: _reopen,
    Action.drop: _drop,
    Action.bring_back: _bring_back,
}


def _add_decision(
    session: Session,
    item: WorkItem,
    act: Act,
    subject: Subject,
    held: HeldAppointment | None,
    old_due: date | None,
) -> None:
    session.add(
        Decision(
            commune_id=item.commune_id,
            work_item_id=item.id,
            action=act.action,
            decided_by=act.actor.person_id,
            decided_for_unit_id=held.unit_id if held else None,
            in_stead_of=(held.in_stead_of if held else None) or "",
            lead_unit_id=item.lead_unit_id,
            submitted_by=item.submitted_by,
            reason=act.request.reason,
            document=act.request.document,
            product_on=item.product_on if act.action is Action.verify else None,
            old_due_on=old_due,
            new_due_on=item.due_on,
            decided_at=act.now,
        )
    )


def _record(
    session: Session,
    item: WorkItem,
    act: Act,
    held: HeldAppointment | None,
    old_status: Status,
    old_due: date | None,
) -> None:
    request = act.request
    if act.action in (Action.record_progress, Action.submit) and request.says_something:
        session.add(
            ProgressNote(
                commune_id=item.commune_id,
                work_item_id=item.id,
                result=request.result,
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
        "result": request.result,
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
    events.record(session, act.actor, [entry], act.now, capacity=held)


def _counted(request: Request) -> dict[str, Any] | None:
    offset = request.counted
    return {"count": offset.count, "unit": offset.unit.value} if offset else None


def _shows_product_day(item: WorkItem, act: Act) -> bool:
    return item.product_on is not None and act.action in (Action.submit, Action.verify)
