"""The register in the tests: a document in it, an item to be proven, forms as a browser sends
them."""

import io
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.models import Document, DocumentKind, Event, Plan, WorkItem
from app.services import documents
from app.services.documents import DocumentFacts
from tests.acting import PDF
from tests.cast import World, add_item

IN_REGISTER = DocumentFacts(
    kind=DocumentKind.plan,
    number="12/KH-UBND",
    issued_on=date(2026, 9, 7),
    subject="Kế hoạch kiểm tra công vụ",
    issuer="UBND phường Mẫu",
)


def make_item(session: Session, world: World, plan: Plan, lead: str, *products: str) -> WorkItem:
    made = add_item(
        session,
        world.mau,
        plan,
        lead=lead,
        title="Quy chế tài sản công",
        due_on=date(2026, 9, 21),
        now=clock.now(),
        products=products or ("Quyết định",),
    )
    session.commit()
    return made


def registered(
    session: Session, world: World, facts: DocumentFacts = IN_REGISTER, who: str = "Sơn"
) -> Document:
    """A document that the records clerk entered into the register."""
    made = documents.register(session, world.actor(who), facts, (), unit_id=None, now=clock.now())
    session.commit()
    return made


def form_of(facts: DocumentFacts = IN_REGISTER, **changed: object) -> dict[str, object]:
    return {
        "kind": facts.kind.value,
        "number": facts.number,
        "issued_on": "07/9/2026",
        "subject": facts.subject,
        "issuer": facts.issuer,
        "version": "1",
        **changed,
    }


def pdf(extra: bytes = b"") -> tuple[io.BytesIO, str]:
    return io.BytesIO(PDF + extra), "ban-ky.pdf"


def count(session: Session, model: type) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(model)) or 0


def events_of(session: Session, kind: str) -> list[Event]:
    session.rollback()
    return list(session.scalars(select(Event).where(Event.kind == kind).order_by(Event.seq)))
