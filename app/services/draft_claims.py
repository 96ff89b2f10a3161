"""Who may change a draft, and whether it still is what he saw: asked before every change to one."""

from datetime import datetime
from enum import StrEnum, auto
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import DraftRow, DraftStatus, PlanDraft
from app.services import events
from app.services.row_versions import take_version
from workflows.permissions import Actor
from workflows.states import ActionRefused, Refusal, Role


class DraftRefusal(StrEnum):
    """Why a change to a draft was not made. Worded in `app/labels/drafts.py`."""

    changed_meanwhile = auto()
    not_open = auto()
    not_discarded = auto()
    blocked = auto()
    amends_a_plan = auto()
    span_reversed = auto()
    unit_unknown = auto()
    appendix_there = auto()
    nothing_to_undo = auto()
    no_row_above = auto()
    too_few_parts = auto()
    nothing_ticked = auto()
    no_proposal_ticked = auto()
    nothing_to_set = auto()


class DraftRefused(Exception):
    """A change to a draft was refused for a named reason."""

    def __init__(self, refusal: DraftRefusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


def require_office(actor: Actor) -> None:
    """Raise ActionRefused for anybody but a standing officer: plans are read and started by the
    office.
    """
    if not actor.has_role(Role.standing_officer):
        raise ActionRefused(Refusal.role_not_enough)


def locked_draft(session: Session, actor: Actor, draft_id: int) -> PlanDraft:
    """The actor's draft as it stands, locked for this transaction. Raises NoResultFound for a
    draft of another commune.
    """
    return session.scalars(
        select(PlanDraft)
        .where(PlanDraft.commune_id == actor.commune_id, PlanDraft.id == draft_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def open_draft(
    session: Session, actor: Actor, draft_id: int, version: int | None = None
) -> PlanDraft:
    """The actor's draft, locked for this transaction.

    Raises DraftRefused where it is no longer open, or no longer has `version` (None: the caller
    claims a row instead), and NoResultFound for a draft of another commune.
    """
    require_office(actor)
    draft = locked_draft(session, actor, draft_id)
    if draft.status is not DraftStatus.open:
        raise DraftRefused(DraftRefusal.not_open)
    if version is not None and draft.version != version:
        raise DraftRefused(DraftRefusal.changed_meanwhile)
    return draft


def claim_row(session: Session, row: DraftRow, version: int) -> None:
    """Take the row for this transaction if it still is what the person saw, else raise
    DraftRefused.
    """
    if not take_version(session, row, version):
        raise DraftRefused(DraftRefusal.changed_meanwhile)


def changed(
    session: Session,
    actor: Actor,
    draft: PlanDraft,
    verb: str,
    now: datetime,
    *,
    new: str = "",
    **data: Any,
) -> None:
    """Move the draft's version, so that nobody starts what another has just changed, and record
    it with that version: an event that holds the draft's version is of its latest change.
    """
    draft.version += 1
    session.flush()
    entry = events.Entry(
        kind=f"plan_draft.{verb}",
        subject="plan_draft",
        subject_id=draft.id,
        plan_id=draft.plan_id,
        new=new,
        data={
            "version": draft.version,
            **{key: value for key, value in data.items() if value is not None},
        },
    )
    events.record(session, actor, [entry], now)
