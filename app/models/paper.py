"""Papers that the product prints, that somebody signs, and whose number comes back."""

from datetime import date, datetime
from enum import StrEnum, auto
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint
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


class PaperKind(StrEnum):
    """Phiếu trình, biên bản bàn giao, phiếu theo dõi nhiệm vụ, bảng xác nhận kết quả."""

    leader_sheet = auto()
    handover = auto()
    task_sheet = auto()
    confirmation_table = auto()


class Paper(Base, OfCommune, Versioned):
    """A paper as it was made: `facts` and `rows` are what was printed, `file_id` the .docx.

    `number`, `issued_on` and the signed file come back from the records office, entered by
    `returned_by`. `from_on` and `to_on` are the days it is about; `withdrawn_at` takes it back.
    """

    __tablename__ = "paper"
    __table_args__ = commune_table(
        parent("unit", "unit_id"),
        parent("work_item", "work_item_id"),
        parent("stored_file", "file_id"),
        parent("stored_file", "signed_file_id"),
        Index("ix_paper_kind", "commune_id", "kind", "id"),
        CheckConstraint("(returned_by IS NULL) = (returned_at IS NULL)", name="returned_by_whom"),
    )

    kind: Mapped[PaperKind] = mapped_column(word(PaperKind))
    unit_id: Mapped[int | None]
    work_item_id: Mapped[int | None]
    from_on: Mapped[date | None]
    to_on: Mapped[date | None]
    title: Mapped[str] = mapped_column(Short, default="")
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    rows: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    file_id: Mapped[int | None]
    made_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    number: Mapped[str] = mapped_column(Short, default="")
    issued_on: Mapped[date | None]
    signer_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    signed_file_id: Mapped[int | None]
    returned_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    returned_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]

    file = shown("StoredFile", "Paper.file_id == StoredFile.id")
    signed_file = shown("StoredFile", "Paper.signed_file_id == StoredFile.id")
    maker = shown("Person", "Paper.made_by == Person.id")
    items = shown_many("PaperItem", "PaperItem.paper_id == Paper.id", "PaperItem.position")


class PaperItem(Base, OfCommune):
    """A work item on a paper, at the version that was printed."""

    __tablename__ = "paper_item"
    __table_args__ = commune_table(
        parent("paper", "paper_id"),
        parent("work_item", "work_item_id"),
        UniqueConstraint("commune_id", "paper_id", "work_item_id"),
        Index("ix_paper_item_item", "commune_id", "work_item_id"),
    )

    paper_id: Mapped[int]
    work_item_id: Mapped[int]
    item_version: Mapped[int]
    position: Mapped[int]

    work_item = shown("WorkItem", "PaperItem.work_item_id == WorkItem.id")
