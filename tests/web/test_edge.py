"""The edge: headers of every answer, tokens on every form, one transaction a request."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.extensions import csrf
from app.models import Notification, Person
from app.web.edge import DonDoc
from tests.cast import World

ADDRESSES = ("/dang-nhap", "/khong-co-trang-nay", "/tong-quan", "/viec/999999", "/static/icons.svg")


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("signed_in", [False, True], ids=["a stranger", "somebody"])
def test_every_answer_carries_the_headers(
    app: DonDoc,
    world: World,
    client_for: Callable[[Person], FlaskClient],
    address: str,
    signed_in: bool,
) -> None:
    client = client_for(world.person("Khang")) if signed_in else app.test_client()
    answer = client.get(address)
    headers = answer.headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "Strict-Transport-Security" not in headers
    if signed_in and not address.startswith("/static/"):
        assert headers["Cache-Control"] == "no-store"
    answer.close()


def test_under_tls_the_browser_is_told_to_stay_there(app: DonDoc) -> None:
    app.config.update(SECURE=True, SESSION_COOKIE_SECURE=True)
    answer = app.test_client().get("/dang-nhap", base_url="https://localhost")
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=")
    assert "Secure" in answer.headers["Set-Cookie"]


def test_cookies_are_hidden_from_scripts_and_from_other_sites(app: DonDoc) -> None:
    cookie = app.test_client().get("/dang-nhap").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "127.0.0.1@evil.example"]
)
def test_a_forged_host_is_refused(app: DonDoc, host: str) -> None:
    answer = app.test_client().get("/dang-nhap", headers={"Host": host})
    assert answer.status_code == 400
    assert "evil.example" not in answer.get_data(as_text=True)


def test_forwarded_headers_count_nothing_without_a_proxy(app: DonDoc) -> None:
    answer = app.test_client().get("/tong-quan", headers={"X-Forwarded-Host": "evil.example"})
    assert "evil.example" not in answer.headers["Location"]


@pytest.fixture
def strict(app: DonDoc) -> DonDoc:
    """The application as it runs: every unsafe request needs its token."""
    app.config["WTF_CSRF_ENABLED"] = True
    return app


@pytest.mark.parametrize("token", ["", "wrong", "of another session"])
def test_no_form_is_accepted_without_its_own_token(
    strict: DonDoc,
    world: World,
    session: Session,
    client_for: Callable[[Person], FlaskClient],
    token: str,
) -> None:
    client = client_for(world.person("Khang"))
    if token == "of another session":
        page = client_for(world.person("Vân")).get("/thong-bao").get_data(as_text=True)
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page).group(1)  # type: ignore[union-attr]
    before = session.scalars(select(Notification.read_at)).all()
    session.rollback()
    tried = 0
    for rule in strict.url_map.iter_rules():
        if "POST" not in (rule.methods or ()):
            continue
        values = dict.fromkeys(rule.arguments, 1)
        address = strict.url_map.bind("localhost").build(rule.endpoint, values, method="POST")
        answer = client.post(address, data={"csrf_token": token})
        assert answer.status_code == 400, address
        assert "hiệu lực" in answer.get_data(as_text=True), address
        tried += 1
    assert tried > 15
    assert session.scalars(select(Notification.read_at)).all() == before


def test_no_view_is_exempt_from_tokens(app: DonDoc) -> None:
    assert not csrf._exempt_views
    assert not csrf._exempt_blueprints


def test_an_unknown_page_says_so_in_words(
    world: World, client_for: Callable[[Person], FlaskClient]
) -> None:
    answer = client_for(world.person("Khang")).get("/khong-co-trang-nay")
    assert answer.status_code == 404
    assert "Traceback" not in answer.get_data(as_text=True)


def test_our_own_fault_shows_a_number_and_no_trace(
    app: DonDoc,
    world: World,
    client_for: Callable[[Person], FlaskClient],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("mật khẩu của cơ sở dữ liệu")

    client = client_for(world.person("Khang"))
    monkeypatch.setattr("app.web.overview.routes.plans_and_outside", fail)
    answer = client.get("/tong-quan")
    text = answer.get_data(as_text=True)
    assert answer.status_code == 500
    assert "mật khẩu của cơ sở dữ liệu" not in text
    number = re.search(r"\b[0-9A-F]{8}\b", text)
    assert number is not None
    assert number.group() in caplog.text
