"""`flask deadline read`: phrases in, one JSON object a line out."""

import json

import pytest
from click.testing import CliRunner

from app.cli.deadlines import deadline


def run(text, *options):
    return CliRunner().invoke(deadline, ["read", *options], input=text)


def test_each_line_is_answered_by_one_line_of_json():
    result = run(
        "Trước ngày 30/7/2025\r\n\nHằng quý\n", "--from", "2025-07-01", "--to", "2025-12-31"
    )
    assert result.exit_code == 0
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert [(a["text"], a["kind"], a["due"]) for a in answers] == [
        ("Trước ngày 30/7/2025", "fixed", ["2025-07-29"]),
        ("", "missing", []),
        ("Hằng quý", "recurring", ["2025-09-30", "2025-12-31"]),
    ]
    assert "Trước ngày" in result.stdout


def test_the_convention_for_before_can_be_chosen():
    result = run("Trước ngày 30/7/2025", "--before", "inclusive")
    assert json.loads(result.stdout)["due"] == ["2025-07-30"]


def test_the_day_of_issue_is_taken_into_the_explanation():
    result = run(
        "Hằng tháng", "--from", "2025-07-01", "--to", "2025-12-31", "--issued", "2025-10-08"
    )
    assert "trước ngày ban hành 08/10/2025" in json.loads(result.stdout)["note"]


def test_bytes_that_are_no_text_are_answered_too():
    result = run(b"\xff\xfe\x00\n")
    assert json.loads(result.stdout)["kind"] == "unreadable"


@pytest.mark.parametrize(
    "options",
    [
        ["--from", "01/07/2025", "--to", "2025-12-31"],
        ["--from", "2025-07-01"],
        ["--from", "2025-12-31", "--to", "2025-07-01"],
        ["--before", "maybe"],
        ["--unknown"],
        ["surplus"],
    ],
)
def test_a_wrong_option_is_refused_in_one_line(options):
    result = run("Quý III/2025", *options)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert len(result.stderr.splitlines()) == 1
