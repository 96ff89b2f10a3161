"""The outlines of possible cells: how wide their lines are, and where lines would break."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

_TOLERANCE = 1.2
_BULLETS = ("- ", "+ ", "– ", "• ")
_NARROW = frozenset("iíìỉĩịjltfrI.,;:!'\"()[]|/- ")
_WIDE = frozenset("mwMWƯƠĐOÔQGCDHNU%@")


@lru_cache(maxsize=65536)
def measure(text: str) -> float:
    """Return the approximate printed width of a text, in widths of a common small letter."""
    width = 0.0
    for char in text:
        if char in _NARROW:
            width += 0.6
        elif char in _WIDE or char.isupper():
            width += 1.4
        else:
            width += 1.0
    return width


@dataclass(frozen=True, slots=True)
class Outline:
    """A possible cell: its lines, their widths, and what each line break would have needed."""

    text: str
    lines: tuple[str, ...]
    widths: tuple[float, ...]
    needed: tuple[float, ...]

    @staticmethod
    def of(lines: Sequence[str]) -> "Outline":
        """Return the outline of a cell with these lines."""
        widths = tuple(measure(line) for line in lines)
        needed = tuple(
            width + measure(" ") + measure(following.split()[0])
            for width, following in zip(widths, lines[1:], strict=False)
            if not following.startswith(_BULLETS)
        )
        return Outline(join_lines(lines), tuple(lines), widths, needed)


def wrap_cost(cell: Outline, width: float) -> float:
    """Return what it costs that lines end early, or are too long, for a column's width."""
    cost = 0.0
    for needed in cell.needed:
        slack = width - needed - _TOLERANCE
        if slack > 0:
            cost += min(3.0, 0.5 + 0.35 * slack)
    for measured in cell.widths:
        excess = measured - width - _TOLERANCE
        if excess > 0:
            cost += min(4.0, 0.5 + 0.5 * excess)
    return cost


def best_width(cells: Sequence[Outline]) -> float | None:
    """Find the width under which the cells of a column break their lines best, None if none do."""
    if not any(len(cell.lines) > 1 for cell in cells):
        return None
    measured = sorted({width for cell in cells for width in cell.widths})
    return min(measured, key=lambda width: (sum(wrap_cost(cell, width) for cell in cells), width))


def join_lines(lines: Sequence[str]) -> str:
    """Join the lines of a cell; a line with a bullet stays a line of its own."""
    joined = ""
    for line in lines:
        joined += ("\n" if line.startswith(_BULLETS) else " ") + line if joined else line
    return joined
