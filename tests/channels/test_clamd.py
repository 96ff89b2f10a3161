"""The scanner's client against a daemon that speaks its protocol, and against one that does not."""

import io
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.channels.clamd import Clamd, FileNotScanned, NotAnAddress, ScannerDown
from tests.clamd import EICAR, clamd


def test_it_finds_the_test_file_over_both_kinds_of_socket(tmp_path: Path) -> None:
    for place in (0, tmp_path / "clamd.sock"):
        with clamd(place) as (address, state):
            scanner = Clamd(address)
            assert scanner.scan(io.BytesIO(b"%PDF-1.7")) == ""
            assert scanner.scan(io.BytesIO(b"before" + EICAR)) == "Eicar-Test-Signature"
            assert state.scanned == [8, 6 + len(EICAR)]


def test_a_large_file_goes_in_pieces_and_whole() -> None:
    with clamd() as (address, state):
        assert Clamd(address).scan(io.BytesIO(b"x" * 1_000_000 + EICAR)) != ""
        assert state.scanned == [1_000_000 + len(EICAR)]


def test_a_file_larger_than_the_daemon_takes_is_not_called_clean() -> None:
    with clamd(most=1000) as (address, _), pytest.raises(FileNotScanned, match="size limit"):
        Clamd(address).scan(io.BytesIO(b"x" * 2000))


def test_nobody_there_is_said() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    for address in (f"127.0.0.1:{port}", "/nowhere/clamd.sock"):
        with pytest.raises(ScannerDown):
            Clamd(address).scan(io.BytesIO(b"x"))


@pytest.fixture
def strange() -> Iterator[tuple[str, list[bytes]]]:
    """A server that answers with what the list says; with nothing where it is empty."""
    says: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            with connection:
                connection.recv(65536)
                if says:
                    connection.sendall(says[0])
                else:
                    stop.wait(5)

        stop = threading.Event()
        thread = threading.Thread(target=serve)
        thread.start()
        yield f"127.0.0.1:{listening.getsockname()[1]}", says
        stop.set()
        thread.join()


@pytest.mark.parametrize(
    "answer", [b"", b"HTTP/1.1 400 Bad Request\r\n", b"stream: OK or not\0", b"OK\0", b"\xff\xfe\0"]
)
def test_only_its_own_word_for_clean_counts(
    strange: tuple[str, list[bytes]], answer: bytes
) -> None:
    address, says = strange
    says.append(answer)
    with pytest.raises(ScannerDown):
        Clamd(address).scan(io.BytesIO(b"x"))


def test_one_that_never_answers_is_not_waited_for(strange: tuple[str, list[bytes]]) -> None:
    with pytest.raises(ScannerDown):
        Clamd(strange[0], to_answer=0.2).scan(io.BytesIO(b"x"))


@pytest.mark.parametrize("address", ["clamd", "host:", "host:0", "host:70000", ":3310", "host:x"])
def test_an_address_that_is_none_is_refused_at_the_start(address: str) -> None:
    with pytest.raises(NotAnAddress):
        Clamd(address)
