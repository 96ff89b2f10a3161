"""A little clamd on a socket of this machine: it speaks INSTREAM and knows one piece of malware,
the harmless EICAR file that every scanner finds.
"""

import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
"""The test file of the European Institute for Computer Antivirus Research, in two pieces so that no
scanner takes this one for it."""


class Clamd:
    """What a running one was asked: bytes it was sent, and the most it takes."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.scanned: list[int] = []


def _serve(state: Clamd, handler: socketserver.StreamRequestHandler) -> None:
    if handler.rfile.read(len(b"zINSTREAM\0")) != b"zINSTREAM\0":
        handler.wfile.write(b"UNKNOWN COMMAND\0")
        return
    content = bytearray()
    while length := struct.unpack("!L", handler.rfile.read(4))[0]:
        content += handler.rfile.read(length)
        if len(content) > state.most:
            handler.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
            return
    state.scanned.append(len(content))
    found = EICAR in content
    handler.wfile.write(b"stream: Eicar-Test-Signature FOUND\0" if found else b"stream: OK\0")


class _OnTcp(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


class _OnUnix(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True


@contextmanager
def clamd(place: Path | int = 0, most: int = 1024 * 1024 * 25) -> Iterator[tuple[str, Clamd]]:
    """A running one, at the path of a Unix socket or on a port (0: any): (its address, itself)."""
    state = Clamd(most)

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            _serve(state, self)

    if isinstance(place, Path):
        server: socketserver.BaseServer = _OnUnix(str(place), Handler)
        address = str(place)
    else:
        server = _OnTcp(("127.0.0.1", place), Handler)
        address = f"127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield address, state
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
