"""The zip of evidence: safe names, one copy of each file, the index, and no more memory than a
piece of a file needs.
"""

import hashlib
import io
import tempfile
import tracemalloc
import unicodedata
import zipfile
from datetime import datetime
from typing import BinaryIO

import pytest
from openpyxl import load_workbook

from app.reports.evidence_archive import (
    LONGEST_NAME,
    ArchivedFile,
    ArchiveLine,
    ArchiveWords,
    safe_name,
    write_archive,
)

CAME = datetime(2026, 9, 14, 8, 0)
WORDS = ArchiveWords(
    "Mục lục", "Mục lục", ("Việc", "Tệp", "Mã", "Kết quả", "Ghi chú"), "mất", "sửa"
)


def line(key: str, name: str, content: bytes = b"x", folder: str = "I. Chỉ đạo") -> ArchiveLine:
    file = ArchivedFile(key, name, hashlib.sha256(content).hexdigest(), CAME)
    return ArchiveLine(("việc",), (folder, "1. Kế hoạch"), "Đã hoàn thành", file)


def opener(store: dict[str, bytes]):  # type: ignore[no-untyped-def]
    def open_file(key: str) -> BinaryIO:
        if key not in store:
            raise FileNotFoundError(key)
        return io.BytesIO(store[key])

    return open_file


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("Quyết định 203.pdf", "Quyết định 203.pdf"),
        (unicodedata.normalize("NFD", "Quyết định.pdf"), "Quyết định.pdf"),
        ("../../etc/passwd", "-..-etc-passwd"),
        ("a/b\\c:d.pdf", "a-b-c-d.pdf"),
        ("hai\ndòng\x00.pdf", "hai dòng .pdf"),
        ("\u202egpj.exe", "gpj.exe"),
        ("con.pdf", "_con.pdf"),
        ("NUL", "_NUL"),
        (" . ", "_"),
        ("", "_"),
        ("x" * 300 + ".docx", "x" * 115 + ".docx"),
        ("tên. ", "tên"),
    ],
)
def test_a_name_stays_where_it_belongs_on_every_system(name: str, safe: str) -> None:
    assert safe_name(name) == safe
    assert len(safe_name(name)) <= LONGEST_NAME


def test_a_file_that_proves_two_things_is_put_in_once_and_named_twice() -> None:
    target = io.BytesIO()
    lines = [line("a", "Tệp.pdf"), line("a", "Tệp.pdf"), line("b", "TỆP.pdf")]
    done = write_archive(target, lines, WORDS, opener({"a": b"x", "b": b"x"}))
    assert (done.files, done.faulty) == (2, 0)
    with zipfile.ZipFile(target) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == [
            "I. Chỉ đạo/1. Kế hoạch/Tệp.pdf",
            "I. Chỉ đạo/1. Kế hoạch/TỆP (2).pdf",
            "Mục lục.xlsx",
        ]
        rows = index_of(archive)
    assert [row[1] for row in rows[1:]] == [
        "I. Chỉ đạo/1. Kế hoạch/Tệp.pdf",
        "I. Chỉ đạo/1. Kế hoạch/Tệp.pdf",
        "I. Chỉ đạo/1. Kế hoạch/TỆP (2).pdf",
    ]


def index_of(archive: zipfile.ZipFile) -> list[tuple[object, ...]]:
    sheet = load_workbook(io.BytesIO(archive.read("Mục lục.xlsx"))).active
    return list(sheet.iter_rows(values_only=True))


def test_what_is_lost_or_altered_is_said_in_the_index() -> None:
    target = io.BytesIO()
    done = write_archive(
        target, [line("a", "a.pdf"), line("b", "b.pdf")], WORDS, opener({"b": b"y"})
    )
    assert (done.files, done.faulty) == (1, 2)
    with zipfile.ZipFile(target) as archive:
        assert [name for name in archive.namelist() if name.endswith(".pdf")] == [
            "I. Chỉ đạo/1. Kế hoạch/b.pdf"
        ]
        rows = index_of(archive)
    assert [(row[1], row[4]) for row in rows[1:]] == [
        (None, "mất"),
        ("I. Chỉ đạo/1. Kế hoạch/b.pdf", "sửa"),
    ]


def test_a_name_that_a_spreadsheet_would_run_is_a_text_in_the_index() -> None:
    target = io.BytesIO()
    hostile = ArchiveLine(('=HYPERLINK("http://x")',), ("=cmd|calc", "t"), note="@SUM(1)")
    write_archive(target, [hostile], WORDS, opener({}))
    with zipfile.ZipFile(target) as archive:
        row = index_of(archive)[1]
    assert row[0] == '\'=HYPERLINK("http://x")'
    assert row[4] == "'@SUM(1)"


def test_five_hundred_files_need_the_memory_of_one_piece() -> None:
    content = b"x" * 400_000
    lines = [line(str(n), f"Tệp {n}.pdf", content) for n in range(500)]

    def open_file(_: str) -> BinaryIO:
        return io.BytesIO(content)

    with tempfile.TemporaryFile() as target:
        tracemalloc.start()
        done = write_archive(target, lines, WORDS, open_file)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert done.files == 500
        assert target.seek(0, 2) > 200_000_000
    assert peak < 20_000_000
