"""The seven areas of administrative reform, and where a text names them.

The areas are those of the programme 2021–2030 (Resolution 76/NQ-CP): six, and the steering of
the work itself, which every plan sets beside them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Area(StrEnum):
    """An area by its usual title."""

    steering = "Công tác chỉ đạo, điều hành"
    institutions = "Cải cách thể chế"
    procedures = "Cải cách thủ tục hành chính"
    apparatus = "Cải cách tổ chức bộ máy"
    civil_service = "Cải cách chế độ công vụ"
    public_finance = "Cải cách tài chính công"
    digital = "Xây dựng và phát triển chính quyền điện tử, chính quyền số"


# Folded words that name an area inside a sentence.
_NAMES: tuple[tuple[Area, str], ...] = (
    (
        Area.steering,
        r"(?:cong tac )?chi dao,? (?:va )?dieu hanh(?! (?:ngan sach|thu\b|chi\b|du an))",
    ),
    (Area.institutions, r"cai cach (?:the che|phap luat)(?: hanh chinh)?"),
    (Area.procedures, r"cai cach (?:cac )?(?:thu tuc hanh chinh|thu tuc|tthc)"),
    (Area.apparatus, r"cai cach (?:ve )?(?:to chuc,? )?(?:va )?bo may(?: to chuc)?"),
    (Area.civil_service, r"cai cach (?:che do )?(?:cong chuc,? (?:va )?)?cong vu(?:, cong chuc)?"),
    (Area.public_finance, r"cai cach (?:ve )?tai chinh(?: cong)?"),
    (
        Area.digital,
        r"(?:xay dung,? )?(?:va )?(?:phat trien )?chinh quyen (?:dien tu|so)"
        r"(?:(?:,| va|, huong toi| huong toi|, tien toi)? (?:xay dung )?chinh quyen so)?"
        r"|hien dai hoa (?:nen )?hanh chinh",
    ),
)
_MENTION = re.compile("|".join(f"(?P<{area.name}>{words})" for area, words in _NAMES))
# A line that is the title of an area and nothing else.
AREA_TITLE = re.compile(
    rf"(?:{'|'.join(words for _, words in _NAMES)})(?: (?:cai cach )?hanh chinh(?: nha nuoc)?)?:?"
)
# A heading may name its area by fewer words, at its beginning.
_HEADING_ONLY = re.compile(
    r"(?P<institutions>(?:xay dung|hoan thien)[\w, ]{0,20} the che|the che\b)"
    r"|(?P<procedures>kiem soat (?:thu tuc hanh chinh|tthc))"
    r"|(?P<apparatus>(?:sap xep|kien toan|tinh gon)[\w, ]{0,12} bo may)"
    r"|(?P<civil_service>(?:xay dung|nang cao)[\w, ]{0,20} doi ngu can bo)"
    r"|(?P<digital>chuyen doi so|ung dung cong nghe thong tin)"
)
_LONGEST_HEADING = 160
_OPENING = re.compile(r"(?:(?:linh vuc|nhiem vu|noi dung|nhom|ve|cong tac|muc tieu)\b[ \d:.]*)*")


@dataclass(frozen=True, slots=True)
class Mention:
    """An area named in a folded text, from ``start`` to ``end``."""

    area: Area
    start: int
    end: int


def mentions(key: str) -> Iterator[Mention]:
    """Yield every area that a folded text names, in the order of printing."""
    for match in _MENTION.finditer(key):
        yield Mention(Area[match.lastgroup or ""], match.start(), match.end())


def area_of_heading(key: str) -> Area | None:
    """Return the area that a folded heading is about; None for none, or for several."""
    if len(key) > _LONGEST_HEADING:
        return None
    named = {mention.area for mention in mentions(key)}
    # "Công tác chỉ đạo, điều hành cải cách thủ tục hành chính" begins with what it is about.
    opening = _OPENING.match(key)
    first = _MENTION.match(key, opening.end() if opening else 0)
    if first:
        return Area[first.lastgroup or ""]
    if named:
        return named.pop() if len(named) == 1 else None
    narrow = _HEADING_ONLY.match(key, opening.end() if opening else 0)
    return Area[narrow.lastgroup or ""] if narrow else None
