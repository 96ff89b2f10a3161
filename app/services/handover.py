"""Bàn giao: an appointment and the open work that goes with it pass to a successor on a day.

The old appointment ends the day before and the new one begins, in one transaction with the minutes
(*biên bản bàn giao*), whose rows are kept as they were printed. The work itself stays with the
unit: nothing about an item changes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.labels.delegations import DelegationRefusal, DelegationRefused
from app.models import Appointment, Commune, Paper, PaperKind, Person, Unit
from app.queries.handover import OpenItem
from app.queries.people import not_over, person_of_commune
from app.reports.handover import STATE, Handover, HandoverRow
from app.services import events, notices, papers, people
from app.services.delegations import SHORTEST_DOCUMENT
from app.services.papers import PaperContents
from app.services.people import NewAppointment
from app.services.stored_files import KeptFile
from workflows.permissions import Actor
from workflows.states import Role
from workflows.text import format_date, squeeze

LONGEST_HEARD = 160
"""Characters of a cell; the whole stands with the item."""


@dataclass(frozen=True, slots=True)
class Succession:
    """Who takes over from which day on, in which post, by which document."""

    taker_id: int
    day: date
    title: str
    document: str


def check(
    session: Session, actor: Actor, appointment: Appointment, wanted: Succession, today: date
) -> Person:
    """Return the successor. Raises DelegationRefused for a handover that cannot be."""
    if appointment.valid_to is not None and appointment.valid_to < today:
        raise DelegationRefused(DelegationRefusal.appointment_over)
    if wanted.day <= appointment.valid_from:
        raise DelegationRefused(DelegationRefusal.beyond_appointment)
    if len(wanted.document) < SHORTEST_DOCUMENT:
        raise DelegationRefused(DelegationRefusal.document_missing)
    if wanted.taker_id == appointment.person_id:
        raise DelegationRefused(DelegationRefusal.to_oneself)
    if wanted.taker_id == actor.person_id and appointment.role is not Role.administrator:
        raise DelegationRefused(DelegationRefusal.recorder_gains)
    taker = person_of_commune(session, actor.commune_id, wanted.taker_id)
    if taker is None:
        raise DelegationRefused(DelegationRefusal.deputy_not_here)
    if taker.disabled_at is not None:
        raise DelegationRefused(DelegationRefusal.deputy_disabled)
    return taker


def compose(
    session: Session,
    appointment: Appointment,
    taker: Person,
    wanted: Succession,
    items: Sequence[OpenItem],
    today: date,
) -> Handover:
    """The minutes as they are printed."""
    unit = session.get(Unit, appointment.unit_id) if appointment.unit_id else None
    return Handover(
        commune=session.get_one(Commune, appointment.commune_id).name,
        unit=unit.name if unit else "",
        giver=session.get_one(Person, appointment.person_id).full_name,
        giver_title=appointment.title,
        taker=taker.full_name,
        taker_title=wanted.title or appointment.title,
        day=wanted.day,
        as_of=today,
        document=wanted.document,
        rows=[_row(item) for item in items],
    )


def _row(item: OpenItem) -> HandoverRow:
    title = squeeze(item.title)
    place = [f"Mục {item.section}"] if item.section else []
    place += [f"số {item.number}"] if item.number else []
    place += [f"Kế hoạch số {item.plan}"] if item.plan else []
    state = STATE[item.status]
    return HandoverRow(
        item_id=item.id,
        place=", ".join(place),
        task=f"{title} – {item.label}" if item.label else title,
        due=format_date(item.due_on) if item.due_on else "",
        state=f"{state}; {item.lead} chủ trì" if item.awaits_verdict else state,
        heard=_heard(item),
        missing="; ".join(item.missing),
    )


def _heard(item: OpenItem) -> str:
    if item.heard_at is None:
        return "Chưa có thông tin"
    day, words = format_date(clock.local(item.heard_at).date()), squeeze(item.heard)
    if len(words) > LONGEST_HEARD:
        words = words[:LONGEST_HEARD].rsplit(" ", 1)[0].rstrip(" ,;.") + "…"
    return f"{day}: {words}" if words else day


def hand_over(
    session: Session,
    actor: Actor,
    appointment: Appointment,
    wanted: Succession,
    handover: Handover,
    items: Sequence[OpenItem],
    file: KeptFile,
    now: datetime,
) -> Paper:
    """Pass the appointment on and keep the minutes, which lie in the store already. Raises
    DelegationRefused, and AccountRefused as `people.appoint` and `people.end_appointment` do."""
    session.refresh(appointment, with_for_update=True)
    taker = check(session, actor, appointment, wanted, clock.local(now).date())
    giver_id, unit_id, role = appointment.person_id, appointment.unit_id, appointment.role
    appointment_id = appointment.id
    people.end_appointment(session, actor, appointment, wanted.day, now)
    for held in _same_post(session, actor.commune_id, taker.id, unit_id, role, wanted.day):
        people.end_appointment(session, actor, held, wanted.day, now)
    title = wanted.title or handover.giver_title
    post = NewAppointment(role, unit_id, title, wanted.day, None)
    people.appoint(session, actor, taker, post, now)
    paper = papers.make(session, actor, _contents(handover, items, unit_id), file, now)
    entry = events.Entry(
        kind="appointment.hand_over",
        subject="appointment",
        subject_id=appointment_id,
        old=handover.giver,
        new=handover.taker,
        data={
            "role": role.value,
            "unit": handover.unit,
            "day": wanted.day.isoformat(),
            "document": wanted.document,
            "items": len(items),
            "paper": paper.id,
        },
    )
    events.record(session, actor, [entry], now)
    _tell(session, actor, [giver_id, taker.id], paper, handover, now)
    return paper


def _same_post(
    session: Session, commune_id: int, person_id: int, unit_id: int | None, role: Role, day: date
) -> Sequence[Appointment]:
    """What the successor holds of the same kind in the same unit, as a deputy head does: the new
    post takes its place."""
    return session.scalars(
        select(Appointment).where(
            Appointment.commune_id == commune_id,
            Appointment.person_id == person_id,
            Appointment.role == role,
            Appointment.unit_id.is_not_distinct_from(unit_id),
            not_over(day),
        )
    ).all()


def _contents(handover: Handover, items: Sequence[OpenItem], unit_id: int | None) -> PaperContents:
    return PaperContents(
        kind=PaperKind.handover,
        title=f"{handover.giver} bàn giao cho {handover.taker}"[:200],
        facts={
            "giver": handover.giver,
            "giver_title": handover.giver_title,
            "taker": handover.taker,
            "taker_title": handover.taker_title,
            "unit": handover.unit,
            "document": handover.document,
            "as_of": handover.as_of.isoformat(),
        },
        rows=[
            {
                "item_id": row.item_id,
                "place": row.place,
                "task": row.task,
                "due": row.due,
                "state": row.state,
                "heard": row.heard,
                "missing": row.missing,
            }
            for row in handover.rows
        ],
        items=[(item.id, item.version) for item in items],
        unit_id=unit_id,
        from_on=handover.day,
    )


def _tell(
    session: Session,
    actor: Actor,
    both: Sequence[int],
    paper: Paper,
    handover: Handover,
    now: datetime,
) -> None:
    """Both of them, and the standing office."""
    today = clock.local(now).date()
    office = notices.people_with_role(session, actor.commune_id, {Role.standing_officer}, today)
    data = {"giver": handover.giver, "taker": handover.taker, "day": handover.day.isoformat()}
    notices.notify(
        session,
        actor.commune_id,
        [person for person in {*both, *office} if person != actor.person_id],
        kind="appointment.hand_over",
        key=f"handover:{paper.id}",
        data=data,
        path=f"/giay-to/{paper.id}",
        now=now,
        for_mail=True,
    )


__all__ = ["Succession", "check", "compose", "hand_over"]
