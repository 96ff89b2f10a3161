"""Tells what a file is by its content, checks it against the limits, and has it read."""

from collections.abc import Callable

from app.plan_import.limits import MAX_BYTES, MAX_MEMBERS, MAX_PACKING, MAX_UNPACKED
from app.plan_import.problems import PlanRefused, RefusedFile
from app.plan_import.readers.archive import members
from app.plan_import.tables import Document

_MEGABYTE = 1024 * 1024
_PICTURES = (
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"BM",
    b"II*\x00",
    b"MM\x00*",
    b"RIFF",
    b"<svg",
)
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_REFUSED_ENDINGS: dict[str, RefusedFile] = {
    **dict.fromkeys(("doc", "xls", "ppt", "rtf"), RefusedFile.file_old_office),
    **dict.fromkeys(("odt", "ods"), RefusedFile.file_open_document),
    **dict.fromkeys(
        ("png", "jpg", "jpeg", "gif", "bmp", "tif", "tiff", "webp", "heic", "svg"),
        RefusedFile.file_is_picture,
    ),
}


def read_document(content: bytes, filename: str) -> Document:
    """Return the document in a file's bytes in the one normal shape of all readers.

    The content decides what the file is; its name only chooses the words of a refusal.
    Raises PlanRefused.
    """
    if not content.strip(b"\x00 \t\r\n\f"):
        raise PlanRefused(RefusedFile.file_empty)
    if len(content) > MAX_BYTES:
        raise PlanRefused(RefusedFile.file_too_large, limit=MAX_BYTES // _MEGABYTE)
    ending = filename.rsplit(".", 1)[-1].lower() if "." in filename else ""
    return _READERS[_format_of(content, ending)]()(content)


def _format_of(content: bytes, ending: str) -> str:
    """Return "word", "workbook", "pdf" or "text"; raise PlanRefused for anything else."""
    if content.startswith(b"PK"):
        return _format_of_zip(content)
    if content[:1024].lstrip().startswith(b"%PDF-"):
        return "pdf"
    if content.startswith(_OLD_OFFICE):
        # Word and Excel keep a file with a password in the old container as well.
        raise PlanRefused(
            RefusedFile.file_protected
            if ending in ("docx", "xlsx")
            else RefusedFile.file_old_office
        )
    if content.startswith(b"{\\rtf"):
        raise PlanRefused(RefusedFile.file_old_office)
    if content.startswith(_PICTURES):
        raise PlanRefused(RefusedFile.file_is_picture)
    if ending in _REFUSED_ENDINGS:
        raise PlanRefused(_REFUSED_ENDINGS[ending])
    if ending in ("docx", "xlsx", "pdf"):
        raise PlanRefused(RefusedFile.file_damaged)
    return "text"


def _format_of_zip(content: bytes) -> str:
    """Check a zip's directory without unpacking anything, and tell what it holds."""
    directory = members(content)
    unpacked = sum(member.file_size for member in directory)
    packed = max(1, sum(member.compress_size for member in directory))
    tight = unpacked > _MEGABYTE * 10 and unpacked > MAX_PACKING * packed
    if len(directory) > MAX_MEMBERS or unpacked > MAX_UNPACKED or tight:
        raise PlanRefused(RefusedFile.file_unpacks_too_large)
    if any(member.flag_bits & 0x1 for member in directory):
        raise PlanRefused(RefusedFile.file_protected)
    names = {member.filename for member in directory}
    if "word/document.xml" in names:
        return "word"
    if "xl/workbook.xml" in names:
        return "workbook"
    if "content.xml" in names and "mimetype" in names:
        raise PlanRefused(RefusedFile.file_open_document)
    raise PlanRefused(RefusedFile.file_format_unknown)


# The readers are imported when a file of their format comes: their libraries are large,
# and most processes of the product never read a plan.


def _text_reader() -> Callable[[bytes], Document]:
    from app.plan_import.readers.text import read_text

    return read_text


def _word_reader() -> Callable[[bytes], Document]:
    from app.plan_import.readers.word import read_word

    return read_word


def _workbook_reader() -> Callable[[bytes], Document]:
    from app.plan_import.readers.workbook import read_workbook

    return read_workbook


def _pdf_reader() -> Callable[[bytes], Document]:
    from app.plan_import.readers.pdf import read_pdf

    return read_pdf


_READERS: dict[str, Callable[[], Callable[[bytes], Document]]] = {
    "text": _text_reader,
    "word": _word_reader,
    "workbook": _workbook_reader,
    "pdf": _pdf_reader,
}
