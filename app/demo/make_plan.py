"""Writes the plan of the demo commune as a Word file, laid out as offices lay theirs out.

Run as ``python -m app.demo.make_plan`` after changing `plan_rows.py`; the file it writes
is kept in the repository and is what the demo reads, as any other plan.
"""

from datetime import datetime
from pathlib import Path

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import Table, _Cell

from app.demo.plan_rows import AREAS, DemoTask

PLAN_FILE = Path(__file__).with_name("ke-hoach-cchc-2026.docx")

_ROMANS = ("I", "II", "III", "IV", "V", "VI", "VII")
_HEADINGS = (
    "STT",
    "Mục tiêu",
    "Tên nhiệm vụ",
    "Sản phẩm",
    "Đơn vị chủ trì",
    "Đơn vị phối hợp",
    "Thời gian hoàn thành",
)
_WIDTHS = (1.2, 4.0, 5.6, 4.2, 3.8, 4.2, 3.2)

_PROSE = (
    (
        "",
        "Thực hiện Nghị quyết số 76/NQ-CP ngày 15/7/2021 của Chính phủ ban hành Chương trình"
        " tổng thể cải cách hành chính nhà nước giai đoạn 2021-2030; kế hoạch cải cách hành chính"
        " năm 2026 của UBND tỉnh, UBND phường Mẫu ban hành Kế hoạch cải cách hành chính năm 2026"
        " như sau:",
    ),
    ("I. MỤC ĐÍCH, YÊU CẦU", ""),
    (
        "",
        "1. Triển khai đồng bộ các nội dung cải cách hành chính; gắn trách nhiệm của người đứng"
        " đầu từng đơn vị với kết quả thực hiện.",
    ),
    (
        "",
        "2. Mỗi nhiệm vụ có một đơn vị chịu trách nhiệm chính, có thời gian và sản phẩm cụ thể,"
        " được theo dõi, đôn đốc đến khi hoàn thành.",
    ),
    ("II. NHIỆM VỤ", ""),
    ("", "Các nhiệm vụ cụ thể của năm 2026 được giao tại Phụ lục kèm theo Kế hoạch này."),
    ("III. CHẾ ĐỘ BÁO CÁO", ""),
    (
        "",
        "Các đơn vị gửi báo cáo về Phòng Văn hóa - Xã hội trước ngày 10 của tháng cuối quý để"
        " tổng hợp, trình UBND phường gửi Sở Nội vụ.",
    ),
    ("IV. TỔ CHỨC THỰC HIỆN", ""),
    (
        "",
        "1. Phòng Văn hóa - Xã hội là cơ quan thường trực, giúp UBND phường theo dõi, đôn đốc,"
        " kiểm tra việc thực hiện Kế hoạch.",
    ),
    (
        "",
        "2. Văn phòng HĐND và UBND đối chiếu kết quả các nhiệm vụ do Phòng Văn hóa - Xã hội chủ"
        " trì.",
    ),
    (
        "",
        "3. Thủ trưởng các đơn vị chịu trách nhiệm thực hiện nhiệm vụ được giao đúng thời gian,"
        " bảo đảm chất lượng. Đề nghị Ủy ban MTTQ phường phối hợp tuyên truyền và giám sát./.",
    ),
)


def build() -> WordDocument:
    """Return the whole plan: letterhead, prose and the appendix on pages laid sideways."""
    document = Document()
    document.core_properties.title = "Kế hoạch cải cách hành chính phường Mẫu năm 2026"
    document.core_properties.author = "UBND phường Mẫu"
    document.core_properties.created = datetime(2026, 1, 15)
    font = document.styles["Normal"].font
    font.name, font.size = "Times New Roman", Pt(13)
    _letterhead(document)
    _centred(document, "KẾ HOẠCH", bold=True)
    _centred(document, "Cải cách hành chính phường Mẫu năm 2026", bold=True)
    for title, text in _PROSE:
        document.add_paragraph().add_run(title or text).bold = bool(title)
    _signature(document)
    _appendix(document)
    return document


def _letterhead(document: WordDocument) -> None:
    table = document.add_table(rows=2, cols=2)
    table.cell(0, 0).text = "ỦY BAN NHÂN DÂN\nPHƯỜNG MẪU"
    table.cell(0, 1).text = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"
    table.cell(1, 0).text = "Số: 05/KH-UBND"
    table.cell(1, 1).text = "Mẫu, ngày 15 tháng 01 năm 2026"
    for row in table.rows:
        for cell in row.cells:
            for paragraph in cell.paragraphs:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _signature(document: WordDocument) -> None:
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text = (
        "Nơi nhận:\n- Sở Nội vụ;\n- Thường trực Đảng ủy, HĐND phường;\n"
        "- Các đơn vị thuộc UBND phường;\n- Lưu: VT."
    )
    table.cell(0, 1).text = "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH"


def _appendix(document: WordDocument) -> None:
    section = document.add_section(WD_SECTION.NEW_PAGE)
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width
    _centred(document, "PHỤ LỤC", bold=True)
    _centred(document, "DANH MỤC NHIỆM VỤ CẢI CÁCH HÀNH CHÍNH NĂM 2026", bold=True)
    _centred(document, "(Kèm theo Kế hoạch số 05/KH-UBND ngày 15/01/2026 của UBND phường Mẫu)")
    table = document.add_table(rows=1, cols=len(_HEADINGS), style="Table Grid")
    for cell, heading in zip(table.rows[0].cells, _HEADINGS, strict=True):
        _write(cell, heading, bold=True)
    properties = table.rows[0]._tr.get_or_add_trPr()
    properties.append(properties.makeelement(qn("w:tblHeader"), {}))
    for code, (title, tasks) in zip(_ROMANS, AREAS, strict=True):
        _area(table, code, title)
        _tasks(table, tasks)
    for column, width in zip(table.columns, _WIDTHS, strict=True):
        column.width = Cm(width)


def _area(table: Table, code: str, title: str) -> None:
    cells = table.add_row().cells
    _write(cells[0], code, bold=True)
    _write(cells[1].merge(cells[-1]), title, bold=True)


def _tasks(table: Table, tasks: tuple[DemoTask, ...]) -> None:
    objective: _Cell | None = None
    for number, task in enumerate(tasks, 1):
        cells = table.add_row().cells
        _write(cells[0], str(number))
        if task.objective:
            objective = cells[1]
            _write(objective, task.objective)
        elif objective is not None:
            objective = objective.merge(cells[1])
        _write(cells[2], task.title)
        _write(cells[3], "; ".join(task.product))
        _write(cells[4], ", ".join(task.lead))
        _write(cells[5], "; ".join(task.supporting))
        _write(cells[6], task.deadline)


def _write(cell: _Cell, text: str, *, bold: bool = False) -> None:
    cell.paragraphs[0].text = ""
    run = cell.paragraphs[0].add_run(text)
    run.bold, run.font.size = bold, Pt(11)


def _centred(document: WordDocument, text: str, *, bold: bool = False) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.add_run(text).bold = bold


if __name__ == "__main__":
    build().save(str(PLAN_FILE))
