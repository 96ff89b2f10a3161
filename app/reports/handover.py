"""Writes biên bản bàn giao công việc (.docx) for both to sign, in the layout of Decree
30/2020/NĐ-CP: facts in, bytes out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.reports.letter_words import place_name
from app.reports.official_layout import (
    body,
    gap,
    grid,
    heading,
    new_page,
    saved,
    signatures,
    title,
)
from workflows.states import Status
from workflows.text import clean, format_date

HEADINGS = ("TT", "Nhiệm vụ", "Thời hạn", "Tình hình", "Thông tin gần nhất", "Còn thiếu")
_WIDTHS = (9, 66, 24, 34, 62, 52)
_CENTRED = (0, 2)

STATE: dict[Status, str] = {
    Status.dormant: "Chờ căn cứ",
    Status.assigned: "Chưa thực hiện",
    Status.in_progress: "Đang thực hiện",
    Status.submitted: "Chờ xác nhận",
    Status.returned: "Phải bổ sung",
    Status.verified: "Đã hoàn thành",
    Status.cancelled: "Đưa ra khỏi kế hoạch",
}
"""As a paper says it: papers are Vietnamese, whatever the language of the screen."""


@dataclass(frozen=True, slots=True)
class HandoverRow:
    """An item as it is printed; every cell is text."""

    item_id: int
    place: str
    task: str
    due: str
    state: str
    heard: str
    missing: str


@dataclass(frozen=True, slots=True)
class Handover:
    """Who hands over to whom, from which day, by which document, and the rows."""

    commune: str
    unit: str
    giver: str
    giver_title: str
    taker: str
    taker_title: str
    day: date
    as_of: date
    document: str
    rows: Sequence[HandoverRow]


def handover_minutes(handover: Handover) -> bytes:
    """Return the minutes as a Word document on its side, for its table is wide."""
    document = new_page(landscape=True)
    document.core_properties.title = "Biên bản bàn giao công việc"
    heading(
        document,
        above=f"UBND {handover.commune}".upper() if handover.unit else "",
        agency=handover.unit.upper() or f"ỦY BAN NHÂN DÂN\n{handover.commune.upper()}",
        number="Số:        /BB",
        place_and_day=(
            f"{place_name(handover.commune)}, ngày      tháng      năm {handover.day.year}"
        ),
        widths=(100, 147),
    )
    title(document, "BIÊN BẢN", "Bàn giao công việc")
    for line in _parties(handover):
        body(document, line)
    if handover.rows:
        cells = [_cells(number, row) for number, row in enumerate(handover.rows, 1)]
        grid(document, HEADINGS, _WIDTHS, cells, centred=_CENTRED)
        gap(document)
    closing = body(
        document,
        f"Kể từ ngày {format_date(handover.day)}, bên nhận chịu trách nhiệm về các việc nêu trên."
        " Biên bản lập thành 02 bản, mỗi bên giữ 01 bản.",
    )
    closing.paragraph_format.keep_with_next = True
    signatures(
        document,
        (("BÊN GIAO", "(Ký, ghi rõ họ tên)"), handover.giver),
        (("BÊN NHẬN", "(Ký, ghi rõ họ tên)"), handover.taker),
        widths=(123, 124),
    )
    return saved(document)


def _parties(handover: Handover) -> list[str]:
    number = len(handover.rows)
    work = f"Các việc đang mở bàn giao gồm {number} việc, tình hình đến ngày"
    return [
        f"Căn cứ {handover.document};",
        f"Bên giao: {_party(handover.giver, handover.giver_title, handover.unit)}.",
        f"Bên nhận: {_party(handover.taker, handover.taker_title, handover.unit)}.",
        f"{work} {format_date(handover.as_of)}:"
        if number
        else f"Không có việc đang mở, tính đến ngày {format_date(handover.as_of)}.",
    ]


def _party(name: str, post: str, unit: str) -> str:
    """ "Trần Văn Khang, Trưởng phòng, Phòng Kinh tế"; a post that names the unit says it once."""
    where = "" if unit and unit.casefold() in post.casefold() else unit
    return ", ".join(part for part in (name, post, where) if part)


def _cells(number: int, row: HandoverRow) -> tuple[str, ...]:
    task = f"{row.task}\n({row.place})" if row.place else row.task
    due = row.due or "chưa có"
    cells = (str(number), task, due, row.state, row.heard, row.missing or "–")
    return tuple(clean(cell) for cell in cells)


__all__ = ["HEADINGS", "STATE", "Handover", "HandoverRow", "handover_minutes"]
