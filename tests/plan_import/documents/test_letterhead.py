"""Head and foot of documents as offices lay them out; what is not there is not read."""

from datetime import date

import pytest

from app.plan_import.documents.letterhead import read_letterhead
from app.plan_import.documents.values import PaperHead

PLAN = """ỦY BAN NHÂN DÂN
PHƯỜNG MẪU
-------
Số: 12/KH-UBND
CỘNG HÒA XÃ HỘI CHỦ NGHĨA
VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Mẫu, ngày 15 tháng 01 năm 2026
KẾ HOẠCH
Cải cách hành chính năm 2026
Thực hiện Nghị quyết số 76/NQ-CP ngày 15/7/2021, UBND phường ban hành Kế hoạch.
I. MỤC ĐÍCH
Nơi nhận:
- Sở Nội vụ;
TM. ỦY BAN NHÂN DÂN
KT. CHỦ TỊCH
PHÓ CHỦ TỊCH
Hoàng Văn Long"""

LETTER = """UBND PHƯỜNG MẪU
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
PHÒNG VĂN HÓA - XÃ HỘI
Độc lập - Tự do - Hạnh phúc
Số: 45/VHXH-CCHC
Mẫu, ngày 05 tháng 9 năm 2026
V/v báo cáo kết quả cải cách
hành chính quý III
Kính gửi: Văn phòng HĐND và UBND phường.
Căn cứ Kế hoạch số 12/KH-UBND ngày 15 tháng 01 năm 2026 của UBND phường
TRƯỞNG PHÒNG
Phạm Thị Hoa"""

DECISION = """ỦY BAN NHÂN DÂN
XÃ AN BÌNH
Số: 203/2026/QĐ-UBND
An Bình, ngày 7 tháng
9 năm 2026
QUYẾT ĐỊNH
Về việc ban hành Quy chế quản lý tài sản công
ỦY BAN NHÂN DÂN XÃ AN BÌNH
Căn cứ Luật Tổ chức chính quyền địa phương;
CHỦ TỊCH
(Đã ký)
Nguyễn Thị Ánh Tuyết"""

REPORT = """SỞ NỘI VỤ
TRUNG TÂM LƯU TRỮ
LỊCH SỬ
Số: 7/BC-TTLT
Hà Nội, ngày 30 tháng 6 năm 2026
BÁO CÁO KẾT QUẢ SỐ HÓA TÀI LIỆU
6 THÁNG ĐẦU NĂM 2026
Thực hiện chương trình công tác, Trung tâm báo cáo như sau:
GIÁM ĐỐC
Vũ Minh Tâm"""

PARTY = """ĐẢNG BỘ TỈNH MẪU
ĐẢNG ỦY PHƯỜNG MẪU
Số 31-KH/ĐU
ĐẢNG CỘNG SẢN VIỆT NAM
Mẫu, ngày 02 tháng 3 năm 2026
KẾ HOẠCH
về chuyển đổi số trong Đảng
T/M BAN THƯỜNG VỤ
BÍ THƯ
Lò Văn Sơn"""

BLANK = """UBND XÃ AN BÌNH
Số:      /BC-UBND
An Bình, ngày      tháng 9 năm 2026
BÁO CÁO
Kết quả …
CHỦ TỊCH"""

PROSE = """Buổi làm việc với Sở Nội vụ
Theo Kế hoạch số 12/KH-UBND ngày 15 tháng 01 năm 2026, phường đã báo cáo kết quả.
Chủ tịch Nguyễn Văn Bình phát biểu.
Số: lượng hồ sơ 12/15"""


@pytest.mark.parametrize(
    ("text", "head"),
    [
        (
            PLAN,
            PaperHead(
                "12/KH-UBND",
                date(2026, 1, 15),
                "Ủy ban nhân dân phường Mẫu",
                "Cải cách hành chính năm 2026",
                "Hoàng Văn Long",
            ),
        ),
        (
            LETTER,
            PaperHead(
                "45/VHXH-CCHC",
                date(2026, 9, 5),
                "Phòng Văn hóa - Xã hội",
                "Báo cáo kết quả cải cách hành chính quý III",
                "Phạm Thị Hoa",
            ),
        ),
        (
            DECISION,
            PaperHead(
                "203/2026/QĐ-UBND",
                date(2026, 9, 7),
                "Ủy ban nhân dân xã An Bình",
                "Ban hành Quy chế quản lý tài sản công",
                "Nguyễn Thị Ánh Tuyết",
            ),
        ),
        (
            REPORT,
            PaperHead(
                "7/BC-TTLT",
                date(2026, 6, 30),
                "Trung tâm Lưu trữ lịch sử",
                "Kết quả số hóa tài liệu 6 tháng đầu năm 2026",
                "Vũ Minh Tâm",
            ),
        ),
        (
            PARTY,
            PaperHead(
                "31-KH/ĐU",
                date(2026, 3, 2),
                "Đảng ủy phường Mẫu",
                "Về chuyển đổi số trong Đảng",
                "Lò Văn Sơn",
            ),
        ),
        (BLANK, PaperHead(issuer="UBND xã An Bình")),
        (PROSE, PaperHead()),
        ("", PaperHead()),
    ],
    ids=["plan", "letter", "decision", "report", "party", "blank", "prose", "empty"],
)
def test_it_reads_what_stands_at_its_place_and_nothing_else(text: str, head: PaperHead) -> None:
    assert read_letterhead(text.split("\n")) == head


def test_a_day_that_no_calendar_has_is_no_day() -> None:
    head = read_letterhead(["Số: 1/BC-UBND", "Mẫu, ngày 31 tháng 02 năm 2026", "BÁO CÁO"])
    assert (head.number, head.issued_on) == ("1/BC-UBND", None)
