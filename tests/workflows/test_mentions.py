"""Whose name stands after an @: the whole name, whatever its marks; nothing else."""

import pytest

from workflows.mentions import mentioned, parts

PEOPLE = {1: "Trần Văn Khang", 2: "Trần Văn", 3: "Lê Thị Thư"}


@pytest.mark.parametrize(
    ("words", "who"),
    [
        ("@Trần Văn Khang xem giúp", {1, 2}),
        ("nhờ @tran van khang, và @Lê Thị Thư.", {1, 2, 3}),
        ("@Lê Thị Thưởng", set()),
        ("Trần Văn Khang", set()),
        ("@ Lê Thị Thư", {3}),
        ("thu@example.vn", set()),
        ("@", set()),
        ("", set()),
    ],
)
def test_a_whole_name_after_an_at_is_a_mention(words: str, who: set[int]) -> None:
    assert mentioned(words, PEOPLE) == who


def test_the_pieces_are_the_text_and_names_are_told_apart_from_it() -> None:
    words = "Nhờ @Lê Thị Thư; <b>@Lê Thị Thưởng</b> thì không."
    cut = list(parts(words, ["Lê Thị Thư"]))
    assert "".join(piece for piece, _ in cut) == words
    assert [piece for piece, is_name in cut if is_name] == ["@Lê Thị Thư"]
    assert list(parts("chữ", [])) == [("chữ", False)]
