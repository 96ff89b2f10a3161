"""Phiếu kỳ cập nhật: filled in, kept, handed in as a whole, and decided on row by row."""

import re
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
    ProgressNote,
    UpdateSheet,
    WorkItem,
)
from app.queries.update_sheets import find_sheet
from app.services import update_sheets
from app.services.work_items import perform
from tests.acting import act
from tests.cast import World
from tests.ongoing import add_period_before
from tests.sheets import Sheet
from workflows.requirements import Request
from workflows.states import Action, Status

ClientFor = Callable[[Person], FlaskClient]
WHY = "Kỳ này không có hồ sơ nào nộp về phòng"


@pytest.fixture
def sheet(session: Session, world: World) -> Sheet:
    return Sheet(session, world)


def test_the_page_has_a_row_for_each_task_with_what_was_said_before(
    sheet: Sheet, client_for: ClientFor, world: World
) -> None:
    html = client_for(world.person("Kiên")).get(sheet.address).get_data(as_text=True)
    assert [html.count(f'id="viec-{item.id}"') for item in sheet.items] == [1, 1, 1]
    assert "Kỳ trước (Quý II/2026)" in html
    assert "Công khai 12 thủ tục; số lượng: 12 thủ tục" in html
    assert "3 việc: 3 chưa trả lời; hạn 30/9/2026." in html
    assert 'value="send"' not in html, "an officer fills in; the head sends"


def test_a_note_of_progress_is_shown_and_never_handed_in_as_the_answer(
    sheet: Sheet, client_for: ClientFor, world: World
) -> None:
    act(
        sheet.session,
        world,
        "Kiên",
        sheet.session.get_one(WorkItem, sheet.news.id),
        Action.record_progress,
        result="Đang thu băng",
    )
    head = client_for(world.person("Khang"))
    html = head.get(sheet.address).get_data(as_text=True)
    assert "Tiến độ đã ghi kỳ này:</b> Đang thu băng" in html
    sheet.press(head, "send", **sheet.answer(sheet.list, result="Công khai 14 thủ tục"))
    assert sheet.status_of(sheet.list) is Status.submitted
    assert sheet.status_of(sheet.news) is Status.in_progress


def test_a_draft_outlives_the_browser_and_another_person_goes_on_with_it(
    sheet: Sheet, client_for: ClientFor, world: World
) -> None:
    officer, head = client_for(world.person("Kiên")), client_for(world.person("Khang"))
    assert sheet.press(officer, "save", **sheet.answer(sheet.news, result="Phát 4 bài")).status_code
    html = head.get(sheet.address).get_data(as_text=True)
    assert "Phát 4 bài</textarea>" in html
    assert "Người lưu: Đỗ Trung Kiên." in html
    assert sheet.status_of(sheet.news) is Status.assigned


def test_of_two_who_save_at_once_the_second_keeps_his_words_and_sees_the_others(
    sheet: Sheet, client_for: ClientFor, world: World
) -> None:
    officer, head = client_for(world.person("Kiên")), client_for(world.person("Khang"))
    drawn = sheet.form(head)
    sheet.press(officer, "save", **sheet.answer(sheet.news, result="Bản của chuyên viên"))
    mine = sheet.answer(sheet.news, result="Bản của trưởng phòng")
    answer = head.post(sheet.address, data={**drawn, **mine, "step": "save"})
    html = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Đỗ Trung Kiên vừa lưu phiếu này lúc 08:00" in html
    assert "Bản của trưởng phòng</textarea>" in html
    assert "Bản đã lưu: Bản của chuyên viên" in html
    again = dict(re.findall(r'name="(version(?:-\d+)?)" value="(-?\d+)"', html))
    assert head.post(sheet.address, data={**again, **mine, "step": "save"}).status_code == 302
    kept = sheet.session.scalars(select(UpdateSheet)).one()
    assert kept.answers[str(sheet.news.id)]["result"] == "Bản của trưởng phòng"


def test_of_two_who_begin_the_sheet_at_once_the_second_is_told_so(
    sheet: Sheet, client_for: ClientFor, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer, head = client_for(world.person("Kiên")), client_for(world.person("Khang"))
    drawn = sheet.form(head)
    sheet.press(officer, "save", **sheet.answer(sheet.news, result="Bản của chuyên viên"))
    # The second looked for a sheet before the first had kept his.
    found = [None]
    monkeypatch.setattr(
        update_sheets,
        "find_sheet",
        lambda *place: found.pop() if found else find_sheet(*place),
    )
    mine = sheet.answer(sheet.news, result="Bản của trưởng phòng")
    answer = head.post(sheet.address, data={**drawn, **mine, "step": "save"})
    assert answer.status_code == 409
    html = answer.get_data(as_text=True)
    assert "Đỗ Trung Kiên vừa lưu phiếu này lúc 08:00" in html
    assert "Bản của trưởng phòng</textarea>" in html


def test_as_before_fills_the_rows_that_say_nothing(
    sheet: Sheet, client_for: ClientFor, world: World
) -> None:
    head = client_for(world.person("Khang"))
    sheet.press(head, "as_before", **sheet.answer(sheet.news, result="Phát 4 bài"))
    html = head.get(sheet.address).get_data(as_text=True)
    assert "Công khai 12 thủ tục</textarea>" in html
    assert "Phát 4 bài</textarea>" in html
    assert "3 việc: 1 chưa trả lời, 2 đủ để gửi; hạn 30/9/2026." in html


def test_the_head_hands_in_every_answered_row_through_the_one_door_at_once(
    sheet: Sheet, client_for: ClientFor, world: World
) -> None:
    head = client_for(world.person("Khang"))
    boxes = {
        **sheet.answer(sheet.news, result="Phát 4 bài", quantity="4 bài"),
        **sheet.answer(sheet.proof, nothing_arose="1", reason=WHY),
    }
    answer = sheet.press(head, "send", **boxes)
    assert answer.status_code == 302
    assert [sheet.status_of(item) for item in sheet.items] == [
        Status.submitted,
        Status.assigned,
        Status.submitted,
    ]
    note = sheet.session.scalars(
        select(ProgressNote).where(ProgressNote.work_item_id == sheet.news.id)
    ).one()
    assert (note.result, note.quantity) == ("Phát 4 bài", "4 bài")
    assert sheet.session.get_one(WorkItem, sheet.proof.id).nothing_arose
    (told,) = sheet.told("Thư", "update_sheet.send")
    assert (told.data["count"], told.path) == (2, sheet.mirror)
    assert len(sheet.told("Thư", "work_item.submit")) == 1, "of the second quarter alone"
    sent = sheet.press(head, "send", **sheet.answer(sheet.news, result="Lần nữa"))
    assert sent.status_code == 302
    assert count(sheet.session, "work_item.submit", sheet.news) == 1, "a row is sent once"


def count(session: Session, kind: str, item: WorkItem) -> int:
    session.rollback()
    query = select(func.count()).select_from(Event).where(Event.kind == kind)
    return session.scalar(query.where(Event.work_item_id == item.id)) or 0


def test_rows_that_lack_a_product_are_named_and_stay_until_the_person_sends_the_rest(
    sheet: Sheet, client_for: ClientFor, world: World
) -> None:
    head = client_for(world.person("Khang"))
    boxes = {
        **sheet.answer(sheet.news, result="Phát 4 bài"),
        **sheet.answer(sheet.proof, result="Kiểm tra 2 đơn vị"),
    }
    answer = sheet.press(head, "send", **boxes)
    html = head.get(answer.location).get_data(as_text=True)
    assert [sheet.status_of(item) for item in sheet.items] == [Status.assigned] * 3
    assert "chưa gửi: 1 dòng đã trả lời nhưng còn thiếu" in html
    assert f'<a href="#viec-{sheet.proof.id}">Kiểm tra công vụ</a>: Biên bản' in html
    assert "Kiểm tra 2 đơn vị</textarea>" in html, "what was typed is kept"
    sheet.press(head, "send_ready", **boxes)
    assert [sheet.status_of(item) for item in sheet.items] == [
        Status.submitted,
        Status.assigned,
        Status.assigned,
    ]


def test_the_list_shows_one_year_and_leads_to_the_others_with_as_many_questions(
    session: Session, sheet: Sheet, client_for: ClientFor, world: World
) -> None:
    before = add_period_before(session, sheet.news, clock.now())
    before.period_key, before.label = "2024-Q4", "Quý IV/2024"
    before.opens_on, before.due_on = date(2024, 10, 1), date(2024, 12, 31)
    session.commit()
    for name in ("Khang", "Thư"):
        client = client_for(world.person(name))
        page = client.get("/phieu").text
        assert "Quý III/2026" in page and "Quý IV/2024" not in page
        assert "/phieu?nam=2024" in page and "/phieu?nam=2026" not in page
        earlier = client.get("/phieu?nam=2024").text
        assert "Quý IV/2024" in earlier and "Quý III/2026" not in earlier
        assert "/phieu?nam=2026" in earlier
        empty = client.get("/phieu?nam=2025").text
        assert "Năm 2025 chưa có phiếu" in empty
        assert "/phieu?nam=2024" in empty and "/phieu?nam=2026" in empty
    for year in ("0", "99999", "x"):
        assert "Quý III/2026" in client.get(f"/phieu?nam={year}").text
    assert "Chưa có phiếu" in client_for(world.person("Tâm")).get("/phieu").text


def test_an_officer_cannot_send_and_a_stranger_has_no_sheet(
    sheet: Sheet, client_for: ClientFor, world: World
) -> None:
    boxes = sheet.answer(sheet.news, result="Phát 4 bài")
    answer = sheet.press(client_for(world.person("Kiên")), "send", **boxes)
    assert answer.status_code == 403
    assert "Phát 4 bài</textarea>" in answer.get_data(as_text=True)
    assert sheet.status_of(sheet.news) is Status.assigned
    assert client_for(world.person("Tâm")).get(sheet.address).status_code == 404
    assert client_for(world.person("Tâm")).post(sheet.address, data=boxes).status_code == 404


def test_who_shares_the_lead_of_one_row_reads_nothing_of_the_units_other_rows(
    sheet: Sheet, client_for: ClientFor, world: World
) -> None:
    sheet.press(client_for(world.person("Khang")), "save", **sheet.answer(sheet.list, result="Mật"))
    first = sheet.session.get_one(WorkItem, sheet.news.id)
    sheet.share(first, "hcc", "vhxh")
    assert client_for(world.person("Tâm")).get(sheet.address).status_code == 404
    assert client_for(world.person("Tâm")).post(sheet.address).status_code == 404
    # The office, which shares a row too, still enters the whole sheet for the unit.
    html = client_for(world.person("Thư")).get(sheet.address).get_data(as_text=True)
    assert 'name="told_by"' in html and "Mật" in html


def test_one_row_that_changed_meanwhile_holds_back_the_whole_sheet(
    sheet: Sheet, client_for: ClientFor, world: World
) -> None:
    head = client_for(world.person("Khang"))
    drawn = sheet.form(head)
    actor, item = world.actor("Khang"), sheet.session.get_one(WorkItem, sheet.list.id)
    perform(
        sheet.session, actor, item, Action.accept, Request(), version=item.version, now=clock.now()
    )
    sheet.session.commit()
    boxes = {
        **sheet.answer(sheet.news, result="Phát 4 bài"),
        **sheet.answer(sheet.list, result="Công khai 14 thủ tục"),
    }
    answer = head.post(sheet.address, data={**drawn, **boxes, "step": "send"})
    html = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "“Công khai thủ tục”: Trần Văn Khang vừa đổi việc này" in html
    assert "Công khai 14 thủ tục</textarea>" in html
    assert sheet.status_of(sheet.news) is Status.assigned


def test_the_office_enters_for_a_unit_and_then_somebody_else_decides(
    sheet: Sheet, client_for: ClientFor, world: World
) -> None:
    office = client_for(world.person("Thư"))
    boxes = sheet.answer(sheet.news, result="Phát 4 bài")
    told = {"told_by": "Trần Văn Khang", "told_on": "11/9/2026"}
    assert sheet.press(office, "send", **boxes, **told).status_code == 302
    item = sheet.session.get_one(WorkItem, sheet.news.id)
    assert sheet.status_of(sheet.news) is Status.submitted
    assert item.entered_by == world.person("Thư").id
    note = sheet.session.scalars(
        select(ProgressNote).where(ProgressNote.work_item_id == item.id)
    ).one()
    assert (note.told_by, note.told_on) == ("Trần Văn Khang", date(2026, 9, 11))
    html = office.get(sheet.mirror).get_data(as_text=True)
    assert "Anh, chị đã gửi hoặc nhập kết quả này nên người khác phải xem" in html
    assert f'name="verdict-{item.id}"' not in html
    boxes = {f"version-{item.id}": str(item.version), f"verdict-{item.id}": "verify"}
    assert office.post(sheet.mirror, data=boxes).status_code == 403
    assert sheet.status_of(sheet.news) is Status.submitted
