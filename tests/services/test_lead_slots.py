"""Several leads of one slot: one work together, or a slot and work for each."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.models import Plan, WorkItem
from app.queries.overview import grid_of
from app.services import generation
from app.services.lead_slots import divide, shared_slots
from app.services.reassignment import NewLead, reassign
from tests.acting import act
from tests.cast import World, add_plan
from tests.conftest import MONDAY, TestClock
from tests.services.repeating import add_repeating
from workflows.states import Action, ActionRefused, Refusal

TODAY = MONDAY.date()


@pytest.fixture
def plan(session: Session, world: World, test_clock: TestClock) -> Plan:
    made = add_plan(session, world.mau, clock.now())
    session.commit()
    return made


def test_each_lead_of_a_shared_slot_is_given_work_of_its_own_before_anybody_reports(
    session: Session, world: World, plan: Plan, test_clock: TestClock
) -> None:
    task = add_repeating(session, world, plan, leads=("vhxh", "kt"))
    generation.make_items(session, world.actor("Thư"), [task.id], today=TODAY, now=clock.now())
    session.commit()
    mine = list(session.scalars(select(WorkItem)))
    assert {item.deciding_unit_id for item in mine} == {world.mau.units["vp"].id}
    with pytest.raises(ActionRefused) as refused:
        divide(session, world.actor("Khang"), task, version=task.version, now=clock.now())
    session.rollback()
    assert refused.value.refusal is Refusal.role_not_enough
    made = divide(session, world.actor("Thư"), task, version=task.version, now=clock.now())
    session.commit()
    units = world.mau.units
    assert made == len(mine) == 3
    held = {
        (item.lead_unit_id, item.deciding_unit_id): item
        for item in session.scalars(select(WorkItem))
    }
    assert set(held) == {
        (units["vhxh"].id, units["vp"].id),
        (units["kt"].id, units["vhxh"].id),
    }
    assert {row.counts.total for row in grid_of(session, plan, TODAY).units} == {1}
    assert not shared_slots(session, task)
    test_clock.move(days=40)
    assert generation.open_due_periods(session, clock.today(), clock.now()) == 2


def test_what_somebody_reported_on_together_stays_together(
    session: Session, world: World, plan: Plan
) -> None:
    task = add_repeating(session, world, plan, leads=("kt", "hcc"))
    generation.make_items(session, world.actor("Thư"), [task.id], today=TODAY, now=clock.now())
    session.commit()
    item = session.scalars(select(WorkItem)).first()
    assert item is not None
    act(session, world, "Khang", item, Action.accept)
    with pytest.raises(ActionRefused) as refused:
        divide(session, world.actor("Thư"), task, version=task.version, now=clock.now())
    session.rollback()
    assert refused.value.refusal is Refusal.already_reported
    assert len(shared_slots(session, task)) == 1


def test_an_item_that_was_given_to_a_unit_outside_stays_with_it(
    session: Session, world: World, plan: Plan
) -> None:
    task = add_repeating(session, world, plan, leads=("vhxh", "kt"))
    generation.make_items(session, world.actor("Thư"), [task.id], today=TODAY, now=clock.now())
    session.commit()
    given = session.scalars(select(WorkItem).order_by(WorkItem.due_on)).all()[-1]
    lead = NewLead(world.mau.units["hcc"].id, False, "Quyết định 45/QĐ-UBND")
    seen = {given.id: given.version}
    reassign(session, world.actor("Long"), task, given, lead, seen=seen, now=clock.now())
    session.commit()
    divide(session, world.actor("Thư"), task, version=task.version, now=clock.now())
    session.commit()
    session.refresh(given)
    assert given.lead_unit_id == world.mau.units["hcc"].id
    rows = {row.short: row.counts.total for row in grid_of(session, plan, TODAY).units}
    assert rows == {world.mau.units[name].short_name: 1 for name in ("vhxh", "kt", "hcc")}
