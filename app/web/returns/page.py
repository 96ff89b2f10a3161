"""What the page of differences shows: worked out here, drawn by the template."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from app.labels.dates import date_text
from app.labels.refusals import refusal_text
from app.labels.returns import (
    STALE,
    document_text,
    return_refusal_text,
    row_outlook_text,
    row_problem_text,
    told_text,
)
from app.labels.work_items import status_words
from app.models import ReturnedWorkbook, ReturnStatus, Unit
from app.queries.returned_rows import (
    RowOutcome,
    RowView,
    decided_counts,
    undecided_rows,
)
from app.services.returned_rows import RowsRefused
from workflows.states import ActionRefused

MOST_ROWS = 100
"""Rows drawn at once; the next come when these are decided."""


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of an item: the result, the document in words, the difficulty."""

    result: str
    document: str
    difficulty: str


@dataclass(frozen=True, slots=True)
class DifferenceRow:
    """A row in words: what it says, what is known, what would happen, what to look at."""

    view: RowView
    title: str
    known: Said
    says: Said
    outlook: str
    problems: Sequence[str]
    ticked: bool

    @property
    def id(self) -> int:
        return self.view.row.id

    @property
    def seen(self) -> str:
        """The versions as drawn."""
        item = self.view.item
        return f"{self.view.row.version}.{item.version if item else 0}"

    @property
    def is_clean(self) -> bool:
        return self.view.may_accept and not self.view.needs_look


def differences(
    session: Session, workbook: ReturnedWorkbook, today: date, typed: MultiDict[str, str]
) -> dict[str, Any]:
    """The context of `returns/show.html`. `typed` is a refused form, whose ticks are kept."""
    is_open = workbook.status is ReturnStatus.open
    views = undecided_rows(session, workbook, today) if is_open else []
    news = [view for view in views if view.outlook.outcome is not RowOutcome.nothing_new]
    shown = [_row(view, f"tick-{view.row.id}" in typed) for view in news[:MOST_ROWS]]
    accepted, aside = decided_counts(session, workbook)
    unit = session.get(Unit, workbook.unit_id) if workbook.unit_id else None
    return {
        "workbook": workbook,
        "plan": workbook.plan,
        "unit": unit.name if unit else "",
        "told": told_text(workbook.told_by, workbook.source, date_text(workbook.told_on)),
        "is_open": is_open,
        "rows": shown,
        "count": len(news),
        "more": len(news) - len(shown),
        "clean": sum(row.is_clean for row in shown),
        "acceptable": any(row.view.may_accept for row in shown),
        "blocked": sum(not view.may_accept for view in news),
        "unchanged": len(views) - len(news),
        "accepted": accepted,
        "aside": aside,
    }


def _row(view: RowView, ticked: bool) -> DifferenceRow:
    row, known, outlook = view.row, view.known, view.outlook
    problems = [row_problem_text(one["code"], one["values"]) for one in row.problems]
    if outlook.day_in_future:
        problems.append(row_problem_text("day_in_future", {"written": date_text(row.document_on)}))
    if outlook.is_stale:
        problems.insert(0, str(STALE))
    written = document_text(row.document_number, row.document_on)
    document = known.document
    known_document = document_text(document.number, document.issued_on) if document else ""
    return DifferenceRow(
        view=view,
        title=view.title or _written_title(view),
        known=Said(known.result, known_document, known.difficulty),
        says=Said(row.result, written, row.difficulty),
        outlook=row_outlook_text(
            outlook.outcome.value,
            written,
            links=outlook.links_document,
            uncovered="; ".join(outlook.uncovered),
            status=status_words(view.item) if view.item else "",
        ),
        problems=problems,
        ticked=ticked,
    )


def _written_title(view: RowView) -> str:
    """What a row that belongs to no item calls itself."""
    for problem in view.row.problems:
        if title := problem["values"].get("title"):
            return str(title)
    return ""


def refused_text(refused: RowsRefused | ActionRefused) -> str:
    """The sentence of a refusal, whoever refused."""
    if isinstance(refused, ActionRefused):
        return refusal_text(refused)
    return return_refusal_text(refused.code)
