"""Webhooks and chats: those of people, those of the office, and what went to them last."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, bindparam, func, select
from sqlalchemy.orm import Session

from app.models import ChannelEndpoint, OutboxMail, Person
from app.queries.outbox import MailState, state_of
from workflows.permissions import Actor


@dataclass(frozen=True, slots=True)
class LastMessage:
    """The newest message of an endpoint: how it stands, since when, and why it failed."""

    state: MailState
    at: datetime
    error: str


@dataclass(frozen=True, slots=True)
class EndpointRow:
    """An endpoint as a line of a list. `owner` is None where it is the office's."""

    endpoint: ChannelEndpoint
    owner: str | None
    last: LastMessage | None


def live() -> tuple[ColumnElement[bool], ...]:
    """SQL: an endpoint that messages go to."""
    return (ChannelEndpoint.removed_at.is_(None), ChannelEndpoint.stopped_at.is_(None))


_OF_PEOPLE = (
    select(ChannelEndpoint.person_id, ChannelEndpoint.id)
    .where(
        ChannelEndpoint.commune_id == bindparam("commune_id"),
        ChannelEndpoint.person_id.in_(bindparam("people", expanding=True)),
        *live(),
    )
    .order_by(ChannelEndpoint.id)
)
_OF_OFFICE = (
    select(ChannelEndpoint.id, ChannelEndpoint.created_by)
    .where(
        ChannelEndpoint.commune_id == bindparam("commune_id"),
        ChannelEndpoint.person_id.is_(None),
        ChannelEndpoint.created_by.is_not(None),
        *live(),
    )
    .order_by(ChannelEndpoint.id)
)


def endpoints_of_people(
    session: Session, commune_id: int, people: Collection[int]
) -> Mapping[int, Sequence[int]]:
    """The ids of the living endpoints of each of `people` in the commune."""
    found: dict[int, list[int]] = defaultdict(list)
    asked = {"commune_id": commune_id, "people": list(people)}
    for person_id, id_ in session.execute(_OF_PEOPLE, asked):
        found[person_id].append(id_)
    return found


def endpoints_of_office(session: Session, commune_id: int) -> Mapping[int, int]:
    """The living endpoints of the office: their ids, and the person who registered each."""
    rows = session.execute(_OF_OFFICE, {"commune_id": commune_id})
    return {id_: registered_by for id_, registered_by in rows}


def has_endpoint(commune_id: ColumnElement[int]) -> ColumnElement[bool]:
    """SQL: the person of the row has a living endpoint in the commune."""
    return (
        select(ChannelEndpoint.id)
        .where(
            ChannelEndpoint.commune_id == commune_id,
            ChannelEndpoint.person_id == Person.id,
            *live(),
        )
        .exists()
    )


def any_endpoint(session: Session) -> bool:
    """True where there is a living endpoint in any commune."""
    return session.scalar(select(ChannelEndpoint.id).where(*live()).limit(1)) is not None


def endpoint_rows(
    session: Session, commune_id: int, *, person_id: int | None = None
) -> Sequence[EndpointRow]:
    """The endpoints of the commune that were not removed, or those of one person. Two queries."""
    query = (
        select(ChannelEndpoint, Person.full_name)
        .outerjoin(Person, Person.id == ChannelEndpoint.person_id)
        .where(ChannelEndpoint.commune_id == commune_id, ChannelEndpoint.removed_at.is_(None))
        .order_by(ChannelEndpoint.person_id.is_not(None), Person.full_name, ChannelEndpoint.id)
    )
    if person_id is not None:
        query = query.where(ChannelEndpoint.person_id == person_id)
    rows = session.execute(query).all()
    last = _last_messages(session, [endpoint.id for endpoint, _ in rows])
    return [EndpointRow(endpoint, owner, last.get(endpoint.id)) for endpoint, owner in rows]


def _last_messages(session: Session, endpoint_ids: Sequence[int]) -> dict[int, LastMessage]:
    newest = (
        select(func.max(OutboxMail.id))
        .where(OutboxMail.endpoint_id.in_(endpoint_ids))
        .group_by(OutboxMail.endpoint_id)
    )
    return {
        row.endpoint_id or 0: LastMessage(
            state_of(row.sent_at, row.failed_at, row.error),
            row.sent_at or row.failed_at or row.created_at,
            row.error,
        )
        for row in session.scalars(select(OutboxMail).where(OutboxMail.id.in_(newest)))
    }


def endpoint_of(session: Session, actor: Actor, endpoint_id: int) -> ChannelEndpoint | None:
    """The endpoint, where it is one of the actor's commune and was not removed."""
    return session.scalars(
        select(ChannelEndpoint).where(
            ChannelEndpoint.commune_id == actor.commune_id,
            ChannelEndpoint.id == endpoint_id,
            ChannelEndpoint.removed_at.is_(None),
        )
    ).first()


__all__ = [
    "EndpointRow",
    "LastMessage",
    "any_endpoint",
    "endpoint_of",
    "endpoint_rows",
    "endpoints_of_office",
    "endpoints_of_people",
    "has_endpoint",
    "live",
]
