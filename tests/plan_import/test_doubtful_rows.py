"""Rows that a clerk would look at again: shifted, misplaced, broken, beside the wrong area."""

import pytest

from app.plan_import import PlanReading, PlanRefused, ProblemCode, TaskReading, read_plan
from app.plan_import.appendix.headings import columns_of
from app.plan_import.readers import cell_division
from app.plan_import.readers.cell_division import PrintedLine, divide_rows
from tests.plan_import.small_plans import HEADINGS, TASK, area, tabbed

WIDE = ("TT", "Mục tiêu", "Nhiệm vụ", "Hoạt động", "Kết quả", "Chủ trì", "Phối hợp", "Thời gian")
FULL = ("1", "Mục tiêu một", "Nhiệm vụ một", "Hoạt động một", "Báo cáo", "Văn phòng",
        "Phòng Kinh tế", "Tháng 3/2026")  # fmt: skip


def read(*rows: tuple[str, ...], headings: tuple[str, ...] = HEADINGS) -> PlanReading:
    return read_plan(tabbed(*rows, headings=headings), "a.txt")


def codes(task: TaskReading) -> list[ProblemCode]:
    return [problem.code for problem in task.problems]


def test_units_that_slipped_into_the_product_are_put_back() -> None:
    row = ("2", "Kiểm tra văn bản", "Phòng Kinh tế", "Công an xã", "Quý II", "")
    task = read(TASK, row).tasks[1]
    assert (task.title, task.product) == ("Kiểm tra văn bản", "")
    assert (task.lead, task.supporting) == (("Phòng Kinh tế",), ("Công an xã",))
    assert codes(task) == [ProblemCode.columns_shifted, ProblemCode.product_missing]


def test_an_empty_cell_too_many_is_left_out() -> None:
    row = ("2", "Kiểm tra văn bản", "Kết luận", "", "Văn phòng", "Công an xã", "Quý II")
    task = read(TASK, row).tasks[1]
    assert (task.product, task.lead, task.deadline_text) == ("Kết luận", ("Văn phòng",), "Quý II")
    assert codes(task) == [ProblemCode.columns_shifted]


def test_a_sentence_too_many_before_the_product_leaves_the_narrower_as_the_task() -> None:
    row = ("2", "", "Nhiệm vụ hai", "Việc rộng hơn", "Hoạt động hai", *FULL[4:])
    task = read(FULL, row, headings=WIDE).tasks[1]
    assert (task.title, task.lead) == ("Hoạt động hai", ("Văn phòng",))
    assert codes(task) == [ProblemCode.columns_shifted]


def test_a_time_among_the_units_that_cannot_be_put_right_is_marked_and_stays() -> None:
    row = ("2", "Kiểm tra văn bản", "Kết luận", "Tháng 4/2026", "Văn phòng", "")
    task = read(TASK, row).tasks[1]
    assert task.lead == ("Tháng 4/2026",)
    assert ProblemCode.cells_unsure in codes(task)


def test_a_filled_cell_too_many_that_cannot_be_put_right_is_marked() -> None:
    task = read(TASK, ("2", "Việc", "Sổ", "hỏi lại", "ai đó", "chưa rõ", "thừa")).tasks[1]
    assert ProblemCode.cells_unsure in codes(task)
    assert "thừa" in task.deadline_text


def test_work_in_a_wider_column_is_marked() -> None:
    task = read(FULL, ("2", "", "Nhiệm vụ hai", "", *FULL[4:]), headings=WIDE).tasks[1]
    assert task.title == "Nhiệm vụ hai"
    assert codes(task) == [ProblemCode.cells_unsure]


def test_a_title_of_an_area_in_place_of_the_tasks_own_cells_is_marked() -> None:
    row = ("II", "CẢI CÁCH THỦ TỤC HÀNH CHÍNH", "Nhiệm vụ một", *FULL[3:])
    (task,) = read(row, headings=WIDE).tasks
    assert codes(task) == [ProblemCode.cells_unsure]


def test_tasks_between_a_title_and_the_first_number_are_marked() -> None:
    reading = read(
        area("I", "CẢI CÁCH THỂ CHẾ"),
        ("", "Việc của lĩnh vực trước", *TASK[2:]),
        TASK,
        ("2", "Rà soát văn bản", *TASK[2:]),
    )
    assert [codes(task) for task in reading.tasks] == [[ProblemCode.cells_unsure], [], []]


def test_tasks_without_any_number_are_not_marked() -> None:
    rows = [("", f"Việc thứ {n}", *TASK[2:]) for n in ("nhất", "hai")]
    reading = read(area("I", "CẢI CÁCH THỂ CHẾ"), *rows)
    assert [codes(task) for task in reading.tasks] == [[], []]


def test_a_task_with_the_number_of_an_area_is_marked() -> None:
    reading = read(area("I", "CẢI CÁCH THỂ CHẾ"), ("I", *TASK[1:]))
    assert codes(reading.tasks[0]) == [ProblemCode.number_out_of_order]


def test_a_letter_is_no_unit() -> None:
    row = ("2", "Kiểm tra văn bản", "Kết luận", "Văn phòng", "x", "Quý II")
    task = read(TASK, row).tasks[1]
    assert task.supporting == ()
    assert codes(task) == [ProblemCode.cells_unsure]


def test_a_heading_that_ran_into_the_first_cell_of_a_page_is_taken_out() -> None:
    first = ("1", "Số hóa hồ sơ (trừ hồ sơ đặc", *FULL[2:])
    rest = ("", "Mục tiêu thù) của xã", "Nhiệm vụ hai", "Hoạt động hai", *FULL[4:])
    reading = read(first, WIDE, rest, headings=WIDE)
    assert {task.objective for task in reading.tasks} == {"Số hóa hồ sơ (trừ hồ sơ đặc thù) của xã"}


def test_an_objective_printed_again_on_the_next_page_stays_one() -> None:
    again = ("", FULL[1], "Nhiệm vụ hai", "Hoạt động hai", *FULL[4:])
    rest = ("", "và phần còn lại", "", "Hoạt động ba", *FULL[4:])
    reading = read(FULL, WIDE, again, WIDE, rest, headings=WIDE)
    assert {task.objective for task in reading.tasks} == {"Mục tiêu một và phần còn lại"}


def test_an_area_printed_again_on_the_next_page_keeps_the_objective() -> None:
    title = ("I", "CẢI CÁCH THỂ CHẾ", *[""] * 6)
    rest = ("", "", "", "Hoạt động hai", *FULL[4:])
    reading = read(title, FULL, WIDE, title, rest, headings=WIDE)
    assert [task.objective for task in reading.tasks] == ["Mục tiêu một"] * 2
    assert [section.code for section in reading.sections] == ["I"]


def test_what_the_tasks_of_a_stack_share_is_read_once() -> None:
    stacked = ("", "và phần còn lại", "", "<p>Hai</p><p>Ba</p>", "<p>A</p><p>B</p>", *FULL[5:])
    reading = read(FULL, WIDE, stacked, headings=WIDE)
    assert {task.objective for task in reading.tasks} == {"Mục tiêu một và phần còn lại"}


def test_a_task_in_small_letters_with_its_own_lead_and_time_is_no_rest() -> None:
    small = ("", "kiểm tra văn bản", "Kết luận", "Công an xã", "", "Tháng 4/2026")
    assert [task.title for task in read(TASK, small).tasks] == [TASK[1], "kiểm tra văn bản"]


def test_a_task_cut_before_its_other_cells_is_no_title() -> None:
    cut = ("2", "Ban hành kế hoạch kiểm tra", "", "", "", "")
    rest = ("", "việc chấp hành kỷ luật", "Kế hoạch", "Văn phòng", "", "")
    reading = read(TASK, cut, rest)
    assert reading.sections == ()
    task = reading.tasks[1]
    assert (task.number, task.lead) == ("2", ("Văn phòng",))
    assert task.title == "Ban hành kế hoạch kiểm tra việc chấp hành kỷ luật"


def test_a_task_whose_cells_hold_words_of_headings_is_no_row_of_headings() -> None:
    row = ("7", "Nội dung", "Kết quả", "Đơn vị chủ trì", "Đơn vị phối hợp", "Theo tiến độ")
    assert [task.number for task in read(TASK, row).tasks] == ["1", "7"]


def test_more_areas_than_tasks_may_be_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.plan_import.appendix.areas.MAX_TASKS", 3)
    rows = [area(code, f"CẢI CÁCH SỐ {code}") for code in ("I", "II", "III", "IV")]
    with pytest.raises(PlanRefused):
        read(*rows, TASK)


COLUMNS = columns_of(["Tên nhiệm vụ", "Cơ quan chủ trì", "Thời gian"])
ROW = [PrintedLine("Rà soát văn bản"), PrintedLine("Văn phòng"), PrintedLine("Tháng 3/2026")]


def test_a_row_too_long_for_a_table_is_left_whole() -> None:
    long = [*ROW, *[PrintedLine("Phòng Kinh tế báo cáo Tháng 3")] * 200]
    ordinary, whole = divide_rows([ROW, long], COLUMNS)
    assert ordinary.cells == ("Rà soát văn bản", "Văn phòng", "Tháng 3/2026")
    assert sum(bool(cell) for cell in whole.cells) == 1
    assert whole.cost > ordinary.cost + 5


def test_rows_beyond_the_work_for_one_file_are_left_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cell_division, "_MOST_WORK", 40)
    divided = divide_rows([ROW] * 4, COLUMNS)
    filled = [sum(bool(cell) for cell in division.cells) for division in divided]
    assert filled == [3, 3, 1, 1]
