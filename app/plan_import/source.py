"""Where something stands in its file."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Source:
    """Where a task or a sentence stands in its file.

    ``page`` counts from 1 and is known for PDF and for text with form feeds,
    ``row`` counts the rows of its table from 1 (in a workbook: the sheet's own row
    number), ``line`` counts the lines of a text file from 1. None is "not known".
    """

    page: int | None = None
    row: int | None = None
    line: int | None = None

    def to_json(self) -> dict[str, int | None]:
        """Return the place as the keys ``page``, ``row`` and ``line``."""
        return {"page": self.page, "row": self.row, "line": self.line}
