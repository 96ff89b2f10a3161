"""Reporting regimes: windows, ladders, update periods, and the form they are stored in."""

import json
from calendar import monthrange
from dataclasses import replace
from datetime import date, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflows.deadlines import Span
from workflows.reporting import (
    PRESETS,
    LadderStep,
    ReportArea,
    ReportingRegime,
    ReportRule,
    Rung,
    YearDay,
    regime_from_json,
    regime_to_json,
    update_periods,
    windows_of_year,
)

years = st.integers(1950, 2150)
days = st.dates(date(1950, 1, 1), date(2150, 12, 31))


def rule(months, first, last, cut_off=None, **more):
    """Return a report rule on months, with days as (month, day) or (month, day, year offset)."""
    closes = YearDay(*cut_off) if cut_off else None
    key = more.pop("key", f"m{months[0]}_{months[1]}")
    label = more.pop("label", "Báo cáo {year}")
    return ReportRule(key, label, months, YearDay(*first), YearDay(*last), closes, **more)


def regime(*rules):
    return ReportingRegime("of_a_test", "Chế độ báo cáo", rules)


def year_of_months(day):
    """Return a regime of twelve monthly reports that close on a day of their month."""
    return regime(
        *(
            rule((m, m), (m - 1 or 12, day, 0 if m > 1 else -1), (m, day), (m, day))
            for m in range(1, 13)
        )
    )


def closing_of(year, month, day):
    """Return the day of a month, its last where the month is too short."""
    return date(year, month, min(day, monthrange(year, month)[1]))


# Windows


@given(years, st.integers(1, 12), st.integers(1, 31), st.sampled_from([-1, 0, 1]))
def test_a_day_the_month_does_not_have_is_its_last(year, month, day, offset):
    found = YearDay(month, day, offset).on(year)
    assert (found.year, found.month) == (year + offset, month)
    assert found.day == min(day, monthrange(year + offset, month)[1])


def test_the_29th_of_february_is_the_28th_in_a_common_year():
    report = regime(rule((1, 2), (1, 1), (2, 29), (2, 29)))
    ends = [windows_of_year(report, year)[0].ends_on for year in (2023, 2024, 2100)]
    assert ends == [date(2023, 2, 28), date(2024, 2, 29), date(2100, 2, 28)]


@given(st.sampled_from(sorted(PRESETS)), years)
def test_a_window_comes_from_its_rule_and_its_year_alone(name, year):
    found = windows_of_year(PRESETS[name], year)
    rules = [one for one in PRESETS[name].rules for _ in (one.areas or (None,))]
    assert len({window.key for window in found}) == len(found)
    for window, made_by in zip(found, rules, strict=True):
        assert window.key.startswith(f"{year}-")
        assert str(year) in window.label
        for on, day in ((window.starts_on, made_by.first), (window.ends_on, made_by.last)):
            assert on == closing_of(year + day.year_offset, day.month, day.day)
        assert window.starts_on <= window.ends_on
        assert (window.cut_off_on is None) == (made_by.cut_off is None)


def test_keys_say_which_months_a_report_is_on():
    months = [(1, 3), (4, 6), (7, 9), (10, 12), (1, 6), (7, 12), (1, 9), (1, 12), (3, 3), (2, 5)]
    found = windows_of_year(regime(*(rule(pair, (1, 1), (12, 31)) for pair in months)), 2025)
    assert [window.key.removeprefix("2025-") for window in found] == [
        "Q1", "Q2", "Q3", "Q4", "H1", "H2", "9M", "Y", "M03", "M02-M05",
    ]  # fmt: skip


def test_a_thematic_report_is_made_once_for_each_area():
    areas = (ReportArea("digital", "chính quyền số"), ReportArea("apparatus", "bộ máy"))
    label = "Báo cáo chuyên đề {area}, năm {year}"
    found = windows_of_year(regime(rule((1, 12), (1, 1), (12, 31), label=label, areas=areas)), 2026)
    assert [(window.key, window.label, window.area) for window in found] == [
        ("2026-Y-digital", "Báo cáo chuyên đề chính quyền số, năm 2026", areas[0]),
        ("2026-Y-apparatus", "Báo cáo chuyên đề bộ máy, năm 2026", areas[1]),
    ]


def test_braces_in_a_typed_label_are_only_text():
    report = regime(rule((1, 12), (1, 1), (12, 31), label="Báo cáo {0} {năm} {year}"))
    assert windows_of_year(report, 2026)[0].label == "Báo cáo {0} {năm} 2026"


def test_a_ladder_has_its_days_and_hours_in_the_order_of_the_making():
    ladder = (
        Rung(LadderStep.UNITS_SEND, YearDay(12, 10), time(17)),
        Rung(LadderStep.TO_DEPARTMENT, YearDay(1, 5, 1)),
    )
    (window,) = windows_of_year(regime(rule((1, 12), (1, 1), (12, 31), ladder=ladder)), 2025)
    assert [(step.step, step.on, step.at) for step in window.ladder] == [
        (LadderStep.UNITS_SEND, date(2025, 12, 10), time(17)),
        (LadderStep.TO_DEPARTMENT, date(2026, 1, 5), None),
    ]


_SENT = Rung(LadderStep.UNITS_SEND, YearDay(3, 10))
_MADE = Rung(LadderStep.INTERNAL, YearDay(3, 5))


@pytest.mark.parametrize(
    "mistaken",
    [
        lambda: YearDay(13, 1),
        lambda: YearDay(2, 32),
        lambda: YearDay(2, 0),
        lambda: YearDay(2, 1, 2),
        lambda: rule((3, 1), (1, 1), (3, 31)),
        lambda: rule((1, 13), (1, 1), (3, 31)),
        lambda: rule((1, 3), (4, 1), (3, 31)),
        lambda: rule((1, 3), (3, 1), (3, 31), (2, 28)),
        lambda: rule((1, 3), (1, 1), (3, 31), ladder=(_SENT, _MADE)),
        lambda: rule((1, 3), (1, 1), (3, 31), ladder=(_SENT, _SENT)),
        lambda: regime(rule((1, 3), (1, 1), (3, 31)), rule((1, 3), (1, 1), (3, 9), key="other")),
        lambda: regime(
            rule((1, 3), (1, 1), (3, 31), key="one"), rule((1, 6), (1, 1), (6, 9), key="one")
        ),
        # Quarter II would close before quarter I does.
        lambda: regime(
            rule((1, 3), (1, 1), (3, 31), (4, 20)), rule((4, 6), (4, 1), (6, 30), (4, 10))
        ),
        # The first of the next year would close before the last of this one.
        lambda: regime(
            rule((1, 1), (1, 1), (1, 31), (1, 5)), rule((1, 12), (1, 1), (12, 31), (1, 10, 1))
        ),
    ],
)
def test_what_cannot_be_is_refused(mistaken):
    with pytest.raises(ValueError):
        mistaken()


# Update periods


def test_update_periods_run_from_one_cut_off_to_the_next():
    span = Span(date(2025, 7, 1), date(2026, 6, 30))
    assert [
        (p.key, p.label, p.start, p.end) for p in update_periods(PRESETS["lien-minh"], span)
    ] == [
        ("2025-Q3", "Quý III/2025 (15/6/2025–14/9/2025)", date(2025, 6, 15), date(2025, 9, 14)),
        ("2025-Q4", "Quý IV/2025 (15/9/2025–14/12/2025)", date(2025, 9, 15), date(2025, 12, 14)),
        ("2026-Q1", "Quý I/2026 (15/12/2025–14/3/2026)", date(2025, 12, 15), date(2026, 3, 14)),
        ("2026-Q2", "Quý II/2026 (15/3/2026–14/6/2026)", date(2026, 3, 15), date(2026, 6, 14)),
        ("2026-Q3", "Quý III/2026 (15/6/2026–14/9/2026)", date(2026, 6, 15), date(2026, 9, 14)),
    ]


def test_the_last_days_of_december_belong_to_the_next_year():
    span = Span(date(2025, 12, 15), date(2025, 12, 31))
    (period,) = update_periods(PRESETS["lien-minh"], span)
    assert (period.key, period.end) == ("2026-Q1", date(2026, 3, 14))


@pytest.mark.parametrize("name", ["minh-son", "minh-duc", "an-tuong"])
def test_a_regime_without_a_cut_off_has_the_quarters_of_the_calendar(name):
    span = Span(date(2025, 8, 15), date(2025, 11, 20))
    assert [(p.label, p.start, p.end) for p in update_periods(PRESETS[name], span)] == [
        ("Quý III/2025", date(2025, 7, 1), date(2025, 9, 30)),
        ("Quý IV/2025", date(2025, 10, 1), date(2025, 12, 31)),
    ]


def test_periods_are_named_by_the_months_between_their_reports():
    half_years = regime(
        rule((1, 5), (1, 1), (5, 31), (5, 25)),
        rule((1, 9), (1, 1), (9, 30), (9, 30)),
        rule((1, 10), (1, 1), (10, 31), (10, 31)),
    )
    found = update_periods(half_years, Span(date(2026, 1, 1), date(2026, 10, 31)))
    assert [(p.key, p.label) for p in found] == [
        ("2025-11-2026-05", "Tháng 11/2025–5/2026 (01/11/2025–25/5/2026)"),
        ("2026-06-2026-09", "Tháng 6–9/2026 (26/5/2026–30/9/2026)"),
        ("2026-10", "Tháng 10/2026"),
    ]


def test_reports_named_by_one_month_close_one_period_on_the_earliest_cut_off():
    both = regime(
        rule((1, 3), (1, 1), (3, 31), (3, 14)),
        rule((3, 3), (3, 1), (3, 31), (3, 25)),
        rule((1, 12), (1, 1), (12, 31), (12, 31)),
    )
    found = update_periods(both, Span(date(2026, 1, 1), date(2026, 12, 31)))
    assert [(p.start, p.end) for p in found] == [
        (date(2026, 1, 1), date(2026, 3, 14)),
        (date(2026, 3, 15), date(2026, 12, 31)),
    ]


def test_a_thematic_report_closes_no_update_period():
    thematic = rule(
        (1, 6), (1, 1), (6, 30), (6, 30), areas=(ReportArea("digital", "chính quyền số"),)
    )
    yearly = regime(rule((1, 12), (1, 1), (12, 31), (12, 31)), thematic)
    (period,) = update_periods(yearly, Span(date(2026, 2, 1), date(2026, 9, 1)))
    assert (period.key, period.label) == ("2026", "Năm 2026")


@st.composite
def regimes(draw):
    """Draw a regime with a cut-off on any day of any months, the same month or the one after."""
    chosen = sorted(draw(st.sets(st.integers(1, 12), min_size=1)))
    lag = draw(st.sampled_from([0, 1]))
    made = []
    for month in chosen:
        place = month + lag
        closes = (
            (place - 12, draw(st.integers(1, 28)), 1)
            if place > 12
            else (place, draw(st.integers(1, 31)))
        )
        made.append(rule((1, month), (1, 1, -1), closes, closes))
    return regime(*made)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(PRESETS)).map(PRESETS.get) | regimes(), days, st.integers(0, 1500))
def test_update_periods_cover_every_day_of_a_plan_once(drawn, first, length):
    span = Span(first, first + timedelta(days=length))
    periods = update_periods(drawn, span)
    assert periods[0].start <= span.start <= periods[0].end
    assert periods[-1].start <= span.end <= periods[-1].end
    for before, after in pairwise(periods):
        assert before.start <= before.end
        assert after.start == before.end + timedelta(days=1)
    assert len({period.key for period in periods}) == len(periods)
    # A longer plan has the same periods and more: none hangs on where the plan begins or ends.
    longer = update_periods(drawn, Span(first - timedelta(days=500), span.end + timedelta(500)))
    assert [p for p in longer if p.start <= span.end and span.start <= p.end] == periods


@settings(max_examples=100, deadline=None)
@given(st.integers(1, 31), days)
def test_monthly_cut_offs_are_worked_out_from_the_year_and_not_from_the_month_before(day, first):
    for period in update_periods(year_of_months(day), Span(first, first + timedelta(days=400))):
        assert period.end == closing_of(period.end.year, period.end.month, day)
        opening = period.start - timedelta(days=1)
        assert opening == closing_of(opening.year, opening.month, day)
        assert period.label.startswith(f"Tháng {period.end.month}/{period.end.year}")


def test_the_first_and_last_years_of_the_calendar_are_no_stumbling_block():
    for span in (Span(date.min, date(4, 1, 1)), Span(date(9996, 1, 1), date.max)):
        assert update_periods(PRESETS["hop-tien"], span)


# What is stored


@pytest.mark.parametrize("name", sorted(PRESETS))
def test_a_regime_comes_back_from_its_stored_form(name):
    stored = json.dumps(regime_to_json(PRESETS[name]), ensure_ascii=False)
    assert regime_from_json(json.loads(stored)) == PRESETS[name]


@settings(max_examples=60, deadline=None)
@given(regimes(), st.times().map(lambda at: at.replace(second=0, microsecond=0)))
def test_hours_and_days_of_a_ladder_are_stored(drawn, at):
    ladder = (Rung(LadderStep.INTERNAL, YearDay(2, 29), at), Rung(LadderStep.TO_COMMITTEE, _DAY))
    drawn = replace(drawn, rules=tuple(replace(one, ladder=ladder) for one in drawn.rules))
    assert regime_from_json(json.loads(json.dumps(regime_to_json(drawn)))) == drawn


_DAY = YearDay(1, 2, 1)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("months", [1]),
        ("months", [0, 3]),
        ("first", {"month": 2}),
        ("first", {"month": "2", "day": 1, "year_offset": 0}),
        ("first", None),
        ("last", {"month": 2, "day": 32, "year_offset": 0}),
        ("ladder", [{"step": "someday", "day": {"month": 1, "day": 1}, "at": None}]),
        ("ladder", [{"step": "internal", "day": {"month": 1, "day": 1}, "at": "25:00"}]),
        ("areas", [{"key": "digital"}]),
    ],
)
def test_a_stored_form_that_says_what_cannot_be_is_refused(name, value):
    stored = regime_to_json(PRESETS["lien-minh"])
    stored["rules"][0][name] = value
    with pytest.raises((KeyError, TypeError, ValueError)):
        regime_from_json(stored)
