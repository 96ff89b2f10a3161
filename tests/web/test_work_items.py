"""The page of a work item: what it says, what may be pressed, and what comes of pressing it."""

import io
from collections.abc import Callable
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.models import (
    Event,
    Person,
    Plan,
    TaskSchedule,
    WorkItem,
)
from tests.acting import PDF, act, evidence_form, explain_products, products_of, queries_of
from tests.cast import World, add_item, add_plan
from workflows.states import Action, Status

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
    url, products = f"/viec/{item.id}", products_of(session, item)
    assert khang.post(f"{url}/tiep-nhan", data={"version": 1}).status_code == 302
    note = {"version": 2, "result": "Đã gửi dự thảo.", "proposals": "Sở cho ý kiến sớm."}
    assert khang.post(f"{url}/tien-do", data=note).status_code == 302
    assert khang.post(f"{url}/tai-lieu", data=evidence_form(products)).status_code == 302
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
    act(session, world, "Khang", item, Action.accept)
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
    explain_products(session, item)
    kien = client_for(world.person("Kiên"))
    page = kien.get(f"/viec/{item.id}").text
    assert "Trưởng hoặc Phó đơn vị gửi kết quả" in page
    assert 'id="gui"' not in page
    answer = kien.post(f"/viec/{item.id}/gui", data={"version": 1})
    assert answer.status_code == 403
    assert "Nhờ Trưởng hoặc Phó đơn vị thực hiện." in answer.text


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
    explain_products(session, item)
    act(session, world, "Khang", item, Action.submit)
    act(session, world, "Thư", item, Action.verify)
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
    khang.post(f"/viec/{item.id}/tai-lieu", data=evidence_form(products_of(session, item)))
    fresh(session, item)
    act(session, world, "Khang", item, Action.submit)
    act(session, world, "Thư", item, Action.send_back, reason=REASON)
    page = client_for(world.person(who)).get(f"/viec/{item.id}").text
    assert "Quy chế tài sản công" in page
    assert [words in page for words in WORDS] == [reads] * 3


def test_a_script_in_every_text_is_shown_and_never_run(
    session: Session, item: WorkItem, world: World, client_for: ClientFor
) -> None:
    script = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
    khang, products = client_for(world.person("Khang")), products_of(session, item)
    words = {"result": script, "difficulties": script, "proposals": script}
    khang.post(f"/viec/{item.id}/tien-do", data={"version": 1, **words})
    texts = {name: script for name in ("number", "subject", "issuer", "signer", "kept_at")}
    file = (io.BytesIO(PDF), f"{script}.pdf".replace("/", ""))
    khang.post(f"/viec/{item.id}/tai-lieu", data=evidence_form(products, files=file, **texts))
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
    act(session, world, "Khang", item, Action.record_progress, difficulties=WORDS[0])
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
            act(session, world, "Khang", item, Action.record_progress, result="Đang làm.")
        typed = {"number": f"{amount}/QĐ", "files": [], "kept_at": "Văn thư"}
        data = evidence_form(products_of(session, item), **typed)
        khang.post(f"/viec/{item.id}/tai-lieu", data=data)
        fresh(session, item)
        counted.append(queries_of(lambda: khang.get(f"/viec/{item.id}")))
    assert counted[0] == counted[1] <= 19
