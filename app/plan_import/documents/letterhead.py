"""Reads head and foot of an issued document by the layout of Decree 30/2020/NĐ-CP, Annex I.

Left: the body above and the issuing body, the number below them, "V/v …" below that in a letter
(công văn). Right: the national motto, place and day. Below: the name of the kind and the subject.
At the foot: the signer's post in capitals, and below it the name. What is left blank, or does not
stand where the layout has it, is not read.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import pairwise, takewhile

from app.plan_import.documents.values import PaperHead
from app.plan_import.head import sentence_case
from app.plan_import.tables import one_line
from workflows.text import fold

_HEAD_LINES = 40
_SUBJECT_LINES = 6
_BELOW_POST = 12
LONGEST_SUBJECT = 1_000
"""Characters; a longer one is the body of the document."""
LONGEST_ISSUER = 150

_NUMBER = re.compile(
    r"^S[ốỐ]\s*:?\s*(\d{1,6})\s*([-/])\s*((?:\d{4}\s?/\s?)?[A-ZĐ][\w&.]*(?:\s?[-/]\s?[A-ZĐ][\w&.]*)*)"
)
_DAY = re.compile(r",\s*ngày\s*(\d{1,2})\s*tháng\s*(\d{1,2})\s*năm\s*(\d{4})\b", re.IGNORECASE)
_DAY_LINE = re.compile(r"^[^;:]{1,40},\s*ngày\b", re.IGNORECASE)
_BROKEN_DAY = re.compile(r",\s*ngày[\s\d]*(?:tháng[\s\d]*(?:năm\s*)?)?$", re.IGNORECASE)
_ABOUT = re.compile(r"^(?:V/v|Về việc|V/v:)\s*:?\s*", re.IGNORECASE)
_MOTTO = re.compile(
    r"cong hoa xa hoi chu nghia|doc lap ?[-–] ?tu do|^dang cong san viet nam$"
    r"|^(?:xa hoi |xa hoi chu nghia |chu nghia )?viet nam$"
)
_RULE = re.compile(r"^[\W_]*$")
_BLANK = re.compile(r"[.…_]{3,}|…|\[|<")

_KINDS = (
    "nghi quyet", "quyet dinh", "chi thi", "quy che", "quy dinh", "thong cao", "thong bao",
    "huong dan", "chuong trinh", "ke hoach", "phuong an", "de an", "du an", "bao cao", "bien ban",
    "to trinh", "hop dong", "cong dien", "ban ghi nho", "ban thoa thuan", "giay uy quyen",
    "giay moi", "giay gioi thieu", "phieu gui", "phieu chuyen", "phieu bao", "cong van", "ket luan",
)  # fmt: skip
"""The kinds of administrative documents (article 7), folded."""
_KIND = re.compile(rf"^(?:{'|'.join(_KINDS)})\b")
_BODY = re.compile(
    r"^(?:can cu|thuc hien|kinh gui|theo |de |nham |trong |ngay |hom nay|phan |chuong |dieu |muc "
    r"|[ivx]+\.|\d+\.|[a-z]\)|[-–+*(]|chu tich|giam doc|truong phong|uy ban nhan dan|ubnd|noi nhan"
    r"|thoi gian|dia diem|tm\.|kt\.|tl\.|so:|phu luc|xet de nghi|tiep theo|quyet dinh:?$)"
)
_BODIES = re.compile(
    r"^(?:ủy ban|uỷ ban|ubnd|ubmttq|mttq|hội đồng|hđnd|phòng|văn phòng|vp\.|trung tâm|sở|bộ|ban|"
    r"chi cục|cục|tổng cục|công an|trường|trạm|đảng ủy|đảng uỷ|đảng bộ|huyện ủy|tỉnh ủy|thành ủy|"
    r"mặt trận|hội|đoàn|liên đoàn|tổ|thanh tra|kho bạc|quốc hội|chính phủ|thủ tướng|tòa án|"
    r"viện kiểm sát|bảo hiểm|chi nhánh|công ty|quỹ|hạt|đội|ban chỉ huy|bhxh)\b"
)
_OF_PLACE = re.compile(r"^(?:xã|phường|đặc khu|thị trấn|tỉnh|thành phố|tp\.?|huyện|quận|thị xã)\b")
_PLACE_NAME = re.compile(
    r"\b((?:xã|phường|đặc khu|thị trấn|tỉnh|thành phố|huyện|quận|thị xã) )([^,\-–]+)"
)
_FIRST_OF_BODY = re.compile(
    r"^((?:phòng|văn phòng|trung tâm|sở|bộ|ban|trường|trạm|hội|quỹ) )(\w)|([,–-] )(\w)"
)
_SHORT = re.compile(r"\b(?:ubnd|hđnd|mttq|ubmttq|cchc|bhxh|thcs|thpt|tp)\b|^tp\.")

_POST = re.compile(
    r"^(?:Q\. ?|QUYỀN )?(?:PHÓ )?(?:CHỦ TỊCH|GIÁM ĐỐC|TRƯỞNG PHÒNG|TRƯỞNG BAN|CHÁNH VĂN PHÒNG|"
    r"HIỆU TRƯỞNG|BÍ THƯ|TRƯỞNG CÔNG AN|CHÁNH THANH TRA|TRẠM TRƯỞNG|CỤC TRƯỞNG|BỘ TRƯỞNG|"
    r"THỨ TRƯỞNG|CHI CỤC TRƯỞNG|CHỈ HUY TRƯỞNG|TRƯỞNG TRẠM|TỔ TRƯỞNG|CHỦ TỌA|CHỦ TRÌ|TRƯỞNG ĐOÀN)"
    r"(?: [^,;:.\d]{0,80})?$"
)
_NAME = re.compile(
    r"^(?:(?:TS|ThS|BS|KS|CN|PGS|GS|Ths|Thạc sĩ|Tiến sĩ|Đại tá|Thượng tá|Trung tá|Thiếu tá|Đại úy)"
    r"\.? ?)*([^\W\d_a-zà-ỹđ][a-zà-ỹđ]*(?: [^\W\d_a-zà-ỹđ][a-zà-ỹđ]*){1,4})$"
)


def read_letterhead(lines: Iterable[str]) -> PaperHead:
    """Read head and foot out of the printed lines of a document, columns apart, from the top."""
    printed = [text for line in lines if (text := one_line(line)) and not _RULE.match(text)]
    head = list(_before_body(_with_whole_days(printed[:_HEAD_LINES])))
    number, place = _number(head)
    return PaperHead(
        number=number,
        issued_on=_issued_on(head),
        issuer=_issuer(head[:place]) if place is not None else "",
        subject=_subject(printed[: _HEAD_LINES + _SUBJECT_LINES]),
        signer=_signer(printed),
    )


def _with_whole_days(lines: Sequence[str]) -> Iterator[str]:
    """Yield the lines; a day that goes on below is joined with the line that ends it."""
    rest = False
    for line, below in pairwise([*lines, ""]):
        if rest:
            rest = False
            continue
        rest = bool(_BROKEN_DAY.search(line) and _DAY.search(f"{line} {below}"))
        yield f"{line} {below}" if rest else line


def _before_body(lines: Iterable[str]) -> Iterator[str]:
    """Yield what stands above the name of the kind, or above "Kính gửi"."""
    for line in lines:
        folded = fold(line)
        if folded.startswith(("kinh gui", "can cu ")) or (_is_kind(line)):
            return
        yield line


def _is_kind(line: str) -> bool:
    """Tell the name of a kind, printed in capitals, alone or before its subject."""
    words = line.split()
    return bool(_KIND.match(fold(line))) and " ".join(words[:2]).isupper()


def _number(head: Sequence[str]) -> tuple[str, int | None]:
    """Return the number and the line it stands on. A blank before the stroke is no number, but
    tells where the issuing body ends.
    """
    for place, line in enumerate(head):
        found = _NUMBER.match(line)
        if found:
            symbol = re.sub(r"\s*([-/])\s*", r"\1", found[3]).rstrip(".")
            return f"{found[1]}{found[2]}{symbol}", place
        if re.match(r"S[ốỐ]\s*:", line):
            return "", place
    return "", None


def _issued_on(head: Sequence[str]) -> date | None:
    for line in head:
        found = _DAY.search(line)
        if found:
            try:
                return date(int(found[3]), int(found[2]), int(found[1]))
            except ValueError:
                return None
    return None


def _issuer(above_number: Sequence[str]) -> str:
    """Return the issuing body: the lower of the two names that stand above the number."""
    names: list[str] = []
    for line in above_number:
        if not line.isupper() or _MOTTO.search(fold(line)) or _DAY_LINE.match(line):
            continue
        text = line.strip(" *-–").lower()
        if names and not _BODIES.match(text):
            names[-1] = f"{names[-1]} {text}"
        elif _BODIES.match(text):
            names.append(text)
    if not names or len(names[-1]) > LONGEST_ISSUER:
        return ""
    return _as_written(names[-1])


def _as_written(name: str) -> str:
    """Return a name out of the capitals of a letterhead: "Ủy ban nhân dân phường Mẫu"."""
    text = _FIRST_OF_BODY.sub(
        lambda found: (found[1] or found[3]) + (found[2] or found[4]).upper(), name
    )
    text = _PLACE_NAME.sub(lambda found: found[1] + found[2].title(), text)
    text = _SHORT.sub(lambda found: found[0].upper(), text)
    return text[:1].upper() + text[1:]


def _subject(lines: Sequence[str]) -> str:
    for place, line in enumerate(lines):
        about = _ABOUT.match(line)
        if about and line.startswith(("V/v", "V/V")):
            rest = [line[about.end() :], *_of_letter(lines[place + 1 :])]
            return _subject_text(rest)
        if _is_kind(line):
            return _subject_text(_of_named_kind(line, lines[place + 1 :]))
        if fold(line).startswith("kinh gui"):
            return ""
    return ""


def _of_letter(below: Sequence[str]) -> Iterator[str]:
    """Yield the rest of "V/v …": it ends at "Kính gửi"; day and motto stand in the other column."""
    for line in below[:_SUBJECT_LINES]:
        if _DAY_LINE.match(line) or _MOTTO.search(fold(line)):
            continue
        if _BODY.match(fold(line)) or line.isupper():
            return
        yield line


def _of_named_kind(line: str, below: Sequence[str]) -> Iterator[str]:
    """Yield the subject below the name of the kind; one that begins on its line goes before."""
    inline = " ".join(line.split()[2:])
    in_capitals = inline.isupper()
    if inline:
        yield inline
    for count, text in enumerate(below[:_SUBJECT_LINES]):
        folded = fold(text)
        begins = not count and not inline
        carries_out = begins and folded.startswith("thuc hien ")
        in_capitals = text.isupper() if begins else in_capitals
        # What stands in capitals below a subject in small letters is another part of the page.
        if (_BODY.match(folded) and not carries_out) or text.isupper() is not in_capitals:
            return
        yield _ABOUT.sub("", text) if begins else text
        if text.endswith((".", ";", ":")):
            return


def _subject_text(parts: Iterable[str]) -> str:
    lines = list(takewhile(lambda part: not _BLANK.search(part), parts))
    # A subject is no sentence: where it ends as one, the body was read.
    while lines and lines[-1].endswith((".", ";", ":")):
        lines.pop()
    text = " ".join(lines).strip(" *-–")
    if text.isupper():
        text = sentence_case(text)
    return text[:1].upper() + text[1:] if 0 < len(text) <= LONGEST_SUBJECT else ""


def _signer(lines: Sequence[str]) -> str:
    """Return the name below the first post that signs; a post without a name below signs nothing.

    "KT. CHỦ TỊCH" stands above "PHÓ CHỦ TỊCH", so the last post before the name counts.
    """
    for place, line in enumerate(lines):
        if not _POST.match(line):
            continue
        for below in lines[place + 1 : place + 1 + _BELOW_POST]:
            if _NAME.match(below) and not _PLACE_NAME.match(below.lower()):
                return _NAME.sub(r"\1", below)
            if _is_kind(below) or fold(below).startswith(("phu luc", "can cu")):
                break
    return ""
