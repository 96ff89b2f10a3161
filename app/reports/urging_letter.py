"""Writes công văn đôn đốc (.docx): figures in, bytes out, in the layout of Decree 30/2020/NĐ-CP
(`app.reports.official_layout`).
"""

from collections.abc import Sequence

from docx.document import Document as WordDocument
from docx.shared import Cm, Pt

from app.reports.letter_template import ROW_NAMES, ROWS, Values
from app.reports.letter_words import Letter, LetterRow, LetterWords, letter_words
from app.reports.official_layout import (
    CENTRE,
    MEDIA_TYPE,
    body,
    columns,
    gap,
    grid,
    heading,
    new_page,
    saved,
    write_line,
)
from workflows.text import clean, format_date

HEADINGS = ("TT", "Nhiệm vụ", "Sản phẩm", "Chủ trì", "Thời hạn", "Số ngày quá hạn", "Tình hình")
_WIDTHS = (9, 43, 25, 24, 22, 17, 25)
"""Millimetres of the table's columns: 165, the width of the text."""
_CENTRED = (0, 4, 5)
"""Columns of the table whose cells are centred."""


def urging_letter(letter: Letter) -> bytes:
    """Return the letter as a Word document."""
    words = letter_words(letter)
    document = new_page()
    document.core_properties.title = words.about
    document.core_properties.author = letter.office
    _heading(document, words)
    _addressees(document, words.recipients)
    for line in (*words.basis, words.state, words.demand):
        body(document, line)
    first, *others = words.points
    body(document, first).paragraph_format.keep_with_next = True
    _table(document, [row_cells(number, row) for number, row in enumerate(letter.rows, 1)])
    _after_table(document, [*others, words.closing])
    _signature(document, words)
    return saved(document)


def sample_template() -> bytes:
    """Return the built-in letter with placeholders in the place of its words: a beginning for an
    office that wants a template of its own (`app.reports.letter_template`)."""
    document = new_page()
    _heading(document, _PLACEHOLDERS)
    _addressees(document, _loop("don_vi_nhan"))
    gap(document)
    for line in (*_loop("can_cu"), _PLACEHOLDERS.state, _PLACEHOLDERS.demand, "{{ diem_1 }}"):
        body(document, line)
    cells = [f"{{{{ viec.{name} }}}}" for name in ROW_NAMES if name != "vi_tri"]
    cells[1] += "\n({{ viec.vi_tri }})"
    begin, *blank = ("{%tr for viec in nhiem_vu %}", *("" for _ in HEADINGS[1:]))
    _table(document, [[begin, *blank], cells, ["{%tr endfor %}", *blank]])
    gap(document)
    _after_table(document, [*_loop("cac_diem_sau"), _PLACEHOLDERS.closing])
    _signature(document, _PLACEHOLDERS)
    return saved(document)


def _loop(name: str) -> tuple[str, str, str]:
    """Paragraphs that docxtpl repeats for each line of a list."""
    return (f"{{%p for dong in {name} %}}", "{{ dong }}", "{%p endfor %}")


_PLACEHOLDERS = LetterWords(
    above="{%p if co_quan_cap_tren %}\n{{ co_quan_cap_tren }}\n{%p endif %}",
    agency="{{ co_quan }}",
    number="{{ so_ky_hieu }}",
    place_and_day="{{ dia_danh_ngay }}",
    about="{{ trich_yeu }}",
    recipients=(),
    basis=(),
    state="{{ tinh_hinh_chung }}",
    demand="{{ cau_yeu_cau }}",
    points=(),
    closing="{{ ket_thuc }}",
    copies=_loop("noi_nhan"),
    capacity=_loop("chuc_vu_ky"),
    signer_name="{{ nguoi_ky }}",
)


def template_values(letter: Letter) -> Values:
    """The letter as it fills an office's own template; the names are explained on its page."""
    words = letter_words(letter)
    first, *others = words.points
    rows = [
        dict(zip(ROW_NAMES, _row_values(number, row), strict=True))
        for number, row in enumerate(letter.rows, 1)
    ]
    return {
        "co_quan_cap_tren": words.above,
        "co_quan": words.agency,
        "so_ky_hieu": words.number,
        "dia_danh_ngay": words.place_and_day,
        "trich_yeu": words.about,
        "don_vi_nhan": addressed(words.recipients),
        "can_cu": list(words.basis),
        "tinh_hinh_chung": words.state,
        "cau_yeu_cau": words.demand,
        "diem_1": first,
        "cac_diem_sau": others,
        "ket_thuc": words.closing,
        "noi_nhan": list(words.copies),
        "chuc_vu_ky": list(words.capacity),
        "nguoi_ky": words.signer_name,
        "so_nhiem_vu": str(len(letter.rows)),
        "han_hoan_thanh": f"{letter.finish_hour} ngày {format_date(letter.finish_by)}".strip(),
        "han_bao_nguyen_nhan": format_date(letter.explain_by),
        ROWS: rows,
    }


def _row_values(number: int, row: LetterRow) -> tuple[str, ...]:
    """The cells of a row in the order of ROW_NAMES: task and place apart."""
    _, _, *rest = row_cells(number, row)
    return (str(number), clean(row.task), clean(row.place), *rest)


def addressed(units: Sequence[str]) -> list[str]:
    """The lines of "Kính gửi": a mark at the end, and a dash where there are several."""
    ends = [*(";" for _ in units[1:]), "."]
    dash = "- " if len(units) > 1 else ""
    return [f"{dash}{clean(unit)}{end}" for unit, end in zip(units, ends, strict=True)]


def row_cells(number: int, row: LetterRow) -> tuple[str, ...]:
    """The cells of a row under HEADINGS; the place stands below the task."""
    task = f"{row.task}\n({row.place})" if row.place else row.task
    due, late = format_date(row.due_on), str(row.days_late)
    cells = (str(number), task, row.product, row.lead, due, late, row.situation)
    return tuple(clean(cell) for cell in cells)


def _heading(document: WordDocument, words: LetterWords) -> None:
    heading(
        document,
        above=words.above,
        agency=words.agency,
        number=words.number,
        about=words.about,
        place_and_day=words.place_and_day,
    )


def _addressees(document: WordDocument, units: Sequence[str]) -> None:
    """One unit on the line of "Kính gửi", several on lines of their own."""
    lines = units if units[0].startswith("{%p") else addressed(units)
    if len(lines) == 1:
        paragraph = document.add_paragraph(f"Kính gửi: {lines[0]}")
        paragraph.alignment = CENTRE
        paragraph.paragraph_format.space_before = Pt(16)
    else:
        paragraph = document.add_paragraph("Kính gửi:")
        paragraph.paragraph_format.left_indent = Cm(3)
        paragraph.paragraph_format.space_before = Pt(16)
    for line in lines if len(lines) > 1 else ():
        paragraph = document.add_paragraph(line)
        paragraph.paragraph_format.left_indent = Cm(5.2)
        paragraph.paragraph_format.first_line_indent = Cm(-0.35)
    paragraph.paragraph_format.space_after = Pt(12)


def _after_table(document: WordDocument, lines: Sequence[str]) -> None:
    """What follows the table; the last line stays with the signature."""
    texts = [body(document, line) for line in lines]
    texts[0].paragraph_format.space_before = Pt(8)
    texts[-1].paragraph_format.keep_with_next = True


def _table(document: WordDocument, rows: Sequence[Sequence[str]]) -> None:
    grid(document, HEADINGS, _WIDTHS, rows, centred=_CENTRED)


def _signature(document: WordDocument, words: LetterWords) -> None:
    left, right = columns(document, (80, 85))
    write_line(left, "Nơi nhận:", 12, bold=True, italic=True, before=6, centred=False)
    for copy in words.copies:
        write_line(left, copy, 11, centred=False)
    for position, line in enumerate(words.capacity):
        write_line(right, line, 14, bold=True, before=0 if position else 6)
    write_line(right, words.signer_name, 14, bold=True, before=64)


__all__ = [
    "HEADINGS",
    "MEDIA_TYPE",
    "addressed",
    "row_cells",
    "sample_template",
    "template_values",
    "urging_letter",
]
