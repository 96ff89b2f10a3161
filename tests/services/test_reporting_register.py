"""The register of reports due, the days of one window, and reports that a document asks for."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.labels.reporting import ReportingRefusal
from app.models import Notification, ReportKind, Unit, UnitKind
from app.queries.reporting_digest import RunningReport, running_report
from app.queries.reporting_register import Tally, tallies
from app.queries.reporting_windows import ladder_of
from app.services import reporting_regimes as regimes
from app.services import reporting_register as register
from app.services import reporting_steps as steps
from app.services.reporting_register import Asked
from tests.cast import World
from tests.conftest import TestClock
from tests.reporting import (
    JANUARY,
    move_steps,
    refusal_of,
    regime_of,
    reports_of,
    save_days,
    send_report,
    start_reports,
    windows_of,
)
from workflows.reporting import LadderStep


@pytest.fixture(autouse=True)
def in_january(test_clock: TestClock) -> None:
    test_clock.set(JANUARY)


def test_thematic_reports_are_owed_by_the_unit_of_their_area(world: World) -> None:
    start_reports(world)
    found = regime_of(world)
    office, unit = world.mau.units["vp"].id, world.mau.units["ca"].id
    regimes.name_area_units(
        world.session,
        world.actor("Thư"),
        found,
        {"procedures": office, "digital": unit, "unheard of": office},
        version=found.row.version,
        now=clock.now(),
    )
    thematic = [one for one in reports_of(world) if one.kind is ReportKind.thematic]
    # The police is no unit under the committee: it owes nothing.
    assert {(one.unit_id, one.due_on) for one in thematic} == {
        (office, date(2026, 6, 14)),
        (office, date(2026, 9, 14)),
        (office, date(2026, 12, 14)),
    }
    assert "thủ tục" in thematic[0].title.lower() or "TTHC" in thematic[0].title


def test_a_step_moves_for_one_period_with_one_notice_each(world: World, session: Session) -> None:
    start_reports(world)
    found = windows_of(world)
    new = date(2026, 9, 18)
    moves = move_steps(
        world,
        found["2026-Q3"],
        dict.fromkeys(
            (LadderStep.UNITS_SEND, LadderStep.FIGURES_CLOSE, LadderStep.TO_COMMITTEE), new
        ),
    )
    assert [one.before for one in moves] == [date(2026, 9, 14)] * 3
    third = windows_of(world)["2026-Q3"]
    assert third.cut_off_on == new
    assert {(day.on, day.was, day.reason) for day in ladder_of(third)} == {
        (new, date(2026, 9, 14), "Nghỉ lễ")
    }
    assert {(one.due_on, one.moved_from) for one in reports_of(world, third)} == {
        (new, date(2026, 9, 14))
    }
    assert {one.due_on for one in reports_of(world, found["2026-9M"])} == {date(2026, 9, 14)}
    told = session.scalars(
        select(Notification.person_id).where(Notification.kind == "reporting_window.move_step")
    ).all()
    people = world.mau.people
    wanted = {people[name].id for name in ("Hoa", "Khang", "Kiên", "Vân", "Tâm", "Long", "Quý")}
    assert (sorted(told), len(told)) == (sorted(wanted), len(wanted))
    back = date(2026, 9, 14)
    move_steps(world, third, {LadderStep.UNITS_SEND: back}, "Đủ số liệu")
    assert {(one.due_on, one.moved_from) for one in reports_of(world, third)} == {(back, None)}


def test_a_move_needs_a_reason_an_order_and_a_change(world: World) -> None:
    start_reports(world)
    third = windows_of(world)["2026-Q3"]
    later = {LadderStep.UNITS_SEND: date(2026, 9, 20)}
    assert (
        refusal_of(lambda: move_steps(world, third, later, "")) is ReportingRefusal.reason_missing
    )
    assert (
        refusal_of(lambda: move_steps(world, third, later)) is ReportingRefusal.steps_out_of_order
    )
    same = {LadderStep.UNITS_SEND: date(2026, 9, 14)}
    assert refusal_of(lambda: move_steps(world, third, same)) is ReportingRefusal.nothing_moved


def test_the_office_is_asked_for_a_cut_off_that_the_plan_does_not_give(world: World) -> None:
    start_reports(world)
    nine = windows_of(world)["2026-9M"]

    def enter(day: date) -> None:
        steps.set_cut_off(
            world.session, world.actor("Thư"), nine, day, version=nine.version, now=clock.now()
        )

    for outside in (date(2025, 1, 1), date(2026, 9, 15)):
        assert refusal_of(lambda day=outside: enter(day)) is ReportingRefusal.cut_off_outside
    enter(date(2026, 9, 13))
    enter(date(2026, 9, 14))  # A slip of the pen is put right until the figures are frozen.
    third = windows_of(world)["2026-Q3"]
    assert third.cut_off_on is not None
    assert (
        refusal_of(
            lambda: steps.set_cut_off(
                world.session,
                world.actor("Thư"),
                third,
                date(2026, 9, 1),
                version=third.version,
                now=clock.now(),
            )
        )
        is ReportingRefusal.cut_off_known
    )
    # What the office entered outlives another edit of the regime.
    save_days(world, "nine_months", label="Báo cáo 9 tháng/{year}")
    assert windows_of(world)["2026-9M"].cut_off_on == date(2026, 9, 14)


def test_a_unit_enters_its_own_sending_and_the_office_any(
    world: World, test_clock: TestClock
) -> None:
    start_reports(world)
    third = windows_of(world)["2026-Q3"]
    by_unit = {one.unit_id: one for one in reports_of(world, third)}
    own, other = (by_unit[world.mau.units[key].id] for key in ("kt", "vp"))
    assert refusal_of(lambda: send_report(world, other, "Khang")) is ReportingRefusal.not_your_unit
    tomorrow = date(2026, 1, 21)
    assert (
        refusal_of(lambda: send_report(world, own, "Kiên", tomorrow))
        is ReportingRefusal.sent_in_future
    )
    world.session.rollback()


def test_the_register_tells_who_sent_in_time_who_late_and_who_not(
    world: World, session: Session, test_clock: TestClock
) -> None:
    start_reports(world)
    third = windows_of(world)["2026-Q3"]
    by_unit = {one.unit_id: one for one in reports_of(world, third)}
    own, other = (by_unit[world.mau.units[key].id] for key in ("kt", "vp"))
    test_clock.set(datetime(2026, 9, 16, 2, tzinfo=UTC))
    send_report(world, own, "Kiên", date(2026, 9, 14))
    send_report(world, other, "Thư", date(2026, 9, 16))
    commune_id, today = world.mau.commune.id, clock.today()
    assert tallies(session, commune_id, [third.id], today) == {third.id: Tally(1, 1, 2, 0)}
    assert running_report(session, commune_id, today) == RunningReport(
        "Báo cáo CCHC quý III/2026",
        date(2026, 9, 14),
        sent=2,
        total=4,
        late=["Phòng VH-XH", "TT PVHCC"],
    )
    assert refusal_of(lambda: send_report(world, own, "Kiên")) is ReportingRefusal.sent_already
    register.take_back(session, world.actor("Thư"), own, version=own.version, now=clock.now())
    assert tallies(session, commune_id, [third.id], today) == {third.id: Tally(0, 1, 3, 0)}


def test_a_one_off_report_is_asked_of_units_once_and_told_once(
    world: World, session: Session
) -> None:
    start_reports(world)
    units = tuple(world.mau.units[key].id for key in ("kt", "hcc"))
    asked = Asked("Kết quả cắt giảm thủ tục", "123/SNV-CCHC", date(2026, 2, 5), units)
    office = world.actor("Thư")
    rows = register.ask_for_report(session, office, asked, clock.now())
    assert [(row.kind, row.unit_id, row.window_id) for row in rows] == [
        (ReportKind.one_off, unit, None) for unit in units
    ]
    told = session.scalars(
        select(Notification.person_id).where(Notification.kind == "report_due.ask")
    ).all()
    people = world.mau.people
    assert sorted(told) == sorted(people[name].id for name in ("Khang", "Kiên", "Tâm"))

    def again(**changes: object) -> ReportingRefusal:
        changed = replace(asked, **changes)
        return refusal_of(lambda: register.ask_for_report(session, office, changed, clock.now()))

    assert again() is ReportingRefusal.asked_already
    assert again(due_on=date(2026, 1, 1)) is ReportingRefusal.due_day_past
    assert again(unit_ids=(world.mau.units["ca"].id,)) is ReportingRefusal.units_missing


def test_units_that_came_later_are_added_to_the_register_by_the_office(
    world: World, session: Session
) -> None:
    start_reports(world)
    third = windows_of(world)["2026-Q3"]
    unit = Unit(
        commune_id=world.mau.commune.id,
        code="moi",
        name="Phòng Mới",
        short_name="Phòng Mới",
        kind=UnitKind.under_committee,
        position=9,
    )
    session.add(unit)
    session.flush()
    units = register.reporting_units(session, world.mau.commune.id, clock.today())
    owed = register.owed_for(third, units, [], {})
    assert register.add_owed(session, world.actor("Thư"), third, owed, clock.now()) == 1
    assert register.add_owed(session, world.actor("Thư"), third, owed, clock.now()) == 0
    assert reports_of(world, third)[-1].unit_id == unit.id


def test_the_digest_speaks_of_the_report_that_closes_next_until_it_is_frozen(
    world: World, session: Session, test_clock: TestClock
) -> None:
    start_reports(world)
    commune_id = world.mau.commune.id
    found = windows_of(world)

    def told(day: date) -> tuple[str, date | None] | None:
        report = running_report(session, commune_id, day)
        return (report.label, report.cut_off_on) if report else None

    third = ("Báo cáo CCHC quý III/2026", date(2026, 9, 14))
    assert [told(date(2026, 9, day)) for day in (1, 14, 28)] == [third] * 3
    found["2026-Q3"].frozen_at = clock.now()
    session.flush()
    assert told(date(2026, 9, 20)) == ("Báo cáo CCHC 9 tháng năm 2026", None)
    assert told(date(2026, 9, 29)) == ("Báo cáo CCHC năm 2026", date(2026, 12, 14))
    assert told(date(2027, 1, 1)) is None
