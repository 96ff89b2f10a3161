"""A file in the store: our own key, its hash, size and sniffed type. Never its path."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, OfCommune, Short, commune_table, parent


class StoredFile(Base, OfCommune):
    """Bytes that were written whole, synced and named before this row was. Size in bytes.

    `quarantined_at`: a scanner is configured and did not answer; nobody opens the file before
    `scanned_at`.
    """

    __tablename__ = "stored_file"
    __table_args__ = commune_table(
        UniqueConstraint("key"), CheckConstraint("size >= 0", name="size")
    )

    key: Mapped[str] = mapped_column(String(64))
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    size: Mapped[int]
    media_type: Mapped[str] = mapped_column(Short)
    original_name: Mapped[str] = mapped_column(String(300))
    uploaded_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    uploaded_at: Mapped[datetime]
    quarantined_at: Mapped[datetime | None]
    scanned_at: Mapped[datetime | None]


class FileInspection(Base, OfCommune):
    """What was read from a file: never more than stands there, and only ever offered.

    `signatures` are the digital signatures of a PDF as words and days: [{"signer", "signed_at",
    "intact", "covers_whole"}]. `error` names why nothing could be read.
    """

    __tablename__ = "file_inspection"
    __table_args__ = commune_table(
        parent("stored_file", "file_id"), UniqueConstraint("commune_id", "file_id")
    )

    file_id: Mapped[int]
    inspected_at: Mapped[datetime]
    pages: Mapped[int | None]
    has_text: Mapped[bool] = mapped_column(default=False)
    is_scan: Mapped[bool] = mapped_column(default=False)
    number: Mapped[str] = mapped_column(Short, default="")
    issued_on: Mapped[date | None]
    issuer: Mapped[str] = mapped_column(Short, default="")
    subject: Mapped[str] = mapped_column(Text, default="")
    signer: Mapped[str] = mapped_column(Short, default="")
    signatures: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    error: Mapped[str] = mapped_column(Short, default="")
