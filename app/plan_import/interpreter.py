"""Makes sections and tasks of the rows that a reader found: the one interpreter."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from app.plan_import.headings import (
    Column,
    Columns,
    column_of,
    columns_of,
    is_heading_row,
    is_number_row,
)
from app.plan_import.limits import MAX_TASKS
from app.plan_import.plan import SectionReading
from app.plan_import.problems import PlanRefused, Problem, ProblemCode, RefusedFile, Severity
from app.plan_import.rows import (
    TitleRow,
    spread_stacked_titles,
    stack_height,
    straighten,
    title_of_row,
    unstack,
)
from app.plan_import.source import Source
from app.plan_import.tables import Cell, Document, Row, Table, one_line, visible
from workflows.text import fold

_ROMANS = (
    "I",
    "II",
    "III",
    "IV",
    "V",
    "VI",
    "VII",
    "VIII",
    "IX",
    "X",
    "XI",
    "XII",
    "XIII",
    "XIV",
    "XV",
    "XVI",
    "XVII",
    "XVIII",
    "XIX",
    "XX",
)
# Cells of these columns that are merged downwards in the file count for every row below.
_INHERITED = (
    Column.lead,
    Column.supporting,
    Column.follow_up,
    Column.deadline,
    Column.product,
    Column.funding,
)


@dataclass
class Shared:
    """A text that several rows share (an objective); it may grow on the next page."""

    text: str = ""

    def extend(self, more: str) -> None:
        """Add the rest of a text that was broken off."""
        self.text = f"{self.text} {more}".strip()


@dataclass
class DraftTask:
    """A task while the table is being read; cell texts by column, as printed."""

    section: str | None
    number: str
    objective: Shared
    duty: Shared
    title: str
    cells: dict[Column, str]
    source: Source
    year: int | None = None
    problems: list[Problem] = field(default_factory=list)

    def text(self, column: Column) -> str:
        """Return the printed text of a column, '' where the table has none."""
        return self.cells.get(column, "")

    def note(self, code: ProblemCode, severity: Severity, **values: str) -> None:
        """Write a problem down with the task."""
        self.problems.append(Problem(code, severity, values))


@dataclass
class Draft:
    """What the tables of a document hold."""

    sections: list[SectionReading] = field(default_factory=list)
    tasks: list[DraftTask] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    kinds: set[Column] = field(default_factory=set)
    has_table: bool = False


def interpret(document: Document) -> Draft:
    """Read every table of tasks in a document.

    A table without headings continues the one before it when it is as wide. Raises
    PlanRefused when there are more than MAX_TASKS tasks.
    """
    reader = _TableReader()
    for block in document.blocks:
        if isinstance(block, Table):
            reader.read(block)
    return reader.draft


def rows_above_headings(table: Table) -> tuple[Row, ...]:
    """Return the rows before a table's first headings; all rows where it has none."""
    rows = _with_joined_headings(table.rows)
    for place, row in enumerate(rows):
        if is_heading_row(row):
            return tuple(rows[:place])
    return table.rows


class _TableReader:
    """Reads rows one after the other, remembering what later rows inherit."""

    def __init__(self) -> None:
        self.draft = Draft()
        self.columns: Columns | None = None
        self.section: str | None = None
        self.objective = Shared()
        self.duty = Shared()
        self.above: dict[Column, str] = {}
        self.after_break = False
        self.areas_are_arabic = False

    def read(self, table: Table) -> None:
        rows = list(_with_joined_headings(table.rows))
        above = len(rows_above_headings(table))
        if above < len(rows) and any(is_heading_row(row) for row in rows):
            rows = rows[above:]
        else:
            width = max((len(row.grid()) for row in rows), default=0)
            if self.columns is None or width != len(self.columns.kinds):
                return
            self.after_break = True
        columns = _columns_of_row(rows[0]) if is_heading_row(rows[0]) else self.columns
        if columns is None:
            return
        titles = [title_of_row(row, columns) for row in rows if not is_heading_row(row)]
        self.areas_are_arabic = not any(title and title.roman for title in titles)
        for row in spread_stacked_titles(rows, columns):
            self._read_row(row)

    def _read_row(self, row: Row) -> None:
        if is_heading_row(row):
            repeated = self.columns is not None
            self.columns = _columns_of_row(row)
            self.draft.has_table = True
            self.draft.kinds.update(kind for kind in self.columns.kinds if kind)
            self.after_break = repeated
            return
        if self.columns is None or is_number_row(row):
            return
        if not any(cell.text.strip() for cell in row.cells):
            return
        title = title_of_row(row, self.columns)
        if title:
            self._read_title(title)
            if not title.holds_task:
                return
            row = _without(row, title.taken)
        self._read_task_row(row, self.columns)
        self.after_break = False

    def _read_title(self, title: TitleRow) -> None:
        self.objective, self.duty, self.above = Shared(), Shared(), {}
        if title.code and not title.roman and not self.areas_are_arabic:
            return
        open_section = self.draft.sections[-1] if self.draft.sections else None
        if open_section and fold(open_section.title) == fold(title.text):
            return
        code = self._unused_code(title)
        self.draft.sections.append(SectionReading(code, title.text))
        self.section = code

    def _unused_code(self, title: TitleRow) -> str:
        """Return the printed code, or the next free one where it is missing or used twice."""
        used = {section.code for section in self.draft.sections}
        printed = title.code.rstrip(".)")
        if printed and printed not in used:
            return printed
        last = self.draft.sections[-1].code if self.draft.sections else ""
        after = _ROMANS.index(last) + 1 if last in _ROMANS else len(used)
        code = next((roman for roman in _ROMANS[after:] if roman not in used), str(len(used) + 1))
        if printed:
            self.draft.problems.append(
                Problem(
                    ProblemCode.section_code_repeated,
                    Severity.look,
                    {"printed": printed, "title": title.text, "code": code},
                )
            )
        return code

    def _read_task_row(self, row: Row, columns: Columns) -> None:
        cells, moved = straighten(row.grid(), columns)
        texts = _texts(cells, columns)
        if self._continues(cells, texts, columns):
            return
        height = stack_height(row, cells, columns)
        parts, agreed = unstack(cells, columns, height) if height > 1 else ([cells], True)
        for part in parts:
            task = self._task(row, part, columns)
            if moved:
                task.note(ProblemCode.columns_shifted, Severity.look)
            if row.unsure:
                task.note(ProblemCode.cells_unsure, Severity.look)
            if height > 1:
                code = ProblemCode.stacked_row_split if agreed else ProblemCode.stacked_row_unsure
                severity = Severity.info if agreed else Severity.look
                task.note(code, severity, count=str(height))
            if row.stack > 1:
                task.note(ProblemCode.stacked_row_split, Severity.info, count=str(row.stack))
            self.draft.tasks.append(task)
        if len(self.draft.tasks) > MAX_TASKS:
            raise PlanRefused(RefusedFile.file_too_many_rows, limit=MAX_TASKS)

    def _continues(self, cells: Sequence[Cell], texts: dict[Column, str], columns: Columns) -> bool:
        """Join a row that only continues the one before it; tell whether it did."""
        last = self.draft.tasks[-1] if self.draft.tasks else None
        own = {column for column, text in texts.items() if text}
        title = columns.title
        if last is None or Column.number in own:
            return False
        if title is not None and cells[title].merged:
            # The same task with another product, time or lead of its own.
            for column in own & {Column.product, Column.deadline, Column.lead, Column.supporting}:
                last.cells[column] = f"{last.text(column)};\n{texts[column]}".strip(";\n")
            return True
        broken = texts.get(Column.task, "")[:1].islower() or (
            self.after_break and texts.get(Column.product, "")[:1].islower()
        )
        wide_only = own <= {Column.objective, Column.funding, Column.note}
        if self.after_break and not texts.get(Column.task) and wide_only:
            self.objective.extend(texts.get(Column.objective, ""))
            return True
        if not broken or own & {Column.lead, Column.deadline}:
            return False
        last.title = f"{last.title} {one_line(texts[Column.task])}"
        self._extend_wide(cells, columns)
        for column in own - {Column.task, Column.objective}:
            last.cells[column] = f"{last.text(column)} {texts[column]}".strip()
        last.note(ProblemCode.row_continued, Severity.info)
        return True

    def _extend_wide(self, cells: Sequence[Cell], columns: Columns) -> None:
        place = columns.place(Column.objective)
        if place is not None and place != columns.title:
            self.objective.extend(one_line(cells[place].text))
        self.duty.extend(" ".join(one_line(cells[place].text) for place in columns.duties))

    def _task(self, row: Row, cells: Sequence[Cell], columns: Columns) -> DraftTask:
        texts = _texts(cells, columns)
        title = texts.get(Column.task, "")
        objective = texts.get(Column.objective, "")
        duty = "\n".join(
            visible(cells[place].text) for place in columns.duties if cells[place].text.strip()
        )
        if not columns.places(Column.task):
            title, objective = objective, ""
        if not title:
            # The work stands in a wider column than usual: the narrowest one that is filled.
            title, duty, objective = (duty, "", objective) if duty else (objective, "", "")
        self._remember_wide(objective, duty, texts.get(Column.number, ""))
        task = DraftTask(
            section=self.section,
            number=one_line(texts.get(Column.number, "")).rstrip(".)"),
            objective=self.objective,
            duty=self.duty,
            title=title,
            cells={column: text for column, text in texts.items() if column is not Column.task},
            source=Source(row.page, row.row, row.line),
            year=columns.year,
        )
        self._inherit_merged(task, cells, columns)
        return task

    def _remember_wide(self, objective: str, duty: str, number: str) -> None:
        if self.after_break and duty[:1].islower() and self.duty.text:
            # The rest of the duty above, although the objective beside it is a new one.
            self.duty.extend(one_line(duty))
            duty, kept = "", self.duty
        else:
            kept = Shared()
        if objective:
            objective = one_line(objective)
            broken_off = self.after_break and not number and bool(self.objective.text)
            if broken_off or (objective[:1].islower() and self.objective.text):
                self.objective.extend(objective)
            else:
                self.objective, self.duty = Shared(objective), kept
        if duty:
            self.duty = Shared(one_line(duty))

    def _inherit_merged(self, task: DraftTask, cells: Sequence[Cell], columns: Columns) -> None:
        for column in _INHERITED:
            place = columns.place(column)
            if place is None:
                continue
            if cells[place].merged and not task.text(column):
                task.cells[column] = self.above.get(column, "")
            self.above[column] = task.text(column)


def _texts(cells: Sequence[Cell], columns: Columns) -> dict[Column, str]:
    """Return the printed text by kind of column; of work, only the innermost column."""
    texts: dict[Column, str] = {}
    for place, (kind, cell) in enumerate(zip(columns.kinds, cells, strict=True)):
        if kind is None or place in columns.duties or not visible(cell.text):
            continue
        before = texts.get(kind)
        texts[kind] = f"{before}\n{cell.text}" if before else cell.text
    return texts


def _columns_of_row(row: Row) -> Columns:
    return columns_of([one_line(cell.text) for cell in row.grid()])


def _without(row: Row, taken: Sequence[int]) -> Row:
    """Return the row with the cells of a title emptied."""
    cells = tuple(Cell("") if place in taken else cell for place, cell in enumerate(row.grid()))
    return Row(cells, row.page, row.row, row.line, row.unsure, row.marked)


def _with_joined_headings(rows: Sequence[Row]) -> Sequence[Row]:
    """Make one row of headings printed in two ("Cơ quan thực hiện" over "Chủ trì")."""
    for place, (upper, lower) in enumerate(pairwise(rows)):
        joined = _joined_headings(upper, lower)
        if joined:
            return [*rows[:place], joined, *rows[place + 2 :]]
    return rows


def _joined_headings(upper: Row, lower: Row) -> Row | None:
    """Return the headings of two rows as one, None when they are not such a pair."""
    high, low = upper.grid(), lower.grid()
    if len(high) != len(low) or all(cell.span == 1 for cell in upper.cells):
        return None
    if not any(cell.merged or not cell.text.strip() for cell in low):
        return None
    # The narrower heading below counts; where the upper one runs down, it does.
    joined = tuple(
        Cell(below.text if below.text.strip() else above.text)
        for above, below in zip(high, low, strict=True)
    )
    row = Row(joined, upper.page, upper.row, upper.line)
    named = sum(column_of(one_line(cell.text)) is not None for cell in low if cell.text.strip())
    filled = sum(bool(cell.text.strip()) for cell in low)
    return row if filled and named == filled and is_heading_row(row) else None
