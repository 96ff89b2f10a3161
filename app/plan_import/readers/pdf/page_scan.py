"""Looks at the picture of a scanned page: which way it is turned, its rules, its blocks of text.

Works on grey pictures (0 is black) with nothing but Pillow. Places in a picture are pixels.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from PIL import Image, ImageDraw, ImageFilter

from app.plan_import.readers.pdf.printed import Rule

Box = tuple[int, int, int, int]

_DARK = 190
_DARK_PIECE = 0.75 * 255
_GAP = 2
_TELLING = 200
# Pieces of so many pixels, and at least so many of them in a row, are no letter's.
_PIECE = 16
_FEWEST = 2
_THICKEST = 8
_LONG = 250
_TOUCHING = 5
_LETTER = 40
_LEAST_SLOPE = 0.001
_FIELD = 8
_LEAST_INK = 30
_INK = 128
_MOST_BLOCKS = 600


@dataclass(frozen=True, slots=True)
class Scan:
    """A page's picture set straight, and the rules seen on it, in its pixels."""

    picture: Image.Image
    across: tuple[Rule, ...]
    down: tuple[Rule, ...]


def straightened(picture: Image.Image) -> Scan:
    """Find the rules of a picture; where they slant, turn the picture so that they do not."""
    across, down = _both_ways(picture)
    slope = _slope(across, down)
    if abs(slope) > _LEAST_SLOPE:
        degrees = math.degrees(math.atan(slope))
        picture = picture.rotate(degrees, Image.Resampling.BICUBIC, fillcolor=255)
        across, down = _both_ways(picture)
    along = [stroke.rule for stroke in across]
    upright = [stroke.rule for stroke in down]
    # A letter may be as long as a short rule, but does not run from one rule to the next.
    return Scan(
        picture,
        tuple(rule for rule in along if _is_long(rule) or _runs_between(rule, upright)),
        tuple(
            rule
            for rule in upright
            if _is_long(rule) or (_runs_between(rule, along) and _goes_on(rule, upright))
        ),
    )


def _is_long(rule: Rule) -> bool:
    return rule.end - rule.start > _LONG


def _goes_on(rule: Rule, others: Sequence[Rule]) -> bool:
    """Tell whether a rule between two columns goes on in another row, where there are any."""
    long = [other for other in others if _is_long(other)]
    return not long or any(
        other is not rule and abs(other.at - rule.at) <= _TOUCHING for other in others
    )


def _runs_between(rule: Rule, crossing: Sequence[Rule]) -> bool:
    """Tell whether a rule begins and ends where others cross it.

    It may seem to go a little further, into a letter that stands close to the other rule.
    """
    places = [
        other.at
        for other in crossing
        if other.start - _TOUCHING <= rule.at <= other.end + _TOUCHING
    ]
    begins = any(-_TOUCHING <= place - rule.start <= _LETTER for place in places)
    return begins and any(-_TOUCHING <= rule.end - place <= _LETTER for place in places)


# --- rules ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Stroke:
    """A long dark stroke: the place where it begins and ends, and its two heights there."""

    start: int
    end: int
    first: int
    last: int

    @property
    def rule(self) -> Rule:
        # Strokes are looked for at half the picture's size.
        return Rule(self.first + self.last + 1, 2 * self.start, 2 * self.end)


def _both_ways(picture: Image.Image) -> tuple[list[_Stroke], list[_Stroke]]:
    """Return the strokes along and down the picture, looked for at half its size."""
    half = picture.reduce(2).point([255 if grey < _DARK else 0 for grey in range(256)])
    return _strokes(half), _strokes(half.transpose(Image.Transpose.TRANSPOSE))


def _strokes(dark: Image.Image) -> list[_Stroke]:
    """Return the strokes along a picture in black on white turned over (255 is dark).

    Pieces of _PIECE pixels that are dark throughout are chained to their neighbours.
    """
    thick = dark.filter(ImageFilter.MaxFilter(3))
    width, height = -(-dark.width // _PIECE), dark.height
    rows = thick.reduce((_PIECE, 1)).tobytes()
    chains: list[list[tuple[int, int]]] = []
    ends: dict[int, list[list[tuple[int, int]]]] = {}
    for column in range(width):
        reached: dict[int, list[list[tuple[int, int]]]] = {}
        for y in _dark_heights(rows, column, width, height):
            chain = _chain_at(ends, y)
            if chain is None:
                chain = []
                chains.append(chain)
            chain.append((column, y))
            reached.setdefault(y, []).append(chain)
        ends = reached
    pixels = _Pixels(dark.tobytes(), *dark.size)
    return [
        stroke
        for chain in chains
        if len(chain) >= _FEWEST
        for stroke in _solid_strokes(chain, pixels)
    ]


@dataclass(frozen=True, slots=True)
class _Pixels:
    """A picture of 0 and 255 (dark), line after line."""

    data: bytes
    width: int
    height: int

    def is_dark(self, x: int, y: int) -> bool:
        """Tell whether a place is dark, or the one above or below it."""
        return 0 <= x < self.width and any(
            self.data[row * self.width + x] for row in range(max(0, y - 1), min(self.height, y + 2))
        )


def _dark_heights(rows: bytes, column: int, width: int, height: int) -> Iterator[int]:
    """Yield the middle of each run of dark pieces in a column of pieces."""
    line = rows[column::width]
    y = 0
    while y < height:
        if line[y] < _DARK_PIECE:
            y += 1
            continue
        start = y
        while y < height and line[y] >= _DARK_PIECE:
            y += 1
        if y - start <= _THICKEST:
            yield (start + y - 1) // 2


def _chain_at(ends: dict[int, list[list[tuple[int, int]]]], y: int) -> list[tuple[int, int]] | None:
    for near in (0, 1, -1, 2, -2):
        chains = ends.get(y + near)
        if chains:
            return chains.pop()
    return None


def _solid_strokes(chain: Sequence[tuple[int, int]], pixels: _Pixels) -> Iterator[_Stroke]:
    """Yield the parts of a chain of pieces that are dark without a gap.

    The feet of letters in a row are nearly a stroke, and a rule may be followed by some.
    """
    heights = {column * _PIECE + step: y for column, y in chain for step in range(_PIECE)}
    first, last = min(heights), max(heights)
    # The ends of a rule fill their pieces only in part.
    heights.update({first - step: heights[first] for step in range(1, _PIECE + 1)})
    heights.update({last + step: heights[last] for step in range(1, _PIECE + 1)})
    start: int | None = None
    end = 0
    for x in range(first - _PIECE, last + _PIECE + 1):
        if pixels.is_dark(x, heights[x]):
            start, end = (x if start is None else start), x + 1
        elif start is not None and x - end >= _GAP:
            if end - start >= _FEWEST * _PIECE:
                yield _Stroke(start, end, heights[start], heights[end - 1])
            start = None
    if start is not None and end - start >= _FEWEST * _PIECE:
        yield _Stroke(start, end, heights[start], heights[end - 1])


def _slope(across: Iterable[_Stroke], down: Iterable[_Stroke]) -> float:
    """Return how much the page falls towards the right, 0 where too few strokes tell."""
    slopes = [
        (sign * (stroke.last - stroke.first) / (stroke.end - stroke.start))
        for sign, strokes in ((1, across), (-1, down))
        for stroke in strokes
        if stroke.end - stroke.start > _TELLING
    ]
    return median(slopes) if len(slopes) >= 3 else 0.0


# --- blocks of text --------------------------------------------------------------------------


def text_blocks(picture: Image.Image, rules: Iterable[Box]) -> list[Box]:
    """Return the boxes of what is written on a picture: a cell's text, a paragraph, a line.

    ``rules`` are boxes to be overlooked. What is nearer than two fields of _FIELD pixels is
    one block.
    """
    clean = picture.copy()
    draw = ImageDraw.Draw(clean)
    for box in rules:
        draw.rectangle(box, fill=255)
    dark = clean.reduce(_FIELD // 2).point([255 if grey < 200 else 0 for grey in range(256)])
    ink = dark.reduce(2).point([255 if grey >= 32 else 0 for grey in range(256)])
    near = ink.filter(ImageFilter.MaxFilter(3))
    boxes = [
        (x0 * _FIELD, y0 * _FIELD, x1 * _FIELD, y1 * _FIELD)
        for x0, y0, x1, y1 in _connected(near.tobytes(), near.size)
    ]
    return [box for box in boxes if _has_ink(clean, box)][:_MOST_BLOCKS]


def _connected(pixels: bytes, size: tuple[int, int]) -> list[Box]:
    """Return the boxes around the dark areas, by the runs of each line that touch."""
    width, height = size
    boxes: list[list[int]] = []
    parent: list[int] = []

    def root(area: int) -> int:
        while parent[area] != area:
            parent[area] = parent[parent[area]]
            area = parent[area]
        return area

    above: list[tuple[int, int, int]] = []
    for y in range(height):
        runs: list[tuple[int, int, int]] = []
        for start, end in _runs(pixels[y * width : (y + 1) * width]):
            touched = [area for left, right, area in above if left <= end and right >= start]
            if touched:
                area = root(touched[0])
            else:
                area = len(parent)
                parent.append(area)
                boxes.append([start, y, end, y + 1])
            for other in touched:
                other = root(other)
                if other != area:
                    parent[other] = area
                    boxes[area] = _around(boxes[area], boxes[other])
            boxes[area] = _around(boxes[area], [start, y, end, y + 1])
            runs.append((start, end, area))
        above = runs
    return [
        (box[0], box[1], box[2], box[3]) for area, box in enumerate(boxes) if parent[area] == area
    ]


def _runs(line: bytes) -> Iterator[tuple[int, int]]:
    start = line.find(b"\xff")
    while start >= 0:
        end = line.find(b"\x00", start)
        if end < 0:
            end = len(line)
        yield start, end
        start = line.find(b"\xff", end)


def _around(one: Sequence[int], other: Sequence[int]) -> list[int]:
    return [
        min(one[0], other[0]),
        min(one[1], other[1]),
        max(one[2], other[2]),
        max(one[3], other[3]),
    ]


def _has_ink(picture: Image.Image, box: Box) -> bool:
    """Tell whether a box holds more than the specks of a scan."""
    counted = picture.crop(box).histogram()
    return sum(counted[:_INK]) > _LEAST_INK


def has_text(picture: Image.Image, box: Box) -> bool:
    """Tell whether something is written in a cell's box."""
    return box[2] - box[0] > 8 and box[3] - box[1] > 8 and _has_ink(picture, box)


def with_ink(picture: Image.Image, box: Box) -> Box:
    """Return the part of a box that is written on: a letter alone in a wide cell is overlooked."""
    dark = picture.crop(box).point([255 if grey < _INK else 0 for grey in range(256)])
    x0, y0, x1, y1 = dark.getbbox() or (0, 0, box[2] - box[0], box[3] - box[1])
    return box[0] + x0, box[1] + y0, box[0] + x1, box[1] + y1
