"""Units under a new version of the plan: who leads, who verifies, whose page shows what."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.models import (
    MatchDecision,
    Plan,
    Relation,
    Task,
    TaskUnit,
    WorkItem,
)
from app.queries.overview import TaskFilter, grid_of, task_page
from app.queries.work_items import my_work
from app.services import generation
from app.services.lead_slots import divide
from app.services.reassignment import NewLead, reassign, whole_move
from tests.acting import act
from tests.amending import (
    NEW,
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
from workflows.states import OPEN, Action, Outcome, Status


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


def _give_to_office(session: Session, world: World, item: WorkItem) -> None:
    """A leader gives the whole slot of the item to Văn phòng by a paper of its own."""
    task = session.get_one(Task, item.task_id)
    paper = NewLead(world.mau.units["vp"].id, True, "Quyết định 45/QĐ-UBND")
    seen = {one.id: one.version for one in whole_move(session, task, item).moving}
    reassign(session, world.actor("Long"), task, item, paper, seen=seen, now=clock.now())
    session.commit()


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {PUBLISH: ("1", PUBLISH, HCC, "", "Báo cáo công khai", "Hằng quý")},
    ],
    ids=["the row as it was", "the row with another time"],
)
def test_a_unit_that_was_given_the_work_by_a_decision_keeps_it_when_the_plan_prints_the_old_one(
    world: World, session: Session, plan: Plan, changes: dict[str, tuple[str, ...] | None]
) -> None:
    office = world.mau.units["vp"].id
    _give_to_office(session, world, items_named(session, plan, PUBLISH)[-1])
    applied(world, amending_draft(world, plan, changed_rows(changes, NEW)))
    generation.open_due_periods(session, date(2026, 12, 30), clock.now())
    session.commit()
    moving = [item for item in items_named(session, plan, PUBLISH) if item.status in OPEN]
    assert moving
    assert {item.lead_unit_id for item in moving} == {office}
    task = task_named(session, plan, PUBLISH)
    led = select(TaskUnit.unit_id).where(
        TaskUnit.task_id == task.id, TaskUnit.relation == Relation.lead
    )
    assert session.scalars(led).all() == [office]


def test_one_item_that_was_given_to_another_unit_stays_with_it(
    world: World, session: Session, plan: Plan
) -> None:
    first, *_, last = items_named(session, plan, PUBLISH)
    task = session.get_one(Task, last.task_id)
    paper = NewLead(world.mau.units["vp"].id, False, "Quyết định 45/QĐ-UBND")
    seen = {last.id: last.version}
    reassign(session, world.actor("Long"), task, last, paper, seen=seen, now=clock.now())
    session.commit()
    decider = last.deciding_unit_id
    applied(world, amending_draft(world, plan, changed_rows({}, NEW)))
    session.expire_all()
    assert (last.lead_unit_id, last.deciding_unit_id) == (world.mau.units["vp"].id, decider)
    assert first.lead_unit_id == world.mau.units["hcc"].id


def test_a_new_version_that_prints_another_lead_ends_what_was_decided_before(
    world: World, session: Session, plan: Plan
) -> None:
    _give_to_office(session, world, items_named(session, plan, PUBLISH)[-1])
    rows = changed_rows({PUBLISH: ("1", PUBLISH, KT, "", "Văn bản công khai", "Hằng tháng")})
    applied(world, amending_draft(world, plan, rows))
    moving = [item for item in items_named(session, plan, PUBLISH) if item.status in OPEN]
    assert {item.lead_unit_id for item in moving} == {world.mau.units["kt"].id}


def test_units_that_were_given_a_slot_each_keep_it(
    world: World, session: Session, plan: Plan
) -> None:
    (shared,) = items_named(session, plan, REVIEW)
    task = session.get_one(Task, shared.task_id)
    divide(session, world.actor("Thư"), task, version=task.version, now=clock.now())
    session.commit()
    before = {item.id: item.lead_unit_id for item in items_named(session, plan, REVIEW)}
    assert len(before) == 2
    applied(world, amending_draft(world, plan, changed_rows({}, NEW)))
    after = items_named(session, plan, REVIEW)
    assert {item.id: item.lead_unit_id for item in after} == before
    assert {item.status for item in after} == {Status.assigned}


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
