"""A row of a phiếu kỳ cập nhật: what it lacks, and what is taken over from the period before."""

import pytest

from workflows.answers import Answer, Lack, answer_from_json, answer_to_json, as_before, lack_of

WHY = "Kỳ này không có hồ sơ nào"

ROWS = (
    (Answer(), (), Lack.answer),
    (Answer(difficulties="Thiếu người"), (), Lack.answer),
    (Answer(result="Đăng 3 tin"), (), None),
    (Answer(quantity="3"), (), None),
    (Answer(result="Đăng 3 tin"), ("Tin, bài",), Lack.products),
    (Answer(nothing_arose=True), ("Tin, bài",), Lack.reason),
    (Answer(nothing_arose=True, reason="Không có"), (), Lack.reason),
    (Answer(nothing_arose=True, reason=WHY), ("Tin, bài",), None),
)


@pytest.mark.parametrize(("answer", "uncovered", "lack"), ROWS)
def test_a_row_is_ready_with_an_answer_and_its_products_or_with_why_nothing_arose(
    answer: Answer, uncovered: tuple[str, ...], lack: Lack | None
) -> None:
    assert lack_of(answer, uncovered) is lack


def test_as_before_fills_what_says_nothing_and_leaves_what_somebody_wrote() -> None:
    before = Answer("Đăng 3 tin", "3", "Thiếu người", "Thêm người")
    empty = Answer(difficulties="Mất điện")
    assert as_before(empty, before) == Answer("Đăng 3 tin", "3", "Mất điện")
    assert as_before(Answer(quantity="5"), before) == Answer(quantity="5")
    assert as_before(empty, None) == empty
    silent = Answer(nothing_arose=True, reason=WHY)
    assert as_before(Answer(), silent) == silent


def test_an_answer_is_read_as_it_was_written() -> None:
    answer = Answer("Đăng 3 tin", "3", "Thiếu người", "Thêm người", True, WHY)
    assert answer_from_json(answer_to_json(answer)) == answer
