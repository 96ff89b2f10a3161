"""Turns are had in the order in which they were asked for, so many at once."""

import threading
import time

import pytest

from app.plan_import.isolation.turns import Turns


class Reader(threading.Thread):
    """Somebody who asks for a turn and has it until he is let go."""

    def __init__(self, turns: Turns) -> None:
        super().__init__(daemon=True)
        self.told: list[int] = []
        self.let_go = threading.Event()
        self._turns = turns
        self.start()

    def run(self) -> None:
        with self._turns.turn(self.told.append):
            self.let_go.wait(10)

    def has_turn(self) -> bool:
        return self.told[-1:] == [0]


def wait_until(holds: object) -> None:
    ends = time.monotonic() + 10
    while not holds():  # type: ignore[operator]
        assert time.monotonic() < ends
        time.sleep(0.01)


def test_those_who_wait_are_told_how_many_come_before() -> None:
    turns = Turns(2)
    readers = []
    for place in range(5):
        readers.append(Reader(turns))
        wait_until(lambda place=place: readers[place].told)
    assert [reader.told for reader in readers] == [[0], [0], [1], [2], [3]]
    # One leaves at a time, and everybody behind is told before the next one goes.
    for leaving, then in ((1, [0, 0, 0, 1, 2]), (0, [0, 0, 0, 0, 1]), (2, [0, 0, 0, 0, 0])):
        readers[leaving].let_go.set()
        readers[leaving].join(10)
        wait_until(lambda then=then: [reader.told[-1] for reader in readers] == then)
    for reader in readers:
        reader.let_go.set()
        reader.join(10)
    assert [reader.told for reader in readers] == [[0], [0], [1, 0], [2, 1, 0], [3, 2, 1, 0]]


def test_never_more_than_so_many_have_their_turn() -> None:
    turns = Turns(2)
    readers = [Reader(turns) for _ in range(6)]
    for left in range(6, 0, -1):
        having = min(2, left)
        wait_until(
            lambda having=having: sum(r.is_alive() and r.has_turn() for r in readers) == having
        )
        first = next(reader for reader in readers if reader.is_alive() and reader.has_turn())
        first.let_go.set()
        first.join(10)


def test_a_turn_that_ends_in_an_error_is_over() -> None:
    turns = Turns(1)
    with pytest.raises(ValueError, match="spoilt"), turns.turn():
        raise ValueError("spoilt")
    after = Reader(turns)
    wait_until(after.has_turn)
    after.let_go.set()
    after.join(10)
