"""The store of files: our own keys under one folder; a path can never leave it.

A file is written aside, synced, renamed into place, and its folder synced, before any row speaks
of it: after a power cut there is the whole file or none.
"""

import hashlib
import os
import re
import secrets
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Protocol

_KEY = re.compile(r"[0-9a-f]{2}/[0-9a-f]{30}")
_CHUNK = 1024 * 1024
_ASIDE = ".incoming-"


class InvalidKey(ValueError):
    """A key that is not one of ours."""


@dataclass(frozen=True, slots=True)
class Written:
    """A file in the store: its key, its SHA-256 in hex, its size in bytes."""

    key: str
    sha256: str
    size: int


class Scanner(Protocol):
    """Looks for malware in what is left of a stream: the name of what it found, '' for nothing."""

    def scan(self, stream: BinaryIO) -> str: ...


class Storage:
    """Files under `root`, by keys of our own making. `root` is made when the first file comes.

    `scanner` is asked about what comes from outside, where the installation has one.
    """

    def __init__(self, root: Path, scanner: Scanner | None = None) -> None:
        self.root = Path(root)
        self.scanner = scanner

    def path(self, key: str) -> Path:
        """The place of `key`. Raises InvalidKey for anything that is not a key of ours."""
        if not _KEY.fullmatch(key):
            raise InvalidKey(key)
        return self.root / key

    def write(self, chunks: Iterable[bytes]) -> Written:
        """Store the bytes whole under a new key and return what was written.

        Raises OSError (a full disk): then nothing is left behind.
        """
        number = secrets.token_hex(16)
        return self.put(f"{number[:2]}/{number[2:]}", chunks)

    def put(self, key: str, chunks: Iterable[bytes]) -> Written:
        """Store the bytes whole under a key that is known already (a restored backup)."""
        place = self.path(key)
        self._make_folder(place.parent)
        digest, size = hashlib.sha256(), 0
        descriptor, aside = tempfile.mkstemp(dir=place.parent, prefix=_ASIDE)
        try:
            with os.fdopen(descriptor, "wb") as file:
                for chunk in chunks:
                    digest.update(chunk)
                    size += len(chunk)
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            os.replace(aside, place)
        except BaseException:
            Path(aside).unlink(missing_ok=True)
            raise
        try:
            _sync_folder(place.parent)
        except OSError:
            # Nobody is told of the file, so it must not stay.
            place.unlink(missing_ok=True)
            raise
        return Written(key, digest.hexdigest(), size)

    def write_stream(self, stream: BinaryIO) -> Written:
        """Store what `stream` still holds."""
        return self.write(iter(lambda: stream.read(_CHUNK), b""))

    def open(self, key: str) -> BinaryIO:
        """Open the file for reading. Raises FileNotFoundError where it is lost."""
        return self.path(key).open("rb")

    def read(self, key: str) -> bytes:
        """The whole file in memory; for files known to be small."""
        return self.path(key).read_bytes()

    def remove(self, key: str) -> None:
        """Take a file out of the store; nothing happens where it is gone already."""
        self.path(key).unlink(missing_ok=True)

    def keys(self) -> list[str]:
        """Every key in the store, sorted."""
        if not self.root.is_dir():
            return []
        found = (f"{p.parent.name}/{p.name}" for p in self.root.glob("??/*") if p.is_file())
        return sorted(key for key in found if _KEY.fullmatch(key))

    def keys_before(self, moment: datetime) -> list[str]:
        """Every key whose file was written before `moment` (aware), sorted."""
        return [key for key in self.keys() if _written_before(self.path(key), moment)]

    def unfinished(self, moment: datetime | None = None) -> list[str]:
        """What writers have laid aside and not finished, by folder and name; with `moment` (aware)
        only what is older."""
        paths = sorted(self.root.glob(f"??/{_ASIDE}*"))
        return [
            f"{path.parent.name}/{path.name}"
            for path in paths
            if moment is None or _written_before(path, moment)
        ]

    def remove_unfinished(self, moment: datetime) -> int:
        """Remove what writers left aside that were stopped before `moment` (aware): how many."""
        left = self.unfinished(moment)
        for name in left:
            (self.root / name).unlink(missing_ok=True)
        return len(left)

    def _make_folder(self, folder: Path) -> None:
        if not folder.is_dir():
            folder.mkdir(parents=True, exist_ok=True)
            _sync_folder(self.root)


def _written_before(path: Path, moment: datetime) -> bool:
    try:
        return path.stat().st_mtime < moment.timestamp()
    except FileNotFoundError:  # Taken out meanwhile.
        return False


def _sync_folder(folder: Path) -> None:
    """Make a rename in `folder` last; Windows knows no such thing and needs none."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
