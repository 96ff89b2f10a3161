"""Mails of notices that ask for action: one a person, of all that came since the last look.

Mails are worded between two transactions. The second one marks the notices and puts the mail into
the outbox together; where another process was quicker with one of them, nothing of that mail is
kept, so that however many processes look, each notice is in one mail.

What a person did is told at once. A reminder is in no hurry: its mail waits until the office is
open, and where a digest goes out that names the same items, it needs none of its own.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, literal, literal_column, or_, select, update
from sqlalchemy.orm import Session

from app import clock
from app.models import Commune, Notification, Person
from app.queries.batches import batches
from app.queries.calendar import open_on
from app.queries.endpoints import has_endpoint
from app.services import outbox
from app.services.outbox import Rendered
from app.services.reminders import BY_MAIL
from workflows.timetable import job_named

KIND = "notices"

PEOPLE_AT_ONCE = 200
"""Mails of one transaction: it is short, and the next one follows at once."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """What one person of one commune is to read, oldest first. `is_wanted` tells for each notice
    whether it goes by mail: not where he wants no mail of its kind, or gets none at present.
    """

    commune_id: int
    commune_name: str
    person_id: int
    locale: str
    wanted: Sequence[Notification]
    unwanted: Sequence[int]


Render = Callable[[Bundle], Rendered]


# Worded as the partial index is, so that SQLite uses it.
_UNMAILED = (literal_column("notification.is_for_mail"), Notification.mailed_at.is_(None))


def bundles(session: Session, as_of: datetime) -> list[Bundle]:
    """The notices that ask for action and have no mail yet, of PEOPLE_AT_ONCE people at most;
    reminders where the office is open at `as_of`. Two queries."""
    today = clock.local(as_of).date()
    unmailed = (*_UNMAILED, or_(Notification.kind != BY_MAIL, _is_open(as_of)))
    whose = (
        select(Notification.commune_id, Notification.person_id)
        .where(*unmailed)
        .distinct()
        .order_by(Notification.commune_id, Notification.person_id)
        .limit(PEOPLE_AT_ONCE)
        .subquery()
    )
    rows = session.execute(
        select(Notification, Person, Commune.name, has_endpoint(Notification.commune_id))
        .join(
            whose,
            (whose.c.commune_id == Notification.commune_id)
            & (whose.c.person_id == Notification.person_id),
        )
        .join(Person, Person.id == Notification.person_id)
        .join(Commune, Commune.id == Notification.commune_id)
        .where(*unmailed)
        .order_by(Notification.commune_id, Notification.person_id, Notification.id)
    )
    found: dict[tuple[int, int], tuple[str, Person, bool, list[Notification]]] = {}
    for notice, person, name, reads_elsewhere in rows:
        key = (notice.commune_id, notice.person_id)
        found.setdefault(key, (name, person, reads_elsewhere, []))[3].append(notice)
    return [
        _bundle(commune_id, name, person, notices, is_read=_is_told(person, elsewhere, today))
        for (commune_id, _), (name, person, elsewhere, notices) in found.items()
    ]


def _is_open(as_of: datetime) -> ColumnElement[bool]:
    """SQL: it is a working day in the notice's commune, and the hour of reminders has come."""
    here = clock.local(as_of)
    hour = job_named("remind").at
    is_early = hour is not None and here.time() < hour
    return literal(False) if is_early else open_on(here.date(), Notification.commune_id)


def leave_to_digest(
    session: Session, commune_id: int, person_ids: Collection[int], now: datetime
) -> None:
    """Mark the reminders of these people that have no mail yet: the digest they get now names every
    late item of their units, or counts it beside its link."""
    for some in batches(sorted(person_ids)):
        session.execute(
            update(Notification)
            .where(
                *_UNMAILED,
                Notification.commune_id == commune_id,
                Notification.person_id.in_(some),
                Notification.kind == BY_MAIL,
            )
            .values(mailed_at=now)
            .execution_options(synchronize_session=False)
        )


def _bundle(
    commune_id: int, name: str, person: Person, notices: Sequence[Notification], *, is_read: bool
) -> Bundle:
    wanted = [notice for notice in notices if is_read and notice.kind not in person.muted_kinds]
    kept = {notice.id for notice in wanted}
    unwanted = [notice.id for notice in notices if notice.id not in kept]
    return Bundle(commune_id, name, person.id, person.locale, wanted, unwanted)


def _is_told(person: Person, has_endpoint: bool, today: date) -> bool:
    """True where something is sent to him: by mail, or to a webhook or chat of his own."""
    paused = person.digest_paused_until is not None and today <= person.digest_paused_until
    has_address = bool(person.email) and person.email_stopped_at is None
    return person.disabled_at is None and (has_address or has_endpoint) and not paused


def store(
    session: Session, bundle: Bundle, words: Rendered | None, now: datetime, *, domain: str
) -> int:
    """Mark the bundle's notices and put its mail into the outbox; return 1 where it is new.

    `words` is None where nothing of it goes by mail. Nothing is kept of a bundle of which another
    process took a notice meanwhile: what is left of it comes with the next look.
    """
    if bundle.unwanted:
        session.execute(
            update(Notification)
            .where(Notification.id.in_(bundle.unwanted), Notification.mailed_at.is_(None))
            .values(is_for_mail=False)
            .execution_options(synchronize_session=False)
        )
    if words is None:
        return 0
    ids = [notice.id for notice in bundle.wanted]
    waiting = session.scalars(
        select(Notification.id)
        .where(
            Notification.id.in_(ids),
            Notification.is_for_mail.is_(True),
            Notification.mailed_at.is_(None),
        )
        # On SQLite nobody else writes during this transaction.
        .with_for_update()
    ).all()
    if len(waiting) != len(ids):
        return 0
    session.execute(
        update(Notification)
        .where(Notification.id.in_(ids))
        .values(mailed_at=now)
        .execution_options(synchronize_session=False)
    )
    letter = outbox.Letter(
        f"{KIND}:{bundle.commune_id}:{bundle.person_id}:{ids[0]}-{ids[-1]}",
        bundle.person_id,
        words.subject,
        words.text,
        words.html,
        short=words.short,
    )
    return outbox.enqueue(session, bundle.commune_id, KIND, [letter], now, domain=domain)


__all__ = ["KIND", "PEOPLE_AT_ONCE", "Bundle", "Render", "bundles", "leave_to_digest", "store"]
