"""A plan's workbook goes out, is filled in, comes back, and its rows are taken over."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.models import (
    Appointment,
    Document,
    DocumentKind,
    Event,
    Evidence,
    Notification,
    Plan,
    ProgressNote,
    ReturnedRow,
    ReturnedWorkbook,
    ReturnStatus,
    Unit,
    UnitKind,
)
from app.services.documents import DocumentFacts
from app.services.evidence import attach
from app.services.work_items import perform
from app.web.edge import DonDoc
from tests.cast import World, add_item
from tests.returning import (
    OWN,
    PLANNED,
    REPORTED,
    REVIEWED,
    accept_all,
    came_back,
    column,
    count,
    fields_of,
    filled,
    item_of,
    opened,
    row_of,
    taken_out,
    tick,
)
from tests.rules.test_queries import MOST, counted
from workflows.requirements import Request
from workflows.states import Action, ActionRefused, Refusal, Role, Status

ClientFor = Callable[..., FlaskClient]


def test_a_row_with_its_document_is_handed_in_for_the_unit(
    office: FlaskClient, session: Session, world: World, asked: Plan
) -> None:
    content = filled(taken_out(office, asked), {PLANNED: REPORTED})
    address, page = came_back(office, asked, content)
    assert "Gửi kết quả thay đơn vị, kèm văn bản 12/KH-UBND ngày 05/9/2026." in page.text
    assert count(session, ProgressNote) == 0
    assert accept_all(office, address).status_code == 302
    item, thư = item_of(session, PLANNED), world.person("Thư").id
    assert (item.status, item.entered_by, item.product_on) == (
        Status.submitted,
        thư,
        date(2026, 9, 5),
    )
    document = session.scalars(select(Document)).one()
    assert (document.number, document.kept_at, document.unit_id) == (
        "12/KH-UBND",
        "văn thư",
        world.mau.units["kt"].id,
    )
    proof = session.scalars(select(Evidence)).one()
    assert (proof.work_item_id, proof.document_id) == (item.id, document.id)
    note = session.scalars(select(ProgressNote)).one()
    assert (note.result, note.source, note.told_by, note.told_on) == (
        "Đã ban hành",
        "zalo",
        "Trần Văn Khang",
        date(2026, 9, 11),
    )
    workbook = session.scalars(select(ReturnedWorkbook)).one()
    assert workbook.status is ReturnStatus.finished


def test_the_office_that_entered_never_verifies_what_it_entered(
    office: FlaskClient, session: Session, world: World, asked: Plan
) -> None:
    address, _ = came_back(office, asked, filled(taken_out(office, asked), {PLANNED: REPORTED}))
    accept_all(office, address)
    item = item_of(session, PLANNED)
    with pytest.raises(ActionRefused) as refused:
        perform(
            session, world.actor("Thư"), item, Action.verify, Request(), version=item.version,
            now=clock.now(),
        )  # fmt: skip
    assert refused.value.refusal is Refusal.own_submission
    session.rollback()
    item = item_of(session, PLANNED)
    perform(
        session, world.actor("Hoa"), item, Action.verify, Request(), version=item.version,
        now=clock.now(),
    )  # fmt: skip
    assert item.status is Status.verified


def test_a_document_that_covers_only_a_part_is_kept_and_noted_as_progress(
    office: FlaskClient, session: Session, asked: Plan
) -> None:
    row = {"result": "Đã có quyết định", "number": "214/QĐ-UBND", "day": "14.8.2026"}
    address, page = came_back(office, asked, filled(taken_out(office, asked), {REVIEWED: row}))
    assert "chưa gửi kết quả vì còn thiếu: Báo cáo" in page.text
    accept_all(office, address)
    item = item_of(session, REVIEWED)
    assert item.status is Status.in_progress
    proof = session.scalars(select(Evidence)).one()
    assert proof.product_id is not None
    # The second document covers the rest.
    second = {"number": "30/BC-UBND", "day": "01/9/2026", "result": "Đã xong"}
    address, _ = came_back(office, asked, filled(taken_out(office, asked), {REVIEWED: second}))
    accept_all(office, address)
    assert item_of(session, REVIEWED).status is Status.submitted


def test_words_alone_are_progress_and_a_sheet_sent_twice_says_nothing_new(
    office: FlaskClient, session: Session, asked: Plan
) -> None:
    row = {"result": "Đang lấy ý kiến", "difficulty": "Thiếu kinh phí"}
    address, page = came_back(office, asked, filled(taken_out(office, asked), {PLANNED: row}))
    assert "Ghi tiến độ." in page.text
    accept_all(office, address)
    item = item_of(session, PLANNED)
    assert (item.status, item.entered_by) == (Status.in_progress, None)
    again = taken_out(office, asked)
    sheet = opened(again).active
    assert sheet.cell(row_of(sheet, PLANNED), column(sheet, "Kết quả")).value == "Đang lấy ý kiến"
    address, page = came_back(office, asked, again)
    assert "Bảng gửi lại không có gì mới" in page.text


def test_a_document_known_by_number_and_day_is_linked_and_not_entered_twice(
    office: FlaskClient, session: Session, asked: Plan
) -> None:
    both = {PLANNED: REPORTED, OWN: {**REPORTED, "result": "Theo kế hoạch chung"}}
    address, _ = came_back(office, asked, filled(taken_out(office, asked), both))
    accept_all(office, address)
    assert (count(session, Document), count(session, Evidence)) == (1, 2)


@pytest.mark.parametrize(
    ("issuer", "documents"),
    [("Phòng KT-HT-ĐT", 1), ("UBND phường Mẫu", 1), ("Sở Nội vụ", 2)],
)
def test_a_document_of_the_unit_or_of_the_plans_issuer_is_the_same_document(
    office: FlaskClient,
    session: Session,
    world: World,
    asked: Plan,
    issuer: str,
    documents: int,
) -> None:
    facts = DocumentFacts(
        DocumentKind.plan,
        number="12/KH-UBND",
        issued_on=date(2026, 9, 5),
        issuer=issuer,
        kept_at="văn thư",
    )
    attach(
        session,
        world.actor("Khang"),
        item_of(session, REVIEWED),
        facts,
        (),
        (),
        sha256s=(),
        now=clock.now(),
    )
    session.commit()
    address, _ = came_back(office, asked, filled(taken_out(office, asked), {PLANNED: REPORTED}))
    accept_all(office, address)
    assert count(session, Document) == documents


def test_a_row_whose_item_moved_on_waits_for_a_look(
    office: FlaskClient, session: Session, world: World, asked: Plan
) -> None:
    content = filled(taken_out(office, asked), {PLANNED: REPORTED, REVIEWED: {"result": "Đã rà"}})
    item = item_of(session, PLANNED)
    request = Request(result="Tự cập nhật")
    perform(
        session, world.actor("Khang"), item, Action.record_progress, request,
        version=item.version, now=clock.now(),
    )  # fmt: skip
    session.commit()
    address, page = came_back(office, asked, content)
    assert "Việc đã được cập nhật sau khi xuất bảng: xem lại." in page.text
    accept_all(office, address)
    assert item_of(session, PLANNED).status is Status.in_progress
    assert item_of(session, REVIEWED).last_heard_at is not None
    # Looked at and ticked, it is taken over after all.
    assert tick(office, address, office.get(address)).status_code == 302
    assert item_of(session, PLANNED).status is Status.submitted


def test_two_officers_who_accept_the_same_row_do_not_both_win(
    office: FlaskClient, session: Session, world: World, asked: Plan
) -> None:
    address, page = came_back(office, asked, filled(taken_out(office, asked), {PLANNED: REPORTED}))
    data = {**fields_of(page), "all": "yes"}
    assert office.post(f"{address}/nhan", data=data).status_code == 302
    late = office.post(f"{address}/nhan", data=data)
    assert late.status_code == 409
    assert 'role="alert"' in late.text
    assert count(session, ProgressNote) == 1


def test_two_officers_who_accept_at_the_same_moment_write_one_result(
    app: DonDoc,
    office: FlaskClient,
    client_for: ClientFor,
    session: Session,
    world: World,
    asked: Plan,
) -> None:
    session.add(
        Appointment(
            commune_id=world.mau.commune.id,
            person_id=world.person("Hoa").id,
            unit_id=world.mau.units["vhxh"].id,
            role=Role.standing_officer,
            title="Trưởng phòng",
            valid_from=date(2025, 1, 1),
        )
    )
    session.commit()
    address, page = came_back(office, asked, filled(taken_out(office, asked), {PLANNED: REPORTED}))
    data = {**fields_of(page), "all": "yes"}
    clients = [office, client_for(world.person("Hoa"))]
    session.close()
    ready = Barrier(2)

    def press(client: FlaskClient) -> int:
        with app.app_context():
            ready.wait()
            return client.post(f"{address}/nhan", data=data).status_code

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(press, clients)) == [302, 409]
    session.expire_all()
    assert (count(session, ProgressNote), count(session, Document)) == (1, 1)


def test_a_row_taken_meanwhile_is_refused_by_name_and_the_others_stay(
    office: FlaskClient, session: Session, asked: Plan
) -> None:
    rows = {PLANNED: REPORTED, REVIEWED: {"result": "Đã rà"}}
    address, page = came_back(office, asked, filled(taken_out(office, asked), rows))
    seen = fields_of(page)
    first, second = sorted(int(name[5:]) for name in seen if name.startswith("seen"))
    office.post(f"{address}/nhan", data={**seen, f"tick-{first}": "yes"})
    answer = office.post(
        f"{address}/nhan", data={**seen, f"tick-{first}": "yes", f"tick-{second}": "yes"}
    )
    assert answer.status_code == 302
    assert f"{PLANNED}: " in office.get(address).text
    assert count(session, ProgressNote) == 2


def test_rows_put_aside_change_nothing_and_are_gone_from_the_page(
    office: FlaskClient, session: Session, asked: Plan
) -> None:
    address, page = came_back(office, asked, filled(taken_out(office, asked), {PLANNED: REPORTED}))
    assert tick(office, address, page, "de-lai").status_code == 302
    assert item_of(session, PLANNED).status is Status.assigned
    assert [row.accepted for row in session.scalars(select(ReturnedRow))] == [False]
    assert tick(office, address, page).status_code == 409


def test_one_row_that_is_refused_leaves_nothing_of_itself(
    office: FlaskClient, session: Session, asked: Plan
) -> None:
    address, page = came_back(office, asked, filled(taken_out(office, asked), {PLANNED: REPORTED}))
    seen = {name: value.replace(".1", ".7") for name, value in fields_of(page).items()}
    answer = office.post(f"{address}/nhan", data={**seen, "all": "yes"})
    assert answer.status_code == 409
    session.expire_all()
    assert (count(session, Document), count(session, Evidence)) == (0, 0)
    assert [row.accepted for row in session.scalars(select(ReturnedRow))] == [None]


def test_the_people_of_the_unit_and_the_verifier_are_told_once(
    office: FlaskClient, session: Session, world: World, asked: Plan
) -> None:
    rows = {PLANNED: REPORTED, REVIEWED: {"result": "Đã rà"}}
    address, _ = came_back(office, asked, filled(taken_out(office, asked), rows))
    accept_all(office, address)
    told = {
        (notice.person_id, notice.kind, notice.data["count"])
        for notice in session.scalars(select(Notification))
    }
    khang, kiên = world.person("Khang").id, world.person("Kiên").id
    assert told == {
        (khang, "returned_workbook.accept", 2),
        (kiên, "returned_workbook.accept", 2),
        (world.person("Hoa").id, "returned_workbook.submit", 1),
    }


def test_the_record_keeps_from_whom_and_how_it_came(
    office: FlaskClient, session: Session, asked: Plan
) -> None:
    address, page = came_back(office, asked, filled(taken_out(office, asked), {PLANNED: REPORTED}))
    assert "Nhập thay theo Trần Văn Khang, qua Zalo ngày 11/9/2026." in page.text
    accept_all(office, address)
    kinds = {event.kind: event for event in session.scalars(select(Event).order_by(Event.seq))}
    assert {"returned_workbook.receive", "returned_workbook.accept", "work_item.submit"} <= set(
        kinds
    )
    assert kinds["work_item.submit"].data["told_by"] == "Trần Văn Khang"
    shown = office.get(f"/viec/{item_of(session, PLANNED).id}")
    assert "Nhập thay theo Trần Văn Khang, qua Zalo ngày 11/9/2026." in shown.text


def test_the_page_runs_the_same_queries_for_one_row_and_for_sixty(
    office: FlaskClient, session: Session, world: World, asked: Plan
) -> None:
    numbers = []
    for more in (0, 60):
        for n in range(more):
            add_item(
                session, world.mau, asked, lead="kt", title=f"Việc {n}", due_on=date(2026, 9, 30),
                now=clock.now(),
            )  # fmt: skip
        session.commit()
        rows = {f"Việc {n}": REPORTED for n in range(more)} or {PLANNED: REPORTED}
        address, _ = came_back(office, asked, filled(taken_out(office, asked), rows))
        for page in (address, f"/ke-hoach/{asked.id}/bang-theo-doi.xlsx"):
            with counted() as seen:
                office.get(page)
            numbers.append(len(seen))
    assert numbers[:2] == numbers[2:]
    assert max(numbers) <= MOST


def test_a_unit_without_an_account_reports_by_its_workbook(
    office: FlaskClient, session: Session, world: World, asked: Plan
) -> None:
    village = Unit(
        commune_id=world.mau.commune.id, code="thon3", name="Thôn 3", short_name="Thôn 3",
        kind=UnitKind.without_account, position=9,
    )  # fmt: skip
    session.add(village)
    session.flush()
    world.mau.units["thon3"] = village
    add_item(
        session, world.mau, asked, lead="thon3", title="Họp dân", due_on=date(2026, 9, 30),
        now=clock.now(), products=("Biên bản",),
    )  # fmt: skip
    session.commit()
    page = office.get(f"/ke-hoach/{asked.id}/bang-gui-lai")
    assert "Thôn 3" in page.text
    content = taken_out(office, asked, village.id)
    rows = {"Họp dân": {"result": "Đã họp", "number": "03/BB", "day": "10/9/2026"}}
    address, _ = came_back(office, asked, filled(content, rows))
    accept_all(office, address)
    item = item_of(session, "Họp dân")
    assert (item.status, item.lead_unit_id) == (Status.submitted, village.id)


def test_a_document_with_a_day_to_come_is_progress_to_be_looked_at(
    office: FlaskClient, session: Session, asked: Plan
) -> None:
    row = {"result": "Dự kiến", "number": "99/KH-UBND", "day": "01/12/2026"}
    address, page = came_back(office, asked, filled(taken_out(office, asked), {PLANNED: row}))
    assert "Ngày văn bản 01/12/2026 chưa đến." in page.text
    tick(office, address, page)
    assert item_of(session, PLANNED).status is Status.in_progress
    note = session.scalars(select(ProgressNote)).one()
    assert note.result == "Dự kiến (99/KH-UBND ngày 01/12/2026)"
    assert count(session, Document) == 0
