"""`python3 run.py bench time`: a year's work items made, late ones flagged, digests composed.

For so many communes and, several times around it, for a tenth of them, with what ten times the
work costs.
"""

import argparse
import platform
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from app.extensions import db
from app.models import Commune, Task, Unit, WorkItem
from app.web.edge import DonDoc
from benchmarks.scratch import scratch_product
from benchmarks.time.filling import count_of, fill, settle_most
from benchmarks.time.nights import Cost, Runs, apart, cost_of
from workflows.timetable import ZONE

COMMUNES = 3_000
QUICK = 20
"""Enough to see that every part works; the figures mean nothing."""

TENTHS = 2
"""How often a tenth is measured before the whole, and after it. What else the machine does weighs
more on a second than on minutes, so one tenth alone says little.
"""

AT_MOST = 11.0
"""How many times the CPU ten times the work may take."""

MONDAY = datetime(2026, 12, 28, 7, 30, tzinfo=ZONE)
YEAR_OF_NIGHTS: Runs = [
    ("open_periods", datetime(2026, month, 1, 0, 10, tzinfo=ZONE)) for month in range(1, 13)
]
PARTS: Mapping[str, tuple[str, Runs]] = {
    "make": ("a year's work items made", YEAR_OF_NIGHTS),
    "flag": ("late ones flagged", [("flag_late", MONDAY.replace(hour=0, minute=20))]),
    "again": ("and the night after", [("flag_late", MONDAY.replace(hour=0, minute=40))]),
    "remind": ("people reminded", [("remind", MONDAY.replace(hour=6, minute=0))]),
    "digest": ("digests composed", [("weekly_digest", MONDAY)]),
}
"""What is measured: its words, and the runs of the product's jobs it is made of, in this order."""


@dataclass(frozen=True, slots=True)
class Line:
    """A measured part: `rows` is what it had to do with (items; for digests, units)."""

    rows: int
    cost: Cost

    @property
    def per_thousand(self) -> float:
        """Statements for each 1,000 rows."""
        return self.cost.statements * 1000 / self.rows


def main(arguments: Sequence[str]) -> int:
    """Measure each part in turn on databases of a tenth and of the whole, and print the growth."""
    options = _options(arguments)
    communes = QUICK if options.quick else options.communes
    tenths = [max(1, communes // 10)] * TENTHS
    growth = []
    with ExitStack() as stack:
        apps = []
        for number in (*tenths, communes, *tenths):
            apps.append(stack.enter_context(scratch_product(options.database)))
            _prepare(apps[-1], number)
        _print_head()
        for part, (words, _) in PARTS.items():
            lines = [_measure(app, part) for app in apps]
            whole = lines.pop(TENTHS)
            lines.sort(key=lambda line: line.cost.cpu)
            for line in (*lines, whole):
                _print_line(words, line)
            growth.append(_growth(words, lines, whole))
    print(f"\nGrowth (at most {AT_MOST:g} times the CPU for ten times the rows; median, range)")
    print(f"{'':26}{'rows':>8}{'CPU':>8}{'':17}SQL per 1,000", *growth, sep="\n")
    return 0


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python3 run.py bench time", description=__doc__)
    parser.add_argument(
        "--communes", type=int, default=COMMUNES, help="communes, each with a plan (default 3000)"
    )
    parser.add_argument(
        "--database", metavar="URL", help="a PostgreSQL beside which a scratch database is made"
    )
    parser.add_argument("--quick", action="store_true", help="few communes: only whether it runs")
    return parser.parse_args(arguments)


def _prepare(app: DonDoc, communes: int) -> None:
    started = time.monotonic()
    commune_count, units, tasks = apart(app, lambda: _fill(communes))
    with app.app_context():
        dialect = db.engine.dialect
    version = ".".join(str(part) for part in dialect.server_version_info or ())
    print(
        f"{commune_count:,} communes, {units:,} units, {tasks:,} tasks; {dialect.name} {version},"
        f" Python {platform.python_version()}; filled in {time.monotonic() - started:.0f} s",
        flush=True,
    )


def _fill(communes: int) -> list[int]:
    session = db.session()
    fill(session, communes)
    session.commit()
    return [count_of(session, model) for model in (Commune, Unit, Task)]


def _measure(app: DonDoc, part: str) -> Line:
    cost = cost_of(app, PARTS[part][1])
    return Line(apart(app, _settle if part == "make" else _rows_of(part)), cost)


def _settle() -> int:
    """Let most of what was made be done; return how many items there are."""
    session = db.session()
    settle_most(session, MONDAY.date())
    session.commit()
    return count_of(session, WorkItem)


def _rows_of(part: str) -> Callable[[], int]:
    return lambda: count_of(db.session(), Unit if part == "digest" else WorkItem)


def _print_head() -> None:
    print(
        f"\n{'':26}{'rows':>11}{'CPU s':>9}{'ms per 1,000':>14}{'MB':>6}{'MB before':>11}"
        f"{'SQL per 1,000':>15}  what the jobs say",
        flush=True,
    )


def _print_line(words: str, line: Line) -> None:
    cost = line.cost
    said = ", ".join(f"{name} {number:,}" for name, number in cost.counts.items() if number)
    print(
        f"{words:26}{line.rows:11,}{cost.cpu:9.2f}{cost.cpu * 1e6 / line.rows:14.0f}"
        f"{cost.peak >> 20:6}{cost.before >> 20:11}{line.per_thousand:15.1f}  {said}",
        flush=True,
    )


def _growth(words: str, tenths: Sequence[Line], whole: Line) -> str:
    """A line of the table of growth; the tenths by their CPU, the least first."""
    times = [whole.cost.cpu / line.cost.cpu for line in tenths]
    return (
        f"{words:26}{whole.rows / tenths[0].rows:8.1f}{median(times):8.1f}"
        f"{f'({times[-1]:.1f} to {times[0]:.1f})':>17}"
        f"{tenths[0].per_thousand:9.1f} → {whole.per_thousand:.1f}"
    )
