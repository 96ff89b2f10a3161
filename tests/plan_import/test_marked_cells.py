"""Text whose cells are parted by a mark: CSV as Excel saves it, tables drawn with "|"."""

import csv
import io

import pytest

from app.plan_import import PlanReading, ProblemCode, read_plan
from tests.plan_import.small_plans import HEAD, HEADINGS, TASK, area, tabbed

OTHER = ("2", 'Rà soát "văn bản"; hệ thống hóa, công bố', "Báo cáo\nDanh mục", "Phòng Kinh tế",
         "Văn phòng; Công an xã", "Quý II/2026")  # fmt: skip
ROWS = (area("I", "CẢI CÁCH THỂ CHẾ"), TASK, OTHER)


def saved_as_csv(mark: str) -> bytes:
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=mark)
    for line in HEAD:
        writer.writerow([line, *[""] * (len(HEADINGS) - 1)])
    writer.writerows((HEADINGS, *ROWS))
    return buffer.getvalue().encode("utf-8-sig")


def drawn() -> bytes:
    rows = [HEADINGS, ["---"] * len(HEADINGS), *ROWS]
    table = [f"| {' | '.join(cell.replace(chr(10), '<br>') for cell in row)} |" for row in rows]
    return "\n".join((*HEAD, "", *table, "", "Nơi nhận: như trên.")).encode()


def likeness(reading: PlanReading) -> object:
    return reading.head, reading.sections, [
        (task.number, task.title, task.products, task.lead, task.supporting, task.deadline.due)
        for task in reading.tasks
    ]  # fmt: skip


@pytest.mark.parametrize("content", [saved_as_csv(";"), saved_as_csv(","), drawn()])
def test_marked_cells_and_tabs_give_the_same_draft(content: bytes) -> None:
    rows = [tuple(cell.replace("\n", "<br>") for cell in row) for row in ROWS]
    assert likeness(read_plan(content, "a.csv")) == likeness(read_plan(tabbed(*rows), "a.txt"))


def test_a_sentence_that_names_columns_is_no_table() -> None:
    sentence = "Nội dung công việc, sản phẩm, đơn vị chủ trì, đơn vị phối hợp, thời gian hoàn thành"
    more = "Các thôn, các phòng, các tổ chức thực hiện."
    reading = read_plan("\n".join((*HEAD, sentence, more, more, "Hết.")).encode(), "a.txt")
    assert reading.tasks == ()
    assert ProblemCode.no_task_table in {problem.code for problem in reading.problems}


def test_a_quotation_mark_that_never_ends_makes_no_table() -> None:
    rows = [*HEAD, ";".join(HEADINGS), *[";".join(TASK)] * 5, '1;"' + ("dài " * 40_000)]
    reading = read_plan("\n".join(rows).encode(), "a.csv")
    assert reading.tasks == ()
    assert ProblemCode.no_task_table in {problem.code for problem in reading.problems}
