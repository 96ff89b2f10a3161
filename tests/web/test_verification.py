"""Chờ xác nhận: the queue, the decision, and who may not decide."""

import re
import threading
from collections.abc import Callable
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.models import DayOff, Decision, Event, Person, Plan, WorkItem, WorkItemProduct
from app.queries.subjects import subjects_of
from app.queries.waiting import may_decide
from app.services.work_items import perform
from app.web.edge import DonDoc
from tests.acting import queries_of
from tests.cast import World, add_item, add_plan
from tests.conftest import TestClock
from workflows.permissions import can
from workflows.requirements import Request
from workflows.states import Action, Status

ClientFor = Callable[[Person], FlaskClient]
REASON = "Quyết định chưa kèm danh mục tài sản của 3 trường."
HEADS = {"kt": "Khang", "hcc": "Tâm", "vhxh": "Hoa", "vp": "Vân"}


@pytest.fixture
def plan(session: Session, world: World) -> Plan:
    return add_plan(session, world.mau, clock.now())


def sent(
    session: Session,
    world: World,
    plan: Plan,
    title: str = "Quy chế tài sản công",
    *,
    lead: str = "kt",
    due_on: date | None = date(2026, 9, 30),
    **request: object,
) -> WorkItem:
    item = add_item(
        session, world.mau, plan, lead=lead, title=title, due_on=due_on, now=clock.now()
    )
    for line in session.scalars(
        select(WorkItemProduct).where(WorkItemProduct.work_item_id == item.id)
    ):
        line.explanation = "Gộp trong báo cáo quý của phòng."
    perform(
        session,
        world.actor(HEADS[lead]),
        item,
        Action.submit,
        Request(**request),  # type: ignore[arg-type]
        version=1,
        now=clock.now(),
    )
    session.commit()
    return item


def fresh(session: Session, item: WorkItem) -> WorkItem:
    session.expire_all()
    return session.get_one(WorkItem, item.id)


def count_of(session: Session, *kinds: str) -> int:
    query = select(func.count()).select_from(Event).where(Event.kind.in_(kinds))
    return session.scalar(query) or 0


def test_the_queue_is_oldest_first_with_its_age_in_working_days(
    session: Session, world: World, plan: Plan, client_for: ClientFor, test_clock: TestClock
) -> None:
    test_clock.move(days=-10)  # Friday 04/9
    session.add(DayOff(commune_id=world.mau.commune.id, day=date(2026, 9, 8), title="Nghỉ"))
    sent(session, world, plan, "gửi trước")
    test_clock.move(days=6)  # Thursday 10/9
    sent(session, world, plan, "gửi sau", lead="hcc")
    test_clock.move(days=4)  # Monday 14/9
    page = client_for(world.person("Thư")).get("/cho-xac-nhan").text
    assert "2 việc chờ xác nhận" in page
    assert page.index("gửi trước") < page.index("gửi sau")
    # Five days from the 7th to the 11th and the 14th, less the day off.
    assert re.findall(r"Chờ (\d+) ngày làm việc", page) == ["5", "2"]
    assert "Phòng KT-HT-ĐT" in page


def test_what_waits_longer_than_the_offices_own_clock_is_named(
    session: Session, world: World, plan: Plan, client_for: ClientFor, test_clock: TestClock
) -> None:
    test_clock.move(days=-10)
    sent(session, world, plan)
    test_clock.move(days=10)
    page = client_for(world.person("Thư")).get("/cho-xac-nhan").text
    assert "1 việc đã quá 5 ngày làm việc." in page


def test_an_empty_queue_says_so(world: World, client_for: ClientFor) -> None:
    assert "Không có việc nào chờ xác nhận" in (
        client_for(world.person("Thư")).get("/cho-xac-nhan").text
    )


def test_the_decision_stands_beside_the_print_the_evidence_and_what_it_will_count_as(
    session: Session, world: World, plan: Plan, client_for: ClientFor
) -> None:
    item = sent(session, world, plan, product_on=date(2026, 9, 10), result="Đã ban hành.")
    page = client_for(world.person("Thư")).get(f"/cho-xac-nhan/{item.id}").text
    for words in (
        "Đã ban hành.",
        "Gộp trong báo cáo quý của phòng.",
        "Hoàn thành đúng hạn",
        "ngày hoàn thành 10/9/2026, trước hạn 20 ngày",
    ):
        assert words in page


def test_a_late_product_is_announced_as_such_before_the_press(
    session: Session, world: World, plan: Plan, client_for: ClientFor
) -> None:
    item = sent(session, world, plan, due_on=date(2026, 9, 1), product_on=date(2026, 9, 10))
    page = client_for(world.person("Thư")).get(f"/cho-xac-nhan/{item.id}").text
    assert "Hoàn thành quá hạn" in page
    assert "sau hạn 01/9/2026 9 ngày" in page


def test_verifying_goes_on_to_the_next_of_the_queue(
    session: Session, world: World, plan: Plan, client_for: ClientFor
) -> None:
    first = sent(session, world, plan, "một", product_on=date(2026, 9, 10))
    second = sent(session, world, plan, "hai", lead="hcc")
    thu = client_for(world.person("Thư"))
    answer = thu.post(f"/cho-xac-nhan/{first.id}/xac-nhan", data={"version": 2, "product_on": ""})
    assert answer.location == f"/cho-xac-nhan/{second.id}"
    assert fresh(session, first).completed_on == date(2026, 9, 10)
    answer = thu.post(f"/cho-xac-nhan/{second.id}/xac-nhan", data={"version": 2})
    assert answer.location == "/cho-xac-nhan"
    assert "Xác nhận hoàn thành: “hai”." in thu.get("/cho-xac-nhan").text


@pytest.mark.parametrize(
    ("decision", "words"),
    [("ask_to_supplement", "Phải bổ sung"), ("send_back", "Bị trả lại")],
)
def test_sending_back_needs_a_reason_and_the_unit_reads_it(
    session: Session,
    world: World,
    plan: Plan,
    client_for: ClientFor,
    decision: str,
    words: str,
) -> None:
    item = sent(session, world, plan)
    thu, url = client_for(world.person("Thư")), f"/cho-xac-nhan/{item.id}/gui-tra"
    short = thu.post(url, data={"version": 2, "decision": decision, "reason": "Thiếu"})
    assert short.status_code == 422
    assert "Ghi lý do rõ hơn, ít nhất 10 ký tự." in short.text
    assert ">\r\nThiếu</textarea>" in short.text or ">Thiếu</textarea>" in short.text
    answer = thu.post(url, data={"version": 2, "decision": decision, "reason": REASON})
    assert answer.status_code == 302
    page = client_for(world.person("Khang")).get(f"/viec/{item.id}").text
    assert REASON in page
    assert words in page


def test_a_second_round_shows_what_was_returned_before_and_why(
    session: Session, world: World, plan: Plan, client_for: ClientFor
) -> None:
    item = sent(session, world, plan)
    thu, khang = client_for(world.person("Thư")), client_for(world.person("Khang"))
    typed = {"version": 2, "decision": "send_back", "reason": REASON}
    thu.post(f"/cho-xac-nhan/{item.id}/gui-tra", data=typed)
    khang.post(f"/viec/{item.id}/gui", data={"version": 3})
    page = thu.get(f"/cho-xac-nhan/{item.id}").text
    assert "Những lần trước" in page
    assert REASON in page


@pytest.mark.parametrize(
    "typed",
    [{}, {"decision": ""}, {"decision": "verify"}, {"decision": "drop"}, {"decision": "x"}],
)
def test_a_decision_that_is_none_of_the_two_is_refused(
    session: Session, world: World, plan: Plan, client_for: ClientFor, typed: dict[str, str]
) -> None:
    item = sent(session, world, plan)
    answer = client_for(world.person("Thư")).post(
        f"/cho-xac-nhan/{item.id}/gui-tra", data={"version": 2, "reason": REASON, **typed}
    )
    assert answer.status_code == 422
    assert fresh(session, item).status is Status.submitted


OWN = "Việc này do chính đơn vị của anh, chị chủ trì"
MAY_NOT = [
    ("vhxh", "Thư", OWN),
    ("vhxh", "Hoa", OWN),
    ("vhxh", "Long", "Việc này do đơn vị khác xác nhận."),
    ("kt", "Khang", OWN),
    ("kt", "Tâm", "Việc này do đơn vị khác xác nhận."),
    ("kt", "Long", "Việc này do đơn vị khác xác nhận."),
]


@pytest.mark.parametrize(("lead", "who", "words"), MAY_NOT)
def test_who_may_not_decide_reads_who_does_and_the_post_says_the_same(
    session: Session,
    world: World,
    plan: Plan,
    client_for: ClientFor,
    lead: str,
    who: str,
    words: str,
) -> None:
    item = sent(session, world, plan, lead=lead)
    client, url = client_for(world.person(who)), f"/cho-xac-nhan/{item.id}"
    decider = "Văn phòng HĐND và UBND" if lead == "vhxh" else "Phòng Văn hóa - Xã hội"
    page = client.get(url)
    assert page.status_code == 200
    assert words in page.text
    assert f"Người xác nhận việc này: {decider}." in page.text
    assert f'action="{url}' not in page.text
    for step, typed in (
        ("xac-nhan", {}),
        ("gui-tra", {"decision": "send_back", "reason": REASON}),
    ):
        answer = client.post(f"{url}/{step}", data={"version": 2, **typed})
        assert answer.status_code == 403
        assert words in answer.text
    assert fresh(session, item).status is Status.submitted
    assert count_of(session, "work_item.verify", "work_item.send_back") == 0


def test_where_office_and_counter_check_both_lead_a_leader_decides(
    session: Session, world: World, plan: Plan, client_for: ClientFor
) -> None:
    item = sent(session, world, plan)
    item.deciding_unit_id = None
    session.commit()
    long = client_for(world.person("Long"))
    assert "1 việc chờ xác nhận" in long.get("/cho-xac-nhan").text
    answer = long.post(f"/cho-xac-nhan/{item.id}/xac-nhan", data={"version": 2})
    assert answer.status_code == 302
    assert session.scalars(select(Decision.decided_for_unit_id)).all() == [None]


def test_the_office_reads_how_much_of_its_own_waits_for_others(
    session: Session, world: World, plan: Plan, client_for: ClientFor
) -> None:
    sent(session, world, plan, lead="vhxh")
    page = client_for(world.person("Thư")).get("/cho-xac-nhan").text
    assert "1 việc của chính đơn vị anh, chị do Văn phòng HĐND và UBND xác nhận." in page


def test_an_item_without_a_date_asks_for_one_before_the_verdict(
    session: Session, world: World, plan: Plan, client_for: ClientFor
) -> None:
    item = sent(session, world, plan, due_on=None)
    thu, url = client_for(world.person("Thư")), f"/cho-xac-nhan/{item.id}"
    assert "Đặt thời hạn trước." in thu.get(url).text
    refused = thu.post(f"{url}/xac-nhan", data={"version": 2})
    assert refused.status_code == 422
    assert "Việc chưa có thời hạn." in refused.text


def test_what_no_longer_waits_is_shown_as_it_is(
    session: Session, world: World, plan: Plan, client_for: ClientFor
) -> None:
    item = sent(session, world, plan)
    thu = client_for(world.person("Thư"))
    thu.post(f"/cho-xac-nhan/{item.id}/xac-nhan", data={"version": 2})
    assert thu.get(f"/cho-xac-nhan/{item.id}").location == f"/viec/{item.id}"


def test_two_who_decide_at_once_one_wins_and_the_other_reads_who_did(
    app: DonDoc, session: Session, world: World, plan: Plan, client_for: ClientFor
) -> None:
    item = sent(session, world, plan)
    number, name = item.id, {"Thư": "Lê Thị Thư", "Hoa": "Phạm Thị Hoa"}
    clients = {who: client_for(world.person(who)) for who in name}
    session.close()
    together, answers = threading.Barrier(2), {}

    def decide(who: str, path: str, typed: dict[str, object]) -> None:
        with app.app_context():
            together.wait()
            answers[who] = clients[who].post(f"/cho-xac-nhan/{number}/{path}", data=typed)

    back = {"version": 2, "decision": "send_back", "reason": REASON}
    threads = [
        threading.Thread(target=decide, args=("Thư", "xac-nhan", {"version": 2})),
        threading.Thread(target=decide, args=("Hoa", "gui-tra", back)),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answer.status_code for answer in answers.values()) == [302, 409]
    winner = next(who for who, answer in answers.items() if answer.status_code == 302)
    loser = next(answer for answer in answers.values() if answer.status_code == 409)
    assert f"{name[winner]} vừa đổi việc này lúc 08:00" in loser.text
    if winner == "Thư":
        assert REASON in loser.text
    assert count_of(session, "work_item.verify", "work_item.send_back") == 1
    assert session.scalar(select(func.count()).select_from(Decision)) == 1


@pytest.mark.parametrize("after", ["x", "2026-09-14_1", "1_2_3", "2026-09-14T01:00:00_1"])
def test_a_made_up_place_to_begin_is_not_found(
    world: World, client_for: ClientFor, after: str
) -> None:
    answer = client_for(world.person("Thư")).get("/cho-xac-nhan", query_string={"after": after})
    assert answer.status_code == 404


def test_a_long_queue_is_paged_and_runs_a_fixed_number_of_queries(
    session: Session, world: World, plan: Plan, client_for: ClientFor
) -> None:
    thu, counted = client_for(world.person("Thư")), []
    for amount in (1, 54):
        for number in range(amount):
            sent(session, world, plan, f"việc {amount}-{number}")
        counted.append(queries_of(lambda: thu.get("/cho-xac-nhan")))
    assert counted[0] == counted[1] <= 12
    first = thu.get("/cho-xac-nhan").text
    following = re.search(r'href="(/cho-xac-nhan\?after=[^"]+)"', first)
    assert following is not None
    second = thu.get(following[1].replace("&amp;", "&")).text
    shown = re.findall(r'class="row-title"[^>]*>([^<]+)<', first + second)
    assert len(shown) == len(set(shown)) == 55


def test_the_queue_and_the_door_agree_on_who_may_decide(
    session: Session, world: World, plan: Plan
) -> None:
    items = [sent(session, world, plan, lead=lead) for lead in HEADS]
    leaders_only = sent(session, world, plan)
    leaders_only.deciding_unit_id = None
    session.commit()
    items.append(leaders_only)
    subjects = subjects_of(session, items)
    for name in world.mau.people:
        actor = world.actor(name)
        by_query = set(session.scalars(select(WorkItem.id).where(may_decide(actor))))
        by_rule = {id_ for id_, s in subjects.items() if can(actor, Action.verify, s)}
        assert by_query == by_rule, name


def test_strangers_find_nothing(
    session: Session, world: World, plan: Plan, client_for: ClientFor
) -> None:
    item = sent(session, world, plan)
    stranger = client_for(world.ben.people["Thư"])
    assert stranger.get(f"/cho-xac-nhan/{item.id}").status_code == 404
    for step in ("xac-nhan", "gui-tra"):
        answer = stranger.post(
            f"/cho-xac-nhan/{item.id}/{step}",
            data={"version": 2, "decision": "send_back", "reason": REASON},
        )
        assert answer.status_code == 404
