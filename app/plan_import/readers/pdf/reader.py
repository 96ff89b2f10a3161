"""Reads PDF files: tables with rules and without, and their lines where there is no table."""

import io
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from pdfminer.pdfdocument import PDFDocument, PDFPasswordIncorrect, PDFTextExtractionNotAllowed
from pdfminer.pdfinterp import PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser

from app.plan_import import progress
from app.plan_import.appendix.headings import is_heading_row
from app.plan_import.limits import MAX_PAGES
from app.plan_import.problems import PlanRefused, Problem, ProblemCode, RefusedFile, Severity
from app.plan_import.readers.broken_lines import read_broken_lines
from app.plan_import.readers.pdf.column_rows import divide_tall_rows
from app.plan_import.readers.pdf.columns import column_tables
from app.plan_import.readers.pdf.ocr import ScannedPages, read_scanned
from app.plan_import.readers.pdf.page import see_page
from app.plan_import.readers.pdf.page_breaks import join_pages
from app.plan_import.readers.pdf.page_edges import without_edges
from app.plan_import.readers.pdf.printed import Page, TextLine, chunks, lines_of, text_of, top
from app.plan_import.readers.pdf.printed_table import PrintedTable, as_row, as_table, measure
from app.plan_import.readers.pdf.rules import ruled_tables
from app.plan_import.readers.pdf.size import check_streams
from app.plan_import.tables import Document, Line, Table

_FEWEST_LETTERS = 40
_SIDE_BY_SIDE = 2.0

# The parser warns about every odd font; a person is told what matters by the draft.
logging.getLogger("pdfminer").setLevel(logging.ERROR)


def read_pdf(content: bytes) -> Document:
    """Read a PDF file's bytes. Raises PlanRefused: damaged, protected, too many pages, no text."""
    check_streams(content)
    pages = _pages(content)
    scans = [page.number for page in pages if page.pictured]
    problems: list[Problem] = []
    if scans:
        scanned = read_scanned(content, scans)
        pages = [scanned.pages.get(page.number, page) for page in pages]
        problems = list(_about_scans(scanned))
    letters = sum(char.isalpha() for page in pages for word in page.words for char in word.text)
    if letters < _FEWEST_LETTERS:
        raise PlanRefused(RefusedFile.file_pdf_without_text)
    return Document(arranged(pages).blocks, tuple(problems))


def _about_scans(scanned: ScannedPages) -> Iterator[Problem]:
    """Yield what a person must know about pages without text: read by OCR, or not at all."""
    for code, numbers in (
        (ProblemCode.text_from_ocr, sorted(scanned.pages)),
        (ProblemCode.pages_not_read, scanned.unread),
    ):
        if numbers:
            yield Problem(code, Severity.look, {"pages": _ranges(numbers)})


def _ranges(numbers: Sequence[int]) -> str:
    """Return page numbers as printed: "1–4, 7"."""
    ranges: list[list[int]] = []
    for number in numbers:
        if ranges and number == ranges[-1][1] + 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in ranges)


def _pages(content: bytes) -> list[Page]:
    manager = PDFResourceManager()
    pages: list[Page] = []
    try:
        document = PDFDocument(PDFParser(io.BytesIO(content)))
        found = list(islice(PDFPage.create_pages(document), MAX_PAGES + 1))
        if len(found) > MAX_PAGES:
            raise PlanRefused(RefusedFile.file_too_many_pages, limit=MAX_PAGES)
        for number, page in enumerate(found, 1):
            progress.report(number - 1, len(found))
            pages.append(see_page(page, number, manager))
    except PlanRefused:
        raise
    except (PDFPasswordIncorrect, PDFTextExtractionNotAllowed) as error:
        raise PlanRefused(RefusedFile.file_protected) from error
    except Exception as error:
        # The library raises whatever its own code trips over in a broken file.
        raise PlanRefused(RefusedFile.file_damaged) from error
    return pages


def arranged(pages: Sequence[Page]) -> Document:
    """Return tables and lines of printed pages in the order of the paper."""
    ruled = [ruled_tables(page) for page in pages]
    rest = without_edges([page for _, page in ruled])
    tables = [table for found, _ in ruled for table in found]
    divide_tall_rows(tables, pages)
    if not _hold_tasks(tables):
        found, rest = column_tables(rest)
        tables += found
    measure(tables)
    blocks = _blocks(tables, [line for page in rest for line in _placed(page)])
    for parts in _runs(blocks):
        join_pages(parts)
    printed = tuple(
        as_table(block.content)
        if isinstance(block.content, PrintedTable)
        else Line(text_of(block.content), block.page)
        for block in blocks
    )
    return Document(printed) if _hold_tasks(tables) else _read_as_lines(printed)


def _hold_tasks(tables: Sequence[PrintedTable]) -> bool:
    return any(is_heading_row(as_row(row)) for table in tables for row in table.rows)


@dataclass(frozen=True, slots=True)
class _Block:
    """A line or the part of a table on one page, with its place."""

    page: int
    top: float
    content: TextLine | PrintedTable


def _placed(page: Page) -> Iterator[_Block]:
    for line in lines_of(page.words):
        # A letterhead sets two texts side by side: each is a line.
        for chunk in chunks(line, _SIDE_BY_SIDE):
            yield _Block(page.number, top(line), chunk)


def _blocks(tables: Sequence[PrintedTable], lines: Sequence[_Block]) -> list[_Block]:
    """Return lines and tables in the order of the paper; plans set no text beside a table."""
    placed = [_Block(table.page, table.top, table) for table in tables]
    return sorted([*lines, *placed], key=lambda block: (block.page, block.top))


def _runs(blocks: Sequence[_Block]) -> Iterator[list[PrintedTable]]:
    """Yield the parts of tables that follow each other over pages, nothing printed between."""
    run: list[PrintedTable] = []
    for block in blocks:
        if not isinstance(block.content, PrintedTable) or (run and run[-1].page == block.page):
            if run:
                yield run
            run = []
        if isinstance(block.content, PrintedTable):
            run.append(block.content)
    if run:
        yield run


def _read_as_lines(printed: Sequence[Line | Table]) -> Document:
    """Look for a table in the running text of a document that has none to be seen."""
    read = read_broken_lines([block for block in printed if isinstance(block, Line)])
    if any(isinstance(block, Table) for block in read.blocks):
        return Document((*(block for block in printed if isinstance(block, Table)), *read.blocks))
    return Document(tuple(printed))
