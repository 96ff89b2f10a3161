"""Reads the marks that stand for "the same as in the row above": -nt-, như trên, ", //."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from app.plan_import.appendix.headings import Column, Columns
from app.plan_import.tables import Cell, Row, one_line
from workflows.text import fold

_MAY_REPEAT = frozenset(
    {
        Column.lead,
        Column.supporting,
        Column.follow_up,
        Column.deadline,
        Column.product,
        Column.funding,
    }
)
_WORDS = re.compile(
    r"[-–—(\[\"' ]*(?:n/?t|nhu (?:(?:muc|dong|hang|y) )?(?:o )?(?:tren|nt))[-–—)\]\"'. ]*"
)
_SIGNS = re.compile(r"[-–—]?\s*(?:[\"″”“〃]|''|’’|´´|//)\s*[-–—]?")
_LONGEST = 20


def is_ditto(text: str) -> bool:
    """Tell whether a cell only says that it holds what stands above it."""
    printed = text.strip()
    if not printed or len(printed) > _LONGEST:
        return False
    return bool(_SIGNS.fullmatch(printed) or _WORDS.fullmatch(fold(printed)))


@dataclass(frozen=True, slots=True)
class Repeated:
    """A cell that stood for the one above: its heading and what was printed in it."""

    heading: str
    printed: str


@dataclass
class CellsAbove:
    """Remembers the texts that stand last in each column of a table."""

    _texts: dict[int, str] = field(default_factory=dict)
    _kinds: Sequence[Column | None] = ()

    def fill(self, row: Row, columns: Columns) -> tuple[Row, tuple[Repeated, ...]]:
        """Return a row with the texts from above in place of its marks, and which those were.

        Other columns begin anew. A mark below nothing leaves its cell empty, as it says nothing.
        """
        if columns.kinds != self._kinds:
            self._texts, self._kinds = {}, columns.kinds
        grid = row.grid()
        found: list[Repeated] = []
        for place, kind in enumerate(columns.kinds[: len(grid)]):
            if kind not in _MAY_REPEAT:
                continue
            if is_ditto(grid[place].text):
                found.append(self._repeated(columns, place, grid[place]))
                # A cell over several columns is parted into them, as the grid shows it.
                grid[place] = replace(
                    grid[place], text=self._texts.get(place, ""), span=1, stacked=()
                )
            if not grid[place].merged:
                self._texts[place] = grid[place].text
        return (replace(row, cells=tuple(grid)), tuple(found)) if found else (row, ())

    @staticmethod
    def _repeated(columns: Columns, place: int, cell: Cell) -> Repeated:
        heading = columns.texts[place] if place < len(columns.texts) else ""
        return Repeated(one_line(heading), one_line(cell.text))
