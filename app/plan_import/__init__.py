"""A plan's own file goes in, a draft of its tasks comes out. Bytes in, no database."""

from app.plan_import.limits import MAX_BYTES, MAX_TASKS
from app.plan_import.plan import PlanHead, PlanReading, SectionReading, TaskReading
from app.plan_import.problems import PlanRefused, Problem, ProblemCode, RefusedFile, Severity
from app.plan_import.proposals import Proposal, ProposalKind
from app.plan_import.reading import read_plan
from app.plan_import.source import Source
from app.plan_import.units import is_collective, match_unit, split_units, unit_key

__all__ = [
    "MAX_BYTES",
    "MAX_TASKS",
    "PlanHead",
    "PlanReading",
    "PlanRefused",
    "Problem",
    "ProblemCode",
    "Proposal",
    "ProposalKind",
    "RefusedFile",
    "SectionReading",
    "Severity",
    "Source",
    "TaskReading",
    "is_collective",
    "match_unit",
    "read_plan",
    "split_units",
    "unit_key",
]
