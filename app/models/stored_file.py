"""A file in the store: our own key, its hash, size and sniffed type. Never its path."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, OfCommune, Short, commune_table


class StoredFile(Base, OfCommune):
    """Bytes that were written whole, synced and named before this row was. Size in bytes."""

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
