"""Phiếu trình: what only a leader may decide on, gathered for him; and the sheets that were
printed of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, joinedload

from app.models import (
    Appointment,
    Paper,
    PaperItem,
    PaperKind,
    Person,
    ProgressNote,
    Task,
    WorkItem,
)
from app.queries.evidence import ItemEvidence, evidence_of_items
from app.queries.standing import followed, submitted
from app.queries.subjects import subjects_of
from app.queries.verification import default_product_day
from app.queries.waiting import may_decide
from workflows.permissions import Actor, Subject, can
from workflows.states import Right, Role

PAGE = 50
"""Rows of a sheet, on the screen or on paper: as many as one press decides."""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """An item on the sheet: what proves it, what was said of it last, the product's day that is
    offered; the paper on which it is printed as it stands, if any."""

    item: WorkItem
    subject: Subject
    proofs: ItemEvidence
    note: ProgressNote | None
    product_on: date | None
    paper_id: int | None
    may_read: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows that waited longest, and how many there are in all."""

    rows: Sequence[SheetRow]
    total: int


def for_leaders() -> ColumnElement[bool]:
    """SQL: the item waits for a verdict that only a leader may give."""
    return submitted() & followed() & WorkItem.deciding_unit_id.is_(None)


def sheet_to_decide(session: Session, actor: Actor, today: date) -> Sheet:
    """What the actor, a leader, may decide on, the longest waiting first. A fixed number of
    queries."""
    return _sheet(session, actor, today, may_decide(actor))


def sheet_to_print(session: Session, actor: Actor, today: date) -> Sheet:
    """What waits for a leader in the actor's commune, for the standing office. A fixed number of
    queries."""
    return _sheet(session, actor, today, WorkItem.commune_id == actor.commune_id)


def _sheet(session: Session, actor: Actor, today: date, whose: ColumnElement[bool]) -> Sheet:
    conditions = (whose, for_leaders())
    total = session.scalar(select(func.count()).select_from(WorkItem).where(*conditions)) or 0
    items = session.scalars(
        select(WorkItem)
        .where(*conditions)
        .options(joinedload(WorkItem.task).joinedload(Task.section), joinedload(WorkItem.lead_unit))
        .order_by(WorkItem.submitted_at, WorkItem.id)
        .limit(PAGE)
    ).all()
    return Sheet(_rows(session, actor, items, today), total)


def _rows(session: Session, actor: Actor, items: Sequence[WorkItem], today: date) -> list[SheetRow]:
    if not items:
        return []
    subjects = subjects_of(session, items)
    proofs = evidence_of_items(session, actor, items, subjects)
    notes = _last_notes(session, actor.commune_id, [item.id for item in items])
    printed = _printed_on(session, actor.commune_id, items)
    return [
        SheetRow(
            item,
            subjects[item.id],
            proofs[item.id],
            notes.get(item.id),
            default_product_day(item, proofs[item.id], today),
            printed.get(item.id),
            can(actor, Right.view_evidence, subjects[item.id]),
        )
        for item in items
    ]


def _last_notes(
    session: Session, commune_id: int, item_ids: Collection[int]
) -> dict[int, ProgressNote]:
    latest = (
        select(func.max(ProgressNote.id))
        .where(ProgressNote.commune_id == commune_id, ProgressNote.work_item_id.in_(item_ids))
        .group_by(ProgressNote.work_item_id)
    )
    notes = session.scalars(
        select(ProgressNote)
        .where(ProgressNote.id.in_(latest))
        .options(joinedload(ProgressNote.author))
    )
    return {note.work_item_id: note for note in notes}


def _printed_on(session: Session, commune_id: int, items: Sequence[WorkItem]) -> dict[int, int]:
    """The open sheet of each item that is printed on one as it stands."""
    versions = {item.id: item.version for item in items}
    rows = session.execute(
        select(PaperItem.work_item_id, PaperItem.item_version, Paper.id)
        .join(Paper, Paper.id == PaperItem.paper_id)
        .where(
            PaperItem.commune_id == commune_id,
            PaperItem.work_item_id.in_(versions),
            *_is_out(),
        )
        .order_by(Paper.id)
    )
    return {id_: paper_id for id_, printed, paper_id in rows if printed == versions[id_]}


def _is_out() -> tuple[ColumnElement[bool], ...]:
    """SQL: a sheet that was printed and neither came back nor was withdrawn."""
    return (
        Paper.kind == PaperKind.leader_sheet,
        Paper.returned_at.is_(None),
        Paper.withdrawn_at.is_(None),
    )


_SEERS = (Role.standing_officer, Role.leader, Role.records_clerk)


def sheets_out(session: Session, actor: Actor) -> Sequence[tuple[Paper, str, int]]:
    """The printed sheets whose number has not come back: (paper, who made it, items on it), the
    newest first. One query."""
    rows = session.execute(
        select(Paper, func.coalesce(Person.full_name, ""), _items_on())
        .outerjoin(Person, Person.id == Paper.made_by)
        .where(Paper.commune_id == actor.commune_id, *_is_out())
        .order_by(Paper.id.desc())
        .limit(PAGE)
    )
    return [(paper, maker, count) for paper, maker, count in rows]


def _items_on() -> ColumnElement[int]:
    return (
        select(func.count())
        .select_from(PaperItem)
        .where(PaperItem.paper_id == Paper.id)
        .correlate(Paper)
        .scalar_subquery()
    )


def find_sheet(session: Session, actor: Actor, paper_id: int) -> Paper | None:
    """The sheet for this actor, or None: the office, leaders and the records clerk see all of
    their commune."""
    if not actor.has_role(*_SEERS):
        return None
    return session.scalars(
        select(Paper).where(
            Paper.commune_id == actor.commune_id,
            Paper.id == paper_id,
            Paper.kind == PaperKind.leader_sheet,
        )
    ).first()


@dataclass(frozen=True, slots=True)
class PrintedItem:
    """An item of a sheet as it stands now, beside the version that was printed. `is_open`: it
    still waits, exactly as it was printed."""

    item: WorkItem
    subject: Subject
    printed_version: int

    @property
    def is_open(self) -> bool:
        return self.item.version == self.printed_version


def items_of_sheet(session: Session, paper: Paper) -> list[PrintedItem]:
    """The items of a sheet in its order, with task and unit. A fixed number of queries."""
    printed = session.scalars(
        select(PaperItem)
        .where(PaperItem.commune_id == paper.commune_id, PaperItem.paper_id == paper.id)
        .options(
            joinedload(PaperItem.work_item).joinedload(WorkItem.task),
            joinedload(PaperItem.work_item).joinedload(WorkItem.lead_unit),
        )
        .order_by(PaperItem.position)
    ).all()
    subjects = subjects_of(session, [row.work_item for row in printed])
    return [
        PrintedItem(row.work_item, subjects[row.work_item_id], row.item_version) for row in printed
    ]


def signers_since(
    session: Session, actor: Actor, since: date, today: date
) -> Sequence[tuple[int, str, str]]:
    """(person, name, post) of those who were leaders of the commune on some day of the span: who
    can have signed a sheet made on its first day. One query."""
    rows = session.execute(
        select(Person.id, Person.full_name, Appointment.title)
        .join(Appointment, Appointment.person_id == Person.id)
        .where(
            Appointment.commune_id == actor.commune_id,
            Appointment.role == Role.leader,
            Appointment.valid_from <= today,
            or_(Appointment.valid_to.is_(None), Appointment.valid_to >= since),
        )
        .order_by(Appointment.id)
    )
    return [(id_, name, title) for id_, name, title in rows]


__all__ = [
    "PAGE",
    "PrintedItem",
    "Sheet",
    "SheetRow",
    "find_sheet",
    "for_leaders",
    "items_of_sheet",
    "sheet_to_decide",
    "sheet_to_print",
    "sheets_out",
    "signers_since",
]
