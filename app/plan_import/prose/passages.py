"""Joins the printed lines of running text into paragraphs, wherever the lines were broken."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.plan_import.appendix.cell_content import has_open_end
from app.plan_import.prose.lines import PrintedLine, key_of
from app.plan_import.prose.markers import BODY, Marker, Rank, marker_of
from app.plan_import.source import Source

_SENTENCE_ENDS = ".;:!?…"
# In a text whose lines were broken, many lines begin in the middle of a sentence.
_FEWEST_BROKEN = 0.12
# A line that leaves so much of the width free could have held the word below it.
_FULL = 0.88
_SHORT = 0.5
_FOOTNOTE = re.compile(r"[¹²³⁴⁵⁶⁷⁸⁹]+\s*\S")
# A unit's name goes on in the next line, although that begins with a capital.
_OPEN_NAME = re.compile(
    r"(?:\b(?:[Pp]hòng|[Bb]an|Sở|Bộ|tỉnh|thành phố|[Tt]rạm|Hội|Đảng|Ủy|[Tt]rung tâm|Đài|Thủ tướng"
    r"|Mặt trận|Cổng|[Cc]hủ tịch|Tổ|[Vv]ăn phòng|[Tt]rưởng|[Tt]rường|Đoàn))$"
)
# Nothing ends with these, however short the line.
_HALF_NAME = re.compile(r"(?:\b(?:(?<!Văn )Phòng|Ban|Sở|Bộ|Trạm|Ủy))$")
# These begin the closing words of a plan, and what follows it.
_CLOSING = re.compile(r"noi nhan\b|tren day la |trong qua trinh (?:to|trien|thuc) ")
_CLOSING_LETTERS = 24
_SHORTEST_TITLE = 6
# After these a number at the start of the next line is no number of a paragraph.
_WANTS_NUMBER = re.compile(
    r"(?:\bsố|\bngày|\btháng|\bnăm|\bquý|\bđiều|\bkhoản|\bđiểm|\bmục|\bđộ|\btừ|\bđến|\blà|\bcó"
    r"|\bđạt|\bthiểu|\bdưới|\btrên|\bnhất|\bđoạn|\bcấp|\bvà|\btới|\bkhoảng|[-–/,(])$",
    re.IGNORECASE,
)
_OF_ARTICLE = re.compile(r"\b(?:điều|khoản|điểm|mục|ngày|tháng|quý)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph: its text without what opens it, the text folded letter by letter, what
    opened it, and at which letters its printed lines begin.
    """

    text: str
    key: str
    marker: Marker
    source: Source
    lines: tuple[tuple[int, Source], ...] = ()

    @property
    def rank(self) -> Rank:
        """How deep the paragraph stands by its marker."""
        return self.marker.rank

    @property
    def ends_sentence(self) -> bool:
        """True when the text ends with a full stop or a semicolon."""
        return self.text[-1:] in (".", ";", "!", "?")


def paragraphs_of(lines: Sequence[PrintedLine]) -> list[Paragraph]:
    """Join printed lines into paragraphs; footnotes are left out."""
    joiner = _Joiner(_width(lines))
    for line in lines:
        joiner.add(line)
    return joiner.finished()


def _width(lines: Sequence[PrintedLine]) -> int:
    """Return the width in letters at which the lines were broken; 0 where they were not."""
    if not lines:
        return 0
    inside = sum(line.text[0].islower() and marker_of(line.text) is BODY for line in lines)
    if inside < _FEWEST_BROKEN * len(lines):
        return 0
    lengths = sorted(len(line.text) for line in lines)
    return lengths[int(len(lengths) * 0.9)]


class _Joiner:
    """Collects lines; knows the paragraph that is open and the one a footnote interrupted."""

    def __init__(self, width: int) -> None:
        self.width = width
        self.paragraphs: list[Paragraph] = []
        self.words: list[str] = []
        self.starts: list[tuple[int, Source]] = []
        self.length = 0
        self.marker = BODY
        self.open_quotes = 0
        self.in_footnote = False

    def add(self, line: PrintedLine) -> None:
        """Add the next printed line."""
        if _FOOTNOTE.match(line.text):
            self.in_footnote = line.text[-1] not in _SENTENCE_ENDS
            return
        if self.in_footnote:
            self.in_footnote = line.text[-1] not in _SENTENCE_ENDS
            return
        marker = marker_of(line.text)
        if self.words and self._continues(line, marker):
            self._take(line.text, line.source)
            return
        self._close()
        self.marker = marker
        self._take(line.text[marker.length :], line.source)

    def finished(self) -> list[Paragraph]:
        """Return the paragraphs; to be called once, after the last line."""
        self._close()
        return self.paragraphs

    def _take(self, text: str, source: Source) -> None:
        self.words.append(text)
        self.starts.append((self.length, source))
        self.length += len(text) + 1
        self.open_quotes += text.count("“") - text.count("”")

    def _close(self) -> None:
        text = " ".join(self.words)
        if text:
            lines = tuple(self.starts)
            self.paragraphs.append(Paragraph(text, key_of(text), self.marker, lines[0][1], lines))
        self.words, self.starts, self.length, self.open_quotes = [], [], 0, 0

    def _continues(self, line: PrintedLine, marker: Marker) -> bool:
        last = self.words[-1]
        ended = last[-1] in _SENTENCE_ENDS
        if last.endswith("./.") or self._is_title(line):
            return False
        if (ended or line.text.endswith(":")) and _closes_plan(line):
            return False
        if marker is not BODY:
            return self._only_looks_marked(line, marker, ended)
        if line.text[0].islower() or line.text[0] in ")]”,;":
            return True
        if not self.width:
            return not ended and has_open_end(last)
        if ended:
            return not line.indented and last[-1] != ":" and not self._leaves_room(line)
        if len(last) < _SHORT * self.width:
            return bool(_HALF_NAME.search(last))
        open_end = has_open_end(last) or bool(_OPEN_NAME.search(last))
        return open_end or not self._leaves_room(line)

    def _is_title(self, line: PrintedLine) -> bool:
        """Tell whether a line in capitals begins a title below a text in small letters."""
        title = line.text.isupper() and len(line.text) > _SHORTEST_TITLE
        return title and not self.words[-1].isupper()

    def _only_looks_marked(self, line: PrintedLine, marker: Marker, ended: bool) -> bool:
        """Tell a dash or a number at the start of a broken line from one that opens a list."""
        if ended or marker.rank is Rank.label:
            return False
        if marker.rank in (Rank.dash, Rank.plus) and self.open_quotes > 0:
            return True
        if marker.rank not in (Rank.number, Rank.letter):
            return False
        if marker.rank is Rank.letter or self._is_next(marker):
            return bool(_OF_ARTICLE.search(self.words[-1]))
        small = line.text[marker.length].islower() and bool(self.width)
        return small or bool(_WANTS_NUMBER.search(self.words[-1]))

    def _is_next(self, marker: Marker) -> bool:
        """Tell whether a number opens a list or follows that of the open paragraph."""
        number = int(marker.number)
        before = self.marker.number
        return number == 1 or (before.isdigit() and int(before) + 1 == number)

    def _leaves_room(self, line: PrintedLine) -> bool:
        """Tell whether the line above was ended although this line's first word fitted on it."""
        first = line.text.split(maxsplit=1)[0]
        return len(self.words[-1]) + 1 + len(first) < _FULL * self.width


def _closes_plan(line: PrintedLine) -> bool:
    return bool(_CLOSING.match(key_of(line.text[:_CLOSING_LETTERS])))
