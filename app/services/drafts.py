"""Drafts of plans: a file as it was read is kept, corrected, its names mapped, or put aside.

Nothing here is a task: that begins with `app.services.plan_start`. Every change takes the version
that the person saw (the row's for a row, the draft's for the rest) and moves the draft's own, so
that nobody starts what another has just changed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app import clock
from app.models import Commune, DraftRow, DraftStatus, PlanDraft, StoredFile
from app.plan_import.checks import problems_of_task
from app.plan_import.plan import PlanHead, PlanReading, TaskReading
from app.plan_import.problems import Problem, ProblemCode
from app.plan_import.products import split_products
from app.plan_import.source import Source
from app.plan_import.units import split_units
from app.services.draft_claims import (
    DraftRefusal,
    DraftRefused,
    changed,
    claim_row,
    open_draft,
    require_office,
)
from app.services.draft_names import add_names
from app.storage import Written
from workflows import deadlines
from workflows.deadlines import Before, Span, reading_from_json, reading_to_json
from workflows.permissions import Actor

LINE = 200
"""Characters of a column for names and numbers; a longer text is cut, never refused."""


@dataclass(frozen=True, slots=True)
class StoredUpload:
    """A file that lies in the store already: what was written, its own name, its type."""

    written: Written
    name: str
    media_type: str


@dataclass(frozen=True, slots=True)
class RowCorrection:
    """A row as somebody wants it. Names of units are parted by ";"."""

    section_code: str
    number: str
    title: str
    objective: str
    product: str
    lead: str
    supporting: str
    follow_up: str
    deadline_text: str


@dataclass(frozen=True, slots=True)
class HeadCorrection:
    """The head of the plan as somebody wants it; days are days in Vietnam."""

    title: str
    number: str
    issuer: str
    issued_on: date | None
    starts_on: date | None
    ends_on: date | None
    before_is_inclusive: bool


def store_draft(
    session: Session, actor: Actor, reading: PlanReading, upload: StoredUpload, now: datetime
) -> PlanDraft:
    """Keep what was read from a file: the file's row, the draft, its rows and names, in one go.

    The file lies in the store before, and was read before, the transaction began.
    """
    require_office(actor)
    commune = session.get_one(Commune, actor.commune_id)
    file = StoredFile(
        commune_id=actor.commune_id,
        key=upload.written.key,
        sha256=upload.written.sha256,
        size=upload.written.size,
        media_type=upload.media_type,
        original_name=upload.name[:300],
        uploaded_by=actor.person_id,
        uploaded_at=now,
    )
    session.add(file)
    session.flush()
    head = reading.head
    draft = PlanDraft(
        commune_id=actor.commune_id,
        file_id=file.id,
        title=head.title,
        number=head.number[:LINE],
        issuer=(head.issuer or "")[:LINE],
        issued_on=head.issued_on,
        issued_month=head.issued_month,
        starts_on=head.start,
        ends_on=head.end,
        before_is_inclusive=commune.before_is_inclusive,
        sections=[{"code": s.code[:LINE], "title": s.title} for s in reading.sections],
        problems=_to_json(reading.problems),
        created_at=now,
        created_by=actor.person_id,
    )
    session.add(draft)
    session.flush()
    session.execute(insert(DraftRow), [_row_values(draft, task) for task in reading.tasks])
    if draft.before_is_inclusive:
        _read_again(session, draft)
    add_names(session, draft, _names_of_tasks(reading.tasks), clock.local(now).date())
    changed(session, actor, draft, "create", now, new=upload.name, rows=len(reading.tasks))
    return draft


def _row_values(draft: PlanDraft, task: TaskReading) -> dict[str, Any]:
    return {
        "commune_id": draft.commune_id,
        "draft_id": draft.id,
        "position": task.order,
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
        "problems": _to_json(task.problems),
        "source": task.source.to_json(),
    }


def _names_of_tasks(tasks: Iterable[TaskReading]) -> list[str]:
    return [name for t in tasks for name in (*t.lead, *t.supporting, *t.follow_up)]


def _to_json(problems: Iterable[Problem]) -> list[dict[str, Any]]:
    return [
        {"code": p.code.value, "severity": p.severity.value, "values": p.values} for p in problems
    ]


def correct_row(
    session: Session,
    actor: Actor,
    row: DraftRow,
    correction: RowCorrection,
    *,
    version: int,
    now: datetime,
) -> DraftRow:
    """Replace the texts of a row; the time is read again by the grammar, the row is checked again.

    What the reader was unsure of in this row counts as seen. Raises DraftRefused.
    """
    draft = open_draft(session, actor, row.draft_id)
    claim_row(session, row, version)
    before = {name: getattr(row, name) for name in ("title", "product", "lead", "deadline_text")}
    row.section_code, row.number = correction.section_code[:LINE], correction.number[:LINE]
    row.title, row.objective = correction.title, correction.objective
    if correction.product != row.product:
        row.product = correction.product
        row.products = list(split_products(correction.product))
    row.lead = _split_names(correction.lead, row.lead)
    row.supporting = _split_names(correction.supporting, row.supporting)
    row.follow_up = _split_names(correction.follow_up, row.follow_up)
    if correction.deadline_text != row.deadline_text:
        row.deadline_text = correction.deadline_text
        row.reading = _read(correction.deadline_text, draft)
    row.corrected = True
    row.problems = _checked([{**p, "seen": True} for p in row.problems], row, draft)
    session.flush()
    names = (*row.lead, *row.supporting, *row.follow_up)
    add_names(session, draft, names, clock.local(now).date())
    old = {key: value for key, value in before.items() if value != getattr(row, key)}
    changed(session, actor, draft, "correct_row", now, row=row.position, old=old)
    return row


def names_text(names: Iterable[str]) -> str:
    """Names as they stand in a form: parted by semicolons, which part names always."""
    return "; ".join(names)


def _split_names(text: str, known: list[str]) -> list[str]:
    """The names in a form's text; what was not touched is not taken apart a second time."""
    return known if text == names_text(known) else list(split_units(text))


def set_included(
    session: Session, actor: Actor, row: DraftRow, included: bool, *, version: int, now: datetime
) -> None:
    """Take a row into the plan or leave it out; it stays in the draft either way."""
    draft = open_draft(session, actor, row.draft_id)
    claim_row(session, row, version)
    row.included = included
    changed(
        session, actor, draft, "include_row" if included else "exclude_row", now, row=row.position
    )


def mark_seen(
    session: Session,
    actor: Actor,
    draft_id: int,
    row: DraftRow | None,
    *,
    version: int,
    now: datetime,
) -> None:
    """Note that somebody looked at the problems of a row (or, with None, of the plan) and keeps
    what was read. `version` is the row's, or the draft's."""
    draft = open_draft(session, actor, draft_id, version if row is None else None)
    if row is None:
        draft.problems = [{**problem, "seen": True} for problem in draft.problems]
    else:
        claim_row(session, row, version)
        row.problems = [{**problem, "seen": True} for problem in row.problems]
    place = row.position if row is not None else None
    changed(session, actor, draft, "mark_seen", now, row=place)


def correct_head(
    session: Session,
    actor: Actor,
    draft_id: int,
    correction: HeadCorrection,
    *,
    version: int,
    now: datetime,
) -> PlanDraft:
    """Replace the head. Where the span, the day of issue or the meaning of "trước ngày" changes,
    every printed time is read again and every row checked again. Raises DraftRefused."""
    draft = open_draft(session, actor, draft_id, version)
    start, end = correction.starts_on, correction.ends_on
    if start is not None and end is not None and end < start:
        raise DraftRefused(DraftRefusal.span_reversed)
    old = _basis(draft)
    for name, value in asdict(correction).items():
        setattr(draft, name, value[:LINE] if name in ("number", "issuer") else value)
    if draft.issued_on is not None:
        draft.issued_month = draft.issued_on.strftime("%Y-%m")
    session.flush()
    if _basis(draft) != old:
        _read_again(session, draft)
    changed(session, actor, draft, "correct_head", now)
    return draft


def discard(session: Session, actor: Actor, draft_id: int, *, version: int, now: datetime) -> None:
    """Put the draft aside; file and rows stay."""
    draft = open_draft(session, actor, draft_id, version)
    draft.status = DraftStatus.discarded
    changed(session, actor, draft, "discard", now)


def _basis(draft: PlanDraft) -> tuple[object, ...]:
    """What printed times are read against."""
    return (draft.starts_on, draft.ends_on, draft.issued_on, draft.before_is_inclusive)


def _read(text: str, draft: PlanDraft) -> dict[str, Any]:
    span = Span(draft.starts_on, draft.ends_on) if draft.starts_on and draft.ends_on else None
    before = Before.INCLUSIVE if draft.before_is_inclusive else Before.EXCLUSIVE
    return reading_to_json(deadlines.read_deadline(text, span, draft.issued_on, before))


def _read_again(session: Session, draft: PlanDraft) -> None:
    rows = session.scalars(
        select(DraftRow)
        .where(DraftRow.commune_id == draft.commune_id, DraftRow.draft_id == draft.id)
        .order_by(DraftRow.position)
    ).all()
    for row in rows:
        row.reading = _read(row.deadline_text, draft)
        row.problems = _checked(row.problems, row, draft)
        row.version += 1
    session.flush()


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
        ProblemCode.deadline_missing,
        ProblemCode.deadline_unreadable,
        ProblemCode.unit_in_deadline,
        ProblemCode.deadline_waits,
        ProblemCode.due_before_issue,
        ProblemCode.due_in_other_year,
    }
)


def _checked(
    known: Sequence[Mapping[str, Any]], row: DraftRow, draft: PlanDraft
) -> list[dict[str, Any]]:
    """The row's problems after a change; what was seen before and still holds stays seen."""
    seen = [(p["code"], p["values"]) for p in known if p.get("seen")]
    kept = [dict(p) for p in known if p["code"] not in _FOUND_ANEW]
    fresh = _to_json(problems_of_task(_as_task(row), _as_head(draft)))
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
