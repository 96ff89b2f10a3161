"""What the comparison of a draft with its plan shows: old and new side by side, word by word."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import render_template
from flask_babel import gettext

from app import clock
from app.extensions import db
from app.labels.dates import due_words, moment_text
from app.labels.plan_versions import ASPECT, recall_text
from app.labels.words import label
from app.labels.work_items import place_words
from app.models import DraftStatus, MatchDecision, MatchKind, Plan, PlanDraft
from app.plan_import.matching import Aspect, TaskText
from app.plan_import.wording import Change, Piece, word_changes
from app.queries.drafts import DraftContent, barriers
from app.queries.plan_versions import ComparedTask, Comparison, compare, last_laying
from app.queries.reported import Report
from app.services.plan_recall import RecallRefused
from app.web.access import current_actor
from app.web.versions.forms import GONE, ReasonForm
from workflows.states import Role
from workflows.text import format_date


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell in both versions: its name, and its words in the order they are read."""

    name: str
    pieces: Sequence[Piece]

    @property
    def is_changed(self) -> bool:
        return any(piece.change is not Change.same for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Line:
    """A task in both versions. `options` are the rows it could stand for, with their words."""

    compared: ComparedTask
    place: str
    new_place: str
    words: str
    cells: Sequence[Cell]
    reported: Sequence[str]
    choices: Sequence[tuple[str, str]]
    options: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class NewLine:
    """A row that no task stands behind, and the tasks it could be."""

    row: TaskText
    place: str
    options: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Page:
    """The comparison as the page shows it, by groups."""

    groups: Sequence[tuple[MatchKind, Sequence[Line]]]
    kept: Sequence[Line]
    new: Sequence[NewLine]
    counts: Sequence[tuple[str, str, int]]
    asking: Sequence[Line]
    undecided: int


def comparison_page(
    content: DraftContent,
    plan: Plan,
    *,
    refusal: str | None = None,
    reason: ReasonForm | None = None,
) -> str:
    """The page "So với kế hoạch đang theo dõi"."""
    draft, actor = content.draft, current_actor()
    comparison = compare(db.session(), plan, content)
    form = reason or ReasonForm(formdata=None)
    form.version.data, form.version.raw_data = draft.version, None
    if reason is None:
        form.reason.data = default_reason(draft)
    return render_template(
        "versions/show.html",
        draft=draft,
        plan=plan,
        page=page_of(comparison, {unit.id: unit.short_name for unit in content.units}),
        form=form,
        refusal=refusal,
        is_open=draft.status is DraftStatus.open,
        may_prepare=actor.has_role(Role.standing_officer),
        may_apply=actor.has_role(Role.leader),
        barriers=len(barriers(content)),
        laying=last_laying(db.session(), draft),
        has_document=_has_document(draft),
        gone=GONE,
    )


def default_reason(draft: PlanDraft) -> str:
    """The reason that the leader's form proposes: the deciding document by its number and day."""
    if not _has_document(draft) or draft.issued_on is None:
        return ""
    day = format_date(draft.issued_on)
    return gettext("Thực hiện theo %(number)s ngày %(day)s", number=draft.number, day=day)


def _has_document(draft: PlanDraft) -> bool:
    return draft.issued_on is not None and any(char.isdigit() for char in draft.number)


def page_of(comparison: Comparison, units: Mapping[int, str]) -> Page:
    """The comparison in lines: what asks for a look first, what is kept last. `units` are names by
    id."""
    free = [
        row
        for row in comparison.rows
        if row in comparison.new
        or any(line.row == row and line.kind is MatchKind.changed for line in comparison.lines)
    ]
    rows = [(str(row.key), _named(row)) for row in free]
    loose = [line for line in comparison.lines if line.kind is not MatchKind.kept]
    tasks = [(str(line.task.key), _named(line.task)) for line in loose]
    lines = {line.task.key: _line(line, rows, comparison, units) for line in comparison.lines}
    of_kind = {kind: [lines[x.task.key] for x in comparison.of_kind(kind)] for kind in MatchKind}
    new = [NewLine(row, _place(row), tasks) for row in comparison.new]
    shown = (MatchKind.changed, MatchKind.merged, MatchKind.gone)
    counts = [(kind.value, label(kind), len(of_kind[kind])) for kind in (*shown, MatchKind.kept)]
    counts.insert(3, ("new", gettext("Mới"), len(new)))
    return Page(
        groups=[(kind, of_kind[kind]) for kind in shown if of_kind[kind]],
        kept=of_kind[MatchKind.kept],
        new=new,
        counts=counts,
        asking=[lines[line.task.key] for line in comparison.lines if line.asks],
        undecided=len(comparison.undecided),
    )


def _line(
    line: ComparedTask,
    rows: Sequence[tuple[str, str]],
    comparison: Comparison,
    units: Mapping[int, str],
) -> Line:
    row, asks = line.row, line.asks
    wanted = [MatchDecision.keep, MatchDecision.remake, MatchDecision.cancel]
    if line.kind is MatchKind.gone:
        wanted.remove(MatchDecision.remake)
    return Line(
        compared=line,
        place=_place(line.task),
        new_place=_place(row) if row else "",
        words=_words(line, comparison),
        cells=_cells(line, units),
        reported=[
            ", ".join(
                part
                for part in (
                    item.label,
                    label(item.status),
                    due_words(item.status, item.due_on, clock.today()),
                )
                if part
            )
            for item in line.reported
        ],
        choices=[(how.value, label(how)) for how in wanted] if asks else (),
        options=rows if line.kind is not MatchKind.kept else (),
    )


def _words(line: ComparedTask, comparison: Comparison) -> str:
    """What became of the task, in words beside its kind."""
    if line.kind is MatchKind.changed:
        named = [str(ASPECT[aspect.value]) for aspect in Aspect if aspect in line.aspects]
        return gettext("đổi %(what)s", what=", ".join(named))
    if line.kind is MatchKind.merged:
        keeper = next(x.task for x in comparison.lines if x.task.key == line.into)
        return gettext("ghép vào “%(title)s”", title=keeper.title)
    return ""


def _cells(line: ComparedTask, units: Mapping[int, str]) -> list[Cell]:
    """The cells that read otherwise; of a merged task its title alone, for the rest of the row
    speaks of the task it went into."""
    task, row = line.task, line.row
    if row is None or line.kind is MatchKind.kept:
        return []
    lead = ("; ".join(task.lead), "; ".join(row.lead))
    if Aspect.lead in line.aspects and lead[0] == lead[1]:
        # The words are the same; the units they mean by now are not.
        lead = (_unit_names(task, units), _unit_names(row, units))
    texts = [
        (gettext("Nhiệm vụ"), task.title, row.title),
        (gettext("Sản phẩm"), task.product, row.product),
        (gettext("Chủ trì"), *lead),
        (gettext("Phối hợp"), "; ".join(task.supporting), "; ".join(row.supporting)),
        (gettext("Thời gian"), task.time, row.time),
    ]
    if line.kind is MatchKind.merged:
        del texts[1:]
    cells = (Cell(name, word_changes(old, new)) for name, old, new in texts)
    return [cell for cell in cells if cell.is_changed]


def _unit_names(text: TaskText, units: Mapping[int, str]) -> str:
    return "; ".join(units.get(unit, "") for slot in text.slots for unit in slot)


def _place(text: TaskText) -> str:
    return place_words(text.section, text.number)


def _named(text: TaskText) -> str:
    """A task or row in a list to choose from, cut to what fits on a line."""
    short = text.title if len(text.title) <= 90 else f"{text.title[:89]}…"
    return f"{text.number}. {short}" if text.number else short


def recall_words(refused: RecallRefused) -> str:
    """The sentence of a refused recall; what was reported is named with who and when."""
    report = refused.values.get("report")
    if not isinstance(report, Report):
        return recall_text(refused.refusal)
    title = f"{report.title} ({report.label})" if report.label else report.title
    values = {"person": report.person, "title": title, "when": moment_text(report.at)}
    return recall_text(refused.refusal, values)
