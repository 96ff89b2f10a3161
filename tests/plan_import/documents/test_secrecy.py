"""Marks of secrecy, and the words of any plan that look like one."""

import pytest

from app.plan_import.documents.secrecy import secrecy_mark
from app.plan_import.documents.values import SecrecyMark

MARKED = [
    (["ỦY BAN NHÂN DÂN", "PHƯỜNG MẪU", "Số: 3/BC-UBND", "MẬT", "CỘNG HÒA XÃ HỘI"], "MẬT"),
    (["Số: 3/BC-UBND", "TỐI MẬT"], "TỐI MẬT"),
    (["Số: 3/BC-UBND", "TUYỆT MẬT"], "TUYỆT MẬT"),
    (["T U Y Ệ T  M Ậ T"], "TUYỆT MẬT"),
    (["M Ậ T"], "MẬT"),
    (["[MẬT]"], "MẬT"),
    (["| TỐI MẬT |"], "TỐI MẬT"),
    (["MẬT  Mẫu, ngày 15 tháng 01 năm 2026"], "MẬT"),
    (["Số: 3/BC-UBND MẬT"], "MẬT"),
    (["Độ mật: Tối mật"], "TỐI MẬT"),
    (["XÃ GIA BẢO", "MẬT"], "MẬT"),
    (["PHƯỜNG MẪU", "MẬT", "ĐỘC LẬP - TỰ DO - HẠNH PHÚC"], "MẬT"),
    # As an older Mac writes it: the marks apart from the letters.
    (["MA\u0323\u0302T"], "MẬT"),
]

UNMARKED = [
    ["Tăng cường công tác bảo mật thông tin"],
    ["CÔNG TÁC BẢO MẬT"],
    ["KẾ HOẠCH BẢO VỆ BÍ MẬT NHÀ NƯỚC NĂM 2026"],
    ["Quy chế bảo vệ bí mật nhà nước", "Mật độ dân số"],
    ["MẬT ĐỘ DÂN SỐ"],
    ["MẬT", "ĐỘ DÂN SỐ"],
    ["MẬT", "KHẨU"],
    ["MẬT", "ONG RỪNG"],
    ["ĐỀ ÁN AN TOÀN, BẢO", "MẬT"],
    ["BẢO VỆ BÍ", "MẬT", "NHÀ NƯỚC"],
    ["Độ", "mật"],
    ["ĐỘ", "MẬT"],
    ["Mật"],
    ["mật"],
    ["TÊN VĂN BẢN", "THƯỜNG", "MẬT"],
    ["THƯỜNG", "MẬT", "TỐI MẬT", "TUYỆT MẬT"],
    ["MẬT", "TỐI MẬT", "TUYỆT MẬT"],
    ["Độ mật:"],
    ["MẤT"],
    ["SỰ THẬT"],
    [],
]


@pytest.mark.parametrize(("lines", "mark"), MARKED)
def test_a_stamp_is_known_however_it_is_set(lines: list[str], mark: str) -> None:
    assert secrecy_mark(lines) is SecrecyMark(mark)


@pytest.mark.parametrize("lines", UNMARKED)
def test_a_word_is_no_stamp(lines: list[str]) -> None:
    assert secrecy_mark(lines) is None
