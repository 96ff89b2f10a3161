"""What was read from a file, written into a draft: head, sections, rows, names, proposals."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from app import clock
from app.models import DraftProposal, DraftRow, PlanDraft
from app.models.base import LINE
from app.plan_import.plan import PlanReading, TaskReading
from app.plan_import.problems import ProblemCode
from app.plan_import.proposals import Proposal
from app.services.draft_checks import checked, problems_to_json, read_time
from app.services.draft_head_checks import check_head
from app.services.draft_names import add_names
from workflows.deadlines import reading_to_json
from workflows.text import clean


def fill(session: Session, draft: PlanDraft, reading: PlanReading, now: datetime) -> None:
    """Write everything that was read into a draft that holds nothing yet."""
    head = reading.head
    draft.title, draft.number = head.title, head.number[:LINE]
    draft.issuer = (head.issuer or "")[:LINE]
    draft.issued_on, draft.issued_month = head.issued_on, head.issued_month
    draft.starts_on, draft.ends_on = head.start, head.end
    draft.sections = _sections(reading)
    draft.problems = problems_to_json(reading.problems)
    session.flush()
    check_head(session, draft)
    _add_rows(session, draft, reading, now, read_anew=draft.before_is_inclusive)


# What an appendix says of these is its own; the plan's head has said it, or has not.
_OF_THE_HEAD = frozenset(
    {
        ProblemCode.number_blank,
        ProblemCode.issue_date_missing,
        ProblemCode.issue_day_blank,
        ProblemCode.issue_dates_conflict,
        ProblemCode.plan_years_conflict,
        ProblemCode.period_missing,
    }
)
_SETTLED_BY_ROWS = frozenset({ProblemCode.appendix_not_in_file, ProblemCode.no_task_table})


def append(session: Session, draft: PlanDraft, reading: PlanReading, now: datetime) -> None:
    """Add the rows of the appendix; the head stays the plan's own, its period is taken from the
    appendix only where the plan names none.
    """
    known = {section["code"] for section in draft.sections}
    draft.sections = [*draft.sections, *(s for s in _sections(reading) if s["code"] not in known)]
    draft.problems = [
        *(p for p in draft.problems if p["code"] not in _SETTLED_BY_ROWS),
        *problems_to_json(p for p in reading.problems if p.code not in _OF_THE_HEAD),
    ]
    if draft.starts_on is None and draft.ends_on is None:
        draft.starts_on, draft.ends_on = reading.head.start, reading.head.end
    basis = (draft.starts_on, draft.ends_on, draft.issued_on)
    differs = basis != (reading.head.start, reading.head.end, reading.head.issued_on)
    _add_rows(session, draft, reading, now, read_anew=draft.before_is_inclusive or differs)


def _sections(reading: PlanReading) -> list[dict[str, str]]:
    return [{"code": s.code[:LINE], "title": s.title} for s in reading.sections]


def _add_rows(
    session: Session, draft: PlanDraft, reading: PlanReading, now: datetime, *, read_anew: bool
) -> None:
    """Add rows, names and proposals below those the draft has. With `read_anew` the times are read
    once more, against the draft's own head.
    """
    session.flush()
    after = _last(session, draft, DraftRow)
    rows = [_row_values(draft, task, after + task.order) for task in reading.tasks]
    if rows:
        session.execute(insert(DraftRow), rows)
    after_proposals = _last(session, draft, DraftProposal)
    proposals = [
        _proposal_values(draft, proposal, after_proposals + place)
        for place, proposal in enumerate(reading.proposals, 1)
    ]
    if proposals:
        session.execute(insert(DraftProposal), proposals)
    if read_anew:
        read_again(session, draft)
    add_names(session, draft, _names_of_tasks(reading.tasks), clock.local(now).date())


def _last(session: Session, draft: PlanDraft, model: type[DraftRow] | type[DraftProposal]) -> int:
    return (
        session.scalar(
            select(func.max(model.position)).where(
                model.commune_id == draft.commune_id, model.draft_id == draft.id
            )
        )
        or 0
    )


def _row_values(draft: PlanDraft, task: TaskReading, position: int) -> dict[str, Any]:
    return {
        "commune_id": draft.commune_id,
        "draft_id": draft.id,
        "position": position,
        "section_code": (task.section or "")[:LINE],
        "number": task.number[:LINE],
        "objective": task.objective,
        "duty": task.duty,
        "title": task.title,
        "product": task.product,
        "products": list(task.products),
        "lead": list(task.lead),
        "supporting": list(task.supporting),
        "follow_up": list(task.follow_up),
        "funding": task.funding,
        "deadline_text": task.deadline_text,
        "reading": reading_to_json(task.deadline),
        "problems": problems_to_json(task.problems),
        "source": task.source.to_json(),
        "printed": [[clean(heading), clean(text)] for heading, text in task.printed],
    }


def _proposal_values(draft: PlanDraft, proposal: Proposal, position: int) -> dict[str, Any]:
    return {
        "commune_id": draft.commune_id,
        "draft_id": draft.id,
        "position": position,
        "kind": proposal.kind.value,
        "title": clean(proposal.title),
        "units": list(proposal.units),
        "deadline_text": proposal.deadline_text,
        "section_code": (proposal.section or "")[:LINE],
        "quote": clean(proposal.quote),
        "values": dict(proposal.values),
        "source": proposal.source.to_json(),
    }


def _names_of_tasks(tasks: Iterable[TaskReading]) -> list[str]:
    return [name for t in tasks for name in (*t.lead, *t.supporting, *t.follow_up)]


def read_again(session: Session, draft: PlanDraft) -> None:
    """Read every printed time of the draft against its head as it stands, and check every row."""
    rows = session.scalars(
        select(DraftRow)
        .where(DraftRow.commune_id == draft.commune_id, DraftRow.draft_id == draft.id)
        .order_by(DraftRow.position)
        .execution_options(populate_existing=True)
    ).all()
    for row in rows:
        row.reading = read_time(row.deadline_text, draft)
        row.problems = checked(row.problems, row, draft)
        row.version += 1
    session.flush()
