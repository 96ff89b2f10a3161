"""The product as a process of its own, for the browser: its clock stands still until it is moved.

Started as `python -m tests.browser.server PORT HOME`; the present instant is in `HOME/clock`, as
ISO text. This is the one place where a running server takes its time from a file.
"""

import sys
from datetime import UTC, datetime
from pathlib import Path

import waitress

from app import create_app


def clock_of(home: Path) -> datetime:
    """The instant the test has set."""
    return datetime.fromisoformat((home / "clock").read_text(encoding="ascii")).astimezone(UTC)


def main(port: int, home: Path) -> None:
    """Serve until killed."""
    app = create_app({"HOME": home, "CLOCK": lambda: clock_of(home)})
    waitress.serve(app, host="127.0.0.1", port=port, threads=8, ident=None)


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
