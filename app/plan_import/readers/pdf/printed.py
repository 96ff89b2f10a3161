"""A printed page as its words and rules, whoever saw them: the PDF itself or the OCR.

All measures are points (1/72 inch) from the upper left corner of the page as it is read.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

_SAME_LINE = 0.4
"""Words are on one line when their middles are at most this part of their height apart."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word with its box; ``confidence`` (0 to 100) is below 100 only where OCR read it."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    bold: bool = False
    confidence: float = 100.0

    @property
    def height(self) -> float:
        """The height of the letters' box."""
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        """Half way down the word."""
        return (self.top + self.bottom) / 2

    @property
    def center(self) -> float:
        """Half way along the word."""
        return (self.x0 + self.x1) / 2


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight rule: its place (y of a horizontal one, x of a vertical), start and end."""

    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Page:
    """A page: size, words, horizontal rules (``across``) and vertical ones (``down``).

    ``pictured`` is true when the page shows a picture where its words should be: no letters,
    or none that mean what they show.
    """

    number: int
    width: float
    height: float
    words: tuple[Word, ...] = ()
    across: tuple[Rule, ...] = ()
    down: tuple[Rule, ...] = ()
    pictured: bool = False


TextLine = tuple[Word, ...]
"""The words of one printed line, left to right; never empty."""


def lines_of(words: Iterable[Word]) -> list[TextLine]:
    """Return the words line by line, top to bottom."""
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda word: word.middle):
        first = lines[-1][0] if lines else None
        if first and word.middle - first.middle <= _SAME_LINE * min(word.height, first.height):
            lines[-1].append(word)
        else:
            lines.append([word])
    return [tuple(sorted(line, key=lambda word: word.x0)) for line in lines]


def text_of(line: Sequence[Word]) -> str:
    """Return the text of a line."""
    return " ".join(word.text for word in line).replace("\u00ad", "-")


def left(line: Sequence[Word]) -> float:
    """Return where a line begins."""
    return min(word.x0 for word in line)


def right(line: Sequence[Word]) -> float:
    """Return where a line ends."""
    return max(word.x1 for word in line)


def top(line: Sequence[Word]) -> float:
    """Return the upper edge of a line."""
    return min(word.top for word in line)


def bottom(line: Sequence[Word]) -> float:
    """Return the lower edge of a line."""
    return max(word.bottom for word in line)


def chunks(line: Sequence[Word], widest: float) -> list[TextLine]:
    """Part a line where the white between two words is wider than ``widest`` of a height."""
    parts: list[list[Word]] = []
    for word in line:
        before = parts[-1][-1] if parts else None
        if before and word.x0 - before.x1 <= widest * min(word.height, before.height):
            parts[-1].append(word)
        else:
            parts.append([word])
    return [tuple(part) for part in parts]


def without(page: Page, words: Iterable[Word]) -> Page:
    """Return the page without the given words of its own."""
    gone = {id(word) for word in words}
    return replace(page, words=tuple(word for word in page.words if id(word) not in gone))
