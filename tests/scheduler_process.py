"""A scheduler as a process of its own, for tests.

Its settings are configuration keys, and three that exist for tests alone: `clock`, a file that
holds the present instant; `kill_at`, the kill point at which the process dies by kill -9; and
`log`, the file that takes its standard error.

It is forked from a process that has the product imported and nothing else: most of what a start
costs is the import.
"""

import multiprocessing
import os
import signal
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from app import create_app
from app.scheduler import run_alone


class SchedulerProcess:
    """A scheduler that was started; the words are those of `subprocess.Popen`."""

    def __init__(self, settings: dict[str, Any]) -> None:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload([__name__])
        self._process = context.Process(target=main, args=(settings,), daemon=True)
        self._process.start()

    def poll(self) -> int | None:
        return self._process.exitcode

    def wait(self, seconds: float | None = None) -> int | None:
        self._process.join(seconds)
        return self._process.exitcode

    def send_signal(self, number: int) -> None:
        assert self._process.pid is not None
        os.kill(self._process.pid, number)

    def kill(self) -> None:
        self._process.kill()


def main(settings: dict[str, Any]) -> None:
    """Run a scheduler until it is told to stop, or dies."""
    log = os.open(settings.pop("log"), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(log, 2)
    clock = Path(settings.pop("clock"))
    kill_at = settings.pop("kill_at", None)
    app = create_app(
        {
            **settings,
            "CLOCK": lambda: datetime.fromisoformat(clock.read_text()),
            "REACHED": dies_at(kill_at),
        }
    )
    with app.app_context():
        run_alone(app)


def dies_at(wanted: str | None) -> Callable[[str], None]:
    def reached(point: str) -> None:
        if point == wanted:
            os.kill(os.getpid(), signal.SIGKILL)

    return reached
