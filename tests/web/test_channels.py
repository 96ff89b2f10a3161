"""Kênh gửi: an administrator registers, tries, stops; a person switches his own off and on."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.channels import chat
from app.models import ChannelEndpoint, EndpointKind, OutboxMail, Person
from tests.cast import World

TELEGRAM = "tgram://123456789:AAHnotarealtokennotarealtoken12345/-10012345"


@pytest.fixture
def admin(world: World, client_for: Callable[[Person], FlaskClient]) -> FlaskClient:
    return client_for(world.person("Ánh"))


def add(admin: FlaskClient, owner: int = 0, **fields: str) -> str:
    data = {
        "kind": "webhook",
        "owner": str(owner),
        "title": "Phần mềm của xã",
        "address": "https://hook.example.vn/nhan/duong-bi-mat",
        **fields,
    }
    answer = admin.post("/quan-tri/kenh", data=data, follow_redirects=True)
    return f"{answer.status_code} {answer.text}"


def the_one(session: Session) -> ChannelEndpoint:
    session.rollback()
    session.expire_all()
    return session.scalars(select(ChannelEndpoint)).one()


def test_the_secret_of_a_webhook_is_shown_once(
    admin: FlaskClient, world: World, session: Session
) -> None:
    page = add(admin, world.person("Khang").id)
    made = the_one(session)
    assert made.secret in page
    assert made.person_id == world.person("Khang").id
    listed = admin.get("/quan-tri/kenh").text
    assert made.secret not in listed
    assert "duong-bi-mat" not in listed
    assert "hook.example.vn" in listed
    assert "Trần Văn Khang" in listed
    renewed = admin.post(f"/quan-tri/kenh/{made.id}/khoa-moi").text
    fresh = the_one(session).secret
    assert fresh in renewed
    assert made.secret == fresh not in page


def test_a_refusal_keeps_what_was_typed(admin: FlaskClient, session: Session) -> None:
    page = add(admin, address="https://192.168.1.5/nhan")
    assert page.startswith("422")
    assert "Địa chỉ trong mạng nội bộ không dùng được." in page
    assert 'value="https://192.168.1.5/nhan"' in page
    for fields in ({"title": ""}, {"address": ""}, {"kind": "file"}, {"owner": "99999"}):
        assert add(admin, **fields).startswith("422"), fields
    assert session.scalars(select(ChannelEndpoint)).all() == []


def test_a_chat_is_offered_only_where_it_can_be_sent(
    admin: FlaskClient, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert add(admin, kind="chat", address="json://127.0.0.1/").startswith("422")
    page = add(admin, kind="chat", address=TELEGRAM)
    assert "Telegram -10012345" in page
    assert "AAHnotareal" not in page
    made = the_one(session)
    assert (made.kind, made.secret) == (EndpointKind.chat, "")
    assert admin.post(f"/quan-tri/kenh/{made.id}/khoa-moi").status_code == 409
    monkeypatch.setattr(chat, "is_installed", lambda: False)
    page = admin.get("/quan-tri/kenh").text
    assert "-r requirements/chat.txt" in page
    assert not re.search(r'type="radio"[^>]*value="chat"', page)
    assert add(admin, kind="chat", address=TELEGRAM).startswith("422")


def test_trying_it_leaves_a_message_in_the_outbox(admin: FlaskClient, session: Session) -> None:
    add(admin)
    made = the_one(session)
    answer = admin.post(f"/quan-tri/kenh/{made.id}/gui-thu", follow_redirects=True).text
    assert "Sẽ gửi thử trong vòng một phút." in answer
    assert "Đang chờ gửi" in answer
    assert session.scalars(select(OutboxMail.endpoint_id)).all() == [made.id]
    assert "Phần mềm của xã" in admin.get("/lich-chay/thu").text
    admin.post(f"/quan-tri/kenh/{made.id}/tam-ngung")
    refused = admin.post(f"/quan-tri/kenh/{made.id}/gui-thu")
    assert refused.status_code == 409
    assert "Bấm Dùng lại trước" in refused.text
    admin.post(f"/quan-tri/kenh/{made.id}/dung-lai")
    assert the_one(session).stopped_at is None
    admin.post(f"/quan-tri/kenh/{made.id}/bo")
    assert the_one(session).removed_at is not None
    assert admin.post(f"/quan-tri/kenh/{made.id}/gui-thu").status_code == 404


def test_a_person_switches_his_own_off_and_on_and_nobody_else_s(
    admin: FlaskClient,
    world: World,
    session: Session,
    client_for: Callable[[Person], FlaskClient],
) -> None:
    add(admin, world.person("Khang").id)
    made = the_one(session)
    khang, kien = (client_for(world.person(name)) for name in ("Khang", "Kiên"))
    assert "Phần mềm của xã" in khang.get("/thong-bao/lich").text
    assert "Phần mềm của xã" not in kien.get("/thong-bao/lich").text
    off = f"/thong-bao/lich/kenh/{made.id}/tam-ngung"
    assert kien.post(off).status_code == 404
    page = khang.post(off, follow_redirects=True).text
    assert "Đang tạm ngừng." in page
    assert the_one(session).stopped_reason == "switched_off"
    khang.post(f"/thong-bao/lich/kenh/{made.id}/dung-lai")
    assert the_one(session).stopped_at is None
    for name in ("Khang", "Thư", "Long"):
        assert client_for(world.person(name)).get("/quan-tri/kenh").status_code == 403
