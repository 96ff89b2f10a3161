"""Check the record: every hash again, every chain from its beginning to its head.

What was archived is read again from its files where a store is given; the archive's own row, which
the database refuses to change, says where the rest of the chain begins.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import ChainHead, Event, EventArchive
from app.services.event_archives import UnreadableArchive, archives_of, read_archive
from app.services.events import BEGINNING, chained_hash
from app.storage import Storage


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a chain as it was once written down: the number of an event, and its hash."""

    seq: int
    hash: str

    @classmethod
    def read(cls, text: str) -> "Head":
        """Read "SEQ:HASH" as digests print it. Raises ValueError for anything else."""
        seq, _, digest = text.strip().partition(":")
        head = cls(int(seq), digest.strip().lower())
        if head.seq < 1 or len(head.hash) != len(BEGINNING):
            raise ValueError(text)
        int(head.hash, 16)
        return head

    def __str__(self) -> str:
        return f"{self.seq}:{self.hash}"


@dataclass(frozen=True, slots=True)
class Broken:
    """The first event of a chain that is not what it was, or is not there."""

    commune_id: int | None
    seq: int
    what: str


@dataclass(frozen=True, slots=True)
class Chain:
    """A chain that holds: how many events, how many of them in archives, its head, and which of the
    heads that were asked for it holds."""

    commune_id: int | None
    events: int
    head: str
    archived: int = 0
    held: frozenset[Head] = frozenset()


@dataclass(slots=True)
class _Walk:
    """Where a walk along a chain stands: the number expected next, and the hash before it."""

    head: ChainHead
    wanted: frozenset[Head]
    seq: int = 1
    before: str = BEGINNING
    held: set[Head] = field(default_factory=set)

    def fault_of(self, rows: Iterable[Mapping[str, Any]]) -> str:
        """Step over `rows`; the word for the first that is not right, "" where all are."""
        for values in rows:
            what = _fault(values, self.head, self.seq, self.before)
            if what:
                return what
            self._step(values["seq"], values["hash"])
        return ""

    def skip_to(self, archive: EventArchive) -> None:
        """Take an archive at its row's word."""
        self.seq = archive.last_seq
        self._step(archive.last_seq, archive.last_hash)

    def _step(self, seq: int, digest: str) -> None:
        self.held |= self.wanted & {Head(seq, digest)}
        self.seq, self.before = seq + 1, digest


def verify_chains(
    session: Session, storage: Storage | None = None, heads: Sequence[Head] = ()
) -> Iterator[Chain | Broken]:
    """Yield a result for each chain: that of the installation first, then the communes by id.

    With `storage`, archives are read and checked too. `heads` are looked for on the way: one that
    no chain holds was taken from a record that is no longer here (a restored old copy).
    """
    chains = session.scalars(select(ChainHead).order_by(ChainHead.commune_id.nulls_first())).all()
    for chain in chains:
        yield _verify(session, _Walk(chain, frozenset(heads)), storage)


def _verify(session: Session, walk: _Walk, storage: Storage | None) -> Chain | Broken:
    head = walk.head
    for archive in archives_of(session, head.id):
        what = _archive_fault(walk, archive, storage)
        if what:
            return Broken(head.commune_id, walk.seq, what)
    archived = walk.seq - 1
    columns = Event.__table__.columns
    with session.execute(
        select(*columns).where(Event.chain_id == head.id).order_by(Event.seq),
        execution_options={"yield_per": 1000},
    ) as rows:
        what = walk.fault_of(row._asdict() for row in rows)
    if what:
        return Broken(head.commune_id, walk.seq, what)
    if (walk.seq - 1, walk.before) != (head.seq, head.hash):
        return Broken(head.commune_id, walk.seq, "missing")
    return Chain(head.commune_id, head.seq, head.hash, archived, frozenset(walk.held))


def _archive_fault(walk: _Walk, archive: EventArchive, storage: Storage | None) -> str:
    if archive.first_seq != walk.seq:
        return "missing"
    if storage is None:
        walk.skip_to(archive)
        return ""
    try:
        what = walk.fault_of(read_archive(storage, archive))
    except UnreadableArchive:
        return "archive_unreadable"
    if what:
        return what
    ends = (walk.seq - 1, walk.before) == (archive.last_seq, archive.last_hash)
    return "" if ends else "missing"


def _fault(values: Mapping[str, Any], head: ChainHead, expected: int, before: str) -> str:
    """What is wrong with the event that should be number `expected`, in a word; "" if right."""
    if values["seq"] != expected:
        return "missing"
    if values["prev_hash"] != before:
        return "not_after_the_one_before"
    if values["hash"] != chained_hash(before, values):
        return "altered"
    return "" if values["commune_id"] == head.commune_id else "of_another_commune"


__all__ = ["BEGINNING", "Broken", "Chain", "Head", "verify_chains"]
