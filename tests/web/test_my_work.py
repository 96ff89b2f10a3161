"""Việc của tôi: what comes first, in which words, and with which one button."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app import clock
from app.models import Person, Plan, WorkItem
from tests.acting import act, explain_products, queries_of
from tests.cast import World, add_item, add_plan
from workflows.states import Action, Status

ClientFor = Callable[[Person], FlaskClient]
REASON = "Quyết định chưa kèm danh mục tài sản."


@pytest.fixture
def plan(session: Session, world: World) -> Plan:
    return add_plan(session, world.mau, clock.now())


def add(
    session: Session,
    world: World,
    plan: Plan,
    title: str,
    due_on: date | None,
    *,
    lead: str = "kt",
    status: Status = Status.assigned,
) -> WorkItem:
    return add_item(
        session,
        world.mau,
        plan,
        lead=lead,
        title=title,
        due_on=due_on,
        now=clock.now(),
        status=status,
    )


def returned(session: Session, world: World, item: WorkItem, verdict: Action) -> None:
    explain_products(session, item)
    act(session, world, "Khang", item, Action.submit)
    act(session, world, "Thư", item, verdict, reason=REASON)


def titles(page: str) -> list[str]:
    return re.findall(r'class="row-title"[^>]*>([^<]+)<', page)


def test_rows_stand_in_the_order_of_what_presses(
    session: Session, world: World, plan: Plan, client_for: ClientFor
) -> None:
    add(session, world, plan, "không hạn", None, status=Status.dormant)
    add(session, world, plan, "còn lâu", date(2026, 12, 31))
    add(session, world, plan, "hạn tuần tới", date(2026, 9, 21))
    add(session, world, plan, "hạn hôm nay", date(2026, 9, 14))
    add(session, world, plan, "sau bảy ngày", date(2026, 9, 22))
    back = add(session, world, plan, "bị trả lại", date(2026, 9, 30))
    returned(session, world, back, Action.send_back)
    add(session, world, plan, "quá ít ngày", date(2026, 9, 13))
    add(session, world, plan, "quá nhiều ngày", date(2026, 6, 30))
    add(session, world, plan, "của đơn vị khác", date(2026, 6, 30), lead="hcc")
    session.commit()
    page = client_for(world.person("Khang")).get("/viec-cua-toi").text
    assert titles(page) == [
        "quá nhiều ngày",
        "quá ít ngày",
        "bị trả lại",
        "hạn hôm nay",
        "hạn tuần tới",
        "sau bảy ngày",
        "còn lâu",
        "không hạn",
    ]
    for words in ("2 việc quá hạn", "1 việc phải bổ sung", "2 việc đến hạn trong 7 ngày"):
        assert words in page
    assert "Bị trả lại 14/9/2026" in page
    assert REASON in page


def test_a_supplement_is_named_as_one(
    session: Session, world: World, plan: Plan, client_for: ClientFor
) -> None:
    item = add(session, world, plan, "quy chế", date(2026, 9, 30))
    returned(session, world, item, Action.ask_to_supplement)
    session.commit()
    page = client_for(world.person("Khang")).get("/viec-cua-toi").text
    assert "Phải bổ sung 14/9/2026" in page
    assert "Sửa và gửi lại" in page


def test_a_quiet_day_and_an_empty_desk_say_so(
    session: Session, world: World, plan: Plan, client_for: ClientFor
) -> None:
    client = client_for(world.person("Khang"))
    assert "Đơn vị chưa có việc nào đang mở." in client.get("/viec-cua-toi").text
    add(session, world, plan, "còn lâu", date(2026, 12, 31))
    session.commit()
    assert "Hôm nay không có việc nào phải làm gấp." in client.get("/viec-cua-toi").text


def test_the_head_is_offered_to_accept_and_the_officer_to_prepare(
    session: Session, world: World, plan: Plan, client_for: ClientFor
) -> None:
    add(session, world, plan, "báo cáo", date(2026, 9, 14))
    session.commit()
    assert "Tiếp nhận" in client_for(world.person("Khang")).get("/viec-cua-toi").text
    officer = client_for(world.person("Kiên")).get("/viec-cua-toi").text
    assert "Tiếp nhận" not in officer
    assert "Thêm tài liệu" in officer


def test_a_note_written_below_a_row_comes_back_to_the_list(
    session: Session, world: World, plan: Plan, client_for: ClientFor
) -> None:
    item = add(session, world, plan, "báo cáo", date(2026, 9, 14))
    session.commit()
    answer = client_for(world.person("Kiên")).post(
        f"/viec/{item.id}/tien-do",
        data={"version": 1, "back": "viec-cua-toi", "result": "Đã gửi dự thảo."},
    )
    assert (answer.status_code, answer.location) == (302, "/viec-cua-toi")
    session.expire_all()
    assert session.get_one(WorkItem, item.id).status is Status.in_progress


def test_a_long_list_is_paged_without_losing_or_repeating_a_row(
    session: Session, world: World, plan: Plan, client_for: ClientFor
) -> None:
    for number in range(60):
        due_on = [date(2026, 9, 1), date(2026, 12, 1), None][number % 3]
        add(session, world, plan, f"việc {number:02d}", due_on)
    session.commit()
    client = client_for(world.person("Khang"))
    first = client.get("/viec-cua-toi").text
    following = re.search(r'href="(/viec-cua-toi\?after=[^"]+)"', first)
    assert following is not None
    second = client.get(following[1]).text
    assert len(titles(first)) == 50
    assert sorted(titles(first) + titles(second)) == [f"việc {n:02d}" for n in range(60)]


@pytest.mark.parametrize("after", ["x", "1_2", "9_2026-01-01_1", "0_2026-13-01_1", "0_x_1"])
def test_a_made_up_place_to_begin_is_not_found(
    world: World, client_for: ClientFor, after: str
) -> None:
    answer = client_for(world.person("Khang")).get("/viec-cua-toi", query_string={"after": after})
    assert answer.status_code == 404


def test_the_list_runs_the_same_number_of_queries_for_one_row_and_for_forty(
    session: Session, world: World, plan: Plan, client_for: ClientFor
) -> None:
    client, counted = client_for(world.person("Khang")), []
    for amount in (1, 39):
        for number in range(amount):
            add(session, world, plan, f"việc {number}", date(2026, 9, 1))
        session.commit()
        client.get("/viec-cua-toi")
        counted.append(queries_of(lambda: client.get("/viec-cua-toi")))
    assert counted[0] == counted[1] <= 12


@pytest.mark.parametrize(
    ("who", "start"),
    [
        ("Khang", "/viec-cua-toi"),
        ("Thư", "/tong-quan"),
        ("Long", "/tong-quan"),
        ("Minh", "/tong-quan"),
        ("Ánh", "/quan-tri/nguoi-dung"),
    ],
)
def test_everybody_starts_at_the_page_of_his_work(
    world: World, client_for: ClientFor, who: str, start: str
) -> None:
    assert client_for(world.person(who)).get("/").location == start
