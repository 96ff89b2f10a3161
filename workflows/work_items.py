"""The transition table of a work item. A reader who knows the regulation can check it line by line.

The library `transitions` holds the table and answers one question, "what comes next?". It is
given no model, no callback and no condition: a guard that says no would only answer False, and a
person must be told why. Who may act is in `permissions.py`; what must be at hand is in
`requirements.py`.
"""

from transitions import Machine

from workflows.states import Action, ActionRefused, Refusal, Status

TRANSITIONS: tuple[tuple[Action, tuple[Status, ...], Status], ...] = (
    (Action.activate, (Status.dormant,), Status.assigned),
    (Action.accept, (Status.assigned,), Status.in_progress),
    (Action.record_progress, (Status.assigned, Status.in_progress), Status.in_progress),
    (Action.record_progress, (Status.returned,), Status.returned),
    (Action.submit, (Status.assigned, Status.in_progress, Status.returned), Status.submitted),
    (Action.withdraw, (Status.submitted,), Status.in_progress),
    (Action.verify, (Status.submitted,), Status.verified),
    (Action.ask_to_supplement, (Status.submitted,), Status.returned),
    (Action.send_back, (Status.submitted,), Status.returned),
    (Action.reopen, (Status.verified,), Status.in_progress),
    (
        Action.drop,
        (Status.dormant, Status.assigned, Status.in_progress, Status.submitted, Status.returned),
        Status.cancelled,
    ),
    (Action.bring_back, (Status.cancelled,), Status.assigned),
    # A date may be given at any open moment; it moves nothing but the date.
    (Action.set_date, (Status.assigned,), Status.assigned),
    (Action.set_date, (Status.in_progress,), Status.in_progress),
    (Action.set_date, (Status.submitted,), Status.submitted),
    (Action.set_date, (Status.returned,), Status.returned),
    # Another unit begins anew with what it is given; what waits for a verdict is decided first.
    (Action.reassign, (Status.dormant,), Status.dormant),
    (Action.reassign, (Status.assigned, Status.in_progress), Status.assigned),
    (Action.reassign, (Status.returned,), Status.returned),
    # The office's own date and the waiting mark stand beside the state and move nothing.
    (Action.set_internal_date, (Status.assigned,), Status.assigned),
    (Action.set_internal_date, (Status.in_progress,), Status.in_progress),
    (Action.set_internal_date, (Status.returned,), Status.returned),
    (Action.mark_waiting, (Status.assigned,), Status.assigned),
    (Action.mark_waiting, (Status.in_progress,), Status.in_progress),
    (Action.mark_waiting, (Status.returned,), Status.returned),
    (Action.end_waiting, (Status.assigned,), Status.assigned),
    (Action.end_waiting, (Status.in_progress,), Status.in_progress),
    (Action.end_waiting, (Status.returned,), Status.returned),
)

_machine = Machine(
    model=None,
    states=[status.value for status in Status],
    initial=Status.assigned.value,
    auto_transitions=False,
    transitions=[
        {"trigger": action.value, "source": [s.value for s in sources], "dest": target.value}
        for action, sources, target in TRANSITIONS
    ],
)


def next_status(status: Status, action: Action) -> Status:
    """Return the status that `action` leads to from `status`.

    Raises ActionRefused(wrong_status) where the table has no such line.
    """
    found = _machine.get_transitions(trigger=action.value, source=status.value)
    if not found:
        raise ActionRefused(Refusal.wrong_status, status=status.value, action=action.value)
    # The library knows transitions without a target, which leave the status as it is.
    return Status(found[0].dest or status)


def possible_actions(status: Status) -> tuple[Action, ...]:
    """The actions the table knows from `status`, in the order of the table, each once."""
    return tuple(dict.fromkeys(action for action, sources, _ in TRANSITIONS if status in sources))
