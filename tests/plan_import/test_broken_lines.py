"""Tables as running text: the same plan printed in many ways comes out the same."""

import pytest

from app.demo.plan_rows import AREAS
from app.plan_import import PlanReading, ProblemCode, TaskReading, read_plan
from app.plan_import.appendix.headings import Column, columns_of
from app.plan_import.readers.cell_division import PrintedLine, divide_rows
from app.plan_import.units import split_units
from tests.plan_import.broken_text import HEADINGS, WIDTHS, print_broken

PROSE = "KẾ HOẠCH\n\nCải cách hành chính phường Mẫu năm 2026\n\nI. MỤC ĐÍCH\n\n1. Yêu cầu chung\n\n"
ROMANS = ("I", "II", "III", "IV", "V", "VI", "VII")
WIDE = {**WIDTHS, "objective": 24, "title": 40, "product": 18, "supporting": 22, "lead": 22}
ORDERS = {
    "as in An Tường": tuple(HEADINGS),
    "product before the lead": (
        "number", "objective", "title", "product", "lead", "supporting", "deadline",
    ),
    "no objective": ("number", "title", "product", "lead", "supporting", "deadline"),
    "time in the middle": ("number", "title", "lead", "supporting", "deadline", "product"),
    "time before the units": ("number", "title", "deadline", "lead", "supporting", "product"),
    "four columns": ("number", "title", "lead", "deadline"),
}  # fmt: skip


def printed_areas() -> list[tuple[str, str, list[dict[str, str]]]]:
    return [
        (
            code,
            title,
            [
                {
                    "number": str(number),
                    "objective": task.objective or "",
                    "title": task.title,
                    "product": "; ".join(task.product),
                    "lead": ", ".join(task.lead),
                    "supporting": "; ".join(task.supporting),
                    "deadline": task.deadline,
                }
                for number, task in enumerate(tasks, 1)
            ],
        )
        for code, (title, tasks) in zip(ROMANS, AREAS, strict=True)
    ]


def wrong_rows(reading: PlanReading, columns: tuple[str, ...]) -> list[TaskReading]:
    truth = [row for _, _, rows in printed_areas() for row in rows]
    assert len(reading.tasks) == len(truth)
    wrong = []
    for task, row in zip(reading.tasks, truth, strict=True):
        found = {
            "title": task.title,
            "product": task.product,
            "lead": task.lead,
            "supporting": task.supporting,
            "deadline": task.deadline_text,
        }
        expected = {
            **row,
            "lead": split_units(row["lead"]),
            "supporting": split_units(row["supporting"]),
        }
        if any(found[name] != expected[name] for name in columns if name in found):
            wrong.append(task)
    return wrong


@pytest.mark.parametrize("widths", [WIDTHS, WIDE], ids=["narrow", "wide"])
@pytest.mark.parametrize("blank_lines", [True, False], ids=["blank lines", "no blank lines"])
@pytest.mark.parametrize("columns", ORDERS.values(), ids=ORDERS.keys())
def test_it_finds_the_cells_whatever_the_columns_and_their_widths(
    columns: tuple[str, ...], blank_lines: bool, widths: dict[str, int]
) -> None:
    text = PROSE + print_broken(printed_areas(), columns, widths=widths, blank_lines=blank_lines)
    reading = read_plan(text.encode(), "plan.txt")
    wrong = wrong_rows(reading, columns)
    assert len(wrong) <= 1
    for task in wrong:
        assert ProblemCode.cells_unsure in {problem.code for problem in task.problems}


def test_headings_repeated_on_a_page_within_a_row_are_dropped() -> None:
    text = print_broken(printed_areas(), ORDERS["no objective"])
    heading = text.split("\n")[0]
    broken = text.replace("hành\n", f"hành\n\n{heading}\n", 1)
    assert broken != text
    assert not wrong_rows(read_plan((PROSE + broken).encode(), "a.txt"), ORDERS["no objective"])


def test_headings_printed_twice_at_the_beginning_are_read_once() -> None:
    text = print_broken(printed_areas(), ORDERS["no objective"])
    doubled = f"{text.split(chr(10))[0]}\n{text}"
    assert not wrong_rows(read_plan((PROSE + doubled).encode(), "a.txt"), ORDERS["no objective"])


def test_the_number_of_a_page_is_no_row_of_the_table() -> None:
    text = print_broken(printed_areas(), ORDERS["no objective"])
    heading = text.split("\n")[0]
    before, after = text.rsplit(f"\n{heading}\n", 1)
    numbered = f"{before}\n{7}\n\n{heading}\n{after}"
    assert not wrong_rows(read_plan((PROSE + numbered).encode(), "a.txt"), ORDERS["no objective"])


def test_what_stands_below_the_table_is_no_part_of_its_last_row() -> None:
    text = print_broken(printed_areas(), ORDERS["no objective"])
    signed = text + "\n\n\t\t2026-01-15T10:00:00+0700\n\nNơi nhận:\n\n- Như trên;\n\n- Lưu: VT.\n"
    assert not wrong_rows(read_plan((PROSE + signed).encode(), "a.txt"), ORDERS["no objective"])


def test_the_pages_are_counted_by_form_feeds() -> None:
    text = PROSE + "\f" + print_broken(printed_areas(), ORDERS["no objective"])
    reading = read_plan(text.encode(), "a.txt")
    assert {task.source.page for task in reading.tasks} == {2}


def test_a_row_that_cannot_be_divided_well_is_marked() -> None:
    rows = printed_areas()[:1]
    rows[0][2][0]["lead"] = "xin xem ghi chú"
    rows[0][2][0]["deadline"] = "hỏi lại"
    reading = read_plan((PROSE + print_broken(rows, ORDERS["no objective"])).encode(), "a.txt")
    marked = [ProblemCode.cells_unsure in {p.code for p in t.problems} for t in reading.tasks]
    assert marked == [True, False, False, False, False, False]


def test_the_width_of_a_column_tells_objective_and_title_apart() -> None:
    columns = columns_of(["Mục tiêu", "Tên nhiệm vụ", "Cơ quan chủ trì", "Thời gian"])
    assert columns.kinds[1] is Column.task
    narrow = ["Tổ chức thi hành", "Luật Đất đai nghiêm", "minh và hiệu quả"]
    wide = ["Tuyên truyền Luật Đất đai tới", "Nhân dân các tổ dân phố"]
    rest = ["Văn phòng", "Tháng 3/2026"]
    rows = [
        [PrintedLine(line) for line in [*narrow, *wide, *rest]],
        [PrintedLine(line) for line in ["Kiểm tra việc quản lý đất công", "của phường", *rest]],
        [PrintedLine(line) for line in ["Hướng dẫn hòa giải tranh chấp", "đất đai", *rest]],
    ]
    cells = [division.cells for division in divide_rows(rows, columns)]
    assert cells[0] == (" ".join(narrow), " ".join(wide), *rest)
    assert cells[1][:2] == ("", "Kiểm tra việc quản lý đất công của phường")
