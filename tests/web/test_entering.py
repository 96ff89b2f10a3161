"""Nhập thay: one small form; shown as such for ever; who entered it never decides on it."""

import io
import re
from collections.abc import Callable
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.models import (
    Appointment,
    Decision,
    Document,
    Evidence,
    Notification,
    Person,
    Plan,
    ProgressNote,
    WorkItem,
)
from tests.acting import PDF, explain_products
from tests.cast import World, add_item, add_plan
from workflows.states import Role, Status

TITLE = "Quy chế tài sản công"
ClientFor = Callable[[Person], FlaskClient]


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
        title=TITLE,
        due_on=date(2026, 8, 31),
        now=clock.now(),
        products=("Quyết định",),
    )
    session.commit()
    return made


def _told(item: WorkItem, **changed: object) -> dict[str, object]:
    return {
        "version": item.version,
        "words": "Đã trình dự thảo, đang lấy ý kiến.",
        "what": "record_progress",
        "told_by": "Trần Văn Khang",
        "source": "phone",
        "told_on": "12/9/2026",
        **changed,
    }


def _colleague(session: Session, world: World) -> Person:
    """Another standing officer: Kiên, moved to the standing office."""
    post = session.scalars(
        select(Appointment).where(Appointment.person_id == world.person("Kiên").id)
    ).one()
    post.role, post.unit_id = Role.standing_officer, world.mau.units["vhxh"].id
    session.commit()
    return world.person("Kiên")


def test_from_the_late_list_one_page_and_one_press(
    session: Session, world: World, item: WorkItem, client_for: ClientFor
) -> None:
    thu = client_for(world.person("Thư"))
    address = f"/nhap-thay/{item.id}"
    for page in ("/viec-qua-han", f"/viec/{item.id}", "/nhap-thay"):
        assert f'href="{address}"' in thu.get(page).text, page
    form = thu.get(address).text
    assert re.search(r'<textarea[^>]*name="words"[^>]*autofocus', form) or re.search(
        r'<textarea[^>]*autofocus[^>]*name="words"', form
    )
    assert 'value="14/9/2026"' in form and '<option value="Trần Văn Khang">' in form
    assert thu.post(address, data=_told(item)).status_code == 302
    session.expire_all()
    note = session.scalars(select(ProgressNote)).one()
    assert (note.told_by, note.source, note.told_on) == (
        "Trần Văn Khang",
        "phone",
        date(2026, 9, 12),
    )
    assert session.get_one(WorkItem, item.id).status is Status.in_progress
    page = client_for(world.person("Khang")).get(f"/viec/{item.id}").text
    assert "Nhập thay theo Trần Văn Khang, qua điện thoại ngày 12/9/2026." in page
    told = session.scalars(select(Notification).where(Notification.kind == "work_item.enter"))
    assert {notice.person_id for notice in told} == {
        world.person("Khang").id,
        world.person("Kiên").id,
    }
    assert "Lê Thị Thư nhập thay đơn vị" in client_for(world.person("Khang")).get("/thong-bao").text


def test_what_was_entered_is_decided_by_somebody_else_and_shown_for_what_it_is(
    session: Session, world: World, item: WorkItem, client_for: ClientFor
) -> None:
    thu, other = client_for(world.person("Thư")), client_for(_colleague(session, world))
    line = re.search(r'name="products"[^>]*value="(\d+)"', thu.get(f"/nhap-thay/{item.id}").text)
    assert line
    sent = _told(
        item, what="submit", number="203/QĐ-UBND", issued_on="28/8/2026", products=[line[1]]
    )
    assert thu.post(f"/nhap-thay/{item.id}", data=sent).status_code == 302
    session.expire_all()
    item = session.get_one(WorkItem, item.id)
    assert (item.status, item.entered_by) == (Status.submitted, world.person("Thư").id)
    assert session.scalars(select(Document)).one().kept_at == "văn thư"
    verdict = {"version": item.version, "product_on": "28/8/2026"}
    address = f"/cho-xac-nhan/{item.id}"
    own = thu.get(address).text
    assert "Anh, chị đã gửi hoặc nhập kết quả này" in own
    assert thu.post(f"{address}/xac-nhan", data=verdict).status_code == 403
    many = {"row": f"{item.id}:{item.version}", "decision": "verify"}
    assert "Chưa ghi việc nào" in thu.post("/cho-xac-nhan/nhieu", data=many).text
    assert session.scalars(select(Decision)).all() == []
    assert "Nhập thay theo Trần Văn Khang, qua điện thoại" in other.get(address).text
    assert other.post(f"{address}/xac-nhan", data=verdict).status_code == 302
    session.expire_all()
    assert session.get_one(WorkItem, item.id).status is Status.verified
    assert "Nhập thay theo Trần Văn Khang" in thu.get(f"/viec/{item.id}").text


def test_a_file_that_came_with_it_is_evidence_of_the_unit(
    session: Session, world: World, item: WorkItem, client_for: ClientFor
) -> None:
    thu = client_for(world.person("Thư"))
    line = re.search(r'name="products"[^>]*value="(\d+)"', thu.get(f"/nhap-thay/{item.id}").text)
    assert line
    sent = _told(item, source="paper", products=[line[1]])
    unnamed = thu.post(f"/nhap-thay/{item.id}", data={**sent, "files": (io.BytesIO(PDF), "qd.pdf")})
    assert unnamed.status_code == 422 and "Ghi số, ký hiệu hoặc trích yếu." in unnamed.text
    named = {**sent, "subject": "Quy chế", "files": (io.BytesIO(PDF), "qd.pdf")}
    assert thu.post(f"/nhap-thay/{item.id}", data=named).status_code == 302
    document = session.scalars(select(Document)).one()
    assert (document.unit_id, document.kept_at) == (world.mau.units["kt"].id, "")
    assert session.scalars(select(Evidence.product_id)).one() == int(line[1])


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"number": "203/QĐ-UBND"}, "Chọn sản phẩm mà tài liệu chứng minh."),
        ({"told_by": ""}, "Ghi họ tên người báo"),
        ({"told_on": ""}, "Ghi ngày được báo"),
        ({"told_on": "15/9/2026"}, "Ngày báo chưa đến"),
        ({"words": ""}, "alert"),
        ({"what": "submit"}, "Quyết định"),
        ({"what": "verify"}, "Chọn ghi tiến độ hay gửi kết quả."),
        ({"source": "dream"}, "Chọn đã được báo qua cách nào."),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_kept(
    session: Session,
    world: World,
    item: WorkItem,
    client_for: ClientFor,
    changed: dict[str, object],
    said: str,
) -> None:
    sent = _told(item, **changed)
    answer = client_for(world.person("Thư")).post(f"/nhap-thay/{item.id}", data=sent)
    assert answer.status_code == 422 and said in answer.text
    assert str(sent["words"]) in answer.text
    session.expire_all()
    assert session.get_one(WorkItem, item.id).status is Status.assigned


def test_nothing_arose_is_handed_in_with_the_reason_that_was_told(
    session: Session, world: World, item: WorkItem, client_for: ClientFor
) -> None:
    sent = _told(item, what="nothing_arose", words="Quý này không có tài sản nào phải xử lý.")
    assert (
        client_for(world.person("Thư")).post(f"/nhap-thay/{item.id}", data=sent).status_code == 302
    )
    session.expire_all()
    item = session.get_one(WorkItem, item.id)
    assert (item.status, item.nothing_arose) == (Status.submitted, True)


def test_the_list_finds_by_unit_and_words_without_accents_and_closed_work_is_not_entered(
    session: Session, world: World, plan: Plan, item: WorkItem, client_for: ClientFor
) -> None:
    thu = client_for(world.person("Thư"))
    add_item(
        session, world.mau, plan, lead="hcc", title="Niêm yết thủ tục", due_on=None, now=clock.now()
    )
    session.commit()
    kt, hcc = world.mau.units["kt"].id, world.mau.units["hcc"].id
    assert TITLE in thu.get(f"/nhap-thay?don-vi={kt}&tim=quy+che").text
    other = thu.get(f"/nhap-thay?don-vi={hcc}").text
    assert "Niêm yết thủ tục" in other and TITLE not in other
    assert "Không có việc nào như đã lọc." in thu.get("/nhap-thay?tim=khong+co+gi").text
    explain_products(session, item)
    item = session.get_one(WorkItem, item.id)
    assert thu.post(f"/nhap-thay/{item.id}", data=_told(item, what="submit")).status_code == 302
    session.expire_all()
    item = session.get_one(WorkItem, item.id)
    again = thu.post(f"/nhap-thay/{item.id}", data=_told(item))
    assert again.status_code == 422 and "đang mở ở đơn vị chủ trì" in again.text


def test_only_the_standing_office_enters(
    session: Session, world: World, item: WorkItem, client_for: ClientFor
) -> None:
    for name in ("Khang", "Vân", "Long", "Sơn", "Ánh", "Minh"):
        answer = client_for(world.person(name)).post(f"/nhap-thay/{item.id}", data=_told(item))
        assert answer.status_code == 403, name
    assert session.scalars(select(ProgressNote)).all() == []
