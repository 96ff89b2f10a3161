"""The list of reasons for sending something back, as the standing office keeps it.

A commune begins with the list of `workflows.reasons`; it becomes rows of its own with the first
change. What was decided keeps the words it was decided with.
"""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import ReturnReason
from app.queries.return_reasons import has_own_list, listed_reasons
from app.services import events
from app.services.row_versions import hold_commune
from workflows.permissions import Actor
from workflows.reasons import DEFAULT_REASONS, SHORTEST
from workflows.states import ActionRefused, Refusal
from workflows.text import fold


def begin_list(session: Session, actor: Actor, *, now: datetime) -> None:
    """Give the commune the list every commune begins with, where it has none of its own. Takes the
    commune for this transaction: one at a time changes the list."""
    hold_commune(session, actor.commune_id)
    if has_own_list(session, actor.commune_id):
        return
    session.add_all(
        ReturnReason(commune_id=actor.commune_id, position=position, words=words)
        for position, words in enumerate(DEFAULT_REASONS, 1)
    )
    session.flush()
    entry = events.Entry(kind="return_reason.begin", new="; ".join(DEFAULT_REASONS))
    events.record(session, actor, [entry], now)


def add_reason(session: Session, actor: Actor, words: str, *, now: datetime) -> ReturnReason:
    """Put a reason at the end of the list. Raises ActionRefused: too short, or there already."""
    begin_list(session, actor, now=now)
    _check_words(session, actor.commune_id, words)
    last = session.scalar(
        select(func.max(ReturnReason.position)).where(ReturnReason.commune_id == actor.commune_id)
    )
    reason = ReturnReason(commune_id=actor.commune_id, position=(last or 0) + 1, words=words)
    session.add(reason)
    session.flush()
    _record(session, actor, reason, "add", "", words, now)
    return reason


def rename_reason(
    session: Session, actor: Actor, reason: ReturnReason, words: str, *, now: datetime
) -> None:
    """Give a reason other words. Raises ActionRefused as `add_reason` does."""
    _take(session, actor, reason)
    if words == reason.words:
        return
    _check_words(session, actor.commune_id, words, but=reason)
    old, reason.words = reason.words, words
    _record(session, actor, reason, "rename", old, words, now)


def remove_reason(session: Session, actor: Actor, reason: ReturnReason, *, now: datetime) -> None:
    """Take a reason off the list; where it was used it stays."""
    _take(session, actor, reason)
    if reason.removed_at is not None:
        return
    reason.removed_at = now
    _record(session, actor, reason, "remove", reason.words, "", now)


def move_reason_up(session: Session, actor: Actor, reason: ReturnReason, *, now: datetime) -> None:
    """Exchange a reason with the one above it; the first stays where it is."""
    _take(session, actor, reason)
    above = [
        one for one in listed_reasons(session, actor.commune_id) if one.position < reason.position
    ]
    if reason.removed_at is not None or not above:
        return
    upper = above[-1]
    higher, lower = upper.position, reason.position
    # No two rows may have one place, not even between two statements.
    for row, position in ((reason, -reason.id), (upper, lower), (reason, higher)):
        row.position = position
        session.flush()
    _record(session, actor, reason, "move", str(lower), str(higher), now)


def _take(session: Session, actor: Actor, reason: ReturnReason) -> None:
    hold_commune(session, actor.commune_id)
    session.refresh(reason)


def _check_words(
    session: Session, commune_id: int, words: str, *, but: ReturnReason | None = None
) -> None:
    if len(words) < SHORTEST:
        raise ActionRefused(Refusal.reason_words_short, minimum=str(SHORTEST))
    taken = {fold(one.words) for one in listed_reasons(session, commune_id) if one is not but}
    if fold(words) in taken:
        raise ActionRefused(Refusal.reason_words_known)


def _record(
    session: Session,
    actor: Actor,
    reason: ReturnReason,
    verb: str,
    old: str,
    new: str,
    now: datetime,
) -> None:
    entry = events.Entry(
        kind=f"return_reason.{verb}",
        subject="return_reason",
        subject_id=reason.id,
        old=old,
        new=new,
        data={"reason_words": reason.words},
    )
    events.record(session, actor, [entry], now)
    session.flush()
