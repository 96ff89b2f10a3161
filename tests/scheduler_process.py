"""A scheduler as a process of its own, for tests: `python -m tests.scheduler_process SETTINGS`.

SETTINGS is a JSON object of configuration keys, and of two that exist for tests alone: `clock`, a
file that holds the present instant, and `kill_at`, the kill point at which the process dies by
kill -9.
"""

import json
import os
import signal
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from app import create_app
from app.scheduler import run_alone


def main(settings: dict[str, Any]) -> None:
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


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
