"""The draft that a plan's file is read into, and how it stands against a running plan."""

from datetime import date, datetime
from enum import StrEnum, auto
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
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


class DraftStatus(StrEnum):
    """A draft is being read, waits for its reader, is started, or is put aside. `unreadable`: the
    reading, which took longer than the page could wait, ended in a refusal.
    """

    reading = auto()
    unreadable = auto()
    open = auto()
    started = auto()
    discarded = auto()


class PlanDraft(Base, OfCommune, Versioned):
    """A file as it was read. Head and problems are the reader's words; nothing is a task yet.

    `appendix_file_id` is the file the rows came from where the plan's own file holds no appendix;
    `picture_file_id` the PDF whose pages the rows' sources count. `amends_plan_id` is the running
    plan that this file corrects, amends or takes the place of. While it is being read, `progress`
    is {"before", "done", "of", "seen_at"} since `reading_since`: files that are read first, pages,
    the last sign of life of its process as ISO text; `refusal` is {"code", "values"}.
    """

    __tablename__ = "plan_draft"
    __table_args__ = commune_table(
        parent("stored_file", "file_id"),
        parent("stored_file", "appendix_file_id"),
        parent("stored_file", "picture_file_id"),
        parent("plan", "plan_id"),
        parent("plan", "amends_plan_id"),
    )

    file_id: Mapped[int]
    appendix_file_id: Mapped[int | None]
    picture_file_id: Mapped[int | None]
    status: Mapped[DraftStatus] = mapped_column(word(DraftStatus), default=DraftStatus.open)
    plan_id: Mapped[int | None]
    amends_plan_id: Mapped[int | None]
    given_year: Mapped[int | None]
    reading_since: Mapped[datetime | None]
    progress: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    refusal: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
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
    proposals = shown_many(
        "DraftProposal", "DraftProposal.draft_id == PlanDraft.id", "DraftProposal.position"
    )


class DraftRow(Base, OfCommune, Versioned):
    """One task to be. Texts as printed (or as corrected); `reading` is how the time was read.

    `lead`, `supporting`, `follow_up` and `products` are lists of texts; `source` is
    {"page", "row", "line"}; `problems` are [{"code", "severity", "values"}]; `printed` are the
    cells as they stand in the file, [[heading, text]].
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
    printed: Mapped[list[list[str]]] = mapped_column(JSON, default=list)


class DraftProposal(Base, OfCommune, Versioned):
    """What the prose says beside the table (see `app.plan_import.proposals`), to be ticked.

    `accepted` is None while nobody has decided; `row_id` the row that was made of it.
    """

    __tablename__ = "draft_proposal"
    __table_args__ = commune_table(
        parent("plan_draft", "draft_id"),
        parent("draft_row", "row_id"),
        UniqueConstraint("commune_id", "draft_id", "position"),
    )

    draft_id: Mapped[int]
    row_id: Mapped[int | None]
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(Short)
    title: Mapped[str] = mapped_column(Text)
    units: Mapped[list[str]] = mapped_column(JSON)
    deadline_text: Mapped[str] = mapped_column(Text, default="")
    section_code: Mapped[str] = mapped_column(Short, default="")
    quote: Mapped[str] = mapped_column(Text, default="")
    values: Mapped[dict[str, str]] = mapped_column(JSON)
    source: Mapped[dict[str, Any]] = mapped_column(JSON)
    accepted: Mapped[bool | None]


class MatchKind(StrEnum):
    """How a task of the running plan stands in the file read against it. A row that no match names
    is new.
    """

    kept = auto()
    changed = auto()
    merged = auto()
    gone = auto()


class MatchDecision(StrEnum):
    """What becomes of the reported items of a task that changed or is gone."""

    keep = auto()
    remake = auto()
    cancel = auto()


class DraftMatch(Base, OfCommune, Versioned):
    """A task of the running plan and the row that stands for it in the new file (None: gone).

    `likeness` is 0–100; `decision` is asked for only where something was reported already.
    """

    __tablename__ = "draft_match"
    __table_args__ = commune_table(
        parent("plan_draft", "draft_id"),
        parent("draft_row", "row_id"),
        parent("task", "task_id"),
        UniqueConstraint("commune_id", "draft_id", "task_id"),
    )

    draft_id: Mapped[int]
    task_id: Mapped[int]
    row_id: Mapped[int | None]
    kind: Mapped[MatchKind] = mapped_column(word(MatchKind))
    likeness: Mapped[int] = mapped_column(default=0)
    decision: Mapped[MatchDecision | None] = mapped_column(word(MatchDecision))


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
