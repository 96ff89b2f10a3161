"""The commune's calendar: seeded by law, changed by its people; deadlines move only as it says."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from app import clock
from app.jobs import run_job
from app.jobs.work import Outcome
from app.labels.days_off import DayOffRefusal, DayOffRefused
from app.models import Commune, DayOff, Event, Notification, Plan, Task, WorkItem
from app.queries.calendar import items_due_on, working_calendar
from app.services import days_off, generation
from app.services.communes import make_commune
from app.services.days_off import CalendarDay
from app.services.plan_start import start_plan
from app.web.edge import DonDoc
from tests.cast import World, add_item, add_plan
from tests.conftest import TestClock
from tests.drafting import confirm_names, store_plan
from tests.plan_texts import KT, plan_text

NATIONAL_DAY = date(2026, 9, 2)
NEW_YEAR = date(2027, 1, 1)
AREA = ("I", "CẢI CÁCH THỦ TỤC HÀNH CHÍNH", "", "", "", "")
# 31/10/2026 is a Saturday, 02/11 a Monday.
MONTH = ("1", "Rà soát quy trình", KT, "", "Báo cáo", "Tháng 10/2026")
BEFORE = ("2", "Ban hành quy chế", KT, "", "Quyết định", "Trước ngày 01/11/2026")
MONTHLY = ("3", "Công khai kết quả", KT, "", "Văn bản", "Hằng tháng")


def days_of(session: Session, commune_id: int) -> dict[date, bool]:
    rows = session.execute(
        select(DayOff.day, DayOff.is_working).where(DayOff.commune_id == commune_id)
    )
    return {day: is_working for day, is_working in rows}


def kinds(session: Session) -> list[str]:
    found = session.scalars(
        select(Event.kind).where(Event.kind.startswith("day_off.")).order_by(Event.id)
    )
    return list(found)


def start(world: World, *rows: tuple[str, ...]) -> Plan:
    draft = store_plan(world, plan_text([AREA, *rows]))
    confirm_names(world, draft)
    version = draft.version
    plan = start_plan(world.session, world.actor("Thư"), draft.id, version=version, now=clock.now())
    world.session.commit()
    return plan


def due_days(session: Session, plan: Plan, title: str) -> list[tuple[date | None, date | None]]:
    rows = session.execute(
        select(WorkItem.due_on, WorkItem.original_due_on)
        .join(Task, Task.id == WorkItem.task_id)
        .where(WorkItem.plan_id == plan.id, Task.title == title)
        .order_by(WorkItem.due_on)
    )
    return [(due, original) for due, original in rows]


@contextmanager
def statements(session: Session) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(connection, cursor, statement, parameters, context, many) -> None:  # type: ignore[no-untyped-def]
        seen.append(statement)

    bind = session.get_bind()
    event.listen(bind, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(bind, "before_cursor_execute", note)


@pytest.mark.parametrize(
    ("year", "day", "title"),
    [
        (2025, date(2025, 1, 29), "Tết Nguyên Đán"),
        (2026, date(2026, 2, 17), "Tết Nguyên Đán"),
        (2026, date(2026, 4, 27), "Ngày Giỗ Tổ Hùng Vương (nghỉ bù)"),
        (2026, NATIONAL_DAY, "Quốc khánh"),
        (2027, date(2027, 5, 3), "Ngày Quốc tế Lao động (nghỉ bù)"),
    ],
)
def test_the_seed_has_the_days_of_the_law_in_vietnamese(year: int, day: date, title: str) -> None:
    assert CalendarDay(day, title) in days_off.statutory_days(year)


def test_the_seed_has_swapped_weekends_and_writes_dates_as_everywhere() -> None:
    days = days_off.statutory_days(2026)
    assert CalendarDay(date(2026, 8, 22), "", is_working=True) in days
    assert "22/8/2026" in next(one.title for one in days if one.day == date(2026, 8, 31))


def test_seeding_adds_only_what_is_missing_and_leaves_one_event(
    world: World, session: Session
) -> None:
    actor, commune_id = world.actor("Ánh"), world.mau.commune.id
    own = CalendarDay(NATIONAL_DAY, "Nghỉ lễ, theo thông báo của xã")
    days_off.add_days(session, actor, [own], clock.now())
    added = days_off.seed_year(session, actor, 2026, clock.now())
    session.commit()
    assert NATIONAL_DAY not in {one.day for one in added}
    assert set(days_of(session, commune_id)) == {one.day for one in days_off.statutory_days(2026)}
    assert session.scalars(select(DayOff.title).where(DayOff.day == NATIONAL_DAY)).one() == (
        own.title
    )
    assert days_off.seed_year(session, actor, 2026, clock.now()) == []
    assert kinds(session) == ["day_off.add", "day_off.seed"]
    assert not days_of(session, world.ben.commune.id)


def test_a_swap_makes_a_friday_free_and_a_saturday_a_working_day(
    world: World, session: Session
) -> None:
    friday, saturday = date(2026, 10, 2), date(2026, 10, 10)
    swap = [CalendarDay(friday, "Hoán đổi"), CalendarDay(saturday, "Hoán đổi", is_working=True)]
    days_off.add_days(session, world.actor("Ánh"), swap, clock.now())
    session.commit()
    calendar = working_calendar(session, world.mau.commune.id, friday)
    assert (calendar.is_working(friday), calendar.is_working(saturday)) == (False, True)
    assert kinds(session) == ["day_off.add", "day_off.add"]


@pytest.mark.parametrize(
    ("day", "is_working", "refusal"),
    [
        (date(2026, 10, 10), False, DayOffRefusal.weekend_already),
        (date(2026, 10, 9), True, DayOffRefusal.no_weekend),
        (NATIONAL_DAY, False, DayOffRefusal.known_already),
        (date(1999, 9, 2), False, DayOffRefusal.out_of_range),
        (date(2101, 9, 2), False, DayOffRefusal.out_of_range),
    ],
)
def test_a_day_that_changes_nothing_or_is_there_already_is_refused(
    world: World, session: Session, day: date, is_working: bool, refusal: DayOffRefusal
) -> None:
    actor = world.actor("Ánh")
    days_off.add_days(session, actor, [CalendarDay(NATIONAL_DAY, "Quốc khánh")], clock.now())
    one = CalendarDay(day, "Thử", is_working=is_working)
    with pytest.raises(DayOffRefused) as refused:
        days_off.add_days(session, actor, [one], clock.now())
    assert refused.value.refusal is refusal
    assert len(days_of(session, world.mau.commune.id)) == 1


def test_a_day_taken_out_is_a_working_day_again(world: World, session: Session) -> None:
    actor = world.actor("Ánh")
    days_off.add_days(session, actor, [CalendarDay(NATIONAL_DAY, "Quốc khánh")], clock.now())
    row = session.scalars(select(DayOff)).one()
    days_off.remove_day(session, actor, row, clock.now())
    session.commit()
    assert not days_of(session, world.mau.commune.id)
    last = session.scalars(select(Event).order_by(Event.id.desc())).first()
    assert last is not None
    assert (last.kind, last.old) == ("day_off.remove", "02/9/2026: Quốc khánh")


def test_a_day_taken_out_twice_leaves_one_event(world: World, session: Session) -> None:
    actor = world.actor("Ánh")
    days_off.add_days(session, actor, [CalendarDay(NATIONAL_DAY, "Quốc khánh")], clock.now())
    row = session.scalars(select(DayOff)).one()
    session.expunge(row)
    for _ in range(2):
        days_off.remove_day(session, actor, row, clock.now())
    assert kinds(session) == ["day_off.add", "day_off.remove"]


def test_a_new_commune_has_the_days_off_of_this_year_and_the_next(session: Session) -> None:
    commune = make_commune(session, "Xã Mới", clock.now())
    session.commit()
    years = {day.year for day in days_of(session, commune.id)}
    assert years == {2026, 2027}
    assert kinds(session) == ["day_off.seed", "day_off.seed"]


def run_on(app: DonDoc, session: Session, test_clock: TestClock, day: date) -> Outcome:
    """Let the night's job run at the beginning of `day`."""
    session.rollback()
    test_clock.set(datetime.combine(day, time(0, 5), tzinfo=clock.VIETNAM))
    done = run_job(app, "prepare_days_off")
    assert done.error == ""
    return done.outcome


def test_the_next_year_is_ready_before_it_begins_and_the_administrator_is_asked_to_check_it(
    app: DonDoc, world: World, session: Session, test_clock: TestClock
) -> None:
    asked = select(Notification.person_id, Notification.path).where(
        Notification.kind == "day_off.check", Notification.path.endswith("2028")
    )
    by_law = {one.day for one in days_off.statutory_days(2028)}
    run_on(app, session, test_clock, date(2027, 11, 30))
    assert not by_law & set(days_of(session, world.mau.commune.id))
    assert not session.execute(asked).all()
    run_on(app, session, test_clock, date(2027, 12, 1))
    assert by_law <= set(days_of(session, world.mau.commune.id))
    admin = world.person("Ánh").id
    assert (admin, "/quan-tri/ngay-nghi?nam=2028") in session.execute(asked).all()


def test_what_people_took_out_or_added_stays_as_they_left_it(
    app: DonDoc, world: World, session: Session, test_clock: TestClock
) -> None:
    commune_id, admin = world.mau.commune.id, world.actor("Ánh")
    own = CalendarDay(date(2027, 2, 5), "Nghỉ Tết, theo thông báo")
    days_off.add_days(session, admin, [own], clock.now())
    session.commit()
    run_on(app, session, test_clock, date(2026, 12, 1))
    new_year = select(DayOff).where(DayOff.commune_id == commune_id, DayOff.day == NEW_YEAR)
    days_off.remove_day(session, admin, session.scalars(new_year).one(), clock.now())
    session.commit()
    kept = days_of(session, commune_id)
    assert own.day in kept
    for day in (date(2026, 12, 2), date(2026, 12, 31), date(2027, 1, 2)):
        done = run_on(app, session, test_clock, day)
        assert done.counts == {"days_added": 0, "people_told": 0}, day
    assert days_of(session, commune_id) == kept


def test_only_open_items_of_the_commune_are_due_on_a_day(world: World, session: Session) -> None:
    plan = add_plan(session, world.mau, clock.now())
    foreign = add_plan(session, world.ben, clock.now())
    for place, of_plan, day in (
        (world.mau, plan, NATIONAL_DAY),
        (world.mau, plan, date(2026, 9, 3)),
        (world.ben, foreign, NATIONAL_DAY),
    ):
        add_item(session, place, of_plan, lead="kt", title="Việc", due_on=day, now=clock.now())
    session.commit()
    due = items_due_on(session, world.mau.commune.id, [NATIONAL_DAY])
    assert due.count == 1
    assert [item.due_on for item in due.first] == [NATIONAL_DAY]
    assert due.first[0].lead_unit.id == world.mau.units["kt"].id
    assert items_due_on(session, world.mau.commune.id, [date(2026, 9, 4)]).count == 0


def test_unless_the_commune_sets_it_a_deadline_on_a_saturday_stays(
    world: World, session: Session
) -> None:
    plan = start(world, MONTH, BEFORE)
    saturday = date(2026, 10, 31)
    assert due_days(session, plan, MONTH[1]) == [(saturday, saturday)]
    assert due_days(session, plan, BEFORE[1]) == [(saturday, saturday)]


def test_where_it_is_set_it_moves_on_and_before_a_day_it_moves_back(
    world: World, session: Session
) -> None:
    world.mau.commune.shift_from_days_off = True
    session.add(DayOff(commune_id=world.mau.commune.id, day=date(2026, 11, 2), title="Nghỉ"))
    session.commit()
    plan = start(world, MONTH, BEFORE)
    tuesday, friday = date(2026, 11, 3), date(2026, 10, 30)
    assert due_days(session, plan, MONTH[1]) == [(tuesday, tuesday)]
    assert due_days(session, plan, BEFORE[1]) == [(friday, friday)]
    printed = [
        made.data.get("printed_due_on")
        for made in session.scalars(select(Event).where(Event.kind == "work_item.create"))
    ]
    assert printed == ["2026-10-31", "2026-10-31"]


def test_a_later_edit_of_the_calendar_moves_no_stored_deadline(
    world: World, session: Session
) -> None:
    world.mau.commune.shift_from_days_off = True
    session.commit()
    plan = start(world, MONTH, MONTHLY)
    stored = due_days(session, plan, MONTH[1])
    actor = world.actor("Ánh")
    days_off.add_days(session, actor, [CalendarDay(date(2026, 11, 2), "Nghỉ")], clock.now())
    session.commit()
    tasks = session.scalars(select(Task.id).where(Task.plan_id == plan.id)).all()
    now, today = clock.now(), clock.today()
    assert generation.make_items(session, actor, tasks, today=today, now=now) == 0
    assert due_days(session, plan, MONTH[1]) == stored == [(date(2026, 11, 2),) * 2]
    # A period that opens later is made by the calendar of its day: 31/10 is now two days away.
    assert generation.open_due_periods(session, date(2026, 10, 1), now) == 1
    assert due_days(session, plan, MONTHLY[1])[-1][0] == date(2026, 11, 3)


def test_moving_deadlines_asks_the_calendar_once_for_all_tasks(
    world: World, session: Session
) -> None:
    commune = session.get_one(Commune, world.mau.commune.id)
    commune.shift_from_days_off = True
    session.commit()
    plans = [start(world, MONTH), start(world, MONTH, BEFORE, MONTHLY)]
    asked = []
    for plan in plans:
        tasks = session.scalars(select(Task.id).where(Task.plan_id == plan.id)).all()
        with statements(session) as seen:
            actor, now = world.actor("Thư"), clock.now()
            generation.make_items(session, actor, tasks, today=clock.today(), now=now)
        asked.append(len([one for one in seen if "FROM day_off" in one]))
    assert asked == [1, 1]
