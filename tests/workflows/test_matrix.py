"""The whole regulation at once: every status × every action × everybody of the cast."""

from dataclasses import replace
from itertools import product

import pytest

from tests.workflows.test_permissions import EVERYBODY, ITEM, MAY
from tests.workflows.test_work_items import LEADS_TO
from workflows.permissions import Actor, require
from workflows.states import Action, ActionRefused, Refusal, Status
from workflows.work_items import next_status


def attempt(actor: Actor, action: Action, status: Status) -> Status | Refusal:
    """What the door says, in its order: may this person, then is this the moment."""
    try:
        require(actor, action, replace(ITEM, status=status))
        return next_status(status, action)
    except ActionRefused as refused:
        return refused.refusal


@pytest.mark.parametrize(("status", "action"), list(product(Status, Action)))
def test_each_status_action_and_person_ends_as_the_regulation_says(
    status: Status, action: Action
) -> None:
    for actor in EVERYBODY:
        answer = attempt(actor, action, status)
        if actor not in MAY[action]:
            assert isinstance(answer, Refusal)
            assert answer is not Refusal.wrong_status, actor
        elif (status, action) in LEADS_TO:
            assert answer is LEADS_TO[status, action], actor
        else:
            assert answer is Refusal.wrong_status, actor
