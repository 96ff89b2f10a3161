"""The transition table, as the full matrix of status and action."""

import pytest

from workflows.states import Action, ActionRefused, Refusal, Status
from workflows.work_items import next_status, possible_actions

S, A = Status, Action

LEADS_TO = {
    (S.dormant, A.activate): S.assigned,
    (S.dormant, A.drop): S.cancelled,
    (S.assigned, A.set_date): S.assigned,
    (S.assigned, A.accept): S.in_progress,
    (S.assigned, A.record_progress): S.in_progress,
    (S.assigned, A.submit): S.submitted,
    (S.assigned, A.drop): S.cancelled,
    (S.in_progress, A.set_date): S.in_progress,
    (S.in_progress, A.record_progress): S.in_progress,
    (S.in_progress, A.submit): S.submitted,
    (S.in_progress, A.drop): S.cancelled,
    (S.submitted, A.set_date): S.submitted,
    (S.submitted, A.withdraw): S.in_progress,
    (S.submitted, A.verify): S.verified,
    (S.submitted, A.ask_to_supplement): S.returned,
    (S.submitted, A.send_back): S.returned,
    (S.submitted, A.drop): S.cancelled,
    (S.returned, A.set_date): S.returned,
    (S.returned, A.record_progress): S.returned,
    (S.returned, A.submit): S.submitted,
    (S.returned, A.drop): S.cancelled,
    (S.verified, A.reopen): S.in_progress,
    (S.cancelled, A.bring_back): S.assigned,
    (S.dormant, A.reassign): S.dormant,
    (S.assigned, A.reassign): S.assigned,
    (S.in_progress, A.reassign): S.assigned,
    (S.returned, A.reassign): S.returned,
    (S.assigned, A.set_internal_date): S.assigned,
    (S.in_progress, A.set_internal_date): S.in_progress,
    (S.returned, A.set_internal_date): S.returned,
    (S.assigned, A.mark_waiting): S.assigned,
    (S.in_progress, A.mark_waiting): S.in_progress,
    (S.returned, A.mark_waiting): S.returned,
    (S.assigned, A.end_waiting): S.assigned,
    (S.in_progress, A.end_waiting): S.in_progress,
    (S.returned, A.end_waiting): S.returned,
}
"""Written from section 4 of the regulation, not from the code: what is not here is refused."""


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("action", Action)
def test_every_pair_of_status_and_action_is_allowed_or_refused_by_name(
    status: Status, action: Action
) -> None:
    if (status, action) in LEADS_TO:
        assert next_status(status, action) is LEADS_TO[status, action]
        assert action in possible_actions(status)
        return
    with pytest.raises(ActionRefused) as refused:
        next_status(status, action)
    assert refused.value.refusal is Refusal.wrong_status
    assert action not in possible_actions(status)


def test_names_equal_values_in_every_enum_of_the_process() -> None:
    for kind in (Status, Action, Refusal):
        assert all(member.name == member.value for member in kind)
