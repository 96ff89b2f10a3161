"""Tasks of a plan whose leads are no longer those that it prints, by a decision of its own."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Event, Plan

DECISIONS = ("task.reassign", "task.divide", "work_item.reassign")
"""The kinds of events by which a slot gets another lead, or its units a slot each."""


def tasks_led_by_decision(session: Session, plan: Plan) -> frozenset[int]:
    """The ids of these tasks. One query."""
    found = session.scalars(
        select(Event.task_id)
        .where(
            Event.commune_id == plan.commune_id,
            Event.kind.in_(DECISIONS),
            Event.plan_id == plan.id,
            Event.task_id.is_not(None),
        )
        .distinct()
    )
    return frozenset(task_id for task_id in found if task_id is not None)


__all__ = ["tasks_led_by_decision"]
