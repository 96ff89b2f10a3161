"""The outbox as lists: what waits, what went out, what did not and why; stopped addresses."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, auto

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement

from app.models import Appointment, ChannelEndpoint, OutboxMail, Person
from workflows.permissions import Actor

PAGE = 50
"""Rows of a page."""

NOTHING_TO_DO = ("superseded", "paused", "disabled", "endpoint_removed")
"""Why a mail was rightly not sent: no failure, and nobody's to repair."""


class MailState(StrEnum):
    """Where a mail stands. `put_aside`: not sent, and rightly so."""

    failed = auto()
    waiting = auto()
    sent = auto()
    put_aside = auto()


@dataclass(frozen=True, slots=True)
class MailFilter:
    """What to show; None leaves a question open."""

    state: MailState | None = None
    person_id: int | None = None


@dataclass(frozen=True, slots=True)
class MailRow:
    """A mail as a line of the list. `address` is the person's present one; `endpoint` the title of
    the webhook or chat it goes to instead."""

    id: int
    kind: str
    subject: str
    created_at: datetime
    not_before: datetime
    attempts: int
    sent_at: datetime | None
    failed_at: datetime | None
    error: str
    person_id: int
    name: str
    address: str | None
    endpoint: str | None

    @property
    def state(self) -> MailState:
        """Where it stands."""
        return state_of(self.sent_at, self.failed_at, self.error)


def state_of(sent_at: datetime | None, failed_at: datetime | None, error: str) -> MailState:
    """Where a mail with these columns stands."""
    if sent_at is not None:
        return MailState.sent
    if failed_at is None:
        return MailState.waiting
    return MailState.put_aside if error in NOTHING_TO_DO else MailState.failed


@dataclass(frozen=True, slots=True)
class MailPage:
    """A page of mails, the newest first, and the id before which the next one begins."""

    rows: Sequence[MailRow]
    next_before: int | None


_STATE: Mapping[MailState, ColumnElement[bool]] = {
    # In the words of the partial index, so that it is used.
    MailState.waiting: and_(OutboxMail.sent_at.is_(None), OutboxMail.failed_at.is_(None)),
    MailState.sent: OutboxMail.sent_at.is_not(None),
    MailState.failed: and_(
        OutboxMail.sent_at.is_(None),
        OutboxMail.failed_at.is_not(None),
        OutboxMail.error.not_in(NOTHING_TO_DO),
    ),
    MailState.put_aside: and_(
        OutboxMail.sent_at.is_(None),
        OutboxMail.failed_at.is_not(None),
        OutboxMail.error.in_(NOTHING_TO_DO),
    ),
}


def mail_page(
    session: Session, actor: Actor, wanted: MailFilter, before: int | None = None
) -> MailPage:
    """A page of the mails of the actor's commune. One query. `before` is the last id seen."""
    query = (
        select(
            OutboxMail.id,
            OutboxMail.kind,
            OutboxMail.subject,
            OutboxMail.created_at,
            OutboxMail.not_before,
            OutboxMail.attempts,
            OutboxMail.sent_at,
            OutboxMail.failed_at,
            OutboxMail.error,
            OutboxMail.person_id,
            Person.full_name,
            Person.email,
            ChannelEndpoint.title,
        )
        .join(Person, Person.id == OutboxMail.person_id)
        .outerjoin(
            ChannelEndpoint,
            and_(
                ChannelEndpoint.commune_id == OutboxMail.commune_id,
                ChannelEndpoint.id == OutboxMail.endpoint_id,
            ),
        )
        .where(OutboxMail.commune_id == actor.commune_id)
    )
    if wanted.state is not None:
        query = query.where(_STATE[wanted.state])
    if wanted.person_id is not None:
        query = query.where(OutboxMail.person_id == wanted.person_id)
    if before is not None:
        query = query.where(OutboxMail.id < before)
    found = session.execute(query.order_by(OutboxMail.id.desc()).limit(PAGE + 1)).all()
    shown = [MailRow(*row) for row in found[:PAGE]]
    return MailPage(shown, shown[-1].id if len(found) > PAGE else None)


def count_mails(session: Session, actor: Actor, state: MailState) -> int:
    """How many mails of the actor's commune stand so. One query."""
    return (
        session.scalar(
            select(func.count())
            .select_from(OutboxMail)
            .where(OutboxMail.commune_id == actor.commune_id, _STATE[state])
        )
        or 0
    )


def mail_of_commune(session: Session, actor: Actor, mail_id: int) -> OutboxMail | None:
    """The mail, where it is one of the actor's commune."""
    return session.scalars(
        select(OutboxMail).where(
            OutboxMail.commune_id == actor.commune_id, OutboxMail.id == mail_id
        )
    ).first()


def names_of_commune(session: Session, actor: Actor) -> Sequence[tuple[int, str]]:
    """(id, name) of everybody who holds or held an appointment in the actor's commune."""
    rows = session.execute(
        select(Person.id, Person.full_name)
        .where(_of_commune(actor.commune_id))
        .order_by(Person.full_name, Person.id)
    )
    return [(person_id, name) for person_id, name in rows]


def stopped_addresses(session: Session, actor: Actor) -> Sequence[Person]:
    """The people of the actor's commune whose address takes no mail, the latest found first."""
    return session.scalars(
        select(Person)
        .where(_of_commune(actor.commune_id), Person.email_stopped_at.is_not(None))
        .order_by(Person.email_stopped_at.desc(), Person.id)
    ).all()


def _of_commune(commune_id: int) -> ColumnElement[bool]:
    return Person.id.in_(select(Appointment.person_id).where(Appointment.commune_id == commune_id))
