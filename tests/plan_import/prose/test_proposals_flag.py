"""`flask plan read --proposals` adds what the prose proposes; without it nothing changes."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.cli.plans import plan as plan_commands
from tests.plan_import.prose.prose_plans import APPENDIX, HEAD


@pytest.fixture
def plan_file(tmp_path: Path) -> str:
    path = tmp_path / "ke-hoach.txt"
    lines = (*HEAD, APPENDIX, "1. Phòng Kinh tế", "- Công khai dự toán trước ngày 15/02/2026.")
    path.write_text("\n".join(lines), encoding="utf-8")
    return str(path)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(plan_commands, ["read", *arguments])


def test_the_keys_of_a_draft_stay_what_they_were(plan_file: str) -> None:
    draft = json.loads(run(plan_file, "--json").stdout_bytes.decode())
    assert list(draft) == ["plan", "sections", "tasks", "problems"]


def test_the_flag_adds_the_proposals(plan_file: str) -> None:
    draft = json.loads(run(plan_file, "--json", "--proposals").stdout_bytes.decode())
    assert list(draft) == ["plan", "sections", "tasks", "problems", "proposals"]
    assert draft["proposals"] == [
        {
            "kind": "duty",
            "title": "Công khai dự toán trước ngày 15/02/2026",
            "units": ["Phòng Kinh tế"],
            "deadline_text": "trước ngày 15/02/2026",
            "section": None,
            "quote": "Công khai dự toán trước ngày 15/02/2026.",
            "values": {},
            "source": {"page": None, "row": None, "line": 9},
        }
    ]


def test_for_a_person_each_proposal_is_a_line(plan_file: str) -> None:
    line = (
        "  + duty: Công khai dự toán trước ngày 15/02/2026 | Phòng Kinh tế | trước ngày 15/02/2026"
    )
    assert line in run(plan_file, "--proposals").stdout_bytes.decode().splitlines()
    assert line not in run(plan_file).stdout_bytes.decode().splitlines()
