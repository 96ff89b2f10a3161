"""Finds printed times in running text: "trước ngày 10/12", "định kỳ hàng tháng, quý và năm"."""

import re
from functools import lru_cache

from workflows.deadlines import Before, DeadlineKind, read_deadline

_DAY = r"(?:ngay )?\d{1,2} ?[/-] ?\d{1,2}(?: ?[/-] ?\d{4})?(?!\d|/)"
_WORDED_DAY = r"ngay \d{1,2} thang \d{1,2}(?: nam \d{4})?"
_OF_PERIOD = (
    r"(?:cua )?(?:thang (?:cuoi|dau|thu \w+)(?: cua)?(?: moi)? (?:quy|ky|nam)(?: bao cao)?"
    r"|(?:hang|moi) (?:thang|quy|nam)|thang (?:sau|lien ke|tiep theo)|cuoi (?:quy|ky|thang)"
    r"|thang ket thuc (?:quy|ky)(?: bao cao)?|(?:cac )?quy|thang)"
)
_DAY_OF_PERIOD = rf"ngay \d{{1,2}}(?: va ngay \d{{1,2}})? {_OF_PERIOD}"
_QUARTER = r"quy (?:iv|iii|ii|i|[1-4])(?: ?(?:,|-|–|va) ?(?:quy )?(?:iv|iii|ii|i|[1-4]))*"
_YEAR = r"(?: ?[/,-] ?| nam )\d{4}"
_PERIOD = rf"(?:{_QUARTER}(?:{_YEAR})?|(?:dau |giua |cuoi )?thang \d{{1,2}}(?:{_YEAR})?)"
_LIMIT = (
    r"(?:truoc|cham nhat|muon nhat|den het|het|han|thoi han)"
    r"(?: la)?(?: vao)?(?: truoc)?"
)
# A day or a period with the word that makes a limit of it.
DUE = rf"{_LIMIT} (?:{_WORDED_DAY}|{_DAY_OF_PERIOD}|{_DAY}|{_PERIOD})"
_DUE_IN = (
    rf"(?:hoan thanh|xong|ket thuc) (?:trong |vao )?(?:{_PERIOD}|nam \d{{4}})"
    rf"|(?:trong|vao) {_PERIOD}|{_QUARTER}{_YEAR}|(?<!ngay )(?<!/)thang \d{{1,2}} ?[/-] ?\d{{4}}"
)
_ITEM = (
    r"(?:va )?(?:hang |moi |bao cao )?(?:tuan|thang|quy(?! (?:i|ii|iii|iv|\d)\b)"
    r"|0?[369] thang(?: dau nam)?|(?:cuoi |ca |1 |mot )?nam(?! \d))\b"
)
_ITEMS = rf"{_ITEM}(?: ?[,;/]? ?{_ITEM})*"
RHYTHM = rf"(?:dinh ky:? ?\(?|\b(?:hang|moi) (?=(?:tuan|thang|quy|nam|0?[69])\b)){_ITEMS}\)?"
_AFTER = r"(?:sau khi|ngay sau khi|ngay khi|khi) [^,.;:()]{6,90}"

_DUE_PATTERN = re.compile(rf"(?:{DUE}|{_DUE_IN})")
_RHYTHM_PATTERN = re.compile(RHYTHM)
# A rhythm by itself belongs to a duty only where a clause begins: "kế hoạch hàng năm" has none.
_CLAUSE_START = re.compile(r"(?:^|[,;:(.]\s|\bva |\btheo |\bbao cao )$")
_ALWAYS = re.compile(r"thuong xuyen\b(?=[^,;.]* \w+ \w+)|dinh ky\b(?! \w+ dinh)")
_EVENT = re.compile(rf"\b(?:{_AFTER})")
# A rhythm and the day that belongs to it stand at most so many letters apart.
_APART = 120
_EVENT_START = re.compile(r"ngay sau khi|\d+ ngay sau khi|ngay khi")


def printed_time(text: str, key: str) -> str:
    """Return the time printed in a duty, '' for none; ``key`` is the text folded by letter.

    Only what the grammar of printed times can read is returned. A rhythm and a day that follow
    each other are one time: "hàng quý, trước ngày 10 của tháng cuối quý".
    """
    rhythm = _rhythm(key)
    due = _DUE_PATTERN.search(key)
    if rhythm and due and 0 <= due.start() - rhythm.end() <= _APART:
        return _readable(f"{_slice(text, rhythm)}, {_slice(text, due)}")
    for found in (due, rhythm, _always(key), _event(key)):
        printed = _readable(_slice(text, found)) if found else ""
        if printed:
            return printed
    return ""


def rhythm_of(text: str, key: str) -> str:
    """Return the first printed list of rhythms: "Định kỳ (6 tháng, 9 tháng và năm)"."""
    found = _RHYTHM_PATTERN.search(key)
    return _slice(text, found) if found else ""


def due_of(text: str, key: str) -> str:
    """Return the first printed limit: "chậm nhất là ngày 14 của tháng cuối kỳ báo cáo"."""
    found = _DUE_PATTERN.search(key)
    return _slice(text, found) if found else ""


def _rhythm(key: str) -> re.Match[str] | None:
    for found in _RHYTHM_PATTERN.finditer(key):
        worded = found[0].startswith("dinh ky")
        if worded or _CLAUSE_START.search(key[max(0, found.start() - 12) : found.start()]):
            return found
    return None


def _always(key: str) -> re.Match[str] | None:
    """ "Thường xuyên" at the beginning of a duty is its time; elsewhere it describes."""
    found = _ALWAYS.match(key)
    return found if found and found[0].startswith("thuong") else None


def _event(key: str) -> re.Match[str] | None:
    found = _EVENT.search(key)
    return found if found and _EVENT_START.match(found[0]) else None


def _slice(text: str, found: re.Match[str]) -> str:
    printed = text[found.start() : found.end()].strip(" ,;:")
    if "(" not in printed:
        return printed.rstrip(")")
    return printed if ")" in printed else f"{printed})"


@lru_cache(maxsize=1024)
def _readable(printed: str) -> str:
    kind = read_deadline(printed, None, None, Before.EXCLUSIVE, None).kind
    return "" if kind in (DeadlineKind.MISSING, DeadlineKind.UNREADABLE) else printed
