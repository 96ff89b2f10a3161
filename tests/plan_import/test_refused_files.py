"""Files that are no plan: each is refused with its own sentence, and never with a traceback."""

import io
import struct
import zipfile
from random import Random

import pytest

from app.plan_import import (
    MAX_BYTES,
    MAX_TASKS,
    PlanRefused,
    ProblemCode,
    RefusedFile,
    Severity,
    read_plan,
)
from app.plan_import import files as files_module
from app.plan_import.limits import MAX_COLUMNS
from tests.plan_import.refusals import refusal_of
from tests.plan_import.small_plans import HEAD, HEADINGS, TASK, tabbed, word, workbook

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR" + bytes(17)


def zipped(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def locked(content: bytes) -> bytes:
    """Return a zip whose members claim to be encrypted."""
    return content.replace(
        b"PK\x01\x02\x14\x03\x14\x00\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01\x00"
    )


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "a.txt", "file_empty"),
        (b" \n\t\r\n", "a.txt", "file_empty"),
        (b"", "a.docx", "file_empty"),
        (PNG, "a.txt", "file_is_picture"),
        (PNG, "a.docx", "file_is_picture"),
        (b"\xff\xd8\xff\xe0" + bytes(100), "ke-hoach.pdf", "file_is_picture"),
        (b"S\x00T\x00T\x00" * 40, "a.txt", "file_not_text"),
        (tabbed(TASK) + b"\x00", "a.txt", "file_not_text"),
        (b"\x01\x02\x03\xfe\xff" * 200, "a.txt", "file_not_text"),
        (b"\xff\xfe\x00\xd8" + b"\x00\xd8" * 9, "a.txt", "file_not_text"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "a.doc", "file_old_office"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "a.docx", "file_protected"),
        (b"{\\rtf1 x}", "a.rtf", "file_old_office"),
        (zipped({"mimetype": b"x", "content.xml": b"<x/>"}), "a.odt", "file_open_document"),
        (zipped({"readme.txt": b"x"}), "a.docx", "file_format_unknown"),
        (zipped({"word/document.xml": b"<broken"}), "a.docx", "file_damaged"),
        (zipped({"word/document.xml": b"<x/>"}), "a.docx", "file_damaged"),
        (zipped({"xl/workbook.xml": b"<x/>"}), "a.xlsx", "file_damaged"),
        (locked(zipped({"word/document.xml": b"<x/>"})), "a.docx", "file_protected"),
        (b"PK\x03\x04 and nothing more", "a.docx", "file_damaged"),
        (b"plain words", "a.docx", "file_damaged"),
        (b"%PDF-1.7 and nothing more", "a.pdf", "file_damaged"),
        ("Thực đơn hôm nay: cơm, cá kho.".encode(), "a.txt", "file_not_plan"),
    ],
)
def test_it_refuses_what_is_no_plan(
    monkeypatch: pytest.MonkeyPatch, content: bytes, name: str, code: str
) -> None:
    # Where LibreOffice is installed, old formats are read (test_conversion.py).
    monkeypatch.setenv("LIBREOFFICE", "")
    assert refusal_of(content, name) == code


def test_it_refuses_a_file_over_the_limit_before_looking_into_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(files_module, "MAX_BYTES", 10)
    with pytest.raises(PlanRefused) as refused:
        read_plan(b"x" * 11, "a.txt")
    assert refused.value.code is RefusedFile.file_too_large
    assert MAX_BYTES == 25 * 1024 * 1024


@pytest.mark.parametrize("kept", [0.3, 0.6, 0.9, 0.99])
@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_it_refuses_a_truncated_office_file(kind: str, kept: float) -> None:
    content = (word if kind == "docx" else workbook)(TASK)
    assert refusal_of(content[: int(len(content) * kept)], f"a.{kind}") == "file_damaged"


def test_it_refuses_a_zip_bomb_by_its_directory_without_unpacking(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bomb = zipped({"word/document.xml": bytes(60 * 1024 * 1024)})
    assert len(bomb) < 100_000

    def never(*_: object, **__: object) -> bytes:
        raise AssertionError("the bomb was unpacked")

    monkeypatch.setattr(zipfile.ZipFile, "read", never)
    assert refusal_of(bomb, "a.docx") == "file_unpacks_too_large"


def test_it_refuses_a_part_of_markup_too_large_to_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.plan_import.readers.archive.MAX_XML", 1_000)
    assert refusal_of(word(TASK), "a.docx") == "file_unpacks_too_large"


@pytest.mark.parametrize(
    "xml",
    [
        '<?xml version="1.0" encoding="UTF-16"?><x/>'.encode("utf-16"),
        b'<?xml version="1.0" encoding="utf-7"?><x/>',
        b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>',
    ],
)
def test_it_refuses_markup_written_to_hide_something(xml: bytes) -> None:
    document = {"word/document.xml": b"<w/>", "word/other.bin": xml}
    assert refusal_of(zipped(document), "a.docx") == "file_damaged"
    assert refusal_of(zipped({"xl/workbook.xml": b"<w/>", "xl/a": xml}), "a.xlsx") == "file_damaged"


def test_it_refuses_a_zip_of_many_members() -> None:
    many = zipped({f"word/{number}.xml": b"" for number in range(4_001)})
    assert refusal_of(many, "a.docx") == "file_unpacks_too_large"


def test_a_member_longer_than_its_directory_says_is_damage() -> None:
    content = bytearray(word(TASK))
    place = content.rfind(b"word/document.xml") - 22
    struct.pack_into("<I", content, place, 40)
    assert refusal_of(bytes(content), "a.docx") == "file_damaged"


def test_it_refuses_more_tasks_than_a_plan_can_have(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [(str(number), f"Việc số {number}", *TASK[2:]) for number in range(1, 10_001)]
    assert refusal_of(tabbed(*rows), "a.txt") == "file_too_many_rows"
    assert MAX_TASKS == 2_000
    monkeypatch.setattr("app.plan_import.appendix.interpreter.MAX_TASKS", 20)
    assert len(read_plan(tabbed(*rows[:20]), "a.txt").tasks) == 20
    assert refusal_of(tabbed(*rows[:21]), "a.txt") == "file_too_many_rows"


def test_it_refuses_running_text_with_thousands_of_rows_before_dividing_them() -> None:
    lines = ["STT Nhiệm vụ Sản phẩm Cơ quan chủ trì Thời gian", ""]
    for number in range(1, 3_000):
        lines += [str(number), f"Việc số {number} Báo cáo Văn phòng Tháng 3/2026"]
    assert refusal_of("\n".join(lines).encode(), "a.txt") == "file_too_many_rows"


def test_it_refuses_a_table_of_a_hundred_thousand_columns() -> None:
    wide = tabbed(("x",) * 100_000)
    assert refusal_of(wide, "a.txt") == "file_too_wide"
    assert MAX_COLUMNS < 100


def test_a_table_without_a_time_column_is_read_and_says_so() -> None:
    reading = read_plan(tabbed(TASK[:5], headings=HEADINGS[:5]), "a.txt")
    assert ProblemCode.no_deadline_column in [problem.code for problem in reading.problems]
    (task,) = reading.tasks
    assert (task.deadline.kind.value, task.lead) == ("missing", ("Văn phòng",))


def test_a_row_without_a_lead_is_kept_and_blocks_the_start() -> None:
    (task,) = read_plan(tabbed((*TASK[:3], "", *TASK[4:])), "a.txt").tasks
    assert (ProblemCode.lead_missing, Severity.blocks) in [
        (problem.code, problem.severity) for problem in task.problems
    ]


def test_a_change_of_direction_in_a_title_is_taken_out_and_named() -> None:
    (task,) = read_plan(tabbed(("1", "Ban hành \u202eKế hoạch\u202c", *TASK[2:])), "a.txt").tasks
    assert task.title == "Ban hành Kế hoạch"
    assert [(problem.code, problem.severity) for problem in task.problems] == [
        (ProblemCode.hidden_characters, Severity.info)
    ]


def test_a_script_in_every_cell_stays_text() -> None:
    script = "<script>alert(1)</script>"
    reading = read_plan(tabbed((script,) * 6, head=[*HEAD, script]), "a.txt")
    (task,) = reading.tasks
    assert (task.title, task.product, task.lead) == (script, script, (script,))
    assert task.deadline.kind.value == "unreadable"


def test_decomposed_letters_are_composed() -> None:
    decomposed = tabbed(TASK).decode().replace("Kế", "Ke\u0302\u0301").encode()
    assert read_plan(decomposed, "a.txt") == read_plan(tabbed(TASK), "a.txt")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_other_encodings_of_text_are_read(encoding: str) -> None:
    content = tabbed(TASK).decode().encode(encoding)
    assert read_plan(content, "a.txt") == read_plan(tabbed(TASK), "a.txt")


def test_the_content_counts_and_not_the_ending() -> None:
    assert len(read_plan(word(TASK), "ke-hoach.txt").tasks) == 1
    assert len(read_plan(tabbed(TASK), "ke-hoach").tasks) == 1


@pytest.mark.parametrize("kind", ["docx", "xlsx", "txt"])
def test_spoilt_bytes_never_raise_anything_but_a_refusal(kind: str) -> None:
    chance = Random(20_260_115)  # noqa: S311  (spoils bytes, guards nothing)
    original = {"docx": word, "xlsx": workbook, "txt": tabbed}[kind](TASK)
    for _ in range(60):
        spoilt = bytearray(original)
        for _ in range(chance.randint(1, 12)):
            spoilt[chance.randrange(len(spoilt))] = chance.randrange(256)
        try:
            read_plan(bytes(spoilt), f"a.{kind}")
        except PlanRefused as refusal:
            assert refusal.code in RefusedFile


def test_deeply_nested_markup_is_refused() -> None:
    deep = b"<a>" * 100_000
    assert refusal_of(zipped({"word/document.xml": deep}), "a.docx") == "file_damaged"
