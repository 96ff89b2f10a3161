"""The register imported: read, compared, stored by one button, and a second time nothing."""

import io
import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient
from openpyxl import Workbook
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.models import Document, DocumentKind, Event, Person, RegisterImport, WorkItem
from app.services import documents, evidence
from app.services.documents import DocumentFacts
from app.web.edge import DonDoc
from tests.acting import act, products_of
from tests.cast import World, add_item, add_plan
from workflows.states import Action

ClientFor = Callable[[Person], FlaskClient]
HEADINGS = ("TT", "Số, ký hiệu", "Ngày ban hành", "Trích yếu", "Đơn vị soạn thảo", "Người ký")
PLAN = (1, "12/KH-UBND", "07/9/2026", "Kế hoạch kiểm tra", "Phòng KT-HT-ĐT", "Hoàng Văn Long")
LETTER = (2, "1203/UBND-VX", "08/9/2026", "V/v báo cáo", "Văn phòng", "")


def workbook(*rows: Sequence[Any]) -> bytes:
    made = Workbook()
    for row in (("SỔ VĂN BẢN ĐI",), HEADINGS, *rows):
        made.active.append(list(row))
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def read(client: FlaskClient, content: bytes, name: str = "so.xlsx") -> Any:
    return client.post("/so-van-ban/nhap", data={"file": (io.BytesIO(content), name)})


def note_of(page: Any) -> str:
    found = re.search(r'name="note" value="([^"]+)"', page.text)
    assert found is not None
    return found[1]


def store(client: FlaskClient, page: Any) -> Any:
    return client.post("/so-van-ban/nhap/luu", data={"note": note_of(page)})


def all_documents(session: Session) -> list[Document]:
    session.rollback()
    return list(session.scalars(select(Document).order_by(Document.id)))


@pytest.fixture
def clerk(world: World, client_for: ClientFor) -> FlaskClient:
    return client_for(world.person("Sơn"))


def test_nothing_is_stored_before_the_button_and_everything_after_it(
    session: Session, world: World, clerk: FlaskClient
) -> None:
    page = read(clerk, workbook(PLAN, LETTER, (3, "", "09/9/2026", "Không số", "", "")))
    assert page.status_code == 200
    assert "2 văn bản mới" in page.text and "Không có số, ký hiệu." in page.text
    assert all_documents(session) == []
    assert store(clerk, page).status_code == 302
    plan, letter = all_documents(session)
    assert (plan.number, plan.sequence, plan.symbol) == ("12/KH-UBND", 12, "kh-ubnd")
    assert (plan.kind, plan.issuer, plan.signer) == (
        DocumentKind.plan,
        "UBND phường Mẫu",
        "Hoàng Văn Long",
    )
    assert (plan.unit_id, letter.kind) == (world.mau.units["kt"].id, DocumentKind.letter)
    imported = session.scalars(select(RegisterImport)).one()
    assert (imported.added, imported.changed) == (2, 0)
    kinds = session.scalars(select(Event.kind).order_by(Event.seq)).all()
    assert kinds == ["document.register", "document.register", "document.import"]


def test_the_same_file_twice_adds_nothing(session: Session, clerk: FlaskClient) -> None:
    page = read(clerk, workbook(PLAN, LETTER, PLAN))
    store(clerk, page)
    again = read(clerk, workbook(PLAN, LETTER, PLAN))
    assert "Sổ không có gì mới" in again.text and 'name="note"' not in again.text
    stale = store(clerk, page)
    assert (stale.status_code, "vừa thay đổi" in stale.text) == (409, True)
    session.rollback()
    assert len(all_documents(session)) == 2
    assert session.scalar(select(func.count()).select_from(RegisterImport)) == 1


def test_what_changed_is_shown_with_old_and_new_and_stored_with_both(
    session: Session, clerk: FlaskClient
) -> None:
    store(clerk, read(clerk, workbook(PLAN)))
    corrected = (1, "012/KH-UBND", "09/9/2026", "Kế hoạch kiểm tra công vụ", "", "")
    page = read(clerk, workbook(corrected))
    assert "1 văn bản thay đổi" in page.text
    for words in ("07/9/2026", "09/9/2026", "Kế hoạch kiểm tra công vụ"):
        assert words in page.text
    store(clerk, page)
    (plan,) = all_documents(session)
    assert (plan.issued_on, plan.number, plan.version) == (date(2026, 9, 9), "12/KH-UBND", 2)
    assert plan.signer == "Hoàng Văn Long"
    event = session.scalars(select(Event).where(Event.kind == "document.change")).one()
    assert event.data["fields"]["issued_on"] == {"old": "2026-09-07", "new": "2026-09-09"}


def test_what_waits_for_a_verdict_is_restricted_or_said_twice_is_left_alone(
    session: Session, world: World, clerk: FlaskClient
) -> None:
    place = world.mau
    item = add_item(
        session,
        place,
        add_plan(session, place, clock.now()),
        lead="kt",
        title="Kế hoạch kiểm tra",
        due_on=date(2026, 9, 21),
        now=clock.now(),
    )
    session.commit()
    waiting = DocumentFacts(
        DocumentKind.plan, "12/KH-UBND", date(2026, 9, 1), "Cũ", kept_at="Văn thư"
    )
    product_ids = [line.id for line in products_of(session, item)]
    evidence.attach(
        session,
        world.actor("Khang"),
        item,
        waiting,
        (),
        product_ids,
        sha256s=(),
        now=clock.now(),
    )
    secret = DocumentFacts(
        DocumentKind.letter, "1203/UBND-VX", date(2026, 9, 8), "Riêng", is_restricted=True
    )
    documents.register(session, world.actor("Sơn"), secret, (), unit_id=None, now=clock.now())
    session.commit()
    act(session, world, "Khang", session.get_one(WorkItem, item.id), Action.submit)
    twice = (3, "14/KH-UBND", "08/9/2026", "Một", "", ""), (4, "14/KH-UBND", "08/9/2026", "Hai")
    page = read(clerk, workbook(PLAN, LETTER, *twice))
    assert "đang chứng minh cho việc chờ xác nhận" in page.text
    assert "Cùng số với dòng 5" in page.text
    assert "1 văn bản mới" in page.text and "Riêng" not in page.text
    store(clerk, page)
    assert [document.subject for document in all_documents(session)] == ["Cũ", "Riêng", "Một"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "Chọn tệp .xlsx"),
        (b"PK\x03\x04broken", "Tệp"),
        (workbook(), "không có văn bản nào bên dưới"),
    ],
)
def test_what_is_no_register_is_a_sentence(
    app: DonDoc, clerk: FlaskClient, content: bytes, words: str
) -> None:
    answer = read(clerk, content, "so.xlsx" if content else "")
    assert (answer.status_code, words in answer.text) == (422, True)
    assert app.extensions["storage"].keys() == []


def test_a_note_of_somebody_else_or_a_forged_one_stores_nothing(
    session: Session, world: World, clerk: FlaskClient, client_for: ClientFor
) -> None:
    page = read(clerk, workbook(PLAN))
    office = client_for(world.person("Thư"))
    assert store(office, page).status_code == 422
    forged = clerk.post("/so-van-ban/nhap/luu", data={"note": note_of(page)[:-2]})
    assert (forged.status_code, "đọc lại" in forged.text) == (422, True)
    assert client_for(world.person("Khang")).post("/so-van-ban/nhap/luu").status_code == 403
    assert all_documents(session) == []
