"""What is proposed on items that wait for a verdict."""

from collections.abc import Collection

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, joinedload

from app.models import VerdictProposal, WorkItem

_OPEN = (
    select(VerdictProposal)
    .where(
        VerdictProposal.commune_id == bindparam("commune_id"),
        VerdictProposal.work_item_id.in_(bindparam("item_ids", expanding=True)),
        VerdictProposal.ended_at.is_(None),
    )
    .options(joinedload(VerdictProposal.person))
)


def open_proposal(session: Session, item: WorkItem) -> VerdictProposal | None:
    """What is proposed on the item and stands, with who proposed it; None where nothing is."""
    return open_proposals(session, item.commune_id, [item.id]).get(item.id)


def open_proposals(
    session: Session, commune_id: int, item_ids: Collection[int]
) -> dict[int, VerdictProposal]:
    """What is proposed on each of the items, by item id. One query."""
    found = session.scalars(_OPEN, {"commune_id": commune_id, "item_ids": list(item_ids)})
    return {proposal.work_item_id: proposal for proposal in found}
