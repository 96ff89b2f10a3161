"""Tells what a file is by its content, checks it against the limits, has it converted where it is
of an old format, and has it read.
"""

import re
from collections.abc import Callable

from app.plan_import import compound
from app.plan_import.conversion import convert
from app.plan_import.limits import MAX_BYTES, MAX_MEMBERS, MAX_PACKING, MAX_UNPACKED
from app.plan_import.problems import PlanRefused, RefusedFile
from app.plan_import.readers.archive import first_bytes, members
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
_REFUSED_ENDINGS: dict[str, RefusedFile] = {
    **dict.fromkeys(("doc", "xls", "ppt", "rtf"), RefusedFile.file_old_office),
    **dict.fromkeys(("odt", "ods"), RefusedFile.file_open_document),
    **dict.fromkeys(
        ("png", "jpg", "jpeg", "gif", "bmp", "tif", "tiff", "webp", "heic", "svg"),
        RefusedFile.file_is_picture,
    ),
}
# A page or a fragment of one, whatever its name says; Windows puts a header before what it copied.
_HTML = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:Version:\d[^<]{0,400})?(?:<\?xml[^<]{0,200})?(?:<!--[^<]{0,200}-->\s*)?"
    rb"<(?:!doctype\s+html|html|head|meta|body|table|style|div)\b",
    re.I,
)
# What LibreOffice makes of the formats that are not read themselves, and what is said where it
# is not installed. The keys are the usual endings of these formats.
_CONVERTED: dict[str, tuple[str, RefusedFile]] = {
    "doc": ("docx", RefusedFile.file_old_office),
    "rtf": ("docx", RefusedFile.file_old_office),
    "xls": ("xlsx", RefusedFile.file_old_office),
    "odt": ("docx", RefusedFile.file_open_document),
    "ods": ("xlsx", RefusedFile.file_open_document),
}
_OPEN_DOCUMENTS = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
}


def read_document(content: bytes, filename: str) -> Document:
    """Return the document in a file's bytes in the one normal shape of all readers.

    The content decides what the file is; its name only chooses the words of a refusal.
    Raises PlanRefused.
    """
    content = modern(content, filename)
    return _READERS[_checked_format(content, filename)]()(content)


def modern(content: bytes, filename: str) -> bytes:
    """Return the file in a format that is read: itself, or converted where it is an old one.

    Checked against the limits before, and so is what the conversion makes of it. Raises
    PlanRefused.
    """
    form = _checked_format(content, filename)
    if form not in _CONVERTED:
        return content
    target, refusal = _CONVERTED[form]
    made = convert(content, form, target)
    if made is None:
        raise PlanRefused(refusal)
    if _checked_format(made, f"document.{target}") in _CONVERTED:
        raise PlanRefused(RefusedFile.file_damaged)
    return made


def _checked_format(content: bytes, filename: str) -> str:
    """Return a key of ``_READERS`` or of ``_CONVERTED``; raise PlanRefused for anything else."""
    if not content.strip(b"\x00 \t\r\n\f"):
        raise PlanRefused(RefusedFile.file_empty)
    if len(content) > MAX_BYTES:
        raise PlanRefused(RefusedFile.file_too_large, limit=MAX_BYTES // _MEGABYTE)
    ending = filename.rsplit(".", 1)[-1].lower() if "." in filename else ""
    if content.startswith(b"PK"):
        return _format_of_zip(content)
    if content.startswith(compound.SIGNATURE):
        return _format_of_container(content, ending)
    form = next((form for form, is_it in _SIGNS if is_it(content)), None)
    if form is not None:
        return form
    if content.startswith(_PICTURES):
        raise PlanRefused(RefusedFile.file_is_picture)
    if ending in _REFUSED_ENDINGS:
        raise PlanRefused(_REFUSED_ENDINGS[ending])
    if ending in ("docx", "xlsx", "pdf"):
        raise PlanRefused(RefusedFile.file_damaged)
    return "text"


_SIGNS: tuple[tuple[str, Callable[[bytes], bool]], ...] = (
    ("pdf", lambda content: content[:1024].lstrip().startswith(b"%PDF-")),
    ("rtf", lambda content: content.startswith(b"{\\rtf")),
    ("html", lambda content: bool(_HTML.match(content[:4096]))),
)


def _format_of_container(content: bytes, ending: str) -> str:
    """Tell Word from Excel in the container of old Office by the streams that lie in it."""
    streams = compound.root_streams(content)
    # A new format with a password lies wrapped in the old container.
    if compound.is_locked(streams) or (not streams and ending in ("docx", "xlsx")):
        raise PlanRefused(RefusedFile.file_protected)
    if "WordDocument" in streams:
        return "doc"
    if "Workbook" in streams or "Book" in streams:
        return "xls"
    raise PlanRefused(RefusedFile.file_old_office)


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
        return _format_of_open_document(content)
    raise PlanRefused(RefusedFile.file_format_unknown)


def _format_of_open_document(content: bytes) -> str:
    """Tell text from sheet by the member that holds the media type (ODF 1.3, part 2, 3.3)."""
    form = _OPEN_DOCUMENTS.get(first_bytes(content, "mimetype", 200).strip())
    if form is None:
        raise PlanRefused(RefusedFile.file_open_document)
    return form


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
    from app.plan_import.readers.pdf.reader import read_pdf

    return read_pdf


def _html_reader() -> Callable[[bytes], Document]:
    from app.plan_import.readers.html import read_html

    return read_html


_READERS: dict[str, Callable[[], Callable[[bytes], Document]]] = {
    "text": _text_reader,
    "word": _word_reader,
    "workbook": _workbook_reader,
    "pdf": _pdf_reader,
    "html": _html_reader,
}
