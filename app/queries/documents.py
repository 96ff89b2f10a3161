"""The register of documents (Sổ văn bản): its list, the page of one document, who may do what."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, and_, exists, extract, func, or_, select
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.sql.elements import ColumnElement

from app.models import (
    Document,
    DocumentFile,
    DocumentKind,
    DocumentLine,
    Evidence,
    Person,
    Task,
    Unit,
    WorkItem,
)
from app.queries.document_details import NO_DETAILS, DocumentDetails, details_of
from app.queries.evidence import is_of_register, may_read_document
from app.queries.subjects import subjects_of
from workflows.document_numbers import take_apart
from workflows.permissions import Actor, can
from workflows.states import Action, Right, Role, Status
from workflows.text import fold

PAGE = 50
KEEPERS = (Role.records_clerk, Role.standing_officer)
"""Who keeps the register: they import it, enter into it, and correct what stands in it."""


@dataclass(frozen=True, slots=True)
class DocumentFilter:
    """What to show; None, "" and False leave a question open. `words` are looked for in number and
    subject. `own`: entered by a unit of the actor's. `without_file`: what is still to be filled."""

    words: str = ""
    kind: DocumentKind | None = None
    issuer: str = ""
    year: int | None = None
    own: bool = False
    without_file: bool = False


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A line of the register; `shows_words` says whether its trích yếu may be shown."""

    document: Document
    files: int
    items: int
    shows_words: bool


Place = tuple[date | None, int]
"""Where a page begins: the day and the id of the last document seen."""


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """A page of the register, the latest day first, and where the next one begins."""

    rows: Sequence[DocumentRow]
    next_after: Place | None


def register_page(
    session: Session,
    actor: Actor,
    wanted: DocumentFilter,
    after: Place | None = None,
    limit: int = PAGE,
) -> DocumentPage:
    """A page of the commune's register. One query."""
    query = (
        select(
            Document,
            select(func.count(DocumentFile.id))
            .where(
                DocumentFile.commune_id == Document.commune_id,
                DocumentFile.document_id == Document.id,
            )
            .correlate(Document)
            .scalar_subquery(),
            select(func.count(Evidence.work_item_id.distinct()))
            .where(
                Evidence.commune_id == Document.commune_id,
                Evidence.document_id == Document.id,
                Evidence.removed_at.is_(None),
            )
            .correlate(Document)
            .scalar_subquery(),
        )
        .order_by(Document.issued_on.desc().nulls_last(), Document.id.desc())
        .limit(limit + 1)
    )
    query = _asked(query, actor, wanted)
    if after is not None:
        query = query.where(_beyond(after))
    found = [
        DocumentRow(document, files, items, _shows_words(actor, document))
        for document, files, items in session.execute(query)
    ]
    shown, last = found[:limit], found[limit - 1].document if len(found) > limit else None
    return DocumentPage(shown, (last.issued_on, last.id) if last else None)


def count_without_file(session: Session, actor: Actor) -> int:
    """How many documents of the register have no file yet. One query."""
    query = _asked(
        select(func.count()).select_from(Document), actor, DocumentFilter(without_file=True)
    )
    return session.scalar(query) or 0


def _asked(query: Select, actor: Actor, wanted: DocumentFilter) -> Select:  # type: ignore[type-arg]
    query = query.where(Document.commune_id == actor.commune_id)
    if wanted.words:
        query = query.where(_has_words(actor, wanted.words))
    if wanted.kind is not None:
        query = query.where(Document.kind == wanted.kind)
    if wanted.issuer:
        query = query.where(or_(*_like(Document.issuer, wanted.issuer)))
    if wanted.year is not None:
        query = query.where(extract("year", Document.issued_on) == wanted.year)
    if wanted.own:
        query = query.where(Document.unit_id.in_(actor.units()))
    if wanted.without_file:
        query = query.where(_has_no_file())
    return query


def _beyond(after: Place) -> ColumnElement[bool]:
    day, id_ = after
    if day is None:
        return and_(Document.issued_on.is_(None), Document.id < id_)
    same_day = and_(Document.issued_on == day, Document.id < id_)
    return or_(Document.issued_on < day, same_day, Document.issued_on.is_(None))


def _has_words(actor: Actor, words: str) -> ColumnElement[bool]:
    """SQL: number or subject hold the words. What is restricted is not found by words that the
    reader may not see."""
    parts = take_apart(words)
    in_number: list[ColumnElement[bool]] = [
        Document.folded_number.contains(fold(words), autoescape=True)
    ]
    if parts.sequence is not None:
        same_symbol = Document.symbol.startswith(parts.symbol, autoescape=True)
        in_number.append(and_(Document.sequence == parts.sequence, same_symbol))
    may_see = or_(
        Document.is_restricted.is_(False),
        Document.unit_id.in_(actor.units()),
        Document.entered_by == actor.person_id,
    )
    in_subject = and_(may_see, or_(*_like(Document.subject, words)))
    return or_(*in_number, in_subject)


def _like(column: ColumnElement[str], words: str) -> list[ColumnElement[bool]]:
    """SQL: the column holds the words in one of the ways they are written: SQLite knows no capital
    Đ."""
    ways = {words, words.lower(), words.upper(), words.capitalize(), words.title()}
    return [column.icontains(way, autoescape=True) for way in sorted(ways)]


def _has_no_file() -> ColumnElement[bool]:
    """SQL: a document that could have a file, a page or lines to look at, and has none."""
    filed = (
        exists()
        .where(
            DocumentFile.commune_id == Document.commune_id,
            DocumentFile.document_id == Document.id,
        )
        .correlate(Document)
    )
    listed = (
        exists()
        .where(
            DocumentLine.commune_id == Document.commune_id,
            DocumentLine.document_id == Document.id,
        )
        .correlate(Document)
    )
    return and_(Document.is_classified.is_(False), Document.link == "", ~filed, ~listed)


def _shows_words(actor: Actor, document: Document) -> bool:
    own = document.unit_id in actor.units() or document.entered_by == actor.person_id
    return own or not document.is_restricted


@dataclass(frozen=True, slots=True)
class ProvenItem:
    """An item that a document proves."""

    id: int
    title: str
    label: str
    unit: str
    status: Status


@dataclass(frozen=True, slots=True)
class DocumentView:
    """What the page of a document shows, and what the reader may do with it."""

    document: Document
    files: Sequence[DocumentFile]
    details: DocumentDetails
    items: Sequence[ProvenItem]
    unit: str
    entered_by: str
    may_read: bool
    may_change: bool
    may_fill: bool
    may_check: bool

    @property
    def current_files(self) -> list[DocumentFile]:
        """The files in force: those that no later one replaces."""
        replaced = {file.replaces_id for file in self.files}
        return [file for file in self.files if file.id not in replaced]

    @property
    def shows_words(self) -> bool:
        """What is not restricted may be read in the register; its files are another matter."""
        return self.may_read or not self.document.is_restricted

    @property
    def is_frozen(self) -> bool:
        return any(item.status is Status.submitted for item in self.items)


def find_document(session: Session, actor: Actor, document_id: int) -> Document | None:
    """A document of the actor's commune, else None."""
    return session.scalars(
        select(Document).where(Document.commune_id == actor.commune_id, Document.id == document_id)
    ).first()


def document_view(session: Session, actor: Actor, document: Document) -> DocumentView:
    """Everything the page of a document shows. A fixed number of queries."""
    files = session.scalars(
        select(DocumentFile)
        .where(
            DocumentFile.commune_id == document.commune_id,
            DocumentFile.document_id == document.id,
        )
        .options(joinedload(DocumentFile.file))
        .order_by(DocumentFile.version)
    ).all()
    details = details_of(session, document.commune_id, [document])
    unit, entered_by = session.execute(
        select(
            select(Unit.name).where(Unit.id == document.unit_id).scalar_subquery(),
            select(Person.full_name).where(Person.id == document.entered_by).scalar_subquery(),
        )
    ).one()
    return DocumentView(
        document=document,
        files=files,
        details=details.get(document.id, NO_DETAILS),
        items=_items_of(session, document),
        unit=unit or "",
        entered_by=entered_by or "",
        may_read=may_read_document(session, actor, document),
        may_change=may_change_document(actor, document),
        may_fill=may_fill_document(actor, document, has_file=bool(files)),
        may_check=may_check_document(session, actor, document),
    )


def _items_of(session: Session, document: Document) -> list[ProvenItem]:
    rows = session.execute(
        select(WorkItem.id, Task.title, WorkItem.label, Unit.short_name, WorkItem.status)
        .join(Task, Task.id == WorkItem.task_id)
        .join(Unit, Unit.id == WorkItem.lead_unit_id)
        .where(WorkItem.commune_id == document.commune_id, WorkItem.id.in_(_proven_by(document)))
        .order_by(WorkItem.id)
    )
    return [ProvenItem(*row) for row in rows]


def _proven_by(document: Document) -> Select[tuple[int]]:
    return select(Evidence.work_item_id).where(
        Evidence.commune_id == document.commune_id,
        Evidence.document_id == document.id,
        Evidence.removed_at.is_(None),
    )


def may_change_document(actor: Actor, document: Document) -> bool:
    """The unit that entered a document corrects it; what stands in the register itself, those who
    keep the register."""
    if document.commune_id != actor.commune_id:
        return False
    if document.unit_id in actor.units(Role.unit_head, Role.unit_officer, Role.standing_officer):
        return True
    if document.entered_by == actor.person_id and actor.has_role(*KEEPERS):
        return True
    return is_of_register(document) and actor.has_role(*KEEPERS)


def may_fill_document(actor: Actor, document: Document, *, has_file: bool) -> bool:
    """Who may add a file: who may correct the document; where it has none yet, also those who keep
    the register, and of the register any unit that has the file."""
    if document.is_classified or document.commune_id != actor.commune_id:
        return False
    if may_change_document(actor, document):
        return True
    if has_file or document.is_restricted:
        return False
    units = (Role.unit_head, Role.unit_officer)
    return actor.has_role(*KEEPERS) or (is_of_register(document) and actor.has_role(*units))


def may_check_document(session: Session, actor: Actor, document: Document) -> bool:
    """Who may note that he compared the original, or looked the document up: the records clerk,
    and whoever may decide, or propose, on an item that it proves."""
    if document.commune_id != actor.commune_id:
        return False
    if actor.has_role(Role.records_clerk):
        return True
    items = session.scalars(
        select(WorkItem).where(
            WorkItem.commune_id == document.commune_id, WorkItem.id.in_(_proven_by(document))
        )
    ).all()
    subjects = subjects_of(session, items).values()
    return any(
        can(actor, right, subject)
        for subject in subjects
        for right in (Action.verify, Right.propose_verdict)
    )


def has_what_proves(session: Session, document: Document, *, number_suffices: bool) -> bool:
    """True where a verifier finds something by the document: a file, a page, lines, the place of
    the paper, or, where that is enough, its number, day and subject."""
    by_number = number_suffices and document.number and document.issued_on and document.subject
    if document.is_classified or document.link or document.kept_at or by_number:
        return True
    for child in (DocumentFile, DocumentLine):
        of_document = select(child.id).where(
            child.commune_id == document.commune_id, child.document_id == document.id
        )
        if session.scalar(of_document.limit(1)) is not None:
            return True
    return False


def linkable_documents(
    session: Session, actor: Actor, words: str, limit: int = 20
) -> Sequence[DocumentRow]:
    """Documents whose number or subject hold the words and that the actor's units may link: their
    own, and those of the open register. The latest first. One query."""
    of_register = or_(Document.unit_id.is_(None), Document.register_import_id.is_not(None))
    may_link = or_(
        Document.unit_id.in_(actor.units()),
        and_(of_register, Document.is_restricted.is_(False)),
    )
    query = (
        _asked(select(Document), actor, DocumentFilter(words=words))
        .where(may_link)
        .order_by(Document.issued_on.desc().nulls_last(), Document.id.desc())
        .limit(limit)
    )
    return [DocumentRow(document, 0, 0, True) for document in session.scalars(query)]
