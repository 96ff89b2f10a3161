"""Ruled tables of PDF files: borders of every kind, merged cells, cells cut by the page."""

import itertools
from collections.abc import Callable, Sequence

import pytest

from app.plan_import.readers.pdf.reader import read_pdf
from app.plan_import.tables import Line, Row, Table
from tests.plan_import.drawn_pdf import HEIGHT, Sheet, pdf, table

HEADINGS = ("STT", "Nhiệm vụ", "Sản phẩm", "Chủ trì", "Thời gian")
WIDTHS = (40, 180, 120, 150, 120)
FIRST = ("1", "Ban hành Kế hoạch của xã", "Kế hoạch", "Văn phòng HĐND và UBND", "Tháng 01/2026")
SECOND = ("2", "Kiểm tra việc thực hiện", "Báo cáo", "Phòng Văn hóa", "Tháng 6/2026")


def rows_of(*sheets: Sheet) -> list[Row]:
    """Return the rows of all tables of a drawn file."""
    blocks = read_pdf(pdf(*sheets)).blocks
    return [row for block in blocks if isinstance(block, Table) for row in block.rows]


def lines_of(*sheets: Sheet) -> list[str]:
    """Return the lines outside the tables of a drawn file."""
    return [block.text for block in read_pdf(pdf(*sheets)).blocks if isinstance(block, Line)]


def texts(row: Row) -> tuple[str, ...]:
    return tuple(cell.text for cell in row.cells)


def ruled(*rows: Sequence[str], foot: bool = True) -> Sheet:
    sheet = Sheet()
    table(sheet, rows, WIDTHS, foot=foot)
    return sheet


def test_lines_of_a_cell_are_joined() -> None:
    wrapped = ("1", "Ban hành Kế hoạch cải cách\nhành chính của xã", *FIRST[2:])
    rows = rows_of(ruled(HEADINGS, wrapped))
    assert texts(rows[1])[1] == "Ban hành Kế hoạch cải cách hành chính của xã"
    assert rows[1].cells[1].stacked == ()


def test_a_line_that_had_room_and_ended_parts_paragraphs() -> None:
    stacked = ("1", "Ban hành\nKiểm tra", "Kế hoạch\nBáo cáo", "Văn phòng", "Tháng 01")
    long = ("2", "Đánh giá kết quả thực hiện", "Biên bản và báo cáo", *FIRST[3:])
    cells = rows_of(ruled(HEADINGS, stacked, long))[1].cells
    assert cells[1].stacked == ("Ban hành", "Kiểm tra")
    assert cells[2].text == "Kế hoạch\nBáo cáo"


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("Trước ngày 25/8/\n2026", "Trước ngày 25/8/2026"),
        ("Trước ngày 25/8/202\n6", "Trước ngày 25/8/2026"),
        ("Phòng Văn hóa -\nXã hội", "Phòng Văn hóa - Xã hội"),
        ("Giai đoạn 2021-\n2030", "Giai đoạn 2021-2030"),
    ],
)
def test_a_word_broken_at_the_end_of_its_line_is_whole(printed: str, read: str) -> None:
    assert texts(rows_of(ruled(HEADINGS, ("1", "Việc", "Báo cáo", "Phòng", printed)))[1])[4] == read


def bars(sheet: Sheet, sides: Sequence[float], levels: Sequence[float]) -> None:
    """Draw the borders of each cell as thin filled areas, corners apart, as Word does."""
    for upper, lower in itertools.pairwise(levels):
        for left, right in itertools.pairwise(sides):
            sheet.bar(left, upper, left + 0.5, upper + 0.5)
            sheet.bar(left + 0.5, upper, right, upper + 0.5)
            sheet.bar(left, upper + 0.5, left + 0.5, lower)
            sheet.bar(right, upper, right + 0.5, lower + 0.5)
            sheet.bar(left, lower, right, lower + 0.5)


def double(sheet: Sheet, sides: Sequence[float], levels: Sequence[float]) -> None:
    """Draw every border twice."""
    for apart in (0.0, 2.0):
        for level in levels:
            sheet.rule(sides[0], level + apart, sides[-1], level + apart)
        for side in sides:
            sheet.rule(side + apart, levels[0], side + apart, levels[-1] + 2)


def boxes(sheet: Sheet, sides: Sequence[float], levels: Sequence[float]) -> None:
    """Draw a rectangle around each cell."""
    for upper, lower in itertools.pairwise(levels):
        for left, right in itertools.pairwise(sides):
            width, height = right - left, lower - upper
            sheet.drawn.append(f"{left} {HEIGHT - lower} {width} {height} re S")


def shaded(sheet: Sheet, sides: Sequence[float], levels: Sequence[float]) -> None:
    """Draw the rules over rows of two shades, on a white ground."""
    sheet.drawn.insert(0, f"1 g 0 0 900 {HEIGHT} re f 0 g")
    for number, (upper, lower) in enumerate(itertools.pairwise(levels)):
        box = f"{sides[0]} {HEIGHT - lower} {sides[-1] - sides[0]} {lower - upper} re f"
        sheet.drawn.insert(1, f"{0.9 - number % 2 / 20} g {box} 0 g")
    bars(sheet, sides, levels)


@pytest.mark.parametrize("draw", [bars, double, boxes, shaded])
def test_borders_are_seen_however_they_are_drawn(
    draw: Callable[[Sheet, Sequence[float], Sequence[float]], None],
) -> None:
    sheet = Sheet()
    sides = [40 + sum(WIDTHS[:place]) for place in range(len(WIDTHS) + 1)]
    levels = [60, 80, 100, 120]
    for level, row in zip(levels, (HEADINGS, FIRST, SECOND), strict=False):
        for side, text in zip(sides, row, strict=False):
            sheet.cell_text(side, level, text)
    draw(sheet, sides, levels)
    assert [texts(row) for row in rows_of(sheet)] == [HEADINGS, FIRST, SECOND]


def test_the_rule_at_the_foot_may_be_missing() -> None:
    assert [texts(row) for row in rows_of(ruled(HEADINGS, FIRST, SECOND, foot=False))] == [
        HEADINGS,
        FIRST,
        SECOND,
    ]


def test_a_white_rule_parts_nothing() -> None:
    sheet = ruled(HEADINGS, FIRST)
    sheet.drawn.append(f"1 G 130 {HEIGHT - 60} m 130 {HEIGHT - 100} l S 0 G")
    assert [texts(row) for row in rows_of(sheet)] == [HEADINGS, FIRST]


def test_rules_between_columns_alone_leave_the_rows_to_their_numbers() -> None:
    sheet = ruled(HEADINGS)
    sides = [40 + sum(WIDTHS[:place]) for place in range(len(WIDTHS) + 1)]
    for level, row in ((80, FIRST), (112, SECOND)):
        for side, text in zip(sides, row, strict=False):
            sheet.cell_text(side, level, text)
    for side in sides:
        sheet.rule(side, 80, side, 150)
    sheet.rule(sides[0], 150, sides[-1], 150)
    assert [texts(row) for row in rows_of(sheet)] == [HEADINGS, FIRST, SECOND]


def test_a_cell_merged_downwards_has_its_text_once() -> None:
    sheet = Sheet()
    for x in (40, 80, 260, 410, 530):
        sheet.rule(x, 60, x, 120)
    for y in (60, 80, 120):
        sheet.rule(40, y, 530, y)
    sheet.rule(40, 100, 260, 100)
    sheet.rule(410, 100, 530, 100)
    for x, y, text in [
        (40, 60, "STT"), (80, 60, "Nhiệm vụ"), (260, 60, "Chủ trì"), (410, 60, "Thời gian"),
        (40, 80, "1"), (80, 80, "Ban hành Kế hoạch"), (260, 90, "Văn phòng"), (410, 80, "Tháng 1"),
        (40, 100, "2"), (80, 100, "Kiểm tra"), (410, 100, "Tháng 6"),
    ]:  # fmt: skip
        sheet.cell_text(x, y, text)
    _, first, second = rows_of(sheet)
    assert (first.cells[2].text, first.cells[2].merged) == ("Văn phòng", False)
    assert (second.cells[2].text, second.cells[2].merged) == ("", True)
    assert texts(second)[3] == "Tháng 6"


def test_a_title_over_all_columns_is_one_wide_cell() -> None:
    sheet = Sheet()
    end = table(sheet, [HEADINGS], WIDTHS)
    sheet.rule(40, end, 40, end + 20)
    sheet.rule(650, end, 650, end + 20)
    sheet.cell_text(40, end, "I. CẢI CÁCH THỂ CHẾ")
    table(sheet, [FIRST], WIDTHS, top=end + 20)
    rows = rows_of(sheet)
    assert [(cell.text, cell.span) for cell in rows[1].cells] == [("I. CẢI CÁCH THỂ CHẾ", 5)]
    assert texts(rows[2]) == FIRST


def test_two_tables_on_a_page_stay_two() -> None:
    sheet = ruled(HEADINGS, FIRST)
    sheet.text(40, 200, "Biểu số 2")
    table(sheet, [("Tên", "Số"), ("Dân số", "100")], (100, 100), top=220)
    blocks = read_pdf(pdf(sheet)).blocks
    assert [type(block) for block in blocks] == [Table, Line, Table]


def test_a_frame_around_a_text_is_no_table() -> None:
    sheet = ruled(HEADINGS, FIRST)
    sheet.text(60, 300, "Khung này chỉ có một ô chữ mà thôi, không phải là một bảng")
    table(sheet, [("",)], (400,), top=280)
    assert "Khung này chỉ có một ô chữ mà thôi, không phải là một bảng" in lines_of(sheet)


# --- over the page -----------------------------------------------------------------------------


def test_the_rest_of_a_row_on_the_next_page_is_marked() -> None:
    cut = ("2", "Kiểm tra việc thực hiện Kế hoạch", "Báo cáo", "Phòng Văn hóa", "Tháng 6")
    rest = ("", "cải cách hành chính của các đơn vị", "", "", "")
    rows = rows_of(ruled(HEADINGS, FIRST, cut), ruled(HEADINGS, rest, ("3", *SECOND[1:])))
    assert [row.continued for row in rows] == [False, False, False, False, True, False]


def test_a_new_row_without_number_at_the_top_of_a_page_is_no_rest() -> None:
    new = ("", "Tổng kết việc thực hiện", "Báo cáo tổng kết", "Văn phòng", "Tháng 12")
    rows = rows_of(ruled(HEADINGS, FIRST), ruled(HEADINGS, new))
    assert not any(row.continued for row in rows)


def test_a_row_after_text_on_the_next_page_is_no_rest() -> None:
    rest = ("", "cải cách hành chính", "", "", "")
    below = Sheet()
    below.text(40, 40, "PHỤ LỤC 2")
    table(below, [HEADINGS, rest], WIDTHS)
    assert not any(row.continued for row in rows_of(ruled(HEADINGS, FIRST), below))


def test_a_cell_merged_over_the_page_is_inherited_there() -> None:
    first = Sheet()
    for x in (40, 80, 260, 410, 530):
        first.rule(x, 60, x, 120)
    for y in (60, 80, 120):
        first.rule(40, y, 530, y)
    first.rule(40, 100, 260, 100)
    first.rule(410, 100, 530, 100)
    headings = ("STT", "Nhiệm vụ", "Chủ trì", "Thời gian")
    for x, y, text in [
        *zip((40, 80, 260, 410), (60,) * 4, headings, strict=True),
        (40, 80, "1"), (80, 80, "Ban hành Kế hoạch"), (260, 80, "Văn phòng"), (410, 80, "Tháng 1"),
        (40, 100, "2"), (80, 100, "Kiểm tra"), (410, 100, "Tháng 6"),
    ]:  # fmt: skip
        first.cell_text(x, y, text)
    second = Sheet()
    table(second, [headings, ("3", "Tổng kết", "", "Tháng 12")], (40, 180, 150, 120))
    assert rows_of(first, second)[-1].cells[2].merged


def test_a_cell_that_hangs_over_the_foot_of_its_table_is_whole() -> None:
    sheet = ruled(HEADINGS)
    end = table(sheet, [("2", "Kiểm tra việc thực hiện", "", "", "")], WIDTHS, top=80)
    sheet.cell_text(80, end - 4, "Kế hoạch của các đơn vị")
    rows = rows_of(sheet)
    assert rows[-1].cells[1].text.startswith("Kiểm tra việc thực hiện")
    assert rows[-1].cells[1].text.endswith("Kế hoạch của các đơn vị")


def test_page_numbers_headers_and_footers_are_left_out() -> None:
    sheets = []
    for number in range(1, 5):
        sheet = ruled(HEADINGS, (str(number), *FIRST[1:]))
        sheet.text(420, 25, str(number))
        sheet.text(40, 580, f"Kế hoạch cải cách hành chính, in lúc 8:{number}0")
        sheets.append(sheet)
    sheets[0].text(40, 300, "Bảng này có bốn trang")
    assert lines_of(*sheets) == ["Bảng này có bốn trang"]
