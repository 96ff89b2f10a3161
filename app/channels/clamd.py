"""Asks a ClamAV daemon (clamd) about a file, over its socket.

The protocol is clamd's own INSTREAM: the command, the file in chunks that each begin with their
length (4 bytes, network order), a chunk of length 0, and then one answer.
"""

import os
import re
import socket
import struct
from collections.abc import Iterator
from contextlib import closing, suppress
from typing import BinaryIO

TO_CONNECT = 3.0
"""Seconds until the daemon takes the call."""
TO_ANSWER = 30.0
"""Seconds until it has looked at the file, and for any one chunk to be taken."""
MOST_ANSWER = 4096
"""Bytes."""
_CHUNK = 128 * 1024
_FOUND = re.compile(r"^(?:stream|instream\(.*\)): (.{1,200}) FOUND$")
_CLEAN = re.compile(r"^(?:stream|instream\(.*\)): OK$")


class ScannerDown(Exception):
    """The daemon gave no answer about the file: it is not there, too slow, or will not take it."""


class FileNotScanned(ScannerDown):
    """The daemon is there and will not say anything about this file (it takes none so large)."""


class NotAnAddress(ValueError):
    """A text that is neither the path of a socket nor a host with its port."""


class Clamd:
    """The daemon at `address`: the path of a Unix socket, or host:port."""

    def __init__(
        self, address: str, *, to_connect: float = TO_CONNECT, to_answer: float = TO_ANSWER
    ) -> None:
        self._place = _place_of(address)
        self._to_connect = to_connect
        self._to_answer = to_answer

    def scan(self, stream: BinaryIO) -> str:
        """The name of what was found in the rest of `stream`, '' where it is clean.

        Raises ScannerDown where the daemon does not say one or the other, FileNotScanned where
        that is about this file.
        """
        try:
            with closing(self._connect()) as connection:
                connection.settimeout(self._to_answer)
                answer = _ask(connection, stream)
        except OSError as error:
            raise ScannerDown(str(error)) from error
        return _name_in(answer)

    def _connect(self) -> socket.socket:
        if isinstance(self._place, tuple):
            return socket.create_connection(self._place, timeout=self._to_connect)
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            connection.settimeout(self._to_connect)
            connection.connect(self._place)
        except OSError:
            connection.close()
            raise
        return connection


def _place_of(address: str) -> str | tuple[str, int]:
    if os.path.isabs(address):
        return address
    host, _, port = address.rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) < 65536:
        raise NotAnAddress(address)
    return host.strip("[]"), int(port)


def _ask(connection: socket.socket, stream: BinaryIO) -> str:
    """Send the file and return the answer. Where the daemon breaks off because the file is larger
    than it takes, its answer is there already.
    """
    with suppress(BrokenPipeError, ConnectionResetError):
        connection.sendall(b"zINSTREAM\0")
        for chunk in _chunks(stream):
            connection.sendall(struct.pack("!L", len(chunk)) + chunk)
        connection.sendall(struct.pack("!L", 0))
    return _answer(connection)


def _chunks(stream: BinaryIO) -> Iterator[bytes]:
    while chunk := stream.read(_CHUNK):
        yield chunk


def _answer(connection: socket.socket) -> str:
    said = b""
    while len(said) < MOST_ANSWER and not said.endswith((b"\0", b"\n")):
        part = connection.recv(MOST_ANSWER - len(said))
        if not part:
            break
        said += part
    return said.decode("utf-8", "replace").strip("\0\r\n ")


def _name_in(answer: str) -> str:
    found = _FOUND.match(answer)
    if found:
        return found[1]
    if not _CLEAN.match(answer):
        raise FileNotScanned(answer[:200]) if answer else ScannerDown("no answer")
    return ""
