"""What a row corrected by hand teaches of a unit's spelling, and takes back when it is undone."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.models import DraftName, DraftNameUnit, Event, PlanDraft, UnitAlias
from app.plan_import.units import begins_like_unit, is_collective, match_unit
from app.queries.drafts import name_key
from app.services import events
from app.services.draft_names import ALIAS, SURE, candidates_of
from workflows.permissions import Actor

LEARN, WITHDRAW = "unit.learn_spelling", "unit.withdraw_spelling"
_STRUCK_OUT = "unit.remove_spelling"


def learn_from_correction(
    session: Session,
    actor: Actor,
    draft: PlanDraft,
    before: Sequence[str],
    after: Sequence[str],
    now: datetime,
) -> dict[str, Any] | None:
    """Remember a spelling that was written over in a row with the name of a unit; return what was
    taught, {"unit": id, "written": text}, or None.

    `before` and `after` are the names of one cell. Only one name put in the place of another
    teaches something: where the old one already means another unit the row has another lead now,
    and a text that is no unit's name was in the wrong cell. What another row has taught is taught
    once more, so that it outlives the undoing of either.
    """
    gone = [name for name in before if name_key(name) not in map(name_key, after)]
    come = [name for name in after if name_key(name) not in map(name_key, before)]
    if len(gone) != 1 or len(come) != 1 or is_collective(gone[0]) or not begins_like_unit(gone[0]):
        return None
    written, candidates = gone[0], candidates_of(session, draft, clock.local(now).date())
    unit_id, score = match_unit(come[0], candidates)
    if unit_id is None or score < SURE or _is_decided(session, draft, written):
        return None
    alias = _alias(session, draft.commune_id, unit_id, written)
    if alias is None:
        if match_unit(written, candidates)[0] is not None or len(written) > ALIAS:
            return None
        folded = name_key(written)[:ALIAS]
        session.add(
            UnitAlias(commune_id=draft.commune_id, unit_id=unit_id, written=written, folded=folded)
        )
        session.flush()
    events.record(session, actor, [events.Entry(LEARN, "unit", unit_id, new=written)], now)
    return {"unit": unit_id, "written": written}


def withdraw(
    session: Session, actor: Actor, draft: PlanDraft, taught: Mapping[str, Any], now: datetime
) -> None:
    """Take back what a correction taught (`taught` as `learn_from_correction` returned it): the
    spelling is forgotten unless another correction, or a name confirmed in a draft, taught it too.
    """
    unit_id, written = taught["unit"], taught["written"]
    alias = _alias(session, draft.commune_id, unit_id, written)
    if alias is None:
        return
    events.record(session, actor, [events.Entry(WITHDRAW, "unit", unit_id, old=written)], now)
    if not _taught_by_rows(session, alias) and not _confirmed_in_a_draft(session, alias):
        session.delete(alias)
        session.flush()


def _alias(session: Session, commune_id: int, unit_id: int, written: str) -> UnitAlias | None:
    return session.scalars(
        select(UnitAlias).where(
            UnitAlias.commune_id == commune_id,
            UnitAlias.unit_id == unit_id,
            UnitAlias.folded == name_key(written)[:ALIAS],
        )
    ).first()


def _taught_by_rows(session: Session, alias: UnitAlias) -> bool:
    """True while more corrections have taught the spelling than were taken back since somebody
    last struck it out of the book.
    """
    found = session.scalars(
        select(Event)
        .where(
            Event.commune_id == alias.commune_id,
            Event.kind.in_([LEARN, WITHDRAW, _STRUCK_OUT]),
            Event.subject == "unit",
            Event.subject_id == alias.unit_id,
        )
        .order_by(Event.seq)
    )
    standing = 0
    for event in found:
        if name_key(event.new or event.old)[:ALIAS] != alias.folded:
            continue
        if event.kind == _STRUCK_OUT:
            standing = 0
        else:
            standing += 1 if event.kind == LEARN else -1
    return standing > 0


def _confirmed_in_a_draft(session: Session, alias: UnitAlias) -> bool:
    """True where somebody has said of a draft's name that it means this unit and no other."""
    said = session.execute(
        select(DraftName.id)
        .join(DraftNameUnit, DraftNameUnit.draft_name_id == DraftName.id)
        .where(
            DraftName.commune_id == alias.commune_id,
            DraftName.folded == alias.folded,
            DraftName.confirmed,
        )
        .group_by(DraftName.id)
        .having(func.min(DraftNameUnit.unit_id) == alias.unit_id)
        .having(func.max(DraftNameUnit.unit_id) == alias.unit_id)
        .limit(1)
    )
    return said.first() is not None


def _is_decided(session: Session, draft: PlanDraft, written: str) -> bool:
    """True where somebody has said what the name means in this draft."""
    confirmed = select(DraftName.confirmed).where(
        DraftName.commune_id == draft.commune_id,
        DraftName.draft_id == draft.id,
        DraftName.folded == name_key(written),
    )
    return bool(session.scalar(confirmed))
