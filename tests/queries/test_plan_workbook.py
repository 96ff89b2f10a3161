"""A plan's workbook shows the plan's own columns, and a row for each open item."""

import pytest
from sqlalchemy.orm import Session

from app import clock
from app.models import Plan, PlanDraft
from app.queries.plan_workbook import may_take_out, plan_workbook, units_to_ask
from app.services import plan_start
from app.services.work_items import perform
from tests.cast import World, add_plan
from tests.drafting import confirm_names, store_plan
from tests.plan_texts import HEADINGS, KT, plan_text
from workflows.requirements import Request
from workflows.states import Action

KINDS = ["number", "task", "lead", "supporting", "product", "deadline"]


def started(world: World, content: bytes) -> Plan:
    draft: PlanDraft = store_plan(world, content)
    confirm_names(world, draft)
    made = plan_start.start_plan(
        world.session, world.actor("Thư"), draft.id, version=draft.version, now=clock.now()
    )
    world.session.commit()
    return made


@pytest.fixture
def plan(world: World) -> Plan:
    return started(world, plan_text())


def test_the_columns_are_those_the_plan_prints_in_their_order(
    world: World, session: Session, plan: Plan
) -> None:
    columns = plan_workbook(session, plan, None).columns
    assert [heading for _, heading in columns] == list(HEADINGS)
    assert [kind for kind, _ in columns] == KINDS


def test_a_plan_whose_headings_are_not_kept_says_nothing_of_columns(
    world: World, session: Session
) -> None:
    assert plan_workbook(session, add_plan(session, world.mau, clock.now()), None).columns == []


def test_every_open_item_is_a_row_as_printed(session: Session, plan: Plan) -> None:
    rows = plan_workbook(session, plan, None).rows
    first = next(row for row in rows if row.cells["task"].startswith("Ban hành kế hoạch"))
    assert first.section == "I. CÔNG TÁC CHỈ ĐẠO, ĐIỀU HÀNH"
    assert first.cells["product"] == "Kế hoạch; Báo cáo"
    assert first.cells["deadline"] == "Quý III/2026"
    sections = [row.section for row in rows]
    assert sections == sorted(sections)


def test_where_every_unit_has_a_row_of_its_own_the_row_names_its_unit(
    session: Session, plan: Plan
) -> None:
    rows = plan_workbook(session, plan, None).rows
    collective = [row.cells["lead"] for row in rows if row.cells["task"].startswith("Thực hiện ph")]
    assert len(collective) == len(set(collective)) > 1
    assert "Các phòng chuyên môn" not in collective


def test_a_unit_gets_the_rows_it_leads_alone_or_with_others(
    world: World, session: Session, plan: Plan
) -> None:
    hcc = world.mau.units["hcc"]
    titles = {row.cells["task"] for row in plan_workbook(session, plan, hcc.id).rows}
    assert {"Công khai kết quả giải quyết thủ tục", "Rà soát quy trình nội bộ"} <= titles
    assert "Sắp xếp hồ sơ lưu trữ" not in titles
    assert KT in {name for _, name in units_to_ask(session, world.actor("Thư"), plan)}


def test_what_was_said_last_is_known_and_finished_items_are_left_out(
    world: World, session: Session, plan: Plan
) -> None:
    row = next(
        row
        for row in plan_workbook(session, plan, None).rows
        if row.cells["task"].startswith("Công khai kết quả")
    )
    for words in ({"result": "Đã công khai tháng 8"}, {"difficulties": "Thiếu máy quét"}):
        perform(
            session,
            world.actor("Tâm"),
            row.item,
            Action.record_progress,
            Request(**words),
            version=row.item.version,
            now=clock.now(),
        )
    request = Request(document="Thông báo số 3/TB-UBND ngày 01/9/2026", reason="Không còn phù hợp")
    other = next(
        one for one in plan_workbook(session, plan, None).rows if one.item.id != row.item.id
    )
    perform(
        session,
        world.actor("Long"),
        other.item,
        Action.drop,
        request,
        version=other.item.version,
        now=clock.now(),
    )
    session.commit()
    rows = {one.item.id: one for one in plan_workbook(session, plan, None).rows}
    assert other.item.id not in rows
    known = rows[row.item.id].known
    assert (known.result, known.difficulty) == ("Đã công khai tháng 8", "Thiếu máy quét")


@pytest.mark.parametrize(
    ("who", "whole", "own"),
    [
        ("Thư", True, True),
        ("Long", True, True),
        ("Khang", False, True),
        ("Kiên", False, True),
        ("Tâm", False, False),
        ("Minh", False, False),
        ("Ánh", False, False),
    ],
)
def test_who_may_take_the_workbook_out(
    world: World, session: Session, who: str, whole: bool, own: bool
) -> None:
    plan = add_plan(session, world.mau, clock.now())
    actor, kt = world.actor(who), world.mau.units["kt"]
    assert (may_take_out(actor, plan, None), may_take_out(actor, plan, kt.id)) == (whole, own)
