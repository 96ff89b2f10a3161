"""Evidence of a work item: link a document to its products, take it back, explain what has none.

Only while the lead unit has the next step: what waits for a verdict, and what a verdict saw, stays
as it is; so does what proves a product that the verifier has accepted. Each change takes the item's
row for its transaction, so that nothing slips in beside a submission.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Commune, Document, Evidence, WorkItem, WorkItemProduct
from app.queries.documents import has_what_proves
from app.queries.evidence import may_link_document
from app.queries.subjects import subject_of
from app.services import document_changes, documents, events
from app.services.documents import DocumentFacts
from app.services.stored_files import KeptFile
from app.services.verdict_products import accepted_lines, check_not_accepted
from workflows.permissions import Actor, Subject, capacity, require
from workflows.requirements import check_explanation
from workflows.states import WITH_LEAD, ActionRefused, Refusal, Right, Role


def check_open(actor: Actor, item: WorkItem, subject: Subject, *, entering: bool = False) -> None:
    """Raise ActionRefused where `actor` may not change the evidence of `item` now. `entering`: the
    standing office does it for the unit."""
    require(actor, Right.enter_result if entering else Right.attach_evidence, subject)
    if item.status not in WITH_LEAD:
        raise ActionRefused(Refusal.evidence_frozen, status=item.status.value)


def attach(
    session: Session,
    actor: Actor,
    item: WorkItem,
    facts: DocumentFacts,
    files: Sequence[KeptFile],
    product_ids: Collection[int],
    *,
    sha256s: Collection[str],
    now: datetime,
    entering: bool = False,
    is_another: bool = False,
) -> Document:
    """Link a document to products of the item; one that is known already is linked, not entered
    twice.

    `product_ids` are lines of the item's checklist; others are passed over. `sha256s` are the
    hashes of all files of the document, `files` those that had to be stored. `entering`: the
    standing office does it for the unit, and registers the document in the unit's name.
    `is_another`: somebody saw the known one and says that this is not it. Raises ActionRefused.
    """
    subject = _take(session, actor, item, entering=entering)
    documents.check(facts, bool(sha256s), number_suffices=number_suffices(session, item.commune_id))
    known = None if is_another else documents.find_known(session, actor, facts, sha256s)
    unit_id = item.lead_unit_id if entering else _entering_unit(actor, subject)
    document = known or documents.register(session, actor, facts, files, unit_id=unit_id, now=now)
    return _link(session, actor, item, document, product_ids, now)


def link(
    session: Session,
    actor: Actor,
    item: WorkItem,
    document: Document,
    files: Sequence[KeptFile],
    product_ids: Collection[int],
    *,
    now: datetime,
) -> Document:
    """Link a document of the register, chosen by its number, to products of the item; `files` are
    added to it where it has none yet.

    Raises ActionRefused: document_not_linkable, document_without_file for one without anything to
    look at where the commune wants more than a number, and as `document_changes.add_files`.
    """
    _take(session, actor, item)
    if not may_link_document(session, actor, document):
        raise ActionRefused(Refusal.document_not_linkable)
    if files:
        document_changes.add_files(session, actor, document, files, replaces_id=None, now=now)
    elif not has_what_proves(
        session, document, number_suffices=number_suffices(session, item.commune_id)
    ):
        raise ActionRefused(Refusal.document_without_file)
    return _link(session, actor, item, document, product_ids, now)


def number_suffices(session: Session, commune_id: int) -> bool:
    """True where the commune takes số, ngày and trích yếu without a file for evidence."""
    return session.get_one(Commune, commune_id).number_suffices


def _link(
    session: Session,
    actor: Actor,
    item: WorkItem,
    document: Document,
    product_ids: Collection[int],
    now: datetime,
) -> Document:
    rows = session.execute(
        select(WorkItemProduct.id, WorkItemProduct.title).where(
            WorkItemProduct.work_item_id == item.id, WorkItemProduct.id.in_(product_ids)
        )
    )
    titles: dict[int, str] = {id_: title for id_, title in rows}
    check_not_accepted(session, item, titles)
    wanted: set[int | None] = set(titles) or {None}
    fresh = wanted - _linked_products(session, item, document)
    if not fresh:
        return document
    session.add_all(
        Evidence(
            commune_id=item.commune_id,
            work_item_id=item.id,
            document_id=document.id,
            product_id=product_id,
            linked_by=actor.person_id,
            linked_at=now,
        )
        for product_id in fresh
    )
    _record(session, actor, item, document, "evidence.link", sorted(titles.values()), now)
    item.last_heard_at = now
    session.flush()
    return document


def take_back(
    session: Session, actor: Actor, item: WorkItem, document: Document, *, now: datetime
) -> int:
    """Take a document back from the products of the item; it stays in the record and in the
    register. Where it proves an accepted product among others, it stays for that one.

    Returns how many links ended. Raises ActionRefused(product_accepted) where it proves accepted
    products alone.
    """
    _take(session, actor, item)
    every = session.scalars(
        select(Evidence).where(
            Evidence.work_item_id == item.id,
            Evidence.document_id == document.id,
            Evidence.removed_at.is_(None),
        )
    ).all()
    accepted = accepted_lines(session, item)
    links = [link for link in every if link.product_id not in accepted]
    if not links:
        check_not_accepted(session, item, [link.product_id for link in every])
    for link in links:
        link.removed_at, link.removed_by = now, actor.person_id
    if links:
        _record(session, actor, item, document, "evidence.remove", [], now)
    session.flush()
    return len(links)


def explain(
    session: Session,
    actor: Actor,
    item: WorkItem,
    product: WorkItemProduct,
    explanation: str,
    *,
    now: datetime,
) -> None:
    """Write why a product has no document, or take the explanation back with an empty text.

    Raises ActionRefused(reason_too_short) for a text that explains nothing.
    """
    _take(session, actor, item)
    check_explanation(explanation)
    check_not_accepted(session, item, [product.id])
    if explanation == product.explanation:
        return
    product.explanation = explanation
    item.last_heard_at = now
    entry = events.Entry(
        kind="product.explain",
        subject="work_item_product",
        subject_id=product.id,
        plan_id=item.plan_id,
        task_id=item.task_id,
        work_item_id=item.id,
        reason=explanation,
        data={"products": [product.title]},
    )
    events.record(session, actor, [entry], now)


def _take(session: Session, actor: Actor, item: WorkItem, *, entering: bool = False) -> Subject:
    session.execute(select(WorkItem.id).where(WorkItem.id == item.id).with_for_update())
    session.refresh(item)
    subject = subject_of(session, item)
    check_open(actor, item, subject, entering=entering)
    return subject


def _entering_unit(actor: Actor, subject: Subject) -> int:
    """The lead unit in whose name the actor enters: his own first, in the order of his
    appointments."""
    return next(
        held.unit_id
        for held in actor.appointments
        if held.unit_id in subject.lead_units
        and held.unit_id is not None
        and held.role in (Role.unit_head, Role.unit_officer)
    )


def _linked_products(session: Session, item: WorkItem, document: Document) -> set[int | None]:
    return set(
        session.scalars(
            select(Evidence.product_id).where(
                Evidence.work_item_id == item.id,
                Evidence.document_id == document.id,
                Evidence.removed_at.is_(None),
            )
        )
    )


def _record(
    session: Session,
    actor: Actor,
    item: WorkItem,
    document: Document,
    kind: str,
    products: Sequence[str],
    now: datetime,
) -> None:
    entry = events.Entry(
        kind=kind,
        subject="document",
        subject_id=document.id,
        plan_id=item.plan_id,
        task_id=item.task_id,
        work_item_id=item.id,
        new=document.number,
        data={
            "subject": "" if document.is_restricted else document.subject,
            "products": list(products),
        },
    )
    held = capacity(actor, Right.attach_evidence, subject_of(session, item))
    events.record(session, actor, [entry], now, capacity=held)
