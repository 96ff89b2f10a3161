"""The documents (văn bản) of a commune: entered once, with their files, and linked as often as
needed.

A file is in the store before any row speaks of it: what is refused afterwards leaves at most bytes
that nothing points to, never a row without its file. Writing a file takes its time and therefore
happens before the transaction that keeps the document.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import Document, DocumentFile, DocumentKind, StoredFile
from app.queries.evidence import FileToSend, may_read_document
from app.services import events
from app.services.stored_files import KeptFile, add_stored_files
from app.services.uploads import Upload
from app.storage import Storage
from workflows.permissions import Actor
from workflows.states import ActionRefused, Refusal
from workflows.text import fold


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """What is typed of a document; texts are cleaned. `link` is a web address, `kept_at` where the
    paper lies. Dates are days in Vietnam."""

    kind: DocumentKind
    number: str = ""
    issued_on: date | None = None
    subject: str = ""
    issuer: str = ""
    signer: str = ""
    link: str = ""
    kept_at: str = ""
    is_restricted: bool = False


def check(facts: DocumentFacts, has_file: bool) -> None:
    """Raise ActionRefused for a document that nobody could find, or a link that is no web
    address."""
    if facts.link and not facts.link.lower().startswith(("https://", "http://")):
        raise ActionRefused(Refusal.link_not_web)
    if not (has_file or facts.link or facts.kept_at):
        raise ActionRefused(Refusal.document_nowhere)


def store(storage: Storage, upload: Upload) -> KeptFile:
    """Write the upload into the store. Raises ActionRefused(file_not_stored) where the disk
    refuses; then nothing is left behind."""
    try:
        written = storage.write_stream(upload.stream)
    except OSError as error:
        raise ActionRefused(Refusal.file_not_stored) from error
    return KeptFile(written, upload.name, upload.media_type)


def find_known(
    session: Session, actor: Actor, facts: DocumentFacts, sha256s: Collection[str]
) -> Document | None:
    """The document that is the same: the same bytes, or, where no file is given, the same number,
    day and issuer. Only one that the actor may read anyway: a link must not open a file to him."""
    query = select(Document).where(Document.commune_id == actor.commune_id).order_by(Document.id)
    if sha256s:
        same = (
            select(DocumentFile.document_id)
            .join(StoredFile, StoredFile.id == DocumentFile.file_id)
            .where(
                StoredFile.commune_id == actor.commune_id,
                StoredFile.sha256.in_(sha256s),
            )
            .group_by(DocumentFile.document_id)
            .having(func.count(StoredFile.sha256.distinct()) == len(set(sha256s)))
        )
        query = query.where(Document.id.in_(same))
    elif facts.number and facts.issued_on is not None:
        query = query.where(
            Document.folded_number == fold(facts.number)[:200],
            Document.issued_on == facts.issued_on,
        )
    else:
        return None
    return next(
        (
            document
            for document in session.scalars(query.limit(20))
            if fold(document.issuer) == fold(facts.issuer)
            and fold(document.number) == fold(facts.number)
            and (document.is_restricted or not facts.is_restricted)
            and may_read_document(session, actor, document)
        ),
        None,
    )


def register(
    session: Session,
    actor: Actor,
    facts: DocumentFacts,
    files: Sequence[KeptFile],
    *,
    unit_id: int | None,
    now: datetime,
) -> Document:
    """Enter a document with its files, in the name of the unit `unit_id`. Leaves an event."""
    document = Document(
        commune_id=actor.commune_id,
        kind=facts.kind,
        number=facts.number,
        folded_number=fold(facts.number)[:200],
        issued_on=facts.issued_on,
        issuer=facts.issuer,
        subject=facts.subject,
        signer=facts.signer,
        link=facts.link,
        kept_at=facts.kept_at,
        is_restricted=facts.is_restricted,
        unit_id=unit_id,
        entered_by=actor.person_id,
        entered_at=now,
    )
    session.add(document)
    session.flush()
    _add_files(session, actor, document, files, now)
    entry = events.Entry(
        kind="document.register",
        subject="document",
        subject_id=document.id,
        new=document.number,
        data={
            "kind": facts.kind.value,
            "issued_on": facts.issued_on.isoformat() if facts.issued_on else None,
            "link": facts.link,
            "kept_at": facts.kept_at,
            "files": [{"sha256": file.written.sha256, "size": file.written.size} for file in files],
        },
    )
    events.record(session, actor, [entry], now)
    return document


def record_download(session: Session, actor: Actor, file: FileToSend, now: datetime) -> None:
    """Leave in the record who took which file."""
    entry = events.Entry(
        kind="file.download",
        subject="document_file",
        subject_id=file.document_file_id,
        new=file.name,
        data={"document_id": file.document_id, "sha256": file.sha256},
    )
    events.record(session, actor, [entry], now)


def _add_files(
    session: Session,
    actor: Actor,
    document: Document,
    files: Sequence[KeptFile],
    now: datetime,
) -> None:
    session.add_all(
        DocumentFile(
            commune_id=document.commune_id,
            document_id=document.id,
            file_id=row.id,
            version=version,
        )
        for version, row in enumerate(add_stored_files(session, actor, files, now), 1)
    )
    session.flush()
