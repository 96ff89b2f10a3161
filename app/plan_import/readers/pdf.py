"""Reads PDF files that hold text: their ruled tables, and their lines where there are none."""

import io
import logging
from typing import Any

import pdfplumber

from app.plan_import.limits import MAX_COLUMNS, MAX_PAGES, MAX_ROWS
from app.plan_import.problems import PlanRefused, RefusedFile
from app.plan_import.readers.broken_lines import read_broken_lines
from app.plan_import.readers.cell_division import join_lines
from app.plan_import.tables import Cell, Document, Line, Row, Table

_MOST_OBJECTS = 30_000
_MOST_LINES = 4_000
_FEWEST_LETTERS = 40

# The parser warns about every odd font; a person is told what matters by the draft.
logging.getLogger("pdfminer").setLevel(logging.ERROR)


def read_pdf(content: bytes) -> Document:
    """Read a PDF file's bytes. Raises PlanRefused: damaged, protected, too many pages, no text."""
    try:
        with pdfplumber.open(io.BytesIO(content)) as pdf:
            if len(pdf.pages) > MAX_PAGES:
                raise PlanRefused(RefusedFile.file_too_many_pages, limit=MAX_PAGES)
            blocks: list[Line | Table] = []
            for number, page in enumerate(pdf.pages, 1):
                blocks.extend(_blocks(page, number))
                # Each page keeps every letter it holds until it is closed.
                page.close()
    except PlanRefused:
        raise
    except Exception as error:
        # The library raises whatever its own code trips over in a broken file.
        protected = "password" in type(error).__name__.lower()
        raise PlanRefused(
            RefusedFile.file_protected if protected else RefusedFile.file_damaged
        ) from error
    letters = sum(char.isalpha() for line in Document(tuple(blocks)).lines() for char in line)
    if letters < _FEWEST_LETTERS:
        raise PlanRefused(RefusedFile.file_pdf_without_text)
    if any(isinstance(block, Table) for block in blocks):
        return Document(tuple(blocks))
    return read_broken_lines([block for block in blocks if isinstance(block, Line)])


def _blocks(page: Any, number: int) -> list[Line | Table]:
    if len(page.chars) > _MOST_OBJECTS or len(page.edges) > _MOST_LINES:
        raise PlanRefused(RefusedFile.file_too_dense)
    tables = page.find_tables()
    outside = page
    for table in tables:
        outside = outside.outside_bbox(_inside(table.bbox, page.bbox))
    # A table stands below the lines above it; plans set no text beside a table.
    blocks: list[tuple[float, Line | Table]] = [
        (line["top"], Line(line["text"], number)) for line in outside.extract_text_lines()
    ]
    blocks.extend((table.bbox[1], Table(_rows(table.extract(), number))) for table in tables)
    return [block for _, block in sorted(blocks, key=lambda pair: pair[0])]


def _inside(box: tuple[float, ...], page: tuple[float, ...]) -> tuple[float, ...]:
    return (max(box[0], page[0]), max(box[1], page[1]), min(box[2], page[2]), min(box[3], page[3]))


def _rows(cells: list[list[str | None]], page: int) -> tuple[Row, ...]:
    """Make rows of a ruled table; a cell without borders of its own belongs to its neighbour."""
    rows = []
    for number, texts in enumerate(cells[:MAX_ROWS], 1):
        if len(texts) > MAX_COLUMNS:
            raise PlanRefused(RefusedFile.file_too_wide, limit=MAX_COLUMNS)
        rows.append(Row(tuple(_cell(text) for text in texts), page, number))
    return tuple(rows)


def _cell(text: str | None) -> Cell:
    if text is None:
        return Cell("", merged=True)
    # A line feed is only where the printed line broke; bullets keep lines of their own.
    return Cell(join_lines([line.strip() for line in text.split("\n")]))
