"""Knows the columns of an appendix by their headings, whatever order and wording."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.plan_import.tables import Row, one_line
from workflows.text import fold


class Column(StrEnum):
    """What a column holds. ``task`` is any column that names the work to be done."""

    number = "number"
    objective = "objective"
    task = "task"
    product = "product"
    lead = "lead"
    supporting = "supporting"
    follow_up = "follow_up"
    deadline = "deadline"
    funding = "funding"
    note = "note"


# Folded words and what they say about a column; the first that occurs decides, so the
# narrower wording stands before the wider ("theo dõi tiến độ" is not a time).
_MEANINGS: tuple[tuple[str, Column], ...] = (
    (r"theo doi|don doc", Column.follow_up),
    (r"chu tri", Column.lead),
    (r"phoi hop", Column.supporting),
    (r"kinh phi|du toan|nguon luc", Column.funding),
    (
        r"thoi gian|thoi han|tien do|han hoan thanh|lo trinh|thoi diem|ngay hoan thanh",
        Column.deadline,
    ),
    (r"ghi chu", Column.note),
    (
        r"(don vi|co quan|bo phan|nguoi|phong|ca nhan)[ ,/]*"
        r"(don vi|co quan|bo phan|ca nhan)?[ ,/]*(thuc hien|thuc thi|duoc giao|tham muu)"
        r"|trach nhiem|phan cong|thuc hien chinh",
        Column.lead,
    ),
    (r"san pham|ket qua|dau ra", Column.product),
    (r"hoat dong|nhiem vu|noi dung|cong viec|giai phap|dau viec|ten viec", Column.task),
    (r"muc tieu|chi tieu|muc dich", Column.objective),
    (r"^(stt|tt|so tt|so thu tu|so)$", Column.number),
)
_PATTERNS = tuple(
    (re.compile(rf"\b(?:{words})\b" if "^" not in words else words), column)
    for words, column in _MEANINGS
)

_LONGEST_HEADING = 70
_YEAR = re.compile(r"\b(20\d\d)\b")


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of one table, left to right; None is a column nobody knows.

    ``year`` is the year printed in the heading of the time ("Thời gian (năm 2026)").
    """

    kinds: tuple[Column | None, ...]
    year: int | None = None

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
        return self.title is not None and len(found & about) >= 2 and len(found) >= 3


def column_of(heading: str) -> Column | None:
    """Return what the column under this heading holds, None when it is no known heading."""
    text = re.sub(r"[^\w ,/]", " ", fold(one_line(heading)))
    text = " ".join(text.split())
    if not text or len(text) > _LONGEST_HEADING:
        return None
    for pattern, column in _PATTERNS:
        if pattern.search(text):
            return column
    return None


def columns_of(headings: Sequence[str]) -> Columns:
    """Return the columns named by one row of headings."""
    kinds = tuple(column_of(heading) for heading in headings)
    year = None
    for heading, kind in zip(headings, kinds, strict=True):
        printed = _YEAR.search(heading)
        if kind is Column.deadline and printed:
            year = int(printed[1])
    return Columns(kinds, year)


def is_heading_row(row: Row) -> bool:
    """Tell whether a row consists of headings; a row of a task has longer cells."""
    texts = [one_line(cell.text) for cell in row.cells if cell.text.strip()]
    if len(texts) < 3:
        return False
    columns = columns_of(texts)
    known = sum(kind is not None for kind in columns.kinds)
    # A task's own cells may hold a heading's word ("Kế hoạch phối hợp"), but not as
    # most of a row of short cells that starts like a heading.
    return columns.usable and known * 4 >= len(texts) * 3 and max(map(len, texts)) <= 60


def is_number_row(row: Row) -> bool:
    """Tell whether a row only numbers the columns: (1) (2) (3), or 1 2 3."""
    texts = [one_line(cell.text).strip("()[] .") for cell in row.cells]
    numbers = [int(text) for text in texts if text.isascii() and text.isdigit()]
    return (
        len(numbers) >= 3
        and len(numbers) == len(texts)
        and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    )


# Headings as they stand in running text, longest first, for text without cells.
_PHRASES = sorted(
    (
        phrase.split()
        for phrase in (
            "stt",
            "tt",
            "so tt",
            "muc tieu",
            "muc tieu cu the",
            "chi tieu",
            "muc tieu, chi tieu",
            "nhiem vu",
            "ten nhiem vu",
            "nhiem vu cu the",
            "noi dung nhiem vu",
            "nhiem vu, giai phap",
            "nhiem vu trong tam",
            "noi dung",
            "noi dung cong viec",
            "noi dung thuc hien",
            "noi dung, nhiem vu",
            "hoat dong",
            "hoat dong cu the",
            "cong viec",
            "ten cong viec",
            "nhiem vu trien khai",
            "san pham",
            "ket qua",
            "ket qua/ san pham",
            "ket qua/san pham",
            "san pham dau ra",
            "ket qua, san pham",
            "san pham, ket qua",
            "san pham/ket qua",
            "ket qua dau ra",
            "san pham hoan thanh",
            "ket qua thuc hien",
            "ket qua dat duoc",
            "chu tri",
            "co quan chu tri",
            "don vi chu tri",
            "don vi thuc hien",
            "co quan thuc hien",
            "co quan, don vi chu tri",
            "co quan, don vi thuc hien",
            "don vi chu tri thuc hien",
            "co quan chu tri thuc hien",
            "bo phan chu tri",
            "don vi chu tri, tham muu",
            "bo phan thuc hien",
            "trach nhiem thuc hien",
            "phoi hop",
            "co quan phoi hop",
            "don vi phoi hop",
            "co quan, don vi phoi hop",
            "don vi phoi hop thuc hien",
            "co quan phoi hop thuc hien",
            "bo phan phoi hop",
            "thoi gian",
            "thoi gian thuc hien",
            "thoi gian hoan thanh",
            "thoi han",
            "thoi han hoan thanh",
            "tien do",
            "tien do thuc hien",
            "tien do hoan thanh",
            "han hoan thanh",
            "lo trinh",
            "lo trinh thuc hien",
            "kinh phi",
            "kinh phi thuc hien",
            "nguon kinh phi",
            "du kien kinh phi",
            "theo doi, don doc",
            "theo doi, kiem tra, don doc",
            "don vi theo doi",
            "don vi theo doi, don doc",
            "theo doi, kiem tra",
            "ghi chu",
        )
    ),
    key=len,
    reverse=True,
)


def split_headings(line: str) -> list[str]:
    """Take apart headings that stand in one run of text.

    "STT Mục tiêu Tên nhiệm vụ" gives three headings. Words between two known headings
    belong to the one before them ("Thời gian (năm 2026)"). A run that does not begin
    with a known heading gives an empty list.
    """
    words = one_line(line).split()
    folded = [fold(word) for word in words]
    starts = list(_phrase_starts(folded))
    if not starts or starts[0] != 0:
        return []
    return [
        " ".join(words[start:end])
        for start, end in zip(starts, [*starts[1:], len(words)], strict=True)
    ]


def _phrase_starts(folded: Sequence[str]) -> Iterator[int]:
    place = 0
    while place < len(folded):
        phrase = next((p for p in _PHRASES if folded[place : place + len(p)] == p), None)
        if phrase:
            yield place
        place += len(phrase) if phrase else 1
