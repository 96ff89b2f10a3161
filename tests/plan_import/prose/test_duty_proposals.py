"""Duties that stand in the text but not in the table."""

import pytest

from app.plan_import import Proposal, ProposalKind
from tests.plan_import.prose.prose_plans import TABLE, below, plan, proposals


def duties(*lines: str) -> list[Proposal]:
    return proposals(below("TỔ CHỨC THỰC HIỆN", *lines), ProposalKind.duty)


@pytest.mark.parametrize(
    ("lines", "title", "units", "printed"),
    [
        (
            ("1. Công an xã", "a) Cấp căn cước cho công dân."),
            "Cấp căn cước cho công dân",
            ("Công an xã",),
            "",
        ),
        (
            ("2.1. Phòng Kinh tế:", "- Công khai dự toán trước ngày 15/02/2026;"),
            "Công khai dự toán trước ngày 15/02/2026",
            ("Phòng Kinh tế",),
            "trước ngày 15/02/2026",
        ),
        (
            ("3. Đề nghị Ủy ban Mặt trận Tổ quốc xã.", "Giám sát việc thực hiện Kế hoạch."),
            "Giám sát việc thực hiện Kế hoạch",
            ("Ủy ban Mặt trận Tổ quốc xã",),
            "",
        ),
        (
            ("1. Các phòng chuyên môn", "- Phòng Kinh tế lập dự toán kinh phí hằng năm."),
            "Phòng Kinh tế lập dự toán kinh phí hằng năm",
            ("Phòng Kinh tế",),
            "",
        ),
        (
            ("1. Các đơn vị thuộc UBND xã:", "+ Gửi số liệu chậm nhất ngày 20 hàng tháng."),
            "Gửi số liệu chậm nhất ngày 20 hàng tháng",
            ("Các đơn vị thuộc UBND xã",),
            "chậm nhất ngày 20 hàng tháng",
        ),
        (
            ("1. Đài truyền thanh xã có trách nhiệm:", "- Phát tin, bài về cải cách."),
            "Phát tin, bài về cải cách",
            ("Đài truyền thanh xã",),
            "",
        ),
        (
            ("1. Đồng chí Lê Văn An - Phó Chủ tịch UBND xã trực tiếp chỉ đạo việc thực hiện.",),
            "Đồng chí Lê Văn An - Phó Chủ tịch UBND xã trực tiếp chỉ đạo việc thực hiện",
            ("Phó Chủ tịch UBND xã",),
            "",
        ),
        (
            ("Công an xã", "Quản lý cư trú trên địa bàn xã"),
            "Quản lý cư trú trên địa bàn xã",
            ("Công an xã",),
            "",
        ),
        (
            ("- Giao Trạm Y tế khảo sát mức độ hài lòng trong quý III/2026.",),
            "Giao Trạm Y tế khảo sát mức độ hài lòng trong quý III/2026",
            ("Trạm Y tế",),
            "trong quý III/2026",
        ),
    ],
)
def test_a_duty_of_a_unit_is_proposed_with_its_time(
    lines: tuple[str, ...], title: str, units: tuple[str, ...], printed: str
) -> None:
    (duty,) = duties(*lines)
    assert (duty.title, duty.units, duty.deadline_text) == (title, units, printed)
    assert duty.quote == lines[-1].lstrip("-+a)1. ")


@pytest.mark.parametrize(
    "lines",
    [
        ("1. Trách nhiệm chung", "- Gắn kết quả thực hiện với đánh giá, xếp loại."),
        ("1. Công an xã", "Là cơ quan thường trực Đề án 06 của xã."),
        ("1. Công an xã", "Cơ quan phối hợp: Các phòng chuyên môn."),
        ("1. Công an xã", "- Chủ trì thực hiện nội dung cải cách thể chế."),
        ("1. Báo cáo CCHC định kỳ", "Phòng Kinh tế gửi số liệu trước ngày 10/12."),
        ("1. Kinh phí thực hiện", "- Lấy từ ngân sách của xã."),
        ("1. Cải cách thể chế", "- Rà soát văn bản của xã."),
    ],
)
def test_what_is_no_duty_of_a_unit_is_not_proposed(lines: tuple[str, ...]) -> None:
    assert duties(*lines) == []


@pytest.mark.parametrize(
    ("duty", "proposed"),
    [
        ("Ban hành Kế hoạch kiểm tra văn bản.", False),
        ("Ban hành kế hoạch kiểm tra các văn bản.", False),
        ("Tuyên truyền Luật Căn cước trên loa truyền thanh.", True),
    ],
)
def test_a_duty_like_a_row_of_the_table_is_not_proposed(duty: str, proposed: bool) -> None:
    reading = plan("II. TỔ CHỨC THỰC HIỆN", "1. Công an xã", f"- {duty}", *TABLE)
    assert bool(proposals(reading, ProposalKind.duty)) is proposed
