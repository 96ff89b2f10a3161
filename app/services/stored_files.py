"""The rows of files that lie in the store, whatever they are of: documents, drafts, workbooks.

Bytes are in the store before any row names them, so a crash in between leaves a file without a
row: `unnamed_files` finds those, once nobody can be about to name them any more.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.models import EventArchive, FileInspection, StoredFile
from app.plan_import.documents.values import FileReading
from app.services.notices import notify, people_with_role
from app.storage import Storage, Written
from workflows.permissions import Actor
from workflows.states import Role

_LONGEST_NAME = 300
_LONGEST_WORDS = 200

SETTLED = timedelta(days=1)
"""A file this old is named by a row, or never will be: the row follows its bytes in seconds."""
MOST_OF_CRASHES = 20
"""A crash leaves one file, or two; so many came of something else."""
_BATCH = 500


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file that lies in the store already: what was written, its own name, its type.

    `reading` is what was read from it, where it is of a kind that is read. `is_scanned`: a scanner
    found nothing in it; `is_quarantined`: there is one, and it did not answer.
    """

    written: Written
    name: str
    media_type: str
    reading: FileReading | None = None
    is_scanned: bool = False
    is_quarantined: bool = False


def add_stored_files(
    session: Session, actor: Actor, files: Sequence[KeptFile], now: datetime
) -> list[StoredFile]:
    """Add a row for each file, in the actor's commune and name, and one of what was read from it;
    the rows have their ids. Administrators are told of files that wait for the scanner."""
    rows = [
        StoredFile(
            commune_id=actor.commune_id,
            key=file.written.key,
            sha256=file.written.sha256,
            size=file.written.size,
            media_type=file.media_type,
            original_name=file.name[:_LONGEST_NAME],
            uploaded_by=actor.person_id,
            uploaded_at=now,
            quarantined_at=now if file.is_quarantined else None,
            scanned_at=now if file.is_scanned else None,
        )
        for file in files
    ]
    session.add_all(rows)
    session.flush()
    session.add_all(
        _inspection(row, file.reading, now)
        for row, file in zip(rows, files, strict=True)
        if file.reading is not None
    )
    session.flush()
    if any(file.is_quarantined for file in files):
        _tell_administrators(session, actor, now)
    return rows


def _inspection(row: StoredFile, reading: FileReading, now: datetime) -> FileInspection:
    head = reading.head
    return FileInspection(
        commune_id=row.commune_id,
        file_id=row.id,
        inspected_at=now,
        pages=reading.pages,
        has_text=reading.has_text,
        is_scan=reading.is_scan,
        number=head.number[:_LONGEST_WORDS],
        issued_on=head.issued_on,
        issuer=head.issuer[:_LONGEST_WORDS],
        subject=head.subject,
        signer=head.signer[:_LONGEST_WORDS],
        signatures=[asdict(signature) for signature in reading.signatures],
        error=reading.error.value if reading.error else "",
    )


def _tell_administrators(session: Session, actor: Actor, now: datetime) -> None:
    """Say once a day that files wait because the scanner does not answer."""
    today = clock.local(now).date()
    administrators = people_with_role(session, actor.commune_id, {Role.administrator}, today)
    notify(
        session,
        actor.commune_id,
        administrators,
        kind="file.waits_for_scan",
        key=f"file.waits_for_scan:{actor.commune_id}:{today.isoformat()}",
        data={},
        path="/lich-chay",
        now=now,
        for_mail=True,
    )


def add_stored_file(session: Session, actor: Actor, file: KeptFile, now: datetime) -> StoredFile:
    """Add the row of one file, as `add_stored_files` does."""
    (row,) = add_stored_files(session, actor, [file], now)
    return row


@dataclass(frozen=True, slots=True)
class UnnamedFiles:
    """Keys that no row names. `is_doubtful`: they are more than crashes leave, or more than the
    rows there are, as when the database is not the one that this store belongs to, is older than
    it, or is not restored yet.
    """

    keys: Sequence[str]
    is_doubtful: bool


def unnamed_files(session: Session, storage: Storage, now: datetime) -> UnnamedFiles:
    """The files in the store that are older than SETTLED and that no row names.

    A backup needs none of them: it copies files that the rows of its database name, and a row
    that is deleted later is that of a file which a backup may do without.
    """
    old = storage.keys_before(now - SETTLED)
    named: set[str] = set()
    for start in range(0, len(old), _BATCH):
        batch = old[start : start + _BATCH]
        for model in (StoredFile, EventArchive):
            named.update(session.scalars(select(model.key).where(model.key.in_(batch))))
    unnamed = [key for key in old if key not in named]
    rows = session.scalar(select(func.count(StoredFile.id))) or 0
    return UnnamedFiles(unnamed, is_doubtful=len(unnamed) > min(rows, MOST_OF_CRASHES))
