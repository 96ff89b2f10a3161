"""What people have reported or decided on the work of a plan, as the record tells it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Event, Plan, Task, WorkItem
from workflows.states import Action

_NOT_BY_THE_UNIT = (
    Action.set_date,
    Action.set_internal_date,
    Action.reassign,
    Action.drop,
    Action.bring_back,
)

REPORTS = (
    *(f"work_item.{action}" for action in Action if action not in _NOT_BY_THE_UNIT),
    "evidence.link",
    "evidence.remove",
    "product.explain",
)
"""Kinds of events by which an item was heard of: reports, evidence and verdicts. A date, another
lead, or being taken out of the plan, is nothing that its unit did."""

MADE = "work_item.create"
"""What the record says of an item that was made with the plan: nobody reported anything by it."""


@dataclass(frozen=True, slots=True)
class Report:
    """The first thing somebody did with an item of a plan."""

    title: str
    label: str
    person: str
    at: datetime


def first_report(session: Session, plan: Plan) -> Report | None:
    """The first thing a person did with any item of the plan, decisions among them; None where
    nobody did anything. One query."""
    row = session.execute(
        select(Task.title, WorkItem.label, Event.person_name, Event.happened_at)
        .select_from(WorkItem)
        .join(Task, Task.id == WorkItem.task_id)
        .join(
            Event,
            (Event.commune_id == WorkItem.commune_id) & (Event.work_item_id == WorkItem.id),
        )
        .where(
            WorkItem.commune_id == plan.commune_id,
            WorkItem.plan_id == plan.id,
            Event.person_id.is_not(None),
            Event.kind != MADE,
        )
        .order_by(Event.seq)
        .limit(1)
    ).first()
    return None if row is None else Report(*row)


def reported_items(session: Session, commune_id: int, item_ids: Collection[int]) -> set[int]:
    """Those of the items that somebody reported on, or decided on after a report. One query per
    thousand items."""
    wanted: Sequence[int] = sorted(item_ids)
    found: set[int] = set()
    for start in range(0, len(wanted), 1000):
        found.update(
            id_
            for id_ in session.scalars(
                select(Event.work_item_id)
                .where(
                    Event.commune_id == commune_id,
                    Event.work_item_id.in_(wanted[start : start + 1000]),
                    Event.person_id.is_not(None),
                    Event.kind.in_(REPORTS),
                )
                .distinct()
            )
            if id_ is not None
        )
    return found
