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
    r"van phong|vp|v/p|phong|p\.|trung tam|tt\.?|ban|tram|cong an|ca|truong|uy ban|ubnd|ubmttq|ubmt"
    r"|mat tran|mttq|hoi|doan|so|bo|cac|co quan|don vi|dang uy|thuong truc|to|thon|ap|khu|khom"
    r"|quan su|bch|bo chi huy|kho bac|thue|chi cuc|cong chuc|bo phan|chanh|chu tich|pho chu tich"
    r"|lanh dao|thu truong|giam doc|hieu truong|toa an|vien kiem sat|doan the|nguoi dung dau"
    r"|bao hiem|ngan hang|buu dien|buu cuc|dai|nha truong|lien doan|cong doan|hop tac xa|ubmt"
)
_HEAD = re.compile(rf"(?:{_HEADS})\b")
# After "và" only these begin another unit: "HĐND và UBND" is one name.
_HEAD_AFTER_AND = re.compile(
    r"(?:cac (?:phong|co quan|don vi|to chuc|ban|nganh|doan the|hoi|truong|thon|to dan pho|bo phan)"
    r"|van phong|vp|phong|trung tam|tram|cong an|truong|uy ban mat tran|uy ban mttq|ubmttq"
    r"|mat tran|mttq)\b"
)
# A list that has only begun: what follows the comma completes the same collective name.
_TERM = r"(?:co quan chuyen mon|co quan|phong ban|phong|so|ban|don vi|bo|nganh|to chuc|thon)"
_OPEN_COLLECTIVE = re.compile(rf"(?:(?:cac|tat ca cac|moi) )?{_TERM}(?:, {_TERM})*")
_GENERIC = re.compile(r"(?:cac )?(?:don vi|ban|nganh|doan the|to chuc|dia phuong|co quan|phong)\b")
_COLLECTIVE = re.compile(
    r"(?:cac|tat ca(?: cac)?|toan the(?: cac)?|moi|nhung) (?:phong|co quan|don vi|to chuc|ban"
    r"|nganh|doan the|doan|hoi|truong|thon|ap|khu|to dan pho|so|dia phuong|bo phan|xa|cap"
    r"|trung tam|tram|thanh vien)\b|(?:co quan|don vi)(?:,? (?:don vi|co quan))?"
    r"(?: co)? lien quan|co quan, don vi|don vi, co quan|phong(?:,? ban)? chuyen mon\b"
    r"|phong, ban|thu truong (?:cac|co quan)|co quan chuyen mon|ban, nganh"
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
    "tdp": "to dan pho",
    "ct": "chinh tri",
}
_PLACE_NAME = re.compile(r"\s+(?:phường|xã|đặc khu|thị trấn)(?:\s+[A-ZÀ-ỸĐ]\w*){0,4}\s*$")
_LOWEST_SCORE = 82
# A longer text is no list of units; it is kept whole, as the one wrong name that it is.
_LONGEST_LIST = 4_000
# So many letters of a text hold its first words; folding a whole cell to look at them is slow.
FIRST_LETTERS = 40


def split_units(text: str) -> tuple[str, ...]:
    """Take a printed list of units apart.

    Semicolons always part two names; a comma, a line or "và" only where another unit's
    name begins. "VP. HDND- UBND; Phòng VH- XH" gives two, "Phòng Kinh tế, Hạ tầng và
    Đô thị" and "HĐND và UBND" stay whole. Bullets and full stops at the end are dropped.
    """
    if len(text) > _LONGEST_LIST:
        return (one_line(text),)
    units: list[str] = []
    for part in re.split(r"[;\n]", _joined_lines(text)):
        units.extend(_split_list(part))
    cleaned = (re.sub(r"^[-–+*•]\s*", "", unit).rstrip(" .,;").strip() for unit in units)
    return tuple(dict.fromkeys(unit for unit in cleaned if unit))


def _joined_lines(text: str) -> str:
    """Join the lines of a name broken over lines; keep those that begin another one."""
    lines = visible(text).split("\n")
    joined = lines[0]
    for line in lines[1:]:
        bare = fold(re.sub(r"^[-–+*•]\s*", "", line))
        open_end = re.search(r"(?:[-–,]|\bvà|\bcủa)$", joined)
        begins = _HEAD.match(bare) and (line[:1].isupper() or line[:1] in "-–+*•")
        joined += ("\n" if begins and not open_end else " ") + line
    return joined


def _split_list(text: str) -> list[str]:
    parts: list[str] = []
    for piece in re.split(r"\s*,\s*", text.strip()):
        folded = fold(piece)
        completes = bool(parts) and (
            not _HEAD.match(folded)
            or (_OPEN_COLLECTIVE.fullmatch(fold(parts[-1])) and _GENERIC.match(folded))
            or fold(parts[-1]).rstrip(".") in ("vp", "van phong")
        )
        if completes:
            parts[-1] += ", " + piece
        else:
            parts.append(piece)
    return [unit for part in parts for unit in _split_and(part)]


def _split_and(text: str) -> list[str]:
    pieces = re.split(r"\s+(?:và|&)\s+", text)
    units = [pieces[0]]
    for piece in pieces[1:]:
        if _HEAD_AFTER_AND.match(fold(piece)) and _HEAD.match(fold(units[-1])):
            units.append(piece)
        else:
            units[-1] += " và " + piece
    return units


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

    Folded, abbreviations spelled out, dashes and "và" dropped, and the commune's own
    name at the end ("phường An Tường", "xã") dropped.
    """
    text = one_line(name).rstrip(" .,;")
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
        return None, int(score)
    return unit_id, int(score)


def _likeness(key: str, other: str) -> float:
    return float(max(fuzz.ratio(key, other), fuzz.token_sort_ratio(key, other)))
