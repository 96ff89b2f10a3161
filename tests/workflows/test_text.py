"""Text as offices type it, brought to one form."""

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.text import clean, fold, format_date, nfc, squeeze


def test_nfc_composes_what_a_mac_decomposed():
    assert nfc(unicodedata.normalize("NFD", "Quý III, hằng năm")) == "Quý III, hằng năm"


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("Kế hoạch\x00 số 1", "Kế hoạch số 1"),
        ("Kế hoạch \u202egnod\u202c", "Kế hoạch gnod"),
        ("Phòng\u200b Văn hóa\ufeff", "Phòng Văn hóa"),
        ("thủ\u00ad tục", "thủ tục"),
        ("dòng một\r\ndòng hai\x0bdòng ba\u2028dòng bốn", "dòng một\ndòng hai\ndòng ba\ndòng bốn"),
        ("cột một\tcột hai", "cột một\tcột hai"),
        ("nửa cặp \ud800", "nửa cặp "),
    ],
)
def test_clean_drops_what_cannot_be_seen_and_keeps_lines_and_tabs(text, cleaned):
    assert clean(text) == cleaned


@pytest.mark.parametrize(
    ("text", "squeezed"),
    [
        ("  Quý\u00a0III \n\n 2025\t", "Quý III 2025"),
        ("Trước ngày\r\n30/7/2025", "Trước ngày 30/7/2025"),
        ("\u3000\u2003", ""),
    ],
)
def test_squeeze_leaves_one_line_with_single_spaces(text, squeezed):
    assert squeeze(text) == squeezed


@pytest.mark.parametrize(
    "spelling",
    ["Uỷ ban Đô thị", "ỦY BAN ĐÔ THỊ", "  ủy  ban đô thị ", "uy ban do thi", "Ủy ban đô thị"],
)
def test_fold_gives_every_spelling_of_a_name_the_same_form(spelling):
    assert fold(spelling) == fold(unicodedata.normalize("NFD", spelling)) == "uy ban do thi"


def test_fold_keeps_apart_what_differs_in_more_than_marks():
    assert fold("Phòng Kinh tế") != fold("Phòng Y tế")


@given(st.text())
def test_folding_and_squeezing_what_is_folded_changes_nothing(text):
    assert fold(fold(text)) == fold(text)
    assert squeeze(squeeze(text)) == squeeze(text)
    assert clean(clean(text)) == clean(text)


@given(st.text())
def test_nothing_unseen_is_left_in_squeezed_text(text):
    assert not {unicodedata.category(c) for c in squeeze(text)} & {"Cc", "Cf", "Cs"}


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2026, 2, 5), "05/02/2026"),
        (date(2026, 9, 14), "14/9/2026"),
        (date(2026, 9, 5), "05/9/2026"),
        (date(2025, 12, 31), "31/12/2025"),
        (date(2025, 1, 1), "01/01/2025"),
    ],
)
def test_dates_are_written_as_offices_write_them(day, written):
    assert format_date(day) == written
