"""How far the reading of a long file has come: readers say it, whoever asked listens."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Listener = Callable[[int, int], None]

_listener: ContextVar[Listener | None] = ContextVar("listener", default=None)


def report(done: int, of: int) -> None:
    """Say that ``done`` pages of ``of`` are read; nothing happens where nobody listens."""
    listener = _listener.get()
    if listener is not None:
        listener(done, of)


@contextmanager
def told_to(listener: Listener) -> Iterator[None]:
    """Reports made inside the block go to ``listener``, as (pages done, pages of all)."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)
