"""The tools of the house, run as tests: one command runs everything."""

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.conftest import LONG_FILES

ROOT = Path(__file__).parents[2]
IMPORT_LINTER = "from importlinter.cli import lint_imports_command; lint_imports_command()"

# Started as modules: the scripts in an environment's bin folder name the place it was made in.
TOOLS = {
    "ruff finds nothing": ["-m", "ruff", "check", "."],
    "ruff would format nothing anew": ["-m", "ruff", "format", "--check", "."],
    "mypy is content with what pyproject.toml names": ["-m", "mypy"],
    "imports run one way": ["-c", IMPORT_LINTER, "--no-cache"],
    "djlint finds nothing in the templates": ["-m", "djlint", "--lint", "--quiet", "templates"],
}


@pytest.mark.parametrize("command", TOOLS.values(), ids=TOOLS.keys())
def test_the_tool_finds_nothing(command: list[str]) -> None:
    if "djlint" in command and not find_spec("djlint"):
        assert os.environ.get("CI") != "true", "CI must not go without djlint"
        pytest.skip("djlint has no build for this Python")
    done = subprocess.run(
        [sys.executable, *command], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_files_that_start_the_run_are_there() -> None:
    assert [name for name in LONG_FILES if not (ROOT / name).is_file()] == []
