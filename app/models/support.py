"""Đề nghị phối hợp: what a lead asks of a supporting unit, and what came of it."""

from datetime import date, datetime
from enum import StrEnum, auto

from sqlalchemy import ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, OfCommune, Versioned, commune_table, parent, shown, word


class SupportStatus(StrEnum):
    """How a request for support stands. It never holds up the lead's submission."""

    asked = auto()
    agreed = auto()
    contributed = auto()
    declined = auto()
    withdrawn = auto()


class SupportRequest(Base, OfCommune, Versioned):
    """The lead unit of an item asks another unit. The answer is a note, and a document where one
    was contributed. `wanted_by` is the day by which it is asked for.
    """

    __tablename__ = "support_request"
    __table_args__ = commune_table(
        parent("work_item", "work_item_id"),
        parent("unit", "unit_id"),
        parent("document", "document_id"),
        Index("ix_support_request_item", "commune_id", "work_item_id"),
        Index("ix_support_request_unit", "commune_id", "unit_id", "status"),
        Index(
            "uq_support_request_open",
            "work_item_id",
            "unit_id",
            unique=True,
            sqlite_where=text("status IN ('asked', 'agreed')"),
            postgresql_where=text("status IN ('asked', 'agreed')"),
        ),
    )

    work_item_id: Mapped[int]
    unit_id: Mapped[int]
    words: Mapped[str] = mapped_column(Text, default="")
    wanted_by: Mapped[date | None]
    status: Mapped[SupportStatus] = mapped_column(word(SupportStatus))
    asked_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime]
    note: Mapped[str] = mapped_column(Text, default="")
    document_id: Mapped[int | None]
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime | None]

    unit = shown("Unit", "SupportRequest.unit_id == Unit.id")
    document = shown("Document", "SupportRequest.document_id == Document.id")
    asker = shown("Person", "SupportRequest.asked_by == Person.id")
    answerer = shown("Person", "SupportRequest.answered_by == Person.id")
