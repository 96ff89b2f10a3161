"""Whatever stands in a table, it is read to the end: every task keeps the row it came from."""

from random import Random

import pytest

from app.plan_import.appendix.interpreter import interpret
from app.plan_import.appendix.repeats import drop_repeated_rows
from app.plan_import.tables import Cell, Document, Line, Row, Table

HEADINGS = ("STT", "Nhiệm vụ", "Chủ trì", "Thời gian", "Sản phẩm")
TEXTS = (
    "", "", "", "1", "1.1", "a)", "I", "B", "x", "(1)", "(2)", "(3)", "STT", "Mục tiêu", "Lĩnh vực",
    "Quý I", "Bắt đầu", "Phân công thực hiện", "CẢI CÁCH THỂ CHẾ", "Cải cách thể chế",
    "I. CẢI CÁCH THỂ CHẾ\n1. việc", "Văn phòng", "Phòng Kinh tế; Công an xã", "Tháng 3/2026",
    "Quý I\nQuý II", "- a\n- b", "1. A\n2. B", "thường xuyên", "và UBND", "Tổng cộng", "Ghi chú: x",
    "Nơi nhận:", "Văn phòng (chủ trì)", "PHỤ LỤC II",
)  # fmt: skip


def any_cell(chance: Random) -> Cell:
    if chance.random() < 0.1:
        return Cell("", chance.choice((1, 2)), merged=True)
    text = chance.choice(TEXTS)
    stacked = tuple(text.split("\n")) if "\n" in text and chance.random() < 0.5 else ()
    return Cell(text, chance.choice((1, 1, 1, 2, 3)), stacked=stacked, bold=chance.random() < 0.2)


def any_row(chance: Random, number: int) -> Row:
    cells = tuple(any_cell(chance) for _ in range(chance.randint(1, 8)))
    marked, continued = chance.random() < 0.1, chance.random() < 0.1
    return Row(cells, row=number, marked=marked, continued=continued)


def any_document(seed: int) -> Document:
    chance = Random(seed)  # noqa: S311
    blocks: list[Line | Table] = []
    for _ in range(chance.randint(1, 3)):
        rows = [any_row(chance, number) for number in range(chance.randint(0, 12))]
        headings = chance.sample(HEADINGS, 5)
        rows.insert(0, Row(tuple(Cell(text, chance.choice((1, 1, 2))) for text in headings)))
        blocks += [Line(chance.choice(TEXTS)), Table(tuple(rows))]
    return Document(tuple(blocks))


@pytest.mark.parametrize("first", range(0, 1600, 400))
def test_any_rows_give_tasks_with_their_printed_cells(first: int) -> None:
    tasks = 0
    for seed in range(first, first + 400):
        draft = interpret(any_document(seed))
        drop_repeated_rows(draft)
        codes = [section.code for section in draft.sections]
        assert len(set(codes)) == len(codes)
        assert {task.section for task in draft.tasks} <= {None, *codes}
        assert all(any(text for _, text in task.printed) for task in draft.tasks)
        tasks += len(draft.tasks)
    assert tasks > 400
