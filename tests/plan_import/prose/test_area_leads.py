"""Who leads an area, as the prose names it."""

import pytest

from app.plan_import import Proposal, ProposalKind
from tests.plan_import.prose.prose_plans import APPENDIX, TABLE, below, plan, proposals

PROCEDURES = "Cải cách thủ tục hành chính"
DIGITAL = "Xây dựng và phát triển chính quyền điện tử, chính quyền số"


def leads(*lines: str) -> list[Proposal]:
    return proposals(below("TỔ CHỨC THỰC HIỆN", *lines), ProposalKind.area_lead)


@pytest.mark.parametrize(
    ("lines", "units", "areas"),
    [
        (
            (
                "1. Phòng Văn hóa – Xã hội xã",
                "Là cơ quan thường trực. Là cơ quan chủ trì 02 nhiệm vụ, bao gồm nhiệm vụ 4: Cải"
                " cách tổ chức bộ máy, nhiệm vụ 5: Cải cách chế độ công vụ.",
            ),
            ("Phòng Văn hóa – Xã hội xã",),
            ["Cải cách tổ chức bộ máy", "Cải cách chế độ công vụ"],
        ),
        (
            (
                "1.1. Phòng Kinh tế:",
                "- Chủ trì, phối hợp với các đơn vị tham mưu các nội dung về cải cách tài chính"
                " công, trong đó tập trung chỉ đạo, điều hành chi ngân sách.",
            ),
            ("Phòng Kinh tế",),
            ["Cải cách tài chính công"],
        ),
        (
            ("a) Văn phòng HĐND và UBND chủ trì nội dung cải cách thể chế.",),
            ("Văn phòng HĐND và UBND",),
            ["Cải cách thể chế"],
        ),
        (
            ("1. Giao Trung tâm Phục vụ hành chính công làm đầu mối cải cách TTHC của xã.",),
            ("Trung tâm Phục vụ hành chính công",),
            [PROCEDURES],
        ),
        (
            (
                "2. Phòng Văn hóa - Xã hội",
                "- Chịu trách nhiệm chính về lĩnh vực: công tác chỉ đạo, điều hành; xây dựng chính"
                " quyền điện tử, chính quyền số.",
            ),
            ("Phòng Văn hóa - Xã hội",),
            ["Công tác chỉ đạo, điều hành", DIGITAL],
        ),
        (
            (
                "3. Trung tâm Phục vụ hành chính công",
                "Phụ trách các tiêu chí thuộc lĩnh vực “Cải cách thủ tục hành chính” và “Hiện đại"
                " hóa hành chính”.",
            ),
            ("Trung tâm Phục vụ hành chính công",),
            [PROCEDURES, DIGITAL],
        ),
        (
            ("- Cải cách thể chế (Công chức Tư pháp chủ trì)", "+ Rà soát văn bản của xã."),
            ("Công chức Tư pháp",),
            ["Cải cách thể chế"],
        ),
    ],
)
def test_the_unit_named_for_an_area_is_its_lead(
    lines: tuple[str, ...], units: tuple[str, ...], areas: list[str]
) -> None:
    found = leads(*lines)
    assert [one.title for one in found] == areas
    assert {one.units for one in found} == {units}


def test_two_units_in_one_sentence_lead_each_their_own() -> None:
    found = leads(
        "1. Văn phòng HĐND và UBND chủ trì cải cách thể chế; Phòng Kinh tế chủ trì cải cách tài"
        " chính công; Công an xã phối hợp thực hiện cải cách thủ tục hành chính."
    )
    assert [(one.title, one.units) for one in found] == [
        ("Cải cách thể chế", ("Văn phòng HĐND và UBND",)),
        ("Cải cách tài chính công", ("Phòng Kinh tế",)),
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "Phối hợp với Phòng Kinh tế chủ trì nội dung cải cách tài chính công.",
        "Chủ trì theo dõi Chỉ số chỉ đạo, điều hành và đánh giá chất lượng phục vụ người dân.",
        "Chủ trì trình phê duyệt kinh phí thực hiện nhiệm vụ cải cách hành chính.",
        "Chủ trì kiểm tra công vụ nhằm đẩy mạnh cải cách chế độ công vụ.",
        "Tham gia ý kiến về cải cách thể chế.",
        "Chủ trì tuyên truyền, góp phần thực hiện cải cách thể chế.",
        "Chủ trì công tác chỉ đạo, điều hành ngân sách của xã.",
    ],
)
def test_it_names_no_lead_where_the_sentence_does_not(sentence: str) -> None:
    assert leads("1. Công an xã", f"- {sentence}") == []


def test_a_number_alone_means_the_area_printed_under_it() -> None:
    reading = plan(
        "III. NHIỆM VỤ CỤ THỂ",
        "1. Công tác chỉ đạo, điều hành",
        "a) Ban hành kế hoạch.",
        "2. Cải cách thể chế",
        "a) Rà soát văn bản.",
        APPENDIX,
        "V. TỔ CHỨC THỰC HIỆN",
        "1. Văn phòng HĐND và UBND",
        "Là cơ quan chủ trì nhiệm vụ 2.",
    )
    (lead,) = proposals(reading, ProposalKind.area_lead)
    assert (lead.title, lead.units) == ("Cải cách thể chế", ("Văn phòng HĐND và UBND",))


def test_the_same_lead_said_twice_is_one_proposal_with_its_sentence_and_line() -> None:
    (lead,) = leads(
        "1. Phòng Kinh tế",
        "Là đơn vị chủ trì nhiệm vụ 6: Cải cách tài chính công.",
        "- Chủ trì thực hiện nội dung cải cách tài chính công.",
    )
    assert lead.quote == "Là đơn vị chủ trì nhiệm vụ 6: Cải cách tài chính công."
    assert lead.source.line == 11


def test_it_carries_the_code_of_the_area_in_the_table() -> None:
    reading = plan("V. TỔ CHỨC THỰC HIỆN", "1. Công an xã", "- Chủ trì cải cách thể chế.", *TABLE)
    (lead,) = proposals(reading, ProposalKind.area_lead)
    assert lead.section == reading.sections[0].code == "I"
