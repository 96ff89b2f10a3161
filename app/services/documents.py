"""The documents (văn bản) of a commune: entered once, with their files, and linked as often as
needed.

A file is in the store before any row speaks of it: what is refused afterwards leaves at most bytes
that nothing points to, never a row without its file. Writing a file takes its time and therefore
happens before the transaction that keeps the document.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session

from app.models import Document, DocumentFile, DocumentKind, DocumentLine, StoredFile
from app.queries.evidence import FileToSend, may_link_document
from app.services import events
from app.services.document_lines import LineFacts
from app.services.inspection import keep_all
from app.services.stored_files import KeptFile, add_stored_files
from app.services.uploads import Upload
from app.storage import Storage
from workflows.document_numbers import same_number, take_apart
from workflows.permissions import Actor
from workflows.states import ActionRefused, Refusal
from workflows.text import fold

_CANDIDATES = 20


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """What is typed of a document; texts are cleaned. `link` is a web address, `posted_on` the day
    its page was posted, `kept_at` where the paper lies, `lines` what a bảng kê lists. Dates are
    days in Vietnam."""

    kind: DocumentKind
    number: str = ""
    issued_on: date | None = None
    subject: str = ""
    issuer: str = ""
    signer: str = ""
    link: str = ""
    kept_at: str = ""
    is_restricted: bool = False
    arrived_on: date | None = None
    posted_on: date | None = None
    is_classified: bool = False
    lines: tuple[LineFacts, ...] = ()


def check(facts: DocumentFacts, has_file: bool, *, number_suffices: bool = False) -> None:
    """Raise ActionRefused for a document that nobody could find, for words of a classified one,
    for a link that is no web address or has neither picture nor day of posting.

    `number_suffices`: the commune takes số, ngày and trích yếu for evidence.
    """
    if facts.is_classified:
        _check_classified(facts, has_file)
        return
    if facts.link and not facts.link.lower().startswith(("https://", "http://")):
        raise ActionRefused(Refusal.link_not_web)
    found_by_number = number_suffices and facts.number and facts.issued_on and facts.subject
    if not (has_file or facts.link or facts.kept_at or facts.lines or found_by_number):
        raise ActionRefused(Refusal.document_nowhere)
    if facts.link and not facts.lines and not (has_file and facts.posted_on):
        raise ActionRefused(Refusal.link_without_day if has_file else Refusal.link_without_picture)


def _check_classified(facts: DocumentFacts, has_file: bool) -> None:
    """Of a classified document nothing is kept but kind, number, day and place: its words may not
    lie on a computer with a network (Law on the Protection of State Secrets)."""
    words = (facts.subject, facts.link, facts.issuer, facts.signer, facts.lines)
    if has_file or any(words):
        raise ActionRefused(Refusal.classified_words)
    if not facts.kept_at:
        raise ActionRefused(Refusal.classified_nowhere)


def store(storage: Storage, upload: Upload) -> KeptFile:
    """Write the upload into the store, as `keep_all` does."""
    (kept,) = keep_all(storage, [upload])
    return kept


def find_known(
    session: Session,
    actor: Actor,
    facts: DocumentFacts,
    sha256s: Collection[str],
    *,
    asking: bool = False,
) -> Document | None:
    """The document that is the same: by the same bytes, else by the same number, day and issuer;
    one of the two issuers may be missing where somebody is `asking` and decides himself. Only one
    that the actor may link anyway: a link must not open a file to him."""
    by_bytes = _of_commune(actor).where(Document.id.in_(_with_bytes(actor, sha256s)))
    if sha256s and (found := _first(session, actor, facts, by_bytes, lambda _: True)):
        return found
    if not (facts.number and facts.issued_on):
        return None
    parts = take_apart(facts.number)
    written = Document.folded_number == fold(facts.number)[:200]
    counted = and_(Document.sequence == parts.sequence, Document.symbol == parts.symbol[:200])
    by_number = _of_commune(actor).where(
        Document.issued_on == facts.issued_on, or_(written, counted)
    )
    return _first(
        session, actor, facts, by_number, lambda known: _is_same(known, facts, asking=asking)
    )


def _of_commune(actor: Actor) -> Select[tuple[Document]]:
    return select(Document).where(Document.commune_id == actor.commune_id).order_by(Document.id)


def _with_bytes(actor: Actor, sha256s: Collection[str]) -> Select[tuple[int]]:
    """SQL: the documents that have all of these files."""
    return (
        select(DocumentFile.document_id)
        .join(StoredFile, StoredFile.id == DocumentFile.file_id)
        .where(StoredFile.commune_id == actor.commune_id, StoredFile.sha256.in_(sha256s))
        .group_by(DocumentFile.document_id)
        .having(func.count(StoredFile.sha256.distinct()) == len(set(sha256s)))
    )


def _first(
    session: Session,
    actor: Actor,
    facts: DocumentFacts,
    query: Select[tuple[Document]],
    is_same: Callable[[Document], bool],
) -> Document | None:
    """The first that is the same indeed, may be linked, and is not more open than what is
    entered."""
    return next(
        (
            document
            for document in session.scalars(query.limit(_CANDIDATES))
            if is_same(document)
            and (document.is_restricted or not facts.is_restricted)
            and document.is_classified == facts.is_classified
            and may_link_document(session, actor, document)
        ),
        None,
    )


def _is_same(document: Document, facts: DocumentFacts, *, asking: bool) -> bool:
    issuers = {fold(document.issuer), fold(facts.issuer)}
    if asking:
        issuers.discard("")
    return len(issuers) < 2 and same_number(document.number, facts.number)


@dataclass(frozen=True, slots=True)
class KnownDocument:
    """A document that is the same as one that is entered, as it is shown to whoever enters it."""

    id: int
    kind: DocumentKind
    number: str
    issued_on: date | None
    subject: str


def find_to_ask(
    session: Session, actor: Actor, facts: DocumentFacts, sha256s: Collection[str]
) -> KnownDocument | None:
    """The document that is the same, to ask somebody whether it is."""
    found = find_known(session, actor, facts, sha256s, asking=True)
    if found is None:
        return None
    return KnownDocument(found.id, found.kind, found.number, found.issued_on, found.subject)


def number_columns(number: str) -> dict[str, Any]:
    """The columns of a document that hold its number: as written, folded, and its two halves."""
    parts = take_apart(number)
    return {
        "number": number,
        "folded_number": fold(number)[:200],
        "sequence": parts.sequence,
        "symbol": parts.symbol[:200],
    }


def columns_of(facts: DocumentFacts) -> dict[str, Any]:
    """The columns of a document by what was typed of it; its lines are rows of their own."""
    return {
        **number_columns(facts.number),
        "kind": facts.kind,
        "issued_on": facts.issued_on,
        "arrived_on": facts.arrived_on,
        "issuer": facts.issuer,
        "subject": facts.subject,
        "signer": facts.signer,
        "link": facts.link,
        "posted_on": facts.posted_on,
        "kept_at": facts.kept_at,
        "is_restricted": facts.is_restricted,
        "is_classified": facts.is_classified,
    }


def register(
    session: Session,
    actor: Actor,
    facts: DocumentFacts,
    files: Sequence[KeptFile],
    *,
    unit_id: int | None,
    now: datetime,
) -> Document:
    """Enter a document with its files, in the name of the unit `unit_id` (None: of the register
    itself, which every unit may link). Leaves an event."""
    document = Document(
        commune_id=actor.commune_id,
        **columns_of(facts),
        unit_id=unit_id,
        entered_by=actor.person_id,
        entered_at=now,
    )
    session.add(document)
    session.flush()
    add_lines(session, document, facts.lines)
    add_files(session, actor, document, files, now)
    entry = events.Entry(
        kind="document.register",
        subject="document",
        subject_id=document.id,
        new=document.number,
        data={
            "kind": facts.kind.value,
            "issued_on": facts.issued_on.isoformat() if facts.issued_on else None,
            # Of what is restricted the record shows no more than that it is there.
            "link": "…" if facts.link and facts.is_restricted else facts.link,
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


def add_lines(session: Session, document: Document, lines: Sequence[LineFacts]) -> None:
    """The lines of a bảng kê, in their order."""
    session.add_all(
        DocumentLine(
            commune_id=document.commune_id,
            document_id=document.id,
            position=position,
            title=line.title,
            done_on=line.done_on,
            link=line.link,
        )
        for position, line in enumerate(lines, 1)
    )
    session.flush()


def add_files(
    session: Session,
    actor: Actor,
    document: Document,
    files: Sequence[KeptFile],
    now: datetime,
    *,
    replaces_id: int | None = None,
) -> list[DocumentFile]:
    """Files that come to a document, numbered on from those it has. `replaces_id`: the first of
    them is a new version of that one, which stays."""
    last = session.scalar(
        select(func.max(DocumentFile.version)).where(DocumentFile.document_id == document.id)
    )
    rows = [
        DocumentFile(
            commune_id=document.commune_id,
            document_id=document.id,
            file_id=row.id,
            version=version,
            replaces_id=replaces,
        )
        for row, version, replaces in zip(
            add_stored_files(session, actor, files, now),
            range((last or 0) + 1, (last or 0) + 1 + len(files)),
            _first_replaces(replaces_id, len(files)),
            strict=True,
        )
    ]
    session.add_all(rows)
    session.flush()
    return rows


def _first_replaces(replaces_id: int | None, count: int) -> Iterator[int | None]:
    return (replaces_id if place == 0 else None for place in range(count))
