"""Files as they come in: looked at before anything is stored, opened or believed.

The ending says what a file claims to be and its content has to agree. Zips (Office files are zips)
are judged by their directory alone; nothing is unpacked. Files leave the product only as
attachments under the media type found here, never under one that a browser sent.
"""

import hashlib
import os
import zipfile
import zlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from workflows.states import ActionRefused, Refusal
from workflows.text import squeeze

MEGABYTE = 1024 * 1024
MAX_NAME = 200
MAX_MEMBERS = 5_000
MAX_UNPACKED = 500 * MEGABYTE
MAX_PACKING = 200
"""How many times larger than packed a zip may be, once it unpacks to more than 10 MB."""

_CHUNK = 256 * 1024
_DIRECTORY_ENTRY = b"PK\x01\x02"
_DAMAGED = (zipfile.BadZipFile, zlib.error, ValueError, EOFError, RuntimeError, OSError)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that may be stored: its clean name, its media type as found, size in bytes, SHA-256 in
    hex, and the stream at its beginning."""

    name: str
    media_type: str
    size: int
    sha256: str
    stream: BinaryIO


@dataclass(frozen=True, slots=True)
class _Format:
    media_type: str
    proof: Callable[[BinaryIO], bool]


def accept(stream: BinaryIO, sent_name: str, limit: int) -> Upload:
    """Return the upload in `stream`, which must be seekable, if it is a file we take.

    `limit` is the largest size in bytes. Raises ActionRefused: file_empty, file_too_large,
    file_type_unknown, file_type_differs, file_unsafe, file_protected.
    """
    name = clean_name(sent_name)
    size = stream.seek(0, os.SEEK_END)
    if size > limit:
        raise too_large(size, limit)
    form = FORMATS.get(ending_of(name))
    if form is None:
        raise ActionRefused(
            Refusal.file_type_unknown, name=name or "?", accepted=", ".join(FORMATS)
        )
    if size == 0:
        raise ActionRefused(Refusal.file_empty, name=name)
    if not _proves(form, stream, name):
        raise ActionRefused(Refusal.file_type_differs, name=name)
    return Upload(name, form.media_type, size, _sha256(stream), stream)


def too_large(size: int, limit: int) -> ActionRefused:
    """The refusal of a file of `size` bytes; megabytes are rounded up so that 25.1 is not "25"."""
    return ActionRefused(
        Refusal.file_too_large, size=str(-(-size // MEGABYTE)), limit=str(limit // MEGABYTE)
    )


def clean_name(sent: str) -> str:
    """The name to keep and show: no path, no unseen or direction-changing character, composed, at
    most MAX_NAME characters with its ending kept."""
    name = squeeze(squeeze(sent).replace("\\", "/").rsplit("/", 1)[-1]).strip(" .")
    if len(name) <= MAX_NAME:
        return name
    ending = ending_of(name)
    return f"{name[: MAX_NAME - len(ending) - 1]}.{ending}" if len(ending) < 10 else name[:MAX_NAME]


def ending_of(name: str) -> str:
    """What stands behind the last full stop of a clean name, in small letters; '' for none."""
    stem, dot, ending = name.rpartition(".")
    return ending.lower() if dot and stem else ""


def _sha256(stream: BinaryIO) -> str:
    stream.seek(0)
    digest = hashlib.sha256()
    while chunk := stream.read(_CHUNK):
        digest.update(chunk)
    stream.seek(0)
    return digest.hexdigest()


def _proves(form: _Format, stream: BinaryIO, name: str) -> bool:
    """Ask the content; the refusals of a zip's directory are given the file's name here."""
    stream.seek(0)
    try:
        return form.proof(stream)
    except ActionRefused as refused:
        raise ActionRefused(refused.refusal, name=name) from refused


def _begins_with(*signatures: bytes) -> Callable[[BinaryIO], bool]:
    def proof(stream: BinaryIO) -> bool:
        return stream.read(16).startswith(signatures)

    return proof


def _office(folder: str) -> Callable[[BinaryIO], bool]:
    """An Office Open XML file: its list of parts, and the folder of its kind."""

    def proof(stream: BinaryIO) -> bool:
        names = {member.filename for member in _directory(stream)}
        return "[Content_Types].xml" in names and any(n.startswith(folder) for n in names)

    return proof


def _open_document(media_type: str) -> Callable[[BinaryIO], bool]:
    """An OpenDocument file: a short member that names its type."""

    def proof(stream: BinaryIO) -> bool:
        if not any(m.filename == "mimetype" and m.file_size < 200 for m in _directory(stream)):
            return False
        try:
            with zipfile.ZipFile(stream) as archive, archive.open("mimetype") as member:
                return member.read(200).strip() == media_type.encode("ascii")
        except _DAMAGED:
            return False

    return proof


def _any_zip(stream: BinaryIO) -> bool:
    return bool(_directory(stream))


def _directory(stream: BinaryIO) -> Collection[zipfile.ZipInfo]:
    """The directory of a zip, empty for what is none. Raises ActionRefused for what would not be
    safe to open: file_unsafe, file_protected."""
    if not _begins_with(b"PK\x03\x04")(stream):
        return ()
    # Counted in the bytes first: reading a directory of a million entries is itself the attack.
    if _count(stream, _DIRECTORY_ENTRY) > MAX_MEMBERS:
        raise ActionRefused(Refusal.file_unsafe)
    try:
        with zipfile.ZipFile(stream) as archive:
            members = archive.infolist()
    except _DAMAGED:
        return ()
    unpacked = sum(member.file_size for member in members)
    packed = max(1, sum(member.compress_size for member in members))
    tight = unpacked > 10 * MEGABYTE and unpacked > MAX_PACKING * packed
    if unpacked > MAX_UNPACKED or tight:
        raise ActionRefused(Refusal.file_unsafe)
    if any(member.flag_bits & 0x1 for member in members):
        raise ActionRefused(Refusal.file_protected)
    return members


def _count(stream: BinaryIO, signature: bytes) -> int:
    stream.seek(0)
    found, tail = 0, b""
    while chunk := stream.read(_CHUNK):
        seen = tail + chunk
        found += seen.count(signature)
        # Shorter than the signature, so that none is counted twice.
        tail = seen[-(len(signature) - 1) :]
    stream.seek(0)
    return found


_OOXML = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."

FORMATS: Mapping[str, _Format] = {
    "pdf": _Format("application/pdf", _begins_with(b"%PDF-")),
    "docx": _Format(f"{_OOXML}wordprocessingml.document", _office("word/")),
    "xlsx": _Format(f"{_OOXML}spreadsheetml.sheet", _office("xl/")),
    "pptx": _Format(f"{_OOXML}presentationml.presentation", _office("ppt/")),
    "odt": _Format(f"{_ODF}text", _open_document(f"{_ODF}text")),
    "ods": _Format(f"{_ODF}spreadsheet", _open_document(f"{_ODF}spreadsheet")),
    "jpg": _Format("image/jpeg", _begins_with(b"\xff\xd8\xff")),
    "jpeg": _Format("image/jpeg", _begins_with(b"\xff\xd8\xff")),
    "png": _Format("image/png", _begins_with(b"\x89PNG\r\n\x1a\n")),
    "zip": _Format("application/zip", _any_zip),
}
"""What is taken, by ending; the order is that of the sentence that names them."""
