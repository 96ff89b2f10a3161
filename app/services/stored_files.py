"""The rows of files that lie in the store, whatever they are of: documents, drafts, workbooks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.models import StoredFile
from app.storage import Written
from workflows.permissions import Actor

_LONGEST_NAME = 300


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file that lies in the store already: what was written, its own name, its type."""

    written: Written
    name: str
    media_type: str


def add_stored_files(
    session: Session, actor: Actor, files: Iterable[KeptFile], now: datetime
) -> list[StoredFile]:
    """Add a row for each file, in the actor's commune and name; the rows have their ids."""
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
        )
        for file in files
    ]
    session.add_all(rows)
    session.flush()
    return rows


def add_stored_file(session: Session, actor: Actor, file: KeptFile, now: datetime) -> StoredFile:
    """Add the row of one file, as `add_stored_files` does."""
    (row,) = add_stored_files(session, actor, [file], now)
    return row
