"""A table copied from Word or Excel: its markup keeps what was merged, its text what was quoted."""

import pytest

from app.plan_import import PlanRefused, read_plan
from app.plan_import.clipboard import joined_cells
from app.plan_import.files import read_document
from app.plan_import.readers.html import read_html
from app.plan_import.tables import Cell, Line, Row, Table
from tests.plan_import.pasted import EXCEL, EXCEL_TEXT, WORD
from tests.plan_import.refusals import refusal_of


def table_of(markup: str) -> tuple[Row, ...]:
    """The rows of the one table in a page."""
    (table,) = (block for block in read_html(markup.encode()).blocks if isinstance(block, Table))
    return table.rows


def texts(row: Row) -> list[str]:
    return [cell.text for cell in row.cells]


def test_a_table_from_word_becomes_tasks() -> None:
    reading = read_plan(WORD.encode(), "bang.html", year=2026)
    assert [(area.code, area.title) for area in reading.sections] == [("I", "CẢI CÁCH THỂ CHẾ")]
    first, second = reading.tasks[0], reading.tasks[1]
    assert (first.title, first.product) == ("Rà soát văn bản quy phạm pháp luật", "Báo cáo")
    assert {task.lead for task in reading.tasks} == {("Văn phòng",)}
    assert {task.objective for task in reading.tasks} == {"Nâng cao chất lượng văn bản"}
    assert "Kiểm tra văn bản" in second.title
    stacked = table_of(WORD)[-1].cells
    assert stacked[2].stacked == ("- Kiểm tra văn bản", "- Xử lý văn bản")
    assert stacked[3].stacked == ("- Kế hoạch", "- Báo cáo")
    assert "KHÔNG IN" not in str(reading)
    assert "cũ" not in str(reading)


def test_a_table_from_excel_becomes_tasks() -> None:
    reading = read_plan(EXCEL.encode(), "bang.html", year=2026)
    assert [area.code for area in reading.sections] == ["I"]
    assert [task.title for task in reading.tasks] == ["Ban hành Kế hoạch", "Rà soát thủ tục"]
    assert [task.lead for task in reading.tasks] == [("Văn phòng",), ("Văn phòng",)]
    assert [task.supporting for task in reading.tasks] == [(), ("Phòng Kinh tế",)]


def test_merged_cells_stand_where_they_reach() -> None:
    rows = table_of(
        "<table><tr><td rowspan=3>a<td colspan=2 rowspan=2>b<td>c"
        "<tr><td>d<tr><td>e<td rowspan=9>f<td>g</table>"
    )
    assert [texts(row) for row in rows] == [
        ["a", "b", "c"],
        ["", "", "d"],
        ["", "e", "f", "g"],
    ]
    assert rows[0].cells[1] == Cell("b", 2)
    assert rows[1].cells[:2] == (Cell("", merged=True), Cell("", 2, merged=True))
    assert [len(row.grid()) for row in rows] == [4, 4, 4]


def test_a_cell_missing_before_a_reaching_one_is_an_empty_one() -> None:
    rows = table_of("<table><tr><td>a<td>b<td rowspan=2>c<tr><td>d</table>")
    assert rows[1].cells == (Cell("d"), Cell(""), Cell("", merged=True))


def test_paragraphs_are_told_from_line_breaks() -> None:
    (row,) = table_of("<table><tr><td><p>một</p><p>hai<br>ba</p><td>bốn<br/>năm<td><p>sáu</table>")
    assert row.cells == (
        Cell("một\nhai\nba", stacked=("một", "hai\nba")),
        Cell("bốn\nnăm"),
        Cell("sáu"),
    )


def test_what_is_bold_as_a_whole_is_said_to_be() -> None:
    (row,) = table_of(
        "<style>.xl64 {color:red; font-weight:700;}</style><table><tr>"
        "<td><b>a</b><td><p><b>a</b> <strong>b</strong></p><td><b>a</b> b<td class=xl64>a"
        "<td style='font-weight:bold'>a<td>a<td></table>"
    )
    assert [cell.bold for cell in row.cells] == [True, True, False, True, True, False, False]


@pytest.mark.parametrize(
    ("label", "printed"), [("1.", "1. Việc"), ("a)", "a) Việc"), ("·", "- Việc"), ("o", "- Việc")]
)
def test_the_label_of_a_list_is_kept_as_printed(label: str, printed: str) -> None:
    (row,) = table_of(
        f"<table><tr><td><p><span style='mso-list: Ignore'>{label}<span>&nbsp; </span></span>"
        "Việc</p></table>"
    )
    assert texts(row) == [printed]


def test_lines_outside_the_table_are_lines() -> None:
    blocks = read_html(
        "<html><body><h1>KẾ HOẠCH</h1><div>Số: 12/KH-UBND<br>ngày 05/02/2026</div>"
        "<table><tr><td>a</table><p>Nơi nhận</p>".encode()
    ).blocks
    lines = [block.text for block in blocks if isinstance(block, Line)]
    assert lines == ["KẾ HOẠCH", "Số: 12/KH-UBND", "ngày 05/02/2026", "Nơi nhận"]
    assert isinstance(blocks[3], Table)


@pytest.mark.parametrize(
    "start",
    [
        "<html>",
        "<!DOCTYPE html>\n<html>",
        "\ufeff<meta charset='utf-8'>",
        "Version:0.9\r\nStartHTML:0000000105\r\nSourceURL:file:///C:/a.xlsx\r\n<html>",
        "<!-- x --><html>",
        "",
    ],
)
def test_a_page_is_known_by_its_beginning_whatever_its_name(start: str) -> None:
    content = f"{start}<table><tr><td>a<td>b</table>".encode()
    (table,) = (b for b in read_document(content, "bang.doc").blocks if isinstance(b, Table))
    assert texts(table.rows[0]) == ["a", "b"]


def test_a_tag_inside_a_text_makes_it_no_page() -> None:
    blocks = read_document(b"<p> Ke hoach\nmot <table> hai\n", "a.txt").blocks
    assert all(isinstance(block, Line) for block in blocks)


# Hostile pages


@pytest.mark.parametrize(
    ("markup", "code"),
    [
        ("<table><tr>" + "<td>x" * 100 + "</table>", "file_too_wide"),
        ("<table><tr><td colspan=99999>x</table>", "file_too_wide"),
        ("<table>" + "<tr><td>x" * 20_001 + "</table>", "file_too_many_rows"),
        ("<div>" * 5_000 + "x", "file_damaged"),
    ],
)
def test_a_page_beyond_the_limits_is_refused(markup: str, code: str) -> None:
    assert refusal_of(f"<html>{markup}".encode(), "a.html") == code


def test_a_tall_cell_costs_nothing_below_the_table() -> None:
    rows = table_of("<table><tr><td rowspan=65535>a<td>b</table>")
    assert len(rows) == 1


def test_entities_of_its_own_and_files_of_others_are_not_fetched(tmp_path: object) -> None:
    page = (
        '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]><html><body>'
        "<table><tr><td>&x;<td><script>alert(1)</script>a<td><img src='http://127.0.0.1:9/x'>"
        "<iframe src='file:///etc/passwd'></iframe></table>"
    )
    assert "root:" not in str(read_html(page.encode()))
    assert "alert" not in str(read_html(page.encode()))


@pytest.mark.parametrize("kept", [10, 60, 200, 900, 2000])
def test_half_a_page_is_read_or_refused(kept: int) -> None:
    try:
        read_plan(WORD.encode()[:kept], "a.html")
    except PlanRefused as refused:
        assert refused.code.value in ("file_not_plan", "file_damaged")


# Plain text


def test_quoted_cells_of_excel_are_cells_with_line_breaks() -> None:
    reading = read_plan(EXCEL_TEXT.encode(), "bang.txt", year=2026)
    first, second = reading.tasks
    assert first.title == 'Ban hành "Kế hoạch" của xã'
    assert (first.lead, second.lead) == (("Văn phòng",), ("Phòng Kinh tế",))
    assert second.title == "“Rà soát” thủ tục"
    assert (first.source.line, second.source.line) == (3, 5)


@pytest.mark.parametrize(
    "text",
    [
        'a\t"b"\tc',
        'a\t"b" c\nd\t"e" f\tg',
        'a\t"b\nc',
        'a "b\nc"\td',
        'a\t"b\nc" d\te',
        '"',
        '\t"\n',
    ],
)
def test_printed_quotations_stay_as_they_are(text: str) -> None:
    assert joined_cells(text) == text


def test_many_open_quotes_take_no_long_time() -> None:
    text = '\t"' * 50_000 + "\n" + '\t""x' * 50_000
    assert len(joined_cells(text)) <= len(text)
