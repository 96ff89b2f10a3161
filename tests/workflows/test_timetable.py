"""Slots of jobs: Vietnam's days, weekdays by name, and one run for however many slots were
missed.
"""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from workflows.deadlines.working_days import WorkingCalendar
from workflows.timetable import (
    DIGEST_HOURS,
    JOBS,
    WEEKDAYS,
    ZONE,
    due_slot,
    half_hours_since,
    instant_for,
    job_named,
    latest_slot,
    next_slot,
    office_opens,
    slot_text,
    weekly_slot,
)


def vietnam(text: str) -> datetime:
    """ "Monday 2026-10-05 07:30" on a clock in Vietnam; the weekday is checked against the
    calendar.
    """
    weekday, _, moment = text.partition(" ")
    found = datetime.strptime(moment, "%Y-%m-%d %H:%M").replace(tzinfo=ZONE)
    assert found.strftime("%A") == weekday
    return found


@pytest.mark.parametrize(
    ("name", "now", "slot"),
    [
        ("weekly_snapshot", "Monday 2026-10-05 00:29", "Monday 2026-09-28 00:30"),
        ("weekly_snapshot", "Monday 2026-10-05 00:30", "Monday 2026-10-05 00:30"),
        ("weekly_snapshot", "Sunday 2026-10-11 23:59", "Monday 2026-10-05 00:30"),
        ("weekly_digest", "Monday 2026-10-05 05:59", "Sunday 2026-10-04 18:00"),
        ("weekly_digest", "Monday 2026-10-05 06:00", "Monday 2026-10-05 06:00"),
        ("weekly_digest", "Monday 2026-10-05 07:29", "Monday 2026-10-05 07:00"),
        ("weekly_digest", "Monday 2026-10-05 07:30", "Monday 2026-10-05 07:30"),
        ("weekly_digest", "Monday 2026-10-05 23:59", "Monday 2026-10-05 18:00"),
        ("weekly_snapshot", "Tuesday 2026-10-06 00:29", "Monday 2026-10-05 00:30"),
        ("flag_late", "Thursday 2026-10-08 00:19", "Wednesday 2026-10-07 00:20"),
        ("flag_late", "Thursday 2026-10-08 00:20", "Thursday 2026-10-08 00:20"),
        ("open_periods", "Friday 2027-01-01 00:05", "Thursday 2026-12-31 00:10"),
        ("send_mail", "Friday 2027-01-01 00:05", "Friday 2027-01-01 00:05"),
    ],
)
def test_the_latest_slot_is_the_last_one_the_timetable_names(
    name: str, now: str, slot: str
) -> None:
    assert latest_slot(job_named(name), vietnam(now)) == vietnam(slot)


def test_days_are_days_in_vietnam_on_a_server_in_utc() -> None:
    sunday_in_london = datetime(2026, 10, 4, 17, 31, tzinfo=UTC)
    slot = latest_slot(job_named("weekly_snapshot"), sunday_in_london)
    assert slot_text(slot) == "2026-10-05T00:30+07:00"


def test_the_next_slot_comes_after_now_and_is_the_latest_one_once_it_has_come() -> None:
    now = vietnam("Wednesday 2026-10-07 10:00")
    for job in JOBS:
        following = next_slot(job, now)
        assert following > now
        assert latest_slot(job, following) == following
    assert next_slot(job_named("weekly_snapshot"), now) == vietnam("Monday 2026-10-12 00:30")
    digest = job_named("weekly_digest")
    assert next_slot(digest, now) == vietnam("Wednesday 2026-10-07 10:30")
    assert next_slot(digest, vietnam("Wednesday 2026-10-07 18:00")) == vietnam(
        "Thursday 2026-10-08 06:00"
    )


def test_a_slot_is_due_once() -> None:
    job, now = job_named("weekly_snapshot"), vietnam("Monday 2026-10-05 08:00")
    slot = due_slot(job, vietnam("Monday 2026-09-28 00:30"), now)
    assert slot == vietnam("Monday 2026-10-05 00:30")
    assert due_slot(job, slot, now) is None


def test_a_first_start_runs_the_slot_that_stands_for_today() -> None:
    assert due_slot(job_named("flag_late"), None, vietnam("Monday 2026-10-05 00:05")) == vietnam(
        "Sunday 2026-10-04 00:20"
    )


def test_four_hundred_days_of_sleep_make_one_slot_due() -> None:
    job, before = job_named("weekly_snapshot"), vietnam("Monday 2026-10-05 00:30")
    after = before + timedelta(days=400)
    slot = due_slot(job, before, after)
    assert slot is not None
    assert due_slot(job, slot, after) is None
    assert after - slot < timedelta(days=7)


def test_a_clock_set_back_makes_nothing_due() -> None:
    job = job_named("flag_late")
    last = vietnam("Monday 2026-10-05 00:20")
    assert due_slot(job, last, last - timedelta(days=3)) is None


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        ("Monday 2026-10-05 07:30", "Monday 2026-10-05 07:30"),
        ("Monday 2026-10-05 22:00", "Monday 2026-10-05 22:00"),
        ("Monday 2026-10-05 01:00", "Monday 2026-10-05 07:30"),
        ("Tuesday 2026-10-06 09:00", "Thursday 2026-10-08 07:30"),
        ("Wednesday 2026-10-07 05:00", "Thursday 2026-10-08 07:30"),
        ("Saturday 2026-10-10 09:00", "Monday 2026-10-12 07:30"),
    ],
)
def test_the_office_opens_on_a_working_day_at_the_hour_of_the_job(now: str, opens: str) -> None:
    holidays = frozenset({date(2026, 10, 6), date(2026, 10, 7)})
    calendar = WorkingCalendar(holidays)
    found = office_opens(time(7, 30), vietnam(now), calendar.is_working)
    assert found == vietnam(opens)


def test_texts_of_later_slots_sort_later() -> None:
    job, now = job_named("flag_late"), vietnam("Monday 2026-09-28 12:00")
    slots = [slot_text(latest_slot(job, now + timedelta(days=n))) for n in range(120)]
    assert slots == sorted(slots)
    assert len(set(slots)) == 120


def test_every_job_has_its_own_name_and_real_weekdays() -> None:
    assert len({job.name for job in JOBS}) == len(JOBS)
    for job in JOBS:
        assert job.weekdays
        assert set(job.weekdays) <= set(WEEKDAYS)


def test_a_run_as_of_another_day_looks_at_half_past_seven_of_it() -> None:
    now = datetime(2026, 9, 14, 1, 0, tzinfo=UTC)
    assert instant_for(date(2026, 9, 14), now) == now
    assert instant_for(date(2026, 10, 5), now) == vietnam("Monday 2026-10-05 07:30")


@pytest.mark.parametrize(
    ("weekday", "at", "now", "slot"),
    [
        ("mon", time(7, 30), "Monday 2026-10-05 07:30", "Monday 2026-10-05 07:30"),
        ("mon", time(7, 30), "Monday 2026-10-05 07:29", "Monday 2026-09-28 07:30"),
        ("fri", time(16, 0), "Monday 2026-10-05 07:29", "Friday 2026-10-02 16:00"),
    ],
)
def test_a_person_s_slot_is_the_last_time_it_was_his_day_and_hour(
    weekday: str, at: time, now: str, slot: str
) -> None:
    assert weekly_slot(weekday, at, vietnam(now)) == vietnam(slot)


def test_the_half_hours_that_came_are_those_after_the_last_look() -> None:
    last, now = vietnam("Monday 2026-10-05 07:00"), vietnam("Monday 2026-10-05 08:10")
    assert half_hours_since(last, now) == {("mon", "07:30"), ("mon", "08:00")}
    assert half_hours_since(now, now) == frozenset()
    over_night = half_hours_since(
        vietnam("Sunday 2026-10-04 18:00"), vietnam("Monday 2026-10-05 06:00")
    )
    assert over_night == {("mon", "06:00")}
    nearly_a_week = half_hours_since(now - timedelta(days=6, hours=23), now)
    assert nearly_a_week is not None
    assert len(nearly_a_week) >= 6 * len(DIGEST_HOURS)
    assert half_hours_since(now - timedelta(days=7), now) is None
