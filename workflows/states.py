"""The statuses of a work item, the actions on it, the refusals, and their families.

Names equal values, so that a word in the database, in a record or in a test is the word in the
code. The words people read are in `app/labels`.
"""

from enum import StrEnum, auto


class Status(StrEnum):
    """Where a work item stands in the process (what the unit says, never how it stands against
    time).
    """

    dormant = auto()
    assigned = auto()
    in_progress = auto()
    submitted = auto()
    returned = auto()
    verified = auto()
    cancelled = auto()


WITH_LEAD = frozenset({Status.assigned, Status.in_progress, Status.returned})
"""The lead unit has the next step: these, and only these, can become late and are urged."""

HANDED_IN = frozenset({Status.submitted})
"""The verifier has the next step; the time it takes is not the unit's."""

OPEN = WITH_LEAD | HANDED_IN | {Status.dormant}
"""Not finished, not taken out."""

DONE = frozenset({Status.verified})
CLOSED = DONE | {Status.cancelled}


class Action(StrEnum):
    """What changes the status of a work item, or is recorded on it through the same door."""

    activate = auto()
    set_date = auto()
    accept = auto()
    record_progress = auto()
    submit = auto()
    withdraw = auto()
    verify = auto()
    ask_to_supplement = auto()
    send_back = auto()
    reopen = auto()
    drop = auto()
    bring_back = auto()
    reassign = auto()
    set_internal_date = auto()
    mark_waiting = auto()
    end_waiting = auto()


VERDICTS = frozenset({Action.verify, Action.ask_to_supplement, Action.send_back})
"""Decisions on a submission: four eyes hold for each of them."""

NEEDS_REASON = frozenset(
    {Action.ask_to_supplement, Action.send_back, Action.reopen, Action.drop, Action.bring_back}
)
NEEDS_DOCUMENT = frozenset({Action.drop, Action.bring_back, Action.activate, Action.reassign})
"""What changes the signed plan is done by a document; what wakes a task is one too."""

MINIMUM_REASON = 10
"""Characters; a reason shorter than this tells the unit nothing."""


class Right(StrEnum):
    """What may be seen or prepared without changing the status."""

    view = auto()
    view_evidence = auto()
    attach_evidence = auto()
    enter_result = auto()
    replace_date = auto()
    ask_for_date = auto()
    give_opinion = auto()
    ask_for_cause = auto()
    demand_explanation = auto()
    explain_delay = auto()
    dispute_lead = auto()
    ask_for_support = auto()
    answer_support = auto()
    comment = auto()
    accept_product = auto()
    propose_verdict = auto()
    record_leader_sheet = auto()


class Role(StrEnum):
    """What an appointment allows (one person may hold several)."""

    unit_officer = auto()
    unit_head = auto()
    standing_officer = auto()
    leader = auto()
    records_clerk = auto()
    viewer = auto()
    administrator = auto()


class Refusal(StrEnum):
    """Why something was not done. Each is worded once, in `app/labels/refusals.py`."""

    wrong_status = auto()
    plan_recalled = auto()
    changed_meanwhile = auto()
    not_your_unit = auto()
    not_asked = auto()
    not_the_verifier = auto()
    own_unit = auto()
    own_submission = auto()
    submitted_by_whom_you_replace = auto()
    head_decides = auto()
    own_proposal = auto()
    sheet_of_own_work = auto()
    sheet_signer_bound = auto()
    decided_by_unit = auto()
    signer_missing = auto()
    told_by_missing = auto()
    told_on_missing = auto()
    told_on_in_future = auto()
    decides_himself = auto()
    one_step_only = auto()
    proposal_over = auto()
    product_accepted = auto()
    product_not_accepted = auto()
    product_day_missing = auto()
    not_waiting_for_verdict = auto()
    reason_words_short = auto()
    reason_words_known = auto()
    rows_missing = auto()
    rows_too_many = auto()
    already_verified_by_you = auto()
    leaders_only = auto()
    role_not_enough = auto()
    reason_missing = auto()
    reason_too_short = auto()
    document_missing = auto()
    document_day_missing = auto()
    document_day_in_future = auto()
    date_missing = auto()
    date_already_set = auto()
    internal_date_too_late = auto()
    waiting_for_nothing = auto()
    waiting_since_future = auto()
    lead_missing = auto()
    lead_unchanged = auto()
    merge_target_missing = auto()
    not_with_lead = auto()
    request_open = auto()
    request_over = auto()
    own_request = auto()
    new_date_missing = auto()
    new_date_past = auto()
    new_date_not_later = auto()
    cause_too_short = auto()
    opinion_too_short = auto()
    question_open = auto()
    question_answered = auto()
    sheet_changed = auto()
    support_unit_missing = auto()
    support_asked_already = auto()
    contribution_empty = auto()
    comment_empty = auto()
    comment_settled = auto()
    mention_not_concerned = auto()
    answer_day_missing = auto()
    answer_day_past = auto()
    expected_day_past = auto()
    products_uncovered = auto()
    progress_empty = auto()
    product_day_in_future = auto()
    evidence_frozen = auto()
    document_nowhere = auto()
    link_not_web = auto()
    link_without_picture = auto()
    link_without_day = auto()
    document_known = auto()
    document_frozen = auto()
    document_changed = auto()
    document_not_linkable = auto()
    document_without_file = auto()
    file_replaced_already = auto()
    day_in_future = auto()
    classified_words = auto()
    classified_nowhere = auto()
    listing_line_unclear = auto()
    listing_too_long = auto()
    file_empty = auto()
    file_too_large = auto()
    file_type_unknown = auto()
    file_type_differs = auto()
    file_unsafe = auto()
    file_protected = auto()
    file_not_stored = auto()
    file_classified = auto()
    file_infected = auto()
    files_in_quarantine = auto()
    file_offer_over = auto()
    leads_another_part = auto()
    nothing_to_take_out = auto()
    nothing_to_bring_back = auto()
    already_reported = auto()
    standing_office_missing = auto()


class Outcome(StrEnum):
    """How a work item left the plan."""

    dropped = auto()
    merged = auto()
    nothing_arose = auto()
    carried_over = auto()


class ActionRefused(Exception):
    """An action was refused for a named reason.

    `values` fill the sentence of the refusal (for example the products that are not covered).
    """

    def __init__(self, refusal: Refusal, **values: str) -> None:
        super().__init__(refusal.value, values)
        self.refusal = refusal
        self.values = values
