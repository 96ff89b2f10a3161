"""What must be at hand before an action: a reason, a document, a date, covered products.

These are facts about the request and the item, not about the person (see `permissions.py`) and
not about the moment (see `work_items.py`).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from workflows.deadlines.offsets import Offset, due_after
from workflows.deadlines.working_days import WorkingCalendar, shifted
from workflows.states import (
    MINIMUM_REASON,
    NEEDS_DOCUMENT,
    NEEDS_REASON,
    Action,
    ActionRefused,
    Outcome,
    Refusal,
)


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody hands in with an action. Texts are stripped; dates are days in Vietnam.

    `reason` also carries the explanation of *không phát sinh* when `nothing_arose` is set.
    `product_on` is the product's own day. `new_due` is the date given by `activate` and
    `set_date`. `document` names the deciding or triggering document (number and date in words).
    `document_on` is the day of the triggering document, `counted` how the date was counted from
    it: None where it was typed; `printed_due` is the day so counted where `new_due` was moved from
    it because it is a day off.
    `replaces_date`: the new date takes the place of one the item has, which changes the plan and
    needs its document. `outcome` is how a dropped item leaves the plan.
    `merged_into` is the id of the task whose result a merged item follows.
    `new_lead` and `new_decider` are the ids of the units that lead and verify from now on
    (`new_decider` None: only a leader may). `waiting_on` names what the unit waits for,
    `waiting_since` from when, `document` the paper that asked for it.
    `source`, `told_by` and `told_on` are for what the office enters for a unit: by what way it
    came, from whom, and when.
    """

    reason: str = ""
    result: str = ""
    difficulties: str = ""
    proposals: str = ""
    nothing_arose: bool = False
    product_on: date | None = None
    new_due: date | None = None
    document: str = ""
    document_on: date | None = None
    counted: Offset | None = None
    printed_due: date | None = None
    replaces_date: bool = False
    outcome: Outcome = Outcome.dropped
    merged_into: int | None = None
    new_lead: int | None = None
    new_decider: int | None = None
    waiting_on: str = ""
    waiting_since: date | None = None
    quantity: str = ""
    source: str = ""
    told_by: str = ""
    told_on: date | None = None

    @property
    def says_something(self) -> bool:
        """True where one of the boxes of a progress note is filled."""
        return bool(self.result or self.quantity or self.difficulties or self.proposals)


@dataclass(frozen=True, slots=True)
class Facts:
    """What the requirements look at: the request, the day, and the item as it stands.

    `due_on`, `lead_unit` and `task_id` are the item's; `uncovered_products` are the products of
    the checklist that have neither evidence nor a written explanation, `waiting_products` those
    whose files wait for the scanner. `offset` is how long after
    the triggering document the printed date comes, None where the plan does not say.
    """

    request: Request
    today: date
    due_on: date | None
    uncovered_products: Sequence[str] = ()
    waiting_products: Sequence[str] = ()
    offset: Offset | None = None
    lead_unit: int | None = None
    task_id: int | None = None


def check_requirements(action: Action, facts: Facts) -> None:
    """Raise ActionRefused where something is missing for `action`, or says what cannot be."""
    if action in NEEDS_REASON:
        check_reason(facts.request.reason)
    if action in NEEDS_DOCUMENT and not facts.request.document:
        raise ActionRefused(Refusal.document_missing)
    if action in REQUIREMENTS:
        REQUIREMENTS[action](facts)


def _activation(facts: Facts) -> None:
    request = facts.request
    if request.document_on is not None or (facts.offset is not None and request.new_due is None):
        check_document_day(request.document_on, facts.today)
    if request.new_due is None and facts.offset is None:
        raise ActionRefused(Refusal.date_missing)


def _date(facts: Facts) -> None:
    """A date the plan printed is replaced by a document only."""
    if facts.request.new_due is None:
        raise ActionRefused(Refusal.date_missing)
    if facts.due_on is None:
        return
    if not facts.request.replaces_date:
        raise ActionRefused(Refusal.date_already_set)
    if not facts.request.document:
        raise ActionRefused(Refusal.document_missing)


def _internal_date(facts: Facts) -> None:
    """The office's own date lies before the plan's; None takes it away."""
    wished = facts.request.new_due
    if wished is not None and facts.due_on is not None and wished > facts.due_on:
        raise ActionRefused(Refusal.internal_date_too_late)


def _progress(facts: Facts) -> None:
    if not facts.request.says_something:
        raise ActionRefused(Refusal.progress_empty)


def _submission(facts: Facts) -> None:
    _product_day(facts)
    if facts.request.nothing_arose:
        check_reason(facts.request.reason)
    elif waiting := set(facts.uncovered_products).intersection(facts.waiting_products):
        raise ActionRefused(Refusal.files_in_quarantine, products="; ".join(sorted(waiting)))
    elif facts.uncovered_products:
        products = "; ".join(facts.uncovered_products)
        raise ActionRefused(Refusal.products_uncovered, products=products)


def _verification(facts: Facts) -> None:
    if facts.due_on is None:
        raise ActionRefused(Refusal.date_missing)
    _product_day(facts)


def _product_day(facts: Facts) -> None:
    """A product dated ahead would make a late item look done in time."""
    product_on = facts.request.product_on
    if product_on is not None and product_on > facts.today:
        raise ActionRefused(Refusal.product_day_in_future)


def _outcome(facts: Facts) -> None:
    """What is merged names another task; nothing else does."""
    merged_into = facts.request.merged_into
    names_another = merged_into is not None and merged_into != facts.task_id
    if names_another != (facts.request.outcome is Outcome.merged):
        raise ActionRefused(Refusal.merge_target_missing)


def _new_lead(facts: Facts) -> None:
    if facts.request.new_lead is None:
        raise ActionRefused(Refusal.lead_missing)
    if facts.request.new_lead == facts.lead_unit:
        raise ActionRefused(Refusal.lead_unchanged)


def _waiting(facts: Facts) -> None:
    if not facts.request.waiting_on:
        raise ActionRefused(Refusal.waiting_for_nothing)
    since = facts.request.waiting_since
    if since is not None and since > facts.today:
        raise ActionRefused(Refusal.waiting_since_future)


REQUIREMENTS: Mapping[Action, Callable[[Facts], None]] = {
    Action.activate: _activation,
    Action.set_date: _date,
    Action.set_internal_date: _internal_date,
    Action.record_progress: _progress,
    Action.submit: _submission,
    Action.verify: _verification,
    Action.drop: _outcome,
    Action.reassign: _new_lead,
    Action.mark_waiting: _waiting,
}
"""What each action needs beside a reason or a document; actions not named need nothing more."""


def check_document_day(document_on: date | None, today: date) -> None:
    """Raise ActionRefused where no date can be counted from the triggering document's day: it is
    not known, or has not come."""
    if document_on is None:
        raise ActionRefused(Refusal.document_day_missing)
    if document_on > today:
        raise ActionRefused(Refusal.document_day_in_future)


def as_printed(
    request: Request, offset: Offset, calendar: WorkingCalendar, *, shifts: bool = False
) -> Request:
    """`request` with the date the plan prints, counted from the document's day. A typed date
    stays, and nothing is counted from a day that is not known. `shifts`: a day off moves it."""
    if request.new_due is not None or request.document_on is None:
        return request
    printed = due_after(offset, request.document_on, calendar)
    due = shifted(printed, calendar, before=False) if shifts else printed
    moved_from = printed if due != printed else None
    return replace(request, new_due=due, counted=offset, printed_due=moved_from)


def check_reason(reason: str) -> None:
    """Raise ActionRefused where `reason` is missing or too short to tell anybody anything."""
    if not reason:
        raise ActionRefused(Refusal.reason_missing)
    if len(reason) < MINIMUM_REASON:
        raise ActionRefused(Refusal.reason_too_short, minimum=str(MINIMUM_REASON))


def check_explanation(explanation: str) -> None:
    """Raise ActionRefused where a product's explanation is too short; an empty one takes it
    back."""
    if explanation:
        check_reason(explanation)
