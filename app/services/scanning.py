"""Files that came in while the scanner did not answer: they wait, are scanned, and are then either
free to be opened or barred for good. A barred file keeps its rows and its bytes, which nobody can
open and which prove nothing: what was in force when stays to be told.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.models import DocumentFile, Evidence, FileInspection, StoredFile
from app.queries.quarantine import INFECTED
from app.services import events
from app.services.notices import notify
from workflows.permissions import Actor

MOST_AT_A_TIME = 500
"""Files that one run looks at; the next takes the others."""


@dataclass(frozen=True, slots=True)
class WaitingFile:
    """A file that waits: its row, its commune, its key in the store."""

    id: int
    commune_id: int
    key: str


def waiting_files(session: Session) -> Sequence[WaitingFile]:
    """The files that wait to be scanned, the longest waiting first."""
    rows = session.execute(
        select(StoredFile.id, StoredFile.commune_id, StoredFile.key)
        .outerjoin(FileInspection, FileInspection.file_id == StoredFile.id)
        .where(
            StoredFile.quarantined_at.is_not(None),
            StoredFile.scanned_at.is_(None),
            or_(FileInspection.id.is_(None), FileInspection.error != INFECTED),
        )
        .order_by(StoredFile.quarantined_at, StoredFile.id)
        .limit(MOST_AT_A_TIME)
    )
    return [WaitingFile(*row) for row in rows]


def release(session: Session, waiting: WaitingFile, now: datetime) -> None:
    """The scanner found nothing: the file may be opened, and counts. Leaves an event."""
    file = _locked(session, waiting)
    if file.scanned_at is None:
        file.scanned_at = now
        _record(session, file, "file.release", now)


def bar(session: Session, waiting: WaitingFile, found: str, now: datetime) -> None:
    """The scanner found `found`: the file stays shut. Leaves an event, and tells who brought it."""
    file = _locked(session, waiting)
    inspection = session.scalars(
        select(FileInspection).where(
            FileInspection.commune_id == file.commune_id, FileInspection.file_id == file.id
        )
    ).first()
    if inspection is None:
        inspection = FileInspection(
            commune_id=file.commune_id, file_id=file.id, inspected_at=now, signatures=[]
        )
        session.add(inspection)
    inspection.error = INFECTED
    _record(session, file, "file.bar", now, found=found)
    if file.uploaded_by is not None:
        notify(
            session,
            file.commune_id,
            [file.uploaded_by],
            kind="file.barred",
            key=f"file.barred:{file.id}",
            data={"name": file.original_name, "found": found},
            path=_where_used(session, file),
            now=now,
            for_mail=True,
        )


def _locked(session: Session, waiting: WaitingFile) -> StoredFile:
    return session.scalars(
        select(StoredFile).where(StoredFile.id == waiting.id).with_for_update()
    ).one()


def _record(session: Session, file: StoredFile, kind: str, now: datetime, found: str = "") -> None:
    entry = events.Entry(
        kind=kind,
        subject="stored_file",
        subject_id=file.id,
        new=file.original_name,
        data={"sha256": file.sha256, "found": found},
    )
    events.record(session, Actor(file.commune_id, None, ""), [entry], now)


def _where_used(session: Session, file: StoredFile) -> str:
    """The page of the item that the file's document proves, else of the document, else of what one
    has to do."""
    document_id = session.scalar(
        select(DocumentFile.document_id).where(DocumentFile.file_id == file.id).limit(1)
    )
    if document_id is None:
        return "/viec-cua-toi"
    item_id = session.scalar(
        select(Evidence.work_item_id)
        .where(Evidence.document_id == document_id, Evidence.removed_at.is_(None))
        .order_by(Evidence.id)
        .limit(1)
    )
    return f"/viec/{item_id}" if item_id else f"/van-ban/{document_id}"
