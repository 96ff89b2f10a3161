"""The vocabulary of printed times, as data.

A word is listed once, as it is rightly written; `tokens.py` also recognises it without or with
wrong marks ("Qúy", "hàng" for "hằng"). `OTHER_WORDS` names the words that only look like one of
ours when the marks are off: "quy" of "quy định" is no quarter.
"""

from __future__ import annotations

from enum import Enum, auto


class Term(Enum):
    """What a token means to the grammar."""

    # Shapes.
    NUMBER = auto()
    WORD = auto()
    CITATION = auto()
    COMMA = auto()
    SEMICOLON = auto()
    STOP = auto()
    COLON = auto()
    DASH = auto()
    SLASH = auto()
    PLUS = auto()
    OPEN_BRACKET = auto()
    CLOSE_BRACKET = auto()
    ARROW = auto()
    SIGN = auto()
    # Units of time.
    HOUR = auto()
    DAY = auto()
    WEEK = auto()
    MONTH = auto()
    QUARTER = auto()
    HALF = auto()
    YEAR = auto()
    PERIOD = auto()
    PHASE = auto()
    TEN_DAYS = auto()
    WEEKDAY = auto()
    COUNT = auto()
    ORDINAL = auto()
    # Places within a unit, and units beside this one.
    FIRST = auto()
    MIDDLE = auto()
    LAST = auto()
    THIS = auto()
    NEXT = auto()
    PREVIOUS = auto()
    ADJACENT = auto()
    # Edges of a deadline.
    BEFORE = auto()
    BY = auto()
    FINISH = auto()
    UNTIL = auto()
    COMING = auto()
    IN = auto()
    FROM = auto()
    AFTER = auto()
    ONWARD = auto()
    NOW = auto()
    OPENS = auto()
    # Links.
    AND = auto()
    OR = auto()
    OF = auto()
    # Rhythms and what has no date.
    EVERY = auto()
    PERIODIC = auto()
    TIMES = auto()
    ROUND = auto()
    ALWAYS = auto()
    WHOLE = auto()
    WHEN = auto()
    ACCORDING = auto()
    AD_HOC = auto()
    OCCASION = auto()
    SCHEME = auto()
    APPROVED = auto()
    WAITING = auto()
    UNREAD = auto()
    DONE = auto()
    WORKING = auto()
    # Words around a deadline.
    DOCUMENT = auto()
    NUMBERED = auto()
    REPORT = auto()
    NOT = auto()
    IDLE = auto()


PHRASES: dict[Term, tuple[str, ...]] = {
    Term.HOUR: ("giờ", "h", "g"),
    Term.DAY: ("ngày", "mồng", "mùng"),
    Term.WEEK: ("tuần",),
    Term.MONTH: ("tháng",),
    Term.QUARTER: ("quý", "quí"),
    Term.HALF: ("nửa",),
    Term.YEAR: ("năm",),
    Term.PERIOD: ("kỳ", "kì", "kỳ báo cáo"),
    Term.PHASE: ("giai đoạn", "thời kỳ"),
    Term.TEN_DAYS: ("thượng tuần", "trung tuần"),
    Term.ORDINAL: ("thứ",),
    Term.FIRST: ("đầu", "đầu tiên"),
    Term.MIDDLE: ("giữa",),
    Term.LAST: ("cuối", "cuối cùng"),
    Term.THIS: ("này",),
    Term.NEXT: (
        "tiếp theo", "kế tiếp", "sau liền kề", "liền kề sau", "kế tiếp sau",
        "liền sau", "tiếp sau",
    ),
    Term.PREVIOUS: ("trước liền kề", "liền kề trước", "liền trước"),
    Term.ADJACENT: ("liền kề",),
    Term.BEFORE: ("trước", "xong trước"),
    Term.BY: (
        "chậm nhất", "muộn nhất", "trễ nhất", "không quá", "không chậm quá", "không muộn quá",
        "không chậm hơn", "không muộn hơn", "hạn", "thời hạn", "hạn cuối", "hạn chót",
        "hạn hoàn thành", "thời hạn hoàn thành", "thời gian hoàn thành",
    ),
    Term.FINISH: ("kết thúc", "xong"),
    Term.UNTIL: ("đến", "đến hết", "hết", "cho đến", "cho đến hết", "tới hết"),
    Term.COMING: ("tới",),
    Term.IN: ("trong", "vào", "ngay trong", "trong vòng", "trong thời hạn", "trong khoảng"),
    Term.FROM: ("từ", "kể từ", "bắt đầu từ", "tính từ", "bắt đầu", "ngay từ"),
    Term.AFTER: ("sau", "ngay sau"),
    Term.ONWARD: ("trở đi", "trở về sau"),
    Term.NOW: ("nay", "bây giờ", "hiện nay"),
    Term.OPENS: ("mở",),
    Term.AND: ("và", "cùng", "cùng với"),
    Term.OR: ("hoặc", "hay", "hoặc là"),
    Term.OF: ("của", "thuộc"),
    Term.EVERY: ("hằng", "hàng", "mỗi", "từng", "các"),
    Term.PERIODIC: ("định kỳ", "định kì", "thường kỳ", "theo định kỳ", "theo kỳ"),
    Term.TIMES: ("lần",),
    Term.ROUND: ("đợt", "cuộc"),
    Term.ALWAYS: (
        "thường xuyên", "liên tục", "quanh năm", "suốt năm", "trong suốt năm", "xuyên suốt",
        "thường nhật", "lâu dài", "hằng ngày", "hàng ngày", "mỗi ngày", "từng ngày",
        "thường xuyên liên tục", "cập nhật theo kỳ", "duy trì thường xuyên",
    ),
    Term.WHOLE: ("cả", "trọn"),
    Term.WHEN: (
        "khi", "ngay khi", "sau khi", "ngay sau khi", "trước khi", "kể từ khi", "từ khi", "nếu",
        "trường hợp", "trong trường hợp", "tùy", "tuỳ", "tùy theo", "tuỳ theo", "tùy thuộc",
        "phụ thuộc", "đến khi", "cho đến khi", "chờ",
    ),
    Term.ACCORDING: ("theo", "căn cứ", "trên cơ sở", "thực hiện theo", "bám sát", "theo đúng"),
    Term.AD_HOC: ("đột xuất", "theo yêu cầu", "khi có yêu cầu", "không định kỳ"),
    Term.OCCASION: (
        "kỳ họp", "phiên họp", "đại hội", "tết", "bầu cử", "năm học", "học kỳ", "khai giảng",
        "nhiệm kỳ", "niên khóa", "niên khoá",
    ),
    Term.SCHEME: (
        "chương trình", "kế hoạch", "lộ trình", "tiến độ", "đề án", "chương trình công tác",
    ),
    Term.APPROVED: (
        "phê duyệt", "đã duyệt", "được duyệt", "cấp trên", "trung ương", "tỉnh", "thành phố",
        "chính phủ", "sở", "bộ", "cấp có thẩm quyền",
    ),
    Term.WAITING: ("chờ căn cứ",),
    Term.UNREAD: ("chưa đọc được",),
    Term.DONE: ("đã hoàn thành", "đã thực hiện", "đã ban hành", "đã xong", "đã hoàn thành xong"),
    Term.WORKING: ("làm việc",),
    Term.DOCUMENT: (
        "luật", "bộ luật", "pháp lệnh", "nghị định", "nghị quyết", "quyết định", "thông tư",
        "chỉ thị", "công văn", "công điện", "tờ trình", "thông báo", "kết luận", "hiến pháp",
        "thông báo kết luận",
    ),
    Term.NUMBERED: ("số",),
    Term.REPORT: ("báo cáo", "chế độ báo cáo", "báo cáo định kỳ", "sơ kết", "tổng kết"),
    Term.NOT: ("không", "chưa", "chẳng"),
    Term.IDLE: (
        "hoàn thành", "thực hiện", "triển khai", "triển khai thực hiện", "dự kiến", "khoảng",
        "là", "phải", "trước mắt", "trước hết", "trước đây", "nếu có", "nếu cần",
        "thời gian", "thời gian thực hiện", "lúc", "phút",
        "ngày càng", "trước pháp luật", "ít nhất", "tối thiểu", "tối đa",
    ),
}  # fmt: skip

# Words spelled as numbers; matched only with their marks ("tư" is four, "từ" is from).
NUMBER_WORDS: dict[str, int] = {
    "một": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "sáu": 6, "bảy": 7, "tám": 8,
    "chín": 9, "mười": 10, "mười một": 11,
    "mười hai": 12,
}  # fmt: skip

WEEKDAYS: dict[str, int] = {
    "thứ hai": 0, "thứ ba": 1, "thứ tư": 2, "thứ năm": 3, "thứ sáu": 4, "thứ bảy": 5,
    "chủ nhật": 6, "chúa nhật": 6,
}  # fmt: skip

# Folded roman numerals; "l" and "1" stand in for "i" in scanned files.
ROMAN: dict[str, int] = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8}

# Words that are different words of the language although they fold to one of ours.
OTHER_WORDS: frozenset[str] = frozenset({
    "quy", "quỹ", "quỷ", "quỳ", "quỵ", "qui", "thang", "thắng", "thẳng", "thăng", "thằng",
    "nam", "nằm", "nắm", "nấm", "ngay", "ngây", "tuân", "tuấn", "ký", "kí", "kỹ", "kỵ", "trọng",
    "trồng", "trông", "tròng", "trống", "tự", "tử", "tứ", "tù", "tu", "đền", "đèn", "đen",
    "tội", "tối", "tôi", "mọi", "mới", "môi", "mời", "mối", "tùng", "tưng", "hạng", "hãng",
    "háng", "hang", "lan", "lân", "lấn", "lẫn", "làn", "lăn", "đấu", "đậu", "đau", "cười",
    "cưới", "cuội", "giũa", "vá", "vã", "hãy", "sâu", "sấu", "sầu", "khí", "khỉ", "thẹo", "lá",
    "lạ", "nữa", "nảy", "nẩy", "hàn", "hán", "hân", "hận", "mơ", "mỡ", "mô", "mờ", "mồ", "mổ",
    "cho", "chợ", "chỗ", "chó", "cửa", "cua", "thư", "thử", "thừ", "thú", "thu", "giò", "gió",
    "giỗ", "sổ", "so", "bố", "bó", "bò", "bỏ", "bơ", "cá", "ca", "cà", "tính", "tình", "tĩnh",
    "tinh", "đâu", "xông", "đốt", "dột", "dọt", "cuốc", "cước", "cược",
})  # fmt: skip

# First letters of a document's number after a dash or a slash: 57-NQ/TW, 12/QĐ-UBND.
DOCUMENT_CODES: frozenset[str] = frozenset({
    "nq", "qd", "ct", "kl", "tb", "hd", "qc", "bc", "cv", "kh", "ctr", "da", "tt", "ttr", "nd",
    "l", "pl", "ttlt", "cd", "ubnd", "hdnd",
})  # fmt: skip

DASHES = "-‐‑‒–—―−~÷"
SLASHES = "/⁄∕／"
