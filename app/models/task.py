"""Tasks of a plan: the stable identity, what each plan version printed, and who leads."""

from datetime import date
from enum import StrEnum, auto
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, Text, UniqueConstraint
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
from workflows.deadlines import DeadlineKind


class Section(Base, OfCommune):
    """A heading of the appendix; it belongs to one of the areas."""

    __tablename__ = "section"
    __table_args__ = commune_table(
        parent("plan", "plan_id"),
        parent("area", "area_id"),
        Index("ix_section_plan", "commune_id", "plan_id", "position"),
    )

    plan_id: Mapped[int]
    area_id: Mapped[int | None]
    code: Mapped[str] = mapped_column(Short)
    title: Mapped[str] = mapped_column(Text)
    position: Mapped[int]


class KeepsDates:
    """The dates kept with a task and each of its leads (see `workflows.deadlines.lateness`)."""

    due_on: Mapped[date | None]
    original_due_on: Mapped[date | None]
    completed_on: Mapped[date | None]
    earliest_open_due_on: Mapped[date | None]
    is_cancelled: Mapped[bool] = mapped_column(default=False)


class Task(Base, OfCommune, KeepsDates, Versioned):
    """The lowest row of the appendix that carries its own product, lead or time.

    `plan_id` is None for work given outside a plan (*nhiệm vụ giao thêm*), whose `basis` names
    the document and `basis_on` its day. `number` is the printed STT: a label, not unique.
    `next_opens_on` is the day the next period not yet made will open, None when none is to come.
    """

    __tablename__ = "task"
    __table_args__ = commune_table(
        parent("plan", "plan_id"),
        parent("section", "section_id"),
        parent("unit", "follow_up_unit_id"),
        Index("ix_task_plan", "commune_id", "plan_id", "position"),
        Index("ix_task_section", "commune_id", "section_id"),
        Index("ix_task_next_opens_on", "next_opens_on"),
        CheckConstraint("plan_id IS NOT NULL OR basis <> ''", name="plan_or_basis"),
    )

    plan_id: Mapped[int | None]
    section_id: Mapped[int | None]
    follow_up_unit_id: Mapped[int | None]
    basis: Mapped[str] = mapped_column(Text, default="")
    basis_on: Mapped[date | None]
    position: Mapped[int]
    number: Mapped[str] = mapped_column(Short, default="")
    title: Mapped[str] = mapped_column(Text)
    objective: Mapped[str] = mapped_column(Text, default="")
    duty: Mapped[str] = mapped_column(Text, default="")
    funding: Mapped[str] = mapped_column(Text, default="")
    search_text: Mapped[str] = mapped_column(Text, default="")
    next_opens_on: Mapped[date | None]

    plan = shown("Plan", "Task.plan_id == Plan.id")
    section = shown("Section", "Task.section_id == Section.id")
    products = shown_many("Product", "Product.task_id == Task.id", "Product.position")
    schedules = shown_many(
        "TaskSchedule", "TaskSchedule.task_id == Task.id", "TaskSchedule.part_index"
    )
    units = shown_many("TaskUnit", "TaskUnit.task_id == Task.id", "TaskUnit.position")
    work_items = shown_many("WorkItem", "WorkItem.task_id == Task.id", "WorkItem.id")


class TaskRevision(Base, OfCommune):
    """The text and reading of a task in one version of its plan, kept as printed; of work given
    outside a plan there is one, of no version.
    """

    __tablename__ = "task_revision"
    __table_args__ = commune_table(
        parent("task", "task_id"),
        parent("plan_version", "plan_version_id"),
        UniqueConstraint("commune_id", "task_id", "plan_version_id"),
    )

    task_id: Mapped[int]
    plan_version_id: Mapped[int | None]
    printed: Mapped[dict[str, Any]] = mapped_column(JSON)
    reading: Mapped[dict[str, Any]] = mapped_column(JSON)
    source: Mapped[dict[str, Any]] = mapped_column(JSON)


class Product(Base, OfCommune):
    """What must exist at the end, in the plan's own words; the checklist that opens submission."""

    __tablename__ = "product"
    __table_args__ = commune_table(
        parent("task", "task_id"), UniqueConstraint("commune_id", "task_id", "position")
    )

    task_id: Mapped[int]
    position: Mapped[int]
    title: Mapped[str] = mapped_column(Text)


class TaskSchedule(Base, OfCommune):
    """One part of the printed time. `reading` is the whole reading, on each part's row as read."""

    __tablename__ = "task_schedule"
    __table_args__ = commune_table(
        parent("task", "task_id"), UniqueConstraint("commune_id", "task_id", "part_index")
    )

    task_id: Mapped[int]
    part_index: Mapped[int]
    kind: Mapped[DeadlineKind] = mapped_column(word(DeadlineKind))
    printed: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text, default="")


class TaskLead(Base, OfCommune, KeepsDates):
    """A lead slot: units that answer together for one copy of the task's work.

    Several named leads share one slot; a collective lead has a slot for each unit.
    """

    __tablename__ = "task_lead"
    __table_args__ = commune_table(
        parent("task", "task_id"), UniqueConstraint("commune_id", "task_id", "slot")
    )

    task_id: Mapped[int]
    slot: Mapped[int]


class Relation(StrEnum):
    """What a unit is to a task."""

    lead = auto()
    supporting = auto()
    follow_up = auto()


class TaskUnit(Base, OfCommune):
    """A unit's part in a task; a lead names its slot, the first of a slot leads and submits."""

    __tablename__ = "task_unit"
    __table_args__ = commune_table(
        parent("task", "task_id"),
        parent("unit", "unit_id"),
        parent("task_lead", "lead_id"),
        UniqueConstraint("commune_id", "task_id", "unit_id", "relation"),
        Index("ix_task_unit_unit", "commune_id", "unit_id", "relation"),
        Index("ix_task_unit_lead", "lead_id"),
        CheckConstraint("(relation = 'lead') = (lead_id IS NOT NULL)", name="lead_has_a_slot"),
    )

    task_id: Mapped[int]
    unit_id: Mapped[int]
    relation: Mapped[Relation] = mapped_column(word(Relation))
    lead_id: Mapped[int | None]
    position: Mapped[int] = mapped_column(default=0)

    unit = shown("Unit", "TaskUnit.unit_id == Unit.id")
