"""The weekly digests that were made: who got what, when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app import clock
from app.models import OutboxMail, Person
from app.queries.outbox import MailState, state_of
from workflows.permissions import Actor
from workflows.reminders import Week

KIND = "weekly_digest"
"""The kind of these mails in the outbox."""

PAGE = 50


@dataclass(frozen=True, slots=True)
class DigestRow:
    """A digest as a line of the archive."""

    id: int
    subject: str
    created_at: datetime
    sent_at: datetime | None
    failed_at: datetime | None
    error: str
    name: str
    address: str | None

    @property
    def state(self) -> MailState:
        """Where it stands."""
        return state_of(self.sent_at, self.failed_at, self.error)


@dataclass(frozen=True, slots=True)
class ArchiveWeek:
    """A page of the digests made in a week, in the order in which they were made; the id after
    which the next page begins; the nearest weeks before and after in which any was made.
    """

    week: Week
    rows: Sequence[DigestRow]
    next_after: int | None
    before: Week | None
    after: Week | None


def latest_week(session: Session, actor: Actor) -> Week | None:
    """The week in which the commune's last digest was made; None where none ever was. One query."""
    last = session.scalar(_made(actor, func.max(OutboxMail.created_at)))
    return Week.of(clock.local(last).date()) if last else None


def archive_week(
    session: Session, actor: Actor, week: Week, after: int | None = None
) -> ArchiveWeek:
    """The digests made in `week`. Three queries. `after` is the id of the last one seen."""
    first, last = _instant(week), _instant(Week(week.next_monday))
    query = (
        select(
            OutboxMail.id,
            OutboxMail.subject,
            OutboxMail.created_at,
            OutboxMail.sent_at,
            OutboxMail.failed_at,
            OutboxMail.error,
            Person.full_name,
            Person.email,
        )
        .join(Person, Person.id == OutboxMail.person_id)
        .where(*_of(actor), OutboxMail.created_at >= first, OutboxMail.created_at < last)
    )
    if after is not None:
        query = query.where(OutboxMail.id > after)
    found = session.execute(query.order_by(OutboxMail.id).limit(PAGE + 1)).all()
    shown = [DigestRow(*row) for row in found[:PAGE]]
    earlier = session.scalar(
        _made(actor, func.max(OutboxMail.created_at)).where(OutboxMail.created_at < first)
    )
    later = session.scalar(
        _made(actor, func.min(OutboxMail.created_at)).where(OutboxMail.created_at >= last)
    )
    return ArchiveWeek(
        week,
        shown,
        shown[-1].id if len(found) > PAGE else None,
        Week.of(clock.local(earlier).date()) if earlier else None,
        Week.of(clock.local(later).date()) if later else None,
    )


def digest_of_commune(session: Session, actor: Actor, mail_id: int) -> OutboxMail | None:
    """The digest, where it is one of the actor's commune."""
    return session.scalars(select(OutboxMail).where(*_of(actor), OutboxMail.id == mail_id)).first()


def _of(actor: Actor) -> tuple[Any, ...]:
    return (
        OutboxMail.commune_id == actor.commune_id,
        OutboxMail.kind == KIND,
        OutboxMail.endpoint_id.is_(None),
    )


def _made(actor: Actor, what: Any) -> Select[Any]:
    return select(what).where(*_of(actor))


def _instant(week: Week) -> datetime:
    return datetime.combine(week.monday, time(), tzinfo=clock.VIETNAM)


__all__ = ["PAGE", "ArchiveWeek", "DigestRow", "archive_week", "digest_of_commune", "latest_week"]
