"""Files typed in the fonts from before Unicode: refused in words, never read wrong."""

import pytest

from app.plan_import.old_letters import is_of_old_letters
from tests.plan_import.refusals import refusal_of
from tests.plan_import.small_plans import word

TCVN3 = ("ñy ban nh©n d©n x· T©n LËp", "KÕ ho¹ch c¶i c¸ch hµnh chÝnh n¨m 2026",
         "Tæ chøc tËp huÊn c«ng t¸c c¶i c¸ch hµnh chÝnh cho c¸n bé c¸c th«n")  # fmt: skip
VNI = ("Uûy ban nhaân daân xaõ Taân Laäp", "Keá hoaïch caûi caùch haønh chính naêm 2026",
       "Toå chöùc taäp huaán coâng taùc caûi caùch haønh chính cho caùc thoân toå")  # fmt: skip
OTHER = (
    "Café à la carte, über München, Señor Peña, naïve façade",
    "Diện tích 120 m², nhiệt độ 37°C ± 2, khổ 20×30, điều 5 · khoản 2 » xem thêm ®",
    "Ủy ban nhân dân xã Tân Lập ban hành kế hoạch cải cách hành chính năm 2026",
    "Cơ quan, đơn vị; người dân đều được hỗ trợ về dịch vụ công trực tuyến",
)


@pytest.mark.parametrize("lines", [TCVN3, VNI])
def test_text_in_old_letters_is_known(lines: tuple[str, ...]) -> None:
    assert is_of_old_letters(lines)


def test_other_text_is_not_taken_for_old_letters() -> None:
    assert not is_of_old_letters(OTHER * 20)


def test_some_words_in_old_letters_do_not_spoil_a_plan() -> None:
    assert not is_of_old_letters((*OTHER * 20, *TCVN3))


def test_a_word_file_in_old_letters_is_refused_in_words() -> None:
    headings = ("STT", "Néi dung c«ng viÖc", "S¶n phÈm", "Chñ tr×", "Phèi hîp", "Thêi gian")
    content = word(("1", TCVN3[2], "KÕ ho¹ch", "V¨n phßng", "", "Quý I"), head=TCVN3,
                   headings=headings)  # fmt: skip
    assert refusal_of(content, "cu.docx") == "file_of_old_letters"
