"""What a PDF file may not do to the reader: draw without end, break it, take its memory."""

import random
import subprocess
import sys
import zlib
from collections import Counter
from pathlib import Path

import pytest

from app.plan_import import PlanRefused
from app.plan_import.readers.pdf.reader import read_pdf
from tests.plan_import.drawn_pdf import Sheet, file_of, pdf, table
from tests.plan_import.refusals import refusal_of
from tests.plan_import.test_pdf_rules import FIRST, HEADINGS, WIDTHS, ruled

PROCESS = Path("/proc/self/status")
RULED = Path(__file__).with_name("files") / "ruled-table.pdf"


def test_a_grid_of_150_columns_is_refused_for_its_width() -> None:
    sheet = Sheet()
    for place in range(151):
        sheet.rule(20 + place * 5, 20, 20 + place * 5, 560)
        sheet.rule(20, 20 + place * 3.6, 770, 20 + place * 3.6)
    sheet.text(22, 23, "Kế hoạch cải cách hành chính của Ủy ban nhân dân xã")
    assert refusal_of(pdf(sheet), "a.pdf") == "file_too_wide"


@pytest.mark.parametrize(
    ("limit", "most"), [("_MOST_RULES", 5), ("_MOST_LETTERS", 20), ("_MOST_POINTS", 5)]
)
def test_a_page_that_draws_more_than_its_share_is_refused(
    limit: str, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"app.plan_import.readers.pdf.page.{limit}", most)
    assert refusal_of(pdf(ruled(HEADINGS, FIRST)), "a.pdf") == "file_too_dense"


def test_forms_that_draw_each_other_over_and_over_are_refused() -> None:
    """Ten forms, each drawing the next ten times, draw ten thousand million times."""
    forms = 10
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<</XObject<</X 5 0 R>>>>>>",
        b"<</Length 5>>stream\n/X Do\nendstream",
    ]
    for number in range(forms):
        drawn = b"/X Do " * 10
        objects.append(
            b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X %d 0 R>>>>"
            b"/Length %d>>stream\n%s\nendstream" % (6 + number, len(drawn), drawn)
        )
    objects.append(objects[-1].replace(b"/X Do", b"     "))
    assert refusal_of(file_of(objects), "a.pdf") == "file_too_dense"


def test_a_stream_that_unpacks_without_end_is_refused() -> None:
    content = zlib.compress(b"0 0 m " * 20_000_000, 9)
    packed = b"<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(content), content)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>",
        packed,
    ]
    assert refusal_of(file_of(objects), "a.pdf") == "file_unpacks_too_large"


def test_files_cut_off_or_altered_are_read_or_refused_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Three hundred damaged files, always the same; letters lost are not looked for by OCR."""
    monkeypatch.setattr("app.plan_import.readers.pdf.ocr.ocr_program", lambda: None)
    dice = random.Random(20260115)  # noqa: S311  (nobody's secret: the same files each time)
    healthy = [pdf(ruled(HEADINGS, FIRST), ruled(HEADINGS, FIRST)), RULED.read_bytes()[:40_000]]
    ends: Counter[str] = Counter()
    for _ in range(300):
        damaged = _damaged(dice, healthy[dice.random() < 0.1])
        try:
            read_pdf(damaged)
            ends["read"] += 1
        except PlanRefused as refusal:
            ends[refusal.code.value] += 1
    assert ends["read"] > 30
    assert ends["file_damaged"] + ends["file_pdf_without_text"] > 30


def _damaged(dice: random.Random, content: bytes) -> bytes:
    altered = bytearray(content)
    way = dice.random()
    if way < 0.3:
        return bytes(altered[: dice.randrange(len(altered))])
    if way < 0.8:
        for _ in range(dice.choice((1, 3, 10, 60))):
            altered[dice.randrange(len(altered))] ^= 1 << dice.randrange(8)
        return bytes(altered)
    start = dice.randrange(len(altered))
    del altered[start : start + dice.choice((1, 20, 400))]
    return bytes(altered)


# The kernel hands a parent's ru_maxrss down to its child; the high-water mark is the child's own.
LONG = """
import re, sys
from app.plan_import.readers.pdf.reader import read_pdf
document = read_pdf(sys.stdin.buffer.read())
print(sum(len(block.rows) for block in document.blocks if hasattr(block, "rows")))
print(re.search(r"VmHWM:\\s*(\\d+)", open("/proc/self/status").read())[1])
"""


@pytest.mark.skipif(not PROCESS.exists(), reason="this system does not tell a process its memory")
def test_thirty_pages_stay_below_300_megabytes() -> None:
    sheets = []
    for number in range(30):
        sheet = Sheet()
        rows = [(str(number * 12 + row), *FIRST[1:]) for row in range(12)]
        table(sheet, [HEADINGS, *rows], WIDTHS)
        sheets.append(sheet)
    done = subprocess.run(
        [sys.executable, "-c", LONG],
        input=pdf(*sheets),
        capture_output=True,
        check=True,
        timeout=60,
    )
    rows, kilobytes = map(int, done.stdout.split())
    assert rows == 30 * 13
    assert kilobytes < 300 * 1024
