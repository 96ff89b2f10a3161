"""Knows the columns of an appendix by their headings, whatever order and wording."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from app.plan_import.tables import Row, one_line
from workflows.text import fold


class Column(StrEnum):
    """What a column holds. ``task`` is any column that names the work to be done."""

    number = "number"
    area = "area"
    objective = "objective"
    task = "task"
    product = "product"
    lead = "lead"
    supporting = "supporting"
    follow_up = "follow_up"
    deadline = "deadline"
    funding = "funding"
    note = "note"


_WHO = r"(?:don vi|co quan|bo phan|nguoi|phong|ca nhan|can bo|cong chuc|dau moi)"
# Folded words and what they say about a column; the first that occurs decides, so the
# narrower wording stands before the wider ("theo dõi tiến độ" is not a time).
_MEANINGS: tuple[tuple[str, Column], ...] = (
    (r"theo doi|don doc|lanh dao\b.{0,16}\b(?:phu trach|chi dao|theo doi)", Column.follow_up),
    (r"chu tri", Column.lead),
    (r"phoi hop", Column.supporting),
    (r"kinh phi|du toan|nguon luc|nguon von", Column.funding),
    (
        r"thoi gian|thoi han|tien do|han hoan thanh|lo trinh|thoi diem|ngay hoan thanh"
        r"|ngay bat dau|ngay ket thuc|moc hoan thanh|han xu ly",
        Column.deadline,
    ),
    (r"ghi chu", Column.note),
    (
        rf"{_WHO}[ ,/]*{_WHO}?[ ,/]*"
        r"(?:thuc hien|thuc thi|duoc giao|tham muu|phu trach|chiu trach nhiem|dau moi)"
        r"|trach nhiem|phan cong|thuc hien chinh|phu trach",
        Column.lead,
    ),
    (r"san pham|ket qua|dau ra", Column.product),
    (r"^linh vuc$|^linh vuc cai cach\b", Column.area),
    (r"hoat dong|nhiem vu|noi dung|cong viec|giai phap|dau viec|ten viec", Column.task),
    (r"muc tieu|chi tieu|muc dich", Column.objective),
    (r"^(?:stt|tt|so tt|so thu tu|so|ma so)$", Column.number),
    (rf"^(?:{_WHO}(?:[ ,/]+{_WHO})?|thuc hien)$", Column.lead),
)
_PATTERNS = tuple(
    (re.compile(rf"\b(?:{words})\b" if "^" not in words else words), column)
    for words, column in _MEANINGS
)

# Parts the levels of a heading printed in several rows: "Phân công thực hiện › Chủ trì".
LEVEL = " › "
_LONGEST_HEADING = 100
_LONGEST_PRINTED = 110
_YEAR = re.compile(r"\b(20\d\d)\b")
_QUARTER = re.compile(r"(?:quy|qui|q)[ ./]*(iv|iii|ii|i|[1-4])(?:[ /-]*(?:nam )?20\d\d)?")
_MONTH = re.compile(r"(?:thang|t)[ ./]*(1[0-2]|0?[1-9])(?:[ /-]*(?:nam )?20\d\d)?")
_HALF = re.compile(r"(?:6|sau) thang (?:dau|cuoi) nam(?: 20\d\d)?")
_BARE = re.compile(r"iv|iii|ii|i|1[0-2]|0?[1-9]")
_BEGINNING = re.compile(r"\b(?:bat dau|khoi dau)\b|^tu(?: ngay)?$")
# Heads the time where no other column does.
_DONE = re.compile(r"^(?:phai )?hoan thanh(?: truoc| trong)?(?: ngay)?$")
_END = re.compile(r"^(?:ket thuc|hoan thanh|den(?: ngay)?)$")


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of one table, left to right; None is a column nobody knows.

    ``year`` is the year printed in the heading of the time ("Thời gian (năm 2026)").
    ``texts`` are the headings as printed. ``periods`` names, by position, the columns whose
    heading is itself a time ("Quý I"): a mark in such a cell means that time. ``beginning``
    is the position of a column that only says when the work begins.
    """

    kinds: tuple[Column | None, ...]
    year: int | None = None
    texts: tuple[str, ...] = ()
    periods: tuple[tuple[int, str], ...] = ()
    beginning: int | None = None

    def places(self, kind: Column) -> tuple[int, ...]:
        """Return the positions, from 0, of the columns of this kind."""
        return tuple(place for place, known in enumerate(self.kinds) if known is kind)

    def place(self, kind: Column) -> int | None:
        """Return the position of the first column of this kind."""
        places = self.places(kind)
        return places[0] if places else None

    @property
    def title(self) -> int | None:
        """The column that names the task: the innermost of those that name work."""
        places = self.places(Column.task) or self.places(Column.objective)
        return places[-1] if places else None

    @property
    def duties(self) -> tuple[int, ...]:
        """The wider columns of work before the one that names the task."""
        return self.places(Column.task)[:-1]

    @property
    def usable(self) -> bool:
        """True when a table with these columns can be one of tasks."""
        found = {kind for kind in self.kinds if kind}
        about = {Column.lead, Column.supporting, Column.product, Column.deadline}
        if self.title is None or len(found) < 3:
            return False
        return len(found & about) >= 2 or {Column.number, Column.task, Column.lead} <= found


@lru_cache(maxsize=4096)
def column_of(heading: str) -> Column | None:
    """Return what the column under this heading holds, None when it is no known heading.

    Of a heading printed in several rows the lowest that is known decides.
    """
    levels = heading.split(LEVEL)
    for level in reversed(levels):
        column = _column_of_words(level)
        if column:
            return column
    return Column.deadline if _period_of(heading) else None


def _column_of_words(heading: str) -> Column | None:
    text = re.sub(r"[^\w ,/]", " ", fold(one_line(heading)))
    text = " ".join(text.split())
    if not text or len(text) > _LONGEST_HEADING:
        return None
    if any(pattern.fullmatch(text) for pattern in (_QUARTER, _MONTH, _HALF)):
        return Column.deadline
    for pattern, column in _PATTERNS:
        if pattern.search(text):
            return column
    return None


@lru_cache(maxsize=4096)
def _period_of(heading: str) -> str:
    """Return the time that a column stands for ("Quý I", also under "Quý"), '' for none."""
    levels = [one_line(level) for level in heading.split(LEVEL)]
    lowest = fold(levels[-1]).strip(" .:()")
    if any(pattern.fullmatch(lowest) for pattern in (_QUARTER, _MONTH, _HALF)):
        return levels[-1].strip(" .:()")
    upper = fold(" ".join(levels[:-1]))
    if _BARE.fullmatch(lowest):
        for word, printed in (("quy", "Quý"), ("thang", "Tháng")):
            if re.search(rf"\b{word}\b", upper):
                return f"{printed} {levels[-1].strip(' .:()')}"
    return ""


def columns_of(headings: Sequence[str]) -> Columns:
    """Return the columns named by one row of headings."""
    kinds = [column_of(heading) for heading in headings]
    folded = [fold(heading.split(LEVEL)[-1]).strip(" .:()") for heading in headings]
    beginning = next((place for place, text in enumerate(folded) if _BEGINNING.search(text)), None)
    if beginning is not None:
        kinds[beginning] = Column.deadline
        after = beginning + 1
        if after < len(kinds) and kinds[after] is None and _END.match(folded[after]):
            kinds[after] = Column.deadline
        if sum(kind is Column.deadline for kind in kinds) < 2:
            beginning = None
    done = next((place for place, text in enumerate(folded) if _DONE.match(text)), None)
    if done is not None and kinds[done] is None and Column.deadline not in kinds:
        kinds[done] = Column.deadline
    year = None
    for heading, kind in zip(headings, kinds, strict=True):
        printed = _YEAR.search(heading)
        if kind is Column.deadline and printed:
            year = int(printed[1])
    named = enumerate(map(_period_of, headings))
    periods = tuple((place, name) for place, name in named if name)
    return Columns(tuple(kinds), year, tuple(headings), periods, beginning)


def is_heading_row(row: Row) -> bool:
    """Tell whether a row consists of headings; a row of a task has longer cells."""
    texts = _short_texts(row)
    if len(texts) < 3:
        return False
    columns = columns_of(texts)
    known = sum(kind is not None for kind in columns.kinds)
    # A task's own cells may hold a heading's word ("Kế hoạch phối hợp"), but not as
    # most of a row of short cells, and never beside a number.
    numbered = any(text.strip("(). ").isdigit() for text in texts)
    return columns.usable and known * 3 >= len(texts) * 2 and not numbered


def is_foreign_heading_row(row: Row) -> bool:
    """Tell whether a row begins a table of something else: it numbers rows of no task."""
    texts = _short_texts(row)
    return len(texts) >= 3 and column_of(texts[0]) is Column.number and not is_heading_row(row)


def _short_texts(row: Row) -> list[str]:
    """Return the texts of the filled cells, an empty list where one is too long for a heading."""
    filled = [cell.text for cell in row.cells if cell.text.strip()]
    if any(len(text) > 4 * _LONGEST_PRINTED for text in filled):
        return []
    texts = [one_line(text) for text in filled]
    return [] if any(len(text) > _LONGEST_PRINTED for text in texts) else texts


def is_number_row(row: Row) -> bool:
    """Tell whether a row only numbers the columns: (1) (2) (3), or A B 1 2 3."""
    texts = [cell.text.strip().strip("()[] .") for cell in row.cells if cell.text.strip()]
    while texts and len(texts[0]) == 1 and texts[0] in "ABC":
        texts = texts[1:]
    numbers = [int(text) for text in texts if text.isascii() and text.isdigit()]
    return (
        len(numbers) >= 3
        and len(numbers) == len(texts)
        and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    )
