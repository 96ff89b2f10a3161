"""From the text of a cell to the tokens of the grammar.

Two steps: `_scan` cuts the text into words, numbers and signs, keeping where each stood;
`_name` gives words their meaning from the vocabulary, longest phrase first.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from workflows.deadlines.words import (
    DASHES,
    NUMBER_WORDS,
    OTHER_WORDS,
    PHRASES,
    ROMAN,
    SLASHES,
    WEEKDAYS,
    Term,
)
from workflows.text import fold

_LONGEST_NUMBER = 8
_LONGEST_TAG = 40
_BREAKING_TAGS = ("p", "br", "li", "div", "tr", "td")

_SIGNS: dict[str, Term] = {
    **dict.fromkeys(",，、", Term.COMMA),
    **dict.fromkeys(";；", Term.SEMICOLON),
    **dict.fromkeys(".…。", Term.STOP),
    **dict.fromkeys(":：", Term.COLON),
    **dict.fromkeys("([{（", Term.OPEN_BRACKET),
    **dict.fromkeys(")]}）", Term.CLOSE_BRACKET),
    **dict.fromkeys("→⇒⟶➔", Term.ARROW),
    **dict.fromkeys(DASHES, Term.DASH),
    **dict.fromkeys(SLASHES, Term.SLASH),
    "+": Term.PLUS,
    "&": Term.AND,
}


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text: what it means, what is written, and from where to where.

    `value` is the number of a NUMBER (None when it is too long to be part of a date), COUNT or
    WEEKDAY. `spaced` tells whether white space stands before the token.
    """

    term: Term
    text: str
    start: int
    end: int
    value: int | None = None
    spaced: bool = False

    @property
    def folded(self) -> str:
        """The text without marks and capitals."""
        return fold(self.text)


# A letter that scanners print for a figure, inside a date: "3O/6/2025", "30/O6/2025".
_LETTER_O = re.compile(r"(?<=[\d/.])[Oo](?=\d|/\d)")


def with_figures(text: str) -> str:
    """Return a text of the same length with the figures a scanner took for letters."""
    return _LETTER_O.sub("0", text)


def tokenize(text: str) -> list[Token]:
    """Return the tokens of a text that has been squeezed to one line."""
    pieces = _scan(text)
    return _name(pieces, marked=not all(p.text.isascii() for p in pieces if p.term is Term.WORD))


def roman(token: Token) -> int | None:
    """Return the number a word token spells in roman digits, None when it spells none.

    "l" is taken for "I", as scanners print it.
    """
    if token.term is not Term.WORD or not token.text.isascii():
        return None
    return ROMAN.get(token.folded.replace("l", "i"))


def _scan(text: str) -> list[Token]:
    tokens: list[Token] = []
    position, spaced = 0, False
    while position < len(text):
        if text[position].isspace():
            position, spaced = position + 1, True
            continue
        end, term = _piece(text, position)
        tokens += _cut(text, term, position, end, spaced)
        position, spaced = end, False
    return tokens


def _piece(text: str, start: int) -> tuple[int, Term]:
    """Return where the piece that begins at `start` ends, and its shape."""
    first = text[start]
    if first.isdecimal():
        return _run(text, start, str.isdecimal), Term.NUMBER
    if _is_letter(first):
        return _run(text, start, _is_letter), Term.WORD
    if first == "<" and (end := _tag(text, start)):
        return end, Term.SEMICOLON
    if text.startswith(("->", "=>"), start):
        return start + 2, Term.ARROW
    term = _SIGNS.get(first, Term.SIGN)
    # A doubled sign ("Quý IV//2025", "--") is a slip of the keyboard.
    end = start + 1
    while (again := _again(text, end, term)) and not text.startswith("->", end):
        end = again
    return end, term


def _again(text: str, end: int, term: Term) -> int | None:
    """Return the end of the same sign typed once more; a slash also with a space before it."""
    place = _run(text, end, str.isspace) if term is Term.SLASH else end
    return place + 1 if place < len(text) and _SIGNS.get(text[place]) is term else None


def _run(text: str, start: int, belongs: Callable[[str], bool]) -> int:
    end = start
    while end < len(text) and belongs(text[end]):
        end += 1
    return end


def _is_letter(char: str) -> bool:
    # Marks that have no composed form stay apart from their letter even in NFC.
    return char.isalpha() or unicodedata.combining(char) > 0


def _tag(text: str, start: int) -> int | None:
    """Return the end of a tag that breaks the line (<p>, </p>, <br/>), as scanned tables hold."""
    end = text.find(">", start, start + _LONGEST_TAG)
    if end < 0:
        return None
    name = text[start + 1 : end].strip("/ ").split(" ")[0].lower()
    return end + 1 if name in _BREAKING_TAGS else None


def _cut(text: str, term: Term, start: int, end: int, spaced: bool) -> list[Token]:
    """Return the tokens of one piece: two where a unit is glued to its number ("QuýIII")."""
    written = text[start:end]
    if term is Term.NUMBER:
        value = int(written) if len(written) <= _LONGEST_NUMBER else None
        return [Token(term, written, start, end, value, spaced)]
    if term is not Term.WORD:
        return [Token(term, written, start, end, None, spaced)]
    if _stands_for_a_unit(text, start, end):
        unit = Term.QUARTER if fold(written) == "q" else Term.MONTH
        return [Token(unit, written, start, end, None, spaced)]
    for name in _GLUED_UNITS:
        if fold(written[: len(name)]) == name and fold(written[len(name) :]) in _QUARTER_DIGITS:
            middle = start + len(name)
            return [
                Token(Term.QUARTER, text[start:middle], start, middle, None, spaced),
                Token(Term.WORD, text[middle:end], middle, end),
            ]
    return [Token(term, written, start, end, None, spaced)]


_SLASH, _LINK = f"[{SLASHES}]", rf"\s*[{DASHES},&+]\s*(?:[tT]\.?)?"
# What follows a "Q" or a "T" that is short for a quarter or a month.
_SHORT_UNITS = {
    "q": re.compile(rf"\d|\.?\s*(?:(?:IV|I{{1,3}})\b|0?[1-4]\s*{_SLASH})", re.IGNORECASE),
    "t": re.compile(
        rf"\.?\d{{1,2}}(?:{_LINK}\d{{1,2}})*\s*{_SLASH}|(?:0[1-9]|1[0-2]|[189])(?![\w.,]|[{DASHES}]\w)"
    ),
}
_GLUED_UNITS = ("quy", "qui", "q")
_QUARTER_DIGITS = ("i", "ii", "iii", "iv")


def _stands_for_a_unit(text: str, start: int, end: int) -> bool:
    """Tell whether a lone "Q" or "T" is short for a unit: "Q3/2025", "Q III", "T9-T10/2025".

    "T7" alone may be a Saturday, "Q.1" a district of a city.
    """
    if end - start != 1:
        return False
    short = _SHORT_UNITS.get(fold(text[start]))
    return short is not None and short.match(text, end) is not None


@dataclass(frozen=True, slots=True)
class _Entry:
    words: tuple[str, ...]
    term: Term
    value: int | None = None


def _index() -> dict[tuple[str, ...], list[_Entry]]:
    entries = [
        _Entry(tuple(phrase.split()), term)
        for term, phrases in PHRASES.items()
        for phrase in phrases
    ]
    entries += [_Entry(tuple(w.split()), Term.COUNT, n) for w, n in NUMBER_WORDS.items()]
    entries += [_Entry(tuple(w.split()), Term.WEEKDAY, n) for w, n in WEEKDAYS.items()]
    index: dict[tuple[str, ...], list[_Entry]] = defaultdict(list)
    for entry in entries:
        index[tuple(fold(word) for word in entry.words)].append(entry)
    return dict(index)


_INDEX = _index()
# Words that must not be taken for another because its marks could be wrong.
_OTHERS = OTHER_WORDS | {word for rows in _INDEX.values() for row in rows for word in row.words}
_LONGEST_PHRASE = max(len(words) for words in _INDEX)
# Meanings that hang on the marks alone: without them "sau" is "after", never "six".
_EXACT = frozenset({Term.COUNT, Term.WEEKDAY})


def _name(pieces: Sequence[Token], marked: bool) -> list[Token]:
    tokens: list[Token] = []
    position = 0
    while position < len(pieces):
        length, entry = _longest_phrase(pieces, position, marked)
        if entry is None:
            tokens.append(pieces[position])
        else:
            first, last = pieces[position], pieces[position + length - 1]
            tokens.append(
                replace(
                    first,
                    term=entry.term,
                    text=" ".join(p.text for p in pieces[position : position + length]),
                    end=last.end,
                    value=entry.value,
                )
            )
        position += length
    return tokens


def _longest_phrase(pieces: Sequence[Token], start: int, marked: bool) -> tuple[int, _Entry | None]:
    """Return how many pieces the longest phrase at `start` takes, and its entry."""
    run: list[str] = []
    for piece in pieces[start : start + _LONGEST_PHRASE]:
        if piece.term is not Term.WORD:
            break
        run.append(piece.text)
    for length in range(len(run), 0, -1):
        if entry := _entry(tuple(run[:length]), marked):
            return length, entry
    return 1, None


@lru_cache(maxsize=4096)
def _entry(written: tuple[str, ...], marked: bool) -> _Entry | None:
    entries = _INDEX.get(tuple(fold(word) for word in written), [])
    lowered = tuple(word.casefold() for word in written)
    for entry in entries:
        if entry.words == lowered:
            return entry
    for entry in entries:
        if entry.term not in _EXACT and all(
            word == right or not marked or word not in _OTHERS
            for word, right in zip(lowered, entry.words, strict=True)
        ):
            return entry
    return None
