"""What was confirmed in a span of days, and what was due in it and is not done: the rows of bảng
xác nhận kết quả."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, literal_column, select
from sqlalchemy.orm import Session

from app import clock
from app.models import (
    Document,
    Evidence,
    Person,
    Plan,
    PlanStatus,
    ReportingWindow,
    Section,
    Task,
    Unit,
    WorkItem,
    WorkItemProduct,
)
from app.queries.batches import batches
from app.queries.lead_units import led_by, units_of_items
from app.queries.standing import item_is_late
from workflows.permissions import Actor
from workflows.states import Status

_VERIFIED = literal_column("work_item.status = 'verified'")
_OPEN = literal_column("work_item.status NOT IN ('verified', 'cancelled')")


@dataclass(frozen=True, slots=True)
class Span:
    """The days from `first` to `last`, both counted in."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A document that proves an item: its number and day; one marked *hạn chế xem* has only the
    mark."""

    number: str
    issued_on: date | None
    is_restricted: bool


@dataclass(frozen=True, slots=True)
class TableRow:
    """An item as it stands: where it is printed, who leads it, its dates, who confirmed it and
    when; `is_late`: it is open and late on the day asked about."""

    id: int
    version: int
    title: str
    label: str
    section: str
    number: str
    lead: str
    products: Sequence[str]
    documents: Sequence[Confirmed]
    status: Status
    due_on: date | None
    completed_on: date | None
    verified_by: str
    verified_at: datetime | None
    is_late: bool
    waiting_on: str
    waiting_since: date | None


@dataclass(frozen=True, slots=True)
class Confirmation:
    """The rows of a table: what was verified in the days, and what was due in them and is open."""

    verified: Sequence[TableRow]
    open: Sequence[TableRow]


def running_plans(session: Session, actor: Actor) -> Sequence[Plan]:
    """The plans of the commune that are followed, the latest first. One query."""
    return session.scalars(
        select(Plan)
        .where(Plan.commune_id == actor.commune_id, Plan.status == PlanStatus.running)
        .order_by(Plan.starts_on.desc(), Plan.id.desc())
    ).all()


def usual_span(session: Session, commune_id: int, today: date) -> Span:
    """The days a table is usually about: those of the reporting window that runs (or closed within
    the last fortnight), the shortest where several do; else the last quarter that is over. One
    query."""
    closing = func.coalesce(ReportingWindow.cut_off_on, ReportingWindow.ends_on)
    window = session.execute(
        select(ReportingWindow.starts_on, closing)
        .where(
            ReportingWindow.commune_id == commune_id,
            ReportingWindow.starts_on <= today,
            closing >= today - timedelta(days=14),
        )
        .order_by(closing, ReportingWindow.starts_on.desc(), ReportingWindow.id)
        .limit(1)
    ).first()
    return Span(*window) if window else last_quarter(today)


def last_quarter(today: date) -> Span:
    """The last quarter that was over on `today`."""
    last = date(today.year, (today.month - 1) // 3 * 3 + 1, 1) - timedelta(days=1)
    return Span(date(last.year, last.month - 2, 1), last)


def confirmation(
    session: Session, plan: Plan, span: Span, today: date, unit_id: int | None = None
) -> Confirmation:
    """The rows for a plan, of all units or of one that answers. Seven queries, and more for every
    further thousand items."""
    day_after = span.last + timedelta(days=1)
    verified = _found(
        session,
        plan,
        today,
        unit_id,
        _VERIFIED,
        WorkItem.verified_at >= clock.midnight(span.first),
        WorkItem.verified_at < clock.midnight(day_after),
    )
    still_open = _found(
        session, plan, today, unit_id, _OPEN, WorkItem.due_on.between(span.first, span.last)
    )
    every = [*verified, *still_open]
    ids = [row.id for row in every]
    beside = _Beside(
        {
            key: ", ".join(name for _, name in units)
            for key, units in units_of_items(
                session, [(row.lead_id, row.lead_unit_id) for row in every]
            ).items()
        },
        _products(session, plan.commune_id, ids),
        _documents(session, plan.commune_id, ids),
    )
    return Confirmation(
        [beside.row(row) for row in verified], [beside.row(row) for row in still_open]
    )


def _found(
    session: Session,
    plan: Plan,
    today: date,
    unit_id: int | None,
    *conditions: ColumnElement[Any],
) -> Sequence[Any]:
    """The items in the order of the plan. One query."""
    query = (
        select(
            WorkItem.id,
            WorkItem.version,
            WorkItem.label,
            WorkItem.lead_id,
            WorkItem.lead_unit_id,
            WorkItem.status,
            WorkItem.due_on,
            WorkItem.completed_on,
            WorkItem.verified_at,
            WorkItem.waiting_on,
            WorkItem.waiting_since,
            item_is_late(today).label("is_late"),
            Task.title,
            Task.number,
            func.coalesce(Section.code, "").label("section"),
            func.coalesce(Person.full_name, "").label("verified_by"),
        )
        .join(Task, Task.id == WorkItem.task_id)
        .join(Unit, Unit.id == WorkItem.lead_unit_id)
        .outerjoin(Section, Section.id == Task.section_id)
        .outerjoin(Person, Person.id == WorkItem.verified_by)
        .where(WorkItem.commune_id == plan.commune_id, WorkItem.plan_id == plan.id, *conditions)
        .order_by(
            func.coalesce(Section.position, 0), Task.position, Task.id, WorkItem.due_on, WorkItem.id
        )
    )
    return session.execute(query if unit_id is None else query.where(led_by([unit_id]))).all()


@dataclass(frozen=True, slots=True)
class _Beside:
    """What stands beside the items: the units by (slot, leading unit); products and documents by
    item."""

    leads: Mapping[tuple[int, int], str]
    products: Mapping[int, Sequence[str]]
    documents: Mapping[int, Sequence[Confirmed]]

    def row(self, found: Any) -> TableRow:
        return TableRow(
            id=found.id,
            version=found.version,
            title=found.title,
            label=found.label,
            section=found.section,
            number=found.number,
            lead=self.leads[found.lead_id, found.lead_unit_id],
            products=self.products.get(found.id, ()),
            documents=self.documents.get(found.id, ()),
            status=found.status,
            due_on=found.due_on,
            completed_on=found.completed_on,
            verified_by=found.verified_by,
            verified_at=found.verified_at,
            is_late=bool(found.is_late),
            waiting_on=found.waiting_on,
            waiting_since=found.waiting_since,
        )


def _products(session: Session, commune_id: int, item_ids: Sequence[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for some in batches(item_ids):
        for item_id, title in session.execute(
            select(WorkItemProduct.work_item_id, WorkItemProduct.title)
            .where(WorkItemProduct.commune_id == commune_id, WorkItemProduct.work_item_id.in_(some))
            .order_by(WorkItemProduct.work_item_id, WorkItemProduct.position)
        ):
            found[item_id].append(title)
    return found


def _documents(
    session: Session, commune_id: int, item_ids: Collection[int]
) -> dict[int, list[Confirmed]]:
    """The documents that prove each item now, each once, in the order of their linking."""
    found: dict[int, dict[int, Confirmed]] = defaultdict(dict)
    for some in batches(list(item_ids)):
        for item_id, id_, *shown in session.execute(
            select(
                Evidence.work_item_id,
                Document.id,
                Document.number,
                Document.issued_on,
                Document.is_restricted,
            )
            .join(Document, Document.id == Evidence.document_id)
            .where(
                Evidence.commune_id == commune_id,
                Evidence.work_item_id.in_(some),
                Evidence.removed_at.is_(None),
            )
            .order_by(Evidence.id)
        ):
            found[item_id].setdefault(id_, Confirmed(*shown))
    return {item_id: list(documents.values()) for item_id, documents in found.items()}


__all__ = [
    "Confirmation",
    "Confirmed",
    "Span",
    "TableRow",
    "confirmation",
    "last_quarter",
    "running_plans",
    "usual_span",
]
