"""The labels that plans without a table print before each field: "- Đơn vị chủ trì: …"."""

import re
from dataclasses import dataclass

from app.plan_import.appendix.headings import Column
from app.plan_import.prose.lines import key_of

_WHO = r"(?:don vi|co quan|bo phan|phong|ca nhan|nguoi|can bo|cong chuc)"
_WHOS = rf"{_WHO}(?: ?[,/]? (?:va )?{_WHO})?"
# What a label says, folded; the whole label must be one of these.
_LABELS: tuple[tuple[Column, str], ...] = (
    (
        Column.deadline,
        r"(?:thoi gian|thoi han|tien do|thoi diem|han|lo trinh)"
        r"(?: (?:va )?(?:thuc hien|hoan thanh|trien khai|ket thuc|bao cao|gui|xong))*"
        r"|ngay hoan thanh|hoan thanh",
    ),
    (
        Column.supporting,
        rf"(?:{_WHOS} )?(?:cung )?phoi hop(?: thuc hien)?",
    ),
    (
        Column.lead,
        rf"(?:{_WHOS} )?(?:chu tri|dau moi|phu trach)(?: thuc hien| tham muu)?"
        rf"|{_WHOS} (?:thuc hien|tham muu|chiu trach nhiem(?: chinh)?|duoc giao)"
        r"|phan cong(?: thuc hien)?|trach nhiem thuc hien|chiu trach nhiem",
    ),
    (
        Column.product,
        r"(?:du kien )?(?:ket qua|san pham)(?: ?[,/] ?(?:ket qua|san pham))?"
        r"(?: (?:dau ra|du kien|can dat|dat duoc|thuc hien|hoan thanh|phai dat))?|dau ra",
    ),
    (Column.follow_up, rf"{_WHOS} (?:theo doi|don doc)(?: ?, ?don doc)?|theo doi, don doc"),
    (Column.funding, r"(?:du toan )?kinh phi(?: thuc hien| du kien)?|nguon kinh phi"),
    (
        Column.task,
        r"(?:ten )?(?:nhiem vu|cong viec|hoat dong)(?: cu the)?(?: (?:so )?\d{1,3})?"
        r"|noi dung(?: (?:cong viec|nhiem vu|thuc hien|cong tac|cu the))?",
    ),
    (Column.objective, r"muc tieu|chi tieu|muc dich"),
    (Column.note, r"ghi chu"),
)
_ANY = "|".join(f"(?P<{column.value}>{words})" for column, words in _LABELS)
# A label stands at the start, or inside a line after a mark that parts it from what precedes.
_LABEL = re.compile(rf"(?:^|(?<=[-–—−+•*●▪.;,|(])|(?<=[.;,|] ))\s*(?:{_ANY})\s*[:：]")
_OPENING = re.compile(rf"(?:{_ANY})\s*[:：]")
_LONGEST_LABEL = 60


@dataclass(frozen=True, slots=True)
class Field:
    """One labelled field of a text: where its label begins, where its value begins and ends."""

    column: Column
    start: int
    value: int
    end: int


def label_at(text: str) -> bool:
    """Tell whether a printed line opens with a label."""
    colon = text.find(":", 0, _LONGEST_LABEL)
    return colon > 0 and bool(_OPENING.match(key_of(text[: colon + 1])))


def fields_of(key: str) -> list[Field]:
    """Return the labelled fields of a folded text, in the order of printing."""
    if ":" not in key and "：" not in key:
        return []
    found = list(_LABEL.finditer(key))
    if not found:
        return []
    ends = [following.start() for following in found[1:]] + [len(key)]
    return [
        Field(Column(match.lastgroup or ""), match.start(), match.end(), end)
        for match, end in zip(found, ends, strict=True)
    ]
