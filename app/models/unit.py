"""Units of a commune, and the ways their names are written."""

from datetime import date
from enum import StrEnum, auto

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, OfCommune, Short, commune_table, parent, word


class UnitKind(StrEnum):
    """Who a unit is to the commune: only units under the committee have lateness and a score."""

    under_committee = auto()
    coordinating = auto()
    without_account = auto()
    outside = auto()


class UnitDuty(StrEnum):
    """What a unit does for the process of the whole commune."""

    standing_office = auto()
    counter_checking = auto()


class Unit(Base, OfCommune):
    """A phòng, a centre, a post. Units merge, split and are renamed: they hold from–to."""

    __tablename__ = "unit"
    __table_args__ = commune_table(
        parent("unit", "successor_id"),
        UniqueConstraint("commune_id", "code"),
        # One standing office and one counter-checking unit at a time.
        Index(
            "uq_unit_duty",
            "commune_id",
            "duty",
            unique=True,
            sqlite_where=text("duty IS NOT NULL"),
            postgresql_where=text("duty IS NOT NULL"),
        ),
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="valid_span"),
    )

    code: Mapped[str] = mapped_column(Short)
    name: Mapped[str] = mapped_column(Short)
    short_name: Mapped[str] = mapped_column(Short)
    kind: Mapped[UnitKind] = mapped_column(word(UnitKind))
    duty: Mapped[UnitDuty | None] = mapped_column(word(UnitDuty))
    position: Mapped[int] = mapped_column(default=0)
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    successor_id: Mapped[int | None]


class UnitAlias(Base, OfCommune):
    """A spelling met in a plan and the unit it means; `folded` is its key for matching."""

    __tablename__ = "unit_alias"
    __table_args__ = commune_table(
        parent("unit", "unit_id"), UniqueConstraint("commune_id", "folded", "unit_id")
    )

    unit_id: Mapped[int]
    written: Mapped[str] = mapped_column(Short)
    folded: Mapped[str] = mapped_column(Short, index=True)


class Area(Base, OfCommune):
    """A lĩnh vực of reform; the list changes with the years."""

    __tablename__ = "area"
    __table_args__ = commune_table(UniqueConstraint("commune_id", "year", "code"))

    year: Mapped[int]
    code: Mapped[str] = mapped_column(Short)
    title: Mapped[str] = mapped_column(Short)
    position: Mapped[int] = mapped_column(default=0)
