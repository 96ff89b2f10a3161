"""A plan's workbook that a unit filled in and sent back: kept with its rows, every row told which
work item it speaks of.

Nothing changes by that: what comes of a row is decided by `app.services.returned_rows`.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.models import (
    Plan,
    PlanStatus,
    ReturnedRow,
    ReturnedWorkbook,
    ReturnStatus,
    Task,
    Unit,
    WorkItem,
)
from app.plan_import.returned import (
    ReturnedLine,
    ReturnedReading,
    ReturnRefusal,
    ReturnRefused,
    RowProblem,
)
from app.queries.returned_rows import Received
from app.reports.row_keys import is_genuine
from app.reports.workbook import harmless
from app.services import events
from app.services.stored_files import KeptFile, add_stored_file
from workflows.permissions import Actor
from workflows.states import OPEN, ActionRefused, Refusal, Role
from workflows.text import fold, squeeze


@dataclass(frozen=True, slots=True)
class Sent:
    """A workbook as it was handed over: its rows, its file in the store, the unit it is of (None:
    several), and from whom it came."""

    reading: ReturnedReading
    file: KeptFile
    unit_id: int | None
    received: Received


def require_office(actor: Actor, plan: Plan) -> None:
    """Raise ActionRefused for anybody but an officer of the plan's standing office, and for a plan
    that is no longer followed."""
    if plan.standing_unit_id not in actor.units(Role.standing_officer):
        raise ActionRefused(Refusal.role_not_enough)
    if plan.status is not PlanStatus.running:
        raise ActionRefused(Refusal.plan_recalled)


def check_belongs(reading: ReturnedReading, plan_id: int, secret: bytes) -> None:
    """Raise ReturnRefused for a workbook of another plan, or of another commune, and for one in
    which nothing was filled in. Asks no database."""
    keyed = [line for line in reading.lines if line.key is not None]
    if keyed and not any(_item_id(line, plan_id, secret) for line in keyed):
        raise ReturnRefused(ReturnRefusal.other_plan)
    if not any(line.is_filled for line in reading.lines):
        raise ReturnRefused(ReturnRefusal.nothing_filled)


def receive(
    session: Session, actor: Actor, plan: Plan, sent: Sent, *, secret: bytes, now: datetime
) -> ReturnedWorkbook:
    """Keep the workbook and those of its rows that say something. `secret` is the product's.

    Raises ReturnRefused as `check_belongs`, and ActionRefused as `require_office`.
    """
    require_office(actor, plan)
    check_belongs(sent.reading, plan.id, secret)
    workbook = ReturnedWorkbook(
        commune_id=plan.commune_id,
        file_id=add_stored_file(session, actor, sent.file, now).id,
        plan_id=plan.id,
        unit_id=_unit_id(session, plan, sent.unit_id),
        told_by=sent.received.told_by,
        source=sent.received.source,
        told_on=sent.received.told_on,
        status=ReturnStatus.open,
        problems=[],
        created_at=now,
        created_by=actor.person_id,
    )
    session.add(workbook)
    session.flush()
    filled = [line for line in sent.reading.lines if line.is_filled]
    session.execute(insert(ReturnedRow), _rows(session, plan, workbook, filled, secret))
    _record(session, actor, workbook, sent, len(filled), now)
    return workbook


def _unit_id(session: Session, plan: Plan, unit_id: int | None) -> int | None:
    """The unit where it is one of the commune; a form can name any number."""
    return session.scalar(
        select(Unit.id).where(Unit.commune_id == plan.commune_id, Unit.id == unit_id)
    )


def _item_id(line: ReturnedLine, plan_id: int, secret: bytes) -> int | None:
    """The item that a row's key names, None for a key that was not made for this plan here."""
    key = line.key
    if key is None or key.plan_id != plan_id:
        return None
    genuine = is_genuine(secret, key.plan_id, key.work_item_id, key.version, key.code)
    return key.work_item_id if genuine else None


@dataclass(frozen=True, slots=True)
class _Candidate:
    """An open item that a row without a key may mean."""

    item_id: int
    number: str
    label: str
    due_on: date | None


@dataclass(frozen=True, slots=True)
class _Found:
    """What a row was found to speak of."""

    item_id: int | None
    version: int | None
    problem: RowProblem | None = None


def _rows(
    session: Session,
    plan: Plan,
    workbook: ReturnedWorkbook,
    lines: Sequence[ReturnedLine],
    secret: bytes,
) -> list[dict[str, Any]]:
    titles, by_title = _items_of_plan(session, plan)
    found = [_find(line, plan, secret, titles, by_title) for line in lines]
    times = Counter(one.item_id for one in found if one.item_id is not None)
    return [
        {
            "commune_id": plan.commune_id,
            "workbook_id": workbook.id,
            "position": position,
            "work_item_id": one.item_id,
            "item_version": one.version,
            "result": line.result,
            "document_number": line.document_number,
            "document_on": line.document_on,
            "difficulty": line.difficulty,
            "problems": _problems(line, one, repeated=times[one.item_id] > 1),
            "accepted": None,
            "version": 1,
        }
        for position, (line, one) in enumerate(zip(lines, found, strict=True), 1)
    ]


def _items_of_plan(
    session: Session, plan: Plan
) -> tuple[dict[int, str], dict[str, list[_Candidate]]]:
    """The title of each item of the plan as a sheet prints it, folded; and its open items by
    that title."""
    titles: dict[int, str] = {}
    by_title: dict[str, list[_Candidate]] = defaultdict(list)
    for item_id, status, label, due_on, title, number in session.execute(
        select(
            WorkItem.id, WorkItem.status, WorkItem.label, WorkItem.due_on, Task.title, Task.number
        )
        .join(Task, Task.id == WorkItem.task_id)
        .where(WorkItem.commune_id == plan.commune_id, WorkItem.plan_id == plan.id)
    ):
        titles[item_id] = fold(harmless(title))
        if status in OPEN:
            by_title[titles[item_id]].append(_Candidate(item_id, number, label, due_on))
    return titles, by_title


def _find(
    line: ReturnedLine,
    plan: Plan,
    secret: bytes,
    titles: Mapping[int, str],
    by_title: Mapping[str, Sequence[_Candidate]],
) -> _Found:
    if line.key is None:
        match = _by_title(line, by_title.get(fold(line.title), ()))
        problem = RowProblem.matched_by_title if match else RowProblem.row_unknown
        return _Found(match, None, problem)
    item_id = _item_id(line, plan.id, secret)
    if item_id not in titles:
        return _Found(None, None, RowProblem.key_wrong)
    # The key belongs to the row, the words to whoever pasted them: they must not part.
    moved = bool(line.title) and fold(line.title) != titles[item_id]
    problem = RowProblem.title_differs if moved else None
    return _Found(item_id, line.key.version, problem)


def _by_title(line: ReturnedLine, candidates: Sequence[_Candidate]) -> int | None:
    """The one item with the row's title; of several, the one with its number, then its period."""
    if not line.title or not candidates:
        return None
    period = fold(line.period)
    for fits in (
        lambda one: True,
        lambda one: squeeze(one.number) == line.number,
        lambda one: bool(one.label) and fold(one.label) in period,
    ):
        candidates = [one for one in candidates if fits(one)]
        if len(candidates) == 1:
            return candidates[0].item_id
    return None


def _problems(line: ReturnedLine, found: _Found, *, repeated: bool) -> list[dict[str, Any]]:
    """The problems of a row; one that belongs to no item keeps its number and title, which is all
    that can be shown of it."""
    own: list[dict[str, Any]] = []
    if found.problem is not None:
        own.append(
            {
                "code": found.problem.value,
                "values": {"number": line.number, "title": line.title[:300]},
            }
        )
    if repeated:
        own.append({"code": RowProblem.row_repeated.value, "values": {}})
    return own + [{"code": code.value, "values": values} for code, values in line.problems]


def _record(
    session: Session,
    actor: Actor,
    workbook: ReturnedWorkbook,
    sent: Sent,
    rows: int,
    now: datetime,
) -> None:
    entry = events.Entry(
        kind="returned_workbook.receive",
        subject="returned_workbook",
        subject_id=workbook.id,
        plan_id=workbook.plan_id,
        new=sent.file.name,
        data={
            "told_by": sent.received.told_by,
            "source": sent.received.source,
            "told_on": sent.received.told_on.isoformat(),
            "unit_id": workbook.unit_id,
            "rows": rows,
            "sha256": sent.file.written.sha256,
        },
    )
    events.record(session, actor, [entry], now)
