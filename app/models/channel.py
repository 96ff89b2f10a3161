"""Ways to a person beside e-mail, and the secret addresses of calendars."""

from datetime import datetime
from enum import StrEnum, auto

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, OfCommune, Short, commune_table, parent, word


class EndpointKind(StrEnum):
    """How an endpoint is spoken to."""

    webhook = auto()
    chat = auto()


class ChannelEndpoint(Base, OfCommune):
    """A webhook or a chat address that an administrator registered, for one person or (None) for
    the office. `secret` signs what goes to a webhook. A permanent failure stops it.
    """

    __tablename__ = "channel_endpoint"
    __table_args__ = commune_table(Index("ix_channel_endpoint_person", "commune_id", "person_id"))

    kind: Mapped[EndpointKind] = mapped_column(word(EndpointKind))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    title: Mapped[str] = mapped_column(Short)
    address: Mapped[str] = mapped_column(Text)
    secret: Mapped[str] = mapped_column(Short, default="")
    created_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]
    stopped_at: Mapped[datetime | None]
    stopped_reason: Mapped[str] = mapped_column(Text, default="")
    removed_at: Mapped[datetime | None]


class CalendarFeed(Base, OfCommune):
    """A secret address of deadlines, for a person or for a unit. Only its SHA-256 is stored."""

    __tablename__ = "calendar_feed"
    __table_args__ = commune_table(
        parent("unit", "unit_id"),
        CheckConstraint("(person_id IS NULL) <> (unit_id IS NULL)", name="person_or_unit"),
    )

    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    unit_id: Mapped[int | None]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]
    last_read_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
