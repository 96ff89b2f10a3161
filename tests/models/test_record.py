"""The record can be added to, and nothing else, on both databases."""

import threading

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from app import clock
from app.models import Event
from app.services.events import Entry, chained_hash, record
from tests.cast import World
from workflows.permissions import Actor

FORBIDDEN = (
    "UPDATE event SET reason = 'khác'",
    "DELETE FROM event",
    "INSERT OR REPLACE INTO event SELECT * FROM event",
    "TRUNCATE event CASCADE",
)


def _add_events(session: Session, world: World, count: int = 3) -> None:
    actor = world.actor("Thư")
    entries = [Entry(kind="test.happened", reason=f"lần {n}") for n in range(count)]
    record(session, actor, entries, clock.now())
    session.commit()


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_the_database_refuses_to_change_the_record(
    session: Session, world: World, statement: str
) -> None:
    sqlite = session.get_bind().dialect.name == "sqlite"
    if ("TRUNCATE" in statement and sqlite) or ("REPLACE" in statement and not sqlite):
        # The statement does not exist there; a syntax error would prove nothing.
        return
    _add_events(session, world)
    with pytest.raises(DatabaseError, match="append-only"):
        session.execute(text(statement))
    session.rollback()
    assert len(session.scalars(select(Event)).all()) == 3


def test_every_event_is_chained_to_the_one_before(session: Session, world: World) -> None:
    _add_events(session, world)
    _add_events(session, world)
    before = "0" * 64
    events = session.scalars(select(Event).order_by(Event.seq)).all()
    assert [event.seq for event in events] == [1, 2, 3, 4, 5, 6]
    for event in events:
        columns = {c.name: getattr(event, c.name) for c in Event.__table__.columns}
        assert event.prev_hash == before
        assert event.hash == chained_hash(before, columns)
        before = event.hash


def test_two_communes_have_two_chains(session: Session, world: World) -> None:
    _add_events(session, world, 2)
    record(session, world.actor("Thư", place=world.ben), [Entry(kind="test.other")], clock.now())
    record(session, None, [Entry(kind="test.nobody")], clock.now())
    session.commit()
    chains = {event.commune_id: event.seq for event in session.scalars(select(Event))}
    assert chains == {world.mau.commune.id: 2, world.ben.commune.id: 1, None: 1}


def test_two_who_begin_a_chain_at_once_share_one(session: Session, world: World) -> None:
    """Each of several at once records the first event of its commune, and of the installation."""
    engine, commune = session.get_bind(), world.actor("Thư")
    session.rollback()
    start = threading.Barrier(4)

    def begin(actor: Actor | None) -> None:
        start.wait()
        with Session(engine) as own, own.begin():
            record(own, actor, [Entry(kind="test.first")], clock.now())

    threads = [
        threading.Thread(target=begin, args=(who,)) for who in (commune, commune, None, None)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    chains = sorted((e.commune_id or 0, e.seq) for e in session.scalars(select(Event)))
    assert chains == [(0, 1), (0, 2), (commune.commune_id, 1), (commune.commune_id, 2)]
