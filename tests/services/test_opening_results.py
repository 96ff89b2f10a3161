"""Results that were there before: entered by one, verified by another, in bulk."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.models import Decision, Document, Event, Notification, Plan, WorkItem
from app.services import opening_results
from app.services.opening_results import OpeningResult
from tests.cast import World, add_item, add_plan
from workflows.states import Action, ActionRefused, Refusal, Status

BASIS = "Biên bản rà soát số 05/BB-UBND ngày 10/9/2026"
PRODUCED = date(2026, 6, 20)
DUE = date(2026, 6, 30)


@pytest.fixture
def plan(world: World, session: Session) -> Plan:
    made = add_plan(session, world.mau, clock.now())
    session.commit()
    return made


def item(world: World, plan: Plan, lead: str, title: str = "Rà soát quy trình") -> WorkItem:
    made = add_item(
        world.session,
        world.mau,
        plan,
        lead=lead,
        title=title,
        due_on=DUE,
        now=clock.now(),
        products=("Quyết định", "Báo cáo"),
    )
    world.session.commit()
    return made


def result(of: WorkItem, number: str = "214/QĐ-UBND", day: date = PRODUCED) -> OpeningResult:
    return OpeningResult(of.id, of.version, number, day)


def enter(world: World, plan: Plan, *results: OpeningResult, who: str = "Thư") -> int:
    count = opening_results.enter_results(
        world.session, world.actor(who), plan, results, basis=BASIS, now=clock.now()
    )
    world.session.commit()
    return count


def verify(world: World, plan: Plan, *items: WorkItem, who: str = "Hoa") -> int:
    versions = {item.id: item.version for item in items}
    count = opening_results.verify_results(
        world.session, world.actor(who), plan, versions, basis=BASIS, now=clock.now()
    )
    world.session.commit()
    return count


def refusal(world: World, plan: Plan, *items: WorkItem, who: str) -> Refusal:
    with pytest.raises(ActionRefused) as refused:
        verify(world, plan, *items, who=who)
    world.session.rollback()
    return refused.value.refusal


def test_an_entered_result_waits_for_somebody_else(world: World, plan: Plan) -> None:
    entered = item(world, plan, "kt")
    assert enter(world, plan, result(entered)) == 1
    assert (entered.status, entered.product_on, entered.submitted_on) == (
        Status.submitted,
        PRODUCED,
        PRODUCED,
    )
    thư = world.person("Thư").id
    assert (entered.submitted_by, entered.entered_by) == (thư, thư)
    assert refusal(world, plan, entered, who="Thư") is Refusal.own_submission


def test_somebody_else_of_the_office_verifies_it_as_on_time(world: World, plan: Plan) -> None:
    entered = item(world, plan, "kt")
    enter(world, plan, result(entered))
    assert verify(world, plan, entered, who="Hoa") == 1
    assert (entered.status, entered.completed_on) == (Status.verified, PRODUCED)
    decision = world.session.scalars(
        select(Decision).where(Decision.work_item_id == entered.id)
    ).one()
    assert (decision.action, decision.document) == (Action.verify, BASIS)
    assert decision.decided_by != decision.submitted_by


def test_results_of_the_offices_own_unit_are_verified_by_the_counter_checking_unit(
    world: World, plan: Plan
) -> None:
    own = item(world, plan, "vhxh")
    enter(world, plan, result(own))
    assert refusal(world, plan, own, who="Hoa") is Refusal.own_unit
    assert verify(world, plan, own, who="Vân") == 1


def test_one_item_that_may_not_be_decided_on_refuses_the_whole_batch(
    world: World, plan: Plan
) -> None:
    free, own = item(world, plan, "kt"), item(world, plan, "vhxh", "Ban hành kế hoạch")
    enter(world, plan, result(free), result(own))
    assert refusal(world, plan, free, own, who="Hoa") is Refusal.own_unit
    world.session.refresh(free)
    assert free.status is Status.submitted


@pytest.mark.parametrize("who", ["Khang", "Vân", "Long", "Ánh", "Minh"])
def test_only_the_standing_office_enters_for_others(world: World, plan: Plan, who: str) -> None:
    with pytest.raises(ActionRefused) as refused:
        enter(world, plan, result(item(world, plan, "kt")), who=who)
    assert refused.value.refusal is Refusal.role_not_enough


@pytest.mark.parametrize(
    ("number", "day", "expected"),
    [
        ("", PRODUCED, Refusal.document_missing),
        ("214/QĐ-UBND", date(2026, 9, 15), Refusal.product_day_in_future),
    ],
)
def test_a_result_needs_its_document_and_a_day_that_has_come(
    world: World, plan: Plan, number: str, day: date, expected: Refusal
) -> None:
    with pytest.raises(ActionRefused) as refused:
        enter(world, plan, result(item(world, plan, "kt"), number, day))
    assert refused.value.refusal is expected


def test_a_batch_needs_the_paper_it_stands_on(world: World, plan: Plan) -> None:
    with pytest.raises(ActionRefused) as refused:
        opening_results.enter_results(
            world.session,
            world.actor("Thư"),
            plan,
            [result(item(world, plan, "kt"))],
            basis="",
            now=clock.now(),
        )
    assert refused.value.refusal is Refusal.document_missing


def test_a_stale_item_refuses_the_batch(world: World, plan: Plan) -> None:
    stale = item(world, plan, "kt")
    with pytest.raises(ActionRefused) as refused:
        enter(world, plan, OpeningResult(stale.id, stale.version - 1, "1/BC", PRODUCED))
    assert refused.value.refusal is Refusal.changed_meanwhile


def test_an_item_of_another_plan_is_no_result_of_this_one(world: World, plan: Plan) -> None:
    other = add_plan(world.session, world.mau, clock.now())
    strange = item(world, other, "kt")
    with pytest.raises(ActionRefused):
        enter(world, plan, result(strange))


def test_one_document_named_twice_is_entered_once_and_covers_every_product(
    world: World, plan: Plan
) -> None:
    first, second = item(world, plan, "kt"), item(world, plan, "kt", "Công khai quy trình")
    enter(world, plan, result(first), result(second))
    documents = world.session.scalars(select(Document)).all()
    assert [document.number for document in documents] == ["214/QĐ-UBND"]
    assert documents[0].kept_at == world.mau.units["kt"].name


def test_each_decider_and_each_unit_is_told_once_for_the_batch(world: World, plan: Plan) -> None:
    items = [item(world, plan, "kt", f"Việc {n}") for n in range(3)]
    enter(world, plan, *(result(each) for each in items))
    told = world.session.execute(
        select(Notification.person_id, Notification.kind, Notification.data)
    ).all()
    assert [(row.person_id, row.kind, row.data["count"]) for row in told] == [
        (world.person("Hoa").id, "opening_results.enter", 3)
    ]
    verify(world, plan, *items)
    units = world.session.scalars(
        select(Notification.person_id).where(Notification.kind == "opening_results.verify")
    ).all()
    assert set(units) == {world.person("Khang").id, world.person("Kiên").id}


def test_every_item_and_the_batch_stand_in_the_record(world: World, plan: Plan) -> None:
    entered = item(world, plan, "kt")
    enter(world, plan, result(entered))
    verify(world, plan, entered)
    kinds = world.session.scalars(
        select(Event.kind).where(Event.plan_id == plan.id).order_by(Event.seq)
    ).all()
    assert kinds == [
        "work_item.submit",
        "opening_results.enter",
        "work_item.verify",
        "opening_results.verify",
    ]
