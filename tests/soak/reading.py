"""Reads hostile files one after the other in a process of its own, which is watched.

A reading ends in a draft or in a named refusal, within the limit of time; anything else (a
traceback, a hang, a process that dies) is a fault, told with the number that makes the file anew.
"""

import multiprocessing
import time
import traceback
from collections import Counter
from dataclasses import dataclass, field
from multiprocessing.connection import Connection

LIMIT = 30.0
"""Seconds that one file may take."""


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
            trial.faults.append(f"seed {seed}, number {number}: no answer after {took:.0f} s")
            _stop(worker)
            worker, pipe = _start(seed)
        else:
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
) -> tuple[str, int, str] | None:
    """Have one file read; None where the process hangs or dies."""
    try:
        pipe.send(number)
        # The first answer waits for the process to come up.
        if not pipe.poll(limit):
            return None
        answer: tuple[str, int, str] = pipe.recv()
        return answer
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return None


def _work(seed: int, pipe: Connection) -> None:
    from app.plan_import import PlanRefused, read_plan
    from tests.soak.hostile_files import hostile_file

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
    """Return the most memory this process ever held, 0 where the system does not say."""
    try:
        import resource
    except ImportError:
        return 0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
