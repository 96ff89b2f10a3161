"""Made-up heads of plans: how each is printed, and what a careful clerk takes from it."""

from datetime import date

from app.plan_import import PlanHead, ProblemCode

# By name: (lines, head, problems).
HEADS: dict[str, tuple[str, PlanHead, list[ProblemCode]]] = {
    "a phường": (
        """
ỦY BAN NHÂN DÂN
PHƯỜNG HÒA XUÂN
Số: 15/KH-UBND
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Hòa Xuân, ngày 15 tháng 01 năm 2026
KẾ HOẠCH
Cải cách hành chính năm 2026
trên địa bàn phường Hòa Xuân
Thực hiện Kế hoạch số 10/KH-UBND ngày 05/01/2026 của UBND thành phố
""",
        PlanHead("Kế hoạch cải cách hành chính năm 2026 trên địa bàn phường Hòa Xuân",
                 "15/KH-UBND", "Ủy ban nhân dân phường Hòa Xuân",
                 date(2026, 1, 15), "2026-01", date(2026, 1, 1), date(2026, 12, 31)),
        [],
    ),
    "a đặc khu": (
        """
UBND ĐẶC KHU PHÚ QUỐC
Số: 102/KH-UBND
Phú Quốc, ngày 3 tháng 2 năm 2026
KẾ HOẠCH
Công tác cải cách hành chính đặc khu Phú Quốc năm 2026
""",
        PlanHead("Kế hoạch công tác cải cách hành chính đặc khu Phú Quốc năm 2026",
                 "102/KH-UBND", "Ủy ban nhân dân đặc khu Phú Quốc",
                 date(2026, 2, 3), "2026-02", date(2026, 1, 1), date(2026, 12, 31)),
        [],
    ),
    "everything to be filled in by hand": (
        """
ỦY BAN NHÂN DÂN
XÃ TÂN HÒA
Số:      /KH-UBND
Tân Hòa, ngày … tháng … năm 2026
KẾ HOẠCH
Cải cách hành chính nhà nước năm 2026
""",
        PlanHead("Kế hoạch cải cách hành chính nhà nước năm 2026",
                 "/KH-UBND", "Ủy ban nhân dân xã Tân Hòa",
                 None, None, date(2026, 1, 1), date(2026, 12, 31)),
        [ProblemCode.issue_date_missing, ProblemCode.number_blank],
    ),
    "dots for the number and the day": (
        """
ỦY BAN NHÂN DÂN XÃ TÂN HÒA
Số: ….../KH-UBND
Tân Hòa, ngày ... tháng 01 năm 2026
KẾ HOẠCH
Cải cách hành chính năm 2026
""",
        PlanHead("Kế hoạch cải cách hành chính năm 2026",
                 "/KH-UBND", "Ủy ban nhân dân xã Tân Hòa",
                 None, "2026-01", date(2026, 1, 1), date(2026, 12, 31)),
        [ProblemCode.issue_day_blank, ProblemCode.number_blank],
    ),
    "a title of three lines": (
        """
ỦY BAN NHÂN DÂN
XÃ EA KAR
Số: 05/KH-UBND
Ea Kar, ngày 10 tháng 01 năm 2026
KẾ HOẠCH
Thực hiện công tác cải cách hành chính,
kiểm soát thủ tục hành chính và chuyển đổi số
trên địa bàn xã Ea Kar năm 2026
Căn cứ Nghị quyết số 76/NQ-CP
""",
        PlanHead("Kế hoạch thực hiện công tác cải cách hành chính, kiểm soát thủ tục"
            " hành chính và chuyển đổi số trên địa bàn xã Ea Kar năm 2026",
                 "05/KH-UBND", "Ủy ban nhân dân xã Ea Kar",
                 date(2026, 1, 10), "2026-01", date(2026, 1, 1), date(2026, 12, 31)),
        [],
    ),
    "a plan of five years": (
        """
ỦY BAN NHÂN DÂN
XÃ BA TƠ
Số: 20/KH-UBND
Ba Tơ, ngày 20 tháng 3 năm 2026
KẾ HOẠCH
Cải cách hành chính giai đoạn 2026-2030 xã Ba Tơ
""",
        PlanHead("Kế hoạch cải cách hành chính giai đoạn 2026-2030 xã Ba Tơ",
                 "20/KH-UBND", "Ủy ban nhân dân xã Ba Tơ",
                 date(2026, 3, 20), "2026-03", date(2026, 1, 1), date(2030, 12, 31)),
        [],
    ),
    "one year of a programme of ten": (
        """
ỦY BAN NHÂN DÂN
XÃ BA TƠ
Số: 20/KH-UBND
Ba Tơ, ngày 20 tháng 3 năm 2026
KẾ HOẠCH
Triển khai Chương trình tổng thể cải cách hành chính giai đoạn 2021 - 2030 trong năm 2026
""",
        PlanHead("Kế hoạch triển khai Chương trình tổng thể cải cách"
            " hành chính giai đoạn 2021 - 2030 trong năm 2026",
                 "20/KH-UBND", "Ủy ban nhân dân xã Ba Tơ",
                 date(2026, 3, 20), "2026-03", date(2026, 1, 1), date(2026, 12, 31)),
        [],
    ),
    "one quarter": (
        """
ỦY BAN NHÂN DÂN
PHƯỜNG BẾN NGHÉ
Số: 99/KH-UBND
Bến Nghé, ngày 01 tháng 10 năm 2025
KẾ HOẠCH
Cải cách hành chính Quý IV năm 2025
""",
        PlanHead("Kế hoạch cải cách hành chính Quý IV năm 2025",
                 "99/KH-UBND", "Ủy ban nhân dân phường Bến Nghé",
                 date(2025, 10, 1), "2025-10", date(2025, 10, 1), date(2025, 12, 31)),
        [],
    ),
    "half a year, no colon, the day in figures": (
        """
UBND XÃ LONG HƯNG
Số 11/KH-UBND
Long Hưng, ngày 05/01/2026
KẾ HOẠCH
Cải cách hành chính 6 tháng đầu năm 2026
""",
        PlanHead("Kế hoạch cải cách hành chính 6 tháng đầu năm 2026",
                 "11/KH-UBND", "Ủy ban nhân dân xã Long Hưng",
                 date(2026, 1, 5), "2026-01", date(2026, 1, 1), date(2026, 6, 30)),
        [],
    ),
    "a plan attached to a decision": (
        """
ỦY BAN NHÂN DÂN
XÃ SƠN TÂY
Số: 45/QĐ-UBND
Sơn Tây, ngày 12 tháng 01 năm 2026
QUYẾT ĐỊNH
Về việc ban hành Kế hoạch cải cách hành chính năm 2026
CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ SƠN TÂY
Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025;
QUYẾT ĐỊNH:
Điều 1. Ban hành kèm theo Quyết định này Kế hoạch
KẾ HOẠCH
Cải cách hành chính năm 2026
(Ban hành kèm theo Quyết định số 45/QĐ-UBND ngày 12/01/2026 của Chủ tịch UBND xã Sơn Tây)
""",
        PlanHead("Kế hoạch cải cách hành chính năm 2026",
                 "45/QĐ-UBND", "Ủy ban nhân dân xã Sơn Tây",
                 date(2026, 1, 12), "2026-01", date(2026, 1, 1), date(2026, 12, 31)),
        [],
    ),
    "two cells of a letterhead on a line each": (
        """
ỦY BAN NHÂN DÂN XÃ MỸ LỘC Số: 07/KH-UBND
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc Mỹ Lộc, ngày 09 tháng 01 năm 2026
KẾ HOẠCH
Cải cách hành chính năm 2026
""",
        PlanHead("Kế hoạch cải cách hành chính năm 2026",
                 "07/KH-UBND", "Ủy ban nhân dân xã Mỹ Lộc",
                 date(2026, 1, 9), "2026-01", date(2026, 1, 1), date(2026, 12, 31)),
        [],
    ),
    "a letterhead printed over two columns": (
        """
UBND PHƯỜNG TÂN AN          CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Số: 31/KH-UBND          Tân An, ngày 14 tháng 01 năm 2026
KẾ HOẠCH CẢI CÁCH HÀNH CHÍNH PHƯỜNG TÂN AN NĂM 2026
""",
        PlanHead("Kế hoạch cải cách hành chính phường Tân An năm 2026",
                 "31/KH-UBND", "Ủy ban nhân dân phường Tân An",
                 date(2026, 1, 14), "2026-01", date(2026, 1, 1), date(2026, 12, 31)),
        [],
    ),
    "a year that contradicts the day": (
        """
ỦY BAN NHÂN DÂN
XÃ MINH SƠN
Số: 02/QĐ-UBND
Minh Sơn, ngày 08 tháng 01 năm 2021
KẾ HOẠCH
Cải cách hành chính năm 2022
""",
        PlanHead("Kế hoạch cải cách hành chính năm 2022",
                 "02/QĐ-UBND", "Ủy ban nhân dân xã Minh Sơn",
                 date(2021, 1, 8), "2021-01", date(2022, 1, 1), date(2022, 12, 31)),
        [ProblemCode.plan_years_conflict],
    ),
    "two numbers": (
        """
ỦY BAN NHÂN DÂN
XÃ A
Số: 02/KH-UBND
A, ngày 08 tháng 01 năm 2026
KẾ HOẠCH
Cải cách hành chính năm 2026
(Kèm theo Kế hoạch số 12/KH-UBND ngày 08/01/2026 của UBND xã A)
""",
        PlanHead("Kế hoạch cải cách hành chính năm 2026",
                 "02/KH-UBND", "Ủy ban nhân dân xã A",
                 date(2026, 1, 8), "2026-01", date(2026, 1, 1), date(2026, 12, 31)),
        [ProblemCode.plan_numbers_conflict],
    ),
    "an appendix of another year": (
        """
ỦY BAN NHÂN DÂN
XÃ TÂN PHÚ
Số: 02/KH-UBND
Tân Phú, ngày 08 tháng 01 năm 2026
KẾ HOẠCH
Cải cách hành chính năm 2026
PHỤ LỤC
NHIỆM VỤ CẢI CÁCH HÀNH CHÍNH NĂM 2025
(Kèm theo Kế hoạch số 02/KH-UBND ngày 08/01/2026)
""",
        PlanHead("Kế hoạch cải cách hành chính năm 2026",
                 "02/KH-UBND", "Ủy ban nhân dân xã Tân Phú",
                 date(2026, 1, 8), "2026-01", date(2026, 1, 1), date(2026, 12, 31)),
        [ProblemCode.plan_years_conflict],
    ),
    "the province above the commune": (
        """
UBND TỈNH QUẢNG NGÃI
UBND XÃ TRÀ BỒNG
Số: 77/KH-UBND
Trà Bồng, ngày 07 tháng 01 năm 2026
KẾ HOẠCH
CẢI CÁCH HÀNH CHÍNH NĂM 2026
""",
        PlanHead("Kế hoạch cải cách hành chính năm 2026",
                 "77/KH-UBND", "Ủy ban nhân dân xã Trà Bồng",
                 date(2026, 1, 7), "2026-01", date(2026, 1, 1), date(2026, 12, 31)),
        [],
    ),
    "a steering committee": (
        """
ỦY BAN NHÂN DÂN
PHƯỜNG LÊ CHÂN
BAN CHỈ ĐẠO CCHC
Số: 01/KH-BCĐ
Lê Chân, ngày 20 tháng 01 năm 2026
KẾ HOẠCH
Hoạt động của Ban Chỉ đạo CCHC phường năm 2026
""",
        PlanHead("Kế hoạch hoạt động của Ban Chỉ đạo CCHC phường năm 2026",
                 "01/KH-BCĐ", "Ủy ban nhân dân phường Lê Chân",
                 date(2026, 1, 20), "2026-01", date(2026, 1, 1), date(2026, 12, 31)),
        [],
    ),
    "words and signs stuck together": (
        """
UỶ BAN NHÂN DÂN
THỊ TRẤN NÚI THÀNH
Số: 3215 /KH- UBND
Núi Thành, ngày 31tháng12 năm 2025
KẾ HOẠCH
Cải cách hành chính năm 2026 của thị trấn Núi Thành
""",
        PlanHead("Kế hoạch cải cách hành chính năm 2026 của thị trấn Núi Thành",
                 "3215/KH-UBND", "Ủy ban nhân dân thị trấn Núi Thành",
                 date(2025, 12, 31), "2025-12", date(2026, 1, 1), date(2026, 12, 31)),
        [],
    ),
    "an appendix alone": (
        """
PHỤ LỤC
NHIỆM VỤ CẢI CÁCH HÀNH CHÍNH NĂM 2026
(Ban hành kèm theo Kế hoạch số: 15/KH-UBND ngày 20 tháng 01 năm 2026 của UBND phường An Hải)
""",
        PlanHead("",
                 "15/KH-UBND", "Ủy ban nhân dân phường An Hải",
                 date(2026, 1, 20), "2026-01", date(2026, 1, 1), date(2026, 12, 31)),
        [],
    ),
    "an appendix with blanks": (
        """
PHỤ LỤC I
DANH MỤC NHIỆM VỤ CCHC NĂM 2026
(Kèm theo Kế hoạch số     /KH-UBND ngày    /01/2026 của UBND xã Phước Sơn)
""",
        PlanHead("",
                 "/KH-UBND", "Ủy ban nhân dân xã Phước Sơn",
                 None, "2026-01", date(2026, 1, 1), date(2026, 12, 31)),
        [ProblemCode.issue_day_blank, ProblemCode.number_blank],
    ),
    "two lines of a worksheet": (
        """
UBND xã Phước Sơn
KẾ HOẠCH CẢI CÁCH HÀNH CHÍNH NĂM 2026 CỦA XÃ PHƯỚC SƠN
""",
        PlanHead("Kế hoạch cải cách hành chính năm 2026 của xã Phước Sơn",
                 "", "Ủy ban nhân dân xã Phước Sơn",
                 None, None, date(2026, 1, 1), date(2026, 12, 31)),
        [ProblemCode.issue_date_missing, ProblemCode.number_blank],
    ),
    "a title with V/v": (
        """
ỦY BAN NHÂN DÂN
XÃ YÊN BÌNH
Số: 18/KH-UBND
Yên Bình, ngày 18 tháng 01 năm 2026
KẾ HOẠCH
V/v triển khai công tác cải cách hành chính năm 2026
""",
        PlanHead("Kế hoạch triển khai công tác cải cách hành chính năm 2026",
                 "18/KH-UBND", "Ủy ban nhân dân xã Yên Bình",
                 date(2026, 1, 18), "2026-01", date(2026, 1, 1), date(2026, 12, 31)),
        [],
    ),
    "the stamp of a digital signature": (
        """
Ký bởi: Ủy ban nhân dân xã Yên Bình
Thời gian ký: 18/01/2026 14:22:10
ỦY BAN NHÂN DÂN
XÃ YÊN BÌNH
Số: 18/KH-UBND
Yên Bình, ngày 18 tháng 01 năm 2026
KẾ HOẠCH
Cải cách hành chính năm 2026
""",
        PlanHead("Kế hoạch cải cách hành chính năm 2026",
                 "18/KH-UBND", "Ủy ban nhân dân xã Yên Bình",
                 date(2026, 1, 18), "2026-01", date(2026, 1, 1), date(2026, 12, 31)),
        [],
    ),
    "two quarters": (
        """
ỦY BAN NHÂN DÂN
XÃ KIM LONG
Số: 8/KH-UBND
Kim Long, ngày 02 tháng 7 năm 2025
KẾ HOẠCH
Cải cách hành chính Quý III và Quý IV năm 2025
""",
        PlanHead("Kế hoạch cải cách hành chính Quý III và Quý IV năm 2025",
                 "8/KH-UBND", "Ủy ban nhân dân xã Kim Long",
                 date(2025, 7, 2), "2025-07", date(2025, 7, 1), date(2025, 12, 31)),
        [],
    ),
    "some months": (
        """
ỦY BAN NHÂN DÂN
XÃ KIM LONG
Số: 8/KH-UBND
Kim Long, ngày 02 tháng 8 năm 2025
KẾ HOẠCH
Cải cách hành chính từ tháng 8 đến tháng 12 năm 2025
""",
        PlanHead("Kế hoạch cải cách hành chính từ tháng 8 đến tháng 12 năm 2025",
                 "8/KH-UBND", "Ủy ban nhân dân xã Kim Long",
                 date(2025, 8, 2), "2025-08", date(2025, 8, 1), date(2025, 12, 31)),
        [],
    ),
    "a title that carries out a resolution": (
        """
ỦY BAN NHÂN DÂN
XÃ KIM LONG
Số: 8/KH-UBND
Kim Long, ngày 02 tháng 02 năm 2026
KẾ HOẠCH
Thực hiện Nghị quyết số 76/NQ-CP ngày 15/7/2021 của Chính phủ
về cải cách hành chính năm 2026
Thực hiện Kế hoạch số 10/KH-UBND ngày 05/01/2026 của UBND tỉnh
""",
        PlanHead("Kế hoạch thực hiện Nghị quyết số 76/NQ-CP ngày 15/7/2021"
            " của Chính phủ về cải cách hành chính năm 2026",
                 "8/KH-UBND", "Ủy ban nhân dân xã Kim Long",
                 date(2026, 2, 2), "2026-02", date(2026, 1, 1), date(2026, 12, 31)),
        [],
    ),
}  # fmt: skip
