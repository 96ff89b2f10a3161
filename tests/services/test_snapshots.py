"""The weekly standing is kept once a day at most, for the plan, its units and its sections."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.models import Event, Plan, PlanStatus, Section, StandingSnapshot
from app.services.snapshots import take_snapshots
from tests.cast import World, add_item, add_plan

TODAY = date(2026, 9, 14)


def make_plan(world: World, session: Session) -> Plan:
    plan = add_plan(session, world.mau, clock.now())
    sections = session.scalars(select(Section.id).order_by(Section.position)).all()
    for lead, due_on, section_id in (
        ("kt", date(2026, 9, 1), sections[0]),
        ("kt", date(2026, 12, 31), sections[0]),
        ("vp", None, sections[1]),
    ):
        add_item(
            session,
            world.mau,
            plan,
            lead=lead,
            title="Việc",
            due_on=due_on,
            now=clock.now(),
            section_id=section_id,
        )
    session.commit()
    return plan


def kept(session: Session, day: date) -> list[tuple[int | None, int | None, int, int, int]]:
    return [
        (row.unit_id, row.section_id, row.open_late, row.open_in_time, row.no_date)
        for row in session.scalars(
            select(StandingSnapshot)
            .where(StandingSnapshot.taken_on == day)
            .order_by(StandingSnapshot.id)
        )
    ]


def test_it_keeps_the_plan_each_unit_and_each_section(world: World, session: Session) -> None:
    plan = make_plan(world, session)
    assert take_snapshots(session, world.mau.commune.id, TODAY, clock.now()) == 1
    units, sections = world.mau.units, session.scalars(select(Section.id)).all()
    assert kept(session, TODAY) == [
        (None, None, 1, 1, 1),
        (units["vp"].id, None, 0, 0, 1),
        (units["kt"].id, None, 1, 1, 0),
        (None, sections[0], 1, 1, 0),
        (None, sections[1], 0, 0, 1),
    ]
    (event,) = session.scalars(select(Event).where(Event.kind == "job.take_snapshot"))
    assert event.plan_id == plan.id


def test_asked_twice_on_a_day_it_keeps_the_first(world: World, session: Session) -> None:
    make_plan(world, session)
    commune_id = world.mau.commune.id
    take_snapshots(session, commune_id, TODAY, clock.now())
    first = kept(session, TODAY)
    assert take_snapshots(session, commune_id, TODAY, clock.now()) == 0
    assert kept(session, TODAY) == first
    assert take_snapshots(session, commune_id, date(2026, 9, 21), clock.now()) == 1


def test_a_plan_that_is_closed_is_not_kept(world: World, session: Session) -> None:
    make_plan(world, session).status = PlanStatus.closed
    assert take_snapshots(session, world.mau.commune.id, TODAY, clock.now()) == 0
