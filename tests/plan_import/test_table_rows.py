"""Rows of a table: areas, inherited cells, continued rows, shifted cells, repeated pages."""

import pytest

from app.plan_import import PlanReading, ProblemCode, TaskReading, read_plan
from app.plan_import.appendix.heading_phrases import split_headings
from app.plan_import.appendix.headings import Column, column_of, columns_of
from tests.plan_import.small_plans import HEADINGS, TASK, area, tabbed

WIDE = (
    "TT", "Mục tiêu", "Nhiệm vụ", "Hoạt động", "Kết quả", "Chủ trì", "Phối hợp", "Thời gian",
    "Kinh phí",
)  # fmt: skip


def read(*rows: tuple[str, ...], headings: tuple[str, ...] = HEADINGS) -> PlanReading:
    return read_plan(tabbed(*rows, headings=headings), "a.txt")


def wide(*cells: str) -> tuple[str, ...]:
    return (*cells, *[""] * (len(WIDE) - len(cells)))


def codes(task: TaskReading) -> list[ProblemCode]:
    return [problem.code for problem in task.problems]


FIRST = (
    "1", "Mục tiêu một", "Nhiệm vụ một", "Hoạt động một", "Báo cáo", "Văn phòng", "Phòng Kinh tế",
    "Tháng 3/2026", "Ngân sách xã",
)  # fmt: skip


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("STT", Column.number),
        ("Số TT", Column.number),
        ("Mục tiêu", Column.objective),
        ("Tên nhiệm vụ", Column.task),
        ("Nội dung công việc", Column.task),
        ("Hoạt động", Column.task),
        ("Kết quả/ Sản phẩm", Column.product),
        ("Sản phẩm hoàn thành", Column.product),
        ("Chủ trì", Column.lead),
        ("Cơ quan, đơn vị chủ trì", Column.lead),
        ("Đơn vị thực hiện", Column.lead),
        ("Phân công thực hiện", Column.lead),
        ("Cơ quan phối hợp", Column.supporting),
        ("Thời gian (năm 2026)", Column.deadline),
        ("Tiến độ hoàn thành", Column.deadline),
        ("Thời hạn", Column.deadline),
        ("Theo dõi, kiểm tra, đôn đốc", Column.follow_up),
        ("Lãnh đạo UBND xã phụ trách", Column.follow_up),
        ("Kinh phí thực hiện", Column.funding),
        ("Ghi chú", Column.note),
        ("Ban hành văn bản", None),
        ("", None),
    ],
)
def test_a_column_is_known_by_its_heading(heading: str, column: Column | None) -> None:
    assert column_of(heading) is column


def test_headings_in_one_run_of_text_are_taken_apart() -> None:
    run = "TT Nội dung nhiệm vụ Sản phẩm Đơn vị thực hiện Thời gian hoàn thành (năm 2026) Ghi chú"
    assert split_headings(run) == [
        "TT",
        "Nội dung nhiệm vụ",
        "Sản phẩm",
        "Đơn vị thực hiện",
        "Thời gian hoàn thành (năm 2026)",
        "Ghi chú",
    ]
    assert split_headings("Bản kê STT Nhiệm vụ") == []


def test_columns_may_stand_in_any_order_and_wording() -> None:
    headings = ("Tiến độ", "Theo dõi, đôn đốc", "Đơn vị thực hiện", "TT", "Nội dung", "Đầu ra")
    row = ("Quý II", "Văn phòng", "Phòng Kinh tế", "7", "Rà soát đất công", "Báo cáo; Danh mục")
    (task,) = read(row, headings=headings).tasks
    assert (task.number, task.title, task.lead) == ("7", "Rà soát đất công", ("Phòng Kinh tế",))
    assert (task.products, task.follow_up) == (("Báo cáo", "Danh mục"), ("Văn phòng",))
    assert task.deadline_text == "Quý II"


def test_a_year_that_stands_only_in_the_heading_counts_for_the_cells() -> None:
    assert columns_of(["Nhiệm vụ", "Chủ trì", "Thời gian (năm 2027)"]).year == 2027
    headings = (*HEADINGS[:5], "Thời gian (năm 2027)")
    (task,) = read((*TASK[:5], "Quý II"), headings=headings).tasks
    assert [day.isoformat() for day in task.deadline.due] == ["2027-06-30"]


def test_objective_and_duty_are_inherited_until_the_next_area() -> None:
    reading = read(
        wide("I", "CẢI CÁCH THỂ CHẾ"),
        FIRST,
        ("", "", "", "Hoạt động hai", *FIRST[4:]),
        ("", "", "Nhiệm vụ hai", "Hoạt động ba", *FIRST[4:]),
        ("2", "Mục tiêu hai", "", "Hoạt động bốn", *FIRST[4:]),
        wide("II", "CẢI CÁCH TỔ CHỨC BỘ MÁY"),
        ("1", "", "", "Hoạt động năm", *FIRST[4:]),
        headings=WIDE,
    )
    assert [(task.section, task.objective, task.duty) for task in reading.tasks] == [
        ("I", "Mục tiêu một", "Nhiệm vụ một"),
        ("I", "Mục tiêu một", "Nhiệm vụ một"),
        ("I", "Mục tiêu một", "Nhiệm vụ hai"),
        ("I", "Mục tiêu hai", ""),
        ("II", "", ""),
    ]
    assert reading.tasks[0].funding == "Ngân sách xã"


@pytest.mark.parametrize(
    "row",
    [
        area("I", "CẢI CÁCH THỂ CHẾ"),
        ("I CẢI CÁCH THỂ CHẾ", "", "", "", "", ""),
        ("I. CẢI CÁCH THỂ CHẾ", "", "", "", "", ""),
        ("", "I. CẢI CÁCH THỂ CHẾ", "", "", "", ""),
        ("", "CẢI CÁCH THỂ CHẾ", "", "", "", ""),
    ],
)
def test_the_title_of_an_area_is_never_a_task(row: tuple[str, ...]) -> None:
    reading = read(row, TASK)
    assert [(area.code, area.title) for area in reading.sections] == [("I", "CẢI CÁCH THỂ CHẾ")]
    assert [(task.section, task.title) for task in reading.tasks] == [("I", TASK[1])]


def test_an_area_in_small_letters_is_known_by_its_roman_number() -> None:
    reading = read(area("I", "Cải cách thể chế"), TASK)
    assert [area.title for area in reading.sections] == ["Cải cách thể chế"]
    assert len(reading.tasks) == 1


def test_a_number_of_an_area_that_a_scan_took_for_a_letter_is_read() -> None:
    reading = read(area("I", "CẢI CÁCH THỂ CHẾ"), TASK, area("li", "CẢI CÁCH TÀI CHÍNH CÔNG"), TASK)
    assert [area.code for area in reading.sections] == ["I", "II"]


def test_a_task_with_a_small_letter_and_nothing_else_is_no_area() -> None:
    reading = read(area("I", "CẢI CÁCH THỂ CHẾ"), TASK, area("i", "Rà soát văn bản"))
    assert [task.title for task in reading.tasks] == [TASK[1], "Rà soát văn bản"]


def test_a_title_merged_with_the_first_task_opens_the_area_and_keeps_the_task() -> None:
    reading = read(("II", "CẢI CÁCH THỦ TỤC HÀNH CHÍNH", "Nhiệm vụ một", *FIRST[3:]), headings=WIDE)
    (task,) = reading.tasks
    assert (task.section, task.number, task.title) == ("II", "", "Hoạt động một")
    assert (task.objective, task.duty) == ("", "Nhiệm vụ một")


def test_a_title_in_arabic_numbers_within_an_area_is_no_area_and_no_task() -> None:
    reading = read(
        area("II", "CẢI CÁCH THỦ TỤC HÀNH CHÍNH"),
        TASK,
        area("2", "THỰC HIỆN CƠ CHẾ MỘT CỬA"),
        ("2.1", *TASK[1:]),
    )
    assert [section.code for section in reading.sections] == ["II"]
    assert [task.number for task in reading.tasks] == ["1", "2.1"]


def test_areas_in_arabic_numbers_are_areas_where_there_are_no_others() -> None:
    reading = read(area("1", "CẢI CÁCH THỂ CHẾ"), ("1.1", *TASK[1:]))
    assert [section.code for section in reading.sections] == ["1"]
    assert reading.tasks[0].section == "1"


def test_a_code_used_twice_is_given_anew_and_said() -> None:
    reading = read(area("I", "CẢI CÁCH THỂ CHẾ"), TASK, area("I", "CẢI CÁCH TÀI CHÍNH CÔNG"), TASK)
    assert [section.code for section in reading.sections] == ["I", "II"]
    assert ProblemCode.section_code_repeated in [problem.code for problem in reading.problems]


def test_headings_and_the_title_of_an_area_repeated_on_a_page_are_dropped() -> None:
    title = area("I", "CẢI CÁCH THỂ CHẾ")
    reading = read(title, TASK, HEADINGS, ("(1)", "(2)", "(3)", "(4)", "(5)", "(6)"), title,
                   ("2", "Rà soát", *TASK[2:]))  # fmt: skip
    assert [task.number for task in reading.tasks] == ["1", "2"]
    assert len(reading.sections) == 1


def test_a_row_continued_on_the_next_page_is_joined_and_marked() -> None:
    reading = read(
        ("1", "Ban hành các Kế hoạch,", "Kế hoạch", "Văn phòng", "", "Tháng 3/2026"),
        HEADINGS,
        ("", "cụ thể: kế hoạch kiểm tra", "kiểm tra", "", "Trạm Y tế", ""),
    )
    (task,) = reading.tasks
    assert task.title == "Ban hành các Kế hoạch, cụ thể: kế hoạch kiểm tra"
    assert (task.product, task.supporting) == ("Kế hoạch kiểm tra", ("Trạm Y tế",))
    assert codes(task) == [ProblemCode.row_continued]


def test_an_objective_continued_on_the_next_page_reaches_the_rows_before_it() -> None:
    reading = read(
        FIRST,
        WIDE,
        ("", "và phần còn lại", "", "", "", "", "", "", ""),
        ("", "", "", "Hoạt động hai", *FIRST[4:]),
        headings=WIDE,
    )
    assert {task.objective for task in reading.tasks} == {"Mục tiêu một và phần còn lại"}


def test_cells_that_slipped_to_the_left_are_put_back_and_marked() -> None:
    slipped = ("", "Nhiệm vụ hai", "Hoạt động hai", *FIRST[4:8], "", "")
    first, second = read(FIRST, slipped, headings=WIDE).tasks
    assert (second.title, second.product) == ("Hoạt động hai", "Báo cáo")
    assert (second.lead, second.deadline_text) == (first.lead, first.deadline_text)
    assert codes(second) == [ProblemCode.columns_shifted]
    assert codes(first) == []


def test_one_cell_too_many_is_put_right_and_marked() -> None:
    longer = (*FIRST[:4], "thừa một ô", *FIRST[4:])
    (task,) = read(longer, headings=WIDE).tasks
    assert task.title == "Hoạt động một thừa một ô"
    assert (task.product, task.deadline_text) == ("Báo cáo", "Tháng 3/2026")
    assert codes(task) == [ProblemCode.columns_shifted]


def test_an_unsure_row_is_left_where_it_stands() -> None:
    (task,) = read(("1", "Việc", "", "xem phụ lục", "", "hỏi lại")).tasks
    assert (task.lead, task.deadline_text) == (("xem phụ lục",), "hỏi lại")
    assert ProblemCode.columns_shifted not in codes(task)


def test_work_that_stands_in_a_wider_column_is_the_task() -> None:
    first, second = read(
        FIRST, ("", "", "Nhiệm vụ đứng riêng", "", *FIRST[4:]), headings=WIDE
    ).tasks
    assert second.title == "Nhiệm vụ đứng riêng"
    assert second.objective == first.objective


def test_entries_marked_by_tags_are_taken_apart_when_they_agree() -> None:
    row = (
        "1",
        "<p>Việc một</p><p>Việc hai</p>",
        "<p>Kế hoạch</p><p>Báo cáo</p>",
        "<p>Văn phòng</p>",
        "",
        "<p>Tháng 3/2026</p><p>Tháng 4/2026</p>",
    )
    first, second = read(row).tasks
    assert (first.title, first.product, first.lead) == ("Việc một", "Kế hoạch", ("Văn phòng",))
    assert (second.title, second.lead, second.deadline_text) == (
        "Việc hai",
        ("Văn phòng",),
        "Tháng 4/2026",
    )
    assert codes(first) == codes(second) == [ProblemCode.stacked_row_split]


def test_entries_that_do_not_agree_are_taken_apart_and_ask_for_a_look() -> None:
    row = ("1", "<p>Một</p><p>Hai</p><p>Ba</p>", "Báo cáo", "<p>Văn phòng</p><p>Công an</p>", "",
           "Tháng 3/2026")  # fmt: skip
    tasks = read(row).tasks
    assert [task.lead for task in tasks] == [("Văn phòng",), ("Công an",), ()]
    assert all(ProblemCode.stacked_row_unsure in codes(task) for task in tasks)


def test_titles_stacked_in_the_first_of_several_rows_go_to_their_rows() -> None:
    reading = read(
        ("1", "<p>Một</p><p>Hai</p>", "Kế hoạch", "Văn phòng", "", "Tháng 3/2026"),
        ("", "", "Báo cáo", "Trạm Y tế", "", "Tháng 4/2026"),
    )
    assert [(task.title, task.product, task.lead) for task in reading.tasks] == [
        ("Một", "Kế hoạch", ("Văn phòng",)),
        ("Hai", "Báo cáo", ("Trạm Y tế",)),
    ]


def test_pages_repeated_at_the_end_are_dropped_and_named() -> None:
    rows = [(str(n), f"Việc riêng thứ {n} của xã", *TASK[2:]) for n in range(1, 9)]
    reading = read(area("I", "CẢI CÁCH THỂ CHẾ"), *rows, HEADINGS, *rows[4:])
    assert [task.number for task in reading.tasks] == [str(n) for n in range(1, 9)]
    (repeated,) = [p for p in reading.problems if p.code is ProblemCode.rows_repeated]
    assert repeated.values == {"count": "4", "first": "19", "last": "22"}


def test_one_task_printed_twice_stays_and_is_marked() -> None:
    other = ("2", "Rà soát văn bản của xã", *TASK[2:])
    reading = read(TASK, other, ("3", *TASK[1:]))
    assert [task.number for task in reading.tasks] == ["1", "2", "3"]
    assert codes(reading.tasks[2]) == [ProblemCode.task_repeated]


def test_equal_rows_one_after_the_other_are_no_repeated_page() -> None:
    assert len(read(TASK, TASK, TASK, TASK, TASK).tasks) == 5


def test_lead_and_support_in_one_cell_are_told_apart() -> None:
    headings = ("STT", "Nhiệm vụ", "Sản phẩm", "Đơn vị thực hiện", "Thời gian")
    cell = "Chủ trì: Văn phòng; Phối hợp: Phòng Kinh tế, Trạm Y tế"
    (task,) = read((*TASK[:3], cell, "Tháng 3/2026"), headings=headings).tasks
    assert task.lead == ("Văn phòng",)
    assert task.supporting == ("Phòng Kinh tế", "Trạm Y tế")


def test_hoan_thanh_alone_heads_the_time_where_no_other_column_does() -> None:
    headings = ("STT", "Nhiệm vụ", "Sản phẩm", "Chủ trì", "Hoàn thành")
    assert columns_of(headings).places(Column.deadline) == (4,)
    assert columns_of((*headings, "Thời gian")).places(Column.deadline) == (5,)


def test_numbered_lines_are_tasks_whatever_word_the_first_ends_with() -> None:
    headings = ("Nội dung công việc", "Sản phẩm", "Chủ trì", "Thời gian")
    stacked = ("1. Triển khai chữ ký số<br>2. Triển khai hồ sơ", "Báo cáo<br>Báo cáo", "Văn phòng",
               "Quý III/2026<br>Quý IV/2026")  # fmt: skip
    one, two = read(stacked, headings=headings).tasks
    assert (one.number, one.title, one.deadline_text) == (
        "1", "Triển khai chữ ký số", "Quý III/2026",
    )  # fmt: skip
    assert (two.number, two.title, two.deadline_text) == ("2", "Triển khai hồ sơ", "Quý IV/2026")


def test_a_first_group_with_lettered_rows_is_a_title_like_the_others() -> None:
    def lettered(label: str) -> tuple[str, ...]:
        return (label, f"Việc {label}", "Báo cáo", "Văn phòng", "", "Quý I/2026")

    rows = (area("1", "Cải cách thể chế"), lettered("a"), lettered("b"),
            area("2", "Cải cách tài chính"), lettered("a"))  # fmt: skip
    reading = read(*rows)
    assert [section.title for section in reading.sections] == [
        "Cải cách thể chế", "Cải cách tài chính",
    ]  # fmt: skip
    assert [task.number for task in reading.tasks] == ["a", "b", "a"]
