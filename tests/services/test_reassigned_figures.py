"""In whose row of the grid an item counts that was given to another unit, alone or not."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.models import Plan, TaskLead, WorkItem
from app.queries.overview import TaskFilter, grid_of, task_page
from app.queries.subjects import subject_of
from app.services import generation
from tests.acting import act
from tests.cast import World
from tests.services.repeating import add_repeating
from tests.services.test_reassignment import TODAY, move, plan, quarters
from workflows.deadlines.lateness import Standing
from workflows.states import Action

__all__ = ["plan"]


def standings(session: Session, plan: Plan) -> dict[str, Standing]:
    """In which group of the grid each unit's row counts the one task."""
    found = {}
    for row in grid_of(session, plan, clock.today()).units:
        (found[row.short],) = (one for one, n in row.counts.by_standing.items() if n)
    return found


def test_what_was_moved_alone_counts_in_the_row_of_the_unit_that_leads_it(
    session: Session, world: World, plan: Plan
) -> None:
    handed_in, second, third = quarters(session, world, plan)
    kt, hcc = (world.mau.units[name].short_name for name in ("kt", "hcc"))
    assert standings(session, plan) == {kt: Standing.open_late}
    move(session, world, "Long", second, "hcc", whole=False)
    assert standings(session, plan) == {kt: Standing.open_in_time, hcc: Standing.open_late}
    asked = TaskFilter(plan_id=plan.id, unit_id=world.mau.units["hcc"].id)
    (row,) = task_page(session, world.actor("Long"), asked, TODAY).rows
    assert (row.standing, row.leads) == (Standing.open_late, (kt,)), "the plan's lead stays"
    # What it led alone goes back: its row is gone, and with it the slot it held for that.
    move(session, world, "Long", second, "kt", whole=False)
    assert standings(session, plan) == {kt: Standing.open_late}
    assert session.scalars(select(TaskLead.slot)).all() == [1]
    # Nothing of the next period is its own either.
    assert {item.lead_id for item in (handed_in, second, third)} == {third.lead_id}


def test_a_unit_that_handed_something_in_before_the_slot_moved_keeps_its_row(
    session: Session, world: World, plan: Plan
) -> None:
    handed_in, second, _ = quarters(session, world, plan)
    move(session, world, "Long", second, "hcc")
    kt, hcc = (world.mau.units[name].short_name for name in ("kt", "hcc"))
    assert standings(session, plan) == {kt: Standing.open_in_time, hcc: Standing.open_late}
    act(session, world, "Thư", handed_in, Action.verify)
    assert standings(session, plan) == {kt: Standing.done_late, hcc: Standing.open_late}


@pytest.mark.parametrize("leads_already", [False, True])
def test_a_slot_goes_with_the_last_of_its_items(
    session: Session, world: World, plan: Plan, leads_already: bool
) -> None:
    leads = ("kt", "hcc") if leads_already else ("kt", "vp")
    task = add_repeating(session, world, plan, leads=leads, each_alone=True, text="30/9/2026")
    generation.make_items(session, world.actor("Thư"), [task.id], today=TODAY, now=clock.now())
    session.commit()
    kt, hcc = world.mau.units["kt"], world.mau.units["hcc"]
    item = session.scalars(select(WorkItem).where(WorkItem.lead_unit_id == kt.id)).one()
    move(session, world, "Long", item, "hcc", whole=False)
    others = {world.mau.units[name].short_name for name in leads[1:]}
    assert standings(session, plan).keys() == {hcc.short_name} | others
    (row,) = task_page(session, world.actor("Long"), TaskFilter(plan_id=plan.id), TODAY).rows
    assert set(row.leads) == {hcc.short_name} | others
    assert subject_of(session, item).lead_units == {hcc.id}
    made = generation.make_items(
        session, world.actor("Thư"), [task.id], today=TODAY, now=clock.now()
    )
    assert made == 0
