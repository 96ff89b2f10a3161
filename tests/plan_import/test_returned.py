"""A workbook that a unit sends back is read whatever happened to it on the way."""

import io
import os
import random
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from app.plan_import import PlanRefused
from app.plan_import.cell_days import day_of
from app.plan_import.returned import (
    ReturnedLine,
    ReturnRefusal,
    ReturnRefused,
    RowProblem,
    read_returned,
)
from app.reports.row_keys import is_genuine, row_key
from app.reports.workbook import PlanSheet, SheetGroup, SheetRow, write_workbook

SECRET = b"a secret of the tests"
HEADINGS = ("STT", "Nhiệm vụ", "Sản phẩm", "Đơn vị chủ trì", "Đơn vị phối hợp", "Thời gian")
KINDS = ("number", "task", "product", "lead", "supporting", "deadline")
AFTER = (
    "Kỳ, thời hạn", "Tình trạng", "Kết quả", "Số văn bản", "Ngày văn bản",
    "Khó khăn, vướng mắc", "Mã dòng (không sửa)",
)  # fmt: skip
RESULT, NUMBER, DAY, DIFFICULTY, KEY = 9, 10, 11, 12, 13
FIRST = 8
"""The row of the first task: title, note, two lines of guide, a blank, headings, an area."""


def sheet_row(number: int, **values: Any) -> SheetRow:
    cells = (str(number), f"Việc {number}", "Kế hoạch", "Phòng Kinh tế", "", "Quý III/2026")
    known: dict[str, Any] = {
        "cells": cells, "period": "Quý III, hạn 30/9/2026", "standing": "Chưa thực hiện",
        "result": "", "document_number": "", "document_on": None, "difficulty": "",
        "key": row_key(SECRET, 3, 100 + number, 2),
    }  # fmt: skip
    return SheetRow(**{**known, **values})


def written(*rows: SheetRow, headings: tuple[str, ...] = HEADINGS) -> bytes:
    return write_workbook(
        PlanSheet(
            name="Bảng theo dõi",
            title="BẢNG THEO DÕI: Kế hoạch",
            subtitle="Kế hoạch số 12/KH-UBND",
            guide=("Điền bốn cột nền vàng.", "Gửi lại tệp .xlsx."),
            columns=tuple(zip(KINDS, headings, strict=True)),
            headings=AFTER,
            groups=[SheetGroup("I. Cải cách thể chế", rows or [sheet_row(1), sheet_row(2)])],
            day_hint="Ghi ngày.",
            footer="Trang &P",
        )
    )


def changed(content: bytes, *changes: Callable[[Worksheet], None]) -> bytes:
    workbook = load_workbook(io.BytesIO(content))
    for change in changes:
        change(workbook.active)
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def fill(sheet: Worksheet) -> None:
    """The first task, as a unit reports it."""
    sheet.cell(FIRST, RESULT).value = "Đã ban hành"
    sheet.cell(FIRST, NUMBER).value = "12/KH-UBND"
    sheet.cell(FIRST, DAY).value = datetime(2026, 9, 5)
    sheet.cell(FIRST, DIFFICULTY).value = "Thiếu kinh phí"


def reported(content: bytes) -> ReturnedLine:
    """The one row that says something; it must be the first task's, and say all of it."""
    filled = [line for line in read_returned(content).lines if line.is_filled]
    assert len(filled) == 1
    line = filled[0]
    assert (line.result, line.document_number, line.document_on, line.difficulty) == (
        "Đã ban hành",
        "12/KH-UBND",
        date(2026, 9, 5),
        "Thiếu kinh phí",
    )
    return line


def genuine(line: ReturnedLine) -> bool:
    key = line.key
    assert key is not None
    assert is_genuine(SECRET, key.plan_id, key.work_item_id, key.version, key.code)
    for code in ("", key.code[:-1], "đ" * 20, "\ud800"):
        assert not is_genuine(SECRET, key.plan_id, key.work_item_id, key.version, code)
    return (key.plan_id, key.work_item_id, key.version) == (3, 101, 2)


def move_column(sheet: Worksheet) -> None:
    """The key's column to the front, and the difficulty's to the end."""
    for row in range(1, sheet.max_row + 1):
        cells = [sheet.cell(row, column).value for column in range(1, KEY + 1)]
        if row <= 4:
            continue
        moved = [cells[KEY - 1], *cells[: DIFFICULTY - 1], cells[DIFFICULTY - 1]]
        for column, value in enumerate(moved, 1):
            sheet.cell(row, column).value = value


def sort_rows(sheet: Worksheet) -> None:
    for column in range(1, KEY + 1):
        first, second = sheet.cell(FIRST, column), sheet.cell(FIRST + 1, column)
        first.value, second.value = second.value, first.value


def hide_row(sheet: Worksheet) -> None:
    sheet.row_dimensions[FIRST].hidden = True


def add_rows(sheet: Worksheet) -> None:
    """A note below the table, and a column of the unit's own."""
    sheet.cell(FIRST + 3, 2).value = "Người lập biểu"
    sheet.cell(FIRST + 4, 2).value = "Trần Văn Khang"
    sheet.cell(FIRST - 2, KEY + 1).value = "Ghi chú của phòng"
    sheet.cell(FIRST, KEY + 1).value = "đã báo cáo miệng"


def rename(sheet: Worksheet) -> None:
    sheet.title = "Phòng KT gửi"


def push_down(sheet: Worksheet) -> None:
    for merged in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(merged))
    sheet.insert_rows(1, 5)
    sheet.cell(1, 1).value = "Kính gửi: Phòng Văn hóa - Xã hội"


def delete_other_row(sheet: Worksheet) -> None:
    sheet.delete_rows(FIRST + 1)


def another_sheet_first(sheet: Worksheet) -> None:
    made = sheet.parent.create_sheet("Ghi chú", 0)
    made.cell(1, 1).value = "Anh Thư xem trang sau nhé"


FAULTS = {
    fault.__name__: fault
    for fault in (
        move_column, sort_rows, hide_row, add_rows, rename, push_down, delete_other_row,
        another_sheet_first,
    )
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_it_reads_the_row_whatever_was_done_to_the_sheet(fault: str) -> None:
    assert genuine(reported(changed(written(), fill, FAULTS[fault])))


def test_the_title_and_period_stand_beside_what_was_filled_in() -> None:
    line = reported(changed(written(), fill))
    assert (line.number, line.title, line.period) == ("1", "Việc 1", "Quý III, hạn 30/9/2026")


def test_without_the_hidden_column_the_row_keeps_its_number_and_title() -> None:
    line = reported(changed(written(), fill, lambda sheet: sheet.delete_cols(KEY)))
    assert (line.key, line.number, line.title) == (None, "1", "Việc 1")


def test_a_product_column_called_result_is_not_taken_for_the_result() -> None:
    headings = ("STT", "Nội dung", "Kết quả, sản phẩm", *HEADINGS[3:])
    content = written(headings=headings)
    assert genuine(reported(changed(content, fill)))


@pytest.mark.parametrize(
    "typed",
    [
        datetime(2026, 9, 5), date(2026, 9, 5), "05/9/2026", "5/9/2026", "05.09.2026", "5-9-2026",
        "5.9.26", "ngày 05 tháng 9 năm 2026", "Ngày 5/9/2026", "2026-09-05", " 05 / 9 / 2026 ",
        46270, 46270.0, "'05/9/2026",
    ],
)  # fmt: skip
def test_it_reads_a_day_however_it_was_written(typed: Any) -> None:
    assert day_of(typed) == date(2026, 9, 5)


@pytest.mark.parametrize(
    "typed", [None, "", "tháng 9", "30/2/2026", "5/9", "5/9/20266", 12, True, "05/9/2026 ký", 1.5]
)
def test_what_is_no_day_stays_none(typed: Any) -> None:
    assert day_of(typed) is None


def codes(content: bytes) -> list[str]:
    return [code.value for line in read_returned(content).lines for code, _ in line.problems]


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        (DAY, "cuối tháng", RowProblem.day_unreadable),
        (DAY, None, RowProblem.day_missing),
        (NUMBER, None, RowProblem.number_missing),
        (RESULT, "x" * 5_000, RowProblem.text_cut),
        (RESULT, "=1+1", RowProblem.formula_without_value),
    ],
)
def test_it_says_what_is_wrong_with_a_cell(column: int, value: Any, code: RowProblem) -> None:
    def spoil(sheet: Worksheet) -> None:
        sheet.cell(FIRST, column).value = value

    assert codes(changed(written(), fill, spoil)) == [code.value]


FORMULAS = ("=1+1", "+84 912", "@cmd", "-Đã họp", "=HYPERLINK('x')", "\t=1", "\r=2")


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_becomes_a_formula(text: str) -> None:
    row = sheet_row(1, result=text, difficulty=text, document_number=text, standing=text)
    row = SheetRow(**{**vars_of(row), "cells": (text,) * len(KINDS)})
    content = written(row)
    sheet = load_workbook(io.BytesIO(content)).active
    for cells in sheet.iter_rows():
        for cell in cells:
            assert cell.data_type != "f"
            assert not str(cell.value or "").startswith(("=", "+", "-", "@"))
    xml = zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in xml


def vars_of(row: SheetRow) -> dict[str, Any]:
    return {name: getattr(row, name) for name in SheetRow.__dataclass_fields__}


def test_a_harmless_text_comes_back_as_it_went_out() -> None:
    content = written(sheet_row(1, result="=1+1", difficulty="@Thư"))
    line = read_returned(content).lines[0]
    assert (line.result, line.difficulty) == ("=1+1", "@Thư")


def test_only_the_four_columns_may_be_filled_in_and_the_key_is_not_shown() -> None:
    sheet = load_workbook(io.BytesIO(written())).active
    assert sheet.protection.sheet
    assert sheet.protection.password is None
    free = {c.column for c in sheet[FIRST] if not c.protection.locked}
    assert free == {RESULT, NUMBER, DAY, DIFFICULTY}
    assert sheet.column_dimensions["M"].hidden
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.print_title_rows == "$6:$6"
    assert str(sheet.data_validations.dataValidation[0].sqref) == "K7:K9"


def refused(content: bytes, name: str = "bang.xlsx") -> str:
    with pytest.raises((PlanRefused, ReturnRefused)) as found:
        read_returned(content, name)
    return found.value.code.value


def plain_workbook() -> bytes:
    workbook = Workbook()
    workbook.active.append(["Họ tên", "Ngày sinh"])
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def test_it_refuses_what_is_no_such_workbook() -> None:
    assert refused(plain_workbook()) == ReturnRefusal.headings_missing
    assert refused(b"Ten,Ket qua\n1,2\n", "bang.csv") == ReturnRefusal.not_a_workbook
    assert refused(b"", "bang.xlsx") == "file_empty"
    assert refused(written()[:2000], "bang.xlsx") == "file_damaged"


def replaced(content: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """The zip with one member changed."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w") as new:
        for member in old.namelist():
            data = old.read(member)
            new.writestr(member, change(data) if member == name else data)
    return stream.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
HOSTILE: dict[str, Callable[[bytes], bytes]] = {
    "a cell at the far end": lambda c: replaced(
        c, SHEET, lambda x: x.replace(b'r="A7"', b'r="XFD1048576"')
    ),
    "an entity": lambda c: replaced(
        c, SHEET, lambda x: b'<!DOCTYPE a [<!ENTITY b "c">]>' + x.split(b"?>")[-1]
    ),
    "a bomb": lambda c: replaced_packed(c, 300 * 1024 * 1024),
    "a hole": lambda c: c[:3000] + bytes(200) + c[3200:],
}


def replaced_packed(content: bytes, size: int) -> bytes:
    stream = io.BytesIO(content)
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/big.bin", bytes(size))
    return stream.getvalue()


@pytest.mark.parametrize("case", HOSTILE)
def test_it_refuses_a_hostile_workbook_before_it_costs_anything(case: str) -> None:
    assert refused(HOSTILE[case](written())).startswith("file_")


def test_spoilt_workbooks_are_read_or_refused_and_nothing_else() -> None:
    chance = random.Random(20260914)  # noqa: S311  (spoils files, hides nothing)
    whole = changed(written(), fill)
    parts = dict(parts_of(whole))
    ends = {"read": 0, "refused": 0}
    for _ in range(150):
        content = bytearray(whole)
        if chance.random() < 0.5:
            name = chance.choice(sorted(parts))
            content = bytearray(replaced(whole, name, lambda data: spoilt(data, chance)))
        else:
            content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        try:
            read_returned(bytes(content))
        except (PlanRefused, ReturnRefused):
            ends["refused"] += 1
        else:
            ends["read"] += 1
    assert min(ends.values()) > 5


def parts_of(content: bytes) -> list[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return [(name, archive.read(name)) for name in archive.namelist()]


def spoilt(data: bytes, chance: random.Random) -> bytes:
    """A part cut off, with a piece doubled, or with other bytes in a place."""
    place, length = chance.randrange(len(data)), chance.randrange(1, 40)
    return chance.choice(
        [
            data[:place],
            data[:place] + data[place : place + length] * 2 + data[place + length :],
            data[:place] + bytes(chance.randrange(32, 127) for _ in range(3)) + data[place + 3 :],
        ]
    )


def test_it_comes_through_libreoffice_unharmed(tmp_path: Path) -> None:
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        if os.environ.get("CI") == "true":
            pytest.fail("LibreOffice is not there, and CI must not go without it")
        pytest.skip("LibreOffice is not on this machine")
    source = tmp_path / "in" / "bang.xlsx"
    source.parent.mkdir()
    source.write_bytes(changed(written(), fill))
    subprocess.run(
        [office, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless",
         "--convert-to", "xlsx", "--outdir", str(tmp_path), str(source)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    content = (tmp_path / "bang.xlsx").read_bytes()
    assert content != source.read_bytes()
    assert genuine(reported(content))
