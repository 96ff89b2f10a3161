"""Evidence of work items: what covers which product, and which files somebody may see."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import and_, bindparam, exists, select
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.sql.elements import ColumnElement

from app.models import Document, DocumentFile, Evidence, StoredFile, WorkItem, WorkItemProduct
from app.queries.subjects import subjects_of
from workflows.permissions import Actor, Subject, can
from workflows.states import Right, Role


def _is_uncovered() -> ColumnElement[bool]:
    """SQL: the product of a checklist has neither evidence in force nor a written explanation."""
    proven = (
        exists()
        .where(
            Evidence.work_item_id == WorkItemProduct.work_item_id,
            Evidence.removed_at.is_(None),
            Evidence.product_id == WorkItemProduct.id,
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
    shown."""

    document: Document
    may_read: bool


@dataclass(frozen=True, slots=True)
class ProductEvidence:
    """A line of the checklist with the documents in force for it."""

    product: WorkItemProduct
    documents: list[ShownDocument] = field(default_factory=list)

    @property
    def is_covered(self) -> bool:
        return bool(self.documents or self.product.explanation)


@dataclass(frozen=True, slots=True)
class ItemEvidence:
    """The checklist of an item, and the documents that were linked to no line of it."""

    products: list[ProductEvidence]
    others: list[ShownDocument]

    @property
    def covered(self) -> int:
        return sum(line.is_covered for line in self.products)

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
    """What proves the item now. Two queries, whatever there is."""
    of_item = {"commune_id": item.commune_id, "work_item_id": item.id}
    lines = {
        product.id: ProductEvidence(product) for product in session.scalars(_CHECKLIST, of_item)
    }
    others: list[ShownDocument] = []
    for link in session.scalars(_IN_FORCE, of_item).unique():
        shown = ShownDocument(link.document, _may_read(actor, link.document, [subject]))
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


def _may_read(actor: Actor, document: Document, subjects: Collection[Subject]) -> bool:
    return _entered_it(actor, document) or any(
        can(actor, Right.view_evidence, replace(subject, restricted=document.is_restricted))
        for subject in subjects
    )


def may_read_document(session: Session, actor: Actor, document: Document) -> bool:
    """True where `actor` may read a document of his commune: by one of the items it proves now, or
    because his unit, or he as the records clerk, entered it."""
    if document.commune_id != actor.commune_id:
        return False
    items = session.scalars(
        select(WorkItem).where(
            WorkItem.commune_id == actor.commune_id,
            WorkItem.id.in_(
                select(Evidence.work_item_id).where(
                    Evidence.document_id == document.id, Evidence.removed_at.is_(None)
                )
            ),
        )
    ).all()
    return _may_read(actor, document, subjects_of(session, items).values())


@dataclass(frozen=True, slots=True)
class FileToSend:
    """A file somebody may read: where it lies, what it is called, what it is."""

    document_file_id: int
    document_id: int
    key: str
    name: str
    media_type: str
    sha256: str


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
    "load_evidence_document",
    "load_file",
    "may_read_document",
    "open_products",
    "uncovered_products",
]
