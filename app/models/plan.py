"""An issued plan and its versions."""

from datetime import date, datetime
from enum import StrEnum, auto

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import (
    Base,
    OfCommune,
    Short,
    Versioned,
    commune_table,
    parent,
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
    """What the plan said, from which file, from when. Amendments, and a plan that takes the place
    of this one in mid-year, are further versions; `document` is the number of the paper.
    """

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
    title: Mapped[str] = mapped_column(Text, default="")
    issued_on: Mapped[date | None]
    started_at: Mapped[datetime]
    started_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    recalled_at: Mapped[datetime | None]
