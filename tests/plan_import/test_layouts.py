"""Tables laid out as communes lay them out: each is read the same from every format."""

from collections.abc import Callable, Sequence

import pytest

from app.plan_import import PlanReading, ProblemCode, Severity, TaskReading, read_plan
from tests.plan_import.layouts import Layout, Row, Wide, as_sheets, as_tabs, as_word, as_workbook
from tests.plan_import.layouts_of_areas import AREAS
from tests.plan_import.layouts_of_columns import COLUMNS

FORMATS: dict[str, Callable[[Sequence[Row]], bytes]] = {
    "docx": as_word,
    "xlsx": as_workbook,
    "txt": as_tabs,
}


LAYOUTS: dict[str, Layout] = {**COLUMNS, **AREAS}


def value_of(task: TaskReading, name: str) -> object:
    value = getattr(task, name)
    if name == "deadline":
        if value.kind.value in ("recurring", "ongoing"):
            return value.kind.value
        return " ".join(day.isoformat()[5:] for day in value.due)
    if isinstance(value, tuple):
        return "; ".join(value)
    return value


@pytest.mark.parametrize(
    ("name", "ending"),
    [(name, ending) for name, layout in LAYOUTS.items() for ending in layout.formats.split()],
)
def test_a_layout_is_read_the_same_from_every_format(name: str, ending: str) -> None:
    layout = LAYOUTS[name]
    reading: PlanReading = read_plan(FORMATS[ending](layout.rows), f"a.{ending}")
    names = layout.fields.split()
    found = [tuple(value_of(task, name) for name in names) for task in reading.tasks]
    assert found == list(layout.tasks)
    assert [(area.code, area.title) for area in reading.sections] == list(layout.sections)


HEADINGS = ("STT", "Nhiệm vụ", "Chủ trì", "Thời gian", "Sản phẩm")
RULES = [HEADINGS, ("1", "Rà soát văn bản", "Văn phòng", "Quý I", "Báo cáo")]
MONEY = [HEADINGS, ("1", "Lập dự toán", "Phòng Kinh tế", "Quý IV", "Dự toán")]


def areas_and_titles(reading: PlanReading) -> list[tuple[str | None, str]]:
    return [(task.section, task.title) for task in reading.tasks]


def test_sheets_named_after_the_areas_are_the_areas() -> None:
    book = as_sheets({"Cải cách thể chế": RULES, "Tài chính công": MONEY})
    reading = read_plan(book, "a.xlsx")
    assert [area.title for area in reading.sections] == ["Cải cách thể chế", "Tài chính công"]
    assert areas_and_titles(reading) == [("I", "Rà soát văn bản"), ("II", "Lập dự toán")]


def test_titles_above_the_headings_of_each_sheet_are_the_areas() -> None:
    book = as_sheets(
        {
            "Sheet1": [("I. Cải cách thể chế",), *RULES],
            "Sheet2": [("II. Cải cách tài chính công",), *MONEY],
        }
    )
    reading = read_plan(book, "a.xlsx")
    assert areas_and_titles(reading) == [("I", "Rà soát văn bản"), ("II", "Lập dự toán")]


def test_titles_between_the_tables_of_a_word_file_are_the_areas() -> None:
    word = as_word("I. Cải cách thể chế", RULES, "II. Cải cách tài chính công", MONEY)
    reading = read_plan(word, "a.docx")
    assert areas_and_titles(reading) == [("I", "Rà soát văn bản"), ("II", "Lập dự toán")]


def test_a_chapter_above_the_only_table_is_no_area() -> None:
    reading = read_plan(as_word("II. NHIỆM VỤ CỤ THỂ", RULES), "a.docx")
    assert reading.sections == ()
    assert [task.section for task in reading.tasks] == [None]


def test_a_chapter_above_a_table_with_areas_of_its_own_is_no_area() -> None:
    inside = [HEADINGS, ("I", "CẢI CÁCH THỂ CHẾ", "", "", ""), RULES[1]]
    reading = read_plan(as_word("II. NHIỆM VỤ CỤ THỂ", inside), "a.docx")
    assert [(area.code, area.title) for area in reading.sections] == [("I", "CẢI CÁCH THỂ CHẾ")]


def test_chapters_above_tables_with_areas_of_their_own_are_no_areas() -> None:
    first = [HEADINGS, ("I", "CẢI CÁCH THỂ CHẾ", "", "", ""), RULES[1]]
    second = [HEADINGS, ("II", "CẢI CÁCH TÀI CHÍNH CÔNG", "", "", ""), MONEY[1]]
    reading = read_plan(
        as_word("III. CHỈ TIÊU CHUNG", first, "IV. NHIỆM VỤ KHÁC", second), "a.docx"
    )
    assert [area.code for area in reading.sections] == ["I", "II"]


@pytest.mark.parametrize(
    "aside",
    [
        ("", "NGƯỜI LẬP BIỂU", "", "CHỦ TỊCH", ""),
        ("", "Ghi chú: Văn phòng theo dõi việc gửi báo cáo.", "", "", ""),
        ("", "PHỤ LỤC SỐ HAI", "", "", ""),
        ("", "Tổng cộng", "", "", "02 nhiệm vụ"),
        ("(1)", "(2)", "(3)", "(4)", "(5)"),
    ],
)
def test_what_stands_below_the_list_is_neither_task_nor_area(aside: tuple[str, ...]) -> None:
    reading = read_plan(as_tabs([*RULES, aside]), "a.txt")
    assert [task.title for task in reading.tasks] == ["Rà soát văn bản"]
    assert reading.sections == ()


def test_lines_below_a_note_belong_to_the_note() -> None:
    notes = [("Lưu ý: xem phụ lục.", "", "", "", ""), ("Báo cáo gửi Văn phòng.", "", "", "", "")]
    reading = read_plan(as_word([*RULES, *notes]), "a.docx")
    assert [task.title for task in reading.tasks] == ["Rà soát văn bản"]


def test_a_title_printed_across_the_table_is_one_in_any_weight() -> None:
    across = (Wide("Công tác kiểm soát thủ tục", across=5), "", "", "", "")
    reading = read_plan(as_word([HEADINGS, across, ("4", *RULES[1][1:])]), "a.docx")
    assert [area.title for area in reading.sections] == ["Công tác kiểm soát thủ tục"]


def test_tables_of_other_widths_and_orders_are_one_plan() -> None:
    other = [
        ("Thời hạn", "Nội dung", "Đơn vị thực hiện", "TT"),
        ("Quý II", "Kiểm tra văn bản", "Công an xã", "2"),
    ]
    reading = read_plan(as_word(RULES, other), "a.docx")
    assert [(t.number, t.title, t.lead) for t in reading.tasks] == [
        ("1", "Rà soát văn bản", ("Văn phòng",)),
        ("2", "Kiểm tra văn bản", ("Công an xã",)),
    ]


def test_letterhead_and_recipients_in_tables_are_no_tasks() -> None:
    letterhead = [("ỦY BAN NHÂN DÂN XÃ BÌNH AN", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")]
    recipients = [("Nơi nhận:\n- Như trên;\n- Lưu: VT.", "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH")]
    other = [("STT", "Họ và tên", "Chức vụ", "Số điện thoại", "Ghi chú"),
             ("1", "Lê Thị Mai", "Công chức", "0900", "")]  # fmt: skip
    reading = read_plan(as_word(letterhead, RULES, recipients, other), "a.docx")
    assert [task.title for task in reading.tasks] == ["Rà soát văn bản"]


def test_a_table_goes_on_without_headings_on_the_next_page() -> None:
    rest = [("2", "Kiểm tra văn bản", "Công an xã", "Quý II", "Kết luận")]
    reading = read_plan(as_word(RULES, rest), "a.docx")
    assert [task.number for task in reading.tasks] == ["1", "2"]


def test_titles_on_lines_without_tabs_open_areas() -> None:
    lines = ("I. Cải cách thể chế", RULES[1], "II. Cải cách tài chính công", MONEY[1])
    text = "\n".join(line if isinstance(line, str) else "\t".join(line) for line in lines)
    reading = read_plan(as_tabs([HEADINGS]) + text.encode(), "a.txt")
    assert areas_and_titles(reading) == [("I", "Rà soát văn bản"), ("II", "Lập dự toán")]


def test_a_cell_broken_over_lines_is_put_together_in_text_with_tabs() -> None:
    text = (
        as_tabs([HEADINGS])
        + (
            "1\tRà soát\nvăn bản của xã\tVăn phòng\tQuý I\tBáo cáo\n"
            "2\tKiểm tra văn bản\tCông an xã\tQuý II\tKết luận\n"
        ).encode()
    )
    reading = read_plan(text, "a.txt")
    assert [(task.number, task.title, task.lead) for task in reading.tasks] == [
        ("1", "Rà soát văn bản của xã", ("Văn phòng",)),
        ("2", "Kiểm tra văn bản", ("Công an xã",)),
    ]


def test_a_task_keeps_the_cells_of_its_row_as_they_are_printed() -> None:
    rows = [HEADINGS, ("5", "Rà soát\nvăn bản", "VP. HDND- UBND", "Qúy I", "")]
    (task,) = read_plan(as_word(rows), "a.docx").tasks
    assert task.printed == (
        ("STT", "5"),
        ("Nhiệm vụ", "Rà soát\nvăn bản"),
        ("Chủ trì", "VP. HDND- UBND"),
        ("Thời gian", "Qúy I"),
        ("Sản phẩm", ""),
    )


def test_tasks_of_a_stacked_row_keep_the_whole_row_and_say_so() -> None:
    rows = [HEADINGS, ("1", "Rà soát văn bản\nKiểm tra văn bản", "Văn phòng\nCông an xã",
                      "Quý I\nQuý II", "Báo cáo\nKết luận")]  # fmt: skip
    reading = read_plan(as_word(rows), "a.docx")
    assert [task.title for task in reading.tasks] == ["Rà soát văn bản", "Kiểm tra văn bản"]
    for task in reading.tasks:
        assert task.printed[1] == ("Nhiệm vụ", "Rà soát văn bản\nKiểm tra văn bản")
        assert [(p.code, p.severity) for p in task.problems] == [
            (ProblemCode.stacked_row_split, Severity.info)
        ]


def test_a_stacked_row_whose_cells_disagree_asks_for_a_look() -> None:
    rows = [HEADINGS, ("1", "1. Rà soát\n2. Kiểm tra\n3. Tổng kết", "Văn phòng",
                      "Quý I\nQuý II", "Báo cáo")]  # fmt: skip
    reading = read_plan(as_word(rows), "a.docx")
    assert [task.title for task in reading.tasks] == ["Rà soát", "Kiểm tra", "Tổng kết"]
    for task in reading.tasks:
        found = {(p.code, p.severity) for p in task.problems}
        assert (ProblemCode.stacked_row_unsure, Severity.look) in found


def test_paragraphs_that_agree_only_with_the_leads_are_taken_apart_with_a_look() -> None:
    rows = [HEADINGS, ("1", "Rà soát văn bản\nKiểm tra văn bản", "Văn phòng\nCông an xã",
                       "Quý I", "Báo cáo")]  # fmt: skip
    reading = read_plan(as_word(rows), "a.docx")
    assert [task.lead for task in reading.tasks] == [("Văn phòng",), ("Công an xã",)]
    for task in reading.tasks:
        assert [p.code for p in task.problems] == [ProblemCode.stacked_row_unsure]


def test_a_name_of_a_product_that_would_change_the_time_is_not_put_before_it() -> None:
    rows = [HEADINGS, ("1", "Kiểm tra", "Văn phòng", "Tháng 3\nTháng 9",
                      "Kế hoạch trước ngày 15/01/2026\nBáo cáo")]  # fmt: skip
    (task,) = read_plan(as_word(rows), "a.docx").tasks
    assert [day.month for day in task.deadline.due] == [3, 9]


def test_a_row_that_only_names_another_product_belongs_to_the_task_above() -> None:
    rows = [*RULES, ("", "", "", "Quý III", "Kết luận")]
    (task,) = read_plan(as_tabs(rows), "a.txt").tasks
    assert task.deadline_text == "Báo cáo – Quý I; Kết luận – Quý III"
    assert [p.code for p in task.problems] == [ProblemCode.product_rows_joined]
