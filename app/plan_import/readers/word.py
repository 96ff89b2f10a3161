"""Reads Word documents (.docx): paragraphs and tables in the order of the page."""

from collections.abc import Iterator
from typing import Any

from lxml import etree

from app.plan_import.limits import MAX_COLUMNS, MAX_ROWS
from app.plan_import.problems import PlanRefused, RefusedFile
from app.plan_import.readers.archive import xml_members
from app.plan_import.readers.word_numbers import WordNumbers
from app.plan_import.tables import SYMBOLS, Cell, Document, Line, Row, Table

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DOCUMENT = "word/document.xml"
_NUMBERING = "word/numbering.xml"
_DEEPEST_TABLE = 3
# Deleted and moved-away text of tracked changes is not part of the paper.
_DELETED = frozenset({f"{_W}del", f"{_W}moveFrom", f"{_W}instrText", f"{_W}delText"})
# The fallback repeats a text box for programs that cannot draw it; properties hold no text.
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_UNPRINTED = _DELETED | {_FALLBACK, f"{_W}pPr", f"{_W}rPr", f"{_W}tbl"}
_HIDDEN = f"{_W}rPr/{_W}vanish"
_WRAPPERS = frozenset(
    f"{_W}{name}" for name in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag")
)
_MARKS = {f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}tab": " ", f"{_W}noBreakHyphen": "-"}
_PARSER_OPTIONS: dict[str, Any] = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
}


def read_word(content: bytes) -> Document:
    """Read a .docx file's bytes, checked before as a zip. Raises PlanRefused when damaged.

    The cells are taken from the markup itself: a merged cell stands there once, with the
    columns it covers, and its rows below say that they continue it.
    """
    members = dict(xml_members(content))
    body = _root(members.get(_DOCUMENT)).find(f"{_W}body")
    if body is None:
        raise PlanRefused(RefusedFile.file_damaged)
    numbering = _root(members[_NUMBERING]) if _NUMBERING in members else None
    return Document(tuple(_Reader(WordNumbers(numbering)).blocks(body)))


def _root(xml: bytes | None) -> etree._Element:
    if xml is None:
        raise PlanRefused(RefusedFile.file_damaged)
    try:
        return etree.fromstring(xml, etree.XMLParser(**_PARSER_OPTIONS))
    except etree.XMLSyntaxError as error:
        raise PlanRefused(RefusedFile.file_damaged) from error


class _Reader:
    """Reads a document's body in its order, counting the lists on the way."""

    def __init__(self, numbers: WordNumbers) -> None:
        self.numbers = numbers

    def blocks(self, parent: etree._Element, depth: int = 0) -> Iterator[Line | Table]:
        for element in _children(parent):
            if element.tag == f"{_W}p":
                for text in self._labelled(element).split("\n"):
                    if text.strip():
                        yield Line(text)
            elif element.tag == f"{_W}tbl" and depth < _DEEPEST_TABLE and _only_lays_out(element):
                for row in _cells_by_row(element):
                    for cell in row:
                        yield from self.blocks(cell, depth + 1)
            elif element.tag == f"{_W}tbl":
                yield Table(tuple(self._rows(element)))

    def _rows(self, table: etree._Element) -> Iterator[Row]:
        number = 0
        for element in _children(table):
            if element.tag != f"{_W}tr" or _is_deleted(element):
                continue
            number += 1
            if number > MAX_ROWS:
                raise PlanRefused(RefusedFile.file_too_many_rows, limit=MAX_ROWS)
            cells = tuple(self._cells(element))
            if sum(cell.span for cell in cells) > MAX_COLUMNS:
                raise PlanRefused(RefusedFile.file_too_wide, limit=MAX_COLUMNS)
            yield Row(cells, row=number)

    def _cells(self, row: etree._Element) -> Iterator[Cell]:
        before = _number(row.find(f"{_W}trPr/{_W}gridBefore"), 0)
        for _ in range(min(before, MAX_COLUMNS + 1)):
            yield Cell("")
        for element in _children(row):
            if element.tag == f"{_W}tc":
                yield self._cell(element)

    def _cell(self, element: etree._Element) -> Cell:
        span = max(1, min(_number(element.find(f"{_W}tcPr/{_W}gridSpan"), 1), MAX_COLUMNS + 1))
        merge = element.find(f"{_W}tcPr/{_W}vMerge")
        if merge is not None and merge.get(f"{_W}val", "continue") == "continue":
            return Cell("", span, merged=True)
        paragraphs = tuple(text for text in self._paragraphs(element, 0) if text.strip())
        stacked = paragraphs if len(paragraphs) > 1 else ()
        bold = bool(paragraphs) and _is_bold(element)
        return Cell("\n".join(paragraphs), span, stacked=stacked, bold=bold)

    def _paragraphs(self, cell: etree._Element, depth: int) -> Iterator[str]:
        for element in _children(cell):
            if element.tag == f"{_W}p":
                yield self._labelled(element)
            elif element.tag == f"{_W}tbl" and depth < _DEEPEST_TABLE:
                for row in _cells_by_row(element):
                    for inner in row:
                        yield from self._paragraphs(inner, depth + 1)

    def _labelled(self, paragraph: etree._Element) -> str:
        """Return a paragraph's text after the number or bullet that Word prints before it."""
        text = _paragraph(paragraph)
        listed = paragraph.find(f"{_W}pPr/{_W}numPr")
        if listed is None:
            return text
        label = self.numbers.next_label(listed)
        if not text.strip():
            # An empty paragraph of a list shows its number: so are cells of STT filled.
            return label.rstrip(".)") if label != "-" else ""
        return f"{label} {text}" if label else text


def _children(parent: etree._Element) -> Iterator[etree._Element]:
    """Yield the paragraphs, tables, rows and cells of an element, through content controls."""
    for element in parent:
        if element.tag in _WRAPPERS:
            yield from _children(element)
        elif isinstance(element.tag, str) and element.tag not in _DELETED:
            yield element


def _only_lays_out(table: etree._Element) -> bool:
    """Tell whether a table of one column only holds another table to place it on the page."""
    rows = _cells_by_row(table)
    if not rows or any(len(row) > 1 for row in rows):
        return False
    return any(child.tag == f"{_W}tbl" for row in rows for cell in row for child in _children(cell))


def _cells_by_row(table: etree._Element) -> list[list[etree._Element]]:
    rows = (row for row in _children(table) if row.tag == f"{_W}tr" and not _is_deleted(row))
    return [[cell for cell in _children(row) if cell.tag == f"{_W}tc"] for row in rows]


def _is_deleted(row: etree._Element) -> bool:
    """Tell whether tracked changes take the whole row out."""
    return row.find(f"{_W}trPr/{_W}del") is not None


def _is_bold(cell: etree._Element) -> bool:
    """Tell whether every printed run of a cell says that it is bold."""
    runs = [run for run in cell.iter(f"{_W}r") if run.find(f"{_W}t") is not None]
    return bool(runs) and all(_is_on(run.find(f"{_W}rPr/{_W}b")) for run in runs)


def _is_on(element: etree._Element | None) -> bool:
    return element is not None and element.get(f"{_W}val", "1") not in ("0", "false", "off")


def _paragraph(paragraph: etree._Element) -> str:
    """Return a paragraph's text; Word's line break is a line feed, its tab a blank."""
    parts: list[str] = []
    _collect(paragraph, parts)
    return "".join(parts)


def _collect(parent: etree._Element, parts: list[str]) -> None:
    for element in parent:
        tag = element.tag
        if tag in _UNPRINTED or (tag == f"{_W}r" and _is_on(element.find(_HIDDEN))):
            continue
        if tag == f"{_W}t":
            parts.append(element.text or "")
        elif tag in _MARKS:
            parts.append(_MARKS[tag])
        elif tag == f"{_W}sym":
            parts.append(_symbol(element.get(f"{_W}char", "")))
        elif isinstance(tag, str):
            _collect(element, parts)


def _symbol(code: str) -> str:
    """Return what a letter of a font of symbols shows, '' where it is none of a list or a form."""
    try:
        number = int(code, 16)
    except ValueError:
        return ""
    # Word writes F0B7 or, for the same letter, B7 (ECMA-376, part 1, 17.3.3.30).
    return SYMBOLS.get(number if number > 0xFF else 0xF000 + number, "")


def _number(element: etree._Element | None, default: int) -> int:
    value = element.get(f"{_W}val", "") if element is not None else ""
    return int(value) if value.isascii() and value.isdigit() and len(value) < 6 else default
