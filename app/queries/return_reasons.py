"""The reasons an office ticks when it sends something back."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import ReturnReason
from workflows.reasons import DEFAULT_REASONS


def listed_reasons(session: Session, commune_id: int) -> Sequence[ReturnReason]:
    """The commune's own list in its order; empty where it has not made one (or removed all)."""
    return session.scalars(
        select(ReturnReason)
        .where(ReturnReason.commune_id == commune_id, ReturnReason.removed_at.is_(None))
        .order_by(ReturnReason.position)
    ).all()


def has_own_list(session: Session, commune_id: int) -> bool:
    """True once the office has changed anything of its list, be it that nothing is left on it."""
    known = select(ReturnReason.id).where(ReturnReason.commune_id == commune_id).limit(1)
    return session.scalar(known) is not None


def reason_words(session: Session, commune_id: int) -> list[str]:
    """What can be ticked: the commune's own list, or the one every commune begins with."""
    own = [reason.words for reason in listed_reasons(session, commune_id)]
    return own if own or has_own_list(session, commune_id) else list(DEFAULT_REASONS)
