"""Thematic reports: their titles, their authors and their printed times."""

import pytest

from app.plan_import import ProposalKind
from tests.plan_import.prose.prose_plans import below, proposals
from workflows.deadlines import Before, DeadlineKind, read_deadline


@pytest.mark.parametrize(
    ("lines", "title", "units", "printed"),
    [
        (
            (
                "2. Báo cáo CCHC chuyên đề (kiểm soát thủ tục)",
                "Văn phòng HĐND và UBND xã, Phòng Kinh tế xã: Định kỳ (6 tháng, 9 tháng và năm)"
                " tổng hợp, gửi báo cáo chuyên đề về UBND xã. Thời hạn gửi chậm nhất là ngày 14"
                " của tháng cuối kỳ báo cáo.",
            ),
            "Báo cáo CCHC chuyên đề (kiểm soát thủ tục)",
            ("Văn phòng HĐND và UBND xã", "Phòng Kinh tế xã"),
            "Định kỳ (6 tháng, 9 tháng và năm), chậm nhất là ngày 14 của tháng cuối kỳ báo cáo",
        ),
        (
            (
                "1. Phòng Kinh tế",
                "- Gửi báo cáo chuyên đề về tài chính công trước ngày 20 tháng cuối quý.",
            ),
            "Báo cáo chuyên đề về tài chính công",
            ("Phòng Kinh tế",),
            "trước ngày 20 tháng cuối quý",
        ),
        (
            ("- Trung tâm Phục vụ hành chính công lập báo cáo theo chuyên đề, định kỳ hàng quý.",),
            "Báo cáo theo chuyên đề",
            ("Trung tâm Phục vụ hành chính công",),
            "định kỳ hàng quý",
        ),
        (
            ("1. Công an xã", "- Xây dựng báo cáo chuyên đề Đề án 06 theo yêu cầu của tỉnh."),
            "Báo cáo chuyên đề Đề án 06",
            ("Công an xã",),
            "theo yêu cầu của tỉnh",
        ),
        (
            (
                "b) Báo cáo chuyên đề:",
                "- Phòng Văn hóa - Xã hội tổng hợp hàng năm, gửi chậm nhất ngày 10/12.",
            ),
            "Báo cáo chuyên đề",
            ("Phòng Văn hóa - Xã hội",),
            "hàng năm, chậm nhất ngày 10/12",
        ),
        (
            ("1. Văn phòng HĐND và UBND", "+ Báo cáo kết quả chuyên đề kiểm tra, gửi trước 15/11."),
            "Báo cáo kết quả chuyên đề kiểm tra",
            ("Văn phòng HĐND và UBND",),
            "trước 15/11",
        ),
    ],
)
def test_a_thematic_report_has_its_title_authors_and_time(
    lines: tuple[str, ...], title: str, units: tuple[str, ...], printed: str
) -> None:
    (report,) = proposals(below("CHẾ ĐỘ BÁO CÁO", *lines), ProposalKind.thematic_report)
    assert (report.title, report.units, report.deadline_text) == (title, units, printed)
    kind = read_deadline(printed, None, None, Before.EXCLUSIVE, 2026).kind
    assert kind not in (DeadlineKind.UNREADABLE, DeadlineKind.MISSING)


def test_a_bracket_of_areas_makes_a_report_of_each() -> None:
    reading = below(
        "CHẾ ĐỘ BÁO CÁO",
        "2. Báo cáo CCHC chuyên đề (Cải cách thể chế, Cải cách TTHC và cơ chế một cửa; Cải cách tài"
        " chính công).",
        "Công an xã: gửi trước ngày 10/12.",
    )
    found = proposals(reading, ProposalKind.thematic_report)
    assert [one.title for one in found] == [
        "Báo cáo CCHC chuyên đề: Cải cách thể chế",
        "Báo cáo CCHC chuyên đề: Cải cách TTHC và cơ chế một cửa",
        "Báo cáo CCHC chuyên đề: Cải cách tài chính công",
    ]
    assert {(one.units, one.deadline_text) for one in found} == {
        (("Công an xã",), "trước ngày 10/12")
    }


@pytest.mark.parametrize(
    "sentence",
    [
        "Xây dựng kế hoạch cải cách hành chính năm và các kế hoạch chuyên đề.",
        "Tổ chức hội nghị chuyên đề về thủ tục hành chính.",
        "Duy trì chuyên đề cải cách hành chính trên loa truyền thanh.",
    ],
)
def test_other_things_thematic_are_no_reports(sentence: str) -> None:
    reading = below("TỔ CHỨC", "1. Công an xã", f"- {sentence}")
    assert proposals(reading, ProposalKind.thematic_report) == []
