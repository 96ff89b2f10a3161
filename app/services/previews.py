"""Pictures of the pages of a stored file, to be looked at beside a decision.

A page is drawn in a process of its own with limits; nothing of the file itself reaches a browser,
so that no script in it ever runs. Pictures are kept in a folder beside the store, by the SHA-256
of the file: what is there was drawn from these bytes, and can be thrown away at any time.
"""

import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from app import clock
from app.plan_import.conversion import is_confined, office_program, to_pdf
from app.plan_import.pages.process import (
    count_in_process,
    drawn_again_in_process,
    picture_in_process,
)
from app.storage import Storage

TRIED_AGAIN_AFTER = 600
"""Seconds after which a page that could not be drawn is tried again."""

KEPT = timedelta(days=30)
"""A picture that nobody looked at for so long is thrown away."""

LARGEST = 50 * 1024 * 1024
"""Bytes of a file that is drawn; a larger one is downloaded."""

PDF = "application/pdf"
PICTURES = frozenset({"image/jpeg", "image/png"})
OFFICE = frozenset(
    {
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.oasis.opendocument.text",
        "application/vnd.oasis.opendocument.spreadsheet",
    }
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A file to be drawn: its key in the store, its SHA-256, type, name and size in bytes."""

    key: str
    sha256: str
    media_type: str
    name: str
    size: int


def can_be_shown(media_type: str, size: int) -> bool:
    """True where pages of such a file can be drawn on this machine."""
    if size > LARGEST:
        return False
    if media_type in OFFICE:
        return office_program() is not None and is_confined()
    return media_type == PDF or media_type in PICTURES


class Previews:
    """Pictures under `folder`, drawn from files of `storage`."""

    def __init__(self, folder: Path, storage: Storage) -> None:
        self.folder, self.storage = Path(folder), storage

    def count(self, file: Shown) -> int:
        """How many pages the file has; 0 where it cannot be drawn. Raises FileNotFoundError where
        the store has lost it."""
        if not can_be_shown(file.media_type, file.size):
            return 0
        if file.media_type in PICTURES:
            return 1
        return int(self._kept(file, "count", lambda: self._counted(file)) or b"0")

    def page(self, file: Shown, number: int) -> bytes | None:
        """Page `number` (from 1) as a PNG; None where there is none, or it cannot be drawn. Raises
        FileNotFoundError where the store has lost the file."""
        if not 1 <= number <= self.count(file):
            return None
        return self._kept(file, f"{number}.png", lambda: self._draw(file, number))

    def throw_away(self, now: datetime) -> int:
        """Remove what nobody looked at for KEPT; how many files."""
        before = (now - KEPT).timestamp()
        old = [path for path in self.folder.glob("??/*/*") if _last_used(path) < before]
        for path in old:
            path.unlink(missing_ok=True)
            with suppress(OSError):  # Others of the same file may still be in use.
                path.parent.rmdir()
        return len(old)

    def _counted(self, file: Shown) -> bytes:
        count = count_in_process(self._pdf(file))
        return str(count).encode() if count else b""

    def _draw(self, file: Shown, number: int) -> bytes:
        if file.media_type in PICTURES:
            return drawn_again_in_process(self.storage.read(file.key)) or b""
        return picture_in_process(self._pdf(file), number) or b""

    def _pdf(self, file: Shown) -> bytes:
        content = self.storage.read(file.key)
        if file.media_type == PDF:
            return content
        return self._kept(file, "pages.pdf", lambda: to_pdf(content, file.name) or b"") or b""

    def _kept(self, file: Shown, name: str, make: Callable[[], bytes]) -> bytes | None:
        """What was made before, or is made now; None where nothing comes of it. Where it cannot be
        kept (a full disk) it is shown all the same. What failed is kept as empty for a while: it
        may have failed for want of time, and must not take the turns of others at each look."""
        place = self.folder / file.sha256[:2] / file.sha256 / name
        try:
            found = place.read_bytes()
        except OSError:
            found = None
        long_ago = clock.now().timestamp() - TRIED_AGAIN_AFTER
        if found is None or (not found and _last_used(place) < long_ago):
            found = make()
            with suppress(OSError):
                _write_whole(place, found)
        elif found:
            with suppress(OSError):
                os.utime(place)
        return found or None


def _last_used(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:  # Thrown away meanwhile.
        return float("inf")


def _write_whole(place: Path, content: bytes) -> None:
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor, aside = tempfile.mkstemp(dir=place.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        os.replace(aside, place)
    except OSError:
        Path(aside).unlink(missing_ok=True)
        raise


__all__ = ["Previews", "Shown", "can_be_shown"]
