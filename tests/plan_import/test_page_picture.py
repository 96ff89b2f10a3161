"""A page is drawn, a row's words on it are found and marked, and its page is told from others."""

import io
from collections.abc import Sequence

import pypdfium2 as pdfium
import pytest
from PIL import Image

from app.plan_import.pages import process
from app.plan_import.pages.picture import MARK, NoSuchPage, page_picture, pages_of
from app.plan_import.pages.process import pages_in_process, picture_in_process
from app.plan_import.pages.words import words_of

LANDSCAPE = (842, 595)
Cell = tuple[float, float, Sequence[str]]
"""Left and top in points, and the lines that a cell is broken into."""


def pdf_of(*pages: Sequence[Cell], size: tuple[int, int] = LANDSCAPE) -> bytes:
    """A PDF with these cells on its pages, in Helvetica of 12 points, written by hand."""
    width, height = size
    contents = [
        "BT /F1 12 Tf "
        + " ".join(
            f"1 0 0 1 {left} {height - top - 14 * number} Tm ({line}) Tj"
            for left, top, lines in cells
            for number, line in enumerate(lines)
        )
        + " ET"
        for cells in pages
    ]
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for number, content in enumerate(contents):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {width} {height}]"
            f" /Resources << /Font << /F1 3 0 R >> >> /Contents {5 + 2 * number} 0 R >>"
        )
        objects.append(f"<< /Length {len(content)} >>\nstream\n{content}\nendstream")
    body = "%PDF-1.4\n"
    starts = []
    for number, text in enumerate(objects, 1):
        starts.append(len(body))
        body += f"{number} 0 obj\n{text}\nendobj\n"
    table = "".join(f"{start:010d} 00000 n \n" for start in starts)
    count = len(objects) + 1
    end = f"xref\n0 {count}\n0000000000 65535 f \n{table}trailer\n<< /Size {count} /Root 1 0 R >>\n"
    return f"{body}{end}startxref\n{len(body)}\n%%EOF\n".encode("latin-1")


ROW = (
    (40, 100, ["1"]),
    (80, 100, ["Ra soat quy trinh", "noi bo cua phuong"]),
    (300, 100, ["Quyet dinh"]),
    (500, 100, ["Quy III/2026"]),
)
OTHER = (
    (40, 400, ["2"]),
    (80, 400, ["Tuyen truyen cai cach", "hanh chinh"]),
    (300, 400, ["Quyet dinh"]),
    (500, 400, ["Quy III/2026"]),
)
TITLE = "Rà soát quy trình nội bộ của phường"


def picture_of(pdf: bytes, *marks: str, band: bool = False) -> Image.Image:
    return Image.open(io.BytesIO(page_picture(pdf, 1, marks, band=band))).convert("RGB")


def marked(picture: Image.Image) -> list[tuple[int, int]]:
    """The coloured points, as (x, y) in points of the page."""
    scale = 72 / 150
    colour = [(x, y) for x in range(0, picture.width, 3) for y in range(0, picture.height, 3)]
    near = [
        (int(x * scale), int(y * scale))
        for x, y in colour
        if all(abs(a - b) < 12 for a, b in zip(picture.getpixel((x, y)), MARK, strict=True))
    ]
    return near


def test_a_page_is_drawn_at_no_more_than_150_dots_an_inch() -> None:
    picture = picture_of(pdf_of(ROW))
    assert picture.size == pytest.approx((842 * 150 / 72, 595 * 150 / 72), abs=2)
    assert marked(picture) == []


def test_a_huge_sheet_gets_fewer_dots() -> None:
    picture = picture_of(pdf_of(ROW, size=(8000, 8000)))
    assert picture.width * picture.height < 4_100_000


def test_the_cells_of_a_row_are_marked_and_no_other_row() -> None:
    found = marked(picture_of(pdf_of((*ROW, *OTHER)), TITLE, "Quyết định", "Quý III/2026"))
    assert {80, 300, 500} <= {x // 20 * 20 for x, _ in found}
    assert max(y for _, y in found) < 130
    assert min(y for _, y in found) > 80


def test_nothing_is_marked_where_the_title_is_not_on_the_page() -> None:
    found = marked(picture_of(pdf_of(ROW), "Việc đứng ở trang khác hẳn", "Quyết định"))
    assert found == []


def test_a_band_shows_the_row_and_what_is_around_it() -> None:
    pdf = pdf_of((*ROW, *OTHER))
    whole, band = picture_of(pdf, TITLE), picture_of(pdf, TITLE, band=True)
    assert band.height < whole.height / 2
    assert band.width < whole.width
    assert marked(band)
    assert picture_of(pdf, "Không có ở đây", band=True).size == whole.size


def test_words_drawn_in_pieces_and_out_of_order_are_put_together() -> None:
    pieces: list[Cell] = [(100 + 6.67 * 4, 50, ["h"]), (100, 50, ["hoac"]), (140, 50, ["moi"])]
    page = words_of(pdfium.PdfDocument(pdf_of(pieces))[0])
    assert [word.text for word in page.words][-1] == "moi"
    assert "".join(word.text for word in page.words) == "hoachmoi"


def test_each_row_is_found_on_its_page_also_where_it_goes_on_over_it() -> None:
    first = (*ROW, (80, 550, ["Nang cao chat luong va hieu qua"]))
    second = ((80, 40, ["dich vu cong truc tuyen toan trinh"]), *OTHER)
    titles = [
        TITLE,
        "Nâng cao chất lượng và hiệu quả dịch vụ công trực tuyến toàn trình",
        "Tuyên truyền cải cách hành chính",
        "Không có trong tệp này",
        "",
    ]
    assert pages_of(pdf_of(first, second), titles) == [1, 1, 2, None, None]


def test_a_page_that_is_not_there_is_refused() -> None:
    with pytest.raises(NoSuchPage):
        page_picture(pdf_of(ROW), 2)


@pytest.mark.parametrize(
    "answer",
    [b"[7, -5, 0, true, 1.0, 99999999999, null]", b"7", b"{}", b'"abcdefg"', b"[" * 100_000],
)
def test_what_a_process_that_was_taken_over_says_is_no_page(
    monkeypatch: pytest.MonkeyPatch, answer: bytes
) -> None:
    monkeypatch.setattr(process, "_ask", lambda *given: answer)
    found = pages_in_process(b"", [TITLE] * 7)
    assert found == [7 if answer.startswith(b"[7") else None, *[None] * 6]


def test_the_process_draws_what_the_function_draws_and_outlives_what_is_no_pdf() -> None:
    pdf = pdf_of(ROW)
    assert picture_in_process(pdf, 1, [TITLE]) == page_picture(pdf, 1, [TITLE])
    assert picture_in_process(pdf, 9) is None
    assert picture_in_process(b"%PDF-1.4 broken", 1) is None
    assert pages_in_process(pdf, [TITLE]) == [1]
    assert pages_in_process(b"no PDF", [TITLE, "x"]) == [None, None]
