"""A row of a draft read and checked again after a change: its time by the grammar, its cells by
the rules that the importer used. Values in, values out; nothing is stored here.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.models import DraftRow, PlanDraft
from app.plan_import.checks import problems_of_task
from app.plan_import.plan import PlanHead, TaskReading
from app.plan_import.problems import Problem, ProblemCode
from app.plan_import.source import Source
from workflows import deadlines
from workflows.deadlines import Before, Span, reading_from_json, reading_to_json


def read_time(text: str, draft: PlanDraft) -> dict[str, Any]:
    """A printed time as the grammar reads it against the draft's head, ready to be stored."""
    span = Span(draft.starts_on, draft.ends_on) if draft.starts_on and draft.ends_on else None
    before = Before.INCLUSIVE if draft.before_is_inclusive else Before.EXCLUSIVE
    return reading_to_json(deadlines.read_deadline(text, span, draft.issued_on, before))


def problems_to_json(problems: Iterable[Problem]) -> list[dict[str, Any]]:
    """Problems as a row or a draft stores them."""
    return [
        {"code": p.code.value, "severity": p.severity.value, "values": p.values} for p in problems
    ]


# What `problems_of_task` finds is found anew after every change; the rest was seen in the file
# itself.
_FOUND_ANEW = frozenset(
    {
        ProblemCode.title_missing,
        ProblemCode.product_missing,
        ProblemCode.unit_in_product,
        ProblemCode.lead_missing,
        ProblemCode.lead_collective,
        ProblemCode.several_leads,
        ProblemCode.lead_also_supports,
        ProblemCode.province_only,
        ProblemCode.province_only,
        ProblemCode.deadline_missing,
        ProblemCode.deadline_unreadable,
        ProblemCode.unit_in_deadline,
        ProblemCode.deadline_waits,
        ProblemCode.due_before_issue,
        ProblemCode.due_in_other_year,
    }
)


def checked(
    known: Sequence[Mapping[str, Any]], row: DraftRow, draft: PlanDraft
) -> list[dict[str, Any]]:
    """The row's problems after a change; what was seen before and still holds stays seen."""
    seen = [(p["code"], p["values"]) for p in known if p.get("seen")]
    fresh = problems_to_json(problems_of_task(_as_task(row), _as_head(draft)))
    anew = _FOUND_ANEW.union(problem["code"] for problem in fresh)
    kept = [dict(p) for p in known if p["code"] not in anew]
    for problem in fresh:
        problem["seen"] = (problem["code"], problem["values"]) in seen
    return kept + fresh


def _as_task(row: DraftRow) -> TaskReading:
    return TaskReading(
        order=row.position,
        section=row.section_code or None,
        number=row.number,
        objective=row.objective,
        duty=row.duty,
        title=row.title,
        product=row.product,
        products=tuple(row.products),
        lead=tuple(row.lead),
        supporting=tuple(row.supporting),
        follow_up=tuple(row.follow_up),
        funding=row.funding,
        deadline_text=row.deadline_text,
        deadline=reading_from_json(row.reading),
        problems=(),
        source=Source(**row.source),
    )


def _as_head(draft: PlanDraft) -> PlanHead:
    return PlanHead(
        title=draft.title,
        number=draft.number,
        issuer=draft.issuer,
        issued_on=draft.issued_on,
        issued_month=draft.issued_month,
        start=draft.starts_on,
        end=draft.ends_on,
    )
