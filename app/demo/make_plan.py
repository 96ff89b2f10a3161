"""Writes the plan of the demo commune as a Word file, laid out as offices lay theirs out.

Run as ``python -m app.demo.make_plan`` after changing the table below; the file it writes
is kept in the repository and is what the demo reads, as any other plan.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import Table, _Cell

PLAN_FILE = Path(__file__).with_name("ke-hoach-cchc-2026.docx")

OFFICE = "Văn phòng HĐND và UBND"
CULTURE = "Phòng Văn hóa - Xã hội"
ECONOMY = "Phòng Kinh tế, Hạ tầng và Đô thị"
SERVICE = "Trung tâm Phục vụ hành chính công"
HEALTH = "Trạm Y tế"
POLICE = "Công an phường"
FRONT = "Ủy ban MTTQ"
DEPARTMENTS = "Các phòng chuyên môn"
AGENCIES = "Các cơ quan, đơn vị có liên quan"


@dataclass(frozen=True, slots=True)
class DemoTask:
    """A row of the appendix; an objective of None continues the one above it."""

    objective: str | None
    title: str
    product: tuple[str, ...]
    lead: tuple[str, ...]
    supporting: tuple[str, ...]
    deadline: str


AREAS: tuple[tuple[str, tuple[DemoTask, ...]], ...] = (
    (
        "CÔNG TÁC CHỈ ĐẠO, ĐIỀU HÀNH",
        (
            DemoTask(
                "Hoàn thành 100% nhiệm vụ của Kế hoạch, kết quả được kiểm chứng bằng sản phẩm"
                " cụ thể",
                "Ban hành Kế hoạch cải cách hành chính năm 2026 của phường",
                ("Kế hoạch",),
                (CULTURE,),
                (DEPARTMENTS, SERVICE),
                "Trước ngày 20/01/2026",
            ),
            DemoTask(
                None,
                "Kiểm tra công tác cải cách hành chính tại các đơn vị thuộc phường",
                ("Kế hoạch kiểm tra", "Biên bản kiểm tra", "Báo cáo kết quả kiểm tra"),
                (CULTURE,),
                (OFFICE, SERVICE),
                "Ban hành kế hoạch trong tháng 02, kiểm tra chậm nhất tháng 6, báo cáo tháng 8",
            ),
            DemoTask(
                None,
                "Thực hiện chế độ báo cáo cải cách hành chính định kỳ",
                ("Báo cáo",),
                (CULTURE,),
                (DEPARTMENTS,),
                "Định kỳ hằng quý, 6 tháng, 1 năm",
            ),
            DemoTask(
                "Nâng cao nhận thức của cán bộ, công chức và Nhân dân về cải cách hành chính",
                "Thông tin, tuyên truyền về cải cách hành chính trên địa bàn phường",
                ("Tin, bài trên Trang thông tin điện tử", "Tài liệu phát tại tổ dân phố"),
                (CULTURE,),
                (FRONT, AGENCIES),
                "Thường xuyên",
            ),
            DemoTask(
                None,
                "Tự đánh giá, chấm điểm Chỉ số cải cách hành chính năm 2025 của phường",
                ("Báo cáo tự đánh giá", "Hồ sơ kiểm chứng"),
                (CULTURE, SERVICE),
                (DEPARTMENTS,),
                "Theo kế hoạch của Sở Nội vụ",
            ),
            DemoTask(
                None,
                "Tổ chức đối thoại giữa lãnh đạo UBND phường với người dân, doanh nghiệp",
                ("Thông báo kết luận đối thoại",),
                (OFFICE,),
                (FRONT, POLICE),
                "Quý II và Quý IV/2026",
            ),
        ),
    ),
    (
        "CẢI CÁCH THỂ CHẾ",
        (
            DemoTask(
                "100% văn bản do HĐND, UBND phường ban hành đúng thẩm quyền và được rà soát"
                " kịp thời",
                "Ban hành Kế hoạch kiểm tra, rà soát văn bản quy phạm pháp luật năm 2026",
                ("Kế hoạch",),
                (OFFICE,),
                (DEPARTMENTS,),
                "Tháng 02/2026",
            ),
            DemoTask(
                None,
                "Rà soát, hệ thống hóa văn bản do HĐND, UBND phường ban hành",
                ("Báo cáo kết quả rà soát", "Danh mục văn bản còn hiệu lực, hết hiệu lực"),
                (OFFICE,),
                (DEPARTMENTS,),
                "Chậm nhất ngày 30/6/2026",
            ),
            DemoTask(
                "Pháp luật được thi hành nghiêm minh, người dân nắm được quy định mới",
                "Theo dõi tình hình thi hành pháp luật trên địa bàn phường",
                ("Kế hoạch", "Báo cáo kết quả theo dõi"),
                (OFFICE,),
                (POLICE, DEPARTMENTS),
                "Từ tháng 3 đến tháng 11/2026",
            ),
            DemoTask(
                None,
                "Phổ biến, giáo dục pháp luật cho cán bộ, công chức và Nhân dân",
                ("Hội nghị, tài liệu tuyên truyền",),
                (OFFICE,),
                (FRONT, POLICE),
                "Trong năm, thường xuyên",
            ),
        ),
    ),
    (
        "CẢI CÁCH THỦ TỤC HÀNH CHÍNH",
        (
            DemoTask(
                "Tỷ lệ hồ sơ giải quyết đúng hạn và trước hạn đạt từ 98% trở lên",
                "Ban hành Kế hoạch kiểm soát thủ tục hành chính năm 2026",
                ("Kế hoạch",),
                (SERVICE,),
                (OFFICE,),
                "31/01/2026",
            ),
            DemoTask(
                None,
                "Niêm yết, công khai thủ tục hành chính mới ban hành, sửa đổi, bãi bỏ",
                ("Danh mục thủ tục hành chính được công khai",),
                (SERVICE,),
                (DEPARTMENTS,),
                "Khi có quyết định công bố của UBND tỉnh",
            ),
            DemoTask(
                None,
                "Rà soát, đề xuất đơn giản hóa thủ tục hành chính nội bộ",
                ("Báo cáo rà soát", "Phương án đơn giản hóa"),
                (SERVICE,),
                (OFFICE, DEPARTMENTS),
                "Quý II–III/2026",
            ),
            DemoTask(
                "100% hồ sơ tiếp nhận được số hóa theo quy định",
                "Số hóa hồ sơ, kết quả giải quyết thủ tục hành chính",
                ("Báo cáo tỷ lệ số hóa",),
                (SERVICE,),
                (CULTURE, ECONOMY),
                "Hằng tháng",
            ),
            DemoTask(
                "Mức độ hài lòng của người dân, tổ chức đạt từ 95% trở lên",
                "Công khai kết quả đánh giá chất lượng phục vụ người dân, doanh nghiệp",
                ("Văn bản công khai kết quả đánh giá",),
                (SERVICE,),
                (CULTURE,),
                "Trước ngày 15 hằng tháng",
            ),
            DemoTask(
                None,
                "Khảo sát mức độ hài lòng của người dân về sự phục vụ tại phường",
                ("Phiếu khảo sát", "Báo cáo kết quả khảo sát"),
                (SERVICE, HEALTH),
                (CULTURE, FRONT),
                "Quý III/2026",
            ),
        ),
    ),
    (
        "CẢI CÁCH TỔ CHỨC BỘ MÁY",
        (
            DemoTask(
                "Bộ máy tinh gọn, mỗi việc chỉ do một đơn vị chủ trì",
                "Rà soát chức năng, nhiệm vụ của các đơn vị thuộc UBND phường",
                ("Tờ trình", "Quyết định"),
                (CULTURE,),
                (DEPARTMENTS,),
                "Quý I/2026",
            ),
            DemoTask(
                None,
                "Thực hiện phân cấp, ủy quyền giải quyết công việc",
                ("Quyết định",),
                (OFFICE,),
                (CULTURE, ECONOMY),
                "Khi có hướng dẫn của cấp trên",
            ),
            DemoTask(
                None,
                "Đánh giá việc thực hiện Quy chế làm việc của UBND phường",
                ("Báo cáo",),
                (OFFICE,),
                (DEPARTMENTS,),
                "15/12/2026",
            ),
        ),
    ),
    (
        "CẢI CÁCH CHẾ ĐỘ CÔNG VỤ",
        (
            DemoTask(
                "Đội ngũ cán bộ, công chức đáp ứng yêu cầu vị trí việc làm",
                "Cử cán bộ, công chức tham gia đào tạo, bồi dưỡng",
                ("Kế hoạch", "Báo cáo kết quả"),
                (CULTURE,),
                (DEPARTMENTS,),
                "Tháng 3/2026; tháng 12/2026",
            ),
            DemoTask(
                None,
                "Kiểm tra việc chấp hành kỷ luật, kỷ cương hành chính",
                ("Biên bản kiểm tra", "Thông báo kết quả"),
                (CULTURE,),
                (OFFICE,),
                "Hằng quý",
            ),
            DemoTask(
                None,
                "Đánh giá, xếp loại chất lượng cán bộ, công chức, viên chức",
                ("Quyết định",),
                (CULTURE,),
                (DEPARTMENTS,),
                "Tháng 12/2026",
            ),
            DemoTask(
                None,
                "Cập nhật cơ sở dữ liệu cán bộ, công chức, viên chức",
                ("Dữ liệu được cập nhật đúng, đủ",),
                (DEPARTMENTS,),
                (CULTURE,),
                "Thường xuyên",
            ),
        ),
    ),
    (
        "CẢI CÁCH TÀI CHÍNH CÔNG",
        (
            DemoTask(
                "Ngân sách và tài sản công được quản lý công khai, tiết kiệm",
                "Công khai dự toán, tình hình thực hiện dự toán ngân sách phường",
                ("Quyết định công khai",),
                (ECONOMY,),
                (OFFICE,),
                "Hằng quý",
            ),
            DemoTask(
                None,
                "Sửa đổi, bổ sung Quy chế chi tiêu nội bộ",
                ("Quy chế",),
                (ECONOMY,),
                (DEPARTMENTS, SERVICE),
                "Quý II/2026",
            ),
            DemoTask(
                None,
                "Kiểm kê, rà soát việc sử dụng tài sản công",
                ("Báo cáo kiểm kê",),
                (ECONOMY,),
                (DEPARTMENTS, HEALTH),
                "",
            ),
        ),
    ),
    (
        "XÂY DỰNG VÀ PHÁT TRIỂN CHÍNH QUYỀN ĐIỆN TỬ, CHÍNH QUYỀN SỐ",
        (
            DemoTask(
                "100% văn bản đi được ký số; người dân được hướng dẫn dùng dịch vụ số",
                "Ban hành Kế hoạch chuyển đổi số năm 2026",
                ("Kế hoạch",),
                (CULTURE,),
                (DEPARTMENTS,),
                "Trước ngày 28/02/2026",
            ),
            DemoTask(
                None,
                "Ký số văn bản, gửi nhận văn bản điện tử",
                ("Báo cáo tỷ lệ văn bản ký số",),
                (OFFICE,),
                (AGENCIES,),
                "Hằng tháng",
            ),
            DemoTask(
                None,
                "Tổ công nghệ số cộng đồng hướng dẫn người dân dùng dịch vụ công trực tuyến",
                ("Báo cáo kết quả hoạt động",),
                (CULTURE,),
                (FRONT, POLICE, "các tổ dân phố"),
                "Quý III/2026; Quý IV/2026",
            ),
            DemoTask(
                None,
                "Tự kiểm tra an toàn thông tin tại trụ sở UBND phường",
                ("Biên bản kiểm tra",),
                (OFFICE,),
                (POLICE,),
                "Từ ngày 05/02/2026 đến ngày 28/02/2026",
            ),
        ),
    ),
)

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
