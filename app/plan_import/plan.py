"""The draft of a plan as the importer hands it on: values only, nothing stored."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.plan_import.problems import Problem
from app.plan_import.proposals import Proposal
from app.plan_import.source import Source
from workflows.deadlines import Reading, reading_to_json


@dataclass(frozen=True, slots=True)
class PlanHead:
    """What the head of the document says about the plan.

    ``number`` is the printed number without "Số:" ("09/KH-UBND"; "/QĐ-UBND" when it
    was left blank; '' when none stands there). ``issued_month`` is "2025-08" where at
    least the month is known. ``start`` and ``end`` are the first and the last day of
    the plan's period.
    """

    title: str
    number: str
    issuer: str | None
    issued_on: date | None
    issued_month: str | None
    start: date | None
    end: date | None


@dataclass(frozen=True, slots=True)
class SectionReading:
    """An area of the appendix: its code as used by the tasks ("VI", unique) and its title."""

    code: str
    title: str


@dataclass(frozen=True, slots=True)
class TaskReading:
    """One task, as read; ``order`` counts from 1 through the whole plan.

    ``printed`` are the cells of its row as they stand in the file: (heading, text) pairs.
    """

    order: int
    section: str | None
    number: str
    objective: str
    duty: str
    title: str
    product: str
    products: tuple[str, ...]
    lead: tuple[str, ...]
    supporting: tuple[str, ...]
    follow_up: tuple[str, ...]
    funding: str
    deadline_text: str
    deadline: Reading
    problems: tuple[Problem, ...]
    source: Source
    printed: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class PlanReading:
    """A whole draft: head, areas, tasks, the problems of the plan itself, and what its prose
    proposes beside the table.
    """

    head: PlanHead
    sections: tuple[SectionReading, ...]
    tasks: tuple[TaskReading, ...]
    problems: tuple[Problem, ...]
    proposals: tuple[Proposal, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the draft as ``plan read --json`` prints it: dates as YYYY-MM-DD."""
        head = self.head
        return {
            "plan": {
                "title": head.title,
                "number": head.number,
                "issuer": head.issuer,
                "issued_on": _day(head.issued_on),
                "issued_month": head.issued_month,
                "from": _day(head.start),
                "to": _day(head.end),
            },
            "sections": [{"code": area.code, "title": area.title} for area in self.sections],
            "tasks": [_task_to_json(task) for task in self.tasks],
            "problems": _problems_to_json(self.problems, None),
        }


def _task_to_json(task: TaskReading) -> dict[str, Any]:
    return {
        "order": task.order,
        "section": task.section,
        "number": task.number,
        "objective": task.objective,
        "duty": task.duty,
        "title": task.title,
        "product": task.product,
        "products": list(task.products),
        "lead": list(task.lead),
        "supporting": list(task.supporting),
        "follow_up": list(task.follow_up),
        "funding": task.funding,
        "deadline": reading_to_json(task.deadline),
        "problems": _problems_to_json(task.problems, task.source),
        "source": task.source.to_json(),
    }


def _problems_to_json(problems: Iterable[Problem], place: Source | None) -> list[dict[str, Any]]:
    # The words come with the web framework; a process that only reads a file starts without it.
    from app.labels.problems import problem_text

    rows = []
    for problem in problems:
        row: dict[str, Any] = {
            "code": problem.code.value,
            "severity": problem.severity.value,
            "message": problem_text(problem.code.value, problem.values),
        }
        if place is not None:
            row["place"] = place.to_json()
        rows.append(row)
    return rows


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
