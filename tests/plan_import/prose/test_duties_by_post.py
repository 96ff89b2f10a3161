"""Plans without a table: duties by unit or post become tasks that ask for a look."""

import unicodedata

import pytest

from app.plan_import import MAX_TASKS, PlanRefused, ProblemCode, RefusedFile, Severity
from tests.plan_import.prose.prose_plans import APPENDIX, TABLE, plan
from workflows.deadlines import DeadlineKind


@pytest.mark.parametrize(
    ("lines", "leads", "titles"),
    [
        (
            ("1. Văn phòng UBND xã:", "- Tổng hợp báo cáo của các ngành;", "- Lưu trữ hồ sơ."),
            ["Văn phòng UBND xã"] * 2,
            ["Tổng hợp báo cáo của các ngành", "Lưu trữ hồ sơ"],
        ),
        (
            ("2. Tư pháp - Hộ tịch:", "a) Rà soát văn bản của xã;", "b) Đăng ký hộ tịch đúng hạn."),
            ["Tư pháp - Hộ tịch"] * 2,
            ["Rà soát văn bản của xã", "Đăng ký hộ tịch đúng hạn"],
        ),
        (
            ("III. Phòng Kinh tế", "1. Lập dự toán kinh phí năm 2027.", "2. Quyết toán đúng hạn."),
            ["Phòng Kinh tế"] * 2,
            ["Lập dự toán kinh phí năm 2027", "Quyết toán đúng hạn"],
        ),
        (
            (
                "* Công an xã:",
                "+ Cấp căn cước cho công dân.",
                "* Trạm Y tế:",
                "+ Tiêm chủng mở rộng.",
            ),
            ["Công an xã", "Trạm Y tế"],
            ["Cấp căn cước cho công dân", "Tiêm chủng mở rộng"],
        ),
        (
            (
                "1. Giao Phòng Văn hóa - Xã hội thực hiện các nhiệm vụ sau:",
                "• Tham mưu kế hoạch tuyên truyền;",
                "• Duy trì chuyên mục trên trang thông tin.",
            ),
            ["Phòng Văn hóa - Xã hội"] * 2,
            ["Tham mưu kế hoạch tuyên truyền", "Duy trì chuyên mục trên trang thông tin"],
        ),
        (
            (
                "IV. TỔ CHỨC THỰC HIỆN",
                "1. Văn phòng HĐND và UBND theo dõi, đôn đốc việc thực hiện Kế hoạch.",
                "2. Đề nghị Ủy ban Mặt trận Tổ quốc xã giám sát việc thực hiện Kế hoạch.",
            ),
            ["Văn phòng HĐND và UBND", "Ủy ban Mặt trận Tổ quốc xã"],
            [
                "Văn phòng HĐND và UBND theo dõi, đôn đốc việc thực hiện Kế hoạch",
                "Đề nghị Ủy ban Mặt trận Tổ quốc xã giám sát việc thực hiện Kế hoạch",
            ],
        ),
        (
            ("5. Kế toán:", "- Chi đúng chế độ.  ", "- Thủ quỹ:", "a) Thu phí đúng quy định."),
            ["Thủ quỹ"],
            ["Thu phí đúng quy định"],
        ),
        (
            (
                "1. Phòng Kinh tế; Phòng Văn hóa - Xã hội",
                "- Rà soát hồ sơ quá hạn giải quyết.",
            ),
            ["Phòng Kinh tế; Phòng Văn hóa - Xã hội"],
            ["Rà soát hồ sơ quá hạn giải quyết"],
        ),
    ],
)
def test_duties_under_a_post_become_tasks_led_by_it(
    lines: tuple[str, ...], leads: list[str], titles: list[str]
) -> None:
    tasks = plan(*lines).tasks
    found = [(task.title, "; ".join(task.lead)) for task in tasks]
    assert found[-len(titles) :] == list(zip(titles, leads, strict=True))


def test_each_task_asks_for_a_look_and_the_plan_says_where_they_come_from() -> None:
    reading = plan("1. Công an xã:", "- Cấp căn cước cho công dân.", "- Làm sạch dữ liệu dân cư.")
    for task in reading.tasks:
        marks = {problem.code: problem.severity for problem in task.problems}
        assert marks[ProblemCode.task_from_prose] is Severity.look
    said = next(one for one in reading.problems if one.code is ProblemCode.tasks_from_prose)
    assert (said.severity, said.values) == (Severity.info, {"count": "2"})
    codes = {problem.code for problem in reading.problems}
    assert not codes & {ProblemCode.no_task_table, ProblemCode.no_lead_column}


@pytest.mark.parametrize(
    ("duty", "printed", "kind"),
    [
        (
            "Báo cáo UBND xã định kỳ hàng tháng, quý, 6 tháng và hàng năm hoặc đột xuất;",
            "định kỳ hàng tháng, quý, 6 tháng và hàng năm",
            DeadlineKind.RECURRING,
        ),
        (
            "Trình Kế hoạch kiểm tra trước ngày 15/3/2026.",
            "trước ngày 15/3/2026",
            DeadlineKind.FIXED,
        ),
        ("Công bố danh mục, hoàn thành trong quý II/2026.", "", DeadlineKind.FIXED),
        ("Gửi số liệu chậm nhất ngày 20 hàng tháng.", "", DeadlineKind.RECURRING),
        ("Thường xuyên cập nhật thủ tục hành chính mới.", "Thường xuyên", DeadlineKind.ONGOING),
        (
            "Niêm yết thủ tục ngay sau khi cấp có thẩm quyền công bố.",
            "ngay sau khi cấp có thẩm quyền công bố",
            DeadlineKind.EVENT,
        ),
        ("Tham mưu kế hoạch cải cách hành chính hàng năm của xã.", "", DeadlineKind.MISSING),
        (
            "Triển khai Nghị định số 118/2025/NĐ-CP ngày 09/6/2025 của Chính phủ.",
            "",
            DeadlineKind.MISSING,
        ),
        ("Quản lý hồ sơ theo Luật Lưu trữ ngày 21 tháng 6 năm 2024.", "", DeadlineKind.MISSING),
    ],
)
def test_the_time_printed_in_a_duty_is_its_time(
    duty: str, printed: str, kind: DeadlineKind
) -> None:
    (task,) = plan("1. Văn phòng HĐND và UBND:", f"- {duty}").tasks
    assert task.deadline.kind is kind
    if printed or kind is DeadlineKind.MISSING:
        assert task.deadline_text == printed


def test_lines_broken_anywhere_give_one_duty() -> None:
    tasks = plan(
        "1. Trung tâm Phục vụ hành chính công:",
        "a) Tiếp nhận hồ sơ của người dân và doanh nghiệp tại bộ phận một cửa, trả kết",
        "quả đúng hẹn, xin lỗi bằng văn bản khi để quá hạn theo quy định của Ủy ban nhân",
        "dân xã.",
        "3",
        "b) Phối hợp với Phòng",
        "Kinh tế số hóa hồ sơ đất đai.",
    ).tasks
    assert [task.title.split()[0] for task in tasks] == ["Tiếp", "Phối"]
    assert tasks[0].title.endswith(
        "trả kết quả đúng hẹn, xin lỗi bằng văn bản khi để quá hạn theo"
        " quy định của Ủy ban nhân dân xã"
    )
    assert tasks[0].source.line == 8


def test_decomposed_letters_and_other_dashes_change_nothing() -> None:
    lines = ("1. Phòng Văn hóa – Xã hội:", "– Duy trì chuyên mục cải cách hành chính.")
    composed = plan(*lines).tasks
    decomposed = plan(*(unicodedata.normalize("NFD", line) for line in lines)).tasks
    assert composed[0].title == "Duy trì chuyên mục cải cách hành chính"
    assert composed == decomposed


def test_a_number_missing_between_posts_does_not_hide_the_post() -> None:
    tasks = plan(
        "1. Địa chính:",
        "- Giải quyết hồ sơ đất đai.",
        "- Kế toán - Ngân sách:",
        "+ Chủ trì cải cách tài chính công.",
        "3. Công an xã:",
        "- Quản lý cư trú trên địa bàn.",
    ).tasks
    assert [task.lead for task in tasks] == [
        ("Địa chính",),
        ("Kế toán - Ngân sách",),
        ("Công an xã",),
    ]


def test_closing_words_and_recipients_are_no_duties() -> None:
    tasks = plan(
        "1. Công an xã:",
        "- Quản lý cư trú trên địa bàn.",
        "Trong quá trình thực hiện, nếu có vướng mắc, các đơn vị báo cáo UBND xã./.",
        "Nơi nhận:",
        "- Thường trực Đảng ủy xã;",
        "- Lưu: VT.",
        "CHỦ TỊCH",
    ).tasks
    assert [task.title for task in tasks] == ["Quản lý cư trú trên địa bàn"]


def test_beside_a_table_duties_are_proposed_and_make_no_task() -> None:
    reading = plan("II. TỔ CHỨC THỰC HIỆN", "1. Công an xã:", "- Quản lý cư trú.", *TABLE)
    assert [task.title for task in reading.tasks] == ["Ban hành Kế hoạch kiểm tra văn bản"]


def test_more_duties_than_a_plan_has_tasks_are_refused() -> None:
    lines = (f"- Thực hiện nhiệm vụ thứ {number} của xã." for number in range(MAX_TASKS + 1))
    with pytest.raises(PlanRefused) as refused:
        plan("1. Công an xã:", *lines)
    assert refused.value.code is RefusedFile.file_too_many_rows


def test_where_the_appendix_is_elsewhere_duties_make_no_task() -> None:
    assert plan(APPENDIX, "1. Công an xã:", "- Quản lý cư trú trên địa bàn.").tasks == ()
