"""The lists agree with the door: who may decide, and who sees, asked of rows and of rules."""

from dataclasses import replace
from itertools import product

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.models import Appointment, VerdictProposal, WorkItem
from app.queries.subjects import subjects_of
from app.queries.waiting import count_waiting, may_decide, may_propose
from app.queries.work_items import visible_work_items
from app.services.verdict_proposals import propose
from tests.cast import PEOPLE, World, add_item, add_plan
from tests.conftest import MONDAY
from workflows.permissions import Actor, HeldAppointment, can
from workflows.requirements import Request
from workflows.states import Action, Right, Role, Status


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
    stranger = replace(world.actor("Thư"), appointments=())
    assert not list(session.scalars(visible_work_items(stranger)))


def deputies(world: World) -> list[Actor]:
    """People in somebody's stead, as `load_actor` makes them: of the one who handed in, of one who
    also belongs to the unit that leads, of a leader, and with an own appointment beside."""
    units = {name: unit.id for name, unit in world.mau.units.items()}
    thu, hoa, khang = (world.person(name).id for name in ("Thư", "Hoa", "Khang"))
    minh, tam = world.actor("Minh"), world.actor("Tâm")

    def stands_in(actor: Actor, role: Role, unit: str | None, holder: int, *other: str) -> Actor:
        held = HeldAppointment(
            role, units[unit] if unit else None, in_stead_of="Người khác", holder_id=holder
        )
        return replace(
            actor,
            appointments=(*actor.appointments, held),
            other_units=frozenset(units[name] for name in other),
        )

    return [
        stands_in(minh, Role.standing_officer, "vhxh", thu),
        stands_in(minh, Role.unit_head, "vhxh", hoa, "kt"),
        stands_in(minh, Role.unit_head, "kt", khang),
        stands_in(tam, Role.leader, None, world.person("Long").id, "kt"),
        stands_in(world.actor("Kiên"), Role.unit_head, "vhxh", hoa),
        stands_in(stands_in(minh, Role.unit_head, "vhxh", hoa), Role.standing_officer, "vhxh", thu),
        stands_in(world.actor("Hoa"), Role.standing_officer, "vhxh", thu),
    ]


@pytest.mark.parametrize("two_steps", [False, True])
def test_the_lists_and_the_door_agree_on_deputies_and_on_two_steps(
    session: Session, world: World, submitted: list[WorkItem], two_steps: bool
) -> None:
    world.mau.commune.two_step_verdicts = two_steps
    thu, hoa, vp = world.person("Thư"), world.person("Hoa"), world.mau.units["vp"]
    session.add(
        Appointment(
            commune_id=world.mau.commune.id,
            person_id=world.person("Sơn").id,
            unit_id=vp.id,
            role=Role.unit_officer,
            title="Chuyên viên",
            valid_from=MONDAY.date(),
        )
    )
    # Whoever may hand it in: a stranger, or each of the office by himself, entered or submitted.
    waiting = [item for item in submitted if item.status is Status.submitted]
    for item, by in zip(waiting, (None, thu.id, hoa.id, world.person("Long").id), strict=False):
        item.submitted_by = by
    waiting[-1].entered_by = hoa.id
    # Minh, who stands in for the head, had proposed something before.
    session.add(
        VerdictProposal(
            commune_id=world.mau.commune.id,
            work_item_id=waiting[0].id,
            item_version=1,
            action=Action.verify,
            proposed_by=world.person("Minh").id,
            proposed_at=clock.now(),
        )
    )
    session.commit()
    subjects = subjects_of(session, submitted)
    people = [world.actor(person[0]) for person in PEOPLE] + deputies(world)
    decided, proposed = 0, 0
    for actor in people:
        for right, condition in (
            (Action.verify, may_decide(actor)),
            (Right.propose_verdict, may_propose(actor)),
        ):
            listed = set(session.scalars(select(WorkItem.id).where(condition)))
            allowed = {item.id for item in waiting if can(actor, right, subjects[item.id])}
            assert listed == allowed, (actor, right)
            decided += len(allowed) if right is Action.verify else 0
            proposed += len(allowed) if right is Right.propose_verdict else 0
    assert decided
    assert bool(proposed) is two_steps


def test_what_is_proposed_already_no_longer_waits_for_the_officer(
    session: Session, world: World, submitted: list[WorkItem]
) -> None:
    world.mau.commune.two_step_verdicts = True
    session.commit()
    thu, hoa = world.actor("Thư"), world.actor("Hoa")
    before = count_waiting(session, thu).verdicts
    item = session.scalars(select(WorkItem).where(may_propose(thu))).first()
    assert item is not None
    propose(session, thu, item, Action.verify, Request(), version=item.version, now=clock.now())
    assert count_waiting(session, thu).verdicts == before - 1
    assert item.id in session.scalars(select(WorkItem.id).where(may_decide(hoa))).all()
