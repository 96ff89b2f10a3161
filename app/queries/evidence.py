"""Evidence of work items: what covers which product, and which files somebody may see."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import and_, bindparam, exists, select
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.sql.elements import ColumnElement

from app.models import (
    Document,
    DocumentFile,
    DocumentKind,
    Evidence,
    StoredFile,
    SupportRequest,
    WorkItem,
    WorkItemProduct,
)
from app.queries.document_details import NO_DETAILS, DocumentDetails, details_of
from app.queries.quarantine import evidence_waits, is_waiting, waits
from app.queries.subjects import subjects_of
from workflows.permissions import Actor, Subject, can
from workflows.quantities import Quantity, quantity_in
from workflows.states import Right, Role, Status


def _is_uncovered() -> ColumnElement[bool]:
    """SQL: the product of a checklist has neither evidence in force nor a written explanation;
    a file that waits for the scanner proves nothing."""
    proven = (
        exists()
        .where(
            Evidence.work_item_id == WorkItemProduct.work_item_id,
            Evidence.removed_at.is_(None),
            Evidence.product_id == WorkItemProduct.id,
            ~evidence_waits(),
        )
        .correlate(WorkItemProduct)
    )
    return and_(WorkItemProduct.explanation == "", ~proven)


def uncovered_products(session: Session, item: WorkItem) -> Sequence[str]:
    """The products of the item's checklist that have neither evidence nor a written explanation.

    Evidence covers the product it was linked to; one document may be linked to several.
    """
    return session.scalars(
        select(WorkItemProduct.title)
        .where(WorkItemProduct.work_item_id == item.id, _is_uncovered())
        .order_by(WorkItemProduct.position)
    ).all()


def open_products(
    session: Session, commune_id: int, item_ids: Collection[int]
) -> dict[int, list[tuple[int, str]]]:
    """(id, title) of the lines of each item's checklist that nothing covers yet, in their order.
    One query."""
    found: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for item_id, product_id, title in session.execute(
        select(WorkItemProduct.work_item_id, WorkItemProduct.id, WorkItemProduct.title)
        .where(
            WorkItemProduct.commune_id == commune_id,
            WorkItemProduct.work_item_id.in_(item_ids),
            _is_uncovered(),
        )
        .order_by(WorkItemProduct.work_item_id, WorkItemProduct.position)
    ):
        found[item_id].append((product_id, title))
    return dict(found)


@dataclass(frozen=True, slots=True)
class Coverage:
    """Of one item's checklist: how many products there are, and the titles of those not covered."""

    products: int = 0
    missing: tuple[str, ...] = ()


def coverage_of(session: Session, item_ids: Collection[int]) -> dict[int, Coverage]:
    """The coverage of each item that has a checklist. One query, for a page of items."""
    lines: dict[int, list[tuple[str, bool]]] = defaultdict(list)
    rows = session.execute(
        select(WorkItemProduct.work_item_id, WorkItemProduct.title, _is_uncovered())
        .where(WorkItemProduct.work_item_id.in_(item_ids))
        .order_by(WorkItemProduct.work_item_id, WorkItemProduct.position)
    )
    for item_id, title, is_uncovered in rows:
        lines[item_id].append((title, bool(is_uncovered)))
    return {
        item_id: Coverage(len(of_item), tuple(title for title, missing in of_item if missing))
        for item_id, of_item in lines.items()
    }


@dataclass(frozen=True, slots=True)
class ShownDocument:
    """A document beside what it proves; `may_read` says whether its words and files may be
    shown. `details` are what a verifier looks at besides."""

    document: Document
    may_read: bool
    details: DocumentDetails = NO_DETAILS


@dataclass(frozen=True, slots=True)
class ProductEvidence:
    """A line of the checklist with the documents in force for it."""

    product: WorkItemProduct
    documents: list[ShownDocument] = field(default_factory=list)

    @property
    def is_covered(self) -> bool:
        proven = any(not waits(shown.document) for shown in self.documents)
        return proven or bool(self.product.explanation)

    @property
    def quantity(self) -> Quantity | None:
        """How many of something the plan's words ask for."""
        return quantity_in(self.product.title)

    @property
    def listed(self) -> int | None:
        """How many lines the bảng kê of this product have; None where there is none."""
        listings = [
            shown for shown in self.documents if shown.document.kind is DocumentKind.listing
        ]
        return sum(len(shown.details.lines) for shown in listings) if listings else None


@dataclass(frozen=True, slots=True)
class ItemEvidence:
    """The checklist of an item, and the documents that were linked to no line of it."""

    products: list[ProductEvidence]
    others: list[ShownDocument]

    @property
    def covered(self) -> int:
        return sum(line.is_covered for line in self.products)

    @property
    def open_products(self) -> list[ProductEvidence]:
        """The lines that the verifier has not accepted."""
        return [line for line in self.products if line.product.accepted_by is None]

    @property
    def uncovered_titles(self) -> list[str]:
        return [line.product.title for line in self.products if not line.is_covered]

    @property
    def documents(self) -> list[ShownDocument]:
        """Each document once, in the order of the checklist."""
        every = [shown for line in self.products for shown in line.documents] + self.others
        return list({shown.document.id: shown for shown in every}.values())


_CHECKLIST = (
    select(WorkItemProduct)
    .where(
        WorkItemProduct.commune_id == bindparam("commune_id"),
        WorkItemProduct.work_item_id == bindparam("work_item_id"),
    )
    .order_by(WorkItemProduct.position)
)
_WITH_FILES = joinedload(Evidence.document).joinedload(Document.files).joinedload(DocumentFile.file)
_IN_FORCE = (
    select(Evidence)
    .where(
        Evidence.commune_id == bindparam("commune_id"),
        Evidence.work_item_id == bindparam("work_item_id"),
        Evidence.removed_at.is_(None),
    )
    .options(_WITH_FILES)
    .order_by(Evidence.id)
)


def evidence_of_item(
    session: Session, actor: Actor, item: WorkItem, subject: Subject
) -> ItemEvidence:
    """What proves the item now. A fixed number of queries, two where no document needs more."""
    of_item = {"commune_id": item.commune_id, "work_item_id": item.id}
    lines = {
        product.id: ProductEvidence(product) for product in session.scalars(_CHECKLIST, of_item)
    }
    others: list[ShownDocument] = []
    links = session.scalars(_IN_FORCE, of_item).unique().all()
    details = details_of(session, item.commune_id, [link.document for link in links])
    for link in links:
        document = link.document
        shown = ShownDocument(
            document,
            _may_read(actor, document, [subject]),
            details.get(document.id, NO_DETAILS),
        )
        (lines[link.product_id].documents if link.product_id in lines else others).append(shown)
    return ItemEvidence(list(lines.values()), others)


def evidence_of_items(
    session: Session, actor: Actor, items: Sequence[WorkItem], subjects: Mapping[int, Subject]
) -> dict[int, ItemEvidence]:
    """What proves each of `items` of one commune now, by item id. Two queries, whatever there
    is."""
    lines: dict[int, dict[int, ProductEvidence]] = {item.id: {} for item in items}
    others: dict[int, list[ShownDocument]] = {item.id: [] for item in items}
    if items:
        commune_id = items[0].commune_id
        for product in session.scalars(
            select(WorkItemProduct)
            .where(
                WorkItemProduct.commune_id == commune_id, WorkItemProduct.work_item_id.in_(lines)
            )
            .order_by(WorkItemProduct.work_item_id, WorkItemProduct.position)
        ):
            lines[product.work_item_id][product.id] = ProductEvidence(product)
        links = session.scalars(
            select(Evidence)
            .where(
                Evidence.commune_id == commune_id,
                Evidence.work_item_id.in_(lines),
                Evidence.removed_at.is_(None),
            )
            .options(_WITH_FILES)
            .order_by(Evidence.id)
        )
        for link in links.unique():
            subject = subjects[link.work_item_id]
            shown = ShownDocument(link.document, _may_read(actor, link.document, [subject]))
            line = lines[link.work_item_id].get(link.product_id or 0)
            (line.documents if line else others[link.work_item_id]).append(shown)
    return {item.id: ItemEvidence(list(lines[item.id].values()), others[item.id]) for item in items}


def _entered_it(actor: Actor, document: Document) -> bool:
    """The unit that entered a document sees it, and so does the records clerk who did."""
    if document.unit_id is not None and document.unit_id in actor.units():
        return True
    return actor.has_role(Role.records_clerk) and document.entered_by == actor.person_id


_KNOW_THE_REGISTER = (
    Role.records_clerk,
    Role.standing_officer,
    Role.unit_head,
    Role.unit_officer,
    Role.leader,
)


def is_of_register(document: Document) -> bool:
    """True for a document of the commune's own register, which no unit entered for itself."""
    return document.unit_id is None or document.register_import_id is not None


def _knows_it(actor: Actor, document: Document) -> bool:
    """The commune's register is open to those who work with it, but for what is restricted."""
    is_open = is_of_register(document) and not document.is_restricted
    return _entered_it(actor, document) or (is_open and actor.has_role(*_KNOW_THE_REGISTER))


def _may_read(actor: Actor, document: Document, subjects: Collection[Subject]) -> bool:
    return _knows_it(actor, document) or any(
        can(actor, Right.view_evidence, replace(subject, restricted=document.is_restricted))
        for subject in subjects
    )


def may_read_document(session: Session, actor: Actor, document: Document) -> bool:
    """True where `actor` may read a document of his commune: by one of the items it proves now,
    because his unit, or he as the records clerk, entered it, or because it stands in the open
    register."""
    if document.commune_id != actor.commune_id:
        return False
    if _knows_it(actor, document):
        return True
    proven = set(
        session.scalars(
            select(Evidence.work_item_id).where(
                Evidence.document_id == document.id, Evidence.removed_at.is_(None)
            )
        )
    )
    contributed = set(
        session.scalars(
            select(SupportRequest.work_item_id).where(
                SupportRequest.commune_id == actor.commune_id,
                SupportRequest.document_id == document.id,
            )
        )
    )
    items = session.scalars(
        select(WorkItem).where(
            WorkItem.commune_id == actor.commune_id, WorkItem.id.in_(proven | contributed)
        )
    ).all()
    # What a unit contributed, and nobody took for evidence yet, is no viewer's to read.
    subjects = {
        id_: subject if id_ in proven else replace(subject, status=Status.in_progress)
        for id_, subject in subjects_of(session, items).items()
    }
    return _may_read(actor, document, subjects.values())


def may_link_document(session: Session, actor: Actor, document: Document) -> bool:
    """True where `actor` may name the document as evidence: what he may read, and of the register
    what has no words to read (a classified document's number)."""
    if document.is_classified and is_of_register(document):
        return document.commune_id == actor.commune_id
    return may_read_document(session, actor, document)


@dataclass(frozen=True, slots=True)
class FileToSend:
    """A file somebody may read: where it lies, what it is called, what it is. One that `is_waiting`
    for the scanner is not sent yet."""

    document_file_id: int
    document_id: int
    key: str
    name: str
    media_type: str
    sha256: str
    is_waiting: bool = False


def load_file(session: Session, actor: Actor, document_file_id: int) -> FileToSend | None:
    """The file for this actor, or None: no such file, another commune's, or not his to read."""
    row = session.execute(
        select(Document, StoredFile)
        .join(DocumentFile, DocumentFile.document_id == Document.id)
        .join(StoredFile, StoredFile.id == DocumentFile.file_id)
        .where(DocumentFile.id == document_file_id, DocumentFile.commune_id == actor.commune_id)
    ).first()
    if row is None or not may_read_document(session, actor, row[0]):
        return None
    document, stored = row
    return FileToSend(
        document_file_id,
        document.id,
        stored.key,
        stored.original_name,
        stored.media_type,
        stored.sha256,
        is_waiting(stored),
    )


def load_evidence_document(session: Session, item: WorkItem, document_id: int) -> Document | None:
    """A document that is evidence of the item now, else None."""
    return session.scalars(
        select(Document).where(
            Document.commune_id == item.commune_id,
            Document.id == document_id,
            Document.id.in_(
                select(Evidence.document_id).where(
                    Evidence.work_item_id == item.id, Evidence.removed_at.is_(None)
                )
            ),
        )
    ).first()


__all__ = [
    "Coverage",
    "FileToSend",
    "ItemEvidence",
    "ProductEvidence",
    "ShownDocument",
    "coverage_of",
    "evidence_of_item",
    "is_of_register",
    "load_evidence_document",
    "load_file",
    "may_link_document",
    "may_read_document",
    "open_products",
    "uncovered_products",
]
