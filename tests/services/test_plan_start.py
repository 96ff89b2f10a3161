"""*Đưa vào theo dõi*: everything or nothing, and each unit is told once."""

from collections import Counter
from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.models import (
    Area,
    DraftStatus,
    Event,
    Notification,
    Plan,
    PlanDraft,
    PlanVersion,
    Product,
    Relation,
    Section,
    Task,
    TaskLead,
    TaskRevision,
    TaskSchedule,
    TaskUnit,
    UpdatePeriod,
    WorkItem,
)
from app.queries.drafts import load_content
from app.queries.work_items import my_work
from app.services import generation, plan_preparation, plan_start
from app.services.audit import Broken, verify_chains
from app.services.draft_claims import DraftRefusal, DraftRefused
from app.services.plan_sections import area_of
from app.services.plan_tasks import RESULT
from app.services.work_items import perform
from tests.cast import World
from tests.drafting import confirm_names, store_plan
from tests.plan_texts import HCC, KT, VHXH, VP, plan_text
from workflows.requirements import Request
from workflows.states import Action, ActionRefused, Status

MADE = (Plan, PlanVersion, Section, Task, TaskRevision, Product, TaskSchedule, TaskLead, TaskUnit)


@pytest.fixture
def draft(world: World) -> PlanDraft:
    """The seven tasks of the sample plan, names confirmed."""
    draft = store_plan(world, plan_text())
    confirm_names(world, draft)
    return draft


def start(world: World, draft: PlanDraft, who: str = "Thư", version: int | None = None) -> Plan:
    plan = plan_start.start_plan(
        world.session,
        world.actor(who),
        draft.id,
        version=draft.version if version is None else version,
        now=clock.now(),
    )
    world.session.commit()
    return plan


def task_of(session: Session, plan: Plan, title: str) -> Task:
    return session.scalars(select(Task).where(Task.plan_id == plan.id, Task.title == title)).one()


def slots_of(session: Session, task: Task) -> list[list[int]]:
    """The units of each lead slot, in order."""
    slots: dict[int, list[int]] = {}
    for slot, unit_id in session.execute(
        select(TaskLead.slot, TaskUnit.unit_id)
        .join(TaskUnit, TaskUnit.lead_id == TaskLead.id)
        .where(TaskLead.task_id == task.id)
        .order_by(TaskLead.slot, TaskUnit.position)
    ):
        slots.setdefault(slot, []).append(unit_id)
    return list(slots.values())


def test_the_plan_has_what_was_printed(world: World, session: Session, draft: PlanDraft) -> None:
    plan = start(world, draft)
    assert (plan.number, plan.issued_on, plan.starts_on, plan.ends_on) == (
        "12/KH-UBND",
        date(2026, 1, 15),
        date(2026, 1, 1),
        date(2026, 12, 31),
    )
    assert plan.standing_unit_id == world.mau.units["vhxh"].id
    assert plan.counter_checking_unit_id == world.mau.units["vp"].id
    titles = session.scalars(
        select(Task.title).where(Task.plan_id == plan.id).order_by(Task.position)
    ).all()
    assert titles[0] == "Ban hành kế hoạch kiểm tra công vụ"
    assert len(titles) == 7
    revision = session.scalars(
        select(TaskRevision).where(TaskRevision.task_id == task_of(session, plan, titles[0]).id)
    ).one()
    assert revision.printed["deadline_text"] == "Quý III/2026"
    assert revision.source["line"]
    session.refresh(draft)
    assert (draft.status, draft.plan_id) == (DraftStatus.started, plan.id)


def test_sections_belong_to_the_areas_of_the_year(
    world: World, session: Session, draft: PlanDraft
) -> None:
    plan = start(world, draft)
    found = session.execute(
        select(Section.code, Area.title)
        .join(Area, Area.id == Section.area_id)
        .where(Section.plan_id == plan.id)
        .order_by(Section.position)
    ).all()
    assert [tuple(row) for row in found] == [
        ("I", "Công tác chỉ đạo, điều hành"),
        ("II", "Cải cách thủ tục hành chính"),
    ]


def test_a_commune_without_areas_gets_them_from_the_headings(
    world: World, session: Session, draft: PlanDraft
) -> None:
    for area in world.mau.areas:
        session.delete(area)
    session.commit()
    start(world, draft)
    titles = session.scalars(
        select(Area.title).where(Area.commune_id == world.mau.commune.id, Area.year == 2026)
    ).all()
    assert titles == ["CÔNG TÁC CHỈ ĐẠO, ĐIỀU HÀNH", "CẢI CÁCH THỦ TỤC HÀNH CHÍNH"]


@pytest.mark.parametrize(
    ("heading", "area"),
    [
        ("II. CẢI CÁCH THỂ CHẾ", "Cải cách thể chế"),
        ("Cải cách tổ chức bộ máy hành chính nhà nước", "Cải cách tổ chức bộ máy"),
        ("3) CẢI CÁCH THỦ TỤC HÀNH CHÍNH", "Cải cách thủ tục hành chính"),
        ("Phòng, chống thiên tai", None),
    ],
)
def test_a_heading_is_taken_for_the_area_it_names(
    world: World, heading: str, area: str | None
) -> None:
    found = area_of(heading, world.mau.areas)
    assert (found.title if found else None) == area


def test_several_named_leads_share_a_slot_and_a_collective_name_gives_each_its_own(
    world: World, session: Session, draft: PlanDraft
) -> None:
    plan, units = start(world, draft), world.mau.units
    shared = task_of(session, plan, "Rà soát quy trình nội bộ")
    assert slots_of(session, shared) == [[units["kt"].id, units["hcc"].id]]
    fanned = task_of(session, plan, "Thực hiện phân cấp, ủy quyền")
    assert slots_of(session, fanned) == [[units["vhxh"].id], [units["kt"].id]]
    items = session.scalars(select(WorkItem).where(WorkItem.task_id == shared.id)).all()
    assert [item.lead_unit_id for item in items] == [units["kt"].id]


def test_each_unit_ticked_for_a_collective_name_has_an_item_of_its_own_to_hand_in(
    world: World, session: Session, draft: PlanDraft
) -> None:
    plan, units, khang = start(world, draft), world.mau.units, world.actor("Khang")
    fanned = task_of(session, plan, "Thực hiện phân cấp, ủy quyền")
    mine, other = session.scalars(
        select(WorkItem)
        .where(WorkItem.task_id == fanned.id)
        .order_by(WorkItem.lead_unit_id == units["vhxh"].id)
    ).all()
    assert [mine.lead_unit_id, other.lead_unit_id] == [units["kt"].id, units["vhxh"].id]
    listed = {item.id for item, _ in my_work(session, khang, clock.today()).rows}
    assert {mine.id, other.id} & listed == {mine.id}
    nothing, now = Request(nothing_arose=True, reason="Đã phân cấp xong từ năm trước"), clock.now()
    perform(session, khang, mine, Action.submit, nothing, version=mine.version, now=now)
    assert (mine.status, other.status) == (Status.submitted, Status.assigned)
    with pytest.raises(ActionRefused):
        perform(session, khang, other, Action.submit, nothing, version=other.version, now=now)


def test_nobody_is_made_to_verify_his_own_units_work(
    world: World, session: Session, draft: PlanDraft
) -> None:
    plan, units = start(world, draft), world.mau.units
    deciding = {
        (item.lead_unit_id, item.deciding_unit_id)
        for item in session.scalars(select(WorkItem).where(WorkItem.plan_id == plan.id))
    }
    assert (units["vhxh"].id, units["vp"].id) in deciding
    assert (units["kt"].id, units["vhxh"].id) in deciding
    assert all(lead != decider for lead, decider in deciding)


def test_a_task_without_a_printed_product_gets_one_line(
    world: World, session: Session, draft: PlanDraft
) -> None:
    plan = start(world, draft)
    task = task_of(session, plan, "Sắp xếp hồ sơ lưu trữ")
    products = session.scalars(select(Product.title).where(Product.task_id == task.id)).all()
    assert products == [RESULT]


def test_a_task_is_found_without_marks(world: World, session: Session, draft: PlanDraft) -> None:
    plan = start(world, draft)
    assert "ra soat quy trinh" in task_of(session, plan, "Rà soát quy trình nội bộ").search_text


def test_update_periods_are_made_as_quarters_and_a_second_plan_makes_no_more(
    world: World, session: Session, draft: PlanDraft
) -> None:
    start(world, draft)
    again = store_plan(world, plan_text())
    confirm_names(world, again)
    start(world, again)
    spans = session.execute(
        select(UpdatePeriod.starts_on, UpdatePeriod.ends_on)
        .where(UpdatePeriod.commune_id == world.mau.commune.id)
        .order_by(UpdatePeriod.starts_on)
    ).all()
    assert [row.starts_on.month for row in spans] == [1, 4, 7, 10]


def test_each_person_of_each_unit_is_told_exactly_once(
    world: World, session: Session, draft: PlanDraft
) -> None:
    plan = start(world, draft)
    told = Counter(session.scalars(select(Notification.person_id)))
    expected = {world.person(name).id for name in ("Hoa", "Khang", "Kiên", "Vân", "Tâm")}
    assert told == Counter(expected)
    khang = session.scalars(
        select(Notification).where(Notification.person_id == world.person("Khang").id)
    ).one()
    assert (khang.kind, khang.path) == ("plan.start", f"/ke-hoach/{plan.id}")
    assert khang.data["lead"] == 3


def test_what_was_announced_is_what_happens(
    world: World, session: Session, draft: PlanDraft
) -> None:
    content = load_content(session, world.actor("Thư"), draft.id, clock.today())
    assert content is not None
    prepared = plan_preparation.prepare(session, content)
    numbers = plan_preparation.forecast(session, prepared, clock.today())
    session.rollback()
    plan = start(world, draft)
    items = session.scalars(select(WorkItem).where(WorkItem.plan_id == plan.id)).all()
    notices = session.scalar(select(func.count()).select_from(Notification))
    assert (numbers.items, numbers.notices, numbers.tasks) == (len(items), notices, 7)
    assert numbers.without_date == sum(item.due_on is None for item in items)
    assert numbers.already_late == sum(item.is_catch_up for item in items)
    assert sum(count for _, count in numbers.deciding) == len(items)
    later = generation.open_due_periods(session, date(2026, 12, 31), clock.now())
    assert numbers.to_come == later


def test_everything_is_in_the_record_in_one_whole_chain(
    world: World, session: Session, draft: PlanDraft
) -> None:
    plan = start(world, draft)
    kinds = Counter(session.scalars(select(Event.kind).where(Event.plan_id == plan.id)))
    items = session.scalar(
        select(func.count()).select_from(WorkItem).where(WorkItem.plan_id == plan.id)
    )
    assert kinds["plan.start"] == 1
    assert kinds["task.create"] == 7
    assert kinds["work_item.create"] == items
    assert not [found for found in verify_chains(session) if isinstance(found, Broken)]


@pytest.mark.parametrize("step", ["add_periods", "_tell"])
def test_a_start_that_fails_midway_leaves_nothing(
    world: World,
    session: Session,
    draft: PlanDraft,
    monkeypatch: pytest.MonkeyPatch,
    step: str,
) -> None:
    def fail(*_: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(plan_start, step, fail)
    with pytest.raises(OSError, match="disk"):
        start(world, draft)
    session.rollback()
    for model in (*MADE, WorkItem, UpdatePeriod, Notification):
        assert session.scalar(select(func.count()).select_from(model)) == 0
    session.refresh(draft)
    assert draft.status is DraftStatus.open


def test_a_draft_changed_since_the_page_was_drawn_is_not_started(
    world: World, session: Session, draft: PlanDraft
) -> None:
    with pytest.raises(DraftRefused) as refused:
        start(world, draft, version=draft.version - 1)
    assert refused.value.refusal is DraftRefusal.changed_meanwhile


def test_a_draft_is_started_once(world: World, session: Session, draft: PlanDraft) -> None:
    start(world, draft)
    session.refresh(draft)
    with pytest.raises(DraftRefused) as refused:
        start(world, draft)
    assert refused.value.refusal is DraftRefusal.not_open


def test_a_draft_with_a_name_nobody_mapped_is_not_started(world: World, session: Session) -> None:
    waiting = store_plan(world, plan_text())
    with pytest.raises(DraftRefused) as refused:
        start(world, waiting)
    assert refused.value.refusal is DraftRefusal.blocked
    session.rollback()
    assert session.scalar(select(func.count()).select_from(Plan)) == 0


@pytest.mark.parametrize("who", ["Khang", "Long", "Ánh", "Minh", "Sơn", "Kiên"])
def test_only_the_standing_office_starts_a_plan(
    world: World, session: Session, draft: PlanDraft, who: str
) -> None:
    with pytest.raises(ActionRefused):
        start(world, draft, who)
    session.rollback()
    assert session.scalar(select(func.count()).select_from(Plan)) == 0


def test_a_unit_that_leads_supports_only_where_it_is_named(world: World, session: Session) -> None:
    rows = [
        ("I", "CẢI CÁCH THỂ CHẾ", "", "", "", ""),
        ("1", "Rà soát văn bản", KT, "Các phòng chuyên môn", "Báo cáo", "Tháng 10/2026"),
        ("2", "Kiểm tra văn bản", VP, f"{VP}; {HCC}", "Báo cáo", "Tháng 10/2026"),
        ("3", "Theo dõi thi hành", VHXH, "Công an", "Báo cáo", "Tháng 11/2026"),
    ]
    draft = store_plan(world, plan_text(rows))
    confirm_names(world, draft)
    plan, units = start(world, draft), world.mau.units
    supporting = {
        title: set(
            session.scalars(
                select(TaskUnit.unit_id).where(
                    TaskUnit.task_id == task_of(session, plan, title).id,
                    TaskUnit.relation == Relation.supporting,
                )
            )
        )
        for title in ("Rà soát văn bản", "Kiểm tra văn bản")
    }
    assert supporting == {
        "Rà soát văn bản": {units["vhxh"].id},
        "Kiểm tra văn bản": {units["vp"].id, units["hcc"].id},
    }
