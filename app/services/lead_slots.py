"""*Mỗi đơn vị một việc*: several leads of one slot are each given a slot, and work, of their own.

Before anybody reported: the first unit keeps the slot and its items, every other one gets a slot
and its own items for the same times.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app import clock
from app.models import Plan, PlanStatus, Task, TaskLead, TaskUnit, WorkItem
from app.queries.reported import reported_items
from app.queries.task_decisions import LeadSlot, deciders_of, slots_of_task
from app.services import events, generation, notices
from app.services.open_requests import close_requests
from app.services.row_versions import take_version
from workflows.permissions import Actor
from workflows.reminders import TOLD
from workflows.states import OPEN, Action, ActionRefused, Refusal, Role

DIVIDERS = (Role.standing_officer, Role.leader)
"""Who chooses that each lead answers for work of its own."""


def shared_slots(session: Session, task: Task) -> list[LeadSlot]:
    """The slots of the task that several units hold together. One query."""
    return [slot for slot in slots_of_task(session, task) if len(slot.unit_ids) > 1]


def divide(session: Session, actor: Actor, task: Task, *, version: int, now: datetime) -> int:
    """Give every lead of the task's shared slots a slot of its own; return how many items were
    made.

    `version` is the task's as the person saw it. Raises ActionRefused for anybody but the standing
    office and a leader, a stale page, a plan that was recalled, and work somebody reported on.
    """
    if not actor.has_role(*DIVIDERS):
        raise ActionRefused(Refusal.role_not_enough)
    if not take_version(session, task, version):
        raise ActionRefused(Refusal.changed_meanwhile, who="", when="", kind="")
    plan = session.get(Plan, task.plan_id) if task.plan_id is not None else None
    if plan is not None and plan.status is PlanStatus.recalled:
        raise ActionRefused(Refusal.plan_recalled)
    slots = shared_slots(session, task)
    if not slots:
        raise ActionRefused(Refusal.lead_unchanged)
    _require_unreported(session, task, [slot.lead_id for slot in slots])
    for slot in slots:
        _divide_slot(session, task, slot)
        _close_requests(session, actor, task, slot, now)
    data = {"units": [list(slot.names) for slot in slots]}
    events.record(session, actor, [events.about_task(task, "task.divide", data)], now)
    today = clock.local(now).date()
    made = generation.make_items(session, actor, [task.id], today=today, now=now)
    people = notices.people_with_role(
        session,
        task.commune_id,
        TOLD,
        today,
        in_units={unit for slot in slots for unit in slot.unit_ids},
    )
    notices.notify(
        session,
        task.commune_id,
        [person for person in people if person != actor.person_id],
        kind="task.divide",
        key=f"task.divide:{task.id}:{version}",
        data={"title": task.title},
        path=f"/nhiem-vu/{task.id}",
        now=now,
    )
    return made


def _require_unreported(session: Session, task: Task, lead_ids: Sequence[int]) -> None:
    """Hold the items: a report that is on its way has been kept before and is seen here, or finds
    its page stale."""
    of_slots = (WorkItem.commune_id == task.commune_id, WorkItem.lead_id.in_(lead_ids))
    ids = session.scalars(
        select(WorkItem.id).where(*of_slots).order_by(WorkItem.id).with_for_update()
    ).all()
    session.execute(
        update(WorkItem)
        .where(*of_slots)
        .values(version=WorkItem.version + 1)
        .execution_options(synchronize_session=False)
    )
    session.expire_all()
    if reported_items(session, task.commune_id, ids):
        raise ActionRefused(Refusal.already_reported)


def _divide_slot(session: Session, task: Task, slot: LeadSlot) -> None:
    first, *others = slot.unit_ids
    last = session.scalar(
        select(func.max(TaskLead.slot)).where(
            TaskLead.commune_id == task.commune_id, TaskLead.task_id == task.id
        )
    )
    for number, unit_id in enumerate(others, (last or 0) + 1):
        made = TaskLead(commune_id=task.commune_id, task_id=task.id, slot=number)
        session.add(made)
        session.flush()
        session.execute(
            update(TaskUnit)
            .where(TaskUnit.lead_id == slot.lead_id, TaskUnit.unit_id == unit_id)
            .values(lead_id=made.id, position=0)
            .execution_options(synchronize_session=False)
        )
    # Who decides was chosen so that none of those who led together is among them.
    decider = deciders_of(session, task).for_slot(frozenset({first}), task.follow_up_unit_id)
    session.execute(
        update(WorkItem)
        .where(
            WorkItem.commune_id == task.commune_id,
            WorkItem.lead_id == slot.lead_id,
            # One item may have been given to a unit outside the slot: it stays there.
            WorkItem.lead_unit_id.in_(slot.unit_ids),
            WorkItem.status.in_(OPEN),
        )
        .values(lead_unit_id=first, deciding_unit_id=decider)
        .execution_options(synchronize_session=False)
    )


def _close_requests(
    session: Session, actor: Actor, task: Task, slot: LeadSlot, now: datetime
) -> None:
    """What was asked about the shared work was asked by units that may lead it no more."""
    for item in session.scalars(
        select(WorkItem)
        .where(
            WorkItem.commune_id == task.commune_id,
            WorkItem.lead_id == slot.lead_id,
            WorkItem.status.in_(OPEN),
        )
        .order_by(WorkItem.id)
    ):
        close_requests(session, actor, item, Action.reassign, before=item.status, now=now)


__all__ = ["DIVIDERS", "divide", "shared_slots"]
