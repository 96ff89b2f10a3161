"""The page of days off: a year at a glance, and no change before what it touches was shown."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.models import Commune, DayOff, Person, WorkItem
from tests.administering import SETTINGS, events_of
from tests.cast import World, add_item, add_plan

YEAR = "/quan-tri/ngay-nghi?nam=2026"
FRIDAY, SATURDAY = date(2026, 10, 2), date(2026, 10, 10)
DAY = {"nam": "2026", "day": "02/10/2026", "kind": "off", "title": "Theo thông báo"}
SWAP = {
    "nam": "2026",
    "off_day": "02/10/2026",
    "worked_day": "10/10/2026",
    "reason": "Thông báo 12/TB-BNV",
}


def days_of(session: Session) -> dict[date, bool]:
    session.rollback()
    return {row.day: row.is_working for row in session.scalars(select(DayOff))}


def hidden_fields(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page))


@pytest.fixture
def item(world: World, session: Session) -> WorkItem:
    plan = add_plan(session, world.mau, clock.now())
    made = add_item(
        session, world.mau, plan, lead="kt", title="Rà soát", due_on=FRIDAY, now=clock.now()
    )
    session.commit()
    return made


def test_an_empty_year_offers_the_days_of_the_law_and_shows_them_once_loaded(
    admin: FlaskClient, session: Session
) -> None:
    assert "Nạp ngày nghỉ lễ theo quy định" in admin.get(YEAR).text
    answer = admin.post("/quan-tri/ngay-nghi/nap", data={"nam": "2026"})
    assert answer.location == YEAR
    page = admin.get(YEAR).text
    assert "Thứ Tư, 02/9/2026" in page
    assert page.count("theo quy định</span>") == len(days_of(session)) > 10
    assert "Nạp ngày nghỉ lễ theo quy định" not in page
    assert [one.new for one in events_of(session, "day_off.seed")] == ["2026"]


def test_a_year_has_twelve_months_and_says_each_day_off_in_words(
    admin: FlaskClient, session: Session
) -> None:
    admin.post("/quan-tri/ngay-nghi/hoan-doi", data=SWAP)
    page = admin.get(YEAR).text
    assert page.count('<table class="month">') == 12
    assert 'class="off" title="Thông báo 12/TB-BNV">2<span class="sr">, nghỉ: Thông' in page
    assert 'class="worked" title="Thông báo 12/TB-BNV">10<span class="sr">, làm bù' in page
    assert days_of(session) == {FRIDAY: False, SATURDAY: True}


def test_years_outside_the_calendar_have_no_page(admin: FlaskClient) -> None:
    assert admin.get("/quan-tri/ngay-nghi?nam=x").status_code == 200
    for year in (1999, 2101, 10**12):
        assert admin.get(f"/quan-tri/ngay-nghi?nam={year}").status_code == 404
    assert admin.get("/quan-tri/ngay-nghi?nam=2100").status_code == 200
    assert admin.post("/quan-tri/ngay-nghi/nap", data={"nam": "1800"}).status_code == 404


def test_a_day_on_which_something_is_due_is_shown_first_and_saved_on_consent(
    admin: FlaskClient, session: Session, item: WorkItem
) -> None:
    asked = admin.post("/quan-tri/ngay-nghi/them", data=DAY)
    assert asked.status_code == 200
    assert "1 việc đến hạn đúng ngày này" in asked.text
    assert f'href="/viec/{item.id}"' in asked.text
    assert days_of(session) == {}
    fields = {key: value for key, value in hidden_fields(asked.text).items() if key != "csrf_token"}
    assert admin.post("/quan-tri/ngay-nghi/them", data=fields).location == YEAR
    assert days_of(session) == {FRIDAY: False}
    session.refresh(item)
    assert item.due_on == FRIDAY


def test_taking_a_day_out_shows_what_is_due_on_it_too(
    admin: FlaskClient, session: Session, item: WorkItem
) -> None:
    admin.post("/quan-tri/ngay-nghi/them", data={**DAY, "confirmed": "y"})
    path = f"/quan-tri/ngay-nghi/{session.scalars(select(DayOff.id)).one()}/bo"
    assert "Bỏ khỏi lịch" in admin.post(path).text
    assert days_of(session) == {FRIDAY: False}
    assert admin.post(path, data={"confirmed": "y"}).location == YEAR
    assert days_of(session) == {}
    kinds = [one.kind for one in events_of(session, "day_off.remove")]
    assert kinds == ["day_off.remove"]


def test_where_nothing_is_due_a_day_is_saved_at_once(admin: FlaskClient, session: Session) -> None:
    assert admin.post("/quan-tri/ngay-nghi/them", data=DAY).status_code == 302
    assert days_of(session) == {FRIDAY: False}


@pytest.mark.parametrize(
    ("path", "data", "said"),
    [
        ("them", {**DAY, "day": ""}, "Ghi ngày."),
        ("them", {**DAY, "day": "32/10/2026"}, "Ghi ngày theo dạng 14/9/2026."),
        ("them", {**DAY, "title": ""}, "Ghi lý do."),
        ("them", {**DAY, "kind": "x"}, "Chọn một mục trong danh sách."),
        ("them", {**DAY, "day": "10/10/2026"}, "Thứ Bảy, 10/10/2026 vốn là ngày nghỉ."),
        ("them", {**DAY, "kind": "working"}, "Thứ Sáu, 02/10/2026 không phải ngày cuối tuần."),
        ("them", {**DAY, "day": "01/10/1999"}, "Lịch nhận các năm từ 2000 đến 2100."),
        ("hoan-doi", {**SWAP, "worked_day": ""}, "Ghi ngày làm bù."),
        ("hoan-doi", {**SWAP, "reason": ""}, "Ghi văn bản."),
        ("hoan-doi", {**SWAP, "worked_day": "09/10/2026"}, "không phải ngày cuối tuần"),
    ],
)
def test_what_cannot_be_a_day_of_the_calendar_is_refused_with_what_was_typed(
    admin: FlaskClient, session: Session, path: str, data: dict[str, str], said: str
) -> None:
    answer = admin.post(f"/quan-tri/ngay-nghi/{path}", data=data)
    assert answer.status_code == 422
    assert said in answer.text
    typed = next(data[key] for key in ("reason", "title", "off_day", "day") if data.get(key))
    assert typed in answer.text
    assert days_of(session) == {}


def test_a_day_that_is_there_already_is_refused(admin: FlaskClient, session: Session) -> None:
    admin.post("/quan-tri/ngay-nghi/them", data=DAY)
    answer = admin.post("/quan-tri/ngay-nghi/hoan-doi", data=SWAP)
    assert answer.status_code == 422
    assert "Thứ Sáu, 02/10/2026 đã có trong lịch." in answer.text
    assert days_of(session) == {FRIDAY: False}


def test_only_an_administrator_sees_the_calendar(
    client_for: Callable[[Person], FlaskClient], world: World
) -> None:
    for name in ("Thư", "Khang"):
        assert client_for(world.person(name)).get(YEAR).status_code == 403


def test_the_settings_explain_and_store_what_a_day_off_does_to_a_deadline(
    admin: FlaskClient, world: World, session: Session
) -> None:
    page = admin.get("/quan-tri/thiet-lap").text
    assert "02/11/2026" in page and "30/10/2026" in page
    admin.post("/quan-tri/thiet-lap", data={**SETTINGS, "days_off": "shift"})
    session.rollback()
    assert session.get_one(Commune, world.mau.commune.id).shift_from_days_off
