"""The benchmark runs and prints its tables; what they say is no test."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
REQUESTS = (
    "list of late items",
    "item with its history",
    "grid of the overview",
    "status change",
)
ROW = re.compile(r"^(\w[\w ]+?)((?:\s+\d+(?:\.\d+)?)+)$", re.M)


def test_a_quick_run_measures_every_request_beside_its_floor_at_both_sizes() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "benchmarks", "--quick"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert run.returncode == 0, run.stderr
    assert re.findall(r"^([\d,]+) work items, (\d+) of them late; sqlite", run.stdout, re.M)
    rows = [
        (name, [float(number) for number in numbers.split()])
        for name, numbers in ROW.findall(run.stdout)
    ]
    assert [name for name, _ in rows] == [*REQUESTS, *REQUESTS, *REQUESTS]
    for _, (ours, floor, ratio, our_size, floor_size, our_sql, floor_sql) in rows[:8]:
        assert ours > 0 and floor > 0
        assert abs(ratio - ours / floor) < 0.1
        # The floor answers with about the same bytes, and asks the database for what it shows.
        assert abs(floor_size - our_size) <= our_size / 5
        assert our_sql >= floor_sql >= 3
    for _, (ours, floor, ratio) in rows[8:]:
        assert abs(ratio - ours / floor) < 0.1


def test_one_request_can_be_measured_alone() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "benchmarks", "--quick", "--items", "400", "--only", "late"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert run.returncode == 0, run.stderr
    assert [name for name, _ in ROW.findall(run.stdout)] == [REQUESTS[0]]


def test_the_nights_and_mondays_of_a_year_are_measured_at_both_sizes() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "benchmarks", "time", "--quick"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert run.returncode == 0, run.stderr
    assert re.findall(
        r"^(\d+) communes, (\d+) units, ([\d,]+) tasks; sqlite", run.stdout, re.M
    ) == [
        ("2", "12", "160"),
        ("2", "12", "160"),
        ("20", "120", "1,600"),
        ("2", "12", "160"),
        ("2", "12", "160"),
    ]
    # Five hundred items a plan and year; a mail to each head, to the office and to the leader.
    for communes in (2, 20):
        assert f"items_made {500 * communes:,}\n" in run.stdout
        assert f"mails_made {8 * communes:,}" in run.stdout
    growth = re.findall(
        r"^\w[\w' ]+?\s+(\d+\.\d)\s+(\d+\.\d)\s+\([\d.]+ to [\d.]+\)\s+[\d.]+ → [\d.]+$",
        run.stdout,
        re.M,
    )
    assert len(growth) == 5
    # Ten times the rows; what they cost is no test here.
    assert {rows for rows, _ in growth} == {"10.0"}
