"""A real HTTP server for tests: it keeps what comes, and answers as it is told to."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class HttpSink:
    """What came, and what is answered: a status, headers, a body, seconds between its bytes."""

    port: int = 0
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b'{"ok": true}'
    drip: float = 0.0
    requests: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"


def _handler(sink: HttpSink) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            taken = self.rfile.read(length)
            sink.requests.append((self.path, dict(self.headers.items()), taken))
            self.send_response(sink.status)
            for name, value in {"Content-Length": str(len(sink.body)), **sink.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            try:
                for byte in sink.body if sink.drip else ():
                    self.wfile.write(bytes([byte]))
                    time.sleep(sink.drip)
                if not sink.drip:
                    self.wfile.write(sink.body)
            except OSError:
                self.close_connection = True  # The other side hung up, as it should.

        def log_message(self, format: str, *arguments: object) -> None:
            """Says nothing."""

    return Handler


@contextmanager
def running_http_sink() -> Iterator[HttpSink]:
    """A sink on a free port of the loopback address until the block ends."""
    sink = HttpSink()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(sink))
    server.daemon_threads = True
    sink.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield sink
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
