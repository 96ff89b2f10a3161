"""What is asked about a work item and answered: another date, another lead, why it is late."""

from datetime import date, datetime
from enum import StrEnum, auto

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, OfCommune, Short, Versioned, commune_table, parent, shown, word


class RequestStatus(StrEnum):
    """Where a request stands. One is open on an item at a time."""

    open = auto()
    granted = auto()
    refused = auto()
    withdrawn = auto()


def _one_open(table: str, column: str) -> Index:
    condition = text("status = 'open'")
    return Index(
        f"uq_{table}_open",
        "commune_id",
        column,
        unique=True,
        sqlite_where=condition,
        postgresql_where=condition,
    )


class DueDateRequest(Base, OfCommune, Versioned):
    """Đề nghị điều chỉnh thời hạn: the lead unit's cause and date, the office's opinion, the
    decision. `decided_due_on` is the date that was granted, which may be another than asked for.
    """

    __tablename__ = "due_date_request"
    __table_args__ = commune_table(
        parent("work_item", "work_item_id"),
        parent("unit", "unit_id"),
        _one_open("due_date_request", "work_item_id"),
        Index("ix_due_date_request_item", "commune_id", "work_item_id", "id"),
        Index("ix_due_date_request_status", "commune_id", "status", "id"),
        CheckConstraint(
            "status <> 'granted' OR (decided_due_on IS NOT NULL AND document <> '')",
            name="granted_by_document",
        ),
        CheckConstraint("status <> 'refused' OR length(reason) >= 10", name="refused_for_a_reason"),
        CheckConstraint("decided_by IS NULL OR decided_by <> asked_by", name="not_on_own_request"),
    )

    work_item_id: Mapped[int]
    unit_id: Mapped[int]
    status: Mapped[RequestStatus] = mapped_column(word(RequestStatus), default=RequestStatus.open)
    asked_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime]
    cause: Mapped[str] = mapped_column(Text)
    old_due_on: Mapped[date]
    wished_on: Mapped[date]
    opinion: Mapped[str] = mapped_column(Text, default="")
    is_supported: Mapped[bool | None]
    opinion_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    opinion_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    decided_due_on: Mapped[date | None]
    document: Mapped[str] = mapped_column(Short, default="")
    reason: Mapped[str] = mapped_column(Text, default="")

    unit = shown("Unit", "DueDateRequest.unit_id == Unit.id")
    work_item = shown("WorkItem", "DueDateRequest.work_item_id == WorkItem.id")


class LeadRequest(Base, OfCommune, Versioned):
    """Đề nghị xác định chủ trì: a unit says that another one leads; a leader answers."""

    __tablename__ = "lead_request"
    __table_args__ = commune_table(
        parent("work_item", "work_item_id"),
        parent("unit", "unit_id"),
        parent("unit", "named_unit_id"),
        parent("unit", "decided_unit_id"),
        _one_open("lead_request", "work_item_id"),
        Index("ix_lead_request_status", "commune_id", "status", "id"),
        CheckConstraint(
            "status <> 'granted' OR (decided_unit_id IS NOT NULL AND document <> '')",
            name="granted_by_document",
        ),
        CheckConstraint("status <> 'refused' OR length(reason) >= 10", name="refused_for_a_reason"),
    )

    work_item_id: Mapped[int]
    unit_id: Mapped[int]
    named_unit_id: Mapped[int | None]
    status: Mapped[RequestStatus] = mapped_column(word(RequestStatus), default=RequestStatus.open)
    asked_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime]
    cause: Mapped[str] = mapped_column(Text)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    decided_unit_id: Mapped[int | None]
    document: Mapped[str] = mapped_column(Short, default="")
    reason: Mapped[str] = mapped_column(Text, default="")

    unit = shown("Unit", "LeadRequest.unit_id == Unit.id")
    named_unit = shown("Unit", "LeadRequest.named_unit_id == Unit.id")


class ExplanationKind(StrEnum):
    """*Nguyên nhân chậm* the office asks for; *giải trình* a leader demands."""

    cause = auto()
    explanation = auto()


class Explanation(Base, OfCommune, Versioned):
    """A question about lateness and its answer, each with its day; it stays with the item.

    A cause that a unit reports by itself has no `asked_by` and no `answer_by`.
    """

    __tablename__ = "explanation"
    __table_args__ = commune_table(
        parent("work_item", "work_item_id"),
        Index("ix_explanation_item", "commune_id", "work_item_id", "id"),
        Index(
            "ix_explanation_unanswered",
            "commune_id",
            "answer_by",
            "id",
            sqlite_where=text("answered_at IS NULL"),
            postgresql_where=text("answered_at IS NULL"),
        ),
        CheckConstraint(
            "asked_by IS NOT NULL OR answered_at IS NOT NULL", name="asked_or_answered"
        ),
    )

    work_item_id: Mapped[int]
    kind: Mapped[ExplanationKind] = mapped_column(word(ExplanationKind))
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime | None]
    question: Mapped[str] = mapped_column(Text, default="")
    answer_by: Mapped[date | None]
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(Text, default="")
    expected_on: Mapped[date | None]
