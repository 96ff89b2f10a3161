"""Signing in and out in a browser: cookies, sessions, ways to the next page, the stale form."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.models import Appointment, Event, Person, UserSession
from app.services.sessions import token_hash
from app.web.edge import DonDoc
from tests.cast import World
from tests.conftest import TestClock
from tests.signing_in import PASSWORD, copy_of, give_passwords, is_signed_in, sign_in
from workflows.states import Role


@pytest.fixture(autouse=True)
def _passwords(session: Session, world: World) -> None:
    give_passwords(session, world.mau)
    give_passwords(session, world.ben)


@pytest.fixture
def browser(app: DonDoc) -> Callable[[], FlaskClient]:
    return app.test_client


def _events(session: Session, kind: str) -> list[Event]:
    session.rollback()
    return list(session.scalars(select(Event).where(Event.kind == kind).order_by(Event.id)))


def test_the_right_password_opens_the_page_of_the_role(
    browser: Callable[[], FlaskClient], world: World, session: Session
) -> None:
    for username, start in (
        ("thu.mau", "/tong-quan"),
        ("khang.mau", "/viec-cua-toi"),
        ("long.mau", "/tong-quan"),
        ("anh.mau", "/quan-tri/nguoi-dung"),
    ):
        client = browser()
        answer = sign_in(client, username)
        assert (answer.status_code, answer.location) == (302, start), username
        assert is_signed_in(client)
    (first, *_) = _events(session, "account.sign_in")
    assert (first.person_name, first.commune_id) == ("Lê Thị Thư", world.mau.commune.id)
    assert (first.person_title, first.address) == ("Chuyên viên", "10.0.0.1")


def test_a_wrong_password_and_an_unknown_name_get_the_same_page(
    browser: Callable[[], FlaskClient], world: World, session: Session
) -> None:
    world.person("Kiên").disabled_at = clock.now()
    session.commit()
    pages = set()
    for username in ("khang.mau", "nobody.here", "kien.mau"):
        answer = sign_in(browser(), username, "sai mật khẩu")
        assert answer.status_code == 401
        pages.add(_without_changing_parts(answer.text, username))
    assert len(pages) == 1
    assert "Tên đăng nhập hoặc mật khẩu chưa đúng" in pages.pop()


def _without_changing_parts(page: str, username: str) -> str:
    page = re.sub(r'name="csrf_token" value="[^"]*"', "", page)
    return page.replace(username, "…")


def test_the_sixth_try_is_refused_and_counted_although_the_answer_is_a_refusal(
    browser: Callable[[], FlaskClient], world: World, session: Session
) -> None:
    for username in ("khang.mau", "nobody.here"):
        statuses = [sign_in(browser(), username, "sai").status_code for _ in range(20)]
        assert statuses == [401] * 5 + [429] * 15, username
        last = sign_in(browser(), username)
        assert last.status_code == 429
        assert "Thử lại sau 08:15" in last.text
    assert len(_events(session, "account.sign_in_refused")) == 10
    assert len(_events(session, "account.locked")) == 2


def test_two_hundred_accounts_with_one_password_from_one_address_get_thirty_tries(
    browser: Callable[[], FlaskClient], world: World
) -> None:
    client = browser()
    statuses = [sign_in(client, f"person{n}", PASSWORD).status_code for n in range(200)]
    assert statuses == [401] * 30 + [429] * 170


def test_an_empty_form_is_told_what_is_missing_and_counts_nothing(
    browser: Callable[[], FlaskClient],
) -> None:
    client = browser()
    for _ in range(40):
        answer = sign_in(client, "", "")
    assert answer.status_code == 422
    assert "Ghi tên đăng nhập." in answer.text and "Ghi mật khẩu." in answer.text
    assert sign_in(client, "khang.mau").status_code == 302


def test_a_planted_cookie_does_not_follow_its_victim_in(
    browser: Callable[[], FlaskClient], world: World
) -> None:
    attacker = browser()
    attacker.get("/dang-nhap")
    victim = copy_of(attacker)
    sign_in(victim, "khang.mau")
    assert is_signed_in(victim)
    assert not is_signed_in(attacker)


def test_signing_in_over_a_planted_session_makes_a_new_one_and_ends_the_planted(
    browser: Callable[[], FlaskClient], world: World, session: Session
) -> None:
    attacker = browser()
    sign_in(attacker, "kien.mau")
    victim = copy_of(attacker)
    sign_in(victim, "khang.mau")
    assert "Trần Văn Khang" in victim.get("/mat-khau").text
    assert not is_signed_in(attacker)
    session.rollback()
    hashes = session.scalars(select(UserSession.token_hash)).all()
    assert len(hashes) == len(set(hashes)) == 2


def test_a_cookie_copied_before_sign_out_is_dead_after_it(
    browser: Callable[[], FlaskClient], world: World, session: Session
) -> None:
    client = browser()
    sign_in(client, "khang.mau")
    thief = copy_of(client)
    assert is_signed_in(thief)
    assert client.post("/dang-xuat").location == "/dang-nhap"
    assert not is_signed_in(thief)
    assert not is_signed_in(client)
    assert [e.person_name for e in _events(session, "account.sign_out")] == ["Trần Văn Khang"]


def test_signing_out_twice_does_no_harm(browser: Callable[[], FlaskClient], world: World) -> None:
    client = browser()
    sign_in(client, "khang.mau")
    client.post("/dang-xuat")
    assert client.post("/dang-xuat").location == "/dang-nhap"


def test_a_session_ends_when_it_is_not_used_and_after_its_time(
    browser: Callable[[], FlaskClient], world: World, test_clock: TestClock
) -> None:
    idle, busy = browser(), browser()
    sign_in(idle, "khang.mau")
    sign_in(busy, "khang.mau")
    for _ in range(23):
        test_clock.move(hours=7)
        assert is_signed_in(busy)
    assert not is_signed_in(idle)
    test_clock.move(hours=7)  # 168 hours after signing in
    assert not is_signed_in(busy)


def test_the_token_is_in_the_cookie_only(
    browser: Callable[[], FlaskClient], world: World, session: Session
) -> None:
    client = browser()
    sign_in(client, "khang.mau")
    with client.session_transaction() as cookie:
        token = cookie["_user_id"]
    session.rollback()
    (stored,) = session.scalars(select(UserSession))
    assert stored.token_hash == token_hash(token)
    assert token not in repr(vars(stored))


def test_the_cookie_is_kept_from_scripts_and_other_sites(
    browser: Callable[[], FlaskClient], world: World
) -> None:
    flags = sign_in(browser(), "khang.mau").headers["Set-Cookie"]
    assert "HttpOnly" in flags and "SameSite=Lax" in flags


def test_a_page_asked_for_comes_after_signing_in(
    browser: Callable[[], FlaskClient], world: World
) -> None:
    client = browser()
    sent = client.get("/quan-tri/don-vi?x=1")
    assert sent.location == "/dang-nhap?next=/quan-tri/don-vi?x%3D1"
    page = client.get(sent.location)
    assert 'name="next" value="/quan-tri/don-vi?x=1"' in page.text
    wanted = "/quan-tri/don-vi?x=1"
    assert sign_in(client, "anh.mau", next=wanted).location == wanted


def test_no_sign_in_leads_away(browser: Callable[[], FlaskClient], world: World) -> None:
    for target in ("//evil.example", "/\\evil.example", "https://evil.example"):
        client = browser()
        assert "evil" not in client.get("/dang-nhap", query_string={"next": target}).text
        assert sign_in(client, "khang.mau", next=target).location == "/viec-cua-toi", target


def test_a_form_lost_for_want_of_a_session_is_not_asked_for_by_get(
    browser: Callable[[], FlaskClient],
) -> None:
    assert browser().post("/giao-dien", data={"theme": "dark"}).location == "/dang-nhap"


def test_a_language_or_theme_leads_back_to_the_page_it_was_chosen_on(
    client_for: Callable[[Person], FlaskClient], world: World, session: Session
) -> None:
    client = client_for(world.person("Khang"))
    cases = (
        ("http://localhost/viec-cua-toi?trang=2", "/viec-cua-toi?trang=2"),
        ("http://evil.example/viec-cua-toi", "/"),
        ("http://localhost//evil.example", "/"),
        ("http://localhost.evil.example/", "/"),
    )
    for referrer, back in cases:
        answer = client.post("/giao-dien", data={"theme": "dark"}, headers={"Referer": referrer})
        assert answer.location == back, referrer
    client.post("/ngon-ngu", data={"locale": "en"})
    client.post("/giao-dien", data={"theme": "pink"})
    client.post("/ngon-ngu", data={"locale": "xx"})
    session.rollback()
    assert (world.person("Khang").theme, world.person("Khang").locale) == ("dark", "en")
    client.post("/giao-dien", data={"theme": "system"})
    session.rollback()
    assert world.person("Khang").theme is None


def test_a_visitor_chooses_the_language_before_signing_in(
    browser: Callable[[], FlaskClient],
) -> None:
    client = browser()
    assert 'lang="vi"' in client.get("/dang-nhap").text
    client.post("/ngon-ngu", data={"locale": "en"})
    assert '<html lang="en"' in client.get("/dang-nhap").text


def test_who_holds_no_role_today_is_told_what_to_do(
    browser: Callable[[], FlaskClient], world: World, session: Session
) -> None:
    khang = world.person("Khang")
    for held in session.scalars(select(Appointment).where(Appointment.person_id == khang.id)):
        held.valid_to = clock.today() - timedelta(days=1)
    session.commit()
    client = browser()
    assert sign_in(client, "khang.mau").location == "/chua-co-vai-tro"
    assert "Đề nghị quản trị của xã giao vai trò" in client.get("/chua-co-vai-tro").text
    assert client.get("/quan-tri/don-vi").status_code == 403


def test_who_works_in_two_communes_chooses_and_sees_one_at_a_time(
    browser: Callable[[], FlaskClient], world: World, session: Session
) -> None:
    anh = world.person("Ánh")
    session.add(
        Appointment(
            commune_id=world.ben.commune.id,
            person_id=anh.id,
            role=Role.administrator,
            valid_from=clock.today(),
        )
    )
    session.commit()
    client = browser()
    assert sign_in(client, "anh.mau").location == "/chon-xa"
    page = client.get("/chon-xa").text
    assert "Phường Mẫu" in page and "Xã Bên" in page
    chosen = client.post("/chon-xa", data={"commune": world.ben.commune.id})
    assert chosen.location == "/quan-tri/nguoi-dung"
    units = client.get("/quan-tri/don-vi").text
    assert "Xã Bên" in units and "Phường Mẫu" not in units
    assert [e.commune_id for e in _events(session, "account.enter_commune")] == [
        world.ben.commune.id
    ]


def test_nobody_enters_a_commune_he_has_no_role_in(
    client_for: Callable[[Person], FlaskClient], world: World
) -> None:
    client = client_for(world.person("Ánh"))
    for commune in (world.ben.commune.id, 0, 999_999, "x", ""):
        assert client.post("/chon-xa", data={"commune": commune}).status_code == 404
    assert "Phường Mẫu" in client.get("/quan-tri/don-vi").text


def test_demo_accounts_are_on_the_page_in_demo_mode_only(
    app: DonDoc, browser: Callable[[], FlaskClient]
) -> None:
    app.config["DEMO_ACCOUNTS"] = [
        {
            "username": "thu.mau",
            "name": "Lê Thị Thư",
            "role_words": "Cơ quan thường trực",
            "password": PASSWORD,
        }
    ]
    assert "thu.mau" not in browser().get("/dang-nhap").text
    app.config["DEMO"] = True
    page = browser().get("/dang-nhap").text
    assert "Tài khoản dùng thử" in page and "thu.mau" in page and PASSWORD in page
    app.config["DEMO_ACCOUNTS"] = []
    assert "Tài khoản dùng thử" not in browser().get("/dang-nhap").text


def _token(page: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def test_a_stale_sign_in_form_is_shown_again_with_the_name_kept(
    app: DonDoc, browser: Callable[[], FlaskClient], world: World
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    client, stranger = browser(), browser()
    foreign = _token(stranger.get("/dang-nhap").text)
    good = _token(client.get("/dang-nhap").text)
    for token in ({}, {"csrf_token": "x"}, {"csrf_token": foreign}):
        answer = sign_in(client, "khang.mau", **token)
        assert answer.status_code == 400
        assert "Trang này mở đã lâu" in answer.text and 'value="khang.mau"' in answer.text
        assert not is_signed_in(client)
    assert sign_in(client, "khang.mau", csrf_token=_token(answer.text)).status_code == 302
    assert sign_in(browser(), "khang.mau", csrf_token=good).status_code == 400


def test_every_other_form_of_accounts_is_refused_without_its_token(
    app: DonDoc, client_for: Callable[[Person], FlaskClient], world: World
) -> None:
    client = client_for(world.person("Ánh"))
    before_sign_in = _token(app.test_client().get("/dang-nhap").text)
    app.config["WTF_CSRF_ENABLED"] = True
    for path in ("/dang-xuat", "/mat-khau", "/giao-dien", "/ngon-ngu", "/chon-xa"):
        for token in ({}, {"csrf_token": "x"}, {"csrf_token": before_sign_in}):
            answer = client.post(path, data={"theme": "dark", "locale": "en", **token})
            assert answer.status_code == 400, path
            assert "biểu mẫu không còn hiệu lực" in answer.text
    assert is_signed_in(client)
