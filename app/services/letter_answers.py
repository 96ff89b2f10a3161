"""A unit answers a letter by handing in what it names, and owes no answer on what was given to
another unit: asked by the one door after each step.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import UrgingLetter, UrgingLetterUnit, WorkItem
from app.queries.urging_letters import item_ids
from app.services.urging_letters import answer_where_nothing_is_left
from workflows.permissions import Actor
from workflows.states import WITH_LEAD


def note_answers(
    session: Session, actor: Actor, item: WorkItem, led_by: int, now: datetime
) -> None:
    """Where the item is no longer with the unit `led_by` that led it before the step, note the
    answer to each issued letter of which nothing is left with that unit. One query where there is
    no such letter."""
    if item.status in WITH_LEAD and item.lead_unit_id == led_by:
        return
    open_lines = session.execute(
        select(UrgingLetter, UrgingLetterUnit)
        .join(UrgingLetterUnit, UrgingLetterUnit.letter_id == UrgingLetter.id)
        .where(
            UrgingLetter.commune_id == item.commune_id,
            UrgingLetter.issued_on.is_not(None),
            UrgingLetterUnit.unit_id == led_by,
            UrgingLetterUnit.answered_on.is_(None),
        )
    ).all()
    for letter, unit in open_lines:
        if item.id in item_ids(letter, unit.unit_id):
            answer_where_nothing_is_left(session, actor, letter, unit, now)
