"""The commune, the tenant of every other table, and its settings."""

from enum import StrEnum, auto

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Short, word


class CompletionDay(StrEnum):
    """Which day counts as the day of completion (design: the product's own day unless set)."""

    product_day = auto()
    submission_day = auto()


class Commune(Base):
    """A xã, phường or đặc khu. Days are counted in working days where the name says so.

    `dates_delegated_by` and `plan_changes_delegated_by` name the decision by which the standing
    office decides on other dates, and on other leads and outcomes; empty: a leader does.
    `number_suffices`: số, ngày, trích yếu without a file are enough to submit. `two_step_verdicts`:
    an officer proposes, the head of the office decides. A unit not heard of for `silence_days`
    (days of the calendar) is named in the digest.
    """

    __tablename__ = "commune"
    __table_args__ = (
        CheckConstraint("verification_working_days between 1 and 60", name="verification_days"),
        CheckConstraint("supplement_days between 0 and 60", name="supplement_days"),
        CheckConstraint("silence_days between 7 and 365", name="silence_days"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(Short, unique=True)
    name: Mapped[str] = mapped_column(Short)
    province: Mapped[str] = mapped_column(Short, default="")
    completion_day: Mapped[CompletionDay] = mapped_column(
        word(CompletionDay), default=CompletionDay.product_day
    )
    verification_working_days: Mapped[int] = mapped_column(default=5)
    supplement_days: Mapped[int] = mapped_column(default=5)
    before_is_inclusive: Mapped[bool] = mapped_column(default=False)
    shift_from_days_off: Mapped[bool] = mapped_column(default=False)
    dates_delegated_by: Mapped[str] = mapped_column(Short, default="")
    plan_changes_delegated_by: Mapped[str] = mapped_column(Short, default="")
    number_suffices: Mapped[bool] = mapped_column(default=False)
    two_step_verdicts: Mapped[bool] = mapped_column(default=False)
    silence_days: Mapped[int] = mapped_column(default=30)
