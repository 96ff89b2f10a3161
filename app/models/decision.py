"""Decisions: who, for which unit, in whose stead, why, with which document."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, OfCommune, Short, commune_table, parent, shown, word
from workflows.states import Action


class Decision(Base, OfCommune):
    """A verdict, a date, a drop. Repeats what four eyes is about, so that the database can refuse.

    `decided_for_unit_id` is the unit in whose name it was decided, None for a leader. `paper_id` is
    the signed *phiếu trình* on which a leader decided, and `entered_by` who recorded it for him.
    `decider_name`, `decider_title` and `decider_unit` are frozen as they were.
    """

    __tablename__ = "decision"
    __table_args__ = commune_table(
        parent("work_item", "work_item_id"),
        parent("unit", "decided_for_unit_id"),
        parent("unit", "lead_unit_id"),
        parent("unit", "new_lead_unit_id"),
        parent("paper", "paper_id"),
        Index("ix_decision_item", "commune_id", "work_item_id", "id"),
        CheckConstraint(
            "action NOT IN ('verify', 'ask_to_supplement', 'send_back')"
            " OR (decided_by IS NOT NULL AND submitted_by IS NOT NULL"
            " AND decided_by <> submitted_by)",
            name="not_on_own_submission",
        ),
        CheckConstraint(
            "action NOT IN ('verify', 'ask_to_supplement', 'send_back')"
            " OR decided_for_unit_id IS NULL OR decided_for_unit_id <> lead_unit_id",
            name="not_for_own_unit",
        ),
        CheckConstraint("(entered_by IS NULL) = (paper_id IS NULL)", name="entered_from_paper"),
        CheckConstraint(
            "entered_by IS NULL OR submitted_by IS NULL OR entered_by <> submitted_by",
            name="not_entered_by_submitter",
        ),
        CheckConstraint(
            "action NOT IN ('ask_to_supplement', 'send_back', 'reopen', 'drop', 'bring_back')"
            " OR length(reason) >= 10",
            name="reason_given",
        ),
    )

    work_item_id: Mapped[int]
    action: Mapped[Action] = mapped_column(word(Action))
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_for_unit_id: Mapped[int | None]
    in_stead_of: Mapped[str] = mapped_column(Short, default="")
    lead_unit_id: Mapped[int]
    new_lead_unit_id: Mapped[int | None]
    submitted_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(Text, default="")
    document: Mapped[str] = mapped_column(Text, default="")
    product_on: Mapped[date | None]
    old_due_on: Mapped[date | None]
    new_due_on: Mapped[date | None]
    decided_at: Mapped[datetime]
    decider_name: Mapped[str] = mapped_column(Short, default="")
    decider_title: Mapped[str] = mapped_column(Short, default="")
    decider_unit: Mapped[str] = mapped_column(Short, default="")
    paper_id: Mapped[int | None]
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    person = shown("Person", "Decision.decided_by == Person.id")


class DecisionDocument(Base, OfCommune):
    """What a verdict saw: a document, and the file of it that was in force. A later version is not
    it.
    """

    __tablename__ = "decision_document"
    __table_args__ = commune_table(
        parent("decision", "decision_id"),
        parent("document", "document_id"),
        parent("document_file", "document_file_id"),
        Index("ix_decision_document_decision", "commune_id", "decision_id"),
    )

    decision_id: Mapped[int]
    document_id: Mapped[int]
    document_file_id: Mapped[int | None]


class ReturnReason(Base, OfCommune):
    """A reason the office ticks when it sends something back. Removed, it stays where it was
    used.
    """

    __tablename__ = "return_reason"
    __table_args__ = commune_table(UniqueConstraint("commune_id", "position"))

    position: Mapped[int]
    words: Mapped[str] = mapped_column(Short)
    removed_at: Mapped[datetime | None]


class VerdictProposal(Base, OfCommune):
    """*Đề xuất*: what an officer proposes to the head of the office, where the commune wants two
    steps. It ends with the verdict, with another proposal, or when the item moves on.
    """

    __tablename__ = "verdict_proposal"
    __table_args__ = commune_table(
        parent("work_item", "work_item_id"),
        Index(
            "uq_verdict_proposal_open",
            "work_item_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    work_item_id: Mapped[int]
    item_version: Mapped[int]
    action: Mapped[Action] = mapped_column(word(Action))
    reason: Mapped[str] = mapped_column(Text, default="")
    product_on: Mapped[date | None]
    proposed_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    proposed_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    person = shown("Person", "VerdictProposal.proposed_by == Person.id")
