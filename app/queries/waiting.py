"""What waits for somebody, as counts for the frame of every page, and whose page it is."""

from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import Select, and_, false, func, or_, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement

from app.models import Commune, Notification, WorkItem
from app.queries.lead_units import answers
from app.queries.standing import followed, submitted
from workflows.permissions import Actor
from workflows.states import Role


@dataclass(frozen=True, slots=True)
class Waiting:
    """The commune's name, and the numbers beside the navigation: verdicts this person may give,
    notices not read."""

    commune: str
    verdicts: int
    notices: int


def may_decide(actor: Actor) -> ColumnElement[bool]:
    """SQL: the submitted items on which `actor` may decide. The same sentence as the rules of
    `Action.verify` in `workflows.permissions`; a test holds the two together."""
    deciding = actor.units(Role.standing_officer, Role.unit_head)
    in_turn = or_(
        WorkItem.deciding_unit_id.in_(deciding) if deciding else false(),
        WorkItem.deciding_unit_id.is_(None) if actor.has_role(Role.leader) else false(),
    )
    return and_(
        WorkItem.commune_id == actor.commune_id,
        submitted(),
        followed(),
        in_turn,
        ~answers(actor.units()),
        WorkItem.submitted_by.is_distinct_from(actor.person_id),
        WorkItem.entered_by.is_distinct_from(actor.person_id),
    )


def count_waiting(session: Session, actor: Actor) -> Waiting:
    """Name and counts in one query."""
    return Waiting(*session.execute(_counts(actor)).one())


@lru_cache(maxsize=200)
def _counts(actor: Actor) -> Select[tuple[str, int, int]]:
    """The query, put together once for a person: every page asks it."""
    unread = (
        select(func.count())
        .select_from(Notification)
        .where(
            Notification.commune_id == actor.commune_id,
            Notification.person_id == actor.person_id,
            Notification.read_at.is_(None),
        )
        .scalar_subquery()
    )
    verdicts = select(func.count()).select_from(WorkItem).where(may_decide(actor)).scalar_subquery()
    return select(Commune.name, verdicts, unread).where(Commune.id == actor.commune_id)
