"""A register of outgoing documents, as document systems export it."""

import io
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import pytest
from openpyxl import Workbook

from app.plan_import.isolation.parent import read_register_isolated
from app.plan_import.problems import PlanRefused
from app.plan_import.register import (
    LineProblem,
    RegisterRefusal,
    RegisterRefused,
    columns_of,
    read_register,
)


def workbook(*rows: Sequence[Any]) -> bytes:
    made = Workbook()
    for row in rows:
        made.active.append(list(row))
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


TITLE = ("UBND PHƯỜNG MẪU",), ("SỔ VĂN BẢN ĐI NĂM 2026",), ()
HEADINGS = ("TT", "Trích yếu nội dung", "Ngày ban hành", "Số, ký hiệu", "Người ký", "Loại VB")


def test_columns_are_known_whatever_their_order_and_the_headings_wherever_they_stand() -> None:
    content = workbook(
        *TITLE,
        HEADINGS,
        (1, 2, 3, 4, 5, 6),
        ("Tháng 9/2026",),
        (1, "Ban hành  Quy chế", datetime(2026, 9, 7), "203/QĐ-UBND", "Hoàng Văn Long", "QĐ"),
        HEADINGS,
        (2, "Kế hoạch kiểm tra", "08/9/2026", "12/KH-UBND", "", ""),
        (3, "Báo cáo quý", 46275, "45/BC-UBND", None, None),
    )
    lines = read_register(content).lines
    assert [(line.row, line.number, line.issued_on) for line in lines] == [
        (7, "203/QĐ-UBND", date(2026, 9, 7)),
        (9, "12/KH-UBND", date(2026, 9, 8)),
        (10, "45/BC-UBND", date(2026, 9, 10)),
    ]
    assert (lines[0].subject, lines[0].signer, lines[0].kind) == (
        "Ban hành Quy chế",
        "Hoàng Văn Long",
        "QĐ",
    )
    assert {line.problem for line in lines} == {None}


def test_count_and_symbol_in_two_columns_are_one_number() -> None:
    content = workbook(
        ("Số", "Ký hiệu", "Ngày văn bản", "Nội dung"),
        (12, "KH-UBND", "05/02/2026", "Kế hoạch"),
    )
    assert read_register(content).lines[0].number == "12/KH-UBND"


def test_rows_that_are_not_understood_say_why() -> None:
    content = workbook(
        ("Số/ký hiệu", "Ngày văn bản", "Trích yếu"),
        ("", "05/02/2026", "Không số"),
        ("KH-UBND", "05/02/2026", "Không đếm được"),
        ("13/KH-UBND", "", "Không ngày"),
        ("14/KH-UBND", "31/02/2026", "Ngày sai"),
    )
    assert [line.problem for line in read_register(content).lines] == [
        LineProblem.number_missing,
        LineProblem.number_unreadable,
        LineProblem.day_missing,
        LineProblem.day_unreadable,
    ]


@pytest.mark.parametrize(
    ("headings", "names"),
    [
        (["Số/Ký hiệu", "Ngày VB", "Trích yếu"], {"number": 0, "issued_on": 1, "subject": 2}),
        (["Số văn bản", "Ngày tháng năm", "Nội dung"], {"number": 0, "issued_on": 1, "subject": 2}),
        (["Ngày đến", "Ngày ký", "Số ký hiệu"], {"arrived_on": 0, "issued_on": 1, "number": 2}),
        (["Ngày, tháng", "Hình thức"], {"issued_on": 0, "kind": 1}),
        (["Cơ quan ban hành", "Đơn vị soạn thảo"], {"issuer": 0, "drafter": 1}),
        (["Cơ quan, đơn vị soạn thảo", "Người soạn thảo"], {"drafter": 0}),
        (["Số lượng", "Nơi nhận", "Ghi chú"], {}),
    ],
)
def test_headings_are_known_by_their_words(headings: list[str], names: dict[str, int]) -> None:
    assert columns_of(headings) == names


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (workbook(("Họ tên", "Điện thoại")), RegisterRefusal.headings_missing),
        (workbook(("Số ký hiệu", "Ngày", "Trích yếu")), RegisterRefusal.nothing_found),
        (
            workbook(
                ("Số ký hiệu", "Ngày", "Trích yếu", "Độ mật"),
                ("1/BC", "05/02/2026", "Thường", "Thường"),
                ("2/BC", "05/02/2026", "Riêng", "Tối mật"),
            ),
            RegisterRefusal.classified_rows,
        ),
    ],
)
def test_what_is_no_register_or_a_classified_one_is_refused(
    content: bytes, code: RegisterRefusal
) -> None:
    with pytest.raises(RegisterRefused) as refused:
        read_register(content)
    assert refused.value.code is code


def test_a_text_is_no_workbook() -> None:
    with pytest.raises(RegisterRefused) as refused:
        read_register(b"S\xe1\xbb\x95 v\xc4\x83n b\xe1\xba\xa3n", "so.txt")
    assert refused.value.code is RegisterRefusal.not_a_workbook


def test_a_process_of_its_own_reads_and_refuses_the_same() -> None:
    content = workbook(("Số ký hiệu", "Ngày", "Trích yếu"), ("1/BC-UBND", "05/02/2026", "Báo cáo"))
    assert read_register_isolated(content, "so.xlsx") == read_register(content)
    with pytest.raises(RegisterRefused):
        read_register_isolated(workbook(("Họ tên",)), "so.xlsx")
    with pytest.raises(PlanRefused):
        read_register_isolated(b"PK\x03\x04" + content[4:200], "so.xlsx")
