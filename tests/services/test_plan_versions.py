"""*Áp dụng bản mới*: a running plan takes on a new version, and nothing that happened is lost."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.models import (
    Decision,
    DocumentKind,
    DraftMatch,
    DraftRow,
    DraftStatus,
    Event,
    Evidence,
    MatchDecision,
    MatchKind,
    Notification,
    Plan,
    PlanDraft,
    PlanStatus,
    PlanVersion,
    Product,
    Section,
    Task,
    TaskLead,
    TaskRevision,
    TaskSchedule,
    TaskUnit,
    WorkItem,
)
from app.queries.overview import TaskFilter, grid_of, task_page
from app.queries.plan_versions import earlier_texts, versions_of
from app.queries.work_items import my_work
from app.services import generation, plan_versions
from app.services.audit import Broken, verify_chains
from app.services.documents import DocumentFacts
from app.services.draft_claims import DraftRefusal, DraftRefused
from app.services.draft_rows import set_included
from app.services.evidence import attach
from app.services.plan_start import start_plan
from app.services.version_matching import (
    VersionRefusal,
    VersionRefused,
    begin_amendment,
    decide,
    lay_before_leader,
    pair_by_hand,
)
from tests.acting import act, explain_products, products_of
from tests.amending import (
    DOCUMENT,
    NEW_HEAD,
    REASON,
    amending_draft,
    applied,
    changed_rows,
    compared,
    items_named,
    running_plan,
    task_named,
)
from tests.cast import World
from tests.drafting import store_plan
from tests.plan_texts import HCC, HEAD, KT, ROWS, VHXH, VP, plan_text
from workflows.deadlines.lateness import Standing
from workflows.states import Action, ActionRefused, Outcome, Refusal, Status

CHECK = "Ban hành kế hoạch kiểm tra công vụ"
PRAISE = "Tuyên truyền cải cách hành chính"
PUBLISH = "Công khai kết quả giải quyết thủ tục"
REVIEW = "Rà soát quy trình nội bộ"
SCORE = "Tự đánh giá chỉ số"
SHARE = "Thực hiện phân cấp, ủy quyền"
ARCHIVE = "Sắp xếp hồ sơ lưu trữ"
SURVEY = "Khảo sát mức độ hài lòng của người dân"

LATER = {REVIEW: ("2", REVIEW, f"{KT}; {HCC}", "", "Quyết định", "Tháng 11/2026")}
OTHER_LEAD = {REVIEW: ("2", REVIEW, VP, "", "Quyết định", "Tháng 10/2026")}
WITHOUT_REVIEW = {REVIEW: None}
NEW = ("6", SURVEY, HCC, KT, "Báo cáo", "Tháng 12/2026")


@pytest.fixture
def plan(world: World) -> Plan:
    return running_plan(world)


def report(session: Session, world: World, plan: Plan, title: str = REVIEW) -> WorkItem:
    """Khang's unit has begun."""
    item = items_named(session, plan, title)[0]
    return act(session, world, "Khang", item, Action.record_progress, result="Đang làm")


def decided(world: World, plan: Plan, draft: PlanDraft, title: str, how: MatchDecision) -> None:
    task = task_named(world.session, plan, title)
    world.session.refresh(draft)
    decide(
        world.session,
        world.actor("Thư"),
        draft.id,
        {task.id: how},
        version=draft.version,
        now=clock.now(),
    )
    world.session.commit()


def refusal_of(world: World, draft: PlanDraft, who: str = "Long") -> VersionRefusal:
    with pytest.raises(VersionRefused) as found:
        applied(world, draft, who)
    world.session.rollback()
    return found.value.refusal


def facts(item: WorkItem) -> tuple[object, ...]:
    return item.status, item.outcome, item.due_on


def test_a_version_has_its_number_document_and_file_and_the_head_says_it(
    world: World, session: Session, plan: Plan
) -> None:
    draft = amending_draft(world, plan, ROWS)
    applied(world, draft)
    session.refresh(plan)
    assert (plan.number, plan.issued_on) == ("45/KH-UBND", date(2026, 9, 10))
    second, first = versions_of(session, plan)
    assert (first.number, first.document, first.person) == (1, "12/KH-UBND", "Lê Thị Thư")
    assert (second.number, second.document, second.issued_on, second.file_name, second.person) == (
        2,
        "45/KH-UBND",
        date(2026, 9, 10),
        "ke-hoach.txt",
        "Hoàng Văn Long",
    )
    session.refresh(draft)
    assert (draft.status, draft.plan_id) == (DraftStatus.started, plan.id)


def test_kept_tasks_keep_everything(world: World, session: Session, plan: Plan) -> None:
    columns = (WorkItem.id, WorkItem.status, WorkItem.due_on, WorkItem.version, WorkItem.label)
    report(session, world, plan)
    before = session.execute(select(*columns).order_by(WorkItem.id)).all()
    dates = session.execute(
        select(Task.id, Task.due_on, Task.next_opens_on).order_by(Task.id)
    ).all()
    draft = amending_draft(world, plan, ROWS)
    assert {line.kind for line in compared(world, plan, draft).lines} == {MatchKind.kept}
    applied(world, draft)
    assert session.execute(select(*columns).order_by(WorkItem.id)).all() == before
    assert (
        session.execute(select(Task.id, Task.due_on, Task.next_opens_on).order_by(Task.id)).all()
        == dates
    )
    revisions = session.scalar(select(func.count()).select_from(TaskRevision))
    assert revisions == 14


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


def test_another_lead_takes_the_task_over_and_the_old_item_leaves_the_plan(
    world: World, session: Session, plan: Plan
) -> None:
    applied(world, amending_draft(world, plan, changed_rows(OTHER_LEAD)))
    by_unit = {item.lead_unit_id: item for item in items_named(session, plan, REVIEW)}
    units = world.mau.units
    old, new = by_unit[units["kt"].id], by_unit[units["vp"].id]
    assert (old.status, old.outcome) == (Status.cancelled, Outcome.dropped)
    assert (new.status, new.due_on, new.deciding_unit_id) == (
        Status.assigned,
        date(2026, 10, 31),
        units["vhxh"].id,
    )
    assert task_named(session, plan, REVIEW).is_cancelled is False
    grid = {row.id: row.counts for row in grid_of(session, plan, clock.today()).units}
    assert grid[units["kt"].id][Standing.cancelled] == 1


def test_a_lead_that_lost_a_task_with_periods_gets_no_further_ones(
    world: World, session: Session, plan: Plan
) -> None:
    units = world.mau.units
    rows = changed_rows({PUBLISH: ("1", PUBLISH, VP, "", "Văn bản công khai", "Hằng tháng")})
    applied(world, amending_draft(world, plan, rows))
    grid = {row.id: row.counts for row in grid_of(session, plan, clock.today()).units}
    assert grid[units["hcc"].id][Standing.cancelled] == 1
    generation.open_due_periods(session, date(2026, 10, 2), clock.now())
    session.commit()
    october = [i for i in items_named(session, plan, PUBLISH) if i.period_key == "2026-10"]
    assert [item.lead_unit_id for item in october] == [units["vp"].id]
    page = task_page(session, world.actor("Thư"), TaskFilter(plan.id), clock.today())
    assert [row.leads for row in page.rows if row.title == PUBLISH] == [("Văn phòng",)]


def test_a_unit_that_joins_the_leads_keeps_the_item_where_it_is(
    world: World, session: Session, plan: Plan
) -> None:
    (before,) = items_named(session, plan, REVIEW)
    rows = changed_rows(
        {REVIEW: ("2", REVIEW, f"{HCC}; {KT}; {VP}", "", "Quyết định", "Tháng 10/2026")}
    )
    applied(world, amending_draft(world, plan, rows))
    (item,) = items_named(session, plan, REVIEW)
    assert (item.id, item.status) == (before.id, Status.assigned)
    led = session.scalars(
        select(TaskUnit.unit_id).where(TaskUnit.lead_id == item.lead_id).order_by(TaskUnit.position)
    ).all()
    assert led == [world.mau.units[key].id for key in ("hcc", "kt", "vp")]


def test_who_verifies_follows_the_new_leads(world: World, session: Session, plan: Plan) -> None:
    rows = changed_rows({REVIEW: ("2", REVIEW, f"{KT}; {VHXH}", "", "Quyết định", "Tháng 10/2026")})
    applied(world, amending_draft(world, plan, rows))
    (item,) = items_named(session, plan, REVIEW)
    assert item.deciding_unit_id == world.mau.units["vp"].id


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
    "rows", [changed_rows(LATER), changed_rows(OTHER_LEAD), changed_rows(WITHOUT_REVIEW)]
)
def test_reported_items_wait_for_a_decision_and_block_applying(
    world: World, session: Session, plan: Plan, rows: list[tuple[str, ...]]
) -> None:
    report(session, world, plan)
    draft = amending_draft(world, plan, rows)
    (line,) = compared(world, plan, draft).undecided
    assert line.task.title == REVIEW and len(line.reported) == 1
    with pytest.raises(VersionRefused) as found:
        applied(world, draft)
    assert (found.value.refusal, found.value.values) == (VersionRefusal.undecided, {"count": "1"})
    session.rollback()
    session.refresh(plan)
    assert plan.number == "12/KH-UBND"


OLD_DUE, NEW_DUE = date(2026, 10, 31), date(2026, 11, 30)
AS_IT_WAS = (Status.in_progress, None, OLD_DUE)
OUT = (Status.cancelled, Outcome.dropped, OLD_DUE)
BESIDE = (Status.assigned, None, OLD_DUE)


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


def test_a_kept_item_of_an_old_lead_stays_on_that_units_page(
    world: World, session: Session, plan: Plan
) -> None:
    item = report(session, world, plan)
    draft = amending_draft(world, plan, changed_rows(OTHER_LEAD))
    decided(world, plan, draft, REVIEW, MatchDecision.keep)
    applied(world, draft)
    rows = my_work(session, world.actor("Khang"), clock.today()).rows
    assert item.id in {found.id for found, _ in rows}


def test_a_kept_item_of_a_slot_that_was_joined_to_another_stays_on_its_units_page(
    world: World, session: Session, plan: Plan
) -> None:
    item = next(
        found
        for found in items_named(session, plan, SHARE)
        if found.lead_unit_id == world.mau.units["kt"].id
    )
    act(session, world, "Khang", item, Action.record_progress, result="Đang làm")
    rows = changed_rows({SHARE: ("4", SHARE, f"{VHXH}; {KT}", "", "Quyết định", "Quý II/2026")})
    draft = amending_draft(world, plan, rows)
    decided(world, plan, draft, SHARE, MatchDecision.keep)
    applied(world, draft)
    rows_ = my_work(session, world.actor("Khang"), clock.today()).rows
    assert item.id in {found.id for found, _ in rows_}
    act(session, world, "Khang", item, Action.record_progress, result="Gần xong")


def test_what_cannot_be_remade_is_not_taken(world: World, session: Session, plan: Plan) -> None:
    report(session, world, plan)
    draft = amending_draft(world, plan, changed_rows(WITHOUT_REVIEW))
    with pytest.raises(VersionRefused) as found:
        decided(world, plan, draft, REVIEW, MatchDecision.remake)
    assert found.value.refusal is VersionRefusal.not_of_this_plan


def test_a_task_that_is_gone_leaves_the_plan_with_the_document(
    world: World, session: Session, plan: Plan
) -> None:
    task = task_named(session, plan, PUBLISH)
    applied(world, amending_draft(world, plan, changed_rows({PUBLISH: None})))
    items = items_named(session, plan, PUBLISH)
    assert {(item.status, item.outcome) for item in items} == {(Status.cancelled, Outcome.dropped)}
    decisions = session.scalars(
        select(Decision).where(Decision.work_item_id.in_([item.id for item in items]))
    ).all()
    assert {(found.document, found.reason) for found in decisions} == {(DOCUMENT, REASON)}
    session.refresh(task)
    assert task.is_cancelled and task.next_opens_on is None
    assert grid_of(session, plan, clock.today()).total[Standing.cancelled] == 1
    assert generation.open_due_periods(session, date(2026, 12, 20), clock.now()) >= 0
    assert len(items_named(session, plan, PUBLISH)) == len(items)


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


BOTH = f"{REVIEW}; {SHARE.lower()}"
MERGED = changed_rows(
    {REVIEW: ("2", BOTH, f"{KT}; {HCC}", "", "Quyết định", "Tháng 10/2026"), SHARE: None}
)


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
    outcomes = {facts(item)[:2] for item in items_named(session, plan, SHARE)}
    assert outcomes == {(Status.cancelled, Outcome.merged)}
    (target,) = items_named(session, plan, BOTH)
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


def test_each_unit_concerned_is_told_once_with_its_numbers(
    world: World, session: Session, plan: Plan
) -> None:
    rows = [*changed_rows({**LATER, CHECK: None}), NEW]
    applied(world, amending_draft(world, plan, rows))
    told = {
        notice.person_id: notice.data
        for notice in session.scalars(select(Notification).where(Notification.kind == "plan.amend"))
    }
    people = world.mau.people
    numbers = {
        name: tuple(told[people[name].id][word] for word in ("changed", "new", "gone"))
        for name in people
        if people[name].id in told
    }
    assert numbers == {
        "Khang": (1, 1, 0),
        "Kiên": (1, 1, 0),
        "Tâm": (1, 1, 0),
        "Hoa": (0, 0, 1),
        "Vân": (0, 0, 1),
    }


def test_the_record_tells_the_version_and_every_task_it_touched(
    world: World, session: Session, plan: Plan
) -> None:
    applied(world, amending_draft(world, plan, [*changed_rows({**LATER, CHECK: None}), NEW]))
    whole = session.scalars(select(Event).where(Event.kind == "plan.amend")).one()
    assert (whole.new, whole.reason) == ("45/KH-UBND", REASON)
    numbers = {"version": 2, "new": 1, "changed": 1, "gone": 1, "merged": 0, "kept": 5}
    assert {key: whole.data[key] for key in numbers} == numbers
    change = session.scalars(select(Event).where(Event.kind == "task.change")).one()
    assert change.data["aspects"] == ["time"]
    assert not [found for found in verify_chains(session) if isinstance(found, Broken)]


def test_sections_are_known_again_by_their_titles(
    world: World, session: Session, plan: Plan
) -> None:
    before = {title: id_ for title, id_ in session.execute(select(Section.title, Section.id))}
    rows = [
        ("A", "CẢI CÁCH THỦ TỤC HÀNH CHÍNH", "", "", "", ""),
        *ROWS[4:],
        ("B", "CÔNG TÁC CHỈ ĐẠO, ĐIỀU HÀNH", "", "", "", ""),
        *ROWS[1:3],
    ]
    applied(world, amending_draft(world, plan, rows))
    found = session.execute(
        select(Section.code, Section.title, Section.id).order_by(Section.position)
    ).all()
    assert [row[0] for row in found] == ["A", "B"]
    assert {row[1]: row[2] for row in found} == before
    assert session.scalar(select(Task.title).order_by(Task.position)) == PUBLISH


@pytest.mark.parametrize("who", ["Thư", "Hoa", "Khang", "Ánh", "Minh"])
def test_a_leader_applies_and_nobody_else(world: World, plan: Plan, who: str) -> None:
    draft = amending_draft(world, plan, changed_rows(LATER))
    with pytest.raises(ActionRefused) as found:
        applied(world, draft, who)
    assert found.value.refusal is Refusal.leaders_only


@pytest.mark.parametrize(
    ("number", "issued_on"),
    [("", date(2026, 9, 10)), ("/KH-UBND", date(2026, 9, 10)), ("45", None)],
)
def test_the_deciding_document_has_a_number_and_a_date(
    world: World, session: Session, plan: Plan, number: str, issued_on: date | None
) -> None:
    draft = amending_draft(world, plan, changed_rows(LATER))
    draft.number, draft.issued_on = number, issued_on
    session.commit()
    assert refusal_of(world, draft) is VersionRefusal.document_missing


def test_what_keeps_a_plan_from_its_start_keeps_a_version_back(
    world: World, session: Session, plan: Plan
) -> None:
    draft = store_plan(world, plan_text(changed_rows(OTHER_LEAD), head=NEW_HEAD))
    begin_amendment(session, world.actor("Thư"), plan, draft, clock.now())
    draft.ends_on = None
    session.commit()
    assert refusal_of(world, draft) is VersionRefusal.blocked


def test_a_draft_that_amends_a_plan_is_not_started_as_another(
    world: World, session: Session, plan: Plan
) -> None:
    draft = amending_draft(world, plan, ROWS)
    with pytest.raises(DraftRefused) as found:
        start_plan(session, world.actor("Thư"), draft.id, version=draft.version, now=clock.now())
    assert found.value.refusal is DraftRefusal.amends_a_plan


@pytest.mark.parametrize("step", ["add_tasks", "_settle", "keep_matches", "tell_units"])
def test_a_version_that_fails_midway_leaves_nothing(
    world: World, session: Session, plan: Plan, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    draft = amending_draft(world, plan, [*changed_rows({**LATER, CHECK: None}), NEW])
    models = (PlanVersion, Task, TaskRevision, TaskLead, TaskUnit, WorkItem, Decision, Notification)
    before = [session.execute(select(model.__table__)).all() for model in models]

    def fail(*_: object, **__: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(plan_versions, step, fail)
    with pytest.raises(OSError, match="disk"):
        applied(world, draft)
    session.rollback()
    assert [session.execute(select(model.__table__)).all() for model in models] == before


def test_a_version_is_applied_once(world: World, session: Session, plan: Plan) -> None:
    draft = amending_draft(world, plan, changed_rows(LATER))
    seen = draft.version
    applied(world, draft)
    with pytest.raises(VersionRefused) as found:
        plan_versions.apply_version(
            session, world.actor("Quý"), draft.id, version=seen, reason=REASON, now=clock.now()
        )
    assert found.value.refusal is VersionRefusal.not_open


def test_a_draft_that_was_changed_since_the_page_was_drawn_is_not_applied(
    world: World, session: Session, plan: Plan
) -> None:
    draft = amending_draft(world, plan, changed_rows(LATER))
    with pytest.raises(VersionRefused) as found:
        plan_versions.apply_version(
            session,
            world.actor("Long"),
            draft.id,
            version=draft.version - 1,
            reason=REASON,
            now=clock.now(),
        )
    assert found.value.refusal is VersionRefusal.changed_meanwhile


def test_every_pair_is_stored_as_it_was_applied(world: World, session: Session, plan: Plan) -> None:
    draft = amending_draft(world, plan, changed_rows({**LATER, CHECK: None}))
    applied(world, draft)
    kinds = session.scalars(select(DraftMatch.kind).where(DraftMatch.draft_id == draft.id)).all()
    assert sorted(kinds) == ["changed", "gone", *["kept"] * 5]


def paired(world: World, draft: PlanDraft, task_id: int, row_id: int | None) -> None:
    world.session.refresh(draft)
    pair_by_hand(
        world.session,
        world.actor("Thư"),
        draft.id,
        task_id,
        row_id,
        version=draft.version,
        now=clock.now(),
    )
    world.session.commit()


def test_a_pair_made_by_hand_outlives_a_corrected_row(
    world: World, session: Session, plan: Plan
) -> None:
    rows = [*changed_rows(WITHOUT_REVIEW), NEW]
    draft = amending_draft(world, plan, rows)
    comparison = compared(world, plan, draft)
    (gone,), (new,) = comparison.of_kind(MatchKind.gone), comparison.new
    paired(world, draft, gone.task.key, new.key)
    found = compared(world, plan, draft)
    assert found.new == [] and found.of_kind(MatchKind.gone) == []
    other = session.scalars(
        select(DraftRow).where(DraftRow.draft_id == draft.id, DraftRow.title == SCORE)
    ).one()
    set_included(session, world.actor("Thư"), other, False, version=other.version, now=clock.now())
    session.commit()
    found = compared(world, plan, draft)
    assert [line.task.title for line in found.of_kind(MatchKind.gone)] == [SCORE]
    line = next(line for line in found.lines if line.task.title == REVIEW)
    assert line.by_hand and line.row is not None and line.row.title == SURVEY


def test_a_task_can_be_said_to_be_gone(world: World, plan: Plan) -> None:
    draft = amending_draft(world, plan, ROWS)
    line = next(x for x in compared(world, plan, draft).lines if x.task.title == ARCHIVE)
    paired(world, draft, line.task.key, None)
    found = compared(world, plan, draft)
    assert [line.task.title for line in found.of_kind(MatchKind.gone)] == [ARCHIVE]
    assert [row.title for row in found.new] == [ARCHIVE]


def test_a_row_given_to_another_task_leaves_the_one_it_was_given_to_by_hand(
    world: World, plan: Plan
) -> None:
    draft = amending_draft(world, plan, ROWS)
    lines = {line.task.title: line for line in compared(world, plan, draft).lines}
    row = lines[ARCHIVE].row
    assert row is not None
    paired(world, draft, lines[SHARE].task.key, row.key)
    paired(world, draft, lines[ARCHIVE].task.key, row.key)
    found = {line.task.title: line for line in compared(world, plan, draft).lines}
    assert found[ARCHIVE].row == row and found[ARCHIVE].by_hand
    assert found[SHARE].row is not None and found[SHARE].row.title == SHARE


def test_another_plans_rows_and_tasks_are_not_paired(world: World, plan: Plan) -> None:
    draft = amending_draft(world, plan, ROWS)
    other = amending_draft(world, plan, ROWS)
    line = compared(world, plan, draft).lines[0]
    foreign = compared(world, plan, other).rows[0].key
    for task_id, row_id in ((line.task.key, foreign), (line.task.key + 999, None)):
        with pytest.raises(VersionRefused) as found:
            paired(world, draft, task_id, row_id)
        world.session.rollback()
        assert found.value.refusal is VersionRefusal.not_of_this_plan


def test_leaders_are_told_when_the_office_lays_it_before_them(
    world: World, session: Session, plan: Plan
) -> None:
    report(session, world, plan)
    draft = amending_draft(world, plan, changed_rows(LATER))
    actor = world.actor("Thư")
    with pytest.raises(VersionRefused):
        lay_before_leader(session, actor, draft.id, version=draft.version, now=clock.now())
    session.rollback()
    decided(world, plan, draft, REVIEW, MatchDecision.keep)
    session.refresh(draft)
    told = lay_before_leader(session, actor, draft.id, version=draft.version, now=clock.now())
    assert told == 2
    people = session.scalars(
        select(Notification.person_id).where(Notification.kind == "plan_draft.lay_before_leader")
    ).all()
    assert set(people) == {world.mau.people["Long"].id, world.mau.people["Quý"].id}


def test_a_plan_that_is_not_followed_is_not_amended(
    world: World, session: Session, plan: Plan
) -> None:
    draft = amending_draft(world, plan, ROWS)
    plan.status = PlanStatus.closed
    session.commit()
    assert refusal_of(world, draft) is VersionRefusal.plan_not_running
    fresh = store_plan(world, plan_text(ROWS, head=HEAD))
    with pytest.raises(VersionRefused):
        begin_amendment(session, world.actor("Thư"), plan, fresh, clock.now())


def test_a_third_version_is_read_against_the_second(
    world: World, session: Session, plan: Plan
) -> None:
    applied(world, amending_draft(world, plan, [*changed_rows({CHECK: None}), NEW]))
    third = amending_draft(world, plan, [*changed_rows({CHECK: None}), NEW])
    comparison = compared(world, plan, third)
    assert {line.kind for line in comparison.lines} == {MatchKind.kept}
    assert CHECK not in {line.task.title for line in comparison.lines}
    assert replace(comparison, lines=()).new == []
    applied(world, third)
    assert [version.number for version in versions_of(session, plan)] == [3, 2, 1]
