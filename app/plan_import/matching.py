"""The tasks of a running plan beside the rows of a file that corrects, amends or replaces it.

Values in, values out. A task is known again by what it says, not by its number: an office numbers
anew whatever it prints. Pairs are made one to one, the likest first.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from rapidfuzz import fuzz

from app.plan_import.units import unit_key
from workflows.text import fold

ALIKE = 72.0
"""From this likeness (0–100) on a row is taken for a task."""

TITLES_ALIKE = 58.0
"""Two titles less alike than this are two tasks, whatever else agrees."""

CONTAINED = 88.0
"""From this likeness on a task's title is found again within a longer one."""

SHORTEST = 12
"""Characters of a title that can be found within another; shorter ones are found everywhere."""


class Aspect(Enum):
    """What of a task may read otherwise in the new file. Where it stands is no change of it."""

    title = "title"
    product = "product"
    lead = "lead"
    supporting = "supporting"
    time = "time"


@dataclass(frozen=True)
class TaskText:
    """A task, or a row of a file, as it is printed. `key` is its id.

    `area` is the title of its area and `section` the code printed before it. `reading` is what its
    time was read as, in a form to compare. `slots` are the units (ids) that lead, by slot, and
    `supports` those that support: known for both sides, they say whether the lead is another one,
    however its name is written.
    """

    key: int
    area: str
    number: str
    title: str
    product: str
    lead: tuple[str, ...]
    supporting: tuple[str, ...]
    time: str
    reading: str = ""
    slots: tuple[tuple[int, ...], ...] = ()
    supports: frozenset[int] = frozenset()
    section: str = ""

    @cached_property
    def folded(self) -> str:
        """The title in the form in which titles are compared."""
        return fold(self.title)

    @cached_property
    def place(self) -> tuple[str, str]:
        """Area and number, folded."""
        return fold(self.area), fold(self.number).strip(".")

    @cached_property
    def rest(self) -> tuple[str, frozenset[str]]:
        """Product and leads in the form in which they are compared."""
        return fold(self.product), frozenset(unit_key(name) for name in self.lead)


@dataclass(frozen=True, slots=True)
class Pair:
    """A task and the row that stands for it (None: gone); `likeness` is 0–100.

    `merged`: the row stands for another task too, whose text this one went into.
    """

    task: int
    row: int | None
    likeness: int
    merged: bool = False


def differences(task: TaskText, row: TaskText) -> frozenset[Aspect]:
    """What reads otherwise in the row. Spelling, spaces and the form of the letters do not count;
    a unit written in another way is the same unit."""
    found = {
        Aspect.title: task.folded != row.folded,
        Aspect.product: fold(task.product) != fold(row.product),
        Aspect.time: fold(task.time) != fold(row.time) or task.reading != row.reading,
        Aspect.lead: _led_otherwise(task, row),
        Aspect.supporting: (
            task.supports != row.supports and not _same_names(task.supporting, row.supporting)
        ),
    }
    return frozenset(aspect for aspect, is_other in found.items() if is_other)


def prints_same_lead(task: TaskText, row: TaskText) -> bool:
    """True where the names printed as leads mean the same, whoever leads by now."""
    return _same_names(task.lead, row.lead)


def _led_otherwise(task: TaskText, row: TaskText) -> bool:
    if task.slots and row.slots:
        return _parts(task.slots) != _parts(row.slots)
    return not _same_names(task.lead, row.lead)


def _parts(slots: Iterable[tuple[int, ...]]) -> set[tuple[int, frozenset[int]]]:
    """Slots compared: who leads each, and who leads with him; their order does not matter."""
    return {(slot[0], frozenset(slot)) for slot in slots if slot}


def _same_names(one: Sequence[str], other: Sequence[str]) -> bool:
    return {unit_key(name) for name in one} == {unit_key(name) for name in other}


def match_tasks(
    tasks: Sequence[TaskText],
    rows: Sequence[TaskText],
    by_hand: Mapping[int, int | None] | None = None,
) -> list[Pair]:
    """A pair for each task, in the order of `tasks`. A row that no pair names is new.

    `by_hand` (task key → row key, None for a task that is gone) is taken as it is: those pairs are
    nobody else's. Two tasks given one row by hand are merged into it, the likest keeping it.
    """
    given = by_hand or {}
    pairs = _pairs_by_hand(tasks, rows, given)
    taken = {pair.row for pair in pairs.values()}
    free_rows = [row for row in rows if row.key not in taken]
    free_tasks = [task for task in tasks if task.key not in pairs]
    for task, row, score in _likest(free_tasks, free_rows):
        if task.key not in pairs and row.key not in taken:
            pairs[task.key] = Pair(task.key, row.key, max(1, round(score)))
            taken.add(row.key)
    lost = [task for task in tasks if task.key not in pairs]
    pairs.update(_swallowed(lost, tasks, rows, pairs))
    return [pairs[task.key] for task in tasks]


def _pairs_by_hand(
    tasks: Sequence[TaskText], rows: Sequence[TaskText], given: Mapping[int, int | None]
) -> dict[int, Pair]:
    by_key = {row.key: row for row in rows}
    pairs: dict[int, Pair] = {}
    claims: dict[int, list[tuple[float, TaskText]]] = {}
    for task in tasks:
        if task.key not in given:
            continue
        row = by_key.get(given[task.key] or 0)
        if row is None:
            pairs[task.key] = Pair(task.key, None, 0)
        else:
            claims.setdefault(row.key, []).append((likeness(task, row), task))
    for row_key, claimed in claims.items():
        claimed.sort(key=lambda claim: -claim[0])
        for place, (_, task) in enumerate(claimed):
            pairs[task.key] = Pair(task.key, row_key, 0, merged=place > 0)
    return pairs


def _likest(
    tasks: Sequence[TaskText], rows: Sequence[TaskText]
) -> Iterator[tuple[TaskText, TaskText, float]]:
    """Candidates, the likest first: those that say the same before all others, so that the long
    comparison is left to what was changed."""
    same: dict[str, list[TaskText]] = {}
    for row in rows:
        same.setdefault(row.folded, []).append(row)
    equal = [
        (task, row, likeness(task, row)) for task in tasks for row in same.get(task.folded, ())
    ]
    equal.sort(key=lambda found: -found[2])
    yield from equal
    paired_tasks, paired_rows = {t.key for t, _, _ in equal}, {r.key for _, r, _ in equal}
    others = [
        (task, row, score)
        for task in tasks
        if task.key not in paired_tasks
        for row in rows
        if row.key not in paired_rows and (score := likeness(task, row)) >= ALIKE
    ]
    others.sort(key=lambda found: -found[2])
    yield from others


def likeness(task: TaskText, row: TaskText) -> float:
    """How alike a task and a row are, 0–100: the title above all, then product and lead, and where
    they stand. 0 where the titles name two things."""
    title = _titles(task.folded, row.folded)
    if title < TITLES_ALIKE:
        return 0.0
    product = fuzz.ratio(task.rest[0], row.rest[0])
    lead = 100.0 if task.rest[1] & row.rest[1] else 0.0
    area, number = (100.0 * (a == b) for a, b in zip(task.place, row.place, strict=True))
    return float(0.6 * title + 0.14 * product + 0.1 * lead + 0.11 * area + 0.05 * number)


def _titles(one: str, other: str) -> float:
    if one == other:
        return 100.0
    return max(
        fuzz.ratio(one, other),
        0.95 * fuzz.token_sort_ratio(one, other),
        0.8 * _within(one, other),
        0.8 * _within(other, one),
    )


def _within(short: str, long: str) -> float:
    """How much of a title is found again in a longer one, 0–100."""
    if len(short) < SHORTEST or len(short) >= len(long):
        return 0.0
    return float(fuzz.partial_ratio(short, long))


def _swallowed(
    lost: Sequence[TaskText],
    tasks: Sequence[TaskText],
    rows: Sequence[TaskText],
    pairs: Mapping[int, Pair],
) -> dict[int, Pair]:
    """What became of the tasks that no row stands for: merged where their text is found within a
    row that stands for another task and says more than that one did, else gone."""
    of_row = {pair.row: pair.task for pair in pairs.values() if pair.row and not pair.merged}
    titles = {task.key: task.folded for task in tasks}
    found: dict[int, Pair] = {}
    for task in lost:
        grown = [
            (_within(task.folded, row.folded), row)
            for row in rows
            if row.key in of_row and len(row.folded) > len(titles[of_row[row.key]])
        ]
        score, row = max(grown, key=lambda candidate: candidate[0], default=(0.0, None))
        if row is not None and score >= CONTAINED:
            found[task.key] = Pair(task.key, row.key, max(1, round(score)), merged=True)
        else:
            found[task.key] = Pair(task.key, None, max(1, round(score)))
    return found
