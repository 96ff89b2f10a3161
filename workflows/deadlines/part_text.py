"""Which words of a cell belong to which of its parts: the milestone's own purpose.

A plan writes what a milestone is for before it ("ban hành kế hoạch trong tháng 01, kiểm tra chậm
nhất tháng 6") or behind it ("Quý II (sơ kết), Quý IV (tổng kết)", "Quý I: kế hoạch; Quý IV: …").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

SEPARATORS = " ,;:.-–—+&()[]/"
_JOINTS = ("và ", "hoặc ")
# Signs that end a clause: a full stop only before a new sentence, and what numbers the next.
_APART = re.compile(r";|<[^>]{1,40}>|(?<!\s\d)(?<!\s\d\d)\.\s|\s(?=\d{1,2}[.)]\s)")
_BRACKET = re.compile(r"\s*\([^()]*\)")
# Signs after a time that lead to what it is for.
_BEHIND = re.compile(r"\s*:|\s+[-–]\s")
# Behind "Quý I: kế hoạch" the next purpose begins at the last of these.
_NEXT_PURPOSE = re.compile(r",\s|\s[-–+]\s|\svà\s")


def words_between(text: str, begin: int, stop: int) -> str:
    """Return the words there without the signs and conjunctions around them."""
    words = text[begin:stop].strip(SEPARATORS)
    for joint in _JOINTS:
        words = words.removeprefix(joint)
    if words.count("(") > words.count(")"):
        words += ")"
    return words


def shares(text: str, places: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return from where to where the words of each part go.

    `places` are where the words of time stand that made the parts, in the order of the text.
    """
    cuts = [_cut(text, before[1], after[0]) for before, after in pairwise(places)]
    return list(zip([0, *cuts], [*cuts, len(text)], strict=True))


def _cut(text: str, begin: int, stop: int) -> int:
    """Return where, between two times, the words of the first end."""
    gap = text[begin:stop]
    if apart := _APART.search(gap):
        return begin + apart.end()
    if bracket := _BRACKET.match(gap):
        return begin + bracket.end()
    behind = _BEHIND.match(gap)
    if behind is None:
        return begin
    links = list(_NEXT_PURPOSE.finditer(gap, behind.end()))
    if links:
        return begin + links[-1].end()
    return stop if ":" in behind[0] else begin
