"""The work items of a running plan under its new version, each through the one door.

What nobody reported on follows the new version by itself: another date where the item is the same
one, out of the plan where the version makes no such item any more. What was reported waits for what
somebody decided. Verified items are left as they are.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.models import (
    Evidence,
    MatchDecision,
    Product,
    Task,
    TaskLead,
    TaskSchedule,
    TaskUnit,
    WorkItem,
    WorkItemProduct,
)
from app.queries.calendar import shifting_calendar
from app.queries.subjects import Deciders
from app.services import events, generation
from app.services.work_items import perform
from workflows import deadlines
from workflows.deadlines import PlannedItem, Reading, Span
from workflows.permissions import Actor
from workflows.requirements import Request
from workflows.states import CLOSED, WITH_LEAD, Action, Outcome, Status

Identity = tuple[int, int, str]
"""(schedule part, lead slot, period key) of an item."""

Planned = Mapping[Identity, PlannedItem]
"""What a version makes of one task."""


@dataclass(frozen=True, slots=True)
class Decree:
    """By whom, under which document (number and day in words), why and when a version applies."""

    actor: Actor
    document: str
    reason: str
    now: datetime


@dataclass(frozen=True, slots=True)
class Frame:
    """What the printed times of a version are planned over."""

    span: Span
    issued_on: date | None
    periods: Sequence[deadlines.UpdatePeriod]


def planned_by_task(
    session: Session, commune_id: int, readings: Mapping[int, Reading], frame: Frame
) -> dict[int, dict[Identity, PlannedItem]]:
    """What `readings` make of the tasks as they are written now: by task, by identity. A fixed
    number of queries."""
    calendar = shifting_calendar(session, commune_id)
    schedules: dict[int, dict[int, int]] = {task_id: {} for task_id in readings}
    for task_id, index, schedule_id in session.execute(
        select(TaskSchedule.task_id, TaskSchedule.part_index, TaskSchedule.id).where(
            TaskSchedule.commune_id == commune_id,
            TaskSchedule.task_id.in_(readings),
            TaskSchedule.part_index >= 0,
        )
    ):
        schedules[task_id][index] = schedule_id
    leads: dict[int, list[int]] = {task_id: [] for task_id in readings}
    for task_id, lead_id in session.execute(
        select(TaskLead.task_id, TaskLead.id).where(
            TaskLead.commune_id == commune_id,
            TaskLead.task_id.in_(readings),
            TaskLead.slot > 0,
        )
    ):
        leads[task_id].append(lead_id)
    return {
        task_id: {
            (schedules[task_id][item.part_index], lead_id, item.period_key): item
            for item in generation.plan_items(
                reading, frame.span, frame.issued_on, frame.periods, calendar
            )
            for lead_id in leads[task_id]
        }
        for task_id, reading in readings.items()
    }


def items_of(
    session: Session, commune_id: int, task_ids: Collection[int]
) -> dict[int, list[WorkItem]]:
    """The items of these tasks, held for this transaction."""
    found: dict[int, list[WorkItem]] = {task_id: [] for task_id in task_ids}
    for item in session.scalars(
        select(WorkItem)
        .where(WorkItem.commune_id == commune_id, WorkItem.task_id.in_(task_ids))
        .order_by(WorkItem.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ):
        found[item.task_id].append(item)
    return found


def settle_changed(
    session: Session,
    decree: Decree,
    items: Sequence[WorkItem],
    *,
    before: Planned,
    after: Planned,
    reported: Collection[int],
    decision: MatchDecision | None,
) -> list[WorkItem]:
    """Bring the items of a task that changed under its new version.

    `before` and `after` are what the two versions make of it. Returns the reported items that were
    taken out because the version makes others in their stead.
    """
    replaced = []
    for item in items:
        identity = (item.schedule_id, item.lead_id, item.period_key)
        new = after.get(identity)
        if item.status is Status.cancelled and new is not None and identity not in before:
            _bring_back(session, decree, item, new)
        if item.status in CLOSED:
            continue
        is_reported = item.id in reported
        wish = decision if is_reported else MatchDecision.remake
        if wish is MatchDecision.cancel or (
            wish is MatchDecision.remake and new is None and identity in before
        ):
            take_out(session, decree, item)
            if is_reported and wish is MatchDecision.remake:
                replaced.append(item)
        elif wish is MatchDecision.remake and new is not None:
            _follow(session, decree, item, before.get(identity), new)
    return replaced


def settle_gone(
    session: Session,
    decree: Decree,
    items: Sequence[WorkItem],
    *,
    merged_into: int | None = None,
    keep: Collection[int] = (),
) -> list[WorkItem]:
    """Take the open items of a task out of the plan but those to `keep`; return them.
    `merged_into` is the id of the task that it went into, None for one that is gone."""
    out = [item for item in items if item.status not in CLOSED and item.id not in keep]
    for item in out:
        take_out(session, decree, item, merged_into)
    return out


def take_out(
    session: Session, decree: Decree, item: WorkItem, merged_into: int | None = None
) -> None:
    """Take one item out of the plan, through the door; `merged_into` as for `settle_gone`."""
    request = Request(
        reason=decree.reason,
        document=decree.document,
        outcome=Outcome.dropped if merged_into is None else Outcome.merged,
        merged_into=merged_into,
    )
    _perform(session, decree, item, Action.drop, request)


def _bring_back(session: Session, decree: Decree, item: WorkItem, new: PlannedItem) -> None:
    request = Request(reason=decree.reason, document=decree.document)
    _perform(session, decree, item, Action.bring_back, request)
    _date(session, decree, item, new)


def _follow(
    session: Session, decree: Decree, item: WorkItem, old: PlannedItem | None, new: PlannedItem
) -> None:
    """The same item under the new version: its date where the version prints another, its name."""
    if old is None or old.due != new.due:
        _date(session, decree, item, new)
    item.label, item.opens_on = new.label[:200], new.opens
    session.flush()


def _date(session: Session, decree: Decree, item: WorkItem, new: PlannedItem) -> None:
    if new.due is None or new.due == item.due_on or item.status is Status.dormant:
        return
    request = Request(
        reason=decree.reason, document=decree.document, new_due=new.due, replaces_date=True
    )
    _perform(session, decree, item, Action.set_date, request)


def _perform(
    session: Session, decree: Decree, item: WorkItem, action: Action, request: Request
) -> None:
    perform(
        session,
        decree.actor,
        item,
        action,
        request,
        version=item.version,
        now=decree.now,
        tell=False,
    )


def refresh_units(
    session: Session,
    tasks: Mapping[int, Task],
    items: Sequence[WorkItem],
    deciders: Deciders,
    *,
    led_anew: Collection[int],
) -> None:
    """Who leads and who verifies each open item, by the leads and the follow-up unit that the plan
    names now. Of the tasks `led_anew` the version names other leads; elsewhere an item that is not
    its slot's was given away by a decision, and stays. What was handed in keeps the unit that
    handed it in."""
    units: dict[int, list[int]] = {}
    lead_ids = {item.lead_id for item in items}
    for lead_id, unit_id in session.execute(
        select(TaskUnit.lead_id, TaskUnit.unit_id)
        .where(TaskUnit.lead_id.in_(lead_ids))
        .order_by(TaskUnit.lead_id, TaskUnit.position)
    ):
        units.setdefault(lead_id or 0, []).append(unit_id)
    for item in items:
        if item.status in CLOSED:
            continue
        leads = units.get(item.lead_id, [])
        is_elsewhere = item.lead_unit_id not in leads
        if is_elsewhere and item.task_id not in led_anew:
            leads = []
        elif is_elsewhere and leads and item.status is not Status.submitted:
            item.lead_unit_id = leads[0]
        concerned = frozenset({*leads, item.lead_unit_id})
        follow_up = tasks[item.task_id].follow_up_unit_id
        item.deciding_unit_id = deciders.for_slot(concerned, follow_up)
    session.flush()


def refresh_checklists(session: Session, commune_id: int, items: Sequence[WorkItem]) -> None:
    """The checklist of these items by the products that the plan prints now. A line that is no
    longer printed stays where something proves or explains it."""
    waiting = [i for i in items if i.status in WITH_LEAD or i.status is Status.dormant]
    products: dict[int, dict[int, tuple[int, str]]] = {}
    for task_id, product_id, position, title in session.execute(
        select(Product.task_id, Product.id, Product.position, Product.title).where(
            Product.commune_id == commune_id,
            Product.task_id.in_({item.task_id for item in waiting}),
            Product.position > 0,
        )
    ):
        products.setdefault(task_id, {})[product_id] = (position, title)
    ids = [item.id for item in waiting]
    proven = set(session.scalars(select(Evidence.product_id).where(Evidence.work_item_id.in_(ids))))
    lines: dict[int, list[WorkItemProduct]] = {}
    for line in session.scalars(
        select(WorkItemProduct).where(WorkItemProduct.work_item_id.in_(ids))
    ):
        lines.setdefault(line.work_item_id, []).append(line)
    unprinted: list[int] = []
    for item in waiting:
        wanted = dict(products.get(item.task_id, {}))
        for line in lines.get(item.id, ()):
            found = wanted.pop(line.product_id, None)
            if found is not None:
                line.position, line.title = found
            elif line.id not in proven and not line.explanation:
                unprinted.append(line.id)
        session.add_all(
            WorkItemProduct(
                commune_id=commune_id,
                work_item_id=item.id,
                product_id=product_id,
                position=position,
                title=title,
            )
            for product_id, (position, title) in wanted.items()
        )
    session.flush()
    session.execute(delete(WorkItemProduct).where(WorkItemProduct.id.in_(unprinted)))


def hand_over_evidence(session: Session, decree: Decree, item: WorkItem, task_id: int) -> bool:
    """Link what proves `item` to the item of `task_id` that takes over from it: of the same period
    and unit where there is one, else the next one due. False where none is open; then the documents
    stay where they are."""
    target = _successor(session, item, task_id)
    links = session.scalars(
        select(Evidence).where(Evidence.work_item_id == item.id, Evidence.removed_at.is_(None))
    ).all()
    if target is None or not links:
        return False
    titles = {
        id_: title
        for id_, title in session.execute(
            select(WorkItemProduct.id, WorkItemProduct.title).where(
                WorkItemProduct.work_item_id == item.id
            )
        )
    }
    lines = {
        title: id_
        for id_, title in session.execute(
            select(WorkItemProduct.id, WorkItemProduct.title).where(
                WorkItemProduct.work_item_id == target.id
            )
        )
    }
    wanted = {(link.document_id, lines.get(titles.get(link.product_id or 0, ""))) for link in links}
    wanted -= {
        (document_id, product_id)
        for document_id, product_id in session.execute(
            select(Evidence.document_id, Evidence.product_id).where(
                Evidence.work_item_id == target.id, Evidence.removed_at.is_(None)
            )
        )
    }
    session.add_all(
        Evidence(
            commune_id=item.commune_id,
            work_item_id=target.id,
            document_id=document_id,
            product_id=product_id,
            linked_by=decree.actor.person_id,
            linked_at=decree.now,
        )
        for document_id, product_id in sorted(wanted, key=str)
    )
    entry = events.Entry(
        kind="evidence.follow",
        subject="work_item",
        subject_id=target.id,
        plan_id=target.plan_id,
        task_id=target.task_id,
        work_item_id=target.id,
        old=str(item.id),
        new=str(target.id),
        data={"documents": sorted({document_id for document_id, _ in wanted})},
    )
    events.record(session, decree.actor, [entry], decree.now)
    return True


def _successor(session: Session, item: WorkItem, task_id: int) -> WorkItem | None:
    found = session.scalars(
        select(WorkItem).where(
            WorkItem.commune_id == item.commune_id,
            WorkItem.task_id == task_id,
            WorkItem.status.in_(WITH_LEAD),
        )
    ).all()
    return min(
        found,
        key=lambda other: (
            other.period_key != item.period_key,
            other.lead_unit_id != item.lead_unit_id,
            other.due_on is None,
            other.due_on,
            other.id,
        ),
        default=None,
    )
