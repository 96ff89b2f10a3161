"""Printed lines become paragraphs, wherever a page or a line was broken."""

import io

import pytest
from docx import Document as WordDocument

from app.plan_import import ProposalKind, read_plan
from app.plan_import.prose.lines import PrintedLine, prose_lines
from app.plan_import.prose.outline import outline_of
from app.plan_import.prose.passages import paragraphs_of
from app.plan_import.source import Source
from app.plan_import.tables import Cell, Document, Line, Row, Table
from tests.plan_import.prose.prose_plans import HEAD, plan, proposals


def texts(*lines: str) -> list[str]:
    """Return the paragraphs of these printed lines."""
    printed = [PrintedLine(line.strip(), Source(), line[:1] == " ") for line in lines]
    return [paragraph.text for paragraph in paragraphs_of(printed)]


@pytest.mark.parametrize(
    ("lines", "paragraphs"),
    [
        (
            ("- Nâng cao chất lượng phục vụ người dân,", "doanh nghiệp tại xã."),
            ["Nâng cao chất lượng phục vụ người dân, doanh nghiệp tại xã."],
        ),
        (
            (
                "a) Theo chủ trương “Tinh - Gọn - Mạnh - Hiệu năng",
                "- Hiệu lực - Hiệu quả”.",
                "của xã",
            ),
            ["Theo chủ trương “Tinh - Gọn - Mạnh - Hiệu năng - Hiệu lực - Hiệu quả”. của xã"],
        ),
        (
            ("7. Xây dựng chính quyền điện tử, chính quyền số", "a) Họp không giấy tờ", "của xã."),
            ["Xây dựng chính quyền điện tử, chính quyền số", "Họp không giấy tờ của xã."],
        ),
        (
            ("Thực hiện theo quy định tại khoản", "2. điều 5 của Luật", "hiện hành."),
            ["Thực hiện theo quy định tại khoản 2. điều 5 của Luật hiện hành."],
        ),
        (
            (
                "- Kiểm soát thủ tục thuộc các",
                "¹ Nghị định số 118/2025/NĐ-CP.",
                "lĩnh vực đất đai.",
            ),
            ["Kiểm soát thủ tục thuộc các lĩnh vực đất đai."],
        ),
        (
            ("Kế hoạch này được gửi để thực hiện./.", "Nơi nhận:", "- Lưu: VT."),
            ["Kế hoạch này được gửi để thực hiện./.", "Nơi nhận:", "Lưu: VT."],
        ),
    ],
)
def test_broken_lines_are_joined_and_paragraphs_kept_apart(
    lines: tuple[str, ...], paragraphs: list[str]
) -> None:
    assert texts(*lines) == paragraphs


@pytest.mark.parametrize(
    ("line", "rank", "text"),
    [
        ("I. MỤC TIÊU", "roman", "MỤC TIÊU"),
        ("II/ NHIỆM VỤ", "roman", "NHIỆM VỤ"),
        ("IV CẢI CÁCH THỂ CHẾ", "roman", "CẢI CÁCH THỂ CHẾ"),
        ("1.Yêu cầu", "number", "Yêu cầu"),
        ("2) Mục đích", "number", "Mục đích"),
        ("2.4 Cải cách", "number_2", "Cải cách"),
        ("2.1.3. Rà soát", "number_3", "Rà soát"),
        ("5. 100% hồ sơ", "number", "100% hồ sơ"),
        ("đ) Tổng hợp", "letter", "Tổng hợp"),
        ("– Tổng hợp", "dash", "Tổng hợp"),
        ("+Tổng hợp", "plus", "Tổng hợp"),
        ("\uf0b7 Tổng hợp", "dot", "Tổng hợp"),
        ("Phần thứ nhất. MỤC TIÊU", "part", "MỤC TIÊU"),
        ("Đơn vị chủ trì: Công an xã", "label", "Đơn vị chủ trì: Công an xã"),
        ("15.7.2021 là ngày ban hành", "body", "15.7.2021 là ngày ban hành"),
        ("1.000.000 đồng", "body", "1.000.000 đồng"),
        ("12/2025 hoàn thành", "body", "12/2025 hoàn thành"),
        ("Chủ trì, phối hợp với các phòng: lập hồ sơ", "body", None),
    ],
)
def test_what_opens_a_paragraph_tells_how_deep_it_stands(
    line: str, rank: str, text: str | None
) -> None:
    (paragraph,) = paragraphs_of([PrintedLine(line, Source())])
    assert paragraph.rank.name == rank
    assert paragraph.text == (text or line)


def test_page_numbers_and_running_heads_are_left_out() -> None:
    pages = []
    for number in range(1, 5):
        pages += [
            Line(f"Kế hoạch cải cách hành chính năm 2026 – trang {number}", number),
            Line(f"{number}. Nội dung của trang này được nói đến ở đây,", number),
            Line("và còn nữa.", number),
            Line(f"- {number} -", number),
        ]
    found = [line.text for line in prose_lines(Document(tuple(pages)))]
    assert found[:2] == ["1. Nội dung của trang này được nói đến ở đây,", "và còn nữa."]
    assert len(found) == 8


def test_a_line_that_returns_inside_the_pages_stays() -> None:
    lines = [
        Line(text, page)
        for page in (1, 2, 3)
        for text in (f"{page}. Việc thứ {page}", "Phòng Kinh tế", f"Sản phẩm {page}.")
    ]
    assert sum(line.text == "Phòng Kinh tế" for line in prose_lines(Document(tuple(lines)))) == 3


def test_rows_of_a_table_are_no_prose_but_a_row_of_one_cell_above_it_is() -> None:
    table = Table(
        (
            Row((Cell("PHỤ LỤC"), Cell(""), Cell("")), row=1),
            Row(tuple(map(Cell, ("STT", "Nhiệm vụ", "Chủ trì", "Sản phẩm", "Thời gian"))), row=2),
            Row(
                tuple(map(Cell, ("1", "Rà soát 100% văn bản", "Công an", "Báo cáo", "Quý I"))),
                row=3,
            ),
        )
    )
    more = Table((Row(tuple(map(Cell, ("2", "Việc", "Xã", "Sổ", "Quý II"))), row=1),))
    found = prose_lines(Document((Line("Lời nói đầu"), table, more)))
    assert [line.text for line in found] == ["Lời nói đầu", "PHỤ LỤC"]


def test_what_follows_the_recipients_is_left_out_up_to_the_next_title() -> None:
    lines = ("Nơi nhận:", "- Công an xã:", "- Lưu: VT.", "PHỤ LỤC", "1. Công an xã:", "- Trực ban.")
    paragraphs = paragraphs_of([PrintedLine(line, Source()) for line in lines])
    outline = outline_of(paragraphs)
    assert [item.text for item in outline.items] == ["PHỤ LỤC", "Công an xã:", "Trực ban."]


def test_a_duty_says_on_which_line_and_page_it_stands() -> None:
    task = plan("1. Công an xã:", "- Trực tiếp công dân.\f", "- Quản lý cư trú.").tasks[1]
    assert (task.source.page, task.source.line) == (2, 9)


def test_a_word_file_is_read_paragraph_by_paragraph() -> None:
    document = WordDocument()
    for text in (
        *HEAD,
        "II. TỔ CHỨC THỰC HIỆN",
        "1. Phòng Kinh tế",
        "- Công khai dự toán trước ngày 15/02/2026",
        "- Chủ trì thực hiện nội dung cải cách tài chính công",
        "Lập báo cáo cải cách hành chính hằng năm",
    ):
        document.add_paragraph(text)
    buffer = io.BytesIO()
    document.save(buffer)
    reading = read_plan(buffer.getvalue(), "ke-hoach.docx")
    assert [task.title for task in reading.tasks] == [
        "Công khai dự toán trước ngày 15/02/2026",
        "Chủ trì thực hiện nội dung cải cách tài chính công",
        "Lập báo cáo cải cách hành chính hằng năm",
    ]
    assert {one.kind for one in reading.proposals} == {
        ProposalKind.area_lead,
        ProposalKind.reporting_window,
    }
    assert proposals(reading, ProposalKind.area_lead)[0].units == ("Phòng Kinh tế",)
