"""The head of a draft against what the commune has: its own name, its plans, its other drafts."""

from sqlalchemy.orm import Session

from app.models import Commune, Plan, PlanDraft
from app.plan_import.checks import issuer_elsewhere
from app.plan_import.problems import Problem, ProblemCode, Severity
from app.queries.draft_duplicates import followed_plan, other_draft
from app.services.draft_checks import problems_to_json

FOUND_HERE = frozenset(
    {
        ProblemCode.issuer_elsewhere,
        ProblemCode.plan_already_followed,
        ProblemCode.plan_in_other_draft,
    }
)
"""What no file says by itself."""


def check_head(session: Session, draft: PlanDraft) -> None:
    """Write anew into the draft's problems what its head raises in this commune, before those of
    the file; what somebody has looked at and still holds stays seen.
    """
    known = draft.problems
    seen = [(p["code"], p["values"]) for p in known if p.get("seen")]
    fresh = problems_to_json(_problems(session, draft))
    for problem in fresh:
        if (problem["code"], problem["values"]) in seen:
            problem["seen"] = True
    draft.problems = [*fresh, *(p for p in known if p["code"] not in FOUND_HERE)]


def _problems(session: Session, draft: PlanDraft) -> list[Problem]:
    commune = session.get_one(Commune, draft.commune_id)
    found = [issuer_elsewhere(draft.issuer, commune.name), _second_reading(session, draft)]
    return [problem for problem in found if problem is not None]


def _second_reading(session: Session, draft: PlanDraft) -> Problem | None:
    """A plan must not be started twice: said of the plan in force, else of another draft."""
    plan = followed_plan(session, draft)
    if plan is not None:
        values = {"plan": _named(plan), "plan_id": str(plan.id)}
        return Problem(ProblemCode.plan_already_followed, Severity.look, values)
    other = other_draft(session, draft)
    if other is not None:
        values = {"plan": _named(other), "draft_id": str(other.id)}
        return Problem(ProblemCode.plan_in_other_draft, Severity.look, values)
    return None


def _named(plan: Plan | PlanDraft) -> str:
    """A plan by its number and title, as far as it has them."""
    number = plan.number if any(char.isdigit() for char in plan.number) else ""
    return ", ".join(part for part in (number, plan.title) if part)
