"""`flask plan read`: JSON on standard output, or one clear line on standard error."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.cli.plans import plan
from tests.plan_import.small_plans import TASK, tabbed


def run(*arguments: str) -> Result:
    return CliRunner().invoke(plan, ["read", *arguments])


@pytest.fixture
def plan_file(tmp_path: Path) -> str:
    path = tmp_path / "ke-hoach.txt"
    path.write_bytes(tabbed(TASK))
    return str(path)


def test_it_prints_the_draft_as_json(plan_file: str) -> None:
    result = run(plan_file, "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    draft = json.loads(result.stdout_bytes.decode())
    assert draft["plan"]["title"] == "Kế hoạch cải cách hành chính xã Bình An năm 2026"
    assert [task["title"] for task in draft["tasks"]] == ["Ban hành Kế hoạch"]


def test_year_and_day_of_issue_can_be_given(plan_file: str) -> None:
    result = run(plan_file, "--json", "--year", "2027", "--issued", "2027-01-05")
    draft = json.loads(result.stdout_bytes.decode())
    assert draft["plan"]["issued_on"] == "2027-01-05"
    assert (draft["plan"]["from"], draft["plan"]["to"]) == ("2027-01-01", "2027-12-31")


def test_without_json_it_prints_lines_for_a_person(plan_file: str) -> None:
    lines = run(plan_file).stdout_bytes.decode().splitlines()
    assert lines == [
        "Kế hoạch cải cách hành chính xã Bình An năm 2026",
        "1 | Ban hành Kế hoạch | Văn phòng | Tháng 3/2026",
    ]


def test_a_plan_without_rows_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("KẾ HOẠCH\nCải cách hành chính năm 2026\n", encoding="utf-8")
    result = run(str(path), "--json")
    draft = json.loads(result.stdout_bytes.decode())
    assert result.exit_code == 0
    assert draft["tasks"] == []
    assert "no_task_table" in [problem["code"] for problem in draft["problems"]]


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n", b"PK\x03\x04", b"Xin ch\xc3\xa0o"])
def test_a_file_that_is_no_plan_gives_one_line_and_2(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(content)
    result = run(str(path), "--json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert len(result.stderr.splitlines()) == 1
    assert result.stderr.startswith("a.txt: ")


@pytest.mark.parametrize("name", ["khong-co.txt", "."])
def test_no_such_file_gives_one_line_and_2(tmp_path: Path, name: str) -> None:
    result = run(str(tmp_path / name), "--json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert len(result.stderr.splitlines()) == 1


def test_a_file_over_the_limit_is_not_even_opened(tmp_path: Path) -> None:
    path = tmp_path / "lon.docx"
    with path.open("wb") as huge:
        huge.truncate(200 * 1024 * 1024)
    result = run(str(path), "--json")
    assert result.exit_code == 2
    assert "25 MB" in result.stderr
