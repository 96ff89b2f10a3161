"""Four eyes over everything that can meet: role × state × action × whose unit it is × in one's own
name or as a deputy × who handed it in × one step or two.

What is right is written here a second time, from the regulation and in its own words; it shares
nothing with `workflows.permissions` but the names.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import pytest

from tests.workflows.test_work_items import LEADS_TO
from workflows import permissions
from workflows.permissions import Actor, HeldAppointment, Subject, can, capacity, require
from workflows.states import VERDICTS, Action, ActionRefused, Refusal, Right, Role, Status
from workflows.work_items import next_status

OFFICE, COUNTER, UNIT, OTHER = 1, 2, 3, 4
ME, HOLDER, SOMEBODY = 100, 200, 300
VERIFIED_BY = ME
"""The hardest case for opening again: the one who asks is the one who verified."""


@dataclass(frozen=True)
class Case:
    """One meeting of a person and an item. `deciding` is None where only a leader decides.

    `deputy`: the appointment is somebody else's; `holder_is_of_lead`: that person also belongs to
    the unit that leads. `handed_in_by` is who submitted or entered the result.
    """

    role: Role
    unit: int
    leads: int
    deciding: int | None
    deputy: bool
    holder_is_of_lead: bool
    handed_in_by: int
    two_steps: bool
    proposed_himself: bool

    @property
    def actor(self) -> Actor:
        held = HeldAppointment(
            self.role,
            self.unit,
            in_stead_of="Người giữ chức" if self.deputy else None,
            holder_id=HOLDER if self.deputy else None,
        )
        others = frozenset({self.leads}) if self.holder_is_of_lead else frozenset[int]()
        return Actor(1, ME, "Tôi", (held,), other_units=others)

    def subject(self, status: Status) -> Subject:
        return Subject(
            commune_id=1,
            status=status,
            lead_units=frozenset({self.leads}),
            supporting_units=frozenset(),
            deciding_unit=self.deciding,
            standing_unit=OFFICE,
            people_involved=frozenset({self.handed_in_by}),
            verified_by=VERIFIED_BY,
            two_steps=self.two_steps,
            proposed_by=ME if self.proposed_himself else None,
        )


def cases() -> Iterator[Case]:
    """Items of a unit, of the standing office, and one nobody but a leader decides on; everybody
    who can meet them."""
    whose = [(UNIT, OFFICE), (OFFICE, COUNTER), (COUNTER, None)]
    in_whose_name = [(False, False), (True, False), (True, True)]
    for role, unit, (leads, deciding), (deputy, of_lead), by, (two_steps, proposed) in product(
        Role,
        (OFFICE, COUNTER, UNIT, OTHER),
        whose,
        in_whose_name,
        (ME, HOLDER, SOMEBODY),
        ((False, False), (True, False), (True, True)),
    ):
        yield Case(role, unit, leads, deciding, deputy, of_lead, by, two_steps, proposed)


CASES = tuple(cases())


def is_party(case: Case) -> bool:
    """He, or the one he stands in for, belongs to the unit that leads."""
    return case.unit == case.leads or case.holder_is_of_lead


def has_the_verdict(case: Case) -> bool:
    """Section 2 of the design, who verifies: of the deciding unit, its head, and an officer of the
    standing office unless two steps are wanted; a leader where there is no deciding unit."""
    if case.deciding is None:
        return case.role is Role.leader
    if case.unit != case.deciding:
        return False
    return case.role is Role.unit_head or (
        case.role is Role.standing_officer and not case.two_steps
    )


def may_give_verdict(case: Case) -> bool:
    """Nobody on work of his own unit, nor on what he handed in or proposed, nor in the name of who
    handed it in."""
    handed_in_himself = case.handed_in_by == ME
    in_the_name_of_who_did = case.deputy and case.handed_in_by == HOLDER
    return (
        has_the_verdict(case)
        and not is_party(case)
        and not handed_in_himself
        and not case.proposed_himself
        and not in_the_name_of_who_did
    )


def may_reopen(case: Case) -> bool:
    """A leader; the verifier only where another verified, and here it was he."""
    return case.role is Role.leader and not is_party(case)


def keeps_dates(case: Case) -> bool:
    """A leader, the standing office; else the head of the unit that decides."""
    if case.role in (Role.leader, Role.standing_officer):
        return True
    decides = case.deciding is not None and case.unit == case.deciding
    return case.role is Role.unit_head and decides and not is_party(case)


def is_of_the_office(case: Case) -> bool:
    return case.role is Role.standing_officer and case.unit == OFFICE


def works_for_the_lead(case: Case) -> bool:
    return case.role in (Role.unit_head, Role.unit_officer) and case.unit == case.leads


def heads_the_lead(case: Case) -> bool:
    return case.role is Role.unit_head and case.unit == case.leads


def changes_the_plan(case: Case) -> bool:
    return case.role is Role.leader and not is_party(case)


REGULATION = {
    Action.activate: keeps_dates,
    Action.set_date: keeps_dates,
    Action.accept: heads_the_lead,
    Action.record_progress: works_for_the_lead,
    Action.submit: heads_the_lead,
    Action.withdraw: heads_the_lead,
    Action.verify: may_give_verdict,
    Action.ask_to_supplement: may_give_verdict,
    Action.send_back: may_give_verdict,
    Action.reopen: may_reopen,
    Action.drop: changes_the_plan,
    Action.bring_back: changes_the_plan,
    Action.reassign: changes_the_plan,
    Action.set_internal_date: lambda case: case.role is Role.leader or is_of_the_office(case),
    Action.mark_waiting: lambda case: is_of_the_office(case) or works_for_the_lead(case),
    Action.end_waiting: lambda case: is_of_the_office(case) or works_for_the_lead(case),
}


def attempt(case: Case, action: Action, status: Status) -> Status | Refusal:
    """What the door says, in its order."""
    try:
        require(case.actor, action, case.subject(status))
        return next_status(status, action)
    except ActionRefused as refused:
        return refused.refusal


def test_the_regulation_names_every_action() -> None:
    assert set(REGULATION) == set(Action)


@pytest.mark.parametrize("action", Action)
def test_every_meeting_ends_as_the_regulation_says(action: Action) -> None:
    allowed = REGULATION[action]
    for case, status in product(CASES, Status):
        answer = attempt(case, action, status)
        if not allowed(case):
            assert isinstance(answer, Refusal), (case, status)
            assert answer is not Refusal.wrong_status, (case, status)
        else:
            assert answer is LEADS_TO.get((status, action), Refusal.wrong_status), (case, status)


def test_a_product_is_accepted_by_whoever_may_give_the_verdict() -> None:
    for case in CASES:
        may = can(case.actor, Right.accept_product, case.subject(Status.submitted))
        assert may is may_give_verdict(case), case


def test_a_verdict_is_proposed_by_an_officer_who_neither_decides_nor_is_party() -> None:
    for case in CASES:
        proposes = (
            case.two_steps
            and case.deciding is not None
            and case.unit == case.deciding
            and case.role in (Role.standing_officer, Role.unit_officer)
            and not is_party(case)
            and case.handed_in_by != ME
        )
        subject = case.subject(Status.submitted)
        assert can(case.actor, Right.propose_verdict, subject) is proposes, case


def test_a_signed_sheet_is_recorded_by_who_neither_answers_for_it_nor_handed_it_in() -> None:
    for case in CASES:
        records = (
            case.deciding is None
            and case.role in (Role.records_clerk, Role.standing_officer)
            and not is_party(case)
            and case.handed_in_by != ME
        )
        subject = case.subject(Status.submitted)
        assert can(case.actor, Right.record_leader_sheet, subject) is records, case


def test_whoever_may_decide_does_so_by_one_appointment_that_the_record_can_name() -> None:
    for case, action in product(CASES, VERDICTS):
        subject = case.subject(Status.submitted)
        if can(case.actor, action, subject):
            held = capacity(case.actor, action, subject)
            assert held is not None, case
            assert held.unit_id not in subject.lead_units, case


@pytest.mark.parametrize("left_out", range(len(permissions.RULES[Action.verify])))
def test_with_any_one_guard_left_out_the_matrix_notices(
    monkeypatch: pytest.MonkeyPatch, left_out: int
) -> None:
    guards = permissions.RULES[Action.verify]
    fewer = guards[:left_out] + guards[left_out + 1 :]
    monkeypatch.setattr(permissions, "RULES", {**permissions.RULES, Action.verify: fewer})
    let_through = [
        case
        for case in CASES
        if not may_give_verdict(case)
        and can(case.actor, Action.verify, case.subject(Status.submitted))
    ]
    assert let_through
