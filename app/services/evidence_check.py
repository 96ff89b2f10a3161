"""Is every file in the store what it was when it came, and does the store hold nothing else?

The rows are read first and the bytes hashed after, outside of any transaction: a store of many
gigabytes takes its time, and people go on working.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, auto

from sqlalchemy import Column, Table, func, select
from sqlalchemy.orm import Session

from app.models import (
    Commune,
    Document,
    DocumentFile,
    DraftStatus,
    EventArchive,
    Evidence,
    PlanDraft,
    StoredFile,
)
from app.queries.batches import batches
from app.services.stored_files import SETTLED
from app.storage import Storage

_CHUNK = 1024 * 1024

Progress = Callable[[int, int], None]
"""Told (files done, files of all)."""


class Fault(StrEnum):
    """What is wrong with a file. A `fresh` one has no row yet and is younger than a day: somebody
    may be sending it at this moment, or a crash left it for the nightly sweep.
    """

    lost = auto()
    altered = auto()
    unreadable = auto()
    orphaned = auto()
    fresh = auto()


@dataclass(frozen=True, slots=True)
class NamedFile:
    """A file that a row names; `id` is that of the row, None for an archive of the record."""

    id: int | None
    commune: str
    name: str
    key: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Use:
    """A row that uses a file: its table and id; of a document also its number and an item that it
    proves."""

    table: str
    id: int
    number: str = ""
    work_item_id: int | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """A file with a fault; `file` is None where no row names it, `used_in` says where it is
    used."""

    fault: Fault
    key: str
    file: NamedFile | None = None
    used_in: tuple[Use, ...] = ()


def named_files(session: Session) -> list[NamedFile]:
    """Every file that a row names, but those of plans that could not be read: these are taken out
    of the store by themselves.
    """
    not_read = PlanDraft.status.in_([DraftStatus.reading, DraftStatus.unreadable])
    passing = select(func.coalesce(PlanDraft.appendix_file_id, PlanDraft.file_id)).where(not_read)
    rows = session.execute(
        select(
            StoredFile.id, Commune.name, StoredFile.original_name, StoredFile.key, StoredFile.sha256
        )
        .join(Commune, Commune.id == StoredFile.commune_id)
        .where(StoredFile.id.not_in(passing))
        .order_by(StoredFile.commune_id, StoredFile.id)
    )
    files = [NamedFile(*row) for row in rows]
    archives = select(EventArchive.key, EventArchive.sha256, EventArchive.first_seq)
    files += [
        NamedFile(None, "", str(first), key, sha256)
        for key, sha256, first in session.execute(archives.order_by(EventArchive.id))
    ]
    return files


def compare(
    storage: Storage, files: Sequence[NamedFile], on_progress: Progress | None = None
) -> Iterator[Finding]:
    """Hash every named file and yield those that are lost, altered or cannot be read."""
    for done, file in enumerate(files, 1):
        fault = _fault_of(storage, file)
        if fault is not None:
            yield Finding(fault, file.key, file)
        if on_progress is not None:
            on_progress(done, len(files))


def _fault_of(storage: Storage, file: NamedFile) -> Fault | None:
    digest = hashlib.sha256()
    try:
        with storage.open(file.key) as stream:
            while chunk := stream.read(_CHUNK):
                digest.update(chunk)
    except FileNotFoundError:
        return Fault.lost
    except OSError:
        return Fault.unreadable
    return None if digest.hexdigest() == file.sha256 else Fault.altered


def orphans(session: Session, storage: Storage, now: datetime) -> list[Finding]:
    """The files in the store that no row names, and those that a writer left unfinished.

    The store is listed before the rows are read, so that what is being sent is not taken for an
    orphan as soon as it has its row.
    """
    keys = storage.keys()
    settled = set(storage.keys_before(now - SETTLED))
    named: set[str] = set()
    for some in batches(keys):
        for model in (StoredFile, EventArchive):
            named.update(session.scalars(select(model.key).where(model.key.in_(some))))
    found = [
        Finding(Fault.orphaned if key in settled else Fault.fresh, key)
        for key in keys
        if key not in named
    ]
    old = set(storage.unfinished(now - SETTLED))
    found += [
        Finding(Fault.orphaned if name in old else Fault.fresh, name)
        for name in storage.unfinished()
    ]
    return found


def with_usage(session: Session, findings: Sequence[Finding]) -> list[Finding]:
    """The findings with where each file is used."""
    ids = [finding.file.id for finding in findings if finding.file and finding.file.id]
    used = _uses(session, ids)
    return [
        Finding(
            finding.fault,
            finding.key,
            finding.file,
            tuple(used.get(finding.file.id or 0, ())) if finding.file else (),
        )
        for finding in findings
    ]


def _uses(session: Session, file_ids: Sequence[int]) -> dict[int, list[Use]]:
    """Where files are used, by their ids."""
    used: dict[int, list[Use]] = defaultdict(list)
    for some in batches(file_ids):
        rows = session.execute(
            select(DocumentFile.file_id, Document.id, Document.number, Evidence.work_item_id)
            .join(Document, Document.id == DocumentFile.document_id)
            .outerjoin(
                Evidence,
                (Evidence.document_id == Document.id) & Evidence.removed_at.is_(None),
            )
            .where(DocumentFile.file_id.in_(some))
            .distinct()
            .order_by(DocumentFile.file_id, Document.id, Evidence.work_item_id)
        )
        for file_id, document_id, number, item_id in rows:
            used[file_id].append(Use("document", document_id, number, item_id))
        for table, column in _other_uses():
            for file_id, row_id in session.execute(
                select(column, table.c.id).where(column.in_(some)).order_by(table.c.id)
            ):
                used[file_id].append(Use(table.name, row_id))
    return used


def _other_uses() -> list[tuple[Table, Column[int]]]:
    """(table, column) of everything else that names a stored file, as the models have it."""
    own = {"document_file", "file_inspection"}
    return [
        (table, element.parent)
        for table in StoredFile.metadata.sorted_tables
        if table.name not in own
        for constraint in table.foreign_key_constraints
        for element in constraint.elements
        if element.column is StoredFile.__table__.c.id
    ]
