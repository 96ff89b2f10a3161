"""Letters of PDF pages: turned pages, accents apart, ligatures, hyphens, letters drawn twice."""

import pytest

from app.plan_import.problems import RefusedFile
from app.plan_import.readers.pdf.reader import read_pdf
from app.plan_import.tables import Line
from tests.plan_import.drawn_pdf import SIZE, Sheet, pdf
from tests.plan_import.refusals import refusal_of
from tests.plan_import.test_pdf_rules import FIRST, HEADINGS, rows_of, ruled, texts

FILLING = "Ủy ban nhân dân xã ban hành Kế hoạch cải cách hành chính"


def lines(*sheets: Sheet) -> list[str]:
    return [block.text for block in read_pdf(pdf(*sheets)).blocks if isinstance(block, Line)]


def page(*texts: tuple[float, float, str]) -> Sheet:
    """Return a page of texts at places, with a line of text that no test looks at."""
    sheet = Sheet()
    for x, y, text in texts:
        sheet.text(x, y, text)
    sheet.text(40, 400, FILLING)
    return sheet


def first_line(*texts: tuple[float, float, str]) -> str:
    return lines(page(*texts))[0]


def test_accents_drawn_after_their_letter_become_one_with_it() -> None:
    assert first_line((40, 100, "Kê\u0301 hoa\u0323ch")) == "Kế hoạch"


def test_ligatures_are_taken_apart() -> None:
    assert first_line((40, 100, "o\ufb03ce \ufb01le")) == "office file"


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("Phòng VH\u00adXH", "Phòng VH-XH"),
        ("Văn hóa \u00ad Xã hội", "Văn hóa - Xã hội"),
        ("Văn\u200b phòng", "Văn phòng"),
        ("\uf0b7 Kế hoạch", "• Kế hoạch"),
    ],
)
def test_characters_that_a_font_misnames_or_hides(printed: str, read: str) -> None:
    assert first_line((40, 100, printed)) == read


def test_letters_drawn_twice_are_read_once() -> None:
    assert first_line((40, 100, "KẾ HOẠCH"), (40.4, 100, "KẾ HOẠCH")) == "KẾ HOẠCH"


def test_words_set_apart_without_blanks_are_words() -> None:
    assert first_line((40, 100, "Kế"), (40 + 2.5 * SIZE / 2, 100, "hoạch")) == "Kế hoạch"


def test_texts_side_by_side_are_two_lines() -> None:
    head = lines(page((40, 100, "UBND XÃ BÌNH AN"), (400, 100, "CỘNG HÒA XÃ HỘI")))
    assert head[:2] == ["UBND XÃ BÌNH AN", "CỘNG HÒA XÃ HỘI"]


@pytest.mark.parametrize("quarter", [1, 3])
@pytest.mark.parametrize("turned", [True, False])
def test_a_page_on_its_side_is_read_upright(quarter: int, turned: bool) -> None:
    sheet = ruled(HEADINGS, FIRST)
    sheet.quarter = quarter
    sheet.turn = {1: 90, 3: 270}[quarter] if turned else 0
    assert [texts(row) for row in rows_of(sheet)] == [HEADINGS, FIRST]


def test_text_across_the_page_is_left_out() -> None:
    sheet = ruled(HEADINGS, FIRST)
    codes = "".join(f"{sheet._code(char):02x}" for char in "DỰ THẢO")
    sheet.drawn.append(f"BT /F 60 Tf 0.7 0.7 -0.7 0.7 200 300 Tm <{codes}> Tj ET")
    assert lines(sheet) == []
    assert [texts(row) for row in rows_of(sheet)] == [HEADINGS, FIRST]


def test_a_page_with_nothing_on_it_is_refused() -> None:
    assert refusal_of(pdf(Sheet()), "a.pdf") == RefusedFile.file_pdf_without_text
