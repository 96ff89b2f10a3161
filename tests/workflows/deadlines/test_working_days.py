"""Working days, checked against a wall calendar of September 2026 (the 14th is a Monday)."""

from datetime import date

import pytest

from workflows.deadlines.working_days import WorkingCalendar

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
