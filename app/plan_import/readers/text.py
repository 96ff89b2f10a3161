"""Reads text files: as taken from a PDF (cells broken over lines) or with tabs between cells."""

import re
from dataclasses import replace

from app.plan_import.headings import is_heading_row
from app.plan_import.limits import MAX_COLUMNS, MAX_LINES, MAX_ROWS
from app.plan_import.problems import PlanRefused, RefusedFile
from app.plan_import.readers.broken_lines import read_broken_lines
from app.plan_import.tables import Cell, Document, Line, Row, Table
from workflows.text import nfc

_PARAGRAPH = re.compile(r"<p\b[^>]*>(.*?)(?:</p>|$)", re.IGNORECASE | re.DOTALL)
_FEWEST_TABS = 3


def read_text(content: bytes) -> Document:
    """Read a text file's bytes. Raises PlanRefused when they are no text."""
    lines = _lines(_decoded(content))
    if len(lines) > MAX_LINES:
        raise PlanRefused(RefusedFile.file_too_many_rows, limit=MAX_LINES)
    if any(_is_row(line.text) and is_heading_row(_row(line)) for line in lines):
        return _read_tabbed(lines)
    return read_broken_lines(lines)


def _decoded(content: bytes) -> str:
    """Decode UTF-8, UTF-16 with its mark, or the old Windows code page for Vietnamese."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif b"\x00" in content:
        raise PlanRefused(RefusedFile.file_not_text)
    else:
        encoding = "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        pass
    if encoding == "utf-16" or _control_characters(content):
        raise PlanRefused(RefusedFile.file_not_text)
    try:
        return nfc(content.decode("cp1258"))
    except UnicodeDecodeError as error:
        raise PlanRefused(RefusedFile.file_not_text) from error


def _control_characters(content: bytes) -> bool:
    return any(byte < 32 and byte not in b"\t\n\r\f\x0b" for byte in content)


def _lines(text: str) -> list[Line]:
    """Return the numbered lines; pages are counted where form feeds part them."""
    paged = "\f" in text
    lines: list[Line] = []
    page = 1
    for number, raw in enumerate(re.split(r"\r\n|\r|\n", text), 1):
        page += raw.count("\f")
        lines.append(Line(raw.replace("\f", " "), page if paged else None, number))
    return lines


def _is_row(text: str) -> bool:
    return bool(text.strip()) and text.count("\t") >= _FEWEST_TABS


def _read_tabbed(lines: list[Line]) -> Document:
    """Make one table of all lines with tabs; what stands between them is prose."""
    blocks: list[Line | Table] = []
    rows: list[Row] = []
    place = 0
    for line in lines:
        if not _is_row(line.text):
            if line.text.strip():
                blocks.append(line)
            continue
        if not rows:
            place = len(blocks)
        rows.append(replace(_row(line), row=len(rows) + 1))
        if len(rows) > MAX_ROWS:
            raise PlanRefused(RefusedFile.file_too_many_rows, limit=MAX_ROWS)
    blocks.insert(place, Table(tuple(rows)))
    return Document(tuple(blocks))


def _row(line: Line) -> Row:
    texts = line.text.split("\t")
    if len(texts) > MAX_COLUMNS:
        raise PlanRefused(RefusedFile.file_too_wide, limit=MAX_COLUMNS)
    cells = tuple(_cell(text) for text in texts)
    return Row(cells, line.page, line=line.line, marked=any(cell.stacked for cell in cells))


def _cell(text: str) -> Cell:
    """Read a cell whose paragraphs may be marked by tags."""
    paragraphs = tuple(
        re.sub(r"<br\s*/?>", "\n", part).strip() for part in _PARAGRAPH.findall(text)
    )
    stacked = tuple(part for part in paragraphs if part)
    if not stacked:
        return Cell(text.strip())
    return Cell("\n".join(stacked), stacked=stacked)
