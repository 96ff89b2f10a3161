"""Cells of a time column without a date of their own, by what a careful clerk reads in them.

Recurring and ongoing ones stand under the words of the explanation behind the arrow.
"""

RECURRING = {
    "hằng năm, hạn ngày cuối tháng 5; hằng năm, hạn ngày cuối tháng 11": [
        "Tháng 5, tháng 11 hằng năm",
    ],
    "hằng năm, hạn ngày cuối tháng 6; hằng năm, hạn ngày cuối tháng 12": [
        "tháng 6 và tháng 12 hàng năm",
    ],
    "hằng năm, hạn ngày cuối tháng 12": ["Tháng 12 hàng năm", "Quý IV hằng năm"],
    "hằng năm, hạn ngày cuối tháng 3": ["Quý I hàng năm"],
    "hằng năm, hạn ngày cuối tháng 3; hằng năm, hạn ngày cuối tháng 9": ["Quý I, III hằng năm"],
    "hằng năm, hạn ngày 30/6; hằng năm, hạn ngày 31/12": [
        "30/6 và 31/12 hằng năm", "30/6, 31/12 hàng năm",
    ],
    "hằng năm, hạn ngày 29/6; hằng năm, hạn ngày 30/12": ["Trước 30/6 và 31/12 hằng năm"],
    "hằng năm, hạn ngày 14/6; hằng năm, hạn ngày 14/12": [
        "Trước ngày 15/6 và ngày 15/12 hằng năm",
    ],
    "hằng 6 tháng": [
        "06 tháng/lần", "6 tháng 1 lần", "6 tháng một lần", "Báo cáo 6 tháng", "01 lần/6 tháng",
    ],
    "hằng 6 tháng; hằng năm": [
        "06 tháng, năm", "6 tháng và cả năm", "6 tháng, 1 năm", "6 tháng đầu năm, cả năm",
        "Sơ kết 6 tháng, tổng kết năm", "định kì 6 tháng, năm",
    ],
    "hằng quý; hằng 6 tháng; hằng 9 tháng; hằng năm": [
        "3 tháng, 6 tháng, 9 tháng, năm", "Hằng quý, 6 tháng, 9 tháng, năm",
    ],
    "hằng quý": [
        "1 lần/quý", "Định kỳ 3 tháng", "Báo cáo quý", "các quý trong năm", "Các quý",
        "Hằng quý trong năm", "hằng quý đến 31/12/2025", "Quý/1 lần", "01 quý/01 lần",
        "ít nhất mỗi quý 01 lần", "Mỗi quý ít nhất 01 cuộc", "Các quý năm 2025", "Trong các quý",
        "1 lần 1 quý",
    ],
    "hằng tháng": [
        "01 lần/ tháng", "mỗi tháng 01 lần", "Hằng tháng", "Hàng tháng", "Định kỳ hàng tháng",
        "Báo cáo tháng", "các tháng trong năm", "Hằng tháng đến hết năm 2025", "Tháng/lần",
        "1 tháng/lần", "Hàng tháng/lần", "Các tháng trong năm 2025",
    ],
    "hằng năm": [
        "01 lần/năm", "ít nhất 01 lần/năm", "1 cuộc/năm", "01 năm/lần", "năm/lần",
        "Tối thiểu 01 lần/năm", "Năm 2025, hằng năm", "theo từng năm", "theo năm",
        "01 lần/01 năm",
    ],
    "hằng năm (2 lần mỗi kỳ)": [
        "02 lần/năm", "ít nhất 2 lần/năm", "mỗi năm 2 lần", "mỗi năm ít nhất 02 lần",
        "Định kỳ 2 lần/năm", "02 đợt/năm",
    ],
    "hằng tháng (2 lần mỗi kỳ)": ["Tối thiểu 02 kỳ/tháng", "02 kỳ/tháng"],
    "hằng tuần": ["mỗi tuần 1 lần", "Hằng tuần", "Họp giao ban hằng tuần"],
    "hằng tháng; hằng quý": ["hàng  tháng, quý", "theo tháng, quý"],
    "hằng quý; hằng năm": ["Hằng quý/năm", "Hàng quý, năm", "Theo quý/năm"],
    "hằng tháng; hằng quý; hằng năm": ["Tháng/Quý/Năm", "Định kỳ tháng, quý, năm"],
    "hằng quý; hằng 6 tháng; hằng năm": ["Quý/6 tháng/năm"],
    "hằng tháng; hằng quý; hằng 6 tháng; hằng năm": ["Tháng, quý, 6 tháng, năm"],
    "hằng năm, hạn ngày 14/12": [
        "định kỳ hằng năm (trước 15/12)", "báo cáo năm gửi trước ngày 15/12",
    ],
    "hằng tháng, hạn ngày 15": ["Ngày 15 hằng tháng"],
    "hằng tháng, hạn ngày 19": ["Trước ngày 20 hàng tháng"],
    "hằng quý, hạn ngày 09 tháng cuối kỳ": ["Trước ngày 10 của tháng cuối quý"],
    "hằng quý, hạn ngày 14 tháng cuối kỳ": [
        "Trước ngày 15 tháng cuối quý", "trước ngày 15 của tháng cuối mỗi quý",
        "Trước ngày 15 tháng cuối của quý", "Định kỳ quý (trước ngày 15 của tháng cuối quý)",
    ],
    "hằng quý, hạn ngày 19 tháng cuối kỳ": ["trước ngày 20 tháng cuối cùng của quý"],
    "hằng quý, hạn ngày 25 tháng cuối kỳ": ["ngày 25 tháng cuối quý"],
    "hằng quý, hạn ngày 04 tháng đầu kỳ sau": ["trước ngày 05 của tháng đầu tiên của quý sau"],
    "hằng tuần, hạn thứ Sáu": [
        "thứ 6 hàng tuần", "Chiều thứ sáu hằng tuần", "Hằng tuần (thứ Sáu)",
        "chiều thứ Sáu hằng tuần",
    ],
    "hằng tuần, hạn thứ Năm": ["trước 16h00 thứ 5 hằng tuần", "trước 11h00 thứ Năm hằng tuần"],
    "hằng tháng, hạn ngày 25": ["trước 16h ngày 25 hằng tháng"],
    "hằng tháng, hạn ngày 20": ["Từ ngày 15 đến ngày 20 hằng tháng", "Hằng tháng (ngày 20)"],
    "hằng tháng, hạn ngày 15; hằng tháng, hạn ngày 30": ["Ngày 15,30 hằng tháng"],
    "hằng tháng, hạn ngày 10; hằng tháng, hạn ngày 25": ["ngày 10 và 25 hàng tháng"],
    "hằng năm, hạn ngày cuối tháng 3; hằng năm, hạn ngày cuối tháng 6; "
    "hằng năm, hạn ngày cuối tháng 9; hằng năm, hạn ngày cuối tháng 12": [
        "các tháng 3, 6, 9, 12 hằng năm",
    ],
    "hằng tháng, hạn ngày 05": ["mồng 5 hằng tháng"],
    "hằng tháng, hạn ngày 14; "
    "hằng quý, hạn ngày 14 tháng cuối kỳ; hằng năm, hạn ngày 14 tháng cuối kỳ": [
        "Ngày 14 hằng tháng, quý, năm",
    ],
    "hằng tháng, hạn ngày 24; hằng quý, hạn ngày 13 tháng cuối kỳ": [
        "Trước ngày 25 hằng tháng; báo cáo quý trước ngày 14 tháng cuối quý",
    ],
    "hằng tháng, hạn ngày 19; hằng quý, hạn ngày 13 tháng cuối kỳ; hằng năm, hạn ngày 14/12": [
        "Báo cáo tháng: trước ngày 20; báo cáo quý: trước ngày 14 tháng cuối quý;"
        " báo cáo năm: trước 15/12",
    ],
    "hằng 6 tháng, hạn ngày 14/6; hằng năm, hạn ngày 14/12": [
        "Báo cáo định kỳ 6 tháng trước ngày 15/6, năm trước ngày 15/12",
        "6 tháng (trước 15/6), năm (trước 15/12)",
    ],
    "hằng tuần, hạn thứ Hai": ["thứ hai hằng tuần"],
    "hằng năm từ 01/01/2026": [
        "hằng năm giai đoạn 2026-2030", "Hằng năm (2026-2030)", "Hằng năm, từ 2026 đến 2030",
    ],
    "hằng quý từ 01/7/2025": ["Hằng quý từ quý III/2025"],
    "hằng tháng từ 01/8/2025": [
        "Hằng tháng từ tháng 8/2025", "Từ tháng 8 đến tháng 12/2025, hằng tháng",
        "hằng tháng, từ tháng 8/2025 đến tháng 12/2025",
    ],
    "hằng tháng từ 01/7/2025": ["định kỳ hằng tháng trong 6 tháng cuối năm"],
    "hằng tuần, hạn thứ Ba; hằng tuần, hạn thứ Năm": ["Thứ 3, thứ 5 hằng tuần"],
    "hằng quý, hạn ngày 19 tháng cuối kỳ; "
    "hằng 6 tháng, hạn ngày 19 tháng cuối kỳ; hằng năm, hạn ngày 19 tháng cuối kỳ": [
        "Trước ngày 20 tháng cuối quý, 6 tháng, năm",
    ],
    "hằng quý, hạn ngày 13/3; hằng quý, hạn ngày 13/6; "
    "hằng quý, hạn ngày 13/9; hằng quý, hạn ngày 13/12": [
        "Báo cáo quý (trước 14/3, 14/6, 14/9, 14/12)",
    ],
    "hằng quý, hạn ngày 14 tháng cuối kỳ; hằng năm, hạn ngày 14/12": [
        "Hằng quý: trước ngày 15 tháng cuối quý; năm: trước ngày 15/12",
    ],
    "hằng 6 tháng, hạn ngày 15/6; hằng năm, hạn ngày 15/12": [
        "6 tháng: 15/6; năm: 15/12", "6 tháng (15/6); năm (15/12)",
    ],
    "hằng quý (2 lần mỗi kỳ)": ["02 lần/quý"],
    "hằng 6 tháng, hạn ngày 30/6; hằng năm, hạn ngày 15/12": [
        "Báo cáo 6 tháng: 30/6. Báo cáo năm: 15/12",
    ],
    "hằng tháng, hạn ngày 01": ["Ngày 1 hàng tháng"],
    "hằng quý, hạn ngày 14 tháng cuối kỳ; "
    "hằng 6 tháng, hạn ngày 14 tháng cuối kỳ; hằng năm, hạn ngày 14 tháng cuối kỳ": [
        "chậm nhất ngày 14 của tháng cuối quý, 6 tháng, năm",
    ],
    "hằng quý, hạn ngày cuối kỳ trước": ["Trước ngày 01 tháng đầu quý"],
    "hằng tuần; hằng quý, hạn ngày cuối kỳ trước": [
        "định kỳ hằng tuần, quý; trước ngày 1 của tháng đầu quý",
    ],
    "hằng tháng; hằng quý, hạn ngày 09 tháng cuối kỳ": [
        "Hằng tháng; báo cáo trước ngày 10 của tháng cuối quý",
    ],
    "hằng tháng, hạn ngày 24; hằng quý": ["Hằng tháng (trước ngày 25) và hằng quý"],
}  # fmt: skip

ONGOING = {
    "thường xuyên": [
        "Hàng ngày", "Định kỳ, thường xuyên", "THƯỜNG XUYÊN", "Thường xuyên,",
        "Thường  xuyên trong năm", "Thường xuyên hàng năm", "Thường xuyên, liên tục",
        "Làm thường xuyên", "Thực hiện thường xuyên", "Thường xuyên và đột xuất",
        "Thường xuyên hoặc theo yêu cầu", "Thuờng xuyên", "Thường xuyện", "Trong suốt năm 2025",
        "Cả năm", "Thường xuyên Phòng VH-XH", "Thường xuyên và theo kế hoạch",
        "Thường xuyên, theo tiến độ", "Thường xuyên, theo quy định",
        "Trong năm 2025, thường xuyên", "Năm 2025 (thường xuyên)",
    ],
    "thường xuyên từ 01/8/2025": [
        "Thường xuyên từ tháng 8/2025", "Từ tháng 8/2025, thường xuyên",
    ],
    "thường xuyên từ 01/9/2025": ["Từ tháng 9/2025", "Từ ngày 01/9/2025"],
    "thường xuyên từ 01/7/2025": [
        "Bắt đầu từ quý III/2025", "Quý III/2025 trở đi",
        "Thực hiện Nghị định số 118/2025/NĐ-CP từ ngày 01/7/2025", "Từ 01/7/2025",
        "Kể từ 01/7/2025", "từ 01/7", "Áp dụng từ 01/7/2025", "Có hiệu lực từ ngày 01/7/2025",
    ],
    "thường xuyên từ 01/4/2025": ["Từ quý II/2025 trở đi"],
    "thường xuyên từ 01/7/2025 đến 30/9/2025": [
        "Thường xuyên Quý III/2025", "Quý III/2025 Thường xuyên",
    ],
    "thường xuyên từ 01/7/2025 đến 31/12/2025": ["Thường xuyên trong quý III, IV"],
    "thường xuyên đến 31/12/2025": [
        "Thường xuyên đến hết năm 2025", "thường xuyên từ nay đến cuối năm",
    ],
    "thường xuyên từ 15/8/2025": ["từ 8h00 ngày 15/8/2025"],
}  # fmt: skip

# How long after the event the deadline comes, and the cells that say so.
EVENTS = {
    None: [
        "đầu năm học 2025-2026", "trước khi kết thúc năm 2025", "Định kỳ theo quy định",
        "định kỳ theo yêu cầu", "Định kỳ, đột xuất", "Định kỳ hoặc đột xuất",
        "Năm học 2025 - 2026", "Học kỳ I", "Nhiệm kỳ 2025-2030",
        "Theo Kế hoạch số 15/KH-UBND ngày 20/01/2025", "Theo Quyết định 1015/QĐ-TTg",
        "Theo Quyết định số 1015/QĐ-TTg ngày 30/8/2022 của Thủ tướng Chính phủ",
        "Theo Nghị quyết 76", "Theo Nghị định 63/2010/NĐ-CP", "theo Nghị quyết số 76/NQ-CP",
        "theo Thông tư 01/2023", "Theo KH số 15 ngày 20/01/2025",
        "Theo Công văn số 123/SNV-CCHC ngày 05/3/2025",
        "Theo văn bản số 45/UBND-NV ngày 05/3/2025", "Theo kế hoạch", "Theo kế hoạch năm 2025",
        "Theo KH", "Theo tiến độ", "theo tiến độ của tỉnh", "theo lộ trình của tỉnh",
        "theo quy định của pháp luật", "Theo hướng dẫn của Sở", "Theo yêu cầu",
        "theo yêu cầu của UBND tỉnh", "Theo yêu cầu nhiệm vụ", "Theo thời gian quy định",
        "Theo từng nội dung", "theo chỉ đạo của cấp trên", "theo kế hoạch kiểm tra",
        "khi phát sinh", "Khi có phát sinh", "Khi có yêu cầu", "Khi có văn bản chỉ đạo",
        "khi có văn bản hướng dẫn của cấp trên", "Ngay khi có hướng dẫn",
        "Sau khi có hướng dẫn của Bộ Nội vụ", "đột xuất", "Đột xuất (khi có yêu cầu)",
        "sau 24 giờ kể từ khi tiếp nhận", "trước 10 ngày so với kỳ họp", "trước kỳ họp 15 ngày",
        "Tùy tình hình thực tế", "Ngay sau khi ban hành",
        "Nghị quyết HĐND tỉnh kỳ họp cuối năm 2025", "Kỳ họp thứ 5 HĐND",
        "Trước Tết Nguyên đán 2026", "Trước khi tổ chức đại hội", "Trước đại hội", "ngày bầu cử",
        "Sau Tết", "theo Quyết định ngày 20/01/2025",
        "theo Công văn ngày 20/01/2025 của Sở Nội vụ", "Theo Chương trình công tác năm 2025",
        "Theo Chương trình công tác quý III/2025", "Theo Kế hoạch quý III của tỉnh",
        "15 ngày trước khi tổ chức", "Ngay sau khi có văn bản", "chờ căn cứ", "Năm học",
        "Không định kỳ", "Khi có thời gian", "Theo Luật Tổ chức chính quyền địa phương 2025",
        "Theo Thông báo số 12-TB/ĐU ngày 01/8/2025", "Theo CV 1234/SNV-CCHC ngày 5/8/2025",
        "theo công văn số 1234 ngày 5 tháng 8 năm 2025", "Căn cứ Quyết định số 1015/QĐ-TTg",
        "Theo Chương trình số 15-CTr/TU", "đến khi hoàn thành", "Đến khi có văn bản thay thế",
        "cho đến khi hoàn thành", "Khi hoàn thành", "Sau khi hoàn thành sắp xếp",
        "Sau sắp xếp đơn vị hành chính", "Theo Luật có hiệu lực từ ngày 01/7/2025",
        "Phiên họp tháng 9", "Phiên họp thường kỳ tháng 9/2025", "kỳ họp giữa năm",
        "Kỳ họp thường lệ giữa năm 2025", "theo lịch họp", "Theo lịch của tỉnh", "Theo thông báo",
        "Theo giấy mời", "Theo văn bản của cấp trên", "Thực hiện theo Kế hoạch của Sở Nội vụ",
        "Theo hợp đồng", "Theo từng giai đoạn", "Theo năm học", "theo giờ hành chính",
        "Theo Phụ lục II", "Phụ lục kèm theo Quyết định này",
    ],
    (15, "day"): [
        "sau 15 ngày kể từ ngày ban hành", "Chậm nhất 15 ngày sau khi Kế hoạch được ban hành",
        "Sau khi có Quyết định 15 ngày",
    ],
    (20, "day"): ["20 ngày sau khi có văn bản", "chờ căn cứ: 20 ngày sau khi có văn bản"],
    (20, "working_day"): ["20 ngày làm việc sau khi có văn bản"],
    (5, "working_day"): [
        "trong vòng 05 ngày làm việc sau khi có văn bản",
        "trong vòng 05 ngày làm việc kể từ ngày nhận được văn bản",
        "chậm nhất là 05 ngày làm việc, kể từ ngày ký",
        "Không quá 05 ngày làm việc kể từ khi nhận hồ sơ",
    ],
    (10, "day"): [
        "Trong 10 ngày kể từ ngày ban hành Kế hoạch",
        "Sau khi có kế hoạch của tỉnh (chậm nhất 10 ngày)",
        "Sau khi có hướng dẫn của Sở Nội vụ trong vòng 10 ngày",
    ],
    (30, "day"): ["trong thời hạn 30 ngày kể từ ngày Kế hoạch này có hiệu lực", "Sau 30 ngày"],
    (1, "month"): [
        "01 tháng sau khi có Nghị quyết", "sau 01 tháng", "01 tháng kể từ ngày 01/7/2025",
    ],
    (6, "month"): ["sau 6 tháng triển khai"],
    (10, "working_day"): ["10 ngày làm việc kể từ ngày 01/7/2025"],
    (3, "working_day"): ["sau khi nhận được văn bản 03 ngày làm việc"],
    (1, "week"): ["một tuần sau khi có văn bản"],
    (2, "week"): ["02 tuần kể từ ngày ban hành"],
    (18, "month"): ["18 tháng kể từ ngày khởi công"],
}  # fmt: skip

# No time, or a time that would have to be guessed.
UNREADABLE = [
    "Quý 3/4 năm 2025", "Quý II hoặc III", "cuối quý", "tuần thứ 2 của tháng 6",
    "tuần đầu tháng 6/2025", "tuần 1 tháng 7", "ngày làm việc cuối cùng của tháng",
    "ngày làm việc cuối cùng của tháng 6/2025", "ngày làm việc đầu tiên hằng tháng",
    "tháng 9 hoặc tháng 10", "2 tháng/lần", "2 năm/lần", "2 tuần/lần", "ngày 20 của tháng",
    "ngày cuối tháng", "KH 15/KH-UBND ngày 20/01/2025", "Kế hoạch số 15 ngày 20/01/2025",
    "CV số 123/SNV ngày 05/3/2025", "11h00", "Đã hoàn thành", "Đã thực hiện", "Hoàn thành",
    "Đang thực hiện", "X", "Như trên", "-nt-", "Như nhiệm vụ 1", "10.000.000 đồng", "15.000.000",
    "50 triệu đồng", "2.500.000đ", "0912 345 678", "02363.123.456", "0236 3822 123",
    "ĐT: 0905.123.456", "Phòng Văn hóa - Xã hội", "UBND phường", "Tổ 15", "Tổ dân phố số 5",
    "Công an phường", "Các phòng, ban", "100%", "95%", "Trên 90%", "15", "5 văn bản", "Báo cáo",
    "Kế hoạch", "Báo cáo năm 2025", "Kế hoạch năm 2026", "Văn bản", "Chưa xác định",
    "Không xác định", "Không", "Linh hoạt", "Sớm nhất", "Ngay", "Kịp thời", "15-20 hằng tháng",
    "01.2026", "trong quý", "Trong tháng", "Cuối quý III đầu quý IV/2025",
    "Cuối năm 2025, đầu năm 2026", "30/2/2025", "31/6/2025", "32/12/2025", "Quý VI", "Quý 5",
    "Tháng 0", "Tháng 13", "30/9/205", "30/9/20025", "309/2025", "Quý III/20225", "9/25",
    "Tháng CNTT", "Sau ngày 30/9", "Sau quý III", "sau tháng 9", "Ngay sau ngày 01/7/2025",
    "trước hoặc bằng 30/9/2025", "không sau ngày 30/9/2025", "không trước ngày 30/9/2025",
    "Tháng 6/2025 đến nay", "So với năm 2024", "Như năm 2024", "tăng 5% so với năm 2024",
    "tháng Giêng", "tháng chạp", "mùng 5 tháng sau", "Trước ngày mùng 10", "2 đợt",
    "Quyết định số 15 ngày 20/01/2025", "Kế hoạch số 100/KH-UBND của UBND tỉnh năm 2025",
    "Quý III, năm", "Cuối quý III, đầu quý IV/2025", "10 ngày", "30 ngày/lần", "Thứ 2 đầu tháng",
    "Ngày thứ Bảy", "10/hằng tháng", "10 hàng tháng", "Ngày 10/hàng tháng",
    "ngày 05 tháng sau liền kề", "ngày 5 của tháng kế tiếp", "12 tháng", "6 tháng", "3 tháng",
    "5 năm", "1 năm", "24 tháng", "năm", "quý", "tháng", "ngày", "tuần", "kỳ", "hạn", "trước",
    "Trước", "đến", "Hết", "30", "30/", "/2025", "/6/2025", ".../6/2025", "… /6/2025",
    "ngày ... tháng 6 năm 2025", "ngày tháng năm 2025", "ngày    tháng 6 năm 2025", "__/__/2025",
    "Quý .../2025", "Quý …/2025", "Quý    /2025", "Quý/2025", "tháng /2025", "tháng ... năm 2025",
    "T/2025", "Q/2025", "III/2025", "IV/2025", "III", "I, II, III, IV", "I-IV/2025",
    "Quý 1II/2025", "Quý IIII/2025", "Quy’ III/2025", "30/6/202530/12/2025",
    "Thường xuyênQuý III", "không thường xuyên", "Không có", "Không thời hạn",
    "không quy định thời gian", "chưa có thời gian", "Đúng thời gian quy định", "Đúng hạn",
    "đúng tiến độ", "Đảm bảo tiến độ", "Sớm", "Chuyển sang năm 2026", "Tiếp tục năm 2026",
    "Đã hoàn thành ngày 15/3/2025", "Đã hoàn thành trong quý I/2025",
    "Đã ban hành ngày 20/01/2025", "Hoàn thành tại QĐ số 12/QĐ-UBND ngày 20/01/2025",
    "Đã thực hiện tháng 3", "Luật số 72/2025/QH15", "Luật số 72/2025/QH15 ngày 16/6/2025",
    "Nghị quyết 57-NQ/TW ngày 22/12/2024 của Bộ Chính trị",
    "Nghị định số 61/2018/NĐ-CP ngày 23/4/2018", "Hướng dẫn số 05/HD-UBND ngày 10/02/2025",
    "Phụ lục 1", "Phụ lục II", "Mục III", "Mục I.2", "Biểu số 3", "Tiêu chí 1.2", "1.1.2", "2.3",
    "II", "V", "Chỉ số PAR INDEX 2025", "PAR INDEX năm 2024", "CCHC năm 2025",
    "Kế hoạch CCHC năm 2025 của tỉnh", "Đề án 06", "Đề án 06 giai đoạn 2022-2025",
    "Đề án 06 giai đoạn 2022-2025, tầm nhìn 2030", "Hằng tuần trong tháng 8", "05 ngày/lần",
    "2 ngày/tuần", "thứ 2 đến thứ 6", "24/7", "24/24h, 7 ngày/tuần", "Giờ hành chính",
    "7h30 - 11h30", "45884", "15-Aug-25", "Aug 2025", "8/15/2025", "Trước 25 hàng tháng",
    "trước 25 hằng tháng", "chậm nhất 25 hằng tháng", "Trước ngày 25 của tháng",
    "15/6 (6 tháng), 15/12 (năm)", "15/6 đối với báo cáo 6 tháng; 15/12 đối với báo cáo năm",
    "Ngày 05 tháng sau", "ngày 05 của tháng tiếp theo", "Trong 2 ngày 15, 16/7/2025",
    "02 ngày 15-16/7", "hết ngày 15", "hết tháng", "hết quý", "hết 6 tháng", "đến nay",
    "Sau 01/7/2025", "Dự kiến trong tháng 8 hoặc tháng 9", "Tháng 8 hoặc 9/2025", "tháng này",
    "Cuối tháng", "Đầu tháng", "Cuối tháng 8, đầu tháng 9", "Trung tuần tháng 9",
    "thượng tuần tháng 9", "Tuần 3 tháng 9", "Tuần thứ ba tháng 9/2025", "10 ngày đầu tháng 9",
    "Nửa đầu quý III", "Tháng đầu tiên của quý", "tháng thứ hai của quý", "Kỳ I", "Kỳ 1, kỳ 2",
    "đợt 1", "Đợt 1/2025", "Đợt 2 năm 2025", "Giao ban tháng", "QĐ số 15/QĐ-UBND",
    "Ngày cuối quý", "Ngày cuối cùng của quý", "ngày cuối mỗi tháng", "ngày đầu tháng",
    "0/6/2025", "30/06/0205", "30,6,2025", "30;6;2025", "30 6 2025", "30062025", "30-6", "30.6",
    "30-6/2025", "Quý 1V/2025", "Quý: III/2025", "Quý thứ III", "quý thứ 3 năm 2025", "III.2025",
    "trung tuần tháng 9", "30/9/15", "15/7/2021 của Chính phủ",
    "Công văn 12 ngày 15/12/2025 của Sở Nội vụ", "2.5.1", "2.5.1. Rà soát",
]  # fmt: skip
