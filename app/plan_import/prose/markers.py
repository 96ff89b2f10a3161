"""Knows what opens a paragraph: a number, a letter, a bullet, or a label such as "Chủ trì:"."""

import re
from dataclasses import dataclass
from enum import IntEnum

from app.plan_import.prose.labels import label_at


class Rank(IntEnum):
    """How deep a paragraph stands by what opens it; the smaller is the wider."""

    part = 0
    roman = 1
    capital = 2
    number = 3
    number_2 = 4
    number_3 = 5
    number_4 = 6
    letter = 7
    star = 8
    dash = 9
    dot = 10
    plus = 11
    label = 12
    body = 13


@dataclass(frozen=True, slots=True)
class Marker:
    """What opened a paragraph: its rank, its number or letter ('' for a bullet), its length."""

    rank: Rank
    number: str = ""
    length: int = 0


BODY = Marker(Rank.body)

_ROMAN = re.compile(r"([IVX]{1,5})\s?(?:[./)]\s?-?|-\s|(?=\s[A-ZÀ-ỸĐ]{2}))\s*(?=\S)")
_PART = re.compile(
    r"(?:P(?:hần|HẦN)\s+(?:(?:thứ|Thứ|THỨ)\s+)?(?P<name>[IVX]+|\d|nhất|hai|ba|NHẤT|HAI|BA)\b"
    r"\s*[.:–-]?|(?P<letter>[A-H])[.)])\s*(?=\S)"
)
# Not a date ("15.7.2021") nor a sum ("1.000.000"): a word follows, or a measure.
_NUMBER = re.compile(
    r"(\d{1,2}(?:\.\d{1,2}){0,3})(?:\s?[.)/]|(?<=\d\.\d)|(?<=\d\.\d\d))"
    r"(?:\s*(?=[^\W\d_]|[\"“'‘(\[])|\s+(?=\d{1,3}[\s%]))"
)
_LETTER = re.compile(r"([a-zđ]\d?)\s?[.)]\s*(?=\S)")
_BULLETS = (
    (re.compile(r"\*+\s*(?=\S)"), Rank.star),
    (re.compile(r"[-–—−]\s*(?=[^\W\d_]|[\d“\"'(])"), Rank.dash),
    (re.compile(r"[•·▪■●○◦‣➢✓⁃\ue000-\uf8ff]\s*(?=\S)"), Rank.dot),
    (re.compile(r"\+\s*(?=\S)"), Rank.plus),
)
_DEPTHS = (Rank.number, Rank.number_2, Rank.number_3, Rank.number_4)


def marker_of(text: str) -> Marker:
    """Return what opens a printed line; ``BODY`` where nothing does."""
    for pattern, rank in _BULLETS:
        bullet = pattern.match(text)
        if bullet:
            return Marker(rank, "", bullet.end())
    return _numbered(text) or (Marker(Rank.label) if label_at(text) else BODY)


def _numbered(text: str) -> Marker | None:
    roman = _ROMAN.match(text)
    if roman and text[roman.end()].isupper():
        return Marker(Rank.roman, roman[1], roman.end())
    part = _PART.match(text)
    if part:
        return Marker(Rank.part, part["letter"] or part["name"], part.end())
    number = _NUMBER.match(text)
    if number:
        return Marker(_DEPTHS[number[1].count(".")], number[1], number.end())
    letter = _LETTER.match(text)
    if letter:
        return Marker(Rank.letter, letter[1], letter.end())
    return None
