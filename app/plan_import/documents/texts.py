"""The printed lines of a file: a PDF's by where they stand, an Office file's by its paragraphs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

import pypdfium2 as pdfium
from lxml import etree
from pypdfium2 import raw

from app.plan_import.files import read_document
from app.plan_import.limits import MAX_LINES
from app.plan_import.problems import PlanRefused, RefusedFile
from app.plan_import.readers.archive import xml_members
from app.plan_import.readers.pdf.size import check_streams
from app.plan_import.tables import Table

MOST_PAGES = 40
"""Pages of a PDF that are read; the signer of a document stands before its appendices."""
HEAD_LINES = 30
"""Lines in which a stamp may stand, of a file whose pages are not known."""
_UPPER_PART = 0.45
"""The share of a page's height in which a stamp may stand."""
_FIRST_SHEET = 200
_APART = 1.2
"""A gap of so many heights of a line sets two columns apart."""
_WORDS_APART = 0.12
_SAME_LINE = 0.4
_MOST_LETTERS = 20_000

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_DELETED = frozenset(
    {f"{_W}del", f"{_W}moveFrom", f"{_W}instrText", f"{_W}delText", _FALLBACK}
    | {f"{_TEXT}tracked-changes"}
)
_PARAGRAPHS = frozenset({f"{_W}p", f"{_A}p", f"{_TEXT}p", f"{_TEXT}h"})
_BETWEEN = {
    f"{_W}tab": " ", f"{_TEXT}s": " ", f"{_TEXT}tab": " ", f"{_W}noBreakHyphen": "-",
    f"{_W}br": "\n", f"{_W}cr": "\n", f"{_A}br": "\n", f"{_TEXT}line-break": "\n",
}  # fmt: skip
_PARTS = {
    "docx": ("word/header", "word/document.xml", "word/footer"),
    "pptx": ("ppt/slides/slide",),
    "odt": ("styles.xml", "content.xml"),
}


@dataclass(frozen=True, slots=True)
class PrintedText:
    """The lines of a file in reading order. `heads` are the lines, page by page where pages are
    known, among which a stamp may stand; `pages` is the number of a PDF's pages.
    """

    lines: Sequence[str]
    heads: Sequence[Sequence[str]]
    pages: int | None = None


def printed_text(content: bytes, ending: str) -> PrintedText | None:
    """The text of a file by its ending; None for a kind that is not read (pictures, zips, .ods).

    Raises PlanRefused for one that is damaged, protected or too large.
    """
    if ending == "pdf":
        return _of_pdf(content)
    if ending in _PARTS:
        lines = list(islice(_of_parts(content, _PARTS[ending]), MAX_LINES))
        # The page has its header first, and a text box stands where it is anchored.
        return PrintedText(lines, [lines[:HEAD_LINES]])
    if ending == "xlsx":
        lines = list(islice(_of_first_sheet(content, ending), _FIRST_SHEET))
        return PrintedText(lines, [lines[:HEAD_LINES]])
    return None


def _of_first_sheet(content: bytes, ending: str) -> Iterator[str]:
    blocks = read_document(content, f"document.{ending}").blocks
    for block in islice((block for block in blocks if isinstance(block, Table)), 1):
        for row in block.rows:
            for cell in row.cells:
                yield from filter(None, cell.text.split("\n"))


def _of_parts(content: bytes, wanted: Sequence[str]) -> Iterator[str]:
    """Yield the paragraphs of the parts whose names begin so, in this order."""
    parts = [(name, xml) for name, xml in xml_members(content) if name.startswith(tuple(wanted))]
    for beginning in wanted:
        for _, xml in sorted((name, xml) for name, xml in parts if name.startswith(beginning)):
            yield from _paragraphs(_root(xml))


def _root(xml: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as error:
        raise PlanRefused(RefusedFile.file_damaged) from error


@dataclass
class _Open:
    """A paragraph that is being read; `inner` are those of text boxes anchored in it."""

    texts: list[str] = field(default_factory=list)
    inner: list[str] = field(default_factory=list)


def _paragraphs(root: etree._Element) -> Iterator[str]:
    """Yield the text of every paragraph, one inside another for itself and after it."""
    stack: list[_Open] = []
    skipped = 0
    for action, element in etree.iterwalk(root, events=("start", "end")):
        if element.tag in _DELETED:
            skipped += 1 if action == "start" else -1
        elif skipped or not isinstance(element.tag, str):
            continue
        elif element.tag in _PARAGRAPHS and action == "start":
            stack.append(_Open())
        elif element.tag in _PARAGRAPHS:
            done = stack.pop()
            found = ["".join(done.texts), *done.inner]
            if stack:
                stack[-1].inner.extend(found)
            else:
                lines = (line for text in found for line in text.split("\n"))
                yield from (line for line in lines if line.strip())
        if stack and not skipped:
            stack[-1].texts.append(_text_at(element, action))


def _text_at(element: etree._Element, action: str) -> str:
    """The text that begins or ends with an element: of OpenDocument it stands between all tags, of
    the others in elements of its own."""
    if action == "end":
        parent = element.getparent()
        between = parent is not None and str(parent.tag).startswith(_TEXT)
        return (element.tail or "") if between else ""
    if element.tag in _BETWEEN:
        return _BETWEEN[element.tag]
    holds = element.tag in (f"{_W}t", f"{_A}t") or element.tag.startswith(_TEXT)
    return (element.text or "") if holds else ""


def _of_pdf(content: bytes) -> PrintedText:
    check_streams(content)
    try:
        document = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        protected = b"/Encrypt" in content
        reason = RefusedFile.file_protected if protected else RefusedFile.file_damaged
        raise PlanRefused(reason) from error
    lines: list[str] = []
    heads: list[list[str]] = []
    try:
        pages = len(document)
        for number in range(min(pages, MOST_PAGES)):
            sheet = document[number]
            found = _lines_of(sheet)
            border = sheet.get_height() * (1 - _UPPER_PART)
            heads.append([text for text, middle in found if middle > border])
            lines.extend(text for text, _ in found)
            sheet.close()
    finally:
        document.close()
    return PrintedText(lines, heads, pages)


_Letter = tuple[str, float, float, float, float]
"""A letter and its box: left, bottom, right, top, in points from the lower left corner."""


def _lines_of(sheet: pdfium.PdfPage) -> list[tuple[str, float]]:
    """The lines of a page from the top, columns apart, each with the height of its middle."""
    page = sheet.get_textpage()
    letters: list[_Letter] = []
    for place in range(min(page.count_chars(), _MOST_LETTERS)):
        letter = chr(raw.FPDFText_GetUnicode(page, place))
        if not letter.isspace() and letter.isprintable():
            letters.append((letter, *page.get_charbox(place, loose=True)))
    page.close()
    return [segment for line in _rows(letters) for segment in _segments(line)]


def _rows(letters: Sequence[_Letter]) -> list[list[_Letter]]:
    rows: list[list[_Letter]] = []
    middle = height = 0.0
    for letter in sorted(letters, key=lambda letter: -(letter[2] + letter[4])):
        here = (letter[2] + letter[4]) / 2
        if rows and abs(middle - here) < _SAME_LINE * height:
            rows[-1].append(letter)
        else:
            rows.append([letter])
            middle, height = here, letter[4] - letter[2]
    return [sorted(row, key=lambda letter: letter[1]) for row in rows]


def _segments(row: Sequence[_Letter]) -> Iterator[tuple[str, float]]:
    """Yield the pieces of a line that stand together, with the height of the line's middle."""
    first = row[0]
    text, right, middle = first[0], first[3], (first[2] + first[4]) / 2
    for letter, left, bottom, end, top in row[1:]:
        gap, height = left - right, top - bottom
        if gap > _APART * height:
            yield text, middle
            text = letter
        else:
            text += f" {letter}" if gap > _WORDS_APART * height else letter
        right = max(right, end)
    yield text, middle
