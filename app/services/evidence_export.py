"""Evidence for an inspector: the files of a period, a unit or a list of tasks as one zip.

What somebody may not read is not in what he takes out; a classified document was never in the
store, and its line says where it lies.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import BinaryIO

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, joinedload

from app import clock
from app.labels import evidence_export as words
from app.models import Document, DocumentFile, Plan, Section, Task, WorkItem, WorkItemProduct
from app.queries.batches import batches
from app.queries.evidence import ItemEvidence, ShownDocument, evidence_of_items
from app.queries.quarantine import is_waiting
from app.queries.subjects import subjects_of
from app.reports.evidence_archive import (
    ArchivedFile,
    ArchiveLine,
    ArchiveWords,
    Written,
    write_archive,
)
from app.services import events
from app.storage import Storage
from workflows.permissions import Actor
from workflows.states import Status

MOST_ITEMS = 5_000
"""Work items of one zip; a commune has some hundreds a year."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to take out. A question left open is None or empty. An item belongs to a period by its
    due date or by the day it was completed; dates are days in Vietnam."""

    first_day: date | None = None
    last_day: date | None = None
    unit_id: int | None = None
    task_ids: tuple[int, ...] = ()


class TooMany(Exception):
    """More items are asked for than one zip takes; `items` says how many."""

    def __init__(self, items: int) -> None:
        super().__init__(items)
        self.items = items


def gather(session: Session, actor: Actor, wanted: Wanted) -> list[ArchiveLine]:
    """The lines of the index in the order of the plan, with the files `actor` may read.

    Raises TooMany.
    """
    found = session.scalar(_items(select(func.count(WorkItem.id)), actor, wanted)) or 0
    if found > MOST_ITEMS:
        raise TooMany(found)
    query = (
        _items(select(WorkItem), actor, wanted)
        .options(
            joinedload(WorkItem.task).joinedload(Task.section),
            joinedload(WorkItem.lead_unit),
        )
        .order_by(
            Plan.starts_on,
            WorkItem.plan_id,
            Section.position,
            Task.position,
            Task.id,
            WorkItem.due_on,
            WorkItem.id,
        )
    )
    lines: list[ArchiveLine] = []
    for some in batches(session.scalars(query).all()):
        proofs = evidence_of_items(session, actor, some, subjects_of(session, some))
        for item in some:
            lines.extend(_lines_of(item, proofs[item.id]))
    return lines


def write(storage: Storage, lines: Sequence[ArchiveLine], target: BinaryIO) -> Written:
    """Write the zip into `target`, a piece of a file at a time."""
    name = words.index_name()
    said = ArchiveWords(name, name, words.headings(), words.lost(), words.altered())
    return write_archive(target, lines, said, storage.open)


def record(session: Session, actor: Actor, wanted: Wanted, written: Written, now: datetime) -> None:
    """Leave in the record who took out what."""
    data = {
        "first_day": wanted.first_day.isoformat() if wanted.first_day else None,
        "last_day": wanted.last_day.isoformat() if wanted.last_day else None,
        "unit_id": wanted.unit_id,
        "task_ids": list(wanted.task_ids),
        "files": written.files,
        "faulty": written.faulty,
    }
    entry = events.Entry(kind="evidence.export", new=str(written.files), data=data)
    events.record(session, actor, [entry], now)


def _items(query: Select, actor: Actor, wanted: Wanted) -> Select:  # type: ignore[type-arg]
    query = (
        query.join(Task, Task.id == WorkItem.task_id)
        .outerjoin(Section, Section.id == Task.section_id)
        .outerjoin(Plan, Plan.id == WorkItem.plan_id)
        .where(WorkItem.commune_id == actor.commune_id, WorkItem.status != Status.cancelled)
    )
    if wanted.unit_id is not None:
        query = query.where(WorkItem.lead_unit_id == wanted.unit_id)
    if wanted.task_ids:
        query = query.where(WorkItem.task_id.in_(wanted.task_ids))
    if wanted.first_day or wanted.last_day:
        first, last = wanted.first_day or date.min, wanted.last_day or date.max
        of_item = (WorkItem.due_on, WorkItem.completed_on)
        query = query.where(or_(*(day.between(first, last) for day in of_item)))
    return query


def _lines_of(item: WorkItem, proofs: ItemEvidence) -> Iterator[ArchiveLine]:
    """A line for each file, and for what has none: a link, a place, an explanation, nothing."""
    for proof in proofs.products:
        for shown in proof.documents:
            yield from _document_lines(item, proof.product, shown)
        if not proof.documents:
            yield _line(item, proof.product, None, words.without_document(proof.product))
    for shown in proofs.others:
        yield from _document_lines(item, None, shown)
    if not proofs.products and not proofs.others:
        yield _line(item, None, None, words.without_document(None))


def _document_lines(
    item: WorkItem, product: WorkItemProduct | None, shown: ShownDocument
) -> Iterator[ArchiveLine]:
    document = shown.document
    if not shown.may_read:
        yield _line(item, product, None, words.not_to_read())
        return
    note = words.document_note(document)
    replaced = {part.replaces_id for part in document.files}
    if not document.files or document.is_classified:
        yield _line(item, product, document, note)
        return
    for part in document.files:
        waits = words.waits_for_scan() if is_waiting(part.file) else ""
        old = words.replaced() if part.id in replaced else ""
        notes = "; ".join(filter(None, (note, waits, old)))
        yield _line(item, product, document, notes, None if waits else part)


def _line(
    item: WorkItem,
    product: WorkItemProduct | None,
    document: Document | None,
    note: str,
    part: DocumentFile | None = None,
) -> ArchiveLine:
    file = None
    if part is not None:
        came_at = clock.local(part.file.uploaded_at)
        stored = part.file
        file = ArchivedFile(stored.key, stored.original_name, stored.sha256, came_at)
    return ArchiveLine(
        cells=words.cells(item, product.title if product else "", document),
        folders=words.folders(item),
        verdict=words.verdict(item),
        file=file,
        note=note,
    )
