"""Writes a phiếu trình (.docx): what waits for a leader's verdict, a row each, with room for his
word; in the layout of Decree 30/2020/NĐ-CP (`app.reports.official_layout`).

A paper of a Vietnamese office is in Vietnamese whatever language its maker reads on the screen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from docx.shared import Pt

from app.reports.letter_words import commune_kind, place_name
from app.reports.official_layout import (
    CENTRE,
    body,
    gap,
    grid,
    heading,
    new_page,
    saved,
    signatures,
    title,
)
from workflows.text import clean, format_date

HEADINGS = (
    "TT",
    "Nhiệm vụ",
    "Chủ trì",
    "Sản phẩm, tài liệu kiểm chứng",
    "Đơn vị báo",
    "Xác nhận",
    "Trả lại, lý do",
)
_WIDTHS = (10, 60, 28, 62, 45, 17, 25)
"""Millimetres: 247, the width of the text on a page that lies on its side."""


@dataclass(frozen=True, slots=True)
class LeaderSheetRow:
    """An item as the sheet prints it; every cell in words. `product_on` is the day from which it
    counts as done, `due_on` its deadline."""

    task: str
    place: str
    unit: str
    proofs: str
    said: str
    due_on: date | None
    product_on: date | None


@dataclass(frozen=True, slots=True)
class LeaderSheet:
    """The whole sheet. `commune` is the full name ("Phường Mẫu"), `office` the standing office that
    lays it before the leader, `made_by` the officer."""

    commune: str
    office: str
    made_by: str
    as_of: date
    rows: Sequence[LeaderSheetRow]


def leader_sheet(sheet: LeaderSheet) -> bytes:
    """Return the sheet as a Word document."""
    document = new_page(landscape=True)
    document.core_properties.title = "Phiếu trình xác nhận kết quả"
    document.core_properties.author = sheet.office
    day = sheet.as_of
    heading(
        document,
        above=f"UBND {sheet.commune}".upper(),
        agency=sheet.office.upper() or "CƠ QUAN THƯỜNG TRỰC",
        number="Số:        /PTr",
        place_and_day=f"{place_name(sheet.commune)}, ngày      tháng      năm {day.year}",
        widths=(107, 140),
    )
    title(document, "PHIẾU TRÌNH", "Xác nhận kết quả thực hiện nhiệm vụ cải cách hành chính")
    addressed = document.add_paragraph(f"Kính gửi: Lãnh đạo UBND {_in_text(sheet.commune)}.")
    addressed.alignment = CENTRE
    addressed.paragraph_format.space_after = Pt(8)
    body(document, _request(sheet))
    grid(
        document,
        HEADINGS,
        _WIDTHS,
        [_cells(number, row) for number, row in enumerate(sheet.rows, 1)],
        centred=(0, 5),
    )
    gap(document)
    body(
        document,
        "Lãnh đạo đánh dấu X vào cột Xác nhận, hoặc ghi lý do ở cột Trả lại; việc chưa quyết định"
        " thì gạch cả dòng.",
    )
    signatures(
        document,
        (("NGƯỜI TRÌNH", "(ký, ghi rõ họ tên)"), sheet.made_by),
        (("Ý KIẾN CỦA LÃNH ĐẠO UBND", "(ký, ghi rõ họ tên)"), ""),
        widths=(123, 124),
    )
    return saved(document)


def _in_text(commune: str) -> str:
    """The commune's name within a sentence: "phường Mẫu"."""
    kind = commune_kind(commune)
    return kind + commune[len(kind) :] if commune.casefold().startswith(kind) else commune


def _request(sheet: LeaderSheet) -> str:
    office = sheet.office or "Cơ quan thường trực"
    return (
        f"{office} trình {len(sheet.rows)} việc đã gửi kết quả tính đến ngày"
        f" {format_date(sheet.as_of)}. Những việc này do chính đơn vị có trách nhiệm xác nhận chủ"
        " trì nên chỉ lãnh đạo UBND quyết định được. Kính trình Lãnh đạo xem xét, cho ý kiến:"
    )


def _cells(number: int, row: LeaderSheetRow) -> tuple[str, ...]:
    task = f"{row.task}\n({row.place})" if row.place else row.task
    if row.due_on is not None:
        task += f"\nThời hạn: {format_date(row.due_on)}"
    proofs = row.proofs
    if row.product_on is not None:
        proofs += f"\nNgày của sản phẩm: {format_date(row.product_on)}"
    cells = (str(number), task, row.unit, proofs.strip(), row.said, "☐", "")
    return tuple(clean(cell) for cell in cells)


__all__ = ["HEADINGS", "LeaderSheet", "LeaderSheetRow", "leader_sheet"]
