"""A lead in the table that is not the unit named for the area in the prose."""

import pytest

from app.plan_import import ProblemCode, Severity
from tests.plan_import.prose.prose_plans import plan

HEADINGS = "STT\tNhiệm vụ\tSản phẩm\tChủ trì\tPhối hợp\tThời gian"
AREA = "I\tCẢI CÁCH THỂ CHẾ\t\t\t\t"


@pytest.mark.parametrize(
    ("lead", "flagged"),
    [
        ("Phòng Kinh tế", True),
        ("Công an xã; Phòng Kinh tế", True),
        ("Văn phòng HĐND và UBND", False),
        ("VP. HĐND- UBND", False),
        ("Văn phòng Hội đồng nhân dân và Ủy ban nhân dân xã; Phòng Kinh tế", False),
        ("Các phòng chuyên môn", False),
        ("", False),
    ],
)
def test_a_lead_other_than_the_one_named_asks_for_a_look(lead: str, flagged: bool) -> None:
    (task,) = plan(
        "II. TỔ CHỨC THỰC HIỆN",
        "1. Văn phòng HĐND và UBND",
        "- Chủ trì tham mưu nội dung cải cách thể chế.",
        HEADINGS,
        AREA,
        f"1\tRà soát văn bản của xã\tBáo cáo\t{lead}\t\tTháng 3/2026",
    ).tasks
    marks = [one for one in task.problems if one.code is ProblemCode.lead_differs_from_prose]
    assert bool(marks) is flagged
    if flagged:
        assert marks[0].severity is Severity.look
        assert marks[0].values == {
            "lead": lead,
            "named": "Văn phòng HĐND và UBND",
            "area": "CẢI CÁCH THỂ CHẾ",
        }


def test_an_area_that_the_prose_gives_to_nobody_raises_nothing() -> None:
    (task,) = plan(
        HEADINGS, AREA, "1\tRà soát văn bản của xã\tBáo cáo\tCông an xã\t\tTháng 3/2026"
    ).tasks
    assert all(one.code is not ProblemCode.lead_differs_from_prose for one in task.problems)
