"""Text as Excel puts it on the clipboard: cells apart by tabs, those with line breaks in quotes."""

import re

INNER_BREAK = "\x1f"
"""Stands for a line break inside a cell, where the lines of the text are rows."""

# A cell is in quotes as a whole, with its own quotes doubled; a printed quotation at its
# beginning ends before the cell does, or on the same line.
_QUOTED = re.compile(r'(^|\t)"([^"]{0,20000}(?:""[^"]{0,20000}){0,200})"(?=\t|\r?$)', re.M)
_LINE_END = re.compile(r"\r\n|\r|\n")


def joined_cells(text: str) -> str:
    """Return ``text`` with each row on one line: a quoted cell over several lines loses its
    quotes, and its line breaks become INNER_BREAK. Cells on one line stay as they are.
    """
    return _QUOTED.sub(_joined, text.replace(INNER_BREAK, "")) if '"' in text else text


def _joined(found: re.Match[str]) -> str:
    before, inner = found.groups()
    if not _LINE_END.search(inner):
        return found[0]
    return before + _LINE_END.sub(INNER_BREAK, inner.replace('""', '"'))
