"""*Chuyển đơn vị chủ trì*: another unit leads from now on, by document.

By default a whole lead slot moves: every open item of it that does not wait for a verdict, and the
periods to come. What waits for a verdict is decided for the unit that handed it in. Items keep
their identity, history and dates; who verifies follows from who leads. In the figures an item
counts for the unit that leads it (`app.services.standing`): one that was given away alone counts
in the row of its new unit, and in that of the old one only what it still leads.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from app import clock
from app.models import Relation, Task, TaskLead, TaskUnit, WorkItem
from app.queries.subjects import subject_of
from app.queries.task_decisions import (
    LeadSlot,
    deciders_of,
    items_of,
    lead_choices,
    slots_of_task,
    unit_names,
)
from app.services import events, notices
from app.services.plan_tasks import unit_row
from app.services.standing import refresh_dates
from app.services.task_items import Seen, perform_on_all
from app.services.work_item_claims import changed_meanwhile
from workflows.permissions import Actor, require
from workflows.reminders import TOLD
from workflows.requirements import Request
from workflows.states import OPEN, Action, ActionRefused, Refusal, Status


@dataclass(frozen=True, slots=True)
class Move:
    """What another lead of an item's whole slot would take along: `moving`, and `staying` for the
    verdict they wait for. `slot` is None where the item is not its slot's any more."""

    slot: LeadSlot | None
    moving: Sequence[WorkItem]
    staying: Sequence[WorkItem]


@dataclass(frozen=True, slots=True)
class NewLead:
    """Who leads from now on, of the whole slot or of one item, and by which paper."""

    unit_id: int | None
    whole_slot: bool
    document: str
    reason: str = ""


def whole_move(session: Session, task: Task, item: WorkItem) -> Move:
    """What moves with the whole slot of `item`. Two queries."""
    slots = slots_of_task(session, task)
    slot = next((slot for slot in slots if slot.lead_id == item.lead_id), None)
    if slot is None or item.lead_unit_id not in slot.unit_ids:
        return Move(None, [], [])
    of_slot = [
        one
        for one in items_of(session, task, OPEN, slot.lead_id)
        if one.lead_unit_id in slot.unit_ids
    ]
    return Move(
        slot,
        [one for one in of_slot if one.status is not Status.submitted],
        [one for one in of_slot if one.status is Status.submitted],
    )


def reassign(
    session: Session,
    actor: Actor,
    task: Task,
    item: WorkItem,
    new: NewLead,
    *,
    seen: Seen,
    now: datetime,
) -> Sequence[WorkItem]:
    """Give the slot of `item`, or the item alone, to another lead; return the items that moved.

    `seen` are the versions of the items concerned, as the person saw them. Raises ActionRefused for
    a person who may not, without a document, for a unit that cannot lead it, and where somebody
    changed an item meanwhile; the caller's transaction is then to be rolled back.
    """
    require(actor, Action.reassign, subject_of(session, item))
    move = whole_move(session, task, item)
    unit_id = _checked_unit(session, task, item, new, move, now)
    if not new.document:
        raise ActionRefused(Refusal.document_missing)
    # One that held the slot already, and becomes its first, may lead some of it by now.
    led = {one.id for one in move.moving if one.lead_unit_id == unit_id}
    moving = [one for one in move.moving if one.id not in led]
    seen = {id_: version for id_, version in seen.items() if id_ not in led}
    old = {one.lead_unit_id for one in moving} | set(move.slot.unit_ids[:1] if move.slot else ())
    if not new.whole_slot:
        moving, old = [item], {item.lead_unit_id}
    leads = _leads_after(move, unit_id) if new.whole_slot else (unit_id,)
    request = Request(
        reason=new.reason,
        document=new.document,
        new_lead=unit_id,
        new_decider=deciders_of(session, task).for_slot(frozenset(leads), task.follow_up_unit_id),
    )
    is_last = not new.whole_slot and _is_all_of_slot(session, task, item, move)
    perform_on_all(session, actor, moving, Action.reassign, request, seen=seen, now=now)
    if new.whole_slot:
        _write_slot(session, task, item.lead_id, leads)
    elif is_last:
        _hand_on(session, task, item.lead_id, unit_id)
    refresh_dates(session, task.commune_id, [task.id])
    change = _Change(session, actor, task, item, new, frozenset(old), now)
    if new.whole_slot:
        change.record()
    change.tell(len(moving))
    session.flush()
    return moving


def _checked_unit(
    session: Session, task: Task, item: WorkItem, new: NewLead, move: Move, now: datetime
) -> int:
    today = clock.local(now).date()
    unit_id = new.unit_id
    if unit_id is None or unit_id not in dict(lead_choices(session, task.commune_id, today)):
        raise ActionRefused(Refusal.lead_missing)
    if not new.whole_slot:
        return unit_id
    if move.slot is None:
        raise changed_meanwhile(session, item)
    if unit_id == move.slot.unit_ids[0]:
        raise ActionRefused(Refusal.lead_unchanged)
    others = [slot for slot in slots_of_task(session, task) if slot.lead_id != item.lead_id]
    if any(unit_id in slot.unit_ids for slot in others):
        raise ActionRefused(Refusal.leads_another_part)
    return unit_id


def _leads_after(move: Move, unit_id: int) -> tuple[int, ...]:
    """The new lead takes the place of the first unit; those who held the slot with it stay."""
    held = move.slot.unit_ids[1:] if move.slot else ()
    return (unit_id, *(unit for unit in held if unit != unit_id))


def _is_all_of_slot(session: Session, task: Task, item: WorkItem, move: Move) -> bool:
    """True where nothing is left to those who hold the slot of `item`, now or to come, once the
    item alone is given away."""
    if move.slot is None or task.next_opens_on is not None:
        return False
    others = select(WorkItem.id).where(
        WorkItem.commune_id == task.commune_id,
        WorkItem.task_id == task.id,
        WorkItem.lead_unit_id.in_(move.slot.unit_ids),
        WorkItem.id != item.id,
    )
    return session.scalars(others.limit(1)).first() is None


def _hand_on(session: Session, task: Task, lead_id: int, unit_id: int) -> None:
    """The slot goes with the last of its items. Where the unit leads a slot of the task already,
    the item counts there, and this one is retired."""
    others = [slot for slot in slots_of_task(session, task) if slot.lead_id != lead_id]
    if not any(unit_id in slot.unit_ids for slot in others):
        _write_slot(session, task, lead_id, (unit_id,))
        return
    for statement in (
        delete(TaskUnit).where(
            TaskUnit.commune_id == task.commune_id,
            TaskUnit.task_id == task.id,
            TaskUnit.lead_id == lead_id,
        ),
        update(TaskLead).where(TaskLead.id == lead_id).values(slot=-lead_id),
    ):
        session.execute(statement.execution_options(synchronize_session=False))
    task.version += 1


def _write_slot(session: Session, task: Task, lead_id: int, leads: Collection[int]) -> None:
    """The units of the slot, so that periods to come and every figure are theirs. A unit that leads
    supports no more, and gives up what it once led in a slot that was retired since."""
    retired = select(TaskLead.id).where(
        TaskLead.commune_id == task.commune_id, TaskLead.task_id == task.id, TaskLead.slot < 0
    )
    of_task = (TaskUnit.commune_id == task.commune_id, TaskUnit.task_id == task.id)
    gone = (
        TaskUnit.lead_id == lead_id,
        TaskUnit.unit_id.in_(leads) & (TaskUnit.relation == Relation.supporting),
        TaskUnit.unit_id.in_(leads) & TaskUnit.lead_id.in_(retired),
    )
    for condition in gone:
        session.execute(
            delete(TaskUnit).where(*of_task, condition).execution_options(synchronize_session=False)
        )
    session.execute(
        insert(TaskUnit),
        [
            unit_row(task.commune_id, task.id, unit_id, Relation.lead, position, lead_id)
            for position, unit_id in enumerate(leads)
        ],
    )
    task.version += 1


@dataclass(frozen=True, slots=True)
class _Change:
    """What was decided, as the record keeps it and people are told."""

    session: Session
    actor: Actor
    task: Task
    item: WorkItem
    new: NewLead
    old: frozenset[int]
    now: datetime

    def _names(self) -> tuple[str, str]:
        """The old leads, and the new one."""
        wanted = {*self.old, self.new.unit_id or 0}
        names = unit_names(self.session, self.task.commune_id, wanted)
        return ", ".join(names[unit] for unit in sorted(self.old)), names[self.new.unit_id or 0]

    def record(self) -> None:
        """The event of the slot; each item that moved has its own."""
        old, new = self._names()
        data = {
            "document": self.new.document,
            "lead_id": self.item.lead_id,
            "old_lead": old,
            "new_lead": new,
        }
        entry = events.about_task(self.task, "task.reassign", data, reason=self.new.reason)
        events.record(self.session, self.actor, [entry], self.now)

    def tell(self, moved: int) -> None:
        """One notice to each person of the unit that gives the work up and of the one that takes
        it."""
        task, whole = self.task, self.new.whole_slot
        old, new = self._names()
        people = notices.people_with_role(
            self.session,
            task.commune_id,
            TOLD,
            clock.local(self.now).date(),
            in_units={*self.old, self.new.unit_id or 0},
        )
        notices.notify(
            self.session,
            task.commune_id,
            [person for person in people if person != self.actor.person_id],
            kind="task.reassign",
            key=f"task.reassign:{self.item.id}:{self.now.isoformat()}",
            data={
                "title": task.title,
                "label": "" if whole else self.item.label,
                "old": old,
                "new": new,
                "count": moved,
                "document": self.new.document,
                "reason": self.new.reason,
            },
            path=f"/nhiem-vu/{task.id}" if whole else f"/viec/{self.item.id}",
            now=self.now,
        )


__all__ = ["Move", "NewLead", "reassign", "whole_move"]
