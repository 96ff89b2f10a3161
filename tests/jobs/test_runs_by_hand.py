"""A run that a person asks for: one of it, taken by the next tick, ended whatever happens."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock, transactions
from app.extensions import db
from app.models import DayOff, Event, JobRun
from app.queries.job_runs import RunState, due_runs, last_sign_of_life, state_of
from app.services import job_runs
from app.web.edge import DonDoc
from tests.cast import World
from tests.conftest import TestClock
from tests.mail_sink import Sink, running_sink
from tests.scheduling import MONDAY_MORNING, READERS, count, digests, due, reading, start_plan
from workflows.timetable import job_named


@pytest.fixture
def mail_sink() -> Iterator[Sink]:
    with running_sink() as sink:
        yield sink


@pytest.fixture
def started(app: DonDoc, world: World, session: Session, mail_sink: Sink) -> World:
    start_plan(app, world, session, mail_sink.port)
    due(app, session)  # What was slept through is made good; from here on only what is asked for.
    return world


def ask(session: Session, world: World, job: str) -> bool:
    actor = world.actor("Ánh")
    session.rollback()
    with transactions.short_write(db.engine) as writer:
        return job_runs.ask_for(writer, actor, job_named(job), clock.now())


def asked(session: Session, job: str) -> list[JobRun]:
    with reading(session) as reader:
        runs = reader.scalars(
            select(JobRun)
            .where(JobRun.job == job, JobRun.slot.startswith("by-hand-asked-"))
            .order_by(JobRun.id)
        )
        return list(runs)


def test_the_next_tick_runs_it_once(
    started: World, app: DonDoc, session: Session, test_clock: TestClock
) -> None:
    assert ask(session, started, "weekly_snapshot")
    assert [run.claimed_by for run in asked(session, "weekly_snapshot")] == [""]
    ran = [done.job.name for done in due(app, session)]
    assert ran == ["weekly_snapshot"]
    (run,) = asked(session, "weekly_snapshot")
    assert (run.finished_at, run.error) == (clock.now(), "")
    assert run.outcome == {"plans_kept": 0}, "this week's figures were kept already"
    test_clock.move(days=1)
    assert "weekly_snapshot" not in [done.job.name for done in due(app, session)]


def test_pressing_twice_makes_one_run_and_one_event_and_later_another(
    started: World, app: DonDoc, session: Session
) -> None:
    assert ask(session, started, "flag_late")
    assert not ask(session, started, "flag_late")
    assert len(asked(session, "flag_late")) == 1
    due(app, session)
    assert ask(session, started, "flag_late")
    assert len(asked(session, "flag_late")) == 2
    with reading(session) as reader:
        events = reader.scalars(select(Event).where(Event.kind == "job.run_by_hand")).all()
    assert [(event.person_name, event.new) for event in events] == [
        (started.person("Ánh").full_name, "flag_late")
    ] * 2


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_of_two_who_ask_at_the_same_moment_one_makes_a_run(
    started: World, app: DonDoc, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither sees the other's row, so the unique slot decides. (On SQLite writers come one after
    the other anyway.)"""
    both_looked, insert = threading.Barrier(2, timeout=20), job_runs._insert

    def insert_together(*args: Any, **kwargs: Any) -> bool:
        both_looked.wait()
        return insert(*args, **kwargs)

    monkeypatch.setattr(job_runs, "_insert", insert_together)
    actor = started.actor("Ánh")
    session.rollback()

    def press(_: int) -> bool:
        with app.app_context(), transactions.short_write(db.engine) as writer:
            return job_runs.ask_for(writer, actor, job_named("flag_late"), clock.now())

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(press, range(2))) == [False, True]
    assert len(asked(session, "flag_late")) == 1
    assert count(session, Event, Event.kind == "job.run_by_hand") == 1


def test_a_run_whose_process_died_is_taken_again(
    started: World, app: DonDoc, session: Session, test_clock: TestClock
) -> None:
    ask(session, started, "flag_late")
    (run,) = asked(session, "flag_late")
    with transactions.short_write(db.engine) as writer:
        assert job_runs.claim(writer, job_named("flag_late"), run.slot, clock.now(), "dead")
    assert not ask(session, started, "flag_late")
    test_clock.move(minutes=9)
    due(app, session)
    assert asked(session, "flag_late")[0].finished_at is None
    test_clock.move(minutes=1)
    due(app, session)
    assert asked(session, "flag_late")[0].finished_at is not None


def test_a_failure_ends_it_and_it_may_be_asked_for_again(
    started: World, app: DonDoc, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("the disk is full")

    ask(session, started, "weekly_snapshot")
    with monkeypatch.context() as patch:
        patch.setattr("app.jobs.work.take_snapshots", broken)
        due(app, session)
    (run,) = asked(session, "weekly_snapshot")
    assert run.finished_at is not None
    assert "disk is full" in run.error
    assert state_of(run, clock.now(), is_last=True) is RunState.failed
    assert ask(session, started, "weekly_snapshot")
    due(app, session)
    assert [bool(run.error) for run in asked(session, "weekly_snapshot")] == [True, False]


def test_who_asks_for_the_digest_waits_for_no_day_and_no_hour(
    app: DonDoc, world: World, session: Session, mail_sink: Sink, test_clock: TestClock
) -> None:
    start_plan(app, world, session, mail_sink.port)
    session.add(DayOff(commune_id=world.mau.commune.id, day=date(2026, 9, 14), title="Nghỉ"))
    session.commit()
    test_clock.set(MONDAY_MORNING)
    due(app, session)
    assert digests(mail_sink) == []
    ask(session, world, "weekly_digest")
    due(app, session)
    assert len(digests(mail_sink)) == len(READERS)


def test_a_run_of_the_command_that_was_left_open_is_nobodys_to_take(
    started: World, session: Session, test_clock: TestClock
) -> None:
    """It may have been for another day."""
    with transactions.short_write(db.engine) as writer:
        slot = job_runs.slot_by_hand(clock.now())
        job_runs.claim(writer, job_named("flag_late"), slot, clock.now(), "gone")
    test_clock.move(minutes=30)
    with reading(session) as reader:
        assert [job.name for job, _ in due_runs(reader, clock.now())] == [
            "weekly_digest",
            "mail_notices",
            "send_mail",
            "scan_files",
        ]


def run_of(**changed: object) -> JobRun:
    now = clock.now()
    values: dict[str, object] = {
        "job": "flag_late",
        "slot": "2026-09-14T00:20+07:00",
        "claimed_by": "somebody",
        "claimed_until": now + timedelta(minutes=10),
        "started_at": now,
        "finished_at": None,
        "outcome": {},
        "error": "",
    }
    return JobRun(**{**values, **changed})


def test_the_state_of_a_run_says_what_happens_next(test_clock: TestClock) -> None:
    now = clock.now()
    ago = now - timedelta(minutes=30)
    over = {"started_at": ago, "claimed_until": ago + timedelta(minutes=10)}
    table: list[tuple[dict[str, object], bool, RunState]] = [
        ({}, True, RunState.running),
        ({"finished_at": now}, True, RunState.done),
        ({"finished_at": now, "error": "RuntimeError()"}, True, RunState.failed),
        ({"error": "RuntimeError()", "claimed_until": now}, True, RunState.failed),
        ({"claimed_by": "", "claimed_until": now}, True, RunState.asked),
        ({"claimed_until": now + timedelta(hours=3)}, True, RunState.postponed),
        ({"claimed_until": now + timedelta(hours=3)}, False, RunState.replaced),
        (over, True, RunState.broken_off),
        (over, False, RunState.replaced),
    ]
    found = [state_of(run_of(**changed), now, is_last=last) for changed, last, _ in table]
    assert found == [state for _, _, state in table]


def test_a_long_run_is_a_sign_of_life_and_a_postponed_one_is_not(
    app: DonDoc, session: Session, test_clock: TestClock
) -> None:
    def life() -> object:
        with reading(session) as reader:
            return last_sign_of_life(reader, clock.now())

    assert life() is None
    began = clock.now()
    session.rollback()
    with transactions.short_write(db.engine) as writer:
        job = job_named("weekly_digest")
        job_runs.claim(writer, job, "2026-09-14T07:30+07:00", began, "one")
    test_clock.move(minutes=9)
    assert life() == clock.now()
    with transactions.short_write(db.engine) as writer:
        until = clock.now() + timedelta(days=1)
        job_runs.postpone(writer, job, "2026-09-14T07:30+07:00", "one", {}, until)
    assert life() == began
    assert count(session, JobRun) == 1
