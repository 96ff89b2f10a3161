"""What happens to evidence on its way in: looked into, refused for a mark of secrecy, scanned; and
what was read from it, offered to the document.
"""

import io
from collections.abc import Callable, Iterator
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app import clock
from app.channels.clamd import Clamd
from app.jobs import run_job
from app.models import (
    Document,
    DocumentFile,
    Event,
    FileInspection,
    Notification,
    Person,
    StoredFile,
    WorkItem,
)
from app.storage import Storage
from app.web.edge import DonDoc
from tests.acting import act, evidence_form, products_of, refusal_of
from tests.cast import World, add_item, add_plan
from tests.clamd import EICAR, clamd
from tests.plan_import.documents.papers import empty_pdf, pdf_file, signed, word_file
from workflows.states import Action, Refusal, Status

ClientFor = Callable[[Person], FlaskClient]
NOBODY = "127.0.0.1:9"


@pytest.fixture
def item(session: Session, world: World) -> WorkItem:
    plan = add_plan(session, world.mau, clock.now())
    made = add_item(
        session,
        world.mau,
        plan,
        lead="kt",
        title="Quy chế tài sản công",
        due_on=date(2026, 9, 21),
        now=clock.now(),
        products=("Quyết định",),
    )
    session.commit()
    return made


@pytest.fixture
def khang(world: World, client_for: ClientFor) -> FlaskClient:
    """The browser of Khang, head of the lead unit."""
    return client_for(world.person("Khang"))


@pytest.fixture
def storage(app: DonDoc) -> Iterator[Storage]:
    """The store, without a scanner before and after."""
    kept: Storage = app.extensions["storage"]
    yield kept
    kept.scanner = None


def send(
    session: Session,
    item: WorkItem,
    client: FlaskClient,
    *files: tuple[bytes, str],
    **changed: object,
) -> TestResponse:
    """The answer to the evidence form with these files."""
    sent = [(io.BytesIO(content), name) for content, name in files]
    data = evidence_form(products_of(session, item), files=sent, **changed)
    return client.post(f"/viec/{item.id}/tai-lieu", data=data)


def count(session: Session, model: type) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(model)) or 0


@pytest.mark.parametrize(
    ("content", "name", "mark"),
    [
        (word_file(stamp="MẬT"), "Báo cáo.docx", "MẬT"),
        (pdf_file(stamp="TUYỆT MẬT"), "Báo cáo.pdf", "TUYỆT MẬT"),
    ],
)
def test_a_file_with_a_mark_of_secrecy_leaves_nothing_behind(
    session: Session,
    item: WorkItem,
    khang: FlaskClient,
    storage: Storage,
    content: bytes,
    name: str,
    mark: str,
) -> None:
    # The first file has nothing wrong with it, and must not stay for that.
    answer = send(session, item, khang, (pdf_file(), "Quyết định.pdf"), (content, name))
    assert answer.status_code == 422
    assert f"có dấu “{mark}” nên không được đưa lên; chưa có gì được lưu" in answer.text
    assert "lưu tại văn thư" in answer.text
    assert storage.keys() == []
    assert [count(session, model) for model in (StoredFile, Document, FileInspection)] == [0, 0, 0]


def test_a_file_about_secrecy_is_taken(
    session: Session, item: WorkItem, khang: FlaskClient, storage: Storage
) -> None:
    body = ("KẾ HOẠCH", "Bảo vệ bí mật nhà nước năm 2026", "Công tác BẢO MẬT thông tin")
    assert send(session, item, khang, (word_file(body=body), "a.docx")).status_code == 302
    assert len(storage.keys()) == 1


def test_what_was_found_in_a_file_stands_beside_it(
    session: Session, item: WorkItem, world: World, client_for: ClientFor, khang: FlaskClient
) -> None:
    files = [
        (signed(pdf_file(), "Hoàng Văn Long"), "Ký số.pdf"),
        (empty_pdf(), "Quét.pdf"),
        (b"%PDF-1.7\n%%EOF", "Hỏng.pdf"),
    ]
    assert send(session, item, khang, *files).status_code == 302
    act(session, world, "Khang", item, Action.submit, product_on=date(2026, 9, 7))
    office = client_for(world.person("Thư"))
    for client, address in ((khang, "/viec"), (office, "/cho-xac-nhan")):
        page = client.get(f"{address}/{item.id}").text
        assert "Ký số: Hoàng Văn Long" in page
        assert "còn nguyên vẹn." in page
        assert "chưa kiểm tra chứng thư số" in page
        assert page.count("Bản quét") == 1
        assert "Tệp hỏng nên chưa đọc được nội dung" in page


def test_what_was_read_fills_only_what_is_empty_and_is_said_in_the_record(
    session: Session, item: WorkItem, khang: FlaskClient
) -> None:
    typed = {"number": "", "issued_on": "", "subject": "Trích yếu đã gõ"}
    assert send(session, item, khang, (word_file(), "a.docx"), **typed).status_code == 302
    file_id = session.scalars(select(DocumentFile.id)).one()
    page = khang.get(f"/viec/{item.id}").text
    assert "Đọc được từ tệp: số 12/KH-UBND, ngày 15/01/2026" in page
    before = session.scalars(select(Document)).one()
    assert (before.number, before.issued_on) == ("", None)
    session.rollback()
    answer = khang.post(f"/tep/{file_id}/dung", data={"version": 1, "item": item.id})
    assert answer.headers["Location"].startswith(f"/viec/{item.id}")
    session.expire_all()
    document = session.scalars(select(Document)).one()
    assert (document.number, document.issued_on) == ("12/KH-UBND", date(2026, 1, 15))
    assert (document.signer, document.subject) == ("Hoàng Văn Long", "Trích yếu đã gõ")
    assert session.scalars(select(Event.kind).where(Event.kind == "document.change")).all()
    assert "Đọc được từ tệp" not in khang.get(f"/viec/{item.id}").text
    again = khang.post(
        f"/tep/{file_id}/dung", data={"version": 2, "item": item.id}, follow_redirects=True
    )
    assert "đã có đủ trong thông tin văn bản" in again.text


def test_nobody_else_takes_what_was_read(
    session: Session, item: WorkItem, world: World, client_for: ClientFor, khang: FlaskClient
) -> None:
    send(session, item, khang, (word_file(), "a.docx"), number="")
    file_id = session.scalars(select(DocumentFile.id)).one()
    session.rollback()
    # Another unit's head cannot see the document; a leader has no part in it.
    assert client_for(world.person("Vân")).post(f"/tep/{file_id}/dung").status_code == 404
    assert client_for(world.person("Long")).post(f"/tep/{file_id}/dung").status_code == 403
    assert client_for(world.ben.people["Khang"]).post(f"/tep/{file_id}/dung").status_code == 404
    assert session.scalars(select(Document.number)).one() == ""


def test_malware_is_refused_before_it_is_stored(
    session: Session, item: WorkItem, khang: FlaskClient, storage: Storage
) -> None:
    with clamd() as (address, _):
        storage.scanner = Clamd(address)
        bad = send(session, item, khang, (b"%PDF-1.7\n" + EICAR, "Quyết định.pdf"))
        assert bad.status_code == 422
        assert "có mã độc (Eicar-Test-Signature); chưa có gì được lưu" in bad.text
        assert storage.keys() == []
        assert send(session, item, khang, (pdf_file(), "Quyết định.pdf")).status_code == 302
    session.expire_all()
    kept = session.scalars(select(StoredFile)).one()
    assert (kept.quarantined_at, kept.scanned_at) == (None, clock.now())


def test_without_an_answer_of_the_scanner_a_file_waits_and_proves_nothing(
    app: DonDoc,
    session: Session,
    item: WorkItem,
    world: World,
    client_for: ClientFor,
    khang: FlaskClient,
    storage: Storage,
) -> None:
    storage.scanner = Clamd(NOBODY)
    assert send(session, item, khang, (pdf_file(), "Quyết định.pdf")).status_code == 302
    file_id = session.scalars(select(DocumentFile.id)).one()
    session.rollback()
    assert "Đang chờ quét" in khang.get(f"/viec/{item.id}").text
    assert khang.get(f"/tep/{file_id}").status_code == 409
    assert (
        refusal_of(session, world, "Khang", item, Action.submit, product_on=date(2026, 9, 7))
        is Refusal.files_in_quarantine
    )
    told = client_for(world.person("Ánh")).get("/thong-bao").text
    assert "Bộ quét mã độc không trả lời" in told

    assert run_job(app, "scan_files").outcome.counts["files_waiting"] == 1
    with clamd() as (address, _):
        storage.scanner = Clamd(address)
        assert run_job(app, "scan_files").outcome.counts["files_released"] == 1
        assert run_job(app, "scan_files").outcome.counts["files_released"] == 0
    session.expire_all()
    assert session.scalars(select(Event.kind).where(Event.kind == "file.release")).one()
    with khang.get(f"/tep/{file_id}") as answer:
        assert answer.data == pdf_file()
    act(session, world, "Khang", item, Action.submit, product_on=date(2026, 9, 7))
    assert item.status is Status.submitted


def test_a_waiting_file_with_malware_stays_shut_and_its_sender_is_told(
    app: DonDoc,
    session: Session,
    item: WorkItem,
    world: World,
    khang: FlaskClient,
    storage: Storage,
) -> None:
    storage.scanner = Clamd(NOBODY)
    bad = (b"%PDF-1.7\n" + EICAR, "Quyết định.pdf")
    assert send(session, item, khang, bad).status_code == 302
    with clamd() as (address, _):
        storage.scanner = Clamd(address)
        assert run_job(app, "scan_files").outcome.counts["files_barred"] == 1
        assert run_job(app, "scan_files").outcome.counts == {
            "files_released": 0,
            "files_barred": 0,
            "files_waiting": 0,
        }
    file_id = session.scalars(select(DocumentFile.id)).one()
    note = session.scalars(select(Notification).where(Notification.kind == "file.barred")).one()
    assert (note.person_id, note.path) == (world.person("Khang").id, f"/viec/{item.id}")
    assert session.scalars(select(Event.data).where(Event.kind == "file.bar")).one()["found"]
    session.rollback()
    assert khang.get(f"/tep/{file_id}").status_code == 409
    assert "Tệp có mã độc nên bị chặn" in khang.get(f"/viec/{item.id}").text
    assert "có mã độc (Eicar-Test-Signature) nên bị chặn" in khang.get("/thong-bao").text
    refused = refusal_of(session, world, "Khang", item, Action.submit, product_on=date(2026, 9, 7))
    assert refused is Refusal.files_in_quarantine


def test_a_file_that_the_scanner_will_not_take_holds_up_no_other(
    app: DonDoc, session: Session, item: WorkItem, khang: FlaskClient, storage: Storage
) -> None:
    storage.scanner = Clamd(NOBODY)
    large = (pdf_file() + b"\n%" + b"x" * 20_000, "Lớn.pdf")
    assert send(session, item, khang, large, (pdf_file(), "Nhỏ.pdf")).status_code == 302
    with clamd(most=20_000) as (address, _):
        storage.scanner = Clamd(address)
        counts = run_job(app, "scan_files").outcome.counts
    assert (counts["files_released"], counts["files_waiting"]) == (1, 1)
