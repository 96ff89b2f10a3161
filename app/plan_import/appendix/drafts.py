"""What the tables of a document hold while they are read: sections and tasks in the making."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from app.plan_import.appendix.headings import Column
from app.plan_import.plan import SectionReading
from app.plan_import.problems import Problem, ProblemCode, Severity
from app.plan_import.source import Source

Printed = list[tuple[str, str]]


@dataclass
class Shared:
    """A text that several rows share (an objective); it may grow on the next page."""

    text: str = ""

    def extend(self, more: str) -> None:
        """Add the rest of a text that was broken off."""
        self.text = f"{self.text} {more}".strip()


@dataclass
class DraftTask:
    """A task while the table is being read; cell texts by column, as printed.

    ``milestones`` are (product, time) of a task whose products have times of their own, ''
    where a line gives none. ``printed`` are (heading, text) of its row as in the file.
    ``recognised`` when OCR read its row off a picture.
    """

    section: str | None
    number: str
    objective: Shared
    duty: Shared
    title: str
    cells: dict[Column, str]
    source: Source
    year: int | None = None
    milestones: list[tuple[str, str]] = field(default_factory=list)
    printed: Printed = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    recognised: bool = False

    def text(self, column: Column) -> str:
        """Return the printed text of a column, '' where the table has none."""
        return self.cells.get(column, "")

    def note(self, code: ProblemCode, severity: Severity, **values: str) -> None:
        """Write a problem down with the task, once."""
        problem = Problem(code, severity, values)
        if problem not in self.problems:
            self.problems.append(problem)

    def add_printed(self, more: Sequence[tuple[str, str]]) -> None:
        """Add the cells of another printed row of the same task below those of the first."""
        if len(more) != len(self.printed):
            self.printed = [*self.printed, *more]
            return
        self.printed = [
            (heading, f"{text}\n{below}".strip("\n"))
            for (heading, text), (_, below) in zip(self.printed, more, strict=True)
        ]


@dataclass
class Draft:
    """What the tables of a document hold."""

    sections: list[SectionReading] = field(default_factory=list)
    tasks: list[DraftTask] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    kinds: set[Column] = field(default_factory=set)
    has_table: bool = False

    def add_kinds(self, kinds: Iterable[Column | None]) -> None:
        """Remember which columns the tables have."""
        self.kinds.update(kind for kind in kinds if kind)
