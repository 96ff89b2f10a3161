"""A file is read in a process of its own: what it eats, breaks or says there harms nobody here."""

import io
import resource
import sys
import tempfile
import textwrap
import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import Workbook

from app.plan_import import PlanRefused, RefusedFile, read_plan
from app.plan_import.isolation.parent import (
    LIMITS,
    LIMITS_OF_RETURNED,
    MOST_AT_ONCE,
    READER,
    read_isolated,
    read_returned_isolated,
)
from app.plan_import.returned import ReturnRefused, read_returned
from tests.plan_import.small_plans import TASK, tabbed, word, workbook

PLAN = tabbed(TASK)


def refusal(content: bytes, name: str, **arguments: object) -> str:
    """The code with which the file is refused."""
    with pytest.raises(PlanRefused) as refused:
        read_isolated(content, name, **arguments)  # type: ignore[arg-type]
    return refused.value.code.value


def reader(script: str) -> Sequence[str]:
    """A reader that runs `script` instead of reading."""
    return (sys.executable, "-c", textwrap.dedent(script))


def saying(answer: str) -> Sequence[str]:
    """A reader that prints `answer`."""
    return reader(f"import sys; sys.stdout.write({answer!r})")


@pytest.mark.parametrize("kind", ["txt", "docx", "xlsx"])
def test_the_reading_is_the_same_as_in_this_process(kind: str) -> None:
    content = {"txt": tabbed, "docx": word, "xlsx": workbook}[kind](TASK)
    assert read_isolated(content, f"a.{kind}") == read_plan(content, f"a.{kind}")


def test_the_given_year_counts_there_too() -> None:
    content = tabbed(TASK, head=["KẾ HOẠCH", "Cải cách hành chính"])
    assert read_isolated(content, "a.txt", year=2027) == read_plan(content, "a.txt", year=2027)
    assert read_isolated(content, "a.txt", year=2027).head.start is not None


def test_a_refusal_comes_with_its_values() -> None:
    rows = [(str(n), f"Việc số {n}", *TASK[2:]) for n in range(2_100)]
    with pytest.raises(PlanRefused) as refused:
        read_isolated(tabbed(*rows), "a.txt")
    assert refused.value.code is RefusedFile.file_too_many_rows
    assert refused.value.values["limit"] == "2000"


def test_what_is_no_plan_is_refused_before_a_process_is_started() -> None:
    never = reader("raise SystemExit(3)")
    assert refusal(b"", "a.txt", reader=never) == "file_empty"
    assert refusal(b"\x89PNG\r\n\x1a\n" + bytes(20), "a.txt", reader=never) == "file_is_picture"
    assert refusal(PLAN, "a.txt", reader=never) == "file_breaks_reader"


# What it may take


def reading_with(body: str) -> Sequence[str]:
    """The usual reader, in which the reading itself is `body`."""
    return reader(
        "import runpy, app.plan_import.reading as reading\n"
        "def body(content, filename, **named):\n"
        f"{textwrap.indent(textwrap.dedent(body), '    ')}\n"
        "reading.read_plan = body\n"
        "runpy.run_module('app.plan_import.isolation.child', run_name='__main__')"
    )


@pytest.mark.parametrize(
    "body",
    [
        "bytearray(2**30)",
        "[bytearray(2**20) for _ in range(2**10)]",
        """
        from lxml import etree
        from app.plan_import import PlanRefused, RefusedFile
        try:
            etree.fromstring(b'<a>' + b'<b>x</b>' * 5_000_000 + b'</a>')
        except etree.XMLSyntaxError as error:
            raise PlanRefused(RefusedFile.file_damaged) from error
        """,
    ],
    ids=["at once", "by and by", "in the XML library"],
)
def test_a_reader_that_wants_too_much_memory_is_refused_it(body: str) -> None:
    tight = replace(LIMITS, memory=256 * 1024**2)
    code = refusal(PLAN, "a.txt", limits=tight, reader=reading_with(body))
    assert code == "file_needs_too_much_memory"


def test_a_reading_that_needs_no_more_than_it_may_have_is_read() -> None:
    many = word(*((str(n), f"Việc số {n}", *TASK[2:]) for n in range(1, 301)))
    tight = replace(LIMITS, memory=256 * 1024**2)
    assert len(read_isolated(many, "a.docx", limits=tight).tasks) == 300


def test_a_reader_that_computes_without_end_is_stopped() -> None:
    began = time.monotonic()
    short = replace(LIMITS, cpu_seconds=1)
    assert (
        refusal(PLAN, "a.txt", limits=short, reader=reading_with("while True: pass"))
        == "file_takes_too_long"
    )
    assert time.monotonic() - began < 20


def test_a_reader_that_sleeps_is_stopped_with_all_it_started(tmp_path: Path) -> None:
    note = tmp_path / "still-there"
    asleep = reader(
        f"""
        import subprocess, sys, time
        subprocess.Popen([sys.executable, "-c",
            "import time, pathlib; time.sleep(2); pathlib.Path({str(note)!r}).touch()"])
        time.sleep(60)
        """
    )
    began = time.monotonic()
    short = replace(LIMITS, wall_seconds=1)
    assert refusal(PLAN, "a.txt", limits=short, reader=asleep) == "file_takes_too_long"
    assert time.monotonic() - began < 10
    time.sleep(2.5)
    assert not note.exists()


@pytest.mark.parametrize(
    ("name", "soft"), [("AS", 2**29), ("CPU", 7), ("FSIZE", 2**20), ("CORE", 0)]
)
def test_the_limits_stand_when_the_file_is_parsed(name: str, soft: int) -> None:
    limits = replace(LIMITS, memory=2**29, cpu_seconds=7, file_bytes=2**20)
    asking = reading_with(
        f"""
        import resource
        from app.plan_import import PlanRefused, RefusedFile
        limit = resource.getrlimit(resource.RLIMIT_{name})[0]
        raise PlanRefused(RefusedFile.file_too_wide, limit=limit)
        """
    )
    with pytest.raises(PlanRefused) as refused:
        read_isolated(PLAN, "a.txt", limits=limits, reader=asking)
    assert refused.value.values == {"limit": str(soft)}


# What it may say


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "\n",
        "no JSON\n",
        "{}\n",
        "[]\n",
        "5\n",
        '{"reading": null}\n',
        '{"reading": {"head": {}}}\n',
        '{"reading": {}, "refused": {}}\n',
        '{"refused": {"code": "no_such_code", "values": {}}}\n',
        '{"refused": {"code": "file_too_many_rows", "values": {}}}\n',
        '{"refused": {"code": "file_too_many_rows", "values": {"limit": [1]}}}\n',
        '{"refused": {"code": "file_empty"}}\n',
        '{"refused": {"code": "file_empty", "values": []}}\n',
        '{"refused": {"code": "file_empty", "values": null}}\n',
        '{"refused": {"code": "other_plan", "values": {}}}\n',
        '{"refused": 1}\n',
        "[" * 100_000 + "\n",
        '{"progress":[1,2]}\n',
        '{"progress":[1,2]}\n{"progress":["x",2]}\n',
        '{"reading": "half a line',
    ],
)
def test_an_answer_that_is_none_is_refused(answer: str) -> None:
    assert refusal(PLAN, "a.txt", reader=saying(answer)) == "file_breaks_reader"


def test_an_answer_beyond_the_limit_is_refused_and_not_kept() -> None:
    endless = reader(
        """
        import sys
        while True:
            sys.stdout.write("x" * 65536)
        """
    )
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    short = replace(LIMITS, answer_bytes=1024**2, wall_seconds=20)
    assert refusal(PLAN, "a.txt", limits=short, reader=endless) == "file_breaks_reader"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20 * 1024


@pytest.mark.parametrize("signal", ["SIGKILL", "SIGSEGV", "SIGTERM"])
def test_a_reader_that_is_killed_is_said_to_have_broken(signal: str) -> None:
    killed = reader(f"import os, signal; os.kill(os.getpid(), signal.{signal})")
    assert refusal(PLAN, "a.txt", reader=killed) == "file_breaks_reader"


def test_what_a_library_prints_is_no_part_of_the_answer() -> None:
    noisy = reading_with(
        "import sys; print('deprecated'); sys.__stdout__.flush()"
        "; from app.plan_import import read_plan as real; return real(content, filename)"
    )
    assert read_isolated(PLAN, "a.txt", reader=noisy) == read_plan(PLAN, "a.txt")


def test_the_reader_sees_no_secrets_and_no_framework(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "planted")
    monkeypatch.setenv("DATABASE_URL", "planted")
    script = """
        import json, os, sys
        import app.plan_import.isolation.child, app.plan_import.isolation.transfer
        import app.plan_import.reading
        seen = [name for name in os.environ if os.environ[name] == "planted"]
        seen += [name for name in ("flask", "sqlalchemy", "config") if name in sys.modules]
        print(json.dumps({"refused": {"code": "file_too_wide", "values": {"limit": str(seen)}}}))
        """
    with pytest.raises(PlanRefused) as refused:
        read_isolated(PLAN, "a.txt", reader=reader(script))
    assert refused.value.values == {"limit": "[]"}


def test_progress_is_told_as_it_comes() -> None:
    told: list[tuple[int, int]] = []
    answer = (
        '{"progress":[1,30]}\n{"progress":[2,30]}\n{"refused":{"code":"file_empty","values":{}}}\n'
    )
    code = refusal(
        PLAN, "a.txt", reader=saying(answer), on_progress=lambda *pair: told.append(pair)
    )
    assert (code, told) == ("file_empty", [(1, 30), (2, 30)])


def test_what_a_broken_reader_said_is_one_line_of_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    forger = reader("raise SystemExit('x\\r\\n2026-01-01 sign-in of the chairman')")
    assert refusal(PLAN, "a.txt", reader=forger) == "file_breaks_reader"
    (line,) = [record.getMessage() for record in caplog.records]
    assert "sign-in of the chairman" in line and len(line.splitlines()) == 1


def test_what_a_killed_reader_left_in_its_folder_is_gone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    seen = tmp_path / "seen"
    leaving = reader(
        f"""
        import os, signal, tempfile
        _, left = tempfile.mkstemp()
        open({str(seen)!r}, "w").write(left)
        os.kill(os.getpid(), signal.SIGKILL)
        """
    )
    assert refusal(PLAN, "a.txt", reader=leaving) == "file_breaks_reader"
    left = Path(seen.read_text(encoding="utf-8"))
    assert tmp_path in left.parents and not left.exists()
    assert list(tmp_path.iterdir()) == [seen]


# A workbook that came back


def filled_sheet() -> bytes:
    """A workbook in which one row says something."""
    book = Workbook()
    book.active.append(["STT", "Nhiệm vụ", "Kết quả", "Số văn bản", "Ngày văn bản", "Khó khăn"])
    book.active.append(["1", "Rà soát", "Đã xong", "12/KH-UBND", "05/9/2026x", "Thiếu người"])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_a_returned_workbook_is_read_there_as_in_this_process() -> None:
    content = filled_sheet()
    reading = read_returned_isolated(content, "a.xlsx")
    assert reading == read_returned(content, "a.xlsx")
    assert reading.lines[0].problems


def test_a_file_that_is_no_returned_workbook_is_refused_by_the_same_name() -> None:
    for content, name, code in (
        (PLAN, "a.txt", "not_a_workbook"),
        (workbook(TASK), "a.xlsx", "headings_missing"),
    ):
        with pytest.raises(ReturnRefused) as refused:
            read_returned_isolated(content, name)
        assert refused.value.code.value == code


@pytest.mark.parametrize(
    "body", ["bytearray(2**30)", "while True: pass"], ids=["memory", "processor"]
)
def test_a_returned_workbook_takes_no_more_than_it_may(body: str) -> None:
    greedy = reader(
        "import runpy, app.plan_import.returned as returned\n"
        f"def body(content, filename):\n    {body}\n"
        "returned.read_returned = body\n"
        "runpy.run_module('app.plan_import.isolation.child', run_name='__main__')"
    )
    tight = replace(LIMITS_OF_RETURNED, memory=256 * 1024**2, cpu_seconds=1)
    with pytest.raises(PlanRefused) as refused:
        read_returned_isolated(filled_sheet(), "a.xlsx", limits=tight, reader=greedy)
    codes = {"file_needs_too_much_memory", "file_takes_too_long"}
    assert refused.value.code.value in codes


@pytest.mark.parametrize(
    "answer",
    [
        '{"reading": {"lines": [{"row": 1}]}}\n',
        '{"reading": {"lines": {}}}\n',
        '{"refused": {"code": ["other_plan"], "values": {}}}\n',
        '{"refused": {"code": "no_such_code", "values": {}}}\n',
    ],
)
def test_an_answer_that_is_no_returned_workbook_is_refused(answer: str) -> None:
    with pytest.raises(PlanRefused) as refused:
        read_returned_isolated(filled_sheet(), "a.xlsx", reader=saying(answer))
    assert refused.value.code.value == "file_breaks_reader"


# Several at once


def test_at_most_two_files_are_read_at_once(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    slow = reader(
        f"""
        import pathlib, time, os
        place = pathlib.Path({str(tmp_path)!r}) / str(os.getpid())
        place.touch()
        time.sleep(0.7)
        seen = len(list(place.parent.iterdir()))
        place.unlink()
        print('{{"refused":{{"code":"file_too_wide","values":{{"limit":"%d"}}}}}}' % seen)
        """
    )
    most: list[int] = []

    def read() -> None:
        with pytest.raises(PlanRefused) as refused:
            read_isolated(PLAN, "a.txt", reader=slow)
        most.append(int(refused.value.values["limit"]))

    threads = [threading.Thread(target=read) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert max(most) == MOST_AT_ONCE == 2


def test_the_usual_reader_is_this_python_without_its_environment() -> None:
    assert READER[0] == sys.executable
    assert "-E" in READER and "-s" in READER
