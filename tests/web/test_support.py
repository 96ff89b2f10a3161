"""The pages of support: asked by ticking units, seen in Việc của tôi, answered, used."""

import io
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.models import Document, Evidence, Person, SupportRequest, WorkItem
from tests.acting import act
from tests.beside import PDF, add_support
from tests.cast import World, add_item, add_plan
from workflows.states import Action

NOTHING = "Không phát sinh trong kỳ này"
ClientFor = Callable[[Person], FlaskClient]


@pytest.fixture
def item(session: Session, world: World) -> WorkItem:
    plan = add_plan(session, world.mau, clock.now())
    made = add_item(
        session,
        world.mau,
        plan,
        lead="kt",
        title="Báo cáo số liệu",
        due_on=clock.today(),
        now=clock.now(),
        supporting=("vp",),
    )
    session.commit()
    return made


def test_from_the_request_to_the_evidence(
    session: Session, world: World, item: WorkItem, client_for: ClientFor
) -> None:
    khang, tam = client_for(world.person("Khang")), client_for(world.person("Tâm"))
    asking = f"/viec/{item.id}/phoi-hop"
    assert "kế hoạch ghi là đơn vị phối hợp" in khang.get(asking).text
    sent = {"units": [world.mau.units["hcc"].id], "words": "số", "wanted_by": "20/9/2026"}
    answer = khang.post(asking, data=sent)
    assert answer.status_code == 422 and "20/9/2026" in answer.text
    sent["words"] = "Gửi số liệu hồ sơ trực tuyến của quý."
    assert khang.post(asking, data=sent).status_code == 302
    mine = tam.get("/viec-cua-toi").text
    assert "Được đề nghị phối hợp" in mine and "Gửi số liệu hồ sơ" in mine
    request = session.scalars(select(SupportRequest)).one()
    address, version = f"/phoi-hop/{request.id}", request.version
    assert tam.post(f"{address}/nhan", data={"version": version}).status_code == 302
    part = {
        "version": version + 1,
        "note": "Số liệu đến 14/9",
        "kind": "report",
        "number": "45/BC-HCC",
        "subject": "Số liệu hồ sơ",
        "files": [(io.BytesIO(PDF), "so-lieu.pdf")],
    }
    answer = tam.post(f"{address}/gui", data=part)
    assert answer.status_code == 302, answer.text
    assert "Được đề nghị phối hợp" not in tam.get("/viec-cua-toi").text
    assert "45/BC-HCC" in khang.get(f"/viec/{item.id}").text
    document = session.scalars(select(Document)).one()
    assert document.unit_id == world.mau.units["hcc"].id
    assert khang.get(f"/van-ban/{document.id}").status_code == 200
    session.expire_all()
    press = {"version": session.get_one(SupportRequest, request.id).version}
    assert khang.post(f"{address}/dung", data=press).status_code == 302
    link = session.scalars(select(Evidence)).one()
    assert link.document_id == document.id and link.product_id is not None
    assert "đang là tài liệu kiểm chứng" in khang.get(address).text


def test_it_refuses_an_empty_part_and_a_short_reason_and_keeps_what_was_typed(
    session: Session, world: World, item: WorkItem, client_for: ClientFor
) -> None:
    request = add_support(session, world, "Khang", item, "hcc")
    session.commit()
    tam, address = client_for(world.person("Tâm")), f"/phoi-hop/{request.id}"
    answer = tam.post(f"{address}/gui", data={"version": request.version, "note": "ngắn"})
    assert answer.status_code == 422 and "ngắn" in answer.text
    answer = tam.post(f"{address}/khong", data={"version": request.version, "reason": "bận"})
    assert answer.status_code == 422 and "bận" in answer.text
    assert client_for(world.person("Minh")).get(address).status_code == 404
    assert client_for(world.person("Vân")).get(address).status_code == 200
    vhxh = client_for(world.person("Hoa"))
    answer = vhxh.post(f"{address}/nhan", data={"version": request.version})
    assert answer.status_code == 403


def test_who_decides_sees_who_was_asked_since_when_and_what_came(
    session: Session, world: World, item: WorkItem, client_for: ClientFor
) -> None:
    add_support(session, world, "Khang", item, "hcc")
    act(session, world, "Khang", item, Action.submit, nothing_arose=True, reason=NOTHING)
    session.commit()
    page = client_for(world.person("Thư")).get(f"/cho-xac-nhan/{item.id}").text
    assert "Trung tâm Phục vụ hành chính công" in page and "Đã đề nghị phối hợp" in page
    viewer = client_for(world.person("Minh")).get(f"/viec/{item.id}").text
    assert "Đã đề nghị phối hợp" not in viewer
