"""Webhooks and chats of a commune: registered, tried, stopped and used again, removed.

An administrator alone types an address; the person it is for may switch it off and on.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from app.channels import chat, webhook
from app.labels.endpoints import EndpointRefusal, EndpointRefused
from app.models import ChannelEndpoint, EndpointKind, OutboxMail
from app.services import events
from workflows.permissions import Actor

TEST = "endpoint_test"
"""The kind of message that only shows that an endpoint works."""

SWITCHED_OFF = "switched_off"
"""Why an endpoint is stopped that its own person switched off."""


@dataclass(frozen=True, slots=True)
class NewEndpoint:
    """What is registered. `person_id` None: the office's."""

    kind: EndpointKind
    title: str
    address: str
    person_id: int | None


def register(
    session: Session, actor: Actor, new: NewEndpoint, now: datetime, *, loopback_allowed: bool
) -> ChannelEndpoint:
    """Register an endpoint; a webhook gets a secret, to be shown once. Leaves an event.

    Raises EndpointRefused where the address is none of its kind. `loopback_allowed` is for tests.
    """
    _check(new.kind, new.address, loopback_allowed=loopback_allowed)
    endpoint = ChannelEndpoint(
        commune_id=actor.commune_id,
        kind=new.kind,
        person_id=new.person_id,
        title=new.title,
        address=new.address,
        secret=_fresh_secret() if new.kind is EndpointKind.webhook else "",
        created_by=actor.person_id,
        created_at=now,
    )
    session.add(endpoint)
    session.flush()
    _record(session, actor, "endpoint.register", endpoint, now)
    return endpoint


def renew_secret(session: Session, actor: Actor, endpoint: ChannelEndpoint, now: datetime) -> str:
    """Give the webhook another secret and return it; the old one signs nothing more."""
    if endpoint.kind is not EndpointKind.webhook:
        raise EndpointRefused(EndpointRefusal.no_secret)
    endpoint.secret = _fresh_secret()
    session.flush()
    _record(session, actor, "endpoint.renew_secret", endpoint, now)
    return endpoint.secret


def try_out(
    session: Session, actor: Actor, endpoint: ChannelEndpoint, words: tuple[str, str], now: datetime
) -> None:
    """Put a message into the outbox that only shows that the endpoint works. `words` are its
    subject and its text. It goes out with the next run of sending.
    """
    if endpoint.stopped_at is not None:
        raise EndpointRefused(EndpointRefusal.stopped)
    subject, text = words
    key = f"{TEST}:{endpoint.id}:{now.isoformat()}"
    session.execute(
        insert(OutboxMail).values(
            commune_id=endpoint.commune_id,
            key=key,
            person_id=endpoint.person_id or actor.person_id,
            endpoint_id=endpoint.id,
            kind=TEST,
            subject=subject,
            text=text,
            html="",
            message_id="",
            created_at=now,
            not_before=now,
            attempts=0,
            error="",
        )
    )
    _record(session, actor, "endpoint.try_out", endpoint, now)


def stop_endpoint(
    session: Session,
    commune_id: int,
    endpoint_id: int,
    address: str,
    reason: str,
    now: datetime,
) -> bool:
    """Send nothing more to the endpoint: its address was refused for good. `reason` is what the
    channel said. False where it is stopped or removed already. Leaves an event of nobody's.
    """
    stopped = session.execute(
        update(ChannelEndpoint)
        .where(
            ChannelEndpoint.commune_id == commune_id,
            ChannelEndpoint.id == endpoint_id,
            ChannelEndpoint.address == address,
            ChannelEndpoint.stopped_at.is_(None),
            ChannelEndpoint.removed_at.is_(None),
        )
        .values(stopped_at=now, stopped_reason=reason)
        .execution_options(synchronize_session=False)
    )
    if stopped.rowcount != 1:
        return False
    endpoint = session.get_one(ChannelEndpoint, endpoint_id)
    _record(session, Actor(commune_id, None, ""), "endpoint.stop", endpoint, now, reason=reason)
    return True


def switch_off(session: Session, actor: Actor, endpoint: ChannelEndpoint, now: datetime) -> bool:
    """Send nothing more until it is used again. False where it is stopped already."""
    if endpoint.stopped_at is not None:
        return False
    endpoint.stopped_at, endpoint.stopped_reason = now, SWITCHED_OFF
    session.flush()
    _record(session, actor, "endpoint.switch_off", endpoint, now)
    return True


def use_again(session: Session, actor: Actor, endpoint: ChannelEndpoint, now: datetime) -> bool:
    """Send to a stopped endpoint again. False where it was not stopped."""
    if endpoint.stopped_at is None:
        return False
    reason = endpoint.stopped_reason
    endpoint.stopped_at, endpoint.stopped_reason = None, ""
    session.flush()
    _record(session, actor, "endpoint.use_again", endpoint, now, reason=reason)
    return True


def remove(session: Session, actor: Actor, endpoint: ChannelEndpoint, now: datetime) -> None:
    """Take the endpoint away; what waits for it is not sent. Its address and secret are erased:
    they are keys to somebody else's house."""
    endpoint.removed_at = now
    endpoint.address = endpoint.secret = ""
    session.flush()
    _record(session, actor, "endpoint.remove", endpoint, now)


def _fresh_secret() -> str:
    return secrets.token_urlsafe(32)


def _check(kind: EndpointKind, address: str, *, loopback_allowed: bool) -> None:
    try:
        if kind is EndpointKind.webhook:
            webhook.check_address(address, loopback_allowed=loopback_allowed)
        else:
            chat.check_address(address)
    except webhook.NotAnAddress as error:
        raise EndpointRefused(EndpointRefusal.not_a_webhook) from error
    except chat.NotAChat as error:
        raise EndpointRefused(EndpointRefusal.not_a_chat) from error


def _record(
    session: Session,
    actor: Actor,
    kind: str,
    endpoint: ChannelEndpoint,
    now: datetime,
    *,
    reason: str = "",
) -> None:
    """Leave an event; addresses and secrets are kept out of the record, which is never erased."""
    entry = events.Entry(
        kind,
        "endpoint",
        endpoint.id,
        new=endpoint.title,
        data={"kind": endpoint.kind.value, "person": endpoint.person_id, "reason": reason},
    )
    events.record(session, actor, [entry], now)


__all__ = [
    "SWITCHED_OFF",
    "TEST",
    "NewEndpoint",
    "register",
    "remove",
    "renew_secret",
    "stop_endpoint",
    "switch_off",
    "try_out",
    "use_again",
]
