"""The reporting regime of a commune, who owes which report, and what a window froze."""

from datetime import date, datetime
from enum import StrEnum, auto
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, OfCommune, Short, Versioned, commune_table, parent, shown, word
from workflows.deadlines.lateness import Standing


class ReportingRegime(Base, OfCommune, Versioned):
    """Chế độ báo cáo: the windows, cut-offs and ladders that hold from `year` on.

    `rules` is the JSON form of `workflows.reporting`; `document` names the paper it comes from.
    """

    __tablename__ = "reporting_regime"
    __table_args__ = commune_table(UniqueConstraint("commune_id", "year"))

    year: Mapped[int]
    title: Mapped[str] = mapped_column(Short, default="")
    document: Mapped[str] = mapped_column(Short, default="")
    rules: Mapped[dict[str, Any]] = mapped_column(JSON)
    changed_at: Mapped[datetime]
    changed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class ReportKind(StrEnum):
    """What sort of report is owed."""

    periodic = auto()
    thematic = auto()
    one_off = auto()


class ReportDue(Base, OfCommune, Versioned):
    """A line of the register of reports due: unit × report × period.

    `key` makes a line once. `sent_on` is the day it came, None while it has not; whether it came
    in time is a comparison with `due_on`, never stored. `moved_from` keeps the day that stood
    before a step was moved for this unit.
    """

    __tablename__ = "report_due"
    __table_args__ = commune_table(
        parent("reporting_window", "window_id"),
        parent("unit", "unit_id"),
        UniqueConstraint("commune_id", "key"),
        Index("ix_report_due_window", "commune_id", "window_id", "unit_id"),
        Index(
            "ix_report_due_owed",
            "commune_id",
            "due_on",
            "id",
            sqlite_where=text("sent_on IS NULL"),
            postgresql_where=text("sent_on IS NULL"),
        ),
        CheckConstraint("kind = 'one_off' OR window_id IS NOT NULL", name="of_a_window"),
    )

    key: Mapped[str] = mapped_column(Short)
    kind: Mapped[ReportKind] = mapped_column(word(ReportKind))
    window_id: Mapped[int | None]
    unit_id: Mapped[int]
    title: Mapped[str] = mapped_column(Text)
    asked_by_document: Mapped[str] = mapped_column(Short, default="")
    due_on: Mapped[date]
    moved_from: Mapped[date | None]
    moved_reason: Mapped[str] = mapped_column(Text, default="")
    sent_on: Mapped[date | None]
    document: Mapped[str] = mapped_column(Short, default="")
    note: Mapped[str] = mapped_column(Text, default="")
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    entered_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    unit = shown("Unit", "ReportDue.unit_id == Unit.id")
    window = shown("ReportingWindow", "ReportDue.window_id == ReportingWindow.id")


class FrozenStanding(Base, OfCommune):
    """How a task (or one lead slot of it) stood when a window's figures were frozen.

    `lead_id` is None for the task as a whole. What stands differently later is the difference
    shown in the next report.
    """

    __tablename__ = "frozen_standing"
    __table_args__ = commune_table(
        parent("reporting_window", "window_id"),
        parent("plan", "plan_id"),
        parent("task", "task_id"),
        parent("task_lead", "lead_id"),
        UniqueConstraint("commune_id", "window_id", "task_id", "lead_id"),
        # Keys let NULLs be distinct, so the row of the whole task needs one of its own.
        Index(
            "uq_frozen_standing_task",
            "commune_id",
            "window_id",
            "task_id",
            unique=True,
            sqlite_where=text("lead_id IS NULL"),
            postgresql_where=text("lead_id IS NULL"),
        ),
    )

    window_id: Mapped[int]
    plan_id: Mapped[int]
    task_id: Mapped[int]
    lead_id: Mapped[int | None]
    standing: Mapped[Standing] = mapped_column(word(Standing))
    due_on: Mapped[date | None]
    original_due_on: Mapped[date | None]
    completed_on: Mapped[date | None]
