"""One row of the outbox in one process's hands: taken, let go again, recorded.

The same for mails and for what goes to webhooks and chats: who sends asks here which row is his.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, or_, update
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement

from app.channels.interface import ChannelError
from app.models import OutboxMail

TAKE_AGAIN_AFTER = timedelta(minutes=10)
"""After this long a claim that came to nothing was left by a process that is gone."""

BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 30, 60))
"""How long to wait after the first, second… failed attempt; the last one from then on."""

GIVE_UP_AFTER = timedelta(days=5)
"""How long a mail is tried before its failure counts as permanent (as mail servers do, RFC 5321).
"""

AT_MOST = 200
"""Mails of one run, and messages to endpoints: the next run comes within a minute."""


@dataclass(slots=True)
class Sending:
    """What a run of sending did: mails sent, put off to be tried again, given up."""

    sent: int = 0
    put_off: int = 0
    given_up: int = 0

    def __add__(self, other: "Sending") -> "Sending":
        return Sending(
            self.sent + other.sent,
            self.put_off + other.put_off,
            self.given_up + other.given_up,
        )


@dataclass(frozen=True, slots=True)
class Claim:
    """A row that this process took at `claimed_at`; `attempts` counts this one."""

    id: int
    commune_id: int
    person_id: int
    claimed_at: datetime
    created_at: datetime
    attempts: int


def free(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """SQL: neither sent nor given up, and in nobody's hands."""
    return (
        # In the words of the partial index, so that it is used.
        and_(OutboxMail.sent_at.is_(None), OutboxMail.failed_at.is_(None)),
        or_(OutboxMail.claimed_at.is_(None), OutboxMail.claimed_at <= now - TAKE_AGAIN_AFTER),
    )


def take(session: Session, row: OutboxMail, now: datetime) -> Claim | None:
    """Take the row; None where somebody else was quicker."""
    # The row is locked (PostgreSQL) or nobody else writes (SQLite); the condition says it once
    # more.
    taken = session.execute(
        update(OutboxMail)
        .where(OutboxMail.id == row.id, *free(now))
        .values(claimed_at=now, attempts=OutboxMail.attempts + 1)
        .execution_options(synchronize_session=False)
    )
    if taken.rowcount != 1:
        return None
    return Claim(row.id, row.commune_id, row.person_id, now, row.created_at, row.attempts + 1)


def give_up(session: Session, row: OutboxMail, reason: str, now: datetime, done: Sending) -> None:
    """Write that the row is not sent, for a `reason` of ours, without trying."""
    _set(session, row.id, failed_at=now, error=reason)
    done.given_up += 1


def put_off(
    session: Session, claim: Claim, error: ChannelError, now: datetime, done: Sending
) -> None:
    """Write that the try failed: to be tried again later, or given up."""
    if error.permanent or now - claim.created_at >= GIVE_UP_AFTER:
        _release(session, claim, failed_at=now, error=str(error))
        done.given_up += 1
        return
    wait = BACK_OFF[min(claim.attempts, len(BACK_OFF)) - 1]
    _release(session, claim, claimed_at=None, not_before=now + wait, error=str(error))
    done.put_off += 1


def record(session: Session, claim: Claim, now: datetime, done: Sending) -> None:
    """Write that it was handed over, whoever took it again meanwhile: it is not to go a third
    time.
    """
    _set(session, claim.id, sent_at=now, error="")
    done.sent += 1


def _release(session: Session, claim: Claim, **values: object) -> None:
    """Write what became of the row, if it is still ours: nobody took it again meanwhile."""
    session.execute(
        update(OutboxMail)
        .where(OutboxMail.id == claim.id, OutboxMail.claimed_at == claim.claimed_at)
        .values(**values)
        .execution_options(synchronize_session=False)
    )


def _set(session: Session, mail_id: int, **values: object) -> None:
    session.execute(
        update(OutboxMail)
        .where(OutboxMail.id == mail_id)
        .values(**values)
        .execution_options(synchronize_session=False)
    )


__all__ = [
    "AT_MOST",
    "BACK_OFF",
    "GIVE_UP_AFTER",
    "TAKE_AGAIN_AFTER",
    "Claim",
    "Sending",
    "free",
    "give_up",
    "put_off",
    "record",
    "take",
]
