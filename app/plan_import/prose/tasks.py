"""Makes tasks of what the prose prints: blocks with labels, and duties by post."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from app.plan_import.appendix.dittos import is_ditto
from app.plan_import.appendix.headings import Column
from app.plan_import.plan import PlanHead, SectionReading, TaskReading
from app.plan_import.problems import Problem, ProblemCode, Severity
from app.plan_import.products import split_products
from app.plan_import.prose.blocks import Block
from app.plan_import.prose.duties import Duty
from app.plan_import.prose.outline import Heading
from app.plan_import.prose.targets import as_title
from app.plan_import.source import Source
from app.plan_import.tables import one_line, visible
from app.plan_import.units import split_units
from workflows.deadlines import Before, Span, read_deadline
from workflows.text import fold


def tasks_of_duties(duties: Sequence[Duty], head: PlanHead) -> list[TaskReading]:
    """Return duties by post as tasks; each asks for a look, because no table holds it."""
    return [
        replace(
            _task(order, duty.title, duty.deadline_text, duty.source, head, Severity.look),
            lead=duty.units,
            printed=(("", duty.quote),),
        )
        for order, duty in enumerate(duties, 1)
    ]


def tasks_of_blocks(
    blocks: Sequence[Block], head: PlanHead
) -> tuple[list[TaskReading], list[SectionReading]]:
    """Return blocks as tasks, and the areas they stand under."""
    sections = _Sections(blocks)
    tasks: list[TaskReading] = []
    for above, block in pairwise(blocks):
        _fill_from_above(block, above)
    for order, block in enumerate(blocks, 1):
        due = one_line(block.text(Column.deadline))
        task = _task(order, block.title, due, block.source, head, Severity.info)
        product = visible(block.text(Column.product))
        tasks.append(
            replace(
                task,
                section=sections.code_of(block),
                number=block.number,
                objective=one_line(block.text(Column.objective)),
                duty=one_line(block.text(Column.task)),
                product=product,
                products=split_products(product),
                lead=leads_of(block),
                supporting=split_units(block.text(Column.supporting)),
                follow_up=split_units(block.text(Column.follow_up)),
                funding=one_line(block.text(Column.funding)),
                printed=(("", block.quote),),
                problems=(*task.problems, *map(_as_above, block.repeated)),
            )
        )
    return tasks, sections.readings


def _fill_from_above(block: Block, above: Block) -> None:
    """Give a block the fields of the one above it where it only says "như trên"."""
    for column in block.fields:
        printed = block.text(column)
        if is_ditto(printed):
            block.fields[column] = list(above.fields.get(column, ()))
            block.repeated.append((_label_of(block, printed), printed))


def _label_of(block: Block, printed: str) -> str:
    """Return the printed label of a field of a block."""
    found = (
        line.partition(":")[0] for line in block.printed if line.rstrip(" .;").endswith(printed)
    )
    return next(found, "").strip(" -–+*•")


def _as_above(repeated: tuple[str, str]) -> Problem:
    label, printed = repeated
    values = {"column": label, "text": printed}
    return Problem(ProblemCode.cell_as_above, Severity.info, values)


def leads_of(block: Block) -> tuple[str, ...]:
    """Return who leads a block: as labelled, else the units whose heading it stands under."""
    labelled = split_units(block.text(Column.lead))
    headed = next((one.units for one in reversed(block.headings) if one.units), ())
    return labelled or headed


def _task(
    order: int, title: str, due: str, source: Source, head: PlanHead, severity: Severity
) -> TaskReading:
    span = Span(head.start, head.end) if head.start and head.end else None
    printed = due.rstrip(" .;")
    return TaskReading(
        order=order,
        section=None,
        number="",
        objective="",
        duty="",
        title=as_title(one_line(title)),
        product="",
        products=(),
        lead=(),
        supporting=(),
        follow_up=(),
        funding="",
        deadline_text=printed,
        deadline=read_deadline(printed, span, head.issued_on, Before.EXCLUSIVE, None),
        problems=(Problem(ProblemCode.task_from_prose, severity),),
        source=source,
    )


class _Sections:
    """Gives each heading that tasks stand under a code of its own."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self.readings: list[SectionReading] = []
        self._codes: dict[Heading, str] = {}
        found = {heading for block in blocks if (heading := _section_heading(block.headings))}
        # One heading over all of them ("II. NHIỆM VỤ") parts nothing from nothing.
        self._parts = len(found) > 1 or any(heading.area for heading in found)

    def code_of(self, block: Block) -> str | None:
        """Return the code of the area a block stands under, None for none."""
        heading = _section_heading(block.headings)
        if heading is None or not self._parts:
            return None
        if heading not in self._codes:
            code = self._unused(heading)
            self._codes[heading] = code
            self.readings.append(SectionReading(code, heading.text.rstrip(" :.")))
        return self._codes[heading]

    def _unused(self, heading: Heading) -> str:
        used = set(self._codes.values())
        above = [one.number for one in heading.headings if one.number]
        wider = ".".join((*above, heading.number))
        for code in (heading.number, wider):
            if code and code not in used:
                return code
        return str(len(used) + 1) if str(len(used) + 1) not in used else f"{wider}.{len(used)}"


def _section_heading(headings: Sequence[Heading]) -> Heading | None:
    """Return the innermost heading about an area, else the innermost numbered one."""
    about = [one for one in headings if one.area]
    numbered = [one for one in headings if one.number and not one.units]
    found = about or numbered
    return found[-1] if found and fold(found[-1].text) else None
