"""What it costs to put a piece of running text into a column: how badly its words suit it."""

import re
from collections.abc import Sequence
from itertools import pairwise

from app.plan_import.appendix.cell_content import (
    begins_like_sure_unit,
    begins_like_time,
    has_open_end,
    looks_like_deadline,
)
from app.plan_import.appendix.headings import Column
from app.plan_import.units import begins_like_unit, is_collective, split_units

_LONGEST_UNITS = 60
# "năm / 2025" broken over two lines: a cell of text does not begin with the year.
_YEAR_OR_DAY = re.compile(r"\d[\d/.]*(?!%)(?:\s|$)")

UNIT_COLUMNS = (Column.lead, Column.supporting, Column.follow_up)
_GROUPS: dict[Column | None, str] = {
    **dict.fromkeys(UNIT_COLUMNS, "units"),
    Column.deadline: "time",
    Column.product: "product",
}


def group_of(kind: Column | None) -> str:
    """Return what is asked of the text of a column: "units", "time", "product" or "text"."""
    return _GROUPS.get(kind, "text")


def content_cost(group: str, lines: Sequence[str]) -> float:
    """Return how badly the lines of a cell suit a group of columns; 0 suits."""
    return _CONTENT_COSTS[group](lines)


def _units_cost(lines: Sequence[str]) -> float:
    text = " ".join(lines)
    if not begins_like_unit(text) or len(text.split()) > _LONGEST_UNITS:
        return 7.0
    cost = 4.0 if has_open_end(text) else 0.0
    if not text[0].isupper():
        cost += 1.0 if begins_like_sure_unit(text) else 7.0
    for unit in split_units(text):
        cost += 0.0 if begins_like_sure_unit(unit) or is_collective(unit) else 1.5
        cost += 3.0 * _units_run_together(unit)
        if len(unit.split()) < 2:
            cost += 2.0
    return cost


def _units_run_together(unit: str) -> int:
    """Count further unit names that begin inside one name without anything between."""
    words = unit.split()
    inside = 0
    for number in range(2, len(words)):
        rest = " ".join(words[number:])
        starts = words[number][0].isupper() and not words[number].isupper()
        joined = words[number - 1].lower() in ("và", "của", "thuộc", "-", "–")
        if starts and not joined and not rest.startswith(("Ủy ban", "Hội đồng")):
            inside += begins_like_sure_unit(rest)
    return inside


def _time_cost(lines: Sequence[str]) -> float:
    text = " ".join(lines)
    if looks_like_deadline(text):
        return 0.7 * _sentences_inside(lines)
    return 2.5 if begins_like_time(text) and len(text) <= 80 else 6.0


def _text_cost(lines: Sequence[str]) -> float:
    text = " ".join(lines)
    cost = 2.0 if has_open_end(text) else 0.0
    if begins_like_time(text) and looks_like_deadline(text):
        cost += 4.0
    if _YEAR_OR_DAY.match(text):
        cost += 2.0
    return cost + 0.7 * _sentences_inside(lines)


def _sentences_inside(lines: Sequence[str]) -> int:
    """Count the lines within a cell that begin like a cell of their own."""
    return sum(
        _begins_sentence(line) and not before.endswith(("-", "–"))
        for before, line in pairwise(lines)
    )


def _product_cost(lines: Sequence[str]) -> float:
    return _text_cost(lines) + (2.5 if begins_like_sure_unit(lines[0]) else 0.0)


_CONTENT_COSTS = {
    "units": _units_cost,
    "time": _time_cost,
    "text": _text_cost,
    "product": _product_cost,
}


def _begins_sentence(line: str) -> bool:
    """A capitalised word that is no abbreviation, as a cell or a sentence begins."""
    word = line.split()[0]
    return word[0].isupper() and (len(word) == 1 or not word.isupper())
