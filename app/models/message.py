"""What people are told: notices in the product, and mails in the outbox."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, OfCommune, Short, commune_table, parent


class Notification(Base, OfCommune):
    """A notice in the product, worded when shown from `kind` and `data` (`app/labels/notices.py`).

    `key` makes the same notice once, whoever asks for it twice. `is_for_mail`: it asks for action,
    and goes by mail too; `mailed_at` is when its mail was made.
    """

    __tablename__ = "notification"
    __table_args__ = commune_table(
        Index("uq_notification_key", "key", unique=True),
        Index(
            "ix_notification_unread",
            "commune_id",
            "person_id",
            "id",
            sqlite_where=text("read_at IS NULL"),
            postgresql_where=text("read_at IS NULL"),
        ),
        Index(
            "ix_notification_for_mail",
            "id",
            sqlite_where=text("is_for_mail AND mailed_at IS NULL"),
            postgresql_where=text("is_for_mail AND mailed_at IS NULL"),
        ),
    )

    key: Mapped[str] = mapped_column(String(128))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(String(64))
    data: Mapped[dict[str, Any]] = mapped_column(JSON)
    path: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    is_for_mail: Mapped[bool] = mapped_column(default=False)
    mailed_at: Mapped[datetime | None]


class OutboxMail(Base, OfCommune):
    """A mail to one person: composed at its slot, claimed, sent, recorded; tried again when it
    fails.

    `key` is (kind, person, subject, period) in words: a mail is made once. `claimed_at` is taken
    again after some minutes, for the process that held it may be gone. `message_id` comes from
    the key. `endpoint_id` is the webhook or chat it goes to instead of the mail address;
    `file_id` what is attached.
    """

    __tablename__ = "outbox"
    __table_args__ = commune_table(
        parent("channel_endpoint", "endpoint_id"),
        parent("stored_file", "file_id"),
        Index("uq_outbox_key", "key", unique=True),
        Index(
            "ix_outbox_waiting",
            "not_before",
            "id",
            sqlite_where=text("sent_at IS NULL AND failed_at IS NULL"),
            postgresql_where=text("sent_at IS NULL AND failed_at IS NULL"),
        ),
        Index(
            "ix_outbox_waiting_for_person",
            "commune_id",
            "person_id",
            sqlite_where=text("sent_at IS NULL AND failed_at IS NULL"),
            postgresql_where=text("sent_at IS NULL AND failed_at IS NULL"),
        ),
        Index(
            "ix_outbox_endpoint",
            "endpoint_id",
            "id",
            sqlite_where=text("endpoint_id IS NOT NULL"),
            postgresql_where=text("endpoint_id IS NOT NULL"),
        ),
        Index(
            "ix_outbox_failed",
            "commune_id",
            "id",
            sqlite_where=text("failed_at IS NOT NULL"),
            postgresql_where=text("failed_at IS NOT NULL"),
        ),
    )

    key: Mapped[str] = mapped_column(String(128))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(String(64))
    endpoint_id: Mapped[int | None]
    file_id: Mapped[int | None]
    subject: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    message_id: Mapped[str] = mapped_column(Short)
    created_at: Mapped[datetime]
    not_before: Mapped[datetime]
    claimed_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(Text, default="")
