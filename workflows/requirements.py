"""What must be at hand before an action: a reason, a document, a date, covered products.

These are facts about the request and the item, not about the person (see `permissions.py`) and
not about the moment (see `work_items.py`).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from workflows.deadlines.offsets import Offset, due_after
from workflows.deadlines.working_days import WorkingCalendar
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
    it: None where it was typed.
    `replaces_date`: the new date takes the place of one the item has, which changes the plan and
    needs its document. `outcome` is how a dropped item leaves the plan.
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
    replaces_date: bool = False
    outcome: Outcome = Outcome.dropped
    source: str = ""
    told_by: str = ""
    told_on: date | None = None

    @property
    def says_something(self) -> bool:
        """True where one of the three boxes of a progress note is filled."""
        return bool(self.result or self.difficulties or self.proposals)


def check_requirements(
    action: Action,
    request: Request,
    *,
    today: date,
    due_on: date | None,
    uncovered_products: Sequence[str],
    offset: Offset | None = None,
) -> None:
    """Raise ActionRefused where something is missing for `action`, or says what cannot be.

    `due_on` is the item's date as it stands; `uncovered_products` are the products of the
    checklist that have neither evidence nor a written explanation. `offset` is how long after the
    triggering document the printed date comes, None where the plan does not say.
    """
    if action in NEEDS_REASON or (action is Action.submit and request.nothing_arose):
        check_reason(request.reason)
    if action in NEEDS_DOCUMENT and not request.document:
        raise ActionRefused(Refusal.document_missing)
    if action is Action.activate:
        _check_document_day(request, today, offset)
    if action in (Action.activate, Action.set_date) and request.new_due is None and offset is None:
        raise ActionRefused(Refusal.date_missing)
    if action is Action.set_date and due_on is not None:
        _check_replacement(request)
    if action is Action.verify and due_on is None:
        raise ActionRefused(Refusal.date_missing)
    if action in (Action.submit, Action.verify):
        _check_product_day(request.product_on, today)
    if action is Action.submit and uncovered_products and not request.nothing_arose:
        raise ActionRefused(Refusal.products_uncovered, products="; ".join(uncovered_products))
    if action is Action.record_progress and not request.says_something:
        raise ActionRefused(Refusal.progress_empty)


def _check_replacement(request: Request) -> None:
    """A date the plan printed is replaced by a document only."""
    if not request.replaces_date:
        raise ActionRefused(Refusal.date_already_set)
    if not request.document:
        raise ActionRefused(Refusal.document_missing)


def _check_document_day(request: Request, today: date, offset: Offset | None) -> None:
    if request.document_on is not None or (offset is not None and request.new_due is None):
        check_document_day(request.document_on, today)


def check_document_day(document_on: date | None, today: date) -> None:
    """Raise ActionRefused where no date can be counted from the triggering document's day: it is
    not known, or has not come."""
    if document_on is None:
        raise ActionRefused(Refusal.document_day_missing)
    if document_on > today:
        raise ActionRefused(Refusal.document_day_in_future)


def as_printed(request: Request, offset: Offset, calendar: WorkingCalendar) -> Request:
    """`request` with the date the plan prints, counted from the document's day. A typed date
    stays, and nothing is counted from a day that is not known."""
    if request.new_due is not None or request.document_on is None:
        return request
    due = due_after(offset, request.document_on, calendar)
    return replace(request, new_due=due, counted=offset)


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


def _check_product_day(product_on: date | None, today: date) -> None:
    """A product dated ahead would make a late item look done in time."""
    if product_on is not None and product_on > today:
        raise ActionRefused(Refusal.product_day_in_future)
