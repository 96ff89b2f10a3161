"""Measures what the streams of a PDF unpack to, before anything opens it."""

import re
import zlib

from app.plan_import.limits import MAX_UNPACKED
from app.plan_import.problems import PlanRefused, RefusedFile

# The text and drawing of a page weigh some 100 KB; a font of all Vietnamese letters 1 MB.
_MOST_OF_STREAM = 20 * 1024 * 1024
_CHUNK = 64 * 1024
_STREAM = re.compile(rb"stream\r?\n")
_BEFORE = 400
_DICTIONARY_END = b"endobj"
# Pictures are not unpacked by this reader, and are as large as a scanned page.
_PICTURE = re.compile(rb"/Subtype\s*/Image")


def check_streams(content: bytes) -> None:
    """Refuse a PDF with a stream that unpacks to more than any page or font needs.

    A few kilobytes can unpack to gigabytes. Nothing is kept of what is unpacked. Raises
    PlanRefused.
    """
    unpacked = 0
    for found in _STREAM.finditer(content):
        before = content[max(0, found.start() - _BEFORE) : found.start()]
        dictionary = before.rpartition(_DICTIONARY_END)[2]
        if b"FlateDecode" not in dictionary and b"/Fl" not in dictionary:
            continue
        if _PICTURE.search(dictionary):
            continue
        unpacked += _unpacked(content, found.end())
        if unpacked > MAX_UNPACKED:
            raise PlanRefused(RefusedFile.file_unpacks_too_large)


def _unpacked(content: bytes, start: int) -> int:
    """Return how many bytes a stream gives, counted up to where it breaks off."""
    unpacker = zlib.decompressobj()
    total = 0
    packed = memoryview(content)[start:]
    given = bytes(packed[:_CHUNK])
    place = len(given)
    while given and not unpacker.eof:
        try:
            total += len(unpacker.decompress(given, _CHUNK))
        except zlib.error:
            break
        if total > _MOST_OF_STREAM:
            raise PlanRefused(RefusedFile.file_unpacks_too_large)
        given = unpacker.unconsumed_tail
        if not given:
            given = bytes(packed[place : place + _CHUNK])
            place += len(given)
    return total
