"""Plans as some offices lay them out: several tasks stacked in one row, or no table at all."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from benchmarks.reading.letterhead import letterhead
from benchmarks.reading.truth import Truth, TruthTask

_STACKED = {"stacked": ("stacked_row_split", "stacked_row_unsure")}
_MOST_IN_A_ROW = 3


def stacked(truth: Truth) -> tuple[Truth, Truth]:
    """Return the plan with neighbouring tasks stacked in one row, and what is right to read.

    In the first, a task stands for a row: each of its texts holds a line for every task of it.
    Only whole tasks of one objective and duty are stacked, so that the cells agree in number.
    """
    groups = list(_groups(truth.tasks))
    printed = tuple(_row(group) for group in groups)
    expected = tuple(
        replace(task, damaged={**task.damaged, **_STACKED}) if len(group) > 1 else task
        for group in groups
        for task in group
    )
    return replace(truth, tasks=printed), replace(truth, tasks=expected)


def blocks(truth: Truth) -> tuple[bytes, Truth]:
    """Return the plan as text without a table, a block for each task, and what is right to read.

    Objectives and duties are not printed in this form.
    """
    titles = dict(truth.sections)
    lines = [*letterhead(truth).lines(), ""]
    section = ""
    for task in truth.tasks:
        if task.section != section:
            section = task.section
            lines += [f"{section}. {titles[section]}", ""]
        lines += _block(task)
    bare = tuple(replace(task, objective="", duty="") for task in truth.tasks)
    return "\n".join(lines).encode(), replace(truth, tasks=bare)


def _block(task: TruthTask) -> list[str]:
    return [
        f"{task.number}. {task.title}",
        f"- Thời gian hoàn thành: {task.deadline_text}.",
        f"- Đơn vị chủ trì: {'; '.join(task.lead)}.",
        f"- Đơn vị phối hợp: {'; '.join(task.supporting)}.",
        f"- Kết quả: {' '.join(task.product.split())}",
        "",
    ]


def _groups(tasks: Sequence[TruthTask]) -> Iterator[list[TruthTask]]:
    group: list[TruthTask] = []
    for task in tasks:
        if group and not (len(group) < _MOST_IN_A_ROW and _one_row(group[0], task)):
            yield group
            group = []
        group.append(task)
    if group:
        yield group


def _one_row(first: TruthTask, other: TruthTask) -> bool:
    same = (first.section, first.objective, first.duty) == (
        other.section,
        other.objective,
        other.duty,
    )
    return same and bool(first.number) is bool(other.number) and _whole(first) and _whole(other)


def _whole(task: TruthTask) -> bool:
    texts = (task.product, task.lead, task.supporting, task.deadline_text)
    return all(texts) and "\n" not in task.product and not task.damaged


def _row(group: Sequence[TruthTask]) -> TruthTask:
    def together(texts: Sequence[str]) -> str:
        return "\n".join(text for text in texts if text)

    return replace(
        group[0],
        number=together([task.number for task in group]),
        title=together([task.title for task in group]),
        product=together([task.product for task in group]),
        lead=(together(["; ".join(task.lead) for task in group]),) if group[0].lead else (),
        supporting=(together(["; ".join(task.supporting) for task in group]),)
        if group[0].supporting
        else (),
        deadline_text=together([task.deadline_text for task in group]),
    )
