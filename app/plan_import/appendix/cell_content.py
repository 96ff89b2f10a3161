"""Tells by its content what kind of column a piece of text may stand in."""

import re
from functools import lru_cache

from app.plan_import.tables import one_line
from app.plan_import.units import begins_like_unit, is_collective, opening, split_units
from workflows.deadlines import Before, DeadlineKind, read_deadline
from workflows.text import fold

# First words of a printed time, folded.
_TIME_START = re.compile(
    r"(?:thuong xuyen|lien tuc|dinh ky|dot xuat|ca nam|hang (?:tuan|thang|quy|nam|ngay)"
    r"|moi (?:tuan|thang|quy|nam)|trong (?:nam|quy|thang|suot|6|sau)"
    r"|(?:quy|qui|quy\s*/) ?(?:[ivx1-4]+)\b|thang \d|nam (?:19|20)\d\d|(?:6|9|sau) thang"
    r"|(?:dau|giua|cuoi|het|trong) (?:quy|nam|thang)|truoc\b|cham nhat|hoan thanh (?:trong|truoc)"
    r"|ngay (?:\d|sau|khi)|den (?:het|ngay|thang|cuoi)|tu (?:ngay|thang|quy|nam|\d)"
    r"|theo\b|khi\b|sau (?:khi|ngay)|ban hanh .{3,20}(?:thang|quy|ngay)"
    r"|\d{1,2} ?[/.-] ?\d{1,2}|\d{1,2} ?(?:thang|ngay|lan|gio)|\d{1,2}h\d\d)"
)
_LONGEST_TIME = 160
_LONGEST_UNITS = 1_500
# A time without a year is a time all the same; which year it means is not asked here.
_ANY_YEAR = 2025
# A name of a unit at the commune that no product or task begins with.
_SURE_UNIT = re.compile(
    r"(?:phong (?!chong)|van phong\b|vp\b|trung tam\b|tt\.|cong an\b|tram y te\b|ubnd\b|uy ban\b"
    r"|cac (?:phong|co quan|don vi|to chuc|ban nganh|ban, nganh|thon|to dan pho)\b|co quan, don vi"
    r"|ban chi huy\b|truong (?:mam non|tieu hoc|thcs|th )|mttq\b|mat tran\b)"
)
# "Các đơn vị thực hiện đồng bộ …" tells what units do; it does not only name them.
_VERB = re.compile(r"\b(?:thuc (?!pham)|duoc|trien khai|dam bao|bao dam)")
_LAST_LETTERS = 24
_OPEN_END = re.compile(
    r"(?:[-–,;:(/]|\b(?:và|của|các|cho|với|theo|về|tại|trong|đến|từ|trước|năm|tháng|ngày|số))$",
    re.IGNORECASE,
)


@lru_cache(maxsize=8192)
def looks_like_deadline(text: str) -> bool:
    """Tell whether a text is a printed time: it begins like one and the grammar reads it."""
    if len(text) > 2 * _LONGEST_TIME or not begins_like_time(text.lstrip()):
        return False
    printed = one_line(text)
    if not printed or len(printed) > _LONGEST_TIME:
        return False
    kind = read_deadline(printed, None, None, Before.EXCLUSIVE, _ANY_YEAR).kind
    return kind not in (DeadlineKind.MISSING, DeadlineKind.UNREADABLE)


@lru_cache(maxsize=8192)
def looks_like_units(text: str) -> bool:
    """Tell whether a text is a list of units' names and nothing else."""
    if len(text) > _LONGEST_UNITS or not begins_like_unit(text.lstrip()):
        return False
    printed = one_line(text)
    if not printed or has_open_end(printed):
        return False
    return all(_is_unit_name(unit) for unit in split_units(text))


def _is_unit_name(unit: str) -> bool:
    folded = fold(unit)
    named = _SURE_UNIT.match(folded) or is_collective(unit)
    return bool(named) and not _VERB.search(folded)


def begins_like_sure_unit(text: str) -> bool:
    """Tell whether a text begins with a name that can only be a unit's."""
    return bool(_SURE_UNIT.match(opening(text)))


def begins_like_time(text: str) -> bool:
    """Tell whether a text begins with the first words of a printed time."""
    return bool(_TIME_START.match(opening(text)))


def has_open_end(text: str) -> bool:
    """Tell whether a text breaks off where more must follow: "Phòng Văn hóa -"."""
    return bool(_OPEN_END.search(text[-_LAST_LETTERS:].rstrip()))
