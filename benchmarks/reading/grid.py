"""A plan's table as it stands on paper: rows of boxes, some of them over several rows or columns.

Every writer of a format draws the same grid, so that a difference between two formats is one of
the format alone.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import groupby

from benchmarks.reading.truth import Truth, TruthTask

PRINTED_ANYWHERE = frozenset(
    {
        "cells_missing",
        "time_missing",
        "unit_in_deadline",
        "other_year",
        "number_of_an_area",
        "row_before_its_area",
    }
)
"""Damages that lie in the words of a row, or in its place, and so are in every rendering of it."""

FROM_PROSE = "lead_differs_from_prose"
"""The remark that is left out where the prose is: a rendering holds the table alone."""

COLUMNS = (
    ("STT", "number"),
    ("Mục tiêu", "objective"),
    ("Nhiệm vụ", "duty"),
    ("Hoạt động", "title"),
    ("Kết quả/ Sản phẩm", "product"),
    ("Chủ trì", "lead"),
    ("Phối hợp", "supporting"),
    ("Thời gian", "deadline_text"),
)
OTHER_COLUMNS = (
    ("TT", "number"),
    ("Mục tiêu", "objective"),
    ("Nhiệm vụ", "duty"),
    ("Nội dung công việc", "title"),
    ("Đơn vị thực hiện", "lead"),
    ("Đơn vị phối hợp", "supporting"),
    ("Thời hạn hoàn thành", "deadline_text"),
    ("Sản phẩm", "product"),
)
_MERGED = ("objective", "duty")


class RowKind(StrEnum):
    heading = "heading"
    area = "area"
    task = "task"


@dataclass(frozen=True, slots=True)
class Box:
    """A cell on paper: its text (lines apart by a line feed) and how far it reaches."""

    text: str
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True, slots=True)
class GridRow:
    """One row: a box for every column, None where a box above or to the left reaches in."""

    kind: RowKind
    boxes: tuple[Box | None, ...]


def as_printed(truth: Truth) -> Truth:
    """Return the truth of a clean printing of the same plan.

    What was damaged on the paper is sound in a rendering, but for what lies in the words; the
    prose of the plan is not in it.
    """
    tasks = tuple(_clean(task) for task in truth.tasks)
    return replace(truth, tasks=tasks, plan_problems=(), proposals={})


def first_tasks(truth: Truth, count: int) -> Truth:
    """Return the plan cut off after `count` tasks."""
    tasks = truth.tasks[:count]
    used = {task.section for task in tasks}
    areas = tuple(area for area in truth.sections if area[0] in used)
    return replace(truth, tasks=tasks, sections=areas)


def grid(
    truth: Truth,
    columns: Sequence[tuple[str, str]] = COLUMNS,
    heading_every: int | None = None,
    merged: bool = True,
) -> list[GridRow]:
    """Return the table: heading, then for each area its title and its tasks.

    `columns` are (heading, name of the task's value) pairs; one that is empty in every task is
    left out. After `heading_every` tasks the heading stands there again, as it does in files
    made page by page; merged boxes end above it and go on empty below. Without `merged`,
    objectives and duties stand once, in boxes of one row.
    """
    used = [
        (heading, name)
        for heading, name in columns
        if any(getattr(task, name) for task in truth.tasks)
    ]
    heading = GridRow(RowKind.heading, tuple(Box(text) for text, _ in used))
    titles = dict(truth.sections)
    rows = [heading]
    written = 0
    for section, group in groupby(truth.tasks, key=lambda task: task.section):
        rows.append(_area(section, titles[section], len(used)))
        tasks = list(group)
        starts = _starts(tasks)
        while tasks:
            room = heading_every - written % heading_every if heading_every else len(tasks)
            names = [name for _, name in used]
            rows += _rows(tasks[:room], starts[:room], names, merged)
            written += len(tasks[:room])
            tasks, starts = tasks[room:], starts[room:]
            if heading_every and written % heading_every == 0 and tasks:
                rows.append(heading)
    return rows


def _clean(task: TruthTask) -> TruthTask:
    damaged = {word: codes for word, codes in task.damaged.items() if word in PRINTED_ANYWHERE}
    if not task.product and "cells_missing" not in damaged:
        damaged["cells_missing"] = ("product_missing",)
    remarks = tuple(code for code in task.remarks if code != FROM_PROSE)
    # A rendering shows the first choice; only how a text may be read still stays open.
    also = {column: values for column, values in task.also.items() if column == "kind"}
    return replace(task, line=None, damaged=damaged, remarks=remarks, also=also)


def _area(code: str, title: str, width: int) -> GridRow:
    boxes: list[Box | None] = [Box(code), Box(title, columns=width - 1)]
    return GridRow(RowKind.area, tuple(boxes + [None] * (width - 2)))


def _starts(tasks: Sequence[TruthTask]) -> list[dict[str, bool]]:
    """Tell, for each task of an area, which of its merged texts begin with it."""
    starts = []
    above: TruthTask | None = None
    for task in tasks:
        objective = above is None or task.objective != above.objective
        duty = above is None or objective or task.duty != above.duty
        starts.append({"objective": objective, "duty": duty})
        above = task
    return starts


def _rows(
    tasks: Sequence[TruthTask],
    starts: Sequence[dict[str, bool]],
    names: Sequence[str],
    merged: bool,
) -> Iterator[GridRow]:
    for index, task in enumerate(tasks):
        boxes: list[Box | None] = []
        for name in names:
            if name not in _MERGED:
                boxes.append(Box(_text(task, name)))
                continue
            begins = starts[index][name]
            text = getattr(task, name) if begins else ""
            if not merged:
                boxes.append(Box(text))
            elif begins or index == 0:
                boxes.append(Box(text, rows=_reach(starts, index, name)))
            else:
                boxes.append(None)
        yield GridRow(RowKind.task, tuple(boxes))


def _reach(starts: Sequence[dict[str, bool]], index: int, name: str) -> int:
    below = index + 1
    while below < len(starts) and not starts[below][name]:
        below += 1
    return below - index


def _text(task: TruthTask, name: str) -> str:
    value = getattr(task, name)
    return "; ".join(value) if isinstance(value, tuple) else str(value)
