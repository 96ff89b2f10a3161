"""The latest change to a draft, as its event tells it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Event, PlanDraft

UNDOABLE = frozenset(
    {
        "correct_row",
        "include_row",
        "exclude_row",
        "mark_seen",
        "add_row",
        "merge_rows",
        "split_row",
        "change_rows",
        "accept_proposals",
        "dismiss_proposals",
    }
)
"""Changes to rows that keep in their event how the rows stood before."""


@dataclass(frozen=True, slots=True)
class LastChange:
    """What was done last to the rows of a draft: the verb of its event, and what undoes it.

    `before` are old values by row, `made` the ids of rows that the change made, `proposals` those
    it decided, `position` the row it began at, `taught` the spelling it taught ({"unit",
    "written"}) or None.
    """

    verb: str
    position: int | None
    before: Sequence[dict[str, Any]]
    made: Sequence[int]
    proposals: Sequence[int]
    taught: Mapping[str, Any] | None

    @property
    def undoable(self) -> bool:
        return bool(self.before or self.made or self.proposals)

    @property
    def row_ids(self) -> list[int]:
        """The rows it touched, those that it made last."""
        return [*(values["id"] for values in self.before), *self.made]


def last_change(session: Session, draft: PlanDraft) -> LastChange | None:
    """The change that the draft's version comes from, or None where that was none to its rows. One
    query.
    """
    event = session.scalars(
        select(Event)
        .where(
            Event.commune_id == draft.commune_id,
            Event.kind.in_([f"plan_draft.{verb}" for verb in sorted(UNDOABLE)]),
            Event.subject == "plan_draft",
            Event.subject_id == draft.id,
        )
        .order_by(Event.seq.desc())
        .limit(1)
    ).first()
    if event is None or event.data.get("version") != draft.version:
        return None
    data = event.data
    return LastChange(
        verb=event.kind.partition(".")[2],
        position=data.get("row"),
        before=data.get("before", ()),
        made=data.get("made", ()),
        proposals=data.get("proposals", ()),
        taught=data.get("taught"),
    )
