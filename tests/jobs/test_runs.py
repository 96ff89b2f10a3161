"""Runs of jobs: claimed once, made good after any absence, tried again when they fail."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from app import clock, transactions
from app.extensions import db
from app.jobs import run_job
from app.models import DayOff, JobRun, LateFlag, Notification, OutboxMail, StandingSnapshot
from app.services import job_runs
from app.web.edge import DonDoc
from tests.cast import World
from tests.conftest import TestClock
from tests.mail_sink import Sink, free_port, running_sink
from tests.scheduling import (
    MONDAY_MORNING,
    READERS,
    TOLD_BY_MAIL,
    count,
    digests,
    due,
    is_digest,
    mail_settings,
    slots,
    start_plan,
)
from workflows.timetable import job_named, latest_slot, slot_text


@pytest.fixture
def mail_sink() -> Iterator[Sink]:
    with running_sink() as sink:
        yield sink


@pytest.fixture
def started(app: DonDoc, world: World, session: Session, mail_sink: Sink) -> World:
    start_plan(app, world, session, mail_sink.port)
    return world


def test_one_claim_wins_and_a_dead_one_is_taken_again(
    app: DonDoc, world: World, session: Session, test_clock: TestClock
) -> None:
    job, slot = job_named("flag_late"), "2026-09-14T00:20+07:00"

    def claim(owner: str) -> bool:
        session.rollback()
        with transactions.short_write(db.engine) as writer:
            return job_runs.claim(writer, job, slot, clock.now(), owner)

    assert claim("first")
    assert not claim("second")
    test_clock.move(minutes=9)
    assert not claim("second")
    test_clock.move(minutes=1)
    assert claim("second")
    assert not claim("third")
    with transactions.short_write(db.engine) as writer:
        job_runs.finish(writer, job, slot, "first", {"late": 1}, clock.now())
    assert slots(session) == [("flag_late", slot, False)], "a ghost finished another's run"
    session.rollback()
    with transactions.short_write(db.engine) as writer:
        job_runs.finish(writer, job, slot, "second", {"late": 2}, clock.now())
    test_clock.move(days=1)
    assert not claim("third")
    assert slots(session) == [("flag_late", slot, True)]


def test_a_mail_server_that_is_down_for_a_day_delays_the_digest_and_doubles_nothing(
    started: World, app: DonDoc, session: Session, mail_sink: Sink, test_clock: TestClock
) -> None:
    test_clock.set(MONDAY_MORNING)
    app.config.update(mail_settings(free_port()))
    due(app, session)
    for _ in range(24):
        test_clock.move(hours=1)
        due(app, session)
    assert mail_sink.received == []
    app.config.update(mail_settings(mail_sink.port))
    for _ in range(3):
        test_clock.move(hours=1)
        due(app, session)
    assert len(digests(mail_sink)) == len(set(digests(mail_sink))) == len(READERS)
    assert len(mail_sink.received) == len(READERS), "what became late is in the digest"
    text = next(filter(is_digest, mail_sink.received)).get_body(("plain",))
    assert text is not None
    assert "số liệu đến 07 giờ 31 ngày 14/9/2026" in text.get_content()


def test_four_hundred_days_of_sleep_bring_one_digest_and_one_flag(
    started: World, app: DonDoc, session: Session, mail_sink: Sink, test_clock: TestClock
) -> None:
    test_clock.set(MONDAY_MORNING)
    due(app, session)
    mails = len(digests(mail_sink))
    notices = count(session, Notification)
    test_clock.move(days=400)  # A Tuesday.
    for _ in range(3):
        due(app, session)
        test_clock.move(minutes=1)
    assert len(digests(mail_sink)) == len(set(digests(mail_sink))) == mails + len(READERS)
    assert len(mail_sink.received) == len(digests(mail_sink)), "what became late is in the digest"
    composed = [slot for job, slot, _ in slots(session) if job == "weekly_digest"]
    assert composed == ["2027-10-19T07:30+07:00"]
    # One notice each, however many reminders were slept through; and one to the administrator of
    # each commune, whose calendar lacked the year.
    admins = len((started.mau, started.ben))
    assert count(session, Notification) == notices + len(TOLD_BY_MAIL) + admins
    assert count(session, LateFlag) == 1


def test_a_holiday_monday_keeps_the_run_open_until_the_office_opens(
    started: World, app: DonDoc, session: Session, mail_sink: Sink, test_clock: TestClock
) -> None:
    session.add(DayOff(commune_id=started.mau.commune.id, day=date(2026, 9, 14), title="Nghỉ"))
    session.commit()
    test_clock.set(MONDAY_MORNING)
    due(app, session)
    assert digests(mail_sink) == []
    test_clock.set(MONDAY_MORNING + timedelta(hours=23))
    due(app, session)
    assert digests(mail_sink) == []
    test_clock.set(MONDAY_MORNING + timedelta(days=1))
    due(app, session)
    assert len(digests(mail_sink)) == len(READERS)
    test_clock.move(days=1)
    due(app, session)
    assert len(digests(mail_sink)) == len(READERS)


def test_a_job_that_fails_stops_no_other_and_is_tried_again(
    started: World,
    app: DonDoc,
    session: Session,
    mail_sink: Sink,
    test_clock: TestClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    test_clock.set(MONDAY_MORNING)

    def broken(*_: object) -> None:
        raise RuntimeError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr("app.jobs.work.take_snapshots", broken)
        ran = {done.job.name: done.error for done in due(app, session)}
    assert "disk is full" in ran.pop("weekly_snapshot")
    assert set(ran.values()) == {""}
    assert len(digests(mail_sink)) == len(READERS)
    assert count(session, StandingSnapshot) == 0
    test_clock.move(minutes=4)
    due(app, session)
    assert count(session, StandingSnapshot) == 0
    test_clock.move(minutes=1)
    due(app, session)
    assert count(session, StandingSnapshot) > 0


def test_runs_of_every_minute_are_forgotten_after_two_days(
    started: World, app: DonDoc, session: Session, test_clock: TestClock
) -> None:
    for _ in range(5):
        due(app, session)
        test_clock.move(days=1)
    assert count(session, JobRun, JobRun.job == "send_mail") == 3
    assert count(session, JobRun, JobRun.job == "flag_late") == 5


def test_without_a_mail_server_mails_wait(
    started: World, app: DonDoc, session: Session, mail_sink: Sink
) -> None:
    app.config["SMTP_HOST"] = ""
    session.rollback()
    assert run_job(app, "weekly_digest").outcome.counts["no_mail_server"] == 1
    assert count(session, OutboxMail, OutboxMail.sent_at.is_(None)) == len(READERS)
    app.config["SMTP_HOST"] = "127.0.0.1"
    session.rollback()
    assert run_job(app, "send_mail").outcome.counts["mails_sent"] == len(READERS)


def test_what_tells_figures_waits_while_another_process_makes_them(
    app: DonDoc, started: World, session: Session, test_clock: TestClock
) -> None:
    flag_late, now = job_named("flag_late"), clock.now()
    slot = slot_text(latest_slot(flag_late, now))
    assert job_runs.claim(session, flag_late, slot, now, "another process")
    session.commit()
    first = {ran.job.name for ran in due(app, session)}
    assert first.isdisjoint({"remind", "weekly_snapshot", "weekly_digest"})
    assert {"open_periods", "send_mail"} <= first  # These tell nothing of what became late.

    job_runs.finish(session, flag_late, slot, "another process", {}, now)
    session.commit()
    assert {ran.job.name for ran in due(app, session)} == {
        "remind",
        "weekly_snapshot",
        "weekly_digest",
    }
