"""What stands out in a row, each with its code, and the sentence for every code."""

from datetime import date

import pytest

from app.labels.problems import problem_text, worded_codes
from app.plan_import import PlanReading, ProblemCode, RefusedFile, Severity, read_plan
from app.plan_import.products import split_products
from tests.plan_import.small_plans import TASK, area, tabbed


def read(*rows: tuple[str, ...], **given: object) -> PlanReading:
    return read_plan(tabbed(*rows), "a.txt", **given)  # type: ignore[arg-type]


def row(**cells: str) -> tuple[str, ...]:
    places = dict(zip(("number", "title", "product", "lead", "supporting", "deadline"),
                      TASK, strict=True))  # fmt: skip
    return tuple({**places, **cells}.values())


@pytest.mark.parametrize(
    ("cells", "code", "severity", "values"),
    [
        ({"lead": ""}, ProblemCode.lead_missing, Severity.blocks, {}),
        ({"product": ""}, ProblemCode.product_missing, Severity.look, {}),
        ({"title": ""}, ProblemCode.title_missing, Severity.blocks, {}),
        ({"deadline": ""}, ProblemCode.deadline_missing, Severity.look, {}),
        (
            {"deadline": "xem công văn"},
            ProblemCode.deadline_unreadable,
            Severity.look,
            {"text": "xem công văn"},
        ),
        (
            {"deadline": "Các đơn vị liên quan"},
            ProblemCode.unit_in_deadline,
            Severity.look,
            {"text": "Các đơn vị liên quan"},
        ),
        (
            {"deadline": "Theo kế hoạch của Sở Nội vụ"},
            ProblemCode.deadline_waits,
            Severity.info,
            {"text": "Theo kế hoạch của Sở Nội vụ"},
        ),
        (
            {"deadline": "10/01/2026"},
            ProblemCode.due_before_issue,
            Severity.look,
            {"due": "10/01/2026", "issued": "20/01/2026"},
        ),
        (
            {"deadline": "Quý II/2027"},
            ProblemCode.due_in_other_year,
            Severity.look,
            {"due": "30/6/2027", "text": "Quý II/2027", "year": "2026"},
        ),
        (
            {"lead": "Các phòng chuyên môn"},
            ProblemCode.lead_collective,
            Severity.look,
            {"units": "Các phòng chuyên môn"},
        ),
        (
            {"lead": "Văn phòng; Trạm Y tế"},
            ProblemCode.several_leads,
            Severity.info,
            {"count": "2", "units": "Văn phòng; Trạm Y tế"},
        ),
        (
            {"lead": "Phòng VH-XH", "supporting": "Phòng Văn hóa - Xã hội"},
            ProblemCode.lead_also_supports,
            Severity.look,
            {"units": "Phòng VH-XH"},
        ),
        (
            {"product": "Phòng Kinh tế"},
            ProblemCode.unit_in_product,
            Severity.look,
            {"text": "Phòng Kinh tế"},
        ),
    ],
)
def test_a_row_raises_exactly_this_problem(
    cells: dict[str, str], code: ProblemCode, severity: Severity, values: dict[str, str]
) -> None:
    (task,) = read(row(**cells)).tasks
    assert [(p.code, p.severity, p.values) for p in task.problems] == [(code, severity, values)]


def test_a_gap_in_the_numbers_of_an_area_is_said() -> None:
    reading = read(
        row(),
        row(number="2", title="Việc hai"),
        row(number="4", title="Việc bốn"),
        row(number="", title="Việc không số"),
        row(number="1", title="Việc một của nhóm sau"),
        row(number="1.1", title="Việc nhỏ"),
    )
    found = [[(p.code, p.values) for p in task.problems] for task in reading.tasks]
    assert found == [[], [], [(ProblemCode.number_out_of_order, {"number": "4"})], [], [], []]


def test_a_row_without_fault_raises_nothing() -> None:
    reading = read(area("I", "CẢI CÁCH THỂ CHẾ"), TASK)
    assert reading.tasks[0].problems == ()
    assert reading.problems == ()


def test_a_date_of_issue_given_by_hand_moves_the_line() -> None:
    early = row(deadline="10/01/2026")
    (task,) = read(early, issued_on=date(2026, 1, 5)).tasks
    assert ProblemCode.due_before_issue not in [problem.code for problem in task.problems]


def test_a_recurring_time_is_not_before_the_day_of_issue() -> None:
    (task,) = read(row(deadline="Hằng tháng")).tasks
    assert task.problems == ()


@pytest.mark.parametrize(
    ("text", "products"),
    [
        ("", ()),
        ("Kế hoạch", ("Kế hoạch",)),
        ("Kế hoạch; Quyết định; Báo cáo", ("Kế hoạch", "Quyết định", "Báo cáo")),
        ("- Báo cáo và các hồ sơ;\n- Biên bản.", ("Báo cáo và các hồ sơ", "Biên bản")),
        ("Quyết định, Báo cáo", ("Quyết định, Báo cáo",)),
        ("Danh mục (mới; sửa đổi)", ("Danh mục (mới; sửa đổi)",)),
        ("1. Kế hoạch\n2. Báo cáo", ("Kế hoạch", "Báo cáo")),
        ("Kế hoạch kiểm tra\nnăm 2026\nBáo cáo", ("Kế hoạch kiểm tra năm 2026", "Báo cáo")),
        ("Báo cáo; Báo cáo", ("Báo cáo",)),
    ],
)
def test_a_product_becomes_a_checklist(text: str, products: tuple[str, ...]) -> None:
    assert split_products(text) == products


def test_every_code_has_a_sentence_and_every_sentence_a_code() -> None:
    codes = {code.value for code in ProblemCode} | {code.value for code in RefusedFile}
    assert worded_codes() == codes


def test_a_sentence_names_its_values() -> None:
    text = problem_text("due_before_issue", {"due": "29/7/2025", "issued": "tháng 8/2025"})
    assert text == (
        "Thời hạn 29/7/2025 trước thời điểm ban hành kế hoạch (tháng 8/2025); hãy xem lại."
    )


def test_a_percent_sign_in_a_value_is_only_text() -> None:
    assert "“50%(x)s”" in problem_text("deadline_unreadable", {"text": "50%(x)s"})


def test_json_has_the_keys_that_stay() -> None:
    draft = read(area("I", "CẢI CÁCH THỂ CHẾ"), row(lead="")).to_json()
    assert list(draft) == ["plan", "sections", "tasks", "problems"]
    assert list(draft["plan"]) == [
        "title", "number", "issuer", "issued_on", "issued_month", "from", "to",
    ]  # fmt: skip
    assert draft["plan"]["issued_on"] == "2026-01-20"
    assert (draft["plan"]["from"], draft["plan"]["to"]) == ("2026-01-01", "2026-12-31")
    assert draft["sections"] == [{"code": "I", "title": "CẢI CÁCH THỂ CHẾ"}]
    (task,) = draft["tasks"]
    assert {
        "order", "section", "number", "objective", "duty", "title", "product", "lead",
        "supporting", "follow_up", "funding", "deadline", "problems", "source",
    } <= set(task)  # fmt: skip
    assert task["deadline"]["text"] == "Tháng 3/2026"
    assert task["deadline"]["due"] == ["2026-03-31"]
    assert task["problems"] == [
        {
            "code": "lead_missing",
            "severity": "blocks",
            "message": "Chưa có đơn vị chủ trì; hãy chọn đơn vị chủ trì.",
            "place": {"page": None, "row": 3, "line": 10},
        }
    ]
    assert task["source"] == {"page": None, "row": 3, "line": 10}
