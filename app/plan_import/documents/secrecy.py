"""Knows a mark of secrecy, stamped at the head of a document, from the word in its text.

The stamp stands by itself in capitals, in the upper part of the first page (Circular 24/2020/TT-BCA
gives the stamps; Decree 30/2020/NĐ-CP, Annex I, the place). "Bảo mật", "bí mật nhà nước" and
"mật độ" are words of any plan.
"""

import re
import unicodedata
from collections.abc import Sequence

from app.plan_import.documents.values import SecrecyMark
from app.plan_import.tables import one_line

_MARKS = {mark.value.replace(" ", ""): mark for mark in SecrecyMark}
_WORDS = r"(TUYỆT MẬT|TỐI MẬT|MẬT)"
# The stamp and a neighbour that a program put on one line: place and day, or the number.
_BEFORE_DAY = re.compile(rf"^{_WORDS}\s+[^,;:]{{1,40}},\s*ngày\b")
_AFTER_NUMBER = re.compile(rf"^S[ốỐ]\s*:?\s*\d*\s*/[^\s]+\s+{_WORDS}$")
_NAMED = re.compile(r"^độ mật\s*:\s*(tuyệt mật|tối mật|mật)\W*$", re.IGNORECASE)
_FRAME = "[](){}|*_-–—.: \t\"“”'"
# "MẬT" alone on a line may be the rest of a word of two syllables, in capitals, that was broken.
_LEADS_ON = re.compile(r"(?:^|\s)(?:BẢO|BÍ|ĐỘ|CƠ|NỘI)$")
_GOES_ON = re.compile(r"^(?:ĐỘ|MÃ|KHẨU|THƯ|VỤ|ONG|THIẾT|BÁO|NHÀ NƯỚC)\b")
_PLACE = re.compile(r"^(?:XÃ|PHƯỜNG|ĐẶC KHU|THỊ TRẤN|TỈNH|THÀNH PHỐ|HUYỆN|QUẬN)\s")
_ORDINARY = frozenset({"THƯỜNG", "KHÔNG MẬT", "BÌNH THƯỜNG"})


def secrecy_mark(lines: Sequence[str]) -> SecrecyMark | None:
    """Return the mark among the printed lines of a document's head, None where there is none.

    Where several degrees stand side by side, or one beside "THƯỜNG", they head the columns of a
    table and mark nothing.
    """
    printed = [one_line(unicodedata.normalize("NFC", line)) for line in lines]
    printed = [line for line in printed if line]
    found = {
        mark
        for place, line in enumerate(printed)
        if (mark := _mark_of(line)) and not _is_half_a_word(printed, place, mark)
    }
    if len(found) != 1 or any(line.strip(_FRAME).upper() in _ORDINARY for line in printed):
        return None
    return found.pop()


def _mark_of(line: str) -> SecrecyMark | None:
    alone = _MARKS.get(line.strip(_FRAME).replace(" ", ""))
    if alone:
        return alone
    beside = _BEFORE_DAY.match(line) or _AFTER_NUMBER.match(line) or _NAMED.match(line)
    return _MARKS[beside[1].upper().replace(" ", "")] if beside else None


def _is_half_a_word(lines: Sequence[str], place: int, mark: SecrecyMark) -> bool:
    if mark is not SecrecyMark.secret:
        return False
    before = lines[place - 1] if place else ""
    after = lines[place + 1] if place + 1 < len(lines) else ""
    leads_on = bool(_LEADS_ON.search(before)) and not _PLACE.match(before)
    return leads_on or bool(_GOES_ON.match(after))
