"""Công văn đôn đốc: what was sent to whom, and what came of it."""

from datetime import date, datetime
from enum import StrEnum, auto
from typing import Any

from sqlalchemy import JSON, ForeignKey, Text, UniqueConstraint
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


class Signer(StrEnum):
    """In whose name the letter is signed."""

    vice_chairman = auto()
    by_order = auto()
    office = auto()


class UrgingLetter(Base, OfCommune, Versioned):
    """A letter as it was made: its rows are frozen, its number and day come back from the records
    office. `finish_by` and `explain_by` are the days it sets; `withdrawn_at` takes it back.
    """

    __tablename__ = "urging_letter"
    __table_args__ = commune_table(
        parent("plan", "plan_id"),
        parent("stored_file", "file_id"),
        parent("stored_file", "signed_file_id"),
    )

    plan_id: Mapped[int | None]
    signer: Mapped[Signer] = mapped_column(word(Signer))
    signer_name: Mapped[str] = mapped_column(Short, default="")
    as_of: Mapped[date]
    finish_by: Mapped[date]
    finish_hour: Mapped[str] = mapped_column(Short, default="")
    explain_by: Mapped[date]
    basis: Mapped[str] = mapped_column(Text, default="")
    rows: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    file_id: Mapped[int]
    made_at: Mapped[datetime]
    made_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    number: Mapped[str] = mapped_column(Short, default="")
    issued_on: Mapped[date | None]
    signed_file_id: Mapped[int | None]
    withdrawn_at: Mapped[datetime | None]

    units = shown_many(
        "UrgingLetterUnit", "UrgingLetterUnit.letter_id == UrgingLetter.id", "UrgingLetterUnit.id"
    )


class UrgingLetterUnit(Base, OfCommune):
    """A unit the letter goes to, how many rows it holds for it, and when the unit answered."""

    __tablename__ = "urging_letter_unit"
    __table_args__ = commune_table(
        parent("urging_letter", "letter_id"),
        parent("unit", "unit_id"),
        UniqueConstraint("commune_id", "letter_id", "unit_id"),
    )

    letter_id: Mapped[int]
    unit_id: Mapped[int]
    late_items: Mapped[int]
    answered_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(Text, default="")

    unit = shown("Unit", "UrgingLetterUnit.unit_id == Unit.id")


class LetterTemplate(Base, OfCommune):
    """The office's own template of a letter (.docx); the latest one counts."""

    __tablename__ = "letter_template"
    __table_args__ = commune_table(parent("stored_file", "file_id"))

    kind: Mapped[str] = mapped_column(Short)
    file_id: Mapped[int]
    added_at: Mapped[datetime]
    added_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    removed_at: Mapped[datetime | None]
