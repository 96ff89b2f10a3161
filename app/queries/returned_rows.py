"""Workbooks that came back: which there are, and what each row would do."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from app.models import (
    DocumentKind,
    Plan,
    ReturnedRow,
    ReturnedWorkbook,
    Section,
    Task,
    Unit,
    WorkItem,
)
from app.plan_import.returned import RowProblem
from app.queries.batches import batches
from app.queries.evidence import open_products
from app.queries.known_results import NOTHING_KNOWN, KnownResult, known_results
from workflows.permissions import Actor
from workflows.states import WITH_LEAD, Role, Status
from workflows.text import fold


class RowOutcome(StrEnum):
    """What accepting a row does: nothing, a progress note, or a result handed in for the unit;
    the others cannot be accepted: `dormant` not before the item is woken by its document, `closed`
    and `unknown` not at all."""

    nothing_new = auto()
    progress = auto()
    submit = auto()
    dormant = auto()
    closed = auto()
    unknown = auto()


@dataclass(frozen=True, slots=True)
class Outlook:
    """What will happen with a row. `product_ids` are the lines its document covers, `uncovered`
    the titles of those that stay open. `is_stale`: the item moved on since the workbook was made.
    """

    outcome: RowOutcome
    links_document: bool = False
    product_ids: tuple[int, ...] = ()
    uncovered: tuple[str, ...] = ()
    is_stale: bool = False
    day_in_future: bool = False


@dataclass(frozen=True, slots=True)
class RowView:
    """A row beside the item it belongs to (None where it belongs to none)."""

    row: ReturnedRow
    item: WorkItem | None
    title: str
    place: str
    unit: str
    known: KnownResult
    outlook: Outlook

    @property
    def needs_look(self) -> bool:
        """True where somebody should look at this very row before it is accepted."""
        return bool(self.row.problems) or self.outlook.is_stale or self.outlook.day_in_future

    @property
    def may_accept(self) -> bool:
        return self.outlook.outcome in (RowOutcome.progress, RowOutcome.submit)


@dataclass(frozen=True, slots=True)
class Received:
    """From whom a workbook came, by what way (a code of `app.labels.returns`), on which day."""

    told_by: str
    source: str
    told_on: date


@dataclass(frozen=True, slots=True)
class WorkbookLine:
    """A workbook in the list of a plan, and how many rows of it say something."""

    workbook: ReturnedWorkbook
    unit: str
    rows: int


def outlook_of(
    row: ReturnedRow,
    item: WorkItem | None,
    known: KnownResult,
    uncovered: Sequence[tuple[int, str]],
    today: date,
) -> Outlook:
    """Decide what accepting `row` would do to `item` as it stands. `uncovered` are (id, title) of
    the lines of its checklist that nothing covers yet.

    A number with its day is a document: it is linked to the line it belongs to, and where that
    covers the checklist, the result is handed in. Anything else that is new is a progress note.
    """
    if item is None:
        return Outlook(RowOutcome.unknown)
    stale = row.item_version is not None and row.item_version != item.version
    ahead = row.document_on is not None and row.document_on > today
    whole = bool(row.document_number and row.document_on) and not ahead
    new_document = whole and not known.has(row.document_number, row.document_on)
    loose = not whole and _is_news(row, known)
    if not (new_document or loose) and known.says(row.result, row.difficulty):
        return Outlook(RowOutcome.nothing_new, is_stale=stale, day_in_future=ahead)
    if item.status not in WITH_LEAD:
        waits = item.status is Status.dormant
        outcome = RowOutcome.dormant if waits else RowOutcome.closed
        return Outlook(outcome, is_stale=stale, day_in_future=ahead)
    if not new_document:
        return Outlook(RowOutcome.progress, is_stale=stale, day_in_future=ahead)
    covered = _covered_by(row.document_number, uncovered)
    left = tuple(title for id_, title in uncovered if id_ not in covered)
    outcome = RowOutcome.progress if left else RowOutcome.submit
    return Outlook(outcome, True, covered, left, stale, ahead)


def _is_news(row: ReturnedRow, known: KnownResult) -> bool:
    """True where half a document, a number or a day alone, is not that of a known one."""
    if row.document_number:
        folded = fold(row.document_number)
        return all(fold(document.number) != folded for document in known.documents)
    if row.document_on is not None:
        return all(document.issued_on != row.document_on for document in known.documents)
    return any(problem["code"] == RowProblem.day_unreadable for problem in row.problems)


_KINDS: Mapping[str, tuple[DocumentKind, str]] = {
    "kh": (DocumentKind.plan, "ke hoach"),
    "qd": (DocumentKind.decision, "quyet dinh"),
    "bc": (DocumentKind.report, "bao cao"),
    "ttr": (DocumentKind.submission, "to trinh"),
    "bb": (DocumentKind.minutes, "bien ban"),
}
"""The abbreviations in a document's number (Decree 30/2020/NĐ-CP, Appendix III), and the word with
which the product of that kind begins."""
_ABBREVIATION = re.compile(r"\d+[a-z]?\s*/\s*(?:20\d\d/)?([a-z]+)")


def kind_of_number(number: str) -> DocumentKind:
    """What a number says the document is: "12/KH-UBND" is a plan; `other` where it does not say."""
    found = _ABBREVIATION.match(fold(number))
    kind = _KINDS.get(found[1]) if found else None
    return kind[0] if kind else DocumentKind.other


def _covered_by(number: str, uncovered: Sequence[tuple[int, str]]) -> tuple[int, ...]:
    """The line of the checklist that a document covers: the only one, or the only one of its
    kind; none where that is not plain."""
    if len(uncovered) == 1:
        return (uncovered[0][0],)
    found = _ABBREVIATION.match(fold(number))
    kind = _KINDS.get(found[1]) if found else None
    fitting = [id_ for id_, title in uncovered if kind and fold(title).startswith(kind[1])]
    return tuple(fitting) if len(fitting) == 1 else ()


def workbooks_of(session: Session, plan: Plan, limit: int = 50) -> list[WorkbookLine]:
    """The latest workbooks that came back for the plan. One query."""
    counted = (
        select(ReturnedRow.workbook_id, func.count().label("rows"))
        .where(ReturnedRow.commune_id == plan.commune_id)
        .group_by(ReturnedRow.workbook_id)
        .subquery()
    )
    rows = session.execute(
        select(ReturnedWorkbook, Unit.name, counted.c.rows)
        .outerjoin(Unit, Unit.id == ReturnedWorkbook.unit_id)
        .outerjoin(counted, counted.c.workbook_id == ReturnedWorkbook.id)
        .where(ReturnedWorkbook.commune_id == plan.commune_id, ReturnedWorkbook.plan_id == plan.id)
        .order_by(ReturnedWorkbook.id.desc())
        .limit(limit)
    )
    return [WorkbookLine(workbook, unit or "", count or 0) for workbook, unit, count in rows]


def find_workbook(
    session: Session, actor: Actor, returned_workbook_id: int
) -> ReturnedWorkbook | None:
    """The workbook with its plan and file for this actor of the plan's standing office, or None."""
    return session.scalars(
        select(ReturnedWorkbook)
        .join(Plan, Plan.id == ReturnedWorkbook.plan_id)
        .where(
            ReturnedWorkbook.id == returned_workbook_id,
            ReturnedWorkbook.commune_id == actor.commune_id,
            Plan.standing_unit_id.in_(actor.units(Role.standing_officer)),
        )
        .options(joinedload(ReturnedWorkbook.plan), joinedload(ReturnedWorkbook.file))
    ).first()


def undecided_rows(session: Session, workbook: ReturnedWorkbook, today: date) -> list[RowView]:
    """The rows nobody has decided on, in the order of the file. A fixed number of queries for up
    to a thousand items."""
    return _views(session, workbook, today, ReturnedRow.accepted.is_(None))


def rows_by_id(
    session: Session, workbook: ReturnedWorkbook, row_ids: Collection[int], today: date
) -> dict[int, RowView]:
    """Some rows of the workbook, decided upon or not, by their ids."""
    views = _views(session, workbook, today, ReturnedRow.id.in_(row_ids))
    return {view.row.id: view for view in views}


def decided_counts(session: Session, workbook: ReturnedWorkbook) -> tuple[int, int]:
    """How many rows were accepted, and how many put aside."""
    counts: dict[bool | None, int] = {
        accepted: number
        for accepted, number in session.execute(
            select(ReturnedRow.accepted, func.count())
            .where(
                ReturnedRow.commune_id == workbook.commune_id,
                ReturnedRow.workbook_id == workbook.id,
            )
            .group_by(ReturnedRow.accepted)
        )
    }
    return counts.get(True, 0), counts.get(False, 0)


def _views(
    session: Session, workbook: ReturnedWorkbook, today: date, condition: Any
) -> list[RowView]:
    found = session.execute(
        select(ReturnedRow, WorkItem, Task.title, Task.number, Section.code, Unit.short_name)
        .outerjoin(WorkItem, WorkItem.id == ReturnedRow.work_item_id)
        .outerjoin(Task, Task.id == WorkItem.task_id)
        .outerjoin(Section, Section.id == Task.section_id)
        .outerjoin(Unit, Unit.id == WorkItem.lead_unit_id)
        .where(
            ReturnedRow.commune_id == workbook.commune_id,
            ReturnedRow.workbook_id == workbook.id,
            condition,
        )
        .order_by(ReturnedRow.position)
        .execution_options(populate_existing=True)
    ).all()
    item_ids = sorted({item.id for _, item, *_ in found if item is not None})
    known = known_results(session, workbook.commune_id, item_ids)
    uncovered: dict[int, list[tuple[int, str]]] = {}
    for some in batches(item_ids):
        uncovered |= open_products(session, workbook.commune_id, some)
    return [
        RowView(
            row,
            item,
            title or "",
            ".".join(part for part in (code, number) if part),
            unit or "",
            known.get(item.id, NOTHING_KNOWN) if item else NOTHING_KNOWN,
            outlook_of(
                row,
                item,
                known.get(item.id, NOTHING_KNOWN) if item else NOTHING_KNOWN,
                uncovered.get(item.id, []) if item else [],
                today,
            ),
        )
        for row, item, title, number, code, unit in found
    ]
