"""Reads HTML: a table copied from Word or Excel (the clipboard's HTML), or a page saved by them.

What the programs add for themselves (conditional comments, styles, islands of XML) and what they
hide is left out; merged cells, paragraphs and line breaks stay.
"""

import re
from collections.abc import Iterator

from lxml import etree
from lxml import html as lxml_html

from app.plan_import.limits import MAX_COLUMNS, MAX_LINES, MAX_ROWS
from app.plan_import.problems import PlanRefused, RefusedFile
from app.plan_import.readers.text import decoded
from app.plan_import.tables import Cell, Document, Line, Row, Table
from workflows.text import nfc

_DROPPED = frozenset({"head", "script", "style", "template", "title", "xml", "del", "noscript"})
_BLOCKS = frozenset(
    {"p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "tr", "td", "th"}
)
_DEEPEST = 200
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.I)
_BOLD = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.I)
# In a page's own styles: the classes of Excel that print in bold.
_BOLD_CLASS = re.compile(r"\.(xl\d+)\s*\{[^{}]*?font-weight\s*:\s*(?:bold|[6-9]00)", re.I)
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{1,40})", re.I)
# Windows puts a header of its own before what it copied.
_CLIPBOARD_HEADER = re.compile(r"\AVersion:\d.*?(?=<)", re.S)
_LABEL = "mso-list:ignore"
_NUMBER = re.compile(r"\(?(?:\d+(?:\.\d+)*|[^\W\d_]|[ivxl]+)[.)]+", re.I)


def read_html(content: bytes) -> Document:
    """Read the bytes of an HTML page or fragment. Raises PlanRefused."""
    text = _CLIPBOARD_HEADER.sub("", _text(content).lstrip("\ufeff \t\r\n"), count=1)
    root = _parsed(text)
    bold = frozenset(_BOLD_CLASS.findall(text))
    blocks: list[Line | Table] = []
    for block in _Blocks(bold).of(root):
        blocks.append(block)
        if len(blocks) > MAX_LINES:
            raise PlanRefused(RefusedFile.file_too_many_rows, limit=MAX_LINES)
    return Document(tuple(blocks))


def _text(content: bytes) -> str:
    """Decode by the page's own word about it where that is one we know, else as a text file."""
    named = _CHARSET.search(content[:4096])
    if named and named[1].lower() in (b"windows-1258", b"windows-1252") and b"\x00" not in content:
        return nfc(content.decode(named[1].decode("ascii"), "replace"))
    return decoded(content)


def _parsed(text: str) -> etree._Element:
    parser = lxml_html.HTMLParser(
        no_network=True, remove_comments=True, remove_pis=True, huge_tree=False, encoding="utf-8"
    )
    try:
        root = lxml_html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise PlanRefused(RefusedFile.file_damaged) from error
    return root


class _Blocks:
    """The lines and tables of a page. ``bold`` are the classes that print in bold."""

    def __init__(self, bold: frozenset[str]) -> None:
        self._bold = bold

    def of(self, root: etree._Element) -> Iterator[Line | Table]:
        """Yield what stands outside of tables line by line, and each outermost table."""
        lines: list[str] = []
        for piece in _pieces(root, 0):
            if isinstance(piece, str):
                lines.append(piece)
                continue
            yield from _lines(lines)
            lines = []
            yield Table(tuple(self._rows(piece)))
        yield from _lines(lines)

    def _rows(self, table: etree._Element) -> Iterator[Row]:
        """Yield the rows, with a cell in each place that a taller cell above reaches down to."""
        reaching: dict[int, tuple[int, int]] = {}
        for number, row in enumerate(_rows_of(table), 1):
            if number > MAX_ROWS:
                raise PlanRefused(RefusedFile.file_too_many_rows, limit=MAX_ROWS)
            own = list(_children(row, ("td", "th")))
            cells, reaching = self._cells(own, reaching)
            yield Row(cells, row=number)

    def _cells(
        self, own: list[etree._Element], reaching: dict[int, tuple[int, int]]
    ) -> tuple[tuple[Cell, ...], dict[int, tuple[int, int]]]:
        """Return a row's cells, and what reaches into the next: column → (rows left, width)."""
        cells: list[Cell] = []
        below: dict[int, tuple[int, int]] = {}
        column = 0
        waiting = iter(own)
        while True:
            if column > MAX_COLUMNS:
                raise PlanRefused(RefusedFile.file_too_wide, limit=MAX_COLUMNS)
            if column in reaching:
                left, width = reaching[column]
                cells.append(Cell("", width, merged=True))
            elif (element := next(waiting, None)) is not None:
                left, width = _number(element, "rowspan"), _number(element, "colspan")
                cells.append(self._cell(element, width))
            elif any(place > column for place in reaching):
                left, width = 1, 1
                cells.append(Cell(""))
            else:
                return tuple(cells), below
            if left > 1:
                below[column] = (left - 1, width)
            column += width

    def _cell(self, element: etree._Element, width: int) -> Cell:
        paragraphs = tuple(text for text in _paragraphs(_pieces(element, 0, inner=True)) if text)
        stacked = paragraphs if len(paragraphs) > 1 else ()
        return Cell(
            "\n".join(paragraphs), width, stacked=stacked, bold=_is_bold(element, self._bold)
        )


def _rows_of(table: etree._Element) -> Iterator[etree._Element]:
    for child in table:
        if _is_hidden(child):
            continue
        if child.tag == "tr":
            yield child
        elif child.tag in ("tbody", "thead", "tfoot"):
            yield from _children(child, ("tr",))


def _children(parent: etree._Element, tags: tuple[str, ...]) -> Iterator[etree._Element]:
    return (child for child in parent if child.tag in tags and not _is_hidden(child))


_BREAK = "\n"
_PARAGRAPH = "\x1e"  # Stands between paragraphs until they are told apart.


def _pieces(
    element: etree._Element, depth: int, inner: bool = False
) -> Iterator[str | etree._Element]:
    """Yield the texts in an element with marks for breaks and paragraphs, and the tables in it;
    with ``inner`` the text of tables as well, paragraph by paragraph.
    """
    if depth > _DEEPEST:
        raise PlanRefused(RefusedFile.file_damaged)
    if element.text:
        yield _blanks(element.text)
    for child in element:
        if isinstance(child.tag, str) and not _is_hidden(child):
            yield from _piece(child, depth + 1, inner)
        if child.tail:
            yield _blanks(child.tail)


def _piece(child: etree._Element, depth: int, inner: bool) -> Iterator[str | etree._Element]:
    if child.tag == "br":
        yield _BREAK
    elif child.tag == "table" and not inner:
        yield child
    elif _LABEL in child.get("style", "").replace(" ", "").lower():
        yield _label("".join(child.itertext()))
    elif child.tag in _BLOCKS:
        yield _PARAGRAPH
        yield from _pieces(child, depth, inner)
        yield _PARAGRAPH
    else:
        yield from _pieces(child, depth, inner)


def _label(text: str) -> str:
    """Return the printed label of a list's entry: its number, or a dash for any bullet."""
    label = " ".join(text.split())
    return f"{label} " if _NUMBER.fullmatch(label) else "- "


def _blanks(text: str) -> str:
    """Line ends and runs of blanks in the source print as one blank; the fixed blank is one too."""
    return re.sub(r"[ \t\r\n\f\u00a0]+", " ", text)


def _paragraphs(pieces: Iterator[str | etree._Element]) -> list[str]:
    """Return the paragraphs of a run of pieces, the lines of each apart by a line feed."""
    text = "".join(piece for piece in pieces if isinstance(piece, str))
    return [
        "\n".join(line for part in paragraph.split(_BREAK) if (line := " ".join(part.split())))
        for paragraph in text.split(_PARAGRAPH)
    ]


def _lines(pieces: list[str]) -> Iterator[Line]:
    for paragraph in _paragraphs(iter(pieces)):
        for line in paragraph.split("\n"):
            if line:
                yield Line(line)


def _is_hidden(element: etree._Element) -> bool:
    return (
        not isinstance(element.tag, str)
        or element.tag in _DROPPED
        or element.get("hidden") is not None
        or bool(_HIDDEN.search(element.get("style", "")))
    )


def _is_bold(element: etree._Element, classes: frozenset[str]) -> bool:
    """Tell whether every letter in an element is printed in bold."""
    if _says_bold(element, classes):
        return True
    if any(text.strip() for text in (element.text or "", *(child.tail or "" for child in element))):
        return False
    filled = [
        child for child in element if not _is_hidden(child) and "".join(child.itertext()).strip()
    ]
    return bool(filled) and all(_is_bold(child, classes) for child in filled)


def _says_bold(element: etree._Element, classes: frozenset[str]) -> bool:
    return (
        element.tag in ("b", "strong")
        or bool(_BOLD.search(element.get("style", "")))
        or not classes.isdisjoint(element.get("class", "").split())
    )


def _number(element: etree._Element, name: str) -> int:
    """Return how many rows or columns a cell covers; one where nothing sensible is said."""
    value = element.get(name, "1").strip()
    if not (value.isascii() and value.isdigit() and len(value) < 6):
        return 1
    most = MAX_COLUMNS + 1 if name == "colspan" else MAX_ROWS
    return max(1, min(int(value), most))
