"""What the standing office can enter for units: the items with which a unit has the next step, and
the people of a unit who may have told."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.models import Appointment, Person, Section, Task, Unit, WorkItem
from app.queries.lead_units import answers
from app.queries.standing import followed, with_lead
from workflows.permissions import Actor
from workflows.states import Role, Status
from workflows.text import fold

SHOWN = 50
_READ = 2_000
"""Items that are looked through for the words asked for: what a commune has open in a year."""


@dataclass(frozen=True, slots=True)
class OpenItem:
    """An item as a line to choose from; `place` is that of the appendix."""

    id: int
    title: str
    label: str
    section_code: str
    number: str
    unit: str
    status: Status
    due_on: date | None

    @property
    def folded(self) -> str:
        return fold(f"{self.title} {self.label} {self.section_code}.{self.number}")


def open_items(
    session: Session, actor: Actor, unit_id: int | None, words: str
) -> Sequence[OpenItem]:
    """The items of a unit (None: of all) that the unit has yet to hand in and that hold all of
    `words`, whatever their accents; the one due first at the top, at most SHOWN. One query."""
    query = (
        select(
            WorkItem.id,
            Task.title,
            WorkItem.label,
            func.coalesce(Section.code, ""),
            Task.number,
            Unit.short_name,
            WorkItem.status,
            WorkItem.due_on,
        )
        .join(Task, Task.id == WorkItem.task_id)
        .join(Unit, Unit.id == WorkItem.lead_unit_id)
        .outerjoin(Section, Section.id == Task.section_id)
        .where(WorkItem.commune_id == actor.commune_id, with_lead(), followed())
        .order_by(WorkItem.due_on.is_(None), WorkItem.due_on, WorkItem.id)
        .limit(_READ)
    )
    if unit_id is not None:
        query = query.where(answers({unit_id}))
    wanted = fold(words).split()
    found = (OpenItem(*row) for row in session.execute(query))
    matching = (item for item in found if all(word in item.folded for word in wanted))
    return [item for item, _ in zip(matching, range(SHOWN), strict=False)]


def units_with_work(session: Session, actor: Actor) -> Sequence[tuple[int, str]]:
    """(id, name) of the units that have something to hand in, in their order. One query."""
    rows = session.execute(
        select(Unit.id, Unit.short_name)
        .where(
            Unit.commune_id == actor.commune_id,
            select(WorkItem.id)
            .where(
                WorkItem.commune_id == actor.commune_id,
                WorkItem.lead_unit_id == Unit.id,
                with_lead(),
                followed(),
            )
            .exists(),
        )
        .order_by(Unit.position, Unit.id)
    )
    return [(id_, name) for id_, name in rows]


def people_of_units(
    session: Session, actor: Actor, unit_ids: Collection[int], today: date
) -> Sequence[str]:
    """The names of those who hold a post in the units on `today`, the heads first: who most likely
    told. One query."""
    names = session.scalars(
        select(Person.full_name)
        .join(Appointment, Appointment.person_id == Person.id)
        .where(
            Appointment.commune_id == actor.commune_id,
            Appointment.unit_id.in_(unit_ids),
            Appointment.valid_from <= today,
            or_(Appointment.valid_to.is_(None), Appointment.valid_to >= today),
        )
        .order_by((Appointment.role != Role.unit_head), Person.full_name)
    )
    return list(dict.fromkeys(names))


__all__ = ["SHOWN", "OpenItem", "open_items", "people_of_units", "units_with_work"]
