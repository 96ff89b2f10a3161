"""Looks into one file: its text, its head, a mark of secrecy, its signatures."""

from app.plan_import.documents.letterhead import read_letterhead
from app.plan_import.documents.secrecy import secrecy_mark
from app.plan_import.documents.texts import PrintedText, printed_text
from app.plan_import.documents.values import FileReading, PdfSignature, SecrecyMark, Unreadable
from app.plan_import.problems import PlanRefused, RefusedFile

READ = frozenset({"pdf", "docx", "odt", "xlsx", "pptx"})
"""The endings of the kinds that are read."""

FEWEST_LETTERS = 40
"""A PDF with fewer has no text: a scanner or a stamp wrote them."""

_BEGINS = ("cộng hòa xã hội", "cộng hoà xã hội", "số:", "đảng cộng sản")
_ERRORS = {
    RefusedFile.file_protected: Unreadable.protected,
    RefusedFile.file_unpacks_too_large: Unreadable.too_large,
    RefusedFile.file_too_large: Unreadable.too_large,
    RefusedFile.file_too_many_rows: Unreadable.too_large,
    RefusedFile.file_too_wide: Unreadable.too_large,
}


def inspect_file(content: bytes, ending: str) -> FileReading:
    """Return what the bytes of a file hold; `ending` ("pdf", "docx") tells its kind, which was
    checked before. A file that cannot be read says why in `error`.
    """
    signatures = _signatures(content) if ending == "pdf" else ()
    try:
        text = printed_text(content, ending)
    except PlanRefused as refused:
        return FileReading(
            signatures=signatures, error=_ERRORS.get(refused.code, Unreadable.damaged)
        )
    if text is None:
        return FileReading()
    has_text = sum(map(_letters, text.lines)) >= FEWEST_LETTERS
    return FileReading(
        pages=text.pages,
        has_text=has_text,
        is_scan=ending == "pdf" and not has_text and not signatures,
        mark=_mark(text),
        head=read_letterhead(text.lines),
        signatures=signatures,
    )


def _signatures(content: bytes) -> tuple[PdfSignature, ...]:
    # The library is large, and most files are not signed.
    if b"/ByteRange" not in content:
        return ()
    from app.plan_import.documents.signatures import read_signatures

    return read_signatures(content)


def _letters(line: str) -> int:
    return sum(char.isalpha() for char in line)


def _mark(text: PrintedText) -> SecrecyMark | None:
    """The mark on the first page, or on a later one on which another document begins."""
    for number, head in enumerate(text.heads):
        if number and not any(line.strip().lower().startswith(_BEGINS) for line in head):
            continue
        mark = secrecy_mark(head)
        if mark:
            return mark
    return None
