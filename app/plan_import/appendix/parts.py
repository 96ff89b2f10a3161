"""Finds the parts of a document's tables that list tasks: rows under one set of columns."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from app.plan_import.appendix.asides import (
    is_caption_row,
    is_note_row,
    is_signature_row,
    is_total_row,
)
from app.plan_import.appendix.heading_rows import columns_of_row, with_joined_headings
from app.plan_import.appendix.headings import (
    Columns,
    is_foreign_heading_row,
    is_heading_row,
    is_number_row,
)
from app.plan_import.tables import Document, Row, Table

# So many rows below a heading tell whether a column covered by it is used.
_ROWS_LOOKED_AT = 60


@dataclass
class Part:
    """The rows of tasks and titles that stand under the same columns.

    ``breaks`` are the positions of rows right below a repeated heading or at the top of a
    table that goes on; ``starts`` tells, by position, which table begins there.
    """

    columns: Columns
    rows: list[Row] = field(default_factory=list)
    breaks: set[int] = field(default_factory=set)
    starts: dict[int, Table] = field(default_factory=dict)


def parts_of(document: Document) -> list[Part]:
    """Return the parts of all tables of tasks; repeated headings do not begin a new one.

    A table without headings goes on with the part before it when it is as wide. Totals,
    notes, signatures, numbers of columns and tables of other things are left out.
    """
    collector = _Collector()
    for block in document.blocks:
        if isinstance(block, Table):
            collector.read(block)
    return collector.parts


class _Collector:
    def __init__(self) -> None:
        self.parts: list[Part] = []
        self.open = False

    def read(self, table: Table) -> None:
        rows = with_joined_headings(table.rows)
        headed = any(is_heading_row(row) for row in rows)
        if headed:
            self.open = False
        elif not self._goes_on(rows):
            return
        else:
            self.parts[-1].breaks.add(len(self.parts[-1].rows))
        noted = started = False
        for place, row in enumerate(rows):
            if is_heading_row(row):
                self._head(row, rows[place + 1 : place + 1 + _ROWS_LOOKED_AT])
                if not started:
                    self.parts[-1].starts[len(self.parts[-1].rows)] = table
                started, noted = True, False
            elif self.open and (is_foreign_heading_row(row) or is_signature_row(row)):
                self.open = False
            elif self.open:
                noted = noted or is_note_row(row)
                if not noted and _is_listed(row):
                    self.parts[-1].rows.append(row)

    def _goes_on(self, rows: Sequence[Row]) -> bool:
        """Tell whether a table without headings goes on with the last one."""
        if not self.open or not rows or is_foreign_heading_row(rows[0]):
            return False
        width = max(len(row.grid()) for row in rows)
        return width == len(self.parts[-1].columns.kinds)

    def _head(self, row: Row, below: Sequence[Row]) -> None:
        columns = columns_of_row(row, below)
        known = self.parts[-1].columns if self.parts else None
        if known is None or (known.kinds, known.year) != (columns.kinds, columns.year):
            self.parts.append(Part(columns))
        if known is not None:
            self.parts[-1].breaks.add(len(self.parts[-1].rows))
        self.open = True


def _is_listed(row: Row) -> bool:
    """Tell whether a row is part of the list: a task or a title."""
    filled = any(cell.text.strip() for cell in row.cells)
    aside = is_number_row(row) or is_total_row(row) or is_caption_row(row)
    return filled and not aside
