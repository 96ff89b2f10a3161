"""The shape of the tree: modules stay small, say what they hold, and import what they may."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDERS = ("app", "workflows", "migrations", "tests", "benchmarks")
LONGEST = 400
NAMES_OF_NOTHING = {"utils", "util", "helpers", "helper", "common", "misc", "part2", "base2"}
PROCESS_STANDS_ON = {*sys.stdlib_module_names, "transitions", "workflows"}


def _modules() -> Iterator[Path]:
    yield from (ROOT / name for name in ("run.py", "config.py", "wsgi.py"))
    for folder in FOLDERS:
        yield from (ROOT / folder).rglob("*.py")


def _texts() -> Iterator[Path]:
    yield from (ROOT / "templates").rglob("*.*")
    yield from (ROOT / "app" / "static" / "css").glob("*.css")


def _imported(path: Path) -> Iterator[str]:
    """Yield the top-level name of every module that a file imports."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


def test_the_rules_see_the_tree() -> None:
    seen = {path.relative_to(ROOT).parts[0] for path in _modules()}
    assert {"run.py", "app", "workflows", "migrations", "tests"} <= seen


def test_no_module_is_longer_than_four_hundred_lines() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in (*_modules(), *_texts())
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST
    }
    assert not long


def test_no_module_is_named_after_nothing() -> None:
    parts = {part for path in _modules() for part in path.relative_to(ROOT).with_suffix("").parts}
    assert not parts & NAMES_OF_NOTHING


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in _modules()
        if (text := path.read_text(encoding="utf-8")) and ast.get_docstring(ast.parse(text)) is None
    ]
    assert not silent
