"""Whole files looked into: in this process for what is found, in one of its own for what breaks."""

import sys
from datetime import date
from functools import cache

import pytest

from app.plan_import.documents.inspection import inspect_file
from app.plan_import.documents.process import inspect_in_process
from app.plan_import.documents.values import FileReading, PaperHead, SecrecyMark, Unreadable
from tests.plan_import.documents.papers import empty_pdf, pdf_file, signed, word_file
from tests.plan_import.drawn_pdf import Sheet, pdf

HEAD = PaperHead(
    "12/KH-UBND",
    date(2026, 1, 15),
    "Ủy ban nhân dân phường Mẫu",
    "Cải cách hành chính năm 2026",
    "Hoàng Văn Long",
)


@cache
def twice_signed() -> bytes:
    return signed(pdf_file(), "Hoàng Văn Long", "UBND phường Mẫu")


def test_the_head_of_a_word_file_and_of_a_pdf_is_the_same() -> None:
    assert inspect_file(word_file(), "docx") == FileReading(has_text=True, head=HEAD)
    assert inspect_file(pdf_file(), "pdf") == FileReading(pages=1, has_text=True, head=HEAD)


@pytest.mark.parametrize(
    ("content", "ending"),
    [
        (word_file(stamp="TỐI MẬT"), "docx"),
        (pdf_file(stamp="TỐI MẬT"), "pdf"),
        (pdf_file(stamp="TỐI MẬT", stamp_at=(450, 30)), "pdf"),
    ],
)
def test_a_stamp_is_found_where_it_was_laid_over_the_page(content: bytes, ending: str) -> None:
    assert inspect_file(content, ending).mark is SecrecyMark.top_secret


def test_a_word_at_the_foot_of_a_page_or_in_a_table_on_a_later_one_is_no_stamp() -> None:
    assert inspect_file(pdf_file(stamp="MẬT", stamp_at=(60, 700)), "pdf").mark is None
    later = Sheet(595, 842)
    later.text(60, 60, "MẬT")
    assert inspect_file(pdf(Sheet(595, 842), later), "pdf").mark is None


def test_a_stamp_on_a_document_that_begins_on_a_later_page_is_found() -> None:
    later = Sheet(595, 842)
    for row, text in enumerate(("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Số: 2/BC-UBND", "MẬT")):
        later.text(60, 60 + 20 * row, text)
    assert inspect_file(pdf(Sheet(595, 842), later), "pdf").mark is SecrecyMark.secret


def test_a_stamp_in_a_text_box_of_a_word_file_is_found() -> None:
    body = (
        "<w:p><w:r><w:txbxContent><w:p><w:r><w:t>MẬT</w:t></w:r></w:p></w:txbxContent></w:r></w:p>"
    )
    assert inspect_file(with_body(body), "docx").mark is SecrecyMark.secret


def with_body(xml: str) -> bytes:
    """A Word file with this markup before its own paragraphs."""
    import io
    import zipfile

    source = zipfile.ZipFile(io.BytesIO(word_file()))
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name in source.namelist():
            content = source.read(name)
            if name == "word/document.xml":
                content = content.replace(b"<w:body>", b"<w:body>" + xml.encode())
            archive.writestr(name, content)
    return written.getvalue()


def test_a_page_without_text_is_a_scan_unless_it_is_signed() -> None:
    assert inspect_file(empty_pdf(), "pdf") == FileReading(pages=1, is_scan=True)
    assert not inspect_file(signed(empty_pdf(), "Hoàng Văn Long"), "pdf").is_scan


def test_each_signature_says_who_and_whether_what_was_signed_is_as_it_was() -> None:
    first, second = inspect_file(twice_signed(), "pdf").signatures
    assert (first.signer, first.intact, first.covers_whole) == ("Hoàng Văn Long", True, False)
    assert (second.signer, second.intact, second.covers_whole) == ("UBND phường Mẫu", True, True)
    assert second.signed_at


def test_one_changed_byte_breaks_the_signatures_over_it() -> None:
    content = twice_signed()
    at = content.index(b"stream") + 12
    altered = content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]
    assert [each.intact for each in inspect_file(altered, "pdf").signatures] == [False, False]


def test_what_was_added_after_the_signature_is_not_covered() -> None:
    once = signed(pdf_file(), "Hoàng Văn Long")
    (signature,) = inspect_file(once + b"\n% more\n", "pdf").signatures
    assert (signature.intact, signature.covers_whole) == (True, False)


@pytest.mark.parametrize("ending", ["pdf", "docx", "odt", "xlsx", "pptx"])
def test_a_broken_file_says_so(ending: str) -> None:
    reading = inspect_in_process(b"PK\x03\x04 nothing %PDF-1.7", ending)
    assert reading == FileReading(error=Unreadable.damaged)


def test_the_process_gives_what_the_function_gives() -> None:
    assert inspect_in_process(twice_signed(), "pdf") == inspect_file(twice_signed(), "pdf")
    assert inspect_in_process(b"x", "jpg") == FileReading()


@pytest.mark.parametrize(
    ("program", "error"),
    [
        ("import time; time.sleep(9)", Unreadable.too_long),
        ("import sys; sys.exit(3)", Unreadable.broke_reader),
        ("raise MemoryError", Unreadable.too_large),
        ("print('{}')", Unreadable.broke_reader),
        ("print('x' * 300_000)", Unreadable.broke_reader),
        ("print('[' * 100_000)", Unreadable.broke_reader),
    ],
)
def test_a_process_that_is_broken_by_a_file_breaks_nothing_else(
    program: str, error: Unreadable
) -> None:
    process = [sys.executable, "-c", program]
    assert inspect_in_process(b"x", "pdf", seconds=1, process=process) == FileReading(error=error)
