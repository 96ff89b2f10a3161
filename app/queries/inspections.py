"""What was read from files, beside the documents they belong to."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Document, DocumentFile, FileInspection

OFFERED = ("number", "issued_on", "issuer", "subject", "signer")
"""The fields of a document that may be filled with what was read."""


def inspections_of(
    session: Session, commune_id: int, document_ids: Collection[int]
) -> dict[int, FileInspection]:
    """What was read from the files of the documents, by the file's id. One query."""
    found = session.scalars(
        select(FileInspection)
        .join(DocumentFile, DocumentFile.file_id == FileInspection.file_id)
        .where(
            FileInspection.commune_id == commune_id,
            DocumentFile.commune_id == commune_id,
            DocumentFile.document_id.in_(document_ids),
        )
    )
    return {inspection.file_id: inspection for inspection in found}


def find_inspection(
    session: Session, commune_id: int, document_file_id: int
) -> tuple[Document, FileInspection] | None:
    """The document of a file and what was read from the file; None where nothing was."""
    row = session.execute(
        select(Document, FileInspection)
        .join(DocumentFile, DocumentFile.document_id == Document.id)
        .join(FileInspection, FileInspection.file_id == DocumentFile.file_id)
        .where(DocumentFile.commune_id == commune_id, DocumentFile.id == document_file_id)
    ).first()
    return (row[0], row[1]) if row else None


def offer_of(document: Document, inspection: FileInspection) -> Mapping[str, Any]:
    """What was read and would fill an empty field of the document, by the field's name. Of a
    classified document nothing is."""
    if document.is_classified:
        return {}
    read = {name: getattr(inspection, name) for name in OFFERED}
    return {name: value for name, value in read.items() if value and not getattr(document, name)}
