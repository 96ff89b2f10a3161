"""The number of a document, as offices write it, and its place among its neighbours."""

from datetime import date

import pytest

from workflows.document_numbers import (
    Numbered,
    NumberParts,
    out_of_order,
    same_number,
    take_apart,
)


@pytest.mark.parametrize(
    ("written", "sequence", "letter", "symbol"),
    [
        ("12/KH-UBND", 12, "", "kh-ubnd"),
        ("12a/KH-UBND", 12, "a", "kh-ubnd"),
        ("Số: 012/2026/NQ-HĐND", 12, "", "nq-hdnd"),
        ("Số 203 / QĐ - UBND", 203, "", "qd-ubnd"),
        ("Số, ký hiệu: 7/BC-VHXH", 7, "", "bc-vhxh"),
        ("05/TTr–KT ngày 05/9/2026", 5, "", "ttr-kt"),
        ("15-CTr/ĐU", 15, "", "ctr-du"),
        ("1203/UBND-VX", 1203, "", "ubnd-vx"),
        ("12", 12, "", ""),
        ("KH-UBND", None, "", "kh-ubnd"),
        ("/KH-UBND", None, "", "kh-ubnd"),
        ("", None, "", ""),
        ("2026/QĐ-UBND", 2026, "", "qd-ubnd"),
        ("99999999999/QĐ", None, "", "99999999999/qd"),
    ],
)
def test_a_number_is_taken_apart(
    written: str, sequence: int | None, letter: str, symbol: str
) -> None:
    assert take_apart(written) == NumberParts(sequence, letter, symbol)


def test_the_same_number_is_known_however_it_is_written() -> None:
    assert same_number("Số: 012/KH-UBND", "12/kh - ubnd")
    assert not same_number("12/KH-UBND", "12a/KH-UBND")
    assert not same_number("12/KH-UBND", "12/QĐ-UBND")
    assert not same_number("", "")


def numbered(sequence: int, day: int) -> Numbered:
    return Numbered(f"{sequence}/QĐ-UBND", sequence, date(2026, 9, day))


@pytest.mark.parametrize(
    ("day", "others", "neighbour"),
    [
        (10, [(11, 10), (9, 10)], None),
        (10, [(11, 12), (9, 8)], None),
        (10, [(11, 9), (15, 1)], 11),
        (10, [(9, 11), (2, 30)], 9),
        (10, [(14, 9), (8, 11)], 8),
        (10, [(10, 12)], None),
        (10, [], None),
    ],
)
def test_a_number_out_of_date_order_names_its_nearest_neighbour(
    day: int, others: list[tuple[int, int]], neighbour: int | None
) -> None:
    found = out_of_order(numbered(10, day), [numbered(*other) for other in others])
    assert (found.sequence if found else None) == neighbour
