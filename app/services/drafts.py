"""Drafts of plans: their head is corrected, they are put aside and brought back.

Nothing here is a task: that begins with `app.services.plan_start`. Every change takes the version
that the person saw (the row's for a row, the draft's for the rest) and moves the draft's own, so
that nobody starts what another has just changed.
"""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.models import DraftStatus, PlanDraft
from app.models.base import LINE
from app.services.draft_claims import (
    DraftRefusal,
    DraftRefused,
    changed,
    locked_draft,
    open_draft,
    require_office,
)
from app.services.draft_contents import read_again
from app.services.draft_head_checks import check_head
from workflows.permissions import Actor


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
        read_again(session, draft)
    check_head(session, draft)
    changed(session, actor, draft, "correct_head", now)
    return draft


def discard(session: Session, actor: Actor, draft_id: int, *, version: int, now: datetime) -> None:
    """Put the draft aside; file and rows stay."""
    draft = open_draft(session, actor, draft_id, version)
    draft.status = DraftStatus.discarded
    changed(session, actor, draft, "discard", now)


def bring_back(
    session: Session, actor: Actor, draft_id: int, *, version: int, now: datetime
) -> None:
    """Open a draft again that was put aside, as it was left; its head is checked anew, for the same
    plan may have come in again meanwhile.

    Raises DraftRefused where it was not put aside or has another version, NoResultFound for a draft
    of another commune.
    """
    require_office(actor)
    draft = locked_draft(session, actor, draft_id)
    if draft.status is not DraftStatus.discarded:
        raise DraftRefused(DraftRefusal.not_discarded)
    if draft.version != version:
        raise DraftRefused(DraftRefusal.changed_meanwhile)
    draft.status = DraftStatus.open
    session.flush()
    check_head(session, draft)
    changed(session, actor, draft, "bring_back", now)


def _basis(draft: PlanDraft) -> tuple[object, ...]:
    """What printed times are read against."""
    return (draft.starts_on, draft.ends_on, draft.issued_on, draft.before_is_inclusive)
