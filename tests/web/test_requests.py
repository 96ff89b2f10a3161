"""The pages of requests and questions: who meets which form, what a refusal keeps, what lists
show."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.models import Commune, DueDateRequest, Event, Explanation, Person, RequestStatus, WorkItem
from tests.acting import act, explain_products
from tests.cast import World, add_item, add_plan
from tests.conftest import TestClock
from workflows.states import Action

DUE = date(2026, 9, 30)
CAUSE = "Chờ Sở Tài chính hướng dẫn định mức mới."
Browsers = Callable[[str], FlaskClient]


@pytest.fixture
def item(session: Session, world: World) -> WorkItem:
    plan = add_plan(session, world.mau, clock.now())
    made = add_item(
        session, world.mau, plan, lead="kt", title="Báo cáo quý", due_on=DUE, now=clock.now()
    )
    session.commit()
    return made


@pytest.fixture
def browser(world: World, client_for: Callable[[Person], FlaskClient]) -> Browsers:
    """The browser of a person of the cast, by short name."""
    return lambda name: client_for(world.person(name))


def text(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.get_data(as_text=True)


def test_a_date_is_moved_from_the_unit_s_page_to_the_item_s_page(
    session: Session, item: WorkItem, browser: Browsers
) -> None:
    head, office, leader = browser("Khang"), browser("Thư"), browser("Long")
    assert f"/viec/{item.id}/dieu-chinh-thoi-han" in text(head, f"/viec/{item.id}")
    asked = {"version": item.version, "cause": CAUSE, "wished_on": "31/10/2026"}
    address = f"/viec/{item.id}/dieu-chinh-thoi-han"
    assert head.post(address, data=asked).location == f"/viec/{item.id}"
    assert "đề nghị đến 31/10/2026" in text(office, "/de-nghi")
    request = session.scalars(select(DueDateRequest)).one()
    place = f"/de-nghi/{request.id}"
    # Who may not decide is shown no form for it.
    assert "/dong-y" not in text(office, place)
    opinion = {"version": request.version, "is_supported": "yes", "opinion": "Đúng là chờ Sở."}
    assert office.post(f"{place}/y-kien", data=opinion).status_code == 302
    assert "Đúng là chờ Sở." in text(leader, place)
    session.refresh(request)
    decision = {"version": request.version, "due_on": "15/10/2026", "document": "88/TB-UBND"}
    assert leader.post(f"{place}/dong-y", data=decision).status_code == 302
    page = text(head, f"/viec/{item.id}")
    assert "hạn 15/10/2026, ban đầu 30/9/2026" in page
    assert "Đồng ý điều chỉnh thời hạn" in page
    assert "Không có đề nghị" in text(office, "/de-nghi")


def test_a_refusal_keeps_what_was_typed(item: WorkItem, browser: Browsers) -> None:
    head = browser("Khang")
    asked = {"version": item.version, "cause": CAUSE, "wished_on": "01/9/2026"}
    answer = head.post(f"/viec/{item.id}/dieu-chinh-thoi-han", data=asked)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Thời hạn mới phải sau ngày hôm nay" in page
    assert CAUSE in page and "01/9/2026" in page


def test_a_stale_decision_is_told_who_was_first_and_keeps_its_words(
    session: Session, item: WorkItem, browser: Browsers
) -> None:
    head, leader, other = browser("Khang"), browser("Long"), browser("Quý")
    asked = {"version": item.version, "cause": CAUSE, "wished_on": "31/10/2026"}
    head.post(f"/viec/{item.id}/dieu-chinh-thoi-han", data=asked)
    request = session.scalars(select(DueDateRequest)).one()
    place, seen = f"/de-nghi/{request.id}", request.version
    refusal = {"version": seen, "reason": "Đề nghị giữ nguyên thời hạn."}
    assert leader.post(f"{place}/khong-dong-y", data=refusal).status_code == 302
    decision = {"version": seen, "due_on": "31/10/2026", "document": "Thông báo 99/TB-UBND"}
    answer = other.post(f"{place}/dong-y", data=decision)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Hoàng Văn Long" in page and "Thông báo 99/TB-UBND" in page
    session.refresh(request)
    assert request.status is RequestStatus.refused


def test_a_question_is_asked_shown_late_and_answered(
    session: Session, item: WorkItem, browser: Browsers, test_clock: TestClock
) -> None:
    test_clock.move(days=20)
    office, head = browser("Thư"), browser("Khang")
    assert f"/viec/{item.id}/hoi-nguyen-nhan" in text(office, f"/viec/{item.id}")
    by = clock.today() + timedelta(days=2)
    asked = {"question": "", "answer_by": by.isoformat()}
    assert office.post(f"/viec/{item.id}/hoi-nguyen-nhan", data=asked).status_code == 302
    assert "chậm trả lời" not in text(head, "/giai-trinh")
    test_clock.move(days=3)
    office, head = browser("Thư"), browser("Khang")
    assert "chậm trả lời" in text(head, "/giai-trinh")
    assert "Chậm trả lời" in text(office, f"/viec/{item.id}")
    question = session.scalars(select(Explanation)).one()
    place = f"/giai-trinh/{question.id}"
    short = {"version": question.version, "words": "Bận"}
    assert head.post(place, data=short).status_code == 422
    answer = {"version": question.version, "words": CAUSE, "expected_on": "31/12/2026"}
    assert head.post(place, data=answer).location == f"/viec/{item.id}"
    late = text(office, "/viec-qua-han")
    assert f"nguyên nhân: {CAUSE}" in late and "dự kiến xong 31/12/2026" in late


def test_the_office_moves_the_internal_date_and_the_unit_sees_it_beside_the_other(
    session: Session, item: WorkItem, browser: Browsers
) -> None:
    office, head = browser("Thư"), browser("Khang")
    address = f"/viec/{item.id}/han-noi-bo"
    after = {"version": item.version, "internal_on": "01/10/2026"}
    assert office.post(address, data=after).status_code == 422
    set_to = {"version": item.version, "internal_on": "15/9/2026"}
    assert head.post(address, data=set_to).status_code == 403
    assert office.post(address, data=set_to).status_code == 302
    assert "nội bộ 15/9/2026" in text(head, "/viec-cua-toi")
    assert "hạn 30/9/2026, nội bộ 15/9/2026" in text(head, f"/viec/{item.id}")
    session.refresh(item)
    empty = {"version": item.version, "internal_on": ""}
    assert office.post(address, data=empty).status_code == 302
    assert "nội bộ 15/9/2026" not in text(head, "/viec-cua-toi")


def test_a_unit_says_what_it_waits_for_and_that_it_is_over(
    session: Session, item: WorkItem, browser: Browsers, test_clock: TestClock
) -> None:
    test_clock.move(days=20)
    head, office = browser("Khang"), browser("Thư")
    address = f"/viec/{item.id}/dang-cho"
    assert head.post(address, data={"version": item.version}).status_code == 422
    waits = {
        "version": item.version,
        "waiting_for": "council",
        "detail": "kỳ họp tháng 12",
        "waiting_since": "01/10/2026",
        "document": "12/TTr-KT",
    }
    assert head.post(address, data=waits).status_code == 302
    words = "đang chờ HĐND: kỳ họp tháng 12 từ 01/10/2026"
    assert f"Đ{words[1:]} (12/TTr-KT)" in text(head, f"/viec/{item.id}")
    assert words in text(head, "/viec-cua-toi")
    # Still late in the figures; the mark stands beside it.
    assert words in text(office, "/viec-qua-han")
    session.refresh(item)
    assert head.post(f"/viec/{item.id}/het-cho", data={"version": item.version}).status_code == 302
    assert "đang chờ" not in text(office, "/viec-qua-han")


def test_delegating_is_a_setting_that_leaves_an_event(
    session: Session, world: World, admin: FlaskClient
) -> None:
    commune = world.mau.commune
    settings = {
        "name": commune.name,
        "province": commune.province,
        "completion_day": "product_day",
        "before": "exclusive",
        "days_off": "keep",
        "verification_working_days": "5",
        "supplement_days": "5",
        "dates_delegated_by": "05/QĐ-UBND ngày 10/9/2026",
        "plan_changes_delegated_by": "",
    }
    assert admin.post("/quan-tri/thiet-lap", data=settings).status_code == 302
    session.rollback()
    assert session.get_one(Commune, commune.id).dates_delegated_by == settings["dates_delegated_by"]
    events = session.scalars(select(Event).where(Event.kind == "commune.change")).all()
    assert [event.data["field"] for event in events] == ["dates_delegated_by"]


def test_the_overview_says_what_was_in_time_after_moving(
    session: Session, world: World, item: WorkItem, browser: Browsers, test_clock: TestClock
) -> None:
    asked = {"version": item.version, "cause": CAUSE, "wished_on": "31/10/2026"}
    browser("Khang").post(f"/viec/{item.id}/dieu-chinh-thoi-han", data=asked)
    request = session.scalars(select(DueDateRequest)).one()
    decision = {"version": request.version, "due_on": "31/10/2026", "document": "88/TB-UBND"}
    browser("Long").post(f"/de-nghi/{request.id}/dong-y", data=decision)
    test_clock.move(days=20)
    session.refresh(item)
    act(session, world, "Khang", explain_products(session, item), Action.submit)
    act(session, world, "Thư", item, Action.verify)
    page = text(browser("Long"), "/tong-quan")
    assert "đúng hạn 1 (trong đó 1 sau điều chỉnh thời hạn) · quá hạn 0" in page


@pytest.mark.parametrize(
    ("days", "over"),
    [
        # Handed in on Monday 14/9/2026; on Monday 21 it has waited five working days.
        (7, False),
        (8, True),
    ],
)
def test_the_overview_says_how_many_wait_longer_than_the_verifier_has(
    session: Session,
    world: World,
    item: WorkItem,
    browser: Browsers,
    test_clock: TestClock,
    days: int,
    over: bool,
) -> None:
    act(session, world, "Khang", explain_products(session, item), Action.submit)
    test_clock.move(days=days)
    page = text(browser("Long"), "/tong-quan")
    assert "1 việc chờ Phòng VH-XH" in page
    assert ("1 việc quá 5 ngày làm việc" in page) is over
    # The queue of the verifier himself counts by the same days.
    assert ("quá 5 ngày" in text(browser("Thư"), "/cho-xac-nhan")) is over


def test_from_the_third_move_on_a_date_is_marked(
    session: Session, item: WorkItem, browser: Browsers, test_clock: TestClock
) -> None:
    head, leader = browser("Khang"), browser("Long")
    for number in range(3):
        session.refresh(item)
        wished = date(2026, 10, 1 + number)
        asked = {"version": item.version, "cause": CAUSE, "wished_on": wished.isoformat()}
        head.post(f"/viec/{item.id}/dieu-chinh-thoi-han", data=asked)
        request = session.scalars(
            select(DueDateRequest).where(DueDateRequest.status == RequestStatus.open)
        ).one()
        marked = number == 2
        place = f"/de-nghi/{request.id}"
        assert ("lần điều chỉnh thứ 3" in text(leader, "/de-nghi")) is marked
        assert ("lần điều chỉnh thứ 3" in text(leader, place)) is marked
        decision = {"version": request.version, "due_on": wished.isoformat(), "document": "8/TB"}
        assert leader.post(f"{place}/dong-y", data=decision).status_code == 302
    test_clock.move(days=30)
    head, leader = browser("Khang"), browser("Long")
    assert "điều chỉnh lần 3" in text(leader, "/viec-qua-han")
    assert "ban đầu 30/9/2026, điều chỉnh lần 3" in text(head, f"/viec/{item.id}")
