"""The lists agree with the door: who may decide, and who sees, asked of rows and of rules."""

from itertools import product

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.models import WorkItem
from app.queries.subjects import subjects_of
from app.queries.waiting import count_waiting, may_decide
from app.queries.work_items import visible_work_items
from tests.cast import PEOPLE, World, add_item, add_plan
from tests.conftest import MONDAY
from workflows.permissions import can
from workflows.states import Action, Right, Status


@pytest.fixture
def submitted(session: Session, world: World) -> list[WorkItem]:
    """In both communes: an item of every unit in every open status, submitted by its head."""
    items = []
    for place in (world.mau, world.ben):
        plan = add_plan(session, place, clock.now())
        for lead, status in product(place.units, (Status.assigned, Status.submitted)):
            item = add_item(
                session,
                place,
                plan,
                lead=lead,
                title=f"Việc của {lead}",
                due_on=MONDAY.date(),
                now=clock.now(),
                status=status,
            )
            item.submitted_by = place.people["Khang"].id if lead == "kt" else None
            items.append(item)
    # One that nobody but a leader may decide on, and one a verifier entered himself.
    items[1].deciding_unit_id = None
    items[5].entered_by = world.mau.people["Thư"].id
    session.commit()
    return items


@pytest.mark.parametrize("name", [person[0] for person in PEOPLE])
def test_the_list_of_what_one_may_decide_is_what_the_door_lets_through(
    session: Session, world: World, submitted: list[WorkItem], name: str
) -> None:
    actor = world.actor(name)
    listed = set(session.scalars(select(WorkItem.id).where(may_decide(actor))))
    subjects = subjects_of(session, submitted)
    allowed = {
        item.id
        for item in submitted
        if item.status is Status.submitted and can(actor, Action.verify, subjects[item.id])
    }
    assert listed == allowed
    assert count_waiting(session, actor).verdicts == len(allowed)


@pytest.mark.parametrize("name", [person[0] for person in PEOPLE])
def test_the_visible_items_are_those_one_may_view(
    session: Session, world: World, submitted: list[WorkItem], name: str
) -> None:
    actor = world.actor(name)
    listed = set(session.scalars(visible_work_items(actor).with_only_columns(WorkItem.id)))
    subjects = subjects_of(session, submitted)
    assert listed == {item.id for item in submitted if can(actor, Right.view, subjects[item.id])}


def test_somebody_without_an_appointment_sees_nothing(
    session: Session, world: World, submitted: list[WorkItem]
) -> None:
    from dataclasses import replace

    stranger = replace(world.actor("Thư"), appointments=())
    assert not list(session.scalars(visible_work_items(stranger)))
