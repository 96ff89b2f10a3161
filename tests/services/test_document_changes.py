"""A document corrected beside what goes on with the items it proves."""

import threading
from dataclasses import replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.extensions import db
from app.models import Document, DocumentKind, Event, WorkItemProduct
from app.plan_import.register import RegisterLine, RegisterReading
from app.queries.document_order import neighbours_out_of_order
from app.queries.register_differences import register_differences
from app.services import document_changes, documents, evidence
from app.services.documents import DocumentFacts
from app.services.register_import import RegisterMoved, store_register
from app.services.work_items import perform
from app.web.edge import DonDoc
from tests.beside import kept
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


def test_an_import_corrects_nothing_beside_a_submission_on_its_way(
    app: DonDoc, session: Session, world: World
) -> None:
    khang, clerk, now = world.actor("Khang"), world.actor("Sơn"), clock.now()
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
    document = documents.register(session, clerk, PLAN, (), unit_id=None, now=now)
    evidence.link(session, khang, item, document, (), [product], now=now)
    session.commit()
    document_id, file = document.id, kept(app.extensions["storage"])
    line = RegisterLine(
        row=2,
        number=PLAN.number,
        issued_on=PLAN.issued_on,
        arrived_on=None,
        subject="Kế hoạch khác hẳn",
        kind="Kế hoạch",
        issuer=PLAN.issuer,
        drafter="",
        signer="",
    )
    reading = RegisterReading((line,))
    shown = register_differences(session, world.mau.commune.id, reading)
    assert len(shown.changed) == 1
    moved: list[RegisterMoved] = []

    def store() -> None:
        with app.app_context(), Session(db.engine) as other:
            try:
                store_register(other, clerk, reading, file, seen=shown.fingerprint, now=now)
                other.commit()
            except RegisterMoved as error:
                moved.append(error)

    perform(session, khang, item, Action.submit, Request(), version=item.version, now=now)
    beside = threading.Thread(target=store)
    beside.start()
    beside.join(timeout=0.5)
    session.commit()
    beside.join()
    assert [len(error.differences.refused) for error in moved] == [1]
    session.expire_all()
    assert session.get_one(Document, document_id).subject == PLAN.subject


def test_the_record_names_no_web_address_of_what_is_restricted(
    session: Session, world: World
) -> None:
    clerk, now = world.actor("Sơn"), clock.now()
    secret = replace(PLAN, link="https://mau.vn/ho-ngheo", is_restricted=True)
    documents.register(session, clerk, secret, (), unit_id=None, now=now)
    documents.register(
        session, clerk, replace(secret, is_restricted=False), (), unit_id=None, now=now
    )
    secret_event, open_event = session.scalars(
        select(Event).where(Event.kind == "document.register").order_by(Event.seq)
    )
    assert secret_event.data["link"] == "…"
    assert open_event.data["link"] == secret.link


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
