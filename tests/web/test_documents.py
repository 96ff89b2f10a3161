"""Sổ văn bản through its pages: listed, corrected, filled, checked, frozen under a verdict."""

from collections.abc import Callable
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.models import (
    Document,
    DocumentFile,
    DocumentKind,
    Person,
    Plan,
    WorkItem,
)
from app.services import documents
from app.services.documents import DocumentFacts
from tests.acting import act, evidence_form, explain_products, products_of
from tests.cast import World, add_plan
from tests.registering import count, events_of, form_of, make_item, pdf, registered
from workflows.states import Action

ClientFor = Callable[[Person], FlaskClient]


@pytest.fixture
def plan(session: Session, world: World) -> Plan:
    return add_plan(session, world.mau, clock.now())


@pytest.fixture
def item(session: Session, world: World, plan: Plan) -> WorkItem:
    return make_item(session, world, plan, "kt")


def test_restricted_words_and_files_are_not_shown_nor_found(
    session: Session, world: World, client_for: ClientFor
) -> None:
    secret = registered(
        session,
        world,
        DocumentFacts(
            DocumentKind.plan,
            "13/KH-UBND",
            date(2026, 9, 8),
            "Danh sách hộ nghèo",
            is_restricted=True,
        ),
    )
    khang, clerk = client_for(world.person("Khang")), client_for(world.person("Sơn"))
    for address in ("/so-van-ban", f"/van-ban/{secret.id}", "/so-van-ban?q=Danh sách hộ"):
        assert "Danh sách hộ nghèo" not in khang.get(address).text, address
        assert "Danh sách hộ nghèo" in clerk.get(address).text, address
    assert "13/KH-UBND" in khang.get("/so-van-ban").text
    assert "13/KH-UBND" not in khang.get("/so-van-ban?q=Danh sách hộ").text
    assert khang.get(f"/van-ban/{secret.id}/sua").status_code == 403


def test_the_register_is_searched_filtered_and_paged(
    session: Session, world: World, client_for: ClientFor
) -> None:
    for number in range(1, 56):
        facts = DocumentFacts(
            DocumentKind.decision,
            f"{number}/QĐ-UBND",
            date(2026, 1, 1 + number // 2),
            "Đề án một cửa" if number == 7 else "Quyết định thường",
        )
        documents.register(session, world.actor("Sơn"), facts, (), unit_id=None, now=clock.now())
    registered(session, world, DocumentFacts(DocumentKind.other, "", None, "Tờ rời"))
    registered(session, world)
    clerk = client_for(world.person("Sơn"))
    first = clerk.get("/so-van-ban").text
    assert "12/KH-UBND" in first and "Trang sau" in first and "Tờ rời" not in first
    following = first.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0]
    second = clerk.get(following.replace("&amp;", "&")).text
    assert "Tờ rời" in second and "12/KH-UBND" not in second
    assert ">7/QĐ-UBND<" in clerk.get("/so-van-ban?q=đề án").text
    assert ">30/QĐ-UBND<" not in clerk.get("/so-van-ban?q=đề án").text
    assert "12/KH-UBND" in clerk.get("/so-van-ban?q=12/KH&kind=plan&year=2026").text
    assert "12/KH-UBND" not in clerk.get("/so-van-ban?year=2025").text
    assert clerk.get("/so-van-ban?after=never").status_code == 404
    assert "57 văn bản chưa có tệp" in clerk.get("/so-van-ban?missing=y").text


def test_a_document_is_corrected_with_old_and_new_and_the_second_of_two_is_told(
    session: Session, world: World, client_for: ClientFor
) -> None:
    known = registered(session, world)
    clerk, office = client_for(world.person("Sơn")), client_for(world.person("Thư"))
    address = f"/van-ban/{known.id}/sua"
    assert "Kế hoạch kiểm tra công vụ" in clerk.get(address).text
    sent = form_of(issued_on="08/9/2026", number="13/KH-UBND", kept_at="Văn thư")
    assert clerk.post(address, data=sent).status_code == 302
    second = office.post(address, data=form_of(subject="Kế hoạch khác", kept_at="Văn thư"))
    assert second.status_code == 409
    assert "Phan Hồng Sơn vừa sửa văn bản này" in second.text
    assert "Kế hoạch khác</textarea>" in second.text and "13/KH-UBND" in second.text
    changed = events_of(session, "document.change")
    assert [event.data["fields"]["issued_on"] for event in changed] == [
        {"old": "2026-09-07", "new": "2026-09-08"}
    ]
    stored = session.get_one(Document, known.id)
    assert (stored.sequence, stored.symbol, stored.version) == (13, "kh-ubnd", 2)


def test_a_new_version_replaces_none_and_only_the_last_is_replaced(
    session: Session, world: World, client_for: ClientFor
) -> None:
    known, clerk = registered(session, world), client_for(world.person("Sơn"))
    address = f"/van-ban/{known.id}/tep"
    assert clerk.post(address, data={"replaces": "0", "files": pdf()}).status_code == 302
    first = session.scalars(select(DocumentFile)).one()
    newer = {"replaces": str(first.id), "files": pdf(b" 2")}
    assert clerk.post(address, data=newer).status_code == 302
    session.rollback()
    rows = session.scalars(select(DocumentFile).order_by(DocumentFile.version)).all()
    assert [(row.version, row.replaces_id) for row in rows] == [(1, None), (2, first.id)]
    again = {"replaces": str(first.id), "files": pdf(b" 3")}
    assert clerk.post(address, data=again).status_code == 422
    assert "đã có bản mới" in clerk.get(f"/van-ban/{known.id}").text
    khang = client_for(world.person("Khang"))
    assert khang.post(address, data={"replaces": "0", "files": pdf()}).status_code == 403


def test_a_document_is_frozen_while_an_item_it_proves_waits_for_a_verdict(
    session: Session, world: World, item: WorkItem, client_for: ClientFor
) -> None:
    khang = client_for(world.person("Khang"))
    khang.post(f"/viec/{item.id}/tai-lieu", data=evidence_form(products_of(session, item)))
    document = session.scalars(select(Document)).one()
    act(session, world, "Khang", session.get_one(WorkItem, item.id), Action.submit)
    change = khang.post(f"/van-ban/{document.id}/sua", data=form_of())
    file = khang.post(f"/van-ban/{document.id}/tep", data={"replaces": "0", "files": pdf()})
    for answer in (change, file):
        assert answer.status_code == 422
        assert "đang chứng minh cho việc chờ xác nhận" in answer.text
    assert events_of(session, "document.change") == []
    act(session, world, "Thư", session.get_one(WorkItem, item.id), Action.verify)
    file = khang.post(f"/van-ban/{document.id}/tep", data={"replaces": "0", "files": pdf()})
    assert file.status_code == 302


def test_the_verifier_notes_that_he_looked_up_and_compared_and_the_unit_cannot(
    session: Session, world: World, item: WorkItem, client_for: ClientFor
) -> None:
    khang, thu = client_for(world.person("Khang")), client_for(world.person("Thư"))
    typed = evidence_form(products_of(session, item), files=[], kept_at="Văn thư")
    khang.post(f"/viec/{item.id}/tai-lieu", data=typed)
    document_id = session.scalars(select(Document.id)).one()
    act(session, world, "Khang", session.get_one(WorkItem, item.id), Action.submit)
    assert "Đã tra trên hệ thống văn bản" in thu.get(f"/cho-xac-nhan/{item.id}").text
    looked = {"day": "14/9/2026", "item": str(item.id)}
    for verb in ("da-tra", "doi-chieu"):
        address = f"/van-ban/{document_id}/{verb}"
        assert khang.post(address, data=looked).status_code == 403
        assert thu.post(address, data={**looked, "day": "15/9/2026"}).status_code == 422
        answer = thu.post(address, data=looked)
        assert answer.location == f"/cho-xac-nhan/{item.id}"
    session.rollback()
    document = session.get_one(Document, document_id)
    who = world.person("Thư").id
    assert (document.looked_up_by, document.looked_up_on) == (who, date(2026, 9, 14))
    assert (document.compared_by, document.compared_on) == (who, date(2026, 9, 14))
    shown = thu.get(f"/cho-xac-nhan/{item.id}").text
    assert "Đã đối chiếu bản gốc ngày 14/9/2026, Lê Thị Thư" in shown


def test_the_register_is_for_those_who_work_with_it(
    session: Session, world: World, item: WorkItem, client_for: ClientFor
) -> None:
    explain_products(session, item)
    for name, may_see, may_keep in (
        ("Sơn", True, True),
        ("Thư", True, True),
        ("Khang", True, False),
        ("Long", True, False),
        ("Minh", False, False),
        ("Ánh", False, False),
    ):
        client = client_for(world.person(name))
        assert client.get("/so-van-ban").status_code == (200 if may_see else 403), name
        for address in ("/van-ban/moi", "/so-van-ban/nhap"):
            assert client.get(address).status_code == (200 if may_keep else 403), name


def test_the_clerk_enters_a_document_once(
    session: Session, world: World, client_for: ClientFor
) -> None:
    clerk = client_for(world.person("Sơn"))
    sent = form_of(files=pdf())
    made = clerk.post("/van-ban/moi", data=sent)
    assert made.status_code == 302
    again = clerk.post("/van-ban/moi", data=form_of(number="012/KH-UBND", files=pdf(b" ")))
    assert again.location == made.location
    assert count(session, Document) == 1
