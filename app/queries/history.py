"""The record, read: the history of an item or task, and the last thing that happened to it."""

from collections.abc import Sequence

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.models import Event, Task, WorkItem
from workflows.states import Action

_MOVES_VERSION = (
    *(f"work_item.{action}" for action in Action),
    "product.accept",
    "product.undo_acceptance",
)


def last_change(session: Session, item: WorkItem, *actions: Action) -> Event | None:
    """The latest of `actions` on the item, of all actions where none is named (what moves its
    version); None where there was none."""
    return session.scalars(
        select(Event)
        .where(
            Event.commune_id == item.commune_id,
            Event.work_item_id == item.id,
            Event.kind.in_([f"work_item.{action}" for action in actions] or _MOVES_VERSION),
        )
        .order_by(Event.seq.desc())
        .limit(1)
    ).first()


_OF_ITEM = (
    select(Event)
    .where(
        Event.commune_id == bindparam("commune_id"),
        Event.work_item_id == bindparam("work_item_id"),
    )
    .order_by(Event.seq.desc())
)


def history_of_item(session: Session, item: WorkItem) -> Sequence[Event]:
    """Everything that happened to the item, newest first."""
    of_item = {"commune_id": item.commune_id, "work_item_id": item.id}
    return session.scalars(_OF_ITEM, of_item).all()


def history_of_task(session: Session, task: Task) -> Sequence[Event]:
    """Everything that happened to the task and its items, newest first."""
    return session.scalars(
        select(Event)
        .where(Event.commune_id == task.commune_id, Event.task_id == task.id)
        .order_by(Event.seq.desc())
    ).all()
