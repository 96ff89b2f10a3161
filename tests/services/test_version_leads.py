"""Units under a new version of the plan: who leads, who verifies, whose page shows what."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.models import (
    MatchDecision,
    Plan,
    TaskUnit,
)
from app.queries.overview import TaskFilter, grid_of, task_page
from app.queries.work_items import my_work
from app.services import generation
from tests.acting import act
from tests.amending import (
    OTHER_LEAD,
    PUBLISH,
    REVIEW,
    SHARE,
    amending_draft,
    applied,
    changed_rows,
    decided,
    items_named,
    report,
    task_named,
)
from tests.cast import World
from tests.plan_texts import HCC, KT, VHXH, VP
from workflows.deadlines.lateness import Standing
from workflows.states import Action, Outcome, Status


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
