"""Working days, checked against a wall calendar of September 2026 (the 14th is a Monday)."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflows.deadlines import (
    Before,
    ItemKind,
    Span,
    calendar_quarters,
    planned_items,
    read_deadline,
    reading_from_json,
    reading_to_json,
    shifted_items,
)
from workflows.deadlines.working_days import WorkingCalendar, shifted

PLAIN = WorkingCalendar()
WITH_HOLIDAY = WorkingCalendar(
    days_off=frozenset({date(2026, 9, 2)}), worked=frozenset({date(2026, 9, 5)})
)


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        (date(2026, 9, 14), date(2026, 9, 14), 0),
        (date(2026, 9, 14), date(2026, 9, 15), 1),
        (date(2026, 9, 11), date(2026, 9, 14), 1),
        (date(2026, 9, 12), date(2026, 9, 14), 1),
        (date(2026, 9, 4), date(2026, 9, 14), 6),
        (date(2026, 9, 14), date(2026, 9, 11), 0),
    ],
)
def test_days_after_the_first_are_counted_up_to_the_last(
    first: date, last: date, days: int
) -> None:
    assert PLAIN.days_between(first, last) == days


def test_a_holiday_is_left_out_and_a_saturday_worked_for_it_counts() -> None:
    assert not WITH_HOLIDAY.is_working(date(2026, 9, 2))
    assert WITH_HOLIDAY.is_working(date(2026, 9, 5))
    assert WITH_HOLIDAY.days_between(date(2026, 9, 1), date(2026, 9, 7)) == 4


@pytest.mark.parametrize(
    ("first", "count", "day"),
    [
        (date(2026, 9, 14), 5, date(2026, 9, 21)),
        (date(2026, 9, 12), 1, date(2026, 9, 14)),
        (date(2026, 9, 14), 0, date(2026, 9, 14)),
    ],
)
def test_the_day_when_so_many_working_days_have_passed(first: date, count: int, day: date) -> None:
    assert PLAIN.day_after(first, count) == day
    assert PLAIN.days_between(first, day) == count


YEAR = Span(date(2026, 1, 1), date(2026, 12, 31))
MOVED = "31/10/2026"
"""A Saturday."""


@pytest.mark.parametrize(
    ("text", "before", "due"),
    [
        (f"Chậm nhất {MOVED}", Before.EXCLUSIVE, date(2026, 11, 2)),
        (f"Trong ngày {MOVED}", Before.INCLUSIVE, date(2026, 11, 2)),
        ("Tháng 10/2026", Before.EXCLUSIVE, date(2026, 11, 2)),
        (f"Trước 17 giờ 00 ngày {MOVED}", Before.EXCLUSIVE, date(2026, 11, 2)),
        # X - 1 is the Saturday, or X itself is: the last working day before X either way.
        ("Trước ngày 01/11/2026", Before.EXCLUSIVE, date(2026, 10, 30)),
        (f"Trước ngày {MOVED}", Before.INCLUSIVE, date(2026, 10, 30)),
        (f"Trước ngày {MOVED}", Before.EXCLUSIVE, date(2026, 10, 30)),
        ("Trước tháng 11/2026", Before.INCLUSIVE, date(2026, 10, 30)),
        ("Quý IV, trước ngày 01/11/2026", Before.EXCLUSIVE, date(2026, 10, 30)),
        ("Từ 01/10 đến trước 01/11/2026", Before.EXCLUSIVE, date(2026, 10, 30)),
        ("Chậm nhất 30/10/2026", Before.EXCLUSIVE, date(2026, 10, 30)),
    ],
)
def test_a_deadline_on_a_saturday_moves_on_but_before_a_day_it_moves_back(
    text: str, before: Before, due: date
) -> None:
    reading = reading_from_json(reading_to_json(read_deadline(text, YEAR, None, before)))
    items = planned_items(reading, YEAR, None, ())
    (item,) = (one for one in shifted_items(items, reading.parts, PLAIN) if one.due)
    assert item.due == due
    printed = reading.parts[0].due
    assert item.printed_due == (None if due == printed else printed)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        # 25/4, 25/7 and 25/10/2026 are a Saturday, a Saturday and a Sunday.
        ("Chậm nhất ngày 25 tháng đầu quý", [(4, 27), (7, 27), (10, 26)]),
        ("Trước ngày 26 tháng đầu quý", [(4, 24), (7, 24), (10, 23)]),
        ("Hằng quý; báo cáo trước ngày 26 tháng đầu quý", [(4, 24), (7, 24), (10, 23)]),
    ],
)
def test_the_days_of_a_rhythm_move_alike(text: str, days: list[tuple[int, int]]) -> None:
    reading = read_deadline(text, Span(date(2026, 4, 1), date(2026, 12, 31)))
    items = planned_items(reading, Span(date(2026, 4, 1), date(2026, 12, 31)), None, ())
    moved = [one.due for one in shifted_items(items, reading.parts, PLAIN) if one.due]
    assert moved == [date(2026, month, day) for month, day in days]


def test_an_update_period_ends_on_a_working_day_and_before_holds_for_the_last_day_only() -> None:
    reading = read_deadline("Thường xuyên, đến trước 01/11/2026", YEAR)
    items = planned_items(reading, YEAR, None, calendar_quarters(YEAR))
    calendar = WorkingCalendar(days_off=frozenset({date(2026, 9, 30)}))
    moved = {one.period_key: one.due for one in shifted_items(items, reading.parts, calendar)}
    assert moved["2026-Q3"] == date(2026, 10, 1)


def test_a_deadline_that_sleeps_has_nothing_to_move() -> None:
    reading = read_deadline("Theo kế hoạch của Sở Nội vụ", YEAR)
    (item,) = shifted_items(planned_items(reading, YEAR, None, ()), reading.parts, PLAIN)
    assert (item.kind, item.due, item.printed_due) == (ItemKind.DORMANT, None, None)


@given(
    due=st.dates(date(2020, 1, 1), date(2220, 1, 1)),
    near=st.sets(st.integers(-12, 12)),
    worked=st.sets(st.integers(-12, 12)),
    before=st.booleans(),
)
@settings(max_examples=300, deadline=None)
def test_a_moved_deadline_is_the_nearest_working_day_on_its_side(
    due: date, near: set[int], worked: set[int], before: bool
) -> None:
    calendar = WorkingCalendar(
        frozenset(due + timedelta(days=n) for n in near),
        frozenset(due + timedelta(days=n) for n in worked),
    )
    moved = shifted(due, calendar, before=before)
    assert calendar.is_working(moved)
    assert shifted(moved, calendar, before=before) == moved
    passed = range(min(0, (moved - due).days), max(0, (moved - due).days) + 1)
    assert [n for n in passed if calendar.is_working(due + timedelta(days=n))] == [
        (moved - due).days
    ]
    assert moved <= due if before else moved >= due
