"""The days of a work item: of the product, the submission, the supplement, the completion."""

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from app import clock
from app.extensions import db
from app.models import (
    CompletionDay,
    Plan,
    Task,
    WorkItem,
)
from app.services.work_items import perform
from app.web.edge import DonDoc
from tests.acting import act, explain_products, refusal_of
from tests.cast import World, add_item, add_plan
from tests.conftest import TestClock
from workflows.requirements import Request
from workflows.states import Action, Refusal, Status

TODAY = date(2026, 9, 14)
REASON = "Quyết định chưa kèm danh mục tài sản của 3 trường."


@pytest.fixture
def plan(session: Session, world: World) -> Plan:
    return add_plan(session, world.mau, clock.now())


def item_of(
    session: Session,
    world: World,
    plan: Plan,
    *,
    lead: str = "kt",
    due_on: date | None = date(2026, 9, 30),
    status: Status = Status.assigned,
) -> WorkItem:
    """An item of Phòng Kinh tế, its product explained so that it may be handed in."""
    item = add_item(
        session,
        world.mau,
        plan,
        lead=lead,
        title="Báo cáo giải ngân",
        due_on=due_on,
        now=clock.now(),
        status=status,
    )
    return explain_products(session, item)


def submitted(session: Session, world: World, plan: Plan, **facts: object) -> WorkItem:
    item = item_of(session, world, plan, **facts)  # type: ignore[arg-type]
    return act(session, world, "Khang", item, Action.submit)


def test_nothing_arose_needs_no_product_but_a_reason(
    session: Session, world: World, plan: Plan
) -> None:
    item = add_item(
        session, world.mau, plan, lead="kt", title="Ký số", due_on=TODAY, now=clock.now()
    )
    session.commit()
    refused = refusal_of(session, world, "Khang", item, Action.submit, nothing_arose=True)
    assert refused is Refusal.reason_missing
    act(
        session,
        world,
        "Khang",
        item,
        Action.submit,
        nothing_arose=True,
        reason="Kỳ này không có văn bản đi.",
    )
    assert item.nothing_arose
    act(session, world, "Thư", item, Action.verify)
    assert item.completed_on == TODAY


@pytest.mark.parametrize("action", [Action.submit, Action.verify])
def test_a_product_dated_ahead_is_refused_whoever_names_the_day(
    session: Session, world: World, plan: Plan, action: Action
) -> None:
    item = item_of(session, world, plan)
    if action is Action.verify:
        act(session, world, "Khang", item, Action.submit)
    who = "Thư" if action is Action.verify else "Khang"
    assert (
        refusal_of(session, world, who, item, action, product_on=TODAY + timedelta(days=1))
        is Refusal.product_day_in_future
    )


@pytest.mark.parametrize(
    ("setting", "product_on", "expected"),
    [
        (CompletionDay.product_day, date(2026, 9, 1), date(2026, 9, 1)),
        (CompletionDay.product_day, None, TODAY),
        (CompletionDay.submission_day, date(2026, 9, 1), TODAY),
    ],
)
def test_the_day_of_completion_follows_the_setting_of_the_commune(
    session: Session,
    world: World,
    plan: Plan,
    test_clock: TestClock,
    setting: CompletionDay,
    product_on: date | None,
    expected: date,
) -> None:
    world.mau.commune.completion_day = setting
    item = item_of(session, world, plan)
    act(session, world, "Khang", item, Action.submit, product_on=product_on)
    test_clock.move(days=3)
    act(session, world, "Thư", item, Action.verify)
    assert (item.status, item.completed_on) == (Status.verified, expected)
    assert (item.verified_by, item.verified_at) == (world.person("Thư").id, clock.now())


def test_the_verifier_may_correct_the_day_of_the_product(
    session: Session, world: World, plan: Plan
) -> None:
    item = item_of(session, world, plan)
    act(session, world, "Khang", item, Action.submit, product_on=date(2026, 9, 1))
    act(session, world, "Thư", item, Action.verify, product_on=date(2026, 9, 10))
    assert (item.product_on, item.completed_on) == (date(2026, 9, 10), date(2026, 9, 10))


def test_verifying_moves_the_dates_of_the_task_in_the_same_transaction(
    session: Session, world: World, plan: Plan
) -> None:
    item = submitted(session, world, plan)
    act(session, world, "Thư", item, Action.verify)
    session.expire_all()
    task = session.get_one(Task, item.task_id)
    assert (task.completed_on, task.due_on, task.earliest_open_due_on) == (
        TODAY,
        item.due_on,
        None,
    )


def test_an_item_without_a_date_is_not_verified(session: Session, world: World, plan: Plan) -> None:
    item = submitted(session, world, plan, due_on=None)
    assert refusal_of(session, world, "Thư", item, Action.verify) is Refusal.date_missing
    act(session, world, "Thư", item, Action.set_date, new_due=date(2026, 9, 30))
    assert (item.due_on, item.original_due_on) == (date(2026, 9, 30), date(2026, 9, 30))
    act(session, world, "Thư", item, Action.verify)
    assert item.status is Status.verified


def test_a_date_is_set_once(session: Session, world: World, plan: Plan) -> None:
    item = item_of(session, world, plan)
    assert (
        refusal_of(session, world, "Thư", item, Action.set_date, new_due=TODAY)
        is Refusal.date_already_set
    )


@pytest.mark.parametrize(
    ("days", "counts"),
    [(0, TODAY), (5, TODAY), (6, TODAY + timedelta(days=6))],
)
def test_a_supplement_within_the_days_set_keeps_the_day_of_the_first_submission(
    session: Session, world: World, plan: Plan, test_clock: TestClock, days: int, counts: date
) -> None:
    item = submitted(session, world, plan)
    act(session, world, "Thư", item, Action.ask_to_supplement, reason=REASON)
    assert item.supplement_until == TODAY + timedelta(days=5)
    test_clock.move(days=days)
    act(session, world, "Khang", item, Action.submit)
    assert item.submitted_on == counts


def test_taking_a_supplement_back_to_mend_it_does_not_lose_the_first_day(
    session: Session, world: World, plan: Plan, test_clock: TestClock
) -> None:
    item = submitted(session, world, plan)
    test_clock.move(days=1)
    act(session, world, "Thư", item, Action.ask_to_supplement, reason=REASON)
    act(session, world, "Khang", item, Action.submit)
    act(session, world, "Khang", item, Action.withdraw)
    test_clock.move(days=1)
    act(session, world, "Khang", item, Action.submit)
    assert item.submitted_on == TODAY


def test_what_was_returned_counts_from_its_next_submission(
    session: Session, world: World, plan: Plan, test_clock: TestClock
) -> None:
    item = submitted(session, world, plan)
    act(session, world, "Thư", item, Action.send_back, reason=REASON)
    assert (item.status, item.submitted_on, item.supplement_until) == (
        Status.returned,
        None,
        None,
    )
    assert (item.returned_reason, item.returned_on) == (REASON, TODAY)
    test_clock.move(days=1)
    act(session, world, "Khang", item, Action.submit)
    assert item.submitted_on == TODAY + timedelta(days=1)


def test_a_submission_taken_back_gives_up_its_day(
    session: Session, world: World, plan: Plan, test_clock: TestClock
) -> None:
    item = submitted(session, world, plan)
    act(session, world, "Khang", item, Action.withdraw)
    assert (item.status, item.submitted_on, item.submitted_at) == (
        Status.in_progress,
        None,
        None,
    )


def test_a_supplement_that_ends_in_a_return_has_no_window_left(
    session: Session, world: World, plan: Plan, test_clock: TestClock
) -> None:
    item = submitted(session, world, plan)
    act(session, world, "Thư", item, Action.ask_to_supplement, reason=REASON)
    act(session, world, "Khang", item, Action.submit)
    act(session, world, "Thư", item, Action.send_back, reason=REASON)
    test_clock.move(days=1)
    act(session, world, "Khang", item, Action.submit)
    assert item.submitted_on == TODAY + timedelta(days=1)


def test_instants_become_days_in_vietnam(
    session: Session, world: World, plan: Plan, test_clock: TestClock
) -> None:
    item = item_of(session, world, plan)
    # 18:30 in Greenwich on 30/9 is already 01:30 on 01/10 in Vietnam.
    test_clock.set(datetime(2026, 9, 30, 18, 30, tzinfo=UTC))
    act(session, world, "Khang", item, Action.submit)
    assert item.submitted_on == date(2026, 10, 1)


def test_two_items_of_one_task_verified_at_once_are_both_added_up(
    app: DonDoc, session: Session, world: World, plan: Plan
) -> None:
    first = submitted(session, world, plan)
    second = WorkItem(
        commune_id=first.commune_id,
        plan_id=first.plan_id,
        task_id=first.task_id,
        schedule_id=first.schedule_id,
        lead_id=first.lead_id,
        lead_unit_id=first.lead_unit_id,
        deciding_unit_id=first.deciding_unit_id,
        period_key="second",
        kind=first.kind,
        status=Status.assigned,
        due_on=first.due_on,
        created_at=clock.now(),
    )
    session.add(second)
    session.commit()
    act(session, world, "Khang", second, Action.submit)
    thu, now, number, version = world.actor("Thư"), clock.now(), second.id, second.version
    session.commit()

    def verify_second() -> None:
        with app.app_context(), Session(db.engine) as other:
            item = other.get_one(WorkItem, number)
            perform(other, thu, item, Action.verify, Request(), version=version, now=now)
            other.commit()

    perform(session, thu, first, Action.verify, Request(), version=first.version, now=now)
    beside = threading.Thread(target=verify_second)
    beside.start()
    beside.join(timeout=0.5)
    session.commit()
    beside.join()
    session.expire_all()
    assert session.get_one(Task, first.task_id).completed_on == TODAY
