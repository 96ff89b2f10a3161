"""The reporting regime: windows, cut-offs and the days by which reports are sent."""

import pytest

from app.plan_import import Proposal, ProposalKind
from tests.plan_import.prose.prose_plans import below, plan, proposals


def windows(*lines: str) -> dict[str, dict[str, str]]:
    """Return the values of each reporting window by its key."""
    found = proposals(below("CHẾ ĐỘ BÁO CÁO", *lines), ProposalKind.reporting_window)
    return {
        one.values["key"]: {name: day for name, day in one.values.items() if name != "key"}
        for one in found
    }


def window(start: str, end: str, send: str = "") -> dict[str, str]:
    days = {"from": start, "to": end, "cut_off": end}
    return days | {"send": send} if send else days


@pytest.mark.parametrize(
    ("line", "key", "days"),
    [
        (
            "+ Báo cáo Quý I: Thời gian chốt số liệu tính từ ngày 15 tháng 12 của năm trước kỳ báo"
            " cáo đến ngày 14 tháng 3 thuộc kỳ báo cáo.",
            "2026-Q1",
            window("2025-12-15", "2026-03-14"),
        ),
        (
            "- Báo cáo quý III: số liệu từ 15/6 đến 14/9.",
            "2026-Q3",
            window("2026-06-15", "2026-09-14"),
        ),
        (
            "- Báo cáo 6 tháng: lấy số liệu từ ngày 10/12 năm liền kề trước đến hết ngày 09/6.",
            "2026-H1",
            window("2025-12-10", "2026-06-09"),
        ),
        (
            "Số liệu báo cáo năm tính từ ngày 15/12/2025 đến ngày 14/12/2026.",
            "2026-Y",
            window("2025-12-15", "2026-12-14"),
        ),
        (
            "a) Báo cáo 9 tháng, thời điểm chốt số liệu từ ngày 15/12 đến ngày 14/9.",
            "2026-9M",
            window("2025-12-15", "2026-09-14"),
        ),
        (
            "- Báo cáo tháng 3: từ ngày 15 tháng 02 đến ngày 14 tháng 3.",
            "2026-M03",
            window("2026-02-15", "2026-03-14"),
        ),
    ],
)
def test_a_printed_window_counts_as_printed(line: str, key: str, days: dict[str, str]) -> None:
    assert windows(line) == {key: days}


def test_the_day_alone_closes_the_figures_and_opens_the_next_window() -> None:
    found = windows("- Gửi báo cáo cải cách hành chính hàng quý trước ngày 10 của tháng cuối quý.")
    assert found == {
        "2026-Q1": window("2025-12-10", "2026-03-09", "2026-03-09"),
        "2026-Q2": window("2026-03-10", "2026-06-09", "2026-06-09"),
        "2026-Q3": window("2026-06-10", "2026-09-09", "2026-09-09"),
        "2026-Q4": window("2026-09-10", "2026-12-09", "2026-12-09"),
    }


def test_periods_with_the_same_last_day_are_one_report_named_by_the_widest() -> None:
    found = windows(
        "Định kỳ hàng quý, 6 tháng và năm, các phòng gửi báo cáo CCHC chậm nhất ngày 14 của tháng"
        " cuối kỳ báo cáo."
    )
    assert list(found) == ["2026-Q1", "2026-H1", "2026-Q3", "2026-Y"]
    assert found["2026-H1"] == window("2025-12-15", "2026-06-14", "2026-06-14")
    assert found["2026-Q3"] == window("2026-06-15", "2026-09-14", "2026-09-14")
    assert found["2026-Y"] == window("2025-12-15", "2026-12-14", "2026-12-14")


def test_each_report_has_the_day_printed_for_it() -> None:
    found = windows(
        "Các phòng gửi báo cáo cải cách hành chính quý trước ngày 12 tháng cuối quý; báo cáo 6"
        " tháng chậm nhất ngày 10/6; báo cáo năm trước ngày 05/12."
    )
    assert {key: days["send"] for key, days in found.items()} == {
        "2026-Q1": "2026-03-11",
        "2026-Q2": "2026-06-11",
        "2026-H1": "2026-06-10",
        "2026-Q3": "2026-09-11",
        "2026-Q4": "2026-12-11",
        "2026-Y": "2026-12-04",
    }


def test_a_day_in_brackets_belongs_to_the_rhythm_before_it() -> None:
    found = windows(
        "Định kỳ 6 tháng (trước ngày 10/6), 9 tháng (trước ngày 08/9), năm (trước ngày 05/12), các"
        " đơn vị gửi báo cáo kết quả CCHC về UBND xã."
    )
    assert found == {
        "2026-H1": window("2025-12-05", "2026-06-09", "2026-06-09"),
        "2026-9M": window("2025-12-05", "2026-09-07", "2026-09-07"),
        "2026-Y": window("2025-12-05", "2026-12-04", "2026-12-04"),
    }


def test_quarters_named_one_by_one_have_each_their_day() -> None:
    found = windows(
        "Gửi báo cáo CCHC quý I trước ngày 15/3, quý II trước ngày 12/6, quý III chậm nhất ngày"
        " 15/9 và năm trước ngày 10/12."
    )
    assert found == {
        "2026-Q1": window("2025-12-10", "2026-03-14", "2026-03-14"),
        "2026-Q2": window("2026-03-15", "2026-06-11", "2026-06-11"),
        "2026-Q3": window("2026-06-12", "2026-09-15", "2026-09-15"),
        "2026-Y": window("2025-12-10", "2026-12-09", "2026-12-09"),
    }


def test_monthly_reports_follow_each_other() -> None:
    found = windows("Hàng tháng, các phòng gửi báo cáo CCHC trước ngày 18 hàng tháng.")
    assert len(found) == 12
    assert found["2026-M01"] == window("2025-12-18", "2026-01-17", "2026-01-17")
    assert found["2026-M12"] == window("2026-11-18", "2026-12-17", "2026-12-17")


@pytest.mark.parametrize(
    ("sentence", "keys"),
    [
        (
            "- Tham mưu các báo cáo về CCHC theo định kỳ hàng tháng, quý, 6 tháng và hàng năm.",
            ["M01", "M02", "Q1", "M04", "M05", "H1", "M07", "M08", "Q3", "M10", "M11", "Y"],
        ),
        (
            "Hàng quý, 06 tháng, cuối năm tổng hợp báo cáo kết quả cải cách hành chính.",
            ["Q1", "H1", "Q3", "Y"],
        ),
        ("Thực hiện báo cáo cải cách hành chính 6 tháng và năm theo quy định.", ["H1", "Y"]),
        ("Báo cáo CCHC định kỳ 9 tháng và năm gửi Sở Nội vụ.", ["9M", "Y"]),
        (
            "Tổng hợp, báo cáo kết quả cải cách hành chính mỗi quý một lần.",
            ["Q1", "Q2", "Q3", "Q4"],
        ),
        ("Báo cáo kết quả thực hiện cải cách hành chính hằng năm.", ["Y"]),
    ],
)
def test_without_a_day_no_day_is_invented(sentence: str, keys: list[str]) -> None:
    assert windows(sentence) == {f"2026-{key}": {} for key in keys}


@pytest.mark.parametrize(
    "sentence",
    [
        "Đánh giá, xếp loại cán bộ, công chức hằng năm.",
        "Báo cáo kết quả cải cách hành chính khi có yêu cầu.",
        "100% báo cáo định kỳ được gửi trên Hệ thống thông tin báo cáo.",
        "Báo cáo chuyên đề cải cách hành chính hàng quý.",
        "Kế hoạch cải cách hành chính 6 tháng cuối năm 2025 đã được tổng kết, báo cáo.",
        "Báo cáo tình hình thu ngân sách hàng tháng.",
    ],
)
def test_it_makes_no_window_of_what_is_no_regime(sentence: str) -> None:
    assert windows(f"- {sentence}") == {}


def test_where_windows_are_printed_other_reports_get_their_day_but_no_window() -> None:
    found = windows(
        "1. Báo cáo CCHC định kỳ (9 tháng và năm)",
        "Thời hạn gửi chậm nhất là ngày 14 của tháng cuối kỳ báo cáo.",
        "- Báo cáo năm: số liệu từ ngày 15/12 năm trước đến ngày 14/12.",
    )
    assert found == {
        "2026-9M": {"send": "2026-09-14"},
        "2026-Y": window("2025-12-15", "2026-12-14", "2026-12-14"),
    }


def test_a_window_has_a_name_the_unit_that_reports_and_its_sentence() -> None:
    reading = below("TỔ CHỨC", "1. Văn phòng HĐND và UBND", "- Lập báo cáo CCHC hằng năm.")
    (found,) = proposals(reading, ProposalKind.reporting_window)
    assert isinstance(found, Proposal)
    assert found.title == "Báo cáo CCHC năm 2026"
    assert found.units == ("Văn phòng HĐND và UBND",)
    assert (found.quote, found.source.line) == ("Lập báo cáo CCHC hằng năm.", 11)


def test_a_plan_of_several_years_has_no_windows_of_one() -> None:
    head = ("KẾ HOẠCH", "Cải cách hành chính xã Tân Hòa giai đoạn 2026-2030")
    reading = plan("1. Công an xã", "- Lập báo cáo CCHC hằng năm.", head=head)
    assert proposals(reading, ProposalKind.reporting_window) == []
