"""Work items under a new version of their plan: what moves, what stays, what waits."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.models import (
    Decision,
    DocumentKind,
    Event,
    Evidence,
    MatchDecision,
    MatchKind,
    Plan,
    Product,
    TaskSchedule,
    WorkItem,
)
from app.queries.overview import grid_of
from app.queries.plan_versions import earlier_texts
from app.services import generation
from app.services.documents import DocumentFacts
from app.services.evidence import attach
from tests.acting import act, explain_products, products_of
from tests.amending import (
    CHECK,
    DOCUMENT,
    LATER,
    NEW,
    OTHER_LEAD,
    PUBLISH,
    REASON,
    REVIEW,
    SHARE,
    SURVEY,
    WITHOUT_REVIEW,
    amending_draft,
    applied,
    changed_rows,
    compared,
    decided,
    items_named,
    report,
    running_plan,
    task_named,
)
from tests.cast import World
from tests.plan_texts import HCC, KT, ROWS, VHXH, VP
from workflows.deadlines.lateness import Standing
from workflows.states import Action, Outcome, Status

OLD_DUE, NEW_DUE = date(2026, 10, 31), date(2026, 11, 30)
AS_IT_WAS = (Status.in_progress, None, OLD_DUE)
OUT = (Status.cancelled, Outcome.dropped, OLD_DUE)
BESIDE = (Status.assigned, None, OLD_DUE)
BOTH = f"{REVIEW}; {SHARE.lower()}"
MERGED = changed_rows(
    {REVIEW: ("2", BOTH, f"{KT}; {HCC}", "", "Quyết định", "Tháng 10/2026"), SHARE: None}
)


def facts(item: WorkItem) -> tuple[object, ...]:
    return item.status, item.outcome, item.due_on


def test_another_date_moves_an_unreported_item_through_the_door(
    world: World, session: Session, plan: Plan
) -> None:
    (before,) = items_named(session, plan, REVIEW)
    applied(world, amending_draft(world, plan, changed_rows(LATER)))
    (item,) = items_named(session, plan, REVIEW)
    assert item.id == before.id
    assert (item.due_on, item.original_due_on) == (date(2026, 11, 30), date(2026, 10, 31))
    decision = session.scalars(select(Decision).where(Decision.work_item_id == item.id)).one()
    assert (decision.action, decision.old_due_on, decision.new_due_on, decision.document) == (
        Action.set_date,
        date(2026, 10, 31),
        date(2026, 11, 30),
        DOCUMENT,
    )
    assert decision.decided_by == world.mau.people["Long"].id
    task = task_named(session, plan, REVIEW)
    assert task.due_on == date(2026, 11, 30)
    printed = session.scalars(
        select(TaskSchedule.printed).where(
            TaskSchedule.task_id == task.id, TaskSchedule.part_index >= 0
        )
    ).all()
    assert printed == ["Tháng 11/2026"]


def test_another_rhythm_ends_the_old_periods_and_opens_the_new_ones(
    world: World, session: Session, plan: Plan
) -> None:
    open_months = len(items_named(session, plan, PUBLISH))
    rows = changed_rows({PUBLISH: ("1", PUBLISH, HCC, "", "Văn bản công khai", "Hằng quý")})
    applied(world, amending_draft(world, plan, rows))
    items = items_named(session, plan, PUBLISH)
    months = [item for item in items if "Quý" not in item.label]
    quarters = [item for item in items if "Quý" in item.label]
    assert len(months) == open_months
    assert {(item.status, item.outcome) for item in months} == {(Status.cancelled, Outcome.dropped)}
    assert [(item.status, item.due_on) for item in quarters] == [
        (Status.assigned, date(2026, 9, 30))
    ]
    generation.open_due_periods(session, date(2026, 10, 2), clock.now())
    session.commit()
    assert len(items_named(session, plan, PUBLISH)) == len(items) + 1


def test_a_rhythm_that_comes_back_brings_its_periods_back(
    world: World, session: Session, plan: Plan
) -> None:
    quarterly = {PUBLISH: ("1", PUBLISH, HCC, "", "Văn bản công khai", "Hằng quý")}
    applied(world, amending_draft(world, plan, changed_rows(quarterly)))
    applied(world, amending_draft(world, plan, ROWS))
    months = {item.period_key: item for item in items_named(session, plan, PUBLISH)}
    assert months["2026-09"].status is Status.assigned
    assert months["2026-Q3"].status is Status.cancelled


def test_a_time_that_becomes_an_event_puts_the_item_to_sleep(
    world: World, session: Session, plan: Plan
) -> None:
    rows = changed_rows(
        {REVIEW: ("2", REVIEW, f"{KT}; {HCC}", "", "Quyết định", "Khi có hướng dẫn của tỉnh")}
    )
    applied(world, amending_draft(world, plan, rows))
    statuses = {item.status for item in items_named(session, plan, REVIEW)}
    assert statuses == {Status.cancelled, Status.dormant}


def test_products_that_are_printed_otherwise_change_the_checklist(
    world: World, session: Session, plan: Plan
) -> None:
    rows = changed_rows(
        {CHECK: ("1", CHECK, VHXH, VP, "Báo cáo; Quyết định; Biên bản", "Quý III/2026")}
    )
    applied(world, amending_draft(world, plan, rows))
    (item,) = items_named(session, plan, CHECK)
    assert [line.title for line in products_of(session, item)] == [
        "Báo cáo",
        "Quyết định",
        "Biên bản",
    ]
    task = task_named(session, plan, CHECK)
    assert session.scalars(
        select(Product.title)
        .where(Product.task_id == task.id, Product.position > 0)
        .order_by(Product.position)
    ).all() == ["Báo cáo", "Quyết định", "Biên bản"]


def test_a_new_item_asks_only_for_products_that_are_printed_now(
    world: World, session: Session, plan: Plan
) -> None:
    rows = changed_rows({CHECK: ("1", CHECK, KT, VP, "Báo cáo", "Quý III/2026")})
    applied(world, amending_draft(world, plan, rows))
    made = [i for i in items_named(session, plan, CHECK) if i.status is Status.assigned]
    assert [[line.title for line in products_of(session, item)] for item in made] == [["Báo cáo"]]


def test_a_title_alone_touches_no_item(world: World, session: Session, plan: Plan) -> None:
    item = report(session, world, plan)
    version, title = item.version, f"{REVIEW} giải quyết thủ tục hành chính"
    rows = changed_rows({REVIEW: ("2", title, f"{KT}; {HCC}", "", "Quyết định", "Tháng 10/2026")})
    draft = amending_draft(world, plan, rows)
    assert compared(world, plan, draft).undecided == []
    applied(world, draft)
    (found,) = items_named(session, plan, title)
    assert (found.id, found.version) == (item.id, version)
    (earlier,) = earlier_texts(session, task_named(session, plan, title))
    assert (earlier[0].number, earlier[1]["title"]) == (1, REVIEW)


@pytest.mark.parametrize(
    ("changes", "how", "expected"),
    [
        (LATER, MatchDecision.keep, [AS_IT_WAS]),
        (LATER, MatchDecision.remake, [(Status.in_progress, None, NEW_DUE)]),
        (LATER, MatchDecision.cancel, [OUT]),
        (OTHER_LEAD, MatchDecision.keep, [AS_IT_WAS, BESIDE]),
        (OTHER_LEAD, MatchDecision.remake, [OUT, BESIDE]),
        (WITHOUT_REVIEW, MatchDecision.keep, [AS_IT_WAS]),
        (WITHOUT_REVIEW, MatchDecision.cancel, [OUT]),
    ],
)
def test_reported_items_follow_the_decision(
    world: World,
    session: Session,
    plan: Plan,
    changes: dict[str, tuple[str, ...] | None],
    how: MatchDecision,
    expected: list[tuple[object, ...]],
) -> None:
    report(session, world, plan)
    draft = amending_draft(world, plan, changed_rows(changes))
    decided(world, plan, draft, REVIEW, how)
    applied(world, draft)
    assert [facts(item) for item in items_named(session, plan, REVIEW)] == expected


@pytest.mark.parametrize("begun", [False, True], ids=["untouched", "a period verified"])
def test_a_task_that_is_gone_leaves_the_plan_with_the_document(
    world: World, session: Session, plan: Plan, begun: bool
) -> None:
    task = task_named(session, plan, PUBLISH)
    if begun:
        done = explain_products(session, items_named(session, plan, PUBLISH)[0])
        act(session, world, "Tâm", done, Action.submit)
        act(session, world, "Thư", done, Action.verify)
    applied(world, amending_draft(world, plan, changed_rows({PUBLISH: None})))
    every = items_named(session, plan, PUBLISH)
    items = every[begun:]
    assert {(item.status, item.outcome) for item in items} == {(Status.cancelled, Outcome.dropped)}
    decisions = session.scalars(
        select(Decision).where(Decision.work_item_id.in_([item.id for item in items]))
    ).all()
    assert {(found.document, found.reason) for found in decisions} == {(DOCUMENT, REASON)}
    session.refresh(task)
    assert task.is_cancelled and task.next_opens_on is None
    assert grid_of(session, plan, clock.today()).total[Standing.cancelled] == 1
    assert generation.open_due_periods(session, date(2026, 12, 20), clock.now()) >= 0
    assert len(items_named(session, plan, PUBLISH)) == len(every)


def test_a_task_that_goes_before_its_first_period_opened_counts_as_taken_out(
    world: World, session: Session
) -> None:
    later = [*ROWS, ("6", SURVEY, HCC, "", "Báo cáo", "Hằng tháng, từ tháng 11 đến tháng 12/2026")]
    plan = running_plan(world, later)
    assert items_named(session, plan, SURVEY) == []
    applied(world, amending_draft(world, plan, ROWS))
    task = task_named(session, plan, SURVEY)
    assert task.is_cancelled
    assert grid_of(session, plan, clock.today()).total[Standing.no_date] == 2


def verified(session: Session, world: World, plan: Plan) -> WorkItem:
    item = explain_products(session, items_named(session, plan, REVIEW)[0])
    act(session, world, "Khang", item, Action.submit)
    return act(session, world, "Thư", item, Action.verify)


@pytest.mark.parametrize("changes", [LATER, OTHER_LEAD, WITHOUT_REVIEW])
def test_verified_items_are_touched_by_nobody(
    world: World, session: Session, plan: Plan, changes: dict[str, tuple[str, ...] | None]
) -> None:
    item = verified(session, world, plan)
    before = (item.version, *facts(item), item.lead_unit_id, item.verified_by)
    draft = amending_draft(world, plan, changed_rows(changes))
    assert compared(world, plan, draft).undecided == []
    applied(world, draft)
    session.refresh(item)
    assert (item.version, *facts(item), item.lead_unit_id, item.verified_by) == before


def test_new_tasks_are_made_as_at_the_start(world: World, session: Session, plan: Plan) -> None:
    applied(world, amending_draft(world, plan, [*ROWS, NEW]))
    (item,) = items_named(session, plan, SURVEY)
    assert facts(item) == (Status.assigned, None, date(2026, 12, 31))
    assert item.deciding_unit_id == world.mau.units["vhxh"].id
    task = task_named(session, plan, SURVEY)
    assert task.section_id == task_named(session, plan, REVIEW).section_id
    assert "khao sat" in task.search_text


def _with_evidence(session: Session, world: World, plan: Plan, title: str) -> WorkItem:
    item = next(
        item
        for item in items_named(session, plan, title)
        if item.lead_unit_id == world.mau.units["kt"].id
    )
    attach(
        session,
        world.actor("Khang"),
        item,
        DocumentFacts(DocumentKind.decision, number="7/QĐ-UBND", kept_at="Phòng KT"),
        (),
        [line.id for line in products_of(session, item)],
        sha256s=(),
        now=clock.now(),
    )
    session.commit()
    return item


def test_evidence_of_a_merged_task_goes_to_the_one_that_takes_it_over(
    world: World, session: Session, plan: Plan
) -> None:
    swallowed = _with_evidence(session, world, plan, SHARE)
    draft = amending_draft(world, plan, MERGED)
    lines = {line.task.title: line for line in compared(world, plan, draft).lines}
    assert lines[SHARE].kind is MatchKind.merged
    assert lines[SHARE].into == task_named(session, plan, REVIEW).id
    assert not lines[SHARE].asks
    applied(world, draft)
    (target,) = items_named(session, plan, BOTH)
    merged = {
        (item.status, item.outcome, item.merged_into_task_id)
        for item in items_named(session, plan, SHARE)
    }
    assert merged == {(Status.cancelled, Outcome.merged, target.task_id)}
    old, new = (
        session.scalars(select(Evidence).where(Evidence.work_item_id == id_)).all()
        for id_ in (swallowed.id, target.id)
    )
    assert [link.document_id for link in new] == [link.document_id for link in old]
    assert new[0].product_id == products_of(session, target)[0].id
    assert session.scalars(select(Event).where(Event.kind == "evidence.follow")).one()


def test_evidence_of_a_remade_item_follows_to_the_new_one(
    world: World, session: Session, plan: Plan
) -> None:
    _with_evidence(session, world, plan, REVIEW)
    draft = amending_draft(world, plan, changed_rows(OTHER_LEAD))
    decided(world, plan, draft, REVIEW, MatchDecision.remake)
    applied(world, draft)
    _, new = items_named(session, plan, REVIEW)
    assert session.scalars(select(Evidence).where(Evidence.work_item_id == new.id)).one()
