"""Workbooks and rows that are not taken, or not without a look; and who may take what out."""

from collections.abc import Callable
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.models import (
    Document,
    Plan,
    PlanStatus,
    ProgressNote,
    ReturnedRow,
    ReturnedWorkbook,
    StoredFile,
    WorkItem,
)
from app.plan_import import returned
from app.services.work_items import perform
from app.web.edge import DonDoc
from tests.cast import World, add_item, add_plan
from tests.returning import (
    OWN,
    PLANNED,
    REPORTED,
    REVIEWED,
    came_back,
    column,
    count,
    fields_of,
    filled,
    item_of,
    opened,
    row_of,
    rows_of,
    send_back,
    taken_out,
    tick,
)
from workflows.requirements import Request
from workflows.states import Action, Status

ClientFor = Callable[..., FlaskClient]


def test_a_workbook_of_another_plan_is_not_kept(
    office: FlaskClient, session: Session, world: World, asked: Plan, app: DonDoc
) -> None:
    other = add_plan(session, world.mau, clock.now())
    add_item(
        session, world.mau, other, lead="kt", title=PLANNED, due_on=date(2026, 9, 30),
        now=clock.now(),
    )  # fmt: skip
    session.commit()
    content = filled(taken_out(office, other), {PLANNED: REPORTED})
    answer = send_back(office, asked, content)
    assert answer.status_code == 422
    assert "Không dòng nào trong tệp thuộc kế hoạch này" in answer.text
    assert count(session, StoredFile) == 0
    assert list(app.extensions["storage"].keys()) == []


def test_no_workbook_is_opened_by_the_process_that_serves_pages(
    office: FlaskClient, asked: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = filled(taken_out(office, asked), {PLANNED: REPORTED})
    monkeypatch.setattr(returned, "load_workbook", None)
    _, page = came_back(office, asked, content)
    assert REPORTED["result"] in page.text


def test_more_ticks_than_any_page_draws_break_nothing(office: FlaskClient, asked: Plan) -> None:
    content = filled(taken_out(office, asked), {PLANNED: REPORTED})
    address, _ = came_back(office, asked, content)
    ticks = "&".join(f"tick-{number}=yes&seen-{number}=1.1" for number in range(1, 70_000))
    answer = office.post(
        f"{address}/nhan", data=ticks, content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code in (302, 409)


def test_a_workbook_of_another_commune_is_not_taken(
    office: FlaskClient, client_for: ClientFor, session: Session, world: World, asked: Plan
) -> None:
    strange = add_plan(session, world.ben, clock.now())
    add_item(
        session, world.ben, strange, lead="kt", title=PLANNED, due_on=date(2026, 9, 30),
        now=clock.now(),
    )  # fmt: skip
    session.commit()
    neighbour = client_for(world.ben.people["Thư"])
    content = filled(taken_out(neighbour, strange), {PLANNED: REPORTED})
    assert send_back(office, asked, content).status_code == 422
    assert office.get(f"/ke-hoach/{strange.id}/bang-theo-doi.xlsx").status_code == 404


def test_a_key_that_was_altered_is_noticed_and_its_row_is_not_taken(
    office: FlaskClient, session: Session, asked: Plan
) -> None:
    rows = {PLANNED: REPORTED, REVIEWED: {"result": "Đã rà"}}
    target = item_of(session, OWN).id

    def alter(sheet) -> None:  # type: ignore[no-untyped-def]
        key = sheet.cell(row_of(sheet, PLANNED), column(sheet, "Mã dòng (không sửa)"))
        plan_part, _, version, code = key.value.split("-")
        key.value = f"{plan_part}-{target}-{version}-{code}"

    address, page = came_back(office, asked, filled(taken_out(office, asked), rows, alter))
    assert "Mã dòng không đúng" in page.text
    tick(office, address, page)
    assert item_of(session, OWN).status is Status.assigned
    assert item_of(session, REVIEWED).status is Status.in_progress
    refused = session.scalars(select(ReturnedRow).where(ReturnedRow.work_item_id.is_(None))).one()
    assert refused.accepted is None


def test_a_unit_head_takes_out_his_own_units_rows_and_nobody_elses(
    client_for: ClientFor, world: World, asked: Plan
) -> None:
    khang, units = client_for(world.person("Khang")), world.mau.units
    page = khang.get(f"/ke-hoach/{asked.id}")
    assert f"bang-theo-doi.xlsx?unit_id={units['kt'].id}" in page.text
    sheet = opened(taken_out(khang, asked, units["kt"].id)).active
    titles = {cells[1] for cells in rows_of(sheet)}
    assert {PLANNED, REVIEWED} <= titles
    assert OWN not in titles
    assert khang.get(f"/ke-hoach/{asked.id}/bang-theo-doi.xlsx").status_code == 404
    address = f"/ke-hoach/{asked.id}/bang-theo-doi.xlsx?unit_id={units['vhxh'].id}"
    assert khang.get(address).status_code == 404


def test_a_plan_that_was_recalled_takes_nothing(
    office: FlaskClient, session: Session, asked: Plan
) -> None:
    content = filled(taken_out(office, asked), {PLANNED: REPORTED})
    session.get_one(Plan, asked.id).status = PlanStatus.recalled
    session.commit()
    answer = send_back(office, asked, content)
    assert answer.status_code == 422
    assert count(session, ReturnedWorkbook) == 0


@pytest.mark.parametrize("name", ["told_by", "told_on", "source"])
def test_from_whom_when_and_how_must_be_said(office: FlaskClient, asked: Plan, name: str) -> None:
    content = filled(taken_out(office, asked), {PLANNED: REPORTED})
    assert send_back(office, asked, content, **{name: ""}).status_code == 422


def test_a_day_that_has_not_come_is_refused_in_words(office: FlaskClient, asked: Plan) -> None:
    content = filled(taken_out(office, asked), {PLANNED: REPORTED})
    answer = send_back(office, asked, content, told_on="01/01/2030")
    assert answer.status_code == 422
    assert "Ngày nhận chưa đến" in answer.text


def test_nothing_filled_in_is_said_in_words(office: FlaskClient, asked: Plan) -> None:
    answer = send_back(office, asked, taken_out(office, asked))
    assert answer.status_code == 422
    assert "Đơn vị chưa điền gì" in answer.text


def test_a_row_without_its_key_is_found_by_its_title_and_waits_for_a_look(
    office: FlaskClient, session: Session, asked: Plan
) -> None:
    def drop_key(sheet) -> None:  # type: ignore[no-untyped-def]
        sheet.delete_cols(column(sheet, "Mã dòng (không sửa)"))

    rows = {PLANNED: REPORTED, REVIEWED: {"result": "Đã rà"}}
    content = filled(taken_out(office, asked), rows, drop_key)
    address, page = came_back(office, asked, content)
    assert page.text.count("tìm theo STT và tên nhiệm vụ") == 2
    assert "không cần xem lại" not in page.text
    assert tick(office, address, page).status_code == 302
    assert item_of(session, PLANNED).status is Status.submitted


def test_words_pasted_beside_another_task_wait_for_a_look(office: FlaskClient, asked: Plan) -> None:
    def paste(sheet) -> None:  # type: ignore[no-untyped-def]
        sheet.cell(row_of(sheet, PLANNED), column(sheet, "Nhiệm vụ")).value = "Việc khác hẳn"

    content = filled(taken_out(office, asked), {PLANNED: REPORTED}, paste)
    _, page = came_back(office, asked, content)
    assert "Tên nhiệm vụ trong bảng khác tên của việc" in page.text
    assert "không cần xem lại" not in page.text


def test_a_row_that_stands_twice_is_taken_over_once(
    office: FlaskClient, session: Session, asked: Plan
) -> None:
    def copy_row(sheet) -> None:  # type: ignore[no-untyped-def]
        source = row_of(sheet, PLANNED)
        for number in range(1, sheet.max_column + 1):
            sheet.cell(sheet.max_row, number).value = sheet.cell(source, number).value

    def add_row(sheet) -> None:  # type: ignore[no-untyped-def]
        sheet.cell(sheet.max_row + 1, 1).value = "x"
        copy_row(sheet)

    content = filled(taken_out(office, asked), {PLANNED: REPORTED}, add_row)
    address, page = came_back(office, asked, content)
    assert page.text.count("Việc này có hai dòng trong bảng") == 2
    assert tick(office, address, page).status_code == 302
    assert (count(session, ProgressNote), count(session, Document)) == (1, 1)


def test_a_row_the_unit_added_is_shown_and_cannot_be_accepted(
    office: FlaskClient, session: Session, asked: Plan
) -> None:
    def add_row(sheet) -> None:  # type: ignore[no-untyped-def]
        last = sheet.max_row + 1
        sheet.cell(last, column(sheet, "Nhiệm vụ")).value = "Việc phát sinh của phòng"
        sheet.cell(last, column(sheet, "Kết quả")).value = "Đã làm"

    address, page = came_back(office, asked, filled(taken_out(office, asked), {}, add_row))
    assert "Việc phát sinh của phòng" in page.text
    assert "không tìm thấy nhiệm vụ trùng tên" in page.text
    assert tick(office, address, page).status_code == 422
    assert count(session, ProgressNote) == 0


def test_the_words_of_a_unit_are_shown_as_text(office: FlaskClient, asked: Plan) -> None:
    row = {"result": "<script>alert(1)</script>"}
    _, page = came_back(office, asked, filled(taken_out(office, asked), {PLANNED: row}))
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;alert(1)" in page.text


def test_nothing_chosen_is_said_in_words(office: FlaskClient, asked: Plan) -> None:
    address, _ = came_back(office, asked, filled(taken_out(office, asked), {PLANNED: REPORTED}))
    answer = office.post(f"{address}/nhan", data={})
    assert answer.status_code == 422
    assert "Chọn ít nhất một dòng" in answer.text


WAITING = "Xây dựng đề án theo hướng dẫn của Sở"


@pytest.fixture
def waiting(session: Session, world: World, asked: Plan) -> WorkItem:
    """An item that waits for its basis, in the plan that goes out."""
    made = add_item(
        session, world.mau, asked, lead="kt", title=WAITING, due_on=None, now=clock.now(),
        status=Status.dormant,
    )  # fmt: skip
    session.commit()
    return made


def boxes(page: str) -> int:
    return page.count('type="checkbox" name="tick-')


def test_a_row_that_waits_for_its_basis_has_no_tick_and_says_what_to_do_first(
    office: FlaskClient, session: Session, asked: Plan, waiting: WorkItem
) -> None:
    rows = {PLANNED: REPORTED, WAITING: {"result": "Đã soạn dự thảo"}}
    address, page = came_back(office, asked, filled(taken_out(office, asked), rows))
    assert "việc đang chờ căn cứ. Khi có văn bản làm căn cứ, mở trang của việc" in page.text
    assert boxes(page.text) == 1
    assert "1 dòng chưa nhận được" in page.text
    assert "Nhận tất cả 1 dòng không cần xem lại" in page.text
    assert office.post(f"{address}/nhan", data={**fields_of(page), "all": "yes"}).status_code == 302
    after = office.get(address).text
    assert "Còn 1 dòng chưa nhận được; lý do ghi ở từng dòng." in after
    assert boxes(after) == 0 and "Nhận các dòng đã chọn" not in after
    assert item_of(session, PLANNED).status is Status.submitted
    assert item_of(session, WAITING).status is Status.dormant
    # Whoever ticks it all the same is told the same.
    refused = tick(office, address, office.get(address))
    assert refused.status_code == 422
    assert "việc đang chờ căn cứ" in refused.text[refused.text.index("error-summary") :]
    assert count(session, ProgressNote) == 1


def test_once_it_has_its_basis_the_row_can_be_taken_over(
    office: FlaskClient, session: Session, world: World, asked: Plan, waiting: WorkItem
) -> None:
    rows = {WAITING: {"result": "Đã soạn dự thảo"}}
    address, page = came_back(office, asked, filled(taken_out(office, asked), rows))
    assert boxes(page.text) == 0
    request = Request(document="7/HD-SNV", document_on=date(2026, 9, 1), new_due=date(2026, 12, 1))
    item = item_of(session, WAITING)
    perform(
        session, world.actor("Thư"), item, Action.activate, request, version=item.version,
        now=clock.now(),
    )  # fmt: skip
    session.commit()
    page = office.get(address)
    assert boxes(page.text) == 1
    assert tick(office, address, page).status_code == 302
    assert item_of(session, WAITING).status is Status.in_progress


def test_a_row_that_cannot_be_taken_over_is_put_aside_by_itself(
    office: FlaskClient, session: Session, asked: Plan, waiting: WorkItem
) -> None:
    rows = {PLANNED: REPORTED, WAITING: {"result": "Đã soạn dự thảo"}}
    address, page = came_back(office, asked, filled(taken_out(office, asked), rows))
    row = session.scalars(select(ReturnedRow).where(ReturnedRow.work_item_id == waiting.id)).one()
    assert f'form="de-lai" name="row" value="{row.id}"' in page.text
    data = {**fields_of(page), "row": str(row.id)}
    assert office.post(f"{address}/de-lai", data=data).status_code == 302
    session.expire_all()
    decided = session.scalars(select(ReturnedRow).where(ReturnedRow.accepted.is_(False))).all()
    assert [one.id for one in decided] == [row.id]


def test_the_record_is_in_vietnamese_whatever_language_the_officer_reads(
    office: FlaskClient, session: Session, asked: Plan
) -> None:
    ahead = {"result": "Dự kiến", "number": "99/KH-UBND", "day": "01/12/2026"}
    content = filled(taken_out(office, asked), {PLANNED: REPORTED, REVIEWED: ahead})
    office.post("/ngon-ngu", data={"locale": "en"})
    address, page = came_back(office, asked, content)
    assert '<html lang="en"' in page.text
    tick(office, address, page)
    assert session.scalars(select(Document.kept_at)).all() == ["văn thư"]
    notes = session.scalars(select(ProgressNote.result)).all()
    assert "Dự kiến (99/KH-UBND ngày 01/12/2026)" in notes
