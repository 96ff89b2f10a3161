"""`flask schedule preview`: a printed time in, the work items it makes out."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from app.cli.schedule import schedule

HALF = ("--from", "2025-07-01", "--to", "2025-12-31")
ROOT = Path(__file__).resolve().parents[2]


def run(text, *options):
    return CliRunner().invoke(schedule, ["preview", "--text", text, *options])


def items(text, *options):
    """Return (label, opens, due, kind) of the printed items."""
    result = run(text, *options, "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    printed = json.loads(result.stdout)
    assert all(list(one) == ["label", "opens", "due", "kind"] for one in printed)
    return [tuple(one.values()) for one in printed]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Trước ngày 30/7/2025", [("Trước ngày 30/7/2025", None, "2025-07-29", "once")]),
        ("Quý III/2025", [("Quý III/2025", "2025-07-01", "2025-09-30", "once")]),
        (
            "Quý III–IV/2025",
            [
                ("Quý III/2025", "2025-09-30", None, "checkpoint"),
                ("Quý III–IV/2025", "2025-07-01", "2025-12-31", "once"),
            ],
        ),
        (
            "Quý III/2025; Quý IV/2025",
            [
                ("Quý III/2025", "2025-07-01", "2025-09-30", "milestone"),
                ("Quý IV/2025", "2025-10-01", "2025-12-31", "milestone"),
            ],
        ),
        (
            "Định kỳ hằng quý, 6 tháng, 1 năm",
            [
                ("Quý III/2025", "2025-07-01", "2025-09-30", "period"),
                ("Năm 2025", "2025-01-01", "2025-12-31", "period"),
            ],
        ),
        (
            "Thường xuyên",
            [
                ("Quý III/2025", "2025-07-01", "2025-09-30", "check_in"),
                ("Quý IV/2025", "2025-10-01", "2025-12-31", "check_in"),
            ],
        ),
        ("Khi có hướng dẫn", [("Khi có hướng dẫn", None, None, "dormant")]),
        ("", [("Chưa có thời hạn", None, None, "dormant")]),
        ("Trung tâm PVHCC", [("Trung tâm PVHCC", None, None, "dormant")]),
    ],
)
def test_each_kind_is_printed(text, expected):
    assert items(text, *HALF) == expected


def test_rhythms_beside_an_event_end_with_what_sleeps():
    found = items("Hằng quý và đột xuất", *HALF)
    assert [kind for *_, kind in found] == ["period", "period", "dormant"]


@pytest.mark.parametrize("text", ["Hằng quý", "Thường xuyên"])
def test_a_period_due_after_the_end_is_not_printed_and_one_opened_before_the_start_is(text):
    found = items(text, "--from", "2025-08-15", "--to", "2026-02-10")
    assert [(opens, due) for _, opens, due, _ in found] == [
        ("2025-07-01", "2025-09-30"),
        ("2025-10-01", "2025-12-31"),
    ]


def test_ongoing_work_follows_the_update_periods_of_a_preset():
    assert items("Thường xuyên", *HALF, "--preset", "lien-minh") == [
        ("Quý III/2025 (15/6/2025–14/9/2025)", "2025-06-15", "2025-09-14", "check_in"),
        ("Quý IV/2025 (15/9/2025–14/12/2025)", "2025-09-15", "2025-12-14", "check_in"),
    ]


@pytest.mark.parametrize(
    ("preset", "dues"),
    [
        ("lien-minh", ["2025-03-14", "2025-06-14", "2025-09-14", "2025-12-14"]),
        ("hop-tien", ["2025-03-09", "2025-06-09", "2025-09-09", "2025-12-09"]),
        ("minh-son", ["2025-03-31", "2025-06-30", "2025-09-30", "2025-12-31"]),
        ("minh-duc", ["2025-03-31", "2025-06-30", "2025-09-30", "2025-12-31"]),
        ("an-tuong", ["2025-03-31", "2025-06-30", "2025-09-30", "2025-12-31"]),
    ],
)
def test_each_preset_has_its_days(preset, dues):
    year = ("--from", "2025-01-01", "--to", "2025-12-31", "--preset", preset)
    assert [due for _, _, due, _ in items("Thường xuyên", *year)] == dues


def test_recurring_work_keeps_to_the_calendar_whatever_the_preset():
    text = "hằng tháng; chậm nhất ngày 14 của tháng cuối quý"
    assert items(text, *HALF, "--preset", "lien-minh") == items(text, *HALF)


def test_periods_that_ended_before_the_issue_are_not_printed():
    issued = ("--issued", "2025-10-08")
    assert [label for label, *_ in items("Hằng quý", *HALF, *issued)] == ["Quý IV/2025"]
    assert [label for label, *_ in items("Thường xuyên", *HALF, *issued)] == ["Quý IV/2025"]
    # A fixed date is: it is flagged, not hidden.
    assert len(items("Quý III/2025", *HALF, *issued)) == 1


def test_a_plan_of_two_years_has_the_turn_of_the_year():
    found = items(
        "Hằng tháng, trước ngày 05 tháng sau", "--from", "2025-12-01", "--to", "2026-02-28"
    )
    assert [(label, due) for label, _, due, _ in found] == [
        ("Tháng 11/2025", "2025-12-04"),
        ("Tháng 12/2025", "2026-01-04"),
        ("Tháng 1/2026", "2026-02-04"),
    ]


def test_without_json_a_table_is_printed_for_people():
    result = run("Hằng năm và đột xuất", *HALF)
    assert result.exit_code == 0
    assert [line.split("  ")[-1].strip() for line in result.stdout.splitlines()[1:]] == [
        "Công việc", "Năm 2025", "đột xuất",
    ]  # fmt: skip
    assert "01/01/2025  31/12/2025" in result.stdout


def test_the_table_says_where_there_is_no_time_and_where_there_is_nothing():
    assert "Chưa có thời hạn" in run("Trung tâm PVHCC", *HALF).stdout
    assert "Chờ căn cứ" not in run("Trung tâm PVHCC", *HALF).stdout
    short = ("--from", "2025-07-01", "--to", "2025-07-02")
    assert "Không có công việc nào" in run("Hằng năm", *short).stdout
    assert items("Hằng năm", *short) == []


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--text", "Quý III/2025", "--to", "2025-12-31"], "--from"),
        (["--text", "Quý III/2025", "--from", "2025-07-01"], "--to"),
        (["--text", "Quý III/2025", "--from", "01/07/2025", "--to", "2025-12-31"], "--from"),
        (["--text", "Quý III/2025", "--from", "20250701", "--to", "2025-12-31"], "--from"),
        (["--text", "Quý III/2025", "--from", "2025-W27-1", "--to", "2025-12-31"], "--from"),
        (["--text", "Quý III/2025", "--from", "2025-02-29", "--to", "2025-12-31"], "--from"),
        (["--text", "Quý III/2025", "--from", "0025-07-01", "--to", "2025-12-31"], "1900"),
        (["--text", "Quý III/2025", "--from", "2025-12-31", "--to", "2025-07-01"], "--to"),
        (["--text", "Quý III/2025", *HALF, "--issued", ""], "--issued"),
        (["--text", "Quý III/2025", *HALF, "--issued", "8/8/2025"], "--issued"),
        (["--text", "Quý III/2025", *HALF, "--preset", "ha-noi"], "lien-minh"),
        ([*HALF], "--text"),
        (["--text"], "flask schedule preview"),
        (["--text", "x", *HALF, "--unknown"], "flask schedule preview"),
        (["--text", "x", *HALF, "surplus"], "flask schedule preview"),
    ],
)
def test_a_mistake_is_answered_by_one_sentence_and_exit_2(options, said):
    result = CliRunner().invoke(schedule, ["preview", "--json", *options])
    assert result.exit_code == 2
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert said in line
    assert line.endswith(".") and not line.isascii()


def test_it_runs_in_a_clone_without_home_or_database_or_letters(tmp_path):
    # A terminal of bytes only, no folder of the product's own, and no secret.
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "LC_ALL": "POSIX"}
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "schedule", "preview"]
    done = subprocess.run(
        [*command, "--text", b"Th\xc6\xb0\xe1\xbb\x9dng xuy\xc3\xaan \xff", *HALF, "--json"],
        cwd=ROOT, env=environment, capture_output=True, check=False, timeout=60,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout)[0]["label"]
    assert list(tmp_path.iterdir()) == []
