"""Excel files: head above the table, merged cells, dates, formulas, hidden sheets, sizes."""

import io
import zipfile
from datetime import datetime

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from app.plan_import import ProblemCode, read_plan
from tests.plan_import.refusals import refusal_of
from tests.plan_import.small_plans import HEADINGS, TASK, area, saved, tabbed, workbook

OTHER = ("2", "Rà soát văn bản", "Báo cáo", "Phòng Kinh tế", "Văn phòng", "Quý II/2026")


def opened(content: bytes) -> tuple[Workbook, Worksheet]:
    book = load_workbook(io.BytesIO(content))
    return book, book.active


def test_excel_and_text_give_the_same_draft() -> None:
    rows = (area("I", "CẢI CÁCH THỂ CHẾ"), TASK, OTHER)
    from_excel = read_plan(workbook(*rows), "a.xlsx")
    from_text = read_plan(tabbed(*rows), "a.txt")
    assert len(from_excel.tasks) == 2
    assert from_excel.head == from_text.head
    assert from_excel.sections == from_text.sections
    assert [(t.title, t.lead, t.deadline) for t in from_excel.tasks] == [
        (t.title, t.lead, t.deadline) for t in from_text.tasks
    ]


def test_a_task_says_in_which_row_of_the_sheet_it_stands() -> None:
    book, sheet = opened(workbook(TASK, OTHER))
    sheet.insert_rows(7, amount=3)
    assert [task.source.row for task in read_plan(saved(book), "a.xlsx").tasks] == [11, 12]


def test_cells_merged_downwards_and_sideways_are_understood() -> None:
    book, sheet = opened(workbook(area("I", "CẢI CÁCH THỂ CHẾ"), TASK, OTHER))
    sheet.merge_cells("B8:F8")
    sheet["D10"], sheet["F10"] = None, None
    sheet.merge_cells("D9:D10")
    sheet.merge_cells("F9:F10")
    reading = read_plan(saved(book), "a.xlsx")
    assert [section.title for section in reading.sections] == ["CẢI CÁCH THỂ CHẾ"]
    assert [task.lead for task in reading.tasks] == [("Văn phòng",)] * 2
    assert [task.deadline_text for task in reading.tasks] == ["Tháng 3/2026"] * 2


def test_dates_and_numbers_are_read_as_an_office_prints_them() -> None:
    book, sheet = opened(workbook(TASK))
    sheet["A8"], sheet["F8"] = 1.0, datetime(2026, 2, 5)
    (task,) = read_plan(saved(book), "a.xlsx").tasks
    assert (task.number, task.deadline_text) == ("1", "05/02/2026")


def test_a_formula_stays_harmless_text() -> None:
    book, sheet = opened(workbook(TASK))
    sheet["B8"] = '=HYPERLINK("http://example.com","Mở")'
    (task,) = read_plan(saved(book), "a.xlsx").tasks
    assert task.title == '=HYPERLINK("http://example.com","Mở")'


def test_a_formula_counts_for_what_excel_last_made_of_it() -> None:
    book, sheet = opened(workbook(TASK))
    sheet["A8"], sheet["F8"] = "=ROW()-6", "=A8"
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved(book))) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                # As Excel saves it: the formula and its result.
                content = content.replace(b"<f>ROW()-6</f><v />", b"<f>ROW()-6</f><v>2</v>")
                content = content.replace(b"<f>ROW()-6</f><v></v>", b"<f>ROW()-6</f><v>2</v>")
            new.writestr(name, content)
    (task,) = read_plan(buffer.getvalue(), "a.xlsx").tasks
    assert (task.number, task.deadline_text) == ("2", "=A8")


@pytest.mark.parametrize(
    ("shown", "text"),
    [
        ("mm/yyyy", "Tháng 3/2026"),
        ('"Tháng đến" m/yyyy', "Tháng 3/2026"),
        ("[$-42A]dd/mm/yyyy", "01/3/2026"),
        ("dd/mm", "01/3/2026"),
    ],
)
def test_a_date_is_a_whole_month_where_excel_shows_no_day(shown: str, text: str) -> None:
    book, sheet = opened(workbook(TASK))
    sheet["F8"] = datetime(2026, 3, 1)
    sheet["F8"].number_format = shown
    (task,) = read_plan(saved(book), "a.xlsx").tasks
    assert task.deadline_text == text


def test_a_day_that_lost_its_format_is_read_and_marked() -> None:
    book, sheet = opened(workbook(TASK))
    sheet["F8"] = 46295
    (task,) = read_plan(saved(book), "a.xlsx").tasks
    assert task.deadline_text == "30/9/2026"
    assert [(problem.code, problem.values) for problem in task.problems] == [
        (ProblemCode.deadline_from_serial, {"text": "46295", "due": "30/9/2026"})
    ]


def test_a_hidden_sheet_is_left_out_and_named() -> None:
    book, _ = opened(workbook(TASK))
    hidden = book.create_sheet("Cũ")
    hidden.sheet_state = "hidden"
    for row in (HEADINGS, OTHER):
        hidden.append(list(row))
    reading = read_plan(saved(book), "a.xlsx")
    assert [task.title for task in reading.tasks] == ["Ban hành Kế hoạch"]
    assert ("sheet_hidden", {"sheet": "Cũ"}) in [(p.code, p.values) for p in reading.problems]


def test_tables_of_two_sheets_are_one_plan() -> None:
    book, _ = opened(workbook(TASK))
    second = book.create_sheet("Tiếp")
    for row in (HEADINGS, OTHER):
        second.append(list(row))
    assert [task.number for task in read_plan(saved(book), "a.xlsx").tasks] == ["1", "2"]


@pytest.mark.parametrize(
    ("cell", "code"), [("XFD1048576", "file_too_many_rows"), ("XFD1", "file_too_wide")]
)
def test_one_cell_far_away_is_refused_before_the_workbook_is_opened(
    cell: str, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object, **__: object) -> None:
        raise AssertionError("the workbook was opened")

    book, sheet = opened(workbook(TASK))
    sheet[cell] = "x"
    content = saved(book)
    monkeypatch.setattr("app.plan_import.readers.workbook.load_workbook", never)
    assert refusal_of(content, "a.xlsx") == code


def test_a_sheet_of_thousands_of_merges_is_refused() -> None:
    book, sheet = opened(workbook(TASK))
    merges = "".join(f'<mergeCell ref="H{n}:I{n}"/>' for n in range(1, 19_000))
    content = saved(book)
    assert refusal_of(with_merges(content, merges * 2), "a.xlsx") == "file_too_many_rows"
    assert sheet.max_row == 8


def with_merges(content: bytes, merges: str) -> bytes:
    """Return a workbook whose first sheet claims more merged cells than it has."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            xml = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                added = f"</sheetData><mergeCells>{merges}</mergeCells>".encode()
                xml = xml.replace(b"</sheetData>", added)
            new.writestr(name, xml)
    return buffer.getvalue()


def test_an_area_of_the_seven_without_a_task_is_said() -> None:
    rows = (area("I", "CẢI CÁCH THỂ CHẾ"), TASK, area("II", "CẢI CÁCH TÀI CHÍNH CÔNG"))
    reading = read_plan(workbook(*rows), "a.xlsx")
    assert ProblemCode.section_without_task in [problem.code for problem in reading.problems]


def test_hidden_rows_and_columns_are_left_out_and_named() -> None:
    book, sheet = opened(workbook(TASK, OTHER))
    sheet.insert_cols(3)
    sheet["C7"], sheet["C8"], sheet["C9"] = "Ghi chú", "cũ", "cũ"
    sheet.column_dimensions["C"].hidden = True
    sheet.row_dimensions[9].hidden = True
    reading = read_plan(saved(book), "a.xlsx")
    assert [task.title for task in reading.tasks] == ["Ban hành Kế hoạch"]
    assert [heading for heading, _ in reading.tasks[0].printed] == list(HEADINGS)
    (hidden,) = [p for p in reading.problems if p.code is ProblemCode.rows_hidden]
    assert hidden.values == {"sheet": sheet.title, "places": "C, 9"}


def test_a_share_is_read_as_the_percentage_that_is_shown() -> None:
    book, sheet = opened(workbook(TASK))
    sheet["C8"] = 0.8
    sheet["C8"].number_format = "0%"
    (task,) = read_plan(saved(book), "a.xlsx").tasks
    assert task.product == "80%"
