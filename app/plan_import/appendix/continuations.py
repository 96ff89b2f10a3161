"""Joins rows that go on from the one before: cut by a page, or a further product of a task."""

from collections.abc import Sequence
from enum import Enum, auto

from app.plan_import.appendix.cell_content import (
    has_open_end,
    looks_like_deadline,
    looks_like_units,
)
from app.plan_import.appendix.drafts import DraftTask
from app.plan_import.appendix.headings import Column, Columns
from app.plan_import.appendix.row_cells import duty_text
from app.plan_import.problems import ProblemCode, Severity
from app.plan_import.tables import Cell, one_line

_OWN_PER_PRODUCT = (Column.product, Column.deadline, Column.lead, Column.supporting)
_ASIDE = frozenset({Column.objective, Column.funding, Column.note, Column.area})


class Continuation(Enum):
    """How a row goes on from the task before it."""

    none = auto()
    """The row is a task of its own."""
    product = auto()
    """The same task with another product, time or lead."""
    rest = auto()
    """The rest of cells that were cut."""
    objective = auto()
    """Only the rest of the objective above, or an aside beside it."""


def continuation_of(
    cells: Sequence[Cell],
    texts: dict[Column, str],
    columns: Columns,
    last: DraftTask | None,
    *,
    after_break: bool,
    continued: bool,
) -> Continuation:
    """Tell how a row goes on from the task before it.

    ``after_break`` is true right below headings repeated on a page, ``continued`` when the
    reader saw the row go on over the page.
    """
    own = {column for column, text in texts.items() if text}
    title = columns.title
    if last is None or Column.number in own or title is None:
        return Continuation.none
    if cells[title].merged:
        return Continuation.product
    if continued:
        return Continuation.rest
    aside = not own - _ASIDE and not duty_text(cells, columns)
    if aside and (after_break or Column.objective not in own):
        return Continuation.objective
    if _is_rest(texts, own, last, after_break=after_break):
        return Continuation.rest
    if _is_further_product(cells, columns, own):
        return Continuation.product
    return Continuation.none


def _is_rest(
    texts: dict[Column, str], own: set[Column], last: DraftTask, *, after_break: bool
) -> bool:
    """Tell whether a row holds the rest of cells cut in the middle of a sentence."""
    title = texts.get(Column.task, "").strip()
    if not title:
        begins = [texts[column].strip()[:1] for column in _OWN_PER_PRODUCT if column in own]
        return after_break and bool(begins) and all(letter.islower() for letter in begins)
    product = texts.get(Column.product, "").strip()
    broken = has_open_end(last.title) or product[:1].islower()
    cut = title[0].islower() or (after_break and broken)
    complete = looks_like_units(texts.get(Column.lead, "")) or looks_like_deadline(
        texts.get(Column.deadline, "")
    )
    # A row of its own would leave the one above without lead and time.
    served = bool(last.text(Column.lead) or last.text(Column.deadline))
    return cut and not (complete and served)


def _is_further_product(cells: Sequence[Cell], columns: Columns, own: set[Column]) -> bool:
    """Tell whether a row only names another product with its time of the task above."""
    wide = {Column.objective, Column.task, Column.area}
    return Column.product in own and not own & wide and not duty_text(cells, columns)


def add_product(task: DraftTask, texts: dict[Column, str], *, sure: bool) -> None:
    """Add a further product of a task, with the time and units of its own row."""
    if not task.milestones:
        task.milestones.append((task.text(Column.product), task.text(Column.deadline)))
    product, deadline = texts.get(Column.product, ""), texts.get(Column.deadline, "")
    task.milestones.append((product, deadline))
    for column in _OWN_PER_PRODUCT:
        before, more = task.text(column), texts.get(column, "")
        if more and more not in before.split(";\n"):
            task.cells[column] = f"{before};\n{more}".strip(";\n")
    if not sure:
        task.note(ProblemCode.product_rows_joined, Severity.look)


def add_rest(task: DraftTask, texts: dict[Column, str], *, seen: bool) -> None:
    """Add the rest of the cells of a task, cell by cell.

    ``seen`` is true when the reader saw the cut: then a text goes on in its sentence unless it
    begins with a line feed.
    """
    task.title = f"{task.title} {one_line(texts.get(Column.task, ''))}".strip()
    for column, text in texts.items():
        if column not in (Column.task, Column.objective, Column.number):
            goes_on = not text.startswith("\n") if seen else text.strip()[:1].islower()
            between = " " if goes_on else "\n"
            task.cells[column] = f"{task.text(column)}{between}{text.strip()}".strip()
    task.note(ProblemCode.row_continued, Severity.info)
