"""*Ghi nhận kết quả đã có*: results that were there before the plan was followed, in bulk.

Two people do it, as for every result. Somebody of the standing office *enters* them for the units:
each becomes a submission with its own document and day, all under one paper (a review's minutes).
Then somebody else, who may decide on the item, *verifies* them in bulk under the same paper.
Whoever entered decides on none of them, and nobody decides for his own unit: both go through the
one door.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.models import Document, DocumentKind, Evidence, Plan, Unit, WorkItem, WorkItemProduct
from app.queries.subjects import subjects_of
from app.services import documents, events, notices
from app.services.documents import DocumentFacts
from app.services.work_items import perform
from workflows.permissions import Actor, require
from workflows.requirements import Request
from workflows.states import Action, ActionRefused, Refusal, Right, Role
from workflows.text import fold


@dataclass(frozen=True, slots=True)
class OpeningResult:
    """A result that was there before: the item as the person saw it, the document and its day."""

    work_item_id: int
    version: int
    number: str
    issued_on: date


def enter_results(
    session: Session,
    actor: Actor,
    plan: Plan,
    results: Sequence[OpeningResult],
    *,
    basis: str,
    now: datetime,
) -> int:
    """Hand in each result for its unit, under the paper `basis` (number and day in words).

    The document covers every product of its item; it counts as handed in on its own day, for it was
    there then. Raises ActionRefused, and then nothing is kept. Returns how many were entered.
    """
    _check_basis(basis)
    items = _items(session, plan, [result.work_item_id for result in results])
    subjects = subjects_of(session, list(items.values()))
    known: dict[tuple[str, date, int], Document] = {}
    for result in results:
        item = _found(items, result.work_item_id)
        require(actor, Right.enter_result, subjects[item.id])
        _check_result(result, clock.local(now).date())
        document = _document(session, actor, item, result, known, now)
        _cover_products(session, actor, item, document, now)
        request = Request(product_on=result.issued_on, document=basis)
        version = result.version
        perform(
            session,
            actor,
            item,
            Action.submit,
            request,
            version=version,
            now=now,
            entering=True,
            tell=False,
        )
        item.submitted_on = result.issued_on
    entered = [items[result.work_item_id] for result in results]
    _record(session, actor, plan, "enter", entered, basis, now)
    _tell(session, actor, plan, entered, "enter", _deciders, now)
    return len(entered)


def verify_results(
    session: Session,
    actor: Actor,
    plan: Plan,
    versions: Mapping[int, int],
    *,
    basis: str,
    now: datetime,
) -> int:
    """Verify entered results (`versions`: item id → version as seen) under the paper `basis`.

    Each goes through the door by itself, so the rules hold for each: one that may not be decided on
    refuses the whole batch. Raises ActionRefused. Returns how many were verified.
    """
    _check_basis(basis)
    items = _items(session, plan, versions)
    for item_id, version in versions.items():
        item = _found(items, item_id)
        request = Request(document=basis)
        perform(session, actor, item, Action.verify, request, version=version, now=now, tell=False)
    verified = [items[item_id] for item_id in versions]
    _record(session, actor, plan, "verify", verified, basis, now)
    _tell(session, actor, plan, verified, "verify", _leads, now)
    return len(verified)


def _check_basis(basis: str) -> None:
    if not basis:
        raise ActionRefused(Refusal.document_missing)


def _check_result(result: OpeningResult, today: date) -> None:
    if not result.number:
        raise ActionRefused(Refusal.document_missing)
    if result.issued_on > today:
        raise ActionRefused(Refusal.product_day_in_future)


def _items(session: Session, plan: Plan, item_ids: Collection[int]) -> dict[int, WorkItem]:
    found = session.scalars(
        select(WorkItem)
        .where(
            WorkItem.commune_id == plan.commune_id,
            WorkItem.plan_id == plan.id,
            WorkItem.id.in_(item_ids),
        )
        .order_by(WorkItem.id)
        .with_for_update()
    )
    return {item.id: item for item in found}


def _found(items: Mapping[int, WorkItem], item_id: int) -> WorkItem:
    item = items.get(item_id)
    if item is None:  # Another plan's, or another commune's: nothing here to decide on.
        raise ActionRefused(Refusal.role_not_enough)
    return item


def _document(
    session: Session,
    actor: Actor,
    item: WorkItem,
    result: OpeningResult,
    known: dict[tuple[str, date, int], Document],
    now: datetime,
) -> Document:
    """The document of a result: one for all items of a unit that name it, kept at that unit."""
    key = (fold(result.number), result.issued_on, item.lead_unit_id)
    if key not in known:
        unit = session.get_one(Unit, item.lead_unit_id)
        facts = DocumentFacts(
            DocumentKind.other,
            number=result.number,
            issued_on=result.issued_on,
            kept_at=unit.name,
        )
        known[key] = documents.register(session, actor, facts, (), unit_id=unit.id, now=now)
    return known[key]


def _cover_products(
    session: Session, actor: Actor, item: WorkItem, document: Document, now: datetime
) -> None:
    lines = session.scalars(
        select(WorkItemProduct.id).where(WorkItemProduct.work_item_id == item.id)
    )
    session.add_all(
        Evidence(
            commune_id=item.commune_id,
            work_item_id=item.id,
            document_id=document.id,
            product_id=line,
            linked_by=actor.person_id,
            linked_at=now,
        )
        for line in lines
    )
    session.flush()


def _record(
    session: Session,
    actor: Actor,
    plan: Plan,
    verb: str,
    items: Sequence[WorkItem],
    basis: str,
    now: datetime,
) -> None:
    entry = events.Entry(
        kind=f"opening_results.{verb}",
        subject="plan",
        subject_id=plan.id,
        plan_id=plan.id,
        new=str(len(items)),
        data={"document": basis, "work_items": [item.id for item in items]},
    )
    events.record(session, actor, [entry], now)


Told = Callable[[WorkItem], tuple[int | None, frozenset[Role]]]


def _deciders(item: WorkItem) -> tuple[int | None, frozenset[Role]]:
    """Who is to decide on an item: the deciding unit's people, or (None) the leaders."""
    if item.deciding_unit_id is None:
        return None, frozenset({Role.leader})
    return item.deciding_unit_id, frozenset({Role.standing_officer, Role.unit_head})


def _leads(item: WorkItem) -> tuple[int | None, frozenset[Role]]:
    return item.lead_unit_id, frozenset({Role.unit_head, Role.unit_officer})


def _tell(
    session: Session,
    actor: Actor,
    plan: Plan,
    items: Sequence[WorkItem],
    verb: str,
    told: Told,
    now: datetime,
) -> None:
    """One notice a person for the whole batch, with the number of items that concern him."""
    counts: dict[tuple[int | None, frozenset[Role]], int] = {}
    for item in items:
        counts[told(item)] = counts.get(told(item), 0) + 1
    first = min((item.id for item in items), default=0)
    for (unit_id, roles), count in counts.items():
        of_unit: dict[str, Any] = {} if unit_id is None else {"in_units": {unit_id}}
        people = notices.people_with_role(
            session, plan.commune_id, roles, clock.local(now).date(), **of_unit
        )
        notices.notify(
            session,
            plan.commune_id,
            [person for person in people if person != actor.person_id],
            kind=f"opening_results.{verb}",
            key=f"opening_results.{verb}:{plan.id}:{first}:{unit_id or 'leaders'}",
            data={"title": plan.title, "number": plan.number, "count": count},
            path=f"/ke-hoach/{plan.id}/ket-qua-da-co",
            now=now,
        )
