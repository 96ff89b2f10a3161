"""Work items made from a reading: which periods, which days, which identity."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.workflows.deadlines.cases import SECOND_HALF, day
from workflows.deadlines import (
    ItemKind,
    Span,
    UpdatePeriod,
    calendar_quarters,
    planned_items,
    read_deadline,
)

YEAR_2025 = Span(date(2025, 1, 1), date(2025, 12, 31))
QUARTERS = calendar_quarters(SECOND_HALF)


def planned(text, span=SECOND_HALF, issued_on=None, periods=None):
    """Return (key, due, kind) of the items a text makes, dates as text."""
    periods = calendar_quarters(span) if periods is None else periods
    items = planned_items(read_deadline(text, span, issued_on), span, issued_on, periods)
    return [(i.period_key, i.due.isoformat() if i.due else None, i.kind.value) for i in items]


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("Trước ngày 30/7/2025", [("once", "2025-07-29", "once")]),
        ("Quý III/2024", [("once", "2024-09-30", "once")]),
        ("Quý III/2025", [("once", "2025-09-30", "once")]),
        (
            "Quý III–IV/2025",
            [("2025-Q3", None, "checkpoint"), ("once", "2025-12-31", "once")],
        ),
        ("từ 05/02 đến 08/02/2026", [("once", "2026-02-08", "once")]),
        (
            "Quý II và Quý IV",
            [("once", "2025-06-30", "milestone"), ("once", "2025-12-31", "milestone")],
        ),
        (
            "Định kỳ hằng quý, 6 tháng, 1 năm",
            [("2025-Q3", "2025-09-30", "period"), ("2025", "2025-12-31", "period")],
        ),
        (
            "chậm nhất ngày 14 của tháng cuối quý",
            [("2025-Q3", "2025-09-14", "period"), ("2025-Q4", "2025-12-14", "period")],
        ),
        (
            "Thường xuyên",
            [("2025-Q3", "2025-09-30", "check_in"), ("2025-Q4", "2025-12-31", "check_in")],
        ),
        ("Thường xuyên từ tháng 10/2025", [("2025-Q4", "2025-12-31", "check_in")]),
        ("Theo kế hoạch của Sở Nội vụ", [("once", None, "dormant")]),
        ("", [("once", None, "dormant")]),
        ("Trung tâm PVHCC", [("once", None, "dormant")]),
        (
            "Hằng quý và đột xuất",
            [
                ("2025-Q3", "2025-09-30", "period"),
                ("2025-Q4", "2025-12-31", "period"),
                ("once", None, "dormant"),
            ],
        ),
    ],
)
def test_each_kind_makes_its_items(text, items):
    assert planned(text) == items


def test_periods_that_end_on_one_day_are_one_item_named_by_the_widest():
    reading = read_deadline("Định kỳ hằng quý, 6 tháng, 9 tháng, 1 năm", YEAR_2025)
    items = planned_items(reading, YEAR_2025, None, [])
    assert [item.label for item in items] == [
        "Quý I/2025", "6 tháng đầu năm 2025", "9 tháng năm 2025", "Năm 2025",
    ]  # fmt: skip


def test_a_report_with_its_own_day_stays_apart_from_one_with_another():
    text = "hằng quý trước ngày 10 của tháng cuối quý; hằng năm, trước ngày 20/12"
    assert planned(text)[-2:] == [
        ("2025-Q4", "2025-12-09", "period"),
        ("2025", "2025-12-19", "period"),
    ]


def test_periods_ended_before_the_issue_are_not_made_but_a_fixed_date_is():
    issued_on = date(2025, 10, 8)
    assert planned("Hằng quý", issued_on=issued_on) == [("2025-Q4", "2025-12-31", "period")]
    assert planned("Thường xuyên", issued_on=issued_on) == [("2025-Q4", "2025-12-31", "check_in")]
    assert planned("Quý III/2025", issued_on=issued_on) == [("once", "2025-09-30", "once")]


def test_a_period_that_ends_on_the_day_of_issue_is_made():
    assert len(planned("Hằng quý", issued_on=date(2025, 9, 30))) == 2


def test_a_period_opened_before_the_plan_is_made_and_one_due_after_it_is_not():
    span = Span(date(2025, 8, 15), date(2025, 11, 30))
    reading = read_deadline("Hằng quý", span)
    (item,) = planned_items(reading, span, None, [])
    assert (item.opens, item.due) == (date(2025, 7, 1), date(2025, 9, 30))


def test_ongoing_work_follows_the_communes_own_periods():
    periods = [
        UpdatePeriod("2025-Q3", "Quý III/2025", date(2025, 6, 15), date(2025, 9, 14)),
        UpdatePeriod("2025-Q4", "Quý IV/2025", date(2025, 9, 15), date(2025, 12, 14)),
        UpdatePeriod("2026-Q1", "Quý I/2026", date(2025, 12, 15), date(2026, 3, 14)),
    ]
    assert planned("Thường xuyên", periods=periods) == [
        ("2025-Q3", "2025-09-14", "check_in"),
        ("2025-Q4", "2025-12-14", "check_in"),
    ]


def test_the_last_day_of_february_is_kept_in_common_and_leap_years():
    span = Span(date(2023, 1, 1), date(2024, 12, 31))
    ends = [due for _, due, _ in planned("hằng năm, trước ngày 01/3", span)]
    assert ends == ["2023-02-28", "2024-02-29"]
    ends = [due for _, due, _ in planned("ngày 29/02 hằng năm", span)]
    assert ends == ["2023-02-28", "2024-02-29"]


def test_the_31st_is_the_last_day_of_shorter_months():
    span = Span(date(2024, 1, 1), date(2024, 4, 30))
    ends = [due for _, due, _ in planned("ngày 31 hằng tháng", span)]
    assert ends == ["2024-01-31", "2024-02-29", "2024-03-31", "2024-04-30"]


def test_the_53rd_week_of_a_year_is_there():
    span = Span(date(2026, 12, 21), date(2027, 1, 17))
    assert [key for key, _, _ in planned("hằng tuần", span)] == [
        "2026-W52", "2026-W53", "2027-W01", "2027-W02",
    ]  # fmt: skip


def test_quarters_are_cut_to_the_plan():
    span = Span(date(2025, 8, 15), date(2026, 2, 10))
    assert [(q.key, q.start, q.end) for q in calendar_quarters(span)] == [
        ("2025-Q3", day("2025-08-15"), day("2025-09-30")),
        ("2025-Q4", day("2025-10-01"), day("2025-12-31")),
        ("2026-Q1", day("2026-01-01"), day("2026-02-10")),
    ]


RHYTHMS = (
    "hằng tuần", "hằng tháng", "hằng quý", "hằng 6 tháng", "hằng 9 tháng", "hằng năm",
    "hằng tháng, quý, 6 tháng, 9 tháng, năm", "ngày 31 hằng tháng", "thứ Sáu hằng tuần",
    "trước ngày 01 hằng tháng", "hằng tháng, chậm nhất ngày 05 tháng sau",
    "chậm nhất ngày 14 của tháng cuối quý", "ngày 29/02 hằng năm",
    "ngày 01 và ngày 15 hằng tháng", "hằng quý; chậm nhất ngày 30 của tháng đầu quý sau",
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(RHYTHMS),
    st.dates(date(1900, 1, 1), date(2100, 12, 31)),
    st.integers(0, 1500),
    st.integers(-200, 1500),
)
def test_periods_over_200_years_are_unique_ordered_and_within_the_plan(text, first, length, issue):
    span = Span(first, first + timedelta(days=length))
    issued_on = first + timedelta(days=issue)
    reading = read_deadline(text, span)
    items = planned_items(reading, span, issued_on, [])
    identities = [(item.part_index, item.period_key) for item in items]
    assert len(set(identities)) == len(identities)
    dues = [item.due for item in items]
    assert dues == sorted(dues)
    assert all(span.start <= due <= span.end and due >= issued_on for due in dues)
    assert {item.kind for item in items} <= {ItemKind.PERIOD}
    # What the span holds does not hang on where it begins: a longer plan makes the same items.
    longer = Span(span.start - timedelta(days=400), span.end + timedelta(days=400))
    again = planned_items(reading, longer, issued_on, [])
    assert [item for item in again if span.start <= item.due <= span.end] == items


@settings(max_examples=30, deadline=None)
@given(st.integers(1900, 2100))
def test_a_rhythm_fills_its_year_without_gap_or_overlap(year):
    span = Span(date(year, 1, 1), date(year, 12, 31))
    for text, count in (("hằng tháng", 12), ("hằng quý", 4), ("hằng 6 tháng", 2), ("hằng năm", 1)):
        items = planned_items(read_deadline(text, span), span, None, [])
        assert len(items) == count
        assert (items[0].opens, items[-1].due) == (span.start, span.end)
        for before, after in pairwise(items):
            assert after.opens == before.due + timedelta(days=1)


@settings(max_examples=60, deadline=None)
@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(0, 2000))
def test_quarters_cover_every_day_of_the_plan_once(first, length):
    span = Span(first, first + timedelta(days=length))
    quarters = calendar_quarters(span)
    assert (quarters[0].start, quarters[-1].end) == (span.start, span.end)
    for before, after in pairwise(quarters):
        assert after.start == before.end + timedelta(days=1)


@pytest.mark.parametrize("text", RHYTHMS)
def test_the_first_and_last_years_of_the_calendar_are_no_stumbling_block(text):
    for span in (Span(date.min, date(3, 1, 1)), Span(date(9997, 1, 1), date.max)):
        planned_items(read_deadline(text, span), span, None, calendar_quarters(span))
