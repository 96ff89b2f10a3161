"""Papers that were made: the list, one paper, its items and its files."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.orm import Session

from app.models import Paper, PaperItem, PaperKind, Person, StoredFile, Task, Unit, WorkItem
from workflows.permissions import Actor
from workflows.states import Role, Status

PAGE = 50

_KEEPERS = (Role.standing_officer, Role.leader)
"""Who sees every paper of the commune."""


def _seen_by(actor: Actor) -> ColumnElement[bool]:
    """SQL: the standing office and the leaders see all; others what they made, what is about a
    unit of theirs; administrators the handovers, which they may have recorded; the records clerk
    the leaders' sheets, whose numbers he brings back."""
    if actor.has_role(*_KEEPERS):
        return true()
    seen = [Paper.made_by == actor.person_id, Paper.unit_id.in_(actor.units())]
    if actor.has_role(Role.administrator):
        seen.append(Paper.kind == PaperKind.handover)
    if actor.has_role(Role.records_clerk):
        seen.append(Paper.kind == PaperKind.leader_sheet)
    return or_(*seen)


def find_paper(session: Session, actor: Actor, paper_id: int) -> Paper | None:
    """The paper for this actor, or None: another commune's, or not his to see."""
    return session.scalars(
        select(Paper).where(
            Paper.commune_id == actor.commune_id, Paper.id == paper_id, _seen_by(actor)
        )
    ).first()


def may_change(actor: Actor, paper: Paper) -> bool:
    """True for who made the paper, and for the standing office: they bring back what was signed,
    or withdraw it. A handover also the administrators and the heads of its unit."""
    if actor.has_role(Role.standing_officer) or paper.made_by == actor.person_id:
        return True
    if paper.kind is not PaperKind.handover:
        return False
    return actor.has_role(Role.administrator) or paper.unit_id in actor.units(Role.unit_head)


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A paper in a list, with the names of its unit and of who made it."""

    paper: Paper
    unit: str
    maker: str


@dataclass(frozen=True, slots=True)
class PaperPage:
    """A page of papers, the newest first, and where the next one begins."""

    lines: Sequence[PaperLine]
    next_before: int | None


def paper_page(
    session: Session,
    actor: Actor,
    kinds: Collection[PaperKind] = (),
    before: int | None = None,
) -> PaperPage:
    """A page of the papers this actor may see, of these kinds or of all. One query."""
    query = (
        select(Paper, Unit.short_name, Person.full_name)
        .outerjoin(Unit, Unit.id == Paper.unit_id)
        .outerjoin(Person, Person.id == Paper.made_by)
        .where(Paper.commune_id == actor.commune_id, _seen_by(actor))
        .order_by(Paper.id.desc())
        .limit(PAGE + 1)
    )
    if kinds:
        query = query.where(Paper.kind.in_(kinds))
    if before is not None:
        query = query.where(Paper.id < before)
    found = session.execute(query).all()
    lines = [PaperLine(paper, unit or "", maker or "") for paper, unit, maker in found[:PAGE]]
    return PaperPage(lines, lines[-1].paper.id if len(found) > PAGE else None)


def paper_line(session: Session, paper: Paper) -> PaperLine:
    """One paper with the names beside it. One query."""
    unit, maker = session.execute(
        select(Unit.short_name, Person.full_name)
        .select_from(Paper)
        .outerjoin(Unit, Unit.id == Paper.unit_id)
        .outerjoin(Person, Person.id == Paper.made_by)
        .where(Paper.id == paper.id)
    ).one()
    return PaperLine(paper, unit or "", maker or "")


@dataclass(frozen=True, slots=True)
class ItemOnPaper:
    """A work item of a paper as it stands now; `has_moved` since it was printed."""

    work_item_id: int
    title: str
    label: str
    status: Status
    item_version: int
    has_moved: bool


def items_on(session: Session, paper: Paper) -> list[ItemOnPaper]:
    """The items of a paper in its order. One query."""
    rows: Any = session.execute(
        select(
            WorkItem.id,
            Task.title,
            WorkItem.label,
            WorkItem.status,
            PaperItem.item_version,
            WorkItem.version,
        )
        .select_from(PaperItem)
        .join(WorkItem, WorkItem.id == PaperItem.work_item_id)
        .join(Task, Task.id == WorkItem.task_id)
        .where(PaperItem.commune_id == paper.commune_id, PaperItem.paper_id == paper.id)
        .order_by(PaperItem.position)
    )
    return [
        ItemOnPaper(id_, title, label, status, printed, now != printed)
        for id_, title, label, status, printed, now in rows
    ]


def papers_of_item(
    session: Session, actor: Actor, work_item_id: int, kinds: Collection[PaperKind] = ()
) -> Sequence[Paper]:
    """The papers about an item, or that name it, which this actor may see; the newest first."""
    named = select(PaperItem.paper_id).where(
        PaperItem.commune_id == actor.commune_id, PaperItem.work_item_id == work_item_id
    )
    query = (
        select(Paper)
        .where(
            Paper.commune_id == actor.commune_id,
            or_(Paper.work_item_id == work_item_id, Paper.id.in_(named)),
            Paper.withdrawn_at.is_(None),
            _seen_by(actor),
        )
        .order_by(Paper.id.desc())
    )
    return session.scalars(query.where(Paper.kind.in_(kinds)) if kinds else query).all()


def stored_file(session: Session, actor: Actor, file_id: int | None) -> StoredFile | None:
    """A file of the actor's commune."""
    return session.scalars(
        select(StoredFile).where(
            StoredFile.commune_id == actor.commune_id, StoredFile.id == file_id
        )
    ).first()


__all__ = [
    "ItemOnPaper",
    "PaperLine",
    "PaperPage",
    "find_paper",
    "items_on",
    "may_change",
    "paper_line",
    "paper_page",
    "papers_of_item",
    "stored_file",
]
