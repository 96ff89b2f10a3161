"""The outbox: mails are rows, composed once, claimed, sent outside any transaction, and recorded.

Our side sends each mail once. SMTP itself promises no more than at least once: a process that dies
between the server's yes and our note sends that one mail again, under the same Message-ID.
"""

import hashlib
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement

from app import clock
from app.channels.mail import ChannelError, Mail, MailChannel
from app.models import OutboxMail, Person

WEEKLY_DIGEST = "weekly_digest"
"""The kind of mail that a person may pause."""

KILL_POINTS = ("mail_claimed", "mail_sent", "mail_recorded")
"""The moments between two durable steps of sending, by name: a process may die at any of them."""

TAKE_AGAIN_AFTER = timedelta(minutes=10)
"""After this long a claim that came to nothing was left by a process that is gone."""

BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 30, 60))
"""How long to wait after the first, second… failed attempt; the last one from then on."""

GIVE_UP_AFTER = timedelta(days=5)
"""How long a mail is tried before its failure counts as permanent (as mail servers do, RFC 5321).
"""

AT_MOST = 200
"""Mails of one run: the next run comes within a minute."""

Write = Callable[[], AbstractContextManager[Session]]
Reached = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail as composed. `key` says what makes it this mail: kind, commune, person, period."""

    key: str
    person_id: int
    subject: str
    text: str
    html: str


@dataclass(slots=True)
class Sending:
    """What a run of sending did: mails sent, put off to be tried again, given up."""

    sent: int = 0
    put_off: int = 0
    given_up: int = 0


def message_id(key: str, domain: str) -> str:
    """The Message-ID of the mail with this key: the same, however often it is sent."""
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:32]}@{domain}>"


def enqueue(
    session: Session,
    commune_id: int,
    kind: str,
    letters: Sequence[Letter],
    now: datetime,
    *,
    domain: str,
) -> int:
    """Put `letters` into the outbox and return how many were new: the same key goes in once.

    A waiting mail of the same kind to the same person is dropped: after days without a mail server
    nobody wants the figures of every week.
    """
    if not letters:
        return 0
    session.execute(
        update(OutboxMail)
        .where(
            OutboxMail.commune_id == commune_id,
            OutboxMail.kind == kind,
            OutboxMail.person_id.in_([letter.person_id for letter in letters]),
            OutboxMail.key.not_in([letter.key for letter in letters]),
            *_free(now),
        )
        .values(failed_at=now, error="superseded")
    )
    dialect = session.get_bind().dialect.name
    insert = (postgresql if dialect == "postgresql" else sqlite).insert
    made = 0
    for letter in letters:
        found = session.execute(
            insert(OutboxMail)
            .values(
                commune_id=commune_id,
                key=letter.key,
                person_id=letter.person_id,
                kind=kind,
                subject=letter.subject,
                text=letter.text,
                html=letter.html,
                message_id=message_id(letter.key, domain),
                created_at=now,
                not_before=now,
                attempts=0,
                error="",
            )
            .on_conflict_do_nothing(index_elements=["key"])
            .returning(OutboxMail.id)
        )
        made += found.first() is not None
    return made


def send_waiting(write: Write, channel: MailChannel, reached: Reached) -> Sending:
    """Send what waits, the oldest first, at most AT_MOST mails.

    `write` opens a short transaction of its own; `reached` is told of every kill point. A channel
    that is down ends the run, so that a dead server is asked once a run and not once a mail.
    """
    done = Sending()
    with channel:
        for _ in range(AT_MOST):
            with write() as session:
                claimed = _claim(session, clock.now(), done)
            if claimed is None:
                break
            reached("mail_claimed")
            try:
                channel.send(claimed.mail)
            except ChannelError as error:
                with write() as session:
                    _put_off(session, claimed, error, clock.now(), done)
                if error.channel_down:
                    break
                continue
            reached("mail_sent")
            with write() as session:
                _record(session, claimed, clock.now())
            done.sent += 1
            reached("mail_recorded")
    return done


@dataclass(frozen=True, slots=True)
class _Claimed:
    id: int
    claimed_at: datetime
    created_at: datetime
    attempts: int
    mail: Mail


def _free(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """SQL: neither sent nor given up, and in nobody's hands."""
    return (
        # In the words of the partial index, so that it is used.
        and_(OutboxMail.sent_at.is_(None), OutboxMail.failed_at.is_(None)),
        or_(OutboxMail.claimed_at.is_(None), OutboxMail.claimed_at <= now - TAKE_AGAIN_AFTER),
    )


def _claim(session: Session, now: datetime, done: Sending) -> _Claimed | None:
    """Take the next mail for this process. Mails whose person is to get none are given up on the
    way.
    """
    while True:
        found = session.execute(
            select(OutboxMail, Person)
            .join(Person, Person.id == OutboxMail.person_id)
            .where(*_free(now), OutboxMail.not_before <= now)
            .order_by(OutboxMail.not_before, OutboxMail.id)
            .limit(1)
            # Elsewhere another process may be looking at the same row: it takes the next one.
            .with_for_update(of=OutboxMail, skip_locked=True)
        ).first()
        if found is None:
            return None
        row, person = found
        refusal = _why_not(row.kind, person, now)
        if refusal:
            _set(session, row.id, failed_at=now, error=refusal)
            done.given_up += 1
            continue
        # The row is locked (PostgreSQL) or nobody else writes (SQLite); the condition says it once
        # more.
        taken = session.execute(
            update(OutboxMail)
            .where(OutboxMail.id == row.id, *_free(now))
            .values(claimed_at=now, attempts=OutboxMail.attempts + 1)
            .execution_options(synchronize_session=False)
        )
        if taken.rowcount == 1:
            return _Claimed(row.id, now, row.created_at, row.attempts + 1, _mail(row, person))


def _why_not(kind: str, person: Person, now: datetime) -> str:
    """Why this person gets no mail of this kind at present; empty where he does."""
    if person.disabled_at is not None:
        return "disabled"
    paused_until = person.digest_paused_until if kind == WEEKLY_DIGEST else None
    if paused_until is not None and clock.local(now).date() <= paused_until:
        return "paused"
    return "" if person.email else "no_address"


def _mail(row: OutboxMail, person: Person) -> Mail:
    return Mail(
        to_name=person.full_name,
        to_address=person.email or "",
        subject=row.subject,
        text=row.text,
        html=row.html,
        message_id=row.message_id,
        date=row.created_at,
    )


def _put_off(
    session: Session, claimed: _Claimed, error: ChannelError, now: datetime, done: Sending
) -> None:
    if error.permanent or now - claimed.created_at >= GIVE_UP_AFTER:
        _release(session, claimed, failed_at=now, error=str(error))
        done.given_up += 1
        return
    wait = BACK_OFF[min(claimed.attempts, len(BACK_OFF)) - 1]
    _release(session, claimed, claimed_at=None, not_before=now + wait, error=str(error))
    done.put_off += 1


def _record(session: Session, claimed: _Claimed, now: datetime) -> None:
    """Write that the server has the mail, whoever took it again meanwhile: it is not to go a
    third time.
    """
    _set(session, claimed.id, sent_at=now, error="")


def _release(session: Session, claimed: _Claimed, **values: object) -> None:
    """Write what became of the mail, if it is still ours: nobody took it again meanwhile."""
    session.execute(
        update(OutboxMail)
        .where(OutboxMail.id == claimed.id, OutboxMail.claimed_at == claimed.claimed_at)
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
