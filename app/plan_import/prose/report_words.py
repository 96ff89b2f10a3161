"""The words of a reporting regime, and the sentences that tell one."""

import re

from app.plan_import.prose.outline import Passage
from app.plan_import.prose.sentences import Piece
from workflows.deadlines import Rhythm

# "Báo cáo", with what may stand between it and its period.
REPORT_OF = (
    r"bao cao (?:(?:ket qua|cong tac|cchc|cai cach hanh chinh|dinh ky|tinh hinh|ve|thuc hien) )*"
)
# Folded words that name how often a report is made.
_RHYTHMS: tuple[tuple[Rhythm, str], ...] = (
    (Rhythm.MONTH, rf"(?:hang |moi |{REPORT_OF}|dinh ky )thang\b|\bthang, quy\b"),
    (
        Rhythm.QUARTER,
        rf"(?:(?:hang|moi|dinh ky|thang,|,|va) |{REPORT_OF}|\()quy\b(?! (?:i|ii|iii|iv|\d)\b)"
        r"|^quy,",
    ),
    (Rhythm.HALF_YEAR, r"\b0?6 thang\b(?! cuoi)|\bsau thang\b(?! cuoi)|\bnua nam\b"),
    (Rhythm.NINE_MONTHS, r"\b0?9 thang\b|\bchin thang\b"),
    (
        Rhythm.YEAR,
        rf"(?:hang |moi |{REPORT_OF})nam\b(?! truoc(?! ngay))|(?:dinh ky|1|mot|va|,) nam\b(?! \d)"
        r"|(?<!thang )(?:tong ket|ca|cuoi) nam\b(?! \d)",
    ),
)
RHYTHM_PATTERNS = tuple((rhythm, re.compile(words)) for rhythm, words in _RHYTHMS)
_REPORT = re.compile(r"\bbao cao\b")
_OF_REFORM = re.compile(
    r"\bcchc\b|cai cach hanh chinh|bao cao dinh ky|che do (?:thong tin,? )?bao cao"
)
_THEMATIC = re.compile(r"chuyen de\b")
# Reports of other matters have a regime of their own.
_OF_OTHERS = re.compile(
    r"bao cao (?:(?:tinh hinh|ket qua|so lieu|cong tac|ve|thuc hien) )*(?:thu\b|chi\b|giai ngan"
    r"|ngan sach|tai chinh|kinh te|an ninh|giai quyet|kiem soat|chuyen doi so|phap che|dan so|y te"
    r"|tiep cong dan|phong,? chong)"
)
PARTING = re.compile(rf";|, (?={REPORT_OF}(?:thang|quy|0?[69] thang|nam)\b)")


def is_of_reform(passage: Passage) -> bool:
    """Tell whether a passage, or a heading right above it, is about reports on the reform."""
    near = (passage.key, *(heading.key for heading in passage.headings[-2:]))
    return any(_OF_REFORM.search(key) for key in near)


def tells_regime(sentence: Piece, headed: bool, of_reform: bool) -> bool:
    """Tell whether a sentence says when reports on the reform are made or sent."""
    if _OF_OTHERS.search(sentence.key):
        return False
    thematic = _THEMATIC.search(sentence.key)
    if thematic and "dinh ky" not in sentence.key[: thematic.start()]:
        return False
    return headed or (of_reform and bool(_REPORT.search(sentence.key)))
