"""The open work that passes from one holder of an appointment to the next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from app.models import Appointment, Person, Plan, Section, Task, Unit, WorkItem
from app.queries.evidence import Coverage, coverage_of
from app.queries.last_words import last_words
from app.queries.standing import followed
from workflows.states import HANDED_IN, OPEN, Role, Status

UNIT_ROLES = frozenset({Role.unit_head, Role.unit_officer, Role.standing_officer})
DECIDES = frozenset({Role.unit_head, Role.standing_officer})


@dataclass(frozen=True, slots=True)
class OpenItem:
    """An open item as it is handed over. `awaits_verdict`: the holder decides on it, he does not
    lead it; `heard` are the last progress note's words, `missing` the products without evidence."""

    id: int
    version: int
    plan: str
    section: str
    number: str
    title: str
    label: str
    lead: str
    status: Status
    due_on: date | None
    heard: str
    heard_at: datetime | None
    missing: Sequence[str]
    awaits_verdict: bool


def open_work(session: Session, appointment: Appointment) -> Sequence[OpenItem]:
    """What the holder of the appointment leaves: the open items his unit leads, by date, then those
    that wait for a verdict of his. Three queries."""
    mine = _led(appointment)
    theirs = _decided(appointment)
    wanted = [condition for condition in (mine, theirs) if condition is not None]
    if not wanted:
        return []
    rows = session.execute(
        select(WorkItem, Plan.number, Section.code, Task.number, Task.title, Unit.short_name)
        .join(Task, Task.id == WorkItem.task_id)
        .join(Unit, Unit.id == WorkItem.lead_unit_id)
        .outerjoin(Section, Section.id == Task.section_id)
        .outerjoin(Plan, Plan.id == WorkItem.plan_id)
        .where(WorkItem.commune_id == appointment.commune_id, followed(), or_(*wanted))
        .order_by(WorkItem.due_on.is_(None), WorkItem.due_on, WorkItem.id)
    ).all()
    ids = [row[0].id for row in rows]
    coverage, words = coverage_of(session, ids), last_words(session, appointment.commune_id, ids)
    made = []
    for item, plan, section, number, title, lead in rows:
        heard, heard_at = words.heard.get(item.id, ("", item.last_heard_at))
        made.append(
            OpenItem(
                id=item.id,
                version=item.version,
                plan=plan or "",
                section=section or "",
                number=number,
                title=title,
                label=item.label,
                lead=lead,
                status=item.status,
                due_on=item.due_on,
                heard=heard,
                heard_at=heard_at,
                missing=coverage.get(item.id, Coverage()).missing,
                awaits_verdict=item.lead_unit_id != appointment.unit_id,
            )
        )
    return sorted(made, key=lambda item: item.awaits_verdict)


def _led(appointment: Appointment) -> ColumnElement[bool] | None:
    if appointment.role not in UNIT_ROLES:
        return None
    return (WorkItem.lead_unit_id == appointment.unit_id) & WorkItem.status.in_(OPEN)


def _decided(appointment: Appointment) -> ColumnElement[bool] | None:
    handed_in = WorkItem.status.in_(HANDED_IN)
    if appointment.role in DECIDES:
        return handed_in & (WorkItem.deciding_unit_id == appointment.unit_id)
    if appointment.role is Role.leader:
        return handed_in & WorkItem.deciding_unit_id.is_(None)
    return None


def possible_successors(session: Session, commune_id: int) -> Sequence[tuple[int, str]]:
    """(person, name and username) of the enabled people who hold, held or will hold an appointment
    in the commune, by name. One query."""
    rows = session.execute(
        select(Person.id, Person.full_name, Person.username)
        .where(
            Person.disabled_at.is_(None),
            Person.id.in_(
                select(Appointment.person_id).where(Appointment.commune_id == commune_id)
            ),
        )
        .order_by(Person.full_name, Person.id)
    )
    return [(id_, f"{name} ({username})") for id_, name, username in rows]


__all__ = ["OpenItem", "open_work", "possible_successors"]
