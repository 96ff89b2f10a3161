"""The one entry point: a file's bytes in, a draft of the plan out."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from app.plan_import.appendix.doubts import is_stub
from app.plan_import.appendix.drafts import Draft, DraftTask
from app.plan_import.appendix.heading_rows import rows_above_headings
from app.plan_import.appendix.headings import Column
from app.plan_import.appendix.interpreter import interpret
from app.plan_import.appendix.repeats import drop_repeated_rows
from app.plan_import.appendix.roles import split_roles
from app.plan_import.appendix.times import day_of_serial, read_time
from app.plan_import.checks import (
    leads_unlike_prose,
    numbers_out_of_order,
    problems_of_plan,
    problems_of_task,
    repeated_tasks,
)
from app.plan_import.files import read_document
from app.plan_import.head import read_head
from app.plan_import.old_letters import is_of_old_letters
from app.plan_import.plan import PlanHead, PlanReading, TaskReading
from app.plan_import.problems import PlanRefused, Problem, ProblemCode, RefusedFile, Severity
from app.plan_import.products import split_products
from app.plan_import.prose import read_prose
from app.plan_import.tables import Document, Table, hides_characters, one_line, visible
from app.plan_import.units import split_units
from workflows.deadlines import Span
from workflows.text import fold, format_date

# A file that names none of these is no plan, however many tables it holds.
_PLAN_WORDS = re.compile(r"ke hoach|nhiem vu|cai cach hanh chinh|phu luc|quyet dinh")


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
    head says. A plan without a table gives the tasks that its prose prints; where the table
    stands in an appendix elsewhere, or the prose prints none, no tasks and a problem that says so.

    Raises PlanRefused for a file that is empty, too large, damaged, protected, of a
    format that is not read, no plan at all, or with more tasks than MAX_TASKS.
    """
    document = read_document(content, filename)
    if is_of_old_letters(document.lines()):
        raise PlanRefused(RefusedFile.file_of_old_letters)
    prose = _prose(document)
    draft = interpret(document)
    if not draft.has_table and not _PLAN_WORDS.search(fold("\n".join(prose))):
        raise PlanRefused(RefusedFile.file_not_plan)
    drop_repeated_rows(draft)
    head, head_problems = read_head(prose, year=year, issued_on=issued_on)
    tasks = _finished(draft, head)
    text = read_prose(document, head, draft.sections, tasks, has_table=draft.has_table)
    said = (*document.problems, *head_problems, *draft.problems)
    if text.tasks:
        tasks = _checked(text.tasks, head)
        return PlanReading(
            head, text.sections, tuple(tasks), (*said, *text.problems), text.proposals
        )
    tasks = _with_problems(tasks, leads_unlike_prose(tasks, draft.sections, text.proposals))
    own = problems_of_plan(draft, draft.sections, tasks, appendix_elsewhere=text.appendix_elsewhere)
    return PlanReading(head, tuple(draft.sections), tuple(tasks), (*said, *own), text.proposals)


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
    return _checked([_task(order, task, head) for order, task in enumerate(draft.tasks, 1)], head)


def _checked(tasks: Sequence[TaskReading], head: PlanHead) -> list[TaskReading]:
    """Return the tasks with what their own content raises, alone and beside each other."""
    alone = [
        replace(task, problems=(*task.problems, *problems_of_task(task, head))) for task in tasks
    ]
    return _with_problems(alone, repeated_tasks(alone), numbers_out_of_order(alone))


def _with_problems(
    tasks: Sequence[TaskReading], *found: Mapping[int, Problem]
) -> list[TaskReading]:
    """Return the tasks with problems added by order."""
    return [
        replace(
            task,
            problems=(
                *task.problems,
                *(by_order[task.order] for by_order in found if task.order in by_order),
            ),
        )
        for task in tasks
    ]


def _printed_time(draft: DraftTask) -> str:
    """Return the printed time; for the bare number of a day, the day, which is then marked."""
    text = draft.text(Column.deadline)
    day = day_of_serial(text)
    if day is None:
        return text
    due = format_date(day)
    draft.note(ProblemCode.deadline_from_serial, Severity.look, text=one_line(text), due=due)
    return due


def _task(order: int, draft: DraftTask, head: PlanHead) -> TaskReading:
    lead, supporting = _units(draft)
    span = Span(head.start, head.end) if head.start and head.end else None
    deadline_text, deadline = read_time(
        _printed_time(draft), draft.milestones, span, head.issued_on, draft.year
    )
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
        deadline=deadline,
        problems=tuple(draft.problems),
        source=draft.source,
        printed=tuple(draft.printed),
    )


def _units(draft: DraftTask) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return lead and supporting units; one cell may hold both ("Chủ trì: …; Phối hợp: …")."""
    lead, supporting = (
        "" if is_stub(draft.text(column)) else draft.text(column)
        for column in (Column.lead, Column.supporting)
    )
    both = split_roles(lead)
    if both is None:
        return split_units(lead), split_units(supporting)
    return both[0], tuple(dict.fromkeys((*split_units(supporting), *both[1])))
