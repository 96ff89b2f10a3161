"""Plans for the tests, as text files with tabs between the cells: written here, read by the
importer.
"""

from collections.abc import Sequence

HEAD = """ỦY BAN NHÂN DÂN
PHƯỜNG MẪU

Số: 12/KH-UBND

Phường Mẫu, ngày 15 tháng 01 năm 2026

KẾ HOẠCH
Cải cách hành chính phường Mẫu năm 2026

PHỤ LỤC
DANH MỤC NHIỆM VỤ CẢI CÁCH HÀNH CHÍNH NĂM 2026
(Kèm theo Kế hoạch số 12/KH-UBND ngày 15/01/2026 của UBND phường Mẫu)

"""

HEADINGS = (
    "STT",
    "Tên nhiệm vụ",
    "Đơn vị chủ trì",
    "Đơn vị phối hợp",
    "Sản phẩm",
    "Thời gian hoàn thành",
)

KT = "Phòng Kinh tế, Hạ tầng và Đô thị"
VHXH = "Phòng Văn hóa - Xã hội"
VP = "Văn phòng HĐND và UBND"
HCC = "Trung tâm Phục vụ hành chính công"

ROWS: tuple[tuple[str, ...], ...] = (
    ("I", "CÔNG TÁC CHỈ ĐẠO, ĐIỀU HÀNH", "", "", "", ""),
    ("1", "Ban hành kế hoạch kiểm tra công vụ", VHXH, VP, "Kế hoạch; Báo cáo", "Quý III/2026"),
    ("2", "Tuyên truyền cải cách hành chính", VP, HCC, "Tin, bài", "Thường xuyên"),
    ("II", "CẢI CÁCH THỦ TỤC HÀNH CHÍNH", "", "", "", ""),
    ("1", "Công khai kết quả giải quyết thủ tục", HCC, "", "Văn bản công khai", "Hằng tháng"),
    ("2", "Rà soát quy trình nội bộ", f"{KT}; {HCC}", "", "Quyết định", "Tháng 10/2026"),
    ("3", "Tự đánh giá chỉ số", VHXH, "", "Báo cáo", "Theo kế hoạch của Sở Nội vụ"),
    ("4", "Thực hiện phân cấp, ủy quyền", "Các phòng chuyên môn", "", "Quyết định", "Quý II/2026"),
    ("5", "Sắp xếp hồ sơ lưu trữ", KT, "", "", ""),
)  # fmt: skip
"""Seven tasks in two sections: fixed, ongoing, monthly, two leads, event, collective, no time."""


def plan_text(
    rows: Sequence[Sequence[str]] = ROWS,
    *,
    head: str = HEAD,
    headings: Sequence[str] = HEADINGS,
) -> bytes:
    """The plan as the bytes of a text file."""
    lines = ["\t".join(cells) for cells in (headings, *rows)]
    return (head + "\n".join(lines) + "\n").encode()
