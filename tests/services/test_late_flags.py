"""What became late is found once for each due date: a mark and an event."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.models import Event, LateFlag, Plan, PlanStatus, WorkItem
from app.services.audit import Broken, verify_chains
from app.services.late_flags import flag_late_items
from tests.cast import World, add_item, add_plan
from tests.conftest import TestClock
from workflows.states import Status

TODAY = date(2026, 9, 14)
YESTERDAY = date(2026, 9, 13)


@pytest.fixture
def plan(world: World, session: Session) -> Plan:
    made = add_plan(session, world.mau, clock.now())
    session.commit()
    return made


def item(
    session: Session,
    world: World,
    plan: Plan,
    due_on: date | None,
    *,
    lead: str = "kt",
    status: Status = Status.assigned,
    title: str = "Báo cáo quý",
) -> WorkItem:
    return add_item(
        session,
        world.mau,
        plan,
        lead=lead,
        title=title,
        due_on=due_on,
        now=clock.now(),
        status=status,
    )


def flag(session: Session, world: World, today: date = TODAY) -> int:
    found = flag_late_items(session, world.mau.commune.id, today, clock.now())
    session.commit()
    return found


def events(session: Session) -> list[Event]:
    return list(
        session.scalars(select(Event).where(Event.kind == "work_item.late").order_by(Event.seq))
    )


def test_it_flags_what_is_late_and_nothing_else(world: World, session: Session, plan: Plan) -> None:
    late = [
        item(session, world, plan, YESTERDAY, status=status)
        for status in (Status.assigned, Status.in_progress, Status.returned)
    ]
    for status, due_on in (
        (Status.submitted, YESTERDAY),
        (Status.dormant, YESTERDAY),
        (Status.assigned, TODAY),
        (Status.assigned, None),
    ):
        item(session, world, plan, due_on, status=status)
    assert flag(session, world) == len(late)
    assert set(session.scalars(select(LateFlag.work_item_id))) == {found.id for found in late}


def test_an_item_is_flagged_once_for_a_due_date(
    world: World, session: Session, plan: Plan, test_clock: TestClock
) -> None:
    late = item(session, world, plan, YESTERDAY)
    assert flag(session, world) == 1
    assert flag(session, world) == 0
    test_clock.move(days=30)
    assert flag(session, world, TODAY + timedelta(days=30)) == 0
    (mark,) = session.scalars(select(LateFlag))
    assert (mark.work_item_id, mark.due_on) == (late.id, YESTERDAY)


def test_another_due_date_can_be_missed_again(world: World, session: Session, plan: Plan) -> None:
    late = item(session, world, plan, YESTERDAY)
    flag(session, world)
    late.due_on = date(2026, 9, 20)
    session.commit()
    assert flag(session, world) == 0
    assert flag(session, world, date(2026, 9, 21)) == 1


def test_the_event_names_the_item_and_is_the_system_s(
    world: World, session: Session, plan: Plan
) -> None:
    late = item(session, world, plan, date(2026, 9, 2))
    flag(session, world)
    (event,) = events(session)
    assert (event.work_item_id, event.task_id, event.plan_id) == (late.id, late.task_id, plan.id)
    assert event.person_id is None
    assert event.data == {"due_on": "2026-09-02", "days_late": 12}
    assert not [found for found in verify_chains(session) if isinstance(found, Broken)]


def test_it_leaves_recalled_plans_and_other_communes_alone(
    world: World, session: Session, plan: Plan
) -> None:
    item(session, world, plan, YESTERDAY)
    plan.status = PlanStatus.recalled
    other = add_plan(session, world.ben, clock.now())
    add_item(session, world.ben, other, lead="kt", title="Việc", due_on=YESTERDAY, now=clock.now())
    session.commit()
    assert flag(session, world) == 0
    assert flag_late_items(session, world.ben.commune.id, TODAY, clock.now()) == 1


def test_three_hundred_items_take_no_more_statements_than_one(
    world: World, session: Session, plan: Plan
) -> None:
    first = item(session, world, plan, YESTERDAY)
    flag(session, world)
    statements_for_one = count_statements(session, world, first, copies=1)
    statements_for_many = count_statements(session, world, first, copies=300)
    assert statements_for_many == statements_for_one


def count_statements(session: Session, world: World, like: WorkItem, copies: int) -> int:
    """Make `copies` new late items like one, flag them, and count the statements that took."""
    from sqlalchemy import event, insert

    start = session.scalar(select(func.count()).select_from(WorkItem)) or 0
    columns = {
        column.name: getattr(like, column.name)
        for column in WorkItem.__table__.columns
        if column.name != "id"
    }
    session.execute(
        insert(WorkItem),
        [{**columns, "period_key": f"k{start + number}"} for number in range(copies)],
    )
    session.commit()
    seen: list[datetime] = []
    engine = session.get_bind()
    listener = lambda *_: seen.append(clock.now())  # noqa: E731 - removed again below
    event.listen(engine, "before_cursor_execute", listener)
    try:
        assert flag(session, world) == copies
    finally:
        event.remove(engine, "before_cursor_execute", listener)
    return len(seen)
