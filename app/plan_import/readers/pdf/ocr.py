"""Reads scanned pages by the program tesseract, where it is installed with Vietnamese."""

import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from statistics import median

import pypdfium2 as pdfium
from lxml import etree
from PIL import Image, ImageOps

from app.plan_import import progress
from app.plan_import.readers.pdf.page_scan import (
    Box,
    Scan,
    has_text,
    straightened,
    text_blocks,
    with_ink,
)
from app.plan_import.readers.pdf.printed import Page, Rule, Word
from app.plan_import.readers.pdf.rules import cell_boxes

DOTS_PER_INCH = 300
_POINT = DOTS_PER_INCH / 72
_MOST_PIXELS = 5_000
_LANGUAGE = "vie"
_SECONDS_FOR_PAGE = 30
_SECONDS_FOR_ALL = 90
_BORDER = 25
_RULE_WIDTH = 4
_LEAST_TRUST = 20.0
_POOR_READING = 55.0
_SMALL_PART = 160
_LONG_LINE = 4
# Roman numbers at the beginning of a line as the program misreads them: "IH" is III, "l|" is II.
_CODE = re.compile(r"(?:\d{1,3}(?:\.\d{1,2})*|[IVXL]{1,5})[.)]?$")
# A "1" among them is a stroke too; alone or beside other digits it is what it says.
_MISREAD_CODE = re.compile(r"(?=[^\d]|1+[IVXHLl|ỊỈ])[IVXHLl1|ỊỈ]{1,5}[.)]?$")
_ROMAN = str.maketrans({"H": "II", "l": "I", "|": "I", "1": "I", "Ị": "I", "Ỉ": "I"})
_LINE_CLASSES = frozenset({"ocr_line", "ocr_caption", "ocr_header", "ocr_textfloat"})
# The part of a letter's size that stands above the baseline.
_ABOVE_BASELINE = 0.78


@dataclass(frozen=True, slots=True)
class ScannedPages:
    """What OCR made of scanned pages: those read, and the numbers of those that could not be."""

    pages: dict[int, Page]
    unread: tuple[int, ...]


class _TookTooLong(Exception):
    """The program needed more than its time for a page."""


@cache
def ocr_program() -> str | None:
    """Return the path of tesseract, None where it is missing or does not know Vietnamese."""
    program = shutil.which("tesseract")
    if program is None:
        return None
    try:
        listed = _run([program, "--list-langs"], 10)
    except (OSError, _TookTooLong):
        return None
    return program if _LANGUAGE in listed.split() else None


def read_scanned(content: bytes, numbers: Sequence[int]) -> ScannedPages:
    """Read the pages of these numbers (from 1) of a PDF by their pictures.

    Each page has its time, and all together theirs; what cannot be read in it is ``unread``,
    as everything is without tesseract. Says how far it has come.
    """
    program = ocr_program()
    pages: dict[int, Page] = {}
    if program is None:
        return ScannedPages(pages, tuple(numbers))
    latest = time.monotonic() + _SECONDS_FOR_ALL
    try:
        document = pdfium.PdfDocument(content)
    except pdfium.PdfiumError:
        # A file so damaged that only the reader of text makes something of it.
        return ScannedPages(pages, tuple(numbers))
    try:
        for done, number in enumerate(numbers):
            progress.report(done, len(numbers))
            seconds = min(_SECONDS_FOR_PAGE, latest - time.monotonic())
            if seconds > 0 and number <= len(document):
                try:
                    pages[number] = _read(program, _picture(document, number), number, seconds)
                except (_TookTooLong, pdfium.PdfiumError, OSError, ValueError):
                    continue
    finally:
        document.close()
    return ScannedPages(pages, tuple(number for number in numbers if number not in pages))


def _picture(document: pdfium.PdfDocument, number: int) -> Image.Image:
    """Return a page as a grey picture; a very large sheet with fewer dots."""
    page = document[number - 1]
    try:
        longest = max(*page.get_size(), 1.0)
        scale = min(_POINT, _MOST_PIXELS / longest)
        # Pixels count as dots of DOTS_PER_INCH: an outsize sheet is read as a smaller one.
        picture: Image.Image = page.render(scale=scale, grayscale=True).to_pil().convert("L")
        return picture
    finally:
        page.close()


def _read(program: str, picture: Image.Image, number: int, seconds: float) -> Page:
    """Read a page's picture; when little makes sense, look whether it lies on its side."""
    latest = time.monotonic() + seconds
    page = _read_upright(program, picture, number, seconds)
    if _trust(page.words) >= _POOR_READING:
        return page
    quarters = _quarters_to_turn(program, picture, latest - time.monotonic())
    if not quarters:
        return page
    turned = picture.rotate(-90 * quarters, expand=True)
    return _read_upright(program, turned, number, latest - time.monotonic())


def _read_upright(program: str, picture: Image.Image, number: int, seconds: float) -> Page:
    scan = straightened(picture)
    width, height = (side / _POINT for side in scan.picture.size)
    page = Page(
        number,
        width,
        height,
        across=tuple(_in_points(scan.across)),
        down=tuple(_in_points(scan.down)),
        pictured=True,
    )
    boxes = list(_boxes(scan, page))
    words, slope = _recognised(program, scan.picture, boxes, seconds) if boxes else ([], 0.0)
    if not page.across and not page.down:
        words = list(_unslanted(words, slope))
    return Page(number, width, height, tuple(words), page.across, page.down)


def _unslanted(words: Iterable[Word], slope: float) -> Iterator[Word]:
    """Set words straight on a page without rules to straighten it by: its lines tell the slope."""
    for word in words:
        along, down = slope * word.middle, slope * word.center
        yield replace(
            word,
            x0=word.x0 + along,
            x1=word.x1 + along,
            top=word.top - down,
            bottom=word.bottom - down,
        )


def _in_points(rules: Iterable[Rule]) -> Iterator[Rule]:
    for rule in rules:
        yield Rule(rule.at / _POINT, rule.start / _POINT, rule.end / _POINT)


def _boxes(scan: Scan, page: Page) -> Iterator[Box]:
    """Yield the parts of a picture to be read: the cells of its tables, the text around them."""
    cells = [_pixels(box, _RULE_WIDTH) for box in cell_boxes(page)]
    yield from (with_ink(scan.picture, box) for box in cells if has_text(scan.picture, box))
    hidden = [_pixels(box, -_RULE_WIDTH) for box in cell_boxes(page)]
    hidden += [
        _pixels((rule.start, rule.at, rule.end, rule.at), -_RULE_WIDTH) for rule in page.across
    ]
    hidden += [
        _pixels((rule.at, rule.start, rule.at, rule.end), -_RULE_WIDTH) for rule in page.down
    ]
    yield from text_blocks(scan.picture, hidden)


def _pixels(box: tuple[float, float, float, float], inset: int) -> Box:
    x0, y0, x1, y1 = (round(side * _POINT) for side in box)
    return x0 + inset, y0 + inset, x1 - inset, y1 - inset


# --- the program -----------------------------------------------------------------------------


def _recognised(
    program: str, picture: Image.Image, boxes: Sequence[Box], seconds: float
) -> tuple[list[Word], float]:
    """Return the words in parts of a picture, and how much its lines slant.

    A part that made no sense as text and is small enough is tried again as a single word:
    the numbers of rows stand alone in their cells.
    """
    latest = time.monotonic() + seconds
    printed = _parsed(_read_parts(program, picture, boxes, "6", seconds))
    parts = _words(printed, boxes)
    small = [
        number
        for number, box in enumerate(boxes)
        if box[2] - box[0] < _SMALL_PART
        and box[3] - box[1] < _SMALL_PART
        and _trust(parts.get(number, ())) < _POOR_READING
    ]
    again = [boxes[number] for number in small]
    if again:
        once_more = _read_parts(program, picture, again, "8", latest - time.monotonic())
        for place, words in _words(_parsed(once_more), again).items():
            if len(words) == 1 and _CODE.match(words[0].text):
                parts[small[place]] = words
    return _each_once([word for words in parts.values() for word in words]), _slope(printed)


def _each_once(words: Sequence[Word]) -> list[Word]:
    """Return the words, of two in one place the one trusted more: parts may overlap."""
    kept: list[Word] = []
    for word in sorted(words, key=lambda word: -word.confidence):
        if not any(
            other.x0 < word.center < other.x1 and other.top < word.middle < other.bottom
            for other in kept
        ):
            kept.append(word)
    return kept


def _read_parts(
    program: str, picture: Image.Image, boxes: Sequence[Box], mode: str, seconds: float
) -> str:
    """Have parts of a picture read in one run, each as what the mode says it is."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = []
        for number, box in enumerate(boxes):
            file = folder / f"{number}.pgm"
            ImageOps.expand(picture.crop(box), _BORDER, 255).save(file)
            files.append(file)
        order = folder / "parts.txt"
        order.write_text("\n".join(map(str, files)) + "\n", encoding="utf-8")
        options = ["-l", _LANGUAGE, "--dpi", str(DOTS_PER_INCH), "--psm", mode, "hocr"]
        return _run([program, str(order), "stdout", *options], seconds)


def _parsed(printed: str) -> etree._Element:
    """Return what the program prints (hOCR, which is XHTML) as a tree; an empty one for nothing."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    root = etree.fromstring(printed.encode() or b"<html/>", parser)
    return root if root is not None else etree.Element("html")


def _lines(root: etree._Element) -> Iterator[etree._Element]:
    return (line for line in root.iter("{*}span") if line.get("class") in _LINE_CLASSES)


def _slope(root: etree._Element) -> float:
    slopes = [_Line.of(line).slope for line in _lines(root) if len(line) >= _LONG_LINE]
    return median(slopes) if len(slopes) >= _LONG_LINE else 0.0


def _words(root: etree._Element, boxes: Sequence[Box]) -> dict[int, list[Word]]:
    """Return the words of each part; the program calls it a page.

    The boxes of words are as high as their letters happen to be; the height of a word is
    therefore taken from the baseline of its line and the usual size of the letters.
    """
    words: dict[int, list[Word]] = {}
    sizes = [_Line.of(line).size for line in _lines(root)]
    usual = median(sizes) if sizes else 0.0
    for page in root.iter("{*}div"):
        if page.get("class") != "ocr_page":
            continue
        part = int(_properties(page)["ppageno"][0])
        left, top, _, _ = boxes[part]
        words[part] = [
            word
            for line in _lines(page)
            for word in _words_of_line(line, usual, left - _BORDER, top - _BORDER)
        ]
    return words


@dataclass(frozen=True, slots=True)
class _Line:
    """A line as the program measured it: left end and bottom, its baseline, its letters' size."""

    left: float
    bottom: float
    slope: float
    rise: float
    size: float

    @classmethod
    def of(cls, element: etree._Element) -> "_Line":
        told = _properties(element)
        box = [float(side) for side in told["bbox"]]
        slope, rise = (float(number) for number in told.get("baseline", ("0", "0")))
        size = float(told.get("x_size", (str(box[3] - box[1]),))[0])
        return cls(box[0], box[3], slope, rise, size)


def _words_of_line(element: etree._Element, usual: float, left: int, top: int) -> Iterator[Word]:
    line = _Line.of(element)
    size = line.size if 0.6 * usual < line.size < 1.6 * usual else usual
    begins = True
    for word in element.iter("{*}span"):
        if word.get("class") != "ocrx_word":
            continue
        told = _properties(word)
        x0, x1 = float(told["bbox"][0]), float(told["bbox"][2])
        text, trust = "".join(word.itertext()).strip(), float(told["x_wconf"][0])
        if begins and _MISREAD_CODE.match(text):
            text = text.translate(_ROMAN)
        begins = False
        if trust < _LEAST_TRUST or not any(char.isalnum() or char in "-+–•" for char in text):
            continue
        baseline = top + line.bottom + line.rise + line.slope * (x0 - line.left)
        yield Word(
            text,
            (left + x0) / _POINT,
            (left + x1) / _POINT,
            (baseline - _ABOVE_BASELINE * size) / _POINT,
            (baseline + (1 - _ABOVE_BASELINE) * size) / _POINT,
            confidence=min(99.0, trust),
        )


def _properties(element: etree._Element) -> dict[str, list[str]]:
    """Return what the program tells of a part: "bbox 1 2 3 4; x_wconf 93"."""
    told = (entry.split() for entry in (element.get("title") or "").split(";"))
    return {entry[0]: entry[1:] for entry in told if entry}


def _trust(words: Sequence[Word]) -> float:
    """Return how far a page's words are trusted on the whole, in percent."""
    letters = sum(len(word.text) for word in words)
    return sum(word.confidence * len(word.text) for word in words) / max(1, letters)


def _quarters_to_turn(program: str, picture: Image.Image, seconds: float) -> int:
    """Return by how many quarters to the right a picture must be turned to be upright."""
    if seconds <= 0:
        return 0
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "page.pgm"
        picture.reduce(2).save(file)
        try:
            found = _run([program, str(file), "stdout", "--psm", "0"], seconds)
        except _TookTooLong:
            return 0
    for line in found.splitlines():
        label, _, value = line.partition(":")
        if label.strip() == "Rotate" and value.strip().isdigit():
            return int(value) // 90 % 4
    return 0


def _run(order: Sequence[str], seconds: float) -> str:
    """Run the program and return what it prints; a failure prints nothing."""
    # One thread: several only wait for each other on pictures this small.
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    try:
        done = subprocess.run(  # noqa: S603  (the program found on the path, files of our own)
            order,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=max(0.1, seconds),
            env=environment,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise _TookTooLong from error
    return done.stdout.decode("utf-8", "replace")
