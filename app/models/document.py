"""A document (văn bản) stands free; evidence links it to work items."""

from datetime import date, datetime
from enum import StrEnum, auto

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import (
    Base,
    OfCommune,
    Short,
    Versioned,
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
    listing = auto()
    other = auto()


class Document(Base, OfCommune, Versioned):
    """Số ký hiệu, ngày, trích yếu, loại; files, a link, or a note of where it lies.

    `sequence` and `symbol` are the two halves of the number ("12", "kh-ubnd", folded), by which a
    register is put in order. `posted_on` is the day on which a link's page was posted. A
    classified document is never stored: `kept_at` says where it lies, `subject` stays empty, and
    `compared_by` compared the original on `compared_on`. `looked_up_by` found the document in the
    document system on `looked_up_on`. `register_import_id`: it came with the register.
    """

    __tablename__ = "document"
    __table_args__ = commune_table(
        parent("unit", "unit_id"),
        parent("register_import", "register_import_id"),
        Index("ix_document_number", "commune_id", "folded_number", "issued_on"),
        Index("ix_document_symbol", "commune_id", "symbol", "issued_on", "sequence"),
        Index("ix_document_issued", "commune_id", "issued_on", "id"),
        CheckConstraint(
            "NOT is_classified OR (kept_at <> '' AND subject = '' AND link = '')",
            name="classified_not_stored",
        ),
        CheckConstraint("(compared_by IS NULL) = (compared_on IS NULL)", name="compared_by_whom"),
        CheckConstraint(
            "(looked_up_by IS NULL) = (looked_up_on IS NULL)", name="looked_up_by_whom"
        ),
    )

    kind: Mapped[DocumentKind] = mapped_column(word(DocumentKind))
    number: Mapped[str] = mapped_column(Short, default="")
    folded_number: Mapped[str] = mapped_column(Short, default="")
    sequence: Mapped[int | None]
    symbol: Mapped[str] = mapped_column(Short, default="")
    issued_on: Mapped[date | None]
    arrived_on: Mapped[date | None]
    issuer: Mapped[str] = mapped_column(Short, default="")
    subject: Mapped[str] = mapped_column(Text, default="")
    signer: Mapped[str] = mapped_column(Short, default="")
    link: Mapped[str] = mapped_column(Text, default="")
    posted_on: Mapped[date | None]
    kept_at: Mapped[str] = mapped_column(Short, default="")
    is_restricted: Mapped[bool] = mapped_column(default=False)
    is_classified: Mapped[bool] = mapped_column(default=False)
    compared_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    compared_on: Mapped[date | None]
    looked_up_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    looked_up_on: Mapped[date | None]
    register_import_id: Mapped[int | None]
    unit_id: Mapped[int | None]
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    entered_at: Mapped[datetime]

    files = shown_many(
        "DocumentFile", "DocumentFile.document_id == Document.id", "DocumentFile.version"
    )
    lines = shown_many(
        "DocumentLine", "DocumentLine.document_id == Document.id", "DocumentLine.position"
    )


class DocumentFile(Base, OfCommune):
    """A file of a document, numbered as they came. A new version takes no file away: it names the
    one it `replaces_id`, which stays for the verdicts that saw it.
    """

    __tablename__ = "document_file"
    __table_args__ = commune_table(
        parent("document", "document_id"),
        parent("stored_file", "file_id"),
        parent("document_file", "replaces_id"),
        UniqueConstraint("commune_id", "document_id", "version"),
        UniqueConstraint("commune_id", "replaces_id"),
    )

    document_id: Mapped[int]
    file_id: Mapped[int]
    version: Mapped[int]
    replaces_id: Mapped[int | None]

    file = shown("StoredFile", "DocumentFile.file_id == StoredFile.id")


class DocumentLine(Base, OfCommune):
    """A line of a *bảng kê*: one of the things a quantity counts, its day, where it is to be
    seen.
    """

    __tablename__ = "document_line"
    __table_args__ = commune_table(
        parent("document", "document_id"),
        UniqueConstraint("commune_id", "document_id", "position"),
    )

    document_id: Mapped[int]
    position: Mapped[int]
    title: Mapped[str] = mapped_column(Text)
    done_on: Mapped[date | None]
    link: Mapped[str] = mapped_column(Text, default="")
    note: Mapped[str] = mapped_column(Text, default="")


class RegisterImport(Base, OfCommune):
    """One reading of the register of outgoing documents: the file, and what came of it (rows)."""

    __tablename__ = "register_import"
    __table_args__ = commune_table(parent("stored_file", "file_id"))

    file_id: Mapped[int]
    added: Mapped[int] = mapped_column(default=0)
    changed: Mapped[int] = mapped_column(default=0)
    unchanged: Mapped[int] = mapped_column(default=0)
    imported_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    imported_at: Mapped[datetime]

    file = shown("StoredFile", "RegisterImport.file_id == StoredFile.id")


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
