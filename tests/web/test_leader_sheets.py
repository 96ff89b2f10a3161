"""The pages of phiếu trình: a leader decides on one page; a sheet is printed and recorded."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.models import Paper, Person, WorkItem
from app.web.edge import DonDoc
from tests.cast import World, add_plan
from tests.services.test_leader_sheets import REASON, for_a_leader
from workflows.states import Status

ClientFor = Callable[[Person], FlaskClient]


@pytest.fixture
def items(session: Session, world: World) -> list[WorkItem]:
    plan = add_plan(session, world.mau, clock.now())
    titles = ("Tuyên truyền", "Tập huấn", "Kiểm tra công vụ")
    return [for_a_leader(session, world, plan, title) for title in titles]


def _statuses(session: Session, items: list[WorkItem]) -> list[Status]:
    session.expire_all()
    return [session.get_one(WorkItem, item.id).status for item in items]


def _sent(items: list[WorkItem], *chosen: str, **more: object) -> dict[str, object]:
    form: dict[str, object] = {f"version-{item.id}": item.version for item in items}
    form |= {f"verdict-{item.id}": value for item, value in zip(items, chosen, strict=True)}
    return form | more


def test_a_leader_sees_it_all_and_decides_with_one_press(
    session: Session, world: World, items: list[WorkItem], client_for: ClientFor
) -> None:
    long = client_for(world.person("Long"))
    page = long.get("/phieu-trinh").text
    assert "3 việc chờ lãnh đạo quyết định" in page
    assert "Xong tập huấn." in page and "Gộp trong báo cáo quý của phòng." in page
    sent = _sent(items, "verify", "send_back", "", **{f"reason-{items[1].id}": REASON})
    answer = long.post("/phieu-trinh/quyet-dinh", data=sent)
    assert answer.status_code == 200 and "Đã ghi 2 việc" in answer.text
    assert _statuses(session, items) == [Status.verified, Status.returned, Status.submitted]
    rest = long.post("/phieu-trinh/quyet-dinh", data=_sent(items[2:], "", rest="1"))
    assert "Đã ghi 1 việc" in rest.text
    assert _statuses(session, items)[2] is Status.verified


def test_a_row_that_changed_is_named_and_the_others_are_done(
    session: Session, world: World, items: list[WorkItem], client_for: ClientFor
) -> None:
    sent = _sent(items, "verify", "verify", "verify")
    sent[f"version-{items[0].id}"] = items[0].version - 1
    answer = client_for(world.person("Quý")).post("/phieu-trinh/quyet-dinh", data=sent)
    assert "Đã ghi 2 việc" in answer.text and "1 việc giữ nguyên" in answer.text
    assert _statuses(session, items) == [Status.submitted, Status.verified, Status.verified]


def test_a_return_without_a_reason_decides_nothing_and_keeps_what_was_typed(
    session: Session, world: World, items: list[WorkItem], client_for: ClientFor
) -> None:
    long = client_for(world.person("Long"))
    sent = _sent(items, "verify", "send_back", "", **{f"reason-{items[1].id}": "thiếu"})
    answer = long.post("/phieu-trinh/quyet-dinh", data=sent)
    assert answer.status_code == 422 and "ít nhất 10 ký tự" in answer.text
    assert re.search(rf'name="verdict-{items[1].id}" value="send_back" checked', answer.text)
    assert long.post("/phieu-trinh/quyet-dinh", data=_sent(items, "", "", "")).status_code == 422
    assert _statuses(session, items) == [Status.submitted] * 3


def test_nobody_but_a_leader_decides_there(
    session: Session, world: World, items: list[WorkItem], client_for: ClientFor
) -> None:
    sent = _sent(items, "verify", "verify", "verify")
    for name in ("Thư", "Sơn", "Hoa", "Vân"):
        answer = client_for(world.person(name)).post("/phieu-trinh/quyet-dinh", data=sent)
        assert answer.status_code == 403, name
    assert _statuses(session, items) == [Status.submitted] * 3


def test_the_office_prints_the_clerk_records_and_the_leader_is_told(
    app: DonDoc, session: Session, world: World, items: list[WorkItem], client_for: ClientFor
) -> None:
    thu, son, long = (client_for(world.person(name)) for name in ("Thư", "Sơn", "Long"))
    chosen = {"row": [item.id for item in items]}
    assert "3 việc chờ lãnh đạo quyết định" in thu.get("/phieu-trinh").text
    address = thu.post("/phieu-trinh/lap", data=chosen).headers["Location"]
    paper = session.scalars(select(Paper)).one()
    assert address == f"/phieu-trinh/{paper.id}"
    assert "Phiếu trình có việc do đơn vị của anh, chị chủ trì" in thu.get(address).text
    with son.get(f"/giay-to/{paper.id}/ban-in.docx") as download:
        assert download.data.startswith(b"PK")
    assert address in son.get("/phieu-trinh").text
    assert "Ghi phiếu đã ký" in son.get(address).text
    sent = _sent(
        items,
        "verify",
        "verify",
        "",
        version=paper.version,
        number="05/PTr",
        issued_on="14/9/2026",
        signer=world.person("Long").id,
    )
    assert thu.post(f"{address}/ghi", data=sent).status_code == 403
    assert _statuses(session, items) == [Status.submitted] * 3
    wrong = son.post(f"{address}/ghi", data=sent | {"number": ""})
    assert wrong.status_code == 422 and "Ghi số, ký hiệu của giấy đã ký." in wrong.text
    answer = son.post(f"{address}/ghi", data=sent)
    assert answer.status_code == 200 and "Đã ghi 2 việc" in answer.text
    assert _statuses(session, items) == [Status.verified, Status.verified, Status.submitted]
    assert son.post(f"{address}/ghi", data=sent).status_code == 409
    told = long.get("/thong-bao").text
    assert "Đã ghi nhận phiếu trình số 05/PTr ngày 14/9/2026" in told
    assert "do Phan Hồng Sơn ghi" in told
    page = long.get(f"/viec/{items[0].id}").text
    assert "Căn cứ: Phiếu trình số 05/PTr ngày 14/9/2026" in page
    assert "Người quyết định: Hoàng Văn Long, Phó Chủ tịch UBND" in page
    assert "Phan Hồng Sơn" in page and "Mở lại" in page


def test_the_number_of_a_sheet_comes_back_with_its_verdicts_or_not_at_all(
    session: Session, world: World, items: list[WorkItem], client_for: ClientFor
) -> None:
    thu = client_for(world.person("Thư"))
    thu.post("/phieu-trinh/lap", data={"row": [items[0].id]})
    paper = session.scalars(select(Paper)).one()
    assert thu.get(f"/giay-to/{paper.id}").headers["Location"] == f"/phieu-trinh/{paper.id}"
    sent = {"version": paper.version, "number": "05/PTr", "issued_on": "14/9/2026"}
    assert thu.post(f"/giay-to/{paper.id}/ban-ky", data=sent).status_code == 404
    again = thu.post(
        f"/giay-to/{paper.id}/rut", data={"version": paper.version, "reason": "Lập nhầm việc."}
    )
    assert again.status_code == 302
    assert thu.post("/phieu-trinh/lap", data={}).status_code == 422
    stranger = client_for(world.ben.people["Long"])
    assert stranger.get(f"/phieu-trinh/{paper.id}").status_code in (403, 404)
