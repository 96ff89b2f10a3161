"""What each action does to a work item, beside its status: the columns it sets.

Called by the one door (`app.services.work_items.perform`) alone, after everything was asked.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.models import Commune, CompletionDay, WorkItem
from workflows.deadlines import Part
from workflows.permissions import Actor
from workflows.requirements import Request
from workflows.states import Action


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


def _activate(item: WorkItem, act: Act) -> None:
    item.opens_on = act.today
    _set_date(item, act)


def _set_date(item: WorkItem, act: Act) -> None:
    if item.due_on is not None and item.due_on != act.request.new_due:
        item.times_moved += 1
    item.due_on = act.request.new_due
    item.original_due_on = item.original_due_on or act.request.new_due


def _heard(item: WorkItem, act: Act) -> None:
    item.last_heard_at = act.now


def _submit(item: WorkItem, act: Act) -> None:
    """Hand in: what is handed in waits for nothing else. After *yêu cầu bổ sung* the first
    submission's day counts if it comes back in time."""
    if item.supplement_until is not None and act.today > item.supplement_until:
        item.supplement_until = item.submitted_on = None
    if item.supplement_until is None or item.submitted_on is None:
        item.submitted_on = act.today
    item.submitted_at = act.now
    item.submitted_by = act.actor.person_id
    item.last_heard_at = act.now
    item.nothing_arose = act.request.nothing_arose
    item.product_on = act.request.product_on
    _end_waiting(item, act)


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
    item.merged_into_task_id = act.request.merged_into


def _bring_back(item: WorkItem, act: Act) -> None:
    item.outcome = item.merged_into_task_id = None
    _forget_submission(item)


def _reassign(item: WorkItem, act: Act) -> None:
    if act.request.new_lead is not None:
        item.lead_unit_id = act.request.new_lead
    item.deciding_unit_id = act.request.new_decider


def _set_internal_date(item: WorkItem, act: Act) -> None:
    item.internal_due_on = act.request.new_due


def _mark_waiting(item: WorkItem, act: Act) -> None:
    item.waiting_on = act.request.waiting_on
    item.waiting_since = act.request.waiting_since or act.today
    item.waiting_document = act.request.document


def _end_waiting(item: WorkItem, act: Act) -> None:
    item.waiting_on, item.waiting_since, item.waiting_document = "", None, ""


CHANGES: Mapping[Action, Callable[[WorkItem, Act], None]] = {
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
    Action.reassign: _reassign,
    Action.set_internal_date: _set_internal_date,
    Action.mark_waiting: _mark_waiting,
    Action.end_waiting: _end_waiting,
}
"""What an action does beside moving the status; some move the status alone."""
