"""Periods, windows and days off of a commune: data, edited by people."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, OfCommune, Short, Versioned, commune_table


class UpdatePeriod(Base, OfCommune):
    """A kỳ cập nhật: the commune's sequence without overlap in which ongoing tasks are answered."""

    __tablename__ = "update_period"
    __table_args__ = commune_table(
        UniqueConstraint("commune_id", "key"),
        CheckConstraint("ends_on >= starts_on", name="span"),
    )

    key: Mapped[str] = mapped_column(Short)
    label: Mapped[str] = mapped_column(Short)
    starts_on: Mapped[date]
    ends_on: Mapped[date]


class ReportingWindow(Base, OfCommune, Versioned):
    """A kỳ báo cáo: whose results a report counts, its cut-off, and its ladder of days.

    Windows may overlap. `ladder` is [{"step", "on"}], days in ISO form; a step that was moved for
    this window also has "from" (the day before) and "reason". `cut_off_on` is None where the
    plan gives none: then the office is asked. `frozen_at` is when its figures were frozen.
    """

    __tablename__ = "reporting_window"
    __table_args__ = commune_table(
        UniqueConstraint("commune_id", "key"),
        CheckConstraint("ends_on >= starts_on", name="span"),
    )

    key: Mapped[str] = mapped_column(Short)
    label: Mapped[str] = mapped_column(Short)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    cut_off_on: Mapped[date | None]
    ladder: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    frozen_at: Mapped[datetime | None]
    frozen_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class DayOff(Base, OfCommune):
    """A holiday, or a weekend worked in exchange (`is_working`)."""

    __tablename__ = "day_off"
    __table_args__ = commune_table(UniqueConstraint("commune_id", "day"))

    day: Mapped[date]
    title: Mapped[str] = mapped_column(Short, default="")
    is_working: Mapped[bool] = mapped_column(default=False)
