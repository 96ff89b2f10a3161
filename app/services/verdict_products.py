"""Product by product: the verifier accepts a line of the checklist and sets its day.

An accepted line stays accepted when the rest is sent back, and its evidence is frozen while it is.
Verifying the item accepts the lines that are left; reopening it takes every acceptance back, for
the unit could otherwise mend nothing, and the event names the lines.
"""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from app import clock
from app.models import WorkItem, WorkItemProduct
from app.queries.subjects import subject_of
from app.services import events
from app.services.work_item_claims import claim
from workflows.permissions import Actor, Subject, capacity, require
from workflows.states import HANDED_IN, ActionRefused, Refusal, Right


def accept_product(
    session: Session,
    actor: Actor,
    item: WorkItem,
    product: WorkItemProduct,
    accepted_on: date | None,
    *,
    version: int,
    now: datetime,
) -> None:
    """Accept a line of a submitted item as of the day `accepted_on`, or give it another day.

    `version` is the item's as the person saw it; it moves. Raises ActionRefused.
    """
    subject = _take(session, actor, item, version)
    if accepted_on is None:
        raise ActionRefused(Refusal.product_day_missing)
    if accepted_on > clock.local(now).date():
        raise ActionRefused(Refusal.product_day_in_future)
    product.accepted_on, product.accepted_by = accepted_on, actor.person_id
    _record(session, actor, item, subject, product, "product.accept", now)


def undo_acceptance(
    session: Session,
    actor: Actor,
    item: WorkItem,
    product: WorkItemProduct,
    *,
    version: int,
    now: datetime,
) -> None:
    """Take the acceptance of a line back while the item waits for its verdict. Raises
    ActionRefused."""
    subject = _take(session, actor, item, version)
    session.refresh(product)
    if product.accepted_by is None:
        raise ActionRefused(Refusal.product_not_accepted)
    product.accepted_on = product.accepted_by = None
    _record(session, actor, item, subject, product, "product.undo_acceptance", now)


_ACCEPT_REST = (
    update(WorkItemProduct)
    .where(
        WorkItemProduct.commune_id == bindparam("of_commune"),
        WorkItemProduct.work_item_id == bindparam("of_item"),
        WorkItemProduct.accepted_by.is_(None),
    )
    .values(accepted_on=bindparam("day"), accepted_by=bindparam("verifier"))
    .execution_options(synchronize_session=False)
)


def accept_rest(session: Session, item: WorkItem, person_id: int | None) -> None:
    """What *Xác nhận hoàn thành* does to the lines that are not accepted yet: each gets the day of
    the item's product. Where nothing arose there is nothing to accept."""
    if item.nothing_arose:
        return
    session.execute(
        _ACCEPT_REST,
        {
            "of_commune": item.commune_id,
            "of_item": item.id,
            "day": item.product_on,
            "verifier": person_id,
        },
    )


def take_back_acceptances(session: Session, item: WorkItem) -> list[str]:
    """What *Mở lại* does to them: all are taken back. Returns the titles of the lines, for the
    record."""
    lines = session.scalars(
        select(WorkItemProduct)
        .where(
            WorkItemProduct.commune_id == item.commune_id,
            WorkItemProduct.work_item_id == item.id,
            WorkItemProduct.accepted_by.is_not(None),
        )
        .order_by(WorkItemProduct.position)
    ).all()
    for line in lines:
        line.accepted_on = line.accepted_by = None
    return [line.title for line in lines]


def accepted_lines(session: Session, item: WorkItem) -> set[int | None]:
    """The ids of the lines of the item's checklist that are accepted."""
    return set(
        session.scalars(
            select(WorkItemProduct.id).where(
                WorkItemProduct.work_item_id == item.id, WorkItemProduct.accepted_by.is_not(None)
            )
        )
    )


def check_not_accepted(
    session: Session, item: WorkItem, product_ids: Collection[int | None]
) -> None:
    """Raise ActionRefused(product_accepted) where one of the lines is accepted: what proves it
    stays as it is."""
    titles = session.scalars(
        select(WorkItemProduct.title)
        .where(
            WorkItemProduct.work_item_id == item.id,
            WorkItemProduct.id.in_({id_ for id_ in product_ids if id_ is not None}),
            WorkItemProduct.accepted_by.is_not(None),
        )
        .order_by(WorkItemProduct.position)
    ).all()
    if titles:
        raise ActionRefused(Refusal.product_accepted, products="; ".join(titles))


def _take(session: Session, actor: Actor, item: WorkItem, version: int) -> Subject:
    claim(session, item, version)
    subject = subject_of(session, item)
    require(actor, Right.accept_product, subject)
    if item.status not in HANDED_IN:
        raise ActionRefused(Refusal.not_waiting_for_verdict, status=item.status.value)
    return subject


def _record(
    session: Session,
    actor: Actor,
    item: WorkItem,
    subject: Subject,
    product: WorkItemProduct,
    kind: str,
    now: datetime,
) -> None:
    held = capacity(actor, Right.accept_product, subject)
    data: dict[str, Any] = {"products": [product.title]}
    if product.accepted_on is not None:
        data["product_on"] = product.accepted_on.isoformat()
    if held and held.in_stead_of:
        data["in_stead_of"] = held.in_stead_of
    entry = events.Entry(
        kind=kind,
        subject="work_item_product",
        subject_id=product.id,
        plan_id=item.plan_id,
        task_id=item.task_id,
        work_item_id=item.id,
        data=data,
    )
    events.record(session, actor, [entry], now, capacity=held)
    session.flush()
