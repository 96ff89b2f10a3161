"""Opens the members of Word and Excel files, which are zips of XML."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

from app.plan_import.limits import MAX_XML
from app.plan_import.problems import PlanRefused, RefusedFile

# So many bytes hold the XML declaration, and the first "<" with whatever mark precedes it.
_DECLARATION = 256
_FIRST_BYTES = 16
_ENCODING = re.compile(rb"<\?xml[^>]*encoding\s*=\s*[\"']([^\"']*)")

# What the standard library raises for a zip that is cut off, altered or of a rare kind.
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    KeyError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)


def members(content: bytes) -> list[zipfile.ZipInfo]:
    """Return the directory of a zip, nothing unpacked. Raises PlanRefused when damaged."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return archive.infolist()
    except _DAMAGE as error:
        raise PlanRefused(RefusedFile.file_damaged) from error


def first_bytes(content: bytes, name: str, most: int) -> bytes:
    """Return the first ``most`` bytes of a zip's member. Raises PlanRefused when damaged."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open(name) as opened:
            return opened.read(most)
    except _DAMAGE as error:
        raise PlanRefused(RefusedFile.file_damaged) from error


def xml_members(content: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of each member that holds XML, whatever its name says.

    A member never gives more bytes than the directory says, and is damaged when it holds
    others. Office writes UTF-8 without a document type; XML that does otherwise only serves
    to smuggle entities and is refused. Raises PlanRefused.
    """
    for member in members(content):
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open(member) as opened:
                start = opened.read(_DECLARATION)
                if b"<" not in start[:_FIRST_BYTES]:
                    continue
                if member.file_size > MAX_XML:
                    raise PlanRefused(RefusedFile.file_unpacks_too_large)
                xml = start + opened.read()
        except _DAMAGE as error:
            raise PlanRefused(RefusedFile.file_damaged) from error
        named = _ENCODING.search(start)
        other = named is not None and named[1].lower() not in (b"utf-8", b"us-ascii")
        if other or b"\x00" in start or b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
            raise PlanRefused(RefusedFile.file_damaged)
        yield member.filename, xml
