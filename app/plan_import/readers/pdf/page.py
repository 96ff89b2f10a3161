"""Sees what a PDF page prints: its letters become words, its strokes become rules."""

import math
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from pdfminer.pdfdevice import PDFTextDevice
from pdfminer.pdffont import PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.utils import apply_matrix_pt, apply_matrix_rect

from app.plan_import.problems import PlanRefused, RefusedFile
from app.plan_import.readers.pdf.printed import Page, Rule, Word
from app.plan_import.tables import SYMBOLS
from workflows.text import nfc

# A page of the densest real plan has about 4,000 letters and 1,000 strokes.
_MOST_LETTERS = 30_000
_MOST_RULES = 20_000
_MOST_POINTS = 1_000_000
_MOST_FIGURES = 5_000

_THICKEST_RULE = 3.0
_WORD_GAP = 0.2
_SAME_BASELINE = 0.3
_STRUCK_AGAIN = 0.12
_UNSEEN_MODE = 3
_FEWEST_LETTERS = 20
_LARGE_PICTURE = 0.3
_UNREADABLE = 0.3
_UNSEEN = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff"))
_LIGATURES = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)}
_DRAWN = SYMBOLS | _LIGATURES

Box = tuple[float, float, float, float]
Point = tuple[float, float]


@dataclass(slots=True)
class _Glyph:
    """One letter as drawn, in the page's own coordinates (y upwards)."""

    text: str
    box: Box
    quarter: int | None
    bold: bool

    @property
    def size(self) -> float:
        return self.box[3] - self.box[1]


class _Eye(PDFTextDevice):
    """Takes down what the interpreter draws, and refuses a page that draws without end."""

    def __init__(self, manager: PDFResourceManager) -> None:
        super().__init__(manager)
        self.size = (0.0, 0.0)
        self.glyphs: list[_Glyph] = []
        self.across: list[Rule] = []
        self.down: list[Rule] = []
        self.pictures = 0.0
        self.old_letters = 0
        self.points = 0
        self.figures = 0
        self._unseen = False

    def begin_page(self, page: PDFPage, ctm: Any) -> None:
        x0, y0, x1, y1 = apply_matrix_rect(ctm, page.mediabox)
        self.size = (abs(x1 - x0), abs(y1 - y0))

    def begin_figure(self, name: str, bbox: Any, matrix: Any) -> None:
        # A few forms that each draw the next ten times over draw for ever.
        self.figures += 1
        if self.figures > _MOST_FIGURES:
            raise PlanRefused(RefusedFile.file_too_dense)

    def render_string(self, textstate: Any, *drawn: Any) -> None:
        self._unseen = textstate.render == _UNSEEN_MODE
        super().render_string(textstate, *drawn)

    def render_char(
        self,
        matrix: Any,
        font: Any,
        fontsize: float,
        scaling: float,
        rise: float,
        cid: int,
        *colours: Any,
    ) -> float:
        advance: float = font.char_width(cid) * fontsize * scaling
        try:
            text = font.to_unichr(cid)
        except PDFUnicodeNotDefined:
            text = "\ufffd"
        name = str(font.fontname).split("+")[-1].lower()
        # Fonts of the time before Unicode call their letters by the names of others.
        self.old_letters += name.startswith((".vn", "vni-"))
        if len(self.glyphs) >= _MOST_LETTERS:
            raise PlanRefused(RefusedFile.file_too_dense)
        low = font.get_descent() * fontsize + rise
        box = _ordered(apply_matrix_rect(matrix, (0, low, advance, low + fontsize)))
        self.glyphs.append(_Glyph(text, box, _quarter(matrix), "bold" in name))
        return advance

    def render_image(self, name: str, stream: Any) -> None:
        x0, y0, x1, y1 = apply_matrix_rect(self.ctm or (1, 0, 0, 1, 0, 0), (0, 0, 1, 1))
        self.pictures += abs(x1 - x0) * abs(y1 - y0)

    def paint_path(
        self, gstate: Any, stroke: bool, fill: bool, evenodd: bool, path: Sequence[Any]
    ) -> None:
        self.points += len(path)
        if self.points > _MOST_POINTS:
            raise PlanRefused(RefusedFile.file_too_dense)
        outlines = list(_outlines(path, self.ctm))
        if stroke and not _is_white(gstate.scolor):
            for outline in outlines:
                for start, end in outline:
                    self._rule(*start, *end)
        elif fill and not _is_white(gstate.ncolor):
            boxes = [_box(outline) for outline in outlines if outline]
            for box in _thin(boxes):
                self._rule(*box)
        if len(self.across) + len(self.down) > _MOST_RULES:
            raise PlanRefused(RefusedFile.file_too_dense)

    def _rule(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """Take down a stroke that runs along the page; a dot counts both ways."""
        x0, y0, x1, y1 = _ordered((x0, y0, x1, y1))
        height = self.size[1]
        if y1 - y0 <= _THICKEST_RULE:
            self.across.append(Rule(height - (y0 + y1) / 2, x0, x1))
        if x1 - x0 <= _THICKEST_RULE:
            self.down.append(Rule((x0 + x1) / 2, height - y1, height - y0))


def see_page(page: PDFPage, number: int, manager: PDFResourceManager) -> Page:
    """Return what a PDF page prints, turned so that most of its text runs to the right.

    Raises PlanRefused for a page of more letters or strokes than any plan has; what the
    library raises for a broken page comes through.
    """
    eye = _Eye(manager)
    PDFPageInterpreter(manager, eye).process_page(page)
    width, height = eye.size
    quarter = _main_quarter(eye.glyphs)
    glyphs = [glyph for glyph in eye.glyphs if glyph.quarter == quarter]
    turned = [_turned(glyph, quarter, eye.size) for glyph in glyphs]
    across, down = eye.across, eye.down
    if quarter:
        across, down = _turned_rules(across, down, quarter, eye.size)
    if quarter % 2:
        width, height = height, width
    shown = [
        glyph for glyph in turned if 0 <= glyph.box[0] <= width and 0 <= glyph.box[1] <= height
    ]
    return Page(
        number,
        width,
        height,
        tuple(_words(shown, height)),
        tuple(across),
        tuple(down),
        _is_picture(eye),
    )


def _is_picture(eye: _Eye) -> bool:
    """Tell whether the words of a page must be read off its picture."""
    letters = sum(glyph.text.isalpha() for glyph in eye.glyphs)
    unknown = sum("\ufffd" in glyph.text for glyph in eye.glyphs) + eye.old_letters
    if unknown > _UNREADABLE * max(1, len(eye.glyphs)):
        return True
    area = eye.size[0] * eye.size[1]
    # Letters drawn as outlines are no letters either.
    drawn = eye.pictures > _LARGE_PICTURE * area or eye.points > 2_000
    return letters < _FEWEST_LETTERS and drawn


# --- strokes -------------------------------------------------------------------------------


def _outlines(path: Sequence[Any], ctm: Any) -> Iterator[list[tuple[Point, Point]]]:
    """Yield the straight strokes of each closed or open outline of a path."""
    strokes: list[tuple[Point, Point]] = []
    first = last = (0.0, 0.0)
    for operator, *numbers in path:
        if operator == "m":
            if strokes:
                yield strokes
            strokes = []
            first = last = apply_matrix_pt(ctm, (float(numbers[-2]), float(numbers[-1])))
            continue
        if operator == "h":
            following = first
        else:
            following = apply_matrix_pt(ctm, (float(numbers[-2]), float(numbers[-1])))
        if operator in ("l", "h") and following != last:
            strokes.append((last, following))
        last = following
    if strokes:
        yield strokes


def _box(strokes: Iterable[tuple[Point, Point]]) -> Box:
    points = [point for stroke in strokes for point in stroke]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def _thin(boxes: Sequence[Box]) -> Iterator[Box]:
    """Yield the filled areas that are rules: thin ones, and the sides of a frame."""
    for box in boxes:
        if min(box[2] - box[0], box[3] - box[1]) <= _THICKEST_RULE:
            yield box
    for outer, inner in pairwise(boxes):
        margins = [abs(one - other) for one, other in zip(outer, inner, strict=True)]
        if max(margins) <= _THICKEST_RULE + 1 and min(margins) > 0:
            x0, y0, x1, y1 = outer
            yield from ((x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1))


def _is_white(colour: Any) -> bool:
    parts = colour if isinstance(colour, (tuple, list)) else (colour,)
    if not parts or not all(isinstance(part, (int, float)) for part in parts):
        return False
    if len(parts) == 4:
        return bool(max(parts) <= 0.02)
    return bool(min(parts) >= 0.98)


# --- which way up --------------------------------------------------------------------------


def _quarter(matrix: Any) -> int | None:
    """Return how many quarters the text is turned to the left, None for slanting text."""
    turns = math.atan2(matrix[1], matrix[0]) / (math.pi / 2)
    nearest = round(turns)
    return nearest % 4 if abs(turns - nearest) < 0.1 else None


def _main_quarter(glyphs: Iterable[_Glyph]) -> int:
    counted = Counter(glyph.quarter for glyph in glyphs if glyph.quarter is not None)
    return counted.most_common(1)[0][0] if counted else 0


def _turned(glyph: _Glyph, quarter: int, size: Point) -> _Glyph:
    if not quarter:
        return glyph
    x0, y0 = _turned_point((glyph.box[0], glyph.box[1]), quarter, size)
    x1, y1 = _turned_point((glyph.box[2], glyph.box[3]), quarter, size)
    return replace(glyph, box=_ordered((x0, y0, x1, y1)))


def _turned_point(point: Point, quarter: int, size: Point) -> Point:
    """Turn a point (y upwards) to the right by so many quarters."""
    (x, y), (width, height) = point, size
    return {1: (y, width - x), 2: (width - x, height - y), 3: (height - y, x)}[quarter]


def _turned_rules(
    across: Sequence[Rule], down: Sequence[Rule], quarter: int, size: Point
) -> tuple[list[Rule], list[Rule]]:
    """Turn rules, whose y runs downwards, together with the letters."""
    width, height = size
    lower = size[1] if quarter == 2 else size[0]
    turned: tuple[list[Rule], list[Rule]] = ([], [])
    boxes = [(rule.start, rule.at, rule.end, rule.at) for rule in across]
    boxes += [(rule.at, rule.start, rule.at, rule.end) for rule in down]
    for number, (x0, y0, x1, y1) in enumerate(boxes):
        first = _turned_point((x0, height - y0), quarter, (width, height))
        last = _turned_point((x1, height - y1), quarter, (width, height))
        left, low, right, high = _ordered((*first, *last))
        flat = (number < len(across)) == (quarter == 2)
        if flat:
            turned[0].append(Rule(lower - low, left, right))
        else:
            turned[1].append(Rule(left, lower - high, lower - low))
    return turned


def _ordered(box: Sequence[float]) -> Box:
    x0, y0, x1, y1 = box
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


# --- words ---------------------------------------------------------------------------------


def _words(glyphs: Iterable[_Glyph], height: float) -> Iterator[Word]:
    """Make words of letters: by the blanks between them, and by the white where there are none."""
    for line in _baselines(_with_marks(glyphs)):
        word: list[_Glyph] = []
        for glyph in line:
            if word and _struck_again(glyph, word):
                word[-1].bold = True
                continue
            if word and (glyph.text.isspace() or _apart(word[-1], glyph)):
                yield from _word(word, height)
                word = []
            if not glyph.text.isspace():
                word.append(glyph)
        yield from _word(word, height)


def _with_marks(glyphs: Iterable[_Glyph]) -> Iterator[_Glyph]:
    """Yield the letters, each with the accents that were drawn after it."""
    open_glyph: _Glyph | None = None
    for glyph in glyphs:
        text = glyph.text.translate(_UNSEEN).translate(_DRAWN)
        if not text or glyph.size <= 0:
            continue
        if open_glyph and all(unicodedata.combining(char) for char in text):
            x0, low, x1, high = open_glyph.box
            open_glyph.box = (x0, low, max(x1, glyph.box[2]), high)
            open_glyph.text += text
            continue
        if open_glyph:
            yield open_glyph
        open_glyph = replace(glyph, text=text)
    if open_glyph:
        yield open_glyph


def _baselines(glyphs: Iterable[_Glyph]) -> Iterator[list[_Glyph]]:
    line: list[_Glyph] = []
    for glyph in sorted(glyphs, key=lambda glyph: -glyph.box[1]):
        if line and line[0].box[1] - glyph.box[1] > _SAME_BASELINE * glyph.size:
            yield sorted(line, key=lambda glyph: glyph.box[0])
            line = []
        line.append(glyph)
    yield sorted(line, key=lambda glyph: glyph.box[0])


def _struck_again(glyph: _Glyph, word: Sequence[_Glyph]) -> bool:
    """Tell whether a letter repeats one just below it, as a bold letter is made."""
    return any(
        glyph.text == other.text
        and abs(glyph.box[0] - other.box[0]) < _STRUCK_AGAIN * glyph.size
        and abs(glyph.box[1] - other.box[1]) < _STRUCK_AGAIN * glyph.size
        for other in word[-2:]
    )


def _apart(before: _Glyph, glyph: _Glyph) -> bool:
    gap = glyph.box[0] - before.box[2]
    return gap > _WORD_GAP * glyph.size or gap < -0.6 * glyph.size


def _word(glyphs: Sequence[_Glyph], height: float) -> Iterator[Word]:
    """Yield the word; a soft hyphen inside it is a hyphen that the font calls by that name."""
    text = nfc("".join(glyph.text for glyph in glyphs))
    if not text.strip("\u00ad"):
        text = "-" if text else ""
    text = text[:-1].replace("\u00ad", "-") + text[-1:]
    if text:
        boxes = [glyph.box for glyph in glyphs]
        yield Word(
            text,
            min(box[0] for box in boxes),
            max(box[2] for box in boxes),
            height - max(box[3] for box in boxes),
            height - min(box[1] for box in boxes),
            sum(glyph.bold for glyph in glyphs) * 2 > len(glyphs),
        )
