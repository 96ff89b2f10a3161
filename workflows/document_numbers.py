"""The number of a document (số, ký hiệu) taken apart, and whether it stands out of order.

Decree 30/2020/NĐ-CP, Appendix I: a number is counted from 01 on 01/01 of each year, per kind of
document, and followed by the abbreviations of the kind and of the office: "12/KH-UBND". Offices
write it in more ways than that: "Số: 012/2026/NQ-HĐND", "12a/TTr-UBND", "15-CTr/ĐU".
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from workflows.text import fold

_LABEL = re.compile(r"(?:so(?: ?,? ?ky hieu)?|van ban so)\s*[:.]?\s*(?=[\d/])")
_DATED = re.compile(r"[,;]?\s+ngay\s.*$")
_AROUND_MARK = re.compile(r"\s*([/\-])\s*")
_DASHES = str.maketrans("‐‑‒–—−_", "-------")
_PARTS = re.compile(
    r"(\d{1,9})([a-z]{0,2}(?=$|[/\-.])|)(?:[/\-.](\d{4})(?=$|[/\-]))?(?:[/\-.](.*))?"
)


@dataclass(frozen=True, slots=True)
class NumberParts:
    """A number in its parts, folded: "12a/2026/NQ-HĐND" is 12, "a", "nq-hdnd".

    The year of legal documents is left out: it is that of the document's day. `sequence` is None
    where there is no count; then `symbol` is the whole.
    """

    sequence: int | None
    letter: str
    symbol: str


def take_apart(number: str) -> NumberParts:
    """The parts of a document's number as somebody typed it. Never fails: what is no number is a
    symbol."""
    text = _DATED.sub("", fold(number).translate(_DASHES))
    text = _LABEL.sub("", text, count=1) if _LABEL.match(text) else text
    text = _AROUND_MARK.sub(r"\1", text).strip(" .,;:")
    found = _PARTS.fullmatch(text)
    if found is None:
        return NumberParts(None, "", text.strip("/-"))
    count, letter, _, symbol = found.groups()
    return NumberParts(int(count), letter, _bare(symbol or ""))


def _bare(symbol: str) -> str:
    """The symbol with one mark between its parts: "ctr/du" and "ctr-du" are written both ways."""
    return re.sub(r"[/\-.]+", "-", symbol.replace(" ", "")).strip("-")


def same_number(one: str, other: str) -> bool:
    """True where two numbers are the same, however they are written; never for two empty ones."""
    parts = take_apart(one)
    return parts == take_apart(other) and bool(parts.symbol or parts.sequence is not None)


@dataclass(frozen=True, slots=True)
class Numbered:
    """A document as it stands in a register: its number as written, the count in it, its day."""

    number: str
    sequence: int
    issued_on: date


def out_of_order(document: Numbered, others: Iterable[Numbered]) -> Numbered | None:
    """The neighbour that shows that a number is out of date order: the nearest higher one with an
    earlier day, or the nearest lower one with a later day; None where all is in order.

    `others` have the same symbol, issuer and year.
    """
    wrong = (
        other
        for other in others
        if (other.sequence > document.sequence and other.issued_on < document.issued_on)
        or (other.sequence < document.sequence and other.issued_on > document.issued_on)
    )
    return min(wrong, key=lambda other: abs(other.sequence - document.sequence), default=None)
