"""Finds the headings of a table by where they stand, in a page without rules."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.fuzz import ratio

from app.plan_import.appendix.heading_phrases import split_headings
from app.plan_import.appendix.headings import LEVEL, Column, Columns, column_of, columns_of
from app.plan_import.readers.pdf.printed import (
    Rule,
    TextLine,
    bottom,
    chunks,
    left,
    right,
    text_of,
    top,
)
from app.plan_import.tables import one_line
from workflows.text import fold

_MOST_LINES = 7
_LONGEST = 60
_LINE_GAP = 0.65
_COLUMN_GAP = 0.6
_SAME_HEADINGS = 85
_PARENT_OF_MOST = 4
_NAMING = re.compile(
    r"chu tri|thuc hien|phoi hop|san pham|ket qua|thoi (?:gian|han)|tien do|don vi"
)
_CODE = re.compile(r"(?:\d{1,3}[.)]?|[IVXL]{1,6}[.)]?|[A-H][.)])$")
_COLUMN_NUMBER = re.compile(r"\(?\d{1,2}\)?$")


@dataclass(frozen=True, slots=True)
class Heading:
    """One heading: its lines, and where it stands."""

    lines: tuple[TextLine, ...]
    parent: str = ""

    @property
    def text(self) -> str:
        """The heading on one line, below that of the columns it shares a heading with."""
        own = one_line(" ".join(text_of(line) for line in self.lines))
        return f"{self.parent}{LEVEL}{own}" if self.parent else own

    @property
    def x0(self) -> float:
        """Where the heading begins."""
        return min(left(line) for line in self.lines)

    @property
    def x1(self) -> float:
        """Where the heading ends."""
        return max(right(line) for line in self.lines)


@dataclass(frozen=True, slots=True)
class HeadingBlock:
    """The headings of a table, left to right, and the lines of the page that they take.

    ``start`` is the first of these lines, ``end`` the one after the last.
    """

    headings: tuple[Heading, ...]
    columns: Columns
    start: int
    end: int

    @property
    def folded(self) -> str:
        """The headings in plain letters: repeated on the next page they are the same."""
        return fold(" | ".join(heading.text for heading in self.headings))

    def repeats(self, other: "HeadingBlock") -> bool:
        """Tell whether these are the same headings again, but for a letter misread."""
        return (
            len(self.headings) == len(other.headings)
            and ratio(self.folded, other.folded) >= _SAME_HEADINGS
        )


def heading_blocks(
    lines: Sequence[TextLine], across: Sequence[Rule] = (), known: HeadingBlock | None = None
) -> list[HeadingBlock]:
    """Return the headings of every table that begins on a page, top to bottom.

    ``lines`` are the page's lines, ``across`` its horizontal rules: a rule over the whole
    width ends the headings. ``known`` are headings that the page may repeat.
    """
    found: list[HeadingBlock] = []
    place = 0
    while place < len(lines):
        block = _block_at(lines, place, across, known)
        if block:
            found.append(block)
            place = block.end
        else:
            place += 1
    return found


def _block_at(
    lines: Sequence[TextLine],
    start: int,
    across: Sequence[Rule],
    known: HeadingBlock | None,
) -> HeadingBlock | None:
    """Return the headings whose first line this is: the tallest reading that makes sense."""
    reach = _reach(lines, start, across)
    if len(_NAMING.findall(fold(" ".join(map(text_of, lines[start:reach]))))) < 2:
        return None
    best: HeadingBlock | None = None
    readings: list[HeadingBlock] = []
    for end in range(start + 1, reach + 1):
        headings = _headings(lines[start:end])
        if not _belongs(lines[start], headings):
            return best
        columns = columns_of([heading.text for heading in headings])
        if _makes_sense(headings, columns):
            found = sum(kind is not None for kind in columns.kinds)
            before = sum(kind is not None for kind in best.columns.kinds) if best else 0
            if best is None or found >= before:
                best = HeadingBlock(tuple(headings), columns, start, end)
                readings.append(best)
    if best is None:
        return None
    return _with_column_numbers(_nearest(readings, known) or best, lines)


def _nearest(readings: Sequence[HeadingBlock], known: HeadingBlock | None) -> HeadingBlock | None:
    """Return the reading that is likest to headings printed before, if any repeats them."""
    if known is None:
        return None
    same = [reading for reading in readings if reading.repeats(known)]
    return max(same, key=lambda reading: ratio(reading.folded, known.folded), default=None)


def _reach(lines: Sequence[TextLine], start: int, across: Sequence[Rule]) -> int:
    """Return the line before which the headings must end: a wide gap, a rule, a row's number."""
    bold = _is_bold(lines[start])
    end = start + 1
    while end < len(lines) and end - start < _MOST_LINES:
        above, line = lines[end - 1], lines[end]
        height = min(above[0].height, line[0].height)
        if top(line) - bottom(above) > _LINE_GAP * height or _CODE.match(line[0].text):
            break
        if bold and not _is_bold(line):
            break
        if any(_parts(rule, above, line) for rule in across):
            break
        end += 1
    return end


def _is_bold(line: TextLine) -> bool:
    return sum(word.bold for word in line) * 2 > len(line)


def _parts(rule: Rule, above: TextLine, line: TextLine) -> bool:
    width = max(right(above), right(line)) - min(left(above), left(line))
    middle = above[0].middle, line[0].middle
    return middle[0] < rule.at < middle[1] and rule.end - rule.start >= 0.9 * width


def _makes_sense(headings: Sequence[Heading], columns: Columns) -> bool:
    texts = [heading.text.split(LEVEL)[-1] for heading in headings]
    known = sum(kind is not None for kind in columns.kinds)
    return (
        columns.usable
        and known * 3 >= len(texts) * 2
        and max(map(len, texts)) <= _LONGEST
        and not any(text.strip("(). ").isdigit() for text in texts)
        and columns.place(Column.number) in (0, None)
    )


def _headings(lines: Sequence[TextLine]) -> list[Heading]:
    """Make headings of the pieces of some lines: what stands one above the other is one."""
    pieces = [
        piece for line in lines for chunk in chunks(line, _COLUMN_GAP) for piece in _pieces(chunk)
    ]
    stacks: list[list[TextLine]] = []
    parents: list[TextLine] = []
    for piece in sorted(pieces, key=lambda piece: right(piece) - left(piece)):
        over = [stack for stack in stacks if any(_overlap(piece, other) for other in stack)]
        if not over:
            stacks.append([piece])
        elif len(over) == 1:
            over[0].append(piece)
        else:
            parents.append(piece)
    stacks.sort(key=lambda stack: min(map(left, stack)))
    return [
        Heading(
            tuple(sorted(stack, key=top)),
            " ".join(text_of(parent) for parent in parents if _is_above(parent, stack, stacks)),
        )
        for stack in stacks
    ]


def _pieces(chunk: TextLine) -> Iterator[TextLine]:
    """Part headings set so closely that only their words tell them apart."""
    texts = split_headings(text_of(chunk))
    if len(texts) < 2 or column_of(text_of(chunk)) is column_of(texts[0]) is column_of(texts[1]):
        yield chunk
        return
    start = 0
    for text in texts:
        end = start + len(text.split())
        yield chunk[start:end]
        start = end


def _overlap(piece: TextLine, other: TextLine) -> bool:
    shared = min(right(piece), right(other)) - max(left(piece), left(other))
    return shared > 1.0


def _is_above(parent: TextLine, stack: Sequence[TextLine], stacks: Sequence[object]) -> bool:
    below = all(top(line) >= top(parent) for line in stack)
    return below and any(_overlap(parent, line) for line in stack)


def _belongs(line: TextLine, headings: Sequence[Heading]) -> bool:
    """Tell whether the first line holds a heading, or one shared by a few columns: no prose."""
    if any(line[0] in part for heading in headings for part in heading.lines):
        return True
    return any(
        0 < sum(_overlap(chunk, part) for h in headings for part in h.lines[:1]) <= _PARENT_OF_MOST
        for chunk in chunks(line, _COLUMN_GAP)
    )


def _with_column_numbers(block: HeadingBlock, lines: Sequence[TextLine]) -> HeadingBlock:
    """Take the row that numbers the columns, (1) (2) (3), to the headings."""
    if block.end < len(lines):
        words = [word.text for word in lines[block.end]]
        if len(words) >= 3 and all(_COLUMN_NUMBER.match(word) for word in words):
            return HeadingBlock(block.headings, block.columns, block.start, block.end + 1)
    return block
