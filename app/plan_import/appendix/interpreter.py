"""Makes sections and tasks of the rows that a reader found: the one interpreter."""

from collections.abc import Sequence
from dataclasses import replace

from app.plan_import.appendix.areas import is_open, open_area, opens_area, style_of_areas
from app.plan_import.appendix.continuations import (
    Continuation,
    add_product,
    add_rest,
    continuation_of,
)
from app.plan_import.appendix.dittos import CellsAbove, Repeated
from app.plan_import.appendix.doubts import mark_doubtful_places, row_is_doubtful
from app.plan_import.appendix.drafts import Draft, DraftTask, Printed, Shared
from app.plan_import.appendix.headings import Column, Columns
from app.plan_import.appendix.misread import mend_numbers, mended_titles
from app.plan_import.appendix.parts import Part, parts_of
from app.plan_import.appendix.row_cells import (
    duty_text,
    label_text,
    printed_cells,
    split_number,
    texts_by_kind,
    without_headings,
    without_wide,
)
from app.plan_import.appendix.shifts import Straightened, straighten
from app.plan_import.appendix.stacks import (
    milestones_of,
    spread_stacked_titles,
    stack_height,
    unstack,
)
from app.plan_import.appendix.table_titles import titles_above_tables
from app.plan_import.appendix.titles import TitleRow, coded_title, titles_of_rows, without_title
from app.plan_import.limits import MAX_TASKS
from app.plan_import.problems import PlanRefused, Problem, ProblemCode, RefusedFile, Severity
from app.plan_import.source import Source
from app.plan_import.tables import Cell, Document, Row, one_line
from workflows.text import fold

# Cells of these columns that are merged downwards in the file count for every row below.
_INHERITED = (
    Column.lead,
    Column.supporting,
    Column.follow_up,
    Column.deadline,
    Column.product,
    Column.funding,
)


def interpret(document: Document) -> Draft:
    """Read every table of tasks in a document.

    Raises PlanRefused when there are more than MAX_TASKS tasks.
    """
    parts = [
        replace(part, rows=spread_stacked_titles(part.rows, part.columns))
        for part in parts_of(document)
    ]
    titles, misread = _mended([titles_of_rows(part.rows, part.columns) for part in parts], parts)
    above = titles_above_tables(document, parts, _titled_tables(parts, titles))
    inside = [title for found in titles for title in found.values()]
    reader = _TableReader(style_of_areas([*above.values(), *inside]), above)
    reader.draft.problems += misread
    for part, found in zip(parts, titles, strict=True):
        reader.read(part, found)
    mend_numbers(reader.draft.tasks)
    mark_doubtful_places(reader.draft.tasks, reader.style)
    return reader.draft


def _mended(
    titles: Sequence[dict[int, TitleRow]], parts: Sequence[Part]
) -> tuple[list[dict[int, TitleRow]], list[Problem]]:
    """Return the titles by part and position, those that OCR misread put right, and what to say."""
    places = [
        (number, place)
        for number, part in enumerate(parts)
        for place in sorted(titles[number])
        if part.rows[place].recognised
    ]
    mended, problems = mended_titles([titles[number][place] for number, place in places])
    found = [dict(of_part) for of_part in titles]
    for (number, place), title in zip(places, mended, strict=True):
        found[number][place] = title
    return found, problems


def _titled_tables(parts: Sequence[Part], titles: Sequence[dict[int, TitleRow]]) -> set[int]:
    """Return the identities of the tables that hold titles of areas among their rows."""
    titled = set()
    for part, found in zip(parts, titles, strict=True):
        for place, title in found.items():
            starts = [start for start in part.starts if start <= place]
            if starts and title.style in ("roman", "letter"):
                titled.add(id(part.starts[max(starts)]))
    return titled


class _TableReader:
    """Reads rows one after the other, remembering what later rows inherit."""

    def __init__(self, style: str, above: dict[int, TitleRow]) -> None:
        self.draft = Draft()
        self.style = style
        self.titles_above = above
        self.section: str | None = None
        self.group = ""
        self.open_number = ""
        self.objective = Shared()
        self.duty = Shared()
        self.above: dict[Column, str] = {}
        self.cells_above = CellsAbove()
        self.after_break = False
        self.last: DraftTask | None = None

    def read(self, part: Part, titles: dict[int, TitleRow]) -> None:
        self.draft.has_table = True
        self.draft.add_kinds(part.columns.kinds)
        for place, row in enumerate(part.rows):
            if place in part.breaks:
                self.after_break = True
            title = self.titles_above.get(id(part.starts.get(place)))
            if title:
                self._read_title(title)
            self._read_row(row, part.columns, titles.get(place))

    def _read_row(self, row: Row, columns: Columns, title: TitleRow | None) -> None:
        printed = printed_cells(row.grid(), columns)
        if title:
            self._read_title(title)
            if not title.holds_task:
                return
            row = without_title(row, title)
        elif self.after_break:
            row = without_headings(row, columns, self._texts_above())
        self._read_task_row(row, columns, printed, title)
        self.after_break = False

    def _texts_above(self) -> dict[Column, str]:
        """Return the texts that stand last in the columns, for what goes on with them."""
        cells = self.last.cells if self.last else {}
        title = self.last.title if self.last else ""
        return {**cells, Column.task: title, Column.objective: self.objective.text}

    def _read_title(self, title: TitleRow) -> None:
        if self.after_break and is_open(self.draft, title):
            # Printed again at the top of a page: what stood above goes on.
            return
        self.objective, self.duty, self.above = Shared(), Shared(), {}
        self.last, self.open_number = None, ""
        if opens_area(title, self.style):
            self.section = open_area(self.draft, title)
            self.group = ""
        elif title.style in ("roman", "letter"):
            self.group = title.text
            self.duty = Shared(title.text)
        else:
            self.objective, self.duty = Shared(self.group), Shared(title.text)
            self.open_number = title.code

    def _close_group(self, number: str) -> None:
        """Close the group "1" at a task "2" beside it, unless its own tasks count 1, 2, 3."""
        if self.open_number.isdigit() and number.isascii() and number.isdigit():
            if int(number) == int(self.open_number) + 1:
                self.objective, self.duty = Shared(self.group), Shared()
            self.open_number = ""

    def _read_area_column(self, text: str) -> None:
        title = coded_title(text) or TitleRow("", one_line(text), (0,), False)
        if not is_open(self.draft, title):
            self.objective, self.duty, self.above = Shared(), Shared(), {}
            self.section = open_area(self.draft, title)

    def _read_task_row(
        self, row: Row, columns: Columns, printed: Printed, title: TitleRow | None
    ) -> None:
        row, repeated = self.cells_above.fill(row, columns)
        straight = straighten(row.grid(), columns)
        cells = straight.cells
        texts = texts_by_kind(cells, columns)
        if texts.get(Column.area):
            self._read_area_column(texts[Column.area])
        if self._join(row, cells, texts, columns, printed):
            return
        self._close_group(one_line(texts.get(Column.number, "")).rstrip(".)"))
        height = stack_height(row, cells, columns)
        parts, agreed = (
            unstack(cells, columns, height, marked=row.marked) if height > 1 else ([cells], True)
        )
        doubtful = straight.unsure or row_is_doubtful(row, cells, columns, title, height)
        for place, part in enumerate(parts):
            # What all tasks of a stack share is read with the first of them.
            own = without_wide(part, columns) if place else part
            task = self._task(row, own, columns, stacked=height > 1)
            task.printed = list(printed)
            _note_row(task, row, straight, doubtful=doubtful)
            _note_repeated(task, repeated)
            if height > 1:
                code = ProblemCode.stacked_row_split if agreed else ProblemCode.stacked_row_unsure
                severity = Severity.info if agreed else Severity.look
                task.note(code, severity, count=str(height))
            self.draft.tasks.append(task)
            self.last = task
        if len(self.draft.tasks) > MAX_TASKS:
            raise PlanRefused(RefusedFile.file_too_many_rows, limit=MAX_TASKS)

    def _join(
        self,
        row: Row,
        cells: Sequence[Cell],
        texts: dict[Column, str],
        columns: Columns,
        printed: Printed,
    ) -> bool:
        """Join a row that only goes on from the one before it; tell whether it did."""
        last = self.last
        how = continuation_of(
            cells, texts, columns, last, after_break=self.after_break, continued=row.continued
        )
        if last is None or how is Continuation.none:
            return False
        if how is Continuation.product:
            merged = columns.title is not None and cells[columns.title].merged
            add_product(last, texts, sure=merged)
        elif how is Continuation.rest:
            add_rest(last, texts, seen=row.continued)
        if how is not Continuation.product:
            self._extend_wide(cells, columns)
        last.add_printed(printed)
        return True

    def _extend_wide(self, cells: Sequence[Cell], columns: Columns) -> None:
        place = columns.place(Column.objective)
        if place is not None and place != columns.title:
            self.objective.extend(one_line(cells[place].text))
        self.duty.extend(one_line(duty_text(cells, columns)))

    def _task(
        self, row: Row, cells: Sequence[Cell], columns: Columns, *, stacked: bool
    ) -> DraftTask:
        texts = texts_by_kind(cells, columns)
        title = texts.get(Column.task, "")
        objective = texts.get(Column.objective, "")
        duty = duty_text(cells, columns)
        if not columns.places(Column.task):
            title, objective = objective, ""
        if not title:
            # The work stands in a wider column than usual: the narrowest one that is filled.
            title, duty, objective = (duty, "", objective) if duty else (objective, "", "")
        printed_number = one_line(texts.get(Column.number, "")).rstrip(".)")
        number, bare_title = split_number(title)
        if printed_number and not stacked:
            number, bare_title = printed_number, title
        self._remember_wide(objective, duty, printed_number)
        task = DraftTask(
            section=self.section,
            number=printed_number or number or label_text(cells, columns),
            objective=self.objective,
            duty=self.duty,
            title=bare_title,
            cells={column: text for column, text in texts.items() if column is not Column.task},
            source=Source(row.page, row.row, row.line),
            year=columns.year,
            recognised=row.recognised,
        )
        self._inherit_merged(task, cells, columns)
        places = columns.place(Column.product), columns.place(Column.deadline)
        if not stacked and places[0] is not None and places[1] is not None:
            task.milestones = milestones_of(cells[places[0]], cells[places[1]])
        return task

    def _remember_wide(self, objective: str, duty: str, number: str) -> None:
        if self.after_break and duty[:1].islower() and self.duty.text:
            # The rest of the duty above, although the objective beside it is a new one.
            self.duty.extend(one_line(duty))
            duty, kept = "", self.duty
        else:
            kept = Shared()
        objective = one_line(objective)
        if objective and fold(objective) != fold(self.objective.text):
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


def _note_row(task: DraftTask, row: Row, straight: Straightened, *, doubtful: bool) -> None:
    """Write down with a task what was noticed about its whole row."""
    if straight.moved:
        task.note(ProblemCode.columns_shifted, Severity.look)
    elif doubtful:
        task.note(ProblemCode.cells_unsure, Severity.look)
    if row.illegible:
        task.note(ProblemCode.letters_unsure, Severity.look)
    if row.stack > 1:
        task.note(ProblemCode.stacked_row_split, Severity.info, count=str(row.stack))


def _note_repeated(task: DraftTask, repeated: Sequence[Repeated]) -> None:
    """Write down which cells stood for those above them."""
    for cell in repeated:
        task.note(ProblemCode.cell_as_above, Severity.info, column=cell.heading, text=cell.printed)
