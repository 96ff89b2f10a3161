"""Names of units: lists taken apart, spellings brought together."""

import pytest

from app.plan_import import is_collective, match_unit, split_units, unit_key
from tests.plan_import.unit_spellings import SPELLINGS

UNITS = [
    (1, "Văn phòng HĐND và UBND"),
    (2, "Phòng Văn hóa - Xã hội"),
    (3, "Phòng Kinh tế, Hạ tầng và Đô thị"),
    (4, "Trung tâm Phục vụ hành chính công"),
    (5, "Trạm Y tế"),
    (6, "Công an phường"),
    (7, "Ủy ban MTTQ Việt Nam"),
]


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("", ()),
        ("Văn phòng", ("Văn phòng",)),
        ("VP. HDND- UBND; Phòng VH- XH", ("VP. HDND- UBND", "Phòng VH- XH")),
        ("Phòng Kinh tế, Hạ tầng và Đô thị", ("Phòng Kinh tế, Hạ tầng và Đô thị",)),
        ("HĐND và UBND", ("HĐND và UBND",)),
        (
            "Văn phòng Hội đồng nhân dân và Ủy ban nhân dân phường",
            ("Văn phòng Hội đồng nhân dân và Ủy ban nhân dân phường",),
        ),
        (
            "Phòng Kinh tế, Hạ tầng và Đô thị, Văn phòng HĐND và UBND",
            ("Phòng Kinh tế, Hạ tầng và Đô thị", "Văn phòng HĐND và UBND"),
        ),
        (
            "Phòng Văn hóa - Xã hội và Trung tâm Phục vụ hành chính công",
            ("Phòng Văn hóa - Xã hội", "Trung tâm Phục vụ hành chính công"),
        ),
        (
            "Các phòng chuyên môn, các cơ quan, đơn vị có liên quan",
            ("Các phòng chuyên môn", "các cơ quan, đơn vị có liên quan"),
        ),
        (
            "Các phòng chuyên môn; cơ quan, đơn vị thuộc UBND phường",
            ("Các phòng chuyên môn", "cơ quan, đơn vị thuộc UBND phường"),
        ),
        ("TT.PVHCC, phòng VHXH", ("TT.PVHCC", "phòng VHXH")),
        ("Các phòng, ban, đơn vị", ("Các phòng, ban, đơn vị",)),
        ("- Văn phòng;\n- Công an phường.", ("Văn phòng", "Công an phường")),
        ("Phòng Văn hóa -\nXã hội\nTrạm Y tế", ("Phòng Văn hóa - Xã hội", "Trạm Y tế")),
        (
            "Ủy ban MTTQ và các tổ chức chính trị - xã hội",
            ("Ủy ban MTTQ", "các tổ chức chính trị - xã hội"),
        ),
        ("Trạm Y tế, Trạm Y tế", ("Trạm Y tế",)),
    ],
)
def test_a_list_is_taken_apart_only_where_another_unit_begins(
    text: str, units: tuple[str, ...]
) -> None:
    assert split_units(text) == units


@pytest.mark.parametrize(("text", "units"), SPELLINGS)
def test_units_are_told_apart_in_every_way_of_writing_them(
    text: str, units: tuple[str, ...]
) -> None:
    assert split_units(text) == units


@pytest.mark.parametrize(("text", "units"), SPELLINGS)
def test_names_taken_apart_are_not_taken_apart_again(text: str, units: tuple[str, ...]) -> None:
    assert [split_units(unit) for unit in units] == [(unit,) for unit in units]


def test_a_text_too_long_for_a_list_stays_one_name() -> None:
    text = "Phòng Kinh tế, " * 400
    assert split_units(text) == (text.strip(),)
    assert split_units(text[:3000]) == ("Phòng Kinh tế",)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("VP. HDND- UBND", "Văn phòng HĐND và UBND"),
        ("Văn phòng HĐND-UBND", "Văn phòng Hội đồng nhân dân và Uỷ ban nhân dân xã Minh Đức"),
        ("TT. PVHHC", "Trung tâm Phục vụ hành chính công"),
        ("TT.PVHCC", "Trung tâm PVHCC"),
        ("Phòng VH- XH", "Phòng Văn hoá – Xã hội phường"),
        ("Phòng Văn hóa - Xã hội phường An Tường", "phòng văn hóa-xã hội"),
        ("Ủy ban MTTQ Việt Nam phường", "UBMTTQ"),
    ],
)
def test_two_spellings_of_one_unit_have_one_key(first: str, second: str) -> None:
    assert unit_key(first) == unit_key(second)


@pytest.mark.parametrize(
    "spellings",
    [
        "TT. PVHHC; TT.PVHCC; Trung tâm PVHCC; TTPVHCC; TT Phục vụ HCC; TTHCC; TRUNG TÂM PVHCC;"
        "Trung tâm phục vụ hành chính công xã; Trung tâm Phục vụ Hành chính công phường An Tường",
        "VP. HDND- UBND; VP HĐND&UBND; Văn phòng HĐND/UBND; VPHĐND-UBND; VP UBND xã;"
        "Văn phòng HĐND, UBND; Văn phòng Ủy ban nhân dân phường; Văn phòng HĐND-UBND (chủ trì);"
        "Chủ trì: Văn phòng HĐND và UBND; Văn phòng HĐND và UBND phường An Tường",
        "Phòng VH-XH; P.VHXH; Phòng Văn hoá – Xã hội; P. VH - XH; PHÒNG VĂN HÓA XÃ HỘI;"
        "Phòng Văn hóa và Xã hội; Phòng Văn hóa- Xã hội chủ trì; phòng VHXH xã (phối hợp)",
        "Phòng Kinh tế, Hạ tầng và Đô thị; Phòng KT-HT-ĐT; P.KTHT&ĐT; Phòng KTHTĐT;"
        "Phòng Kinh tế - Hạ tầng - Đô thị; Phòng Kinh tế, Hạ tầng & Đô thị phường",
        "Ban CHQS; BCH Quân sự; Ban Chỉ huy Quân sự xã; BCH QS",
        "UBMTTQ; Ủy ban MTTQ Việt Nam phường; UB MTTQ Việt Nam xã; Uỷ ban Mặt trận Tổ quốc",
        "Bộ phận TN&TKQ; BP TN&TKQ; Bộ phận Tiếp nhận và Trả kết quả",
        "Công an; CA phường; Công an xã; CA",
        "Trạm Y tế; TYT; Trạm y tế phường",
    ],
)
def test_all_usual_spellings_of_a_unit_have_one_key(spellings: str) -> None:
    keys = {unit_key(name.strip()) for name in spellings.split(";")}
    assert len(keys) == 1


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Phòng Văn hóa - Xã hội", "Phòng Kinh tế"),
        ("Văn phòng HĐND và UBND", "UBND phường"),
        ("Trạm Y tế", "Trung tâm Y tế"),
        ("Trung tâm Dịch vụ tổng hợp", "Trung tâm Phục vụ hành chính công"),
    ],
)
def test_two_units_keep_two_keys(first: str, second: str) -> None:
    assert unit_key(first) != unit_key(second)


@pytest.mark.parametrize(
    ("name", "collective"),
    [
        ("Các phòng chuyên môn", True),
        ("Các cơ quan, đơn vị", True),
        ("cơ quan, đơn vị thuộc UBND phường", True),
        ("Cơ quan, đơn vị có liên quan", True),
        ("Các đơn vị SNCL", True),
        ("Thủ trưởng các cơ quan", True),
        ("Văn phòng HĐND và UBND", False),
        ("Ủy ban MTTQ", False),
        ("Các tin, bài tuyên truyền", False),
        ("Phòng Văn hóa - Xã hội", False),
    ],
)
def test_it_knows_names_that_mean_several_units(name: str, collective: bool) -> None:
    assert is_collective(name) is collective


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("VP. HDND- UBND", 1),
        ("phòng VHXXH", 2),
        ("Phòng Kinh tế, Hạ tầng & Đô thị phường", 3),
        ("Trung tâm Phục vụ Hành chính công phường An Tường", 4),
        ("Trug tâm Phục vụ hành chính công", 4),
        ("Công an", 6),
        ("Ủy ban Mặt trận Tổ quốc", 7),
    ],
)
def test_a_printed_name_finds_its_unit(name: str, unit: int) -> None:
    assert match_unit(name, UNITS)[0] == unit


def test_an_equal_key_scores_100_and_likeness_less() -> None:
    assert match_unit("Phòng VH-XH", UNITS) == (2, 100)
    unit, score = match_unit("Phòng Văn hóa và Xã hộ", UNITS)
    assert unit == 2
    assert 82 <= score < 100


@pytest.mark.parametrize(
    "name", ["Các phòng chuyên môn", "Kho bạc Nhà nước khu vực", "UBND", "x", ""]
)
def test_a_name_that_is_no_unit_of_the_commune_finds_none(name: str) -> None:
    assert match_unit(name, UNITS)[0] is None


@pytest.mark.parametrize(
    ("name", "unit", "score"),
    [
        ("Phòng VH-XH (lĩnh vực Nội vụ)", 2, 90),
        ("Phòng VHXH (chủ trì)", 2, 100),
        ("Trạm Y tế phối hợp", 5, 100),
        ("Đ/c Nguyễn Văn A - Chủ tịch UBND xã", 8, 100),
        ("Đồng chí Trần Thị B, Phó Chủ tịch UBND xã", 9, 100),
    ],
)
def test_a_remark_or_a_person_beside_the_name_does_not_hide_the_unit(
    name: str, unit: int, score: int
) -> None:
    posts = [(8, "Chủ tịch UBND"), (9, "Phó Chủ tịch UBND")]
    assert match_unit(name, [*UNITS, *posts]) == (unit, score)


def test_two_equally_like_units_find_none() -> None:
    schools = [(1, "Trường Tiểu học Số 1"), (2, "Trường Tiểu học Số 2")]
    assert match_unit("Trường Tiểu học Số 3", schools)[0] is None
    assert match_unit("Trường Tiểu học Số 2", schools) == (2, 100)


def test_an_alias_counts_for_its_unit() -> None:
    assert match_unit("Một cửa", [*UNITS, (4, "Bộ phận Một cửa"), (4, "Một cửa")]) == (4, 100)
    assert match_unit("VP", []) == (None, 0)
