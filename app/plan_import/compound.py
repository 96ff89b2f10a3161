"""Looks into the container of old Office files (compound file binary, MS-CFB 2.6): which streams
lie at its root, and how each begins.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_ENTRY = 128
_STREAM, _ROOT = 2, 5
_LAST_SECTOR = 0xFFFFFFFA
_NOBODY = 0xFFFFFFFF
# A directory of more entries is none of an office; the walk ends there.
_MOST_ENTRIES = 20_000


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    kind: int
    left: int
    right: int
    child: int
    start: int
    size: int


def root_streams(content: bytes) -> dict[str, bytes]:
    """Return the streams directly under the root by name, each with its first bytes (at most one
    sector; b"" for a small stream, which lies elsewhere).

    What is damaged gives fewer streams, never an error: the answer only says what to try.
    """
    try:
        return _root_streams(content)
    except (struct.error, IndexError, UnicodeDecodeError, OverflowError):
        return {}


def _root_streams(content: bytes) -> dict[str, bytes]:
    shift, directory = struct.unpack_from("<H", content, 30)[0], _u32(content, 48)
    if shift not in (9, 12):
        return {}
    sector = 1 << shift
    entries: list[_Entry] = []
    for number in _chain(content, sector, directory):
        begin = (number + 1) * sector
        for place in range(begin, begin + sector, _ENTRY):
            entries.append(_entry(content, place))
        if len(entries) > _MOST_ENTRIES:
            return {}
    if not entries or entries[0].kind != _ROOT:
        return {}
    smallest = _u32(content, 56)
    return {
        entry.name: (
            content[(entry.start + 1) * sector : (entry.start + 2) * sector]
            if entry.size >= smallest
            else b""
        )
        for entry in _siblings(entries, entries[0].child)
        if entry.kind == _STREAM
    }


def _entry(content: bytes, place: int) -> _Entry:
    length = struct.unpack_from("<H", content, place + 64)[0]
    name = content[place : place + max(0, min(length, 64) - 2)].decode("utf-16-le")
    left, right, child = struct.unpack_from("<III", content, place + 68)
    start, size = struct.unpack_from("<II", content, place + 116)
    return _Entry(name, content[place + 66], left, right, child, start, size)


def _siblings(entries: list[_Entry], first: int) -> Iterator[_Entry]:
    """Yield the entries of one storage, which form a tree by left and right."""
    waiting, seen = [first], {_NOBODY}
    while waiting:
        number = waiting.pop()
        if number in seen or number >= len(entries):
            continue
        seen.add(number)
        yield entries[number]
        waiting += (entries[number].left, entries[number].right)


def _chain(content: bytes, sector: int, first: int) -> Iterator[int]:
    """Yield the sectors of a chain by the allocation table; a ring ends where it began."""
    table = _table_sectors(content, sector)
    per_sector = sector // 4
    number, seen = first, set[int]()
    while number < _LAST_SECTOR and number not in seen:
        seen.add(number)
        yield number
        place = (table[number // per_sector] + 1) * sector + number % per_sector * 4
        number = _u32(content, place)


def _table_sectors(content: bytes, sector: int) -> list[int]:
    """Return the sectors of the allocation table: 109 in the header, more in a chain of lists."""
    found = list(struct.unpack_from("<109I", content, 76))
    number, seen = _u32(content, 68), set[int]()
    while number < _LAST_SECTOR and number not in seen:
        seen.add(number)
        begin = (number + 1) * sector
        found += struct.unpack_from(f"<{sector // 4 - 1}I", content, begin)
        number = _u32(content, begin + sector - 4)
    return [entry for entry in found if entry < _LAST_SECTOR]


def _u32(content: bytes, place: int) -> int:
    value: int = struct.unpack_from("<I", content, place)[0]
    return value


def is_locked(streams: dict[str, bytes]) -> bool:
    """Tell whether a password guards the file: a wrapped new format, or the old formats' own mark.

    Word says so in a bit of its first record (MS-DOC 2.5.2), Excel by a record that follows the
    beginning of the workbook (MS-XLS 2.4.117).
    """
    if "EncryptedPackage" in streams:
        return True
    word = streams.get("WordDocument", b"")
    if len(word) > 12:
        return bool(word[11] & 0x01)
    book = streams.get("Workbook", b"") or streams.get("Book", b"")
    if len(book) < 8:
        return False
    follows = 4 + int.from_bytes(book[2:4], "little")
    return book[follows : follows + 2] == b"\x2f\x00"
