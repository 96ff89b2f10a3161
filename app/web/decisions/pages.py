"""What the page of a task shows of the decisions about it, and what it offers."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app.models import Relation, Task, WorkItem
from app.queries.additional_tasks import units_of
from app.queries.subjects import subject_of
from app.queries.task_decisions import followed_tasks, taken_out
from app.services.additional_tasks import ASSIGNERS
from app.services.lead_slots import DIVIDERS
from workflows.permissions import Actor, can
from workflows.states import OPEN, Action


def decisions_of_task(
    session: Session, actor: Actor, task: Task, items: Sequence[WorkItem], today: date
) -> dict[str, Any]:
    """What was taken out and by which paper, the tasks it was merged into, and whether this person
    may take out, bring back, reword or divide. At most five queries."""
    groups = taken_out(session, task)
    subject = subject_of(session, items[0]) if items else None
    may_drop = subject is not None and can(actor, Action.drop, subject)
    may_bring_back = subject is not None and can(actor, Action.bring_back, subject)
    is_open = task.next_opens_on is not None or any(item.status in OPEN for item in items)
    untouched = not any(item.last_heard_at or item.submitted_at for item in items)
    shared = len(units_of(session, task, Relation.lead)) > len({item.lead_id for item in items})
    return {
        "may_divide": shared and is_open and untouched and actor.has_role(*DIVIDERS),
        "taken_out": groups,
        "followed": followed_tasks(session, groups, today),
        "may_take_out": may_drop and is_open,
        "may_bring_back": may_bring_back and bool(groups),
        "may_reword": task.plan_id is None and actor.has_role(*ASSIGNERS) and untouched,
    }
