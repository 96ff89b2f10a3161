"""Targets with a measure, one proposal per clause."""

import pytest

from app.plan_import import MAX_TASKS, ProposalKind
from tests.plan_import.prose.prose_plans import TABLE, below, plan, proposals


@pytest.mark.parametrize(
    ("sentence", "measures"),
    [
        ("Số hóa kết quả giải quyết đạt tỷ lệ tối thiểu là 80%.", ["tối thiểu là 80%"]),
        ("Duy trì chuyên mục định kỳ tối thiểu 02 kỳ/tháng.", ["tối thiểu 02 kỳ/tháng"]),
        ("Tỷ lệ thanh toán trực tuyến đạt từ 60% trở lên.", ["từ 60% trở lên"]),
        ("100% hồ sơ thủ tục hành chính được số hóa.", ["100%"]),
        ("Giảm tối thiểu 20% thông tin phải khai báo.", ["Giảm tối thiểu 20%"]),
        ("Phấn đấu 65% hồ sơ công việc được xử lý trên mạng.", ["65%"]),
        ("Mức độ hài lòng đạt trên 92,5 %.", ["trên 92,5 %"]),
        ("Thời gian chờ của người dân không quá 30 phút/lượt.", ["không quá 30 phút"]),
        ("Tổ chức ít nhất 02 hội nghị đối thoại với doanh nghiệp.", ["ít nhất 02 hội nghị"]),
        ("Kiểm tra 04 lần/năm tại các đơn vị.", ["04 lần/năm"]),
        ("Hồ sơ điện tử đạt 100%; hồ sơ quá hạn không vượt quá 2%.", ["100%", "không vượt quá 2%"]),
        (
            "Tối thiểu 80% thủ tục được triển khai, trong số đó, giao dịch trực tuyến đạt từ 60%.",
            ["Tối thiểu 80%", "từ 60%"],
        ),
        ("Văn bản điện tử đạt 90%. Văn bản giấy dưới 10%.", ["90%", "dưới 10%"]),
        ("Sắp xếp, kiện toàn bộ máy, 100% đơn vị được kiện toàn.", ["100%"]),
        ("Triển khai mô hình chính quyền 02 cấp từ ngày 01/7/2025.", []),
        ("Áp dụng tiêu chuẩn TCVN ISO 9001:2015 tại 05 đơn vị.", []),
        ("Căn cứ Kế hoạch giao chỉ tiêu 80% của tỉnh.", []),
    ],
)
def test_each_clause_with_a_measure_is_a_target(sentence: str, measures: list[str]) -> None:
    found = proposals(below("MỤC TIÊU", f"- {sentence}"), ProposalKind.target)
    assert [one.values for one in found] == [{"measure": measure} for measure in measures]


def test_a_target_is_the_clause_alone_in_the_words_of_the_plan() -> None:
    reading = below(
        "MỤC TIÊU",
        "1. Giảm hồ sơ trễ hạn (10% mỗi năm; giảm tối thiểu 20% chi phí); tỷ lệ cấp kết quả điện"
        " tử đạt 100%.",
    )
    found = proposals(reading, ProposalKind.target)
    assert [one.title for one in found] == [
        "Giảm hồ sơ trễ hạn (10% mỗi năm)",
        "Giảm tối thiểu 20% chi phí",
        "Tỷ lệ cấp kết quả điện tử đạt 100%",
    ]
    assert found[2].quote == "tỷ lệ cấp kết quả điện tử đạt 100%."
    assert found[0].source.line == 10


def test_a_target_in_a_long_paragraph_has_the_line_it_begins_on() -> None:
    reading = below(
        "MỤC TIÊU",
        "- Mức độ hài lòng của người dân và doanh nghiệp về giải quyết thủ tục hành chính đạt",
        "tối thiểu 90%; hồ sơ được tiếp nhận trực tuyến; tỷ lệ hồ sơ giải quyết đúng hạn đạt từ",
        "98% trở lên. Tối thiểu 80% hồ sơ được thanh toán",
        "trực tuyến.",
    )
    found = proposals(reading, ProposalKind.target)
    assert [one.source.line for one in found] == [10, 11, 12]


def test_a_target_belongs_to_the_area_it_stands_under() -> None:
    reading = plan(
        "I. NỘI DUNG",
        "1. Cải cách thể chế",
        "1.1. Mục tiêu",
        "- 100% văn bản được rà soát.",
        "2. Yêu cầu chung",
        "- 100% nhiệm vụ hoàn thành.",
        *TABLE,
    )
    found = proposals(reading, ProposalKind.target)
    assert [(one.title, one.section) for one in found] == [
        ("100% văn bản được rà soát", "I"),
        ("100% nhiệm vụ hoàn thành", None),
    ]


def test_of_a_kind_no_more_is_proposed_than_a_plan_may_have_tasks() -> None:
    lines = (f"- Chỉ tiêu thứ {number} đạt 90%." for number in range(MAX_TASKS + 1))
    assert len(proposals(below("MỤC TIÊU", *lines), ProposalKind.target)) == MAX_TASKS


def test_a_target_among_the_duties_of_a_unit_names_the_unit() -> None:
    reading = below("TỔ CHỨC", "1. Trạm Y tế xã", "- Phấn đấu mức độ hài lòng đạt tối thiểu 90%.")
    (target,) = proposals(reading, ProposalKind.target)
    assert target.units == ("Trạm Y tế xã",)
