"""A real mail server for tests: it keeps what comes, or answers as it is told to."""

import asyncio
import email
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller


class Sink:
    """A mailbox that keeps what comes, or answers as it is told to."""

    def __init__(self) -> None:
        self.port = 0
        self.received: list[EmailMessage] = []
        self.raw: list[str] = []
        self.recipient_answer = ""
        self.data_answer = ""
        self.connections = 0
        self.is_holding = False
        self._may_answer = threading.Event()
        self._may_answer.set()

    def hold(self) -> None:
        """Take the next message in, and keep its sender waiting until `release`."""
        self._may_answer.clear()

    def release(self) -> None:
        self._may_answer.set()

    async def handle_EHLO(
        self, server: Any, session: Any, envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if self.recipient_answer:
            return self.recipient_answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.data_answer:
            return self.data_answer
        self.is_holding = not self._may_answer.is_set()
        await asyncio.to_thread(self._may_answer.wait)
        self.raw.append(envelope.content.decode("ascii"))
        self.received.append(email.message_from_bytes(envelope.content, policy=default))
        return "250 OK"

    def raw_header(self, name: str) -> str:
        """A header of the last message as it travelled, its lines unfolded by nobody."""
        head = self.raw[-1].split("\r\n\r\n", 1)[0]
        lines = head[f"\r\n{head}".index(f"\r\n{name}: ") :].lstrip().split("\r\n")
        ends = next((n for n, line in enumerate(lines[1:], 1) if line[:1] != " "), len(lines))
        return "\r\n".join(lines[:ends]).partition(": ")[2]

    @property
    def message_ids(self) -> list[str]:
        """The Message-IDs of everything that came, doubles included."""
        return [message["Message-ID"] for message in self.received]


def free_port() -> int:
    """A port of the loopback address that nobody uses at present."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running_sink(port: int = 0) -> Iterator[Sink]:
    """A sink on `port` of the loopback address (0: a free one) until the block ends."""
    sink = Sink()
    sink.port = port or free_port()
    controller = Controller(sink, hostname="127.0.0.1", port=sink.port)
    controller.start()
    try:
        yield sink
    finally:
        controller.stop()
