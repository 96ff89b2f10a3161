"""Reads Word documents (.docx): paragraphs and tables in the order of the page."""

from collections.abc import Iterator
from typing import Any

from lxml import etree

from app.plan_import.limits import MAX_COLUMNS, MAX_ROWS
from app.plan_import.problems import PlanRefused, RefusedFile
from app.plan_import.readers.archive import xml_members
from app.plan_import.tables import Cell, Document, Line, Row, Table

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DOCUMENT = "word/document.xml"
_DEEPEST_TABLE = 3
# Deleted and moved-away text of tracked changes is not part of the paper.
_DELETED = frozenset({f"{_W}del", f"{_W}moveFrom", f"{_W}instrText", f"{_W}delText"})
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
    body = _body(content)
    return Document(tuple(_blocks(body)))


def _body(content: bytes) -> etree._Element:
    xml = dict(xml_members(content)).get(_DOCUMENT)
    if xml is None:
        raise PlanRefused(RefusedFile.file_damaged)
    try:
        root = etree.fromstring(xml, etree.XMLParser(**_PARSER_OPTIONS))
    except etree.XMLSyntaxError as error:
        raise PlanRefused(RefusedFile.file_damaged) from error
    body = root.find(f"{_W}body")
    if body is None:
        raise PlanRefused(RefusedFile.file_damaged)
    return body


def _blocks(parent: etree._Element) -> Iterator[Line | Table]:
    for element in _children(parent):
        if element.tag == f"{_W}p":
            for text in _paragraph(element).split("\n"):
                if text.strip():
                    yield Line(text)
        elif element.tag == f"{_W}tbl":
            yield Table(tuple(_rows(element)))


def _children(parent: etree._Element) -> Iterator[etree._Element]:
    """Yield the paragraphs, tables, rows and cells of an element, through content controls."""
    for element in parent:
        if element.tag in (
            f"{_W}sdt",
            f"{_W}sdtContent",
            f"{_W}customXml",
            f"{_W}ins",
            f"{_W}smartTag",
        ):
            yield from _children(element)
        elif isinstance(element.tag, str) and element.tag not in _DELETED:
            yield element


def _rows(table: etree._Element) -> Iterator[Row]:
    number = 0
    for element in _children(table):
        if element.tag != f"{_W}tr":
            continue
        number += 1
        if number > MAX_ROWS:
            raise PlanRefused(RefusedFile.file_too_many_rows, limit=MAX_ROWS)
        cells = tuple(_cells(element))
        if sum(cell.span for cell in cells) > MAX_COLUMNS:
            raise PlanRefused(RefusedFile.file_too_wide, limit=MAX_COLUMNS)
        yield Row(cells, row=number)


def _cells(row: etree._Element) -> Iterator[Cell]:
    before = _number(row.find(f"{_W}trPr/{_W}gridBefore"), 0)
    for _ in range(min(before, MAX_COLUMNS + 1)):
        yield Cell("")
    for element in _children(row):
        if element.tag == f"{_W}tc":
            yield _cell(element)


def _cell(element: etree._Element) -> Cell:
    span = max(1, min(_number(element.find(f"{_W}tcPr/{_W}gridSpan"), 1), MAX_COLUMNS + 1))
    merge = element.find(f"{_W}tcPr/{_W}vMerge")
    if merge is not None and merge.get(f"{_W}val", "continue") == "continue":
        return Cell("", span, merged=True)
    paragraphs = tuple(text for text in _cell_paragraphs(element, 0) if text.strip())
    stacked = paragraphs if len(paragraphs) > 1 else ()
    return Cell("\n".join(paragraphs), span, stacked=stacked)


def _cell_paragraphs(cell: etree._Element, depth: int) -> Iterator[str]:
    for element in _children(cell):
        if element.tag == f"{_W}p":
            bullet = element.find(f"{_W}pPr/{_W}numPr") is not None
            text = _paragraph(element)
            yield f"- {text}" if bullet and text.strip() else text
        elif element.tag == f"{_W}tbl" and depth < _DEEPEST_TABLE:
            for inner in element.iter(f"{_W}tc"):
                yield from _cell_paragraphs(inner, depth + 1)


def _paragraph(paragraph: etree._Element) -> str:
    """Return a paragraph's text; Word's line break is a line feed, its tab a blank."""
    parts: list[str] = []
    for element in paragraph.iter():
        if element.tag == f"{_W}t":
            if not any(parent.tag in _DELETED for parent in element.iterancestors()):
                parts.append(element.text or "")
        elif element.tag in (f"{_W}br", f"{_W}cr"):
            parts.append("\n")
        elif element.tag == f"{_W}tab":
            parts.append(" ")
        elif element.tag == f"{_W}noBreakHyphen":
            parts.append("-")
    return "".join(parts)


def _number(element: etree._Element | None, default: int) -> int:
    value = element.get(f"{_W}val", "") if element is not None else ""
    return int(value) if value.isascii() and value.isdigit() and len(value) < 6 else default
