"""A fortnight of real processes at speed, and everything that may befall them: two schedulers and
four web workers, kill -9 at named points, a mail server that is down for a day, a database that is
restarted or busy, and at the end 400 days of sleep. Everything is to be told exactly once.
"""

import random
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from aiosmtpd.controller import Controller
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock, transactions
from app.extensions import db
from app.jobs import runs, work
from app.models import Notification, OutboxMail
from app.services import outbox
from app.web.edge import DonDoc
from benchmarks.scratch import scratch_product
from tests.cast import World, build_world
from tests.fleet import Fleet, has_come_to_rest, restart_postgresql, until
from tests.fortnight import FIRST_DAY, MADE_AT, decided_at_once, faults, prepare
from tests.mail_sink import Sink, free_port
from tests.scheduling import digests, reading

DAYS = range(14)
HOURS = ("00:15", "06:05", "07:35", "07:46", "08:50", "12:00", "17:00")
"""The stops of the clock on every day: after each slot of the timetable, and after back-offs."""

KILL_POINTS = (*runs.KILL_POINTS, *work.KILL_POINTS, *outbox.KILL_POINTS)
MAIL_IS_DOWN = 7
"""The day without a mail server: a Monday, whose digests come on Tuesday."""

SLEEP = timedelta(days=400)
PATIENCE = 120.0
"""Seconds in which whatever is due at one stop of the clock has to be done."""


@dataclass
class Life:
    """A fortnight under way."""

    app: DonDoc
    session: Session
    world: World
    fleet: Fleet
    sink: Sink
    chance: random.Random
    in_flight: int = 0

    def rest(self) -> None:
        until(lambda: has_come_to_rest(self.session, self.fleet.now), PATIENCE)


def live(seed: int, server: str | None = None) -> list[str]:
    """Live a fortnight on SQLite, or on a new database of the PostgreSQL `server`; return what was
    not told exactly once."""
    sink = Sink()
    sink.port = free_port()
    with (
        scratch_product(server) as app,
        tempfile.TemporaryDirectory(prefix="dondoc-fortnight-") as folder,
        app.app_context(),
    ):
        session = db.session()
        world = build_world(session, MADE_AT)
        handed_in = prepare(app, session, world, sink, DAYS)
        fleet = Fleet(app, Path(folder), lambda _: None)
        clock.use_source(lambda: fleet.now)
        life = Life(app, session, world, fleet, sink, random.Random(seed))  # noqa: S311 - chance, no secret
        try:
            _live_through(life, fleet.serve(workers=4), handed_in)
            found = faults(session, world, sink, handed_in, DAYS, life.in_flight)
            return [*found, *_late_digests(life), *_flood_after_sleep(life)]
        finally:
            fleet.stop()
            session.rollback()


def _live_through(life: Life, address: str, handed_in: dict[int, int]) -> None:
    midnight = FIRST_DAY.replace(hour=0, minute=0)
    restarted_on = life.chance.choice(DAYS)
    for day in DAYS:
        killed_at = life.chance.choice(HOURS)
        with _mail_server(life.sink, is_down=day == MAIL_IS_DOWN):
            healthy = [life.fleet.start() for _ in range(2)]
            for hour in HOURS:
                hours, minutes = map(int, hour.split(":"))
                life.fleet.set(midnight + timedelta(days=day, hours=hours, minutes=minutes))
                if hour == killed_at:
                    _kill_one(life)
                if hour == "12:00":
                    answers = decided_at_once(address, handed_in[day])
                    assert answers.count(302) == 1, answers
                if hour == "12:00" and day == restarted_on:
                    _disturb_database(life)
                life.rest()
            for process in healthy:
                process.kill()
                process.wait()


def _kill_one(life: Life) -> None:
    """A third scheduler dies by kill -9 at a named point, where it gets there."""
    point = life.chance.choice(KILL_POINTS)
    dying = life.fleet.start(kill_at=point)
    until(
        lambda: dying.poll() is not None or has_come_to_rest(life.session, life.fleet.now),
        PATIENCE,
    )
    if dying.poll() is None:
        dying.kill()
    elif point == "mail_sent":
        life.in_flight += 1
    dying.wait()
    # The claims of the dead run out, and another process takes them.
    life.fleet.set(life.fleet.now + timedelta(minutes=11))


def _disturb_database(life: Life) -> None:
    life.session.rollback()
    if db.engine.dialect.name == "postgresql":
        restart_postgresql(db.engine.url.render_as_string(hide_password=False))
        return
    with transactions.short_write(db.engine):
        time.sleep(3)


@contextmanager
def _mail_server(sink: Sink, *, is_down: bool) -> Iterator[None]:
    """The mail server for a day, or nobody at its address."""
    if is_down:
        yield
        return
    controller = Controller(sink, hostname="127.0.0.1", port=sink.port)
    controller.start()
    try:
        yield
    finally:
        controller.stop()


def _late_digests(life: Life) -> list[str]:
    """The digests of the Monday without a mail server say that Monday's date."""
    monday = FIRST_DAY + timedelta(days=MAIL_IS_DOWN)
    said = f"ngày {monday.day}/{monday.month}/{monday.year}"
    with reading(life.session) as reader:
        mails = reader.scalars(
            select(OutboxMail).where(
                OutboxMail.kind == outbox.WEEKLY_DIGEST,
                OutboxMail.created_at >= monday.replace(hour=0),
            )
        ).all()
    dateless = [mail.key for mail in mails if said not in mail.text]
    early = [m.key for m in mails if m.sent_at and m.sent_at < monday + timedelta(hours=16)]
    return [f"late digest without its date, or sent early: {key}" for key in dateless + early] + (
        [] if mails else ["no digest of the Monday without a mail server"]
    )


def _flood_after_sleep(life: Life) -> list[str]:
    """After 400 days each person gets one notice at most, one mail of notices, one digest."""
    with reading(life.session) as reader:
        known = set(reader.scalars(select(Notification.id)))
        sent = set(reader.scalars(select(OutboxMail.id)))
    came = len(digests(life.sink))
    life.fleet.set(life.fleet.now.replace(hour=9) + SLEEP)
    with _mail_server(life.sink, is_down=False):
        for _ in range(2):
            life.fleet.start()
        for _ in range(3):
            life.rest()
            life.fleet.set(life.fleet.now + timedelta(minutes=1))
        life.rest()
    with reading(life.session) as reader:
        notices = Counter(
            reader.scalars(select(Notification.person_id).where(Notification.id.not_in(known)))
        )
        rows = reader.execute(
            select(OutboxMail.person_id, OutboxMail.kind).where(OutboxMail.id.not_in(sent))
        )
        mails = Counter((person, kind) for person, kind in rows)
    silent = [] if len(digests(life.sink)) > came else ["no digest came after the sleep"]
    return silent + [
        f"{times} for {whom} after the sleep"
        for whom, times in [*notices.items(), *mails.items()]
        if times > 1
    ]
