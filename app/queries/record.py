"""The record as a list: filtered, newest first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app import clock
from app.models import ChainHead, Event
from app.queries.overview import PAGE
from workflows.permissions import Actor


@dataclass(frozen=True, slots=True)
class RecordFilter:
    """What to show; None and "" leave a question open. `kind` may be a noun ("work_item."); names
    are those frozen in the record."""

    kind: str = ""
    person: str = ""
    unit: str = ""
    work_item_id: int | None = None
    first_day: date | None = None
    last_day: date | None = None


@dataclass(frozen=True, slots=True)
class RecordPage:
    """A page of events and the number after which the next one begins."""

    events: Sequence[Event]
    next_before: int | None


def record_page(
    session: Session, actor: Actor, wanted: RecordFilter, before: int | None = None
) -> RecordPage:
    """A page of the record of the actor's commune. One query. `before` is the last number seen."""
    query = _wanted(actor, wanted)
    if before is not None:
        query = query.where(Event.seq < before)
    found = session.scalars(query.order_by(Event.seq.desc()).limit(PAGE + 1)).all()
    shown = found[:PAGE]
    return RecordPage(shown, shown[-1].seq if len(found) > PAGE else None)


def record_rows(
    session: Session, actor: Actor, wanted: RecordFilter, limit: int
) -> Iterator[Event]:
    """At most `limit` events, newest first, read a thousand at a time. One query."""
    query = _wanted(actor, wanted).order_by(Event.seq.desc()).limit(limit)
    yield from session.scalars(query, execution_options={"yield_per": 1000})


def count_at_most(session: Session, actor: Actor, wanted: RecordFilter, limit: int) -> int:
    """How many events there are, counted no further than `limit`."""
    found = _wanted(actor, wanted).with_only_columns(Event.id).limit(limit).subquery()
    return session.scalar(select(func.count()).select_from(found)) or 0


def record_head(session: Session, commune_id: int) -> str:
    """The head of the commune's record, "seq:hash", as `flask audit verify --head` takes it; ""
    before the first event. One query."""
    # By its name, which has an index: other columns of a chain's head have none.
    named = select(ChainHead).where(ChainHead.name == f"commune-{commune_id}")
    head = session.scalars(named).first()
    return f"{head.seq}:{head.hash}" if head else ""


def _wanted(actor: Actor, wanted: RecordFilter) -> Select[tuple[Event]]:
    query = select(Event).where(Event.commune_id == actor.commune_id)
    if wanted.kind:
        query = query.where(Event.kind.startswith(wanted.kind, autoescape=True))
    if wanted.person:
        query = query.where(Event.person_name == wanted.person)
    if wanted.unit:
        query = query.where(Event.person_unit == wanted.unit)
    if wanted.work_item_id is not None:
        query = query.where(Event.work_item_id == wanted.work_item_id)
    if wanted.first_day is not None:
        query = query.where(Event.happened_at >= clock.midnight(wanted.first_day))
    if wanted.last_day is not None:
        day_after = wanted.last_day + timedelta(days=1)
        query = query.where(Event.happened_at < clock.midnight(day_after))
    return query


def names_of_record(
    session: Session, actor: Actor, column: InstrumentedAttribute[str]
) -> Sequence[str]:
    """The names that stand in a column of the record of the actor's commune, 500 at most."""
    return session.scalars(
        select(column)
        .where(Event.commune_id == actor.commune_id, column != "")
        .distinct()
        .order_by(column)
        .limit(500)
    ).all()
