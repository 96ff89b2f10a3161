"""Who may do what, as a cast and tables."""

from dataclasses import replace

import pytest

from workflows.permissions import (
    Actor,
    HeldAppointment,
    Subject,
    can,
    capacity,
    deciding_unit_of,
    refusal_of,
)
from workflows.states import VERDICTS, Action, Refusal, Right, Role, Status

OFFICE, COUNTER, UNIT, OTHER = 1, 2, 3, 4

ITEM = Subject(
    commune_id=1,
    status=Status.submitted,
    lead_units=frozenset({UNIT}),
    supporting_units=frozenset({OTHER}),
    deciding_unit=OFFICE,
    standing_unit=OFFICE,
    people_involved=frozenset({31}),
    verified_by=11,
)


def person(id_: int, *held: tuple[Role, int | None], commune: int = 1) -> Actor:
    return Actor(commune, id_, str(id_), tuple(HeldAppointment(role, unit) for role, unit in held))


OFFICER = person(11, (Role.standing_officer, OFFICE))
COUNTER_HEAD = person(21, (Role.unit_head, COUNTER))
HEAD = person(31, (Role.unit_head, UNIT))
JUNIOR = person(32, (Role.unit_officer, UNIT))
OTHER_HEAD = person(41, (Role.unit_head, OTHER))
LEADER = person(51, (Role.leader, None))
VIEWER = person(61, (Role.viewer, None))
CLERK = person(71, (Role.records_clerk, None))
ADMINISTRATOR = person(81, (Role.administrator, None))
STRANGER = person(91, (Role.leader, None), (Role.standing_officer, OFFICE), commune=2)
EVERYBODY = (
    OFFICER, COUNTER_HEAD, HEAD, JUNIOR, OTHER_HEAD, LEADER, VIEWER, CLERK, ADMINISTRATOR, STRANGER,
)  # fmt: skip

MAY: dict[Action | Right, set[Actor]] = {
    Action.activate: {OFFICER, LEADER},
    Action.set_date: {OFFICER, LEADER},
    Action.accept: {HEAD},
    Action.record_progress: {HEAD, JUNIOR},
    Action.submit: {HEAD},
    Action.withdraw: {HEAD},
    Action.verify: {OFFICER},
    Action.ask_to_supplement: {OFFICER},
    Action.send_back: {OFFICER},
    Action.reopen: {LEADER},
    Action.drop: {LEADER},
    Action.bring_back: {LEADER},
    Action.reassign: {LEADER},
    Action.set_internal_date: {OFFICER, LEADER},
    Action.mark_waiting: {OFFICER, HEAD, JUNIOR},
    Action.end_waiting: {OFFICER, HEAD, JUNIOR},
    Right.view: set(EVERYBODY) - {STRANGER},
    Right.view_evidence: {OFFICER, HEAD, JUNIOR, OTHER_HEAD, LEADER},
    Right.attach_evidence: {HEAD, JUNIOR},
    Right.ask_for_support: {HEAD, JUNIOR},
    Right.answer_support: set(),
    Right.comment: {OFFICER, HEAD, JUNIOR, OTHER_HEAD, LEADER},
    Right.enter_result: {OFFICER},
    Right.replace_date: {LEADER},
    Right.ask_for_date: {HEAD},
    Right.give_opinion: {OFFICER},
    Right.ask_for_cause: {OFFICER, LEADER},
    Right.demand_explanation: {LEADER},
    Right.explain_delay: {HEAD, JUNIOR},
    Right.dispute_lead: {HEAD},
    Right.accept_product: {OFFICER},
    Right.propose_verdict: set(),
    Right.record_leader_sheet: set(),
}


@pytest.mark.parametrize("what", list(MAY))
@pytest.mark.parametrize("actor", EVERYBODY, ids=lambda actor: actor.name)
def test_each_of_the_cast_may_do_what_the_regulation_gives_him(
    actor: Actor, what: Action | Right
) -> None:
    assert can(actor, what, ITEM) is (actor in MAY[what])


DELEGATED = {
    "dates_delegated": (Right.replace_date,),
    "plan_changes_delegated": (Action.drop, Action.bring_back, Action.reassign),
}


@pytest.mark.parametrize(("setting", "what"), [(s, w) for s, ws in DELEGATED.items() for w in ws])
def test_what_was_delegated_the_standing_office_decides_but_not_on_its_own_work(
    setting: str, what: Action | Right
) -> None:
    delegated = replace(ITEM, **{setting: True})
    assert {actor for actor in EVERYBODY if can(actor, what, delegated)} == {OFFICER, LEADER}
    own = replace(delegated, lead_units=frozenset({OFFICE}))
    assert refusal_of(OFFICER, what, own) is Refusal.own_unit
    other = next(name for name in DELEGATED if name != setting)
    assert refusal_of(OFFICER, what, replace(ITEM, **{other: True})) is Refusal.leaders_only


def test_only_the_unit_that_was_asked_answers_and_it_reads_what_it_is_asked_about() -> None:
    asked = replace(ITEM, supporting_units=frozenset(), asked_units=frozenset({OTHER}))
    assert {actor for actor in EVERYBODY if can(actor, Right.answer_support, asked)} == {OTHER_HEAD}
    for right in (Right.view_evidence, Right.comment):
        assert can(OTHER_HEAD, right, asked)
        assert not can(OTHER_HEAD, right, replace(asked, asked_units=frozenset()))


def test_every_action_and_right_has_rules() -> None:
    assert set(MAY) == set(Action) | set(Right)


@pytest.mark.parametrize("what", [*Action, *Right])
@pytest.mark.parametrize("actor", EVERYBODY, ids=lambda actor: actor.name)
def test_of_a_recalled_plan_everything_is_seen_and_nothing_moves(
    actor: Actor, what: Action | Right
) -> None:
    recalled = replace(ITEM, plan_recalled=True)
    if what in (Right.view, Right.view_evidence):
        assert can(actor, what, recalled) is can(actor, what, ITEM)
    elif actor is not STRANGER:
        assert refusal_of(actor, what, recalled) is Refusal.plan_recalled


@pytest.mark.parametrize(
    ("leads", "follow_up", "expected"),
    [
        ({UNIT}, None, OFFICE),
        ({UNIT}, OTHER, OTHER),
        ({OFFICE}, None, COUNTER),
        ({OTHER}, OTHER, COUNTER),
        ({OFFICE, COUNTER}, None, None),
        ({OFFICE, UNIT}, None, COUNTER),
    ],
)
def test_the_deciding_unit_is_never_one_of_the_leads(
    leads: set[int], follow_up: int | None, expected: int | None
) -> None:
    assert deciding_unit_of(frozenset(leads), follow_up, OFFICE, COUNTER) == expected


@pytest.mark.parametrize("verdict", sorted(VERDICTS))
def test_nobody_decides_on_work_of_a_unit_he_belongs_to(verdict: Action) -> None:
    own = replace(ITEM, lead_units=frozenset({OFFICE}), deciding_unit=COUNTER)
    assert refusal_of(OFFICER, verdict, own) is Refusal.own_unit
    assert can(COUNTER_HEAD, verdict, own)


@pytest.mark.parametrize("verdict", sorted(VERDICTS))
def test_a_leader_decides_only_where_nobody_else_may_and_not_for_a_unit_of_his_own(
    verdict: Action,
) -> None:
    nobody_else = replace(ITEM, lead_units=frozenset({OFFICE, COUNTER}), deciding_unit=None)
    directs_the_unit = person(52, (Role.leader, None), (Role.unit_head, COUNTER))
    assert can(LEADER, verdict, nobody_else)
    assert refusal_of(directs_the_unit, verdict, nobody_else) is Refusal.own_unit
    assert refusal_of(OTHER_HEAD, verdict, nobody_else) is Refusal.leaders_only


@pytest.mark.parametrize("what", [w for ws in DELEGATED.values() for w in ws])
def test_a_leader_changes_no_plan_for_a_unit_of_his_own(what: Action | Right) -> None:
    directs_the_unit = person(52, (Role.leader, None), (Role.unit_head, UNIT))
    assert refusal_of(directs_the_unit, what, ITEM) is Refusal.own_unit
    assert can(directs_the_unit, what, replace(ITEM, lead_units=frozenset({OTHER})))


@pytest.mark.parametrize("verdict", sorted(VERDICTS))
def test_nobody_decides_on_what_he_entered_or_submitted_himself(verdict: Action) -> None:
    entered = replace(ITEM, people_involved=frozenset({31, OFFICER.person_id or 0}))
    assert refusal_of(OFFICER, verdict, entered) is Refusal.own_submission


@pytest.mark.parametrize("verdict", sorted(VERDICTS))
def test_standing_in_gives_the_right_and_the_bar_of_four_eyes(verdict: Action) -> None:
    deputy = Actor(
        1,
        42,
        "42",
        (
            HeldAppointment(Role.unit_head, OTHER),
            HeldAppointment(Role.standing_officer, OFFICE, in_stead_of="11"),
        ),
    )
    assert can(deputy, verdict, ITEM)
    held = capacity(deputy, verdict, ITEM)
    assert held is not None and held.in_stead_of == "11"
    of_his_own_unit = replace(ITEM, lead_units=frozenset({OTHER}))
    assert refusal_of(deputy, verdict, of_his_own_unit) is Refusal.own_unit


def test_a_verifier_other_than_the_one_who_verified_may_reopen() -> None:
    colleague = person(12, (Role.standing_officer, OFFICE))
    assert refusal_of(OFFICER, Action.reopen, ITEM) is Refusal.already_verified_by_you
    assert can(colleague, Action.reopen, ITEM)


def test_a_viewer_sees_evidence_of_finished_work_that_is_not_restricted() -> None:
    finished = replace(ITEM, status=Status.verified)
    assert can(VIEWER, Right.view_evidence, finished)
    assert not can(VIEWER, Right.view_evidence, replace(finished, restricted=True))


def test_the_system_itself_decides_nothing() -> None:
    system = Actor(1, None, "")
    assert not any(can(system, action, ITEM) for action in Action)
