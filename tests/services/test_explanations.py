"""Why something is late: asked by the office, demanded by a leader, told by the unit."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app import clock
from app.models import (
    Event,
    Explanation,
    ExplanationKind,
    Notification,
    Relation,
    TaskUnit,
    WorkItem,
)
from app.queries.items import late_items
from app.queries.requests import open_counts, unanswered_questions
from app.queries.subjects import subject_of
from app.services import explanations
from app.services.plan_tasks import unit_row
from tests.acting import act, explain_products
from tests.cast import World, add_item, add_plan
from workflows.permissions import can
from workflows.requests import is_answer_late
from workflows.states import Action, ActionRefused, Refusal, Right

TODAY = date(2026, 9, 14)
BY = date(2026, 9, 18)
CAUSE = "Chờ Sở Tài chính hướng dẫn định mức."
ABOUT = "Giải trình vì sao chậm báo cáo quý."


@pytest.fixture
def item(session: Session, world: World) -> WorkItem:
    """A report of Phòng Kinh tế, late since 31/8/2026."""
    plan = add_plan(session, world.mau, clock.now())
    due = date(2026, 8, 31)
    made = add_item(
        session, world.mau, plan, lead="kt", title="Báo cáo quý", due_on=due, now=clock.now()
    )
    session.commit()
    return made


def ask(
    session: Session,
    world: World,
    item: WorkItem,
    who: str = "Thư",
    kind: ExplanationKind = ExplanationKind.cause,
    **changed: object,
) -> Explanation:
    words = {"question": ABOUT, "answer_by": BY, **changed}
    asked = explanations.ask(
        session,
        world.actor(who),
        item,
        kind,
        **words,  # type: ignore[arg-type]
        now=clock.now(),
    )
    session.commit()
    return asked


def refused(session: Session, call: Callable[[], object]) -> Refusal:
    with pytest.raises(ActionRefused) as error:
        call()
    session.rollback()
    return error.value.refusal


def test_a_question_reaches_the_unit_by_mail_and_its_answer_whoever_asked(
    session: Session, world: World, item: WorkItem
) -> None:
    asked = ask(session, world, item)
    told = session.execute(
        select(Notification.person_id, Notification.is_for_mail).where(
            Notification.kind == "explanation.ask_cause"
        )
    ).all()
    people = world.mau.people
    assert set(told) == {(people["Khang"].id, True), (people["Kiên"].id, True)}
    assert refused(session, lambda: ask(session, world, item)) is Refusal.question_open

    # Báo nguyên nhân answers the question that is open, rather than stand beside it.
    said = explanations.report_cause(
        session, world.actor("Kiên"), item, cause=CAUSE, expected_on=BY, now=clock.now()
    )
    session.commit()
    assert said.id == asked.id
    assert (asked.answer, asked.expected_on) == (CAUSE, BY)
    assert asked.answered_by == people["Kiên"].id
    assert item.last_heard_at == clock.now()
    answered = session.scalars(
        select(Notification.person_id).where(Notification.kind == "explanation.report_cause")
    ).all()
    assert answered == [people["Thư"].id]
    kinds = session.scalars(
        select(Event.kind).where(Event.work_item_id == item.id).order_by(Event.seq)
    ).all()
    assert kinds == ["explanation.ask_cause", "explanation.report_cause"]


def test_a_cause_told_unasked_stands_beside_the_late_item(
    session: Session, world: World, item: WorkItem
) -> None:
    explanations.report_cause(
        session, world.actor("Khang"), item, cause=CAUSE, expected_on=None, now=clock.now()
    )
    session.commit()
    row = late_items(session, world.actor("Long"), TODAY).rows[0]
    assert (row.id, row.cause) == (item.id, CAUSE)


def test_the_words_of_a_late_item_are_for_those_who_may_read_its_evidence(
    session: Session, world: World, item: WorkItem
) -> None:
    """Everybody sees that it is late; what the unit says of it is not for everybody."""
    act(session, world, "Khang", item, Action.record_progress, result="Đang lấy ý kiến")
    explanations.report_cause(
        session, world.actor("Khang"), item, cause=CAUSE, expected_on=None, now=clock.now()
    )
    session.commit()
    helping = unit_row(
        item.commune_id, item.task_id, world.mau.units["vp"].id, Relation.supporting, 0
    )
    for step in ("in a plan", "supported", "moved to another lead", "outside a plan"):
        if step == "supported":
            session.execute(insert(TaskUnit), [helping])
        elif step == "moved to another lead":
            item.lead_unit_id = world.mau.units["hcc"].id
        elif step == "outside a plan":
            item.plan_id = item.deciding_unit_id = None
        session.commit()
        read = set()
        for name in world.mau.people:
            actor = world.actor(name)
            if not actor.appointments:
                continue
            row = late_items(session, actor, TODAY).rows[0]
            assert row.may_read is can(actor, Right.view_evidence, subject_of(session, item)), name
            shown = (CAUSE, "Đang lấy ý kiến") if row.may_read else ("", "")
            assert (row.cause, row.heard) == shown, (step, name)
            read |= {name} if row.may_read else set()
        assert {"Thư", "Long"} <= read and "Minh" not in read, step
        assert ("Vân" in read) is (step != "in a plan"), step


def test_an_explanation_is_demanded_by_a_leader_of_finished_work_too(
    session: Session, world: World, item: WorkItem
) -> None:
    explanation = ExplanationKind.explanation
    assert (
        refused(session, lambda: ask(session, world, item, "Thư", explanation))
        is Refusal.leaders_only
    )
    act(session, world, "Khang", explain_products(session, item), Action.submit)
    act(session, world, "Thư", item, Action.verify)
    asked = ask(session, world, item, "Long", explanation)
    explanations.answer(
        session,
        world.actor("Khang"),
        asked,
        words=CAUSE,
        expected_on=None,
        version=asked.version,
        now=clock.now(),
    )
    session.commit()
    again = refused(
        session,
        lambda: explanations.answer(
            session,
            world.actor("Kiên"),
            asked,
            words="Một nguyên nhân khác hẳn.",
            expected_on=None,
            version=asked.version,
            now=clock.now(),
        ),
    )
    assert again is Refusal.question_answered
    assert asked.answer == CAUSE


@pytest.mark.parametrize(
    ("who", "changed", "refusal"),
    [
        ("Khang", {}, Refusal.role_not_enough),
        ("Thư", {"answer_by": None}, Refusal.answer_day_missing),
        ("Thư", {"answer_by": TODAY - timedelta(days=1)}, Refusal.answer_day_past),
    ],
)
def test_what_cannot_be_asked_is_refused_by_name(
    session: Session,
    world: World,
    item: WorkItem,
    who: str,
    changed: dict[str, object],
    refusal: Refusal,
) -> None:
    assert refused(session, lambda: ask(session, world, item, who, **changed)) is refusal


def test_a_cause_says_something_and_is_told_by_the_unit_itself(
    session: Session, world: World, item: WorkItem
) -> None:
    def report(who: str, cause: str, expected_on: date | None = None) -> Refusal:
        return refused(
            session,
            lambda: explanations.report_cause(
                session,
                world.actor(who),
                item,
                cause=cause,
                expected_on=expected_on,
                now=clock.now(),
            ),
        )

    assert report("Tâm", CAUSE) is Refusal.not_your_unit
    assert report("Khang", "Bận") is Refusal.cause_too_short
    assert report("Khang", CAUSE, TODAY - timedelta(days=1)) is Refusal.expected_day_past


def test_each_sees_the_questions_that_concern_him(
    session: Session, world: World, item: WorkItem
) -> None:
    ask(session, world, item)
    for name, count in (("Thư", 1), ("Long", 1), ("Kiên", 1), ("Tâm", 0)):
        rows, following = unanswered_questions(session, world.actor(name))
        assert (len(rows), following) == (count, None), name
        assert open_counts(session, world.actor(name)).questions == count
    act(session, world, "Long", item, Action.drop, reason="Bãi bỏ nhiệm vụ này.", document="1/TB")
    assert not unanswered_questions(session, world.actor("Thư"))[0]


@pytest.mark.parametrize(
    ("answer_by", "answered_on", "late"),
    [
        (BY, None, False),
        (TODAY, None, False),
        (TODAY - timedelta(days=1), None, True),
        (BY, BY + timedelta(days=1), True),
        (TODAY - timedelta(days=9), TODAY - timedelta(days=9), False),
        (None, TODAY, False),
    ],
)
def test_an_answer_is_late_after_its_day(
    answer_by: date | None, answered_on: date | None, late: bool
) -> None:
    assert is_answer_late(answer_by, answered_on, TODAY) is late
