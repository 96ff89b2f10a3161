"""Deciding on the pages: the filtered queue, many rows at once, reasons to tick, product by
product, two steps, what a verdict saw."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.models import Appointment, Decision, Person, Plan, ReturnReason, Section, Task
from tests.acting import products_of
from tests.cast import World, add_plan
from tests.conftest import TestClock
from tests.verdicts import add_document, proposed
from tests.web.test_verification import REASON, fresh, sent
from workflows.states import Action, Role, Status

ClientFor = Callable[[Person], FlaskClient]
QUEUE = "/cho-xac-nhan"


@pytest.fixture
def plan(session: Session, world: World) -> Plan:
    return add_plan(session, world.mau, clock.now())


@pytest.fixture
def thu(world: World, client_for: ClientFor) -> FlaskClient:
    return client_for(world.person("Thư"))


def titles(page: str) -> list[str]:
    return re.findall(r'class="row-title"[^>]*>([^<]+)<', page)


def test_the_queue_is_filtered_by_unit_and_age_in_the_address_and_says_how_many(
    session: Session, world: World, plan: Plan, thu: FlaskClient, test_clock: TestClock
) -> None:
    test_clock.move(days=-10)
    sent(session, world, plan, "cũ của Kinh tế")
    test_clock.move(days=10)
    sent(session, world, plan, "mới của Kinh tế")
    sent(session, world, plan, "mới của Trung tâm", lead="hcc")
    unit = world.mau.units["kt"].id
    whole = thu.get(QUEUE).text
    assert "3 việc chờ xác nhận" in whole
    assert "Phòng KT-HT-ĐT (2)" in whole
    assert "Quá 5 ngày làm việc (1)" in whole
    for query, shown in (
        (f"don-vi={unit}", ["cũ của Kinh tế", "mới của Kinh tế"]),
        ("tuoi=qua", ["cũ của Kinh tế"]),
        ("tuoi=trong", ["mới của Kinh tế", "mới của Trung tâm"]),
        (f"don-vi={unit}&tuoi=trong", ["mới của Kinh tế"]),
        ("don-vi=x&tuoi=y", ["cũ của Kinh tế", "mới của Kinh tế", "mới của Trung tâm"]),
    ):
        assert titles(thu.get(f"{QUEUE}?{query}").text) == shown, query
    assert "Không có việc nào như đã lọc." in thu.get(f"{QUEUE}?don-vi=999999").text


def test_the_queue_is_filtered_by_area(
    session: Session, world: World, plan: Plan, thu: FlaskClient
) -> None:
    sections = session.scalars(select(Section).order_by(Section.position)).all()
    for number in (0, 1):
        item = sent(session, world, plan, f"thuộc {number}")
        session.get_one(Task, item.task_id).section_id = sections[number].id
    session.commit()
    page = thu.get(f"{QUEUE}?linh-vuc={sections[1].area_id}").text
    assert titles(page) == ["thuộc 1"]


def test_a_decision_goes_on_to_the_next_of_the_queue_as_it_was_filtered(
    session: Session, world: World, plan: Plan, thu: FlaskClient
) -> None:
    first = sent(session, world, plan, "một")
    sent(session, world, plan, "hai", lead="hcc")
    third = sent(session, world, plan, "ba")
    query = f"?don-vi={world.mau.units['kt'].id}"
    page = thu.get(f"{QUEUE}/{first.id}{query}").text
    assert f'href="{QUEUE}/{third.id}{query}" data-key="s"' in page
    answer = thu.post(f"{QUEUE}/{first.id}/xac-nhan{query}", data={"version": 2})
    assert answer.location == f"{QUEUE}/{third.id}{query}"


def test_every_verdict_has_its_key_beside_it_and_no_script_stands_in_the_page(
    session: Session, world: World, plan: Plan, thu: FlaskClient
) -> None:
    item = sent(session, world, plan)
    sent(session, world, plan, "hai")
    page = thu.get(f"{QUEUE}/{item.id}").text
    for key in "xbts":
        assert f'data-key="{key}"' in page
        assert f'hidden aria-hidden="true">{key.upper()}</kbd>' in page
    assert re.findall(r"<script(?![^>]*\bsrc=)", page) == []
    assert re.search(r'src="[^"]+deciding\.js', page)


# Many at once.


def test_many_are_verified_at_once_and_each_row_says_what_became_of_it(
    session: Session, world: World, plan: Plan, thu: FlaskClient
) -> None:
    done = sent(session, world, plan, "xong", product_on=date(2026, 9, 10))
    undated = sent(session, world, plan, "chưa có hạn", due_on=None)
    stale = sent(session, world, plan, "đã đổi")
    page = thu.get(QUEUE).text
    boxes = re.findall(r'name="row" value="([^"]+)"', page)
    assert set(boxes) == {f"{item.id}:2" for item in (done, undated, stale)}
    rows = [f"{done.id}:2", f"{undated.id}:2", f"{stale.id}:1"]
    answer = thu.post(f"{QUEUE}/nhieu", data={"row": rows, "decision": "verify"})
    assert answer.status_code == 200
    assert "<h1>Đã ghi 1 việc</h1>" in answer.text
    assert "2 việc giữ nguyên" in answer.text
    assert "Việc chưa có thời hạn." in answer.text
    assert "Trần Văn Khang vừa đổi việc này" in answer.text
    assert fresh(session, done).completed_on == date(2026, 9, 10)
    assert fresh(session, undated).status is fresh(session, stale).status is Status.submitted
    assert session.scalars(select(Decision.work_item_id)).all() == [done.id]


def test_many_are_sent_back_with_one_reason(
    session: Session, world: World, plan: Plan, thu: FlaskClient
) -> None:
    items = [sent(session, world, plan, f"việc {n}") for n in range(2)]
    rows = [f"{item.id}:2" for item in items]
    typed = {"row": rows, "decision": "send_back", "ticked": ["sai kỳ"], "reason": "Gửi kỳ III."}
    answer = thu.post(f"{QUEUE}/nhieu", data=typed)
    assert "<h1>Đã ghi 2 việc</h1>" in answer.text
    for item in items:
        assert fresh(session, item).returned_reason == "Lý do: sai kỳ. Gửi kỳ III."


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"decision": "verify"}, "Chọn ít nhất một việc trong danh sách."),
        ({"decision": "send_back", "row": "{row}"}, "Ghi lý do để đơn vị biết phải làm gì tiếp."),
        ({"decision": "drop", "row": "{row}"}, "Not a valid choice."),
        ({"row": "{row}"}, "Chọn xác nhận, yêu cầu bổ sung hoặc trả lại."),
        ({"decision": "verify", "row": "x:y"}, "Chọn ít nhất một việc trong danh sách."),
        (
            {"decision": "verify", "row": [f"{n}:1" for n in range(1, 60)]},
            "Chọn nhiều nhất 50 việc một lần.",
        ),
    ],
)
def test_what_is_wrong_with_all_of_them_decides_nothing(
    session: Session,
    world: World,
    plan: Plan,
    thu: FlaskClient,
    typed: dict[str, object],
    words: str,
) -> None:
    item = sent(session, world, plan)
    row = typed.get("row")
    form = {**typed, "row": row.format(row=f"{item.id}:2") if isinstance(row, str) else row or []}
    answer = thu.post(f"{QUEUE}/nhieu", data={**form, "reason": ""})
    assert answer.status_code == 422
    if words.isascii():
        words = "Chưa ghi việc nào"
    assert words in answer.text
    assert fresh(session, item).status is Status.submitted


# Reasons to tick.


def test_a_single_tick_suffices_and_the_unit_reads_it(
    session: Session, world: World, plan: Plan, thu: FlaskClient, client_for: ClientFor
) -> None:
    item = sent(session, world, plan)
    assert 'value="thiếu chữ ký"' in thu.get(f"{QUEUE}/{item.id}").text
    typed = {"version": 2, "decision": "ask_to_supplement", "ticked": ["sai kỳ"]}
    assert thu.post(f"{QUEUE}/{item.id}/gui-tra", data=typed).status_code == 302
    page = client_for(world.person("Khang")).get(f"/viec/{item.id}").text
    assert "Lý do: sai kỳ." in page


def test_the_standing_office_edits_the_list_and_nobody_else(
    session: Session, world: World, thu: FlaskClient, client_for: ClientFor
) -> None:
    address = f"{QUEUE}/ly-do"
    assert "Xã đang dùng danh sách chung:" in thu.get(address).text
    assert thu.post(address, data={"words": "thiếu biên bản"}).status_code == 302
    rows = {row.words: row.id for row in session.scalars(select(ReturnReason))}
    session.rollback()
    renamed = thu.post(f"{address}/{rows['sai kỳ']}/ten", data={"words": "sai kỳ báo cáo"})
    assert renamed.status_code == 302
    thu.post(f"{address}/{rows['thiếu chữ ký']}/bo")
    thu.post(f"{address}/{rows['thiếu biên bản']}/len")
    page = thu.get(address).text
    shown = re.findall(r'id="ly-do-\d+" name="words" value="([^"]+)"', page)
    assert shown[0] == "sai kỳ báo cáo"
    assert shown[-2:] == ["thiếu biên bản", "tệp không mở được"]
    again = thu.post(address, data={"words": "Sai kỳ báo cáo"})
    assert again.status_code == 422
    assert "Lý do này đã có trong danh sách." in again.text
    assert client_for(world.person("Hoa")).get(address).status_code == 403
    stranger = client_for(world.ben.people["Thư"])
    assert stranger.post(f"{address}/{rows['sai kỳ']}/bo").status_code == 404


# Product by product.


def test_a_product_is_accepted_with_its_day_and_the_unit_sees_it(
    session: Session, world: World, plan: Plan, thu: FlaskClient, client_for: ClientFor
) -> None:
    item = sent(session, world, plan)
    (line,) = products_of(session, item)
    url = f"{QUEUE}/{item.id}/san-pham/{line.id}"
    session.rollback()
    refused = thu.post(url, data={"version": 2, "accepted_on": "15/9/2026"})
    assert refused.status_code == 422
    assert "Ngày của sản phẩm chưa đến." in refused.text
    wrong = thu.post(url, data={"version": 2, "accepted_on": "hôm qua"})
    assert wrong.status_code == 422
    answer = thu.post(url, data={"version": 2, "accepted_on": "08/9/2026"})
    assert answer.location == f"{QUEUE}/{item.id}#san-pham-{line.id}"
    page = thu.get(f"{QUEUE}/{item.id}").text
    assert "đã chấp nhận, ngày 08/9/2026" in page
    assert 'name="product_on" type="text" value="08/9/2026"' in page
    thu.post(
        f"{QUEUE}/{item.id}/gui-tra",
        data={"version": 3, "decision": "send_back", "reason": REASON},
    )
    own = client_for(world.person("Khang")).get(f"/viec/{item.id}").text
    assert "đã chấp nhận, ngày 08/9/2026" in own
    assert f"/viec/{item.id}/san-pham/{line.id}/giai-trinh" not in own
    stranger = client_for(world.ben.people["Thư"])
    assert stranger.post(url, data={"version": 3}).status_code == 404


def test_a_line_of_another_item_is_not_accepted_here(
    session: Session, world: World, plan: Plan, thu: FlaskClient
) -> None:
    item, other = sent(session, world, plan), sent(session, world, plan, "khác")
    (line,) = products_of(session, other)
    url = f"{QUEUE}/{item.id}/san-pham/{line.id}"
    session.rollback()
    assert thu.post(url, data={"version": 2, "accepted_on": "08/9/2026"}).status_code == 404


# Two steps.


@pytest.fixture
def two_steps(session: Session, world: World) -> None:
    world.mau.commune.two_step_verdicts = True
    session.commit()


@pytest.mark.usefixtures("two_steps")
def test_an_officer_proposes_on_the_page_and_the_head_follows_with_one_button(
    session: Session, world: World, plan: Plan, thu: FlaskClient, client_for: ClientFor
) -> None:
    item = sent(session, world, plan)
    sent(session, world, plan, "hai")
    # Who only proposes finds no boxes for deciding on many.
    assert 'name="row"' not in thu.get(QUEUE).text
    page = thu.get(f"{QUEUE}/{item.id}").text
    assert "Gửi đề xuất" in page
    assert f'action="{QUEUE}/{item.id}/xac-nhan' not in page
    typed = {"version": 2, "decision": "send_back", "ticked": ["sai kỳ"], "reason": ""}
    assert thu.post(f"{QUEUE}/{item.id}/de-xuat", data=typed).status_code == 302
    assert thu.post(f"{QUEUE}/{item.id}/xac-nhan", data={"version": 2}).status_code == 403
    hoa = client_for(world.person("Hoa"))
    queue = hoa.get(QUEUE).text
    assert "đã có đề xuất" in queue
    assert 'name="row"' in queue
    page = hoa.get(f"{QUEUE}/{item.id}").text
    assert "Lê Thị Thư đề xuất trả lại" in page
    proposal = re.search(r'name="proposal" value="(\d+)"', page)
    assert proposal is not None
    answer = hoa.post(
        f"{QUEUE}/{item.id}/theo-de-xuat", data={"version": 2, "proposal": proposal[1]}
    )
    assert answer.status_code == 302
    assert fresh(session, item).returned_reason == "Lý do: sai kỳ."


@pytest.mark.usefixtures("two_steps")
def test_a_head_never_follows_a_proposal_he_did_not_see(
    session: Session, world: World, plan: Plan, client_for: ClientFor
) -> None:
    item = sent(session, world, plan)
    seen = proposed(session, world, item, Action.verify).id
    proposed(session, world, item, Action.send_back, reason=REASON)
    answer = client_for(world.person("Hoa")).post(
        f"{QUEUE}/{item.id}/theo-de-xuat", data={"version": 2, "proposal": seen}
    )
    assert answer.status_code == 409
    assert "Đề xuất này đã thay đổi hoặc không còn." in answer.text
    assert fresh(session, item).status is Status.submitted


@pytest.mark.usefixtures("two_steps")
def test_an_officer_of_the_counter_checking_unit_finds_the_queue_where_he_has_to_propose(
    session: Session, world: World, plan: Plan, client_for: ClientFor
) -> None:
    session.add(
        Appointment(
            commune_id=world.mau.commune.id,
            person_id=world.person("Minh").id,
            unit_id=world.mau.units["vp"].id,
            role=Role.unit_officer,
            title="Chuyên viên",
            valid_from=date(2026, 1, 1),
        )
    )
    session.commit()
    minh = client_for(world.person("Minh"))
    assert f'href="{QUEUE}"' not in minh.get("/tong-quan").text
    item = sent(session, world, plan, lead="vhxh")
    assert f'href="{QUEUE}"' in minh.get("/tong-quan").text
    typed = {"version": 2, "decision": "verify", "product_on": "10/9/2026"}
    assert minh.post(f"{QUEUE}/{item.id}/de-xuat", data=typed).status_code == 302


# What a verdict saw.


def test_the_history_and_the_next_round_say_what_a_verdict_saw(
    session: Session, world: World, plan: Plan, thu: FlaskClient, client_for: ClientFor
) -> None:
    item = sent(session, world, plan)
    add_document(session, item)
    thu.post(
        f"{QUEUE}/{item.id}/gui-tra",
        data={"version": 2, "decision": "send_back", "reason": REASON},
    )
    khang = client_for(world.person("Khang"))
    assert "Đã xem: 12/KH-UBND, tệp bản 1" in khang.get(f"/viec/{item.id}").text
    # Who may not see the evidence reads the verdict, and not what it stood on.
    assert "Đã xem:" not in client_for(world.person("Tâm")).get(f"/viec/{item.id}").text
    khang.post(f"/viec/{item.id}/gui", data={"version": 3})
    page = thu.get(f"{QUEUE}/{item.id}").text
    assert "tệp ke-hoach-0.pdf bản 1" in page


def test_a_place_outside_of_the_calendar_is_no_page(thu: FlaskClient) -> None:
    for after in (
        "0001-01-01T00:00:00+14:00_5",
        "9999-12-31T23:59:00-12:00_5",
        "2026-01-01T00:00:00+00:00_-5",
        "2026-01-01T00:00:00+00:00_9999999999",
        "2026-01-01T00:00:00_5",
        "\x00_😀",
    ):
        assert thu.get(QUEUE, query_string={"after": after}).status_code == 404, after


def test_a_forged_tick_is_a_sentence(
    session: Session, world: World, plan: Plan, thu: FlaskClient
) -> None:
    item = sent(session, world, plan)
    for ticked in ("", "x" * 201):
        form = {"version": item.version, "decision": Action.send_back.value, "ticked": ticked}
        answer = thu.post(f"{QUEUE}/{item.id}/gui-tra", data=form)
        assert answer.status_code == 422
        assert "Chọn lý do trong danh sách." in answer.text
