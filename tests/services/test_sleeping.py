"""Once a quarter the standing office is asked about what waits for a document."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.labels.notices import notice_words
from app.models import DayOff, Notification
from app.services import sleeping
from app.web.edge import DonDoc
from tests.cast import World, add_item, add_plan
from workflows.deadlines.working_days import WorkingCalendar
from workflows.states import Status

JANUARY = datetime(2026, 1, 20, 2, 0, tzinfo=UTC)
THURSDAY = date(2026, 10, 1)

DAYS = (
    (date(2026, 9, 30), True),  # any later day of the third quarter
    (date(2026, 10, 1), False),  # a day off, as the office keeps it
    (date(2026, 10, 2), True),
    (date(2026, 10, 3), True),  # a Saturday: the question was slept through
    (date(2027, 1, 1), False),  # a day off
    (date(2027, 1, 3), False),  # the Sunday before the first working day
    (date(2027, 1, 4), True),
)


@pytest.mark.parametrize(("day", "asked"), DAYS)
def test_the_first_working_day_of_a_quarter_brings_the_question(day: date, asked: bool) -> None:
    calendar = WorkingCalendar(frozenset({date(2026, 10, 1), date(2027, 1, 1)}))
    assert sleeping.is_asked_on(day, calendar) is asked


def sleeps(session: Session, world: World, since: datetime, *, status: Status) -> None:
    plan = add_plan(session, world.mau, since)
    add_item(
        session,
        world.mau,
        plan,
        lead="kt",
        title="Tự đánh giá chỉ số",
        due_on=None,
        now=since,
        status=status,
    )
    session.commit()


def asked(session: Session, world: World, day: date) -> int:
    commune_id = world.mau.commune.id
    asleep = sleeping.question(session, commune_id, day)
    if asleep is None:
        return 0
    made = sleeping.ask(session, commune_id, asleep, day, datetime(2026, 10, 1, tzinfo=UTC))
    session.commit()
    return made


def test_the_office_is_asked_once_with_number_and_age(
    session: Session, world: World, app: DonDoc
) -> None:
    sleeps(session, world, JANUARY, status=Status.dormant)
    assert asked(session, world, THURSDAY) == 1
    assert asked(session, world, date(2026, 11, 11)) == 0
    notice = session.scalars(select(Notification)).one()
    with app.test_request_context():
        said = notice_words(notice).sentence
    assert said == (
        "1 nhiệm vụ đang chờ căn cứ, lâu nhất từ 20/01/2026: còn chờ hay không phát sinh?"
    )
    assert (notice.person_id, notice.path) == (world.person("Thư").id, "/cho-can-cu")
    assert asked(session, world, date(2027, 1, 4)) == 1, "the next quarter asks again"


def test_what_began_to_wait_in_this_quarter_is_asked_about_in_the_next(
    session: Session, world: World
) -> None:
    # 00:30 on the first of October in Vietnam is still September in UTC.
    sleeps(session, world, datetime(2026, 9, 30, 17, 30, tzinfo=UTC), status=Status.dormant)
    assert asked(session, world, THURSDAY) == 0
    assert asked(session, world, date(2027, 1, 4)) == 1


def test_nobody_is_asked_where_nothing_waits_or_the_office_is_closed(
    session: Session, world: World
) -> None:
    sleeps(session, world, JANUARY, status=Status.assigned)
    assert asked(session, world, THURSDAY) == 0
    sleeps(session, world, JANUARY, status=Status.dormant)
    session.add(DayOff(commune_id=world.mau.commune.id, day=THURSDAY, title="Nghỉ"))
    session.commit()
    assert asked(session, world, THURSDAY) == 0
    assert session.scalar(select(func.count()).select_from(Notification)) == 0
