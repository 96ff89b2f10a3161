"""The seven areas of the reform, and tasks that are not a commune's to do."""

import pytest

from app.plan_import import PlanReading, ProblemCode, Severity, read_plan
from tests.plan_import.small_plans import TASK, area, tabbed

SEVEN = (
    "CÔNG TÁC CHỈ ĐẠO, ĐIỀU HÀNH",
    "CẢI CÁCH THỂ CHẾ",
    "CẢI CÁCH THỦ TỤC HÀNH CHÍNH",
    "CẢI CÁCH TỔ CHỨC BỘ MÁY",
    "CẢI CÁCH CHẾ ĐỘ CÔNG VỤ, CÔNG CHỨC",
    "CẢI CÁCH TÀI CHÍNH CÔNG",
    "XÂY DỰNG, PHÁT TRIỂN CHÍNH QUYỀN ĐIỆN TỬ, CHÍNH QUYỀN SỐ",
)
NUMBERS = ("I", "II", "III", "IV", "V", "VI", "VII")


def plan_of(*titles: str) -> PlanReading:
    rows = []
    for number, title in zip(NUMBERS, titles, strict=False):
        rows += [area(number, title), (*TASK[:1], f"Việc của {title.lower()}", *TASK[2:])]
    return read_plan(tabbed(*rows), "a.txt")


def missing(reading: PlanReading) -> list[str]:
    return [
        problem.values["area"]
        for problem in reading.problems
        if problem.code is ProblemCode.area_without_task
    ]


def test_a_plan_of_all_seven_areas_misses_none() -> None:
    assert missing(plan_of(*SEVEN)) == []


@pytest.mark.parametrize("left_out", range(7))
def test_an_area_the_plan_says_nothing_of_is_named(left_out: int) -> None:
    reading = plan_of(*SEVEN[:left_out], *SEVEN[left_out + 1 :])
    (named,) = missing(reading)
    assert named.split(",")[0].upper()[-9:] in SEVEN[left_out].replace(", ", " ")
    assert {p.severity for p in reading.problems} == {Severity.info}


@pytest.mark.parametrize("titles", [(), SEVEN[2:3], SEVEN[2:5]])
def test_a_plan_for_some_areas_only_misses_none(titles: tuple[str, ...]) -> None:
    reading = plan_of(*titles) if titles else read_plan(tabbed(TASK), "a.txt")
    assert missing(reading) == []


def test_an_area_in_other_words_is_known() -> None:
    others = ("CÔNG TÁC CCHC CHUNG, CHỈ ĐẠO", *SEVEN[1:6], "CHUYỂN ĐỔI SỐ")
    assert missing(plan_of(*others)) == []


def texts_of(title: str, lead: str) -> list[str]:
    number, _, product, _, supporting, deadline = TASK
    reading = read_plan(tabbed((number, title, product, lead, supporting, deadline)), "a.txt")
    return [
        problem.values["text"]
        for problem in reading.tasks[0].problems
        if problem.code is ProblemCode.province_only and problem.severity is Severity.look
    ]


@pytest.mark.parametrize(
    ("title", "lead"),
    [
        ("Trình HĐND tỉnh ban hành Nghị quyết về phí, lệ phí", "Văn phòng"),
        ("Trình Hội đồng nhân dân thành phố thông qua Đề án", "Phòng Kinh tế"),
        ("Sở Nội vụ ban hành hướng dẫn chấm điểm", "Phòng Văn hóa - Xã hội"),
        ("UBND tỉnh công bố chỉ số cải cách hành chính", "Văn phòng"),
        ("Ban hành Quyết định công bố danh mục thủ tục của Chủ tịch UBND tỉnh", "Văn phòng"),
        ("Công bố chỉ số hài lòng", "Sở Nội vụ"),
        ("Rà soát thủ tục", "UBND tỉnh"),
        ("Nâng cấp hệ thống thông tin", "Sở Khoa học và Công nghệ; Văn phòng"),
        ("Sửa đổi quy định phân cấp", "Bộ Nội vụ"),
    ],
)
def test_work_of_the_province_asks_for_a_look(title: str, lead: str) -> None:
    (text,) = texts_of(title, lead)
    assert text in (title, lead, lead.split(";")[0]) or text in title


@pytest.mark.parametrize(
    ("title", "lead"),
    [
        ("Báo cáo UBND tỉnh kết quả cải cách hành chính", "Phòng Văn hóa - Xã hội"),
        ("Gửi báo cáo về Sở Nội vụ trước ngày 15 hằng tháng", "Văn phòng"),
        ("Trình UBND tỉnh phê duyệt vị trí việc làm của xã", "Phòng Văn hóa - Xã hội"),
        ("Trình HĐND xã ban hành Nghị quyết về ngân sách", "Phòng Kinh tế"),
        ("Thực hiện Nghị quyết của HĐND tỉnh về phí, lệ phí", "Phòng Kinh tế"),
        ("Triển khai sau khi ban hành Quyết định của UBND tỉnh về phân cấp", "Văn phòng"),
        ("Góp ý dự thảo trình HĐND tỉnh", "Văn phòng"),
        ("Rà soát quyết định của UBND tỉnh còn hiệu lực", "Văn phòng"),
        ("Phối hợp Sở Nội vụ tổ chức tập huấn", "Phòng Văn hóa - Xã hội"),
        ("Cơ sở dữ liệu dân cư được làm sạch", "Công an phường"),
        ("Số hóa hồ sơ, tổ chức lưu trữ", "Trung tâm Phục vụ hành chính công"),
        ("Tiếp nhận hồ sơ", "Bộ phận Một cửa"),
        ("Tổ chức huấn luyện", "Bộ chỉ huy quân sự xã"),
    ],
)
def test_work_for_or_after_the_province_is_the_commune_s_own(title: str, lead: str) -> None:
    assert texts_of(title, lead) == []
