"""Marks rows that a clerk would look at again, by where they stand and what they lack."""

from collections.abc import Iterable, Sequence

from app.plan_import.appendix.drafts import DraftTask
from app.plan_import.appendix.headings import Column, Columns
from app.plan_import.appendix.row_cells import columns_of_units
from app.plan_import.appendix.titles import TitleRow
from app.plan_import.problems import ProblemCode, Severity
from app.plan_import.tables import Cell, Row, one_line

_FIRST_NUMBERS = frozenset({"1", "01", "I", "1.1"})
_UNITS = (Column.lead, Column.supporting, Column.follow_up)
_FEWEST_LETTERS = 2


def row_is_doubtful(
    row: Row, cells: Sequence[Cell], columns: Columns, title: TitleRow | None, height: int
) -> bool:
    """Tell whether the cells of a row may not be what their columns say.

    So it is when the reader guessed where cells end, when the title of an area took the place
    of cells of the task, when the work stands in a wider column than that of the tasks, when
    entries marked by the file are stacked only in a wider column, and when a unit is a letter.
    """
    place = columns.title
    return (
        row.unsure
        or (title is not None and not title.rest)
        or (place is not None and _stands_wider(row, cells, columns, place))
        or (row.marked and height == 1 and _wide_is_stacked(cells, columns))
        or _has_stub(cells, columns)
    )


def _stands_wider(row: Row, cells: Sequence[Cell], columns: Columns, title: int) -> bool:
    """Tell whether the title is missing and no wide cell is printed across its column."""
    wide = [*columns.duties, *columns.places(Column.objective)]
    if cells[title].text.strip() or cells[title].merged or title in wide:
        return False
    across = any(place + cells[place].span > title for place in wide if cells[place].span > 1)
    return not across and any(cells[place].text.strip() for place in wide)


def _wide_is_stacked(cells: Sequence[Cell], columns: Columns) -> bool:
    return any(len(cells[place].stacked) > 1 for place in columns.duties)


def _has_stub(cells: Sequence[Cell], columns: Columns) -> bool:
    marks = columns_of_units(columns)
    places = {place for kind in _UNITS for place in columns.places(kind)} - set(marks)
    return any(is_stub(cells[place].text) for place in places)


def is_stub(text: str) -> bool:
    """Tell whether a cell of units holds too little to be a name: "x"."""
    letters = sum(char.isalpha() for char in one_line(text))
    return 0 < letters < _FEWEST_LETTERS


def mark_doubtful_places(tasks: Iterable[DraftTask], style: str) -> None:
    """Mark tasks that stand before the first number of their area, or bear an area's number.

    ``style`` is the numbering of the areas. What stands between an area's title and its first
    number often belongs to the area before.
    """
    by_section: dict[str | None, list[DraftTask]] = {}
    for task in tasks:
        by_section.setdefault(task.section, []).append(task)
        if style == "roman" and task.number and set(task.number) <= set("IVX"):
            task.note(ProblemCode.number_out_of_order, Severity.info, number=task.number)
    for section, found in by_section.items():
        first = next((place for place, task in enumerate(found) if task.number), 0)
        if section is not None and found[first].number in _FIRST_NUMBERS:
            for task in found[:first]:
                task.note(ProblemCode.cells_unsure, Severity.look)
