"""Calendar addresses: whose they are, and the deadlines they show."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from app.models import CalendarFeed, Commune, Event, Person, Task, Unit, WorkItem, WorkItemProduct
from app.queries.actors import load_actor
from app.queries.lead_units import led_by, units_of_items
from app.queries.recipients import recipients
from app.queries.standing import followed, submitted, with_lead
from workflows.permissions import Actor
from workflows.reminders import TOLD
from workflows.states import Role, Status

TAKEN_OUT_SHOWN = timedelta(days=30)
"""How long an item that was taken out is shown as cancelled, so that calendars strike it out."""


@dataclass(frozen=True, slots=True)
class Feed:
    """A calendar address that opens: of which commune, whose, by which units' items."""

    id: int
    commune_id: int
    commune_code: str
    commune_name: str
    owner: str
    locale: str
    units: frozenset[int]
    last_read_at: datetime | None


@dataclass(frozen=True, slots=True)
class FeedItem:
    """A work item as a calendar shows it. `changed_at` is the instant of its last event."""

    id: int
    title: str
    label: str
    units: str
    products: Sequence[str]
    due_on: date
    status: Status
    version: int
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class FeedRow:
    """An address as a line of the page. `unit_id` None: the person's own. `is_open` is False where
    who made a unit's address may not see to it any more."""

    id: int
    unit_id: int | None
    unit: str
    made_by: str
    created_at: datetime
    last_read_at: datetime | None
    is_open: bool


def feed_by_hash(session: Session, token_hash: str, today: date) -> Feed | None:
    """The address with this SHA-256, where it opens today. Two queries.

    None where it is not known, was revoked, or has no one behind it any more: the account of its
    person is disabled, he is of no unit in the commune, or the unit is no more. A unit's address
    is known to who made it: it closes when he may not see to it any more, and the unit makes
    another.
    """
    row = session.execute(
        select(CalendarFeed, Commune.code, Commune.name, Person, Unit)
        .join(Commune, Commune.id == CalendarFeed.commune_id)
        .outerjoin(
            Person, Person.id == func.coalesce(CalendarFeed.person_id, CalendarFeed.created_by)
        )
        .outerjoin(Unit, Unit.id == CalendarFeed.unit_id)
        .where(CalendarFeed.token_hash == token_hash, CalendarFeed.revoked_at.is_(None))
    ).first()
    if row is None:
        return None
    feed, code, name, person, unit = row
    if person is None or person.disabled_at is not None:
        return None
    actor = load_actor(session, person, feed.commune_id, today)
    if unit is None:
        units = actor.units(*TOLD)
        owner, locale = person.full_name, person.locale
    else:
        units = _if_seen_to(actor, unit, today)
        owner, locale = unit.name, "vi"
    if not units:
        return None
    return Feed(feed.id, feed.commune_id, code, name, owner, locale, units, feed.last_read_at)


def _if_seen_to(maker: Actor, unit: Unit, today: date) -> frozenset[int]:
    """The unit, while it exists and who made its address may still see to it."""
    ended = unit.valid_to is not None and unit.valid_to < today
    return frozenset() if ended or not _sees_to(maker, unit.id) else frozenset({unit.id})


def _sees_to(actor: Actor | None, unit_id: int) -> bool:
    """The address of a unit is its own people's and the standing office's."""
    if actor is None:
        return False
    return bool(actor.units(Role.standing_officer)) or unit_id in actor.units(*TOLD)


def feed_items(session: Session, feed: Feed, now: datetime) -> list[FeedItem]:
    """The open items with a date that the feed's units answer for, and those taken out lately, by
    due date. Three queries for a thousand items, whatever their number of products.
    """
    changed = _changed_at()
    rows = session.execute(
        select(WorkItem, Task.title, changed)
        .join(Task, Task.id == WorkItem.task_id)
        .where(*_shown(feed, now))
        .order_by(WorkItem.due_on, WorkItem.id)
    ).all()
    names = units_of_items(session, {(item.lead_id, item.lead_unit_id) for item, _, _ in rows})
    products = _products(session, feed, now)
    return [
        FeedItem(
            id=item.id,
            title=title,
            label=item.label,
            units=", ".join(name for _, name in names[item.lead_id, item.lead_unit_id]),
            products=products[item.id],
            due_on=item.due_on,
            status=item.status,
            version=item.version,
            changed_at=changed_at or item.created_at,
        )
        for item, title, changed_at in rows
    ]


def _changed_at() -> Any:
    """SQL: the instant of the work item's last event."""
    return (
        select(func.max(Event.happened_at))
        .where(Event.commune_id == WorkItem.commune_id, Event.work_item_id == WorkItem.id)
        .scalar_subquery()
    )


def _shown(feed: Feed, now: datetime) -> tuple[ColumnElement[bool], ...]:
    """SQL: the items of the feed."""
    taken_out = and_(WorkItem.status == Status.cancelled, _changed_at() > now - TAKEN_OUT_SHOWN)
    return (
        WorkItem.commune_id == feed.commune_id,
        led_by(feed.units),
        followed(),
        WorkItem.due_on.is_not(None),
        or_(with_lead(), submitted(), taken_out),
    )


def _products(session: Session, feed: Feed, now: datetime) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for item_id, title in session.execute(
        select(WorkItemProduct.work_item_id, WorkItemProduct.title)
        .join(WorkItem, WorkItem.id == WorkItemProduct.work_item_id)
        .where(*_shown(feed, now), WorkItemProduct.commune_id == feed.commune_id)
        .order_by(WorkItemProduct.work_item_id, WorkItemProduct.position)
    ):
        found[item_id].append(title)
    return found


def units_with_feeds(session: Session, actor: Actor, today: date) -> Sequence[tuple[int, str]]:
    """(id, name) of the units whose address the actor may see to: his own, or every one where he
    is of the standing office. One query."""
    query = select(Unit.id, Unit.name).where(
        Unit.commune_id == actor.commune_id,
        or_(Unit.valid_to.is_(None), Unit.valid_to >= today),
    )
    if not actor.units(Role.standing_officer):
        query = query.where(Unit.id.in_(actor.units(*TOLD)))
    return [(id_, name) for id_, name in session.execute(query.order_by(Unit.position, Unit.id))]


def feeds_of(
    session: Session, actor: Actor, units: Collection[int], today: date
) -> Sequence[FeedRow]:
    """The addresses of the actor himself and of `units` that were not revoked. Three queries."""
    rows = session.execute(
        select(
            CalendarFeed.id,
            CalendarFeed.unit_id,
            func.coalesce(Unit.name, ""),
            func.coalesce(Person.full_name, ""),
            CalendarFeed.created_at,
            CalendarFeed.last_read_at,
            CalendarFeed.unit_id,
            CalendarFeed.created_by,
        )
        .outerjoin(Unit, Unit.id == CalendarFeed.unit_id)
        .outerjoin(Person, Person.id == CalendarFeed.created_by)
        .where(*_of(actor, units))
        .order_by(CalendarFeed.id)
    )
    people = recipients(session, actor.commune_id, {*TOLD, Role.standing_officer}, today)
    makers = {person.person_id: person.actor for person in people}
    return [
        FeedRow(*row, is_open=unit_id is None or _sees_to(makers.get(made_by), unit_id))
        for *row, unit_id, made_by in rows
    ]


def feed_of(
    session: Session, actor: Actor, units: Collection[int], feed_id: int
) -> CalendarFeed | None:
    """The living address, where it is the actor's own or one of `units`."""
    return session.scalars(
        select(CalendarFeed).where(*_of(actor, units), CalendarFeed.id == feed_id)
    ).first()


def _of(actor: Actor, units: Collection[int]) -> tuple[ColumnElement[bool], ...]:
    return (
        CalendarFeed.commune_id == actor.commune_id,
        CalendarFeed.revoked_at.is_(None),
        or_(CalendarFeed.person_id == actor.person_id, CalendarFeed.unit_id.in_(units)),
    )


__all__ = [
    "Feed",
    "FeedItem",
    "FeedRow",
    "feed_by_hash",
    "feed_items",
    "feed_of",
    "feeds_of",
    "units_with_feeds",
]
