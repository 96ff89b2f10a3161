"""Layouts that differ in their columns, their headings and what their cells hold."""

from tests.plan_import.layouts import Layout, Wide, bold

COLUMNS: dict[str, Layout] = {
    "numbers of the columns, a total, a note and a signature": Layout(
        rows=[
            ("TT", "Nhiệm vụ, giải pháp", "Sản phẩm", "Chủ trì", "Phối hợp",
             "Thời gian hoàn thành", "Kinh phí"),
            ("(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)"),
            ("A", "CẢI CÁCH THỂ CHẾ", "", "", "", "", ""),
            ("1", "Rà soát văn bản", "Báo cáo", "Văn phòng", "Công an xã", "15/3", "10 triệu"),
            ("2", "Kiểm tra văn bản", "Kết luận", "Văn phòng", "Công an xã", "15/6", "5 triệu"),
            ("", "Tổng cộng", "", "", "", "", "15 triệu"),
            ("", "Ghi chú: kinh phí lấy từ ngân sách xã.", "", "", "", "", ""),
            ("", "NGƯỜI LẬP BIỂU", "", "", "CHỦ TỊCH", "", ""),
            ("", "Lê Thị Mai", "", "", "Trần Văn Nam", "", ""),
        ],
        fields="section number title products lead supporting funding deadline",
        tasks=[
            ("A", "1", "Rà soát văn bản", "Báo cáo", "Văn phòng", "Công an xã", "10 triệu",
             "03-15"),
            ("A", "2", "Kiểm tra văn bản", "Kết luận", "Văn phòng", "Công an xã", "5 triệu",
             "06-15"),
        ],
        sections=[("A", "CẢI CÁCH THỂ CHẾ")],
    ),
    "headings in two rows, printed again on the next page": Layout(
        rows=[
            (Wide("STT", down=2), Wide("Nhiệm vụ", down=2), Wide("Phân công thực hiện", across=2),
             "", Wide("Thời gian (năm 2026)", down=2), Wide("Sản phẩm", down=2)),
            ("", "", "Chủ trì", "Phối hợp", "", ""),
            ("1", "Rà soát văn bản", "Văn phòng", "Công an xã", "Quý I", "Báo cáo"),
            (Wide("STT", down=2), Wide("Nhiệm vụ", down=2), Wide("Phân công thực hiện", across=2),
             "", Wide("Thời gian (năm 2026)", down=2), Wide("Sản phẩm", down=2)),
            ("", "", "Chủ trì", "Phối hợp", "", ""),
            ("2", "Kiểm tra văn bản", "Phòng Kinh tế", "Trạm Y tế", "Quý III", "Kết luận"),
        ],
        fields="number title lead supporting product deadline",
        tasks=[
            ("1", "Rà soát văn bản", "Văn phòng", "Công an xã", "Báo cáo", "03-31"),
            ("2", "Kiểm tra văn bản", "Phòng Kinh tế", "Trạm Y tế", "Kết luận", "09-30"),
        ],
    ),
    "a column for each quarter with a mark": Layout(
        rows=[
            (Wide("STT", down=2), Wide("Nội dung", down=2), Wide("Chủ trì", down=2),
             Wide("Thời gian thực hiện năm 2026", across=4), "", "", ""),
            ("", "", "", "Quý I", "Quý II", "Quý III", "Quý IV"),
            ("1", "Rà soát văn bản", "Văn phòng", "x", "", "", ""),
            ("2", "Kiểm tra văn bản", "Văn phòng", "", "x", "x", ""),
            ("3", "Tập huấn công chức", "Phòng Văn hóa - Xã hội", "", "x", "", "X"),
        ],
        fields="number title lead deadline_text deadline",
        tasks=[
            ("1", "Rà soát văn bản", "Văn phòng", "Quý I", "03-31"),
            ("2", "Kiểm tra văn bản", "Văn phòng", "Quý II, Quý III", "09-30"),
            ("3", "Tập huấn công chức", "Phòng Văn hóa - Xã hội", "Quý II, Quý IV",
             "06-30 12-31"),
        ],
    ),
    "quarters in roman digits under one heading": Layout(
        rows=[
            (Wide("TT", down=2), Wide("Công việc", down=2), Wide("Đơn vị thực hiện", down=2),
             Wide("Quý", across=4), "", "", ""),
            ("", "", "", "I", "II", "III", "IV"),
            ("1", "Rà soát văn bản", "Văn phòng", "", "", "x", ""),
        ],
        fields="number title lead deadline_text deadline",
        tasks=[("1", "Rà soát văn bản", "Văn phòng", "Quý III", "09-30")],
    ),
    "lead and support in one cell": Layout(
        rows=[
            ("STT", "Nhiệm vụ", "Cơ quan thực hiện", "Thời gian", "Sản phẩm"),
            ("1", "Rà soát văn bản",
             "Chủ trì: Văn phòng HĐND và UBND\nPhối hợp: Công an xã, Trạm Y tế",
             "Tháng 3", "Báo cáo"),
            ("2", "Kiểm tra văn bản",
             "- Cơ quan chủ trì: Phòng Kinh tế;\n- Cơ quan phối hợp: Các phòng chuyên môn.",
             "Tháng 4", "Báo cáo"),
            ("3", "Tập huấn", "Văn phòng chủ trì, phối hợp với Phòng Văn hóa - Xã hội", "Tháng 5",
             "Lớp tập huấn"),
            ("4", "Sơ kết", "Văn phòng (chủ trì); Phòng Kinh tế, Công an xã (phối hợp)", "Tháng 6",
             "Hội nghị"),
            ("5", "Tổng kết", "Văn phòng HĐND và UBND", "Tháng 12", "Hội nghị"),
        ],
        fields="number lead supporting",
        tasks=[
            ("1", "Văn phòng HĐND và UBND", "Công an xã; Trạm Y tế"),
            ("2", "Phòng Kinh tế", "Các phòng chuyên môn"),
            ("3", "Văn phòng", "Phòng Văn hóa - Xã hội"),
            ("4", "Văn phòng", "Phòng Kinh tế; Công an xã"),
            ("5", "Văn phòng HĐND và UBND", ""),
        ],
    ),
    "a column for each unit with a mark": Layout(
        rows=[
            (Wide("STT", down=2), Wide("Nhiệm vụ", down=2), Wide("Phân công thực hiện", across=3),
             "", "", Wide("Thời gian", down=2)),
            ("", "", "Văn phòng", "Phòng Kinh tế", "Công an xã", ""),
            ("1", "Rà soát văn bản", "x", "", "", "Quý I"),
            ("2", "Kiểm tra văn bản", "", "CT", "PH", "Quý II"),
        ],
        fields="number lead supporting deadline",
        tasks=[
            ("1", "Văn phòng", "", "03-31"),
            ("2", "Phòng Kinh tế", "Công an xã", "06-30"),
        ],
    ),
    "one heading over labels and titles": Layout(
        rows=[
            ("STT", Wide("Nội dung công việc", across=2), "", "Đơn vị chủ trì",
             "Thời gian hoàn thành", "Kết quả"),
            ("1", Wide("Rà soát văn bản", across=2), "", "Văn phòng", "15/3/2026", "Báo cáo"),
            ("", "a)", "Kiểm tra văn bản", "Văn phòng", "15/4/2026", "Báo cáo"),
        ],
        fields="number duty title deadline",
        tasks=[
            ("1", "", "Rà soát văn bản", "03-15"),
            ("a", "", "Kiểm tra văn bản", "04-15"),
        ],
        formats="docx xlsx",
    ),
    "numbered tasks stacked in one row": Layout(
        rows=[
            ("STT", "Nhiệm vụ", "Sản phẩm", "Chủ trì", "Thời gian"),
            ("1", "1. Ban hành kế hoạch\n2. Tổ chức kiểm tra\ntại các thôn", "Kế hoạch\nBáo cáo",
             "Văn phòng\nPhòng Kinh tế", "Tháng 3\nTháng 9"),
            ("2", "Tập huấn công chức", "Lớp tập huấn", "Phòng Văn hóa -\nXã hội", "Tháng 5"),
        ],
        fields="title product lead deadline",
        tasks=[
            ("Ban hành kế hoạch", "Kế hoạch", "Văn phòng", "03-31"),
            ("Tổ chức kiểm tra tại các thôn", "Báo cáo", "Phòng Kinh tế", "09-30"),
            ("Tập huấn công chức", "Lớp tập huấn", "Phòng Văn hóa - Xã hội", "05-31"),
        ],
    ),
    "several products of one task with times of their own": Layout(
        rows=[
            ("STT", "Nhiệm vụ", "Sản phẩm", "Chủ trì", "Thời gian"),
            ("1", "Kiểm tra cải cách hành chính", "- Kế hoạch\n- Báo cáo", "Văn phòng",
             "- Tháng 01\n- Tháng 12"),
            (Wide("2", down=2), Wide("Khảo sát hài lòng", down=2), "Phiếu khảo sát", "Văn phòng",
             "Tháng 5"),
            ("", "", "Báo cáo kết quả", "Phòng Kinh tế", "Tháng 10"),
            ("3", "Tuyên truyền", "Tin, bài", "Văn phòng", "Hằng tháng"),
        ],
        fields="number title products lead deadline_text deadline",
        tasks=[
            ("1", "Kiểm tra cải cách hành chính", "Kế hoạch; Báo cáo", "Văn phòng",
             "Kế hoạch – Tháng 01; Báo cáo – Tháng 12", "01-31 12-31"),
            ("2", "Khảo sát hài lòng", "Phiếu khảo sát; Báo cáo kết quả",
             "Văn phòng; Phòng Kinh tế",
             "Phiếu khảo sát – Tháng 5; Báo cáo kết quả – Tháng 10", "05-31 10-31"),
            ("3", "Tuyên truyền", "Tin, bài", "Văn phòng", "Hằng tháng", "recurring"),
        ],
    ),
    "a second appendix that lists no tasks": Layout(
        rows=[
            ("STT", "Nhiệm vụ", "Chủ trì", "Thời gian", "Sản phẩm"),
            ("1", "Rà soát văn bản", "Văn phòng", "Quý I", "Báo cáo"),
            ("STT", "Tên thủ tục hành chính", "Lĩnh vực", "Mã số", "Thời hạn giải quyết"),
            ("1", "Đăng ký khai sinh", "Hộ tịch", "1.001193", "01 ngày"),
            ("2", "Đăng ký kết hôn", "Hộ tịch", "1.000894", "03 ngày"),
        ],
        fields="number title",
        tasks=[("1", "Rà soát văn bản")],
    ),
    "beginning and end in columns of their own": Layout(
        rows=[
            (Wide("STT", down=2), Wide("Nhiệm vụ", down=2), Wide("Chủ trì", down=2),
             Wide("Thời gian", across=2), ""),
            ("", "", "", "Bắt đầu", "Kết thúc"),
            ("1", "Rà soát văn bản", "Văn phòng", "05/01/2026", "30/3/2026"),
            ("2", "Kiểm tra văn bản", "Văn phòng", "", "30/6/2026"),
        ],
        fields="number title deadline",
        tasks=[
            ("1", "Rà soát văn bản", "03-30"),
            ("2", "Kiểm tra văn bản", "06-30"),
        ],
    ),
    "a row cut by hand at the end of a page": Layout(
        rows=[
            ("STT", "Nhiệm vụ", "Sản phẩm", "Chủ trì", "Thời gian"),
            ("1", "Ban hành Kế hoạch kiểm tra việc", "Kế hoạch", "Văn phòng HĐND", "Tháng 3"),
            ("", "chấp hành kỷ luật hành chính", "", "và UBND", ""),
            ("2", "Tập huấn công chức", "Lớp tập huấn", "Văn phòng", "Tháng 4"),
        ],
        fields="number title product lead deadline",
        tasks=[
            ("1", "Ban hành Kế hoạch kiểm tra việc chấp hành kỷ luật hành chính", "Kế hoạch",
             "Văn phòng HĐND và UBND", "03-31"),
            ("2", "Tập huấn công chức", "Lớp tập huấn", "Văn phòng", "04-30"),
        ],
    ),
    "numbers before the titles, no column of numbers": Layout(
        rows=[
            ("Nội dung công việc", "Cán bộ phụ trách", "Thời gian hoàn thành", "Kết quả dự kiến"),
            (bold("I. Cải cách thể chế"), "", "", ""),
            ("1. Rà soát văn bản", "Văn phòng", "Tháng 3", "Báo cáo"),
            ("2. Kiểm tra văn bản", "Văn phòng", "Tháng 4", "Báo cáo"),
        ],
        fields="section number title lead product",
        tasks=[
            ("I", "1", "Rà soát văn bản", "Văn phòng", "Báo cáo"),
            ("I", "2", "Kiểm tra văn bản", "Văn phòng", "Báo cáo"),
        ],
        sections=[("I", "Cải cách thể chế")],
    ),
}  # fmt: skip
