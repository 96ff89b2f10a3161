"""Phiếu theo dõi nhiệm vụ: all that is known of an item, on paper, for those who may ask for it."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.models import Appointment, Event, Paper, PaperKind, Person, StoredFile, WorkItem
from app.queries.record import record_head
from app.queries.task_sheet import known_of_item
from app.queries.work_items import load_work_item
from app.services.task_sheets import compose
from app.web.edge import DonDoc
from tests.acting import act, queries_of
from tests.cast import World, add_item, add_plan
from tests.conftest import TestClock
from tests.inspecting import (
    CAUSE,
    NOTICE,
    REOPENED,
    RETURNED,
    archive_the_record,
    long_story,
    papers_made,
    words_of,
)
from workflows.states import Action, Role

ClientFor = Callable[[Person], FlaskClient]
MAY = {"Thư", "Khang", "Long", "Quý", "Ánh"}


@pytest.fixture
def item(session: Session, world: World, app: DonDoc) -> WorkItem:
    plan = add_plan(session, world.mau, clock.now())
    return long_story(session, world, plan, app.extensions["storage"])


def made_by(client: FlaskClient, item_id: int, session: Session, app: DonDoc) -> tuple[Paper, str]:
    """The paper that the button makes, and what its document says."""
    answer = client.post(f"/viec/{item_id}/phieu-theo-doi")
    assert answer.status_code == 302, answer.text
    paper = papers_made(session)[-1]
    assert answer.location.endswith(f"/giay-to/{paper.id}")
    key = session.scalars(select(StoredFile.key).where(StoredFile.id == paper.file_id)).one()
    return paper, words_of(app.extensions["storage"].read(key))


def test_the_sheet_says_all_that_is_known_and_says_it_still_when_the_record_was_archived(
    app: DonDoc,
    session: Session,
    world: World,
    item: WorkItem,
    client_for: ClientFor,
    test_clock: TestClock,
) -> None:
    item_id, commune_id = item.id, item.commune_id
    head = record_head(session, commune_id)
    paper, said = made_by(client_for(world.person("Thư")), item_id, session, app)
    assert (paper.kind, paper.work_item_id) == (PaperKind.task_sheet, item_id)
    for words in (
        "PHIẾU THEO DÕI NHIỆM VỤ",
        "Kế hoạch cải cách hành chính năm 2026 (12/KH-UBND ngày 15/01/2026)",
        "Chủ trì | Phòng Kinh tế, Hạ tầng và Đô thị",
        "Phối hợp | Trung tâm Phục vụ hành chính công",
        "Thời hạn ban đầu | 30/9/2026",
        f"1 | 30/9/2026 | 31/10/2026 | {NOTICE} | Hoàng Văn Long",
        f"Theo đề nghị của đơn vị: {CAUSE}",
        "Kết quả: Đã có dự thảo. | Đỗ Trung Kiên",
        "Nhập thay theo Trần Văn Khang, qua Zalo ngày 13/9/2026.",
        "Giải trình: Giải trình việc chậm ban hành quy chế.",
        "Quyết định số 203/QĐ-UBND ngày 07/9/2026",
        "Ban hành Quy chế quản lý tài sản công",
        "Ký số: Bùi Đình Quý, 10:00 ngày 07/9/2026; còn nguyên vẹn.",
        "Danh sách hộ được hỗ trợ",
        "Văn bản mật, lưu tại: Văn thư, tủ số 2",
        "Trả lại | Lê Thị Thư",
        RETURNED,
        "Xác nhận hoàn thành",
        REOPENED,
        "Phó Chủ tịch UBND",
        f"audit verify --head {head}\n",
    ):
        assert words in said, (words, said)
    hashes = set(
        session.scalars(select(StoredFile.sha256).where(StoredFile.original_name.like("%.pdf")))
    )
    assert len(hashes) == 2 and all(said.count(sha256) == 3 for sha256 in hashes)
    # The same in a year's time, when not one event is left in the table, but for what was added.
    test_clock.move(days=400)
    archive_the_record(session, app.extensions["storage"])
    _, later = made_by(client_for(world.person("Thư")), item_id, session, app)
    assert _without_the_moment(later) == _without_the_moment(said)


def _without_the_moment(said: str) -> str:
    """The sheet but for when it was made and the head of the record then."""
    said = re.sub(r"[0-9a-f]{64}\.|--head .*|dừng ở dòng \d+|năm 20\d\d\b", "", said)
    return re.sub(r"Số liệu lúc .*", "", said)


def test_it_is_made_by_the_office_leaders_administrators_and_the_heads_of_the_lead_unit(
    session: Session, world: World, item: WorkItem, client_for: ClientFor
) -> None:
    item_id = item.id
    for name, person in world.mau.people.items():
        client = client_for(person)
        is_offered = "Lập phiếu theo dõi" in client.get(f"/viec/{item_id}").text
        answer = client.post(f"/viec/{item_id}/phieu-theo-doi")
        expected = (True, 302) if name in MAY else (False, 403)
        assert (is_offered, answer.status_code) == expected, name
    stranger = client_for(world.ben.people["Thư"])
    assert stranger.post(f"/viec/{item_id}/phieu-theo-doi").status_code == 404
    made = session.scalars(select(Event.new).where(Event.kind == "paper.make")).all()
    assert len(made) == len(MAY) == len(papers_made(session))


def test_who_may_not_read_a_document_does_not_read_it_on_paper_either(
    app: DonDoc, session: Session, world: World, item: WorkItem, client_for: ClientFor
) -> None:
    _, said = made_by(client_for(world.person("Ánh")), item.id, session, app)
    for words in ("203/QĐ-UBND", "Danh sách hộ được hỗ trợ", "15/DS-KT", "15-DS-KT.pdf", "tủ số"):
        assert words not in said, words
    assert "Tài liệu hạn chế xem" in said
    assert "Tài liệu mà người lập phiếu không có quyền xem" in said
    assert RETURNED in said


def test_an_administrator_who_is_a_viewer_too_reads_all_but_what_is_restricted(
    app: DonDoc, session: Session, world: World, item: WorkItem, client_for: ClientFor
) -> None:
    person = world.person("Ánh")
    viewer = Appointment(
        commune_id=item.commune_id,
        person_id=person.id,
        role=Role.viewer,
        title="Đoàn kiểm tra",
        valid_from=date(2026, 1, 1),
    )
    session.add(viewer)
    act(session, world, "Khang", item, Action.submit, product_on=date(2026, 9, 7))
    act(session, world, "Thư", item, Action.verify, product_on=date(2026, 9, 7))
    _, said = made_by(client_for(person), item.id, session, app)
    assert "Quyết định số 203/QĐ-UBND ngày 07/9/2026" in said
    for words in ("15/DS-KT", "15-DS-KT.pdf", "Danh sách hộ được hỗ trợ"):
        assert words not in said, words


def test_a_longer_story_asks_no_more(session: Session, world: World, item: WorkItem) -> None:
    def asked() -> int:
        session.rollback()
        thu = world.actor("Thư")
        found = load_work_item(session, thu, item.id)
        assert found is not None
        return queries_of(lambda: compose(known_of_item(session, thu, found), thu, clock.now()))

    first = asked()
    for n in range(20):
        act(session, world, "Kiên", item, Action.record_progress, result=f"Bản thảo lần {n}.")
    act(session, world, "Khang", item, Action.submit, product_on=date(2026, 9, 7))
    act(session, world, "Thư", item, Action.send_back, reason=RETURNED)
    assert asked() == first <= 25


def test_an_item_of_which_nothing_is_known_has_a_sheet_too(
    app: DonDoc, session: Session, world: World, client_for: ClientFor
) -> None:
    plan = add_plan(session, world.mau, clock.now())
    bare = add_item(
        session, world.mau, plan, lead="kt", title="Rà soát", due_on=None, now=clock.now()
    )
    session.commit()
    _, said = made_by(client_for(world.person("Khang")), bare.id, session, app)
    assert "Thời hạn hiện nay | Chưa có thời hạn" in said
    for words in ("Không có cập nhật tiến độ.", "Không có tài liệu.", "Chưa có quyết định nào."):
        assert words in said
    assert "PHÒNG KINH TẾ, HẠ TẦNG VÀ ĐÔ THỊ" in said
