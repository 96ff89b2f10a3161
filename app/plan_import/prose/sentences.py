"""Takes a paragraph apart into sentences and clauses, with their places in it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

# A full stop ends a sentence when another begins; "TT. PVHCC" and "09.6" go on.
_SENTENCE_END = re.compile(
    r"(?<![A-ZĐ]\.)(?<!\bTT)(?<!\bP)(?<!\bQ)[.!?…](?=\s+[\"“(]?[A-ZÀ-ỸĐ0-9])"
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a paragraph: its text, the text folded letter by letter, and its start."""

    text: str
    key: str
    start: int


def sentences(text: str, key: str) -> Iterator[Piece]:
    """Yield the sentences of a paragraph; ``key`` is its text folded letter by letter."""
    start = 0
    for end in [match.end() for match in _SENTENCE_END.finditer(text)] + [len(text)]:
        yield from _piece(text, key, start, end)
        start = end


def clauses(piece: Piece, parting: re.Pattern[str]) -> Iterator[Piece]:
    """Yield the parts of a sentence between the places where ``parting`` matches its key."""
    start = 0
    for match in parting.finditer(piece.key):
        yield from _shifted(piece, start, match.start())
        start = match.end()
    yield from _shifted(piece, start, len(piece.text))


def _shifted(piece: Piece, start: int, end: int) -> Iterator[Piece]:
    for part in _piece(piece.text, piece.key, start, end):
        yield Piece(part.text, part.key, part.start + piece.start)


def _piece(text: str, key: str, start: int, end: int) -> Iterator[Piece]:
    while start < end and text[start] == " ":
        start += 1
    if text[start:end].strip():
        printed = text[start:end].rstrip()
        yield Piece(printed, key[start : start + len(printed)], start)
