"""Drops what stands at the upper and lower edge of pages: page numbers, headers, footers."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import chain

from app.plan_import.appendix.heading_phrases import split_headings
from app.plan_import.readers.pdf.printed import Page, TextLine, bottom, left, lines_of, text_of, top
from app.plan_import.readers.pdf.printed import without as page_without
from workflows.text import fold

_ZONE = 0.1
_MOST_LINES = 3
_LEFT_PART = 0.2
_FEWEST_PAGES = 3
_PAGE_NUMBER = re.compile(r"[-–—|\s]*(?:trang|page)?[\s:]*\d{1,3}\s*(?:/\s*\d{1,3})?[-–—|\s]*$")


def without_edges(pages: Sequence[Page]) -> list[Page]:
    """Return the pages without their numbers, and without lines that most of them repeat.

    Only the first and last lines are looked at, and only near the edge of the paper; the
    headings of a table repeated there stay.
    """
    edges = [_edge_lines(page) for page in pages]
    counted = Counter(chain.from_iterable({_pattern(line) for line in lines} for lines in edges))
    often = max(_FEWEST_PAGES, len(pages) // 2)
    return [
        page_without(
            page,
            chain.from_iterable(
                line
                for line in lines
                if _is_page_number(line, page) or counted[_pattern(line)] >= often
            ),
        )
        for page, lines in zip(pages, edges, strict=True)
    ]


def _edge_lines(page: Page) -> list[TextLine]:
    lines = lines_of(page.words)
    upper = [line for line in lines[:_MOST_LINES] if bottom(line) < _ZONE * page.height]
    lower = [line for line in lines[-_MOST_LINES:] if top(line) > (1 - _ZONE) * page.height]
    return [line for line in [*upper, *lower] if len(split_headings(text_of(line))) < 2]


def _pattern(line: TextLine) -> str:
    """Return a line's text with its numbers left open: they count pages, or tell the time."""
    return re.sub(r"[0-9]+", "#", fold(text_of(line)))


def _is_page_number(line: TextLine, page: Page) -> bool:
    """Tell whether a line is a page's number; at the left it may be the number of a row."""
    if not _PAGE_NUMBER.match(fold(text_of(line))):
        return False
    return left(line) > _LEFT_PART * page.width or not text_of(line).isdigit()
