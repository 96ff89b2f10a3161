"""Cells that only say "the same as above": inherited, and marked."""

import pytest

from app.plan_import import ProblemCode, Severity, TaskReading
from app.plan_import.appendix.dittos import is_ditto
from tests.plan_import.prose.prose_plans import plan
from tests.plan_import.small_plans import TASK, area
from tests.plan_import.test_table_rows import codes, read

MARKS = ("-nt-", "nt", "n/t", "Như trên", "(như trên)", "Như dòng trên", '"', "″", "- ” -", "//",
         "-//-", "''")  # fmt: skip


def second(*cells: str) -> tuple[str, ...]:
    return ("2", "Rà soát văn bản", *cells)


def units_and_time(task: TaskReading) -> tuple[object, ...]:
    return task.lead, task.supporting, task.deadline_text


@pytest.mark.parametrize("mark", MARKS)
def test_a_ditto_stands_for_the_cell_above(mark: str) -> None:
    one, two = read(TASK, second("Báo cáo", mark, mark, mark)).tasks
    assert units_and_time(two) == units_and_time(one) == (
        ("Văn phòng",), ("Phòng Kinh tế",), "Tháng 3/2026",
    )  # fmt: skip
    marked = [problem for problem in two.problems if problem.code is ProblemCode.cell_as_above]
    assert [problem.values["column"] for problem in marked] == ["Chủ trì", "Phối hợp", "Thời gian"]
    assert {problem.severity for problem in marked} == {Severity.info}
    assert ("Chủ trì", mark) in two.printed


@pytest.mark.parametrize("text", ["", "-", "–", "Nội vụ", "Như Thanh", "Như trên bản đồ", "x"])
def test_other_short_cells_are_no_dittos(text: str) -> None:
    assert not is_ditto(text)


def test_dittos_below_each_other_go_back_to_the_same_cell() -> None:
    found = read(TASK, second("Báo cáo", "-nt-", "", "-nt-"),
                 ("3", "Tổng kết", "Báo cáo", '"', "", '"')).tasks  # fmt: skip
    assert [task.lead for task in found] == [("Văn phòng",)] * 3
    assert [task.supporting for task in found] == [("Phòng Kinh tế",), (), ()]


def test_a_ditto_reaches_over_the_title_of_an_area() -> None:
    rows = (TASK, area("II", "CẢI CÁCH TÀI CHÍNH CÔNG"), ("1", "Tổng kết", "Báo cáo", "-nt-",
            "-nt-", "-nt-"))  # fmt: skip
    assert read(*rows).tasks[1].lead == ("Văn phòng",)


def test_a_ditto_below_nothing_says_nothing() -> None:
    (task,) = read(("1", "Tổng kết", "Báo cáo", "-nt-", "", "Tháng 3/2026")).tasks
    assert task.lead == ()
    assert ProblemCode.lead_missing in codes(task)


def test_a_labelled_field_of_a_block_may_be_a_ditto() -> None:
    reading = plan(
        "1. Ban hành kế hoạch",
        "- Chủ trì: Văn phòng HĐND và UBND",
        "- Thời gian: Quý I/2026",
        "2. Tổng kết",
        "- Chủ trì: Như trên",
        "- Thời gian: Quý IV/2026",
    )
    _, two = reading.tasks
    assert two.lead == ("Văn phòng HĐND và UBND",)
    marked = [problem for problem in two.problems if problem.code is ProblemCode.cell_as_above]
    assert [problem.values for problem in marked] == [{"column": "Chủ trì", "text": "Như trên"}]
