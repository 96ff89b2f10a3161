"""How many of something a product asks for: "tối thiểu 02 kỳ/tháng", "ít nhất 04 tin, bài"."""

import re
from dataclasses import dataclass

from workflows.text import squeeze

_WORDS = {
    "một": 1,
    "hai": 2,
    "ba": 3,
    "bốn": 4,
    "năm": 5,
    "sáu": 6,
    "bảy": 7,
    "tám": 8,
    "chín": 9,
    "mười": 10,
}
_COUNTED = (
    "kỳ|lần|buổi|cuộc|lớp|đợt|hội nghị|hội thảo|tin|bài|số|chuyên mục|chuyên trang|chuyên đề"
    "|phóng sự|video|clip|pano|pa nô|áp phích|băng rôn|khẩu hiệu|tờ rơi|tờ gấp|mô hình|sáng kiến"
    "|sản phẩm|lượt|điểm|cụm"
)
_AT_LEAST = r"tối thiểu|ít nhất|không ít hơn|không dưới|từ"
_NUMBER = rf"\d{{1,4}}|{'|'.join(_WORDS)}"
_PER = "tuần|tháng|quý|năm|kỳ|đơn vị|thôn|tổ dân phố|cơ quan"
_ASKED = re.compile(
    rf"(?:(?P<least>{_AT_LEAST})\s+(?:có\s+)?)?"
    rf"(?<![\w/.,])(?P<count>{_NUMBER})\s+"
    rf"(?P<unit>(?:{_COUNTED})\b(?:\s*(?:,|và|hoặc|/)\s*(?:{_COUNTED})\b)*)"
    rf"(?:\s*(?:/|mỗi|trên|một)\s*(?:01\s+)?(?P<per>{_PER})\b)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """So many of something, as the plan says it: 2, "kỳ", per "tháng" ("": once)."""

    count: int
    unit: str
    per: str = ""


def quantity_in(words: str) -> Quantity | None:
    """The quantity that a product's words ask for, the first one with "tối thiểu" or its like
    before it, else the first one; None where nothing is counted. A count in words ("một lần")
    needs such a word before it: "một số" is no number.
    """
    found = list(_ASKED.finditer(squeeze(words)))
    asked = next((one for one in found if one["least"]), None)
    asked = asked or next((one for one in found if one["count"].isdecimal()), None)
    if asked is None:
        return None
    count = _WORDS.get(asked["count"].lower()) or int(asked["count"])
    return Quantity(count, asked["unit"], (asked["per"] or "").lower()) if count else None
