"""Words of plausible length for the rows: titles as plans print them, notes as units write them."""

import random

SECTIONS = (
    ("I", "Công tác chỉ đạo, điều hành"),
    ("II", "Cải cách thể chế"),
    ("III", "Cải cách thủ tục hành chính"),
    ("IV", "Cải cách tổ chức bộ máy"),
    ("V", "Cải cách chế độ công vụ"),
    ("VI", "Cải cách tài chính công"),
    ("VII", "Xây dựng chính quyền điện tử, chính quyền số"),
)
PRODUCTS = ("Báo cáo kết quả thực hiện", "Văn bản chỉ đạo của Ủy ban nhân dân phường")
PERIOD_LABELS = {
    "2026Q1": "Quý I/2026",
    "2026Q2": "Quý II/2026",
    "2026Q3": "Quý III/2026",
    "2026Q4": "Quý IV/2026",
    "2026": "Năm 2026",
}

_VERBS = ("Rà soát", "Niêm yết công khai", "Tuyên truyền", "Kiểm tra", "Tập huấn", "Cập nhật")
_OBJECTS = (
    "thủ tục hành chính thuộc thẩm quyền giải quyết của cấp xã",
    "kết quả đánh giá sự hài lòng của người dân, tổ chức",
    "văn bản quy phạm pháp luật và việc thi hành tại địa phương",
    "hồ sơ, tài liệu và chữ ký số trong xử lý công việc",
    "việc chấp hành kỷ luật, kỷ cương hành chính của cán bộ, công chức",
)
_PLACES = (
    "tại Trung tâm Phục vụ hành chính công",
    "trên Cổng dịch vụ công quốc gia",
    "ở các tổ dân phố, trường học và trạm y tế",
    "theo kế hoạch của Ủy ban nhân dân tỉnh",
)
_NOTES = (
    "Đã dự thảo văn bản, đang lấy ý kiến các đơn vị phối hợp.",
    "Đã hoàn thành bảy trên mười nội dung, còn chờ số liệu của Công an.",
    "Đã họp thống nhất phân công, gửi công văn đề nghị các đơn vị báo cáo.",
    "Chưa có số liệu quý này do phần mềm đang nâng cấp.",
)


def task_title(chance: random.Random) -> str:
    """A title of about a hundred characters."""
    return f"{chance.choice(_VERBS)} {chance.choice(_OBJECTS)} {chance.choice(_PLACES)}"


def duty(chance: random.Random) -> str:
    """The duty a task belongs to."""
    return f"Nâng cao chất lượng {chance.choice(_OBJECTS)}"


def note(chance: random.Random) -> str:
    """What a unit reports in a sentence."""
    return chance.choice(_NOTES)
