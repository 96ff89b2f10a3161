"""Webhooks against a real server: what arrives, what is refused, and where nothing is sent."""

import hashlib
import hmac
import json
import socket
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from app.channels import webhook
from app.channels.interface import ChannelError, Message
from app.channels.public_hosts import is_public, look_up
from app.channels.webhook import NotAnAddress, WebhookChannel, check_address
from tests.http_sink import HttpSink, running_http_sink

MESSAGE = Message(
    key="weekly_digest:1:2:2026-09-14:e3",
    kind="weekly_digest",
    subject="[CCHC Phường Mẫu] Tổng hợp tuần 38: 1 quá hạn",
    text="Phòng KT-HT-ĐT: 1 quá hạn.",
    link="https://cchc.mau.example.vn/viec-cua-toi",
    sent_at=datetime(2026, 9, 14, 0, 30, tzinfo=UTC),
)


@pytest.fixture
def sink() -> Iterator[HttpSink]:
    with running_http_sink() as running:
        yield running


def to(sink: HttpSink) -> WebhookChannel:
    return WebhookChannel(f"{sink.address}/nhan?phong=kt", "bí mật", loopback_allowed=True)


def refused(channel: WebhookChannel) -> ChannelError:
    with pytest.raises(ChannelError) as caught:
        channel.send(MESSAGE)
    return caught.value


def test_the_receiver_can_check_whose_message_it_is(sink: HttpSink) -> None:
    with to(sink) as channel:
        channel.send(MESSAGE)
    ((path, headers, body),) = sink.requests
    assert path == "/nhan?phong=kt"
    signed = f"{headers['X-Dondoc-Timestamp']}.".encode() + body
    expected = hmac.new("bí mật".encode(), signed, hashlib.sha256).hexdigest()
    assert headers["X-Dondoc-Signature"] == f"sha256={expected}"
    assert int(headers["X-Dondoc-Timestamp"]) == int(MESSAGE.sent_at.timestamp())
    assert headers["Idempotency-Key"] == MESSAGE.key
    assert json.loads(body) == {
        "kind": "weekly_digest",
        "subject": MESSAGE.subject,
        "text": MESSAGE.text,
        "link": MESSAGE.link,
        "key": MESSAGE.key,
        "sent_at": "2026-09-14T00:30:00+00:00",
    }


ANSWERS = (
    # status, given up, address no good
    (204, None, None),
    (302, True, True),
    (400, True, False),
    (403, True, True),
    (404, True, True),
    (408, False, False),
    (410, True, True),
    (422, True, False),
    (429, False, False),
    (500, False, False),
    (503, False, False),
)


def test_each_answer_means_delivered_put_off_or_given_up(sink: HttpSink) -> None:
    sink.headers = {"Location": f"{sink.address}/noi-khac"}
    for status, given_up, address_refused in ANSWERS:
        sink.status = status
        if given_up is None:
            to(sink).send(MESSAGE)
            continue
        error = refused(to(sink))
        assert (error.permanent, error.address_refused) == (given_up, address_refused), status
        assert str(error) == f"HTTPStatus: {status}"
    # No redirect was followed: each answer is of one request.
    assert [path for path, _, _ in sink.requests] == ["/nhan?phong=kt"] * len(ANSWERS)


def test_an_answer_that_drips_is_cut_off_in_time(
    sink: HttpSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook, "TIMEOUT", 0.5)
    sink.body, sink.drip = b"x" * 1000, 0.05
    began = time.monotonic()
    to(sink).send(MESSAGE)  # The status had come: that is all that was asked for.
    assert time.monotonic() - began < 3


def test_of_a_long_answer_only_the_beginning_is_read(sink: HttpSink) -> None:
    sink.body = b"x" * 20_000_000
    began = time.monotonic()
    to(sink).send(MESSAGE)
    assert time.monotonic() - began < 2


def test_a_server_that_is_down_is_tried_again(sink: HttpSink) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
        channel = WebhookChannel(f"http://127.0.0.1:{port}/", "x", loopback_allowed=True)
        error = refused(channel)
    assert not error.permanent
    assert str(error).startswith("ConnectionRefusedError")


NOT_PUBLIC = (
    "127.0.0.1",
    "127.8.8.8",
    "0.0.0.0",  # noqa: S104 - an address to be refused
    "10.0.0.1",
    "172.16.5.5",
    "192.168.1.1",
    "100.64.0.1",
    "169.254.169.254",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "fe80::1",
    "fc00::1",
    "fd00:ec2::254",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
    "2001:0:7f00:1::",
    "không phải số",
)


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_addresses_of_inside_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "203.113.131.1", "2606:4700:4700::1111"])
def test_addresses_of_the_internet_are_public(address: str) -> None:
    assert is_public(address)


def answering(monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> list[str]:
    """Let every name have these addresses, one list after the other; returns the names asked."""
    asked: list[str] = []
    waiting = list(answers)

    def look(host: str, port: int | None, *_: Any, flags: int = 0, **__: Any) -> list[Any]:
        if flags & socket.AI_NUMERICHOST:
            raise socket.gaierror  # It is a name; nobody is asked.
        asked.append(host)
        found = waiting.pop(0) if len(waiting) > 1 else waiting[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port)) for ip in found]

    monkeypatch.setattr(socket, "getaddrinfo", look)
    return asked


@pytest.mark.parametrize("ips", [["169.254.169.254"], ["8.8.8.8", "10.0.0.1"], ["::1"]])
def test_a_name_that_leads_inside_is_refused_for_good(
    monkeypatch: pytest.MonkeyPatch, ips: list[str]
) -> None:
    connected: list[Any] = []
    monkeypatch.setattr(socket, "create_connection", lambda *a, **k: connected.append(a))
    answering(monkeypatch, ips)
    error = refused(WebhookChannel("https://hook.example.vn/x", "x"))
    assert error.permanent
    assert error.address_refused
    assert not any(ip in str(error) for ip in ips)
    assert connected == []


def test_the_connection_goes_to_the_address_that_was_looked_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # The name server changes its answer after the first question.
    connected: list[Any] = []

    def connect(where: tuple[str, int], *_: Any, **__: Any) -> socket.socket:
        connected.append(where)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", connect)
    asked = answering(monkeypatch, ["8.8.8.8"], ["127.0.0.1"])
    assert not refused(WebhookChannel("https://hook.example.vn:8443/x", "x")).permanent
    assert connected == [("8.8.8.8", 8443)]
    assert asked == ["hook.example.vn"]


def test_an_unknown_name_is_tried_again() -> None:
    with pytest.raises(ChannelError) as caught:
        look_up("khong-co.invalid", 443)
    assert not caught.value.permanent


@pytest.mark.parametrize(
    "address",
    [
        "",
        "hook.example.vn",
        "http://hook.example.vn/",
        "http://127.0.0.1/",
        "https://127.0.0.1/",
        "https://2130706433/",
        "https://0x7f.1/",
        "https://[::1]/",
        "https://[fe80::1]/",
        "https://169.254.169.254/latest/meta-data",
        "https://localhost/",
        "https://user:pass@hook.example.vn/",
        "https://hook.example.vn/#x",
        "https://hook.example.vn/a b",
        "https://hook.example.vn:99999/",
        "https://hook.example.vn/\r\nX: y",
        "https:///x",
        "https://",
        "file:///etc/passwd",
        "ftp://hook.example.vn/",
        "gopher://hook.example.vn/",
        "https://hook.example.vn/" + "x" * 2000,
    ],
)
def test_what_is_no_public_https_address_is_refused_before_anything_is_asked(address: str) -> None:
    with pytest.raises(NotAnAddress):
        check_address(address)


def test_an_https_address_is_taken() -> None:
    assert check_address("https://hook.example.vn:8443/nhan?x=1").port == 8443


def test_a_certificate_that_nobody_vouches_for_is_not_trusted(
    sink: HttpSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    channel = WebhookChannel(f"https://127.0.0.1:{sink.port}/", "x", loopback_allowed=True)
    error = refused(channel)
    assert not error.permanent
    assert "SSL" in str(error)
    assert sink.requests == []
