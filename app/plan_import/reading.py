"""The one entry point: a file's bytes in, a draft of the plan out."""

import re
from dataclasses import replace
from datetime import date

from app.plan_import.cell_content import looks_like_deadline
from app.plan_import.checks import (
    numbers_out_of_order,
    problems_of_plan,
    problems_of_task,
    repeated_tasks,
)
from app.plan_import.files import read_document
from app.plan_import.head import read_head
from app.plan_import.headings import Column
from app.plan_import.interpreter import Draft, DraftTask, interpret, rows_above_headings
from app.plan_import.plan import PlanHead, PlanReading, TaskReading
from app.plan_import.problems import PlanRefused, ProblemCode, RefusedFile, Severity
from app.plan_import.products import split_products
from app.plan_import.repeats import drop_repeated_rows
from app.plan_import.tables import Document, Table, hides_characters, one_line, visible
from app.plan_import.units import split_units
from workflows.deadlines import Before, Span, read_deadline
from workflows.text import fold

# A file that names none of these is no plan, however many tables it holds.
_PLAN_WORDS = re.compile(r"ke hoach|nhiem vu|cai cach hanh chinh|phu luc|quyet dinh")
_BOTH_ROLES = re.compile(
    r"(?:^|\n)\W*chủ trì\s*:\s*(?P<lead>.*?)\W*(?:phối hợp\s*:\s*(?P<supporting>.*))?$",
    re.IGNORECASE | re.DOTALL,
)


def read_plan(
    content: bytes,
    filename: str,
    *,
    year: int | None = None,
    issued_on: date | None = None,
) -> PlanReading:
    """Read a plan's file into a draft.

    ``content`` are the file's bytes, ``filename`` its name (only the ending counts, and
    the content wins over it). ``year`` and ``issued_on`` are used in place of what the
    head says. A plan without a table gives no tasks and a problem that says so.

    Raises PlanRefused for a file that is empty, too large, damaged, protected, of a
    format that is not read, no plan at all, or with more tasks than MAX_TASKS.
    """
    document = read_document(content, filename)
    prose = _prose(document)
    draft = interpret(document)
    if not draft.has_table and not _PLAN_WORDS.search(fold("\n".join(prose))):
        raise PlanRefused(RefusedFile.file_not_plan)
    drop_repeated_rows(draft)
    head, head_problems = read_head(prose, year=year, issued_on=issued_on)
    tasks = _finished(draft, head)
    problems = (
        *document.problems,
        *head_problems,
        *draft.problems,
        *problems_of_plan(draft, draft.sections, tasks, " ".join(prose)),
    )
    return PlanReading(head, tuple(draft.sections), tuple(tasks), problems)


def _prose(document: Document) -> list[str]:
    """Return the printed lines outside the tables of tasks.

    A letterhead is often a table of its own, and in a workbook the head of the plan stands
    in the rows above the headings.
    """
    blocks = tuple(
        Table(rows_above_headings(block)) if isinstance(block, Table) else block
        for block in document.blocks
    )
    return list(Document(blocks).lines())


def _finished(draft: Draft, head: PlanHead) -> list[TaskReading]:
    tasks = [_task(order, task, head) for order, task in enumerate(draft.tasks, 1)]
    across = (repeated_tasks(tasks), numbers_out_of_order(tasks))
    return [
        replace(
            task,
            problems=(
                *task.problems,
                *problems_of_task(task, head),
                *(found[task.order] for found in across if task.order in found),
            ),
        )
        for task in tasks
    ]


def _task(order: int, draft: DraftTask, head: PlanHead) -> TaskReading:
    lead, supporting = _units(draft)
    deadline_text = _deadline_text(draft.text(Column.deadline))
    span = Span(head.start, head.end) if head.start and head.end else None
    if hides_characters(draft.title):
        draft.note(ProblemCode.hidden_characters, Severity.info)
    product = visible(draft.text(Column.product))
    return TaskReading(
        order=order,
        section=draft.section,
        number=draft.number,
        objective=one_line(draft.objective.text),
        duty=one_line(draft.duty.text),
        title=one_line(draft.title),
        product=product,
        products=split_products(product),
        lead=lead,
        supporting=supporting,
        follow_up=split_units(draft.text(Column.follow_up)),
        funding=one_line(draft.text(Column.funding)),
        deadline_text=deadline_text,
        deadline=read_deadline(deadline_text, span, head.issued_on, Before.EXCLUSIVE, draft.year),
        problems=tuple(draft.problems),
        source=draft.source,
    )


def _units(draft: DraftTask) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return lead and supporting units; one cell may hold both ("Chủ trì: …; Phối hợp: …")."""
    lead, supporting = draft.text(Column.lead), draft.text(Column.supporting)
    both = _BOTH_ROLES.search(visible(lead))
    if both:
        lead = both["lead"]
        supporting = "\n".join(text for text in (supporting, both["supporting"]) if text)
    return split_units(lead), split_units(supporting)


def _deadline_text(text: str) -> str:
    """Return the printed time on one line; lines that are times by themselves stay apart."""
    lines = visible(text).split("\n")
    if len(lines) > 1 and all(looks_like_deadline(line.rstrip(";")) for line in lines):
        return "; ".join(line.rstrip("; ") for line in lines)
    return one_line(text)
