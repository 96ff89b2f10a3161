"""Looks a finished draft over as a careful clerk would, and writes down what stands out."""

import re
from collections.abc import Sequence
from datetime import date

from app.plan_import.appendix.cell_content import looks_like_units
from app.plan_import.appendix.drafts import Draft
from app.plan_import.appendix.headings import Column
from app.plan_import.plan import PlanHead, SectionReading, TaskReading
from app.plan_import.problems import Problem, ProblemCode, Severity
from app.plan_import.proposals import Proposal, ProposalKind
from app.plan_import.scope import areas_without_task, province_only
from app.plan_import.units import is_collective, match_unit, unit_key
from workflows.deadlines import DeadlineKind
from workflows.text import fold, format_date, nfc

_NAMES_SHOWN = 3
# With the marks of its tones: "Phương" may begin a name, "phường" never does.
_COMMUNE_NAME = re.compile(
    r"(?<!thị )\b(xã|phường|đặc khu|thị trấn)\s+(.+?)"
    r"(?=\s*(?:[,;(]|$)|\s(?:tỉnh|huyện|thành phố)\s)"
)


def issuer_elsewhere(issuer: str, commune: str) -> Problem | None:
    """Return the problem of a plan whose head names another commune than ``commune`` as its issuer.

    Both are names as written ("Ủy ban nhân dân xã An Tường", "Xã An Tường"). An issuer that names
    no commune says nothing.
    """
    named, own = _commune_in(issuer), _commune_in(commune)
    if named is None or own is None or named == own:
        return None
    values = {"issuer": issuer, "commune": commune}
    return Problem(ProblemCode.issuer_elsewhere, Severity.look, values)


def _commune_in(text: str) -> tuple[str, str] | None:
    """Return kind and name of the commune that a text names, folded; None where it names none."""
    found = _COMMUNE_NAME.search(nfc(text).casefold())
    return (fold(found[1]), fold(found[2])) if found else None


def problems_of_task(task: TaskReading, head: PlanHead) -> list[Problem]:
    """Return what a row's own content raises, in the order of the columns."""
    found: list[Problem] = []
    if not task.title:
        found.append(Problem(ProblemCode.title_missing, Severity.blocks))
    found.extend(_problems_of_product(task))
    found.extend(_problems_of_units(task))
    found.extend(province_only(task))
    found.extend(_problems_of_deadline(task, head))
    return found


def _problems_of_product(task: TaskReading) -> list[Problem]:
    if not task.product:
        return [Problem(ProblemCode.product_missing, Severity.look)]
    if looks_like_units(task.product):
        return [Problem(ProblemCode.unit_in_product, Severity.look, {"text": task.product})]
    return []


def _problems_of_units(task: TaskReading) -> list[Problem]:
    found = []
    if not task.lead:
        found.append(Problem(ProblemCode.lead_missing, Severity.blocks))
    collective = [unit for unit in task.lead if is_collective(unit)]
    if collective:
        found.append(
            Problem(ProblemCode.lead_collective, Severity.look, {"units": _names(collective)})
        )
    if len(task.lead) > 1:
        found.append(
            Problem(
                ProblemCode.several_leads,
                Severity.info,
                {"count": str(len(task.lead)), "units": _names(task.lead)},
            )
        )
    supporting = {unit_key(unit) for unit in task.supporting}
    both = [unit for unit in task.lead if unit_key(unit) in supporting]
    if both:
        found.append(
            Problem(ProblemCode.lead_also_supports, Severity.look, {"units": _names(both)})
        )
    return found


def _problems_of_deadline(task: TaskReading, head: PlanHead) -> list[Problem]:
    text = {"text": task.deadline_text}
    kind = task.deadline.kind
    if kind is DeadlineKind.MISSING:
        return [Problem(ProblemCode.deadline_missing, Severity.look)]
    if kind is DeadlineKind.UNREADABLE:
        code = (
            ProblemCode.unit_in_deadline
            if looks_like_units(task.deadline_text)
            else ProblemCode.deadline_unreadable
        )
        return [Problem(code, Severity.look, text)]
    if not task.deadline.due and any(
        part.kind is DeadlineKind.EVENT for part in task.deadline.parts
    ):
        return [Problem(ProblemCode.deadline_waits, Severity.info, text)]
    return _problems_of_dates(task, head)


def _problems_of_dates(task: TaskReading, head: PlanHead) -> list[Problem]:
    found = []
    named = sorted({part.due for part in task.deadline.parts if part.due})
    earliest = _earliest_issue(head)
    early = [day for day in named if earliest and day < earliest]
    if early and head.issued_month:
        issued = format_date(head.issued_on) if head.issued_on else _month_text(head.issued_month)
        found.append(
            Problem(
                ProblemCode.due_before_issue,
                Severity.look,
                {"due": format_date(early[0]), "issued": issued},
            )
        )
    if head.start and head.end:
        years = range(head.start.year, head.end.year + 1)
        strange = [day for day in named if day.year not in years]
        if strange:
            found.append(
                Problem(
                    ProblemCode.due_in_other_year,
                    Severity.look,
                    {
                        "due": format_date(strange[0]),
                        "text": task.deadline_text,
                        "year": _years_text(years),
                    },
                )
            )
    return found


def _earliest_issue(head: PlanHead) -> date | None:
    """Return the day of issue, or the first of its month where only that is known."""
    if head.issued_on:
        return head.issued_on
    if head.issued_month:
        year, month = head.issued_month.split("-")
        return date(int(year), int(month), 1)
    return None


def _month_text(month: str) -> str:
    year, number = month.split("-")
    return f"tháng {int(number)}/{year}"


def _years_text(years: range) -> str:
    """Return "2026", or "2026–2030" for a plan of several years."""
    return f"{years[0]}–{years[-1]}" if len(years) > 1 else str(years[0])


def _names(units: Sequence[str]) -> str:
    shown = "; ".join(units[:_NAMES_SHOWN])
    return f"{shown}; …" if len(units) > _NAMES_SHOWN else shown


def repeated_tasks(tasks: Sequence[TaskReading]) -> dict[int, Problem]:
    """Return, by order, the problem of each task that stands in the plan a second time."""
    first: dict[tuple[str, ...], TaskReading] = {}
    found = {}
    for task in tasks:
        key = (fold(task.title), *sorted(unit_key(unit) for unit in task.lead))
        earlier = first.setdefault(key, task)
        if earlier is not task and task.title:
            found[task.order] = Problem(
                ProblemCode.task_repeated,
                Severity.look,
                {
                    "number": earlier.number or str(earlier.order),
                    "section": earlier.section or "",
                    "order": str(earlier.order),
                },
            )
    return found


def numbers_out_of_order(tasks: Sequence[TaskReading]) -> dict[int, Problem]:
    """Return, by order, the problem of each task whose number leaves a gap in its area.

    Numbers may begin again at 1, have parts ("3.1") or be missing; those say nothing.
    """
    last: dict[str | None, int] = {}
    found = {}
    for task in tasks:
        if not (task.number.isascii() and task.number.isdigit()):
            continue
        number = int(task.number)
        before = last.get(task.section)
        if before is not None and number not in (before + 1, 1):
            found[task.order] = Problem(
                ProblemCode.number_out_of_order, Severity.info, {"number": task.number}
            )
        last[task.section] = number
    return found


def leads_unlike_prose(
    tasks: Sequence[TaskReading], sections: Sequence[SectionReading], proposals: Sequence[Proposal]
) -> dict[int, Problem]:
    """Return, by order, the problem of each task led by none of the units named for its area."""
    titles = {section.code: section.title for section in sections}
    named: dict[str, list[str]] = {}
    for proposal in proposals:
        if proposal.kind is ProposalKind.area_lead and proposal.section:
            named.setdefault(proposal.section, []).extend(proposal.units)
    found = {}
    for task in tasks:
        units = named.get(task.section or "", [])
        # "Các phòng chuyên môn" may mean the unit named.
        if not task.lead or not units or any(map(is_collective, (*task.lead, *units))):
            continue
        candidates = list(enumerate(units))
        if all(match_unit(unit, candidates)[0] is None for unit in task.lead):
            found[task.order] = Problem(
                ProblemCode.lead_differs_from_prose,
                Severity.look,
                {
                    "lead": _names(task.lead),
                    "named": _names(units),
                    "area": titles.get(task.section or "", ""),
                },
            )
    return found


def problems_of_plan(
    draft: Draft,
    sections: Sequence[SectionReading],
    tasks: Sequence[TaskReading],
    *,
    appendix_elsewhere: bool,
) -> list[Problem]:
    """Return what the plan as a whole raises: its table, its columns, its areas.

    ``appendix_elsewhere`` when the prose names an appendix that the file does not hold.
    """
    if not tasks:
        missing = appendix_elsewhere
        code = ProblemCode.appendix_not_in_file if missing else ProblemCode.no_task_table
        return [Problem(code, Severity.blocks)]
    found = [
        Problem(code, severity)
        for column, code, severity in (
            (Column.lead, ProblemCode.no_lead_column, Severity.blocks),
            (Column.product, ProblemCode.no_product_column, Severity.look),
            (Column.deadline, ProblemCode.no_deadline_column, Severity.look),
        )
        if column not in draft.kinds
    ]
    used = {task.section for task in tasks}
    found.extend(
        Problem(
            ProblemCode.section_without_task,
            Severity.info,
            {"code": section.code, "title": section.title},
        )
        for section in sections
        if section.code not in used
    )
    found.extend(areas_without_task(sections, tasks))
    return found
