"""Reads hostile files one after the other in a process of its own, which is watched.

A reading ends in a draft or in a named refusal; a traceback is a fault, told with the number that
makes the file anew. A file that keeps the reader busy beyond the limit, or kills it, is then given
to the product's own isolated reader, which has to refuse it by name and in time.
"""

import multiprocessing
import re
import time
import traceback
from collections import Counter
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path

from app.plan_import import PlanRefused, read_plan
from app.plan_import.isolation.parent import Limits, read_isolated
from tests.soak.hostile_files import hostile_file

LIMIT = 10.0
"""Seconds that one file may take before the isolated reader is asked."""

_PROCESS = Path("/proc/self/status")
ISOLATED = Limits(cpu_seconds=10, wall_seconds=20)


# Outcome, the most memory held (bytes), and the traceback or '' where there is none.
Answer = tuple[str, int, str]


@dataclass
class Trial:
    """What came of a run: files by outcome, the slowest, the largest process, and the faults."""

    outcomes: Counter[str] = field(default_factory=Counter)
    slowest: tuple[float, int] = (0.0, 0)
    peak_bytes: int = 0
    faults: list[str] = field(default_factory=list)


def read_hostile_files(seed: int, seconds: float, limit: float = LIMIT) -> Trial:
    """Read hostile files of this seed for so many seconds, at least one."""
    trial = Trial()
    end = time.monotonic() + seconds
    number = 0
    worker, pipe = _start(seed)
    while number == 0 or time.monotonic() < end:
        started = time.monotonic()
        answer = _ask(worker, pipe, number, limit)
        took = time.monotonic() - started
        trial.slowest = max(trial.slowest, (took, number))
        if answer is None:
            _stop(worker)
            worker, pipe = _start(seed)
            answer = _in_isolation(seed, number)
        outcome, peak, trace = answer
        trial.outcomes[outcome] += 1
        trial.peak_bytes = max(trial.peak_bytes, peak)
        if trace:
            trial.faults.append(f"seed {seed}, number {number}: {trace}")
        number += 1
    _stop(worker)
    return trial


def _start(seed: int) -> tuple[multiprocessing.process.BaseProcess, Connection]:
    ours, theirs = multiprocessing.Pipe()
    context = multiprocessing.get_context("spawn")
    worker = context.Process(target=_work, args=(seed, theirs), daemon=True)
    worker.start()
    theirs.close()
    return worker, ours


def _stop(worker: multiprocessing.process.BaseProcess) -> None:
    worker.kill()
    worker.join()


def _ask(
    worker: multiprocessing.process.BaseProcess, pipe: Connection, number: int, limit: float
) -> Answer | None:
    """Have one file read; None where the process hangs or dies."""
    try:
        pipe.send(number)
        # The first answer waits for the process to come up.
        if not pipe.poll(limit):
            return None
        answer: Answer = pipe.recv()
        return answer
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return None


def _in_isolation(seed: int, number: int) -> Answer:
    """Read a file as the product does; what it answers must be a draft or a refusal, in time."""
    name, content = hostile_file(seed, number)
    started = time.monotonic()
    outcome = "read in isolation"
    try:
        read_isolated(content, name, limits=ISOLATED)
    except PlanRefused as refusal:
        outcome = f"{refusal.code.value} in isolation"
    took = time.monotonic() - started
    late = took > ISOLATED.wall_seconds + 5
    return outcome, 0, f"{name}: isolated, and yet {took:.0f} s" if late else ""


def _work(seed: int, pipe: Connection) -> None:
    while True:
        name, content = hostile_file(seed, pipe.recv())
        outcome, trace = "read", ""
        try:
            read_plan(content, name)
        except PlanRefused as refusal:
            outcome = refusal.code.value
        except Exception:  # the very fault that is looked for, told with its place
            outcome, trace = "traceback", traceback.format_exc()
        pipe.send((outcome, _peak_bytes(), trace))


def _peak_bytes() -> int:
    """Return the most memory this process ever held, 0 where the system does not say.

    Not by getrusage: there the kernel hands the parent's figure down.
    """
    if not _PROCESS.exists():
        return 0
    mark = re.search(r"VmHWM:\s*(\d+) kB", _PROCESS.read_text())
    return int(mark[1]) * 1024 if mark else 0
