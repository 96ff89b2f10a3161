"""People, what they are appointed to, who stands in for them, and how they sign in."""

from datetime import date, datetime
from enum import StrEnum, auto

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, OfCommune, Short, commune_table, parent, shown, word
from workflows.states import Role


class Person(Base):
    """A person is global; rights come from appointments. `username` is folded and unique.

    `digest_weekday` is a name out of `workflows.timetable.WEEKDAYS`, `digest_at` "07:30";
    `muted_kinds` are kinds of notices he wants no mail of. A permanent failure stops the address
    until it is changed or an administrator lifts it.
    """

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(Short, unique=True)
    full_name: Mapped[str] = mapped_column(Short)
    email: Mapped[str | None] = mapped_column(Short)
    password_hash: Mapped[str | None] = mapped_column(Short)
    must_change_password: Mapped[bool] = mapped_column(default=True)
    disabled_at: Mapped[datetime | None]
    email_stopped_at: Mapped[datetime | None]
    email_stopped_reason: Mapped[str] = mapped_column(Text, default="")
    digest_paused_until: Mapped[date | None]
    digest_weekday: Mapped[str] = mapped_column(String(3), default="mon")
    digest_at: Mapped[str] = mapped_column(String(5), default="07:30")
    muted_kinds: Mapped[list[str]] = mapped_column(JSON, default=list)
    locale: Mapped[str] = mapped_column(String(8), default="vi")
    theme: Mapped[str | None] = mapped_column(String(8))
    created_at: Mapped[datetime]


class Appointment(Base, OfCommune):
    """A role in a commune, in a unit or none, from–to. Rights are worked out from these when
    used.
    """

    __tablename__ = "appointment"
    __table_args__ = commune_table(
        parent("unit", "unit_id"),
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="valid_span"),
        CheckConstraint(
            "unit_id IS NOT NULL OR role NOT IN ('unit_officer', 'unit_head', 'standing_officer')",
            name="unit_roles_have_a_unit",
        ),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    unit_id: Mapped[int | None]
    role: Mapped[Role] = mapped_column(word(Role))
    title: Mapped[str] = mapped_column(Short, default="")
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]

    person = shown("Person", "Appointment.person_id == Person.id")
    unit = shown("Unit", "Appointment.unit_id == Unit.id")


class DelegationKind(StrEnum):
    """Set by the person himself, or recorded when a decision names somebody in charge."""

    delegated = auto()
    in_charge = auto()


class Delegation(Base, OfCommune):
    """Ủy quyền, phụ trách: somebody stands in for one appointment for a dated span, by a
    document. It ends by itself, or when `ended_by` ends it.
    """

    __tablename__ = "delegation"
    __table_args__ = commune_table(
        parent("appointment", "appointment_id"),
        CheckConstraint("valid_to >= valid_from", name="valid_span"),
    )

    appointment_id: Mapped[int]
    deputy_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    document: Mapped[str] = mapped_column(Short)
    valid_from: Mapped[date]
    valid_to: Mapped[date]
    kind: Mapped[DelegationKind] = mapped_column(
        word(DelegationKind), default=DelegationKind.delegated
    )
    created_at: Mapped[datetime]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    appointment = shown("Appointment", "Delegation.appointment_id == Appointment.id")
    deputy = shown("Person", "Delegation.deputy_id == Person.id")


class UserSession(Base):
    """A signed-in browser. Only the SHA-256 of its random id is stored; `ended_at` kills it."""

    __tablename__ = "user_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    commune_id: Mapped[int | None] = mapped_column(ForeignKey("commune.id"))
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    address: Mapped[str] = mapped_column(String(64), default="")
    agent: Mapped[str] = mapped_column(Short, default="")


class LinkPurpose(StrEnum):
    """What a one-time link lets in for."""

    first_administrator = auto()
    set_password = auto()


class OneTimeLink(Base):
    """A single-use link of 128 bits or more, stored as SHA-256, with an end."""

    __tablename__ = "one_time_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    purpose: Mapped[LinkPurpose] = mapped_column(word(LinkPurpose))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Throttle(Base):
    """A counter of tries per key and window of time, right across processes (one UPSERT)."""

    __tablename__ = "throttle"
    __table_args__ = (Index("ix_throttle_window_started_at", "window_started_at"),)

    key: Mapped[str] = mapped_column(String(128), primary_key=True)
    window_started_at: Mapped[datetime]
    count: Mapped[int]
