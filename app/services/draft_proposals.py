"""What the prose of a plan proposes beside its table: taken over, or passed by."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import DraftProposal, DraftRow, PlanDraft
from app.plan_import.proposals import ProposalKind
from app.services.draft_claims import DraftRefusal, DraftRefused, changed, open_draft
from app.services.draft_rows import insert_row, new_row, settle
from app.services.draft_undo import Snapshot
from workflows.permissions import Actor

BECOME_ROWS = frozenset({ProposalKind.duty, ProposalKind.target, ProposalKind.thematic_report})


def accept_proposals(
    session: Session,
    actor: Actor,
    draft_id: int,
    proposal_ids: Sequence[int],
    *,
    version: int,
    now: datetime,
) -> int:
    """Take over the ticked proposals that nobody has decided yet; returns how many there were.

    A duty, a target or a thematic report becomes a row at the end of its area, with the measure of
    a target as its product; an area's lead goes to the rows of that area that name none; a
    reporting window is kept for the start of the plan. `version` is the draft's. Raises
    DraftRefused.
    """
    draft = open_draft(session, actor, draft_id, version)
    proposals = _open_ones(session, draft, proposal_ids)
    leaderless = _rows_without_lead(session, draft, proposals)
    before, made = Snapshot(leaderless), []
    for proposal in proposals:
        proposal.accepted = True
        proposal.version += 1
        if proposal.kind in BECOME_ROWS:
            row = insert_row(session, draft, _row_of(draft, proposal))
            proposal.row_id = row.id
            made.append(row)
        elif proposal.kind == ProposalKind.area_lead:
            for row in leaderless:
                if row.section_code == proposal.section_code and not row.lead:
                    row.lead, row.version = list(proposal.units), row.version + 1
    touched = [row for row in leaderless if row.lead]
    settle(session, draft, [*touched, *made], now)
    changed(
        session,
        actor,
        draft,
        "accept_proposals",
        now,
        proposals=[proposal.id for proposal in proposals],
        made=[row.id for row in made],
        **before.differences(touched),
    )
    return len(proposals)


def dismiss_proposals(
    session: Session,
    actor: Actor,
    draft_id: int,
    proposal_ids: Sequence[int],
    *,
    version: int,
    now: datetime,
) -> int:
    """Pass by the ticked proposals that nobody has decided yet; returns how many there were."""
    draft = open_draft(session, actor, draft_id, version)
    proposals = _open_ones(session, draft, proposal_ids)
    for proposal in proposals:
        proposal.accepted = False
        proposal.version += 1
    ids = [proposal.id for proposal in proposals]
    changed(session, actor, draft, "dismiss_proposals", now, proposals=ids)
    return len(proposals)


def _open_ones(
    session: Session, draft: PlanDraft, proposal_ids: Sequence[int]
) -> Sequence[DraftProposal]:
    found = session.scalars(
        select(DraftProposal)
        .where(
            DraftProposal.commune_id == draft.commune_id,
            DraftProposal.draft_id == draft.id,
            DraftProposal.id.in_(proposal_ids),
            DraftProposal.accepted.is_(None),
        )
        .order_by(DraftProposal.position)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    if not found:
        raise DraftRefused(DraftRefusal.no_proposal_ticked)
    return found


def _rows_without_lead(
    session: Session, draft: PlanDraft, proposals: Sequence[DraftProposal]
) -> list[DraftRow]:
    areas = {p.section_code for p in proposals if p.kind == ProposalKind.area_lead and p.units}
    rows = session.scalars(
        select(DraftRow)
        .where(
            DraftRow.commune_id == draft.commune_id,
            DraftRow.draft_id == draft.id,
            DraftRow.section_code.in_(areas),
        )
        .order_by(DraftRow.position)
    )
    return [row for row in rows if not row.lead]


def _row_of(draft: PlanDraft, proposal: DraftProposal) -> DraftRow:
    return new_row(
        draft,
        proposal.section_code,
        title=proposal.title,
        product=proposal.values.get("measure", ""),
        lead=list(proposal.units),
        deadline_text=proposal.deadline_text,
        source=dict(proposal.source),
    )
