"""The locks in requirements/: every pin has its hashes, and the three files agree."""

import re
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "requirements"
PIN = re.compile(
    r"^([\w.-]+)==([^ ]+)(?: ; ([^\\]+?))? ((?:\\\n +--hash=sha256:[0-9a-f]{64} ?)+)", re.M
)


def pins(name: str) -> dict[str, tuple[str, str]]:
    """Return each package of a lock with its version and its marker."""
    text = (FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    return {found[0]: (found[1], found[2]) for found in PIN.findall(text)}


@pytest.mark.parametrize("name", ["runtime", "server", "chat", "test"])
def test_a_lock_holds_nothing_but_pins_with_hashes(name: str) -> None:
    text = (FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    assert "flask" in pins(name)
    assert PIN.sub("", text).strip() == ""


@pytest.mark.parametrize(
    ("smaller", "larger"),
    [("runtime", "server"), ("runtime", "chat"), ("server", "test"), ("chat", "test")],
)
def test_a_larger_lock_contains_the_smaller_one_unchanged(smaller: str, larger: str) -> None:
    # Two locks that disagreed would take turns at undoing each other in one environment.
    assert pins(smaller).items() <= pins(larger).items()


def test_a_start_installs_no_test_tools() -> None:
    assert not {"pytest", "ruff", "mypy", "playwright"} & pins("server").keys()
    assert {"pytest", "ruff", "mypy", "playwright"} <= pins("test").keys()
