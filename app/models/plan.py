"""An issued plan and its versions, and the draft that a file is read into before it is started."""

from datetime import date, datetime
from enum import StrEnum, auto
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
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


class PlanStatus(StrEnum):
    """Whether a plan is followed. Recalled and closed plans leave every figure; nothing is
    deleted.
    """

    running = auto()
    closed = auto()
    recalled = auto()


class Plan(Base, OfCommune, Versioned):
    """A plan that is followed. `starts_on`–`ends_on` is the time it covers, whenever it was
    issued.
    """

    __tablename__ = "plan"
    __table_args__ = commune_table(
        parent("unit", "standing_unit_id"),
        parent("unit", "counter_checking_unit_id"),
        CheckConstraint("ends_on >= starts_on", name="span"),
    )

    title: Mapped[str] = mapped_column(Text)
    number: Mapped[str] = mapped_column(Short, default="")
    issuer: Mapped[str] = mapped_column(Short, default="")
    issued_on: Mapped[date | None]
    issued_month: Mapped[str | None] = mapped_column(String(7))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    standing_unit_id: Mapped[int]
    counter_checking_unit_id: Mapped[int | None]
    before_is_inclusive: Mapped[bool] = mapped_column(default=False)
    status: Mapped[PlanStatus] = mapped_column(word(PlanStatus), default=PlanStatus.running)
    started_at: Mapped[datetime]
    started_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class PlanVersion(Base, OfCommune):
    """What the plan said, from which file, from when. Amendments are further versions."""

    __tablename__ = "plan_version"
    __table_args__ = commune_table(
        parent("plan", "plan_id"),
        parent("stored_file", "file_id"),
        UniqueConstraint("commune_id", "plan_id", "number"),
    )

    plan_id: Mapped[int]
    number: Mapped[int]
    file_id: Mapped[int | None]
    document: Mapped[str] = mapped_column(Short, default="")
    started_at: Mapped[datetime]
    recalled_at: Mapped[datetime | None]


class DraftStatus(StrEnum):
    """A draft waits for its reader, is started, or is put aside."""

    open = auto()
    started = auto()
    discarded = auto()


class PlanDraft(Base, OfCommune, Versioned):
    """A file as it was read. Head and problems are the reader's words; nothing is a task yet."""

    __tablename__ = "plan_draft"
    __table_args__ = commune_table(parent("stored_file", "file_id"), parent("plan", "plan_id"))

    file_id: Mapped[int]
    status: Mapped[DraftStatus] = mapped_column(word(DraftStatus), default=DraftStatus.open)
    plan_id: Mapped[int | None]
    title: Mapped[str] = mapped_column(Text, default="")
    number: Mapped[str] = mapped_column(Short, default="")
    issuer: Mapped[str] = mapped_column(Short, default="")
    issued_on: Mapped[date | None]
    issued_month: Mapped[str | None] = mapped_column(String(7))
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    before_is_inclusive: Mapped[bool] = mapped_column(default=False)
    sections: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    problems: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    created_at: Mapped[datetime]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    file = shown("StoredFile", "PlanDraft.file_id == StoredFile.id")
    rows = shown_many("DraftRow", "DraftRow.draft_id == PlanDraft.id", "DraftRow.position")
    names = shown_many("DraftName", "DraftName.draft_id == PlanDraft.id", "DraftName.id")


class DraftRow(Base, OfCommune, Versioned):
    """One task to be. Texts as printed (or as corrected); `reading` is how the time was read.

    `lead`, `supporting`, `follow_up` and `products` are lists of texts; `source` is
    {"page", "row", "line"}; `problems` are [{"code", "severity", "values"}].
    """

    __tablename__ = "draft_row"
    __table_args__ = commune_table(
        parent("plan_draft", "draft_id"), UniqueConstraint("commune_id", "draft_id", "position")
    )

    draft_id: Mapped[int]
    position: Mapped[int]
    included: Mapped[bool] = mapped_column(default=True)
    corrected: Mapped[bool] = mapped_column(default=False)
    section_code: Mapped[str] = mapped_column(Short, default="")
    number: Mapped[str] = mapped_column(Short, default="")
    objective: Mapped[str] = mapped_column(Text, default="")
    duty: Mapped[str] = mapped_column(Text, default="")
    title: Mapped[str] = mapped_column(Text)
    product: Mapped[str] = mapped_column(Text, default="")
    products: Mapped[list[str]] = mapped_column(JSON)
    lead: Mapped[list[str]] = mapped_column(JSON)
    supporting: Mapped[list[str]] = mapped_column(JSON)
    follow_up: Mapped[list[str]] = mapped_column(JSON)
    funding: Mapped[str] = mapped_column(Text, default="")
    deadline_text: Mapped[str] = mapped_column(Text, default="")
    reading: Mapped[dict[str, Any]] = mapped_column(JSON)
    problems: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    source: Mapped[dict[str, Any]] = mapped_column(JSON)


class DraftName(Base, OfCommune):
    """A unit's name as the plan writes it, mapped once for all rows to any number of units.

    A collective lead maps to several. `score` is how sure the proposal was (0–100).
    """

    __tablename__ = "draft_name"
    __table_args__ = commune_table(
        parent("plan_draft", "draft_id"), UniqueConstraint("commune_id", "draft_id", "folded")
    )

    draft_id: Mapped[int]
    written: Mapped[str] = mapped_column(Text)
    folded: Mapped[str] = mapped_column(String(300))
    is_collective: Mapped[bool] = mapped_column(default=False)
    score: Mapped[int] = mapped_column(default=0)
    confirmed: Mapped[bool] = mapped_column(default=False)

    units = shown_many(
        "DraftNameUnit", "DraftNameUnit.draft_name_id == DraftName.id", "DraftNameUnit.id"
    )


class DraftNameUnit(Base, OfCommune):
    """One unit that a written name means."""

    __tablename__ = "draft_name_unit"
    __table_args__ = commune_table(
        parent("draft_name", "draft_name_id"),
        parent("unit", "unit_id"),
        UniqueConstraint("commune_id", "draft_name_id", "unit_id"),
    )

    draft_name_id: Mapped[int]
    unit_id: Mapped[int]
