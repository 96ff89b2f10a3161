"""A document (văn bản) stands free; evidence links it to work items."""

from datetime import date, datetime
from enum import StrEnum, auto

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import (
    Base,
    OfCommune,
    Short,
    commune_table,
    parent,
    shown,
    shown_many,
    word,
)


class DocumentKind(StrEnum):
    """Loại văn bản, as offices name them."""

    plan = auto()
    decision = auto()
    report = auto()
    letter = auto()
    submission = auto()
    minutes = auto()
    article = auto()
    picture = auto()
    link = auto()
    other = auto()


class Document(Base, OfCommune):
    """Số ký hiệu, ngày, trích yếu, loại; files, a link, or a note of where it lies.

    A classified document is never stored: `kept_at` says where it lies, `subject` stays empty.
    """

    __tablename__ = "document"
    __table_args__ = commune_table(
        parent("unit", "unit_id"),
        Index("ix_document_number", "commune_id", "folded_number", "issued_on"),
        CheckConstraint(
            "NOT is_classified OR (kept_at <> '' AND subject = '')", name="classified_not_stored"
        ),
    )

    kind: Mapped[DocumentKind] = mapped_column(word(DocumentKind))
    number: Mapped[str] = mapped_column(Short, default="")
    folded_number: Mapped[str] = mapped_column(Short, default="")
    issued_on: Mapped[date | None]
    arrived_on: Mapped[date | None]
    issuer: Mapped[str] = mapped_column(Short, default="")
    subject: Mapped[str] = mapped_column(Text, default="")
    signer: Mapped[str] = mapped_column(Short, default="")
    link: Mapped[str] = mapped_column(Text, default="")
    kept_at: Mapped[str] = mapped_column(Short, default="")
    is_restricted: Mapped[bool] = mapped_column(default=False)
    is_classified: Mapped[bool] = mapped_column(default=False)
    unit_id: Mapped[int | None]
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    entered_at: Mapped[datetime]

    files = shown_many(
        "DocumentFile", "DocumentFile.document_id == Document.id", "DocumentFile.version"
    )


class DocumentFile(Base, OfCommune):
    """A version of a document's file. A new file replaces none."""

    __tablename__ = "document_file"
    __table_args__ = commune_table(
        parent("document", "document_id"),
        parent("stored_file", "file_id"),
        UniqueConstraint("commune_id", "document_id", "version"),
    )

    document_id: Mapped[int]
    file_id: Mapped[int]
    version: Mapped[int]

    file = shown("StoredFile", "DocumentFile.file_id == StoredFile.id")


class Evidence(Base, OfCommune):
    """A document proves an item, or one product of it. Taken back, it stays in the record."""

    __tablename__ = "evidence"
    __table_args__ = commune_table(
        parent("work_item", "work_item_id"),
        parent("document", "document_id"),
        parent("work_item_product", "product_id"),
        Index("ix_evidence_item", "commune_id", "work_item_id"),
        Index("ix_evidence_document", "commune_id", "document_id"),
        Index(
            "uq_evidence_in_force",
            "work_item_id",
            "document_id",
            "product_id",
            unique=True,
            sqlite_where=text("removed_at IS NULL"),
            postgresql_where=text("removed_at IS NULL"),
        ),
    )

    work_item_id: Mapped[int]
    document_id: Mapped[int]
    product_id: Mapped[int | None]
    linked_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    linked_at: Mapped[datetime]
    removed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    removed_at: Mapped[datetime | None]

    document = shown("Document", "Evidence.document_id == Document.id")
