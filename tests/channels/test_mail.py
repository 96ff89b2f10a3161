"""E-mail against a real SMTP server: what arrives, what a refusal means, what a header may hold."""

from collections.abc import Iterator
from datetime import UTC, datetime
from email.header import decode_header
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from app.channels.mail import (
    ChannelError,
    Mail,
    MailChannel,
    MailSettings,
    is_about_the_address,
)
from tests.mail_sink import Sink, free_port, running_sink

NOW = datetime(2026, 10, 5, 0, 30, tzinfo=UTC)


@pytest.fixture
def mail_sink() -> Iterator[Sink]:
    with running_sink() as sink:
        yield sink


def settings(port: int, **others: Any) -> MailSettings:
    return MailSettings(
        **{
            "host": "127.0.0.1",
            "port": port,
            "security": "none",
            "user": "",
            "password": "",
            "sender": "Đôn Đốc <dondoc@mau.example.vn>",
            **others,
        }
    )


def mail(**others: Any) -> Mail:
    return Mail(
        **{
            "to_name": "Lê Thị Thư",
            "to_address": "thu@mau.example.vn",
            "subject": "[CCHC Phường Mẫu] 5 quá hạn · 3 đến hạn",
            "text": "5 việc quá hạn.\n",
            "html": "<p>5 việc <b>quá hạn</b>.</p>\n",
            "message_id": "<abc@mau.example.vn>",
            "date": NOW,
            **others,
        }
    )


def test_it_delivers_text_and_html_with_the_vietnamese_words_intact(mail_sink: Sink) -> None:
    with MailChannel(settings(mail_sink.port)) as channel:
        channel.send(mail())
    (got,) = mail_sink.received
    assert got["Subject"] == "[CCHC Phường Mẫu] 5 quá hạn · 3 đến hạn"
    assert got["To"] == "Lê Thị Thư <thu@mau.example.vn>"
    assert got["From"] == "Đôn Đốc <dondoc@mau.example.vn>"
    assert got["Message-ID"] == "<abc@mau.example.vn>"
    assert got.get_content_type() == "multipart/alternative"
    kinds = [part.get_content_type() for part in got.iter_parts()]
    assert kinds == ["text/plain", "text/html"]
    text, html = (part.get_content() for part in got.iter_parts())
    assert text.strip() == "5 việc quá hạn."
    assert "<b>quá hạn</b>" in html


LONG = "Nguyễn Thị Hoàng Phương Thảo Nguyên – Phó Trưởng phòng Kinh tế, Hạ tầng và Đô thị"
SUBJECT = (
    "[CCHC Phường Mẫu] Tổng hợp tuần 05–11/10/2026:"
    " 5 quá hạn · 3 đến hạn · 4 chờ xác nhận · 1 phải bổ sung"
)


def test_a_long_header_keeps_every_space_between_its_words(mail_sink: Sink) -> None:
    sender = f'"{LONG}" <dondoc@mau.example.vn>'
    with MailChannel(settings(mail_sink.port, sender=sender)) as channel:
        channel.send(mail(subject=SUBJECT, to_name=LONG))
    assert mail_sink.received[0]["Subject"] == SUBJECT
    # As RFC 2047 has it read, white space between encoded words not shown. (The address parser of
    # Python 3.11 shows it, so it is not asked.)
    for name, words in (("Subject", SUBJECT), ("To", LONG), ("From", LONG)):
        raw = mail_sink.raw_header(name)
        assert max(map(len, raw.splitlines())) <= 78
        shown = "".join(
            part.decode(charset or "ascii") if isinstance(part, bytes) else part
            for part, charset in decode_header(raw)
        )
        assert words in shown


def test_several_messages_go_over_one_connection(mail_sink: Sink) -> None:
    with MailChannel(settings(mail_sink.port)) as channel:
        for number in range(3):
            channel.send(mail(message_id=f"<{number}@mau.example.vn>"))
    assert [got["Message-ID"] for got in mail_sink.received] == [
        "<0@mau.example.vn>",
        "<1@mau.example.vn>",
        "<2@mau.example.vn>",
    ]
    assert mail_sink.connections == 1


@pytest.mark.parametrize(
    "broken",
    [
        {"subject": "Tổng hợp\r\nBcc: la@example.org"},
        {"subject": "Tổng hợp\nX-Thêm: 1"},
        {"to_name": "Thư\r\nBcc: la@example.org"},
        {"to_address": "thu@mau.example.vn\r\nRCPT TO:<la@example.org>"},
        {"to_address": "thu@mau.example.vn, la@example.org"},
        {"to_address": "không phải địa chỉ"},
        {"to_address": ""},
        {"message_id": "<abc@mau.example.vn>\r\nBcc: la@example.org"},
    ],
)
def test_it_refuses_what_would_write_a_header_of_its_own(
    mail_sink: Sink, broken: dict[str, str]
) -> None:
    with MailChannel(settings(mail_sink.port)) as channel, pytest.raises(ChannelError) as refused:
        channel.send(mail(**broken))
    assert refused.value.permanent
    assert mail_sink.received == []


@pytest.mark.parametrize(
    ("recipient", "data", "permanent"),
    [
        ("550 5.1.1 no such mailbox", "", True),
        ("450 4.2.1 try again later", "", False),
        ("", "554 5.7.1 refused", True),
        ("", "451 4.3.0 try again later", False),
    ],
)
def test_a_refusal_says_whether_it_is_permanent(
    mail_sink: Sink, recipient: str, data: str, permanent: bool
) -> None:
    mail_sink.recipient_answer, mail_sink.data_answer = recipient, data
    with MailChannel(settings(mail_sink.port)) as channel, pytest.raises(ChannelError) as refused:
        channel.send(mail())
    assert refused.value.permanent is permanent
    assert not refused.value.channel_down


def test_after_a_refusal_the_next_message_goes_out(mail_sink: Sink) -> None:
    with MailChannel(settings(mail_sink.port)) as channel:
        mail_sink.recipient_answer = "550 no"
        with pytest.raises(ChannelError):
            channel.send(mail())
        mail_sink.recipient_answer = ""
        channel.send(mail())
    assert len(mail_sink.received) == 1


def test_no_server_is_the_channel_s_trouble_and_not_the_message_s() -> None:
    with MailChannel(settings(free_port())) as channel, pytest.raises(ChannelError) as refused:
        channel.send(mail())
    assert not refused.value.permanent
    assert refused.value.channel_down


@pytest.mark.parametrize(
    "sender",
    ["không phải địa chỉ", "a@mau.example.vn, b@mau.example.vn", "a@mau.example.vn\r\nBcc: b@b.vn"],
)
def test_a_sender_that_is_no_address_is_the_channel_s_trouble(mail_sink: Sink, sender: str) -> None:
    channel = MailChannel(settings(mail_sink.port, sender=sender))
    with channel, pytest.raises(ChannelError) as refused:
        channel.send(mail())
    assert refused.value.channel_down
    assert not refused.value.permanent


@pytest.mark.filterwarnings("ignore:Requiring AUTH")
def test_it_signs_in_where_the_server_asks_for_it() -> None:
    mail_sink = Sink()
    seen: list[tuple[bytes, bytes]] = []

    def check(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        seen.append((data.login, data.password))
        return AuthResult(success=data.password == b"right", handled=False)

    controller = Controller(
        mail_sink,
        hostname="127.0.0.1",
        port=free_port(),
        authenticator=check,
        auth_required=True,
        auth_require_tls=False,
    )
    controller.start()
    try:
        with MailChannel(settings(controller.port, user="cchc", password="right")) as channel:
            channel.send(mail())
        with (
            MailChannel(settings(controller.port, user="cchc", password="wrong")) as channel,
            pytest.raises(ChannelError) as refused,
        ):
            channel.send(mail())
    finally:
        controller.stop()
    assert seen[0] == (b"cchc", b"right")
    assert len(mail_sink.received) == 1
    assert refused.value.channel_down
    assert not refused.value.permanent


def test_it_does_not_send_in_the_clear_when_starttls_is_asked_and_not_offered(
    mail_sink: Sink,
) -> None:
    channel = MailChannel(settings(mail_sink.port, security="starttls"))
    with channel, pytest.raises(ChannelError) as refused:
        channel.send(mail())
    assert refused.value.channel_down
    assert mail_sink.received == []


def test_without_a_server_or_a_sender_it_is_not_configured() -> None:
    assert MailChannel(settings(25)).is_configured
    assert not MailChannel(settings(25, host="")).is_configured
    assert not MailChannel(settings(25, sender="")).is_configured


ABOUT_THE_ADDRESS = (
    (550, b"5.1.1 User unknown", True),
    (550, b"No such user here", True),
    (552, b"5.2.2 Mailbox full", True),
    (551, b"User not local", True),
    (556, b"5.1.10 Recipient address has null MX", True),
    (553, b"5.1.8 Sender address rejected: domain not found", False),
    (554, b"5.7.1 Relay access denied", False),
    (550, b"5.7.1 Message refused by policy", False),
    (550, b"relay not permitted", False),
    (554, b"Transaction failed", False),
    (503, b"5.5.1 Bad sequence of commands", False),
)


@pytest.mark.parametrize(("code", "reply", "is_it"), ABOUT_THE_ADDRESS)
def test_a_refusal_says_whether_it_is_about_the_address(
    code: int, reply: bytes, is_it: bool
) -> None:
    assert is_about_the_address(code, reply) is is_it
