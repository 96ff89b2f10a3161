"""`python3 run.py bench reading [file…]`: how much of each plan comes out right."""

import argparse
import os
from collections.abc import Sequence

from app.plan_import import PlanReading, PlanRefused, read_plan
from benchmarks.reading.cases import Case, NotHere, cases
from benchmarks.reading.score import COLUMNS, Score, score
from benchmarks.reading.speed import print_speed

_WIDTH = 30
_SHOWN = 110


def main(arguments: Sequence[str]) -> int:
    """Read what the command line asks for and print a line for each file."""
    options = _options(arguments)
    if options.speed:
        print_speed()
        return 0
    print(_heading(), flush=True)
    for case in cases():
        if not options.file or any(name in case.name for name in options.file):
            _print_case(case, options.rows)
    return 0


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python3 run.py bench reading", description=__doc__)
    parser.add_argument("file", nargs="*", help="only files with this in their name")
    parser.add_argument(
        "--rows", action="store_true", help="name every difference from the truth, row by row"
    )
    parser.add_argument(
        "--speed", action="store_true", help="seconds and megabytes of large files instead"
    )
    return parser.parse_args(arguments)


def _heading() -> str:
    columns = "".join(f"{column[:7]:>8}" for column in COLUMNS)
    return (
        f"{'':{_WIDTH}}{'tasks':>6}{'found':>6}{'wrong':>6}{'missed':>7}{columns}"
        f"{'damaged':>9}{'flagged':>8}{'false':>6}{'CPU s':>7}"
    )


def _print_case(case: Case, rows: bool) -> None:
    try:
        content = case.content()
        reading, seconds = _timed(content, case.name)
    except NotHere as reason:
        print(f"{case.name:{_WIDTH}}{reason}", flush=True)
        return
    except PlanRefused as refusal:
        print(f"{case.name:{_WIDTH}}refused: {refusal}", flush=True)
        return
    result = score(reading, case.truth)
    print(_line(case.name, result, seconds), flush=True)
    if result.proposals:
        found = (
            f"{kind} {right} of {expected}, {extra} wrong"
            for kind, (right, expected, extra) in result.proposals.items()
        )
        print(f"{'':{_WIDTH}} proposed: {'; '.join(found)}", flush=True)
    if rows:
        _print_differences(result)


def _timed(content: bytes, name: str) -> tuple[PlanReading, float]:
    """Read a file; return the reading and the seconds of CPU, children included."""
    before = sum(os.times()[:4])
    reading = read_plan(content, name)
    return reading, sum(os.times()[:4]) - before


def _line(name: str, result: Score, seconds: float) -> str:
    columns = "".join(f"{result.right[column]:8}" for column in COLUMNS)
    return (
        f"{name:{_WIDTH}}{result.expected:6}{result.found:6}{result.wrongly_found:6}"
        f"{result.missed:7}{columns}{result.damaged:9}{result.flagged:8}{result.false_alarms:6}"
        f"{seconds:7.2f}"
    )


def _print_differences(result: Score) -> None:
    for one in result.differences:
        place = "" if one.order is None else f" of task {one.order}"
        print(f"    {one.what}{place}")
        for words, text in (("truth", one.expected), ("read", one.found)):
            if text:
                print(f"      {words:5} {_shortened(text)}")


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN]}…"
