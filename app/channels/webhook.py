"""Webhooks: a message as JSON to an HTTPS address, signed so that the receiver knows whose it is.

The receiver computes HMAC-SHA256 with the shared secret over the text of `X-Dondoc-Timestamp`, a
full stop and the body as it came, compares it with `X-Dondoc-Signature` ("sha256=" and hex digits),
and refuses timestamps that are old. The same `key` may come twice; the second is to be dropped.
"""

import hashlib
import hmac
import json
import socket
import ssl
import threading
from contextlib import suppress
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from urllib.parse import SplitResult, urlsplit

from app.channels.interface import ChannelError, Message, OneByOne
from app.channels.public_hosts import is_public, look_up

TIMEOUT = 10
"""Seconds from connecting to the end of the answer."""

MOST_READ = 1024
"""Bytes of an answer's body that are read; nothing of it is used."""

LONGEST_ADDRESS = 2000
"""Characters."""

LOOPBACK_ALLOWED = "WEBHOOK_TO_LOOPBACK"
"""The key of the configuration by which tests let a webhook lead to this machine. The product never
sets it."""

_LATER = frozenset({408, 425, 429})
_THIS_MESSAGE = frozenset({400, 413, 415, 422})
"""Refusals of one message; any other 4xx, and every redirect, is about the address."""


class NotAnAddress(ValueError):
    """A text that cannot be the address of a webhook."""


def check_address(address: str, *, loopback_allowed: bool = False) -> SplitResult:
    """The parts of a webhook's address. Raises NotAnAddress unless it is https with a host name,
    without user, password or fragment; an IP address in it must be public. `loopback_allowed`:
    http to this machine is taken too.
    """
    if len(address) > LONGEST_ADDRESS or not address.isascii() or not address.isprintable():
        raise NotAnAddress(address)
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname or "", parts.port
    except ValueError as error:
        raise NotAnAddress(address) from error
    if " " in address or not host or parts.fragment or "@" in parts.netloc:
        raise NotAnAddress(address)
    is_local = host in ("127.0.0.1", "localhost")
    if loopback_allowed and is_local and parts.scheme in ("http", "https"):
        return parts
    if parts.scheme != "https" or is_local or _is_private_number(host):
        raise NotAnAddress(address)
    return parts


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """What `X-Dondoc-Signature` holds for this body at this time."""
    signed = timestamp.encode("ascii") + b"." + body
    return "sha256=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


def body_of(message: Message) -> bytes:
    """The message as JSON in UTF-8: kind, subject, text, link, key, sent_at (UTC, ISO 8601)."""
    fields = {
        "kind": message.kind,
        "subject": message.subject,
        "text": message.text,
        "link": message.link,
        "key": message.key,
        "sent_at": message.sent_at.isoformat(timespec="seconds"),
    }
    return json.dumps(fields, ensure_ascii=False).encode()


class WebhookChannel(OneByOne):
    """One webhook. `loopback_allowed` is for tests alone: see `check_address`."""

    def __init__(self, address: str, secret: str, *, loopback_allowed: bool = False) -> None:
        self.address = address
        self.secret = secret
        self.loopback_allowed = loopback_allowed

    def send(self, message: Message) -> None:
        """POST the message. Raises ChannelError; returns once the receiver answered 2xx."""
        body = body_of(message)
        timestamp = str(int(message.sent_at.timestamp()))
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": "DonDoc",
            "Idempotency-Key": message.key,
            "X-Dondoc-Timestamp": timestamp,
            "X-Dondoc-Signature": signature(self.secret, timestamp, body),
        }
        try:
            status = self._post(body, headers)
        except (OSError, HTTPException) as error:
            raise ChannelError(f"{type(error).__name__}: {error}"[:500], permanent=False) from error
        refuse(status)

    def _post(self, body: bytes, headers: dict[str, str]) -> int:
        """The status of the answer. No redirect is followed."""
        try:
            parts = check_address(self.address, loopback_allowed=self.loopback_allowed)
        except NotAnAddress as error:
            raise ChannelError(
                "AddressNotAllowed: not an https address", permanent=True, address_refused=True
            ) from error
        connection = _connection(parts, loopback_allowed=self.loopback_allowed)
        # A socket's own timeout begins anew with every byte; this one ends the whole conversation.
        hang_up = threading.Timer(TIMEOUT, _cut, [connection])
        hang_up.start()
        try:
            connection.request("POST", _target(parts), body=body, headers=headers)
            answer: HTTPResponse = connection.getresponse()
            answer.read(MOST_READ)
            return answer.status
        finally:
            hang_up.cancel()
            connection.close()


def refuse(status: int) -> None:
    """Raise the ChannelError that an HTTP status stands for; nothing for 2xx."""
    if 200 <= status < 300:
        return
    said = f"HTTPStatus: {status}"
    if status >= 500 or status in _LATER:
        raise ChannelError(said, permanent=False)
    raise ChannelError(said, permanent=True, address_refused=status not in _THIS_MESSAGE)


def _is_private_number(host: str) -> bool:
    """True for an IP address that is not public, in any spelling the system would take for one."""
    try:
        found = socket.getaddrinfo(host, None, flags=socket.AI_NUMERICHOST)
    except (OSError, UnicodeError):
        return False
    return not all(is_public(str(entry[4][0]).partition("%")[0]) for entry in found)


def _connection(parts: SplitResult, *, loopback_allowed: bool) -> "_Plain | _Encrypted":
    host = parts.hostname or ""
    if parts.scheme == "http":
        port = parts.port or 80
        return _Plain(host, port, look_up(host, port, loopback_allowed=loopback_allowed))
    port = parts.port or 443
    return _Encrypted(host, port, look_up(host, port, loopback_allowed=loopback_allowed))


class _Plain(HTTPConnection):
    """HTTP to `host` at the address `ip` that was looked at. `wire` is the socket once there is
    one, also when the connection has handed it over to its answer.
    """

    wire: socket.socket | None = None

    def __init__(self, host: str, port: int, ip: str) -> None:
        super().__init__(host, port, timeout=TIMEOUT)
        self.ip = ip

    def connect(self) -> None:
        self.sock = self.wire = socket.create_connection((self.ip, self.port), TIMEOUT)


class _Encrypted(HTTPSConnection):
    """HTTPS likewise; the certificate must be that of `host`."""

    wire: socket.socket | None = None

    def __init__(self, host: str, port: int, ip: str) -> None:
        self.tls = ssl.create_default_context()
        super().__init__(host, port, timeout=TIMEOUT, context=self.tls)
        self.ip = ip

    def connect(self) -> None:
        plain = socket.create_connection((self.ip, self.port), TIMEOUT)
        # The handshake comes after, so that whoever hangs up reaches the socket during it.
        encrypted = self.tls.wrap_socket(
            plain, server_hostname=self.host, do_handshake_on_connect=False
        )
        self.sock = self.wire = encrypted
        encrypted.do_handshake()


def _target(parts: SplitResult) -> str:
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _cut(connection: "_Plain | _Encrypted") -> None:
    """End the conversation under whoever waits in it: for him the other side hung up."""
    if connection.wire is not None:
        with suppress(OSError):  # Where it ended by itself at this moment.
            socket.socket.shutdown(connection.wire, socket.SHUT_RDWR)


__all__ = [
    "LONGEST_ADDRESS",
    "LOOPBACK_ALLOWED",
    "TIMEOUT",
    "NotAnAddress",
    "WebhookChannel",
    "body_of",
    "check_address",
    "refuse",
    "signature",
]
