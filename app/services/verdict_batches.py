"""Many verdicts at once: each row goes through the one door under the same guard, and has its own
answer.

All rows share the request's transaction, each in a savepoint of its own: a refused row undoes
itself and nothing else, and the edge commits what was done once. A transaction per row would need
the service to commit, and a request that dies in the middle would leave some rows decided with
nobody told which.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app import clock
from app.models import WorkItem
from app.queries.evidence import evidence_of_items
from app.queries.subjects import subjects_of
from app.queries.verification import default_product_day
from app.services.row_versions import hold_all
from app.services.work_items import SignedSheet, perform
from workflows.permissions import Actor
from workflows.requirements import Request
from workflows.states import VERDICTS, Action, ActionRefused, Refusal

MOST_ROWS = 50
"""Rows of one batch: a page of the queue."""


@dataclass(frozen=True, slots=True)
class RowResult:
    """What became of a row: done, or `refused` and why."""

    work_item_id: int
    title: str
    label: str
    unit: str
    refused: ActionRefused | None = None


@dataclass(frozen=True, slots=True)
class RowVerdict:
    """A verdict on one item, as the person saw it (`version`). Without a product's day in
    `request`, a verified item gets the one that its own page would offer."""

    work_item_id: int
    version: int
    action: Action
    request: Request = field(default_factory=Request)


def decide_each(
    session: Session,
    actor: Actor,
    versions: Mapping[int, int],
    action: Action,
    request: Request,
    *,
    now: datetime,
) -> list[RowResult]:
    """Give the verdict `action` on each item of `versions` (item id → version as the person saw
    it), in the order given; return what became of each.

    As `decide_rows`, with the product's day that each item's own page would offer.
    """
    request = replace(request, product_on=None)
    rows = [RowVerdict(id_, version, action, request) for id_, version in versions.items()]
    return decide_rows(session, actor, rows, now=now)


def decide_rows(
    session: Session,
    actor: Actor,
    verdicts: Sequence[RowVerdict],
    *,
    now: datetime,
    by_sheet: SignedSheet | None = None,
) -> list[RowResult]:
    """Give each item its own verdict, in the order given; return what became of each.

    `by_sheet`: a leader gave them on paper, and the actor records them. Ids of another commune, or
    of nothing, are passed over. Raises ActionRefused (rows_missing, rows_too_many) where nothing
    is tried.
    """
    if unknown := {row.action for row in verdicts} - VERDICTS:
        raise ValueError(f"{unknown} are no verdicts")
    if len(verdicts) > MOST_ROWS:
        raise ActionRefused(Refusal.rows_too_many, limit=str(MOST_ROWS))
    by_id = {row.work_item_id: row for row in verdicts}
    items = _items(session, actor, list(by_id))
    if not items:
        raise ActionRefused(Refusal.rows_missing)
    # Before the first event: who changes one of them alone holds it and then waits for the record.
    hold_all(session, items)
    rows = [
        RowResult(item.id, item.task.title, item.label, item.lead_unit.short_name) for item in items
    ]
    undated = [item for item in items if _wants_day(by_id[item.id])]
    days = _product_days(session, actor, undated, now) if undated else {}
    return [
        _decide(session, actor, row, by_id[row.work_item_id], days, now=now, by_sheet=by_sheet)
        for row in rows
    ]


def _wants_day(verdict: RowVerdict) -> bool:
    return verdict.action is Action.verify and verdict.request.product_on is None


def _decide(
    session: Session,
    actor: Actor,
    row: RowResult,
    verdict: RowVerdict,
    days: Mapping[int, date | None],
    *,
    now: datetime,
    by_sheet: SignedSheet | None,
) -> RowResult:
    request = verdict.request
    if row.work_item_id in days:
        request = replace(request, product_on=days[row.work_item_id])
    try:
        with session.begin_nested():
            item = session.get_one(WorkItem, row.work_item_id)
            perform(
                session,
                actor,
                item,
                verdict.action,
                request,
                version=verdict.version,
                now=now,
                by_sheet=by_sheet,
            )
    except ActionRefused as refused:
        return replace(row, refused=refused)
    return row


def _items(session: Session, actor: Actor, ids: Sequence[int]) -> list[WorkItem]:
    found = {
        item.id: item
        for item in session.scalars(
            select(WorkItem)
            .where(WorkItem.commune_id == actor.commune_id, WorkItem.id.in_(ids))
            .options(joinedload(WorkItem.task), joinedload(WorkItem.lead_unit))
        )
    }
    return [found[id_] for id_ in ids if id_ in found]


def _product_days(
    session: Session, actor: Actor, items: Sequence[WorkItem], now: datetime
) -> dict[int, date | None]:
    proofs = evidence_of_items(session, actor, items, subjects_of(session, items))
    today = clock.local(now).date()
    return {item.id: default_product_day(item, proofs[item.id], today) for item in items}
