"""Text as offices type it, brought to one form.

Vietnamese reaches us composed and decomposed, with three kinds of space, with marks left over
from PDF files and with characters that turn the direction of a line. Everything that stores,
compares or searches text passes through one of the functions below.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

# Characters that end a line: carriage return, vertical tab (the soft break of Word), form feed,
# next line, and the line and paragraph separators of Unicode.
_LINE_ENDS = str.maketrans({mark: "\n" for mark in "\r\v\f\x85\u2028\u2029"})

# Control and format characters (the second holds zero-width marks, soft hyphens, byte order
# marks and everything that overrides the direction of writing) and halves of surrogate pairs.
_UNSEEN = frozenset({"Cc", "Cf", "Cs"})

# The marks that Vietnamese letters are decomposed into, and their neighbours.
_COMMON_MARKS = re.compile("[\u0300-\u036f]+")


def nfc(text: str) -> str:
    """Return `text` in composed form (NFC), the form everything is stored and compared in."""
    return unicodedata.normalize("NFC", text)


def clean(text: str) -> str:
    """Return `text` composed, without characters that cannot be seen.

    Line breaks of every kind become "\\n" and tabs stay; all other control characters,
    zero-width marks and bidirectional overrides are dropped, so that what is shown is what
    is stored.
    """
    lines = text.replace("\r\n", "\n").translate(_LINE_ENDS)
    if lines.isascii() and lines.isprintable():
        return lines
    # Each different character is looked at once: texts of megabytes have some two hundred.
    unseen = {c for c in set(lines) - {"\n", "\t"} if unicodedata.category(c) in _UNSEEN}
    return nfc(_without(lines, unseen))


def squeeze(text: str) -> str:
    """Return `text` cleaned and on one line: every run of white space is one space, ends bare."""
    return " ".join(clean(text).split())


def fold(text: str) -> str:
    """Return the form of `text` used for matching and search.

    One line, lower case, without diacritical marks ("Uỷ ban Đô thị" and "ủy ban đô thị" give
    "uy ban do thi"). Folding what is folded changes nothing.
    """
    bare = _without_marks(_without_marks(squeeze(text)).casefold())
    return " ".join(nfc(bare.replace("đ", "d")).split())


def format_date(day: date) -> str:
    """Return a date as offices write it: 05/02/2026, 14/9/2026, 05/9/2026.

    The day always has two digits; the month takes a leading 0 only for 1 and 2 (the form of
    Decree 30/2020/NĐ-CP, Appendix I).
    """
    month = f"{day.month:02d}" if day.month <= 2 else str(day.month)
    return f"{day.day:02d}/{month}/{day.year:04d}"


def _without_marks(text: str) -> str:
    if text.isascii():
        return text
    decomposed = _COMMON_MARKS.sub("", unicodedata.normalize("NFD", text))
    marks = {c for c in set(decomposed) if unicodedata.category(c) == "Mn"}
    return _without(decomposed, marks)


def _without(text: str, dropped: set[str]) -> str:
    return text.translate(dict.fromkeys(map(ord, dropped))) if dropped else text
