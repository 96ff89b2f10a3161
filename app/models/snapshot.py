"""The weekly standing, kept from the first day: trends need it."""

from datetime import date

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, OfCommune, commune_table, parent


class StandingSnapshot(Base, OfCommune):
    """Tasks by group on one day: of the whole plan, of a unit, or of a section."""

    __tablename__ = "standing_snapshot"
    __table_args__ = commune_table(
        parent("plan", "plan_id"),
        parent("unit", "unit_id"),
        parent("section", "section_id"),
        UniqueConstraint("commune_id", "plan_id", "taken_on", "unit_id"),
        UniqueConstraint("commune_id", "plan_id", "taken_on", "section_id"),
        # Keys let NULLs be distinct, so the row of the whole plan needs one of its own.
        Index(
            "uq_standing_snapshot_plan",
            "commune_id",
            "plan_id",
            "taken_on",
            unique=True,
            sqlite_where=text("unit_id IS NULL AND section_id IS NULL"),
            postgresql_where=text("unit_id IS NULL AND section_id IS NULL"),
        ),
    )

    plan_id: Mapped[int]
    unit_id: Mapped[int | None]
    section_id: Mapped[int | None]
    taken_on: Mapped[date]
    done_on_time: Mapped[int] = mapped_column(default=0)
    done_late: Mapped[int] = mapped_column(default=0)
    open_in_time: Mapped[int] = mapped_column(default=0)
    open_late: Mapped[int] = mapped_column(default=0)
    no_date: Mapped[int] = mapped_column(default=0)
    cancelled: Mapped[int] = mapped_column(default=0)
