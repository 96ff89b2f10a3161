"""*Thu hồi*: a started plan is taken back whole, and only while nobody has reported anything."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.models import (
    DraftStatus,
    Event,
    LateFlag,
    Notification,
    Plan,
    PlanDraft,
    PlanStatus,
    PlanVersion,
    StandingSnapshot,
    Task,
    WorkItem,
)
from app.queries.additional_tasks import plans_and_outside
from app.queries.digest import digest_facts
from app.queries.items import late_items, waiting_for_verdict
from app.queries.overview import TaskFilter, task_page
from app.queries.plans import entered_results, items_to_enter
from app.queries.verification import own_waiting, queue_of
from app.queries.waiting import count_waiting
from app.queries.work_items import my_work
from app.services import generation, plan_start
from app.services.late_flags import flag_late_items
from app.services.opening_results import OpeningResult, enter_results
from app.services.plan_recall import RecallRefusal, RecallRefused, recall_plan
from app.services.snapshots import take_snapshots
from tests.acting import act, explain_products, products_of, refusal_of
from tests.amending import amending_draft, applied, changed_rows, items_named
from tests.cast import World
from tests.plan_texts import HCC
from workflows.states import Action, ActionRefused, Refusal, Status

REASON = "Nhập nhầm phụ lục của năm trước"
REVIEW = "Rà soát quy trình nội bộ"


def recall(
    world: World, plan: Plan, who: str = "Thư", reason: str = REASON, version: int | None = None
) -> PlanDraft | None:
    world.session.refresh(plan)
    draft = recall_plan(
        world.session,
        world.actor(who, clock.today()),
        plan,
        version=plan.version if version is None else version,
        reason=reason,
        now=clock.now(),
    )
    world.session.commit()
    return draft


def refused(world: World, plan: Plan, **how: object) -> RecallRefused:
    with pytest.raises(RecallRefused) as found:
        recall(world, plan, **how)  # type: ignore[arg-type]
    world.session.rollback()
    return found.value


def test_nothing_is_deleted_and_the_draft_is_open_again(
    world: World, session: Session, plan: Plan
) -> None:
    tasks = session.scalars(select(Task.id)).all()
    items = session.scalars(select(WorkItem.id)).all()
    draft = recall(world, plan)
    assert draft is not None
    assert (draft.status, draft.plan_id) == (DraftStatus.open, None)
    session.refresh(plan)
    assert plan.status is PlanStatus.recalled
    version = session.scalars(select(PlanVersion).where(PlanVersion.plan_id == plan.id)).one()
    assert version.recalled_at == clock.now()
    assert session.scalars(select(Task.id)).all() == tasks
    assert session.scalars(select(WorkItem.id)).all() == items
    reopened = session.scalars(select(Event).where(Event.kind == "plan_draft.reopen")).one()
    assert (reopened.subject_id, reopened.plan_id) == (draft.id, plan.id)
    recalled = session.scalars(select(Event).where(Event.kind == "plan.recall")).one()
    assert (recalled.reason, recalled.person_name) == (REASON, "Lê Thị Thư")


def test_the_draft_can_be_corrected_and_started_anew(
    world: World, session: Session, plan: Plan
) -> None:
    draft = recall(world, plan)
    assert draft is not None
    again = plan_start.start_plan(
        session, world.actor("Thư"), draft.id, version=draft.version, now=clock.now()
    )
    session.commit()
    assert again.id != plan.id and again.status is PlanStatus.running
    assert session.get_one(PlanDraft, draft.id).plan_id == again.id


def test_the_people_of_its_units_are_told_once(world: World, session: Session, plan: Plan) -> None:
    recall(world, plan)
    told = session.scalars(
        select(Notification.person_id).where(Notification.kind == "plan.recall")
    ).all()
    names = {name for name, person in world.mau.people.items() if person.id in told}
    assert len(told) == len(set(told))
    assert names == {"Hoa", "Khang", "Kiên", "Vân", "Tâm"}


def _figures(world: World, session: Session, plan: Plan) -> dict[str, object]:
    office, head = world.actor("Thư"), world.actor("Khang")
    facts = digest_facts(session, world.mau.commune, clock.now())
    return {
        "plans": len(plans_and_outside(session, office, clock.today(), 5)[0]),
        "tasks": task_page(session, office, TaskFilter(), clock.today()).count,
        "its tasks": task_page(session, office, TaskFilter(plan.id), clock.today()).count,
        "late": late_items(session, office, clock.today()).count,
        "late rows": len(late_items(session, office, clock.today(), plan_id=plan.id).rows),
        "my work": len(my_work(session, head, clock.today()).rows),
        "my counts": sum(my_work(session, head, clock.today()).counts.values()),
        "digest": len(facts.rows) if facts else 0,
        "to enter": len(items_to_enter(session, plan)),
    }


def test_a_recalled_plan_leaves_every_figure(world: World, session: Session, plan: Plan) -> None:
    before = _figures(world, session, plan)
    assert all(before.values()), before
    recall(world, plan)
    assert set(_figures(world, session, plan).values()) == {0}


def test_what_was_handed_in_leaves_the_queue_with_its_plan(
    world: World, session: Session, plan: Plan
) -> None:
    item = items_named(session, plan, REVIEW)[0]
    explain_products(session, item)
    act(session, world, "Khang", item, Action.submit)
    office, head = world.actor("Thư"), world.actor("Khang")
    assert queue_of(session, office).rows and own_waiting(session, head)
    assert count_waiting(session, office).verdicts == 1
    assert waiting_for_verdict(session, office, clock.today())
    # A plan that is no longer followed for another reason than a recall.
    plan.status = PlanStatus.closed
    session.commit()
    assert not queue_of(session, office).rows and not own_waiting(session, head)
    assert count_waiting(session, office).verdicts == 0
    assert not waiting_for_verdict(session, office, clock.today())
    assert not entered_results(session, plan, office)


def test_jobs_pass_a_recalled_plan_by(world: World, session: Session, plan: Plan) -> None:
    recall(world, plan)
    commune_id, now = world.mau.commune.id, clock.now()
    assert flag_late_items(session, commune_id, clock.today(), now) == 0
    assert session.scalars(select(LateFlag)).all() == []
    assert take_snapshots(session, commune_id, clock.today(), now) == 0
    assert session.scalars(select(StandingSnapshot)).all() == []
    assert generation.open_due_periods(session, date(2026, 12, 1), now) == 0


@pytest.mark.parametrize(
    ("who", "action"),
    [("Khang", Action.accept), ("Khang", Action.record_progress), ("Long", Action.drop)],
)
def test_items_of_a_recalled_plan_refuse_every_action_at_the_door(
    world: World, session: Session, plan: Plan, who: str, action: Action
) -> None:
    recall(world, plan)
    item = items_named(session, plan, REVIEW)[0]
    found = refusal_of(session, world, who, item, action, reason=REASON, document="Số 1")
    assert found is Refusal.plan_recalled


def test_results_are_not_entered_for_a_recalled_plan(
    world: World, session: Session, plan: Plan
) -> None:
    recall(world, plan)
    item = items_named(session, plan, REVIEW)[0]
    result = OpeningResult(item.id, item.version, "05/BB-UBND", date(2026, 9, 1))
    with pytest.raises(ActionRefused) as found:
        enter_results(session, world.actor("Thư"), plan, [result], basis="Số 5", now=clock.now())
    assert found.value.refusal is Refusal.plan_recalled


def _report(session: Session, world: World, plan: Plan, what: str) -> None:
    item = items_named(session, plan, REVIEW)[0]
    if what == "accept":
        act(session, world, "Khang", item, Action.accept)
    elif what == "note":
        act(session, world, "Kiên", item, Action.record_progress, result="Đang rà soát")
    elif what == "decision":
        undated = items_named(session, plan, "Sắp xếp hồ sơ lưu trữ")[0]
        act(session, world, "Thư", undated, Action.set_date, new_due=date(2026, 12, 1))
    elif what == "opening":
        result = OpeningResult(item.id, item.version, "05/BB-UBND", date(2026, 9, 1))
        enter_results(session, world.actor("Thư"), plan, [result], basis="Số 5", now=clock.now())
        session.commit()
    else:
        from app.services.evidence import explain

        line, reason = products_of(session, item)[0], "Sản phẩm nằm trong báo cáo quý III"
        explain(session, world.actor("Khang"), item, line, reason, now=clock.now())
        session.commit()


@pytest.mark.parametrize("what", ["accept", "note", "decision", "opening", "evidence"])
def test_a_plan_on_which_somebody_did_something_is_not_recalled(
    world: World, session: Session, plan: Plan, what: str
) -> None:
    _report(session, world, plan, what)
    found = refused(world, plan)
    assert found.refusal is RecallRefusal.already_reported
    report = found.values["report"]
    assert report.person in {"Trần Văn Khang", "Đỗ Trung Kiên", "Lê Thị Thư"}  # type: ignore[attr-defined]
    assert report.at == clock.now()  # type: ignore[attr-defined]
    session.refresh(plan)
    assert plan.status is PlanStatus.running


def test_what_the_jobs_did_is_no_report(world: World, session: Session, plan: Plan) -> None:
    flag_late_items(session, world.mau.commune.id, clock.today(), clock.now())
    session.commit()
    recall(world, plan)
    session.refresh(plan)
    assert plan.status is PlanStatus.recalled


def test_it_is_recalled_once(world: World, session: Session, plan: Plan) -> None:
    recall(world, plan)
    assert refused(world, plan).refusal is RecallRefusal.not_running
    assert refused(world, plan, version=1).refusal is RecallRefusal.changed_meanwhile


def test_a_plan_with_a_second_version_is_not_recalled(
    world: World, session: Session, plan: Plan
) -> None:
    rows = changed_rows({REVIEW: ("2", REVIEW, HCC, "", "Quyết định", "Tháng 11/2026")})
    applied(world, amending_draft(world, plan, rows))
    assert refused(world, plan).refusal is RecallRefusal.already_amended


@pytest.mark.parametrize(
    ("who", "reason", "refusal"),
    [
        ("Khang", REASON, Refusal.role_not_enough),
        ("Long", REASON, Refusal.role_not_enough),
        ("Thư", "", Refusal.reason_missing),
        ("Thư", "Sai", Refusal.reason_too_short),
    ],
)
def test_the_office_recalls_and_says_why(
    world: World, plan: Plan, who: str, reason: str, refusal: Refusal
) -> None:
    with pytest.raises(ActionRefused) as found:
        recall(world, plan, who, reason)
    assert found.value.refusal is refusal


def test_a_report_that_was_on_its_way_finds_its_page_stale(
    world: World, session: Session, plan: Plan
) -> None:
    item = items_named(session, plan, REVIEW)[0]
    seen = item.version
    recall(world, plan)
    session.refresh(item)
    assert item.version == seen + 1 and item.status is Status.assigned
