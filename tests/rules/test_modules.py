"""The shape of the tree: modules stay small and are named after what they hold."""

from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDERS = ("app", "workflows", "migrations", "tests", "benchmarks")
LONGEST = 400
NAMES_OF_NOTHING = {"utils", "util", "helpers", "helper", "common", "misc", "part2", "base2"}


def _modules() -> Iterator[Path]:
    yield from (ROOT / name for name in ("run.py", "config.py", "wsgi.py"))
    for folder in FOLDERS:
        yield from (ROOT / folder).rglob("*.py")


def _texts() -> Iterator[Path]:
    yield from (ROOT / "templates").rglob("*.*")
    yield from (ROOT / "app" / "static" / "css").glob("*.css")


def test_no_module_is_longer_than_four_hundred_lines() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in (*_modules(), *_texts())
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST
    }
    assert not long


def test_no_module_is_named_after_nothing() -> None:
    assert not [path for path in _modules() if path.stem in NAMES_OF_NOTHING]


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in _modules()
        if path.read_text(encoding="utf-8").strip()
        and not path.read_text(encoding="utf-8").lstrip("#!/usr/bin/env python3\n").startswith('"""')
    ]
    assert not silent
