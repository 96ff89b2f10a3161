"""Turns: so many at once, the others in the order in which they came."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Waiting = Callable[[int], None]
"""Told how many come before, whenever that changes, and 0 when the turn has come."""


class Turns:
    """At most ``most`` have their turn at a time."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._line: list[object] = []
        self._moved = threading.Condition()

    @contextmanager
    def turn(self, on_waiting: Waiting | None = None) -> Iterator[None]:
        """Wait in line for a turn, and have it until the end of the block."""
        place = object()
        try:
            with self._moved:
                self._line.append(place)
                while (before := self._line.index(place) - self._most + 1) > 0:
                    _tell(on_waiting, before)
                    self._moved.wait()
            _tell(on_waiting, 0)
            yield
        finally:
            with self._moved:
                self._line.remove(place)
                self._moved.notify_all()


def _tell(on_waiting: Waiting | None, before: int) -> None:
    if on_waiting is not None:
        on_waiting(before)
