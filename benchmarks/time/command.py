"""`python3 run.py bench time`: a year's work items made, late ones flagged, digests composed.

For so many communes and, in the same run, before and after, for a tenth of them, with what ten
times the work costs.
"""

import argparse
import platform
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.extensions import db
from app.models import Commune, Task, Unit, WorkItem
from benchmarks.scratch import scratch_product
from benchmarks.time.filling import count_of, fill, settle_most
from benchmarks.time.nights import Cost, Runs, cost_of
from workflows.timetable import ZONE

COMMUNES = 3_000
QUICK = 20
"""Enough to see that every part works; the figures mean nothing."""

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
    """Measure both sizes, the small one twice, and print their tables and the growth."""
    options = _options(arguments)
    communes = QUICK if options.quick else options.communes
    tenth = max(1, communes // 10)
    # The tenth once more at the end: what else the machine does weighs on both sizes alike.
    small, large, again = (
        _measure(number, options.database) for number in (tenth, communes, tenth)
    )
    print(f"\nGrowth (at most {AT_MOST:g} times the CPU for ten times the rows)")
    print(f"{'':26}{'rows':>8}{'CPU':>8}{'SQL per 1,000':>22}")
    for part, (words, _) in PARTS.items():
        of, to = small[part], large[part]
        cpu = (of.cost.cpu + again[part].cost.cpu) / 2
        print(
            f"{words:26}{to.rows / of.rows:8.1f}{to.cost.cpu / cpu:8.1f}"
            f"{of.per_thousand:12.1f} → {to.per_thousand:.1f}"
        )
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


def _measure(communes: int, database: str | None) -> dict[str, Line]:
    with scratch_product(database) as app:
        with app.app_context():
            _prepare(db.session(), communes)
        lines: dict[str, Line] = {}
        for part, (words, runs) in PARTS.items():
            cost = cost_of(app, runs)
            with app.app_context():
                session = db.session()
                if part == "make":
                    settle_most(session, MONDAY.date())
                    session.commit()
                rows = count_of(session, Unit if part == "digest" else WorkItem)
                session.rollback()
            lines[part] = Line(rows, cost)
            _print_line(words, lines[part])
    return lines


def _prepare(session: Session, communes: int) -> None:
    started = time.monotonic()
    fill(session, communes)
    session.commit()
    counts = [count_of(session, model) for model in (Commune, Unit, Task)]
    dialect = session.get_bind().dialect
    version = ".".join(str(part) for part in dialect.server_version_info or ())
    session.rollback()
    print(
        f"\n{counts[0]:,} communes, {counts[1]:,} units, {counts[2]:,} tasks;"
        f" {dialect.name} {version}, Python {platform.python_version()};"
        f" filled in {time.monotonic() - started:.0f} s"
    )
    print(
        f"{'':26}{'rows':>11}{'CPU s':>9}{'ms per 1,000':>14}{'MB':>6}{'MB before':>11}"
        f"{'SQL per 1,000':>15}  what the jobs say",
        flush=True,
    )


def _print_line(words: str, line: Line) -> None:
    cost = line.cost
    said = ", ".join(f"{name} {number:,}" for name, number in cost.counts.items() if number)
    print(
        f"{words:26}{line.rows:11,}{cost.cpu:9.1f}{cost.cpu * 1e6 / line.rows:14.0f}"
        f"{cost.peak >> 20:6}{cost.before >> 20:11}{line.per_thousand:15.1f}  {said}",
        flush=True,
    )
