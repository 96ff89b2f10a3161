"""Send what waits for webhooks and chats: as the outbox sends mails, each endpoint by itself."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.channels.interface import Channel, ChannelError, Message
from app.models import ChannelEndpoint, EndpointKind, OutboxMail, Person
from app.services.endpoints import stop_endpoint
from app.services.outbox import Reached, Write, why_not_told
from app.services.outbox_claims import (
    AT_MOST,
    Claim,
    Sending,
    free,
    give_up,
    put_off,
    record,
    take,
)


@dataclass(frozen=True, slots=True)
class Way:
    """What it takes to speak to an endpoint."""

    endpoint_id: int
    kind: EndpointKind
    address: str
    secret: str


Open = Callable[[Way], Channel[Message]]


def send_to_endpoints(write: Write, open_channel: Open, reached: Reached) -> Sending:
    """Send what waits for endpoints, the oldest first, at most AT_MOST messages.

    An endpoint that did not take a message rests until the next run, so that one that is down
    keeps the others waiting for one message only.
    """
    done = Sending()
    resting: set[int] = set()
    for _ in range(AT_MOST):
        with write() as session:
            claimed = _claim(session, resting, clock.now(), done)
        if claimed is None:
            break
        claim, way, message = claimed
        reached("mail_claimed")
        try:
            with open_channel(way) as channel:
                channel.send(message)
        except ChannelError as error:
            resting.add(way.endpoint_id)
            with write() as session:
                _put_off(session, claim, way, error, clock.now(), done)
            continue
        reached("mail_sent")
        with write() as session:
            record(session, claim, clock.now(), done)
        reached("mail_recorded")
    return done


def why_not_sent(endpoint: ChannelEndpoint, person: Person, now: datetime) -> str:
    """Why nothing goes to this endpoint at present; empty where it does. `person` is its owner, or
    who registered it for the office, who need not be there any more."""
    if endpoint.removed_at is not None:
        return "endpoint_removed"
    if endpoint.stopped_at is not None:
        return "endpoint_stopped"
    return why_not_told(person, now) if endpoint.person_id is not None else ""


def message_of(row: OutboxMail, now: datetime) -> Message:
    """The message that a row of the outbox is: the last line of its text, where it is an address,
    is the link."""
    text = row.text.strip()
    before, _, last = text.rpartition("\n")
    is_link = last.startswith(("https://", "http://")) and " " not in last
    return Message(
        key=row.key,
        kind=row.kind,
        subject=row.subject,
        text=before.rstrip() if is_link else text,
        link=last if is_link else "",
        sent_at=now,
    )


def _claim(
    session: Session, resting: Collection[int], now: datetime, done: Sending
) -> tuple[Claim, Way, Message] | None:
    """Take the next message for this process. Those that are not to be sent are given up on the
    way."""
    while True:
        found = session.execute(
            select(OutboxMail, ChannelEndpoint, Person)
            .join(ChannelEndpoint, ChannelEndpoint.id == OutboxMail.endpoint_id)
            .join(Person, Person.id == OutboxMail.person_id)
            .where(
                *free(now),
                OutboxMail.not_before <= now,
                OutboxMail.endpoint_id.not_in(resting),
            )
            .order_by(OutboxMail.not_before, OutboxMail.id)
            .limit(1)
            .with_for_update(of=OutboxMail, skip_locked=True)
        ).first()
        if found is None:
            return None
        row, endpoint, person = found
        refusal = why_not_sent(endpoint, person, now)
        if refusal:
            give_up(session, row, refusal, now, done)
            continue
        claim = take(session, row, now)
        if claim is not None:
            way = Way(endpoint.id, endpoint.kind, endpoint.address, endpoint.secret)
            return claim, way, message_of(row, now)


def _put_off(
    session: Session,
    claim: Claim,
    way: Way,
    error: ChannelError,
    now: datetime,
    done: Sending,
) -> None:
    if error.address_refused:
        stop_endpoint(session, claim.commune_id, way.endpoint_id, way.address, str(error), now)
    put_off(session, claim, error, now, done)


__all__ = ["Open", "Way", "message_of", "send_to_endpoints", "why_not_sent"]
