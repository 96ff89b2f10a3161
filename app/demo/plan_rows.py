"""The appendix of the demo plan: our own writing, one row for every kind of printed time."""

from dataclasses import dataclass

OFFICE = "Văn phòng HĐND và UBND"
CULTURE = "Phòng Văn hóa - Xã hội"
ECONOMY = "Phòng Kinh tế, Hạ tầng và Đô thị"
SERVICE = "Trung tâm Phục vụ hành chính công"
HEALTH = "Trạm Y tế"
POLICE = "Công an phường"
FRONT = "Ủy ban MTTQ"
DEPARTMENTS = "Các phòng chuyên môn"
AGENCIES = "Các cơ quan, đơn vị có liên quan"


@dataclass(frozen=True, slots=True)
class DemoTask:
    """A row of the appendix; an objective of None continues the one above it."""

    objective: str | None
    title: str
    product: tuple[str, ...]
    lead: tuple[str, ...]
    supporting: tuple[str, ...]
    deadline: str


AREAS: tuple[tuple[str, tuple[DemoTask, ...]], ...] = (
    (
        "CÔNG TÁC CHỈ ĐẠO, ĐIỀU HÀNH",
        (
            DemoTask(
                "Hoàn thành 100% nhiệm vụ của Kế hoạch, kết quả được kiểm chứng bằng sản phẩm"
                " cụ thể",
                "Ban hành Kế hoạch cải cách hành chính năm 2026 của phường",
                ("Kế hoạch",),
                (CULTURE,),
                (DEPARTMENTS, SERVICE),
                "Trước ngày 20/01/2026",
            ),
            DemoTask(
                None,
                "Kiểm tra công tác cải cách hành chính tại các đơn vị thuộc phường",
                ("Kế hoạch kiểm tra", "Biên bản kiểm tra", "Báo cáo kết quả kiểm tra"),
                (CULTURE,),
                (OFFICE, SERVICE),
                "Ban hành kế hoạch trong tháng 02, kiểm tra chậm nhất tháng 6, báo cáo tháng 8",
            ),
            DemoTask(
                None,
                "Thực hiện chế độ báo cáo cải cách hành chính định kỳ",
                ("Báo cáo",),
                (CULTURE,),
                (DEPARTMENTS,),
                "Định kỳ hằng quý, 6 tháng, 1 năm",
            ),
            DemoTask(
                "Nâng cao nhận thức của cán bộ, công chức và Nhân dân về cải cách hành chính",
                "Thông tin, tuyên truyền về cải cách hành chính trên địa bàn phường",
                ("Tin, bài trên Trang thông tin điện tử", "Tài liệu phát tại tổ dân phố"),
                (CULTURE,),
                (FRONT, AGENCIES),
                "Thường xuyên",
            ),
            DemoTask(
                None,
                "Tự đánh giá, chấm điểm Chỉ số cải cách hành chính năm 2025 của phường",
                ("Báo cáo tự đánh giá", "Hồ sơ kiểm chứng"),
                (CULTURE, SERVICE),
                (DEPARTMENTS,),
                "Theo kế hoạch của Sở Nội vụ",
            ),
            DemoTask(
                None,
                "Tổ chức đối thoại giữa lãnh đạo UBND phường với người dân, doanh nghiệp",
                ("Thông báo kết luận đối thoại",),
                (OFFICE,),
                (FRONT, POLICE),
                "Quý II và Quý IV/2026",
            ),
        ),
    ),
    (
        "CẢI CÁCH THỂ CHẾ",
        (
            DemoTask(
                "100% văn bản do HĐND, UBND phường ban hành đúng thẩm quyền và được rà soát"
                " kịp thời",
                "Ban hành Kế hoạch kiểm tra, rà soát văn bản quy phạm pháp luật năm 2026",
                ("Kế hoạch",),
                (OFFICE,),
                (DEPARTMENTS,),
                "Tháng 02/2026",
            ),
            DemoTask(
                None,
                "Rà soát, hệ thống hóa văn bản do HĐND, UBND phường ban hành",
                ("Báo cáo kết quả rà soát", "Danh mục văn bản còn hiệu lực, hết hiệu lực"),
                (OFFICE,),
                (DEPARTMENTS,),
                "Chậm nhất ngày 30/6/2026",
            ),
            DemoTask(
                "Pháp luật được thi hành nghiêm minh, người dân nắm được quy định mới",
                "Theo dõi tình hình thi hành pháp luật trên địa bàn phường",
                ("Kế hoạch", "Báo cáo kết quả theo dõi"),
                (OFFICE,),
                (POLICE, DEPARTMENTS),
                "Từ tháng 3 đến tháng 11/2026",
            ),
            DemoTask(
                None,
                "Phổ biến, giáo dục pháp luật cho cán bộ, công chức và Nhân dân",
                ("Hội nghị, tài liệu tuyên truyền",),
                (OFFICE,),
                (FRONT, POLICE),
                "Trong năm, thường xuyên",
            ),
        ),
    ),
    (
        "CẢI CÁCH THỦ TỤC HÀNH CHÍNH",
        (
            DemoTask(
                "Tỷ lệ hồ sơ giải quyết đúng hạn và trước hạn đạt từ 98% trở lên",
                "Ban hành Kế hoạch kiểm soát thủ tục hành chính năm 2026",
                ("Kế hoạch",),
                (SERVICE,),
                (OFFICE,),
                "31/01/2026",
            ),
            DemoTask(
                None,
                "Niêm yết, công khai thủ tục hành chính mới ban hành, sửa đổi, bãi bỏ",
                ("Danh mục thủ tục hành chính được công khai",),
                (SERVICE,),
                (DEPARTMENTS,),
                "Khi có quyết định công bố của UBND tỉnh",
            ),
            DemoTask(
                None,
                "Rà soát, đề xuất đơn giản hóa thủ tục hành chính nội bộ",
                ("Báo cáo rà soát", "Phương án đơn giản hóa"),
                (SERVICE,),
                (OFFICE, DEPARTMENTS),
                "Quý II–III/2026",
            ),
            DemoTask(
                "100% hồ sơ tiếp nhận được số hóa theo quy định",
                "Số hóa hồ sơ, kết quả giải quyết thủ tục hành chính",
                ("Báo cáo tỷ lệ số hóa",),
                (SERVICE,),
                (CULTURE, ECONOMY),
                "Hằng tháng",
            ),
            DemoTask(
                "Mức độ hài lòng của người dân, tổ chức đạt từ 95% trở lên",
                "Công khai kết quả đánh giá chất lượng phục vụ người dân, doanh nghiệp",
                ("Văn bản công khai kết quả đánh giá",),
                (SERVICE,),
                (CULTURE,),
                "Trước ngày 15 hằng tháng",
            ),
            DemoTask(
                None,
                "Khảo sát mức độ hài lòng của người dân về sự phục vụ tại phường",
                ("Phiếu khảo sát", "Báo cáo kết quả khảo sát"),
                (SERVICE, HEALTH),
                (CULTURE, FRONT),
                "Quý III/2026",
            ),
        ),
    ),
    (
        "CẢI CÁCH TỔ CHỨC BỘ MÁY",
        (
            DemoTask(
                "Bộ máy tinh gọn, mỗi việc chỉ do một đơn vị chủ trì",
                "Rà soát chức năng, nhiệm vụ của các đơn vị thuộc UBND phường",
                ("Tờ trình", "Quyết định"),
                (CULTURE,),
                (DEPARTMENTS,),
                "Quý I/2026",
            ),
            DemoTask(
                None,
                "Thực hiện phân cấp, ủy quyền giải quyết công việc",
                ("Quyết định",),
                (OFFICE,),
                (CULTURE, ECONOMY),
                "Khi có hướng dẫn của cấp trên",
            ),
            DemoTask(
                None,
                "Đánh giá việc thực hiện Quy chế làm việc của UBND phường",
                ("Báo cáo",),
                (OFFICE,),
                (DEPARTMENTS,),
                "15/12/2026",
            ),
        ),
    ),
    (
        "CẢI CÁCH CHẾ ĐỘ CÔNG VỤ",
        (
            DemoTask(
                "Đội ngũ cán bộ, công chức đáp ứng yêu cầu vị trí việc làm",
                "Cử cán bộ, công chức tham gia đào tạo, bồi dưỡng",
                ("Kế hoạch", "Báo cáo kết quả"),
                (CULTURE,),
                (DEPARTMENTS,),
                "Tháng 3/2026; tháng 12/2026",
            ),
            DemoTask(
                None,
                "Kiểm tra việc chấp hành kỷ luật, kỷ cương hành chính",
                ("Biên bản kiểm tra", "Thông báo kết quả"),
                (CULTURE,),
                (OFFICE,),
                "Hằng quý",
            ),
            DemoTask(
                None,
                "Đánh giá, xếp loại chất lượng cán bộ, công chức, viên chức",
                ("Quyết định",),
                (CULTURE,),
                (DEPARTMENTS,),
                "Tháng 12/2026",
            ),
            DemoTask(
                None,
                "Cập nhật cơ sở dữ liệu cán bộ, công chức, viên chức",
                ("Dữ liệu được cập nhật đúng, đủ",),
                (DEPARTMENTS,),
                (CULTURE,),
                "Thường xuyên",
            ),
        ),
    ),
    (
        "CẢI CÁCH TÀI CHÍNH CÔNG",
        (
            DemoTask(
                "Ngân sách và tài sản công được quản lý công khai, tiết kiệm",
                "Công khai dự toán, tình hình thực hiện dự toán ngân sách phường",
                ("Quyết định công khai",),
                (ECONOMY,),
                (OFFICE,),
                "Hằng quý",
            ),
            DemoTask(
                None,
                "Sửa đổi, bổ sung Quy chế chi tiêu nội bộ",
                ("Quy chế",),
                (ECONOMY,),
                (DEPARTMENTS, SERVICE),
                "Quý II/2026",
            ),
            DemoTask(
                None,
                "Kiểm kê, rà soát việc sử dụng tài sản công",
                ("Báo cáo kiểm kê",),
                (ECONOMY,),
                (DEPARTMENTS, HEALTH),
                "",
            ),
        ),
    ),
    (
        "XÂY DỰNG VÀ PHÁT TRIỂN CHÍNH QUYỀN ĐIỆN TỬ, CHÍNH QUYỀN SỐ",
        (
            DemoTask(
                "100% văn bản đi được ký số; người dân được hướng dẫn dùng dịch vụ số",
                "Ban hành Kế hoạch chuyển đổi số năm 2026",
                ("Kế hoạch",),
                (CULTURE,),
                (DEPARTMENTS,),
                "Trước ngày 28/02/2026",
            ),
            DemoTask(
                None,
                "Ký số văn bản, gửi nhận văn bản điện tử",
                ("Báo cáo tỷ lệ văn bản ký số",),
                (OFFICE,),
                (AGENCIES,),
                "Hằng tháng",
            ),
            DemoTask(
                None,
                "Tổ công nghệ số cộng đồng hướng dẫn người dân dùng dịch vụ công trực tuyến",
                ("Báo cáo kết quả hoạt động",),
                (CULTURE,),
                (FRONT, POLICE, "các tổ dân phố"),
                "Quý III/2026; Quý IV/2026",
            ),
            DemoTask(
                None,
                "Tự kiểm tra an toàn thông tin tại trụ sở UBND phường",
                ("Biên bản kiểm tra",),
                (OFFICE,),
                (POLICE,),
                "Từ ngày 05/02/2026 đến ngày 28/02/2026",
            ),
        ),
    ),
)
