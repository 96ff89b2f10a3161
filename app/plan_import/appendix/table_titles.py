"""Finds the areas of a plan that prints one table for each: titles above the tables."""

import re
from collections.abc import Sequence

from app.plan_import.appendix.heading_rows import rows_above_headings
from app.plan_import.appendix.parts import Part
from app.plan_import.appendix.titles import TitleRow, coded_title
from app.plan_import.tables import Document, Line, Table, one_line
from workflows.text import fold

_LINES_ABOVE = 4
_NO_TITLE = re.compile(r"(?:sheet|trang(?: tinh)?|bang|bieu|phu luc|ke hoach|danh muc)\b")


def titles_above_tables(
    document: Document, parts: Sequence[Part], titled: set[int]
) -> dict[int, TitleRow]:
    """Return, by the identity of the table, the title of the area that a table stands for.

    A title is looked for in the lines above the table, in the rows above its headings, and in
    the name of the sheet. ``titled`` are the tables that hold titles of areas themselves:
    what stands above those is a chapter. A single table is no area, unless it names one.
    """
    above = _lines_above(document)
    found: dict[int, TitleRow] = {}
    tables = [table for part in parts for table in part.starts.values()]
    for table in tables:
        title = None if id(table) in titled else _title_above(table, above.get(id(table), []))
        if title:
            found[id(table)] = title
    several = len({fold(title.text) for title in found.values()}) > 1
    return found if several else {key: t for key, t in found.items() if t.names_area}


def _lines_above(document: Document) -> dict[int, list[str]]:
    above: dict[int, list[str]] = {}
    lines: list[str] = []
    for block in document.blocks:
        if isinstance(block, Line):
            lines = [*lines[1 - _LINES_ABOVE :], block.text]
        else:
            above[id(block)] = lines
            lines = []
    return above


def _title_above(table: Table, lines: Sequence[str]) -> TitleRow | None:
    rows = rows_above_headings(table)
    inside = [
        one_line(" ".join(cell.text for cell in row.cells if cell.text.strip()))
        for row in rows[-_LINES_ABOVE:]
    ]
    for text in reversed([*lines, *inside]):
        title = coded_title(text)
        if title and not _NO_TITLE.match(fold(title.text)):
            return title
        named = TitleRow("", one_line(text), (0,), False)
        if named.names_area:
            return named
    return _title_of_sheet(table.title)


def _title_of_sheet(name: str) -> TitleRow | None:
    text = one_line(name)
    if not text or _NO_TITLE.match(fold(text)):
        return None
    return coded_title(text) or TitleRow("", text, (0,), False)
