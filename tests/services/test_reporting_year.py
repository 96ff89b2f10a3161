"""A commune's regime makes the windows, the register and the update periods of its year."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.labels.reporting import Kept, ReportingRefusal
from app.models import (
    Event,
    ReportKind,
    Task,
    Unit,
    UnitKind,
    WorkItem,
)
from app.queries.reporting_windows import ladder_of
from app.services import generation
from app.services import reporting_regimes as regimes
from app.services.plan_start import start_plan
from app.services.reporting_year import changes_of_year
from tests.cast import World
from tests.conftest import TestClock
from tests.drafting import confirm_names, store_plan
from tests.plan_texts import HEAD, KT, plan_text
from tests.reporting import (
    JANUARY,
    move_steps,
    periods_of,
    refusal_of,
    regime_of,
    reports_of,
    save_days,
    send_report,
    start_reports,
    windows_of,
)
from workflows.deadlines import ItemKind
from workflows.reporting import PRESETS, LadderStep, YearDay

AREA = ("I", "CẢI CÁCH THỦ TỤC HÀNH CHÍNH", "", "", "", "")


ONGOING = ("1", "Công khai thủ tục", KT, "", "Văn bản", "Thường xuyên")


@pytest.fixture(autouse=True)
def in_january(test_clock: TestClock) -> None:
    test_clock.set(JANUARY)


def test_a_preset_makes_the_windows_update_periods_and_register_of_a_year(
    world: World, session: Session
) -> None:
    start_reports(world)
    found = windows_of(world)
    assert sorted(found) == ["2026-9M", "2026-H1", "2026-Q1", "2026-Q3", "2026-Y"]
    half = found["2026-H1"]
    assert (half.starts_on, half.ends_on, half.cut_off_on) == (
        date(2025, 12, 15),
        date(2026, 6, 14),
        date(2026, 6, 14),
    )
    assert [day.step for day in ladder_of(half)] == [
        LadderStep.UNITS_SEND,
        LadderStep.FIGURES_CLOSE,
        LadderStep.TO_COMMITTEE,
    ]
    assert found["2026-9M"].cut_off_on is None
    assert periods_of(world) == [
        ("2026-Q1", date(2025, 12, 15), date(2026, 3, 14)),
        ("2026-Q2", date(2026, 3, 15), date(2026, 6, 14)),
        ("2026-Q3", date(2026, 6, 15), date(2026, 9, 14)),
        ("2026-Q4", date(2026, 9, 15), date(2026, 12, 14)),
    ]
    owed = reports_of(world, half)
    committee = session.scalars(
        select(Unit.id).where(
            Unit.commune_id == world.mau.commune.id, Unit.kind == UnitKind.under_committee
        )
    ).all()
    assert {one.unit_id for one in owed} == set(committee)
    assert {(one.kind, one.due_on) for one in owed} == {(ReportKind.periodic, date(2026, 6, 14))}
    event = session.scalars(select(Event).where(Event.kind == "reporting_regime.start")).one()
    assert sorted(event.data["make"]) == sorted(found)


def test_a_year_begun_late_asks_nobody_for_what_is_past(
    world: World, test_clock: TestClock
) -> None:
    test_clock.set(datetime(2026, 7, 1, 2, tzinfo=UTC))
    start_reports(world)
    found = windows_of(world)
    assert reports_of(world, found["2026-H1"]) == []
    assert len(reports_of(world, found["2026-Q3"])) == 4


def test_next_year_is_copied_and_a_year_is_begun_once(world: World) -> None:
    assert (
        refusal_of(lambda: start_reports(world, regimes.COPY)) is ReportingRefusal.nothing_to_copy
    )
    start_reports(world, "hop-tien")
    assert refusal_of(lambda: start_reports(world)) is ReportingRefusal.year_known
    start_reports(world, regimes.COPY, 2027)
    assert windows_of(world, 2027)["2027-Q1"].cut_off_on == date(2027, 3, 9)
    assert regime_of(world).regime == PRESETS["hop-tien"]


def test_an_edited_rule_moves_what_has_not_come_and_says_what_stays(
    world: World, test_clock: TestClock
) -> None:
    start_reports(world)
    test_clock.set(datetime(2026, 6, 20, 2, tzinfo=UTC))
    changes = save_days(world, "half_year", last=YearDay(6, 10), cut_off=YearDay(6, 10), steps={})
    assert [(one.before.key, one.kept) for one in changes.by_verb("keep")] == [
        ("2026-H1", Kept.being_made)
    ]
    assert windows_of(world)["2026-H1"].cut_off_on == date(2026, 6, 14)
    day = YearDay(9, 20)
    save_days(world, "q3", last=day, cut_off=day, steps={LadderStep.UNITS_SEND: day})
    third = windows_of(world)["2026-Q3"]
    assert (third.cut_off_on, third.version) == (date(2026, 9, 20), 2)
    assert {one.due_on for one in reports_of(world, third)} == {date(2026, 9, 20)}
    assert ("2026-Q4", date(2026, 9, 21), date(2026, 12, 14)) in periods_of(world)


def test_a_window_stays_once_a_report_was_sent_or_a_step_moved(world: World) -> None:
    start_reports(world)
    found = windows_of(world)
    one = reports_of(world, found["2026-Q3"])[0]
    send_report(world, one, "Thư")
    move_steps(world, found["2026-Y"], {LadderStep.TO_COMMITTEE: date(2026, 12, 16)})
    shorter = replace(PRESETS["lien-minh"], rules=PRESETS["hop-tien"].rules)
    changes = changes_of_year(world.session, world.mau.commune.id, shorter, 2026, clock.today())
    kept = {one.before.key: one.kept for one in changes.by_verb("keep")}
    assert kept == {"2026-Q3": Kept.entered, "2026-Y": Kept.entered}
    assert [one.before.key for one in changes.by_verb("remove")] == ["2026-H1", "2026-9M"]


def test_a_report_taken_out_of_the_regime_takes_its_empty_window_along(world: World) -> None:
    start_reports(world)
    found = regime_of(world)
    regimes.save_rule(
        world.session,
        world.actor("Thư"),
        found,
        "nine_months",
        None,
        version=found.row.version,
        now=clock.now(),
    )
    assert "2026-9M" not in windows_of(world)
    assert all(one.window_id is not None for one in reports_of(world))


def test_a_report_is_added_on_its_months_of_the_calendar(world: World, session: Session) -> None:
    start_reports(world)
    found = regime_of(world)
    addable = regimes.rules_to_add(found.regime)
    assert {"q2", "q4", "month_01"} <= addable.keys()
    assert addable.keys().isdisjoint(rule.key for rule in found.regime.rules)
    regimes.save_rule(
        session,
        world.actor("Thư"),
        found,
        "q2",
        addable["q2"],
        version=found.row.version,
        now=clock.now(),
    )
    assert [rule.key for rule in regime_of(world).regime.rules][:4] == [
        "q1",
        "q2",
        "half_year",
        "q3",
    ]
    second = windows_of(world)["2026-Q2"]
    assert (second.starts_on, second.ends_on, second.cut_off_on) == (
        date(2026, 4, 1),
        date(2026, 6, 30),
        None,
    )
    assert {one.due_on for one in reports_of(world, second)} == {date(2026, 6, 30)}
    assert session.scalars(select(Event).where(Event.kind == "reporting_regime.add_rule")).one()


DAYS = [
    ({"last": YearDay(12, 1, -1)}, ReportingRefusal.ends_before_start),
    ({"cut_off": YearDay(12, 1, -1)}, ReportingRefusal.closes_before_start),
    (
        {"steps": {LadderStep.UNITS_SEND: YearDay(3, 14), LadderStep.FIGURES_CLOSE: YearDay(3, 1)}},
        ReportingRefusal.steps_out_of_order,
    ),
    ({"cut_off": YearDay(7, 1)}, ReportingRefusal.periods_out_of_order),
]


@pytest.mark.parametrize(("days", "refusal"), DAYS)
def test_days_that_contradict_each_other_are_refused_in_words(
    world: World, days: dict[str, object], refusal: ReportingRefusal
) -> None:
    start_reports(world)
    assert refusal_of(lambda: save_days(world, "q1", **days)) is refusal


def test_a_regime_that_somebody_else_changed_is_not_overwritten(world: World) -> None:
    start_reports(world)
    found = regime_of(world)
    stale = found.row.version - 1
    assert (
        refusal_of(
            lambda: regimes.name_area_units(
                world.session, world.actor("Thư"), found, {}, version=stale, now=clock.now()
            )
        )
        is ReportingRefusal.changed_meanwhile
    )


def start_a_plan(world: World, head: str = HEAD) -> list[WorkItem]:
    draft = store_plan(world, plan_text([AREA, ONGOING], head=head))
    confirm_names(world, draft)
    plan = start_plan(
        world.session, world.actor("Thư"), draft.id, version=draft.version, now=clock.now()
    )
    return list(
        world.session.scalars(
            select(WorkItem).where(WorkItem.plan_id == plan.id).order_by(WorkItem.due_on)
        )
    )


def test_a_plan_follows_the_update_periods_of_the_regime(world: World) -> None:
    start_reports(world)
    (item,) = start_a_plan(world)
    assert (item.period_key, item.kind, item.due_on) == (
        "2026-Q1",
        ItemKind.CHECK_IN,
        date(2026, 3, 14),
    )
    assert len(periods_of(world)) == 4


def test_a_plan_before_any_regime_has_quarters_and_what_was_given_stays(
    world: World, session: Session, test_clock: TestClock
) -> None:
    (item,) = start_a_plan(world)
    assert (item.period_key, item.due_on) == ("2026-Q1", date(2026, 3, 31))
    changes = start_reports(world)
    assert [row.key for row in changes.periods.kept] == ["2026-Q1"]
    assert (
        periods_of(world)
        == [
            ("2026-Q1", date(2026, 1, 1), date(2026, 3, 31)),
            ("2026-Q2", date(2026, 4, 1), date(2026, 6, 14)),
            ("2026-Q3", date(2026, 6, 15), date(2026, 9, 14)),
            ("2026-Q4", date(2026, 9, 15), date(2026, 12, 14)),
        ]
        or periods_of(world)[0][0] == "2026-Q1-2"
    )
    # The nightly job opens the next period on its new day, not on that of the quarter.
    test_clock.set(datetime(2026, 6, 15, 2, tzinfo=UTC))
    generation.open_due_periods(session, clock.today(), clock.now())
    keys = session.scalars(select(WorkItem.period_key).order_by(WorkItem.due_on)).all()
    assert keys == ["2026-Q1", "2026-Q2", "2026-Q3"]
    assert session.scalars(select(Task.next_opens_on)).one() == date(2026, 9, 15)
