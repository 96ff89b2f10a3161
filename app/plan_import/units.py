"""Reads names of units: takes lists apart, and tells when two spellings are one unit."""

import re
from collections.abc import Sequence
from functools import lru_cache

from rapidfuzz import fuzz

from app.plan_import.tables import one_line, visible
from workflows.text import fold

# First words of a unit's name, folded. What follows a comma or "và" is another unit only
# when it begins with one of these: "Phòng Kinh tế, Hạ tầng và Đô thị" is one name.
_HEADS = (
    r"van phong|vp|v/p|phong|trung tam|tt\.?|ban|tram|cong an|ca|truong|uy ban|ubnd"
    r"|ubmttq|ubmt"
    r"|mat tran|mttq|hoi|doan|so|bo|cac|co quan|don vi|dang uy|thuong truc|to|thon|ap|khu|khom"
    r"|quan su|bch|bo chi huy|kho bac|thue|chi cuc|cong chuc|bo phan|chanh|chu tich|pho chu tich"
    r"|lanh dao|thu truong|giam doc|hieu truong|toa an|vien kiem sat|doan the|nguoi dung dau"
    r"|bao hiem|ngan hang|buu dien|buu cuc|dai|nha truong|lien doan|cong doan|hop tac xa"
)
_HEAD = re.compile(rf"(?:{_HEADS})\b|p\.\s?(?=[a-z])")
# In a list these begin a name as well; alone on a line they may go on with "Văn phòng".
_HEAD_IN_LIST = re.compile(r"(?:hdnd|hoi dong nhan dan|ub mttq|bi thu|ttpvhcc|tthcc|vphdnd)\b")
# After "và" only these begin another unit: "HĐND và UBND" is one name.
_HEAD_AFTER_AND = re.compile(
    r"(?:cac (?:phong|co quan|don vi|to chuc|ban|nganh|doan the|hoi|truong|thon|to dan pho|bo phan"
    r"|pho chu tich|cong chuc|doanh nghiep)"
    r"|van phong|vp|phong|trung tam|tt|tram|cong an|truong|uy ban mat tran|uy ban mttq|ubmttq"
    r"|mat tran|mttq|cong chuc|chu tich|pho chu tich|ban chi huy|bch|ban chqs|ban quan ly|so|to"
    r"|dang uy|hoi (?!dong)|doan|kho bac|thue|bao hiem|ngan hang|dai)\b"
)
# A person and the post the same person holds: "Đồng chí Trần Thị B, Phó Chủ tịch UBND phường".
_PERSON = re.compile(r"(?:đồng chí|đ/c|ông|bà)\b", re.IGNORECASE)
_POST = re.compile(
    r"(?:pho )?(?:chu tich|bi thu|truong phong|chanh van phong|giam doc|hieu truong|truong cong an"
    r"|chi huy truong|tram truong)|cong chuc"
)
# A list that has only begun: what follows the comma completes the same collective name.
_TERM = (
    r"(?:co quan chuyen mon|co quan|phong ban|phong|so|ban|don vi|bo|nganh|to chuc|thon|can bo"
    r"|cong chuc|vien chuc)"
)
_OPEN_COLLECTIVE = re.compile(
    r"(?:thu truong |nguoi dung dau |truong )?(?:(?:cac|tat ca cac|toan the|moi) )?"
    rf"{_TERM}(?:, {_TERM})*"
)
_GENERIC = re.compile(
    r"(?:cac )?(?:don vi|ban|nganh|doan the|to chuc|dia phuong|co quan|phong|cong chuc|vien chuc"
    r"|thon|ap|khu pho|to dan pho)\b"
)
_COLLECTIVE = re.compile(
    r"(?:cac|tat ca(?: cac)?|toan the(?: cac)?|moi|nhung) (?:phong|co quan|don vi|to chuc|ban"
    r"|nganh|doan the|doan|hoi|truong|thon|ap|khu|to dan pho|so|dia phuong|bo phan|xa|cap"
    r"|trung tam|tram|thanh vien|pho chu tich|can bo|cong chuc|doanh nghiep)\b"
    r"|(?:co quan|don vi)(?:,? (?:don vi|co quan))?"
    r"(?: co)? lien quan|co quan, don vi|don vi, co quan|phong(?:,? ban)? chuyen mon\b"
    r"|phong, ban|(?:thu truong|nguoi dung dau|truong) (?:cac|co quan)|co quan chuyen mon"
    r"|ban, nganh|can bo, cong chuc|cong chuc chuyen mon"
)

_ABBREVIATIONS: dict[str, str] = {
    "vp": "van phong",
    "p": "phong",
    "tt": "trung tam",
    "tthcc": "trung tam phuc vu hanh chinh cong",
    "ttpvhcc": "trung tam phuc vu hanh chinh cong",
    "pvhcc": "phuc vu hanh chinh cong",
    "pvhhc": "phuc vu hanh chinh cong",
    "phcc": "phuc vu hanh chinh cong",
    "hcc": "hanh chinh cong",
    "pvhc": "phuc vu hanh chinh",
    "dvth": "dich vu tong hop",
    "vhxh": "van hoa xa hoi",
    "vhxxh": "van hoa xa hoi",
    "vh": "van hoa",
    "xh": "xa hoi",
    "kt": "kinh te",
    "ktht": "kinh te ha tang",
    "kthtdt": "kinh te ha tang do thi",
    "ht": "ha tang",
    "htdt": "ha tang do thi",
    "dt": "do thi",
    "hdnd": "hoi dong nhan dan",
    "ubnd": "uy ban nhan dan",
    "ub": "uy ban",
    "mttq": "mat tran to quoc",
    "mttqvn": "mat tran to quoc",
    "ubmttq": "uy ban mat tran to quoc",
    "ubmttqvn": "uy ban mat tran to quoc",
    "ca": "cong an",
    "bch": "ban chi huy",
    "qs": "quan su",
    "tyt": "tram y te",
    "chqs": "chi huy quan su",
    "bchqs": "ban chi huy quan su",
    "bhxh": "bao hiem xa hoi",
    "bp": "bo phan",
    "tn": "tiep nhan",
    "tkq": "tra ket qua",
    "tntkq": "tiep nhan tra ket qua",
    "ttdvth": "trung tam dich vu tong hop",
    "vphdnd": "van phong hoi dong nhan dan",
    "khcn": "khoa hoc cong nghe",
    "gddt": "giao duc dao tao",
    "cchc": "cai cach hanh chinh",
    "csxh": "chinh sach xa hoi",
    "tncs": "thanh nien cong san",
    "tdp": "to dan pho",
    "ct": "chinh tri",
}
_ROLE = re.compile(
    r"^(?:cơ quan |đơn vị )?(?:chủ trì|phối hợp)\s*:\s*"
    r"|\s*[-–(]?\s*(?:cơ quan |đơn vị )?(?:chủ trì|phối hợp)(?: chính)?\s*\)?\s*$",
    re.IGNORECASE,
)
_PLACE_NAME = re.compile(r"\s+(?:phường|xã|đặc khu|thị trấn)(?:\s+[A-ZÀ-ỸĐ]\w*){0,4}\s*$")
# Signs that always part two names, and those that do where another unit's name begins.
_APART = re.compile(r"[;\n]")
_JOINT = re.compile(r"(\s+(?:và|&)\s+|\s*/\s*|\.\s+)", re.IGNORECASE)
_BULLET_SIGNS = "-–—+*•●▪◦"
_BULLET = re.compile(rf"^[{_BULLET_SIGNS}]\s*|^(?:\d{{1,2}}|[a-h])[.)]\s*(?=\D)")
_CAPITAL = "[A-ZÀ-ỸĐ]"
_NAME = re.compile(r"[^\W\d_]{2}")
# Phòng that are named by their letters alone in a list: "Phòng VH-XH, KT".
_SHORT_PHONG = frozenset({"vhxh", "vhxxh", "kt", "ktht", "kthtdt"})
_PHONG_LIST = re.compile(
    rf"(?:[Cc]ác\s+)?[Pp]hòng\s*:\s*(?P<names>.+)|[Cc]ác\s+phòng\s+(?P<bare>{_CAPITAL}.+)"
)
# A second field of one phòng: "Kinh tế, Hạ tầng và Đô thị".
_SECOND_FIELD = re.compile(
    r"(?:ha tang|do thi|moi truong|thuong binh|the thao|thong tin|truyen thong|khoa hoc|xa hoi)\b"
)
# A bracket says which part of the unit is meant, or who stands in for it.
_REMARK = re.compile(r"\s*\([^()]*\)\s*$")
_SCORE_WITHOUT_REMARK = 90
# The person of "Đ/c Nguyễn Văn A - Chủ tịch UBND xã": the post is the unit.
_PERSON_OF_POST = re.compile(
    rf"^(?:đồng chí|đ/c|ông|bà)\s+(?:{_CAPITAL}\w*\.?\s*){{1,6}}[-–,:]\s*(?=\w)", re.IGNORECASE
)
_LOWEST_SCORE = 82
# A longer text is no list of units; it is kept whole, as the one wrong name that it is.
_LONGEST_LIST = 4_000
# So many letters of a text hold its first words; folding a whole cell to look at them is slow.
FIRST_LETTERS = 40


def split_units(text: str) -> tuple[str, ...]:
    """Take a printed list of units apart.

    Semicolons, bullets and numbering always part two names; a comma, a line, a slash, a full
    stop or "và" only where another unit's name begins. "VP. HDND- UBND; Phòng VH- XH" gives two,
    "Phòng Kinh tế, Hạ tầng và Đô thị" and "HĐND và UBND" stay whole. "Các phòng: Kinh tế, Văn
    hóa - Xã hội" gives the two by their names. Signs at the ends are dropped, and what has no
    letter.
    """
    if len(text) > _LONGEST_LIST:
        return (one_line(text),)
    units: list[str] = []
    for part in _APART.split(_without_numbering(_joined_lines(text))):
        for unit in _split_list(part):
            cleaned = _cleaned(unit)
            short = bool(units) and _is_short_phong(cleaned) and _is_phong(units[-1])
            units.append(f"Phòng {cleaned}" if short else cleaned)
    return tuple(dict.fromkeys(unit for unit in units if _NAME.search(unit)))


def _cleaned(unit: str) -> str:
    bare = _BULLET.sub("", unit).rstrip(" .,;:/").strip()
    return re.sub(r"\s+(?:và|&)$", "", bare)


def _joined_lines(text: str) -> str:
    """Join the lines of a name broken over lines; keep those that begin another one."""
    lines = visible(text).split("\n")
    joined = lines[0]
    for line in lines[1:]:
        marked = _BULLET.match(line)
        bare = fold(_BULLET.sub("", line))
        open_end = re.search(r"(?:[-–,&]|\bvà|\bcủa)$", joined)
        begins = _HEAD.match(bare) and (line[:1].isupper() or marked)
        joined += ("\n" if begins and not open_end else " ") + line
    return joined


def _without_numbering(text: str) -> str:
    """Return the text with a line's end where a number or a bullet begins the next name."""
    mark = _BULLET.match(text.strip())
    if mark is None:
        return text
    sign = mark[0].strip()
    if sign in _BULLET_SIGNS:
        return re.sub(rf"\s{re.escape(sign)}\s(?={_CAPITAL})", "\n", text)
    return re.sub(rf"\s(?:\d{{1,2}}|[a-h])[.)]\s?(?={_CAPITAL})", "\n", text)


def _split_list(text: str) -> list[str]:
    parts: list[str] = []
    for piece in re.split(r"\s*,\s*", text.strip()):
        if parts and _completes(parts[-1], piece):
            parts[-1] += ", " + piece
        elif piece:
            parts.append(piece)
    return [name for part in parts for unit in _split_and(part) for name in _named_phong(unit)]


def _completes(before: str, piece: str) -> bool:
    """Tell whether the words behind a comma go on with the name before it."""
    folded, earlier = fold(piece), fold(before)
    if _is_short_phong(piece) and _is_phong(before):
        return False
    begins = _HEAD.match(folded) or _HEAD_IN_LIST.match(folded) or _PERSON.match(piece)
    if not begins or (_PERSON.match(before) and _POST.match(folded)):
        return True
    if re.fullmatch(r"(?:vp|van phong)\.?(?: hdnd| hoi dong nhan dan)?", earlier):
        return bool(re.match(r"(?:hdnd|hoi dong|ubnd|uy ban nhan dan)\b", folded))
    last = re.split(r"\bva ", earlier)[-1]
    return bool(_OPEN_COLLECTIVE.fullmatch(last) and _GENERIC.match(folded))


def _split_and(text: str) -> list[str]:
    """Take a name apart at "và", "&", a slash or a full stop before another unit's name."""
    units: list[str] = []
    joint = ""
    for piece in _JOINT.split(text):
        if _JOINT.fullmatch(piece):
            joint = piece
        elif units and not _begins_another(units[-1], piece, joint):
            units[-1] += (" và " if joint.strip() in ("và", "&") else joint) + piece
        else:
            units.append(piece)
    return units


def _begins_another(before: str, piece: str, joint: str) -> bool:
    folded, earlier = fold(piece), fold(before)
    if not _HEAD.match(earlier):
        return False
    if joint.strip() == ".":
        # "P. Kinh tế", "VP. HĐND" are one name.
        return bool(_HEAD.match(folded)) and earlier.split()[-1] not in _ABBREVIATIONS
    return bool(_HEAD_AFTER_AND.match(folded))


def _named_phong(unit: str) -> list[str]:
    """Return the names of "Các phòng: Kinh tế, Văn hóa - Xã hội", else the unit itself."""
    found = _PHONG_LIST.fullmatch(unit)
    if found is None:
        return [unit]
    names: list[str] = []
    for name in re.split(r",\s*", found["names"] or found["bare"]):
        if names and _SECOND_FIELD.match(fold(name)):
            names[-1] += ", " + name
        else:
            names.append(f"Phòng {name}")
    return names


def _is_phong(name: str) -> bool:
    return fold(name).startswith(("phong ", "p.", "p "))


def _is_short_phong(text: str) -> bool:
    return re.sub(r"[\W_]", "", fold(text)) in _SHORT_PHONG


def opening(text: str) -> str:
    """Return the first words of a text, folded: enough to tell what it begins with."""
    return _folded(text[:FIRST_LETTERS])


@lru_cache(maxsize=16384)
def _folded(letters: str) -> str:
    return fold(letters)


def begins_like_unit(text: str) -> bool:
    """Tell whether a text begins with the first word of a unit's name."""
    return bool(_HEAD.match(opening(text).lstrip("-–+ ")))


@lru_cache(maxsize=4096)
def unit_key(name: str) -> str:
    """Return a key equal for the usual spellings of one unit.

    Folded, abbreviations spelled out, dashes and "và" dropped, what the unit does in the row
    ("(phối hợp)", "chủ trì") and the commune's own name at the end ("phường An Tường", "xã")
    dropped.
    """
    text = _PERSON_OF_POST.sub("", _ROLE.sub("", one_line(name))).rstrip(" .,;")
    shorter = _PLACE_NAME.sub("", text)
    folded = fold(shorter or text)
    words: list[str] = []
    for word in re.findall(r"\w+", folded):
        words.extend(_ABBREVIATIONS.get(word, word).split())
    kept = [word for word in words if word != "va"]
    key = " ".join(kept)
    key = key.replace("mat tran to quoc viet nam", "mat tran to quoc")
    return re.sub(
        r"^van phong uy ban nhan dan$|^van phong hoi dong nhan dan$",
        "van phong hoi dong nhan dan uy ban nhan dan",
        key,
    )


def is_collective(name: str) -> bool:
    """Tell whether a name means several units at once: "Các phòng chuyên môn"."""
    return bool(_COLLECTIVE.match(opening(one_line(name))))


def match_unit(name: str, candidates: Sequence[tuple[int, str]]) -> tuple[int | None, int]:
    """Find the unit that a printed name means.

    ``candidates`` are (unit id, name or alias); a unit may stand there several times.
    Gives the id and a score from 0 to 100: 100 for an equal key, less for likeness, and
    no id where nothing is like enough or two units are equally like.
    """
    key = unit_key(name)
    best: dict[int, float] = {}
    for unit_id, candidate in candidates:
        other = unit_key(candidate)
        score = 100.0 if key == other else min(99.0, _likeness(key, other))
        best[unit_id] = max(score, best.get(unit_id, 0.0))
    ranked = sorted(best.items(), key=lambda item: -item[1])
    if not ranked:
        return None, 0
    unit_id, score = ranked[0]
    tied = len(ranked) > 1 and ranked[1][1] > score - 2
    if score < _LOWEST_SCORE or tied or (is_collective(name) and score < 100):
        return _match_without_remark(name, candidates) or (None, int(score))
    return unit_id, int(score)


def _match_without_remark(
    name: str, candidates: Sequence[tuple[int, str]]
) -> tuple[int | None, int] | None:
    """Match "Phòng VH-XH (lĩnh vực Nội vụ)" by what stands before the bracket."""
    bare = _REMARK.sub("", name)
    if bare == name or not bare.strip():
        return None
    unit_id, score = match_unit(bare, candidates)
    return unit_id, min(score, _SCORE_WITHOUT_REMARK)


def _likeness(key: str, other: str) -> float:
    return float(max(fuzz.ratio(key, other), fuzz.token_sort_ratio(key, other)))
