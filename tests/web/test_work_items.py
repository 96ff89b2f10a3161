"""The page of a work item: what it says, what may be pressed, and what comes of pressing it."""

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
    Event,
    Evidence,
    Person,
    Plan,
    StoredFile,
    TaskSchedule,
    WorkItem,
    WorkItemProduct,
)
from app.services.work_items import perform
from app.storage import Storage
from app.web.edge import DonDoc
from tests.cast import World, add_item, add_plan
from tests.web.test_my_work import queries_of
from workflows.requirements import Request
from workflows.states import Action, Status

ClientFor = Callable[[Person], FlaskClient]
PDF = b"%PDF-1.7\n%%EOF"
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


def lines(session: Session, item: WorkItem) -> list[WorkItemProduct]:
    return list(
        session.scalars(
            select(WorkItemProduct)
            .where(WorkItemProduct.work_item_id == item.id)
            .order_by(WorkItemProduct.position)
        )
    )


def covered(session: Session, item: WorkItem) -> None:
    for line in lines(session, item):
        line.explanation = EXPLAINED
    session.commit()


def do(
    session: Session, world: World, who: str, item: WorkItem, action: Action, **request: object
) -> None:
    perform(
        session,
        world.actor(who),
        item,
        action,
        Request(**request),  # type: ignore[arg-type]
        version=item.version,
        now=clock.now(),
    )
    session.commit()


def fresh(session: Session, item: WorkItem) -> WorkItem:
    session.expire_all()
    return session.get_one(WorkItem, item.id)


def document(lines: list[WorkItemProduct], **changed: object) -> dict[str, object]:
    """The evidence form as a browser sends it."""
    return {
        "products": [line.id for line in lines],
        "kind": "decision",
        "number": "203/QĐ-UBND",
        "issued_on": "7/9/2026",
        "subject": "Ban hành Quy chế",
        "files": (io.BytesIO(PDF), "Quyết định 203.pdf"),
        **changed,
    }


def test_the_page_says_who_does_what_next_and_shows_the_printed_time_beside_the_date(
    item: WorkItem, world: World, client_for: ClientFor
) -> None:
    page = client_for(world.person("Khang")).get(f"/viec/{item.id}").text
    assert (
        "Phòng Kinh tế, Hạ tầng và Đô thị tiếp nhận và thực hiện; khi gửi kết quả,"
        " Phòng Văn hóa - Xã hội xác nhận trong 5 ngày làm việc." in page
    )
    assert "Còn 7 ngày" in page
    assert "hạn 21/9/2026" in page
    assert "Trước ngày 22/9/2026" in page


def test_the_walk_of_a_unit_accept_note_evidence_submit(
    session: Session, item: WorkItem, world: World, client_for: ClientFor
) -> None:
    khang = client_for(world.person("Khang"))
    url, products = f"/viec/{item.id}", lines(session, item)
    assert khang.post(f"{url}/tiep-nhan", data={"version": 1}).status_code == 302
    note = {"version": 2, "result": "Đã gửi dự thảo.", "proposals": "Sở cho ý kiến sớm."}
    assert khang.post(f"{url}/tien-do", data=note).status_code == 302
    assert khang.post(f"{url}/tai-lieu", data=document(products)).status_code == 302
    sent = {"version": 3, "product_on": "07/9/2026", "result": "Đã ban hành."}
    assert khang.post(f"{url}/gui", data=sent).status_code == 302
    done = fresh(session, item)
    assert (done.status, done.product_on) == (Status.submitted, date(2026, 9, 7))
    page = khang.get(url).text
    for words in ("Đã ban hành.", "Đã gửi dự thảo.", "Quyết định 203.pdf", "Rút lại"):
        assert words in page
    assert khang.post(f"{url}/rut-lai", data={"version": 4}).status_code == 302
    assert fresh(session, item).status is Status.in_progress


def test_submitting_uncovered_products_is_refused_by_name_and_keeps_what_was_typed(
    session: Session, item: WorkItem, world: World, client_for: ClientFor
) -> None:
    answer = client_for(world.person("Khang")).post(
        f"/viec/{item.id}/gui", data={"version": 1, "result": "Đã ban hành ngày 07/9."}
    )
    assert answer.status_code == 422
    assert "Chưa gửi được vì còn thiếu: Quyết định; Danh mục." in answer.text
    assert "Đã ban hành ngày 07/9." in answer.text
    assert (fresh(session, item).status, item.version) == (Status.assigned, 1)
    assert session.scalar(select(func.count()).select_from(Event)) == 0


def test_nothing_arose_is_handed_in_with_its_reason(
    session: Session, item: WorkItem, world: World, client_for: ClientFor
) -> None:
    khang = client_for(world.person("Khang"))
    typed = {"version": 1, "nothing_arose": "y", "reason": ""}
    refused = khang.post(f"/viec/{item.id}/gui", data=typed)
    assert (refused.status_code, "Ghi lý do" in refused.text) == (422, True)
    typed["reason"] = "Quý này không có văn bản phải ban hành."
    assert khang.post(f"/viec/{item.id}/gui", data=typed).status_code == 302
    assert fresh(session, item).nothing_arose


def test_a_stale_page_says_who_was_first_and_gives_the_words_back(
    session: Session, item: WorkItem, world: World, client_for: ClientFor
) -> None:
    do(session, world, "Khang", item, Action.accept)
    answer = client_for(world.person("Kiên")).post(
        f"/viec/{item.id}/tien-do", data={"version": 1, "result": "Đã họp với ba trường."}
    )
    assert answer.status_code == 409
    assert "Trần Văn Khang vừa đổi việc này lúc 08:00 (tiếp nhận)" in answer.text
    assert "Đã họp với ba trường." in answer.text
    assert f"/viec/{item.id}" in answer.text


@pytest.mark.parametrize("version", ["", "x", "-1", "99999999999999999999", "1' or '1'='1"])
def test_a_made_up_version_stores_nothing(
    session: Session, item: WorkItem, world: World, client_for: ClientFor, version: str
) -> None:
    answer = client_for(world.person("Khang")).post(
        f"/viec/{item.id}/tiep-nhan", data={"version": version}
    )
    assert answer.status_code in (409, 422)
    assert fresh(session, item).status is Status.assigned


def test_an_officer_is_told_who_submits(
    session: Session, item: WorkItem, world: World, client_for: ClientFor
) -> None:
    covered(session, item)
    kien = client_for(world.person("Kiên"))
    page = kien.get(f"/viec/{item.id}").text
    assert "Trưởng hoặc Phó đơn vị gửi kết quả" in page
    assert 'id="gui"' not in page
    answer = kien.post(f"/viec/{item.id}/gui", data={"version": 1})
    assert answer.status_code == 403
    assert "Nhờ Trưởng hoặc Phó đơn vị thực hiện." in answer.text


def test_evidence_is_kept_under_our_own_key_with_its_name_hash_and_type(
    app: DonDoc, session: Session, item: WorkItem, world: World, client_for: ClientFor
) -> None:
    products = lines(session, item)
    client_for(world.person("Kiên")).post(
        f"/viec/{item.id}/tai-lieu", data=document(products[:1])
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
    data = document(lines(session, item), **changed)
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
            MultiDict(document(lines(session, item), files=sent))
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
        f"/viec/{item.id}/tai-lieu", data=document(lines(session, item))
    )
    assert answer.status_code == 507
    assert "Máy chủ chưa lưu được tệp" in answer.text
    session.expire_all()
    assert session.scalar(select(func.count()).select_from(Document)) == 0


def test_the_same_file_for_another_item_is_linked_and_written_once(
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
    for target in (item, other):
        answer = khang.post(
            f"/viec/{target.id}/tai-lieu", data=document(lines(session, target)[:1])
        )
        assert answer.status_code == 302
    assert len(session.scalars(select(Document)).all()) == 1
    assert len(app.extensions["storage"].keys()) == 1
    assert len(session.scalars(select(Evidence)).all()) == 2


def test_evidence_is_taken_back_and_a_product_explained(
    session: Session, item: WorkItem, world: World, client_for: ClientFor
) -> None:
    khang, products = client_for(world.person("Khang")), lines(session, item)
    khang.post(f"/viec/{item.id}/tai-lieu", data=document(products))
    taken = session.scalars(select(Document)).one()
    assert khang.post(f"/viec/{item.id}/tai-lieu/{taken.id}/rut").status_code == 302
    assert khang.post(f"/viec/{item.id}/tai-lieu/{taken.id}/rut").status_code == 404
    url = f"/viec/{item.id}/san-pham/{products[0].id}/giai-trinh"
    short = khang.post(url, data={"explanation": "Chưa có"})
    assert (short.status_code, "Ghi lý do rõ hơn" in short.text) == (422, True)
    assert ">Chưa có</textarea>" in short.text
    assert khang.post(url, data={"explanation": EXPLAINED}).status_code == 302
    assert fresh(session, item) and lines(session, item)[0].explanation == EXPLAINED


def test_what_was_sent_is_frozen_until_the_verdict(
    session: Session, item: WorkItem, world: World, client_for: ClientFor
) -> None:
    covered(session, item)
    do(session, world, "Khang", item, Action.submit)
    answer = client_for(world.person("Khang")).post(
        f"/viec/{item.id}/tai-lieu", data=document(lines(session, item))
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
    foreign = lines(session, other)[0].id
    answer = client_for(world.person("Khang")).post(
        f"/viec/{item.id}/san-pham/{foreign}/giai-trinh", data={"explanation": EXPLAINED}
    )
    assert answer.status_code == 404


def test_a_leader_drops_by_document_and_brings_back(
    session: Session, item: WorkItem, world: World, client_for: ClientFor
) -> None:
    long = client_for(world.person("Long"))
    url, typed = f"/viec/{item.id}", {"version": 1, "reason": "Sở đã dừng đề án này."}
    refused = long.post(f"{url}/dua-ra", data=typed)
    assert (refused.status_code, "Ghi số, ngày của văn bản" in refused.text) == (422, True)
    typed["document"] = "45/QĐ-UBND ngày 10/9/2026"
    assert long.post(f"{url}/dua-ra", data=typed).status_code == 302
    assert "Đưa ra khỏi kế hoạch" in long.get(url).text
    assert long.post(f"{url}/dua-lai", data={**typed, "version": 2}).status_code == 302
    assert fresh(session, item).status is Status.assigned


def test_the_office_records_what_woke_an_item_and_sets_a_date(
    session: Session, plan: Plan, world: World, client_for: ClientFor
) -> None:
    asleep = add_item(
        session,
        world.mau,
        plan,
        lead="kt",
        title="Theo kế hoạch của Sở",
        due_on=None,
        now=clock.now(),
        status=Status.dormant,
    )
    session.commit()
    thu, url = client_for(world.person("Thư")), f"/viec/{asleep.id}"
    page = thu.get(url).text
    assert "Chờ căn cứ" in page
    refused = thu.post(f"{url}/can-cu", data={"version": 1, "document": "15/KH-SNV"})
    assert (refused.status_code, "15/KH-SNV" in refused.text) == (422, True)
    typed = {"version": 1, "document": "15/KH-SNV", "new_due": "15/10/2026"}
    assert thu.post(f"{url}/can-cu", data=typed).status_code == 302
    assert fresh(session, asleep).due_on == date(2026, 10, 15)


def test_reopening_is_refused_to_who_verified_in_words(
    session: Session, item: WorkItem, world: World, client_for: ClientFor
) -> None:
    covered(session, item)
    do(session, world, "Khang", item, Action.submit)
    do(session, world, "Thư", item, Action.verify)
    thu = client_for(world.person("Thư"))
    assert 'id="mo-lai"' not in thu.get(f"/viec/{item.id}").text
    answer = thu.post(f"/viec/{item.id}/mo-lai", data={"version": 3, "reason": REASON})
    assert answer.status_code == 403
    assert "việc mở lại do người khác hoặc lãnh đạo UBND quyết định" in answer.text
    long = client_for(world.person("Long"))
    answer = long.post(f"/viec/{item.id}/mo-lai", data={"version": 3, "reason": REASON})
    assert answer.status_code == 302


WORDS = ("Sổ tài sản của ba trường chưa khớp.", "203/QĐ-UBND", REASON)


@pytest.mark.parametrize(
    ("who", "reads"),
    [("Kiên", True), ("Tâm", True), ("Thư", True), ("Long", True), ("Minh", False),
     ("Vân", False), ("Ánh", False)],
)  # fmt: skip
def test_words_between_unit_and_verifier_are_for_those_concerned(
    session: Session, item: WorkItem, world: World, client_for: ClientFor, who: str, reads: bool
) -> None:
    khang = client_for(world.person("Khang"))
    khang.post(f"/viec/{item.id}/tien-do", data={"version": 1, "difficulties": WORDS[0]})
    khang.post(f"/viec/{item.id}/tai-lieu", data=document(lines(session, item)))
    fresh(session, item)
    do(session, world, "Khang", item, Action.submit)
    do(session, world, "Thư", item, Action.send_back, reason=REASON)
    page = client_for(world.person(who)).get(f"/viec/{item.id}").text
    assert "Quy chế tài sản công" in page
    assert [words in page for words in WORDS] == [reads] * 3


def test_a_script_in_every_text_is_shown_and_never_run(
    session: Session, item: WorkItem, world: World, client_for: ClientFor
) -> None:
    script = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
    khang, products = client_for(world.person("Khang")), lines(session, item)
    words = {"result": script, "difficulties": script, "proposals": script}
    khang.post(f"/viec/{item.id}/tien-do", data={"version": 1, **words})
    texts = {name: script for name in ("number", "subject", "issuer", "signer", "kept_at")}
    file = (io.BytesIO(PDF), f"{script}.pdf".replace("/", ""))
    khang.post(f"/viec/{item.id}/tai-lieu", data=document(products, files=file, **texts))
    page = khang.get(f"/viec/{item.id}").text
    assert "&lt;script&gt;" in page
    assert "<script>" not in page
    assert "<img" not in page


def test_strangers_and_unknown_ids_are_not_found(
    item: WorkItem, world: World, client_for: ClientFor
) -> None:
    stranger = client_for(world.ben.people["Khang"])
    for path in (f"/viec/{item.id}", f"/nhiem-vu/{item.task_id}", f"/viec/{item.id}?mo=gui"):
        assert stranger.get(path).status_code == 404
    for step in ("tiep-nhan", "tien-do", "gui", "rut-lai", "tai-lieu"):
        assert stranger.post(f"/viec/{item.id}/{step}", data={"version": 1}).status_code == 404
    assert client_for(world.person("Khang")).get("/viec/999999").status_code == 404


def test_the_task_shows_its_items_units_and_history(
    session: Session, item: WorkItem, world: World, client_for: ClientFor
) -> None:
    do(session, world, "Khang", item, Action.record_progress, difficulties=WORDS[0])
    page = client_for(world.person("Minh")).get(f"/nhiem-vu/{item.task_id}").text
    for words in ("Quy chế tài sản công", "Trung tâm Phục vụ hành chính công", "Cập nhật tiến độ"):
        assert words in page
    assert WORDS[0] not in page


def test_the_page_runs_a_fixed_number_of_queries_however_long_the_history(
    session: Session, item: WorkItem, world: World, client_for: ClientFor
) -> None:
    khang, counted = client_for(world.person("Khang")), []
    for amount in (1, 30):
        for _ in range(amount):
            do(session, world, "Khang", item, Action.record_progress, result="Đang làm.")
        data = document(lines(session, item), number=f"{amount}/QĐ", files=[], kept_at="Văn thư")
        khang.post(f"/viec/{item.id}/tai-lieu", data=data)
        fresh(session, item)
        counted.append(queries_of(lambda: khang.get(f"/viec/{item.id}")))
    assert counted[0] == counted[1] <= 15
