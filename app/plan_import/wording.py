"""Two wordings of one text, word by word: what stayed, what was struck out, what came in."""

from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum, auto

from workflows.text import nfc


class Change(StrEnum):
    """What became of some words."""

    same = auto()
    removed = auto()
    added = auto()


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that follow each other and share their fate; joined by a space to the next."""

    change: Change
    words: str


def word_changes(old: str, new: str) -> list[Piece]:
    """The pieces of both texts in the order they are read; "" for `old` gives one added piece."""
    before, after = nfc(old).split(), nfc(new).split()
    pieces: list[Piece] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for _, start, end, new_start, new_end in matcher.get_opcodes():
        removed, added = before[start:end], after[new_start:new_end]
        if removed == added:
            pieces.append(Piece(Change.same, " ".join(added)))
            continue
        if removed:
            pieces.append(Piece(Change.removed, " ".join(removed)))
        if added:
            pieces.append(Piece(Change.added, " ".join(added)))
    return pieces
