"""The one door: what each action does to an item, and what the door refuses."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.models import (
    CompletionDay,
    Decision,
    Event,
    Notification,
    Plan,
    ProgressNote,
    Task,
    WorkItem,
    WorkItemProduct,
)
from app.services.work_items import perform
from tests.cast import World, add_item, add_plan
from tests.conftest import TestClock
from workflows.requirements import Request
from workflows.states import Action, ActionRefused, Outcome, Refusal, Status

TODAY = date(2026, 9, 14)
REASON = "Quyết định chưa kèm danh mục tài sản của 3 trường."
EXPLAINED = "Báo cáo gộp trong báo cáo quý của phòng."


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
    for product in session.scalars(
        select(WorkItemProduct).where(WorkItemProduct.work_item_id == item.id)
    ):
        product.explanation = EXPLAINED
    session.commit()
    return item


def act(
    session: Session, world: World, who: str, item: WorkItem, action: Action, **request: object
) -> WorkItem:
    """One action as `who`, on the item as it stands; kept, as the edge would."""
    perform(
        session,
        world.actor(who, clock.today()),
        item,
        action,
        Request(**request),  # type: ignore[arg-type]
        version=item.version,
        now=clock.now(),
    )
    session.commit()
    return item


def refusal_of(
    session: Session, world: World, who: str, item: WorkItem, action: Action, **request: object
) -> Refusal:
    with pytest.raises(ActionRefused) as refused:
        act(session, world, who, item, action, **request)
    session.rollback()
    return refused.value.refusal


def submitted(session: Session, world: World, plan: Plan, **facts: object) -> WorkItem:
    item = item_of(session, world, plan, **facts)  # type: ignore[arg-type]
    return act(session, world, "Khang", item, Action.submit)


def test_accepting_puts_an_item_in_progress_and_counts_as_news(
    session: Session, world: World, plan: Plan
) -> None:
    item = act(session, world, "Khang", item_of(session, world, plan), Action.accept)
    assert (item.status, item.version, item.last_heard_at) == (
        Status.in_progress,
        2,
        clock.now(),
    )


def test_the_first_progress_note_accepts_and_keeps_the_three_boxes(
    session: Session, world: World, plan: Plan
) -> None:
    item = act(
        session,
        world,
        "Kiên",
        item_of(session, world, plan),
        Action.record_progress,
        result="Đã gửi dự thảo",
        difficulties="Thiếu số liệu",
        proposals="Sở cung cấp",
    )
    note = session.scalars(select(ProgressNote)).one()
    assert item.status is Status.in_progress
    assert (note.result, note.difficulties, note.proposals) == (
        "Đã gửi dự thảo",
        "Thiếu số liệu",
        "Sở cung cấp",
    )
    assert note.written_by == world.person("Kiên").id


def test_a_note_on_a_returned_item_leaves_it_returned(
    session: Session, world: World, plan: Plan
) -> None:
    item = submitted(session, world, plan)
    act(session, world, "Thư", item, Action.send_back, reason=REASON)
    act(session, world, "Khang", item, Action.record_progress, result="Đang bổ sung")
    assert item.status is Status.returned


def test_an_empty_note_is_refused(session: Session, world: World, plan: Plan) -> None:
    item = item_of(session, world, plan)
    assert (
        refusal_of(session, world, "Khang", item, Action.record_progress)
        is Refusal.progress_empty
    )


def test_submitting_keeps_who_and_when_and_tells_the_office_once(
    session: Session, world: World, plan: Plan
) -> None:
    item = submitted(session, world, plan)
    assert (item.status, item.submitted_on) == (Status.submitted, TODAY)
    assert (item.submitted_at, item.submitted_by) == (clock.now(), world.person("Khang").id)
    told = session.execute(select(Notification.person_id, Notification.kind)).all()
    office = {world.person("Thư").id, world.person("Hoa").id}
    assert {person for person, _ in told} == office
    assert {kind for _, kind in told} == {"work_item.submit"}


def test_words_handed_in_with_a_submission_become_a_progress_note(
    session: Session, world: World, plan: Plan
) -> None:
    act(
        session,
        world,
        "Khang",
        item_of(session, world, plan),
        Action.submit,
        result="Giải ngân 81%",
    )
    assert session.scalars(select(ProgressNote.result)).all() == ["Giải ngân 81%"]


def test_submitting_with_an_uncovered_product_names_it(
    session: Session, world: World, plan: Plan
) -> None:
    item = add_item(
        session,
        world.mau,
        plan,
        lead="kt",
        title="Quy chế tài sản",
        due_on=TODAY,
        now=clock.now(),
        products=("Quyết định", "Danh mục"),
    )
    session.commit()
    with pytest.raises(ActionRefused) as refused:
        act(session, world, "Khang", item, Action.submit)
    assert refused.value.refusal is Refusal.products_uncovered
    assert refused.value.values == {"products": "Quyết định; Danh mục"}


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


def test_an_officer_prepares_but_does_not_submit(
    session: Session, world: World, plan: Plan
) -> None:
    item = item_of(session, world, plan)
    assert (
        refusal_of(session, world, "Kiên", item, Action.submit) is Refusal.role_not_enough
    )


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


def test_an_item_without_a_date_is_not_verified(
    session: Session, world: World, plan: Plan
) -> None:
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


def test_reopening_forgets_the_verdict_and_the_submission_but_not_the_record(
    session: Session, world: World, plan: Plan
) -> None:
    item = submitted(session, world, plan)
    act(session, world, "Thư", item, Action.verify)
    act(session, world, "Long", item, Action.reopen, reason="Số liệu chưa khớp báo cáo của Sở.")
    assert (item.status, item.completed_on, item.verified_by, item.submitted_on) == (
        Status.in_progress,
        None,
        None,
        None,
    )
    actions = session.scalars(select(Decision.action).order_by(Decision.id)).all()
    assert actions == [Action.verify, Action.reopen]


def test_who_verified_does_not_reopen(session: Session, world: World, plan: Plan) -> None:
    item = submitted(session, world, plan)
    act(session, world, "Thư", item, Action.verify)
    assert (
        refusal_of(session, world, "Thư", item, Action.reopen, reason=REASON)
        is Refusal.already_verified_by_you
    )


def test_dropping_and_bringing_back_are_a_leaders_with_a_document(
    session: Session, world: World, plan: Plan
) -> None:
    item = submitted(session, world, plan)
    words = {"reason": "Sở đã dừng đề án này.", "document": "45/QĐ-UBND ngày 10/9/2026"}
    assert refusal_of(session, world, "Thư", item, Action.drop, **words) is Refusal.leaders_only
    assert (
        refusal_of(session, world, "Long", item, Action.drop, reason=words["reason"])
        is Refusal.document_missing
    )
    act(session, world, "Long", item, Action.drop, **words)
    assert (item.status, item.outcome) == (Status.cancelled, Outcome.dropped)
    act(session, world, "Long", item, Action.bring_back, **words)
    assert (item.status, item.outcome, item.submitted_on) == (Status.assigned, None, None)


def test_activating_gives_a_dormant_item_its_date_by_a_document(
    session: Session, world: World, plan: Plan
) -> None:
    item = item_of(session, world, plan, due_on=None, status=Status.dormant)
    act(
        session,
        world,
        "Thư",
        item,
        Action.activate,
        document="15/KH-SNV ngày 10/9/2026",
        new_due=date(2026, 10, 15),
    )
    assert (item.status, item.due_on, item.opens_on) == (
        Status.assigned,
        date(2026, 10, 15),
        TODAY,
    )


@pytest.mark.parametrize(
    "verdict", [Action.verify, Action.ask_to_supplement, Action.send_back]
)
def test_work_of_the_standing_office_is_decided_by_the_counter_checking_unit(
    session: Session, world: World, plan: Plan, verdict: Action
) -> None:
    item = item_of(session, world, plan, lead="vhxh")
    act(session, world, "Hoa", item, Action.submit)
    for own in ("Thư", "Hoa"):
        refused = refusal_of(session, world, own, item, verdict, reason=REASON)
        assert refused is Refusal.own_unit
    act(session, world, "Vân", item, verdict, reason=REASON)
    decision = session.scalars(select(Decision)).one()
    assert decision.decided_for_unit_id == world.mau.units["vp"].id


def test_a_stale_page_loses_politely_and_keeps_one_event(
    session: Session, world: World, plan: Plan
) -> None:
    item = submitted(session, world, plan)
    seen = item.version
    act(session, world, "Thư", item, Action.verify)
    with pytest.raises(ActionRefused) as refused:
        perform(
            session,
            world.actor("Thư"),
            item,
            Action.send_back,
            Request(reason=REASON),
            version=seen,
            now=clock.now(),
        )
    session.rollback()
    assert refused.value.refusal is Refusal.changed_meanwhile
    assert refused.value.values == {
        "who": "Lê Thị Thư",
        "when": "08:00",
        "kind": "work_item.verify",
    }
    verdicts = select(func.count()).select_from(Event).where(Event.kind == "work_item.verify")
    assert session.scalar(verdicts) == 1


@pytest.mark.parametrize("reason", ["", "Thiếu"])
def test_a_reason_that_says_nothing_is_refused(
    session: Session, world: World, plan: Plan, reason: str
) -> None:
    item = submitted(session, world, plan)
    assert refusal_of(session, world, "Thư", item, Action.send_back, reason=reason) in (
        Refusal.reason_missing,
        Refusal.reason_too_short,
    )
    assert item.status is Status.submitted


def test_every_action_leaves_one_event_with_from_to_and_reason(
    session: Session, world: World, plan: Plan
) -> None:
    item = submitted(session, world, plan)
    act(session, world, "Thư", item, Action.send_back, reason=REASON)
    rows = session.execute(
        select(Event.kind, Event.old, Event.new, Event.reason, Event.person_name)
        .where(Event.work_item_id == item.id)
        .order_by(Event.seq)
    ).all()
    assert rows == [
        ("work_item.submit", "assigned", "submitted", "", "Trần Văn Khang"),
        ("work_item.send_back", "submitted", "returned", REASON, "Lê Thị Thư"),
    ]


def test_the_unit_is_told_the_reason_of_this_decision_and_of_no_earlier_one(
    session: Session, world: World, plan: Plan
) -> None:
    item = submitted(session, world, plan)
    act(session, world, "Thư", item, Action.send_back, reason=REASON)
    act(session, world, "Khang", item, Action.submit)
    dropped = "Sở đã dừng đề án này."
    act(session, world, "Long", item, Action.drop, reason=dropped, document="45/QĐ-UBND")
    rows = session.execute(
        select(Notification.kind, Notification.data)
        .where(Notification.person_id == world.person("Khang").id)
        .order_by(Notification.id)
    )
    assert [(kind, data["reason"]) for kind, data in rows] == [
        ("work_item.send_back", REASON),
        ("work_item.drop", dropped),
    ]


def test_instants_become_days_in_vietnam(
    session: Session, world: World, plan: Plan, test_clock: TestClock
) -> None:
    item = item_of(session, world, plan)
    # 18:30 in Greenwich on 30/9 is already 01:30 on 01/10 in Vietnam.
    test_clock.set(datetime(2026, 9, 30, 18, 30, tzinfo=UTC))
    act(session, world, "Khang", item, Action.submit)
    assert item.submitted_on == date(2026, 10, 1)
