"""`python3 run.py bench`: CPU per request beside the floor, at 20,000 and 100,000 work items.

`python3 run.py bench reading`: how much of each plan the importer reads right.

`python3 run.py bench time`: what a year's work items, late flags and digests cost.
"""

import argparse
import platform
import sys
import time
from collections.abc import Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.extensions import db
from app.models import WorkItem
from app.queries.standing import item_is_late
from benchmarks.filling import fill
from benchmarks.pairs import NAMES, Bench, Measured
from benchmarks.reading.command import main as reading
from benchmarks.scratch import NOW, scratch_product
from benchmarks.time.command import main as nights_and_mondays

SIZES = (20_000, 100_000)
QUICK = (400, 1_200)
"""Enough to see that every part works; the figures mean nothing."""

Results = Mapping[str, Measured]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure what the command line asks for and print the tables."""
    arguments = sys.argv[1:] if arguments is None else arguments
    if arguments[:1] == ["reading"]:
        return reading(arguments[1:])
    if arguments[:1] == ["time"]:
        return nights_and_mondays(arguments[1:])
    options = _options(arguments)
    results: dict[int, Results] = {}
    for items in options.items or (QUICK if options.quick else SIZES):
        requests = 6 if options.quick else options.requests
        results[items] = _measure(items, options.database, options.only or list(NAMES), requests)
    if len(results) > 1:
        _print_growth(results)
    return 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python3 run.py bench", description=__doc__)
    parser.add_argument(
        "--items", type=int, action="append", help="work items to fill in (may be repeated)"
    )
    parser.add_argument(
        "--only", choices=NAMES, action="append", help="measure this request (may be repeated)"
    )
    parser.add_argument(
        "--requests", type=int, default=200, help="requests of each side (200 unless told)"
    )
    parser.add_argument(
        "--database", metavar="URL", help="a PostgreSQL beside which a scratch database is made"
    )
    parser.add_argument(
        "--quick", action="store_true", help="few rows and requests: only whether it runs"
    )
    return parser.parse_args(arguments)


def _measure(items: int, database: str | None, names: Sequence[str], requests: int) -> Results:
    with scratch_product(database) as app:
        started = time.monotonic()
        with app.app_context():
            session = db.session()
            office = fill(session, items, NOW)
            _print_head(session, time.monotonic() - started)
            session.rollback()
        bench = Bench(app, office, clock.today())
        measured: dict[str, Measured] = {}
        for name in names:
            measured[name] = bench.measure(name, requests)
            _print_row(NAMES[name], measured[name])
        bench.floor.engine.dispose()
    return measured


def _print_head(session: Session, seconds: float) -> None:
    count = session.scalar(select(func.count()).select_from(WorkItem))
    late = session.scalar(
        select(func.count()).select_from(WorkItem).where(item_is_late(clock.today()))
    )
    dialect = session.get_bind().dialect
    version = ".".join(str(part) for part in dialect.server_version_info or ())
    print(
        f"\n{count:,} work items, {late:,} of them late;"
        f" {dialect.name} {version}, Python {platform.python_version()};"
        f" filled in {seconds:.0f} s"
    )
    print(
        f"{'':24}{'ours ms':>9}{'floor ms':>10}{'ratio':>7}"
        f"{'ours kB':>9}{'floor kB':>10}{'ours SQL':>10}{'floor SQL':>11}",
        flush=True,
    )


def _print_row(words: str, measured: Measured) -> None:
    ours, floor = measured.ours, measured.floor
    print(
        f"{words:24}{ours.cpu * 1000:9.2f}{floor.cpu * 1000:10.2f}{measured.ratio:7.2f}"
        f"{ours.size / 1000:9.1f}{floor.size / 1000:10.1f}{ours.statements:10}"
        f"{floor.statements:11}",
        flush=True,
    )


def _print_growth(results: Mapping[int, Results]) -> None:
    sizes = sorted(results)
    small, large = results[sizes[0]], results[sizes[-1]]
    print(f"\nGrowth of CPU from {sizes[0]:,} to {sizes[-1]:,} work items")
    print(f"{'':24}{'ours':>9}{'floor':>10}{'ratio':>7}")
    for name in small:
        ours = large[name].ours.cpu / small[name].ours.cpu
        floor = large[name].floor.cpu / small[name].floor.cpu
        print(f"{NAMES[name]:24}{ours:9.2f}{floor:10.2f}{ours / floor:7.2f}")


if __name__ == "__main__":
    sys.exit(main())
