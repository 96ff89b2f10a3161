"""One-time links in a browser: looked at without harm, used once, dead after a day."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.models import Appointment, Commune, Event, Person
from app.services.links import first_administrator_link
from app.web.edge import DonDoc
from tests.cast import World
from tests.conftest import TestClock
from tests.signing_in import ANOTHER, PASSWORD, give_passwords, is_signed_in, sign_in

CHOSEN = {"chosen": ANOTHER, "repeated": ANOTHER}


@pytest.fixture
def given(client_for: Callable[[Person], FlaskClient], world: World) -> Callable[[str], str]:
    """Let Ánh give somebody a link; return its path."""

    def give(name: str) -> str:
        administrator = client_for(world.person("Ánh"))
        person_id = world.person(name).id
        page = administrator.post(f"/quan-tri/nguoi-dung/{person_id}/duong-dan")
        assert page.status_code == 200 and page.headers["Cache-Control"] == "no-store"
        found = re.search(r"http://localhost(/lien-ket/[\w-]{43})", page.text)
        assert found is not None
        return found[1]

    return give


def test_looking_at_a_link_uses_nothing_up(
    app: DonDoc, given: Callable[[str], str], world: World
) -> None:
    path = given("Minh")
    for _ in range(5):
        page = app.test_client().get(path)
        assert page.status_code == 200
        assert "Đặng Văn Minh" in page.text and "minh.mau" in page.text
        assert page.headers["Cache-Control"] == "no-store"


def test_choosing_a_password_signs_in_and_ends_the_link(
    app: DonDoc, given: Callable[[str], str], world: World, session: Session
) -> None:
    path = given("Minh")
    client = app.test_client()
    assert client.post(path, data=CHOSEN).location == "/tong-quan"
    assert is_signed_in(client)
    for late in (app.test_client(), client):
        assert late.get(path).status_code == 404
        answer = late.post(path, data={"chosen": PASSWORD, "repeated": PASSWORD})
        assert answer.status_code == 404 and "không mở được nữa" in answer.text
    assert sign_in(app.test_client(), "minh.mau", ANOTHER).status_code == 302
    session.rollback()
    kinds = session.scalars(select(Event.kind).order_by(Event.id)).all()
    assert kinds == ["person.give_link", "account.use_link", "account.sign_in"]


def test_a_refused_password_leaves_the_link_open(
    app: DonDoc, given: Callable[[str], str], world: World
) -> None:
    path = given("Minh")
    client = app.test_client()
    for chosen, sentence in (
        ("ngắn", "ít nhất 8 ký tự"),
        ("matkhau123", "dễ bị đoán"),
        ("phường Mẫu 2026", "tên xã"),
        ("dangvanminh", "tên người"),
    ):
        answer = client.post(path, data={"chosen": chosen, "repeated": chosen})
        assert answer.status_code == 422 and sentence in answer.text, chosen
    assert client.post(path, data=CHOSEN).status_code == 302


def test_a_link_is_dead_after_a_day(
    app: DonDoc, given: Callable[[str], str], world: World, test_clock: TestClock
) -> None:
    path = given("Minh")
    test_clock.move(hours=23, minutes=59)
    assert app.test_client().get(path).status_code == 200
    test_clock.move(minutes=1)
    assert app.test_client().get(path).status_code == 404
    assert app.test_client().post(path, data=CHOSEN).status_code == 404


def test_a_newer_link_ends_the_older(
    app: DonDoc, given: Callable[[str], str], world: World
) -> None:
    first, second = given("Minh"), given("Minh")
    assert app.test_client().get(first).status_code == 404
    assert app.test_client().get(second).status_code == 200


def test_a_link_of_somebody_disabled_opens_nothing(
    app: DonDoc, given: Callable[[str], str], world: World, session: Session
) -> None:
    path = given("Minh")
    world.person("Minh").disabled_at = clock.now()
    session.commit()
    assert app.test_client().get(path).status_code == 404
    assert app.test_client().post(path, data=CHOSEN).status_code == 404


def test_using_a_link_ends_the_sessions_the_person_had(
    app: DonDoc, given: Callable[[str], str], world: World, session: Session
) -> None:
    give_passwords(session, world.mau)
    before = app.test_client()
    sign_in(before, "minh.mau")
    path = given("Minh")
    assert is_signed_in(before)
    app.test_client().post(path, data=CHOSEN)
    assert not is_signed_in(before)


def test_a_guessed_link_is_nothing(app: DonDoc, world: World) -> None:
    for token in ("x", "a" * 43, "..", "%00", "a" * 5000):
        assert app.test_client().get(f"/lien-ket/{token}").status_code == 404, token


def test_two_browsers_that_send_a_link_at_once_get_in_once(
    app: DonDoc, given: Callable[[str], str], world: World
) -> None:
    path = given("Minh")
    plain_client = FlaskClient

    def send(number: int) -> int:
        client = plain_client(app, app.response_class)
        return client.post(path, data=CHOSEN).status_code

    with ThreadPoolExecutor(3) as pool:
        assert sorted(pool.map(send, range(3))) == [302, 404, 404]


FIRST = {
    "commune": "Xã Minh Đức",
    "province": "Tỉnh Mẫu",
    "full_name": "Nguyễn Thị Quản",
    "username": "quan.nt",
    **CHOSEN,
}


@pytest.fixture
def first_link(session: Session, test_clock: TestClock) -> str:
    """The way into an installation in which nobody is."""
    address = first_administrator_link(session, "http://localhost", clock.now())
    session.commit()
    assert address is not None
    return address.removeprefix("http://localhost")


def test_the_first_administrator_is_led_to_units_and_people(
    app: DonDoc, first_link: str, session: Session
) -> None:
    client = app.test_client()
    assert "Bắt đầu dùng Đôn Đốc" in client.get(first_link).text
    assert client.post(first_link, data=FIRST).location == "/quan-tri/don-vi"
    units = client.get("/quan-tri/don-vi").text
    assert "Xã Minh Đức" in units and "Thêm đơn vị đầu tiên" in units
    assert "Chưa có đơn vị nào." in client.get("/quan-tri/nguoi-dung").text
    assert sign_in(app.test_client(), "quan.nt", ANOTHER).location == "/quan-tri/nguoi-dung"
    session.rollback()
    assert session.scalars(select(Commune.code)).all() == ["xa-minh-duc"]


WRONG_FIRST = (
    ({"commune": ""}, "Ghi tên xã"),
    ({"full_name": ""}, "Ghi họ và tên"),
    ({"username": "có dấu cách"}, "3 đến 60 chữ cái không dấu"),
    ({"username": "ab"}, "3 đến 60 chữ cái không dấu"),
    ({"chosen": "xaminhduc26", "repeated": "xaminhduc26"}, "tên xã"),
    ({"chosen": "nguyenthiquan", "repeated": "nguyenthiquan"}, "tên người"),
)


def test_the_first_page_says_what_is_wrong_and_keeps_what_was_typed(
    app: DonDoc, first_link: str, session: Session
) -> None:
    client = app.test_client()
    for wrong, sentence in WRONG_FIRST:
        answer = client.post(first_link, data={**FIRST, **wrong})
        assert answer.status_code == 422 and sentence in answer.text, wrong
        assert 'value="Tỉnh Mẫu"' in answer.text
    session.rollback()
    assert session.scalars(select(Person.disabled_at)).one() is not None
    assert client.post(first_link, data=FIRST).status_code == 302


def test_the_first_administrator_cannot_take_a_name_that_is_taken(
    app: DonDoc, world: World, session: Session
) -> None:
    for held in session.scalars(select(Appointment)).all():
        if held.role == "administrator":
            session.delete(held)
    session.commit()
    address = first_administrator_link(session, "", clock.now())
    session.commit()
    answer = app.test_client().post(str(address), data={**FIRST, "username": "khang.mau"})
    assert answer.status_code == 422 and "đã có người dùng" in answer.text
