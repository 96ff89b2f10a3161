"""A plan of another commune is noticed by the issuer in its head."""

import unicodedata

import pytest

from app.plan_import.checks import issuer_elsewhere
from app.plan_import.problems import ProblemCode, Severity


@pytest.mark.parametrize(
    ("issuer", "commune"),
    [
        ("Ủy ban nhân dân xã An Tường", "Xã Minh Đức"),
        ("UBND phường An Tường", "Xã An Tường"),
        ("UBND xã An Tường, tỉnh Tuyên Quang", "Xã An Tường Đông"),
        ("UBND đặc khu Phú Quý", "Phường Mẫu"),
    ],
)
def test_an_issuer_of_another_commune_asks_for_a_look_naming_both(
    issuer: str, commune: str
) -> None:
    problem = issuer_elsewhere(issuer, commune)
    assert problem is not None
    assert (problem.code, problem.severity) == (ProblemCode.issuer_elsewhere, Severity.look)
    assert problem.values == {"issuer": issuer, "commune": commune}


@pytest.mark.parametrize(
    ("issuer", "commune"),
    [
        ("Ủy ban nhân dân xã An Tường", "Xã An Tường"),
        ("ỦY BAN NHÂN DÂN XÃ AN TƯỜNG", "xã An Tường"),
        ("UBND xã Hoà Bình, tỉnh Mẫu", "Xã Hòa Bình"),
        ("UBND xã An Tường tỉnh Tuyên Quang", "Xã An Tường"),
        (unicodedata.normalize("NFD", "UBND phường Mẫu"), "Phường Mẫu"),
        ("UBND xã Đông Xã", "Xã Đông Xã"),
        # Heads that name no commune.
        ("", "Phường Mẫu"),
        ("Ủy ban nhân dân", "Phường Mẫu"),
        ("Ủy ban nhân dân tỉnh Tuyên Quang", "Phường Mẫu"),
        ("UBND thị xã Nghĩa Lộ", "Phường Mẫu"),
        ("Ban Quản lý Phương Liên", "Phường Mẫu"),
        # A commune entered without its kind is not compared.
        ("UBND xã An Tường", "An Tường"),
    ],
)
def test_nothing_is_said_of_the_same_commune_or_of_none(issuer: str, commune: str) -> None:
    assert issuer_elsewhere(issuer, commune) is None
