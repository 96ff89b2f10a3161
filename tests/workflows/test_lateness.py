"""How items and tasks stand against time."""

from datetime import date, timedelta

import pytest

from workflows.deadlines.lateness import (
    ItemDates,
    KeptDates,
    Standing,
    days_late,
    is_on_time_after_moving,
    kept_dates,
    standing_of,
)
from workflows.states import Status

TODAY = date(2026, 9, 14)
PAST, FUTURE = date(2026, 8, 31), date(2026, 9, 30)


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("due_on", [None, PAST, TODAY, FUTURE])
def test_only_what_the_unit_still_has_to_do_can_be_late(
    status: Status, due_on: date | None
) -> None:
    with_the_unit = status in (Status.assigned, Status.in_progress, Status.returned)
    expected = 14 if with_the_unit and due_on == PAST else 0
    assert days_late(status, due_on, TODAY) == expected


def test_due_today_is_not_late_and_tomorrow_it_is_by_one_day() -> None:
    assert days_late(Status.assigned, TODAY, TODAY) == 0
    assert days_late(Status.assigned, TODAY, TODAY + timedelta(days=1)) == 1


def item(
    status: Status, due_on: date | None = FUTURE, completed_on: date | None = None
) -> ItemDates:
    return ItemDates(status, due_on, completed_on)


VERIFIED, ASSIGNED, SUBMITTED, DORMANT, CANCELLED = (
    Status.verified,
    Status.assigned,
    Status.submitted,
    Status.dormant,
    Status.cancelled,
)

CASES = [
    ("one verified in time", [item(VERIFIED, PAST, PAST)], False, Standing.done_on_time),
    ("verified after its date", [item(VERIFIED, PAST, TODAY)], False, Standing.done_late),
    ("verified, a period to come", [item(VERIFIED, PAST, PAST)], True, Standing.open_in_time),
    (
        "one open in time",
        [item(VERIFIED, PAST, PAST), item(ASSIGNED)],
        False,
        Standing.open_in_time,
    ),
    (
        "one open and late",
        [item(VERIFIED, PAST, PAST), item(ASSIGNED, PAST)],
        False,
        Standing.open_late,
    ),
    ("late beside one in time", [item(ASSIGNED, PAST), item(ASSIGNED)], False, Standing.open_late),
    ("handed in after its date", [item(SUBMITTED, PAST)], False, Standing.open_in_time),
    ("asleep", [item(DORMANT, None)], False, Standing.no_date),
    (
        "one done, the rest asleep",
        [item(VERIFIED, PAST, PAST), item(DORMANT, None)],
        False,
        Standing.no_date,
    ),
    (
        "asleep beside one with a date",
        [item(DORMANT, None), item(ASSIGNED)],
        False,
        Standing.open_in_time,
    ),
    ("everything taken out", [item(CANCELLED), item(CANCELLED, None)], False, Standing.cancelled),
    (
        "one taken out, one verified",
        [item(CANCELLED), item(VERIFIED, PAST, PAST)],
        False,
        Standing.done_on_time,
    ),
    ("no item yet, periods to come", [], True, Standing.no_date),
]


@pytest.mark.parametrize(
    ("items", "to_come", "standing"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_a_task_stands_where_its_items_put_it(
    items: list[ItemDates], to_come: bool, standing: Standing
) -> None:
    assert standing_of(kept_dates(items, periods_to_come=to_come), TODAY) is standing


@pytest.mark.parametrize(
    ("items", "to_come", "standing"),
    [
        ([item(VERIFIED, PAST, PAST), item(CANCELLED)], False, Standing.cancelled),
        ([item(VERIFIED, PAST, PAST)], False, Standing.cancelled),
        ([item(VERIFIED, PAST, PAST), item(ASSIGNED)], False, Standing.open_in_time),
        ([item(VERIFIED, PAST, PAST), item(CANCELLED)], True, Standing.open_in_time),
    ],
)
def test_what_left_the_plan_as_a_whole_is_cancelled_until_something_of_it_is_open(
    items: list[ItemDates], to_come: bool, standing: Standing
) -> None:
    kept = kept_dates(items, periods_to_come=to_come, taken_out=True)
    assert standing_of(kept, TODAY) is standing


def test_a_task_is_completed_on_its_latest_completion_day() -> None:
    kept = kept_dates(
        [item(VERIFIED, PAST, date(2026, 8, 1)), item(VERIFIED, FUTURE, date(2026, 9, 10))],
        periods_to_come=False,
    )
    assert kept == KeptDates(due_on=FUTURE, completed_on=date(2026, 9, 10))


@pytest.mark.parametrize(
    ("completed_on", "after_moving"),
    [
        (PAST, False),
        (PAST + timedelta(days=1), True),
        (FUTURE, True),
        (FUTURE + timedelta(days=1), False),
        (None, False),
    ],
)
def test_in_time_after_moving_lies_between_the_first_date_and_the_one_that_binds(
    completed_on: date | None, after_moving: bool
) -> None:
    kept = KeptDates(due_on=FUTURE, original_due_on=PAST, completed_on=completed_on)
    assert is_on_time_after_moving(kept) is after_moving
