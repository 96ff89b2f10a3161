"""Ongoing tasks of the tests: an item for an update period, as the nightly opening makes it."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Plan, WorkItem, WorkItemProduct
from tests.cast import Place, add_item
from workflows.deadlines import ItemKind
from workflows.states import Status

Q2 = ("2026-Q2", "Quý II/2026", date(2026, 4, 1), date(2026, 6, 30))
Q3 = ("2026-Q3", "Quý III/2026", date(2026, 7, 1), date(2026, 9, 30))


def add_check_in(
    session: Session,
    place: Place,
    plan: Plan,
    title: str,
    now: datetime,
    *,
    lead: str = "kt",
    products: tuple[str, ...] = (),
) -> WorkItem:
    """An ongoing task with its item of the third quarter."""
    key, label, opens, due = Q3
    item = add_item(
        session, place, plan, lead=lead, title=title, due_on=due, now=now, products=products
    )
    item.kind, item.period_key, item.label, item.opens_on = ItemKind.CHECK_IN, key, label, opens
    session.flush()
    return item


def add_period_before(session: Session, item: WorkItem, now: datetime) -> WorkItem:
    """The second quarter of the same task, still with its unit."""
    key, label, opens, due = Q2
    before = WorkItem(
        commune_id=item.commune_id,
        plan_id=item.plan_id,
        task_id=item.task_id,
        schedule_id=item.schedule_id,
        lead_id=item.lead_id,
        lead_unit_id=item.lead_unit_id,
        deciding_unit_id=item.deciding_unit_id,
        period_key=key,
        label=label,
        kind=ItemKind.CHECK_IN,
        status=Status.assigned,
        opens_on=opens,
        due_on=due,
        original_due_on=due,
        created_at=now,
    )
    session.add(before)
    session.flush()
    return before


def explain_products(session: Session, item: WorkItem) -> None:
    """Cover every line of the item's checklist by an explanation."""
    for line in session.scalars(
        select(WorkItemProduct).where(WorkItemProduct.work_item_id == item.id)
    ):
        line.explanation = "Gộp trong báo cáo quý của phòng."
