"""The words of a PDF page by where they stand, and a cell's text found among them.

A PDF draws letters in any order it likes (a font that lacks "ệ" is left for another in the middle
of a word), so words are put together from places on the sheet, and a cell that is broken over
lines is followed from word to word: to the right, or to the line below in the same column.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import pypdfium2 as pdfium
from pypdfium2 import raw

from workflows.text import fold

ENOUGH = 0.6
"""A text is found where so large a share of its words follow each other."""
MOST_WORDS = 40
"""Words of a text that are followed; a longer one is known by its beginning."""
NEW_LINE = 0.6
"""A line that begins below is as near as a word so many heights to the right."""
MOST_MISSING = 3
"""Words in a row that may be missing before the text counts as ended."""

Box = tuple[float, float, float, float]
"""Left, bottom, right, top in points (1/72 inch) from the lower left corner."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word as folded for matching, and its box."""

    text: str
    box: Box

    @property
    def height(self) -> float:
        return self.box[3] - self.box[1]

    @property
    def middle(self) -> float:
        return (self.box[1] + self.box[3]) / 2


@dataclass(frozen=True)
class PageWords:
    """The words of one page, line by line from the top."""

    words: Sequence[Word]

    @cached_property
    def _by_text(self) -> dict[str, list[Word]]:
        found: dict[str, list[Word]] = {}
        for word in self.words:
            found.setdefault(word.text, []).append(word)
        return found

    def find(self, text: str, near: Word | None = None) -> tuple[list[Word], float]:
        """The words of the page that print `text`, and how large a share of it they are (0–1).

        Where it stands several times, the place nearest to `near` is taken, or else the first of
        those that hold most of it.
        """
        wanted = fold(text).split()[:MOST_WORDS]
        best: tuple[float, float, list[Word]] = (0.0, 0.0, [])
        for skipped, beginning in enumerate(wanted[:MOST_MISSING]):
            for start in self._by_text.get(beginning, ()):
                followed = self._follow(start, wanted[skipped + 1 :])
                away = abs(start.middle - near.middle) if near else 0.0
                best = max(best, (len(followed) / len(wanted), -away, followed), key=_rank)
            if best[0] >= ENOUGH:
                break
        return best[2], best[0]

    def _follow(self, start: Word, wanted: Sequence[str]) -> list[Word]:
        found, missing = [start], 0
        for text in wanted:
            following = self._next(found, text)
            if following is None:
                missing += 1
                if missing > MOST_MISSING:
                    break
            else:
                missing = 0
                found.append(following)
        return found

    def _next(self, found: Sequence[Word], text: str) -> Word | None:
        """The word `text` that follows best: right of the last one, or at the beginning of the line
        below. Beyond a wide gap another cell may begin with the same word.
        """
        last, size = found[-1], found[-1].height
        column = min(word.box[0] for word in found)
        following: list[tuple[float, Word]] = []
        for word in self._by_text.get(text, ()):
            gap, drop = word.box[0] - last.box[2], last.middle - word.middle
            if abs(drop) < 0.5 * size and -0.5 * size < gap < 4 * size:
                following.append((gap / size, word))
            elif 0.5 * size <= drop < 2.5 * size and word.box[0] < last.box[2]:
                away = abs(word.box[0] - column) / size
                if away < 8:
                    following.append((NEW_LINE + away + drop / size - 1, word))
        return min(following, key=lambda place: place[0])[1] if following else None


def _rank(place: tuple[float, float, list[Word]]) -> tuple[float, float]:
    return round(place[0], 1), place[1]


def words_of(page: pdfium.PdfPage) -> PageWords:
    """Put the words of a page together from its letters."""
    textpage = page.get_textpage()
    letters: list[tuple[str, Box]] = []
    for place in range(textpage.count_chars()):
        letter = chr(raw.FPDFText_GetUnicode(textpage, place))
        if letter.isspace() or not letter.isprintable():
            continue
        letters.append((letter, textpage.get_charbox(place, loose=True)))
    return PageWords([word for line in _lines(letters) for word in _words(line)])


def _lines(letters: Iterable[tuple[str, Box]]) -> list[list[tuple[str, Box]]]:
    """Letters whose middles are at one height, lines from the top, letters from the left."""
    lines: list[list[tuple[str, Box]]] = []
    middle = height = 0.0
    for letter in sorted(letters, key=lambda letter: -(letter[1][1] + letter[1][3])):
        box = letter[1]
        here = (box[1] + box[3]) / 2
        if lines and abs(middle - here) < 0.3 * height:
            lines[-1].append(letter)
        else:
            lines.append([letter])
            middle, height = here, box[3] - box[1]
    return [sorted(line, key=lambda letter: letter[1][0]) for line in lines]


def _words(line: Sequence[tuple[str, Box]]) -> list[Word]:
    """Letters of a line that stand close together."""
    words: list[Word] = []
    text, box = line[0][0], line[0][1]
    for letter, place in line[1:]:
        if place[0] - box[2] < 0.12 * (box[3] - box[1]):
            text += letter
            box = (box[0], min(box[1], place[1]), max(box[2], place[2]), max(box[3], place[3]))
        else:
            words.append(Word(fold(text), box))
            text, box = letter, place
    words.append(Word(fold(text), box))
    return words
