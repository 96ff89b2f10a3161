"""Lines of a printed cell: which go on and which begin a paragraph."""

import pytest

from app.plan_import.readers.pdf.printed import Word
from app.plan_import.readers.pdf.printed_table import (
    PrintedCell,
    PrintedRow,
    PrintedTable,
    as_table,
)

WIDTH = 60.0


def text_of(*lines: str) -> str:
    """Return the text of a cell of these lines, each of them as long as the cell is wide."""
    printed = [
        (Word(text, 0.0, WIDTH, place * 12.0, place * 12.0 + 10.0),)
        for place, text in enumerate(lines)
    ]
    cell = PrintedCell(lines=printed, right=WIDTH, room=WIDTH)
    (row,) = as_table(PrintedTable([PrintedRow([cell], 1, 0.0, 60.0)])).rows
    return row.cells[0].text


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (("10.000.00", "0"), "10.000.000"),
        (("1.250.", "000 đồng"), "1.250.000 đồng"),
        (("20.500", ".000"), "20.500.000"),
        (("Trước 31.12", "2026 là hạn"), "Trước 31.12 2026 là hạn"),
        (("Mục 2.1", "00 phiếu"), "Mục 2.1 00 phiếu"),
    ],
)
def test_only_a_sum_of_money_goes_on_within_its_group(lines: tuple[str, ...], text: str) -> None:
    assert text_of(*lines) == text


def test_the_number_that_must_follow_begins_a_paragraph() -> None:
    assert text_of("1. Triển khai chữ ký số", "2. Triển khai", "hồ sơ") == (
        "1. Triển khai chữ ký số\n2. Triển khai hồ sơ"
    )
    assert "\n" not in text_of("1. Thực hiện Nghị quyết số", "17. Rà soát")
