"""Notices pages that stand in a file twice, and leaves the copies out."""

from collections.abc import Sequence

from rapidfuzz import fuzz

from app.plan_import.headings import Column
from app.plan_import.interpreter import Draft, DraftTask
from app.plan_import.problems import Problem, ProblemCode, Severity
from workflows.text import fold

_SHORTEST_COPY = 3
_SAME_TEXT = 90
_LONGEST_TITLE = 4_000


def drop_repeated_rows(draft: Draft) -> None:
    """Drop the tail of the table where it repeats rows read before.

    The copies follow their originals in the same order and are at least three; a single
    task printed twice is not a repeated page and stays (it is marked elsewhere). What was
    dropped is said as a problem of the plan.
    """
    tasks = draft.tasks
    start = _start_of_copy(tasks)
    if start is None:
        return
    copies = _copies(tasks, start)
    draft.tasks = [task for place, task in enumerate(tasks) if place not in copies]
    used = {task.section for task in draft.tasks}
    titles = [fold(section.title) for section in draft.sections]
    draft.sections = [
        section for place, section in enumerate(draft.sections)
        if section.code in used or not _seen(titles[:place], titles[place])
    ]
    kept = {section.code for section in draft.sections}
    draft.problems = [
        problem for problem in draft.problems
        if problem.code is not ProblemCode.section_code_repeated
        or problem.values["code"] in kept
    ]
    dropped = [tasks[place] for place in sorted(copies)]
    draft.problems.append(Problem(
        ProblemCode.rows_repeated, Severity.look,
        {"count": str(len(dropped)), "first": _place(dropped[0]), "last": _place(dropped[-1])},
    ))


def _start_of_copy(tasks: Sequence[DraftTask]) -> int | None:
    """Return where the copied tail begins: from there on rows repeat earlier ones in order."""
    for start in range(1, len(tasks) - _SHORTEST_COPY + 1):
        if not _same(tasks[start], tasks[start - 1]) and _finds(tasks, start, 0) is not None:
            copies = _copies(tasks, start)
            rest = len(tasks) - start
            if len(copies) >= max(_SHORTEST_COPY, 0.8 * rest):
                return start
    return None


def _copies(tasks: Sequence[DraftTask], start: int) -> set[int]:
    """Return the rows from ``start`` on that repeat rows before it, in the same order."""
    found: set[int] = set()
    after = 0
    for place in range(start, len(tasks)):
        original = _finds(tasks, place, after, start)
        if original is not None:
            found.add(place)
            # Two rows may have changed places on the second copy of a page.
            after = max(0, original - 1)
    return found


def _finds(
    tasks: Sequence[DraftTask], place: int, after: int, before: int | None = None
) -> int | None:
    end = place if before is None else before
    return next((other for other in range(after, end) if _same(tasks[place], tasks[other])), None)


def _same(first: DraftTask, second: DraftTask) -> bool:
    """Tell whether two rows are one row printed twice; a scan may differ in letters."""
    one, two = fold(first.title)[:_LONGEST_TITLE], fold(second.title)[:_LONGEST_TITLE]
    if not one or not two:
        return False
    if one != two and fuzz.ratio(one, two, score_cutoff=_SAME_TEXT) == 0:
        # A row of the copy may have swallowed the next one.
        if not (len(two) > 40 and one.startswith(two)):
            return False
    return fold(first.text(Column.lead)) == fold(second.text(Column.lead))


def _seen(titles: Sequence[str], title: str) -> bool:
    return any(fuzz.ratio(title, other) >= _SAME_TEXT for other in titles)


def _place(task: DraftTask) -> str:
    where = task.source.line or task.source.row
    return str(where) if where is not None else ""
