"""The scheduler with real processes: every slot once, nothing lost, nothing sent twice but the
mail that was in flight when a process died."""

import signal
import time
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import transactions
from app.extensions import db
from app.jobs import runs, work
from app.models import Event, LateFlag, Notification, OutboxMail, Plan, StandingSnapshot
from app.services import outbox
from app.services.audit import Broken, verify_chains
from app.services.notices import notify
from app.web.edge import DonDoc
from tests.cast import World, add_item
from tests.conftest import TestClock
from tests.fleet import Fleet, has_come_to_rest, is_sent, restart_postgresql, until
from tests.fortnight import FIRST_DAY, decided_at_once, faults, prepare
from tests.mail_sink import Sink, running_sink
from tests.scheduling import (
    MONDAY_MORNING,
    READERS,
    TOLD_BY_MAIL,
    count,
    digests,
    due,
    reading,
    slots,
    start_plan,
)

WAITS_FOR_A_MAIL = Notification.is_for_mail & Notification.mailed_at.is_(None)
NOTICES = ("notices_worded", "notices_stored")
KILL_POINTS = (*runs.KILL_POINTS, *work.KILL_POINTS, *outbox.KILL_POINTS)


@pytest.fixture
def mail_sink() -> Iterator[Sink]:
    with running_sink() as sink:
        yield sink


@pytest.fixture
def started(app: DonDoc, world: World, session: Session, mail_sink: Sink) -> World:
    start_plan(app, world, session, mail_sink.port)
    return world


@pytest.fixture
def fleet(app: DonDoc, tmp_path: Path, test_clock: TestClock) -> Iterator[Fleet]:
    made = Fleet(app, tmp_path, test_clock.set)
    yield made
    made.stop()
    print(made.said())  # Shown where the test failed.


def test_killed_at_any_point_nothing_is_lost_and_only_the_mail_in_flight_comes_twice(
    started: World, app: DonDoc, session: Session, fleet: Fleet, mail_sink: Sink
) -> None:
    """A Monday for each kill point: a process dies there by kill -9, another one goes on.

    The points of sending are tried on both databases: only there two processes can meet over one
    row.
    """
    on_sqlite = db.engine.dialect.name == "sqlite"
    points = KILL_POINTS if on_sqlite else (*NOTICES, *outbox.KILL_POINTS)
    for week, point in enumerate(points):
        before = len(mail_sink.received)
        monday = MONDAY_MORNING + timedelta(days=7 * week)
        fleet.set(monday)
        add_late_item(session, started, week)
        process = fleet.start(kill_at=point)
        assert process.wait(20) == -signal.SIGKILL, point

        for _ in range(2):  # The claims of the dead run out, and another process takes them.
            fleet.set(fleet.now + timedelta(minutes=11))
            due(app, session)

        came = Counter(message["Message-ID"] for message in mail_sink.received[before:])
        with reading(session) as reader:
            composed = reader.scalars(
                select(OutboxMail).where(OutboxMail.created_at >= monday)
            ).all()
        assert set(came) == {mail.message_id for mail in composed}, point
        assert len(composed) == len(READERS) + len(TOLD_BY_MAIL), point
        doubled = [message_id for message_id, times in came.items() if times > 1]
        assert len(doubled) == (1 if point == "mail_sent" else 0), point
        assert all(mail.sent_at is not None for mail in composed), point

    assert all(finished for _, _, finished in slots(session))
    assert count(session, LateFlag) == 1 + len(points)
    assert count(session, Event, Event.kind == "job.compose_digest") == len(points)
    told = Notification.kind == "work_item.late"
    assert count(session, Notification, told) == len(TOLD_BY_MAIL) * len(points)
    assert count(session, Notification, WAITS_FOR_A_MAIL) == 0
    with reading(session) as reader:
        assert not [found for found in verify_chains(reader) if isinstance(found, Broken)]


def add_late_item(session: Session, world: World, week: int) -> None:
    """An item that is one day late on the Monday of that week, which the digest names; and a notice
    that asks for action, which goes by a mail of its own."""
    session.rollback()
    plan = session.scalars(select(Plan)).one()
    due_on = MONDAY_MORNING.date() + timedelta(days=7 * week - 1)
    made_at = MONDAY_MORNING - timedelta(days=30)
    item = add_item(session, world.mau, plan, lead="kt", title="Việc", due_on=due_on, now=made_at)
    notify(
        session,
        world.mau.commune.id,
        [world.person(name).id for name in sorted(TOLD_BY_MAIL)],
        kind="work_item.send_back",
        key=f"test:{item.id}",
        data={"title": "Việc", "label": "", "reason": "Thiếu chữ ký."},
        path=f"/viec/{item.id}",
        now=MONDAY_MORNING + timedelta(days=7 * week),
        for_mail=True,
    )
    session.commit()


def test_two_schedulers_run_every_slot_once_and_stop_when_told(
    started: World, app: DonDoc, session: Session, fleet: Fleet, mail_sink: Sink
) -> None:
    both = [fleet.start(), fleet.start()]
    monday = MONDAY_MORNING.replace(hour=0, minute=0)
    times = [monday + timedelta(days=n, hours=h) for n in (0, 1, 7) for h in (1, 8)]
    for instant in times:
        fleet.set(instant)
        until(lambda instant=instant: has_come_to_rest(session, instant))
    for process in both:
        process.send_signal(signal.SIGTERM)
    for process in both:
        assert process.wait(20) == 0, fleet.said()
    assert "Traceback" not in fleet.said()

    ran = Counter(job for job, _, _ in slots(session))
    assert has_come_to_rest(session, times[-1])
    assert ran == {
        "prepare_days_off": 3,
        "open_periods": 3,
        "flag_late": 3,
        # Its hour lies between the two of each day, and before the first of each week.
        "remind": 5,
        "ask_sleeping": 5,
        "weekly_snapshot": 2,
        "weekly_digest": 6,
        "sweep_files": 5,
        # Those of the first Monday and Tuesday are past keeping.
        "mail_notices": 2,
        "send_mail": 2,
        "scan_files": 2,
    }
    assert len(digests(mail_sink)) == 2 * len(READERS)
    # What became late is in the digest, or in a mail before it where a process was that quick.
    assert len(mail_sink.received) - 2 * len(READERS) in range(len(TOLD_BY_MAIL) + 1)
    assert count(session, Notification, WAITS_FOR_A_MAIL) == 0
    assert len(set(mail_sink.message_ids)) == len(mail_sink.received)
    assert count(session, LateFlag) == 1
    assert count(session, StandingSnapshot, StandingSnapshot.unit_id.is_(None)) == 2


def test_four_web_workers_and_two_schedulers_tell_everything_once(
    app: DonDoc, world: World, session: Session, fleet: Fleet, mail_sink: Sink
) -> None:
    """Three days of the fortnight that `python3 run.py soak` lives whole, and without mercy."""
    days = (0, 1, 7)
    handed_in = prepare(app, session, world, mail_sink, days)
    fleet.start()
    fleet.start()
    address = fleet.serve(workers=4)
    for day in days:
        instant = FIRST_DAY + timedelta(days=day)
        fleet.set(instant)
        assert decided_at_once(address, handed_in[day]).count(302) == 1
        for minutes in (0, 1):  # What came of the decision goes by mail a minute later.
            fleet.set(instant + timedelta(minutes=minutes))
            until(lambda: has_come_to_rest(session, fleet.now), seconds=40)
    assert faults(session, world, mail_sink, handed_in, days) == []
    assert "Traceback" not in fleet.said()


def test_a_database_that_is_busy_or_restarted_underneath_loses_and_doubles_nothing(
    started: World, session: Session, fleet: Fleet, mail_sink: Sink
) -> None:
    """On PostgreSQL the server dies while a mail is in flight; on SQLite somebody else writes."""
    mail_sink.hold()
    both = [fleet.start(), fleet.start()]
    until(lambda: mail_sink.is_holding)
    if db.engine.dialect.name == "postgresql":
        session.rollback()
        restart_postgresql(db.engine.url.render_as_string(hide_password=False))
        mail_sink.release()
    else:
        session.rollback()
        with transactions.short_write(db.engine):
            mail_sink.release()
            time.sleep(2)
    fleet.set(fleet.now + timedelta(minutes=1))  # A run may have been cut off without a word.
    until(lambda: is_sent(session, fleet.now), seconds=40)
    for minutes in (11, 1):  # What failed is tried again; what came of it goes by mail later.
        fleet.set(fleet.now + timedelta(minutes=minutes))
        until(lambda: has_come_to_rest(session, fleet.now), seconds=40)
    assert [process.poll() for process in both] == [None, None]
    with reading(session) as reader:
        composed = set(reader.scalars(select(OutboxMail.message_id)))
    assert Counter(mail_sink.message_ids) == Counter(composed)
    assert len(composed) - len(READERS) in range(len(TOLD_BY_MAIL) + 1)
    assert count(session, Notification, WAITS_FOR_A_MAIL) == 0
