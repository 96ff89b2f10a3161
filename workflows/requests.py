"""What must hold before another date is asked for and decided on, before a delay is asked about
and explained, and when an answer is late.

Values in, a refusal by name out. Who may do it is in `permissions.py`.
"""

from datetime import date
from enum import StrEnum, auto

from workflows.permissions import Actor, Subject, refusal_of
from workflows.states import (
    MINIMUM_REASON,
    WITH_LEAD,
    Action,
    ActionRefused,
    Refusal,
    Right,
    Status,
)

MARKED_FROM = 3
"""The move of a date from which each is marked (*điều chỉnh lần 3*)."""


class NextHand(StrEnum):
    """Who has the next step with an open request for another date."""

    office_opinion = auto()
    office_decision = auto()
    leader_decision = auto()


def next_hand(subject: Subject, *, has_opinion: bool) -> NextHand:
    """Who is to act on an open request for the date of `subject`.

    The standing office says what it thinks, then a leader decides; where dates were delegated the
    office decides at once. On its own unit's work it does neither.
    """
    if subject.standing_unit is None or subject.standing_unit in subject.lead_units:
        return NextHand.leader_decision
    if subject.dates_delegated:
        return NextHand.office_decision
    return NextHand.leader_decision if has_opinion else NextHand.office_opinion


def opinion_refusal(actor: Actor, subject: Subject, asked_by: int) -> Refusal | None:
    """Why `actor` may not give the office's opinion on the request of the person `asked_by`, or
    None: never on his own unit's work, nor on what he asked for himself."""
    refusal = refusal_of(actor, Right.give_opinion, subject)
    if refusal is None and actor.units() & subject.lead_units:
        return Refusal.own_unit
    return refusal or (Refusal.own_request if actor.person_id == asked_by else None)


def decision_refusal(actor: Actor, subject: Subject, asked_by: int) -> Refusal | None:
    """Why `actor` may not decide on the request of the person `asked_by`, or None."""
    refusal = refusal_of(actor, Right.replace_date, subject)
    return refusal or (Refusal.own_request if actor.person_id == asked_by else None)


def answer_refusal(actor: Actor, subject: Subject, asked_by: int) -> Refusal | None:
    """Why `actor` may not answer who leads, asked by the person `asked_by`, or None."""
    refusal = refusal_of(actor, Action.reassign, subject)
    return refusal or (Refusal.own_request if actor.person_id == asked_by else None)


def check_with_lead(status: Status) -> None:
    """Raise ActionRefused where the lead unit does not have the next step: what waits for a
    verdict, sleeps or is closed needs no other date and no cause."""
    if status not in WITH_LEAD:
        raise ActionRefused(Refusal.not_with_lead)


def check_new_date(new_due: date | None, due_on: date | None, today: date) -> None:
    """Raise ActionRefused where `new_due` cannot take the place of `due_on`: it lies neither after
    today nor after the present date, or there is none to take the place of."""
    if due_on is None:
        raise ActionRefused(Refusal.date_missing)
    if new_due is None:
        raise ActionRefused(Refusal.new_date_missing)
    if new_due <= today:
        raise ActionRefused(Refusal.new_date_past)
    if new_due <= due_on:
        raise ActionRefused(Refusal.new_date_not_later)


def check_cause(cause: str) -> None:
    """Raise ActionRefused where a cause is missing or too short to tell anybody anything."""
    if len(cause) < MINIMUM_REASON:
        raise ActionRefused(Refusal.cause_too_short, minimum=str(MINIMUM_REASON))


def check_opinion(opinion: str, *, is_supported: bool) -> None:
    """Raise ActionRefused where an opinion against a request does not say why."""
    if not is_supported and len(opinion) < MINIMUM_REASON:
        raise ActionRefused(Refusal.opinion_too_short, minimum=str(MINIMUM_REASON))


def check_answer_day(answer_by: date | None, today: date) -> None:
    """Raise ActionRefused where a question names no day for its answer, or one gone by."""
    if answer_by is None:
        raise ActionRefused(Refusal.answer_day_missing)
    if answer_by < today:
        raise ActionRefused(Refusal.answer_day_past)


def check_expected_day(expected_on: date | None, today: date) -> None:
    """Raise ActionRefused where the day on which the work is to be finished has gone by."""
    if expected_on is not None and expected_on < today:
        raise ActionRefused(Refusal.expected_day_past)


def is_answer_late(answer_by: date | None, answered_on: date | None, today: date) -> bool:
    """True where an answer came after its day, or its day has gone by without one. On its day it
    is not late; a cause that nobody asked for never is."""
    if answer_by is None:
        return False
    return (answered_on or today) > answer_by


def marked_moves(times_moved: int) -> int:
    """How often the date was moved, where that is to be marked; else 0."""
    return times_moved if times_moved >= MARKED_FROM else 0
