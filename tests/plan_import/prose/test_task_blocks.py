"""Plans that print each task as a block of labelled fields."""

import pytest

from app.plan_import import ProblemCode, ProposalKind, Severity
from tests.plan_import.prose.prose_plans import APPENDIX, TABLE, plan, proposals

FIELDS = ("title", "lead", "supporting", "product", "deadline_text")
WANTED = (
    "Ban hành Kế hoạch kiểm tra",
    ("Văn phòng HĐND và UBND",),
    ("Phòng Kinh tế", "Công an xã"),
    "Kế hoạch của UBND xã",
    "Quý I/2026",
)


@pytest.mark.parametrize(
    "lines",
    [
        (
            "1. Ban hành Kế hoạch kiểm tra",
            "- Thời gian hoàn thành: Quý I/2026",
            "- Đơn vị chủ trì: Văn phòng HĐND và UBND",
            "- Đơn vị phối hợp: Phòng Kinh tế; Công an xã",
            "- Kết quả: Kế hoạch của UBND xã",
        ),
        (
            "1. Ban hành Kế hoạch kiểm tra - Thời gian hoàn thành: Quý I/2026. - Đơn vị chủ trì:"
            " Văn phòng HĐND và UBND. - Đơn vị phối hợp: Phòng Kinh tế; Công an xã."
            " - Kết quả: Kế hoạch của UBND xã.",
        ),
        (
            "a) Ban hành Kế hoạch kiểm tra",
            "Sản phẩm: Kế hoạch của UBND xã",
            "Cơ quan chủ trì: Văn phòng HĐND và UBND; cơ quan phối hợp: Phòng Kinh tế, Công an xã",
            "Thời hạn: Quý I/2026",
        ),
        (
            "* Ban hành Kế hoạch kiểm tra.",
            "+ Người thực hiện: Văn phòng HĐND và UBND.",
            "+ Phối hợp: Phòng Kinh tế, Công an xã.",
            "+ Thời gian thực hiện: Quý I/2026.",
            "+ Sản phẩm đầu ra: Kế hoạch của UBND xã.",
        ),
        (
            "Nhiệm vụ 1: Ban hành Kế hoạch kiểm tra",
            "• Chủ trì: Văn phòng HĐND và UBND",
            "• Phối hợp thực hiện: Phòng Kinh tế; Công an xã",
            "• Tiến độ: Quý I/2026",
            "• Kết quả, sản phẩm: Kế hoạch của UBND xã",
        ),
        (
            "1.2. Ban hành Kế hoạch",
            "kiểm tra",
            "- ĐƠN VỊ CHỦ TRÌ : Văn phòng HĐND",
            "và UBND",
            "- Cơ quan, đơn vị phối hợp:",
            "+ Phòng Kinh tế",
            "+ Công an xã",
            "- Thời gian: Quý",
            "I/2026",
            "- Kết quả: Kế hoạch của",
            "UBND xã",
        ),
        (
            "1. Ban hành Kế hoạch kiểm tra",
            "(Đơn vị chủ trì: Văn phòng HĐND và UBND; phối hợp: Phòng Kinh tế, Công an xã;"
            " thời gian: Quý I/2026; sản phẩm: Kế hoạch của UBND xã)",
        ),
        (
            "Ban hành Kế hoạch kiểm tra",
            "Thời gian: Quý I/2026",
            "Chủ trì: Văn phòng HĐND và UBND",
            "Phối hợp: Phòng Kinh tế; Công an xã",
            "Kết quả: Kế hoạch của UBND xã",
        ),
        (
            "- Nội dung: Ban hành Kế hoạch kiểm tra",
            "- Thời hạn hoàn thành: Quý I/2026",
            "- Bộ phận thực hiện: Văn phòng HĐND và UBND",
            "- Bộ phận phối hợp: Phòng Kinh tế; Công an xã",
            "- Kết quả đầu ra: Kế hoạch của UBND xã",
        ),
    ],
)
def test_a_block_in_any_wording_and_order_is_a_whole_task(lines: tuple[str, ...]) -> None:
    (task,) = plan("II. NHIỆM VỤ CỤ THỂ", *lines).tasks
    assert tuple(getattr(task, name) for name in FIELDS) == WANTED
    marks = {problem.code: problem.severity for problem in task.problems}
    assert marks == {ProblemCode.task_from_prose: Severity.info}


BLOCKS = (
    "II. NHIỆM VỤ",
    "1. Cải cách thể chế",
    "1.1. Ban hành Kế hoạch kiểm tra",
    "- Chủ trì: Văn phòng HĐND và UBND",
    "- Thời gian: Tháng 3/2026",
    "- Sản phẩm: Kế hoạch",
    "1.2. Rà soát văn bản",
    "- Chủ trì: Văn phòng HĐND và UBND",
    "- Thời gian: Tháng 10/2026",
    "- Sản phẩm: Báo cáo",
    "2. Cải cách tài chính công",
    "2.1. Công khai dự toán",
    "- Chủ trì: Phòng Kinh tế",
    "- Thời gian: Quý I/2026",
    "- Sản phẩm: Quyết định công khai",
)


def test_headings_above_the_blocks_are_the_areas() -> None:
    reading = plan(*BLOCKS)
    assert [(section.code, section.title) for section in reading.sections] == [
        ("1", "Cải cách thể chế"),
        ("2", "Cải cách tài chính công"),
    ]
    assert [(task.section, task.number) for task in reading.tasks] == [
        ("1", "1.1"),
        ("1", "1.2"),
        ("2", "2.1"),
    ]


def test_blocks_without_numbers_follow_each_other() -> None:
    reading = plan(*(line.lstrip("-0123456789. ") for line in BLOCKS[1:]))
    assert [section.title for section in reading.sections] == [
        "Cải cách thể chế",
        "Cải cách tài chính công",
    ]
    assert [(task.title, task.product) for task in reading.tasks] == [
        ("Ban hành Kế hoạch kiểm tra", "Kế hoạch"),
        ("Rà soát văn bản", "Báo cáo"),
        ("Công khai dự toán", "Quyết định công khai"),
    ]


def test_capital_letters_below_roman_numbers_are_areas_of_that_part_alone() -> None:
    reading = plan(
        "II. NHIỆM VỤ",
        "A. CẢI CÁCH THỂ CHẾ",
        *BLOCKS[2:6],
        "B. CẢI CÁCH TÀI CHÍNH CÔNG",
        *BLOCKS[11:],
        "III. TỔ CHỨC THỰC HIỆN",
        "1. Công an xã",
        "- Phấn đấu 90% cư dân có tài khoản định danh.",
    )
    assert [section.code for section in reading.sections] == ["A", "B"]
    assert [one.section for one in proposals(reading, ProposalKind.target)] == [None]


def test_more_words_about_a_title_are_its_duty() -> None:
    (task,) = plan("1. Kiểm tra công vụ", "- Nội dung: Kiểm tra đột xuất", *BLOCKS[3:6]).tasks
    assert (task.title, task.duty) == ("Kiểm tra công vụ", "Kiểm tra đột xuất")


def test_one_heading_over_all_blocks_parts_nothing() -> None:
    reading = plan("II. NHIỆM VỤ", *BLOCKS[2:6])
    assert reading.sections == ()
    assert [task.section for task in reading.tasks] == [None]


def test_a_block_below_a_unit_without_a_label_for_it_is_led_by_that_unit() -> None:
    (task,) = plan(
        "1. Phòng Kinh tế", "- Công khai dự toán. Thời gian: Quý I/2026; Sản phẩm: Quyết định."
    ).tasks
    assert (task.title, task.lead, task.product) == (
        "Công khai dự toán",
        ("Phòng Kinh tế",),
        "Quyết định",
    )


def test_beside_blocks_the_duties_of_units_are_proposed() -> None:
    reading = plan(*BLOCKS, "III. TỔ CHỨC THỰC HIỆN", "1. Công an xã", "- Quản lý cư trú tốt.")
    assert len(reading.tasks) == 3
    assert [one.title for one in proposals(reading, ProposalKind.duty)] == ["Quản lý cư trú tốt"]


@pytest.mark.parametrize("beside", [(APPENDIX,), TABLE])
def test_where_a_table_is_blocks_are_proposed(beside: tuple[str, ...]) -> None:
    reading = plan(*BLOCKS, *beside)
    assert all("Công khai" not in task.title for task in reading.tasks)
    duty = next(
        one for one in proposals(reading, ProposalKind.duty) if one.title == "Công khai dự toán"
    )
    assert (duty.units, duty.deadline_text) == (("Phòng Kinh tế",), "Quý I/2026")
    titles = [one.title for one in proposals(reading, ProposalKind.duty)]
    assert ("Ban hành Kế hoạch kiểm tra" in titles) is (beside == (APPENDIX,))


def test_a_lead_below_the_title_of_an_area_is_no_task() -> None:
    reading = plan(
        "1. Cải cách thể chế",
        "- Cơ quan chủ trì: Văn phòng HĐND và UBND",
        "- Cơ quan phối hợp: Các phòng",
        "2. Cải cách tài chính công",
        "- Cơ quan chủ trì: Phòng Kinh tế",
    )
    assert reading.tasks == ()
    leads = proposals(reading, ProposalKind.area_lead)
    assert [(one.title, one.units) for one in leads] == [
        ("Cải cách thể chế", ("Văn phòng HĐND và UBND",)),
        ("Cải cách tài chính công", ("Phòng Kinh tế",)),
    ]
