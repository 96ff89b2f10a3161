"""Evidence put in through the page: kept whole or refused in a sentence, never half."""

import io
from collections.abc import Callable
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import encode_multipart

from app import clock
from app.models import (
    Document,
    Evidence,
    Person,
    Plan,
    StoredFile,
    TaskSchedule,
    WorkItem,
)
from app.storage import Storage
from app.web.edge import DonDoc
from tests.acting import PDF, act, evidence_form, explain_products, products_of
from tests.cast import World, add_item, add_plan
from workflows.states import Action

ClientFor = Callable[[Person], FlaskClient]
EXPLAINED = "Gộp trong phụ lục của Quyết định 203/QĐ-UBND."
REASON = "Quyết định chưa kèm danh mục tài sản của 3 trường."


@pytest.fixture
def plan(session: Session, world: World) -> Plan:
    return add_plan(session, world.mau, clock.now())


@pytest.fixture
def item(session: Session, world: World, plan: Plan) -> WorkItem:
    made = add_item(
        session,
        world.mau,
        plan,
        lead="kt",
        title="Quy chế tài sản công",
        due_on=date(2026, 9, 21),
        now=clock.now(),
        supporting=("hcc",),
        products=("Quyết định", "Danh mục"),
    )
    session.get_one(TaskSchedule, made.schedule_id).printed = "Trước ngày 22/9/2026"
    session.commit()
    return made


def fresh(session: Session, item: WorkItem) -> WorkItem:
    session.expire_all()
    return session.get_one(WorkItem, item.id)


def test_evidence_is_kept_under_our_own_key_with_its_name_hash_and_type(
    app: DonDoc, session: Session, item: WorkItem, world: World, client_for: ClientFor
) -> None:
    products = products_of(session, item)
    client_for(world.person("Kiên")).post(
        f"/viec/{item.id}/tai-lieu", data=evidence_form(products[:1])
    )
    stored = session.scalars(select(StoredFile)).one()
    assert (stored.original_name, stored.media_type, stored.size) == (
        "Quyết định 203.pdf",
        "application/pdf",
        len(PDF),
    )
    storage: Storage = app.extensions["storage"]
    assert storage.read(stored.key) == PDF
    entered = session.scalars(select(Document)).one()
    assert (entered.number, entered.issued_on) == ("203/QĐ-UBND", date(2026, 9, 7))
    assert session.scalars(select(Evidence.product_id)).all() == [products[0].id]


@pytest.mark.parametrize(
    ("changed", "status", "words"),
    [
        ({"files": (io.BytesIO(b""), "trong.pdf")}, 422, "không có nội dung"),
        ({"files": (io.BytesIO(b"MZ"), "ma.exe")}, 422, "Chưa nhận loại tệp “ma.exe”"),
        ({"files": (io.BytesIO(b"\x89PNG"), "a.pdf")}, 422, "không đúng với đuôi tệp"),
        ({"files": []}, 422, "Chọn tệp, ghi đường dẫn, hoặc ghi nơi lưu"),
        ({"files": [], "link": "javascript:alert(1)"}, 422, "Ghi đường dẫn đầy đủ"),
        ({"products": []}, 422, "Chọn sản phẩm mà tài liệu chứng minh."),
        ({"products": [999_999]}, 422, ""),
        ({"products": ["x"]}, 422, ""),
        ({"kind": "weapon"}, 422, ""),
        ({"issued_on": "31/02/2026"}, 422, "Ghi ngày theo dạng 14/9/2026."),
        ({"number": "", "subject": ""}, 422, "Ghi số, ký hiệu hoặc trích yếu."),
        ({"number": "x" * 201}, 422, "nhiều nhất 200 ký tự"),
    ],
)
def test_bad_evidence_is_a_sentence_and_stores_nothing(
    app: DonDoc,
    session: Session,
    item: WorkItem,
    world: World,
    client_for: ClientFor,
    changed: dict[str, object],
    status: int,
    words: str,
) -> None:
    if isinstance(changed.get("files"), tuple):
        stream, name = changed["files"]  # type: ignore[misc]
        changed = {"files": (io.BytesIO(stream.getvalue()), name)}
    data = evidence_form(products_of(session, item), **changed)
    answer = client_for(world.person("Khang")).post(f"/viec/{item.id}/tai-lieu", data=data)
    assert answer.status_code == status
    assert words in answer.text
    if data["subject"]:
        assert "Ban hành Quy chế" in answer.text
    session.expire_all()
    assert session.scalar(select(func.count()).select_from(Document)) == 0
    assert app.extensions["storage"].keys() == []


def test_a_file_over_the_limit_is_named_with_both_sizes(
    app: DonDoc, session: Session, item: WorkItem, world: World, client_for: ClientFor
) -> None:
    app.config["UPLOAD_LIMIT"] = 2 * 1024 * 1024
    app.config["MAX_CONTENT_LENGTH"] = 3 * 1024 * 1024
    khang = client_for(world.person("Khang"))
    for size, shown in ((2 * 1024 * 1024 + 1, 3), (37 * 1024 * 1024 + 5, 38)):
        sent = FileStorage(io.BytesIO(PDF + b" " * (size - len(PDF))), "lon.pdf")
        # Encoded in memory: the client of the tests would leave a temporary file open.
        boundary, body = encode_multipart(
            MultiDict(evidence_form(products_of(session, item), files=sent))
        )
        answer = khang.post(
            f"/viec/{item.id}/tai-lieu",
            input_stream=io.BytesIO(body),
            content_type=f"multipart/form-data; boundary={boundary}",
            content_length=len(body),
        )
        assert answer.status_code == 413
        assert f"Tệp {shown} MB, lớn hơn mức 2 MB. Nén lại hoặc tách thành hai tệp." in answer.text
    assert app.extensions["storage"].keys() == []


def test_a_full_disk_is_a_sentence_and_no_row(
    session: Session,
    item: WorkItem,
    world: World,
    client_for: ClientFor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("app.storage.os.fsync", full)
    answer = client_for(world.person("Khang")).post(
        f"/viec/{item.id}/tai-lieu", data=evidence_form(products_of(session, item))
    )
    assert answer.status_code == 507
    assert "Máy chủ chưa lưu được tệp" in answer.text
    session.expire_all()
    assert session.scalar(select(func.count()).select_from(Document)) == 0


def test_the_same_file_for_another_item_is_offered_for_linking_and_written_once(
    app: DonDoc,
    session: Session,
    item: WorkItem,
    plan: Plan,
    world: World,
    client_for: ClientFor,
) -> None:
    other = add_item(
        session,
        world.mau,
        plan,
        lead="kt",
        title="Kế hoạch kiểm tra",
        due_on=date(2026, 9, 21),
        now=clock.now(),
    )
    session.commit()
    khang = client_for(world.person("Khang"))
    product = products_of(session, item)[:1]
    assert khang.post(f"/viec/{item.id}/tai-lieu", data=evidence_form(product)).status_code == 302
    product = products_of(session, other)[:1]
    typed = evidence_form(product, number="Số khác", issued_on="")
    asked = khang.post(f"/viec/{other.id}/tai-lieu", data=typed)
    assert (asked.status_code, "Văn bản này đã có" in asked.text) == (409, True)
    known = session.scalars(select(Document)).one()
    page = f"/viec/{other.id}/van-ban/{known.id}"
    assert khang.post(page, data={"products": [product[0].id]}).status_code == 302
    assert len(session.scalars(select(Document)).all()) == 1
    assert len(app.extensions["storage"].keys()) == 1
    assert len(session.scalars(select(Evidence)).all()) == 2


def test_evidence_is_taken_back_and_a_product_explained(
    session: Session, item: WorkItem, world: World, client_for: ClientFor
) -> None:
    khang, products = client_for(world.person("Khang")), products_of(session, item)
    khang.post(f"/viec/{item.id}/tai-lieu", data=evidence_form(products))
    taken = session.scalars(select(Document)).one()
    assert khang.post(f"/viec/{item.id}/tai-lieu/{taken.id}/rut").status_code == 302
    assert khang.post(f"/viec/{item.id}/tai-lieu/{taken.id}/rut").status_code == 404
    url = f"/viec/{item.id}/san-pham/{products[0].id}/giai-trinh"
    short = khang.post(url, data={"explanation": "Chưa có"})
    assert (short.status_code, "Ghi lý do rõ hơn" in short.text) == (422, True)
    assert ">Chưa có</textarea>" in short.text
    assert khang.post(url, data={"explanation": EXPLAINED}).status_code == 302
    assert fresh(session, item) and products_of(session, item)[0].explanation == EXPLAINED


def test_what_was_sent_is_frozen_until_the_verdict(
    session: Session, item: WorkItem, world: World, client_for: ClientFor
) -> None:
    explain_products(session, item)
    act(session, world, "Khang", item, Action.submit)
    answer = client_for(world.person("Khang")).post(
        f"/viec/{item.id}/tai-lieu", data=evidence_form(products_of(session, item))
    )
    assert answer.status_code == 422
    assert "tài liệu kiểm chứng giữ nguyên" in answer.text


def test_a_product_of_another_item_is_not_found(
    session: Session, item: WorkItem, plan: Plan, world: World, client_for: ClientFor
) -> None:
    other = add_item(
        session, world.mau, plan, lead="hcc", title="Khác", due_on=None, now=clock.now()
    )
    session.commit()
    foreign = products_of(session, other)[0].id
    answer = client_for(world.person("Khang")).post(
        f"/viec/{item.id}/san-pham/{foreign}/giai-trinh", data={"explanation": EXPLAINED}
    )
    assert answer.status_code == 404
