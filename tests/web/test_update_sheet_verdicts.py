"""A sheet that was handed in: one line of the queue, decided on row by row, told once."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import (
    Decision,
    Person,
    WorkItem,
)
from app.queries.verification import queue_of
from tests.cast import World
from tests.ongoing import explain_products
from tests.sheets import Sheet
from workflows.states import Status

ClientFor = Callable[[Person], FlaskClient]
WHY = "Kỳ này không có hồ sơ nào nộp về phòng"


@pytest.fixture
def sheet(session: Session, world: World) -> Sheet:
    return Sheet(session, world)


@pytest.fixture
def sent(sheet: Sheet, client_for: ClientFor, world: World) -> Sheet:
    """The sheet with all three rows handed in."""
    explain_products(sheet.session, sheet.proof)
    sheet.session.commit()
    boxes: dict[str, str] = {}
    for item in sheet.items:
        boxes |= sheet.answer(item, result=f"Kết quả {item.id}")
    sheet.press(client_for(world.person("Khang")), "send", **boxes)
    assert {sheet.status_of(item) for item in sheet.items} == {Status.submitted}
    return sheet


def test_the_queue_holds_a_sheet_as_one_line(sent: Sheet, client_for: ClientFor) -> None:
    world, session = sent.world, sent.session
    lines = queue_of(session, world.actor("Thư")).rows
    assert [(line.rows, line.is_sheet) for line in lines if line.period_key == "2026-Q3"] == [
        (3, True)
    ]
    html = client_for(world.person("Thư")).get("/cho-xac-nhan").get_data(as_text=True)
    assert "Phiếu kỳ cập nhật Quý III/2026 – Phòng KT-HT-ĐT (3 dòng)" in html
    assert f'href="{sent.mirror}"' in html


def test_the_verifier_decides_row_by_row_and_the_unit_is_told_once(
    sent: Sheet, client_for: ClientFor, world: World
) -> None:
    office = client_for(world.person("Thư"))
    html = office.get(sent.mirror).get_data(as_text=True)
    assert "Kỳ trước (Quý II/2026)" in html
    boxes = {
        **sent.form(office, sent.mirror),
        f"verdict-{sent.list.id}": "send_back",
        f"reason-{sent.list.id}": "Chưa công khai thủ tục đất đai.",
        "rest": "1",
    }
    assert office.post(sent.mirror, data=boxes).location == "/cho-xac-nhan"
    assert [sent.status_of(item) for item in sent.items] == [
        Status.verified,
        Status.returned,
        Status.verified,
    ]
    (told,) = sent.told("Khang", "update_sheet.decide")
    assert (told.data["verified"], told.data["returned"], told.is_for_mail) == (2, 1, True)
    head = client_for(world.person("Khang"))
    html = head.get(sent.address).get_data(as_text=True)
    assert "Chưa công khai thủ tục đất đai." in html
    assert f"Kết quả {sent.list.id}</textarea>" in html, "the returned row shows what was sent"
    boxes = sent.answer(sent.list, result="Đã công khai thêm")
    unsent = sent.press(head, "send", **boxes)
    assert sent.status_of(sent.list) is Status.returned, "not before it is said to be mended"
    html = head.get(unsent.location).get_data(as_text=True)
    assert "đánh dấu “Đã sửa theo lý do, gửi lại dòng này” ở:" in html, "and it is told how"
    sent.press(head, "send", **boxes, **sent.answer(sent.list, mended="1"))
    assert sent.status_of(sent.list) is Status.submitted


def test_who_shares_the_lead_of_a_row_is_told_of_the_decision_and_led_where_he_may_go(
    sent: Sheet, client_for: ClientFor, world: World
) -> None:
    sent.share(sent.session.get_one(WorkItem, sent.news.id), "hcc")
    office = client_for(world.person("Thư"))
    office.post(sent.mirror, data={**sent.form(office, sent.mirror), "rest": "1"})
    told = {name: sent.told(name, "update_sheet.decide") for name in ("Khang", "Tâm")}
    for name, notes in told.items():
        (note,) = notes
        assert client_for(world.person(name)).get(note.path).status_code == 200, name
    assert told["Khang"][0].path == sent.address


def test_a_return_without_a_reason_decides_nothing_and_keeps_what_was_chosen(
    sent: Sheet, client_for: ClientFor, world: World
) -> None:
    office = client_for(world.person("Thư"))
    boxes = {**sent.form(office, sent.mirror), f"verdict-{sent.list.id}": "send_back", "rest": "1"}
    answer = office.post(sent.mirror, data=boxes)
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Ghi lý do để đơn vị biết phải làm gì tiếp." in html
    assert re.search(rf'name="verdict-{sent.list.id}" value="send_back" checked', html)
    assert not sent.session.scalar(select(func.count()).select_from(Decision))


def test_of_two_verifiers_the_second_decides_on_nothing(
    sent: Sheet, client_for: ClientFor, world: World
) -> None:
    office, head = client_for(world.person("Thư")), client_for(world.person("Hoa"))
    drawn = sent.form(office, sent.mirror)
    boxes = {**sent.form(head, sent.mirror), f"verdict-{sent.news.id}": "verify"}
    assert head.post(sent.mirror, data=boxes).location == sent.mirror
    answer = office.post(sent.mirror, data={**drawn, "rest": "1"})
    assert answer.status_code == 409
    assert sent.status_of(sent.list) is Status.submitted


def test_nobody_decides_on_his_own_units_sheet(
    sent: Sheet, client_for: ClientFor, world: World
) -> None:
    head = client_for(world.person("Khang"))
    html = head.get(sent.mirror).get_data(as_text=True)
    assert "do chính đơn vị của anh, chị chủ trì" in html
    assert 'type="radio"' not in html


def test_the_units_page_begins_with_its_open_sheet(
    sheet: Sheet, client_for: ClientFor, world: World
) -> None:
    html = client_for(world.person("Khang")).get("/viec-cua-toi").get_data(as_text=True)
    place = html.index(f'href="{sheet.address}"')
    assert place < html.index("Tuyên truyền trên đài")
    assert "Phiếu kỳ cập nhật Quý III/2026" in html
    listed = client_for(world.person("Thư")).get("/phieu").get_data(as_text=True)
    assert f'href="{sheet.address}"' in listed


def test_what_waits_is_told_in_words(sent: Sheet, client_for: ClientFor, world: World) -> None:
    html = client_for(world.person("Thư")).get("/thong-bao").get_data(as_text=True)
    assert "Phiếu kỳ cập nhật Quý III/2026 đã gửi: 3 việc chờ xác nhận." in html
