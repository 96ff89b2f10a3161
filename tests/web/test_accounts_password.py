"""Changing a password in a browser: one's own, and one that somebody else had set."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Event
from app.web.edge import DonDoc
from tests.cast import World
from tests.conftest import TestClock
from tests.signing_in import ANOTHER, PASSWORD, copy_of, give_passwords, is_signed_in, sign_in


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


def test_a_password_change_ends_every_other_session_and_renews_its_own(
    browser: Callable[[], FlaskClient], world: World, session: Session
) -> None:
    here, elsewhere = browser(), browser()
    sign_in(here, "khang.mau")
    sign_in(elsewhere, "khang.mau")
    thief = copy_of(here)
    form = {"current": PASSWORD, "chosen": ANOTHER, "repeated": ANOTHER}
    assert here.post("/mat-khau", data=form).location == "/viec-cua-toi"
    assert is_signed_in(here)
    assert not is_signed_in(elsewhere)
    assert not is_signed_in(thief)
    assert sign_in(browser(), "khang.mau", PASSWORD).status_code == 401
    assert sign_in(browser(), "khang.mau", ANOTHER).status_code == 302
    assert len(_events(session, "account.change_password")) == 1


REFUSED_CHANGES = (
    (
        {"current": "sai", "chosen": ANOTHER, "repeated": ANOTHER},
        "Mật khẩu đang dùng chưa đúng",
    ),
    (
        {"current": PASSWORD, "chosen": ANOTHER, "repeated": ANOTHER + "x"},
        "Hai lần gõ chưa giống nhau",
    ),
    ({"current": PASSWORD, "chosen": "ngắn", "repeated": "ngắn"}, "ít nhất 8 ký tự"),
    (
        {"current": PASSWORD, "chosen": PASSWORD, "repeated": PASSWORD},
        "giống mật khẩu đang dùng",
    ),
    (
        {"current": PASSWORD, "chosen": "phường Mẫu 2026", "repeated": "phường Mẫu 2026"},
        "tên xã",
    ),
)


def test_a_password_change_is_refused_in_a_sentence(
    browser: Callable[[], FlaskClient], world: World, test_clock: TestClock
) -> None:
    client = browser()
    sign_in(client, "khang.mau")
    for form, sentence in REFUSED_CHANGES:
        answer = client.post("/mat-khau", data=form)
        assert answer.status_code == 422
        assert sentence in answer.text
        assert f'value="{form["chosen"]}"' not in answer.text
    assert sign_in(browser(), "khang.mau").status_code == 302


def test_an_open_session_is_no_place_to_guess_the_password(
    browser: Callable[[], FlaskClient], world: World, session: Session
) -> None:
    client = browser()
    sign_in(client, "khang.mau")
    form = {"current": "sai", "chosen": ANOTHER, "repeated": ANOTHER}
    statuses = [client.post("/mat-khau", data=form).status_code for _ in range(8)]
    assert statuses == [422] * 5 + [429] * 3
    assert client.post("/mat-khau", data={**form, "current": PASSWORD}).status_code == 429
    assert len(_events(session, "account.password_refused")) == 5


def test_a_password_set_by_somebody_else_opens_one_page_only(
    browser: Callable[[], FlaskClient], world: World, session: Session
) -> None:
    world.person("Ánh").must_change_password = True
    session.commit()
    client = browser()
    assert sign_in(client, "anh.mau", next="/quan-tri/don-vi").location == (
        "/mat-khau?next=/quan-tri/don-vi"
    )
    for path in ("/quan-tri/don-vi", "/quan-tri/nguoi-dung", "/chua-co-vai-tro", "/chon-xa"):
        assert client.get(path).location == "/mat-khau", path
    assert client.post("/quan-tri/don-vi/them", data={"name": "x"}).location == "/mat-khau"
    form = {"current": PASSWORD, "chosen": ANOTHER, "repeated": ANOTHER, "next": "/quan-tri/don-vi"}
    assert client.post("/mat-khau", data=form).location == "/quan-tri/don-vi"
    assert client.get("/quan-tri/don-vi").status_code == 200
