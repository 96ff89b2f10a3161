"""The published plans of five communes, faults included, read as a careful clerk would."""

import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.plan_import import PlanReading, ProblemCode, Severity, TaskReading, read_plan
from tests.plans import plan_path

FILES = Path(__file__).with_name("files")


def read(name: str) -> PlanReading:
    return read_plan(plan_path(name).read_bytes(), name)


def truth(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((FILES / name).read_text(encoding="utf-8"))
    return loaded


def codes(task: TaskReading) -> set[ProblemCode]:
    return {problem.code for problem in task.problems}


@pytest.fixture(scope="module")
def an_tuong() -> PlanReading:
    return read("an-tuong-2025.txt")


@pytest.fixture(scope="module")
def minh_duc() -> PlanReading:
    return read("minh-duc-2025.txt")


def test_an_tuong_comes_out_cell_by_cell_as_it_is_printed(an_tuong: PlanReading) -> None:
    expected = truth("an-tuong-2025.json")
    found = [
        [
            list(value) if isinstance(value, tuple) else value
            for value in (getattr(task, column) for column in expected["columns"])
        ]
        for task in an_tuong.tasks
    ]
    assert [[section.code, section.title] for section in an_tuong.sections] == expected["sections"]
    assert found == expected["tasks"]


def test_an_tuong_has_32_tasks_in_7_areas(an_tuong: PlanReading) -> None:
    per_area = Counter(task.section for task in an_tuong.tasks)
    assert [per_area[section.code] for section in an_tuong.sections] == [6, 5, 9, 3, 3, 2, 4]
    assert [task.order for task in an_tuong.tasks] == list(range(1, 33))


def test_an_tuong_head_is_read_with_its_blanks(an_tuong: PlanReading) -> None:
    head = an_tuong.head
    assert head.title == "Kế hoạch cải cách hành chính phường An Tường 6 tháng cuối năm 2025"
    assert head.issuer == "Ủy ban nhân dân phường An Tường"
    assert (head.number, head.issued_on, head.issued_month) == ("/QĐ-UBND", None, "2025-08")
    assert (head.start, head.end) == (date(2025, 7, 1), date(2025, 12, 31))


def test_an_tuong_dates_of_issue_contradict_each_other_and_both_are_named(
    an_tuong: PlanReading,
) -> None:
    conflict = next(
        problem for problem in an_tuong.problems if problem.code is ProblemCode.issue_dates_conflict
    )
    assert conflict.values == {"first": "tháng 8/2025", "second": "tháng 7/2025"}


def test_an_tuong_marks_what_a_clerk_would_mark(an_tuong: PlanReading) -> None:
    marked: dict[ProblemCode, list[int]] = {}
    for task in an_tuong.tasks:
        for code in codes(task):
            marked.setdefault(code, []).append(task.order)
    assert marked == {
        ProblemCode.due_before_issue: [1],
        ProblemCode.deadline_waits: [5],
        ProblemCode.several_leads: [5, 22, 30, 31],
        ProblemCode.lead_also_supports: [5, 30],
        ProblemCode.lead_collective: [22, 30],
    }


def test_an_tuong_first_row_fell_due_before_the_month_of_the_plan(an_tuong: PlanReading) -> None:
    problem = an_tuong.tasks[0].problems[0]
    assert problem.values == {"due": "29/7/2025", "issued": "tháng 8/2025"}
    assert an_tuong.tasks[0].deadline.due == [date(2025, 7, 29)]


def test_an_tuong_tasks_say_on_which_line_they_stand(an_tuong: PlanReading) -> None:
    lines = plan_path("an-tuong-2025.txt").read_text(encoding="utf-8").split("\n")
    for task in an_tuong.tasks:
        assert task.source.line is not None
        assert lines[task.source.line - 1].split()[0] == task.number


def test_a_year_and_a_day_given_by_hand_win_over_the_paper() -> None:
    content = plan_path("an-tuong-2025.txt").read_bytes()
    reading = read_plan(content, "an-tuong-2025.txt", issued_on=date(2025, 7, 24))
    assert reading.head.issued_on == date(2025, 7, 24)
    assert ProblemCode.due_before_issue not in codes(reading.tasks[0])


def test_minh_duc_has_84_tasks_in_7_areas_without_its_repeated_pages(
    minh_duc: PlanReading,
) -> None:
    per_area = Counter(task.section for task in minh_duc.tasks)
    assert [section.code for section in minh_duc.sections] == [
        "I", "II", "III", "IV", "V", "VI", "VII",
    ]  # fmt: skip
    assert [per_area[section.code] for section in minh_duc.sections] == [8, 32, 10, 6, 10, 11, 7]
    repeated = next(
        problem for problem in minh_duc.problems if problem.code is ProblemCode.rows_repeated
    )
    assert repeated.values == {"count": "18", "first": "547", "last": "583"}


def test_minh_duc_head_is_read(minh_duc: PlanReading) -> None:
    head = minh_duc.head
    assert head.title == "Kế hoạch cải cách hành chính xã Minh Đức năm 2025"
    assert (head.number, head.issuer) == ("09/KH-UBND", "Ủy ban nhân dân xã Minh Đức")
    assert (head.issued_on, head.start, head.end) == (
        date(2025, 7, 25),
        date(2025, 1, 1),
        date(2025, 12, 31),
    )


def test_minh_duc_marks_its_damaged_rows(minh_duc: PlanReading) -> None:
    by_title = {task.title[:24]: task for task in minh_duc.tasks}

    def of(title: str) -> TaskReading:
        return by_title[title[:24]]

    shifted = of("Tổ chức thực hiện quy định về giải quyết thủ tục hành chính theo cơ chế")
    assert ProblemCode.columns_shifted in codes(shifted)
    assert shifted.lead == ("Trung tâm PVHCC",)
    assert shifted.deadline_text == "Thường xuyên"
    stacked = of("Nâng cấp, hoàn thiện hệ thống Tổng đài Dịch vụ công")
    assert ProblemCode.stacked_row_split in codes(stacked)
    assert (stacked.lead, stacked.product) == (("Phòng VH-XH",), "Hệ thống Tổng đài được nâng cấp")
    uneven = of("Tổ chức thực hiện các quy định mới của Trung ương về phân cấp")
    assert ProblemCode.stacked_row_unsure in codes(uneven)
    continued = of("Ban hành, bổ sung, sửa đổi các Kế hoạch CCHC")
    assert continued.title.endswith("Kế hoạch đo lường mức độ hài lòng người dân")
    assert {ProblemCode.row_continued, ProblemCode.due_in_other_year} <= codes(continued)
    no_time = of("Đẩy mạnh thực hiện tái cơ cấu doanh nghiệp nhà nước")
    assert ProblemCode.unit_in_deadline in codes(no_time)


def test_minh_duc_joins_an_objective_broken_by_the_page(minh_duc: PlanReading) -> None:
    task = next(task for task in minh_duc.tasks if task.title.startswith("Điều chỉnh bộ thủ tục"))
    assert task.objective.endswith("trên cơ sở tài sử dụng dữ liệu đã được số hóa)")


@pytest.mark.parametrize(
    ("name", "title", "start"),
    [
        (
            "lien-minh-2025.txt",
            "Kế hoạch cải cách hành chính xã Liên Minh 6 tháng cuối năm 2025",
            date(2025, 7, 1),
        ),
        (
            "hop-tien-2025.txt",
            "Kế hoạch cải cách hành chính 6 tháng cuối năm 2025",
            date(2025, 7, 1),
        ),
    ],
)
def test_a_plan_whose_appendix_is_not_in_the_file_gives_no_tasks_and_says_so(
    name: str, title: str, start: date
) -> None:
    reading = read(name)
    assert reading.tasks == ()
    assert (reading.head.title, reading.head.start) == (title, start)
    blocking = [problem for problem in reading.problems if problem.severity is Severity.blocks]
    assert [problem.code for problem in blocking] == [ProblemCode.appendix_not_in_file]


def test_minh_son_is_titled_2022_and_decided_in_january_2021() -> None:
    reading = read("minh-son-2022.txt")
    assert reading.head.number == "02/QĐ-UBND"
    assert reading.head.issued_on == date(2021, 1, 8)
    conflict = next(
        problem for problem in reading.problems if problem.code is ProblemCode.plan_years_conflict
    )
    assert conflict.values == {"first": "2022", "second": "08/01/2021"}
