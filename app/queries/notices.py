"""What a person was told, newest first."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Notification
from workflows.permissions import Actor

PAGE = 50


@dataclass(frozen=True, slots=True)
class NoticePage:
    """A page of notices and the id before which the next one begins."""

    rows: Sequence[Notification]
    next_before: int | None


def notices_of(session: Session, actor: Actor, before: int | None = None) -> NoticePage:
    """The notices of `actor` in his commune. One query."""
    query = select(Notification).where(
        Notification.commune_id == actor.commune_id, Notification.person_id == actor.person_id
    )
    if before is not None:
        query = query.where(Notification.id < before)
    found = session.scalars(query.order_by(Notification.id.desc()).limit(PAGE + 1)).all()
    shown = found[:PAGE]
    return NoticePage(shown, shown[-1].id if len(found) > PAGE else None)


def load_notice(session: Session, actor: Actor, notification_id: int) -> Notification | None:
    """One notice of `actor`, or None."""
    return session.scalars(
        select(Notification).where(
            Notification.id == notification_id,
            Notification.commune_id == actor.commune_id,
            Notification.person_id == actor.person_id,
        )
    ).first()
