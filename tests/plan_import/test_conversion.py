"""Old and open formats are converted where LibreOffice is; elsewhere a sentence says what to do."""

import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from docx import Document

from app.plan_import import PlanReading, PlanRefused, compound, conversion, read_plan
from app.plan_import.conversion import (
    MOST_AT_ONCE,
    ConversionLimits,
    convert,
    office_program,
    to_pdf,
)
from app.plan_import.isolation.parent import read_isolated
from tests.plan_import.refusals import refusal_of
from tests.plan_import.small_plans import HEAD, HEADINGS, TASK, saved, tabbed, workbook
from tests.programs import need

Read = Callable[[bytes, str], PlanReading]
SECOND = ("2", "Rà soát thủ tục hành chính", "Báo cáo", "Phòng Kinh tế", "", "Quý IV/2026")


def printed_plan() -> bytes:
    """A Word file as Word writes it: a merged cell, and a paragraph after the table."""
    document = Document()
    for line in HEAD:
        document.add_paragraph(line)
    table = document.add_table(rows=0, cols=len(HEADINGS))
    for row in (HEADINGS, TASK, SECOND):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    table.cell(1, 3).merge(table.cell(2, 3)).text = "Văn phòng"
    document.add_paragraph("Nơi nhận: như trên")
    return saved(document)


@cache
def converted(kind: str) -> bytes:
    """The small plan in an old or open format, as LibreOffice writes it."""
    need("soffice")
    spread = kind in ("xls", "ods")
    # Three hundred empty rows: what is shorter is kept elsewhere in the old container.
    source = workbook(TASK, SECOND, *[("",) * 5 + (" ",)] * 300) if spread else printed_plan()
    made = convert(source, "xlsx" if spread else "docx", kind)
    assert made is not None
    return made


@pytest.mark.parametrize(
    ("kind", "ending", "read"),
    [
        # The process of its own is what reads uploads.
        ("doc", "doc", read_isolated),
        ("rtf", "rtf", read_plan),
        ("odt", "odt", read_plan),
        # The container and not the ending tells Word from Excel.
        ("xls", "doc", read_plan),
        ("ods", "ods", read_plan),
    ],
)
def test_an_old_or_open_file_is_read_as_its_new_form_is_and_leaves_nothing_behind(
    kind: str, ending: str, read: Read, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = converted(kind)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    reading = read(content, f"ke-hoach.{ending}")
    assert list(tmp_path.iterdir()) == []
    assert [task.title for task in reading.tasks] == [TASK[1], SECOND[1]]
    assert reading.head.number == "12/KH-UBND"
    assert [task.deadline.due for task in reading.tasks] == [
        [date(2026, 3, 31)],
        [date(2026, 12, 31)],
    ]
    if kind not in ("xls", "ods"):
        assert [task.lead for task in reading.tasks] == [("Văn phòng",)] * 2


@pytest.mark.parametrize("kind", ["doc", "xls"])
def test_the_streams_of_the_container_tell_word_from_excel(kind: str) -> None:
    streams = compound.root_streams(converted(kind))
    assert ("WordDocument" in streams, "Workbook" in streams) == (kind == "doc", kind == "xls")
    assert not compound.is_locked(streams)


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("doc", "file_old_office"),
        ("rtf", "file_old_office"),
        ("xls", "file_old_office"),
        ("odt", "file_open_document"),
        ("ods", "file_open_document"),
    ],
)
def test_without_libreoffice_a_sentence_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, kind: str, code: str
) -> None:
    content = converted(kind)
    monkeypatch.setenv("LIBREOFFICE", "")
    assert office_program() is None
    assert refusal_of(content, f"a.{kind}") == code
    assert to_pdf(content, f"a.{kind}") is None


def test_a_word_file_with_a_password_is_told_by_its_first_record() -> None:
    content = bytearray(converted("doc"))
    start = compound.root_streams(bytes(content))["WordDocument"]
    place = bytes(content).index(start[:64])
    content[place + 11] |= 0x01
    assert refusal_of(bytes(content), "a.doc") == "file_protected"


def test_an_excel_file_with_a_password_is_told_by_the_record_after_its_first() -> None:
    content = bytearray(converted("xls"))
    start = compound.root_streams(bytes(content))["Workbook"]
    place = bytes(content).index(start[:64])
    follows = place + 4 + int.from_bytes(start[2:4], "little")
    content[follows : follows + 2] = b"\x2f\x00"
    assert refusal_of(bytes(content), "a.xls") == "file_protected"


@pytest.mark.parametrize("kept", [0.02, 0.3, 0.7])
@pytest.mark.parametrize("kind", ["doc", "xls"])
def test_a_truncated_container_is_refused_or_read_but_never_raises(kind: str, kept: float) -> None:
    content = converted(kind)
    assert isinstance(compound.root_streams(content[: int(len(content) * kept)]), dict)


def test_a_ring_in_the_container_ends() -> None:
    content = bytearray(converted("doc"))
    directory = int.from_bytes(content[48:52], "little")
    table = int.from_bytes(content[76:80], "little")
    place = (table + 1) * 512 + directory * 4
    content[place : place + 4] = directory.to_bytes(4, "little")
    began = time.monotonic()
    compound.root_streams(bytes(content))
    assert time.monotonic() - began < 1


# What a conversion may take


def program(folder: Path, script: str) -> str:
    """A program that stands for LibreOffice."""
    path = folder / "office"
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    return str(path)


@pytest.fixture
def unconfined(monkeypatch: pytest.MonkeyPatch) -> None:
    """The stand-in leaves notes outside its folder."""
    monkeypatch.setattr(conversion, "_reach", lambda *_: None)


@pytest.mark.usefixtures("unconfined")
def test_a_conversion_that_hangs_is_ended_with_all_it_started(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    note = tmp_path / "still-there"
    script = f"(sleep 1.5; touch '{note}') & sleep 60"
    monkeypatch.setenv("LIBREOFFICE", program(tmp_path, script))
    began = time.monotonic()
    with pytest.raises(PlanRefused) as refused:
        convert(b"{\\rtf1 x}", "rtf", "docx", replace(ConversionLimits(), wall_seconds=0.7))
    assert refused.value.code.value == "file_takes_too_long"
    assert time.monotonic() - began < 10
    time.sleep(max(0.0, began + 2 - time.monotonic()))
    assert not note.exists()


def test_a_conversion_that_makes_nothing_is_a_damaged_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("LIBREOFFICE", program(tmp_path, "exit 0"))
    assert refusal_of(b"{\\rtf1 x}", "a.rtf") == "file_damaged"


def test_what_comes_out_is_checked_like_any_upload(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    bomb = Path(tmp_path / "bomb.zip")
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", bytes(60 * 1024 * 1024))
    copy = (
        f'while [ "$1" != --outdir ]; do shift; done; mkdir -p "$2"; cp {bomb} "$2/document.docx"'
    )
    monkeypatch.setenv("LIBREOFFICE", program(tmp_path, copy))
    assert refusal_of(b"{\\rtf1 x}", "a.rtf") == "file_unpacks_too_large"


@pytest.mark.usefixtures("unconfined")
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits a running process")
def test_the_program_gets_limits_a_profile_without_macros_and_no_secrets(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    seen = tmp_path / "seen"
    settings = "profile/user/registrymodifications.xcu"
    look = f"(env; cat {settings}; ulimit -v; ulimit -t) > '{seen}'"
    monkeypatch.setenv("LIBREOFFICE", program(tmp_path, look))
    monkeypatch.setenv("SECRET_KEY", "planted")
    limits = replace(ConversionLimits(), memory=777 * 1024**2, cpu_seconds=43)
    with pytest.raises(PlanRefused):
        convert(b"{\\rtf1 x}", "rtf", "docx", limits)
    said = seen.read_text(encoding="utf-8")
    assert "planted" not in said
    assert '<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true' in said
    assert said.split()[-2:] == [str(777 * 1024), "43"]


@pytest.mark.usefixtures("unconfined")
def test_at_most_two_conversions_run_at_once(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    running = tmp_path / "running"
    running.mkdir()
    script = f"touch '{running}'/$$; sleep 0.5; ls '{running}' | wc -l >> '{tmp_path}/seen'; rm '{running}'/$$"  # noqa: E501
    monkeypatch.setenv("LIBREOFFICE", program(tmp_path, script))
    with ThreadPoolExecutor(5) as threads:
        list(threads.map(lambda _: to_pdf(b"x", "ke-hoach.docx"), range(5)))
    seen = [int(line) for line in (tmp_path / "seen").read_text(encoding="utf-8").split()]
    assert (len(seen), max(seen)) == (5, MOST_AT_ONCE)


def test_a_word_file_becomes_pages() -> None:
    need("soffice")
    made = to_pdf(printed_plan(), "ke-hoach.docx")
    assert made is not None and made.startswith(b"%PDF-")
    assert to_pdf(tabbed(TASK), "ke-hoach.txt") is None


def test_a_broken_file_has_no_pages(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LIBREOFFICE", program(tmp_path, "exit 1"))
    assert to_pdf(b"x", "ke-hoach.docx") is None
