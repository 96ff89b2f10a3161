"""What is said to whom: the edition of a person, the group of a row, the lines of a mail."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.permissions import Actor, HeldAppointment
from workflows.reminders import (
    Edition,
    Group,
    Week,
    by_person,
    edition_for,
    group_of,
    remind_by,
    shared_lines,
    step_since,
)
from workflows.states import Role, Status

OFFICE, ECONOMY = 1, 2
MONDAY = date(2026, 10, 5)
WEEK = Week.of(MONDAY)


def actor(*held: tuple[Role, int | None]) -> Actor:
    return Actor(1, 7, "Ai đó", tuple(HeldAppointment(role, unit) for role, unit in held))


@pytest.mark.parametrize(
    ("held", "edition"),
    [
        ([(Role.unit_officer, ECONOMY)], Edition.unit),
        ([(Role.unit_head, ECONOMY)], Edition.unit),
        ([(Role.standing_officer, OFFICE)], Edition.office),
        ([(Role.unit_head, OFFICE)], Edition.office),
        ([(Role.unit_officer, OFFICE)], Edition.unit),
        ([(Role.leader, None)], Edition.leaders),
        ([(Role.leader, None), (Role.unit_head, ECONOMY)], Edition.leaders),
        ([(Role.leader, None), (Role.standing_officer, OFFICE)], Edition.office),
        ([(Role.unit_head, ECONOMY), (Role.standing_officer, OFFICE)], Edition.office),
        ([(Role.viewer, None)], None),
        ([(Role.records_clerk, None)], None),
        ([(Role.administrator, None)], None),
        ([], None),
    ],
)
def test_a_person_of_several_roles_gets_the_widest_edition(
    held: list[tuple[Role, int | None]], edition: Edition | None
) -> None:
    assert edition_for(actor(*held), {OFFICE}) is edition


@pytest.mark.parametrize(
    ("status", "due_on", "group"),
    [
        (Status.assigned, date(2026, 10, 4), Group.late),
        (Status.in_progress, date(2026, 10, 4), Group.late),
        (Status.returned, date(2026, 10, 4), Group.late),
        (Status.returned, date(2026, 10, 5), Group.returned),
        (Status.returned, date(2026, 12, 31), Group.returned),
        (Status.assigned, date(2026, 10, 5), Group.due),
        (Status.in_progress, date(2026, 10, 11), Group.due),
        (Status.in_progress, date(2026, 10, 12), None),
        (Status.assigned, None, None),
        (Status.dormant, None, None),
        (Status.submitted, date(2026, 10, 4), Group.waiting),
        (Status.submitted, None, Group.waiting),
        (Status.verified, date(2026, 10, 4), None),
        (Status.cancelled, date(2026, 10, 4), None),
    ],
)
def test_an_item_stands_in_one_group(
    status: Status, due_on: date | None, group: Group | None
) -> None:
    assert group_of(status, due_on, MONDAY, WEEK) is group


def test_late_in_the_week_what_fell_due_on_its_monday_is_late() -> None:
    assert group_of(Status.assigned, MONDAY, date(2026, 10, 8), WEEK) is Group.late


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 10, 5), "05–11/10/2026"),
        (date(2026, 10, 11), "05–11/10/2026"),
        (date(2026, 9, 30), "28/9–04/10/2026"),
        (date(2026, 2, 4), "02–08/02/2026"),
        (date(2026, 1, 28), "26/01–01/02/2026"),
        (date(2027, 1, 1), "28/12/2026–03/01/2027"),
    ],
)
def test_a_week_is_written_as_an_office_writes_it(day: date, words: str) -> None:
    assert str(Week.of(day)) == words


@pytest.mark.parametrize(
    ("wanted", "given"),
    [
        ([5, 3, 4, 1], [5, 3, 4, 1]),
        ([40, 3, 4, 1], [12, 3, 4, 1]),
        ([40, 40, 40, 40], [5, 5, 5, 5]),
        ([0, 0, 0, 30], [0, 0, 0, 20]),
        ([19, 0, 0, 2], [18, 0, 0, 2]),
        ([0, 0, 0, 0], [0, 0, 0, 0]),
        ([21, 1], [19, 1]),
    ],
)
def test_short_groups_are_shown_whole_and_long_ones_share_the_rest(
    wanted: list[int], given: list[int]
) -> None:
    assert shared_lines(wanted) == given


def test_everybody_gets_the_things_of_his_units_once_and_in_order() -> None:
    things = [("a", {1}), ("b", {1, 2}), ("c", {2}), ("d", {3})]
    told = by_person(things, lambda thing: thing[1], {"Thư": {1, 2}, "Khang": {2}, "Vân": {9}})
    assert {who: [name for name, _ in his] for who, his in told.items()} == {
        "Thư": ["a", "b", "c"],
        "Khang": ["b", "c"],
    }


DUE = date(2026, 10, 15)
STEPS = [-14, -7, -3, -1, *range(1, 400, 7)]


def step_on(days: int, slept: int = 1) -> int | None:
    """The step told so many days from the date, when reminders were last given `slept` before."""
    today = DUE + timedelta(days=days)
    return step_since(DUE, DUE, today - timedelta(days=slept), today)


def test_day_by_day_every_step_is_told_once() -> None:
    assert [step for days in range(-30, 400) if (step := step_on(days)) is not None] == STEPS


@given(st.integers(-40, 380), st.integers(1, 400))
def test_after_any_sleep_the_last_step_stands_for_all(days: int, slept: int) -> None:
    passed = [step for step in STEPS if days - slept < step <= days]
    # Once it is late, that it was coming is no news.
    told = [step for step in passed if days <= 0 or step > 0]
    assert step_on(days, slept) == (told[-1] if told else None)


@pytest.mark.parametrize(
    ("printed", "inclusive", "day"),
    [
        ("Trước ngày 15/10/2026", True, date(2026, 10, 14)),
        ("báo cáo trước 15/10", True, date(2026, 10, 14)),
        ("Trước ngày 15/10/2026", False, DUE),
        ("Trước 17 giờ 00 ngày 15/10/2026", True, DUE),
        ("Trước 17h ngày 15/10/2026", True, DUE),
        ("Chậm nhất ngày 15/10/2026", True, DUE),
        ("Trước tháng 11/2026", True, DUE),
        ("", True, DUE),
    ],
)
def test_before_a_day_that_is_kept_as_the_date_is_counted_back_from_the_day_before(
    printed: str, inclusive: bool, day: date
) -> None:
    assert remind_by(DUE, printed, inclusive) == day
