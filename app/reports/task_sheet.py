"""Writes phiếu theo dõi nhiệm vụ (.docx), the paper an inspector asks for: all that is known of one
work item in the layout of Decree 30/2020/NĐ-CP. Words in, bytes out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt

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
from workflows.text import clean

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TaskSheet:
    """A sheet as it is printed; every cell is text, under the headings of `TABLES`.

    `office` is the unit that makes the sheet, "" for the committee itself; `head` the head of the
    record ("seq:hash") at the moment `as_of` names.
    """

    commune: str
    office: str
    made_on: date
    as_of: str
    task: str
    standing: str
    printed: Sequence[Row]
    schedule: Sequence[Row]
    moves: Sequence[Row]
    notes: Sequence[Row]
    questions: Sequence[Row]
    products: Sequence[Row]
    documents: Sequence[Row]
    decisions: Sequence[Row]
    seen: Sequence[Row]
    head: str
    maker: str


@dataclass(frozen=True, slots=True)
class _Table:
    """A table of the sheet: the field its rows come from, its headings, the widths of its columns
    in millimetres, and what is said where there is no row."""

    rows: str
    about: str
    headings: Row
    widths: tuple[int, ...]
    nothing: str


TABLES: dict[str, Sequence[_Table]] = {
    "I. NHIỆM VỤ NHƯ TRONG KẾ HOẠCH": (_Table("printed", "", ("Mục", "Nội dung"), (42, 123), ""),),
    "II. THỜI HẠN": (
        _Table("schedule", "", ("Mục", "Nội dung"), (42, 123), ""),
        _Table(
            "moves",
            "Các lần đặt, điều chỉnh thời hạn:",
            ("Lần", "Từ ngày", "Đến ngày", "Văn bản", "Người quyết định", "Lý do"),
            (11, 22, 22, 32, 40, 38),
            "Thời hạn không điều chỉnh lần nào.",
        ),
        _Table(
            "questions",
            "Đề nghị, giải trình, phối hợp:",
            ("TT", "Nội dung", "Người, ngày", "Trả lời, kết quả"),
            (9, 58, 40, 58),
            "",
        ),
    ),
    "III. TIẾN ĐỘ": (
        _Table(
            "notes",
            "",
            ("TT", "Thời điểm", "Nội dung", "Người ghi"),
            (9, 24, 87, 45),
            "Không có cập nhật tiến độ.",
        ),
    ),
    "IV. SẢN PHẨM VÀ TÀI LIỆU KIỂM CHỨNG": (
        _Table(
            "products",
            "",
            ("TT", "Sản phẩm", "Tài liệu", "Chấp nhận, giải trình"),
            (9, 62, 42, 52),
            "Kế hoạch không ghi sản phẩm.",
        ),
        _Table(
            "documents",
            "Tài liệu đang được dùng để chứng minh:",
            ("TT", "Số, ngày, trích yếu", "Tệp", "SHA-256, chữ ký số"),
            (9, 64, 34, 58),
            "Không có tài liệu.",
        ),
    ),
    "V. CÁC QUYẾT ĐỊNH": (
        _Table(
            "decisions",
            "",
            ("TT", "Thời điểm", "Quyết định", "Người quyết định", "Lý do, văn bản"),
            (9, 24, 32, 48, 52),
            "Chưa có quyết định nào.",
        ),
        _Table(
            "seen",
            "Tài liệu mỗi quyết định đã xem:",
            ("Quyết định số", "Tài liệu", "Tệp", "SHA-256"),
            (22, 52, 34, 57),
            "",
        ),
    ),
}
_CENTRED = frozenset({"TT", "Lần", "Quyết định số", "Từ ngày", "Đến ngày"})
"""Headings of the columns whose cells stand in the middle."""


def task_sheet(sheet: TaskSheet) -> bytes:
    """Return the sheet as a Word document."""
    document = new_page()
    document.core_properties.title = f"Phiếu theo dõi nhiệm vụ: {clean(sheet.task)}"[:200]
    document.core_properties.author = sheet.office or sheet.commune
    heading(
        document,
        above=f"UBND {sheet.commune}".upper() if sheet.office else "",
        agency=sheet.office.upper() or f"ỦY BAN NHÂN DÂN\n{sheet.commune.upper()}",
        number="Số:        /PTD",
        place_and_day=f"{place_name(sheet.commune)}, ngày      tháng      năm {sheet.made_on.year}",
    )
    title(document, "PHIẾU THEO DÕI NHIỆM VỤ", sheet.task)
    body(document, f"Số liệu lúc {sheet.as_of}. {sheet.standing}")
    for words, tables in TABLES.items():
        _headline(document, words)
        for table in tables:
            _table(document, table, getattr(sheet, table.rows))
    _headline(document, "VI. KIỂM TRA PHIẾU NÀY")
    for line in _checking(sheet):
        # Hashes are long words: spread over the width they would tear the line apart.
        body(document, line).alignment = WD_ALIGN_PARAGRAPH.LEFT
    gap(document)
    signatures(
        document,
        (("NGƯỜI LẬP PHIẾU", "(Ký, ghi rõ họ tên)"), sheet.maker),
        ((_signer(sheet), "(Ký, ghi rõ họ tên, đóng dấu)"), ""),
    )
    return saved(document)


def _headline(document: WordDocument, words: str) -> None:
    paragraph = body(document, words, bold=True)
    paragraph.paragraph_format.keep_with_next = True
    layout = paragraph.paragraph_format
    layout.first_line_indent, layout.space_before = Pt(0), Pt(12)


def _table(document: WordDocument, table: _Table, rows: Sequence[Row]) -> None:
    if not rows:
        if table.nothing:
            body(document, table.nothing)
        return
    if table.about:
        body(document, table.about).paragraph_format.keep_with_next = True
    centred = [n for n, words in enumerate(table.headings) if words in _CENTRED]
    cells = ([clean(cell) for cell in row] for row in rows)
    grid(document, table.headings, table.widths, cells, centred=centred)
    gap(document)


def _checking(sheet: TaskSheet) -> list[str]:
    if not sheet.head:
        return ["Nhật ký của xã chưa có dòng nào."]
    number, _, mark = sheet.head.partition(":")
    return [
        f"Nhật ký của {sheet.commune} lúc lập phiếu dừng ở dòng {number}, mã của dòng đó: {mark}.",
        "Để kiểm tra, trên máy chủ chạy lệnh dưới đây. Lệnh tính lại mã của từng dòng, kể cả các"
        " dòng đã lưu trữ, và báo dòng đầu tiên bị sửa nếu có; nếu nhật ký không còn dòng mang mã"
        " trên thì dữ liệu đã bị thay hoặc bị đưa về bản cũ. Cách tính mã ghi trong tài liệu"
        " docs/record.md của phần mềm, đủ để tự kiểm tra.",
        f"python3 run.py flask audit verify --head {sheet.head}",
        "Để kiểm tra một tệp, tính SHA-256 của tệp rồi so với mã ghi ở mục IV, mục V.",
    ]


def _signer(sheet: TaskSheet) -> str:
    return "THỦ TRƯỞNG ĐƠN VỊ" if sheet.office else "TM. ỦY BAN NHÂN DÂN"


__all__ = ["TABLES", "Row", "TaskSheet", "task_sheet"]
