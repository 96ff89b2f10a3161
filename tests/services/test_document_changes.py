"""A document corrected beside what goes on with the items it proves."""

import threading
from dataclasses import replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.extensions import db
from app.models import Document, DocumentKind, Event, WorkItemProduct
from app.queries.document_order import neighbours_out_of_order
from app.services import document_changes, documents, evidence
from app.services.documents import DocumentFacts
from app.services.work_items import perform
from app.web.edge import DonDoc
from tests.cast import World, add_item, add_plan
from workflows.requirements import Request
from workflows.states import Action, ActionRefused, Refusal

PLAN = DocumentFacts(
    DocumentKind.plan,
    "12/KH-UBND",
    date(2026, 9, 7),
    "Kế hoạch kiểm tra",
    issuer="UBND phường Mẫu",
    kept_at="Văn thư",
)


def test_nothing_is_corrected_beside_a_submission_on_its_way(
    app: DonDoc, session: Session, world: World
) -> None:
    khang, now = world.actor("Khang"), clock.now()
    item = add_item(
        session,
        world.mau,
        add_plan(session, world.mau, now),
        lead="kt",
        title="Kế hoạch kiểm tra",
        due_on=date(2026, 9, 30),
        now=now,
    )
    product = session.scalars(select(WorkItemProduct.id)).one()
    document = evidence.attach(session, khang, item, PLAN, (), [product], sha256s=(), now=now)
    session.commit()
    document_id, version = document.id, document.version
    refused: list[Refusal] = []

    def correct() -> None:
        with app.app_context(), Session(db.engine) as other:
            found = other.get_one(Document, document_id)
            facts = replace(PLAN, issued_on=date(2026, 9, 8))
            try:
                document_changes.change(other, khang, found, facts, version=version, now=now)
                other.commit()
            except ActionRefused as error:
                refused.append(error.refusal)

    perform(session, khang, item, Action.submit, Request(), version=item.version, now=now)
    # The submission is flushed and not committed yet: the other has to wait for its end.
    beside = threading.Thread(target=correct)
    beside.start()
    beside.join(timeout=0.5)
    session.commit()
    beside.join()
    assert refused == [Refusal.document_frozen]
    session.expire_all()
    assert session.get_one(Document, document_id).issued_on == date(2026, 9, 7)


def test_the_record_of_a_restricted_document_names_no_words(session: Session, world: World) -> None:
    clerk, now = world.actor("Sơn"), clock.now()
    secret = replace(PLAN, is_restricted=True)
    document = documents.register(session, clerk, secret, (), unit_id=None, now=now)
    facts = replace(secret, subject="Danh sách hộ nghèo", signer="Hoàng Văn Long")
    changed = document_changes.change(
        session, clerk, document, facts, version=document.version, now=now
    )
    assert sorted(changed) == ["signer", "subject"]
    event = session.scalars(select(Event).where(Event.kind == "document.change")).one()
    assert "hộ nghèo" not in str(event.data)


def test_neighbours_are_of_the_same_symbol_issuer_and_year(session: Session, world: World) -> None:
    clerk, now = world.actor("Sơn"), clock.now()

    def entered(number: str, day: date, **changed: object) -> int:
        facts = replace(PLAN, number=number, issued_on=day, **changed)  # type: ignore[arg-type]
        made = documents.register(session, clerk, facts, (), unit_id=None, now=now)
        return made.id

    plain = entered("12/KH-UBND", date(2026, 9, 7))
    entered("13/KH-UBND", date(2025, 9, 1))
    entered("13/QĐ-UBND", date(2026, 9, 1))
    entered("13/KH-UBND", date(2026, 9, 1), issuer="UBND tỉnh Mẫu")
    entered("14/KH-UBND", date(2026, 9, 1), is_restricted=True)
    commune_id = world.mau.commune.id
    assert neighbours_out_of_order(session, commune_id, [plain]) == {}
    entered("20/KH-UBND", date(2026, 9, 2))
    entered("15/KH-UBND", date(2026, 9, 5))
    found = neighbours_out_of_order(session, commune_id, [plain])
    assert found[plain].number == "15/KH-UBND"
