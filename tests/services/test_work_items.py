"""The one door: what each action does to an item, and what the door refuses."""

from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.models import (
    Decision,
    Event,
    Notification,
    Plan,
    ProgressNote,
    WorkItem,
)
from app.services.work_items import perform
from tests.acting import act, explain_products, refusal_of
from tests.cast import World, add_item, add_plan
from workflows.requirements import Request
from workflows.states import Action, ActionRefused, Outcome, Refusal, Status

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
        refusal_of(session, world, "Khang", item, Action.record_progress) is Refusal.progress_empty
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


def test_an_officer_prepares_but_does_not_submit(
    session: Session, world: World, plan: Plan
) -> None:
    item = item_of(session, world, plan)
    assert refusal_of(session, world, "Kiên", item, Action.submit) is Refusal.role_not_enough


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


@pytest.mark.parametrize("verdict", [Action.verify, Action.ask_to_supplement, Action.send_back])
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
