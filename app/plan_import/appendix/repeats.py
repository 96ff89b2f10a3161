"""Notices pages that stand in a file twice, and leaves the copies out."""

import re
from collections import defaultdict
from collections.abc import Sequence

from rapidfuzz import fuzz

from app.plan_import.appendix.drafts import Draft, DraftTask
from app.plan_import.appendix.headings import Column
from app.plan_import.problems import Problem, ProblemCode, Severity
from app.plan_import.units import unit_key
from workflows.text import fold

_SHORTEST_COPY = 3
_SAME_TEXT = 90
_FIRST_LETTERS = 12
_LONGEST_TITLE = 2_000
_SWALLOWED = 40
_NUMBER = re.compile(r"\d+")


def drop_repeated_rows(draft: Draft) -> None:
    """Drop the tail of the table where it repeats rows read before.

    At least three different rows must come again, close together, and fill the tail; a
    single task printed twice is not a repeated page and stays (it is marked elsewhere).
    What was dropped is said as a problem of the plan.
    """
    originals = _originals(draft.tasks)
    start = _start_of_copy(originals)
    if start is None:
        return
    copies = [place for place in range(start, len(originals)) if _copies(originals, place, start)]
    dropped = [draft.tasks[place] for place in copies]
    draft.tasks = [task for place, task in enumerate(draft.tasks) if place not in set(copies)]
    _drop_repeated_sections(draft)
    draft.problems.append(
        Problem(
            ProblemCode.rows_repeated,
            Severity.look,
            {"count": str(len(dropped)), "first": _place(dropped[0]), "last": _place(dropped[-1])},
        )
    )


def _originals(tasks: Sequence[DraftTask]) -> list[int | None]:
    """Return for each task the first earlier one that is the same row, None for none."""
    titles = [fold(task.title)[:_LONGEST_TITLE] for task in tasks]
    leads = [unit_key(task.text(Column.lead)) for task in tasks]
    groups: dict[tuple[str, str], list[int]] = defaultdict(list)
    originals: list[int | None] = []
    for place, (title, lead) in enumerate(zip(titles, leads, strict=True)):
        # Comparing all with all would be slow; a scan rarely spoils the first letters.
        group = groups[title[:_FIRST_LETTERS], lead]
        same = [other for other in group if title and _same(title, titles[other])]
        exact = [other for other in same if titles[other] == title]
        originals.append(next(iter([*exact, *same]), None))
        group.append(place)
    return originals


def _same(title: str, original: str) -> bool:
    """Tell whether two titles are one printed twice; a scan may differ in letters.

    Titles with other numbers ("kỳ 1", "kỳ 2") are other tasks. A row of the copy may also
    have swallowed the row after it.
    """
    if title == original or (len(original) > _SWALLOWED and title.startswith(original)):
        return True
    numbers = _NUMBER.findall(title) == _NUMBER.findall(original)
    return numbers and fuzz.ratio(title, original) >= _SAME_TEXT


def _start_of_copy(originals: Sequence[int | None]) -> int | None:
    for start, original in enumerate(originals):
        if original is None:
            continue
        found = [
            first
            for place, first in enumerate(originals[start:], start)
            if first is not None and _copies(originals, place, start)
        ]
        different = set(found)
        if len(different) < _SHORTEST_COPY or len(found) < 0.8 * (len(originals) - start):
            continue
        if max(different) - min(different) <= 1.5 * len(different) + _SHORTEST_COPY:
            return start
    return None


def _copies(originals: Sequence[int | None], place: int, start: int) -> bool:
    original = originals[place]
    return original is not None and original < start


def _drop_repeated_sections(draft: Draft) -> None:
    """Drop areas that only the copied rows opened, and what was said about their codes."""
    used = {task.section for task in draft.tasks}
    titles = [fold(section.title) for section in draft.sections]
    draft.sections = [
        section
        for place, section in enumerate(draft.sections)
        if section.code in used or not _seen(titles[:place], titles[place])
    ]
    kept = {section.code for section in draft.sections}
    draft.problems = [
        problem
        for problem in draft.problems
        if problem.code is not ProblemCode.section_code_repeated or problem.values["code"] in kept
    ]


def _seen(titles: Sequence[str], title: str) -> bool:
    return any(fuzz.ratio(title, other) >= _SAME_TEXT for other in titles)


def _place(task: DraftTask) -> str:
    where = task.source.line or task.source.row
    return str(where) if where is not None else "?"
