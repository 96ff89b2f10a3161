"""The Monday page as a Word file, read back."""

import io

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from app.reports.monday_page import MondayPage, PageTable, monday_docx

PAGE = MondayPage(
    commune="Phường Minh Xuân",
    title="Trang giao ban tuần 38",
    as_of="số liệu đến 07 giờ 30 ngày 14/9/2026",
    sums=["12/KH-UBND: đã hoàn thành 1 trên 7 nhiệm vụ"],
    tables=[
        PageTable(
            title="Theo đơn vị",
            columns=("Đơn vị", "Tổng số"),
            widths=(140, 40),
            rows=[("Phòng KT-HT & ĐT <mới>\nkhu B", "7"), ("Công\x00 an", "0")],
            lines=(),
            numbers=1,
            more="Còn 3 đơn vị nữa.",
        ),
        PageTable("Quá hạn (0)", ("Việc",), (1,), [], (), 1),
    ],
    notes=[("Việc khác", ["Chờ căn cứ: 2 việc."]), ("Không có gì", [])],
)


def test_the_tables_of_the_page_hold_what_people_wrote_each_cell_on_one_line() -> None:
    document = Document(io.BytesIO(monday_docx(PAGE)))
    units, late = document.tables
    assert [[cell.text for cell in row.cells] for row in units.rows] == [
        ["Đơn vị", "Tổng số"],
        ["Phòng KT-HT & ĐT <mới> khu B", "7"],
        ["Công an", "0"],
    ]
    assert [[cell.text for cell in row.cells] for row in late.rows] == [["Việc"]]
    words = [paragraph.text for paragraph in document.paragraphs]
    assert words[-5:] == [
        "Theo đơn vị",
        "Còn 3 đơn vị nữa.",
        "Quá hạn (0)",
        "Việc khác",
        "– Chờ căn cứ: 2 việc.",
    ]


def test_a_table_stands_under_its_title_with_its_heads_on_every_page_and_figures_on_the_right() -> (
    None
):
    document = Document(io.BytesIO(monday_docx(PAGE)))
    table = document.tables[0]
    title = next(p for p in document.paragraphs if p.text == "Theo đơn vị")
    assert title._p.getnext() is table._tbl
    assert table.style is not None and table.style.name == "Table Grid"
    head, row = table.rows[0], table.rows[1]
    assert head._tr.trPr is not None and head._tr.trPr.find(qn("w:tblHeader")) is not None
    assert row._tr.trPr is None
    assert [round((cell.width or 0) / Mm(1)) for cell in row.cells] == [140, 40]
    assert [cell.paragraphs[0].alignment for cell in row.cells] == [None, WD_ALIGN_PARAGRAPH.RIGHT]
    assert [cell.paragraphs[0].runs[0].bold for cell in head.cells] == [True, True]
    assert {cell.paragraphs[0].runs[0].font.size for cell in row.cells} == {Pt(9.5)}
