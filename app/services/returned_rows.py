"""What comes of the rows of a workbook that a unit sent back: taken over for the unit, or put
aside.

A row that is taken over goes through the one door as entered by the office: somebody else
verifies it. Each row stands in a savepoint of its own: one that is refused is named and left
undecided, the others stay.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app import clock
from app.models import Document, Plan, ReturnedRow, ReturnedWorkbook, ReturnStatus, Unit, WorkItem
from app.plan_import.returned import RowProblem
from app.queries.returned_rows import (
    Outlook,
    RowOutcome,
    RowView,
    kind_of_number,
    rows_by_id,
    undecided_rows,
)
from app.services import events, evidence, notices
from app.services.documents import DocumentFacts
from app.services.returned_workbooks import require_office
from app.services.work_item_claims import changed_meanwhile
from app.services.work_items import perform
from workflows.permissions import Actor
from workflows.requirements import Request
from workflows.states import Action, ActionRefused, Refusal, Role
from workflows.text import fold, format_date

KEPT_AT = "văn thư"
"""Where a document lies of which a row says only number and day. It goes into the record, which is
kept in Vietnamese whatever language the officer reads."""


class RowsRefused(Exception):
    """A choice of rows was refused; `code` is one of `app.labels.returns`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class SeenRow:
    """A row as it was drawn: its own version and that of its item."""

    row_version: int
    item_version: int


@dataclass(slots=True)
class Taken:
    """What came of a choice: the items by what was done with them, and each refused row with its
    refusal and the title of its item."""

    progress: list[WorkItem] = field(default_factory=list)
    submitted: list[WorkItem] = field(default_factory=list)
    refused: list[tuple[int, str, ActionRefused | RowsRefused]] = field(default_factory=list)

    @property
    def items(self) -> list[WorkItem]:
        return [*self.progress, *self.submitted]


def accept_rows(
    session: Session,
    actor: Actor,
    workbook: ReturnedWorkbook,
    chosen: Mapping[int, SeenRow],
    *,
    now: datetime,
) -> Taken:
    """Take over the chosen rows (row id → as seen) for their units.

    Rows that are refused are in the answer, and are left as they were. Raises RowsRefused for a
    workbook that is done with, ActionRefused for a person who may not.
    """
    plan = _take_open(session, actor, workbook)
    today = clock.local(now).date()
    views = rows_by_id(session, workbook, chosen, today)
    taken = Taken()
    act = _Taking(session, actor, workbook, plan, now)
    for row_id in sorted(views, key=lambda id_: views[id_].row.position):
        title = views[row_id].title
        try:
            with session.begin_nested():
                item, action = act.take(row_id, chosen[row_id], today)
        except (ActionRefused, RowsRefused) as refused:
            taken.refused.append((row_id, title, refused))
        else:
            (taken.submitted if action is Action.submit else taken.progress).append(item)
    if taken.items:
        items = [item.id for item in taken.items]
        _record(
            session,
            actor,
            workbook,
            "accept",
            now,
            count=len(items),
            work_items=items,
            told_by=workbook.told_by,
        )
        _tell(session, actor, plan, taken, now)
        _finish_if_done(session, actor, workbook, today, now)
    return taken


def put_aside(
    session: Session,
    actor: Actor,
    workbook: ReturnedWorkbook,
    chosen: Mapping[int, SeenRow],
    *,
    now: datetime,
) -> int:
    """Leave the chosen rows without taking them over; return how many. Raises RowsRefused where
    one was decided on meanwhile, and for a workbook that is done with."""
    _take_open(session, actor, workbook)
    for row_id, seen in chosen.items():
        _decide(session, workbook, row_id, seen.row_version, accepted=False)
    rows = sorted(chosen)
    _record(session, actor, workbook, "put_aside", now, count=len(rows), rows=rows)
    _finish_if_done(session, actor, workbook, clock.local(now).date(), now)
    return len(chosen)


def finish(session: Session, actor: Actor, workbook: ReturnedWorkbook, now: datetime) -> None:
    """Be done with the workbook; rows nobody decided on stay as they are. Raises RowsRefused."""
    _take_open(session, actor, workbook)
    workbook.status = ReturnStatus.finished
    _record(session, actor, workbook, "finish", now, rows=[])


def _take_open(session: Session, actor: Actor, workbook: ReturnedWorkbook) -> Plan:
    """Take the workbook for this transaction: two officers go through it one after the other."""
    plan = session.get_one(Plan, workbook.plan_id)
    require_office(actor, plan)
    session.execute(
        select(ReturnedWorkbook.id).where(ReturnedWorkbook.id == workbook.id).with_for_update()
    )
    session.refresh(workbook, ["status", "version"])
    if workbook.status is not ReturnStatus.open:
        raise RowsRefused("not_open")
    return plan


def _decide(
    session: Session, workbook: ReturnedWorkbook, row_id: int, version: int, *, accepted: bool
) -> None:
    decided = session.execute(
        update(ReturnedRow)
        .where(
            ReturnedRow.commune_id == workbook.commune_id,
            ReturnedRow.workbook_id == workbook.id,
            ReturnedRow.id == row_id,
            ReturnedRow.version == version,
            ReturnedRow.accepted.is_(None),
        )
        .values(accepted=accepted, version=version + 1)
        .execution_options(synchronize_session=False)
    )
    if decided.rowcount != 1:
        raise RowsRefused("row_taken")


@dataclass(frozen=True, slots=True)
class _Taking:
    """Rows of one workbook being taken over by one person."""

    session: Session
    actor: Actor
    workbook: ReturnedWorkbook
    plan: Plan
    now: datetime

    def take(self, row_id: int, seen: SeenRow, today: date) -> tuple[WorkItem, Action]:
        """Do what the row says; return its item and what was done with it."""
        _decide(self.session, self.workbook, row_id, seen.row_version, accepted=True)
        # Looked at again, for the rows before it may have changed the item or its documents.
        view = rows_by_id(self.session, self.workbook, [row_id], today)[row_id]
        item, outlook = view.item, view.outlook
        if item is None:
            raise RowsRefused("row_unknown")
        if item.version != seen.item_version:
            raise changed_meanwhile(self.session, item)
        if not view.may_accept:
            raise self._not_now(item, outlook)
        if outlook.links_document:
            self._link(view, item)
        action = Action.submit if outlook.outcome is RowOutcome.submit else Action.record_progress
        perform(
            self.session,
            self.actor,
            item,
            action,
            self._request(view.row, outlook),
            version=seen.item_version,
            now=self.now,
            entering=True,
            tell=False,
        )
        return item, action

    def _not_now(self, item: WorkItem, outlook: Outlook) -> ActionRefused | RowsRefused:
        if outlook.outcome is RowOutcome.nothing_new:
            return RowsRefused("row_taken")
        if outlook.outcome is RowOutcome.dormant:
            return RowsRefused("dormant")
        return ActionRefused(
            Refusal.wrong_status,
            status=item.status.value,
            action=Action.record_progress.value,
        )

    def _link(self, view: RowView, item: WorkItem) -> None:
        row = view.row
        facts = DocumentFacts(
            kind_of_number(row.document_number),
            number=row.document_number,
            issued_on=row.document_on,
            issuer=self._issuer(row, item),
            kept_at=KEPT_AT,
        )
        evidence.attach(
            self.session,
            self.actor,
            item,
            facts,
            (),
            view.outlook.product_ids,
            sha256s=(),
            now=self.now,
            entering=True,
        )

    def _issuer(self, row: ReturnedRow, item: WorkItem) -> str:
        """Who issued the document, where it is known already: the sheet does not say, and the same
        number and day of the unit or of the plan's issuer is the same document."""
        unit = self.session.get_one(Unit, item.lead_unit_id)
        likely = {fold(name) for name in ("", unit.name, unit.short_name, self.plan.issuer)}
        issuers = self.session.scalars(
            select(Document.issuer)
            .where(
                Document.commune_id == item.commune_id,
                Document.folded_number == fold(row.document_number)[:200],
                Document.issued_on == row.document_on,
            )
            .order_by(Document.id)
        )
        return next((issuer for issuer in issuers if fold(issuer) in likely), "")

    def _request(self, row: ReturnedRow, outlook: Outlook) -> Request:
        result = row.result
        if not (result or row.difficulty) or not outlook.links_document:
            # What is not kept as a document is kept in words, so that nothing written is lost.
            written = _written_day(row) or row.document_on
            document = _document_words(row.document_number, written)
            if document and document not in result:
                result = f"{result} ({document})" if result else document
        return Request(
            result=result,
            difficulties=row.difficulty,
            product_on=row.document_on if outlook.outcome is RowOutcome.submit else None,
            source=self.workbook.source,
            told_by=self.workbook.told_by,
            told_on=self.workbook.told_on,
        )


def _document_words(number: str, issued_on: date | str | None) -> str:
    """A document by its number and day as the record keeps it: in Vietnamese, as `KEPT_AT`."""
    day = format_date(issued_on) if isinstance(issued_on, date) else issued_on
    return " ".join(part for part in (number, day and f"ngày {day}") if part)


def _written_day(row: ReturnedRow) -> str:
    """The day as the unit wrote it, where it could not be read."""
    written = (
        problem["values"]["written"]
        for problem in row.problems
        if problem["code"] == RowProblem.day_unreadable
    )
    return str(next(written, ""))


def _finish_if_done(
    session: Session, actor: Actor, workbook: ReturnedWorkbook, today: date, now: datetime
) -> None:
    """Close the workbook when no row is left that says anything new."""
    left = undecided_rows(session, workbook, today)
    if all(view.outlook.outcome is RowOutcome.nothing_new for view in left):
        workbook.status = ReturnStatus.finished
        _record(session, actor, workbook, "finish", now, rows=[])


def _record(
    session: Session,
    actor: Actor,
    workbook: ReturnedWorkbook,
    verb: str,
    now: datetime,
    *,
    count: int = 0,
    **data: Any,
) -> None:
    """Leave an event of the workbook; `count` is of what was decided on, if anything was."""
    entry = events.Entry(
        kind=f"returned_workbook.{verb}",
        subject="returned_workbook",
        subject_id=workbook.id,
        plan_id=workbook.plan_id,
        new=str(count) if count else "",
        data=data,
    )
    events.record(session, actor, [entry], now)


def _tell(session: Session, actor: Actor, plan: Plan, taken: Taken, now: datetime) -> None:
    """One notice a person for the whole batch: the unit's people that something was entered for
    them, whoever decides that results wait."""
    entered: dict[int | None, list[WorkItem]] = {}
    waiting: dict[int | None, list[WorkItem]] = {}
    for item in taken.items:
        entered.setdefault(item.lead_unit_id, []).append(item)
    for item in taken.submitted:
        waiting.setdefault(item.deciding_unit_id, []).append(item)
    of_unit = frozenset({Role.unit_head, Role.unit_officer})
    deciders = frozenset({Role.standing_officer, Role.unit_head})
    for kind, groups, roles in (("accept", entered, of_unit), ("submit", waiting, deciders)):
        for unit_id, items in groups.items():
            people = notices.people_with_role(
                session,
                plan.commune_id,
                roles if unit_id is not None else {Role.leader},
                clock.local(now).date(),
                in_units=None if unit_id is None else {unit_id},
            )
            first = items[0]
            notices.notify(
                session,
                plan.commune_id,
                [person for person in people if person != actor.person_id],
                kind=f"returned_workbook.{kind}",
                key=f"returned_workbook.{kind}:{first.id}:{first.version}",
                data={"title": plan.title, "number": plan.number, "count": len(items)},
                path="/viec-cua-toi" if kind == "accept" else "/cho-xac-nhan",
                now=now,
            )
