"""The documents that stand before a verdict, and those that earlier verdicts saw."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, bindparam, select
from sqlalchemy.orm import Session

from app.models import (
    Decision,
    DecisionDocument,
    Document,
    DocumentFile,
    DocumentKind,
    Evidence,
    StoredFile,
    WorkItem,
)


@dataclass(frozen=True, slots=True)
class SeenDocument:
    """A document, and one of its files; `copy` counts the versions of that file from 1. A document
    without a file (a link, a note of where it lies) has None and 0 there."""

    document_id: int
    number: str
    kind: DocumentKind
    issued_on: date | None
    is_restricted: bool
    document_file_id: int | None = None
    file_name: str = ""
    copy: int = 0
    sha256: str = ""


_COLUMNS = (
    Document.id,
    Document.number,
    Document.kind,
    Document.issued_on,
    Document.is_restricted,
    DocumentFile.id,
    DocumentFile.replaces_id,
    StoredFile.original_name,
    StoredFile.sha256,
)


_IN_FORCE = (
    select(*_COLUMNS)
    .outerjoin(
        DocumentFile,
        and_(
            DocumentFile.commune_id == Document.commune_id,
            DocumentFile.document_id == Document.id,
        ),
    )
    .outerjoin(StoredFile, StoredFile.id == DocumentFile.file_id)
    .where(
        Document.commune_id == bindparam("commune_id"),
        Document.id.in_(
            select(Evidence.document_id).where(
                Evidence.commune_id == bindparam("commune_id"),
                Evidence.work_item_id == bindparam("item_id"),
                Evidence.removed_at.is_(None),
            )
        ),
    )
    .order_by(Document.id, DocumentFile.version)
)
"""Put together once: every verdict asks it."""


def documents_in_force(session: Session, commune_id: int, work_item_id: int) -> list[SeenDocument]:
    """The documents that prove the item now, with the files of each that no later version
    replaces, in the order in which they were entered. One query."""
    of_item = {"commune_id": commune_id, "item_id": work_item_id}
    rows = session.execute(_IN_FORCE, of_item).all()
    replaces = {row[5]: row[6] for row in rows if row[5] is not None}
    replaced = set(replaces.values())
    return [
        SeenDocument(*row[:5], row[5], row[7] or "", _copy(row[5], replaces), row[8] or "")
        for row in rows
        if row[5] not in replaced or row[5] is None
    ]


def documents_seen(session: Session, item: WorkItem) -> Mapping[int, list[SeenDocument]]:
    """What each verdict on the item saw, by the id of its decision. Two queries."""
    rows = session.execute(
        select(DecisionDocument.decision_id, *_COLUMNS)
        .join(Decision, Decision.id == DecisionDocument.decision_id)
        .join(Document, Document.id == DecisionDocument.document_id)
        .outerjoin(DocumentFile, DocumentFile.id == DecisionDocument.document_file_id)
        .outerjoin(StoredFile, StoredFile.id == DocumentFile.file_id)
        .where(Decision.commune_id == item.commune_id, Decision.work_item_id == item.id)
        .order_by(DecisionDocument.id)
    ).all()
    replaces = _replacing(session, item.commune_id, {row[1] for row in rows})
    found: dict[int, list[SeenDocument]] = defaultdict(list)
    for decision_id, *row in rows:
        found[decision_id].append(
            SeenDocument(*row[:5], row[5], row[7] or "", _copy(row[5], replaces), row[8] or "")
        )
    return dict(found)


def _replacing(
    session: Session, commune_id: int, document_ids: Iterable[int]
) -> dict[int, int | None]:
    """Each file of the documents with the one it replaces."""
    rows = session.execute(
        select(DocumentFile.id, DocumentFile.replaces_id).where(
            DocumentFile.commune_id == commune_id, DocumentFile.document_id.in_(set(document_ids))
        )
    )
    return {file_id: replaces_id for file_id, replaces_id in rows}


def _copy(file_id: int | None, replaces: Mapping[int, int | None]) -> int:
    """How many versions of a file there were up to this one; 0 where there is no file."""
    count = 0
    while file_id is not None:
        count, file_id = count + 1, replaces.get(file_id)
    return count
