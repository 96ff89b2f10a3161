"""Numbers that OCR misread: put right where the numbers around prove them, never silently."""

import pytest

from app.plan_import.appendix.drafts import Draft
from app.plan_import.appendix.interpreter import interpret
from app.plan_import.problems import ProblemCode, Severity
from app.plan_import.tables import Cell, Document, Row, Table
from tests.plan_import.small_plans import HEADINGS

AREAS = ("CẢI CÁCH THỂ CHẾ", "CẢI CÁCH THỦ TỤC HÀNH CHÍNH", "CẢI CÁCH TỔ CHỨC BỘ MÁY",
         "CẢI CÁCH CHẾ ĐỘ CÔNG VỤ", "CẢI CÁCH TÀI CHÍNH CÔNG")  # fmt: skip


def row(*texts: str, recognised: bool = True, illegible: bool = False) -> Row:
    cells = tuple(Cell(text) for text in texts)
    return Row(cells, recognised=recognised, illegible=illegible)


def task(number: str, recognised: bool = True) -> Row:
    return row(number, f"Rà soát văn bản đợt {number}", "Báo cáo", "Văn phòng", "Phòng Kinh tế",
               "Tháng 3/2026", recognised=recognised)  # fmt: skip


def draft(*rows: Row) -> Draft:
    return interpret(Document((Table((row(*HEADINGS), *rows)),)))


def areas(codes: tuple[str, ...], recognised: bool = True) -> Draft:
    rows = []
    for code, title in zip(codes, AREAS, strict=True):
        rows += [row(code, title, "", "", "", "", recognised=recognised), task("1", recognised)]
    return draft(*rows)


@pytest.mark.parametrize(
    ("codes", "printed"),
    [
        (("I", "II", "III", "V", "V"), "V"),
        (("I", "II", "III", "W", "V"), "W"),
        (("1", "II", "III", "IV", "V"), "1"),
        (("I", "11", "III", "IV", "V"), "11"),
        (("I", "II", "", "IV", "V"), ""),
        (("I", "II", "III", "IV", "IV"), "IV"),
    ],
)
def test_the_code_of_an_area_is_put_right_where_its_neighbours_prove_it(
    codes: tuple[str, ...], printed: str
) -> None:
    found = areas(codes)
    assert [section.code for section in found.sections] == ["I", "II", "III", "IV", "V"]
    assert [
        (problem.code, problem.severity, problem.values["printed"]) for problem in found.problems
    ] == [(ProblemCode.section_code_misread, Severity.info, printed)]


def test_the_last_code_is_put_right_only_from_a_usual_misreading() -> None:
    assert areas(("I", "II", "III", "IV", "Y")).sections[-1].code == "V"
    doubtful = areas(("I", "II", "III", "IV", "X"))
    assert [(problem.code, problem.severity) for problem in doubtful.problems] == [
        (ProblemCode.section_code_doubtful, Severity.look)
    ]
    assert doubtful.sections[-1].code == "X"


def test_codes_that_the_file_itself_holds_stay_as_printed() -> None:
    found = areas(("I", "II", "III", "V", "V"), recognised=False)
    assert ProblemCode.section_code_misread not in {problem.code for problem in found.problems}


@pytest.mark.parametrize("misread", ["B", "", "8", "S."])
def test_a_number_between_two_others_is_put_right_and_said(misread: str) -> None:
    found = draft(*(task(number) for number in ("4", misread, "6")))
    assert [one.number for one in found.tasks] == ["4", "5", "6"]
    codes = [[problem.code for problem in one.problems] for one in found.tasks]
    assert codes == [[], [ProblemCode.number_misread], []]


def test_the_first_number_of_an_area_is_proven_by_the_second() -> None:
    found = draft(task("l"), task("2"))
    assert [one.number for one in found.tasks] == ["1", "2"]


def test_a_number_that_nothing_proves_stays_and_is_marked() -> None:
    found = draft(task("1"), task("2"), task("B"))
    assert found.tasks[-1].number == "B"
    assert [problem.code for problem in found.tasks[-1].problems] == [ProblemCode.letters_unsure]


def test_numbers_of_a_file_with_text_stay_as_printed() -> None:
    found = draft(*(task(number, recognised=False) for number in ("4", "8", "6")))
    assert [one.number for one in found.tasks] == ["4", "8", "6"]


def test_doubtful_letters_are_said_in_words_of_their_own() -> None:
    doubtful = row("1", "Rà soát", "Báo cáo", "Văn phòng", "", "Tháng 3/2026", illegible=True)
    (one,) = draft(doubtful).tasks
    assert [(problem.code, problem.severity) for problem in one.problems] == [
        (ProblemCode.letters_unsure, Severity.look)
    ]
