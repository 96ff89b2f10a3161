"""How right a reading is: compared with the truth, task by task.

Tasks are matched by the likeness of their titles, each once and in order, so that a task taken
twice, a heading taken for a task or two tasks run together count for what they are.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from rapidfuzz import fuzz

from app.plan_import.plan import PlanReading, TaskReading
from app.plan_import.problems import Problem, Severity
from benchmarks.reading.truth import Truth, TruthTask

ALIKE = 80.0
"""From this likeness of 100 on, two titles are the same task."""
WITHIN = 95.0
"""So much of the shorter title must stand in the longer one where one is only a part."""
_SHORTEST_PART = 0.3

LOUD = frozenset({Severity.look, Severity.blocks})


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that came out other than the truth; `order` is the truth's task, if any."""

    what: str
    order: int | None
    expected: str
    found: str


@dataclass(slots=True)
class Score:
    """What a reading got right. `right` counts by column, `proposals` (right, expected, extra)
    by kind of proposal; `damaged` and `flagged` count rows, `false_alarms` problems.
    """

    expected: int
    found: int = 0
    wrongly_found: int = 0
    right: Counter[str] = field(default_factory=Counter)
    damaged: int = 0
    flagged: int = 0
    false_alarms: int = 0
    proposals: dict[str, tuple[int, int, int]] = field(default_factory=dict)
    differences: list[Difference] = field(default_factory=list)

    @property
    def missed(self) -> int:
        return self.expected - self.found

    def differ(self, what: str, order: int | None, expected: object, found: object) -> None:
        self.differences.append(Difference(what, order, str(expected), str(found)))


def score(reading: PlanReading, truth: Truth) -> Score:
    """Compare a reading with the truth."""
    result = Score(expected=len(truth.tasks))
    _score_head(result, reading, truth)
    pairs = match([task.title for task in truth.tasks], [task.title for task in reading.tasks])
    for index, task in enumerate(truth.tasks):
        if index in pairs:
            _score_task(result, task, reading.tasks[pairs[index]])
        else:
            result.differ("missed", task.order, task.title, "")
    result.found = len(pairs)
    _score_strangers(result, reading, truth, set(pairs.values()))
    result.damaged = sum(bool(task.damaged) for task in truth.tasks)
    _score_proposals(result, reading, truth)
    return result


def _score_strangers(result: Score, reading: PlanReading, truth: Truth, matched: set[int]) -> None:
    # Where the clerk lists duties of the prose and no table, a task may be one of those.
    if "duty" in truth.proposals and not truth.tasks:
        return
    strangers = [one for index, one in enumerate(reading.tasks) if index not in matched]
    result.wrongly_found = len(strangers)
    for task in strangers:
        result.differ("wrongly found", None, "", task.title)


def letters(text: str) -> str:
    """Return only the letters and digits of a text, composed and small: what must be equal."""
    folded = unicodedata.normalize("NFC", text).casefold()
    return re.sub(r"[\W_]+", "", folded)


def match(expected: Sequence[str], found: Sequence[str]) -> dict[int, int]:
    """Return which found title belongs to which expected one, by index; each once, in order.

    Of all such pairings the one with the greatest likeness in all.
    """
    likeness = [[_likeness(one, other) for other in found] for one in expected]
    best = [[0.0] * (len(found) + 1) for _ in range(len(expected) + 1)]
    for i in range(len(expected) - 1, -1, -1):
        for j in range(len(found) - 1, -1, -1):
            paired = likeness[i][j] + best[i + 1][j + 1] if likeness[i][j] else 0.0
            best[i][j] = max(paired, best[i + 1][j], best[i][j + 1])
    pairs: dict[int, int] = {}
    i = j = 0
    while i < len(expected) and j < len(found):
        if likeness[i][j] and best[i][j] == likeness[i][j] + best[i + 1][j + 1]:
            pairs[i] = j
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return pairs


def _likeness(one: str, other: str) -> float:
    """Return how alike two titles are, 0 where they are not the same task."""
    first, second = one.casefold(), other.casefold()
    whole = fuzz.ratio(first, second)
    if whole >= ALIKE:
        return whole
    shorter, longer = sorted((len(first), len(second)))
    if shorter < longer * _SHORTEST_PART:
        return 0.0
    # A part counts for less than a whole, so that the better of two candidates wins.
    return whole if fuzz.partial_ratio(first, second) >= WITHIN else 0.0


def _score_head(result: Score, reading: PlanReading, truth: Truth) -> None:
    head = reading.to_json()["plan"]
    for key, expected in truth.head.items():
        if head[key] != expected:
            result.differ(f"head: {key}", None, expected, head[key])
    sections = [(area.code, letters(area.title)) for area in reading.sections]
    for code, title in truth.sections:
        if (code, letters(title)) not in sections:
            result.differ("area", None, f"{code} {title}", "")
    codes = _codes(reading.problems)
    for code in truth.plan_problems:
        if code not in codes:
            result.differ("problem of the plan", None, code, ", ".join(sorted(codes)))


def _score_task(result: Score, truth: TruthTask, found: TaskReading) -> None:
    for column, same in _SAME.items():
        accepted, value = truth.accepted(column), getattr(found, column)
        _count(result, column, truth, accepted, value, any(same(one, value) for one in accepted))
    kind, due = found.deadline.kind.value, tuple(found.deadline.due)
    _count(
        result,
        "time",
        truth,
        (f"{truth.kind} {_days(truth.due)}",),
        f"{kind} {_days(due)}",
        kind in truth.accepted("kind") and due == truth.due,
    )
    _score_problems(result, truth, found)


def _count(
    result: Score, column: str, truth: TruthTask, accepted: Sequence[Any], value: Any, right: bool
) -> None:
    if right:
        result.right[column] += 1
    else:
        result.differ(column, truth.order, accepted[0], value)


def _same_letters(one: str, other: str) -> bool:
    return letters(one) == letters(other)


def _same_label(one: str, other: str | None) -> bool:
    return one == (other or "")


def _same_units(one: Iterable[str], other: Iterable[str]) -> bool:
    """Compare as sets: which of two leads is printed first says nothing."""
    return {letters(unit) for unit in one} == {letters(unit) for unit in other}


def _days(days: Iterable[date]) -> str:
    return " ".join(day.isoformat() for day in days)


_SAME: dict[str, Callable[[Any, Any], bool]] = {
    "title": _same_letters,
    "section": _same_label,
    "number": _same_label,
    "objective": _same_letters,
    "lead": _same_units,
    "supporting": _same_units,
    "product": _same_letters,
}
COLUMNS = (*_SAME, "time")


def _score_problems(result: Score, truth: TruthTask, found: TaskReading) -> None:
    codes = _codes(found.problems)
    if truth.damaged:
        unnamed = [word for word, flags in truth.damaged.items() if not codes & set(flags)]
        result.flagged += len(unnamed) < len(truth.damaged)
        for word in unnamed:
            result.differ("not flagged", truth.order, word, ", ".join(sorted(codes)))
        return
    for code in sorted(set(truth.remarks) - codes):
        result.differ("not remarked", truth.order, code, ", ".join(sorted(codes)))
    for problem in found.problems:
        if problem.severity in LOUD and problem.code.value not in truth.remarks:
            result.false_alarms += 1
            result.differ("false alarm", truth.order, "", problem.code.value)


def _codes(problems: Iterable[Problem]) -> set[str]:
    return {problem.code.value for problem in problems}


def _score_proposals(result: Score, reading: PlanReading, truth: Truth) -> None:
    for kind, expected in truth.proposals.items():
        found = [_proposal(kind, *one) for one in _offered(reading, kind)]
        open_ones = list(found)
        right = 0
        for one in expected:
            wanted = _proposal(
                kind,
                one["title"],
                one.get("units") or ([one["post"]] if "post" in one else []),
                one.get("values", {}),
            )
            hit = next((other for other in open_ones if _agree(kind, wanted, other)), None)
            if hit is not None:
                open_ones.remove(hit)
            if one.get("optional"):
                continue
            right += hit is not None
            if hit is None:
                result.differ(f"not proposed: {kind}", None, one["title"], "")
        for other in open_ones:
            result.differ(f"wrongly proposed: {kind}", None, "", other[0])
        wanted_count = sum(not one.get("optional") for one in expected)
        result.proposals[kind] = (right, wanted_count, len(open_ones))


_Proposed = tuple[str, frozenset[str], str | None]


def _offered(reading: PlanReading, kind: str) -> list[tuple[str, Sequence[str], dict[str, str]]]:
    """Return what a reading offers of a kind; a duty may also have become a task of the draft."""
    offered: list[tuple[str, Sequence[str], dict[str, str]]] = [
        (one.title, one.units, one.values) for one in reading.proposals if one.kind.value == kind
    ]
    if kind == "duty" and not offered:
        offered = [(task.title, task.lead, {}) for task in reading.tasks]
    return offered


def _proposal(kind: str, title: str, units: Iterable[str], values: dict[str, str]) -> _Proposed:
    send = values.get("send") if kind == "reporting_window" else None
    return title, frozenset(letters(unit) for unit in units), send


def _agree(kind: str, wanted: _Proposed, other: _Proposed) -> bool:
    if kind == "reporting_window":
        return wanted[2] == other[2]
    if kind == "area_lead" and not wanted[1] & other[1]:
        return False
    if kind == "area_lead":
        return fuzz.token_set_ratio(wanted[0].casefold(), other[0].casefold()) >= ALIKE
    return _likeness(wanted[0], other[0]) > 0
