"""Reads text files: as taken from a PDF (cells broken over lines) or with tabs between cells."""

import re
from dataclasses import replace

from app.plan_import.appendix.headings import is_heading_row
from app.plan_import.appendix.titles import coded_title
from app.plan_import.clipboard import INNER_BREAK, joined_cells
from app.plan_import.limits import MAX_COLUMNS, MAX_LINES, MAX_ROWS
from app.plan_import.problems import PlanRefused, RefusedFile
from app.plan_import.readers.broken_lines import read_broken_lines
from app.plan_import.readers.marked_cells import read_marked_cells
from app.plan_import.tables import Cell, Document, Line, Row, Table
from workflows.text import nfc

_PARAGRAPH = re.compile(r"<p\b[^<>]*>(.*?)(?:</p>|$)", re.IGNORECASE | re.DOTALL)
_LINE_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_FEWEST_TABS = 3
_LONGEST_CUT = 2_000


def read_text(content: bytes) -> Document:
    """Read a text file's bytes. Raises PlanRefused when they are no text."""
    text = decoded(content)
    lines = _lines(text)
    if len(lines) > MAX_LINES:
        raise PlanRefused(RefusedFile.file_too_many_rows, limit=MAX_LINES)
    rows = _lines(joined_cells(text))
    if any(_is_row(line.text) and is_heading_row(_row(line)) for line in rows):
        return _read_tabbed(rows)
    return read_marked_cells(lines) or read_broken_lines(lines)


def decoded(content: bytes) -> str:
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
    page, inside = 1, 0
    for place, raw in enumerate(re.split(r"\r\n|\r|\n", text), 1):
        page += raw.count("\f")
        number = place + inside
        inside += raw.count(INNER_BREAK)
        lines.append(Line(raw.replace("\f", " "), page if paged else None, number))
    return lines


def _is_row(text: str) -> bool:
    return bool(text.strip()) and text.count("\t") >= _FEWEST_TABS


def _read_tabbed(lines: list[Line]) -> Document:
    """Make one table of all lines with tabs; what stands above and below them is prose.

    A line without tabs among the rows is a title that fills a row of its own, or the rest of a
    cell that was broken over lines.
    """
    rows_at = [place for place, line in enumerate(lines) if _is_row(line.text)]
    headings = next(place for place in rows_at if is_heading_row(_row(lines[place])))
    width = lines[headings].text.count("\t")
    first, last = rows_at[0], rows_at[-1]
    blocks: list[Line | Table] = [line for line in lines[:first] if line.text.strip()]
    rows: list[Row] = []
    open_line: Line | None = None
    for place, line in enumerate(lines[first : last + 1], first):
        if "\t" not in line.text and not open_line and not _is_title(lines, place, headings):
            blocks.extend([line] if line.text.strip() else [])
            continue
        if open_line and _completes(open_line, line, width):
            rows[-1] = replace(_row(_together(open_line, line)), row=len(rows))
            open_line = _together(open_line, line)
        elif line.text.strip():
            rows.append(replace(_row(line), row=len(rows) + 1))
            open_line = line if place > headings and _is_cut(line, width) else None
        if len(rows) > MAX_ROWS:
            raise PlanRefused(RefusedFile.file_too_many_rows, limit=MAX_ROWS)
    blocks.append(Table(tuple(rows)))
    blocks.extend(line for line in lines[last + 1 :] if line.text.strip())
    return Document(tuple(blocks))


def _is_title(lines: list[Line], place: int, headings: int) -> bool:
    """Tell whether a line without tabs is the numbered title right above a row."""
    if place < headings or not coded_title(lines[place].text):
        return False
    below = (lines[at].text for at in range(place + 1, len(lines)))
    return "\t" in next((text for text in below if text.strip()), "")


def _is_cut(line: Line, width: int) -> bool:
    """Tell whether a row ends before its last column with a text that may go on."""
    tabs = line.text.count("\t")
    return 0 < tabs < width and len(line.text) < _LONGEST_CUT and not line.text.endswith("\t")


def _completes(open_line: Line, line: Line, width: int) -> bool:
    """Tell whether a line gives a row that was cut just the cells it lacks."""
    tabs = open_line.text.count("\t") + line.text.count("\t")
    begins = line.text.split("\t", 1)[0].strip()
    return tabs == width and bool(begins) and not begins[0].isdigit()


def _together(first: Line, second: Line) -> Line:
    return replace(first, text=f"{first.text}<br>{second.text}")


def _row(line: Line) -> Row:
    texts = line.text.split("\t")
    if len(texts) > MAX_COLUMNS:
        raise PlanRefused(RefusedFile.file_too_wide, limit=MAX_COLUMNS)
    cells = tuple(_cell(text) for text in texts)
    return Row(cells, line.page, line=line.line, marked=any(cell.stacked for cell in cells))


def _cell(text: str) -> Cell:
    """Read a cell whose paragraphs may be marked by tags."""
    text = _LINE_BREAK.sub("\n", text.replace(INNER_BREAK, "\n")).strip()
    stacked = tuple(part.strip() for part in _PARAGRAPH.findall(text) if part.strip())
    if not stacked:
        return Cell(text)
    return Cell("\n".join(stacked), stacked=stacked)


def printed_lines(content: bytes) -> list[str]:
    """Return a text file's lines as they are printed; a task's ``line`` counts them from 1.

    Raises PlanRefused when the bytes are no text.
    """
    return [line.text for line in _lines(decoded(content))]
