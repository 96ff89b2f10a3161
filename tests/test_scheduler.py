"""The scheduler with real processes: every slot once, nothing lost, nothing sent twice but the
mail that was in flight when a process died."""

import json
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

import config
from app.extensions import db
from app.jobs import runs, work
from app.models import Event, LateFlag, Notification, OutboxMail, StandingSnapshot
from app.services import outbox
from app.services.audit import Broken, verify_chains
from app.web.edge import DonDoc
from tests.cast import World
from tests.conftest import TestClock
from tests.mail_sink import Sink, running_sink
from tests.scheduling import (
    MONDAY_MORNING,
    READERS,
    count,
    due,
    reading,
    slots,
    start_plan,
)

OPEN_MAIL = OutboxMail.sent_at.is_(None) & OutboxMail.failed_at.is_(None)
KILL_POINTS = (*runs.KILL_POINTS, *work.KILL_POINTS, *outbox.KILL_POINTS)


@pytest.fixture
def mail_sink() -> Iterator[Sink]:
    with running_sink() as sink:
        yield sink


@pytest.fixture
def started(app: DonDoc, world: World, session: Session, mail_sink: Sink) -> World:
    start_plan(app, world, session, mail_sink.port)
    return world


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


def idle(session: Session) -> bool:
    """Tell whether no run is under way and no mail in flight.

    At 01:00 of the first Monday the digest of the week before is due and waits for the morning,
    when the new one takes its place: it is never finished.
    """
    unfinished = {(job, slot) for job, slot, finished in slots(session) if not finished}
    in_flight = count(session, OutboxMail, OutboxMail.claimed_at.is_not(None) & OPEN_MAIL)
    return unfinished <= {("weekly_digest", "2026-09-07T07:30+07:00")} and not in_flight


def test_two_schedulers_run_every_slot_once_and_stop_when_told(
    started: World, app: DonDoc, session: Session, schedulers: Schedulers, mail_sink: Sink
) -> None:
    both = [schedulers.start(), schedulers.start()]
    monday = MONDAY_MORNING.replace(hour=0, minute=0)
    times = [monday + timedelta(days=n, hours=h) for n in (0, 1, 7) for h in (1, 8)]
    for instant in times:
        schedulers.set(instant)
        slot = instant.isoformat(timespec="minutes")
        # Nothing may be under way when the clock jumps: a mail in flight would look abandoned.
        until(lambda slot=slot: ("send_mail", slot, True) in slots(session) and idle(session))
    for process in both:
        process.send_signal(signal.SIGTERM)
    for process in both:
        _, said = process.communicate(timeout=20)
        assert process.returncode == 0, said
        assert "Traceback" not in said

    ran = Counter(job for job, _, _ in slots(session))
    assert idle(session)
    assert ran == {
        "open_periods": 3,
        "flag_late": 3,
        "weekly_snapshot": 2,
        "weekly_digest": 3,
        # Those of the first Monday and Tuesday are past keeping.
        "send_mail": 2,
    }
    assert len(mail_sink.received) == len(set(mail_sink.message_ids)) == 2 * len(READERS)
    assert count(session, LateFlag) == 1
    assert count(session, StandingSnapshot, StandingSnapshot.unit_id.is_(None)) == 2
