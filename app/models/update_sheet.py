"""Phiếu kỳ cập nhật: a unit's answers for one update period, on one page."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, OfCommune, Versioned, commune_table, parent


class UpdateSheet(Base, OfCommune, Versioned):
    """What a unit wrote for a period. Before it is sent, `answers` is the draft; sending hands in
    every answered item through the one door.

    `answers` is {work item id: {"result", "quantity", "difficulties", "proposals",
    "nothing_arose", "reason"}}.
    """

    __tablename__ = "update_sheet"
    __table_args__ = commune_table(
        parent("unit", "unit_id"), UniqueConstraint("commune_id", "unit_id", "period_key")
    )

    unit_id: Mapped[int]
    period_key: Mapped[str] = mapped_column(String(32))
    answers: Mapped[dict[str, Any]] = mapped_column(JSON)
    saved_at: Mapped[datetime]
    saved_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    sent_at: Mapped[datetime | None]
    sent_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
