"""What belongs into the plan of a commune: its seven areas, and no work of the province."""

import re
from collections.abc import Mapping, Sequence

from app.plan_import.plan import SectionReading, TaskReading
from app.plan_import.problems import Problem, ProblemCode, Severity
from app.plan_import.reform_areas import Area
from workflows.text import fold

# What tells an area in the folded title of a plan's section: fewer words than a sentence needs, for
# such a title is always of some area.
_WORDS_OF_TITLES: Mapping[Area, re.Pattern[str]] = {
    Area.steering: re.compile(r"chi dao|dieu hanh|cong tac cai cach"),
    Area.institutions: re.compile(r"the che|van ban quy pham"),
    Area.procedures: re.compile(r"thu tuc hanh chinh|\btthc\b"),
    Area.apparatus: re.compile(r"bo may"),
    Area.civil_service: re.compile(r"cong vu|cong chuc|can bo"),
    Area.public_finance: re.compile(r"tai chinh"),
    Area.digital: re.compile(
        r"dien tu|chinh quyen so|chuyen doi so|hien dai hoa|cong nghe thong tin|\bcntt\b"
    ),
}
# So many areas make a plan of the whole reform; one of fewer is a plan for these alone.
_FEWEST_AREAS = 4

_PROVINCE = r"(?:tỉnh|thành phố)"
_COUNCIL = r"(?:HĐND|Hội đồng nhân dân)"
_COMMITTEE = r"(?:UBND|[UỦ][yỷ] ban nhân dân)"
# A department, ministry or body of the province as the one who acts.
_PROVINCIAL = re.compile(
    rf"(?:các\s+)?(?:sở(?:,\s*(?:ban,\s*)?ngành)?\b(?!\s+(?:hữu|tại|y tế xã))"
    rf"|(?:{_COUNCIL}|{_COMMITTEE}|Chủ tịch {_COMMITTEE}|Văn phòng {_COMMITTEE})\s+{_PROVINCE}\b"
    r"|bộ\s+(?:nội vụ|tài chính|tư pháp|công an|khoa học|xây dựng|y tế|giáo dục|nông nghiệp)\b"
    r"|chính phủ\b|thủ tướng\b)",
    re.IGNORECASE,
)
_ACTS = re.compile(
    r"\b(?:ban hành|chủ trì|tổ chức|hướng dẫn|trình|phê duyệt|tham mưu|xây dựng|thẩm định"
    r"|công bố|quyết định|kiểm tra|đánh giá)\b",
    re.IGNORECASE,
)
# Only the committee of the province lays a draft before its council.
_TO_COUNCIL = re.compile(
    rf"\btrình\s+(?:kỳ họp\s+)?{_COUNCIL}\s+{_PROVINCE}\b"
    rf"|\bban hành\s+(?:các\s+)?(?:nghị quyết|quyết định|chỉ thị|quy định)[^.;]{{0,80}}?\s"
    rf"của\s+(?:{_COUNCIL}|{_COMMITTEE}|Chủ tịch {_COMMITTEE})\s+{_PROVINCE}\b",
    re.IGNORECASE,
)
# What comes before "ban hành … của UBND tỉnh" and makes it work of the commune.
_CARRIES_OUT = re.compile(
    r"\b(?:thực hiện|triển khai|quán triệt|phổ biến|tuyên truyền|góp ý|tham gia|cụ thể hóa"
    r"|cụ thể hoá|theo|sau khi|khi|căn cứ|báo cáo|đề xuất|kiến nghị)\b",
    re.IGNORECASE,
)
_SHOWN = 120


def areas_without_task(
    sections: Sequence[SectionReading], tasks: Sequence[TaskReading]
) -> list[Problem]:
    """Return a problem for each of the seven areas that no printed area of the plan is.

    Plans that name fewer than four of them are not of the whole reform and raise nothing. An
    area that is printed and holds no task is `section_without_task`.
    """
    titles = [fold(section.title) for section in sections]
    missing = [
        area
        for area, words in _WORDS_OF_TITLES.items()
        if not any(words.search(title) for title in titles)
    ]
    if not tasks or len(Area) - len(missing) < _FEWEST_AREAS:
        return []
    return [
        Problem(ProblemCode.area_without_task, Severity.info, {"area": area.value})
        for area in missing
    ]


def province_only(task: TaskReading) -> list[Problem]:
    """Return the problem of a task that only a province can do, at most one.

    Such are a task led by a Sở, a ministry or a body of the province, one in which such a body is
    the first to act, and laying a draft before the council of the province. Reporting to the
    province, and carrying out what it decided, are a commune's own work.
    """
    named = next((unit for unit in task.lead if _PROVINCIAL.match(unit)), None)
    named = named or _acting(task.title) or _issued(task.title)
    if named is None:
        return []
    shown = named if len(named) <= _SHOWN else f"{named[:_SHOWN].rstrip()}…"
    return [Problem(ProblemCode.province_only, Severity.look, {"text": shown})]


def _acting(title: str) -> str | None:
    """Return the title that begins with a body of the province and what it does."""
    body = _PROVINCIAL.match(title)
    return title if body and _ACTS.search(title, body.end()) else None


def _issued(title: str) -> str | None:
    found = _TO_COUNCIL.search(title)
    if found is None or _CARRIES_OUT.search(title, 0, found.start()):
        return None
    return found[0]
