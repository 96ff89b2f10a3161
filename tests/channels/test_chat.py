"""Chats: only the two forms of address are handed over; what a service answers has its meaning."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from apprise.plugins.telegram import NotifyTelegram
from apprise.plugins.zalo import NotifyZalo

from app.channels import chat
from app.channels.chat import ChatChannel, NotAChat, check_address, shortened
from app.channels.interface import ChannelError, Message
from tests.http_sink import HttpSink, running_http_sink

# Apprise finds out what it can read by importing everything it knows.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")

TELEGRAM = "tgram://123456789:AAHnotarealtokennotarealtoken12345/-10012345"
ZALO = "zalo://123456789:abcdefghijKLMNOPqrst/6ede9afa66b88fe6d6a9"
MESSAGE = Message(
    key="test:1",
    kind="weekly_digest",
    subject="[CCHC Phường Mẫu] Tổng hợp tuần 38: 1 quá hạn",
    text="- “Báo cáo <quý>” & *dự thảo* {{ x }} (Phòng KT-HT-ĐT): quá hạn 1 ngày",
    link="https://cchc.mau.example.vn/viec-cua-toi",
    sent_at=datetime(2026, 9, 14, 0, 30, tzinfo=UTC),
)


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[HttpSink]:
    """A server in the place of both services."""
    with running_http_sink() as sink:
        sink.body = json.dumps({"ok": True, "result": {}}).encode()
        monkeypatch.setattr(NotifyTelegram, "notify_url", f"{sink.address}/bot")
        monkeypatch.setattr(NotifyZalo, "notify_url", sink.address + "/bot{token}/sendMessage")
        monkeypatch.setattr(NotifyTelegram, "request_rate_per_sec", 0)
        monkeypatch.setattr(NotifyZalo, "request_rate_per_sec", 0)
        yield sink


@pytest.mark.parametrize(
    "address",
    [
        "",
        "file:///etc/passwd",
        "json://127.0.0.1/",
        "xml://127.0.0.1/",
        "form://127.0.0.1/",
        "exec:///bin/sh",
        "syslog://",
        "dbus://",
        "mailto://u:p@example.vn",
        "https://api.telegram.org/bot1:x/",
        "tgram://",
        "tgram://123456789:AAHnotarealtokennotarealtoken12345/",
        f"{TELEGRAM}?verify=no",
        f"{TELEGRAM}/5678",
        f"{TELEGRAM}\n",
        f" {TELEGRAM}",
        f"{TELEGRAM},json://127.0.0.1",
        f"{ZALO}?redirect=yes",
        ZALO.replace("zalo", "tgram").replace("/6ede", "/../6ede"),
        TELEGRAM.upper(),
    ],
)
def test_nothing_but_the_two_forms_of_address_reaches_apprise(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    handed_over: list[str] = []
    monkeypatch.setattr(chat, "_notify", lambda address, text: handed_over.append(address))
    with pytest.raises(NotAChat):
        check_address(address)
    with pytest.raises(ChannelError) as caught:
        ChatChannel(address).send(MESSAGE)
    assert caught.value.permanent
    assert caught.value.address_refused
    assert handed_over == []


@pytest.mark.parametrize("address", [TELEGRAM, ZALO, TELEGRAM.replace("-10012345", "@kenh_mau")])
def test_a_message_arrives_as_it_was_written(address: str, service: HttpSink) -> None:
    with ChatChannel(address) as channel:
        channel.send(MESSAGE)
    ((path, _, body),) = service.requests
    assert path.startswith("/bot123456789:")
    sent = json.loads(body)
    assert sent["chat_id"] in (-10012345, "-10012345", "6ede9afa66b88fe6d6a9", "@kenh_mau")
    text = sent["text"]
    if sent.get("parse_mode") == "HTML":
        for entity, letter in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&")):
            text = text.replace(entity, letter)
    else:
        assert "parse_mode" not in sent
    assert " ".join(text.split()) == " ".join(MESSAGE.as_text().split())


ANSWERS = (
    (400, True),
    (401, True),
    (403, True),
    (404, True),
    (302, False),
    (429, False),
    (500, False),
)


@pytest.mark.parametrize("address", [TELEGRAM, ZALO])
def test_each_answer_means_given_up_or_put_off(address: str, service: HttpSink) -> None:
    service.headers = {"Location": f"{service.address}/noi-khac"}
    for status, given_up in ANSWERS:
        service.requests.clear()
        service.status = status
        with pytest.raises(ChannelError) as caught:
            ChatChannel(address).send(MESSAGE)
        error = caught.value
        assert (error.permanent, error.address_refused) == (given_up, given_up), status
        assert str(error) == f"HTTPStatus: {status}"
        assert len({path for path, _, _ in service.requests}) == 1, "a redirect was followed"


@pytest.mark.parametrize("address", [TELEGRAM, ZALO])
def test_an_unreachable_service_is_tried_again_and_no_token_is_told(
    address: str, service: HttpSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(NotifyTelegram, "notify_url", "http://127.0.0.1:9/bot")
    monkeypatch.setattr(NotifyZalo, "notify_url", "http://127.0.0.1:9/bot{token}/sendMessage")
    with pytest.raises(ChannelError) as caught:
        ChatChannel(address).send(MESSAGE)
    assert not caught.value.permanent
    assert str(caught.value) == "ChatFailed: no answer"


def test_without_apprise_a_message_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chat, "is_installed", lambda: False)
    with pytest.raises(ChannelError) as caught:
        ChatChannel(TELEGRAM).send(MESSAGE)
    assert not caught.value.permanent
    assert str(caught.value).startswith("ChatNotInstalled")


def test_a_long_message_keeps_its_subject_and_its_link() -> None:
    lines = "\n".join(f"- Việc số {number} của đơn vị" for number in range(200))
    long = Message("k", "x", "Tổng hợp", lines, MESSAGE.link, MESSAGE.sent_at)
    text = shortened(long)
    assert len(text) <= chat.LONGEST
    assert text.startswith("Tổng hợp\n- Việc số 0 ")
    assert text.endswith(f"của đơn vị\n…\n{MESSAGE.link}")
