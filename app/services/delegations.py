"""Ủy quyền, phụ trách: who stands in for whom, from–to, by which document.

A person gives one of his own appointments to a deputy; the administrator records what a decision
says. Where the holder is gone there is nobody to stand in for, and to say "A thay B" would be
untrue: whoever is put in charge of a unit without a head is appointed its head for that time, by
the document, and signs as what he is. What is recorded here is worked out when it is used
(`app.queries.actors`): it begins and ends by itself, and makes no chains, for only an appointment
somebody holds himself can be given.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app import clock
from app.labels.delegations import DelegationRefusal, DelegationRefused
from app.models import Appointment, Delegation, DelegationKind, Person, Unit
from app.queries.headless import has_head
from app.services import events, notices, people
from app.services.people import NewAppointment
from app.services.row_versions import hold_commune
from workflows.permissions import Actor
from workflows.states import Role

DELEGABLE = frozenset(
    {
        Role.unit_officer,
        Role.unit_head,
        Role.standing_officer,
        Role.leader,
        Role.records_clerk,
    }
)
"""Not a viewer's, who does nothing; not an administrator's, who appoints somebody instead."""

LONGEST = timedelta(days=366)
SHORTEST_DOCUMENT = 5


@dataclass(frozen=True, slots=True)
class Span:
    """Who stands in, from–to (the last day included), by which document (number and day in
    words)."""

    deputy_id: int
    document: str
    valid_from: date
    valid_to: date


def delegate(
    session: Session, actor: Actor, appointment: Appointment, span: Span, now: datetime
) -> Delegation:
    """The actor gives one of his own appointments to a deputy. Raises DelegationRefused."""
    if appointment.person_id != actor.person_id:
        raise DelegationRefused(DelegationRefusal.not_own)
    if span.valid_from < clock.local(now).date():
        raise DelegationRefused(DelegationRefusal.begins_in_past)
    return _begin(session, actor, appointment, span, DelegationKind.delegated, now)


def put_in_charge(
    session: Session, actor: Actor, appointment: Appointment, span: Span, now: datetime
) -> Delegation:
    """The administrator records that a decision puts somebody in charge for the holder of an
    appointment in force. Raises DelegationRefused."""
    if span.deputy_id == actor.person_id:
        raise DelegationRefused(DelegationRefusal.recorder_gains)
    return _begin(session, actor, appointment, span, DelegationKind.in_charge, now)


def put_in_charge_of_unit(
    session: Session, actor: Actor, unit: Unit, span: Span, title: str, now: datetime
) -> Appointment:
    """The administrator records that a decision puts somebody in charge of a unit that has no
    head: a head's appointment for that time, with `title`. Raises DelegationRefused, and
    AccountRefused as `people.appoint` does."""
    today = clock.local(now).date()
    if span.deputy_id == actor.person_id:
        raise DelegationRefused(DelegationRefusal.recorder_gains)
    _check_span(span, today)
    deputy = _checked_deputy(session, actor.commune_id, span, today)
    hold_commune(session, actor.commune_id)
    if has_head(session, unit.commune_id, unit.id, max(today, span.valid_from)):
        raise DelegationRefused(DelegationRefusal.unit_has_head)
    wanted = NewAppointment(Role.unit_head, unit.id, title, span.valid_from, span.valid_to)
    made = people.appoint(session, actor, deputy, wanted, now)
    entry = events.Entry(
        kind="delegation.begin",
        subject="appointment",
        subject_id=made.id,
        new=deputy.full_name,
        data={
            "kind": DelegationKind.in_charge.value,
            "role": Role.unit_head.value,
            "unit": unit.name,
            "document": span.document,
            "valid_from": span.valid_from.isoformat(),
            "valid_to": span.valid_to.isoformat(),
        },
    )
    events.record(session, actor, [entry], now)
    data = {"unit": unit.name, "document": span.document, "until": span.valid_to.isoformat()}
    _tell(session, actor, [deputy.id], "in_charge", f"appointment:{made.id}", data, now)
    return made


def end(session: Session, actor: Actor, delegation: Delegation, now: datetime) -> None:
    """End a stand-in early, at once: whose appointment it is, or an administrator. Raises
    DelegationRefused."""
    appointment = session.get_one(Appointment, delegation.appointment_id)
    if appointment.person_id != actor.person_id and not actor.has_role(Role.administrator):
        raise DelegationRefused(DelegationRefusal.not_own)
    ended = session.execute(
        update(Delegation)
        .where(
            Delegation.id == delegation.id,
            Delegation.ended_at.is_(None),
            Delegation.valid_to >= clock.local(now).date(),
        )
        .values(ended_at=now, ended_by=actor.person_id)
        .execution_options(synchronize_session=False)
    )
    if ended.rowcount != 1:
        raise DelegationRefused(DelegationRefusal.over_already)
    session.refresh(delegation)
    _record(session, actor, delegation, appointment, "end", now)


def _begin(
    session: Session,
    actor: Actor,
    appointment: Appointment,
    span: Span,
    kind: DelegationKind,
    now: datetime,
) -> Delegation:
    today = clock.local(now).date()
    if appointment.role not in DELEGABLE:
        raise DelegationRefused(DelegationRefusal.not_delegable)
    if span.deputy_id == appointment.person_id:
        raise DelegationRefused(DelegationRefusal.to_oneself)
    _check_span(span, today)
    # Held until the end: of two who give the same appointment at once, one is told.
    session.refresh(appointment, with_for_update=True)
    _check_appointment(appointment, span, today)
    _checked_deputy(session, appointment.commune_id, span, today)
    _check_free(session, appointment, span)
    made = Delegation(
        commune_id=appointment.commune_id,
        appointment_id=appointment.id,
        deputy_id=span.deputy_id,
        document=span.document,
        valid_from=span.valid_from,
        valid_to=span.valid_to,
        kind=kind,
        created_at=now,
        created_by=actor.person_id,
    )
    session.add(made)
    session.flush()
    _record(session, actor, made, appointment, "begin", now)
    return made


def _check_span(span: Span, today: date) -> None:
    if len(span.document) < SHORTEST_DOCUMENT:
        raise DelegationRefused(DelegationRefusal.document_missing)
    if span.valid_to < span.valid_from or span.valid_to < today:
        raise DelegationRefused(DelegationRefusal.span_not_valid)
    if span.valid_to - span.valid_from > LONGEST:
        raise DelegationRefused(DelegationRefusal.too_long)


def _check_appointment(appointment: Appointment, span: Span, today: date) -> None:
    last = appointment.valid_to
    if last is not None and last < today:
        raise DelegationRefused(DelegationRefusal.appointment_over)
    if span.valid_from < appointment.valid_from or (last is not None and span.valid_to > last):
        raise DelegationRefused(DelegationRefusal.beyond_appointment)


def _checked_deputy(session: Session, commune_id: int, span: Span, today: date) -> Person:
    """The deputy, who has an account that is open and an appointment of his own in the commune on
    the first day."""
    deputy = session.get(Person, span.deputy_id)
    first = max(today, span.valid_from)
    held = session.scalars(
        select(Appointment.id)
        .where(
            Appointment.commune_id == commune_id,
            Appointment.person_id == span.deputy_id,
            Appointment.valid_from <= first,
            Appointment.valid_to.is_(None) | (Appointment.valid_to >= first),
        )
        .limit(1)
    ).first()
    if deputy is None or held is None:
        raise DelegationRefused(DelegationRefusal.deputy_not_here)
    if deputy.disabled_at is not None:
        raise DelegationRefused(DelegationRefusal.deputy_disabled)
    return deputy


def _check_free(session: Session, appointment: Appointment, span: Span) -> None:
    """Nobody else stands in for the appointment on any day of the span."""
    other = session.scalars(
        select(Delegation.id)
        .where(
            Delegation.commune_id == appointment.commune_id,
            Delegation.appointment_id == appointment.id,
            Delegation.ended_at.is_(None),
            Delegation.valid_from <= span.valid_to,
            Delegation.valid_to >= span.valid_from,
        )
        .limit(1)
    ).first()
    if other is not None:
        raise DelegationRefused(DelegationRefusal.somebody_stands_in)


def _record(
    session: Session,
    actor: Actor,
    delegation: Delegation,
    appointment: Appointment,
    verb: str,
    now: datetime,
) -> None:
    holder = session.get_one(Person, appointment.person_id).full_name
    deputy = session.get_one(Person, delegation.deputy_id).full_name
    unit = session.get(Unit, appointment.unit_id) if appointment.unit_id else None
    entry = events.Entry(
        kind=f"delegation.{verb}",
        subject="delegation",
        subject_id=delegation.id,
        old=holder,
        new=deputy,
        data={
            "kind": delegation.kind.value,
            "role": appointment.role.value,
            "unit": unit.name if unit else "",
            "document": delegation.document,
            "valid_from": delegation.valid_from.isoformat(),
            "valid_to": delegation.valid_to.isoformat(),
        },
    )
    events.record(session, actor, [entry], now)
    data = {
        "holder": holder,
        "deputy": deputy,
        "document": delegation.document,
        "from": delegation.valid_from.isoformat(),
        "until": delegation.valid_to.isoformat(),
    }
    both = [delegation.deputy_id, appointment.person_id]
    _tell(session, actor, both, verb, f"delegation:{delegation.id}:{verb}", data, now)


def _tell(
    session: Session,
    actor: Actor,
    person_ids: list[int],
    verb: str,
    key: str,
    data: dict[str, str],
    now: datetime,
) -> None:
    notices.notify(
        session,
        actor.commune_id,
        [person_id for person_id in person_ids if person_id != actor.person_id],
        kind=f"delegation.{verb}",
        key=key,
        data=data,
        path="/uy-quyen",
        now=now,
        for_mail=verb != "end",
    )


__all__ = ["DELEGABLE", "Span", "delegate", "end", "put_in_charge", "put_in_charge_of_unit"]
