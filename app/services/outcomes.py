"""Outcomes: a task, or one lead slot of it, leaves the plan, by document, and comes back by one.

What is still to come leaves with what is open: the periods to come are made ahead and taken out
with the others, so that nothing opens later, every figure follows from the items alone, and
bringing back restores all of it. What left as a whole counts as cancelled, whatever was verified
of it before.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.models import Plan, Relation, Task, TaskLead, TaskUnit, WorkItem
from app.queries.overview import Counts, grid_of
from app.queries.subjects import subject_of
from app.queries.task_decisions import TakenOut, items_of, slots_of_task, taken_out
from app.services import events, generation, notices
from app.services.row_versions import hold_all
from app.services.standing import mark_taken_out
from app.services.task_items import Seen, perform_on_all
from workflows.deadlines.lateness import ItemDates, KeptDates, kept_dates, standing_of
from workflows.permissions import Actor, require
from workflows.reminders import TOLD
from workflows.requirements import Request
from workflows.states import OPEN, Action, ActionRefused, Outcome, Refusal, Status


@dataclass(frozen=True, slots=True)
class Departure:
    """How a task, or one lead slot of it (`lead_id`), leaves the plan, why, and by which paper."""

    outcome: Outcome
    document: str
    reason: str
    lead_id: int | None = None
    merged_into: int | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """The tasks a plan counts and those that are done, before and after an outcome."""

    counted: int
    done: int
    counted_after: int
    done_after: int


def figures_after(session: Session, task: Task, today: date) -> dict[int | None, Figures]:
    """What taking out the whole of `task` (None), or one of its lead slots, does to the figures of
    its plan, counted as the grid counts; nothing for work outside a plan, which is in no figure.
    Six queries.
    """
    plan = session.get(Plan, task.plan_id) if task.plan_id is not None else None
    if plan is None:
        return {}
    counts = grid_of(session, plan, today).total
    items = items_of(session, task, frozenset(Status))
    slots = [slot.lead_id for slot in slots_of_task(session, task)]
    kept = KeptDates(
        task.due_on,
        task.completed_on,
        task.earliest_open_due_on,
        task.is_cancelled,
        task.original_due_on,
    )
    held, gone = _held_slots(session, task)
    found: dict[int | None, Figures] = {}
    for leaving in (None, *slots):
        out = {*slots, *(item.lead_id for item in items)} if leaving is None else {leaving}
        leads = {held[i.lead_unit_id] for i in items if i.lead_id in out and i.status in OPEN}
        stays = any(held[i.lead_unit_id] not in out | leads | gone for i in items)
        to_come = task.next_opens_on is not None and not (out | gone).issuperset(slots)
        after = kept_dates(
            (_as_left(item, out) for item in items),
            periods_to_come=to_come,
            taken_out=not stays,
        )
        moved = Counts(dict(counts.by_standing))
        moved.add(standing_of(kept, today), -1)
        moved.add(standing_of(after, today), 1)
        found[leaving] = Figures(counts.counted, counts.done, moved.counted, moved.done)
    return found


def _held_slots(session: Session, task: Task) -> tuple[dict[int, int], set[int]]:
    """The slot in which each unit's items count, by unit; and the slots that are out already."""
    rows = session.execute(
        select(TaskUnit.unit_id, TaskLead.id, TaskLead.is_cancelled)
        .join(TaskLead, TaskLead.id == TaskUnit.lead_id)
        .where(
            TaskUnit.commune_id == task.commune_id,
            TaskUnit.task_id == task.id,
            TaskUnit.relation == Relation.lead,
        )
    ).all()
    return (
        {unit_id: lead_id for unit_id, lead_id, _ in rows},
        {lead_id for _, lead_id, is_cancelled in rows if is_cancelled},
    )


def _as_left(item: WorkItem, leaving: Collection[int]) -> ItemDates:
    out = item.lead_id in leaving and item.status in OPEN
    status = Status.cancelled if out else item.status
    return ItemDates(status, item.due_on, item.completed_on, item.original_due_on)


def take_out(
    session: Session,
    actor: Actor,
    task: Task,
    departure: Departure,
    *,
    seen: Seen,
    now: datetime,
) -> Sequence[WorkItem]:
    """Take the open items of the task, or of one slot, out of the plan with all that is to come;
    return them.

    `seen` are the versions of the open items, as the person saw them. Raises ActionRefused for a
    person who may not, a reason or document that is missing, a merge into nothing, and where
    somebody changed an item meanwhile; the caller's transaction is then to be rolled back.
    """
    lead_ids = _leaving(session, task, departure.lead_id)
    known = items_of(session, task, OPEN, departure.lead_id)
    _require(session, actor, task, Action.drop)
    _check_target(session, task, departure)
    today = clock.local(now).date()
    hold_all(session, known)
    generation.make_ahead(session, actor, task.id, lead_ids, today=today, now=now)
    items = items_of(session, task, OPEN, departure.lead_id)
    if not items:
        raise ActionRefused(Refusal.nothing_to_take_out)
    before = {item.id for item in known}
    made = {item.id: item.version for item in items if item.id not in before}
    request = Request(
        reason=departure.reason,
        document=departure.document,
        outcome=departure.outcome,
        merged_into=departure.merged_into,
    )
    perform_on_all(session, actor, items, Action.drop, request, seen={**seen, **made}, now=now)
    mark_taken_out(session, task, items, whole=departure.lead_id is None)
    # Once more, now that this transaction has the record's chain: the other task may just have
    # left the plan itself, merged into this one.
    _check_target(session, task, departure)
    data = {
        "outcome": departure.outcome.value,
        "document": departure.document,
        "merged_into_task_id": departure.merged_into,
        "items": len(items),
    }
    entry = events.about_task(task, "task.take_out", data, reason=departure.reason)
    events.record(session, actor, [entry], now)
    _tell(session, actor, task, "task.take_out", items, departure.reason, data, now)
    session.flush()
    return items


def bring_back(
    session: Session,
    actor: Actor,
    task: Task,
    decided_at: datetime,
    *,
    document: str,
    reason: str,
    seen: Seen,
    now: datetime,
) -> Sequence[WorkItem]:
    """Bring everything back that the decision of `decided_at` took out of the plan; return it.

    Raises ActionRefused as `take_out` does, and where nothing of that decision is out any more.
    """
    group = next((one for one in taken_out(session, task) if one.decided_at == decided_at), None)
    if group is None:
        raise ActionRefused(Refusal.nothing_to_bring_back)
    request = Request(reason=reason, document=document)
    perform_on_all(session, actor, group.items, Action.bring_back, request, seen=seen, now=now)
    data = {"document": document, "items": len(group.items)}
    entry = events.about_task(task, "task.bring_back", data, reason=reason)
    events.record(session, actor, [entry], now)
    _tell(session, actor, task, "task.bring_back", group.items, reason, data, now)
    session.flush()
    return group.items


def _leaving(session: Session, task: Task, lead_id: int | None) -> list[int]:
    slots = [slot.lead_id for slot in slots_of_task(session, task)]
    return slots if lead_id is None else [lead for lead in slots if lead == lead_id]


def _require(session: Session, actor: Actor, task: Task, action: Action) -> None:
    """Ask for the right before anything is made, on any item of the task."""
    item = session.scalars(
        select(WorkItem)
        .where(WorkItem.commune_id == task.commune_id, WorkItem.task_id == task.id)
        .limit(1)
    ).first()
    if item is None:
        raise ActionRefused(Refusal.nothing_to_take_out)
    require(actor, action, subject_of(session, item))


def _check_target(session: Session, task: Task, departure: Departure) -> None:
    """A task is merged into one of the same plan that is still in it."""
    if departure.outcome is not Outcome.merged:
        return
    number = departure.merged_into
    target = session.get(Task, number, populate_existing=True) if number else None
    if (
        target is None
        or target.id == task.id
        or target.is_cancelled
        or (target.commune_id, target.plan_id) != (task.commune_id, task.plan_id)
    ):
        raise ActionRefused(Refusal.merge_target_missing)


def _tell(
    session: Session,
    actor: Actor,
    task: Task,
    kind: str,
    items: Sequence[WorkItem],
    reason: str,
    data: dict[str, object],
    now: datetime,
) -> None:
    """One notice to each person of the units concerned, however many items."""
    units = set(
        session.scalars(
            select(TaskUnit.unit_id).where(
                TaskUnit.commune_id == task.commune_id,
                TaskUnit.lead_id.in_({item.lead_id for item in items}),
            )
        )
    )
    units |= {item.lead_unit_id for item in items}
    today = clock.local(now).date()
    people = notices.people_with_role(session, task.commune_id, TOLD, today, in_units=units)
    notices.notify(
        session,
        task.commune_id,
        [person for person in people if person != actor.person_id],
        kind=kind,
        key=f"{kind}:{task.id}:{now.isoformat()}",
        data={"title": task.title, "count": len(items), "reason": reason, **data},
        path=f"/nhiem-vu/{task.id}",
        now=now,
    )


__all__ = [
    "Departure",
    "Figures",
    "TakenOut",
    "bring_back",
    "figures_after",
    "take_out",
]
