"""Results that wait for a verdict, with documents and files; accepting and proposing."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.models import (
    Document,
    DocumentFile,
    DocumentKind,
    Event,
    Evidence,
    Plan,
    StoredFile,
    VerdictProposal,
    WorkItem,
)
from app.services.verdict_products import accept_product
from app.services.verdict_proposals import propose
from tests.acting import act, explain_products, products_of
from tests.cast import World, add_item
from workflows.requirements import Request
from workflows.states import Action

REASON = "Quyết định chưa kèm danh mục tài sản của 3 trường."
TODAY = date(2026, 9, 14)


def sent(
    session: Session,
    world: World,
    plan: Plan,
    *,
    lead: str = "kt",
    by: str = "Khang",
    due_on: date | None = date(2026, 9, 30),
    products: tuple[str, ...] = ("Quyết định", "Danh mục"),
    **request: object,
) -> WorkItem:
    """An item handed in, every product explained."""
    item = add_item(
        session,
        world.mau,
        plan,
        lead=lead,
        title="Quy chế tài sản công",
        due_on=due_on,
        now=clock.now(),
        products=products,
    )
    explain_products(session, item)
    return act(session, world, by, item, Action.submit, **request)


def add_document(
    session: Session, item: WorkItem, *, number: str = "12/KH-UBND", product: int | None = None
) -> Document:
    """A document that proves the item, with one file."""
    document = Document(
        commune_id=item.commune_id, kind=DocumentKind.plan, number=number, entered_at=clock.now()
    )
    session.add(document)
    session.flush()
    add_file(session, document)
    session.add(
        Evidence(
            commune_id=item.commune_id,
            work_item_id=item.id,
            document_id=document.id,
            product_id=product,
            linked_at=clock.now(),
        )
    )
    session.commit()
    return document


def add_file(
    session: Session, document: Document, *, replaces: DocumentFile | None = None
) -> DocumentFile:
    count = len(session.scalars(select(StoredFile.id)).all())
    stored = StoredFile(
        commune_id=document.commune_id,
        key=f"ab/{count}",
        sha256=f"{count:064x}",
        size=1,
        media_type="application/pdf",
        original_name=f"ke-hoach-{count}.pdf",
        uploaded_at=clock.now(),
    )
    session.add(stored)
    session.flush()
    made = DocumentFile(
        commune_id=document.commune_id,
        document_id=document.id,
        file_id=stored.id,
        version=count + 1,
        replaces_id=replaces.id if replaces else None,
    )
    session.add(made)
    session.commit()
    return made


def last_event(session: Session, kind: str) -> Event:
    return session.scalars(
        select(Event).where(Event.kind == kind).order_by(Event.seq.desc()).limit(1)
    ).one()


def accept(
    session: Session, world: World, item: WorkItem, line: int, day: date | None, who: str = "Thư"
) -> None:
    product = products_of(session, item)[line]
    accept_product(
        session, world.actor(who), item, product, day, version=item.version, now=clock.now()
    )
    session.commit()


def proposed(
    session: Session,
    world: World,
    item: WorkItem,
    action: Action,
    who: str = "Thư",
    **words: object,
) -> VerdictProposal:
    made = propose(
        session,
        world.actor(who),
        item,
        action,
        Request(**words),  # type: ignore[arg-type]
        version=item.version,
        now=clock.now(),
    )
    session.commit()
    return made
