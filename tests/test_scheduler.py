"""The scheduler with real processes: every slot once, nothing lost, nothing sent twice but the
mail that was in flight when a process died."""

import json
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskCliRunner
from sqlalchemy import func, select
from sqlalchemy.orm import Session

import config
from app import clock, transactions
from app.extensions import db
from app.jobs import Ran, run_due, run_job, runs, work
from app.models import DayOff, Event, JobRun, LateFlag, Notification, OutboxMail, StandingSnapshot
from app.services import job_runs, outbox
from app.services.audit import Broken, verify_chains
from app.web.edge import DonDoc
from tests.cast import World, add_item, add_plan
from tests.conftest import TestClock
from tests.mail_sink import Sink, free_port, running_sink
from workflows.timetable import JOBS, ZONE, job_named

MONDAY_MORNING = datetime(2026, 9, 14, 7, 31, tzinfo=ZONE)
READERS = {"Thư", "Hoa", "Khang", "Kiên", "Long", "Quý"}
"""Who gets a digest in the world of these tests: the office, the late unit, the leaders."""

KILL_POINTS = (*runs.KILL_POINTS, *work.KILL_POINTS, *outbox.KILL_POINTS)


@pytest.fixture
def mail_sink() -> Iterator[Sink]:
    with running_sink() as sink:
        yield sink


@pytest.fixture
def started(app: DonDoc, world: World, session: Session, mail_sink: Sink) -> World:
    """A running plan with one item that has been late since 04/9, a mail server, an installation
    that has run its jobs until Sunday night."""
    plan = add_plan(session, world.mau, datetime(2026, 8, 3, 2, 0, tzinfo=UTC))
    add_item(
        session,
        world.mau,
        plan,
        lead="kt",
        title="Báo cáo tháng 8",
        due_on=date(2026, 9, 4),
        now=datetime(2026, 8, 3, 2, 0, tzinfo=UTC),
    )
    session.commit()
    app.config.update(mail_settings(mail_sink.port))
    return world


def mail_settings(port: int) -> dict[str, Any]:
    return {
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": port,
        "SMTP_SECURITY": "none",
        "MAIL_FROM": "cchc@mau.example.vn",
    }


class Schedulers:
    """Starts scheduler processes on the test's database, and moves the clock they share."""

    def __init__(self, app: DonDoc, folder: Path, mine: TestClock) -> None:
        self.app, self.file, self.mine = app, folder / "clock", mine
        self.running: list[subprocess.Popen[str]] = []
        self.set(MONDAY_MORNING)

    def set(self, instant: datetime) -> None:
        aside = self.file.with_suffix(".new")
        aside.write_text(instant.isoformat())
        aside.replace(self.file)
        self.mine.set(instant)

    def start(self, **others: Any) -> "subprocess.Popen[str]":
        names = ("DATABASE_URL", "SMTP_HOST", "SMTP_PORT", "SMTP_SECURITY", "MAIL_FROM")
        settings = {
            **{name: self.app.config[name] for name in names},
            "SECRET_KEY": "a key of the tests, of no other use",
            "TICK_SECONDS": 0.1,
            "clock": str(self.file),
            **others,
        }
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.scheduler_process", json.dumps(settings)],
            cwd=config.ROOT,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.running.append(process)
        return process

    def stop(self) -> None:
        for process in self.running:
            if process.poll() is None:
                process.kill()
            process.communicate()


@pytest.fixture
def schedulers(app: DonDoc, tmp_path: Path, test_clock: TestClock) -> Iterator[Schedulers]:
    made = Schedulers(app, tmp_path, test_clock)
    yield made
    made.stop()


def until(found: Callable[[], bool], seconds: float = 20) -> None:
    """Wait for `found`; fail when it does not come."""
    end = time.monotonic() + seconds
    while not found():
        assert time.monotonic() < end, "what was waited for did not happen"
        time.sleep(0.05)


def due(app: DonDoc, session: Session) -> list[Ran]:
    """Tick once in this process, which is another one than those that were started."""
    session.rollback()
    return run_due(app, job_runs.new_owner())


def reading(session: Session) -> AbstractContextManager[Session]:
    """A glance at the database that keeps no process waiting."""
    session.rollback()
    return transactions.short_read(db.engine)


def slots(session: Session) -> list[tuple[str, str, bool]]:
    # A session of its own: the test's would hold the one write lock of SQLite against the
    # processes.
    with reading(session) as reader:
        rows = reader.scalars(select(JobRun).order_by(JobRun.slot, JobRun.job))
        return [(row.job, row.slot, row.finished_at is not None) for row in rows]


def count(session: Session, model: type[Any], *conditions: Any) -> int:
    with reading(session) as reader:
        return reader.scalar(select(func.count()).select_from(model).where(*conditions)) or 0


def test_killed_at_any_point_nothing_is_lost_and_only_the_mail_in_flight_comes_twice(
    started: World, app: DonDoc, session: Session, schedulers: Schedulers, mail_sink: Sink
) -> None:
    """A Monday for each kill point: a process dies there by kill -9, another one goes on.

    The points of sending are tried on both databases: only there two processes can meet over one
    row.
    """
    on_sqlite = db.engine.dialect.name == "sqlite"
    points = KILL_POINTS if on_sqlite else outbox.KILL_POINTS
    for week, point in enumerate(points):
        before = len(mail_sink.received)
        monday = MONDAY_MORNING + timedelta(days=7 * week)
        schedulers.set(monday)
        process = schedulers.start(kill_at=point)
        process.communicate(timeout=20)
        assert process.returncode == -signal.SIGKILL, point

        for _ in range(2):  # The claims of the dead run out, and another process takes them.
            schedulers.mine.move(minutes=11)
            due(app, session)

        came = Counter(message["Message-ID"] for message in mail_sink.received[before:])
        with reading(session) as reader:
            composed = reader.scalars(
                select(OutboxMail).where(OutboxMail.created_at >= monday)
            ).all()
        assert set(came) == {mail.message_id for mail in composed}, point
        assert len(composed) == len(READERS), point
        doubled = [message_id for message_id, times in came.items() if times > 1]
        assert len(doubled) == (1 if point == "mail_sent" else 0), point
        assert all(mail.sent_at is not None for mail in composed), point

    assert all(finished for _, _, finished in slots(session))
    assert count(session, LateFlag) == 1
    assert count(session, Event, Event.kind == "job.compose_digest") == len(points)
    assert count(session, Notification, Notification.kind == "work_item.late") == 2
    with reading(session) as reader:
        assert not [found for found in verify_chains(reader) if isinstance(found, Broken)]


def test_two_schedulers_run_every_slot_once_and_stop_when_told(
    started: World, app: DonDoc, session: Session, schedulers: Schedulers, mail_sink: Sink
) -> None:
    both = [schedulers.start(), schedulers.start()]
    monday = MONDAY_MORNING.replace(hour=0, minute=0)
    times = [monday + timedelta(days=n, hours=h) for n in (0, 1, 7) for h in (1, 8)]
    for instant in times:
        schedulers.set(instant)
        slot = instant.isoformat(timespec="minutes")
        # The job of every minute comes last in a tick: when it is done, so are the others.
        until(lambda slot=slot: ("send_mail", slot, True) in slots(session))
    for process in both:
        process.send_signal(signal.SIGTERM)
    for process in both:
        _, said = process.communicate(timeout=20)
        assert process.returncode == 0, said
        assert "Traceback" not in said

    ran = Counter(job for job, _, _ in slots(session))
    assert [(job, slot) for job, slot, finished in slots(session) if not finished] == [
        ("weekly_digest", "2026-09-07T07:30+07:00")
    ]
    assert ran == {
        "open_periods": 3,
        "flag_late": 3,
        "weekly_snapshot": 2,
        # At 01:00 of the first Monday the digest of the week before is due and waits for the
        # morning, when the new one takes its place.
        "weekly_digest": 3,
        # Those of the first Monday and Tuesday are past keeping.
        "send_mail": 2,
    }
    assert len(mail_sink.received) == len(set(mail_sink.message_ids)) == 2 * len(READERS)
    assert count(session, LateFlag) == 1
    assert count(session, StandingSnapshot, StandingSnapshot.unit_id.is_(None)) == 2


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
    assert len(mail_sink.received) == len(set(mail_sink.message_ids)) == len(READERS)
    text = mail_sink.received[0].get_body(("plain",))
    assert text is not None
    assert "số liệu đến 07 giờ 31 ngày 14/9/2026" in text.get_content()


def test_four_hundred_days_of_sleep_bring_one_digest_and_one_flag(
    started: World, app: DonDoc, session: Session, mail_sink: Sink, test_clock: TestClock
) -> None:
    test_clock.set(MONDAY_MORNING)
    due(app, session)
    mails = len(mail_sink.received)
    test_clock.move(days=400)  # A Tuesday.
    for _ in range(3):
        due(app, session)
        test_clock.move(minutes=1)
    assert len(mail_sink.received) == mails + len(READERS)
    assert len(set(mail_sink.message_ids)) == len(mail_sink.received)
    digests = [slot for job, slot, _ in slots(session) if job == "weekly_digest"]
    assert digests == ["2026-09-14T07:30+07:00", "2027-10-18T07:30+07:00"]
    assert count(session, LateFlag) == 1


def test_a_holiday_monday_keeps_the_run_open_until_the_office_opens(
    started: World, app: DonDoc, session: Session, mail_sink: Sink, test_clock: TestClock
) -> None:
    session.add(DayOff(commune_id=started.mau.commune.id, day=date(2026, 9, 14), title="Nghỉ"))
    session.commit()
    test_clock.set(MONDAY_MORNING)
    due(app, session)
    assert mail_sink.received == []
    test_clock.set(MONDAY_MORNING + timedelta(hours=23))
    due(app, session)
    assert mail_sink.received == []
    test_clock.set(MONDAY_MORNING + timedelta(days=1))
    due(app, session)
    assert len(mail_sink.received) == len(READERS)
    test_clock.move(days=1)
    due(app, session)
    assert len(mail_sink.received) == len(READERS)


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
    assert len(mail_sink.received) == len(READERS)
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


@pytest.fixture
def command(app: DonDoc, session: Session) -> Callable[..., tuple[int, str, str]]:
    runner: FlaskCliRunner = app.test_cli_runner()

    def call(*words: str) -> tuple[int, str, str]:
        session.rollback()
        result = runner.invoke(args=words)
        return result.exit_code, result.stdout, result.stderr

    return call


def test_the_list_names_every_job_when_it_ran_and_when_it_will(
    started: World, command: Callable[..., tuple[int, str, str]], test_clock: TestClock
) -> None:
    test_clock.set(MONDAY_MORNING)
    assert command("jobs", "run", "flag_late")[0] == 0
    code, out, _ = command("jobs", "list")
    assert code == 0
    for job in JOBS:
        assert f"{job.name}: " in out
    assert "giờ chạy   07:30 thứ Hai" in out
    assert "lần trước  07:31 ngày 14/9/2026 (0.0 giây): 1 việc vừa quá hạn; 2 người được báo" in out
    assert "lần tới    07:30 ngày 21/9/2026" in out
    assert out.count("chưa chạy") == len(JOBS) - 1


def test_a_job_by_hand_prints_what_it_did(
    started: World, command: Callable[..., tuple[int, str, str]], mail_sink: Sink
) -> None:
    code, out, _ = command("jobs", "run", "weekly_digest", "--today", "2026-10-05")
    assert (code, out) == (0, "weekly_digest: 6 thư được soạn; 6 thư đã gửi\n")
    assert len(mail_sink.received) == len(READERS)
    assert str(mail_sink.received[0]["Subject"]).startswith(
        "[CCHC Phường Mẫu] Tổng hợp tuần 05–11/10/2026: 1 quá hạn"
    )
    assert command("jobs", "run", "weekly_digest", "--today", "2026-10-05")[1] == (
        "weekly_digest: không có việc gì phải làm\n"
    )


def test_a_wrong_call_is_answered_in_one_line(
    command: Callable[..., tuple[int, str, str]],
) -> None:
    for words, said in (
        (["weekly_newsletter"], "Không có việc “weekly_newsletter”"),
        (["flag_late", "--today", "hôm qua"], "“hôm qua” không phải ngày"),
        (["flag_late", "--today", "2026-02-30"], "“2026-02-30” không phải ngày"),
    ):
        code, out, error = command("jobs", "run", *words)
        assert (code, out) == (2, "")
        assert error.startswith(said)
        assert error.count("\n") == 1


def test_a_job_by_hand_that_fails_says_so_and_exits_with_1(
    started: World,
    command: Callable[..., tuple[int, str, str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("app.jobs.work.flag_late_items", broken)
    code, out, error = command("jobs", "run", "flag_late")
    assert (code, out) == (1, "")
    assert "flag_late: lỗi: RuntimeError: the disk is full" in error


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
