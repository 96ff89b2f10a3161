"""Writes bảng xác nhận kết quả (.docx), to be signed by the unit, the standing office and a leader
and numbered: words in, bytes out, on its side in the layout of Decree 30/2020/NĐ-CP."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from docx.document import Document as WordDocument

from app.reports.letter_words import place_name
from app.reports.official_layout import (
    body,
    columns,
    gap,
    grid,
    heading,
    new_page,
    saved,
    title,
    write_line,
)
from workflows.text import clean, format_date

Row = tuple[str, ...]

VERIFIED_HEADINGS = (
    "TT",
    "Nhiệm vụ",
    "Sản phẩm",
    "Đơn vị",
    "Thời hạn",
    "Ngày hoàn thành",
    "Kết quả",
    "Tài liệu (số, ngày)",
    "Người xác nhận, ngày",
)
_VERIFIED_WIDTHS = (9, 58, 34, 28, 21, 21, 19, 31, 26)
OPEN_HEADINGS = ("TT", "Nhiệm vụ", "Sản phẩm", "Đơn vị", "Thời hạn", "Tình hình")
_OPEN_WIDTHS = (9, 80, 50, 36, 22, 50)
"""Millimetres: 247 together, the width of the text of a page on its side."""


@dataclass(frozen=True, slots=True)
class ConfirmationTable:
    """A table as it is printed; every cell is text, under VERIFIED_HEADINGS and OPEN_HEADINGS.

    `office` is the standing office, `unit` the one unit the table is about or "" for all; `totals`
    are sentences.
    """

    commune: str
    office: str
    plan: str
    unit: str
    from_on: date
    to_on: date
    made_on: date
    verified: Sequence[Row]
    open: Sequence[Row]
    totals: Sequence[str]


def confirmation_table(table: ConfirmationTable) -> bytes:
    """Return the table as a Word document."""
    document = new_page(landscape=True)
    document.core_properties.title = about(table)[:200]
    document.core_properties.author = table.office
    heading(
        document,
        above=f"UBND {table.commune}".upper(),
        agency=table.office.upper(),
        number="Số:        /BXN",
        place_and_day=f"{place_name(table.commune)}, ngày      tháng      năm {table.made_on.year}",
        widths=(100, 147),
    )
    title(document, "BẢNG XÁC NHẬN KẾT QUẢ", about(table))
    body(document, f"{table.plan}. Số liệu đến ngày {format_date(table.made_on)}.")
    span = f"từ ngày {format_date(table.from_on)} đến ngày {format_date(table.to_on)}"
    _headline(document, f"I. Kết quả được xác nhận {span}")
    _rows(document, table.verified, VERIFIED_HEADINGS, _VERIFIED_WIDTHS, (0, 4, 5, 6))
    _headline(document, f"II. Việc có thời hạn {span}, chưa hoàn thành")
    _rows(document, table.open, OPEN_HEADINGS, _OPEN_WIDTHS, (0, 4))
    _headline(document, "III. Tổng hợp")
    for words in table.totals:
        body(document, words).paragraph_format.keep_with_next = True
    _signatures(document, table)
    return saved(document)


def _headline(document: WordDocument, words: str) -> None:
    """A line that stays with what follows it."""
    body(document, words, bold=True).paragraph_format.keep_with_next = True


def about(table: ConfirmationTable) -> str:
    """What the table is about: whose results, from when to when."""
    whose = table.unit or "Các đơn vị"
    return f"{whose}, từ ngày {format_date(table.from_on)} đến ngày {format_date(table.to_on)}"


def _rows(
    document: WordDocument,
    rows: Sequence[Row],
    headings: Row,
    widths: Sequence[int],
    centred: Sequence[int],
) -> None:
    if not rows:
        body(document, "Không có.")
        return
    cells = ([clean(cell) for cell in row] for row in rows)
    grid(document, headings, widths, cells, centred=centred)
    gap(document)


def _signatures(document: WordDocument, table: ConfirmationTable) -> None:
    parties = (
        (table.unit or "ĐẠI DIỆN CÁC ĐƠN VỊ", "(Ký, ghi rõ họ tên)"),
        (table.office or "CƠ QUAN THƯỜNG TRỰC", "(Ký, ghi rõ họ tên, đóng dấu)"),
        ("TM. ỦY BAN NHÂN DÂN", "(Ký, ghi rõ họ tên, đóng dấu)"),
    )
    for cell, (who, how) in zip(columns(document, (82, 83, 82)), parties, strict=True):
        write_line(cell, who.upper(), 13, bold=True, before=8)
        write_line(cell, how, 12, italic=True)
        write_line(cell, "", 13, before=72)


__all__ = [
    "OPEN_HEADINGS",
    "VERIFIED_HEADINGS",
    "ConfirmationTable",
    "about",
    "confirmation_table",
]
