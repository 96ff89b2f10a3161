"""Files that wait for the scanner: nobody opens them, and they prove nothing yet."""

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased
from sqlalchemy.sql.elements import ColumnElement

from app.models import Document, DocumentFile, Evidence, StoredFile, WorkItem, WorkItemProduct

INFECTED = "infected"
"""The `error` of a file in which the scanner found something: it stays shut."""


def is_waiting(file: StoredFile) -> bool:
    """True while the file came in without an answer of the scanner, and has had no good one
    since."""
    return file.quarantined_at is not None and file.scanned_at is None


def waits(document: Document) -> bool:
    """True where one of the document's files, which are loaded, waits; one that a later version
    replaces holds nobody up."""
    replaced = {part.replaces_id for part in document.files}
    return any(is_waiting(part.file) for part in document.files if part.id not in replaced)


def evidence_waits() -> ColumnElement[bool]:
    """SQL, inside a statement over Evidence: one of the files in force of its document waits."""
    later = aliased(DocumentFile)
    replaced = exists().where(later.replaces_id == DocumentFile.id).correlate(DocumentFile)
    return (
        exists()
        .where(
            DocumentFile.document_id == Evidence.document_id,
            StoredFile.id == DocumentFile.file_id,
            StoredFile.quarantined_at.is_not(None),
            StoredFile.scanned_at.is_(None),
            ~replaced,
        )
        .correlate(Evidence)
    )


def waiting_products(session: Session, item: WorkItem) -> list[str]:
    """The products of the item's checklist for which a document has come that waits."""
    return list(
        session.scalars(
            select(WorkItemProduct.title)
            .where(
                WorkItemProduct.work_item_id == item.id,
                exists()
                .where(
                    Evidence.product_id == WorkItemProduct.id,
                    Evidence.work_item_id == item.id,
                    Evidence.removed_at.is_(None),
                    evidence_waits(),
                )
                .correlate(WorkItemProduct),
            )
            .order_by(WorkItemProduct.position)
        )
    )
