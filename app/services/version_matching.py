"""A file read against a running plan: begun, paired by hand where the machine erred, decided upon,
and laid before a leader. Nothing of the plan changes here (`app.services.plan_versions`).
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum, auto

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.models import DraftMatch, DraftStatus, MatchDecision, Plan, PlanDraft, PlanStatus
from app.queries.drafts import DraftContent, load_content, obstacles
from app.queries.plan_versions import (
    LAYING,
    ComparedTask,
    Comparison,
    compare,
    last_laying,
)
from app.services import events, notices
from app.services.draft_claims import (
    DraftRefusal,
    DraftRefused,
    changed,
    open_draft,
    require_office,
)
from workflows.permissions import Actor
from workflows.states import Role


class VersionRefusal(StrEnum):
    """Why a version was not prepared or applied. Worded in `app/labels/plan_versions.py`."""

    changed_meanwhile = auto()
    not_open = auto()
    plan_not_running = auto()
    not_of_this_plan = auto()
    blocked = auto()
    document_missing = auto()
    undecided = auto()
    nothing_decided = auto()
    already_laid = auto()


class VersionRefused(Exception):
    """A change was refused for a named reason; `values` fill its sentence."""

    def __init__(self, refusal: VersionRefusal, **values: str) -> None:
        super().__init__(refusal.value, values)
        self.refusal = refusal
        self.values = values


def begin_amendment(
    session: Session, actor: Actor, plan: Plan, draft: PlanDraft, now: datetime
) -> None:
    """Read a draft that was just stored against the running plan instead of as a plan of its own.

    Raises ActionRefused for anybody but a standing officer, VersionRefused where the plan is not
    followed.
    """
    require_office(actor)
    if plan.status is not PlanStatus.running:
        raise VersionRefused(VersionRefusal.plan_not_running)
    draft.amends_plan_id = plan.id
    draft.version += 1
    session.flush()
    entry = events.Entry(
        kind="plan_draft.amend",
        subject="plan_draft",
        subject_id=draft.id,
        plan_id=plan.id,
        new=plan.number,
    )
    events.record(session, actor, [entry], now)


def pair_by_hand(
    session: Session,
    actor: Actor,
    draft_id: int,
    task_id: int,
    row_id: int | None,
    *,
    version: int,
    now: datetime,
) -> None:
    """Say which row stands for a task, or (None) that none does; `version` is the draft's.

    A row that stood for another task leaves it: that one is matched anew. Raises DraftRefused where
    the draft was changed since, VersionRefused for a task or row that is none of theirs.
    """
    draft = open_draft(session, actor, draft_id, version)
    comparison = comparison_of(session, actor, draft, now)
    _line(comparison, task_id)
    if row_id is not None and row_id not in {row.key for row in comparison.rows}:
        raise VersionRefused(VersionRefusal.not_of_this_plan)
    stored = _stored(session, draft)
    for match in stored.values():
        taken = row_id is not None and match.row_id == row_id and match.likeness == 0
        if taken and match.task_id != task_id:
            match.row_id, match.likeness = None, 1
            match.version += 1
    match = _match(session, draft, stored, _line(comparison, task_id))
    match.row_id, match.likeness, match.decision = row_id, 0, None
    match.version += 1
    changed(session, actor, draft, "pair_task", now, task=task_id, paired_row=row_id)


def decide(
    session: Session,
    actor: Actor,
    draft_id: int,
    decisions: Mapping[int, MatchDecision],
    *,
    version: int,
    now: datetime,
) -> None:
    """Say what becomes of the reported items of tasks that changed or are gone (task id →
    decision). Raises DraftRefused, VersionRefused."""
    draft = open_draft(session, actor, draft_id, version)
    if not decisions:
        raise VersionRefused(VersionRefusal.nothing_decided)
    comparison = comparison_of(session, actor, draft, now)
    stored = _stored(session, draft)
    for task_id, decision in decisions.items():
        line = _line(comparison, task_id)
        if not line.asks or (line.row is None and decision is MatchDecision.remake):
            raise VersionRefused(VersionRefusal.not_of_this_plan)
        match = _match(session, draft, stored, line)
        match.decision = decision
        match.version += 1
    words = {str(task_id): decision.value for task_id, decision in decisions.items()}
    changed(session, actor, draft, "decide_tasks", now, decisions=words)


def lay_before_leader(
    session: Session, actor: Actor, draft_id: int, *, version: int, now: datetime
) -> int:
    """*Trình lãnh đạo*: tell the leaders that the new version waits for them; return how many were
    told. Raises VersionRefused while something is still to be put right or decided, and where it
    lies before them as it stands; DraftRefused where it was changed since it was seen."""
    draft = open_draft(session, actor, draft_id)
    laying = last_laying(session, draft)
    # Asked before the version seen: who presses twice at once is told what the first press did.
    if laying is not None and laying.is_current:
        raise VersionRefused(VersionRefusal.already_laid)
    if draft.version != version:
        raise DraftRefused(DraftRefusal.changed_meanwhile)
    comparison = require_ready(session, actor, draft, now)
    seen = {"plan_version": comparison.plan.version}
    changed(session, actor, draft, "lay_before_leader", now, **seen)
    leaders = notices.people_with_role(
        session, draft.commune_id, {Role.leader}, clock.local(now).date()
    )
    return notices.notify(
        session,
        draft.commune_id,
        leaders,
        kind=LAYING,
        key=f"{LAYING}:{draft.id}:{draft.version}",
        data={"title": comparison.plan.title, "number": draft.number},
        path=f"/ban-doc/{draft.id}/so-sanh",
        now=now,
    )


def require_ready(session: Session, actor: Actor, draft: PlanDraft, now: datetime) -> Comparison:
    """The comparison of a draft that can be applied. Raises VersionRefused with what is missing."""
    content = _content(session, actor, draft, now)
    if obstacles(content):
        raise VersionRefused(VersionRefusal.blocked)
    if draft.issued_on is None or not any(char.isdigit() for char in draft.number):
        raise VersionRefused(VersionRefusal.document_missing)
    comparison = _compared(session, draft, content)
    if comparison.undecided:
        count = str(len(comparison.undecided))
        raise VersionRefused(VersionRefusal.undecided, count=count)
    return comparison


def comparison_of(session: Session, actor: Actor, draft: PlanDraft, now: datetime) -> Comparison:
    """The draft beside its plan, as both stand. Raises VersionRefused where it amends none that is
    followed."""
    return _compared(session, draft, _content(session, actor, draft, now))


def _content(session: Session, actor: Actor, draft: PlanDraft, now: datetime) -> DraftContent:
    content = load_content(session, actor, draft.id, clock.local(now).date())
    assert content is not None  # noqa: S101 - the caller has just loaded the draft
    return content


def _compared(session: Session, draft: PlanDraft, content: DraftContent) -> Comparison:
    plan = session.scalars(
        select(Plan).where(Plan.commune_id == draft.commune_id, Plan.id == draft.amends_plan_id)
    ).first()
    if plan is None or plan.status is not PlanStatus.running:
        raise VersionRefused(VersionRefusal.plan_not_running)
    if draft.status is not DraftStatus.open:
        raise VersionRefused(VersionRefusal.not_open)
    return compare(session, plan, content)


def _line(comparison: Comparison, task_id: int) -> ComparedTask:
    for line in comparison.lines:
        if line.task.key == task_id:
            return line
    raise VersionRefused(VersionRefusal.not_of_this_plan)


def _stored(session: Session, draft: PlanDraft) -> dict[int, DraftMatch]:
    found = session.scalars(
        select(DraftMatch).where(
            DraftMatch.commune_id == draft.commune_id, DraftMatch.draft_id == draft.id
        )
    )
    return {match.task_id: match for match in found}


def _match(
    session: Session, draft: PlanDraft, stored: dict[int, DraftMatch], line: ComparedTask
) -> DraftMatch:
    """The stored match of a task; made where nothing was decided of it yet."""
    match = stored.get(line.task.key)
    if match is None:
        match = DraftMatch(
            commune_id=draft.commune_id,
            draft_id=draft.id,
            task_id=line.task.key,
            row_id=None,
            kind=line.kind,
            likeness=line.likeness,
        )
        session.add(match)
        session.flush()
        stored[line.task.key] = match
    return match


def keep_matches(session: Session, draft: PlanDraft, comparison: Comparison) -> None:
    """Store every pair as it was when the version was applied."""
    stored = _stored(session, draft)
    for line in comparison.lines:
        match = _match(session, draft, stored, line)
        match.row_id = line.row.key if line.row else None
        match.kind, match.likeness = line.kind, line.likeness
    session.flush()
