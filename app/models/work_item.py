"""The work item: one schedule part × one period × one lead slot. The thing that moves."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
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
from workflows.deadlines import ItemKind
from workflows.states import Outcome, Status


class WorkItem(Base, OfCommune, Versioned):
    """Identity is (schedule part, lead slot, period key); unit and due date change by decisions
    only.

    `deciding_unit_id` is the unit that verifies, None where only a leader may. `product_on` is
    the day of the product as accepted, `submitted_on` the day that counts for the submission,
    `completed_on` the day of completion by the commune's setting. Dates are days in Vietnam.
    `times_moved` counts the decisions that put another date in the place of one it had;
    `merged_into_task_id` is the task whose result a merged item follows.
    """

    __tablename__ = "work_item"
    __table_args__ = commune_table(
        parent("task", "task_id"),
        parent("plan", "plan_id"),
        parent("task_schedule", "schedule_id"),
        parent("task_lead", "lead_id"),
        parent("unit", "lead_unit_id"),
        parent("unit", "deciding_unit_id"),
        parent("task", "merged_into_task_id"),
        UniqueConstraint("commune_id", "schedule_id", "lead_id", "period_key"),
        Index("ix_work_item_task", "commune_id", "task_id"),
        Index("ix_work_item_lead_unit", "commune_id", "lead_unit_id", "status", "due_on"),
        # Literal words in the condition: SQLite does not use a partial index for bound parameters.
        Index(
            "ix_work_item_with_lead",
            "commune_id",
            "due_on",
            "id",
            "plan_id",
            sqlite_where=text("status IN ('assigned', 'in_progress', 'returned')"),
            postgresql_where=text("status IN ('assigned', 'in_progress', 'returned')"),
        ),
        Index(
            "ix_work_item_submitted",
            "commune_id",
            "deciding_unit_id",
            "submitted_at",
            "id",
            sqlite_where=text("status = 'submitted'"),
            postgresql_where=text("status = 'submitted'"),
        ),
        Index(
            "ix_work_item_dormant",
            "commune_id",
            "created_at",
            "id",
            sqlite_where=text("status = 'dormant'"),
            postgresql_where=text("status = 'dormant'"),
        ),
        Index(
            "ix_work_item_waiting_on",
            "commune_id",
            "waiting_since",
            "id",
            sqlite_where=text("waiting_on <> ''"),
            postgresql_where=text("waiting_on <> ''"),
        ),
        Index("ix_work_item_heard", "commune_id", "lead_unit_id", "last_heard_at"),
        Index(
            "ix_work_item_check_in",
            "commune_id",
            "period_key",
            sqlite_where=text("kind = 'check_in'"),
            postgresql_where=text("kind = 'check_in'"),
        ),
        CheckConstraint(
            "status <> 'verified' OR (due_on IS NOT NULL AND completed_on IS NOT NULL)",
            name="verified_has_dates",
        ),
        CheckConstraint("(status = 'cancelled') = (outcome IS NOT NULL)", name="outcome_named"),
        CheckConstraint(
            "merged_into_task_id IS NULL OR (outcome = 'merged' AND outcome IS NOT NULL)",
            name="merged_by_name",
        ),
    )

    plan_id: Mapped[int | None]
    task_id: Mapped[int]
    schedule_id: Mapped[int]
    lead_id: Mapped[int]
    lead_unit_id: Mapped[int]
    deciding_unit_id: Mapped[int | None]
    period_key: Mapped[str] = mapped_column(String(32))
    label: Mapped[str] = mapped_column(Short, default="")
    kind: Mapped[ItemKind] = mapped_column(word(ItemKind))
    status: Mapped[Status] = mapped_column(word(Status))
    outcome: Mapped[Outcome | None] = mapped_column(word(Outcome))
    merged_into_task_id: Mapped[int | None]
    opens_on: Mapped[date | None]
    due_on: Mapped[date | None]
    original_due_on: Mapped[date | None]
    internal_due_on: Mapped[date | None]
    times_moved: Mapped[int] = mapped_column(default=0)
    is_catch_up: Mapped[bool] = mapped_column(default=False)
    nothing_arose: Mapped[bool] = mapped_column(default=False)
    product_on: Mapped[date | None]
    submitted_on: Mapped[date | None]
    submitted_at: Mapped[datetime | None]
    submitted_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    verified_at: Mapped[datetime | None]
    verified_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    completed_on: Mapped[date | None]
    returned_reason: Mapped[str] = mapped_column(Text, default="")
    returned_on: Mapped[date | None]
    supplement_until: Mapped[date | None]
    waiting_on: Mapped[str] = mapped_column(Short, default="")
    waiting_since: Mapped[date | None]
    waiting_document: Mapped[str] = mapped_column(Short, default="")
    last_heard_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    task = shown("Task", "WorkItem.task_id == Task.id")
    plan = shown("Plan", "WorkItem.plan_id == Plan.id")
    lead_unit = shown("Unit", "WorkItem.lead_unit_id == Unit.id")
    deciding_unit = shown("Unit", "WorkItem.deciding_unit_id == Unit.id")
    products = shown_many(
        "WorkItemProduct", "WorkItemProduct.work_item_id == WorkItem.id", "WorkItemProduct.position"
    )


class WorkItemProduct(Base, OfCommune):
    """A line of the checklist of one item: covered by evidence or by a written explanation.

    `accepted_by` is the verifier who accepted it by itself, `accepted_on` its day as he set it.
    """

    __tablename__ = "work_item_product"
    __table_args__ = commune_table(
        parent("work_item", "work_item_id"),
        parent("product", "product_id"),
        UniqueConstraint("commune_id", "work_item_id", "product_id"),
    )

    work_item_id: Mapped[int]
    product_id: Mapped[int]
    position: Mapped[int]
    title: Mapped[str] = mapped_column(Text)
    explanation: Mapped[str] = mapped_column(Text, default="")
    accepted_on: Mapped[date | None]
    accepted_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class ProgressNote(Base, OfCommune):
    """Kết quả (with its số lượng); khó khăn, vướng mắc; kiến nghị. The last two feed the report.

    `told_by` and `told_on` are filled when somebody of the office entered it for the unit.
    """

    __tablename__ = "progress_note"
    __table_args__ = commune_table(
        parent("work_item", "work_item_id"),
        Index("ix_progress_note_item", "commune_id", "work_item_id", "id"),
        Index("ix_progress_note_written", "commune_id", "written_at"),
    )

    work_item_id: Mapped[int]
    result: Mapped[str] = mapped_column(Text, default="")
    quantity: Mapped[str] = mapped_column(Short, default="")
    difficulties: Mapped[str] = mapped_column(Text, default="")
    proposals: Mapped[str] = mapped_column(Text, default="")
    written_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    written_at: Mapped[datetime]
    source: Mapped[str] = mapped_column(Short, default="")
    told_by: Mapped[str] = mapped_column(Short, default="")
    told_on: Mapped[date | None]

    author = shown("Person", "ProgressNote.written_by == Person.id")


class LateFlag(Base, OfCommune):
    """That an item was found late, once for each due date it had."""

    __tablename__ = "late_flag"
    __table_args__ = commune_table(
        parent("work_item", "work_item_id"),
        UniqueConstraint("commune_id", "work_item_id", "due_on"),
    )

    work_item_id: Mapped[int]
    due_on: Mapped[date]
    flagged_at: Mapped[datetime]
