"""The store of files: keys of our own, whole files or none, and no way out of the folder."""

import hashlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest

from app.storage import InvalidKey, Storage


def test_what_is_written_is_read_with_its_hash_and_size(tmp_path: Path) -> None:
    storage = Storage(tmp_path / "evidence")
    written = storage.write_stream(BytesIO(b"abc" * 700_000))
    assert written.size == 2_100_000
    assert written.sha256 == hashlib.sha256(b"abc" * 700_000).hexdigest()
    assert storage.read(written.key) == b"abc" * 700_000
    assert storage.keys() == [written.key]


def test_a_file_is_taken_out_by_its_own_key_alone(tmp_path: Path) -> None:
    storage = Storage(tmp_path / "evidence")
    first, second = storage.write([b"a"]), storage.write([b"b"])
    storage.remove(first.key)
    storage.remove(first.key)
    assert storage.keys() == [second.key]
    with pytest.raises(InvalidKey):
        storage.remove("../outside")


@pytest.mark.parametrize(
    "key",
    [
        "",
        "../secret_key",
        "ab/../../secret_key",
        "/etc/passwd",
        "ab/" + "g" * 30,
        "ab/" + "0" * 29,
        "ab\\" + "0" * 30,
        "AB/" + "0" * 30,
        "ab/" + "0" * 30 + "\n",
        "ab/" + "0" * 30 + "/x",
    ],
)
def test_a_path_never_leaves_the_store(tmp_path: Path, key: str) -> None:
    storage = Storage(tmp_path / "evidence")
    with pytest.raises(InvalidKey):
        storage.path(key)
    with pytest.raises(InvalidKey):
        storage.open(key)


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path) -> None:
    storage = Storage(tmp_path / "evidence")

    def runs_out() -> Iterator[bytes]:
        yield b"half"
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        storage.write(runs_out())
    assert storage.keys() == []
    assert not [path for path in (tmp_path / "evidence").rglob("*") if path.is_file()]


def test_a_lost_file_says_so(tmp_path: Path) -> None:
    storage = Storage(tmp_path / "evidence")
    written = storage.write([b"abc"])
    storage.path(written.key).unlink()
    with pytest.raises(FileNotFoundError):
        storage.open(written.key)
