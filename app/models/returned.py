"""Workbooks that units without an account fill in and send back."""

from datetime import date, datetime
from enum import StrEnum, auto
from typing import Any

from sqlalchemy import JSON, ForeignKey, Text, UniqueConstraint
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


class ReturnStatus(StrEnum):
    """A workbook that came back waits to be looked through, was, or is put aside."""

    open = auto()
    finished = auto()
    discarded = auto()


class ReturnedWorkbook(Base, OfCommune, Versioned):
    """A plan's workbook as a unit filled it in: who sent it, by what way (a code of
    `app.labels.returns`), on which day.
    """

    __tablename__ = "returned_workbook"
    __table_args__ = commune_table(
        parent("stored_file", "file_id"), parent("plan", "plan_id"), parent("unit", "unit_id")
    )

    file_id: Mapped[int]
    plan_id: Mapped[int]
    unit_id: Mapped[int | None]
    told_by: Mapped[str] = mapped_column(Short, default="")
    source: Mapped[str] = mapped_column(Short, default="")
    told_on: Mapped[date]
    status: Mapped[ReturnStatus] = mapped_column(word(ReturnStatus), default=ReturnStatus.open)
    problems: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    created_at: Mapped[datetime]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    file = shown("StoredFile", "ReturnedWorkbook.file_id == StoredFile.id")
    plan = shown("Plan", "ReturnedWorkbook.plan_id == Plan.id")
    rows = shown_many(
        "ReturnedRow", "ReturnedRow.workbook_id == ReturnedWorkbook.id", "ReturnedRow.position"
    )


class ReturnedRow(Base, OfCommune, Versioned):
    """What a filled-in row says of one work item, and whether the office took it over.

    `work_item_id` is None where the row belongs to none of the plan's; `item_version` is the
    item's version when the workbook was written; `accepted` is None while nobody has decided.
    """

    __tablename__ = "returned_row"
    __table_args__ = commune_table(
        parent("returned_workbook", "workbook_id"),
        parent("work_item", "work_item_id"),
        UniqueConstraint("commune_id", "workbook_id", "position"),
    )

    workbook_id: Mapped[int]
    position: Mapped[int]
    work_item_id: Mapped[int | None]
    item_version: Mapped[int | None]
    result: Mapped[str] = mapped_column(Text, default="")
    document_number: Mapped[str] = mapped_column(Short, default="")
    document_on: Mapped[date | None]
    difficulty: Mapped[str] = mapped_column(Text, default="")
    problems: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    accepted: Mapped[bool | None]
