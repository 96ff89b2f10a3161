"""Archives of the record: old events leave the table for a file, and the chain stays whole.

An archive is a gzip file of lines, one event each: the canonical form of the event
(`app.services.events`) with its hash. The file is in the store before its row is; the row names the
last hash, so that the events still online have something to follow; and only what a row names can
be deleted (the database refuses anything else).
"""

import gzip
import hashlib
import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.models import ChainHead, Event, EventArchive
from app.services import events
from app.services.events import BEGINNING, chained_hash
from app.storage import Storage, Written
from workflows.permissions import Actor

KEPT_ONLINE = timedelta(days=366)
"""At least twelve months of the record stay in the table."""

_GZIP = 31  # The window bits by which zlib writes a gzip file.


class UnreadableArchive(Exception):
    """An archive's file is lost, or is not what was written."""


class RecordNotWhole(Exception):
    """The events to be archived do not hold together: the record is to be checked first."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """Events of one chain that lie in the store already, and in no archive yet."""

    chain_id: int
    commune_id: int | None
    first_seq: int
    last_seq: int
    last_hash: str
    file: Written

    @property
    def events(self) -> int:
        return self.last_seq - self.first_seq + 1


def archives_of(session: Session, chain_id: int) -> Sequence[EventArchive]:
    """The archives of a chain, oldest first. One query."""
    return session.scalars(
        select(EventArchive)
        .where(EventArchive.chain_id == chain_id)
        .order_by(EventArchive.first_seq)
    ).all()


def archived_until(session: Session, commune_id: int) -> int:
    """The number of the last event of the commune that is in an archive; 0 where none is."""
    last = (
        select(func.max(EventArchive.last_seq))
        .join(ChainHead, ChainHead.id == EventArchive.chain_id)
        .where(ChainHead.commune_id == commune_id)
    )
    return session.scalar(last) or 0


def prepare(session: Session, storage: Storage, before: datetime) -> Iterator[Prepared]:
    """Write the events that happened before `before` into the store, chain by chain, hashing each
    of them again on the way. Nothing leaves the table yet.

    Events of a chain are archived from its oldest on without a gap: one that is younger ends the
    run, whatever follows it. Raises RecordNotWhole, OSError.
    """
    for chain in session.scalars(select(ChainHead).order_by(ChainHead.id)).all():
        done = archives_of(session, chain.id)
        first, link = (done[-1].last_seq + 1, done[-1].last_hash) if done else (1, BEGINNING)
        last = _last_before(session, chain.id, first, before)
        if last < first:
            continue
        run = _Run(link)
        written = storage.write(_packed(run.lines(_rows(session, chain.id, first, last), first)))
        if run.count != last - first + 1:
            storage.remove(written.key)
            raise RecordNotWhole(f"{chain.name}: {first + run.count}")
        yield Prepared(chain.id, chain.commune_id, first, last, run.before, written)


def keep(session: Session, prepared: Prepared, now: datetime) -> None:
    """Name the archive, take its events out of the table, and leave an event that says so."""
    session.add(
        EventArchive(
            chain_id=prepared.chain_id,
            first_seq=prepared.first_seq,
            last_seq=prepared.last_seq,
            last_hash=prepared.last_hash,
            key=prepared.file.key,
            sha256=prepared.file.sha256,
            size=prepared.file.size,
            archived_at=now,
        )
    )
    session.flush()
    session.execute(
        delete(Event)
        .where(
            Event.chain_id == prepared.chain_id,
            Event.seq.between(prepared.first_seq, prepared.last_seq),
        )
        .execution_options(synchronize_session=False)
    )
    system = None if prepared.commune_id is None else Actor(prepared.commune_id, None, "")
    entry = events.Entry(
        "record.archive",
        "event_archive",
        data={
            "first_seq": prepared.first_seq,
            "last_seq": prepared.last_seq,
            "last_hash": prepared.last_hash,
            "sha256": prepared.file.sha256,
        },
    )
    events.record(session, system, [entry], now)


def read_archive(storage: Storage, archive: EventArchive) -> Iterator[Mapping[str, Any]]:
    """The events of an archive, oldest first, as columns and values. Raises UnreadableArchive."""
    try:
        with storage.open(archive.key) as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != archive.sha256:
                raise UnreadableArchive(archive.key)
            file.seek(0)
            with gzip.open(file, "rt", encoding="utf-8") as lines:
                for line in lines:
                    yield json.loads(line)
    except (OSError, EOFError, ValueError, zlib.error) as error:
        raise UnreadableArchive(archive.key) from error


class _Run:
    """Events on their way into a file, each checked against the one before."""

    def __init__(self, before: str) -> None:
        self.before, self.count = before, 0

    def lines(self, rows: Iterator[dict[str, Any]], first: int) -> Iterator[bytes]:
        """The line of each event, up to the first that does not follow the one before."""
        for values in rows:
            digest = chained_hash(self.before, values)
            if values["seq"] != first + self.count or values["hash"] != digest:
                return
            self.before, self.count = digest, self.count + 1
            # The canonical form is an object: the hash goes in before its closing brace.
            yield events.canonical(values)[:-1] + b',"hash":"' + digest.encode("ascii") + b'"}\n'


def _rows(session: Session, chain_id: int, first: int, last: int) -> Iterator[dict[str, Any]]:
    with session.execute(
        select(*Event.__table__.columns)
        .where(Event.chain_id == chain_id, Event.seq.between(first, last))
        .order_by(Event.seq),
        execution_options={"yield_per": 1000},
    ) as rows:
        for row in rows:
            yield row._asdict()


def _last_before(session: Session, chain_id: int, first: int, before: datetime) -> int:
    """The number of the last event of the run from `first` on that happened before `before`."""
    of_chain = select(func.min(Event.seq), func.max(Event.seq)).where(
        Event.chain_id == chain_id, Event.seq >= first
    )
    young = session.execute(of_chain.where(Event.happened_at >= before)).one()[0]
    if young is not None:
        return int(young) - 1
    return session.execute(of_chain).one()[1] or 0


def _packed(lines: Iterator[bytes]) -> Iterator[bytes]:
    packer = zlib.compressobj(wbits=_GZIP)
    for line in lines:
        yield packer.compress(line)
    yield packer.flush()
