"""Counted tries: exactly as many as allowed, whoever counts, however many at once."""

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.extensions import db
from app.models import Throttle
from app.services import throttle
from app.services.throttle import Limit
from app.transactions import short_write
from app.web.edge import DonDoc
from tests.conftest import TestClock

FIVE = Limit("test.five", 5, timedelta(minutes=15))

CHILD = """
import sys
from datetime import UTC, datetime, timedelta
from sqlalchemy import create_engine
from app import transactions
from app.services import throttle
from app.transactions import short_write

url, now = sys.argv[1], datetime.fromisoformat(sys.argv[2])
engine = create_engine(url, **transactions.engine_options(url))
transactions.configure(engine)
limit = throttle.Limit("test.five", 5, timedelta(minutes=15))
allowed = 0
sys.stdin.readline()
for _ in range(10):
    with short_write(engine) as session:
        allowed += throttle.take(session, limit, "khang", now)
print(allowed)
"""


@pytest.fixture
def tried(app: DonDoc) -> Callable[[str], bool]:
    engine = db.engine

    def once(key: str) -> bool:
        with short_write(engine) as session:
            return throttle.take(session, FIVE, key, clock.now())

    return once


def test_five_pass_and_the_sixth_does_not(tried: Callable[[str], bool]) -> None:
    assert [tried("khang") for _ in range(8)] == [True] * 5 + [False] * 3


def test_one_key_does_not_count_for_another(tried: Callable[[str], bool]) -> None:
    assert all(tried("khang") for _ in range(5))
    assert tried("kiên")


def test_the_window_keeps_its_start_while_tries_go_on(
    tried: Callable[[str], bool], test_clock: TestClock
) -> None:
    for _ in range(5):
        assert tried("khang")
        test_clock.move(minutes=2)
    assert not tried("khang")  # 10 minutes after the first
    test_clock.move(minutes=4, seconds=59)
    assert not tried("khang")
    test_clock.move(seconds=1)
    assert [tried("khang") for _ in range(6)] == [True] * 5 + [False]


def test_it_tells_when_the_window_ends(
    tried: Callable[[str], bool], session: Session, test_clock: TestClock
) -> None:
    assert throttle.ends_at(session, FIVE, "khang", clock.now()) == clock.now()
    session.rollback()
    tried("khang")
    first = clock.now()
    test_clock.move(minutes=3)
    tried("khang")
    assert throttle.ends_at(session, FIVE, "khang", clock.now()) == first + FIVE.window


def test_what_is_given_back_may_be_taken_again(tried: Callable[[str], bool], app: DonDoc) -> None:
    assert all(tried("khang") for _ in range(5))
    with short_write(db.engine) as session:
        throttle.give_back(session, FIVE, "khang", clock.now())
    assert [tried("khang"), tried("khang")] == [True, False]


def test_giving_back_never_makes_room_for_more_than_allowed(
    tried: Callable[[str], bool], app: DonDoc
) -> None:
    tried("khang")
    for _ in range(3):
        with short_write(db.engine) as session:
            throttle.give_back(session, FIVE, "khang", clock.now())
    assert sum(tried("khang") for _ in range(10)) == 5


def test_old_counters_are_cleared_and_running_ones_stay(
    tried: Callable[[str], bool], session: Session, test_clock: TestClock
) -> None:
    tried("khang")
    test_clock.move(days=1, minutes=1)
    tried("kiên")
    with short_write(db.engine) as other:
        assert throttle.clear_old(other, clock.now()) == 1
    assert session.scalars(select(Throttle.key)).all() == [FIVE.row_key("kiên")]


def test_the_table_does_not_hold_what_was_typed(
    tried: Callable[[str], bool], session: Session
) -> None:
    tried("mật khẩu gõ nhầm ô")
    (key,) = session.scalars(select(Throttle.key))
    assert key.startswith("test.five:") and "khẩu" not in key and len(key) < 128


def test_eight_threads_at_once_get_exactly_five(tried: Callable[[str], bool]) -> None:
    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(tried, ["khang"] * 40)) == 5


def test_four_processes_at_once_get_exactly_five(app: DonDoc) -> None:
    command = [
        sys.executable,
        "-c",
        CHILD,
        app.config["DATABASE_URL"],
        clock.now().isoformat(),
    ]
    children = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    for child in children:
        assert child.stdin is not None
        child.stdin.write("go\n")
        child.stdin.flush()
    allowed = [int(child.communicate()[0]) for child in children]
    assert sum(allowed) == 5, allowed
