"""Counts the numbers that Word itself puts before paragraphs: they stand nowhere in the text."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from lxml import etree

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DEEPEST_LEVEL = 9
_HIGHEST_NUMBER = 9_999
_PLACE = re.compile(r"%([1-9])")
_ROMAN_VALUES = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"),
    (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Level:
    """How one level of a list is numbered: first number, form of the digits, and the pattern."""

    start: int
    form: str
    pattern: str


class WordNumbers:
    """The lists of a Word file, counted on as the paragraphs are read in their order."""

    def __init__(self, root: etree._Element | None) -> None:
        self._lists: dict[str, str] = {}
        self._levels: dict[str, dict[int, _Level]] = {}
        self._counters: dict[str, list[int | None]] = {}
        if root is not None:
            self._read(root)

    def _read(self, root: etree._Element) -> None:
        for abstract in root.iter(f"{_W}abstractNum"):
            levels = {
                _integer(level.get(f"{_W}ilvl"), 0): _level(level)
                for level in abstract.iter(f"{_W}lvl")
            }
            self._levels[abstract.get(f"{_W}abstractNumId", "")] = levels
        for number in root.iter(f"{_W}num"):
            abstract_id = number.find(f"{_W}abstractNumId")
            if abstract_id is not None:
                self._lists[number.get(f"{_W}numId", "")] = abstract_id.get(f"{_W}val", "")

    def next_label(self, properties: etree._Element) -> str:
        """Return what Word prints before the next paragraph of a list: "1.", "II", "-".

        ``properties`` is the paragraph's numPr; '' for a paragraph taken out of its list.
        """
        number = _value(properties.find(f"{_W}numId"))
        if number in ("", "0"):
            return ""
        key = self._lists.get(number, number)
        place = min(_integer(_value(properties.find(f"{_W}ilvl")), 0), _DEEPEST_LEVEL - 1)
        levels = self._levels.get(key, {})
        level = levels.get(place)
        if level is None or level.form in ("bullet", "none"):
            return "-"
        counters = self._counters.setdefault(key, [None] * _DEEPEST_LEVEL)
        current = counters[place]
        counters[place] = level.start if current is None else min(current + 1, _HIGHEST_NUMBER)
        counters[place + 1 :] = [None] * (_DEEPEST_LEVEL - place - 1)
        return _PLACE.sub(lambda found: _digits(levels, counters, int(found[1]) - 1), level.pattern)


def _level(element: etree._Element) -> _Level:
    return _Level(
        _integer(_value(element.find(f"{_W}start")), 1),
        _value(element.find(f"{_W}numFmt")) or "decimal",
        _value(element.find(f"{_W}lvlText")),
    )


def _digits(levels: dict[int, _Level], counters: Iterable[int | None], place: int) -> str:
    level = levels.get(place)
    number = list(counters)[place]
    if number is None:
        number = level.start if level else 1
    form = level.form if level else "decimal"
    if form == "upperRoman":
        return _roman(number)
    if form in ("upperLetter", "lowerLetter"):
        letter = chr(ord("A") + (number - 1) % 26)
        return letter if form == "upperLetter" else letter.lower()
    return f"{number:02d}" if form == "decimalZero" else str(number)


def _roman(number: int) -> str:
    text = ""
    for value, digits in _ROMAN_VALUES:
        text += digits * (number // value)
        number %= value
    return text


def _value(element: etree._Element | None) -> str:
    return element.get(f"{_W}val", "") if element is not None else ""


def _integer(text: str | None, default: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 6 else default
