"""The record: append-only, chained by hashes, per commune. The database refuses to change it."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Short


class ChainHead(Base):
    """The end of one chain: of a commune, or of the installation itself (`commune_id` None).

    `name` says which, so that two who begin a chain at once cannot make two of it: to a unique key
    every NULL would be another.
    """

    __tablename__ = "chain_head"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(32), unique=True)
    commune_id: Mapped[int | None] = mapped_column(ForeignKey("commune.id"))
    seq: Mapped[int] = mapped_column(default=0)
    hash: Mapped[str] = mapped_column(String(64), default="0" * 64)


class EventArchive(Base):
    """A run of events that was taken out of the table into a file of the store, whole.

    `last_hash` is what the first event still online follows. Only what an archive names can be
    deleted from the record, and an archive itself never (the database refuses).
    """

    __tablename__ = "event_archive"
    __table_args__ = (UniqueConstraint("chain_id", "first_seq"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    chain_id: Mapped[int] = mapped_column(ForeignKey("chain_head.id"))
    first_seq: Mapped[int]
    last_seq: Mapped[int]
    last_hash: Mapped[str] = mapped_column(String(64))
    key: Mapped[str] = mapped_column(String(64))
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    archived_at: Mapped[datetime]


class Event(Base):
    """Who, when, what, on what, from, to, why. Name, title and unit are frozen as they were.

    `hash` is the SHA-256 of `prev_hash` and the canonical form of every other column
    (`app.services.events.canonical`). The subject is a word and an id, never a foreign key: the
    record outlives what it speaks of. `data` holds further words by kind of event.
    """

    __tablename__ = "event"
    __table_args__ = (
        UniqueConstraint("chain_id", "seq"),
        Index("ix_event_work_item", "commune_id", "work_item_id", "seq"),
        Index("ix_event_task", "commune_id", "task_id", "seq"),
        Index("ix_event_kind", "commune_id", "kind", "seq"),
        Index("ix_event_person", "commune_id", "person_id", "seq"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    chain_id: Mapped[int] = mapped_column(ForeignKey("chain_head.id"))
    seq: Mapped[int]
    commune_id: Mapped[int | None] = mapped_column(ForeignKey("commune.id"))
    happened_at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(64))
    person_id: Mapped[int | None]
    person_name: Mapped[str] = mapped_column(Short, default="")
    person_title: Mapped[str] = mapped_column(Short, default="")
    person_unit: Mapped[str] = mapped_column(Short, default="")
    address: Mapped[str] = mapped_column(String(64), default="")
    subject: Mapped[str] = mapped_column(String(32), default="")
    subject_id: Mapped[int | None]
    plan_id: Mapped[int | None]
    task_id: Mapped[int | None]
    work_item_id: Mapped[int | None]
    old: Mapped[str] = mapped_column(Short, default="")
    new: Mapped[str] = mapped_column(Short, default="")
    reason: Mapped[str] = mapped_column(default="")
    data: Mapped[dict[str, Any]] = mapped_column(JSON)
    prev_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))
