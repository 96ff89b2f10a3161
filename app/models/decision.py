"""Decisions: who, for which unit, in whose stead, why, with which document."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, OfCommune, Short, commune_table, parent, shown, word
from workflows.states import Action


class Decision(Base, OfCommune):
    """A verdict, a date, a drop. Repeats what four eyes is about, so that the database can refuse.

    `decided_for_unit_id` is the unit in whose name it was decided, None for a leader.
    """

    __tablename__ = "decision"
    __table_args__ = commune_table(
        parent("work_item", "work_item_id"),
        parent("unit", "decided_for_unit_id"),
        parent("unit", "lead_unit_id"),
        parent("unit", "new_lead_unit_id"),
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

    person = shown("Person", "Decision.decided_by == Person.id")
