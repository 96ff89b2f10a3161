"""Scanned PDF files: pages without letters, read off their pictures where tesseract is here."""

import io
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from PIL import Image, ImageDraw
from rapidfuzz.fuzz import ratio

from app.demo.plan_rows import AREAS
from app.plan_import import PlanReading, ProblemCode, read_plan
from app.plan_import.readers.pdf import ocr
from app.plan_import.readers.pdf.page_scan import straightened, text_blocks
from app.plan_import.readers.pdf.reader import read_pdf
from tests.plan_import.refusals import refusal_of

RULED = Path(__file__).with_name("files") / "ruled-table.pdf"
TASKS = [task for _, tasks in AREAS for task in tasks]


@pytest.fixture(scope="module")
def tesseract() -> str:
    program = ocr.ocr_program()
    if program is None:
        pytest.skip("no tesseract with Vietnamese: install tesseract-ocr and tesseract-ocr-vie")
    return program


@pytest.fixture(scope="module")
def pictures() -> list[Image.Image]:
    """The pages of the demo plan's table as a scanner sees them: grey, at 200 dots per inch."""
    document = pdfium.PdfDocument(RULED.read_bytes())
    pages = [page.render(scale=200 / 72, grayscale=True).to_pil().convert("L") for page in document]
    document.close()
    return pages


def scanned(pictures: list[Image.Image]) -> bytes:
    """Return a PDF that holds nothing but pictures."""
    # Copies: a picture keeps what it was last saved with.
    first, *others = [picture.copy() for picture in pictures]
    buffer = io.BytesIO()
    first.save(buffer, "PDF", save_all=True, append_images=others, resolution=200, quality=70)
    return buffer.getvalue()


@pytest.fixture(scope="module")
def reading(tesseract: str, pictures: list[Image.Image]) -> PlanReading:
    return read_plan(scanned(pictures), "quet.pdf")


def test_the_tasks_of_a_scanned_table_are_found(reading: PlanReading) -> None:
    assert len(reading.tasks) == len(TASKS)
    for found, expected in zip(reading.tasks, TASKS, strict=True):
        assert ratio(found.title, expected.title) > 90
        assert ratio("; ".join(found.lead), "; ".join(expected.lead)) > 85


def test_the_head_of_a_scanned_plan_is_read(reading: PlanReading) -> None:
    assert reading.head.number == "05/KH-UBND"


def test_the_draft_says_that_its_text_was_recognised(reading: PlanReading) -> None:
    said = [problem for problem in reading.problems if problem.code is ProblemCode.text_from_ocr]
    assert [problem.values for problem in said] == [{"pages": "1–5"}]


@pytest.fixture(scope="module")
def upright(tesseract: str, pictures: list[Image.Image]) -> PlanReading:
    return read_plan(scanned(pictures[1:2]), "a.pdf")


def test_only_rows_of_doubtful_words_are_unsure(
    upright: PlanReading, pictures: list[Image.Image]
) -> None:
    blurred = pictures[1].reduce(3).resize(pictures[1].size, Image.Resampling.BICUBIC)
    unreadable = read_plan(scanned([blurred]), "a.pdf")
    assert _unsure(upright) < len(upright.tasks) / 2
    assert _unsure(unreadable) > len(unreadable.tasks) / 2


def _unsure(reading: PlanReading) -> int:
    codes = [{problem.code for problem in task.problems} for task in reading.tasks]
    return sum(ProblemCode.letters_unsure in of_task for of_task in codes)


@pytest.mark.parametrize("degrees", [0.6, -0.8, 90])
def test_a_page_laid_askew_or_on_its_side_is_set_straight(
    degrees: float, upright: PlanReading, pictures: list[Image.Image]
) -> None:
    askew = pictures[1].rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=255)
    found = read_plan(scanned([askew]), "a.pdf")
    assert len(found.tasks) == len(upright.tasks)


def test_only_the_pages_without_letters_are_read_by_ocr(
    tesseract: str, pictures: list[Image.Image]
) -> None:
    mixed = pdfium.PdfDocument(RULED.read_bytes())
    second = pdfium.PdfDocument(scanned(pictures[2:3]))
    mixed.del_page(2)
    mixed.import_pages(second, index=2)
    buffer = io.BytesIO()
    mixed.save(buffer)
    found = read_plan(buffer.getvalue(), "a.pdf")
    assert [problem.values for problem in found.problems
            if problem.code is ProblemCode.text_from_ocr] == [{"pages": "3"}]  # fmt: skip
    assert len(found.tasks) == len(TASKS)


# --- without the program -------------------------------------------------------------------------


@pytest.fixture
def no_tesseract(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "ocr_program", lambda: None)


@pytest.mark.usefixtures("no_tesseract")
def test_without_tesseract_a_scan_is_refused_in_words(pictures: list[Image.Image]) -> None:
    assert refusal_of(scanned(pictures[:1]), "a.pdf") == "file_pdf_without_text"


@pytest.mark.usefixtures("no_tesseract")
def test_without_tesseract_the_pages_that_were_not_read_are_named(
    pictures: list[Image.Image],
) -> None:
    mixed = pdfium.PdfDocument(RULED.read_bytes())
    mixed.import_pages(pdfium.PdfDocument(scanned(pictures[:2])))
    buffer = io.BytesIO()
    mixed.save(buffer)
    problems = read_pdf(buffer.getvalue()).problems
    assert [(problem.code, problem.values["pages"]) for problem in problems] == [
        (ProblemCode.pages_not_read, "6–7")
    ]


def test_a_page_that_takes_too_long_is_not_read(
    tesseract: str, pictures: list[Image.Image], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ocr, "_SECONDS_FOR_PAGE", 0.05)
    assert ocr.read_scanned(scanned(pictures[1:2]), [1]) == ocr.ScannedPages({}, (1,))


# --- the picture ---------------------------------------------------------------------------------


def grid(columns: tuple[int, ...], rows: tuple[int, ...], slant: float = 0.0) -> Image.Image:
    """Return a picture of rules 3 pixels wide, turned by some degrees."""
    picture = Image.new("L", (1800, 1400), 255)
    draw = ImageDraw.Draw(picture)
    for x in columns:
        draw.line((x, rows[0], x, rows[-1]), 0, 3)
    for y in rows:
        draw.line((columns[0], y, columns[-1], y), 0, 3)
    return picture.rotate(slant, Image.Resampling.BICUBIC, fillcolor=255)


@pytest.mark.parametrize("slant", [0.0, 0.7, -0.7])
def test_the_rules_of_a_picture_are_found_where_they_are(slant: float) -> None:
    columns, rows = (200, 400, 900, 1600), (200, 320, 600, 1200)
    scan = straightened(grid(columns, rows, slant))
    # Turned by the rules and turned back, a place may be off by a pixel or two.
    assert _near([rule.at for rule in scan.down], columns)
    assert _near([rule.at for rule in scan.across], rows)
    assert all(abs(rule.start - 200) < 8 and abs(rule.end - 1600) < 8 for rule in scan.across)


def _near(found: list[float], places: tuple[int, ...]) -> bool:
    return len(found) == len(places) and all(
        abs(one - other) < 5 for one, other in zip(sorted(found), places, strict=True)
    )


def test_tall_letters_in_a_low_row_are_no_rules() -> None:
    picture = grid((200, 900, 1600), (200, 320, 380, 600))
    draw = ImageDraw.Draw(picture)
    for x in (300, 340, 1000, 1040):
        draw.line((x, 322, x, 378), 0, 6)
    assert len(straightened(picture).down) == 3


def test_texts_apart_are_blocks_of_their_own() -> None:
    picture = Image.new("L", (1800, 1400), 255)
    draw = ImageDraw.Draw(picture)
    for x0, y0, x1, y1 in texts():
        draw.rectangle((x0, y0, x1, y1), 0)
    blocks = sorted(text_blocks(picture, []))
    assert len(blocks) == 3
    for block, (x0, y0, x1, y1) in zip(blocks, texts(), strict=True):
        assert block[0] <= x0 and block[1] <= y0 and block[2] >= x1 and block[3] >= y1
    assert all(before[2] < after[0] or before[3] < after[1] for before, after in pairwise(blocks))


def texts() -> Iterator[tuple[int, int, int, int]]:
    yield from ((200, 200, 500, 240), (200, 400, 500, 440), (700, 200, 1200, 240))
