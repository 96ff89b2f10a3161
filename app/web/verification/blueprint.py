"""The blueprint of the area, and what its views share."""

from flask import Blueprint, abort, url_for
from sqlalchemy.orm import Session

from app.models import WorkItem
from app.queries.verification import next_in_queue
from app.queries.work_items import load_work_item
from app.web.access import current_actor
from app.web.verification.filters import Asked
from workflows.states import Role

blueprint = Blueprint("verification", __name__)

DECIDERS = (Role.standing_officer, Role.unit_head, Role.unit_officer, Role.leader)
"""Unit officers are among them for the deciding unit whose head wants two steps."""


def load(session: Session, work_item_id: int) -> WorkItem:
    """The item for this actor with its names, else 404."""
    return load_work_item(session, current_actor(), work_item_id) or abort(404)


def next_page(session: Session, asked: Asked, after: WorkItem) -> str:
    """The page of the item that follows `after` in the queue as it was filtered; the queue where
    there is none."""
    following = next_in_queue(session, current_actor(), asked.filter, after=after)
    if following is None:
        return url_for("verification.index", **asked.address)
    return url_for("verification.show", work_item_id=following, **asked.address)
