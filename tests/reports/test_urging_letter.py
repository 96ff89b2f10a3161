"""Công văn đôn đốc reads and looks as Decree 30/2020/NĐ-CP and an office want it."""

import io
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from docx import Document

from app.models import Signer
from app.reports.letter_words import commune_kind, letter_words, plan_basis
from app.reports.urging_letter import row_cells, urging_letter
from tests.reports.letters import TODAY, letter_of, pages_of, row_of, text_of


def test_the_letter_to_one_unit_says_what_by_when_and_why() -> None:
    text = text_of(urging_letter(letter_of(1)))
    for words in (
        "ỦY BAN NHÂN DÂN",
        "PHƯỜNG MẪU",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Số:        /UBND-VHXH",
        "Mẫu, ngày      tháng      năm 2026",
        "Kính gửi: Phòng Kinh tế.",
        "Căn cứ Kế hoạch số 05/KH-UBND ngày 15/01/2026;",
        "Phòng Kinh tế còn 1 nhiệm vụ quá hạn 1 ngày.",
        "Chủ tịch Ủy ban nhân dân phường yêu cầu:",
        "1. Thủ trưởng Phòng Kinh tế",
        "chậm nhất 17 giờ 00 ngày 21/9/2026.",
        "2. Nhiệm vụ không thể hoàn thành",
        "chậm nhất ngày 17/9/2026.",
        "3. Giao Phòng Văn hóa - Xã hội theo dõi",
        "Báo cáo quý 1",
        "(Mục II, số 1 Phụ lục)",
        "Nơi nhận:",
        "- Lưu: VT, VHXH.",
        "KT. CHỦ TỊCH",
        "PHÓ CHỦ TỊCH",
        "Hoàng Văn Long",
        "./.",
    ):
        assert words in text, words


@pytest.mark.parametrize(
    ("signer", "above", "verb", "capacity"),
    [
        (Signer.vice_chairman, "", "yêu cầu:", ["KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"]),
        (Signer.by_order, "", "yêu cầu:", ["TL. CHỦ TỊCH", "TRƯỞNG PHÒNG VĂN HÓA - XÃ HỘI"]),
        (Signer.office, "UBND PHƯỜNG MẪU", "Phòng Văn hóa - Xã hội đề nghị:", ["TRƯỞNG PHÒNG"]),
    ],
)
def test_who_signs_decides_the_head_the_verb_and_the_capacity(
    signer: Signer, above: str, verb: str, capacity: list[str]
) -> None:
    words = letter_words(letter_of(2, signer=signer))
    assert (words.above, list(words.capacity)) == (above, capacity)
    assert words.demand.endswith(verb)
    assert ("yêu cầu" in f"{words.demand}{words.closing}".lower()) is (signer is not Signer.office)


def test_a_coordinating_body_is_asked_and_never_ordered() -> None:
    both = letter_words(letter_of(3, asked=["Công an phường"], asked_rows=1))
    assert list(both.recipients) == ["Phòng Kinh tế", "Công an phường"]
    assert "Công an" not in both.points[0]
    assert both.points[2].startswith("3. Đề nghị Công an phường")
    assert "nhiệm vụ số 3 trong bảng" in both.points[2]
    alone = letter_words(letter_of(1, urged=[], asked=["Công an phường"], asked_rows=1))
    assert "yêu cầu" not in " ".join([alone.demand, *alone.points, alone.closing]).lower()


def test_rows_that_wait_for_a_signature_are_counted_apart() -> None:
    state = letter_words(letter_of(2, waiting=3)).state
    assert "còn 2 nhiệm vụ quá hạn, lâu nhất 2 ngày" in state
    assert "3 nhiệm vụ quá hạn khác đang chờ ký" in state
    assert "chờ ký" not in letter_words(letter_of(2)).state


def test_an_office_that_signs_does_not_write_to_itself() -> None:
    units = ["Phòng Văn hóa - Xã hội", "Phòng Kinh tế"]
    of_office = letter_words(letter_of(2, signer=Signer.office, urged=units))
    assert list(of_office.recipients) == ["Phòng Kinh tế"]
    assert list(letter_words(letter_of(2, urged=units)).recipients) == units


@pytest.mark.parametrize(
    ("commune", "kind", "place"),
    [
        ("Phường Mẫu", "phường", "Mẫu,"),
        ("Xã Hợp Tiến", "xã", "Hợp Tiến,"),
        ("Đặc khu Cô Tô", "đặc khu", "Cô Tô,"),
        ("Phường 7", "phường", "Phường 7,"),
    ],
)
def test_the_place_is_the_bare_name_unless_it_is_a_number(
    commune: str, kind: str, place: str
) -> None:
    assert commune_kind(commune) == kind
    assert letter_words(letter_of(commune=commune)).place_and_day.startswith(place)


@pytest.mark.parametrize(
    ("title", "words"),
    [
        (
            "Kế hoạch Cải cách hành chính năm 2026",
            "của UBND phường về cải cách hành chính năm 2026",
        ),
        ("CCHC năm 2026", "của UBND phường về CCHC năm 2026"),
        ("", "của UBND phường"),
    ],
)
def test_a_plan_is_named_with_number_day_issuer_and_subject(title: str, words: str) -> None:
    named = plan_basis("05/KH-UBND", TODAY, "UBND phường", title)
    assert named == f"Kế hoạch số 05/KH-UBND ngày 14/9/2026 {words}"


def test_the_page_is_that_of_decree_30() -> None:
    section = Document(io.BytesIO(urging_letter(letter_of()))).sections[0]
    size = (section.page_width, section.page_height)
    assert [round(length.mm) for length in size] == [210, 297]
    above, below = section.top_margin.mm, section.bottom_margin.mm
    assert 19.9 <= above <= 25.1
    assert 19.9 <= below <= 25.1
    assert 29.9 <= section.left_margin.mm <= 35.1
    assert 14.9 <= section.right_margin.mm <= 20.1


def test_what_somebody_typed_stays_text() -> None:
    row = row_of(1, task="<w:p/> & {{ 7*7 }} \x0b\u202e")
    assert row_cells(1, row)[1].startswith("<w:p/> & {{ 7*7 }} ")
    assert "<w:p/> & {{ 7*7 }}" in text_of(urging_letter(letter_of(0, rows=[row])))


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_the_heading_of_forty_rows_stands_on_every_page_and_the_signature_is_whole(
    tmp_path: Path,
) -> None:
    office = shutil.which("soffice") or ""
    longest = replace(row_of(40), due_on=date(2025, 12, 25))
    rows = [*(row_of(number) for number in range(1, 40)), longest]
    pages = pages_of(urging_letter(letter_of(rows=rows)), tmp_path, office)
    assert len(pages) >= 3
    # Letters with two marks come out of a PDF in pieces: only plain ones are looked for.
    assert all("TT" in page.split("Báo cáo")[0] for page in pages)
    assert [page.split()[0] for page in pages[1:]] == [str(n) for n in range(2, len(pages) + 1)]
    assert "25/12/2025" in pages[-1]
    assert "VT, VHXH" in pages[-1]
    assert "Hoàng Văn Long" in pages[-1]
    assert "./." in pages[-1]
