"""Reminders: one notice a person and day at most, each step once, whatever was slept through."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, func, insert, select
from sqlalchemy.orm import Session

from app import clock
from app.models import LateFlag, Notification, Plan, PlanStatus, TaskSchedule, WorkItem
from app.services.late_flags import flag_late_items
from app.services.reminders import remind
from tests.cast import World, add_item, add_plan
from workflows.states import Status

TODAY = date(2026, 9, 14)
YESTERDAY = datetime(2026, 9, 12, 23, 0, tzinfo=UTC)
"""06:00 of 13/9 in Vietnam, when reminders were last given."""


@pytest.fixture
def plan(session: Session, world: World) -> Plan:
    return add_plan(session, world.mau, clock.now())


def item(session: Session, world: World, plan: Plan, days: int, **others: Any) -> WorkItem:
    """An item due so many days after today."""
    values = {"lead": "kt", "title": f"Việc {days}", "status": Status.in_progress, **others}
    due_on = TODAY + timedelta(days=days)
    return add_item(session, world.mau, plan, due_on=due_on, now=clock.now(), **values)


def told(
    session: Session, world: World, today: date = TODAY, last: datetime | None = YESTERDAY
) -> int:
    people = remind(session, world.mau.commune.id, last, today, clock.now())
    session.commit()
    return people


def notices(session: Session, world: World, name: str) -> list[Notification]:
    of_person = select(Notification).where(Notification.person_id == world.person(name).id)
    return list(session.scalars(of_person.order_by(Notification.id)))


def test_each_step_is_told_on_its_day_and_no_other_day_is(
    world: World, session: Session, plan: Plan
) -> None:
    for days in range(-30, 20):
        item(session, world, plan, days)
    session.commit()
    assert told(session, world) == 2
    (notice,) = notices(session, world, "Khang")
    counts = {word: notice.data[word] for word in ("late", "still_late", "due_soon")}
    # 1 late; 8, 15, 22 and 29 days late; in 1, 3, 7 and 14 days.
    assert counts == {"late": 1, "still_late": 4, "due_soon": 4}
    assert [named["title"] for named in notice.data["items"]] == [
        "Việc -1",
        "Việc -29",
        "Việc -22",
        "Việc -15",
        "Việc -8",
    ]
    assert (notice.kind, notice.is_for_mail) == ("work_item.late", True)
    assert notice.path == "/viec-cua-toi"


@pytest.mark.parametrize(
    ("days", "kind", "by_mail"),
    [
        (3, "work_item.due_soon", False),
        (-1, "work_item.late", True),
        (-8, "work_item.still_late", False),
    ],
)
def test_only_what_is_newly_late_goes_by_mail(
    world: World, session: Session, plan: Plan, days: int, kind: str, by_mail: bool
) -> None:
    only = item(session, world, plan, days)
    session.commit()
    told(session, world)
    (notice,) = notices(session, world, "Kiên")
    assert (notice.kind, notice.is_for_mail) == (kind, by_mail)
    assert notice.path == f"/viec/{only.id}"


def test_what_the_lead_has_not_in_hand_is_not_told(
    world: World, session: Session, plan: Plan
) -> None:
    for status in (Status.submitted, Status.dormant):
        item(session, world, plan, 3, status=status)
    session.commit()
    assert told(session, world) == 0
    item(session, world, plan, 3)
    plan.status = PlanStatus.recalled
    session.commit()
    assert told(session, world) == 0


def test_what_waits_for_somebody_else_is_counted_and_urges_nobody(
    world: World, session: Session, plan: Plan
) -> None:
    waiting = item(session, world, plan, -8)
    waiting.waiting_on, waiting.waiting_since = "lãnh đạo ký", date(2026, 9, 1)
    session.commit()
    assert told(session, world) == 0
    item(session, world, plan, 3)
    session.commit()
    assert told(session, world) == 2
    (notice,) = notices(session, world, "Khang")
    assert (notice.data["count"], notice.data["waiting"]) == (1, 1)


def test_after_four_hundred_days_everybody_is_told_once(
    world: World, session: Session, plan: Plan
) -> None:
    for days in range(-400, 15, 5):
        item(session, world, plan, days)
    session.commit()
    assert told(session, world, last=YESTERDAY - timedelta(days=400)) == 2
    (notice,) = notices(session, world, "Khang")
    assert notice.data["count"] == 83
    assert told(session, world, last=YESTERDAY - timedelta(days=400)) == 0


def test_the_day_after_nothing_is_told_again(world: World, session: Session, plan: Plan) -> None:
    item(session, world, plan, 3)
    session.commit()
    assert told(session, world) == 2
    assert told(session, world, TODAY + timedelta(days=1), last=clock.now()) == 0
    assert told(session, world, TODAY + timedelta(days=2), last=clock.now()) == 2


def test_a_date_set_into_the_past_is_told_once_it_is_flagged(
    world: World, session: Session, plan: Plan
) -> None:
    item(session, world, plan, -5)
    session.commit()
    assert told(session, world) == 0
    flag_late_items(session, world.mau.commune.id, TODAY, clock.now())
    session.commit()
    assert session.scalar(select(func.count()).select_from(LateFlag)) == 1
    assert told(session, world) == 2
    assert told(session, world, TODAY + timedelta(days=1), last=clock.now()) == 0


def test_before_a_day_is_counted_back_from_the_day_before(
    world: World, session: Session, plan: Plan
) -> None:
    plan.before_is_inclusive = True
    before = item(session, world, plan, 4)
    schedule = session.get_one(TaskSchedule, before.schedule_id)
    schedule.printed = "Trước ngày 18/9/2026"
    session.commit()
    assert told(session, world) == 2
    plan.before_is_inclusive = False
    session.commit()
    assert told(session, world, TODAY + timedelta(days=1), last=clock.now()) == 2


def test_three_hundred_items_take_no_more_statements_than_one(
    world: World, session: Session, plan: Plan
) -> None:
    like = item(session, world, plan, 3)
    session.commit()
    one = _statements(session, world, like, copies=1, today=TODAY)
    later = TODAY - timedelta(days=4)
    many = _statements(session, world, like, copies=300, today=later)
    assert many == one


def _statements(session: Session, world: World, like: WorkItem, copies: int, today: date) -> int:
    start = session.scalar(select(func.count()).select_from(WorkItem)) or 0
    columns = {
        column.name: getattr(like, column.name)
        for column in WorkItem.__table__.columns
        if column.name != "id"
    }
    rows = [{**columns, "period_key": f"k{start + number}"} for number in range(copies)]
    session.execute(insert(WorkItem), rows)
    session.commit()
    seen: list[datetime] = []
    engine = session.get_bind()
    listener = lambda *_: seen.append(clock.now())  # noqa: E731 - removed again below
    event.listen(engine, "before_cursor_execute", listener)
    try:
        assert told(session, world, today, last=None) == 2
    finally:
        event.remove(engine, "before_cursor_execute", listener)
    return len(seen)
