"""The presets against what the five plans print, by hand and as the reader of plans finds it."""

from datetime import date

import pytest

from app.plan_import import ProposalKind, read_plan
from tests.plans import plan_path
from workflows.reporting import PRESETS, LadderStep, windows_of_year


def days(name, year=2025):
    """Return (key, first day, last day, cut-off) of a preset's reports, thematic ones left out."""
    found = [one for one in windows_of_year(PRESETS[name], year) if one.area is None]
    return [
        (one.key, str(one.starts_on), str(one.ends_on), one.cut_off_on and str(one.cut_off_on))
        for one in found
    ]


def test_lien_minh_closes_its_figures_on_the_14th():
    assert days("lien-minh") == [
        ("2025-Q1", "2024-12-15", "2025-03-14", "2025-03-14"),
        ("2025-H1", "2024-12-15", "2025-06-14", "2025-06-14"),
        ("2025-Q3", "2025-06-15", "2025-09-14", "2025-09-14"),
        # The plan prints no cut-off for nine months: the office is asked.
        ("2025-9M", "2024-12-15", "2025-09-14", None),
        ("2025-Y", "2024-12-15", "2025-12-14", "2025-12-14"),
    ]


def test_the_ladder_of_lien_minh_ends_with_the_committee():
    found = {one.key: one.ladder for one in windows_of_year(PRESETS["lien-minh"], 2026)}
    assert [(step.step, step.on) for step in found["2026-Q1"]] == [
        (LadderStep.UNITS_SEND, date(2026, 3, 14)),
        (LadderStep.FIGURES_CLOSE, date(2026, 3, 14)),
        (LadderStep.TO_COMMITTEE, date(2026, 3, 14)),
    ]
    assert [step.step for step in found["2026-9M"]] == [LadderStep.UNITS_SEND]


def test_lien_minh_has_thematic_reports_on_six_areas_three_times_a_year():
    found = [one for one in windows_of_year(PRESETS["lien-minh"], 2025) if one.area]
    assert len(found) == 18
    assert {step.on for one in found for step in one.ladder} == {
        date(2025, 6, 14), date(2025, 9, 14), date(2025, 12, 14),
    }  # fmt: skip
    assert found[0].label == "Báo cáo chuyên đề cải cách thể chế, 6 tháng đầu năm 2025"


def test_hop_tien_sends_by_the_ninth_and_closes_on_that_day():
    assert days("hop-tien") == [
        ("2025-Q1", "2024-12-10", "2025-03-09", "2025-03-09"),
        ("2025-Q2", "2025-03-10", "2025-06-09", "2025-06-09"),
        ("2025-Q3", "2025-06-10", "2025-09-09", "2025-09-09"),
        ("2025-Y", "2024-12-10", "2025-12-09", "2025-12-09"),
    ]


@pytest.mark.parametrize("name", ["minh-duc", "an-tuong"])
def test_plans_without_a_day_keep_to_the_calendar(name):
    assert days(name) == [
        ("2025-Q1", "2025-01-01", "2025-03-31", None),
        ("2025-H1", "2025-01-01", "2025-06-30", None),
        ("2025-Q3", "2025-07-01", "2025-09-30", None),
        ("2025-Y", "2025-01-01", "2025-12-31", None),
    ]


def test_minh_son_reports_in_every_month_of_a_leap_year():
    found = days("minh-son", 2024)
    assert len(found) == 12
    assert found[1] == ("2024-M02", "2024-02-01", "2024-02-29", None)
    assert [key for key, *_ in found if "M" not in key] == [
        "2024-Q1", "2024-H1", "2024-Q3", "2024-Y",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("file", "year"),
    [
        ("lien-minh-2025.txt", 2025),
        ("hop-tien-2025.txt", 2025),
        ("minh-son-2022.txt", 2022),
        ("minh-duc-2025.txt", 2025),
    ],
)
def test_a_preset_agrees_with_what_is_read_out_of_the_plan(file, year):
    name = file.rpartition("-")[0]
    reading = read_plan(plan_path(file).read_bytes(), file)
    read = {
        one.values["key"]: one.values
        for one in reading.proposals
        if one.kind is ProposalKind.reporting_window
    }
    preset = {one.key: one for one in windows_of_year(PRESETS[name], year)}
    assert read.keys() <= preset.keys()
    for key, values in read.items():
        window = preset[key]
        sent = [step.on for step in window.ladder if step.step is LadderStep.UNITS_SEND]
        known = {"from": window.starts_on, "to": window.ends_on, "cut_off": window.cut_off_on}
        known["send"] = sent[0] if sent else None
        for which in values.keys() - {"key"}:
            assert values[which] == str(known[which])
        assert ("cut_off" in values) == (window.cut_off_on is not None)
