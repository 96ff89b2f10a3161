"""CPU time of requests through a WSGI application in this process, and what they ask the
database.
"""

import gc
import io
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from wsgiref.types import WSGIApplication

from sqlalchemy import Engine, event
from werkzeug.test import EnvironBuilder

WARM_UP = 5
"""Requests of each side before the first that counts: templates, statements and pages of the
database are then at hand, as they are in a server that has been up for a minute.
"""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two that are compared: its application, its database, a signed-in cookie."""

    application: WSGIApplication
    engine: Engine
    cookie: str


@dataclass(frozen=True, slots=True)
class Call:
    """A request to be made; with `form` it is a POST. `status` is the only answer that counts."""

    path: str
    form: Mapping[str, str] | None = None
    status: int = 200


@dataclass(frozen=True, slots=True)
class Cost:
    """What a request costs: median CPU (seconds), size of its answer (bytes), statements."""

    cpu: float
    size: int
    statements: int


Calls = Callable[[int], Call]
"""The request to make the nth time."""


def send(side: Side, call: Call) -> tuple[float, bytes]:
    """Make the request and return the CPU seconds of the process meanwhile, and the body."""
    body = urlencode(call.form).encode() if call.form is not None else b""
    environ = EnvironBuilder(
        path=call.path,
        base_url="http://localhost/",
        method="GET" if call.form is None else "POST",
        headers=[("Cookie", side.cookie)],
        input_stream=io.BytesIO(body),
        content_type="application/x-www-form-urlencoded" if body else None,
        content_length=len(body),
        environ_base={"REMOTE_ADDR": "127.0.0.1"},
    ).get_environ()
    answered: list[str] = []

    def start_response(status: str, headers: Any, exc_info: Any = None) -> Any:
        answered.append(status)

    started = time.process_time()
    answer = side.application(environ, start_response)
    content = b"".join(answer)
    if hasattr(answer, "close"):
        answer.close()
    spent = time.process_time() - started
    if answered[-1][:3] != str(call.status):
        raise RuntimeError(f"{call.path} answered {answered[-1]}, not {call.status}")
    return spent, content


def count_statements(side: Side, call: Call) -> int:
    """How many statements the request sends, not counting those that begin or end a transaction."""
    seen: list[str] = []

    def note(*arguments: Any) -> None:
        word = arguments[2].lstrip().partition(" ")[0].upper()
        if word in ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH"):
            seen.append(word)

    event.listen(side.engine, "before_cursor_execute", note)
    try:
        send(side, call)
    finally:
        event.remove(side.engine, "before_cursor_execute", note)
    return len(seen)


def compare(sides: Sequence[Side], calls: Sequence[Calls], requests: int) -> list[Cost]:
    """The cost of each side's request, made in turns so that a noisy moment hits them alike."""
    size = [0] * len(sides)
    spent: list[list[float]] = [[] for _ in sides]
    for n in range(WARM_UP):
        for side, call in zip(sides, calls, strict=True):
            send(side, call(n))
    statements = [
        count_statements(side, call(WARM_UP)) for side, call in zip(sides, calls, strict=True)
    ]
    gc.collect()
    for n in range(WARM_UP + 1, WARM_UP + 1 + requests):
        for which, (side, call) in enumerate(zip(sides, calls, strict=True)):
            seconds, content = send(side, call(n))
            spent[which].append(seconds)
            size[which] = len(content)
    return [
        Cost(statistics.median(times), bytes_, number)
        for times, bytes_, number in zip(spent, size, statements, strict=True)
    ]
