"""Runs of the product's jobs in a process of their own, and what they cost."""

import multiprocessing
import re
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import event

from app import clock
from app.extensions import db
from app.jobs.surroundings import surroundings_of
from app.jobs.work import WORK, Moment
from app.web.edge import DonDoc

_STATUS = Path("/proc/self/status")
_WORDS = frozenset({"SELECT", "INSERT", "UPDATE", "DELETE", "WITH"})

Answer = TypeVar("Answer")

Runs = Sequence[tuple[str, datetime]]
"""Jobs by name, and the instant that each takes for the present."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What runs cost: CPU seconds of their process, its largest and its first size in memory
    (bytes, 0 where the system does not say), statements; `counts` is what the jobs say they did.
    """

    cpu: float
    peak: int
    before: int
    statements: int
    counts: Mapping[str, int] = field(default_factory=dict)


def apart(app: DonDoc, work: Callable[[], Answer]) -> Answer:
    """What `work` returns, done in a fork of this process inside an application context, so that
    the memory of one measurement is not that of another."""
    with app.app_context():
        db.engine.dispose()  # No connection is shared with the fork.
    fork = multiprocessing.get_context("fork")
    ours, theirs = fork.Pipe(duplex=False)
    process = fork.Process(target=_work, args=(app, work, theirs))
    process.start()
    theirs.close()
    try:
        answer: Answer = ours.recv()
    except EOFError as error:
        raise RuntimeError("the process that was measured came to nothing") from error
    finally:
        process.join()
    return answer


def cost_of(app: DonDoc, runs: Runs) -> Cost:
    """What the jobs cost together, run one after the other in a process of their own."""
    return apart(app, lambda: _cost(app, runs))


def _work(app: DonDoc, work: Callable[[], Answer], answer: Connection) -> None:
    with app.app_context():
        found = work()
        db.session.rollback()
        db.engine.dispose()
    answer.send(found)


def _cost(app: DonDoc, runs: Runs) -> Cost:
    done: Counter[str] = Counter()
    statements = 0

    def note(*arguments: Any) -> None:
        nonlocal statements
        statements += arguments[2].lstrip().partition(" ")[0].upper() in _WORDS

    event.listen(db.engine, "before_cursor_execute", note)
    around = surroundings_of(app)
    before, started = _memory("VmRSS"), time.process_time()
    for job, at in runs:
        clock.use_source(_standing_at(at))
        done.update(WORK[job](around, Moment(clock.today(), clock.now())).counts)
    spent = time.process_time() - started
    return Cost(spent, _memory("VmHWM"), before, statements, dict(done))


def _standing_at(instant: datetime) -> Callable[[], datetime]:
    return lambda: instant


def _memory(what: str) -> int:
    if not _STATUS.exists():
        return 0
    mark = re.search(rf"{what}:\s*(\d+) kB", _STATUS.read_text())
    return int(mark[1]) * 1024 if mark else 0
