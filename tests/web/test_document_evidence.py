"""Documents as evidence: chosen by number, offered when known, classified, linked, listed."""

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
    DocumentLine,
    Evidence,
    Person,
    Plan,
    WorkItem,
)
from app.services import documents
from app.services.documents import DocumentFacts
from app.storage import Storage
from app.web.edge import DonDoc
from tests.acting import act, evidence_form, products_of
from tests.cast import World, add_plan
from tests.registering import count, make_item, pdf, registered
from workflows.states import Action

ClientFor = Callable[[Person], FlaskClient]


@pytest.fixture
def plan(session: Session, world: World) -> Plan:
    return add_plan(session, world.mau, clock.now())


@pytest.fixture
def item(session: Session, world: World, plan: Plan) -> WorkItem:
    return make_item(session, world, plan, "kt")


def test_a_known_number_is_shown_and_linked_when_asked_to(
    app: DonDoc, session: Session, world: World, item: WorkItem, client_for: ClientFor
) -> None:
    known = registered(session, world)
    khang, lines = client_for(world.person("Khang")), products_of(session, item)
    typed = evidence_form(lines, number="Số: 012/KH-UBND", issuer="")
    asked = khang.post(f"/viec/{item.id}/tai-lieu", data=typed)
    assert asked.status_code == 409
    assert "Văn bản này đã có trong sổ: 12/KH-UBND" in asked.text
    assert count(session, Evidence) == 0 and app.extensions["storage"].keys() == []
    page = f"/viec/{item.id}/van-ban/{known.id}"
    assert page in asked.text and "Kế hoạch kiểm tra công vụ" in khang.get(page).text
    bare = khang.post(page, data={"products": [lines[0].id]})
    assert (bare.status_code, "Thêm tệp để người xác nhận" in bare.text) == (422, True)
    filled = khang.post(page, data={"products": [lines[0].id], "files": pdf()})
    assert filled.status_code == 302
    session.rollback()
    link = session.scalars(select(Evidence)).one()
    assert (link.document_id, link.product_id) == (known.id, lines[0].id)
    assert (count(session, Document), count(session, DocumentFile)) == (1, 1)


def test_a_known_number_may_be_said_to_be_another_document(
    session: Session, world: World, item: WorkItem, client_for: ClientFor
) -> None:
    known = registered(session, world)
    typed = {"number": "12/KH-UBND", "issuer": "", "another": str(known.id)}
    answer = client_for(world.person("Khang")).post(
        f"/viec/{item.id}/tai-lieu", data=evidence_form(products_of(session, item), **typed)
    )
    assert answer.status_code == 302
    assert count(session, Document) == 2


def test_a_unit_finds_numbers_of_the_register_and_none_that_is_restricted_or_anothers(
    session: Session, world: World, item: WorkItem, client_for: ClientFor
) -> None:
    registered(session, world)
    secret = registered(
        session,
        world,
        DocumentFacts(
            DocumentKind.plan,
            "13/KH-UBND",
            date(2026, 9, 8),
            "Danh sách hộ kiểm tra",
            is_restricted=True,
        ),
    )
    foreign = documents.register(
        session,
        world.actor("Vân"),
        DocumentFacts(DocumentKind.plan, "14/KH-VP", date(2026, 9, 8), "Kế hoạch kiểm tra của VP"),
        (),
        unit_id=world.mau.units["vp"].id,
        now=clock.now(),
    )
    session.commit()
    khang = client_for(world.person("Khang"))
    found = khang.get(f"/viec/{item.id}/van-ban?q=kiểm tra").text
    assert "12/KH-UBND" in found
    assert "13/KH-UBND" not in found and "14/KH-VP" not in found
    for hidden in (secret, foreign):
        assert khang.get(f"/viec/{item.id}/van-ban/{hidden.id}").status_code == 404
    assert "Không có văn bản" not in khang.get(f"/viec/{item.id}/van-ban?q=12").text


def test_number_day_and_subject_suffice_where_the_commune_says_so(
    session: Session, world: World, item: WorkItem, client_for: ClientFor
) -> None:
    khang = client_for(world.person("Khang"))
    address, lines = f"/viec/{item.id}/tai-lieu", products_of(session, item)
    assert khang.post(address, data=evidence_form(lines, files=[])).status_code == 422
    world.mau.commune.number_suffices = True
    session.commit()
    no_day = evidence_form(lines, files=[], issued_on="")
    assert khang.post(address, data=no_day).status_code == 422
    assert khang.post(address, data=evidence_form(lines, files=[])).status_code == 302
    act(session, world, "Khang", session.get_one(WorkItem, item.id), Action.submit)


CLASSIFIED = {"is_classified": "y", "kept_at": "Lưu tại văn thư", "subject": "", "files": []}


@pytest.mark.parametrize(
    "changed",
    [
        {"subject": "Phương án bảo vệ"},
        {"files": "a file"},
        {"link": "https://mau.example.vn/a"},
        {"signer": "Hoàng Văn Long"},
        {"listing": "Một dòng\t14/9/2026"},
        {"kept_at": ""},
    ],
)
def test_of_a_classified_document_nothing_else_is_stored(
    app: DonDoc,
    session: Session,
    world: World,
    item: WorkItem,
    client_for: ClientFor,
    changed: dict[str, object],
) -> None:
    changed = {"files": pdf()} if "files" in changed else changed
    data = evidence_form(products_of(session, item), **{**CLASSIFIED, **changed})
    answer = client_for(world.person("Khang")).post(f"/viec/{item.id}/tai-lieu", data=data)
    assert answer.status_code == 422
    assert "ăn bản mật" in answer.text
    assert count(session, Document) == 0
    storage: Storage = app.extensions["storage"]
    assert storage.keys() == []


def test_a_classified_document_proves_by_its_place(
    session: Session, world: World, item: WorkItem, client_for: ClientFor
) -> None:
    khang = client_for(world.person("Khang"))
    data = evidence_form(products_of(session, item), **CLASSIFIED)
    assert khang.post(f"/viec/{item.id}/tai-lieu", data=data).status_code == 302
    document = session.scalars(select(Document)).one()
    assert (document.is_classified, document.subject, document.kept_at) == (
        True,
        "",
        "Lưu tại văn thư",
    )
    act(session, world, "Khang", session.get_one(WorkItem, item.id), Action.submit)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"files": []}, "Thêm ảnh chụp màn hình của trang và ghi ngày đăng"),
        ({}, "Ghi thêm ngày đăng"),
        ({"files": [], "posted_on": "10/9/2026"}, "Thêm ảnh chụp màn hình"),
        ({"posted_on": "10/9/2026"}, ""),
    ],
)
def test_a_link_needs_a_picture_and_the_day_of_posting(
    session: Session,
    world: World,
    item: WorkItem,
    client_for: ClientFor,
    changed: dict[str, object],
    words: str,
) -> None:
    data = evidence_form(
        products_of(session, item), kind="article", link="https://mau.example.vn/tin", **changed
    )
    answer = client_for(world.person("Khang")).post(f"/viec/{item.id}/tai-lieu", data=data)
    assert (answer.status_code, words in answer.text) == (422 if words else 302, True)


def test_a_list_pasted_from_excel_is_shown_beside_the_quantity_that_is_due(
    session: Session, world: World, plan: Plan, client_for: ClientFor
) -> None:
    item = make_item(session, world, plan, "kt", "Chuyên mục CCHC tối thiểu 02 kỳ/tháng")
    khang = client_for(world.person("Khang"))
    pasted = (
        "TT\tNội dung\tNgày\tĐường dẫn\r\n"
        "1\tTin thứ nhất\t02/9/2026\thttps://mau.example.vn/1\r\n"
        '2\t"Tin\nthứ hai"\t10/9/2026\t\r\n'
        "3\tTin thứ ba\t\thttps://mau.example.vn/3\r\n"
    )
    data = evidence_form(products_of(session, item), files=[], listing=pasted)
    assert khang.post(f"/viec/{item.id}/tai-lieu", data=data).status_code == 302
    lines = session.scalars(select(DocumentLine).order_by(DocumentLine.position)).all()
    assert [(line.title, line.done_on) for line in lines] == [
        ("Tin thứ nhất", date(2026, 9, 2)),
        ("Tin thứ hai", date(2026, 9, 10)),
        ("Tin thứ ba", None),
    ]
    page = khang.get(f"/viec/{item.id}").text
    assert "Cần 2 kỳ/tháng, bảng kê có 3 dòng" in page
    act(session, world, "Khang", session.get_one(WorkItem, item.id), Action.submit)
    decision = client_for(world.person("Thư")).get(f"/cho-xac-nhan/{item.id}").text
    assert "Cần 2 kỳ/tháng, bảng kê có 3 dòng" in decision


def test_a_line_without_words_is_named(
    session: Session, world: World, item: WorkItem, client_for: ClientFor
) -> None:
    data = evidence_form(
        products_of(session, item), files=[], listing="Tin một; 02/9/2026\nhttps://a.vn/1"
    )
    answer = client_for(world.person("Khang")).post(f"/viec/{item.id}/tai-lieu", data=data)
    assert (answer.status_code, "Dòng 2 của bảng kê chưa rõ" in answer.text) == (422, True)


def test_a_number_out_of_date_order_is_shown_to_the_verifier_with_its_neighbour(
    session: Session, world: World, item: WorkItem, client_for: ClientFor
) -> None:
    registered(
        session,
        world,
        DocumentFacts(
            DocumentKind.decision, "204/QĐ-UBND", date(2026, 9, 1), "Khác", "UBND phường Mẫu"
        ),
    )
    khang = client_for(world.person("Khang"))
    typed = evidence_form(products_of(session, item), issuer="UBND phường Mẫu")
    khang.post(f"/viec/{item.id}/tai-lieu", data=typed)
    warning = "Số, ngày không theo thứ tự: 204/QĐ-UBND ghi ngày 01/9/2026."
    assert warning in khang.get(f"/viec/{item.id}").text
    act(session, world, "Khang", session.get_one(WorkItem, item.id), Action.submit)
    assert warning in client_for(world.person("Thư")).get(f"/cho-xac-nhan/{item.id}").text
