"""A page of a PDF as a picture, with the words of one row marked; on which page rows stand; and
a picture drawn again.

Pure functions over bytes, run in a child process with limits: a PDF comes from outside.
"""

import io
from collections.abc import Sequence

import pypdfium2 as pdfium
from PIL import Image, ImageChops, ImageDraw, ImageOps

from app.plan_import.pages.words import ENOUGH, Box, PageWords, words_of

DPI = 150
"""Dots per inch of a picture; a sheet larger than MAX_PIXELS allows gets fewer."""
MAX_PIXELS = 4_000_000
"""Pixels of a picture: an A4 page at 150 dpi has 2.2 million."""
MARK = (255, 226, 138)
"""The colour laid over the marked words, as light comes through a marker."""
NEAR = 140
"""The other cells of a row are marked within so many points above and below its title."""
AROUND = 80
"""Points above and below the marks that a band shows."""
CLOSE = 3
"""A row stands at most so many pages after the one before it, if nothing is left out."""
BEGINNING = 5
"""A title that goes on over the page is known by so many of its words."""
MARGIN = 24
"""Points left and right of the words that a band shows."""
COLOURS = 64
"""A page of text needs few, and the file is a third of the size."""


class NoSuchPage(ValueError):
    """The PDF has no page of this number."""


def page_picture(pdf: bytes, page: int, marks: Sequence[str] = (), *, band: bool = False) -> bytes:
    """Page `page` (from 1) as a PNG of at most DPI, with the texts in `marks` marked.

    The first mark is the one the others are looked for around. With `band` only the height around
    the marks is shown, where any was found. Raises NoSuchPage, and pypdfium2's PdfiumError for
    what is no PDF.
    """
    document = pdfium.PdfDocument(pdf)
    try:
        if not 1 <= page <= len(document):
            raise NoSuchPage(page)
        sheet = document[page - 1]
        width, height = sheet.get_size()
        scale = min(DPI / 72, (MAX_PIXELS / max(width * height, 1)) ** 0.5)
        words = words_of(sheet) if marks else PageWords(())
        boxes = _places(words, marks) if marks else []
        picture = sheet.render(scale=scale).to_pil().convert("RGB")
        _mark(picture, [_on_picture(box, height, scale) for box in boxes])
        if band and boxes:
            picture = picture.crop(_band(words, boxes, picture.size, height, scale))
        written = io.BytesIO()
        picture.quantize(COLOURS).save(written, "PNG")
        return written.getvalue()
    finally:
        document.close()


def page_count(pdf: bytes) -> int:
    """How many pages the PDF has. Raises pypdfium2's PdfiumError for what is no PDF."""
    document = pdfium.PdfDocument(pdf)
    try:
        return len(document)
    finally:
        document.close()


def drawn_again(picture: bytes) -> bytes:
    """A JPEG or PNG as a PNG of its pixels alone, the right way up, of at most MAX_PIXELS: nothing
    else that the file holds goes further. Raises OSError for what is no picture, and Pillow's
    DecompressionBombError for one that unpacks to too much.
    """
    with Image.open(io.BytesIO(picture), formats=("JPEG", "PNG")) as opened:
        # A JPEG can be unpacked at a fraction of its size.
        opened.draft("RGB", (2000, 2000))
        drawn = ImageOps.exif_transpose(opened).convert("RGB")
    drawn.thumbnail((2000, 2000))
    written = io.BytesIO()
    drawn.save(written, "PNG")
    return written.getvalue()


def pages_of(pdf: bytes, titles: Sequence[str]) -> list[int | None]:
    """The page (from 1) on which each of the titles stands, None where it is not found.

    Rows stand in the order of the file, so each is looked for from the page of the one before it
    on, and only then from the beginning.
    """
    document = pdfium.PdfDocument(pdf)
    try:
        pages = [words_of(sheet) for sheet in document]
    finally:
        document.close()
    found: list[int | None] = []
    last = 0
    for title in titles:
        number = _page_with(title, pages, last)
        last = last if number is None else number
        found.append(None if number is None else number + 1)
    return found


def _page_with(title: str, pages: Sequence[PageWords], last: int) -> int | None:
    """The page that holds most of a title: one that follows closely, where the title may end on
    the next page; or else any that holds all but a few of its words.
    """
    close = range(last, min(last + CLOSE, len(pages)))
    beginning = BEGINNING / max(1, len(title.split()))
    for numbers, fewest in ((close, beginning), (range(len(pages)), ENOUGH)):
        shares = [(round(pages[number].find(title)[1], 1), -number) for number in numbers]
        share, number = max(shares, default=(0.0, 0))
        if share >= min(fewest, ENOUGH):
            return -number
    return None


def _places(page: PageWords, marks: Sequence[str]) -> list[Box]:
    """The boxes of the marks; none where the first of them is not on the page."""
    title, share = page.find(marks[0])
    if share < ENOUGH / 2:
        return []
    found = list(title)
    for mark in marks[1:]:
        words, share = page.find(mark, near=title[0])
        if share >= ENOUGH and abs(words[0].middle - title[0].middle) < NEAR:
            found.extend(words)
    return [word.box for word in found]


def _on_picture(box: Box, height: float, scale: float) -> tuple[int, int, int, int]:
    left, bottom, right, top = box
    return (
        int((left - 1.5) * scale),
        int((height - top) * scale),
        int((right + 1.5) * scale) + 1,
        int((height - bottom) * scale) + 1,
    )


def _band(
    words: PageWords, boxes: Sequence[Box], size: tuple[int, int], height: float, scale: float
) -> tuple[int, int, int, int]:
    """The part of a picture around the marks, without the empty margins of the sheet."""
    left = min(word.box[0] for word in words.words) - MARGIN
    right = max(word.box[2] for word in words.words) + MARGIN
    top = height - max(box[3] for box in boxes) - AROUND
    bottom = height - min(box[1] for box in boxes) + AROUND
    return (
        max(0, int(left * scale)),
        max(0, int(top * scale)),
        min(size[0], int(right * scale)),
        min(size[1], int(bottom * scale)),
    )


def _mark(picture: Image.Image, boxes: Sequence[tuple[int, int, int, int]]) -> None:
    """Colour the boxes as a marker would: what is dark stays dark."""
    if not boxes:
        return
    light = Image.new("RGB", picture.size, "white")
    pen = ImageDraw.Draw(light)
    for box in boxes:
        pen.rectangle(box, fill=MARK)
    picture.paste(ImageChops.multiply(picture, light))
