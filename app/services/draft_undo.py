"""The latest change to the rows of a draft, taken back.

Each change writes into its event how the rows stood before (`before`: the row's id and the columns
that changed, with their old values), which rows it made, which proposals it decided, and what it
taught of a unit's spelling. Only the latest change can be undone: after another one the old values
may be nobody's wish any more.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.models import DraftProposal, DraftRow, PlanDraft
from app.queries.draft_changes import last_change
from app.services.draft_claims import DraftRefusal, DraftRefused, changed, open_draft
from app.services.draft_spellings import withdraw
from workflows.permissions import Actor

COLUMNS = (
    "included",
    "corrected",
    "section_code",
    "number",
    "objective",
    "duty",
    "title",
    "product",
    "products",
    "lead",
    "supporting",
    "follow_up",
    "funding",
    "deadline_text",
    "reading",
    "problems",
)
"""What a change may change in a row; its position follows from the rows around it."""


class Snapshot:
    """Rows as they stand before a change."""

    def __init__(self, rows: Sequence[DraftRow]) -> None:
        self._values = {row.id: {name: getattr(row, name) for name in COLUMNS} for row in rows}

    def differences(self, rows: Sequence[DraftRow]) -> dict[str, list[dict[str, Any]]]:
        """What the change's event keeps: the old values of the columns that are others by now."""
        found = [
            {"id": row.id, **{k: v for k, v in old.items() if v != getattr(row, k)}}
            for row in rows
            if (old := self._values.get(row.id)) is not None
        ]
        return {"before": [values for values in found if len(values) > 1]}


def undo(session: Session, actor: Actor, draft_id: int, *, version: int, now: datetime) -> None:
    """Take back the latest change to the draft's rows. `version` is the draft's.

    Raises DraftRefused where the draft was changed since, or its latest change is none that can be
    undone.
    """
    draft = open_draft(session, actor, draft_id, version)
    change = last_change(session, draft)
    if change is None or not change.undoable:
        raise DraftRefused(DraftRefusal.nothing_to_undo)
    _open_proposals(session, draft, change.proposals)
    _restore(session, draft, change.before)
    _remove(session, draft, change.made)
    if change.taught is not None:
        withdraw(session, actor, draft, change.taught, now)
    changed(session, actor, draft, "undo", now, undone=change.verb, row=change.position)


def _restore(session: Session, draft: PlanDraft, before: Sequence[dict[str, Any]]) -> None:
    old = {values["id"]: values for values in before}
    rows = session.scalars(
        select(DraftRow)
        .where(
            DraftRow.commune_id == draft.commune_id,
            DraftRow.draft_id == draft.id,
            DraftRow.id.in_(old),
        )
        .execution_options(populate_existing=True)
    )
    for row in rows:
        for name in COLUMNS:
            if name in old[row.id]:
                setattr(row, name, old[row.id][name])
        row.version += 1
    session.flush()


def _open_proposals(session: Session, draft: PlanDraft, proposals: Sequence[int]) -> None:
    session.execute(
        update(DraftProposal)
        .where(
            DraftProposal.commune_id == draft.commune_id,
            DraftProposal.draft_id == draft.id,
            DraftProposal.id.in_(proposals),
        )
        .values(accepted=None, row_id=None, version=DraftProposal.version + 1)
        .execution_options(synchronize_session=False)
    )


def _remove(session: Session, draft: PlanDraft, made: Sequence[int]) -> None:
    """Remove the rows that the change made, and close the gaps they leave."""
    if not made:
        return
    of_draft = (DraftRow.commune_id == draft.commune_id, DraftRow.draft_id == draft.id)
    session.execute(
        delete(DraftRow)
        .where(*of_draft, DraftRow.id.in_(made))
        .execution_options(synchronize_session="fetch")
    )
    kept = session.scalars(select(DraftRow.id).where(*of_draft).order_by(DraftRow.position)).all()
    for sign in (-1, 1):
        session.execute(
            update(DraftRow),
            [{"id": row, "position": sign * place} for place, row in enumerate(kept, 1)],
        )
