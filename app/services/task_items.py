"""Several items of a task decided on at once: the same as the person saw, all of them or none."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from app.models import WorkItem
from app.services.row_versions import hold_all
from app.services.work_item_claims import changed_meanwhile
from app.services.work_items import perform
from workflows.permissions import Actor
from workflows.requirements import Request
from workflows.states import Action, ActionRefused, Refusal

Seen = Mapping[int, int]
"""Versions of items as a page showed them, by item id."""


def perform_on_all(
    session: Session,
    actor: Actor,
    items: Sequence[WorkItem],
    action: Action,
    request: Request,
    *,
    seen: Seen,
    now: datetime,
) -> None:
    """Carry out `action` on every item through the one door; tells nobody, the caller does once.

    Raises ActionRefused(changed_meanwhile) where the items are not those of `seen`, and whatever
    the door refuses; the caller's transaction is then to be rolled back.
    """
    hold_all(session, items)
    for item in items:
        if item.id not in seen:
            raise changed_meanwhile(session, item)
    if len(seen) != len(items):
        gone = session.get(WorkItem, next(iter(seen.keys() - {item.id for item in items})))
        # The numbers come out of a form: another commune's item has no last change to be told of.
        if gone is not None and gone.commune_id == actor.commune_id:
            raise changed_meanwhile(session, gone)
        raise ActionRefused(Refusal.changed_meanwhile, who="", when="", kind="")
    for item in items:
        perform(session, actor, item, action, request, version=seen[item.id], now=now, tell=False)


__all__ = ["Seen", "perform_on_all"]
