"""E-mail by SMTP: send one message, or raise an error that says whether it is permanent."""

import re
import smtplib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from types import TracebackType
from typing import Any, Self

from app.channels.interface import ChannelError

TIMEOUT = 20
"""Seconds a server may keep us waiting at any step."""


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that goes with a mail."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Mail:
    """One message to one person. `message_id` has its angle brackets; `date` is aware."""

    to_name: str
    to_address: str
    subject: str
    text: str
    html: str
    message_id: str
    date: datetime
    attached: Attached | None = None


@dataclass(frozen=True, slots=True)
class MailSettings:
    """How to reach the server. `security` is starttls, ssl or none; without `user` no sign-in."""

    host: str
    port: int
    security: str
    user: str
    password: str
    sender: str

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> "MailSettings":
        """Read the SMTP_* keys and MAIL_FROM."""
        return cls(
            host=config["SMTP_HOST"],
            port=config["SMTP_PORT"],
            security=config["SMTP_SECURITY"],
            user=config["SMTP_USER"],
            password=config["SMTP_PASSWORD"],
            sender=config["MAIL_FROM"],
        )


class MailChannel:
    """A channel over one connection, opened with the first message and closed with the `with`
    block.
    """

    def __init__(self, settings: MailSettings) -> None:
        self.settings = settings
        self._server: smtplib.SMTP | None = None

    @property
    def is_configured(self) -> bool:
        """False where no server or no sender is set: mails then wait."""
        return bool(self.settings.host and self.settings.sender)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._hang_up()

    def send(self, mail: Mail) -> None:
        """Hand `mail` to the server. Raises ChannelError; returns once the server has accepted
        it.
        """
        message = compose(mail, self.settings.sender)
        if self._server is None:
            self._server = self._connect()
        try:
            self._server.send_message(message)
        except (smtplib.SMTPException, OSError) as error:
            # Whatever state the conversation is in, the next message begins a new one.
            self._hang_up()
            raise _as_channel_error(error) from error

    def _connect(self) -> smtplib.SMTP:
        try:
            server = self._reach()
        except (smtplib.SMTPException, OSError) as error:
            raise _channel_is_down(error) from error
        try:
            if self.settings.security == "starttls":
                server.starttls(context=ssl.create_default_context())
            if self.settings.user:
                server.login(self.settings.user, self.settings.password)
        except (smtplib.SMTPException, OSError) as error:
            server.close()
            raise _channel_is_down(error) from error
        return server

    def _reach(self) -> smtplib.SMTP:
        host, port = self.settings.host, self.settings.port
        if self.settings.security == "ssl":
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(host, port, timeout=TIMEOUT, context=context)
        return smtplib.SMTP(host, port, timeout=TIMEOUT)

    def _hang_up(self) -> None:
        server, self._server = self._server, None
        if server is None:
            return
        try:
            server.quit()
        except (smtplib.SMTPException, OSError):
            server.close()  # Gone already: there is nobody to say goodbye to.


class _WholeWords(EmailPolicy):
    """Folds long headers without losing a space.

    Before Python 3.13 the standard policy puts the space between two encoded words where readers
    must drop it (RFC 2047, 6.2): "tuần 05" arrives as "tuần05". The older `Header` encodes it with
    the words.
    """

    def fold(self, name: str, value: Any) -> str:
        header = self._as_header(name, value)
        if header is None:
            return str(super().fold(name, value))
        return f"{name}: {header.encode(linesep=self.linesep)}{self.linesep}"

    def fold_binary(self, name: str, value: Any) -> bytes:
        if self._as_header(name, value) is None:
            return super().fold_binary(name, value)
        return self.fold(name, value).encode("ascii")

    def _as_header(self, name: str, value: Any) -> Header | None:
        if self.utf8 or str(value).isascii():
            return None
        if name == "Subject":
            return Header(str(value), "utf-8", header_name=name)
        (address,) = value.addresses
        header = Header(header_name=name)
        header.append(address.display_name, "utf-8")
        header.append(f"<{address.addr_spec}>", "us-ascii")
        return header


def compose(mail: Mail, sender: str) -> EmailMessage:
    """The message as it travels: plain text first, HTML as its alternative.

    Raises ChannelError (permanent) where an address or a header cannot be written, for example
    because it holds a line break: the header registry refuses to write such a header. A sender
    that is no address is the channel's fault, and no mail's.
    """
    message = EmailMessage(policy=_WholeWords(linesep="\r\n", cte_type="7bit"))
    try:
        message["From"] = sender
        (address,) = message["From"].addresses
        Address(addr_spec=address.addr_spec)
    except (ValueError, IndexError, MessageError) as error:
        raise _channel_is_down(error) from error
    try:
        message["To"] = Address(display_name=mail.to_name, addr_spec=mail.to_address)
        message["Subject"] = mail.subject
        message["Message-ID"] = mail.message_id
        message["Date"] = format_datetime(mail.date)
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(mail.text)
        message.add_alternative(mail.html, subtype="html")
        if mail.attached is not None:
            kind, _, subtype = mail.attached.media_type.partition("/")
            message.add_attachment(
                mail.attached.content, kind, subtype, filename=mail.attached.name
            )
    except (ValueError, IndexError, MessageError) as error:
        no_address = not _is_address(mail.to_address)
        raise ChannelError(_words(error), permanent=True, address_refused=no_address) from error
    return message


def _is_address(text: str) -> bool:
    try:
        Address(addr_spec=text)
    except (ValueError, IndexError, MessageError):
        return False
    return True


_ADDRESS_CODES = frozenset({550, 551, 552, 553, 556})
"""Replies to RCPT that speak of the mailbox (RFC 5321, 4.2.3; RFC 7504). 554 may mean anything."""

_ENHANCED = re.compile(rb"5\.(\d{1,3})\.(\d{1,3})\b")


def is_about_the_address(code: int, reply: bytes) -> bool:
    """True where a refusal of a recipient says that his address takes no mail.

    With an enhanced code (RFC 3463) that is subject 1 (address; 7 and 8 of it are the sender's) or
    2 (mailbox). Policy (5.7.x) and "relay not permitted" are about us, and about everybody.
    """
    if found := _ENHANCED.search(reply):
        subject, detail = found.groups()
        return subject == b"2" or (subject == b"1" and detail not in (b"7", b"8"))
    return code in _ADDRESS_CODES and b"relay" not in reply.lower()


def _as_channel_error(error: Exception) -> ChannelError:
    words = _words(error)
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        replies = error.recipients.values()
        return ChannelError(
            words,
            permanent=all(code >= 500 for code, _ in replies),
            address_refused=all(
                code >= 500 and is_about_the_address(code, reply) for code, reply in replies
            ),
        )
    if isinstance(error, smtplib.SMTPDataError):
        return ChannelError(words, permanent=error.smtp_code >= 500)
    if isinstance(error, smtplib.SMTPNotSupportedError):
        # The address needs SMTPUTF8 and the server has none.
        return ChannelError(words, permanent=True, address_refused=True)
    return _channel_is_down(error)


def _channel_is_down(error: Exception) -> ChannelError:
    return ChannelError(_words(error), permanent=False, channel_down=True)


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:500]


__all__ = ["ChannelError", "Mail", "MailChannel", "MailSettings", "compose"]
