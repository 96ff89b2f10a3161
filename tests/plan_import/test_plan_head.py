"""The head of a plan: number, date, issuer, title, period, and contradictions."""

from datetime import date

import pytest

from app.plan_import import PlanHead, ProblemCode
from app.plan_import.head import period_of, read_head
from tests.plan_import.plan_heads import HEADS

HEAD = [
    "ỦY BAN NHÂN DÂN",
    "XÃ BÌNH AN",
    "Số: 12/KH-UBND",
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Bình An, ngày 20 tháng 12 năm 2025",
    "KẾ HOẠCH",
    "Cải cách hành chính xã Bình An năm 2026",
    "Căn cứ Nghị quyết số 76/NQ-CP ngày 15/7/2021 của Chính phủ;",
]


def head_of(*lines: str, **given: object) -> tuple[PlanHead, list[ProblemCode]]:
    head, problems = read_head(lines, **given)  # type: ignore[arg-type]
    return head, [problem.code for problem in problems]


def test_a_full_head_is_read_without_a_problem() -> None:
    head, problems = head_of(*HEAD)
    assert head == PlanHead(
        title="Kế hoạch cải cách hành chính xã Bình An năm 2026",
        number="12/KH-UBND",
        issuer="Ủy ban nhân dân xã Bình An",
        issued_on=date(2025, 12, 20),
        issued_month="2025-12",
        start=date(2026, 1, 1),
        end=date(2026, 12, 31),
    )
    assert problems == []


@pytest.mark.parametrize(
    ("title", "start", "end"),
    [
        ("Cải cách hành chính năm 2026", date(2026, 1, 1), date(2026, 12, 31)),
        ("CCHC 6 tháng cuối năm 2025", date(2025, 7, 1), date(2025, 12, 31)),
        ("CCHC 06 tháng đầu năm 2026", date(2026, 1, 1), date(2026, 6, 30)),
        ("CCHC quý IV năm 2025", date(2025, 10, 1), date(2025, 12, 31)),
        ("CCHC quý II/2026", date(2026, 4, 1), date(2026, 6, 30)),
        ("CCHC quý III, IV năm 2025", date(2025, 7, 1), date(2025, 12, 31)),
        ("CCHC quý I-II/2024", date(2024, 1, 1), date(2024, 6, 30)),
        ("CCHC từ tháng 8 đến hết tháng 12 năm 2025", date(2025, 8, 1), date(2025, 12, 31)),
        ("CCHC giai đoạn 2026-2030", date(2026, 1, 1), date(2030, 12, 31)),
        ("Cải cách hành chính", None, None),
    ],
)
def test_the_period_is_read_from_the_title(
    title: str, start: date | None, end: date | None
) -> None:
    assert period_of(title) == (start, end)


@pytest.mark.parametrize("name", HEADS)
def test_heads_of_many_offices_are_read(name: str) -> None:
    text, head, problems = HEADS[name]
    assert head_of(*text.strip().split("\n")) == (head, problems)


def test_a_contradiction_keeps_both_places() -> None:
    _, problems = read_head(HEADS["two numbers"][0].strip().split("\n"))
    assert [problem.values for problem in problems] == [
        {"first": "02/KH-UBND", "second": "12/KH-UBND"}
    ]
    _, problems = read_head(HEADS["an appendix of another year"][0].strip().split("\n"))
    assert [problem.values for problem in problems] == [{"first": "2026", "second": "2025"}]


def test_a_title_in_capitals_is_shown_in_small_letters() -> None:
    head, _ = head_of("KẾ HOẠCH CẢI CÁCH HÀNH CHÍNH XÃ BÌNH AN NĂM 2026", "I. MỤC TIÊU")
    assert head.title == "Kế hoạch cải cách hành chính xã Bình An năm 2026"


@pytest.mark.parametrize(
    ("number", "expected", "blank"),
    [
        ("Số: 09 /KH-UBND", "09/KH-UBND", False),
        ("Số:       /QĐ-UBND", "/QĐ-UBND", True),
        ("Số: 15/KH - UBND", "15/KH-UBND", False),
        ("Nghị quyết số 76/NQ-CP", "", True),
    ],
)
def test_the_number_is_read_also_where_it_was_left_blank(
    number: str, expected: str, blank: bool
) -> None:
    head, problems = head_of(*HEAD[:2], number, *HEAD[3:])
    assert head.number == expected
    assert problems == ([ProblemCode.number_blank] if blank else [])


@pytest.mark.parametrize(
    ("line", "issued_on", "month", "problem"),
    [
        ("Bình An, ngày 05 tháng 01 năm 2026", date(2026, 1, 5), "2026-01", None),
        ("Bình An, ngày    tháng 01 năm 2026", None, "2026-01", ProblemCode.issue_day_blank),
        ("Bình An, ngày tháng năm 2026", None, None, ProblemCode.issue_date_missing),
        ("Không có ngày", None, None, ProblemCode.issue_date_missing),
        ("Bình An, ngày 31 tháng 02 năm 2026", None, "2026-02", ProblemCode.issue_day_blank),
    ],
)
def test_the_date_of_issue_is_read_as_far_as_it_is_printed(
    line: str, issued_on: date | None, month: str | None, problem: ProblemCode | None
) -> None:
    head, problems = head_of(*HEAD[:4], line, *HEAD[5:])
    assert (head.issued_on, head.issued_month) == (issued_on, month)
    assert problems == ([problem] if problem else [])


def test_an_attached_decision_gives_number_and_date_where_the_head_has_none() -> None:
    head, problems = head_of(
        *HEAD[5:7],
        "(Kèm theo Quyết định số 02/QĐ-UBND ngày 08 tháng 01 năm 2026",
        "của Chủ tịch UBND xã Bình An)",
    )
    assert (head.number, head.issued_on) == ("02/QĐ-UBND", date(2026, 1, 8))
    assert problems == []


def test_two_dates_that_contradict_each_other_are_both_named() -> None:
    _, problems = read_head([*HEAD, "(Kèm theo Kế hoạch số 12/KH-UBND ngày 21/12/2025)"])
    assert [(problem.code, problem.values) for problem in problems] == [
        (ProblemCode.issue_dates_conflict, {"first": "20/12/2025", "second": "21/12/2025"})
    ]


def test_a_date_with_its_day_completes_the_same_month_without_day() -> None:
    lines = [*HEAD, "(Kèm theo Kế hoạch số 12/KH-UBND ngày 20/12/2025)"]
    lines[4] = "Bình An, ngày tháng 12 năm 2025"
    head, problems = head_of(*lines)
    assert head.issued_on == date(2025, 12, 20)
    assert problems == []


def test_what_the_caller_knows_wins_and_a_difference_is_said() -> None:
    head, problems = head_of(*HEAD, year=2027, issued_on=date(2027, 1, 4))
    assert (head.start, head.end) == (date(2027, 1, 1), date(2027, 12, 31))
    assert head.issued_on == date(2027, 1, 4)
    assert problems == [ProblemCode.issue_dates_conflict, ProblemCode.plan_years_conflict]


def test_a_plan_issued_long_before_its_period_raises_a_question() -> None:
    lines = [*HEAD[:4], "Bình An, ngày 20 tháng 01 năm 2025", *HEAD[5:]]
    assert head_of(*lines)[1] == [ProblemCode.plan_years_conflict]


def test_nothing_at_all_gives_an_empty_head() -> None:
    head, problems = head_of()
    assert (head.title, head.number, head.issuer, head.start) == ("", "", None, None)
    assert ProblemCode.period_missing in problems


@pytest.mark.parametrize(
    "lines",
    [
        ("Bình An, ngày 20 tháng 12 năm", "2025"),
        ("Bình An, ngày 20", "tháng 12 năm 2025"),
        ("Bình An, ngày 20 tháng 12", "năm 2025"),
        ("Bình An, ngày 20 tháng 12 năm", "V/v cải cách hành chính", "2025"),
    ],
)
def test_a_date_broken_over_lines_is_whole(lines: tuple[str, ...]) -> None:
    head, _ = head_of(*HEAD[:4], *lines, *HEAD[5:])
    assert head.issued_on == date(2025, 12, 20)


def test_a_broken_date_without_its_rest_loses_no_line() -> None:
    head, problems = head_of(*HEAD[:4], "Bình An, ngày 20 tháng 12 năm", *HEAD[5:])
    assert head.title == "Kế hoạch cải cách hành chính xã Bình An năm 2026"
    assert ProblemCode.issue_date_missing in problems


def test_abbreviations_stay_capitals_in_a_title_in_capitals() -> None:
    title = "KẾ HOẠCH CCHC NĂM 2026 CỦA UBND XÃ BÌNH AN"
    assert head_of(*HEAD[:5], title)[0].title == "Kế hoạch CCHC năm 2026 của UBND xã Bình An"
