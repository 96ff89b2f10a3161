"""Opens the members of Word and Excel files, which are zips of XML."""

import io
import zipfile
import zlib
from collections.abc import Iterator

from app.plan_import.problems import PlanRefused, RefusedFile

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


def xml_members(content: bytes, names: str = "") -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of each XML member whose name begins with ``names``.

    A member never gives more bytes than the directory says, and is damaged when it holds
    others. Office writes no document type; a member that has one only serves to smuggle
    entities and is refused. Raises PlanRefused.
    """
    for member in members(content):
        if not member.filename.startswith(names) or not member.filename.endswith(".xml"):
            continue
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                xml = archive.read(member)
        except _DAMAGE as error:
            raise PlanRefused(RefusedFile.file_damaged) from error
        if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
            raise PlanRefused(RefusedFile.file_damaged)
        yield member.filename, xml
