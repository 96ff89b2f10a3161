"""Whether the appendix with the tasks is in the file."""

import pytest

from app.plan_import import ProblemCode
from tests.plan_import.prose.prose_plans import TABLE, plan

BLOCK = ("1. Rà soát văn bản", "- Chủ trì: Công an xã", "- Thời gian: Quý I/2026")


@pytest.mark.parametrize(
    "sentence",
    [
        "(Có danh mục nhiệm vụ cụ thể tại Phụ lục kèm theo Kế hoạch này)",
        "(Danh mục nhiệm vụ cụ thể tại Phụ lục kèm theo Kế hoạch này).",
        "(Chi tiết theo Phụ lục đính kèm)",
        "(Có Phụ lục chi tiết kèm theo)",
        "Nhiệm vụ cụ thể của các đơn vị theo Phụ lục ban hành kèm theo Kế hoạch này.",
        "(Kèm theo Bảng phân công nhiệm vụ)",
        "Các nhiệm vụ cụ thể được nêu tại Phụ lục I.",
    ],
)
def test_a_plan_that_names_its_appendix_asks_for_it(sentence: str) -> None:
    codes = {problem.code for problem in plan("II. NHIỆM VỤ", sentence).problems}
    assert ProblemCode.appendix_not_in_file in codes
    assert ProblemCode.no_task_table not in codes


@pytest.mark.parametrize(
    "sentence",
    [
        "(Ban hành kèm theo Quyết định số 02/QĐ-UBND ngày 08 tháng 01 năm 2026)",
        "Thực hiện theo Phụ lục kèm theo Thông tư số 01/2021/TT-BNV của Bộ Nội vụ.",
        "Báo cáo theo biểu mẫu kèm theo Công văn số 12/SNV ngày 05/01/2026.",
        "Gửi hồ sơ kèm theo tờ trình về Văn phòng.",
        "Niêm yết danh mục thủ tục hành chính tại trụ sở.",
    ],
)
def test_the_papers_of_others_are_not_its_appendix(sentence: str) -> None:
    codes = {problem.code for problem in plan("II. NHIỆM VỤ", sentence).problems}
    assert ProblemCode.no_task_table in codes
    assert ProblemCode.appendix_not_in_file not in codes


@pytest.mark.parametrize("appendix", [TABLE, BLOCK])
def test_an_appendix_in_the_file_is_not_asked_for(appendix: tuple[str, ...]) -> None:
    reading = plan(
        "II. NHIỆM VỤ",
        "(Có danh mục nhiệm vụ cụ thể tại Phụ lục kèm theo Kế hoạch này)",
        "Nơi nhận:",
        "- Lưu: VT.",
        "PHỤ LỤC",
        "(Kèm theo Kế hoạch số 21/KH-UBND ngày 12/01/2026)",
        *appendix,
    )
    assert len(reading.tasks) == 1
    assert all(one.code is not ProblemCode.appendix_not_in_file for one in reading.problems)
