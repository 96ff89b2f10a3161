"""Finds targets: clauses with a measure, such as "đạt tỷ lệ tối thiểu là 80%"."""

import re
from collections.abc import Iterator

from app.plan_import.prose.outline import Passage
from app.plan_import.prose.sentences import Piece, clauses, sentences

# A part begins also where a list goes on with a share: "…, kiện toàn bộ máy, 100% đơn vị …".
_PARTING = re.compile(r";|, (?:trong so do|trong do)\b,?|, (?=\d{1,3}(?:[.,]\d+)? ?%)")
_BOUND = (
    r"(?:(?:giam|tang) )?(?:toi thieu|it nhat|toi da|khong qua|khong duoi|khong vuot qua|tren|duoi"
    r"|tu|vuot)(?: la| dat| duoc| tu)?"
)
_NUMBER = r"\d{1,3}(?:[.,]\d+)?"
_PERCENT = rf"(?:(?:{_BOUND}|giam|tang) )?{_NUMBER} ?%(?: tro len| tro xuong)?"
_THINGS = (
    r"(?:ky|lan|tin,? bai|tin|bai|cuoc|dot|buoi|hoi nghi|lop|sang kien|mo hinh|phut|gio|diem"
    r"|chuyen muc|chuyen de|van ban|giai phap|de tai|cau chuyen|so)"
)
_RATE = r"(?: ?/ ?| moi | mot | trong |/1 )(?:1 )?(?:thang|quy|nam|tuan|ngay|6 thang)"
_COUNT = (
    rf"{_BOUND} {_NUMBER} {_THINGS}\b(?:{_RATE}\b)?(?: tro len)?"
    rf"|{_NUMBER} {_THINGS}\b(?:{_RATE}\b(?: tro len)?| tro len)"
)
_MEASURE = re.compile(rf"\b(?:{_PERCENT}|{_COUNT})")
_CITED = re.compile(r"(?:can cu|thuc hien (?:nghi quyet|quyet dinh|cong van|ke hoach so))\b")


def targets_of(passage: Passage) -> Iterator[tuple[Piece, str]]:
    """Yield the clauses of a passage that hold a measure, each with its measure as printed."""
    if "%" not in passage.key and not any(letter.isdigit() for letter in passage.key):
        return
    if _CITED.match(passage.key):
        return
    for sentence in sentences(passage.text, passage.key):
        for clause in clauses(sentence, _PARTING):
            measure = _MEASURE.search(clause.key)
            if measure:
                yield clause, _printed(clause.text[measure.start() : measure.end()])


def _printed(measure: str) -> str:
    """Return a measure as printed; "điện tử 100%" begins with no "từ"."""
    first, _, rest = measure.partition(" ")
    if first.lower() not in ("tử", "tự", "tư", "tu"):
        return measure
    return rest.removeprefix("đạt ").removeprefix("là ").removeprefix("được ")


def as_title(text: str) -> str:
    """Return a clause as a title: a capital first, no stop last, no bracket left alone."""
    title = text.strip(" ,;")
    title = title[:-1].rstrip() if title.endswith(".") and not title.endswith("...") else title
    if title.count("(") > title.count(")"):
        title += ")"
    elif title.count(")") > title.count("("):
        title = title.rstrip(")") if title.endswith(")") else title.replace(")", "", 1)
    return title[:1].upper() + title[1:]
