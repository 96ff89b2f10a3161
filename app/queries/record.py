"""The record as a list: filtered, newest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.models import Event
from app.queries.overview import PAGE
from workflows.permissions import Actor


@dataclass(frozen=True, slots=True)
class RecordFilter:
    """What to show; None and "" leave a question open. `kind` may be a noun ("work_item.")."""

    kind: str = ""
    person: str = ""
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
    query = select(Event).where(Event.commune_id == actor.commune_id)
    if wanted.kind:
        query = query.where(Event.kind.startswith(wanted.kind, autoescape=True))
    if wanted.person:
        query = query.where(Event.person_name == wanted.person)
    if wanted.work_item_id is not None:
        query = query.where(Event.work_item_id == wanted.work_item_id)
    if wanted.first_day is not None:
        query = query.where(Event.happened_at >= clock.midnight(wanted.first_day))
    if wanted.last_day is not None:
        query = query.where(Event.happened_at < clock.midnight(wanted.last_day + timedelta(days=1)))
    if before is not None:
        query = query.where(Event.seq < before)
    found = session.scalars(query.order_by(Event.seq.desc()).limit(PAGE + 1)).all()
    shown = found[:PAGE]
    return RecordPage(shown, shown[-1].seq if len(found) > PAGE else None)


def people_of_record(session: Session, actor: Actor) -> Sequence[str]:
    """The names that stand in the record of the actor's commune."""
    return session.scalars(
        select(Event.person_name)
        .where(Event.commune_id == actor.commune_id, Event.person_name != "")
        .distinct()
        .order_by(Event.person_name)
        .limit(500)
    ).all()
